"""The published reference figures of the baseline model (docs/model.md, 2,000,000 worlds)."""

import math

import numpy as np
import pytest

from sim import Result
from tests.conftest import run

WORLDS = 100_000
PUBLISHED_WORLDS = 2_000_000
HALF_A_DIGIT = 0.00005  # the published figures have four digits

LITERAL = ("actors.ukraine.rule=literal", "actors.russia.rule=literal")
ROWS: dict[str, tuple[tuple[str, ...], tuple[float, ...]]] = {
    "baseline": ((), (0.0626, 0.3909, 0.0064, 0.3342, 0.1841, 0.0218, 0.0505)),
    "personally": (
        ("actors.ukraine.weights={personally: 1}",),
        (0.0788, 0.3569, 0.0081, 0.4022, 0.1430, 0.0111, 0.0509),
    ),
    "putin-himself": (
        ("actors.russia.weights={himself: 1}",),
        (0.2500, 0.2866, 0.0256, 0.2420, 0.1740, 0.0218, 0.0500),
    ),
    "literal": (LITERAL, (0.1791, 0.3612, 0.0182, 0.3498, 0.0917, 0.0000, 0.0501)),
    "no-host": (("actors.turkey.hosting=0",), (0, 0, 0, 0, 0, 1, 0.0482)),
}


def shares(result: Result) -> list[float]:
    """Return the shares of the six outcomes and of a promised ceasefire."""
    counts = [share.count for share in result.outcome_shares().values()]
    promised = int(np.count_nonzero(result.table["ceasefire.status"]))
    return [count / result.run.worlds for count in (*counts, promised)]


@pytest.mark.parametrize("row", ROWS)
def test_published_shares_lie_within_four_standard_errors(row: str) -> None:
    overrides, published = ROWS[row]
    for share, theory in zip(shares(run(*overrides, worlds=WORLDS)), published, strict=True):
        error = math.sqrt(theory * (1 - theory) * (1 / WORLDS + 1 / PUBLISHED_WORLDS))
        assert abs(share - theory) <= 4 * error + HALF_A_DIGIT
