"""Answers whose evidence changed after they were given: marked on replay, listed, in the feed, sent to the web hook."""

from __future__ import annotations

import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from index.library.library import Library
from index.touched.touch_pages import touches_of
from service.app import create_app
from service.documents.ingest_command import ingest_paths
from service.settings import Settings, load_settings
from service.transcripts.touch_watch import SIGNATURE, hook_signature

HEAD = """ỦY BAN NHÂN DÂN
TỈNH GIA LAI
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: {number}
Gia Lai, ngày {day}

QUYẾT ĐỊNH
{subject}

ỦY BAN NHÂN DÂN TỈNH GIA LAI
Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;

QUYẾT ĐỊNH:

{articles}

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Trần Văn B
"""
WELLS = HEAD.format(
    number="9711/2023/QĐ-UBND", day="20 tháng 6 năm 2023", subject="Ban hành Quy định về giếng làng trên địa bàn tỉnh",
    articles="""Điều 1. Kích thước nắp giếng
Nắp giếng rộng ít nhất 120 xăng ti mét, làm bằng bê tông cốt thép.

Điều 2. Lịch nạo vét
1. Giếng làng được nạo vét mỗi năm hai lần, vào tháng ba và tháng chín.
2. Trưởng thôn báo kết quả nạo vét cho Ủy ban nhân dân xã.

Điều 3. Hiệu lực thi hành
Quyết định này có hiệu lực từ ngày 01 tháng 7 năm 2023.""",
)  # fmt: skip
FERRIES = HEAD.format(
    number="9712/2023/QĐ-UBND", day="21 tháng 6 năm 2023", subject="Ban hành Quy định về đò ngang trên địa bàn tỉnh",
    articles="""Điều 1. Số khách
Mỗi chuyến đò ngang chở không quá 12 khách và hai người lái.

Điều 2. Hiệu lực thi hành
Quyết định này có hiệu lực từ ngày 01 tháng 7 năm 2023.""",
)  # fmt: skip
AMENDING = HEAD.format(
    number="9713/2024/QĐ-UBND", day="15 tháng 8 năm 2024",
    subject="Sửa đổi, bổ sung một số điều của Quyết định số 9711/2023/QĐ-UBND ngày 20 tháng 6 năm 2023",
    articles="""Điều 1. Sửa đổi, bổ sung khoản 1 Điều 2 Quyết định số 9711/2023/QĐ-UBND như sau:
“1. Giếng làng được nạo vét mỗi năm ba lần, vào tháng ba, tháng bảy và tháng mười một.”

Điều 2. Hiệu lực thi hành
Quyết định này có hiệu lực từ ngày 01 tháng 9 năm 2024.""",
)  # fmt: skip
REPLACING = HEAD.format(
    number="9714/2025/QĐ-UBND", day="10 tháng 3 năm 2025", subject="Ban hành Quy định về bến đò trên địa bàn tỉnh",
    articles="""Điều 1. Số khách của bến
Mỗi bến đò đón không quá 200 khách một ngày.

Điều 2. Hiệu lực thi hành
Quyết định này có hiệu lực từ ngày 01 tháng 4 năm 2025 và thay thế Quyết định số 9712/2023/QĐ-UBND ngày 21 tháng 6
năm 2023 của Ủy ban nhân dân tỉnh.""",
)  # fmt: skip
CLEANING = "Quyết định 9711/2023/QĐ-UBND quy định lịch nạo vét giếng làng thế nào?"
LID = "Theo Quyết định 9711/2023/QĐ-UBND, nắp giếng rộng ít nhất bao nhiêu xăng ti mét?"
PASSENGERS = "Theo Quyết định 9712/2023/QĐ-UBND, mỗi chuyến đò ngang chở bao nhiêu khách?"


