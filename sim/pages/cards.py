"""Role cards: what each actor of a scenario brings to a role play, one card each, and one for all.

Everything is read off the scenario, so that any crisis has its cards. They hold no number of the
model, which would tell players what their move is worth.
"""

from collections.abc import Iterator

from sim.analysis.audit.influences import influences
from sim.analysis.outcomes.result import Result
from sim.pages.audience import judges
from sim.pages.concessions import bridges
from sim.pages.leader import Sheet
from sim.pages.page import picture, render
from sim.pages.role import card
from sim.pages.rounds import promised_together, rounds
from sim.pages.words import FIRMNESS, has_levels, needed_to_meet
from sim.scenario import Scenario
from sim.style import promises
from sim.style.dates import day
from sim.style.sentences import capital, listed, within
from sim.style.words import called, needed_for


def cards_page(scenario: Scenario, result: Result | None = None) -> str:
    """Return all cards of a scenario as one page: a public one, who acts on whom, one per actor.

    With the result of a run of it, the leader's sheet comes last.
    """
    return render(
        "cards.html",
        f"Role cards: {scenario.title}",
        scenario=scenario,
        promised={name: _promised(scenario, name) for name in scenario.conditions},
        needed_earlier={
            name: needed_for(scenario, one.attendance(scenario.parties, scenario.levels))
            for name, one in scenario.earlier.items()
        },
        rounds=len(rounds(scenario.clock)),
        starting="; ".join(_starting(scenario)),
        sheet=None if result is None else Sheet(result),
        scale=[words for _, words in FIRMNESS],
        ending=_ending(scenario),
        broken=[
            promises.promise_called(scenario, name)
            for name in scenario.conditions
            if promises.can_be_broken(scenario, name)
        ],
        together=[
            listed(promises.promise_called(scenario, name) for name in some)
            for some in promised_together(scenario)
        ],
        judges=[within(scenario.actors[key].name) for key in judges(scenario)],
        background=[one for one in scenario.statements if one.actor not in scenario.actors],
        diagram=_diagram(scenario),
        cards=[card(scenario, key) for key in scenario.actors],
    )


def _starting(scenario: Scenario) -> Iterator[str]:
    """Yield the days on which rounds start, each with the hours."""
    hours: dict[str, list[str]] = {}
    for one in rounds(scenario.clock):
        hours.setdefault(day(one.starts), []).append(f"{one.starts:%H:%M}")
    yield from (f"{that_day}, {listed(some)}" for that_day, some in hours.items())


def _diagram(scenario: Scenario) -> str:
    """Return who acts on whom as a picture, without how much it weighs."""
    return picture(influences(scenario).plot(weighed=False).png())


def _promised(scenario: Scenario, name: str) -> str:
    """Return who can promise a condition, and when what is promised counts as observed."""
    condition, by = scenario.conditions[name], promises.grantors_in_words(scenario, name)
    told = f"{condition.title}. {capital(by)} can {promises.act_of_granting(scenario, name)}."
    if not promises.differs_once_observed(scenario, name):
        return told
    kept = "mostly kept" if condition.kept_share.centre < 1 else "kept"
    needed = [f"{promises.verb_for(scenario, name).done} in time"] if condition.due else []
    needed += [kept] if promises.can_be_broken(scenario, name) else []
    return f"{told} It counts as observed if {listed(needed)}."


def _ending(scenario: Scenario) -> str:
    """Return what happens at the end of the last round."""
    if not has_levels(scenario):
        return (
            f"After the last round the parties show whether they come. {needed_to_meet(scenario)}"
        )
    lower = any(bridges(scenario, key) for key in scenario.actors)
    lower = lower or scenario.numbers["meeting.step_down"].centre > 0
    unequal = "may settle on the lower one" if lower else "do not"
    top = scenario.meeting_levels[-1]
    limit = f"; whoever would come higher than {called(top)} comes at that level"
    limit = limit if top != scenario.levels[-1] else ""
    return (
        "After the last round the parties show at which level they come. At the same level they "
        f"meet, if logistics allow it; at different levels they {unequal}{limit}. "
        f"{needed_to_meet(scenario)}"
    )
