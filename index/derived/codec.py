"""How the numbers of a vector are stored: as halves, or as bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from index.records import Floats


@dataclass(frozen=True, slots=True)
class Codec:
    """How the numbers of a vector are stored. ``reach``: the largest number that bytes hold; 0 for halves.

    The steps of bytes are the same for every index, never fitted to its vectors: a passage's bytes must not depend on
    the passages beside it.
    """

    reach: float = 0.0

    @property
    def kind(self) -> type[np.float16] | type[np.uint8]:
        """The type of the stored numbers."""
        return np.uint8 if self.reach else np.float16

    def decoded(self, stored: npt.NDArray[Any]) -> Floats:
        """The numbers that stored ones stand for."""
        numbers: Floats = stored.astype(np.float32)
        return (numbers + 0.5) * np.float32(2 * self.reach / 255) - np.float32(self.reach) if self.reach else numbers


HALVES = Codec()
#: For unit vectors of some hundred dimensions: none of the bundled transformer's has a number above .21, and a
#: similarity is off by .001 (their spread is .05).
BYTES = Codec(0.4)
