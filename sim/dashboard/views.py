"""Views: what is found out, as HTML. Each function fills one template."""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import marimo
from jinja2 import Environment
from markupsafe import Markup

from sim.analysis.assumptions import assumptions
from sim.analysis.blame import blame
from sim.analysis.comparison import Comparison
from sim.analysis.departures import departures
from sim.analysis.levers import Levers
from sim.analysis.measures import ANY_ON_TIME, measure_in_words
from sim.analysis.reasons import bound_by
from sim.analysis.shares import level_pairs
from sim.analysis.unfolding import unfold
from sim.analysis.wording import in_points, quoted, sources_in_words
from sim.dashboard import words
from sim.dashboard.invitation import on_page
from sim.ensemble import Run
from sim.errors import ScenarioError
from sim.outcome import outcome_ids
from sim.pages.page import starred
from sim.pages.stakes import said_by
from sim.pages.words import dates, firmness_in_words, in_words, listed, percent
from sim.plots.style import INK, PAPER, outcome_colours
from sim.result import Result
from sim.rules.files import loaded_files
from sim.scenario import Scenario, Statement
from sim.scenario.actor import Actor
from sim.templates import templates_of

if TYPE_CHECKING:
    from sim.dashboard.groups import Group


@cache
def _pages() -> Environment:
    pages = templates_of("sim.dashboard")
    pages.filters |= {
        "element": lambda element: Markup(element.text),
        "firmness": firmness_in_words,
        "ink": ink_on,
        "percent": percent,
        "points": in_points,
        "quoted": quoted,
        "sources": sources_in_words,
        "starred": starred,
        "whole": lambda share: f"{share:.0%}",
    }
    pages.globals |= {"words": words, "paper": PAPER, "measure_in_words": measure_in_words}
    return pages


def ink_on(colour: str) -> str:
    """Return what is read best on a colour such as ``#9ad2f2``: ink or paper."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return INK if 0.3 * red + 0.59 * green + 0.11 * blue > 128 else PAPER


def fill(template: str, **content: Any) -> str:
    """Return a template of this page, filled."""
    return _pages().get_template(template).render(**content)


def head(scenario: Scenario) -> str:
    """Return the title of the page and what it is not."""
    return fill("head.html", scenario=scenario)


def settings(elements: Sequence[Any], file: Any, address: str | None) -> str:
    """Return what is run and from where, what opens a file of one's own, and what lets others in.

    `address` is what they type to join; None where nobody else is let in.
    """
    code = None if address is None else on_page(address)
    return fill("settings.html", elements=elements, file=file, address=address, code=code)


def text(scenario: Scenario) -> str:
    """Return the question, the dates, what is demanded and who said what; nothing is run."""
    said: dict[str, tuple[tuple[Statement, ...], Actor | None]] = {
        actor.name: (said_by(scenario, key), actor) for key, actor in scenario.actors.items()
    }
    besides = tuple(one for one in scenario.statements if one.actor not in scenario.actors)
    if besides:
        said[words.BESIDES] = (besides, None)
    parties = listed(party.name for party in scenario.parties.values())
    levels = listed(map(in_words, scenario.levels[:0:-1]), "or")
    content = {"said": said, "dates": dates(scenario), "parties": parties, "levels": levels}
    return fill("text.html", scenario=scenario, **content)


def shares(both: Comparison) -> str:
    """Return the outcomes, against the article's on the same luck."""
    run, before = both.results[1].run, both.shares(0)
    colours = [INK, *outcome_colours(len(run.scenario.levels) - 1)]
    return fill(
        "shares.html",
        run=run,
        rows=list(zip(before, colours, strict=True)),
        before=before,
        after=both.shares(1),
        changes=both.differences(1),
    )


def foot(both: Comparison) -> str:
    """Return what was run, and in what it differs from the article."""
    base, now = (result.run.scenario for result in both.results)
    return fill(
        "foot.html",
        run=both.results[1].run,
        after=both.shares(1),
        changes=both.differences(1),
        changed=departures(base, now),
        actors=now.actors,
    )


def why(result: Result) -> str:
    """Return what kept worlds from a meeting on time, down to the sentences."""
    found = bound_by(result)
    share = sum(binding.share.share for binding in found)
    return fill("why.html", scenario=result.scenario, found=found, share=share)


