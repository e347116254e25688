"""Effects: under which of many changes something happens most often and least, in one sentence."""

from collections.abc import Mapping

from sim.analysis.outcomes.shares import Difference


def largest_effects(which: str, happens: str, effects: Mapping[str, Difference]) -> str:
    """Return as a sentence which effects are the largest, up and down, of those that are clear.

    Parameters
    ----------
    which : str
        What is compared: ``Across 12 scenarios compared with ‘baseline’``.
    happens : str
        What changes, as a clause; see `sim.analysis.outcomes.measures.what_happens`.
    effects : dict of str to Difference
        By what makes the change: ``under ‘no host’``.
    """
    clear = {name: one for name, one in effects.items() if one.is_clear}
    if not clear:
        return f"{which}, there is no clear change in how often {happens}."
    most, least = (end(clear, key=lambda name: clear[name].difference) for end in (max, min))
    largest = [("most often", most)] * (clear[most].difference > 0)
    largest += [("least often", least)] * (clear[least].difference < 0)
    parts = (f"{often} {name} ({clear[name].in_words})" for often, name in largest)
    rest = f"; {len(clear)} make a clear change" if len(clear) > len(largest) else ""
    return f"{which}, {happens} {' and '.join(parts)}{rest}."
