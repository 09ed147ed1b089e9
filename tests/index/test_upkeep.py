"""Keeping a library: purge, backup and restore, checking, going over to another model, an upgraded schema."""

from __future__ import annotations

import io
import json
import os
import tarfile
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from sqlalchemy import insert, select, update

from index.accounts.audit_log import AuditLog
from index.derived.sync import Indexes
from index.ingestion.ingest import ingest
from index.ingestion.jobs import JobQueue
from index.ingestion.records import FileResult
from index.ingestion.reread import replace_file
from index.library.library import Library, WrongModel
from index.library.listing import ListRequest
from index.library.purged_files import allow_again, purged_files
from index.records import INTERNAL, PUBLIC
from index.store import tables
from index.store.database import now, read_transaction, write_transaction
from index.store.original_files import sha256_of
from index.store.transcript_tables import conversations
from index.upkeep import backup
from index.upkeep.backup import BackupError, back_up, recover_library
from index.upkeep.backup_encryption import make_key
from index.upkeep.purge import purge, standing_files
from index.upkeep.reembed import reembed
from index.upkeep.verify import snapshot_differences, verify, verify_indexes
from tests.support.library_samples import DIMENSION, SmallEncoder, make_document, read_lines

ENCODER = SmallEncoder()


class OtherEncoder(SmallEncoder):
    name = "other-test-encoder@1"
    dimension = 2 * DIMENSION

    def embed_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        half = super().embed_passages(texts)
        doubled: npt.NDArray[np.float32] = (np.concatenate([half, half], axis=1) / np.sqrt(2)).astype(np.float32)
        return doubled


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "kho"


@pytest.fixture
def library(tmp_path: Path, home: Path) -> Iterator[Library]:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for name, text in (("a", "SO7 cũ\nbí mật xanh"), ("b", "SO7 mới\nbí mật đỏ"), ("c", "khác\nchuyện khác")):
        (inbox / f"{name}.txt").write_text(text)
    with Library.open(home) as opened:
        ingest(opened, ENCODER, [inbox], workers=1, reader=read_lines)
        yield opened


def answering(library: Library) -> set[str]:
    return {row.body for rows in library.index_rows() for row in rows}


def traces(home: Path, word: str) -> list[str]:
    return [
        str(path.relative_to(home)) for path in home.rglob("*") if path.is_file() and word.encode() in path.read_bytes()
    ]


@pytest.mark.sqlite  # looks for traces in the file, and in a backup of it
def test_purge_leaves_no_trace(library: Library, home: Path, tmp_path: Path) -> None:
    indexes = Indexes.open(home, library)
    back_up(library, tmp_path / "lưu.tar")
    (held,) = library.find_by_key("7|||")
    assert traces(home, "mật đỏ")
    assert traces(home, "mật xanh"), "the older version is kept until a purge"
    done = purge(library, held.id)
    indexes.rebuild("thử")
    assert (done.rows["versions"], done.rows["passages"], len(done.files)) == (2, 4, 2)
    assert done.backups == (str(tmp_path / "lưu.tar"),)
    assert library.document(held.id) is None
    for word in ("mật đỏ", "mật xanh"):
        assert traces(home, word) == []
    assert verify(library) == verify_indexes(library, home) == []
    assert answering(library) == {"khác", "chuyện khác"}


def test_purge_leaves_no_trace_in_conversations_jobs_and_uploads(library: Library, home: Path, tmp_path: Path) -> None:
    (held,) = library.find_by_key("7|||")
    (other,) = (one for one in library.documents(ListRequest(access=None)).documents if one.id != held.id)
    path = str(tmp_path / "inbox" / "b.txt")
    upload = home / "uploads" / "x"
    upload.mkdir(parents=True)
    (upload / "b.txt").write_text("SO7 mới\nbí mật đỏ")
    (upload / "khác.txt").write_text("chuyện khác")
    jobs = JobQueue(library)
    alone, both = (jobs.submit("ingest", {"paths": paths}) for paths in ([path], [path, str(tmp_path / "c.txt")]))
    with write_transaction(library.engine) as connection:
        rows = [{"id": name, "started_at": now(), "last_at": now(), "state": json.dumps({"document": one.id})}
                for name, one in (("về nó", held), ("khác", other))]  # fmt: skip
        connection.execute(insert(conversations), rows)
        connection.execute(update(tables.jobs).values(state="done"))
    purge(library, held.id)
    with read_transaction(library.engine) as connection:
        assert connection.execute(select(conversations.c.id)).scalars().all() == ["khác"]
    assert [job.id for job in jobs.list_jobs(10)] == [both]
    assert path not in str(jobs.get(both))
    assert alone != both
    assert sorted(one.name for one in upload.iterdir()) == ["khác.txt"]


