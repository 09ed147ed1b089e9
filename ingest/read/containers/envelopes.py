"""What is known of files beside their bytes, written down for the processes that read them: what envelopes say of
files that were taken out of containers, and where a clerk cut a file into papers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from ingest.reading import Envelope, PaperCut


def write_envelope(folder: Path, path: Path, envelope: Envelope) -> None:
    """Write down what is said of the file at ``path``."""
    _place(folder, path).write_text(json.dumps(asdict(envelope), default=str), encoding="utf-8")


def envelope_of(folder: Path | None, path: Path) -> Envelope | None:
    """What was written down of the file at ``path``; None for nearly all files."""
    if folder is None or not (place := _place(folder, path)).is_file():
        return None
    values = json.loads(place.read_text(encoding="utf-8"))
    day = values["issued_date"]
    return Envelope(**{**values, "issued_date": date.fromisoformat(day) if day else None})


def write_cuts(folder: Path, path: Path, cuts: Sequence[PaperCut]) -> None:
    """Write down how a clerk cut the file at ``path`` into papers."""
    _place(folder, path, "cuts").write_text(json.dumps([asdict(cut) for cut in cuts]), encoding="utf-8")


def cuts_of(folder: Path | None, path: Path) -> tuple[PaperCut, ...]:
    """A clerk's cuts of the file at ``path``; none for nearly all files."""
    if folder is None or not (place := _place(folder, path, "cuts")).is_file():
        return ()
    return tuple(PaperCut(**values) for values in json.loads(place.read_text(encoding="utf-8")))


def _place(folder: Path, path: Path, kind: str = "envelope") -> Path:
    return folder / f"{hashlib.sha256(str(path).encode(errors='surrogateescape')).hexdigest()}.{kind}"
