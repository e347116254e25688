"""Decisions: at which level each party would come, what it announces, and why."""

from collections.abc import Iterator

from sim.analysis.stories.coming import as_high_as_allowed
from sim.analysis.stories.heard import Because, behind_what_spoke_against
from sim.analysis.stories.line import Line
from sim.analysis.stories.snapshot import Snapshot
from sim.analysis.stories.telling import Telling
from sim.style.numbers import set_beside, signed
from sim.style.words import against, at_level, starred


class Decisions(Telling):
    """Tells what parties decide about the meeting."""

    def _decision(self, party: str) -> Iterator[Line]:
        stood, stands = (
            (at.levels[party], at.venue, _held_by_its_words(at, party))
            for at in (self.before, self.now)
        )
        if stood == stands and self.before is not self.opening:
            return
        level = self.now.levels[party]
        does = f"come{at_level(self.scenario, level)}" if level else "not come"
        what = f"{self.names[party]} would {does}"
        yield self._line(party, "decision", what, self._why(party))

    def against(self, party: str) -> tuple[str, ...]:
        """Return the sentences behind what now keeps a party from wanting to come higher."""
        if not self.scenario.parties[party].rule.is_usual:
            return ()
        weights = self._weights(f"actors.{party}.influences")
        heard = behind_what_spoke_against(self.scenario, weights, self.now.signals)
        return (*against(self.scenario, party), *heard)

    def _why(self, party: str) -> Because:
        """Return what holds the party at its level: the venue, its words, or its inclination."""
        now, held = self.now, _held_by_its_words(self.now, party)
        if not now.venue:
            return "nobody hosts", ()
        if party in now.called_off:
            return "it has called the meeting off", ()
        rule, level = f"actors.{party}.rule", now.levels[party] + (not held)
        more = "the words allow more" if len(self.scenario.levels) > 2 else "the words allow it"
        words, behind = self._allowed(party) if held else (more, ())
        if self.by_rule.decides(rule) and not (held and now.weighed[rule].comparison is None):
            why, sources = self.by_rule(rule, now.weighed, level)
        elif held:
            return words, behind
        else:
            heard, told = self._heard(f"actors.{party}.influences", now.signals)
            why, sources = self._weighed(party, heard), (*against(self.scenario, party), *told)
        return f"{words}; {why}", (*behind, *sources)

    def _allowed(self, party: str) -> Because:
        """Return how high the words of a party let it come, with the sentences they rest on."""
        now, readings = self.now, self.scenario.parties[party].readings.items()
        name, reading = [*readings][now.readings[party]]
        read = name, reading
        level, broken = now.levels[party], self.broken
        words = as_high_as_allowed(self.scenario, read, level, now.statuses, broken)
        return words, reading.sources

    def _weighed(self, party: str, heard: str) -> str:
        """Return what a party has in all, and what it would take to come one level higher."""
        own, level = self.now.inclinations[party], self.now.levels[party]
        here, levels = f"actors.{party}", self.scenario.levels
        weights = self._weights(f"{here}.influences").items()
        pushes = (weight * self.now.signals[name] for name, (_, weight) in weights)
        passed = [self._value(f"{here}.thresholds.{levels[level]}")] if level else []
        needed = self._value(f"{here}.thresholds.{levels[level + 1]}")
        total, more, *_ = set_beside(own + sum(pushes), needed, *passed)
        step = starred(levels[level + 1]) if len(levels) > 2 else "coming"
        has = f"own inclination {signed(own) if heard else total}, luck included"
        in_all = f"{total} in all" if heard else ""
        return "; ".join(filter(None, (has, heard, in_all, f"{step} needs more than {more}")))

    def _announcement(self, party: str) -> Iterator[Line]:
        said = self.now.announced[party]
        if said != self.before.announced[party]:
            coming = f"coming{at_level(self.scenario, said)}" if said else "not coming"
            yield self._line(party, "announcement", f"{self.names[party]} announced: {coming}")


def _held_by_its_words(snapshot: Snapshot, party: str) -> bool:
    return snapshot.levels[party] >= snapshot.gates[party]
