"""States: what can be seen of a story at the end of a tick, by name, and what each can be.

Acts and how things stand: what a party last announced, whether a condition is promised, whether a
shock has struck. A party's reading is among them, though only the party itself can tell it. What
is neither one of a few words is a number, as every signal.
"""

from sim.scenario import Scenario
from sim.scenario.parts import CONDITION_SIGNALS
from sim.style.promises import promise_called, signal_in_words, verb_for
from sim.style.sentences import within
from sim.style.words import called

NO_YES = ("no", "yes")

ANNOUNCED, SOFTENED, READING, OUTLOOK = "announced", "softened", "reading", "outlook"
CALLED_OFF, POSTPONED, STRUCK, HELD = "called_off", "postponed", "struck", "held"
PROMISED, VIOLATED, OBSERVED = CONDITION_SIGNALS


def states_of(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """Return what every state can be, in order, by its name; nothing for a number.

    >>> states = states_of(Scenario.load("scenarios/others/closed-pass.yaml"))
    >>> states["northmere.announced"], states["release.promised"]
    (('silent', 'absent', 'envoys', 'ministers'), ('no', 'yes'))
    """
    flags = (
        *(f"{name}.{state}" for name in scenario.conditions for state in CONDITION_SIGNALS),
        *(f"{name}.{STRUCK}" for name in scenario.shocks),
        *(f"{name}.{HELD}" for name in scenario.earlier),
        *(f"{key}.{CALLED_OFF}" for key, one in scenario.parties.items() if one.calling_off),
        *(f"{key}.{POSTPONED}" for key, one in scenario.actors.items() if one.postponing),
        *(
            f"{name}.{key}.{PROMISED}"
            for name, one in scenario.conditions.items()
            for key in one.grantors
            if one.co_grantors
        ),
    )
    found: dict[str, tuple[str, ...]] = dict.fromkeys(sorted(scenario.audible), ())
    found |= dict.fromkeys(flags, NO_YES)
    for key, party in scenario.parties.items():
        found[f"{key}.{ANNOUNCED}"] = ("silent", *scenario.levels)
        found[f"{key}.{SOFTENED}"] = tuple(map(str, range(len(party.readings))))
        found[f"{key}.{READING}"] = tuple(party.readings)
    return found


def state_called(scenario: Scenario, name: str) -> str:
    """Return what is asked when somebody asks for a state.

    >>> crisis = Scenario.load("scenarios/others/closed-pass.yaml")
    >>> state_called(crisis, "northmere.announced"), state_called(crisis, "release.promised")
    ('what Northmere last announced', 'whether ‘release’ is promised')
    """
    key, _, what = name.rpartition(".")
    whose = key if key in scenario.actors else key.partition(".")[2]
    who = within(scenario.actors[whose].name) if whose in scenario.actors else called(key)
    if what in _ASKED and states_of(scenario)[name]:
        return _ASKED[what].format(who)
    condition = key.partition(".")[0]
    if what not in CONDITION_SIGNALS or condition not in scenario.conditions:
        return signal_in_words(scenario, name)
    promise, verb = promise_called(scenario, condition), verb_for(scenario, condition)
    if condition != key:
        return f"whether {who} has {verb.done} {promise}"
    if what == OBSERVED:
        return f"whether {promise} counts as observed"
    return f"whether {promise} is {verb.done if what == PROMISED else what}"


_ASKED = {
    ANNOUNCED: "what {} last announced",
    SOFTENED: "how many readings {} has softened by",
    READING: "how the words of {} are meant",
    CALLED_OFF: "whether {} has called the meeting off",
    POSTPONED: "whether {} has postponed the meeting",
    STRUCK: "whether {} has happened",
    HELD: "whether {} was held",
}
