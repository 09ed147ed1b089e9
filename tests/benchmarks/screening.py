"""Screening measured: ``python -m tests.benchmarks secrecy personal``.

Recall on own files in every form, false alarms on own files that only mention, and on real documents (``../shared``).
"""

from __future__ import annotations

import gzip
import json
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from ingest.read import read_file, screening
from ingest.read.screening import ScreeningFinding
from ingest.reading import Line, Reading, RefusedFile
from tests.benchmarks.runs import SHARED, Figures
from tests.support import personal_samples, secrecy_samples
from tests.support.secrecy_samples import Sample


def secrecy() -> Figures:
    """Shares of secret files refused, and of others refused."""
    return _figures(secrecy_samples.positives(), secrecy_samples.negatives(), "secret")


def personal() -> Figures:
    """Shares of lists of personal data held back, and of other files held back."""
    return _figures(personal_samples.positives(), personal_samples.negatives(), "personal_data")


def found(sample: Sample) -> set[str]:
    """What the screening says of one sample."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            reading = read_file(sample.write(Path(folder)))
        except RefusedFile as refusal:
            return {refusal.code}
        return {"personal_data"} if reading.held_back else set()


def _figures(positives: Iterable[Sample], negatives: Iterable[Sample], kind: str) -> Figures:
    missed, alarms, wanted, others = [], [], 0, 0
    for sample in positives:
        wanted += 1
        if kind not in found(sample):
            missed.append(sample.name)
    for sample in negatives:
        others += 1
        if kind in found(sample):
            alarms.append(sample.name)
    real = list(_real_findings())
    real_alarms = [name for name, findings in real if any(finding.kind == kind for finding in findings)]
    return {
        "positives": wanted, "recall": round(1 - len(missed) / max(1, wanted), 4), "missed": missed,
        "negatives": others, "false alarms": round(len(alarms) / max(1, others), 4), "alarms": alarms,
        "real documents": len(real), "alarms on real documents": real_alarms,
    }  # fmt: skip


def _real_findings() -> Iterator[tuple[str, tuple[ScreeningFinding, ...]]]:
    """Texts of documents of state bodies: all are public, so that every finding is worth a look."""
    path = SHARED / "data" / "recent-documents.jsonl.gz"
    if not path.exists():
        return
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            blocks = tuple(Line(text, whole=True) for text in row["lines"])
            yield row["title"], screening.screen_reading(Reading("html", "html", blocks))
