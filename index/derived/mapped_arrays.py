"""Arrays in one file that is mapped into memory: all processes that open it share its pages, read when they are needed.

Behind each array the file has room (a hole, which takes no disk). Later rows are written there by whoever follows the
library: the mapping is private, so the process gets pages of its own for them, and neither the file nor another process
sees them.
"""

from __future__ import annotations

import json
import mmap
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

#: Room behind an array of so many rows: a sixteenth, and some for small libraries.
SPARE_PART, SPARE = 16, 1024
#: Each array begins at a multiple of this, so that it is aligned for its numbers.
ALIGNMENT = 64
#: Bytes at the start of the file that say how long its head is.
_HEAD_BYTES = 8

Array = npt.NDArray[Any]


class WrongArrays(ValueError):
    """A file that does not hold arrays as this module writes them."""


def with_room(rows: int) -> int:
    """Rows of a buffer for an array of so many."""
    return rows + rows // SPARE_PART + SPARE


def save_arrays(path: Path, arrays: Mapping[str, Array], facts: Mapping[str, object]) -> None:
    """Write arrays of one dimension, and facts that JSON can hold, in one file; it replaces the old one at once."""
    places: dict[str, tuple[str, int, int]] = {}
    start = 0
    for name, array in arrays.items():
        places[name] = (array.dtype.str, len(array), start)
        start = _aligned(start + with_room(len(array)) * array.dtype.itemsize)
    head = json.dumps({"arrays": places, "facts": facts}, ensure_ascii=False).encode()
    first = _aligned(_HEAD_BYTES + len(head))
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    with temporary.open("wb") as file:
        file.write(len(head).to_bytes(_HEAD_BYTES, "little") + head)
        for name, array in arrays.items():
            file.seek(first + places[name][2])
            file.write(np.ascontiguousarray(array).data)
        file.truncate(first + start)
    os.replace(temporary, path)


def open_arrays(path: Path) -> tuple[dict[str, Array], dict[str, Any]]:
    """The arrays of a file, mapped, and its facts.

    :raises WrongArrays: if the file is no such file.
    """
    with path.open("rb") as file:
        size = int.from_bytes(file.read(_HEAD_BYTES), "little")
        try:
            head = json.loads(file.read(min(size, path.stat().st_size)))
            places, facts = dict(head["arrays"]), dict(head["facts"])
        except (ValueError, TypeError, KeyError) as error:
            raise WrongArrays(f"{path} holds no arrays") from error
        memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
    first = _aligned(_HEAD_BYTES + size)
    found = {}
    for name, (kind, rows, start) in places.items():
        # The array is the front of a buffer, behind which it can grow: see ``index.derived.arrays.extend_array``.
        found[name] = np.frombuffer(memory, np.dtype(kind), with_room(rows), first + start)[:rows]
    return found, facts


def _aligned(place: int) -> int:
    return -(-place // ALIGNMENT) * ALIGNMENT
