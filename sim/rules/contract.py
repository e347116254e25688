"""A rule of one's own: the user's function, and a look at what it returns.

The rules of this package are tested; a rule that somebody has just written is looked at whenever it
is called, and what is wrong with it is said in one line. It is shown views that cannot be written
to, so that it cannot change what the party keeps.
"""

import inspect
from collections.abc import Callable
from pathlib import Path
from traceback import extract_tb
from typing import Any

import numpy as np

from sim.arrays import Levels, Value
from sim.errors import ParleyError, UsageError
from sim.rules.observation import Observation, Rule

LOOKED_AT = 64
"""Worlds that are decided a second time, alone, to see whether a rule mixes worlds."""

_HINTS = {
    "truth value of an array": "a rule sees all worlds at once; np.where(condition, a, b) chooses "
    "in each",
    "read-only": "what a rule sees cannot be changed; make a new array",
}
"""What to do about the mistakes that NumPy names in words of its own."""


class OwnRule:
    """A registered function that keeps what every rule promises, or says what it broke.

    Parameters
    ----------
    name : str
        Under which scenarios know it.
    rule : Rule
        What the user wrote.
    """

    def __init__(self, name: str, rule: Rule) -> None:
        self.name, self.rule = name, rule
        self.__module__ = rule.__module__  # where it was defined, as of any function
        self.__doc__ = rule.__doc__

    def __call__(self, observation: Observation) -> Levels:
        """Return the level in each world, shape ``(worlds,)``.

        Raises
        ------
        UsageError
            If the function fails, or returns anything but one whole number for each world, from 0
            to its gate, that depends on this world alone.
        """
        try:
            level = self._decide(observation)
        except ParleyError:
            raise
        except Exception as error:
            place = place_of(error) or self._place()
            raise UsageError(f"{place}: rule {self.name!r}: {_in_words(error)}") from error
        self._must_look_at_each_world_alone(observation, level)
        return level

    def _decide(self, observation: Observation) -> Levels:
        returned = self.rule(_of_each(observation, _locked))
        level, worlds = np.asarray(returned), len(observation.gate)
        if level.shape != (worlds,):
            here = "None" if returned is None else f"an array of shape {level.shape}"
            raise self._broken(f"must return a level for each of {worlds} worlds, not {here}")
        if level.dtype.kind not in "iub":
            problem = f"must return whole numbers, not {level.dtype}; .astype(int) makes them whole"
            raise self._broken(problem)
        outside = np.flatnonzero((level < 0) | (level > observation.gate))
        if outside.size:
            given, gate = int(level[outside[0]]), int(observation.gate[outside[0]])
            problem = "must stay between 0 and the gate, the highest level that the words allow; "
            raise self._broken(f"{problem}here {given} where the gate is {gate}")
        return level.astype(np.int8)

    def _must_look_at_each_world_alone(self, observation: Observation, level: Levels) -> None:
        """Decide the last worlds once more, without the others: nothing may change."""
        last = min(LOOKED_AT, len(level) // 2)
        if last and not np.array_equal(self._alone(observation, last), level[-last:]):
            raise self._broken(
                "decides otherwise when it sees the same worlds without the others; "
                "it must look at each world alone, remember nothing and draw no luck"
            )

    def _alone(self, observation: Observation, last: int) -> Levels:
        try:
            return self._decide(_of_each(observation, lambda value: value[-last:]))
        except Exception as error:
            problem = f"fails when it sees {last} worlds without the others: {_in_words(error)}"
            raise self._broken(problem) from error

    def _broken(self, problem: str) -> UsageError:
        return UsageError(f"{self._place()}: rule {self.name!r} {problem}")

    def _place(self) -> str:
        """Return where the function starts."""
        code = getattr(inspect.unwrap(self.rule), "__code__", None)
        return _place(code.co_filename, code.co_firstlineno) if code else self.__module__


def place_of(error: BaseException) -> str | None:
    """Return file and line at which the user's code failed; None if it did not come so far.

    Its code is the first that this package called; what that called in turn is not named.
    """
    frames = extract_tb(error.__traceback__)
    own = next((frame.filename for frame in frames if not _is_ours(frame.filename)), None)
    lines = [frame.lineno or 1 for frame in frames if frame.filename == own]
    return None if own is None else _place(own, lines[-1])


def _is_ours(filename: str) -> bool:
    return Path(filename).is_relative_to(Path(__file__).parent)


def _place(filename: str, line: int) -> str:
    """Return a place; the cells of a notebook are in no file one could open."""
    return f"{filename}:{line}" if Path(filename).is_file() else f"line {line}"


def _in_words(error: Exception) -> str:
    """Return what kind of error it is, and what it says."""
    hints = "".join(f" ({hint})" for words, hint in _HINTS.items() if words in str(error))
    return f"{type(error).__name__}: {error}{hints}"


def _locked(value: Any) -> Any:
    view = value.view()
    view.flags.writeable = False
    return view


def _of_each(observation: Observation, how: Callable[[Any], Any]) -> Observation:
    """Return an observation of what `how` makes of its arrays; single numbers stay."""

    def made(value: Value) -> Any:
        return how(value) if isinstance(value, np.ndarray) and value.ndim else value

    return Observation(
        gate=made(observation.gate),
        inclination=made(observation.inclination),
        influence=made(observation.influence),
        thresholds=tuple(made(threshold) for threshold in observation.thresholds),
    )
