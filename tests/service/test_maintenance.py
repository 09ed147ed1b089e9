"""Maintenance over HTTP: lists and health of the library, its check and backup, and API keys."""

from __future__ import annotations

import json
import shutil
import tarfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import MetaData, select
from starlette.testclient import TestClient

from index.accounts.keys_and_sessions import AccountStore
from index.library.library import Library
from index.upkeep.backup import recover_library
from service.access.keys import Keys
from service.app import create_app
from service.documents.ingest_command import ingest_paths
from service.settings import Settings, load_settings
from tests.support.small_library import PLAN, write_documents

DOCUMENTS, KEYS = "/api/v1/library/documents", "/api/v1/keys"
#: Personal data in a list is held back until a clerk has looked at it.
LIST = """ỦY BAN NHÂN DÂN
XÃ IA PẾT
Số: 61/QĐ-UBND
Ia Pết, ngày 02 tháng 5 năm 2024

QUYẾT ĐỊNH
Phê duyệt danh sách hộ nghèo năm 2024

Điều 1. Phê duyệt danh sách hộ nghèo gồm:
1. Rơ Châm A, sinh ngày 01/02/1970, số căn cước công dân 064070001234, làng Bông
2. Siu B, sinh ngày 03/04/1981, số căn cước công dân 064081005678, làng Bông
3. Kpuih C, sinh ngày 05/06/1992, số căn cước công dân 064092009012, làng Ngơm
Điều 2. Quyết định này có hiệu lực kể từ ngày ký.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Nguyễn Văn D
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library as each test finds it."""
    folder = tmp_path_factory.mktemp("keeping")
    write_documents(folder / "docs")
    settings = load_settings(home=folder / "home", workers=1, ocr=False)
    ingest_paths(settings, [folder / "docs"])
    group = folder / "nhom"
    group.mkdir()
    (group / "danh-sach.txt").write_text(LIST, encoding="utf-8")
    (group / "thanh-tra.txt").write_text(PLAN.replace("9701/KH-UBND", "9799/KH-UBND"), encoding="utf-8")
    ingest_paths(settings, [group], access="nhom:thanh-tra")
    return settings.home


@pytest.fixture
def settings(made: Path, tmp_path: Path) -> Settings:
    shutil.copytree(made, tmp_path / "home")
    return load_settings(home=tmp_path / "home", workers=1, ocr=False)


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings)) as opened:
        yield opened


def key(settings: Settings, labels: list[str]) -> dict[str, str]:
    with Library.open(settings.home) as library:
        return {"Authorization": f"Bearer {Keys(AccountStore(library.engine)).create('thử', ['admin'], labels)[1]}"}


def numbers(client: TestClient, headers: dict[str, str] | None = None, **query: str) -> list[str]:
    found = client.get(DOCUMENTS, params=query, headers=headers or {}).json()
    return sorted(document["document"]["number"] for document in found["documents"])


def test_documents_in_every_state_are_listed_and_filtered(client: TestClient) -> None:
    everything = numbers(client)
    assert len(everything) == 6
    plan = client.get(DOCUMENTS, params={"text": "phat trien thu vien", "access": "cong_khai"}).json()["documents"]
    document_id = plan[0]["document"]["id"]
    client.post(f"/api/v1/documents/{document_id}/withdraw", json={"reason": "thử"})
    assert numbers(client, state="withdrawn") == [plan[0]["document"]["number"]]
    assert len(numbers(client, state="active")) == 5
    assert numbers(client, access="cho_duyet") == ["61/QĐ-UBND"]
    assert numbers(client, access="nhom:thanh-tra") == ["9799/KH-UBND"]
    assert len(numbers(client, year="2024")) == 4
    refused = client.get(DOCUMENTS, params={"access": "ai đó"})
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_label")
    held = client.get(f"{DOCUMENTS}/{document_id}").json()
    assert (held["state"], held["access"], [version["version"] for version in held["versions"]]) == (
        "withdrawn",
        "cong_khai",
        [1],
    )
    assert client.get(f"{DOCUMENTS}/{document_id}/file").content == PLAN.encode()
    assert client.get(f"/api/v1/documents/{document_id}/file").status_code == 404


def test_pages_list_every_document_once(client: TestClient) -> None:
    seen, after = [], ""
    while True:
        page = client.get(DOCUMENTS, params={"limit": 2, **({"after": after} if after else {})}).json()
        seen += [document["document"]["id"] for document in page["documents"]]
        if page["following"] is None:
            break
        after = page["following"]
    assert (len(seen), len(set(seen)), page["total"]) == (6, 6, 6)


