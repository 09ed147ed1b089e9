"""The library changes under a running service: watched folders, jobs, uploads, withdrawal, who may do what."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from index.embedding.encoders import BUNDLED, load
from index.ingestion.jobs import JobQueue
from index.library.library import Library, ListRequest
from index.upkeep.reembed import reembed
from service.app import create_app
from service.documents.uploads import MOST_NAME_BYTES, safe_file_name
from service.settings import load_settings
from tests.support.negative_samples import n7_identity_numbers
from tests.support.small_library import PLAN, write_documents

NOTICE = (
    "ỦY BAN NHÂN DÂN\nTỈNH GIA LAI\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
    "Số: {number}/TB-UBND\nGia Lai, ngày 12 tháng 3 năm 2024\n\nTHÔNG BÁO\nVề {subject}\n\n1. {text}\n"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("keeping")


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[TestClient]:
    write_documents(folder / "đến")
    n7_identity_numbers(folder / "đến")
    (folder / "ngoài.txt").write_text("Ngoài thư mục theo dõi.", encoding="utf-8")
    (folder / "đến" / "lối-ra.txt").symlink_to(folder / "ngoài.txt")
    settings = load_settings(
        home=folder / "home", workers=1, ocr=False, refresh_ms=50, watch=(folder / "đến",),
        max_file_mb=1,
    )  # fmt: skip
    with TestClient(create_app(settings), raise_server_exceptions=False) as opened:
        until(lambda: len(names(opened)) == 4)
        time.sleep(0.3)  # until the system's notices are set up
        yield opened


def until(condition: Callable[[], Any], seconds: float = 20) -> Any:
    end = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return found


def names(client: TestClient) -> dict[str, str]:
    return {item["file_name"]: item["id"] for item in client.get("/api/v1/documents").json()["documents"]}


def found(client: TestClient, question: str, file_name: str) -> bool:
    hits = client.post("/api/v1/search", json={"question": question}).json()["hits"]
    return file_name in {hit["document"]["file_name"] for hit in hits}


def ended(client: TestClient, number: int) -> dict[str, Any]:
    def look() -> Any:
        job = client.get(f"/api/v1/jobs/{number}").json()
        return job if job["ended_at"] else None

    job: dict[str, Any] = until(look)
    return job


def test_what_is_dropped_in_a_watched_folder_answers(client: TestClient, folder: Path) -> None:
    path = folder / "đến" / "họp.txt"
    path.write_text(NOTICE.format(number=9731, subject="lịch họp", text="Họp giao ban tại hội trường Pleime."), "utf-8")
    until(lambda: found(client, "giao ban hội trường Pleime", "họp.txt"))
    path.unlink()
    until(lambda: not found(client, "giao ban hội trường Pleime", "họp.txt"))


def test_an_upload_becomes_a_job_and_answers(client: TestClient, folder: Path) -> None:
    text = NOTICE.format(number=9732, subject="bơi lội", text="Bể bơi Diên Hồng mở cửa từ 5 giờ sáng.").encode()
    files = {"file": ("../../Thông báo bể bơi.txt", text)}
    sent = client.post("/api/v1/documents", files=files)
    assert sent.status_code == 202, sent.text
    job = ended(client, sent.json()["id"])
    assert (job["state"], job["files"][0]["result"]) == ("done", "indexed")
    until(lambda: found(client, "bể bơi Diên Hồng mở cửa", "Thông báo bể bơi.txt"))
    until(lambda: not list((folder / "home" / "uploads").iterdir()))
    again = client.post(f"/api/v1/jobs/{job['id']}/retry")
    assert (again.status_code, again.json()["code"]) == (409, "nothing_to_retry")
    assert found(client, "bể bơi Diên Hồng mở cửa", "Thông báo bể bơi.txt"), "a retry withdraws nothing"


def test_uploads_that_are_refused_leave_nothing(client: TestClient, folder: Path) -> None:
    def send(**more: Any) -> tuple[int, str]:
        response = client.post("/api/v1/documents", **more)
        return response.status_code, response.json()["code"]

    multipart = {b"Content-Type": b"multipart/form-data; boundary=x"}
    begun = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
    assert send(content=b"abc") == (415, "unsupported_media_type")
    assert send(json={}) == (415, "unsupported_media_type")
    assert send(files={"file": ("a.pdf", b"x" * (3 << 20))}) == (413, "too_large")
    assert send(content=(begun if i == 0 else b"y" * 65536 for i in range(99)), headers=multipart) == (413, "too_large")
    assert send(content=begun + b"abc", headers=multipart) == (400, "bad_request")
    assert send(content=b"--y nothing", headers=multipart) == (400, "bad_request")
    assert send(files={"file": (None, b"abc")}) == (422, "no_file")
    assert not list((folder / "home" / "uploads").iterdir())


@given(st.text(max_size=300))
def test_a_safe_name_is_one_plain_name(given: str) -> None:
    name = safe_file_name(given)
    assert name
    assert name not in (".", "..")
    assert not set(name) & set("/\\\0\n")
    assert not name.startswith((".", "~"))
    assert len(name.encode()) <= MOST_NAME_BYTES


def test_a_job_over_watched_paths_and_its_events(client: TestClient, folder: Path) -> None:
    sent = client.post("/api/v1/jobs", json={"paths": ["ke-hoach-cay.txt"]})
    assert sent.status_code == 202, sent.text
    number = sent.json()["id"]
    events = client.get(f"/api/v1/jobs/{number}/events")
    assert events.headers["content-type"].startswith("text/event-stream")
    told = [block.split("\n", 1) for block in events.text.strip().split("\n\n")]
    assert [name for name, _ in told][-2:] == ["event: file", "event: end"] or "event: file" in str(told)
    last = json.loads(told[-1][1].removeprefix("data: "))
    assert (last["state"], last["done"], last["total"]) == ("done", 1, 1)
    assert last["id"] in [job["id"] for job in client.get("/api/v1/jobs").json()["jobs"]]
    assert client.post(f"/api/v1/jobs/{number}/cancel").status_code == 409
    assert client.post("/api/v1/jobs/99999/cancel").status_code == 404
    everything = client.post("/api/v1/jobs", json={}).json()
    assert everything["paths"] == ["đến"]
    assert ended(client, everything["id"])["state"] == "done"


@pytest.mark.parametrize("path", ["/etc/passwd", "../ngoài.txt", "lối-ra.txt", "không có.txt", "a\0b", "../đến2", "~"])
def test_no_job_reaches_other_files(client: TestClient, path: str) -> None:
    response = client.post("/api/v1/jobs", json={"paths": [path]})
    assert (response.status_code, response.json()["code"]) == (422, "not_watched")


def test_withdraw_and_restore_take_effect_at_once(client: TestClient) -> None:
    document = names(client)["quy-dinh-ben-thuyen.txt"]
    assert found(client, "áo phao bến thuyền", "quy-dinh-ben-thuyen.txt")
    body = {"reason": "thử"}
    done = client.post(f"/api/v1/documents/{document}/withdraw", json=body)
    assert (done.status_code, done.json()["state"]) == (200, "withdrawn")
    assert not found(client, "áo phao bến thuyền", "quy-dinh-ben-thuyen.txt")
    assert client.get(f"/api/v1/documents/{document}").status_code == 404
    assert client.post(f"/api/v1/documents/{document}/restore").status_code == 200
    assert found(client, "áo phao bến thuyền", "quy-dinh-ben-thuyen.txt")
    assert client.post("/api/v1/documents/d_khong/withdraw").status_code == 404
    kinds = [
        change["kind"]
        for change in client.get("/api/v1/changes").json()["changes"]
        if change["document_id"] == document
    ]
    assert kinds[-2:] == ["withdraw", "restore"]


def test_relations_and_validity(client: TestClient) -> None:
    document = names(client)["ke hoach thư viện.txt"]
    told = client.get(f"/api/v1/documents/{document}/relations").json()
    assert {"based_on"} <= {relation["type"] for relation in told["outgoing"]}
    assert "93/2020/NĐ-CP" in str(told)
    address = f"/api/v1/documents/{document}/validity"
    assert client.get(address, params={"as_of": "2026-01-01"}).json()["code"] == "period_over"
    assert client.get(address, params={"as_of": "2024-06-01"}).json()["code"] != "period_over"
    assert client.get(address, params={"as_of": "hôm nay"}).status_code == 422


def test_what_is_held_back_is_nowhere(client: TestClient, folder: Path) -> None:
    with Library.open(folder / "home") as library:
        (held,) = library.documents(ListRequest(access=("cho_duyet",))).documents
        passage = library.version_passages(held.version_id)[0]
    base = f"/api/v1/documents/{held.id}"
    tails = ("", "/outline", "/file", "/passages", f"/passages/{passage.id}", "/pages/1.png", "/relations", "/validity")
    assert {tail: client.get(base + tail).status_code for tail in tails} == dict.fromkeys(tails, 404)
    number = held.metadata.number or ""
    public = [
        client.get("/api/v1/documents", params={"text": number}), client.get("/api/v1/changes"),
        client.get("/api/v1/suggest", params={"q": number[:5]}), client.get("/api/v1/examples"),
        client.post("/api/v1/ask", json={"question": f"Kế hoạch {number} nói gì?"}),
        client.post("/api/v1/search", json={"question": passage.text[:200]}),
    ]  # fmt: skip
    for response in public:
        assert response.status_code == 200
        assert held.id not in response.text, response.url
    first = client.get("/api/v1/changes", params={"limit": 1}).json()
    assert first["last"] == 1 <= first["change"]


def test_a_stopped_service_leaves_its_jobs_to_the_next(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path / "kho", workers=1)
    (tmp_path / "a.txt").write_text(PLAN, encoding="utf-8")
    for name, age in (("mồ côi", 2 * 86_400), ("đang tới", 60)):
        (settings.home / "uploads" / name).mkdir(parents=True)
        os.utime(settings.home / "uploads" / name, (time.time() - age,) * 2)
    with TestClient(create_app(settings)):
        until(lambda: [path.name for path in (settings.home / "uploads").iterdir()] == ["đang tới"])
    with Library.open(settings.home) as library:
        number = JobQueue(library).submit_ingest([tmp_path / "a.txt"])
    with TestClient(create_app(settings)) as client:
        until(lambda: names(client))
    with Library.open(settings.home) as library:
        job = JobQueue(library).get(number)
        assert job is not None
        assert job.state in ("done", "queued")


def test_another_model_is_gone_over_to(tmp_path: Path) -> None:
    (tmp_path / "đến").mkdir()
    (tmp_path / "đến" / "a.txt").write_text(PLAN, encoding="utf-8")
    model = tmp_path / "mô hình"
    shutil.copytree(BUNDLED, model)
    settings = load_settings(home=tmp_path / "kho", workers=1, refresh_ms=50, watch=(tmp_path / "đến",))
    with TestClient(create_app(settings)) as client:
        until(lambda: found(client, "luân chuyển sách", "a.txt"))
        encoder = load(str(model))
        before = client.get("/readyz").json()["model"]
        with Library.open(settings.home) as library:
            reembed(library, encoder, place=str(model))
        assert found(client, "luân chuyển sách", "a.txt")
        until(lambda: client.get("/readyz").json()["model"] == encoder.name != before)
        assert found(client, "luân chuyển sách", "a.txt")
