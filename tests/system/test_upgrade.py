"""A library made by each earlier schema opens, answers and checks out with today's code.

The old migrations make the tables; the rows are written in the words of that schema, as its code wrote them.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import MetaData, Table, insert

from index.derived.sync import Indexes
from index.ingestion.jobs import JobQueue
from index.library.library import Library
from index.search import Searcher
from index.store import database
from index.upkeep.verify import verify, verify_indexes
from tests.support.library_samples import DIMENSION, SmallEncoder, make_document

ENCODER = SmallEncoder()
MIGRATIONS = Path(database.__file__).parent / "migrations"
EARLIER = sorted(path.name[:4] for path in (MIGRATIONS / "versions").glob("0*.py"))[:-1]
AT = "2025-03-01T08:00:00+00:00"
TEXTS = ("Sở Nội vụ chủ trì kiểm kê hồ sơ.", "Kinh phí lấy từ ngân sách tỉnh.", "Văn bản cũ đã rút.")
METADATA = '{"number":"9720/KH-UBND","canonical_key":"9720||KH|UBND","type":"KH","issued_date":"2024-05-06"}'


def _document(number: int, *, state: str) -> dict[str, Any]:
    known = number == 1
    return {
        "id": f"d_{number}", "identity": f"sha:{number}", "state": state, "reason": "", "access": "cong_khai",
        "version_id": number, "last_change": number, "key_number": "9720" if known else None,
        "key_year": None, "key_type": "KH" if known else None, "key_agency": "UBND" if known else None,
        "number": "9720/KH-UBND" if known else None, "type": "KH" if known else None, "issuer": None,
        "territory": None, "year": 2024 if known else None, "issued_on": "2024-05-06" if known else "",
        "subject": "Kiểm kê hồ sơ" if known else None, "folded": "9720/kh-ubnd kiem ke ho so", "added_at": AT,
    }  # fmt: skip


def _version(number: int, first: int, count: int) -> dict[str, Any]:
    return {
        "id": number, "document_id": f"d_{number}", "version": 1, "sha256": f"{number:064d}",
        "file_name": f"{number}.txt", "kind": "text", "text_source": "text",
        "metadata": METADATA if number == 1 else "{}", "pages": "[]", "signatures": "[]", "components": "[]",
        "warnings": "[]", "page_count": 0, "passage_count": count, "first_passage": first, "added_at": AT,
    }  # fmt: skip


def _passage(number: int, version: int, ordinal: int) -> dict[str, Any]:
    label = f"Điều {ordinal + 1}"
    return {
        "id": number, "version_id": version, "ordinal": ordinal, "text": TEXTS[number - 1], "kind": "body",
        "citation": f'{{"l":"{label}","f":"{label}"}}', "headings": "[]", "context": "", "node": None, "parent": None,
        "cells": "[]",
    }  # fmt: skip


def _vector(number: int) -> dict[str, Any]:
    halves: np.ndarray[Any, Any] = ENCODER.embed_passages([TEXTS[number - 1]])[0].astype(np.float16)
    return {"model_id": 1, "passage_id": number, "vector": halves.tobytes()}


def _change(number: int, kind: str, document: int, stopped: tuple[int, int] = (0, 0)) -> dict[str, Any]:
    return {
        "id": number, "kind": kind, "document_id": f"d_{document}", "version_id": document,
        "stopped_first": stopped[0], "stopped_count": stopped[1], "reason": "", "at": AT,
    }  # fmt: skip


#: What each schema added, with rows as its code wrote them.
ROWS: dict[str, dict[str, list[dict[str, Any]]]] = {
    "0001": {
        "facts": [{"name": "library_id", "value": "cũ"}, {"name": "made_at", "value": AT}],
        "counters": [
            {"name": name, "value": value} for name, value in (("change", 3), ("version", 2), ("passage", 3))
        ],
        "models": [{"id": 1, "name": ENCODER.name, "dimension": DIMENSION, "active": 1, "added_at": AT}],
        "documents": [_document(1, state="active"), _document(2, state="withdrawn") | {"last_change": 3}],
        "versions": [_version(1, 1, 2), _version(2, 3, 1)],
        "passages": [_passage(1, 1, 0), _passage(2, 1, 1), _passage(3, 2, 0)],
        "vectors": [_vector(1), _vector(2), _vector(3)],
        "changes": [_change(1, "publish", 1), _change(2, "publish", 2), _change(3, "withdraw", 2, (3, 1))],
    },
    "0002": {
        "conversations": [{"id": "c_1", "started_at": AT, "last_at": AT, "state": "{}"}],
        "answers": [
            {
                "id": "a_1", "conversation_id": "c_1", "request_key": None, "asked_at": AT, "question": "Ai chủ trì?",
                "status": "complete", "change": 2, "body": "{}",
            }
        ],
        "evidence": [
            {
                "answer_id": "a_1", "place": 0, "passage_id": 3, "document_id": "d_2", "version_id": 2,
                "file_sha256": "2", "page_from": None, "page_to": None, "citation": "Điều 1", "text": TEXTS[2],
                "digest": "x",
            }
        ],
        "feedback": [
            {
                "answer_id": "a_1", "at": AT, "useful": 1, "reason": None, "comment": "tốt", "document_id": None,
                "document_named": "",
            }
        ],
    },
    "0003": {
        "relations": [
            {
                "id": 1, "version_id": 1, "position": 0, "type": "replaces", "target_key": "9719||KH|UBND",
                "target_name": None, "fingerprint": "f" * 16,
                "body": '{"type":"replaces","evidence":"thay thế Kế hoạch số 9719/KH-UBND","label":"mục V",'
                '"target_key":"9719||KH|UBND","target_number":"9719/KH-UBND","target_type":"Kế hoạch"}',
            }
        ],
        "terms": [
            {
                "version_id": 1,
                "body": '{"basis":"none","evidence":"","ordinal":null,"effective":null,"last_day":null,'
                '"exceptions":[]}',
            }
        ],
        "reviews": [
            {
                "id": 1, "document_id": "d_1", "fingerprint": "", "decision": "expired", "since": "2025-01-01",
                "who": "Văn thư cũ", "at": AT, "note": "",
            }
        ],
    },
    "0004": {
        "jobs": [
            {
                "id": 1, "kind": "ingest", "state": "done", "request": '{"paths": ["/cũ"]}', "done": 1, "total": 1,
                "attempts": 1, "owner": "", "beat": 0, "cancel": 0, "error": "", "made_at": AT, "ended_at": AT,
            }
        ],
        "job_files": [
            {
                "job_id": 1, "place": 0, "path": "/cũ/1.txt", "result": "indexed", "document_id": "d_1", "code": None,
                "reason": None, "version": 1, "passages": 2,
            }
        ],
    },
}  # fmt: skip


def make_old(home: Path, revision: str) -> None:
    """A library as the code of ``revision`` left it."""
    home.mkdir()
    path = home / "library.sqlite"
    engine = database.open_engine(database.sqlite_url(path))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        for since, tables in ROWS.items():
            for table, rows in tables.items() if since <= revision else ():
                connection.execute(insert(Table(table, MetaData(), autoload_with=connection)), rows)
    engine.dispose()


@pytest.mark.parametrize("revision", EARLIER)
def test_a_library_of_an_earlier_schema_is_upgraded(tmp_path: Path, revision: str) -> None:
    home = tmp_path / "kho"
    make_old(home, revision)
    with Library.open(home) as library:
        assert database.schema_version(library.engine) == database.SCHEMA
        library.use_model(ENCODER.name, ENCODER.dimension)
        assert answers(library, home, "ai chủ trì kiểm kê hồ sơ") == [TEXTS[0], TEXTS[1]]
        assert [one.id for one in library.find_by_key("9720|||")] == ["d_1"]
        assert verify_rows(library, home) == []
        library.publish(make_document("Chữ mới."), ENCODER.embed_passages(["Chữ mới."]))
        library.restore("d_2")
        assert set(answers(library, home, "văn bản cũ đã rút chữ mới")) >= {"Chữ mới.", TEXTS[2]}
        assert verify_rows(library, home) == []
    with Library.open(home) as again:
        assert set(answers(again, home, "chữ mới")) >= {"Chữ mới."}
        what_came_later(again, revision)


def what_came_later(library: Library, revision: str) -> None:
    """Rows of the tables that the schema had already are read by today's code."""
    if revision >= "0002":
        kept = library.transcripts.exchange("a_1")
        assert kept is not None
        assert (kept.question, kept.evidence[0].text) == ("Ai chủ trì?", TEXTS[2])
        assert kept.verdict is not None
        assert kept.verdict.useful
    status = library.relations.status("d_1", date(2025, 6, 1))
    assert status is not None
    if revision >= "0003":
        assert (status.code, status.confirmed_by) == ("expired", "Văn thư cũ")
        assert [edge.relation.target_number for edge in library.relations.outgoing("d_1")] == ["9719/KH-UBND"]
    else:
        assert status.code == "unknown"
    if revision >= "0004":
        (job,) = JobQueue(library).list_jobs(10)
        assert (job.state, JobQueue(library).files(1, -1, 10)[0].path) == ("done", "/cũ/1.txt")


def answers(library: Library, home: Path, question: str) -> list[str]:
    found = Searcher(Indexes.open(home, library).snapshot(), library, ENCODER).search(question, None, 10)
    return [hit.passage.text for hit in found.hits]


def verify_rows(library: Library, home: Path) -> list[str]:
    """What is wrong, apart from the original files, which these made-up libraries never had."""
    found = [*verify(library), *verify_indexes(library, home)]
    return [one for one in found if "Thiếu tệp gốc" not in one]
