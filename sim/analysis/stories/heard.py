"""What was heard: which signals spoke for something in one world, and which against."""

from collections.abc import Iterator, Mapping

from sim.scenario import Scenario
from sim.scenario.number import Number
from sim.style.numbers import signed
from sim.style.promises import signal_in_words
from sim.style.sentences import listed, within

Because = tuple[str, tuple[str, ...]]  # why, in words, and the ids of the statements behind it

Weight = tuple[Number, float]
"""The weight of a signal: the number that the scenario gives, and what it is in one world."""

SILENT = 0.005  # what moves less would read as 0.00


def what_was_heard(
    scenario: Scenario, weights: Mapping[str, Weight], signals: Mapping[str, float]
) -> Because:
    """Return what spoke for something and what against, with the sentences behind it.

    Of each signal it says its strength times its weight. Signals that weigh nothing, or are silent,
    are left out; where all are, there is nothing to say.
    """
    sides: dict[str, list[str]] = {"for": [], "against": []}
    sources: list[str] = []
    for name, effect, behind in _heard(scenario, weights, signals):
        said = within(signal_in_words(scenario, name))
        sides["for" if effect > 0 else "against"].append(f"{said} {signed(effect, plus=True)}")
        sources += behind
    words = (f"{side} it {listed(names)}" for side, names in sides.items() if names)
    return "; ".join(words), tuple(dict.fromkeys(sources))


def behind_what_spoke_against(
    scenario: Scenario, weights: Mapping[str, Weight], signals: Mapping[str, float]
) -> tuple[str, ...]:
    """Return the sentences behind what spoke against something."""
    heard = _heard(scenario, weights, signals)
    return tuple(key for _, effect, behind in heard if effect < 0 for key in behind)


def _heard(
    scenario: Scenario, weights: Mapping[str, Weight], signals: Mapping[str, float]
) -> Iterator[tuple[str, float, tuple[str, ...]]]:
    """Yield each signal that moves something, by how much, and the sentences behind that."""
    for name, (number, weight) in weights.items():
        effect = weight * signals[name]
        if abs(effect) >= SILENT:
            yield name, effect, (*number.sources, *_behind(scenario, name))


def _behind(scenario: Scenario, signal: str) -> tuple[str, ...]:
    """Return the sentences behind a signal's strength, or behind what is expected of a party."""
    owner, _, what = signal.partition(".")
    if what == "outlook":
        return scenario.parties[owner].expected.sources
    return scenario.signals[signal].strength.sources if signal in scenario.signals else ()
