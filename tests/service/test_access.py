"""A document that may not be seen leaves no trace: the library with it answers as the library without it does.

Two libraries are taken in from the same files, one with hidden documents besides. To somebody who may not see them
both must say the same, word for word and score for score.
"""

from __future__ import annotations

import json
import re
import statistics
import time
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from index.accounts.keys_and_sessions import AccountStore
from index.library.library import Library, ListRequest
from service.access.keys import Keys
from service.app import create_app
from service.documents.ingest_command import ingest_paths
from service.settings import load_settings
from tests.support.small_library import PLAN, SAME_NUMBER, one_page_pdf, write_documents

GROUP = "nhom:thanh-tra"
UNLIMITED: dict[str, Any] = {"address_per_minute": 0, "key_per_minute": 0}
#: Words that stand nowhere else, a short form, an issuer and a territory of their own, and what touches the others:
#: the same number, a repeal of a public document, a citation of a document that is not held.
SECRET = """ỦY BAN NHÂN DÂN
TỈNH KON TUM
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 9711/2024/QĐ-UBND
Kon Tum, ngày 20 tháng 8 năm 2024

QUYẾT ĐỊNH
Ban hành Quy định về kiểm kê cổ vật zoomcha trên địa bàn tỉnh

ỦY BAN NHÂN DÂN TỈNH GIA LAI
Căn cứ Quyết định số 9788/2021/QĐ-UBND ngày 05 tháng 5 năm 2021 của Ủy ban nhân dân tỉnh Gia Lai;

QUYẾT ĐỊNH:

Điều 1. Phạm vi điều chỉnh
Quy định này áp dụng đối với cổ vật zoomcha tại bảo tàng; Kho lưu trữ cổ vật (sau đây gọi tắt là KLTCV).

Điều 2. Trách nhiệm
1. Trang bị áo phao cho từng hành khách, thư viện cơ sở và bến thuyền du lịch, kinh phí thực hiện 7.777.000.000 đồng.
2. Sở Văn hóa, Thể thao và Du lịch chủ trì kiểm kê cổ vật zoomcha.

Điều 3. Hiệu lực thi hành
1. Quyết định này có hiệu lực từ ngày 01 tháng 9 năm 2024.
2. Quyết định này thay thế Quyết định số 9702/2023/QĐ-UBND ngày 20 tháng 6 năm 2023 của Ủy ban nhân dân tỉnh Gia Lai.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Trần Văn B
"""
HIDDEN_PDF = ("UY BAN NHAN DAN TINH GIA LAI", "So: 9712/BC-UBND", "Gia Lai, ngay 10 thang 11 nam 2024", "BAO CAO",
              "Ket qua kiem ke co vat zoomcha nam 2024")  # fmt: skip
QUESTIONS = [
    "kinh phí thực hiện kế hoạch thư viện cơ sở là bao nhiêu",
    "trang bị áo phao cho hành khách",
    "trang bi ao phao cho hanh khach ben thuyen",
    "kiểm kê cổ vật zoomcha",
    "zoomcha",
    "zomcha",
    "KLTCV ở đâu",
    "Quyết định 9711/2024/QĐ-UBND quy định gì",
    "Quyết định 9702/2023/QĐ-UBND còn hiệu lực không",
    "Điều 2 Quyết định 9702/2023/QĐ-UBND",
    "Quyết định 9788/2021/QĐ-UBND nói gì",
    "Kế hoạch 9701/KH-UBND do ai chủ trì",
    "văn bản của UBND tỉnh Kon Tum ban hành năm 2024",
    "luân chuyển sách về các xã",
    "7.777.000.000 đồng",
    "việc của Sở Văn hóa, Thể thao và Du lịch",
    "nhiệm vụ nào quá hạn",
]
#: What differs between two libraries whatever they hold: numbers given out in order of arrival, random ids, times.
OWN = frozenset(
    ("took_ms", "change", "index_change", "last", "passage_id", "id", "version_id", "first_passage", "at", "asked_at",
     "added_at", "answer_id", "conversation_id", "following", "picture", "passage")
)  # fmt: skip
_ADDRESS = re.compile(r"/(?:passages/|pages/\d+\.png\?passage=)\d+")


