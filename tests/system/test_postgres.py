"""The same library on a real PostgreSQL, started for these tests on loopback; skipped where it is not installed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import create_engine, text

from index.accounts.audit_log import AuditLog
from index.derived.sync import Indexes
from index.ingestion.ingest import ingest
from index.ingestion.job_work import ingest_work, run_next_job
from index.ingestion.jobs import JobQueue
from index.library.library import Library, ListRequest
from index.upkeep.purge import purge
from index.upkeep.reembed import reembed
from index.upkeep.verify import verify, verify_indexes
from service.settings import load_settings
from tests.support.library_samples import DIMENSION, SmallEncoder, make_document, read_lines
from tests.support.live_server import live

ENCODER = SmallEncoder()


@pytest.fixture
def library(url: str, tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "một", url) as opened:
        opened.use_model(ENCODER.name, DIMENSION)
        yield opened


def answering(library: Library) -> set[str]:
    return {row.body for rows in library.index_rows() for row in rows}


def publish(library: Library, *texts: str, number: int | None = None) -> str:
    return library.publish(make_document(*texts, number=number), ENCODER.embed_passages(texts)).document_id


def test_versions_withdrawal_and_listing(library: Library) -> None:
    one = publish(library, "Bản cũ.", number=5)
    assert publish(library, "Bản mới.", number=5) == one
    publish(library, "Khác.", number=6)
    assert answering(library) == {"Bản mới.", "Khác."}
    library.withdraw(one, "thử")
    assert answering(library) == {"Khác."}
    library.restore(one)
    first = library.documents(ListRequest(limit=1, text="trong cay"))
    second = library.documents(ListRequest(limit=1, text="trong cay", after=first.following))
    assert {first.documents[0].id, second.documents[0].id} == {one, library.find_by_key("6|||")[0].id}
    assert second.following is None
    assert verify(library) == verify_indexes(library, library.home) == []


def test_two_services_follow_one_database(library: Library, url: str, tmp_path: Path) -> None:
    with Library.open(tmp_path / "hai", url) as other:
        other.use_model(ENCODER.name, DIMENSION)
        here, there = Indexes.open(library.home, library), Indexes.open(other.home, other)
        one = publish(library, "Của một.", number=1)
        assert there.catch_up() == library.change
        assert len(there.snapshot().vectors) == 1
        other.withdraw(one, "thử")
        here.catch_up()
        assert len(here.snapshot().lexical) == len(here.snapshot().columns) == 0


def test_writers_take_turns(library: Library, url: str, tmp_path: Path) -> None:
    failures: list[Exception] = []

    def write(name: str) -> None:
        try:
            with Library.open(tmp_path / name, url) as mine:
                mine.use_model(ENCODER.name, DIMENSION)
                for i in range(15):
                    publish(mine, f"{name} {i}", number=i % 5 + 1)
        except Exception as error:  # noqa: BLE001 - handed to the test's own thread
            failures.append(error)

    threads = [threading.Thread(target=write, args=(name,)) for name in ("a", "b", "c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    changes = library.changes(limit=1000)
    assert [change.id for change in changes] == list(range(1, 46))
    assert len(answering(library)) == 5
    assert verify(library) == []


def test_folders_jobs_purge_and_another_model(library: Library, url: str, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for i in range(3):
        (inbox / f"{i}.txt").write_text(f"SO{i + 1} điều {i}")
    jobs = JobQueue(library)
    number = jobs.submit_ingest([inbox])
    with Library.open(tmp_path / "một", url) as other:
        done = run_next_job(
            JobQueue(other), {"ingest": ingest_work(other, ENCODER, workers=1, reader=read_lines)}, "máy hai"
        )
    assert done is not None
    assert (done.id, done.state, done.owner) == (number, "done", "máy hai")
    assert ingest(library, ENCODER, [inbox], reader=read_lines).count("unchanged") == 3
    held = library.documents().documents[0]
    assert purge(library, held.id).rows["passages"] == 1
    assert len(answering(library)) == 2
    encoder = SmallEncoder()
    encoder.name = "hai"
    assert reembed(library, encoder)
    assert verify(library) == verify_indexes(library, library.home) == []


def test_connections_that_were_lost_are_made_anew(library: Library, url: str) -> None:
    """The server was restarted between two requests."""
    publish(library, "Trước.")
    other = create_engine(url, isolation_level="AUTOCOMMIT")
    everyone = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database()"
    with other.connect() as connection:
        ended = connection.execute(text(f"{everyone} AND pid <> pg_backend_pid()")).scalar_one()
    other.dispose()
    assert ended
    assert answering(library) == {"Trước."}
    publish(library, "Sau.")
    assert answering(library) == {"Trước.", "Sau."}


def test_what_is_typed_with_a_nul_is_kept_without_it(library: Library) -> None:
    number = JobQueue(library).submit("thử", {"access": "a"})
    AuditLog(library.engine).add("job.begin", f"job {number}\0", actor="a\0b")
    assert [event.actor for event in AuditLog(library.engine).events_page(actor="a\0b")] == ["ab"]
    assert not AuditLog(library.engine).check_chain().faults
    assert library.document("d_\0") is None


def test_a_number_beyond_32_bits_is_a_number(library: Library) -> None:
    assert JobQueue(library).get(2**63 - 1) is None
    assert JobQueue(library).list_jobs(before=2**63 - 1) == []


def test_while_the_server_is_away_it_is_said_and_afterwards_answered(url: str, tmp_path: Path) -> None:
    name = url.rpartition("/")[2]
    server = create_engine(url.removesuffix(name) + "postgres", isolation_level="AUTOCOMMIT")
    settings = load_settings(home=tmp_path / "home", database_url=url, workers=1, ocr=False)
    with live(settings) as address, server.connect() as connection:
        listed = f"{address}/api/v1/documents"
        assert httpx.get(listed).status_code == 200
        connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
        connection.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"))
        away = httpx.get(listed, timeout=60)
        assert (away.status_code, away.json()["code"], away.headers["retry-after"]) == (503, "database_away", "5")
        assert away.headers["content-type"] == "application/problem+json"
        connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"))
        assert httpx.get(listed, timeout=60).status_code == 200
    server.dispose()
