"""A rule of one's own: the user's function, and a look at what it returns.

The rules of this package are tested; what a rule that somebody has just written returns is looked
at whenever it decides, and what is wrong with it is said in one line. It is shown views that cannot
be written to, so that it cannot change what the party keeps.
"""

import inspect
from collections.abc import Mapping, MutableMapping
from dataclasses import fields
from pathlib import Path
from traceback import extract_tb
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.errors import ParleyError, UsageError, did_you_mean
from sim.rules.observation import Looked, Observation, Rule

LOOKED_AT, LOOKS = 64, 20
"""Worlds that are decided a second time, alone, and in how many decisions of a new rule."""

EVERY = slice(None)  # all worlds
_WHOLE = {
    "attend": ("iub", "whole numbers", "; .astype(int) makes them whole"),
    "promise": ("b", "True or False, or rates per day as decimals", ""),
    "soften": ("iu", "whole numbers, or rates per day as decimals", ""),
}
"""What kinds of array decide by whole numbers, what they are called, and what makes them so."""

_HINTS = {
    "truth value of an array": "a rule sees all worlds at once; np.where(condition, a, b) chooses "
    "in each",
    "read-only": "what a rule sees cannot be changed; make a new array",
}
"""What to do about the mistakes that NumPy names in words of its own."""


