"""The dashboard over 5,000 documents with tasks and relations and 20,000 stored answers: CPU time of the service.

The documents and answers are rows, no file is read and nothing is asked: ``python -m tests.benchmarks dashboard``.
"""

from __future__ import annotations

import dataclasses
import json
import random
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
from sqlalchemy import select

from index.embedding.encoders import load
from index.library.library import Library, PublishRequest
from index.records import Intent
from index.store import tables
from index.store.database import read_transaction
from index.transcripts.transcript_store import Evidence, Exchange, TranscriptEntry, TranscriptStore, text_digest
from ingest.records import Document, Relation, Task
from tests.benchmarks.desk_table import DOCUMENTS, invented_document
from tests.benchmarks.runs import Figures, process_cpu_ms, served

ANSWERS, DAYS, TIMES = 20_000, 30, 20
_STATUSES = ("complete",) * 14 + ("partial",) * 3 + ("none", "ambiguous", "talk")
_INTENTS: tuple[Intent, ...] = ("deadline", "lead", "money", "content", "lookup", "general")


def busy_document(serial: int) -> Document:
    """An invented document; every third assigns two tasks, every twentieth is a decision that amends another."""
    made, chance = invented_document(serial), random.Random(serial)
    tasks: tuple[Task, ...] = ()
    if serial % 3 == 0:
        text = made.passages[0].text
        tasks = tuple(
            Task(text, 0, place, ("Sở Nội vụ",), deadline="trong quý", due=date.today() + timedelta(days=days))
            for place, days in enumerate((chance.randrange(-200, 200), chance.randrange(-20, 60)))
        )
    if serial % 20:
        return dataclasses.replace(made, tasks=tasks)
    number = f"{serial}/2024/QĐ-UBND"
    metadata = dataclasses.replace(
        made.metadata, number=number, canonical_key=f"{serial}|2024|QĐ|UBND", type="QĐ", legal_class="qppl"
    )
    other = serial - 20
    relation = Relation(
        "amends", "Sửa đổi, bổ sung một số điều.", ordinal=0, target_number=f"{other}/2024/QĐ-UBND",
        target_key=f"{other}|2024|QĐ|UBND", effective=date(2025, 1, 1),
    )  # fmt: skip
    return dataclasses.replace(made, metadata=metadata, tasks=tasks, relations=(relation,))


def busy_library(home: Path, count: int = DOCUMENTS, asked: int = ANSWERS) -> None:
    """Publish the documents and store the answers."""
    encoder, chance = load(), np.random.default_rng(16)
    with Library.open(home) as library:
        library.use_model(encoder.name, encoder.dimension)
        library.publish_many(
            PublishRequest(document, chance.standard_normal((2, encoder.dimension)).astype(np.float32))
            for document in map(busy_document, range(1, count + 1))
        )
        with read_transaction(library.engine) as connection:
            ids = list(connection.execute(select(tables.documents.c.id).order_by(tables.documents.c.id)).scalars())
        store, entries = TranscriptStore(library.engine), list(_entries(ids, asked))
        for start in range(0, len(entries), 500):
            store.record(entries[start : start + 500])


def _entries(ids: list[str], count: int) -> Iterator[TranscriptEntry]:
    """Stored answers over the last days, each with a body of eight kilobytes and four sources."""
    chance, now = random.Random(16), datetime.now(UTC)
    body = json.dumps({"message": "câu trả lời " * 600}, ensure_ascii=False)
    for serial in range(count):
        at = now - timedelta(seconds=chance.random() * DAYS * 86_400)
        status = chance.choice(_STATUSES)
        cited = [] if status in ("none", "talk") else [ids[int(chance.paretovariate(1)) % len(ids)] for _ in range(4)]
        text = "Sở Nội vụ chủ trì, xong trước ngày 30 tháng 6 năm 2026. " * 8
        yield TranscriptEntry(
            Exchange(
                f"a_{serial:016x}", f"c_{serial // 3:016x}", at.isoformat(timespec="seconds"), f"Câu hỏi số {serial}?",
                status, 1, body, owner=f"k{serial % 40}", took_ms=int(chance.lognormvariate(3.4, 0.6)),
                intent=chance.choice(_INTENTS),
                evidence=tuple(
                    Evidence(1, document, 1, "0" * 64, 1, 1, "mục I", text, text_digest(text)) for document in cited
                ),
            )
        )  # fmt: skip


def dashboard() -> Figures:
    """CPU of the service for one opening: the first, and the mean of later ones, by the days asked for."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "kho"
        busy_library(home)
        with served(home) as (address, pid):
            figures: Figures = {"documents": DOCUMENTS, "answers": ANSWERS}
            time.sleep(3)  # the models are read beside the first requests
            for name, days, times in (("first", 30, 1), ("today", 1, TIMES), ("week", 7, TIMES), ("month", 30, TIMES)):
                before = process_cpu_ms(pid)
                for _ in range(times):
                    urllib.request.urlopen(f"{address}/api/v1/dashboard?days={days}", timeout=60).read()
                figures[f"{name}_service_cpu_ms"] = round((process_cpu_ms(pid) - before) / times)
    return figures
