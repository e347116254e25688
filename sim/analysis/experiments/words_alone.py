"""The words alone: what fixed words lead to under the literal rule, worked out without luck.

Mediators bring those who come at different levels the closer the longer both have spoken; nothing
else is left to luck but the days after the deadline, whose chances are known.
"""

from sim.analysis.outcomes.measures import measures
from sim.analysis.outcomes.shares import DIGITS, Share
from sim.engine.histories import Histories, count_histories
from sim.engine.points import Points
from sim.ensemble.ends import chances_now
from sim.ensemble.grid import Grid
from sim.ensemble.run import BLOCK, Run, run_worlds, spans_of


def is_decided(run: Run) -> bool:
    """Whether all that luck decides, where words are acts and held fixed, is who speaks when."""
    scenario = run.scenario
    turns = bool(scenario.shocks or scenario.earlier) or run.uncertain
    return not turns and count_histories(scenario) <= BLOCK


def exact_shares(grid: Grid) -> list[dict[str, Share]]:
    """Return each point's share of each measure, from every combination of who speaks when."""
    scenario, every = grid.run.scenario, Histories(grid.run.scenario)
    held, found = measures(scenario).items(), []
    for span in spans_of(range(len(grid.points)), BLOCK // len(every)):
        worlds = Points(every, [grid.points[at] for at in span])
        chances = run_worlds(scenario, worlds, chances_now)
        found += [*(chances.reshape(len(chances), len(span), -1) @ every.weights).T]
    return [
        {name: Share(*[round(float(there[members].sum()), DIGITS)] * 3) for name, members in held}
        for there in found
    ]
