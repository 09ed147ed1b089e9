"""The library: versions, withdrawal, sources, the change log, and what answers after any sequence of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import create_engine

from index.library.library import (
    Library,
    ListRequest,
    Model,
    PublishRequest,
    PublishResult,
    SourceFile,
    UnknownDocument,
    WrongModel,
)
from index.store import database
from index.store.tables import metadata
from ingest.records import Document
from tests.support.library_samples import DIMENSION, SmallEncoder, make_document

ENCODER = SmallEncoder()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "kho") as opened:
        opened.use_model(ENCODER.name, DIMENSION)
        yield opened


def publish(library: Library, document: Document, source: str | None = None) -> PublishResult:
    vectors = ENCODER.embed_passages([passage.text for passage in document.passages])
    return library.publish(document, vectors, source=source)


def answering(library: Library) -> set[str]:
    return {row.body for rows in library.index_rows() for row in rows}


def test_what_was_published_comes_back_equal(library: Library) -> None:
    document = make_document("Điều một.", "Điều hai.", number=516)
    done = publish(library, document)
    stored = library.document(done.document_id)
    assert stored is not None
    assert stored.metadata == document.metadata
    assert library.outline(done.version_id) == document.outline
    passages = library.version_passages(done.version_id)
    assert [p.citation for p in passages] == [p.citation for p in document.passages]
    assert library.passages([p.id for p in passages]) == {p.id: p for p in passages}


def test_a_new_file_with_the_same_key_is_the_next_version(library: Library) -> None:
    old = publish(library, make_document("Bản cũ.", number=516))
    new = publish(library, make_document("Bản mới.", number=516))
    assert (new.document_id, new.version, new.outcome) == (old.document_id, 2, "version")
    assert answering(library) == {"Bản mới."}
    assert [p.text for p in library.version_passages(old.version_id)] == ["Bản cũ."], "kept for replay"
    found = library.document(old.document_id, version=1)
    assert found is not None
    assert found.version_id == old.version_id


@pytest.mark.parametrize(
    "other",
    [
        make_document("Khác.", number=516, issuer="UBND tỉnh Khác"),
        make_document("Khác.", number=516, day=date(2025, 3, 5)),
        make_document("Khác.", number=516, issuer=None),
        make_document("Khác."),
    ],
    ids=["issuer", "date", "issuer unknown", "no number"],
)
def test_a_number_alone_does_not_make_the_same_document(library: Library, other: Document) -> None:
    publish(library, make_document("Đây.", number=516))
    assert publish(library, other).outcome == "new"
    assert answering(library) == {"Đây.", "Khác."}


def test_same_bytes_are_a_duplicate_and_hold_the_document(library: Library) -> None:
    first = publish(library, make_document("Một."), "/a/1.txt")
    again = publish(library, make_document("Một."), "/a/2.txt")
    assert (again.outcome, again.document_id) == ("duplicate", first.document_id)
    assert library.forget_sources(["/a/1.txt"], "mất") == []
    assert answering(library) == {"Một."}
    assert library.forget_sources(["/a/2.txt"], "mất") == [first.document_id]
    assert answering(library) == set()
    assert publish(library, make_document("Một."), "/a/3.txt").outcome == "restored"
    assert answering(library) == {"Một."}


def test_when_the_newer_file_leaves_the_older_version_answers_again(library: Library) -> None:
    publish(library, make_document("Cũ.", number=7), "/a/1.txt")
    publish(library, make_document("Mới.", number=7), "/a/2.txt")
    library.forget_sources(["/a/2.txt"], "mất")
    assert answering(library) == {"Cũ."}


def test_a_changed_file_without_a_number_is_the_next_version(library: Library) -> None:
    old = publish(library, make_document("Cũ."), "/a/1.txt")
    new = publish(library, make_document("Mới."), "/a/1.txt")
    assert (new.document_id, new.version) == (old.document_id, 2)
    assert answering(library) == {"Mới."}


def test_a_clerks_withdrawal_stands_when_the_file_comes_again(library: Library) -> None:
    done = publish(library, make_document("Một."), "/a/1.txt")
    library.withdraw(done.document_id, "ban hành nhầm")
    publish(library, make_document("Một."), "/b/1.txt")
    assert answering(library) == set()
    library.restore(done.document_id)
    assert answering(library) == {"Một."}
    with pytest.raises(UnknownDocument):
        library.withdraw("d_none", "")


def test_processes_that_begin_at_once_declare_the_model_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new library is opened by every process of its service; each finds no model, and one of them is the first."""
    both, look, looked = threading.Barrier(2), Library.model, threading.local()

    def model(self: Library) -> Model | None:
        found = look(self)
        if not hasattr(looked, "once"):
            looked.once = True
            both.wait(20)
        return found

    def begin(_: int) -> Model:
        with Library.open(tmp_path / "kho") as library:
            return library.use_model(ENCODER.name, DIMENSION)

    Library.open(tmp_path / "kho").close()
    monkeypatch.setattr(Library, "model", model)
    with ThreadPoolExecutor(2) as threads:
        assert set(threads.map(begin, range(2))) == {Model(1, ENCODER.name, DIMENSION)}


def test_vectors_of_two_models_are_never_mixed(library: Library) -> None:
    with pytest.raises(WrongModel, match="mô hình"):
        library.use_model("another", DIMENSION)
    with pytest.raises(ValueError, match="shape"):
        library.publish(make_document("Một."), ENCODER.embed_passages(["a", "b"]))
    assert answering(library) == set()