def common(said: Any) -> Any:
    """What two libraries with the same documents say alike; documents are told by their ids, which are alike."""
    if isinstance(said, dict):
        return {
            key: common(value)
            for key, value in said.items()
            if key not in OWN or (key == "id" and str(value).startswith("d_"))
        }
    if isinstance(said, list):
        return [common(one) for one in said]
    return _ADDRESS.sub("/", said) if isinstance(said, str) else said


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """``without``: public documents only; ``with``: hidden ones too, one of which was public once; their ids, keys."""
    folder = tmp_path_factory.mktemp("access")
    write_documents(folder / "docs")
    (folder / "hidden").mkdir()
    (folder / "hidden" / "cổ vật.txt").write_text(SECRET, encoding="utf-8")
    (folder / "hidden" / "cổ vật.pdf").write_bytes(one_page_pdf(HIDDEN_PDF))
    (folder / "once").mkdir()
    (folder / "once" / "ke-hoach-khac.txt").write_text(
        PLAN.replace("9701/KH-UBND", "9713/KH-UBND").replace("thư viện", "zoomcha thư viện"), encoding="utf-8"
    )
    found: dict[str, Any] = {}
    for name in ("without", "with"):
        made = load_settings(home=folder / name, workers=1, ocr=False, refresh_ms=50, **UNLIMITED)
        if name == "with":
            ingest_paths(made, [folder / "hidden"], access=GROUP)
            ingest_paths(made, [folder / "once"])
        ingest_paths(made, [folder / "docs"])
        with Library.open(made.home) as library:
            keys = Keys(AccountStore(library.engine))
            labels = {"public": (), "inner": ("noi_bo",), "group": (GROUP,), "all": ("tat_ca",)}
            found[name] = {
                "settings": made,
                "keys": {who: keys.create(who, ["admin"], some)[1] for who, some in labels.items()},
            }
            page = library.documents(ListRequest(access=None))
            found[name]["hidden"] = {
                document.file_name: document.id
                for document in page.documents
                if "zoomcha" in (document.metadata.subject or "").lower()
                or document.access == GROUP
            }  # fmt: skip
    return found


@pytest.fixture(scope="module")
def clients(homes: dict[str, Any]) -> Iterator[dict[str, TestClient]]:
    with (
        TestClient(create_app(homes["without"]["settings"])) as without,
        TestClient(create_app(homes["with"]["settings"])) as complete,
    ):
        # What was public is hidden while the service runs.
        once = homes["with"]["hidden"]["ke-hoach-khac.txt"]
        key = homes["with"]["keys"]["all"]
        done = complete.put(
            f"/api/v1/documents/{once}/access", json={"access": GROUP}, headers={"Authorization": f"Bearer {key}"}
        )
        assert done.json()["access"] == GROUP, done.text
        yield {"without": without, "with": complete}


class Caller:
    """Somebody who asks one of the two services."""

    def __init__(self, client: TestClient, key: str) -> None:
        self.client, self.headers = client, {"Authorization": f"Bearer {key}"}

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/v1/{path}", headers=self.headers)

    def post(self, path: str, body: dict[str, Any]) -> Any:
        return self.client.post(f"/api/v1/{path}", json=body, headers=self.headers)

    def said(self, response: Any) -> Any:
        assert response.status_code == 200, response.text
        return common(response.json())


@pytest.fixture(scope="module")
def pair(homes: dict[str, Any], clients: dict[str, TestClient]) -> tuple[Caller, Caller]:
    """Somebody who may see public and inner documents, at the library without the hidden ones and at the other."""
    return (
        Caller(clients["without"], homes["without"]["keys"]["inner"]),
        Caller(clients["with"], homes["with"]["keys"]["inner"]),
    )


@pytest.mark.parametrize("question", QUESTIONS)
def test_searching_finds_the_same_with_the_same_scores(pair: tuple[Caller, Caller], question: str) -> None:
    found = [caller.said(caller.post("search", {"question": question, "limit": 50})) for caller in pair]
    assert found[0] == found[1]


