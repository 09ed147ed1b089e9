"""People of the office who see only a part of it: what an administrator without a label learns of the rest."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from index.accounts.keys_and_sessions import AccountStore
from index.library.library import Library, ListRequest
from index.upkeep.purge import purge
from service.access.keys import Keys
from service.app import create_app
from service.documents.ingest_command import ingest_paths
from service.settings import load_settings
from tests.support.small_library import PLAN, REGULATION

SECRET = "Về việc điều động cán bộ Rơ Châm Hoa"
HIDDEN_NAME = "dieu-dong-can-bo.txt"
SCOPES = ("ask", "read", "write", "review", "admin")


class Office:
    """A service with one public and one internal document; who sees everything, and who sees the public part."""

    def __init__(self, client: TestClient, whole: str, part: str, hidden: str) -> None:
        self.client, self.hidden = client, hidden
        self.whole, self.part = ({"Authorization": f"Bearer {key}"} for key in (whole, part))

    def replace(self) -> int:
        files = {"file": (HIDDEN_NAME, PLAN.replace("2.450", "2.460").encode())}
        sent = self.client.post(f"/api/v1/documents/{self.hidden}/replace", files=files, headers=self.whole)
        assert sent.status_code == 202, sent.text
        return int(sent.json()["id"])

    def ended(self, number: int) -> dict[str, Any]:
        end = time.monotonic() + 60
        while True:
            job: dict[str, Any] = self.client.get(f"/api/v1/jobs/{number}", headers=self.whole).json()
            if job["ended_at"]:
                return job
            assert time.monotonic() < end
            time.sleep(0.05)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("partial")
    settings = load_settings(home=folder / "kho", workers=1, ocr=False)
    for name, text, access in (("cong-khai", REGULATION, "cong_khai"), ("noi-bo", PLAN, "noi_bo")):
        (folder / name).mkdir()
        (folder / name / f"{name}.txt").write_text(text, encoding="utf-8")
        ingest_paths(settings, [folder / name], access=access)
    with Library.open(settings.home) as library:
        keys = Keys(AccountStore(library.engine))
        _, whole = keys.create("Chánh văn phòng", SCOPES, ("noi_bo",))
        _, part = keys.create("Quản trị máy", SCOPES)
        (hidden,) = (one.id for one in library.visible_to(("noi_bo",)).documents(ListRequest(access=None)).documents)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield Office(client, whole, part, hidden)


def test_jobs_about_a_hidden_document_are_not_there(office: Office) -> None:
    """A file given to a hidden document has a name, and its reading can be stopped."""
    number = office.replace()
    again = {"ids": [office.hidden], "ocr": False}
    reread = office.client.post("/api/v1/documents/reread", json=again, headers=office.whole).json()["id"]
    for job in (number, reread):
        assert office.client.get(f"/api/v1/jobs/{job}", headers=office.part).status_code == 404
        assert office.client.post(f"/api/v1/jobs/{job}/cancel", headers=office.part).status_code == 404
        assert office.ended(job)["state"] == "done"
        assert office.client.post(f"/api/v1/jobs/{job}/retry", headers=office.part).status_code == 404
    listed = [
        office.client.get("/api/v1/jobs", headers=headers).json()["jobs"] for headers in (office.whole, office.part)
    ]
    assert {one["id"] for one in listed[0]} >= {number, reread}
    assert listed[1] == []


def test_the_audit_log_names_no_document_that_one_may_not_see(office: Office) -> None:
    """Who did what when is told to every administrator; what it was about to those who may see it."""
    body = {"field": "subject", "value": SECRET, "note": "Theo bản giấy"}
    assert office.client.patch(f"/api/v1/documents/{office.hidden}", json=body, headers=office.whole).status_code == 200
    sent: dict[str, Any] = {"files": {"file": (HIDDEN_NAME, b"Van ban.")}, "data": {"access": "noi_bo"}}
    assert office.client.post("/api/v1/documents", **sent, headers=office.whole).status_code == 202
    office.ended(office.replace())
    whole, part = (office.client.get("/api/v1/audit", headers=headers).text for headers in (office.whole, office.part))
    for word in (SECRET, HIDDEN_NAME, office.hidden):
        assert word in whole
        assert word not in part
    events = office.client.get("/api/v1/audit", headers=office.part).json()["events"]
    acts = [(one["act"], one["object"], one["detail"], one["digest"]) for one in events]
    for act in ("review.value", "document.upload", "document.replace"):
        assert (act, "văn bản mà bạn không được xem", {}, "") in acts


def test_nothing_that_an_administrator_may_open_names_the_rest(office: Office) -> None:
    """Every page of the desk and of the dashboard, with and without the label."""
    office.client.post("/api/v1/ask", json={"question": "Kinh phí phát triển thư viện?"}, headers=office.whole)
    pages = (
        "dashboard?days=7", "question-log", "unanswered", "feedback", "library/table", "library/table/values",
        "library/table/ids", "library/table/export?format=csv", "library/health", "library/documents", "review/queue",
        "jobs", "changes", "tasks", "audit", "touched-answers", "status", "evaluation/questions",
        f"library/documents/{office.hidden}", f"library/documents/{office.hidden}/papers",
        f"library/documents/{office.hidden}/fields", f"library/documents/{office.hidden}/duplicates",
        f"documents/{office.hidden}/relations", f"documents/{office.hidden}/outline",
    )  # fmt: skip
    told = {"9701", "thư viện cơ sở", office.hidden, "noi-bo.txt", HIDDEN_NAME, SECRET}
    seen = {}
    for page in pages:
        answer = office.client.get(f"/api/v1/{page}", headers=office.part)
        if office.hidden in page:
            assert answer.status_code == 404, page
            continue
        assert answer.status_code in (200, 403), (page, answer.text)
        seen[page] = [word for word in told if word in answer.text]
    assert {page: words for page, words in seen.items() if words} == {}


ABSENT = "d_00000000000000"
#: Acts on one document: method, what follows its address, and a body that is right. ``{other}`` is another document.
ACTS: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "/withdraw", {"reason": "thử"}),
    ("POST", "/restore", {}),
    ("PUT", "/access", {"access": "cong_khai"}),
    ("PATCH", "", {"field": "subject", "value": "Về việc khác"}),
    ("POST", "/undo", {"field": "subject"}),
    ("POST", "/merge", {"into": "{other}"}),
    ("POST", "/merge/undo", {}),
    ("POST", "/duplicates", {"other": "{other}", "decision": "different"}),
    ("POST", "/duplicates", {"other": "{other}", "decision": "undo"}),
    ("POST", "/relations", {"type": "replaces", "target_id": "{other}"}),
    ("POST", "/papers", {"kind": "start", "opening": "Điều 2."}),
    ("POST", "/papers/undo", {"mark": "x1f0a9c33d2b1c45"}),
    ("POST", "/review/status", {"code": "in_force"}),
    ("POST", "/review/metadata", {"note": "đã xem"}),
    ("POST", "/review/values", {"field": "issuer", "value": "Sở Y tế"}),
    ("POST", "/review/access", {"decision": "accept"}),
    ("POST", "/review/undo", {}),
]


def told(office: Office, method: str, path: str, body: dict[str, Any], hidden: str) -> tuple[int, str]:
    """What the one with the part is told, with the document's id as that of one that is not there."""
    answer = office.client.request(method, path, json=body, headers=office.part)
    return answer.status_code, answer.text.replace(hidden, ABSENT)