def test_key_parts_may_be_missing(library: Library) -> None:
    publish(library, make_document("Một.", number=516))
    for key in ("516||KH|UBND", "516|||", "516|2026||", "||KH|"):
        assert len(library.find_by_key(key)) == 1, key
    for key in ("516|2025||", "51|||", "516||QĐ|", "|||"):
        assert library.find_by_key(key) == (), key


def test_listing_pages_through_everything_once(library: Library) -> None:
    days = [date(2026, 1, 1 + i % 5) for i in range(23)]
    documents = [make_document(f"Văn bản {i}.", number=i + 1, day=day) for i, day in enumerate(days)]
    vectors = ENCODER.embed_passages(["x"])
    library.publish_many(PublishRequest(d, vectors, SourceFile(f"/a/{i}")) for i, d in enumerate(documents))
    seen: list[str] = []
    after: str | None = None
    while True:
        page = library.documents(ListRequest(limit=7, after=after))
        assert page.total == 23
        seen += [d.id for d in page.documents]
        after = page.following
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 23
    assert library.documents(ListRequest(text="TRONG cay", limit=1)).total == 23
    assert library.documents(ListRequest(text="100%")).total == 0
    assert library.documents(ListRequest(types=("QĐ",))).total == 0


def test_migrations_make_the_tables_that_the_code_knows(tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    engine = create_engine(database.sqlite_url(tmp_path / "a.sqlite"))
    database.upgrade(engine)
    assert database.schema_version(engine) == database.SCHEMA
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()
    versions = Path(database.__file__).parent / "migrations" / "versions"
    assert max(path.name[:4] for path in versions.glob("*.py")) == database.SCHEMA


def test_a_newer_library_is_refused(tmp_path: Path) -> None:
    Library.open(tmp_path).close()
    engine = create_engine(database.sqlite_url(tmp_path / "library.sqlite"))
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    with pytest.raises(database.LibraryTooNew, match="mới hơn"):
        Library.open(tmp_path)


def test_kill_during_publish_loses_nothing_acknowledged(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from tests.support.library_samples import SmallEncoder, make_document\n"
        "from index.library.library import Library\n"
        "e = SmallEncoder(); lib = Library.open(Path(sys.argv[1])); lib.use_model(e.name, e.dimension)\n"
        "start = int(sys.argv[2])\n"
        "for i in range(start, start + 100000):\n"
        "    d = make_document(f'A {i}', f'B {i}', f'C {i}')\n"
        "    lib.publish(d, e.embed_passages([p.text for p in d.passages])); print(i, flush=True)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    acknowledged: set[int] = set()
    for turn in range(4):
        command = [sys.executable, "-c", program, str(tmp_path), str(turn * 100_000)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
            assert process.stdout is not None
            acknowledged.add(int(process.stdout.readline()))
            time.sleep(0.02 + 0.03 * turn)
            process.send_signal(signal.SIGKILL)
            acknowledged |= {int(line) for line in process.stdout.read().splitlines() if line.strip()}
        with Library.open(tmp_path) as library:
            texts = answering(library)
        for letter in "ABC":
            assert {f"{letter} {i}" for i in acknowledged} <= texts
        assert len(texts) % 3 == 0, "a document answers whole or not at all"


class Answering(RuleBasedStateMachine):
    """After any sequence of operations, what answers is what a plain model says, also by following the changes."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.library = Library.open(Path(self.folder.name))
        self.library.use_model(ENCODER.name, DIMENSION)
        self.texts: dict[int, str] = {}
        self.active: dict[int, bool] = {}
        self.ids: dict[int, str] = {}
        self.serial = 0
        self.followed: dict[int, str] = {}
        self.change = 0

    @rule(number=st.integers(1, 4))
    def publish(self, number: int) -> None:
        self.serial += 1
        text = f"Bản {self.serial} của {number}."
        self.ids[number] = publish(self.library, make_document(text, number=number)).document_id
        self.texts[number], self.active[number] = text, True

    @precondition(lambda self: self.ids)
    @rule(data=st.data(), withdraw=st.booleans())
    def switch(self, data: st.DataObject, withdraw: bool) -> None:
        number = data.draw(st.sampled_from(sorted(self.ids)))
        if withdraw:
            self.library.withdraw(self.ids[number], "thử")
        else:
            self.library.restore(self.ids[number])
        self.active[number] = not withdraw

    @rule()
    def follow(self) -> None:
        with self.library.delta(self.change) as delta:
            for first, count in delta.stopped:
                for one in range(first, first + count):
                    self.followed.pop(one, None)
            for rows in delta.rows:
                for row in rows:
                    assert row.passage_id not in self.followed, "a follower is told to add what it holds"
                    self.followed[row.passage_id] = row.body
            self.change = delta.change
        assert set(self.followed.values()) == self.expected()

    def expected(self) -> set[str]:
        return {text for number, text in self.texts.items() if self.active[number]}

    @invariant()
    def answers_as_the_model(self) -> None:
        assert answering(self.library) == self.expected()

    def teardown(self) -> None:
        self.library.close()
        self.folder.cleanup()


TestAnswering = Answering.TestCase
TestAnswering.settings = settings(
    max_examples=12, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
)


def test_a_new_library_folder_is_its_own_accounts_only(tmp_path: Path) -> None:
    with Library.open(tmp_path / "kho"):
        assert (tmp_path / "kho").stat().st_mode & 0o077 == 0
