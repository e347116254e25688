"""Views: what was said and what is found out, as HTML. Each function fills one template."""

from collections.abc import Sequence
from dataclasses import replace

from sim.analysis.audit.changes import changes_from_base
from sim.analysis.experiments.comparison import Comparison
from sim.analysis.experiments.one_at_a_time import OneAtATime
from sim.analysis.outcomes.blame import blame
from sim.analysis.outcomes.measures import measure_in_words, measures
from sim.analysis.outcomes.reasons import obstacles, worth_a_line
from sim.analysis.outcomes.shares import level_pairs, party_levels
from sim.analysis.stories.timeline import unfold
from sim.dashboard import words
from sim.dashboard.panels import fill
from sim.engine.outcome import outcomes_of
from sim.pages.stakes import said_by
from sim.pages.words import dates, zone
from sim.scenario import Scenario, Statement
from sim.scenario.actor import Actor
from sim.scenario.base import humanize
from sim.scenario.parts import MIN_PARTIES
from sim.style.colours import INK, ON_TIME, outcome_colours
from sim.style.sentences import listed
from sim.style.words import grantors_in_words, in_percent, those_needed


def text(scenario: Scenario) -> str:
    """Return the question, the dates, what is demanded and who said what; nothing is run."""
    said: list[tuple[str, tuple[Statement, ...], Actor | None]] = [
        (actor.name, said_by(scenario, key), actor) for key, actor in scenario.actors.items()
    ]
    besides = tuple(one for one in scenario.statements if one.actor not in scenario.actors)
    if besides:
        said.append((words.BESIDES, besides, None))
    parties = those_needed(scenario)
    levels = listed(map(humanize, scenario.levels[:0:-1]), "or")
    when = {"dates": dates(scenario), "zone": zone(scenario)}
    content = {"said": said, "parties": parties, "levels": levels, **when}
    grantors = {name: grantors_in_words(scenario, name) for name in scenario.conditions}
    return fill("text.html", scenario=scenario, grantors=grantors, **content)


def readings(scenario: Scenario) -> str:
    """Return how each party's words are read now."""
    weights = [
        [*party.weights.shares(party.readings).items()] for party in scenario.parties.values()
    ]
    return fill("readings.html", scenario=scenario, weights=weights)


def shares(both: Comparison) -> str:
    """Return the outcomes, against the text's on the same luck."""
    run, before = both.results[1].run, both.shares(0)
    outcomes = outcomes_of(run.scenario)
    colours = [INK] * (len(before) - len(outcomes)) + outcome_colours(len(outcomes))
    return fill(
        "shares.html",
        run=run,
        rows=list(zip(before, colours, strict=True)),
        before=before,
        after=both.shares(1),
        changes=both.differences(1),
    )


def foot(both: Comparison) -> str:
    """Return what came out in a sentence, what was run, and in what it differs from the text."""
    base, now = (result.scenario for result in both.results)
    compared = replace(both, names=words.NAMES)
    return fill(
        "foot.html",
        found=compared if _changed(both) else both.results[1],
        run=both.results[1].run,
        after=both.shares(1),
        changes=both.differences(1),
        changed=changes_from_base(base, now),
        actors={**base.actors, **now.actors},
    )


def why(both: Comparison) -> str:
    """Return what kept worlds from a meeting on time, down to the sentences."""
    base, now = both.results
    found = obstacles(now)
    share = sum(binding.share.share for binding in found)
    then = None
    if _changed(both):
        then = {binding.reasons: binding.share.share for binding in obstacles(base)}
    shown = found[: worth_a_line([one.share.share for one in found], len(found))]
    total = in_percent(share)
    return fill("why.html", scenario=now.scenario, found=shown, share=total, then=then)


def _changed(both: Comparison) -> bool:
    """Whether there is anything to compare."""
    base, now = both.results
    return base.scenario != now.scenario


def week(both: Comparison) -> str:
    """Return how the chance of a meeting on time unfolds tick by tick."""
    result = both.results[1]
    clock, levels = result.scenario.clock, result.scenario.meeting_levels
    on_time = unfold(result.run).on_time
    ticks = [
        (clock.start_of(tick), list(zip(reversed(levels[1:]), row, _shades(levels), strict=True)))
        for tick, row in enumerate(on_time.tolist())
    ]
    long = (ticks[-1][0] - ticks[0][0]).days >= words.DAYS_IN_A_WEEK
    return fill("week.html", ticks=ticks, every=-(-len(ticks) // words.MAX_TICKS), long=long)


def _shades(levels: Sequence[str]) -> list[str]:
    return [*ON_TIME[: len(levels) - 1]]


def level_grid(both: Comparison) -> str:
    """Return at which levels the parties would come: of two the pairs, of more each alone."""
    scenario = both.results[1].scenario
    pairs = len(scenario.parties) == MIN_PARTIES
    if pairs:
        grids = (level_pairs(result) / result.run.worlds for result in both.results)
        before, now = (grid.tolist()[::-1] for grid in grids)
        names = scenario.levels[::-1]
    else:
        shares = (party_levels(result).values() for result in both.results)
        before, now = ([[*one.values()] for one in by_party] for by_party in shares)
        names = tuple(party.name for party in scenario.parties.values())
    rows = [*zip(names, now, before, strict=True)]
    return fill("levels.html", scenario=scenario, rows=rows, pairs=pairs, changed=_changed(both))


def blamed(both: Comparison) -> str:
    """Return the mean blame of each party with each audience."""
    base, now = both.results
    then = blame(base) if _changed(both) else {}
    return fill("blame.html", scenario=now.scenario, blame=blame(now), then=then)


DETAILS = {
    words.WHY: why,
    words.WEEK: week,
    words.LEVELS: level_grid,
    words.BLAME: blamed,
}
"""What can be shown beneath the outcomes."""


def lever_list(found: OneAtATime, measure: str) -> str:
    """Return the one-number changes that move a measure most, by actor."""
    sides = [(words.RAISES, found.best(measure)), (words.LOWERS, found.best(measure, rises=False))]
    scenario = found.run.scenario
    return fill("levers.html", sides=sides, found=found, measure=measure, actors=scenario.actors)


def measures_by_name(scenario: Scenario) -> dict[str, str]:
    """Return the measures of a scenario by what the page calls them."""
    return {measure_in_words(one): one for one in measures(scenario)}


def outcomes_by_name(scenario: Scenario) -> dict[str, int]:
    """Return the outcomes' codes in the table of worlds, by what the page calls them."""
    return {measure_in_words(one): code for code, one in enumerate(outcomes_of(scenario))}
