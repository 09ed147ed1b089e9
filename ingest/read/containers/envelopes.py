"""What envelopes say of files that were taken out of containers, written down for the processes that read them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import date
from pathlib import Path

from ingest.reading import Envelope


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


def _place(folder: Path, path: Path) -> Path:
    return folder / f"{hashlib.sha256(str(path).encode(errors='surrogateescape')).hexdigest()}.envelope"