def test_page_pictures_of_documents_that_answer_nothing(client: TestClient) -> None:
    (report,) = client.get(DOCUMENTS, params={"text": "9703"}).json()["documents"]
    document_id = report["document"]["id"]
    client.post(f"/api/v1/documents/{document_id}/withdraw")
    picture = client.get(f"{DOCUMENTS}/{document_id}/pages/1.png")
    assert (picture.status_code, picture.content[:4]) == (200, b"\x89PNG")
    assert client.get(f"{DOCUMENTS}/{document_id}/pages/2.png").status_code == 404
    assert client.get(f"{DOCUMENTS}/d_none").status_code == 404


def test_a_clerk_sees_no_label_that_is_not_his(settings: Settings, client: TestClient) -> None:
    (hidden,) = client.get(DOCUMENTS, params={"access": "nhom:thanh-tra"}).json()["documents"]
    outsider, insider = key(settings, []), key(settings, ["nhom:thanh-tra"])
    document_id = hidden["document"]["id"]
    with TestClient(create_app(settings)) as opened:
        assert len(numbers(opened, outsider)) == 4
        assert numbers(opened, outsider, access="cho_duyet") == numbers(opened, outsider, access="nhom:thanh-tra") == []
        assert opened.get(f"{DOCUMENTS}/{document_id}", headers=outsider).status_code == 404
        assert opened.get(f"{DOCUMENTS}/{document_id}/file", headers=outsider).status_code == 404
        assert len(numbers(opened, insider)) == 6
        counts = [opened.get("/api/v1/library/health", headers=who).json() for who in (outsider, insider)]
        assert [(count["documents"], count["held_back"]) for count in counts] == [(4, 0), (5, 1)]
        body = {"name": "trao nhãn", "scopes": ["read"], "labels": ["nhom:thanh-tra"]}
        assert opened.post(KEYS, json=body, headers=outsider).status_code == 403
        assert opened.post(KEYS, json=body, headers=insider).status_code == 201


def test_held_back_documents_get_the_label_that_the_clerk_says(client: TestClient) -> None:
    (waiting,) = client.get(DOCUMENTS, params={"access": "cho_duyet"}).json()["documents"]
    path = f"/api/v1/documents/{waiting['document']['id']}/review/access"
    bad = client.post(path, json={"decision": "accept", "access": "tat_ca"})
    assert (bad.status_code, bad.json()["code"]) == (422, "bad_label")
    assert client.post(path, json={"decision": "accept", "access": "noi_bo"}).status_code == 200
    (held,) = client.get(DOCUMENTS, params={"access": "noi_bo"}).json()["documents"]
    assert (held["state"], held["document"]["id"]) == ("active", waiting["document"]["id"])


@pytest.mark.sqlite  # PostgreSQL has a backup of its own
def test_check_and_backup_are_done_and_remembered(settings: Settings, client: TestClient, tmp_path: Path) -> None:
    before = client.get("/api/v1/library/health").json()
    assert (before["last_check"], before["last_backup"], before["lag"]) == (None, None, 0)
    assert client.post("/api/v1/library/verify").json()["problems"] == []
    saved = client.get("/api/v1/library/backup")
    assert saved.headers["content-disposition"].endswith('.tar"')
    with tarfile.open(fileobj=BytesIO(saved.content)) as archive:
        assert {"library.sqlite", "backup.json", "settings.json"} <= set(archive.getnames())
    (tmp_path / "b.tar").write_bytes(saved.content)
    assert recover_library(tmp_path / "b.tar", tmp_path / "again").documents == 6
    after = client.get("/api/v1/library/health").json()
    assert after["last_check"]["problems"] == []
    assert after["last_backup"] is not None
    assert list(settings.home.glob(".backup-*")) == []
    acts = [event["act"] for event in client.get("/api/v1/audit", params={"act": "library"}).json()["events"]]
    assert acts == ["library.backup.done", "library.backup", "library.verify"]
    foreign = client.get("/api/v1/library/backup", headers={"Sec-Fetch-Site": "cross-site"})
    assert (foreign.status_code, foreign.json()["code"]) == (403, "origin_not_allowed")