@pytest.mark.parametrize(
    ("method", "after", "body"), ACTS, ids=[f"{act[1] or '/'}-{at}" for at, act in enumerate(ACTS)]
)
def test_acts_on_a_hidden_document_are_those_on_none(
    office: Office, method: str, after: str, body: dict[str, Any]
) -> None:
    """As the document of the address, and as the other document that the body names."""
    public = office.client.get("/api/v1/documents", headers=office.part).json()["documents"][0]["id"]
    for hidden in (office.hidden, ABSENT):
        filled = {key: public if value == "{other}" else value for key, value in body.items()}
        first = told(office, method, f"/api/v1/documents/{hidden}{after}", filled, hidden)
        filled = {key: hidden if value == "{other}" else value for key, value in body.items()}
        second = told(office, method, f"/api/v1/documents/{public}{after}", filled, hidden) if filled != body else None
        if hidden == office.hidden:
            expected = first, second
        assert (first, second) == expected
        assert first[0] == 404, first
        assert second is None or second[0] == 404, second


def test_relations_tasks_and_bulk_acts_tell_nothing_of_a_hidden_document(office: Office) -> None:
    edges = office.client.get(f"/api/v1/documents/{office.hidden}/relations", headers=office.whole).json()
    number = edges["outgoing"][0]["id"]
    for act, body in (("review", {"decision": "accept"}), ("review/undo", {})):
        ours, none = (
            office.client.post(f"/api/v1/relations/{one}/{act}", json=body, headers=office.part)
            for one in (number, 999_999)
        )
        assert (ours.status_code, none.status_code) == (404, 404), ours.text
        assert ours.text.replace(str(number), "999999") == none.text
    for act in ("withdraw", "restore", "relabel"):
        wanted: dict[str, Any] = {"ids": [office.hidden, ABSENT], "act": act, "access": "cong_khai"}
        skipped = office.client.post("/api/v1/documents/bulk", json=wanted, headers=office.part).json()["skipped"]
        assert len({one["reason"] for one in skipped}) == 1
    health = [office.client.get("/api/v1/library/health", headers=one).json() for one in (office.whole, office.part)]
    assert [one["documents"] + one["held_back"] for one in health][1] < health[0]["documents"] + health[0]["held_back"]


def test_the_dashboard_says_that_a_purged_file_is_still_in_its_folder(tmp_path: Path) -> None:
    """To whoever may see everything: the others are told of no document."""
    settings = load_settings(home=tmp_path / "kho", workers=1, ocr=False)
    (tmp_path / "den").mkdir()
    (tmp_path / "den" / "a.txt").write_text(REGULATION, encoding="utf-8")
    ingest_paths(settings, [tmp_path / "den"], access="noi_bo")
    with Library.open(settings.home) as library:
        keys = Keys(AccountStore(library.engine))
        made = [keys.create("Quản trị", SCOPES, labels)[1] for labels in (("noi_bo",), ())]
        (held,) = library.documents(ListRequest(access=None)).documents
        purge(library, held.id)
    ingest_paths(settings, [tmp_path / "den"], access="noi_bo")
    with TestClient(create_app(settings)) as client:
        seen = [
            any("tệp đã xóa hẳn vẫn còn" in warning for warning in answer.json()["warnings"])
            for key in made
            for answer in (client.get("/api/v1/dashboard", headers={"Authorization": f"Bearer {key}"}),)
        ]
    assert seen == [True, False]