def test_purge_blanks_what_the_audit_log_says_of_a_document_and_the_chain_holds(library: Library, home: Path) -> None:
    """Values, names of files and notes go; who did what when stays, and nobody can blank a row without saying so."""
    (held,) = library.find_by_key("7|||")
    log = AuditLog(library.engine)
    log.add("review.value", held.id, actor="văn thư", detail={"before": "bí mật đỏ", "note": "bí mật đỏ"})
    log.add("document.upload", "job 5", actor="văn thư", detail={"document": held.id, "files": ["bí mật đỏ.txt"]})
    log.add("document.access", "d_khác", actor="văn thư", detail={"access": "noi_bo"})
    assert purge(library, held.id).rows["audit_events"] == 2
    assert not any("bí mật đỏ" in event.detail for event in log.all_events())
    assert [event.act for event in log.all_events()][:3] == ["review.value", "document.upload", "document.access"]
    assert log.check_chain().faults == ()
    with write_transaction(library.engine) as connection:
        connection.execute(update(tables.audit_events).where(tables.audit_events.c.seq == 3).values(detail=""))
    assert [fault.seq for fault in log.check_chain().faults] == [3]


def test_purge_takes_the_copy_of_a_source_and_files_still_to_be_read(library: Library, home: Path) -> None:
    (held,) = library.find_by_key("7|||")
    (other,) = (one for one in library.documents(ListRequest(access=None)).documents if one.id != held.id)
    copy, waiting = home / "intake" / "hop-thu" / "files" / "b.txt", home / "uploads" / "y" / "moi.txt"
    for path in (copy, waiting):
        path.parent.mkdir(parents=True)
    original = library.file_path(held.sha256)
    assert original is not None
    copy.write_bytes(original.read_bytes())
    waiting.write_text("bản thay thế chưa đọc", encoding="utf-8")
    jobs = JobQueue(library)
    jobs.submit("replace", {"paths": [str(waiting)], "document": held.id})
    both = jobs.submit("reread", {"paths": [], "documents": [held.id, other.id], "ocr": False})
    purge(library, held.id)
    assert not copy.exists()
    assert not waiting.exists()
    assert [job.id for job in jobs.list_jobs(10)] == [both]
    assert held.id not in str(jobs.get(both))


def test_whoever_follows_the_changes_lets_go_of_what_is_purged(library: Library, home: Path) -> None:
    indexes = Indexes.open(home, library)
    (held,) = library.find_by_key("7|||")
    purge(library, held.id)
    indexes.catch_up()
    wanted = {row.passage_id: row.vector for rows in library.index_rows() for row in rows}
    assert snapshot_differences(indexes.snapshot(), wanted) == []


@pytest.mark.sqlite  # PostgreSQL has a backup of its own
def test_backup_and_restore(library: Library, tmp_path: Path) -> None:
    made = back_up(library, tmp_path / "lưu.tar", {"port": 8000, "admin_key": "bí-mật"})
    assert (made.documents, made.files, made.missing) == (2, 3, ())
    assert b"b\xc3\xad-m" not in made.path.read_bytes(), "no secret setting is written"
    done = recover_library(made.path, tmp_path / "kho mới")
    assert (done.documents, done.files, done.missing) == (2, 3, ())
    with Library.open(tmp_path / "kho mới") as again:
        assert answering(again) == answering(library)
        assert verify(again) == verify_indexes(again, tmp_path / "kho mới") == []
    with pytest.raises(BackupError, match="không trống"):
        recover_library(made.path, tmp_path / "kho mới")


@pytest.mark.sqlite  # PostgreSQL has a backup of its own
@pytest.mark.parametrize("has_links", [True, False], ids=["second names", "FAT"])
def test_a_file_that_appears_while_a_backup_is_made_stays(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has_links: bool
) -> None:
    """Two backups to one name at a time: the second is refused at its end, and the first file stays as it was."""
    target = tmp_path / "lưu.tar"

    def appearing(*_: object) -> tuple[set[str], int]:
        target.write_text("của người khác", encoding="utf-8")
        return set(), 0

    def no_links(*_: object) -> None:
        raise PermissionError

    if not has_links:
        monkeypatch.setattr(os, "link", no_links)
    counted = backup._originals_and_count
    monkeypatch.setattr(backup, "_originals_and_count", appearing)
    with pytest.raises(BackupError, match="không ghi đè"):
        back_up(library, target)
    monkeypatch.setattr(backup, "_originals_and_count", counted)
    assert target.read_text(encoding="utf-8") == "của người khác"
    assert back_up(library, tmp_path / "khác.tar").path.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.glob("*.tar")) == ["khác.tar", "lưu.tar"]