def test_the_whole_library_is_for_those_who_see_all_of_it(settings: Settings, client: TestClient) -> None:
    with Library.open(settings.home) as library:
        keys = Keys(AccountStore(library.engine))
        given = [keys.create("Xã", ["admin"], labels)[1] for labels in ((), ("nhom:thanh-tra",), ("tat_ca",))]
    statuses = []
    for key in given:
        headers = {"Authorization": f"Bearer {key}"}
        statuses.append(
            (
                client.get("/api/v1/library/backup", headers=headers).status_code,
                client.post("/api/v1/library/verify", headers=headers).status_code,
            )
        )
    assert statuses == [(403, 403), (403, 403), (200, 200)]


def test_a_damaged_original_is_told(settings: Settings, client: TestClient) -> None:
    damaged = next(path for path in (settings.home / "files").rglob("*") if path.is_file())
    damaged.chmod(0o644)
    damaged.write_bytes(b"x")
    (problem,) = client.post("/api/v1/library/verify").json()["problems"]
    assert "bị hỏng" in problem
    assert client.get("/api/v1/library/health").json()["last_check"]["problems"] == [problem]


def test_keys_are_made_shown_once_and_revoked(settings: Settings, client: TestClient) -> None:
    first = client.post(KEYS, json={"name": "  Quản trị ", "scopes": ["admin"], "days": 0}).json()
    assert (first["key"]["name"], first["key"]["state"]) == ("Quản trị", "active")
    # Whoever may administer gets a key that ages, also where no end was asked for.
    assert first["key"]["ends_at"][:10] > first["key"]["made_at"][:10]
    admin = {"Authorization": f"Bearer {first['secret']}"}
    assert client.get(KEYS).status_code == 401
    same = {**admin, "Idempotency-Key": "tao-1"}
    made = client.post(KEYS, json={"name": "máy", "scopes": ["read", "ask"]}, headers=same).json()
    again = client.post(KEYS, json={"name": "máy", "scopes": ["read", "ask"]}, headers=same)
    assert (again.json()["key"], again.json()["secret"]) == (made["key"], "")
    assert again.headers["Idempotent-Replayed"] == "true"
    # Neither key is anywhere in the library in the clear.
    with Library.open(settings.home) as library, library.engine.connect() as connection:
        held = MetaData()
        held.reflect(connection)
        assert {"api_keys", "audit_events", "writes"} <= set(held.tables)
        rows = (row for table in held.tables.values() for row in connection.execute(select(table)))
        everything = "\n".join(str(tuple(row)) for row in rows)
    assert made["secret"].split("_", 2)[2] not in everything
    assert first["secret"].split("_", 2)[2] not in everything
    listed = client.get(KEYS, headers=admin).json()["keys"]
    assert [(key["name"], key["scopes"]) for key in listed] == [("Quản trị", ["admin"]), ("máy", ["ask", "read"])]
    assert "secret" not in json.dumps(listed)
    revoked = client.delete(f"{KEYS}/{made['key']['id']}", headers=admin).json()
    assert revoked["state"] == "revoked"
    assert client.delete(f"{KEYS}/{made['key']['id']}", headers=admin).status_code == 404
    assert client.get("/api/v1/session", headers={"Authorization": f"Bearer {made['secret']}"}).status_code == 401
    acts = [event["act"] for event in client.get("/api/v1/audit?act=key", headers=admin).json()["events"]]
    assert acts == ["key.revoke", "key.create", "key.create"]


@pytest.mark.parametrize(
    "body",
    [
        {"name": " ", "scopes": ["ask"]},
        {"name": "a", "scopes": []},
        {"name": "a", "scopes": ["root"]},
        {"name": "a", "scopes": ["ask"], "days": -1},
        {"name": "a", "scopes": ["ask"], "labels": ["không phải nhãn"]},
    ],
)
def test_bad_keys_are_refused(client: TestClient, body: dict[str, object]) -> None:
    assert client.post(KEYS, json=body).status_code == 422
    assert client.get(KEYS).json()["keys"] == []


def test_the_page_and_its_files(client: TestClient) -> None:
    page = client.get("/admin")
    policy = page.headers["content-security-policy"]
    assert (page.status_code, "'unsafe" in policy, "frame-ancestors 'none'" in policy) == (200, False, True)
    assert client.get("/admin/main.js").headers["content-type"].startswith("text/javascript")
    for name in ("keys.py", "..%2fapp.py", ".env", "main"):
        assert client.get(f"/admin/{name}").status_code == 404