class Office:
    """A running service with its folder of documents."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.folder = folder / "docs"
        self.folder.mkdir()
        self.settings: Settings = load_settings(home=folder / "home", workers=1, ocr=False, **settings)
        self.publish("gieng", WELLS)
        self.publish("do-ngang", FERRIES)
        self.client = TestClient(create_app(self.settings))

    def publish(self, name: str, text: str) -> None:
        (self.folder / f"{name}.txt").write_text(text, encoding="utf-8")
        ingest_paths(self.settings, [self.folder])

    def ask(self, question: str) -> dict[str, Any]:
        body: dict[str, Any] = self.client.post("/api/v1/ask", json={"question": question}).json()
        assert body["status"] == "complete", body
        return body

    def touched(self, answer_id: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.client.get(f"/api/v1/answers/{answer_id}").json()["touched"]
        return found


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    with made.client:
        yield made


def within(seconds: float, holds: Callable[[], Any]) -> Any:
    """What ``holds`` gives as soon as it is true, else its last result."""
    end = time.monotonic() + seconds
    while not (found := holds()) and time.monotonic() < end:
        time.sleep(0.05)
    return found


def test_only_the_answer_whose_provision_was_changed_is_marked(office: Office) -> None:
    cleaning, lid, passengers = office.ask(CLEANING), office.ask(LID), office.ask(PASSENGERS)
    assert not office.touched(cleaning["id"])
    office.publish("sua-doi", AMENDING)
    (touch,) = within(20, lambda: office.touched(cleaning["id"]))
    assert touch["kind"] == "changed"
    assert touch["effective"] == "2024-09-01"
    assert touch["reason"] == (
        "Nội dung này đã được sửa đổi, bổ sung bởi Điều 1 Quyết định số 9713/2024/QĐ-UBND ngày 15/8/2024"
        " từ ngày 01/9/2024."
    )
    assert not office.touched(lid["id"])
    assert not office.touched(passengers["id"])
    assert not office.touched(office.ask(CLEANING)["id"])  # its notices say it already


def test_replaced_and_withdrawn_documents_mark_their_answers_and_a_return_takes_the_mark_away(office: Office) -> None:
    passengers, lid = office.ask(PASSENGERS), office.ask(LID)
    office.publish("thay-the", REPLACING)
    (touch,) = within(20, lambda: office.touched(passengers["id"]))
    assert (touch["kind"], touch["effective"]) == ("ended", "2025-04-01")
    assert "đã được thay thế bởi Quyết định số 9714/2025/QĐ-UBND" in touch["reason"]
    wells = lid["sources"][0]["document"]["id"]
    office.client.post(f"/api/v1/documents/{wells}/withdraw", json={"reason": "đăng nhầm"})
    (touch,) = within(20, lambda: office.touched(lid["id"]))
    assert touch["kind"] == "withdrawn"
    assert "đăng nhầm" in touch["reason"]
    office.client.post(f"/api/v1/documents/{wells}/restore")
    assert within(20, lambda: not office.touched(lid["id"]))


def test_a_new_version_marks_only_words_that_are_gone(office: Office) -> None:
    cleaning, lid = office.ask(CLEANING), office.ask(LID)
    office.publish("gieng", WELLS.replace("120 xăng ti mét", "150 xăng ti mét"))
    kinds = within(20, lambda: [touch["kind"] for touch in office.touched(lid["id"])])
    assert kinds == ["text"]
    assert not office.touched(cleaning["id"])


def test_list_and_feed_name_the_answers_to_look_at(office: Office) -> None:
    passengers = office.ask(PASSENGERS)
    office.publish("thay-the", REPLACING)
    within(20, lambda: office.touched(passengers["id"]))
    for address in ("answers/touched", "touched-answers"):
        (item,) = office.client.get(f"/api/v1/{address}").json()["answers"]
        assert (item["answer_id"], item["question"]) == (passengers["id"], PASSENGERS)
    feed = office.client.get("/api/v1/answers/touched.atom")
    assert feed.headers["content-type"].startswith("application/atom+xml")
    entries = ElementTree.fromstring(feed.content).findall("{http://www.w3.org/2005/Atom}entry")
    assert [entry.findtext("{http://www.w3.org/2005/Atom}title") for entry in entries] == [PASSENGERS]
    assert office.client.get("/api/v1/answers/touched", params={"after": "chữ"}).status_code == 422


def test_a_change_by_a_hidden_document_is_not_told(office: Office) -> None:
    passengers = office.ask(PASSENGERS)
    office.publish("thay-the", REPLACING)
    (touch,) = within(20, lambda: office.touched(passengers["id"]))
    with Library.open(office.settings.home) as library:
        assert touches_of(library.engine, [passengers["id"]], ("cong_khai",))
        library.set_access(touch["by_id"], "noi_bo")
        assert not touches_of(library.engine, [passengers["id"]], ("cong_khai",))
        assert touches_of(library.engine, [passengers["id"]], ("cong_khai", "noi_bo"))


class Receiver(HTTPServer):
    """A server of the operator that is out of order at first."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Receive)
        self.refusals = 1
        self.taken: list[tuple[str, bytes]] = []


class _Receive(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.refusals:
            self.server.refusals -= 1
            self.send_response(503)
        else:
            self.server.taken.append((self.headers[SIGNATURE], body))
            self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def test_the_web_hook_is_signed_and_sent_until_it_is_taken(tmp_path: Path) -> None:
    receiver = Receiver()
    thread = threading.Thread(target=receiver.serve_forever, daemon=True)
    thread.start()
    made = Office(tmp_path, webhook=f"http://127.0.0.1:{receiver.server_port}/hook", webhook_secret="bí mật")
    try:
        with made.client:
            passengers = made.ask(PASSENGERS)
            made.publish("thay-the", REPLACING)
            assert within(30, lambda: receiver.taken)
    finally:
        receiver.shutdown()
        receiver.server_close()
        thread.join()
    ((signature, body),) = receiver.taken
    moment = int(signature.partition(",")[0].removeprefix("t="))
    assert hmac.compare_digest(signature, hook_signature("bí mật".encode(), moment, body))
    assert hook_signature(b"x", 1, b"y") == "t=1,v1=" + hmac.new(b"x", b"1.y", sha256).hexdigest()
    message = json.loads(body)
    assert message["event"] == "answers.touched"
    (touch,) = message["touches"]
    assert (touch["answer_id"], touch["kind"]) == (passengers["id"], "ended")
    assert PASSENGERS not in body.decode()
