"""One weight: what setting the weight of a single reading means for all weights of its party."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from sim.errors import InvalidEntry, Keys, must_be_known
from sim.reading.document import Document
from sim.scenario.weights import MIN_CONCENTRATION, Weights, with_shares


class WeightsSet:
    """The weights of readings that were set one by one, so that each stays what it was set to."""

    def __init__(self) -> None:
        self._set: dict[Keys, dict[str, float]] = {}

    def meant(self, document: Document, keys: Keys, value: Any) -> tuple[Keys, Any]:
        """Return the entry that is meant, and its keys: for the weight of a reading all weights.

        The other readings keep their proportions; those that were all 0 share alike. Of a Dirichlet
        the means are set; its concentrations keep their sum. Raises `InvalidEntry` if there is no
        such reading, or it cannot have this weight.
        """
        above, reading = keys[:-1], str(keys[-1])
        readings = document.at((*above[:-1], "readings"))
        if len(keys) != 4 or above[::2] != ("actors", "weights") or not isinstance(readings, dict):
            self._set.pop(keys, None)  # perhaps all weights at once
            return keys, value
        if reading in Weights.model_fields and isinstance(value, Mapping | list | str):
            return keys, value
        must_be_known((), reading, readings, "reading")
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InvalidEntry((), "a weight must lie within [0, 1]")
        try:
            weights = Weights.model_validate(document.at(above))
        except ValidationError:
            return (), {}  # it is for the file to be put right first
        self._set.setdefault(above, {})[reading] = float(value)
        shares = with_shares(weights.shares(readings), self._set[above])
        if weights.dirichlet is None:
            return above, {"value": shares}
        total = sum(weights.dirichlet.values())
        drawn = {key: share * total for key, share in shares.items() if share}
        if min(drawn.values()) < MIN_CONCENTRATION:
            least = min(drawn, key=lambda key: drawn[key])
            problem = f"a concentration must be at least {MIN_CONCENTRATION}, or the weight 0; "
            raise InvalidEntry((), f"{problem}that of {least} would be {drawn[least]:.3g}")
        return above, {"dirichlet": drawn}
