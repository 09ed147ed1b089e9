"""Sources: their file, their mirror, and what becomes of new, changed, deleted and unreadable files."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.embedding.encoders import load
from index.ingestion.ingest import ingest
from index.intake.configuration import SourcesError, read_sources
from index.intake.follower import SourceFollower, next_round
from index.intake.mirror import EMPTIED_FROM, MOST_NAME_BYTES, Mirror, safe_path
from index.intake.source import Connection, Credentials, IntakeSource, RemoteFile, SourceError
from index.intake.state import STATE_FILE, SourceState
from index.library.library import Library, ListRequest
from index.library.purged_files import allow_again, purged_files
from index.records import PUBLIC
from index.upkeep.purge import purge
from tests.support.bundled_papers import letter, write_text


def _source(folder: Path, **changed: object) -> IntakeSource:
    given: dict[str, object] = {
        "name": "goi-tin", "kind": "folder", "address": str(folder), "access": "noi_bo", "minutes": 10.0,
        "withdraws": True, **changed,
    }  # fmt: skip
    return IntakeSource(**given)  # type: ignore[arg-type]


WEBDAV = '[[source]]\nname = "a"\nkind = "webdav"\naddress = "https://x"\n'
IMAP = '[[source]]\nname = "a"\nkind = "imap"\naddress = "imaps://x"\n'


class _Place:
    """A packet folder that is followed, and the library that it fills."""

    def __init__(self, folder: Path, **changed: object) -> None:
        self.there = folder / "den"
        self.there.mkdir()
        self.mirrors = folder / "intake"
        self.source = _source(self.there, **changed)
        self.library = Library.open(folder / "home")

    def put(self, name: str, number: int, mark: str = "giếng làng") -> Path:
        path = self.there / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return write_text(path, (letter(f"{number}/SYT-NV", mark=mark),))

    def follow(self, max_bytes: int = 1 << 20) -> SourceState:
        from index.intake.follower import ReadingOptions

        follower = SourceFollower(
            self.library, load(None), [self.source], self.mirrors, ReadingOptions(workers=1, max_bytes=max_bytes)
        )
        return follower.follow(self.source)[0]

    def numbers(self) -> list[str]:
        page = self.library.documents(ListRequest(access=None))
        return sorted(str(document.metadata.number) for document in page.documents)


@pytest.fixture
def place(tmp_path: Path) -> _Place:
    return _Place(tmp_path)


def test_new_changed_and_deleted_files_are_followed(place: _Place) -> None:
    place.put("a.txt", 9111)
    second = place.put("thang 5/b.txt", 9112)
    state = place.follow()
    assert (state.fetched, state.gone, state.error) == (2, 0, "")
    assert place.numbers() == ["9111/SYT-NV", "9112/SYT-NV"]
    assert {one.access for one in place.library.documents(ListRequest(access=None)).documents} == {"noi_bo"}
    assert place.follow().fetched == 0
    second.unlink()
    place.put("a.txt", 9113)
    state = place.follow()
    assert (state.fetched, state.gone) == (1, 1)
    assert place.numbers() == ["9113/SYT-NV"]


def test_a_purged_file_that_is_still_at_its_source_stays_out_until_a_clerk_allows_it(tmp_path: Path) -> None:
    place = _Place(tmp_path)
    place.mirrors = tmp_path / "home" / "intake"
    place.put("a.txt", 9111)
    path = place.put("b.txt", 9112)
    place.follow()
    page = place.library.documents(ListRequest(access=None))
    (held,) = (one for one in page.documents if one.file_name == "b.txt")
    purge(place.library, held.id)
    for touched in (False, False, True):
        if touched:
            path.touch()
        state = place.follow()
        assert "xóa hẳn ngày" in state.problems["b.txt"]
        assert place.numbers() == ["9111/SYT-NV"]
        assert sorted(one.name for one in (place.mirrors / "goi-tin" / "files").iterdir()) == ["a.txt"]
    assert place.follow().fetched == 0
    (known,) = purged_files(place.library.engine).files
    assert known.name in state.problems["b.txt"]
    allow_again(place.library.engine, known.name)
    assert (place.follow().problems, place.numbers()) == ({}, ["9111/SYT-NV", "9112/SYT-NV"])


def test_two_that_follow_one_source_at_once_fetch_nothing_twice(place: _Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """A running service and ``hoivanban sources follow`` by hand."""
    for number in range(9111, 9114):
        place.put(f"{number}.txt", number)
    fetched: list[str] = []
    fetch = Mirror._fetch

    def slow_fetch(mirror: Mirror, connection: Connection, item: RemoteFile) -> str:
        fetched.append(item.name)
        time.sleep(0.05)
        return fetch(mirror, connection, item)

    monkeypatch.setattr(Mirror, "_fetch", slow_fetch)
    with ThreadPoolExecutor(2) as both:
        states = list(both.map(lambda _: place.follow(), range(2)))
    assert sorted(state.fetched for state in states) == [0, 3]
    assert [state.error for state in states] == ["", ""]
    assert len(fetched) == len(set(fetched))
    assert len(place.numbers()) == 3


def test_what_is_deleted_there_stays_unless_the_source_withdraws(tmp_path: Path) -> None:
    place = _Place(tmp_path, withdraws=False)
    path = place.put("a.txt", 9121)
    place.follow()
    path.unlink()
    assert place.follow().gone == 0
    assert place.numbers() == ["9121/SYT-NV"]


def test_a_source_that_is_away_or_suddenly_empty_withdraws_nothing(place: _Place) -> None:
    for number in range(EMPTIED_FROM):
        place.put(f"{number}.txt", 9130 + number)
    place.follow()
    away = place.there.rename(place.there.with_name("di-vang"))
    assert "Không có thư mục" in place.follow().error
    place.there.mkdir()
    assert "trống không" in place.follow().error
    assert len(place.numbers()) == EMPTIED_FROM
    place.there.rmdir()
    away.rename(place.there)
    assert place.follow().error == ""
    assert len(place.numbers()) == EMPTIED_FROM


def test_a_large_file_is_named_and_the_others_come(place: _Place) -> None:
    place.put("a.txt", 9141)
    (place.there / "to.txt").write_text("x" * 20_000, encoding="utf-8")
    state = place.follow(max_bytes=10_000)
    assert list(state.problems) == ["to.txt"]
    assert place.numbers() == ["9141/SYT-NV"]


def test_links_of_a_packet_folder_are_not_followed(place: _Place, tmp_path: Path) -> None:
    secret = write_text(tmp_path / "rieng.txt", (letter("9151/SYT-NV"),))
    (place.there / "a.txt").symlink_to(secret)
    assert place.follow().fetched == 0
    assert place.numbers() == []


def test_a_lost_state_fetches_again_and_makes_nothing_twice(place: _Place) -> None:
    place.put("a.txt", 9161)
    place.follow()
    (place.mirrors / "goi-tin" / STATE_FILE).write_text("{", encoding="utf-8")
    change = place.library.change
    assert place.follow().fetched == 1
    assert (place.numbers(), place.library.change) == (["9161/SYT-NV"], change)


@given(st.text(max_size=400))
def test_no_name_leads_out_of_the_mirror(name: str) -> None:
    parts = safe_path(name).split("/")
    assert all(part and part not in (".", "..") and not part.startswith(".") for part in parts)
    assert all(len(part.encode()) <= MOST_NAME_BYTES and part.isprintable() for part in parts)


def test_the_next_round_comes_in_its_time_and_sooner_after_a_failure() -> None:
    source, tried = _source(Path("/srv")), datetime(2026, 11, 2, 8, tzinfo=UTC)
    assert next_round(source, SourceState(tried_at=tried.isoformat())) == tried + timedelta(minutes=10)
    assert next_round(source, SourceState(tried_at=tried.isoformat(), error="x")) == tried + timedelta(minutes=5)
    assert next_round(source, SourceState()) < tried


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[source]]\nname = "A B"', "Tên nguồn"),
        ('[[source]]\nname = "a"\nkind = "ftp"', "loại 'ftp' không có"),
        ('[[source]]\nname = "a"\nkind = "imap"\naddress = "http://x"', "phải bắt đầu bằng imaps://"),
        ('[[source]]\nname = "a"\nkind = "s3"\naddress = "https://x"', "thiếu tên ngăn chứa"),
        ('[[source]]\nname = "a"\nkind = "folder"\naddress = "den"', "đường dẫn đầy đủ"),
        (
            '[[source]]\nname = "a"\nkind = "imap"\naddress = "imaps://x"\npassword = "y"',
            "không ghi password vào tệp này",
        ),
        ('[[source]]\nname = "a"\nkind = "imap"\naddress = "imaps://u:p@x"', "không ghi tài khoản vào địa chỉ"),
        ('[[source]]\nname = "a"\nkind = "webdav"\naddress = "https://x"\nregion = "y"', "không có mục 'region'"),
        ('[[source]]\nname = "a"\nkind = "webdav"\naddress = "https://x"\nevery_minutes = 0', "ít nhất"),
        ('[[source]]\nname = "a"\nkind = "webdav"\naddress = "https://x"\nwithdraw = 1', "true hoặc false"),
        ('[[source]]\nname = "a"\nkind = "webdav"\naddress = "https://x"\naccess = "mat"', "không phải nhãn"),
        ('[[source]]\nname = "a"\nkind = "folder"\naddress = "/x"\n' * 2, "hai nguồn cùng tên"),
        (WEBDAV + "every_minutes = nan", "nhiều nhất 10080"),
        (WEBDAV + "every_minutes = inf", "nhiều nhất 10080"),
        (WEBDAV + "every_minutes = 1e300", "nhiều nhất 10080"),
        (WEBDAV + 'ca_file = "/khong/co.pem"', "không có tệp chứng thư"),
        (WEBDAV + "ca_file = 1", "phải là chữ"),
        (WEBDAV.replace("https://x", "http://x") + 'password_env = "KHOA"', "phải bắt đầu bằng https"),
        (WEBDAV.replace("https://x", "https://x:99999"), "phải bắt đầu bằng https:// và tên máy"),
        (WEBDAV.replace("https://x", "https://[::1"), "phải bắt đầu bằng https:// và tên máy"),
        (IMAP + 'since_days = "x"', "since_days phải là số ngày"),
        (IMAP + "since_days = 1e9", "since_days phải là số ngày"),
        (IMAP + "since_days = 99999999", "since_days phải là số ngày"),
        ("x = " + "[" * 5000, "không đúng dạng TOML"),
        ("[source]\nname = 1", "chỉ được gồm"),
        ("x", "không đúng dạng TOML"),
        ('source = ["hộp thư"]', "chỉ được gồm các bảng"),
    ],
)
def test_a_wrong_file_of_sources_is_told_in_one_sentence(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "nguon.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourcesError, match=told):
        read_sources(path)


def test_the_example_can_be_read_and_names_no_secret() -> None:
    example = Path(__file__).parents[2] / "deploy" / "nguon.example.toml"
    assert [source.kind for source in read_sources(example)] == ["imap", "s3", "webdav", "folder", "feed"]


def test_secrets_are_read_when_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "khoa"
    missing: list[Callable[[], str]] = [
        Credentials(secret_file=file).secret, Credentials(secret_variable="HVB_THU_KHOA").secret,
    ]  # fmt: skip
    for read in missing:
        with pytest.raises(SourceError):
            read()
    file.write_text("mot-hai\n", encoding="utf-8")
    monkeypatch.setenv("HVB_THU_KHOA", "ba-bon")
    assert [read() for read in missing] == ["mot-hai", "ba-bon"]


def test_what_comes_to_a_public_source_changes_no_hidden_document(tmp_path: Path) -> None:
    """Whoever writes to the office's mailbox knows the numbers of its papers, and is nobody who may rewrite them."""
    place = _Place(tmp_path, access=PUBLIC)
    hidden = write_text(tmp_path / "kin.txt", (letter("9131/SYT-NV", mark="thật"),))
    ingest(place.library, load(None), [hidden], workers=1, access="noi_bo")
    (before,) = place.library.documents(ListRequest(access=None)).documents
    place.put("gia.txt", 9131, mark="giả")
    place.follow()
    found = {one.access: one for one in place.library.documents(ListRequest(access=None)).documents}
    assert (found["noi_bo"].id, found["noi_bo"].version) == (before.id, 1)
    assert set(found) == {"noi_bo", PUBLIC}
    # The file's own path and the same bytes under another name stay with the document, also when a clerk hid it since.
    place.library.set_access(found[PUBLIC].id, "nhom:mat")
    place.put("gia.txt", 9131, mark="giả 2")
    place.follow()
    (place.there / "gia.txt").rename(place.there / "ten-khac.txt")
    place.follow()
    labels = {one.id: (one.access, one.version) for one in place.library.documents(ListRequest(access=None)).documents}
    assert labels == {before.id: ("noi_bo", 1), found[PUBLIC].id: ("nhom:mat", 2)}