@pytest.mark.parametrize("question", QUESTIONS)
def test_answers_are_the_same(pair: tuple[Caller, Caller], question: str) -> None:
    found = [caller.said(caller.post("ask", {"question": question})) for caller in pair]
    assert found[0] == found[1]
    assert "zoomcha" not in json.dumps(found[1], ensure_ascii=False).replace(question, "")


@pytest.mark.parametrize(
    "path",
    ["documents", "documents?text=zoomcha", "documents?year=2024", "examples", "suggest?q=97", "suggest?q=9711",
     "suggest?q=kiem ke co vat", "suggest?q=phat trien zoomcha", "review", "tasks", "tasks?state=all",
     "tasks?text=zoomcha", "tasks?body=Sở Văn hóa, Thể thao và Du lịch&shared=true", "tasks/conflicts"],
)  # fmt: skip
def test_lists_counts_and_completions_are_the_same(pair: tuple[Caller, Caller], path: str) -> None:
    found = [caller.said(caller.get(path)) for caller in pair]
    assert found[0] == found[1]


def test_unanswered_questions_are_the_same(pair: tuple[Caller, Caller]) -> None:
    """In no order: those of one second are ordered by their random ids."""
    found = [sorted(json.dumps(item) for item in caller.said(caller.get("unanswered"))["questions"]) for caller in pair]
    assert found[0] == found[1]


def test_touched_answers_are_the_same(pair: tuple[Caller, Caller]) -> None:
    found = [caller.said(caller.get("answers/touched")) for caller in pair]
    assert found[0] == found[1]


def test_public_documents_say_the_same_of_themselves(pair: tuple[Caller, Caller]) -> None:
    """Validity too: that a hidden decision replaced a public one is not told, nor that it cites it."""
    for document in pair[0].get("documents").json()["documents"]:
        for part in ("", "/relations", "/validity", "/outline", "/passages?limit=3"):
            found = [caller.said(caller.get(f"documents/{document['id']}{part}")) for caller in pair]
            assert found[0] == found[1], part


def test_those_who_may_see_them_find_them(homes: dict[str, Any], clients: dict[str, TestClient]) -> None:
    for who in ("group", "all"):
        caller = Caller(clients["with"], homes["with"]["keys"][who])
        hits = caller.post("search", {"question": "kiểm kê cổ vật zoomcha"}).json()["hits"]
        assert hits[0]["document"]["file_name"] == "cổ vật.txt"
        assert caller.get("documents").json()["total"] == 7
        asked = caller.post("ask", {"question": "Sở nào chủ trì kiểm kê cổ vật zoomcha?"}).json()
        assert asked["sources"][0]["document"]["file_name"] == "cổ vật.txt"
        replaced = caller.get("documents?text=9702").json()["documents"][0]["id"]
        assert caller.get(f"documents/{replaced}/validity").json()["code"] == "expired"
    inner = Caller(clients["with"], homes["with"]["keys"]["inner"])
    assert inner.get("documents").json()["total"] == 4


def test_a_hidden_document_is_as_absent_as_one_that_never_was(
    homes: dict[str, Any], clients: dict[str, TestClient], pair: tuple[Caller, Caller]
) -> None:
    caller, absent = pair[1], "d_0123456789abcdef"
    parts = ["", "/outline", "/file", "/pages/1.png", "/passages", "/passages/1", "/relations", "/validity", "/review"]
    for hidden in homes["with"]["hidden"].values():
        for part in parts:
            shown, never = caller.get(f"documents/{hidden}{part}"), caller.get(f"documents/{absent}{part}")
            assert (shown.status_code, never.status_code) == (404, 404), part
            assert shown.text.replace(hidden, absent) == never.text
            assert {k: v for k, v in shown.headers.items() if k != "content-length"}.keys() == never.headers.keys() - {
                "content-length"
            }
        for act in ("withdraw", "restore"):
            refused = caller.post(f"documents/{hidden}/{act}", {})
            never = caller.post(f"documents/{absent}/{act}", {})
            assert (refused.status_code, refused.text.replace(hidden, absent)) == (404, never.text)
        filtered = caller.post("search", {"question": "cổ vật", "filters": {"document_ids": [hidden]}}).json()
        assert filtered["hits"] == []
        assert hidden not in caller.get("changes?limit=1000").text or hidden == homes["with"]["hidden"].get(
            "ke-hoach-khac.txt"
        )
    # Of what was public once the feed says that it is gone, and no more.
    once = homes["with"]["hidden"]["ke-hoach-khac.txt"]
    told = [
        change["kind"] for change in caller.get("changes?limit=1000").json()["changes"] if change["document_id"] == once
    ]
    assert told == ["withdraw"]
    picture = Caller(clients["with"], homes["with"]["keys"]["group"])
    assert picture.get(f"documents/{homes['with']['hidden']['cổ vật.pdf']}/pages/1.png").status_code == 200