def week(result: Result) -> str:
    """Return how the chance of a meeting on time unfolds tick by tick."""
    clock, levels = result.scenario.clock, result.scenario.levels
    on_time = unfold(result.run).on_time
    ticks = [
        (clock.start_of(tick), list(zip(reversed(levels[1:]), row, _shades(levels), strict=True)))
        for tick, row in enumerate(on_time.tolist())
    ]
    long = (ticks[-1][0] - ticks[0][0]).days >= words.DAYS_IN_A_WEEK
    return fill("week.html", ticks=ticks, every=-(-len(ticks) // words.MOST_TICKS), long=long)


def _shades(levels: Sequence[str]) -> list[str]:
    return outcome_colours(len(levels) - 1)[: len(levels) - 1]


def level_grid(result: Result) -> str:
    """Return the grid of level pairs when decisions freeze."""
    counts = level_pairs(result) / result.run.worlds
    return fill("levels.html", scenario=result.scenario, shares=counts.tolist())


def blamed(result: Result) -> str:
    """Return the mean blame of each party with each audience."""
    return fill("blame.html", scenario=result.scenario, blame=blame(result))


DETAILS = {
    words.WHY: why,
    words.WEEK: week,
    words.LEVELS: level_grid,
    words.BLAME: blamed,
}
"""What can be shown beneath the outcomes."""


def lever_list(found: Levers, measure: str) -> str:
    """Return the one-number changes that move a measure most, by actor."""
    sides = [(words.RAISES, found.best(measure)), (words.LOWERS, found.best(measure, rises=False))]
    scenario = found.run.scenario
    return fill("levers.html", sides=sides, run=found.run, measure=measure, actors=scenario.actors)


def measures_by_name(scenario: Scenario) -> dict[str, str]:
    """Return the measures of a scenario by what the page calls them."""
    return {measure_in_words(one): one for one in (ANY_ON_TIME, *outcome_ids(scenario.levels))}


def outcomes_by_name(scenario: Scenario) -> dict[str, int]:
    """Return the outcomes' codes in the table of worlds, by what the page calls them."""
    return {measure_in_words(one): code for code, one in enumerate(outcome_ids(scenario.levels))}


def take_away(run: Run, links: Sequence[Any]) -> str:
    """Return what can be downloaded, and the command that gives the same numbers."""
    return fill("take_away.html", links=links, command=again(run))


def again(run: Run) -> str:
    """Return the command that gives the same numbers as a run, from the downloaded file."""
    loaded = "".join(words.LOADED.format(file=file.path) for file in loaded_files())
    return words.COMMAND.format(load=loaded, file=words.FILE, worlds=run.worlds, seed=run.seed)


def buttons(names: Iterable[str], choose: Callable[[str], None]) -> list[Any]:
    """Return a button for each name, which `choose` is told of; all can be reached by Tab."""

    def button(name: str) -> Any:
        return marimo.ui.button(label=name, on_click=lambda _: choose(name))

    return [button(name) for name in names]


def navigation(name: str, elements: Sequence[Any]) -> str:
    """Return a choice between parts."""
    return fill("navigation.html", name=name, elements=elements)


def marked(name: str, parts: Iterable[str], shown: str) -> str:
    """Return what marks the part that is shown, for the eye and for a screen reader."""
    return fill("marked.html", name=name, place=1 + list(parts).index(shown), shown=shown)


def row(elements: Sequence[Any]) -> str:
    """Return elements beside each other."""
    return fill("row.html", elements=elements)


def hidden(element: Any) -> str:
    """Return an element that nobody needs to see, such as a clock that beats."""
    return fill("hidden.html", element=element)


def picker(elements: Sequence[Any], problem: str) -> str:
    """Return what chooses a world, and what is wrong with the choice, if anything."""
    return fill("picker.html", elements=elements, problem=problem)


def missing(run: Run, outcome: str) -> str:
    """Return that no world ends so."""
    return words.NO_SUCH_WORLD.format(worlds=run.worlds, outcome=outcome)


def refusal(problem: Exception | str, told: str) -> str:
    """Return what cannot be done, in the words of the command line."""
    return fill("refusal.html", problem=str(problem), told=told)


def unfit(scenario: Scenario, error: ScenarioError) -> str:
    """Return which of the numbers that are set does not fit the others, by its owner and label."""
    found = next((one for one in assumptions(scenario) if one.path == error.key), None)
    whose = f"{scenario.actors[found.owner].name}: " if found and found.owner else ""
    problem = f"{whose}{found.label if found else error.key}: {error.problem}"
    return fill("refusal.html", problem=problem, told=words.NOT_POSSIBLE)


def controls(groups: Sequence["Group"]) -> str:
    """Return the controls by actor, each with its sentence or the word assumption."""
    return fill("controls.html", groups=groups)


def readings(scenario: Scenario) -> str:
    """Return how each party's words are read now."""
    weights = [
        [(reading, party.weights.centres.get(reading, 0.0)) for reading in party.readings]
        for party in scenario.parties.values()
    ]
    return fill("readings.html", scenario=scenario, weights=weights)