class OwnRule:
    """A registered function that keeps what every rule promises, or says what it broke.

    Whatever it returns is looked at. Whether it looks at each world alone is tried in its first
    decisions only.
    """

    def __init__(self, name: str, rule: Rule, place: str = "attend") -> None:
        self.name, self.rule, self.place = name, rule, place
        self.looks = LOOKS
        self.__module__ = rule.__module__  # where it was defined, as of any function
        self.__doc__ = rule.__doc__

    def __call__(self, observation: Observation) -> Any:
        """Return what it decides in each world, shape ``(worlds,)``.

        Raises `UsageError` if the function fails, or returns anything but what its place takes, or
        what depends on more than each world alone.
        """
        size = min(LOOKED_AT, observation.worlds // 2) if self.looks else 0
        last = slice(observation.worlds - size, None)
        before = {name: value[last].copy() for name, value in observation.memory.items()}
        try:
            decided = self._decide(observation)
        except ParleyError:
            raise
        except Exception as error:
            raise self.failed(error) from error
        if size:
            self.looks -= 1
            self._must_be_the_same_alone(observation, decided, last, before)
        return decided

    def _decide(self, observation: Observation) -> Any:
        returned = self.rule(part_of(observation, EVERY, observation.memory))
        problem = self._problem(returned, observation) or _forgotten(observation)
        if problem:
            raise self.broken(problem)
        decided = np.asarray(returned)
        return decided.astype(np.int8) if self.place == "attend" else decided

    def _problem(self, returned: Any, observation: Observation) -> str:
        """Say in what it breaks the promise of its place; nothing if it keeps it."""
        decided, worlds = np.asarray(returned), observation.worlds
        if self.place != "attend" and not decided.ndim and decided.dtype.kind == "f":
            decided = np.broadcast_to(decided, worlds)  # one rate for all worlds
        if decided.shape != (worlds,):
            here = "None" if returned is None else f"an array of shape {decided.shape}"
            what = "a level" if self.place == "attend" else "a decision or rate"
            return f"must return {what} for each of {worlds} worlds, not {here}"
        if self.place != "attend" and decided.dtype.kind == "f":
            odd = np.flatnonzero(~(decided >= 0) | np.isinf(decided))
            return f"must return rates of 0 or above, here {decided[odd[0]]:g}" if odd.size else ""
        return self._problem_of_whole_numbers(decided, observation)

    def _problem_of_whole_numbers(self, decided: Any, observation: Observation) -> str:
        kinds, meant, hint = _WHOLE[self.place]
        if decided.dtype.kind not in kinds:
            return f"must return {meant}, not {decided.dtype}{hint}"
        most = {"attend": observation.gate, "soften": max(0, observation.readings - 1)}
        outside = np.flatnonzero((decided < 0) | (decided > most.get(self.place, 1)))
        if not outside.size:
            return ""
        given = int(decided[outside[0]])
        if self.place == "soften":
            return f"must return 0 to {most['soften']} steps, here {given}"
        gate = int(observation.gate[outside[0]])
        problem = "must stay between 0 and the gate, the highest level that the words allow; "
        return f"{problem}here {given} where the gate is {gate}"

    def _must_be_the_same_alone(
        self, observation: Observation, decided: Any, last: slice, memory: dict[str, Any]
    ) -> None:
        """Decide the last worlds once more, without the others: nothing may change."""
        part = part_of(observation, last, memory)
        try:
            alone = self._decide(part)
        except Exception as error:
            problem = f"fails when it sees {part.worlds} worlds without the others: "
            raise self.broken(problem + _in_words(error)) from error
        kept = observation.memory.items()
        same = all(alike(value[last], memory.get(name)) for name, value in kept)
        if not same or not alike(decided[last] if decided.ndim else decided, alone):
            raise self.broken(
                "decides otherwise when it sees the same worlds without the others; "
                "it must look at each world alone, remember nothing outside observation.memory and "
                "draw no luck but observation.draw"
            )

    def failed(self, error: Exception) -> UsageError:
        """Return in one line what went wrong in the user's code, and where."""
        place = place_of(error) or self._place_of_rule()
        return UsageError(f"{place}: rule {self.name!r}: {_in_words(error)}")

    def broken(self, problem: str) -> UsageError:
        """Return in one line what the rule does not keep, and where it stands."""
        return UsageError(f"{self._place_of_rule()}: rule {self.name!r} {problem}")

    def _place_of_rule(self) -> str:
        code = getattr(inspect.unwrap(self.rule), "__code__", None)
        return _place(code.co_filename, code.co_firstlineno) if code else self.__module__


def alike(one: Any, other: Any) -> bool:
    """Whether two arrays are the same; of decimals the last digits hang on where a world stands."""
    one, other = np.asarray(one), np.asarray(other)
    if one.dtype.kind != "f" or other.dtype.kind != "f":
        return np.array_equal(one, other)
    return np.allclose(one, other, rtol=1e-9, atol=0, equal_nan=True)


def _forgotten(observation: Observation) -> str:
    """Say what of a rule's memory does not tell worlds apart; nothing if all does."""
    for name, value in observation.memory.items():
        if np.shape(value)[:1] != (observation.worlds,):
            return f"must remember arrays with an entry per world; {name!r} is none"
    return ""


def place_of(error: BaseException) -> str | None:
    """Return file and line at which the user's code failed; None if it did not come so far.

    Its code is the first that this package called; what that called in turn is not named.
    """
    frames = extract_tb(error.__traceback__)
    ours = Path(__file__).parent
    named = (frame.filename for frame in frames)
    own = next((file for file in named if not Path(file).is_relative_to(ours)), None)
    lines = [frame.lineno or 1 for frame in frames if frame.filename == own]
    return None if own is None else _place(own, lines[-1])


def _place(filename: str, line: int) -> str:
    """Return a place; the cells of a notebook are in no file one could open."""
    return f"{filename}:{line}" if Path(filename).is_file() else f"line {line}"


def _in_words(error: Exception) -> str:
    """Return what kind of error it is, and what it says."""
    if isinstance(error, AttributeError) and isinstance(error.obj, Observation):
        names = [*(one.name for one in fields(error.obj)), "draw", "worlds"]
        return f"an observation has no {error.name!r}; {did_you_mean(error.name, names)}"
    said = str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)
    hints = "".join(f" ({hint})" for words, hint in _HINTS.items() if words in said)
    return f"{type(error).__name__}: {said}{hints}"


def part_of(
    observation: Observation, worlds: slice, memory: MutableMapping[str, Any]
) -> Observation:
    """Return the observation of some worlds, whose arrays cannot be written to, and a memory."""

    def part(value: Any) -> Any:
        if isinstance(value, np.ndarray) and value.ndim:
            view = value[worlds]
            view.flags.writeable = False
            return view
        if isinstance(value, tuple):
            return tuple(map(part, value))
        if isinstance(value, Mapping):
            return Looked(value, lambda name: part(value[name]))
        return value

    seen = {
        one.name: part(getattr(observation, one.name))
        for one in fields(observation)
        if one.name not in ("influence", "memory")
    }
    seen["influence"] = part(observation.given)  # what is not worked out yet need not be
    if (luck := observation.luck) is not None:
        seen["luck"] = SimpleNamespace(
            uniform=lambda name: luck.uniform(name)[worlds],
            uniform_of_tick=lambda name, tick: luck.uniform_of_tick(name, tick)[worlds],
        )
    return Observation(**seen, memory=memory)