@pytest.mark.sqlite  # PostgreSQL has a backup of its own
@pytest.mark.parametrize("name", ["ghi-thêm.txt", "derived/terms/meta.json", "files/ab/không-có"])
def test_a_backup_with_a_member_that_it_does_not_list_restores_nothing(
    library: Library, tmp_path: Path, name: str
) -> None:
    path = back_up(library, tmp_path / "lưu.tar").path
    with tarfile.open(path, "a") as archive:
        entry = tarfile.TarInfo(name)
        entry.size = 3
        archive.addfile(entry, io.BytesIO(b"abc"))
    with pytest.raises(BackupError, match="không có trong danh sách"):
        recover_library(path, tmp_path / "kho mới")
    assert not (tmp_path / "kho mới").exists()


@pytest.mark.sqlite  # PostgreSQL has a backup of its own
@pytest.mark.parametrize("where", [0.1, 0.5, 0.9])
def test_a_damaged_backup_restores_nothing(library: Library, tmp_path: Path, where: float) -> None:
    path = back_up(library, tmp_path / "lưu.tar").path
    data = bytearray(path.read_bytes())
    data[int(len(data) * where)] ^= 0xFF
    path.write_bytes(data[: int(len(data) * 0.95)])
    with pytest.raises(BackupError):
        recover_library(path, tmp_path / "kho mới")
    assert not (tmp_path / "kho mới").exists()


def test_verify_names_what_is_wrong(library: Library, home: Path) -> None:
    assert verify(library) == []
    (held,) = library.find_by_key("7|||")
    path = library.file_path(held.sha256)
    assert path is not None
    path.unlink()
    with library.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM vectors WHERE passage_id = (SELECT max(passage_id) FROM vectors)")
        connection.exec_driver_sql("UPDATE versions SET passage_count = 9 WHERE id = 1")
    found = "\n".join(verify(library))
    for part in ("Thiếu tệp gốc", "chưa có véc-tơ", "Phiên bản 1"):
        assert part in found


def test_another_model_takes_over_when_its_vectors_are_complete(library: Library, home: Path) -> None:
    indexes = Indexes.open(home, library)
    other = OtherEncoder()
    before = indexes.snapshot()
    assert reembed(library, other)
    indexes.catch_up()
    assert indexes.snapshot() is before, "the old state answers until it is opened with the new model"
    assert indexes.model_changed
    with pytest.raises(WrongModel):
        library.use_model(ENCODER.name, DIMENSION)
    library.use_model(other.name, other.dimension)
    again = Indexes.open(home, library)
    assert again.snapshot().vectors.dimension == other.dimension
    assert verify(library) == verify_indexes(library, home) == []
    library.publish(make_document("mới"), other.embed_passages(["mới"]))
    again.catch_up()
    assert len(again.snapshot().vectors) == library.count_answering()


