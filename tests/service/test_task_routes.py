"""The register of tasks over HTTP: rows, counts, files, pairs to compare, a clerk's decisions, and who may do what."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from icalendar import Calendar
from starlette.testclient import TestClient

from index.accounts.keys_and_sessions import AccountStore
from index.embedding.encoders import load
from index.library.library import Library
from service.access.keys import Keys
from service.app import create_app
from service.settings import load_settings
from tests.support.task_samples import Assigned, plan, publish

GROUP = "nhom:thanh-tra"
TREES = Assigned(
    "a) Sở Nông nghiệp và Môi trường chủ trì trồng 500 cây xanh, UBND các xã, phường phối hợp, trước ngày 30/4/2026.",
    ("Sở Nông nghiệp và Môi trường",), date(2026, 4, 30), ("UBND các xã, phường",), "trước ngày 30/4/2026",
)  # fmt: skip
STAFF = Assigned("=cmd|' /C calc'!A0 Sở Nội vụ rà soát biên chế.", ("Sở Nội vụ",), date(2026, 9, 30))
CAMERAS = "Công an tỉnh lắp camera giám sát giao thông tại nút giao Phù Đổng, trước ngày {}."
HIDDEN = Assigned("Công an tỉnh kiểm tra cổ vật zoomcha.", ("Công an tỉnh",), date(2026, 1, 1))
DAY = "2026-06-01"
SCOPES = ("ask", "read", "write", "review", "admin")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, dict[str, str]]]:
    made = load_settings(
        home=tmp_path_factory.mktemp("nhiệm-vụ"), workers=1, ocr=False, key_per_minute=0, address_per_minute=0
    )
    encoder = load()
    police = ("Công an tỉnh",)
    with Library.open(made.home) as library:
        library.use_model(encoder.name, encoder.dimension)
        publish(library, plan(1, TREES, STAFF), encoder=encoder)
        for number, day, due in ((2, "30/6/2026", date(2026, 6, 30)), (3, "30/9/2026", date(2026, 9, 30))):
            publish(library, plan(number, Assigned(CAMERAS.format(day), police, due)), encoder=encoder)
        publish(library, plan(4, HIDDEN), access=GROUP, encoder=encoder)
        keys = Keys(AccountStore(library.engine))
        found = {scope: keys.create(scope, [scope])[1] for scope in SCOPES}
        found["group"] = keys.create("Thanh tra", ["admin"], (GROUP,))[1]
    with TestClient(create_app(made), raise_server_exceptions=False) as client:
        yield client, found


class Caller:
    """Somebody with a key."""

    def __init__(self, service: tuple[TestClient, dict[str, str]], who: str) -> None:
        self._client, keys = service
        self._headers = {"Authorization": f"Bearer {keys[who]}"}

    def get(self, path: str = "", **conditions: Any) -> Any:
        return self._client.get(
            f"/api/v1/tasks{path}", params={"day": DAY, **conditions} if path[:2] != "/t" else None,
            headers=self._headers,
        )  # fmt: skip

    def post(self, path: str, **body: Any) -> Any:
        return self._client.post(f"/api/v1/tasks{path}", json=body, headers=self._headers)

    def row(self, text: str) -> dict[str, Any]:
        found: list[dict[str, Any]] = self.get(text=text, state="all").json()["tasks"]
        assert len(found) == 1
        return found[0]


@pytest.fixture
def clerk(service: tuple[TestClient, dict[str, str]]) -> Caller:
    return Caller(service, "admin")


def test_a_row_says_who_does_what_by_when_and_where_it_stands(clerk: Caller) -> None:
    said = clerk.get(body="Sở Nông nghiệp và Môi trường").json()
    assert (said["total"], said["document_total"], said["overdue_total"], said["day"]) == (1, 1, 1, DAY)
    (row,) = said["tasks"]
    assert row["task"] == TREES.text
    assert (row["leads"], row["coordinating"]) == (list(TREES.leads), list(TREES.coordinating))
    assert (row["deadline"], row["due"], row["state"], row["overdue"]) == (
        "trước ngày 30/4/2026", "2026-04-30", "open", True,
    )  # fmt: skip
    assert "số 1/KH-UBND" in row["citation"]
    assert row["view_url"].endswith(f"/{row['document_id']}/passages/{row['passage_id']}")
    assert [document["id"] for document in said["documents"]] == [row["document_id"]]


def test_counts_are_complete_and_pages_follow(clerk: Caller) -> None:
    first = clerk.get(limit=3).json()
    assert (first["total"], first["document_total"], first["following"]) == (4, 3, "3")
    second = clerk.get(limit=3, after="3").json()
    assert len(first["tasks"] + second["tasks"]) == 4
    assert second["following"] is None
    assert [row["due"] for row in first["tasks"]] == sorted(row["due"] for row in first["tasks"])


@pytest.mark.parametrize("wrong", [{"limit": 0}, {"state": "late"}, {"cty": "x"}, {"due_to": "30/6"}, {"after": "x"}])
def test_what_is_no_condition_is_refused(clerk: Caller, wrong: dict[str, Any]) -> None:
    assert clerk.get(**wrong).status_code == 422


def test_a_list_that_the_caller_has_is_not_sent_again(service: tuple[TestClient, dict[str, str]]) -> None:
    client, keys = service
    headers = {"Authorization": f"Bearer {keys['read']}"}
    tag = client.get("/api/v1/tasks", headers=headers).headers["etag"]
    assert client.get("/api/v1/tasks", headers={**headers, "If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("who", SCOPES)
def test_rows_counts_files_and_pairs_are_those_of_the_caller(
    service: tuple[TestClient, dict[str, str]], who: str
) -> None:
    """The matrix of routes and callers: who may ask sees a row, readers the lists, only an administrator decides."""
    caller, group = Caller(service, who), Caller(service, "group")
    hidden = group.row("zoomcha")["id"]
    lists = 403 if who == "ask" else 200
    for path in ("", ".xlsx", ".ics", "/conflicts"):
        response = caller.get(path)
        assert response.status_code == lists, path
        assert b"zoomcha" not in response.content
    if lists == 200:
        assert caller.get(state="all").json()["total"] == 4
        assert caller.get(body="Công an tỉnh").json()["total"] == 2
    assert caller.get(f"/{group.row('bien che')['id']}").status_code == 200
    absent = caller.get("/t00000000000000f")
    assert absent.status_code == 404
    assert absent.text == caller.get(f"/{hidden}").text.replace(hidden, "t00000000000000f")
    for act in ("done", "reopen", "reject", "accept", "correct"):
        body = {"due": "2026-01-01"} if act == "correct" else {}
        refused = caller.post(f"/{hidden}/{act}", **body)
        assert refused.status_code == (404 if who in ("review", "admin") else 403), act
    assert group.row("zoomcha")["state"] == "open"
    assert group.get(state="all").json()["total"] == 5


def test_nobody_unknown_reads_or_decides(service: tuple[TestClient, dict[str, str]]) -> None:
    client = service[0]
    for path in ("", ".xlsx", ".ics", "/conflicts", "/t00000000000000f"):
        assert client.get(f"/api/v1/tasks{path}").status_code == 401
    assert client.post("/api/v1/tasks/t00000000000000f/done", json={}).status_code == 401


def test_plans_that_contradict_each_other_stand_side_by_side(clerk: Caller) -> None:
    said = clerk.get("/conflicts").json()
    (pair,) = said["conflicts"]
    rows = {row["id"]: row for row in said["tasks"]}
    assert sorted(rows[pair[side]]["due"] for side in ("first", "second")) == ["2026-06-30", "2026-09-30"]
    assert pair["reason"].endswith("thời hạn khác nhau.")
    assert clerk.get("/conflicts", body="Sở Nội vụ").json()["conflicts"] == []
    assert len(clerk.get("/conflicts", body="Công an tỉnh").json()["conflicts"]) == 1


def test_the_workbook_holds_every_row_and_no_formula(clerk: Caller) -> None:
    response = clerk.get(".xlsx")
    assert response.headers["content-disposition"] == 'attachment; filename="nhiem-vu.xlsx"'
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    rows = list(book["Nhiệm vụ"].iter_rows(min_row=2))
    assert len(rows) == 4
    assert all(cell.data_type != "f" for row in rows for cell in row)
    by_text = {row[1].value: row for row in rows}
    trees = by_text[TREES.text]
    assert trees[2].value == "Sở Nông nghiệp và Môi trường"
    assert isinstance(trees[5].value, datetime)
    assert trees[5].value.date() == date(2026, 4, 30)
    assert trees[9].value == "Quá hạn"
    assert STAFF.text in by_text
    link = trees[16].hyperlink
    assert link is not None
    assert f"#nhiem-vu/{clerk.row('500 cay')['id']}" in f"{link.target}#{link.location}".replace("##", "#")


def test_the_calendar_is_one_by_the_rules(clerk: Caller) -> None:
    response = clerk.get(".ics", body="Công an tỉnh")
    assert response.headers["content-type"] == "text/calendar; charset=utf-8"
    made = Calendar.from_ical(response.content)
    assert made.errors == []
    assert (made["VERSION"], bool(made["PRODID"])) == ("2.0", True)
    events = made.walk("VEVENT")
    assert all(event.errors == [] for event in events)
    assert sorted(event.decoded("dtstart") for event in events) == [date(2026, 6, 30), date(2026, 9, 30)]
    assert len({str(event["uid"]) for event in events}) == 2
    for event in events:
        assert set(event.required) <= set(event)
        assert (event.decoded("dtend") - event.decoded("dtstart")).days == 1
        assert str(event["summary"]).startswith("Hạn: Công an tỉnh: ")
        assert "camera giám sát" in str(event["description"])
    # Lines of a calendar are at most 75 bytes.
    assert max(map(len, response.content.split(b"\r\n"))) <= 75


def test_a_calendar_without_days_is_still_one(clerk: Caller) -> None:
    made = Calendar.from_ical(clerk.get(".ics", text="khong co").content)
    assert made.walk("VEVENT") == []


def test_decisions_are_recorded_with_who_and_when(service: tuple[TestClient, dict[str, str]], clerk: Caller) -> None:
    client, keys = service
    row = clerk.row("500 cay")
    said = clerk.post(f"/{row['id']}/done", note="đã nghiệm thu").json()
    assert (said["task"]["state"], said["task"]["overdue"], said["task"]["who"]) == ("done", False, "admin")
    assert [(one["act"], one["note"]) for one in said["decisions"]] == [("done", "đã nghiệm thu")]
    assert clerk.get(state="overdue").json()["total"] == 0
    clerk.post(f"/{row['id']}/reopen")
    corrected = clerk.post(
        f"/{row['id']}/correct", leads=["Sở Tài chính"], deadline="trước ngày 15/10/2026", due="2026-10-15"
    ).json()
    task = corrected["task"]
    assert (task["leads"], task["due"], task["deadline"]) == (["Sở Tài chính"], "2026-10-15", "trước ngày 15/10/2026")
    assert task["as_read"] == {
        "leads": ["Sở Nông nghiệp và Môi trường"], "deadline": "trước ngày 30/4/2026", "due": "2026-04-30",
        "due_rule": None,
    }  # fmt: skip
    assert corrected["decisions"][-1]["due"] == "2026-10-15"
    assert clerk.get(body="Sở Tài chính").json()["total"] == 1
    clerk.post(f"/{row['id']}/reject", note="đọc sai")
    assert clerk.get().json()["total"] == 3
    assert clerk.get(state="rejected").json()["total"] == 1
    clerk.post(f"/{row['id']}/accept")
    listed = client.get("/api/v1/audit?act=task", headers={"Authorization": f"Bearer {keys['admin']}"}).json()["events"]
    acts = [(event["act"], event["object"]) for event in reversed(listed)]
    assert acts == [
        (f"task.{act}", row["id"]) for act in ("done", "reopen", "correct", "reject", "accept")
    ]  # fmt: skip
    assert listed[2]["detail"]["due"] == "2026-10-15"
    assert all("(admin)" in event["actor"] for event in listed)


def test_a_correction_without_anything_to_correct_is_refused(clerk: Caller) -> None:
    row = clerk.row("bien che")
    refused = clerk.post(f"/{row['id']}/correct", note="?")
    assert (refused.status_code, refused.json()["code"]) == (422, "nothing_given")
    cleared = clerk.post(f"/{row['id']}/correct", due=None).json()
    assert (cleared["task"]["due"], cleared["task"]["as_read"]["due"]) == (None, "2026-09-30")
