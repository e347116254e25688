"""Sobol' points: luck that is spread evenly over the worlds of a run, rather than thrown.

Each of some draws that are made once per world has a column of its own. Over the first 2^m worlds
of a part, a column falls once into each of 2^m equal slices of (0, 1), and two columns together
fill a square nearly as evenly. So that the parts are independent and none is biased, each scrambles
its columns anew: the bits by a random lower triangular matrix (Matoušek 1998) and a digital shift,
made of seed, name and part alone. Direction numbers are those of Joe and Kuo (2008).
"""

from functools import lru_cache, reduce

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Floats

Words = NDArray[np.uint32]

BITS = 32

PARTS = 16
"""Independent parts of a run: world k is point k // 16 of part k mod 16."""

_TABLE = """
3:1 7:1,3 11:1,3,1 13:1,1,1 19:1,1,3,3 25:1,3,5,13 37:1,1,5,5,17 41:1,1,5,5,5 47:1,1,7,11,19
55:1,1,5,1,1 59:1,1,1,3,11 61:1,3,5,5,31 67:1,3,3,9,7,49 91:1,1,1,15,21,21 97:1,3,1,13,27,49
103:1,1,1,15,7,5 109:1,3,1,15,13,25 115:1,1,5,5,19,61 131:1,3,7,11,23,15,103
137:1,3,7,13,13,15,69 143:1,1,3,13,7,35,63 145:1,3,5,9,1,25,53 157:1,3,1,13,9,35,107
167:1,3,1,5,27,61,31 171:1,1,5,11,19,41,61 185:1,3,5,3,3,13,69 191:1,1,7,13,1,19,1
193:1,3,7,5,13,19,59 203:1,1,3,9,25,29,41 211:1,3,5,13,23,1,55 213:1,3,7,3,13,59,17
229:1,3,1,3,5,53,69 239:1,1,5,5,23,33,13 241:1,1,7,7,1,61,123 247:1,1,7,9,13,61,49
253:1,3,3,5,3,55,33 285:1,3,1,15,31,13,49,245 299:1,3,5,15,31,59,63,97 301:1,3,1,11,11,11,77,249
333:1,3,1,11,27,43,71,9 351:1,1,7,15,21,11,81,45 355:1,3,7,3,25,31,65,79 357:1,3,1,1,19,11,3,205
361:1,1,5,9,19,21,29,157 369:1,3,7,11,1,33,89,185 391:1,3,3,3,15,9,79,71
397:1,3,7,11,15,39,119,27 425:1,1,3,1,11,31,97,225 451:1,1,1,3,23,43,57,177
463:1,3,7,7,17,17,37,71 487:1,3,1,5,27,63,123,213 501:1,1,3,5,11,43,53,133
529:1,3,5,5,29,17,47,173,479 539:1,3,3,11,3,1,109,9,69 545:1,1,1,5,17,39,23,5,343
557:1,3,1,5,25,15,31,103,499
"""
"""Of each column after the first: the primitive polynomial, and the numbers it starts with."""


def columns() -> int:
    """Return how many columns there are."""
    return 1 + len(_TABLE.split())


def uniforms(scrambled: Words, shift: Words, span: range) -> Floats:
    """Return a column's uniforms in (0, 1) in the worlds of `span`, shape ``(worlds,)``.

    Parameters
    ----------
    scrambled : array, shape (bits, parts)
        Direction numbers of each part, the lowest bit of a point's number first.
    shift : array, shape (parts,)
    span : range
    """
    first, last = span.start // PARTS, (span.stop - 1) // PARTS
    bits = (last - first).bit_length()
    chunks = [
        _chunk(scrambled[:bits], _point(scrambled[bits:], number, shift))
        for number in range(first >> bits, (last >> bits) + 1)
    ]
    start = span.start - ((first >> bits) << bits) * PARTS
    whole = chunks[0] if len(chunks) == 1 else np.concatenate(chunks)
    words = whole.ravel()[start : start + len(span)]
    points: Floats = np.add(words, 0.5)
    return np.multiply(points, 2.0**-BITS, out=points)


def _chunk(directions: Words, first: Words) -> Words:
    """Return a point and all that differ from it in the lowest bits, shape ``(points, parts)``."""
    points = np.empty((1 << len(directions), PARTS), np.uint32)
    points[0] = first
    for bit, row in enumerate(directions):
        np.bitwise_xor(points[: 1 << bit], row, out=points[1 << bit : 2 << bit])
    return points


def _point(directions: Words, number: int, shift: Words) -> Words:
    """Return the point of this number in each part, with its shift, shape ``(parts,)``."""
    held = (row for bit, row in enumerate(directions[: number.bit_length()]) if number >> bit & 1)
    return reduce(np.bitwise_xor, held, shift)


def scramble(column: int, luck: Words) -> Words:
    """Return a column's direction numbers, scrambled in each part, shape ``(bits, parts)``.

    The luck are random words, shape ``(parts, bits)``: the rows of the matrices.
    """
    places = np.arange(BITS, dtype=np.uint32)
    own = np.uint32(1) << (BITS - 1 - places)  # the diagonal; what stands left of it is random
    rows = (luck & ~(own | (own - 1))) | own
    met = rows[:, :, None] & directions(column)
    odd = (np.bitwise_count(met) & 1).astype(np.uint32)
    scrambled: Words = np.bitwise_or.reduce(odd << (BITS - 1 - places)[:, None], axis=1).T
    return scrambled


@lru_cache
def directions(column: int) -> Words:
    """Return the direction numbers of a column as they are published, shape ``(bits,)``."""
    numbers = [1] * BITS
    if column:
        polynomial, start = _TABLE.split()[column - 1].split(":")
        numbers = [int(one) for one in start.split(",")]
        degree = len(numbers)
        for at in range(degree, BITS):
            number = numbers[at - degree]
            for back in range(1, degree + 1):
                if int(polynomial) >> (degree - back) & 1:
                    number ^= numbers[at - back] << back
            numbers.append(number)
    return np.array([number << (BITS - 1 - at) for at, number in enumerate(numbers)], np.uint32)