def test_reembedding_goes_on_where_it_stopped(library: Library, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.upkeep.reembed.PORTION", 2)
    turns = iter([False, True])
    seen: list[int] = []
    assert not reembed(library, OtherEncoder(), stop=lambda: next(turns))
    model = library.model()
    assert model is not None
    assert model.name == ENCODER.name
    assert reembed(library, OtherEncoder(), lambda done, _: seen.append(done))
    assert seen[0] == 4, "the first two were done before"


@pytest.mark.sqlite  # PostgreSQL has a backup of its own
def test_an_encrypted_backup_is_opened_by_its_key_only(library: Library, home: Path, tmp_path: Path) -> None:
    public = make_key(tmp_path / "khóa")
    assert (tmp_path / "khóa").stat().st_mode & 0o077 == 0
    make_key(tmp_path / "khóa khác")
    made = back_up(library, tmp_path / "lưu.tar.age", recipients=(public,))
    assert made.path.read_bytes().startswith(b"age-encryption.org/v1")
    assert b"SQLite format" not in made.path.read_bytes()
    assert not list(home.glob(".backup-*"))
    assert not list(tmp_path.glob(".backup-*"))
    with pytest.raises(BackupError, match="--key"):
        recover_library(made.path, tmp_path / "kho mới")
    with pytest.raises(BackupError, match="không mở được"):
        recover_library(made.path, tmp_path / "kho mới", tmp_path / "khóa khác")
    (tmp_path / "không khóa").write_text("xin chào")
    with pytest.raises(BackupError, match="không chứa khóa"):
        recover_library(made.path, tmp_path / "kho mới", tmp_path / "không khóa")
    damaged = tmp_path / "hỏng.age"
    damaged.write_bytes(made.path.read_bytes()[:-40] + b"x" * 40)
    with pytest.raises(BackupError, match="không mở được"):
        recover_library(damaged, tmp_path / "kho mới", tmp_path / "khóa")
    assert not (tmp_path / "kho mới").exists()
    assert not list(tmp_path.glob(".recover-*"))
    done = recover_library(made.path, tmp_path / "kho mới", tmp_path / "khóa")
    assert (done.documents, done.files) == (2, 3)
    with pytest.raises(BackupError, match="age1"):
        back_up(library, tmp_path / "b.age", recipients=("không phải khóa",))
    assert not (tmp_path / "b.age").exists()


def test_a_purged_file_left_in_its_folder_does_not_come_back(library: Library, home: Path, tmp_path: Path) -> None:
    """Nor under another name, in a container, after its words were read better, or given to another document."""
    inbox = tmp_path / "inbox"
    (held,) = library.find_by_key("7|||")
    left = inbox / "b.txt"
    assert standing_files(library, held.id) == (str(inbox / "a.txt"), str(left))
    sha = sha256_of(left)
    purge(library, held.id)
    (inbox / "đổi tên.txt").write_bytes(left.read_bytes())
    with zipfile.ZipFile(inbox / "gói.zip", "w") as packed:
        packed.write(left, "b.txt")
        packed.writestr("d.txt", "riêng")
    for again in (False, True, False):
        report = ingest(library, ENCODER, [inbox], workers=1, reader=read_lines, again=again)
        refused = {Path(one.path).name: one.reason or "" for one in report.files if one.result == "refused"}
        assert sorted(refused) == ["a.txt", "b.txt", "đổi tên.txt"]
        day = datetime.now().astimezone().strftime("%d/%m/%Y")
        assert all(f"xóa hẳn ngày {day}, vẫn còn trong thư mục theo dõi" in reason for reason in refused.values())
        assert answering(library) == {"khác", "chuyện khác", "riêng"}
    assert traces(home, "mật đỏ") == []
    assert traces(home, sha) == []
    (other,) = (one for one in library.documents(ListRequest(access=None)).documents if one.file_name == "c.txt")
    results: list[FileResult] = []
    replace_file(library, ENCODER, other.id, left, lambda one: results.append(one.last), reader=read_lines)
    assert [one.code for one in results] == ["purged"]
    name = next(one.name for one in purged_files(library.engine).files if one.name in refused["b.txt"])
    assert allow_again(library.engine, name) == 1
    report = ingest(library, ENCODER, [inbox], workers=1, reader=read_lines)
    assert [Path(one.path).name for one in report.files if one.result == "refused"] == ["a.txt"]
    assert answering(library) == {"khác", "chuyện khác", "riêng", "SO7 mới", "bí mật đỏ"}
    assert library.sources.get(f"{inbox}/gói.zip//b.txt") is not None


def test_a_sender_learns_of_no_purge_that_he_may_not_see(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("SO8\nchuyện kín", encoding="utf-8")
    with Library.open(tmp_path / "kho") as library:
        report = ingest(library, ENCODER, [path], workers=1, reader=read_lines, access="noi_bo")
        purge(library, str(report.files[0].document_id))
        results = []
        for sees in ((PUBLIC, INTERNAL), (PUBLIC,)):
            sent = tmp_path / f"{len(sees)}.txt"
            sent.write_bytes(path.read_bytes())
            report = ingest(library, ENCODER, [sent], workers=1, reader=read_lines, sees=sees)
            results.append((report.files[0].result, report.files[0].code))
    assert results == [("refused", "purged"), ("indexed", None)]


def test_marks_of_purged_files_say_nothing_by_themselves(library: Library, tmp_path: Path) -> None:
    """Two libraries mark one file differently, and no mark is its digest."""
    (held,) = library.find_by_key("7|||")
    sha = held.sha256
    purge(library, held.id)
    with Library.open(tmp_path / "khác") as second:
        ingest(second, ENCODER, [tmp_path / "inbox"], workers=1, reader=read_lines)
        (held,) = second.find_by_key("7|||")
        purge(second, held.id)
        marks = [{one.mark for one in purged_files(one.engine).files} for one in (library, second)]
    assert not marks[0] & marks[1]
    assert all(len(found) == 2 and sha not in found for found in marks)
