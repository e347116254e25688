"""The story of one world: dated lines of who said or did what, and why.

The lines are read off the model as it ticks; no rule of the model is repeated here. What is *why*
in a line is what the actor heard in that tick, not proof that a single thing decided.
"""

from collections.abc import Iterator

from sim.analysis.outcomes.reasons import NOBODYS
from sim.analysis.stories.coming import KEPT_ENOUGH, invited_to, levels_in_words
from sim.analysis.stories.decisions import Decisions
from sim.analysis.stories.heard import Because
from sim.analysis.stories.line import Line
from sim.analysis.stories.snapshot import Snapshot
from sim.scenario.condition import Status
from sim.scenario.signal import path_of
from sim.style.dates import day
from sim.style.labels import effect_in_words
from sim.style.numbers import as_given, signed
from sim.style.promises import grantors_in_words, promise_called, signal_in_words, verb_for
from sim.style.sentences import capital, listed, within
from sim.style.words import starred

NOTICED = 0.05  # a signal that moves by less since it was last told of is not told of again


class Teller(Decisions):
    """Tells one world of a scenario, tick by tick."""

    def tell(self, now: Snapshot) -> Iterator[Line]:
        """Yield what happened in the tick after which the world stands as in `now`."""
        self.before, self.now = self.now, now
        yield from self._shocks()
        yield from self._signals()
        for name in self.scenario.conditions:
            yield from self._condition(name)
        invited = invited_to(self.scenario)
        for party in self.scenario.parties:
            yield from self._reading(party)
            yield from self._calling_off(party)
            if party in invited:
                yield from self._decision(party)
                yield from self._announcement(party)
        for actor in self.scenario.actors:
            yield from self._postponing(actor)
        yield from self._meetings()

    def _shocks(self) -> Iterator[Line]:
        for name in sorted(self.now.struck - self.before.struck):
            effects = self.scenario.numbers.below(f"shocks.{name}.effects").items()
            moved = ", ".join(
                f"{effect_in_words(self.scenario, target)} "
                f"{signed(self._value(by.path), plus=True)}"
                for target, by in effects
            )
            because = moved, self.scenario.shocks[name].sources
            yield self._line("", "shock", f"{starred(name)} happened", because)

    def _signals(self) -> Iterator[Line]:
        for name, signal in self.scenario.signals.items():
            value, told = self.now.signals[name], self.told.get(name, 0.0)
            if abs(value - told) < NOTICED:
                continue
            verb = "up to" if value > told else "down to"
            change = f"{verb} {as_given(value)}" if name in self.told else as_given(value)
            self.told[name] = value
            cause, sources = self._cause(name)
            what = f"{signal_in_words(self.scenario, name)} {change}"
            because = cause, (*signal.strength.sources, *sources)
            yield self._line(name.partition(".")[0], "signal", what, because)

    def _cause(self, name: str) -> Because:
        """Return what an actor answers with a signal, with the sentences behind it."""
        signal = self.scenario.signals[name]
        echo, holdout, ramp = signal.echo, signal.holdout, signal.ramp
        before, here = self.before, path_of(name)
        if echo and before.readings[echo.party] != self.opening.readings[echo.party]:
            weight = self.scenario.numbers[f"{here}.echo.weight"]
            return f"{within(self.names[echo.party])} moved", weight.number.sources
        if holdout:
            own, said = holdout.party, before.announced
            others = self.scenario.others(own)
            above = [within(self.names[key]) for key in others if -1 < said[own] < said[key]]
            if above:
                words = f"{within(self.names[own])} announced a lower level than {listed(above)}"
                return words, self.scenario.numbers[f"{here}.holdout.weight"].number.sources
        if ramp and self._grows(name) and self.now.statuses[ramp.condition] == Status.NONE:
            due = f"{promise_called(self.scenario, ramp.condition, starred)} is overdue"
            return due, self.scenario.numbers[f"{here}.ramp.per_day"].number.sources
        return "", ()

    def _grows(self, name: str) -> bool:
        before = self.before.signals
        return name in before and self.now.signals[name] > before[name]

    def _condition(self, name: str) -> Iterator[Line]:
        was, status = self.before.statuses[name], self.now.statuses[name]
        called = promise_called(self.scenario, name, starred)
        if status and not was:
            yield self._promise(name)
        if self.now.signals[f"{name}.violated"]:
            self.broken.add(name)
            still = f", but {KEPT_ENOUGH}" if status == was == Status.OBSERVED else ""
            because = self._heard_early(f"conditions.{name}.violation_influences")
            known = because if self.scenario.conditions[name].violation_influences else ("", ())
            yield self._of_condition(name, f"{called} violated{still}", known)
        if was and not status:
            yield self._of_condition(name, f"the promise of {called} was taken back")
        elif was and was != status:
            longer = "" if status > was else "no longer "
            yield self._of_condition(name, f"{called} {longer}{KEPT_ENOUGH}")

    def _promise(self, name: str) -> Line:
        condition, here = self.scenario.conditions[name], f"conditions.{name}"
        heard, sources = self._heard_early(f"{here}.influences")
        own = self._value(f"{here}.willingness")
        willing = f"own willingness {signed(own)}" if own else ""
        is_late = condition.due is not None and self.when > condition.due
        late = "; too late to count as observed" if is_late else ""
        by = grantors_in_words(self.scenario, name)
        promised = promise_called(self.scenario, name, starred)
        done = verb_for(self.scenario, name).done
        what = f"{capital(by)} {done} {promised} — {condition.title}{late}"
        because: Because = "; ".join(filter(None, (willing, heard))), sources
        if condition.co_grantors:  # each has heard something else, and some of it long before
            because = "", ()
        elif self.by_rule.decides(f"{here}.rule"):
            because = self.by_rule(f"{here}.rule", self.now.weighed)
        return self._of_condition(name, what, because)

    def _reading(self, party: str) -> Iterator[Line]:
        who, readings = self.names[party], self.scenario.parties[party].readings
        old, new = ([*readings][at.readings[party]] for at in (self.before, self.now))
        if self.before is self.opening:
            because = readings[old].text or "", readings[old].sources
            yield self._line(party, "reading", f"{who}, read as {starred(old)}", because)
        if new != old:
            what = f"{who} moved from {starred(old)} to {starred(new)}"
            softened = self.now.readings[party] < self.before.readings[party]
            yield self._moved(party, "softening" if softened else "hardening", what)

    def _calling_off(self, party: str) -> Iterator[Line]:
        if party in self.now.called_off - self.before.called_off:
            yield self._moved(party, "calling_off", f"{self.names[party]} called it off")

    def _postponing(self, actor: str) -> Iterator[Line]:
        to = self.scenario.clock.postponed_to
        if to and actor in self.now.postponed - self.before.postponed:
            what = f"{self.names[actor]} postponed it to {day(to)}"
            yield self._moved(actor, "postponing", what)

    def _meetings(self) -> Iterator[Line]:
        """Yield whether meetings were held whose decisions freeze with this tick, and who came."""
        when = self.scenario.clock.start_of(self.now.tick + 1)
        for name, came in self.now.came.items():
            meeting = self.scenario.earlier[name]
            held = "was held" if self.now.statuses[name] else "did not take place"
            what = f"{starred(name)} {held} — {meeting.title}"
            attendance = meeting.attendance(self.scenario.parties, self.scenario.levels)
            cut = {one: min(came[one], attendance.top) for one in invited_to(self.scenario, name)}
            verb = "came" if self.now.statuses[name] else "would have come"
            parts = [levels_in_words(self.scenario, cut, verb)]
            reached = attendance.reached(cut)
            if reached and not self.now.statuses[name]:
                alike = reached == attendance.highest(cut)
                parts.append(NOBODYS["logistics"] if alike else "they settled on no level")
            yield Line(when, "", "meeting", what, "; ".join(parts))