def test_jobs_of_a_label_are_seen_by_those_who_may_see_it(
    homes: dict[str, Any], clients: dict[str, TestClient]
) -> None:
    group, public = (Caller(clients["with"], homes["with"]["keys"][who]) for who in ("group", "public"))
    files = {"file": ("nội bộ nhóm.txt", SAME_NUMBER.replace("9701", "9714").encode())}
    refused = clients["with"].post("/api/v1/documents", files=files, data={"access": GROUP}, headers=public.headers)
    assert refused.status_code == 403, refused.text
    wrong = clients["with"].post("/api/v1/documents", files=files, data={"access": "mật"}, headers=group.headers)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "bad_label")
    sent = clients["with"].post("/api/v1/documents", files=files, data={"access": GROUP}, headers=group.headers)
    number = sent.json()["id"]
    end = time.monotonic() + 20
    while not group.get(f"jobs/{number}").json()["ended_at"]:
        assert time.monotonic() < end
        time.sleep(0.05)
    (file,) = group.get(f"jobs/{number}").json()["files"]
    assert file["result"] == "indexed", (file["code"], file["reason"])
    assert public.get(f"jobs/{number}").status_code == 404
    assert str(number) not in [str(job["id"]) for job in public.get("jobs").json()["jobs"]]
    assert group.get(f"documents/{file['document_id']}").status_code == 200
    assert public.get(f"documents/{file['document_id']}").status_code == 404


def test_an_answer_goes_with_the_right_to_see_its_sources(
    homes: dict[str, Any], clients: dict[str, TestClient]
) -> None:
    """What was answered from a document that was hidden since is not shown again."""
    caller, everything = (Caller(clients["with"], homes["with"]["keys"][who]) for who in ("inner", "all"))
    asked = caller.post("ask", {"question": "Giá vé bến thuyền du lịch niêm yết ra sao theo Quyết định 9702/2023?"})
    answer, document = asked.json(), asked.json()["sources"][0]["document"]["id"]
    assert caller.get(f"answers/{answer['id']}").status_code == 200
    path = f"/api/v1/documents/{document}/access"
    clients["with"].put(path, json={"access": GROUP}, headers=everything.headers)
    try:
        assert caller.get(f"answers/{answer['id']}").status_code == 404
        assert caller.get(f"conversations/{answer['conversation_id']}").status_code == 404
        body = {"question": "Còn áo phao?", "conversation_id": answer["conversation_id"]}
        assert document not in caller.post("ask", body).text
    finally:
        clients["with"].put(path, json={"access": "cong_khai"}, headers=everything.headers)
    assert caller.get(f"answers/{answer['id']}").status_code == 200


def test_a_search_takes_no_longer_for_what_is_hidden(pair: tuple[Caller, Caller]) -> None:
    """Processor time of the same searches at both libraries in turns: the distributions lie over each other.

    Other work on the machine may part them once (it did, with both cores busy); a real difference does each time.
    """
    assert any(_indistinguishable(pair) for _ in range(3))


def _indistinguishable(pair: tuple[Caller, Caller]) -> bool:
    spent: tuple[list[float], list[float]] = ([], [])
    for _ in range(12):
        for times, member in zip(spent, pair, strict=True):
            started = time.process_time()
            for question in QUESTIONS[:4]:
                member.post("search", {"question": question})
            times.append(time.process_time() - started)
    (low, _, high), (other_low, _, other_high) = (statistics.quantiles(times, n=4) for times in spent)
    return low <= other_high and other_low <= high
