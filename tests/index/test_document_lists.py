"""Lists of the sample library by conditions, against counts that plain SQL gives; times, topics and deadlines alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from index.ingestion.records import IngestReport
from index.library.library import Library
from index.lists.conditions import DocumentConditions, ListOrder
from index.lists.deadlines import deadlines_in
from index.lists.selection import select_documents
from index.lists.topics import is_on_topic
from index.query.list_conditions import document_conditions
from index.query.list_request import list_asked
from index.query.time_spans import read_time
from ingest.text.normalize import fold

TODAY = date(2026, 11, 30)
#: What is asked, and the SQL that counts it without any of the code that lists.
COUNTS: tuple[tuple[DocumentConditions, str], ...] = (
    (DocumentConditions(), "1"),
    (DocumentConditions(types=("QĐ",)), "d.type = 'QĐ'"),
    (DocumentConditions(types=("QĐ", "KH")), "d.type IN ('QĐ', 'KH')"),
    (DocumentConditions(issued_from=date(2024, 1, 1)), "d.issued_on >= '2024-01-01'"),
    (DocumentConditions(issued_to=date(2017, 12, 31)), "d.issued_on <= '2017-12-31'"),
    (
        DocumentConditions(types=("KH",), issued_from=date(2025, 1, 1), issued_to=date(2025, 12, 31)),
        "d.type = 'KH' AND d.issued_on LIKE '2025-%'",
    ),
    (
        DocumentConditions(body="ủy ban nhân dân tỉnh gia lai"),
        "d.issuer IN ('UBND tỉnh Gia Lai', 'Chủ tịch UBND tỉnh Gia Lai')",
    ),
    (DocumentConditions(body="UBND tỉnh"), "d.issuer LIKE 'UBND tỉnh%' OR d.issuer LIKE 'Chủ tịch UBND tỉnh%'"),
    (DocumentConditions(body="HĐND"), "d.issuer LIKE 'HĐND%'"),
    (DocumentConditions(body="Sở Y tế"), "d.issuer LIKE 'Sở Y tế%'"),
    (DocumentConditions(topics=("thông tin đối ngoại",)), "d.subject LIKE '%thông tin đối ngoại%'"),
    (DocumentConditions(topics=("bien, dao",)), "d.subject LIKE '%biển, đảo%'"),
    (DocumentConditions(signer="Phạm Văn D"), "json_extract(v.metadata, '$.signer') = 'Phạm Văn D'"),
    (DocumentConditions(territories=("gia_lai_moi",)), "d.territory = 'gia_lai_moi'"),
    (
        DocumentConditions(relation="cites", target="901|2017||"),
        "EXISTS (SELECT 1 FROM relations r WHERE r.version_id = v.id AND r.target_key LIKE '901|2017|%'"
        " AND d.key_number <> '901')",
    ),
    (
        DocumentConditions(relation="based_on", target="72|2015|ND|"),
        "EXISTS (SELECT 1 FROM relations r WHERE r.version_id = v.id AND r.target_key LIKE '72|2015|ND|%'"
        " AND r.type = 'based_on')",
    ),
    (
        DocumentConditions(relation="amends", target="9105||KH|"),
        "EXISTS (SELECT 1 FROM relations r WHERE r.version_id = v.id AND r.target_key LIKE '9105||KH|%'"
        " AND r.type IN ('amends', 'repeals_part', 'replaces_phrase', 'corrects'))",
    ),
)


@pytest.fixture(scope="module")
def home(sample_library: tuple[Path, IngestReport]) -> Path:
    return sample_library[0]


@pytest.fixture(scope="module")
def library(home: Path) -> Iterator[Library]:
    with Library.open(home) as opened:
        yield opened


def numbers(library: Library, conditions: DocumentConditions, order: ListOrder = "newest") -> list[str | None]:
    found = select_documents(library, conditions, order, TODAY)
    assert sum(count for _, count in found.groups) == len(found.documents)
    return [listed.document.metadata.number for listed in found.documents]


@pytest.mark.parametrize(("conditions", "where"), COUNTS, ids=[where[:60] for _, where in COUNTS])
def test_a_list_holds_what_sql_counts(home: Path, library: Library, conditions: DocumentConditions, where: str) -> None:
    with sqlite3.connect(home / "library.sqlite") as database:
        rows = database.execute(
            "SELECT DISTINCT d.number FROM documents d JOIN versions v ON v.id = d.version_id"
            f" WHERE d.state = 'active' AND d.access = 'cong_khai' AND ({where})"
        ).fetchall()
    assert sorted(map(str, numbers(library, conditions))) == sorted(number for (number,) in rows)


def test_a_list_is_in_the_order_asked_for(library: Library) -> None:
    by_day = numbers(library, DocumentConditions())
    assert numbers(library, DocumentConditions(), "oldest") == by_day[::-1]
    assert by_day[0] == "940/2025/NQ-HĐND"
    assert numbers(library, DocumentConditions(), "number")[:2] == ["516/KH-UBND", "901/2017/QĐ-UBND"]
    assert numbers(library, DocumentConditions(), "issuer")[0] == "9007/CT-UBND"


def test_what_is_in_force_is_known_to_be_and_what_is_not_known_is_counted_apart(library: Library) -> None:
    found = select_documents(library, DocumentConditions(validity=("in_force", "partly")), "newest", TODAY)
    assert [one.document.metadata.number for one in found.documents] == ["940/2025/NQ-HĐND", "922/2025/QĐ-UBND"]
    assert found.unknown == (("validity", 4),)
    past = DocumentConditions(validity=("in_force", "partly"), as_of=date(2019, 1, 1))
    assert numbers(library, past) == ["901/2017/QĐ-UBND"]


def test_what_ends_by_a_day_is_what_is_not_over_today(library: Library) -> None:
    assert numbers(library, DocumentConditions(ends_by=date(2030, 12, 31))) == ["940/2025/NQ-HĐND"]
    assert numbers(library, DocumentConditions(ends_by=date(2030, 12, 30))) == []
    in_2025 = DocumentConditions(as_of=date(2025, 1, 1), ends_by=date(2025, 12, 31))
    assert numbers(library, in_2025) == ["9309/KH-UBND", "9208/KH-UBND", "915/2020/QĐ-UBND", "901/2017/QĐ-UBND"]


def test_a_plan_belongs_to_the_year_that_it_is_made_for(library: Library) -> None:
    plans = DocumentConditions(types=("KH",))
    assert numbers(library, replace(plans, made_for=2025)) == ["9309/KH-UBND", "9208/KH-UBND"]
    assert numbers(library, replace(plans, made_for=2023)) == ["516/KH-UBND"]


def test_deadlines_are_listed_by_document_the_earliest_first(library: Library) -> None:
    conditions = DocumentConditions(deadline_from=date(2025, 9, 1), deadline_to=date(2025, 9, 30))
    found = select_documents(library, conditions, "deadline", TODAY)
    assert [(one.document.metadata.number, one.first_deadline) for one in found.documents] == [
        ("9309/KH-UBND", date(2025, 9, 10)),
        ("9411/UBND-KGVX", date(2025, 9, 25)),
    ]
    for listed in found.documents:
        for place in listed.places:
            assert place.quote in place.passage.text
            assert place.printed
            assert place.printed in place.passage.text


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Báo cáo kết quả trước ngày 15/11/2025.", [date(2025, 11, 15)]),
        ("Hoàn thành chậm nhất là ngày 05 tháng 12 năm 2025.", [date(2025, 12, 5)]),
        ("gửi báo cáo trước 17 giờ 00 ngày 20/6/2026 để tổng hợp", [date(2026, 6, 20)]),
        ("hoàn thành trong tháng 11/2025", [date(2025, 11, 30)]),
        ("Tổ chức tập huấn xong trong quý III năm 2025", [date(2025, 9, 30)]),
        ("Rà soát văn bản ban hành trước ngày 01/7/2026.", []),
        ("Theo Quyết định số 9/QĐ-UBND ngày 01/7/2026, các sở triển khai.", []),
        ("Quyết định có hiệu lực từ ngày 01/7/2026.", []),
        ("Báo cáo trước ngày 25 hằng tháng.", []),
        ("Số liệu tính đến trước ngày 31/02/2026.", []),
        ("hạn chót là 30/9/2024", []),  # before the day of issue
    ],
)
def test_a_deadline_is_a_day_by_which_something_must_be_done(text: str, days: list[date]) -> None:
    assert [one.day for one in deadlines_in(text, (), date(2025, 1, 1))] == days


def test_in_a_table_the_column_says_what_is_a_deadline() -> None:
    cells = (("Nhiệm vụ", "Thi hành Quyết định ngày 01/3/2025"), ("Thời gian hoàn thành", "31/12/2025"))
    text = "; ".join(f"{head}: {value}" for head, value in cells)
    assert [(one.day, one.printed) for one in deadlines_in(text, cells, None)] == [(date(2025, 12, 31), "31/12/2025")]


@pytest.mark.parametrize(
    ("subject", "topic", "on_topic"),
    [
        ("CẢI CÁCH HÀNH CHÍNH NĂM 2026", "cải cách hành chính", True),
        ("Cải cách hành chính năm 2026", "cai cach hanh chinh", True),
        ("Về việc thực hiện văn hoá công sở", "văn hóa công sở", True),
        ("Về công tác hành chính và cải cách", "cải cách hành chính", True),
        ("Về công tác hành chính và cải cách", "cai cach hanh chinh", False),
        ("Đạt chuẩn đài truyền thanh", "đất đai", False),
        ("Tín dụng đối với ngư dân", "tin", True),
        ("", "đất đai", False),
    ],
)
def test_a_topic_is_held_by_the_subject(subject: str, topic: str, on_topic: bool) -> None:
    assert is_on_topic(subject, topic) is on_topic


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("tháng 6/2026", date(2026, 6, 1), date(2026, 6, 30)),
        ("từ 2024 đến nay", date(2024, 1, 1), None),
        ("từ tháng 3 đến tháng 6/2026", date(2026, 3, 1), date(2026, 6, 30)),
        ("quý III/2025", date(2025, 7, 1), date(2025, 9, 30)),
        ("6 tháng đầu năm 2025", date(2025, 1, 1), date(2025, 6, 30)),
        ("trước ngày 31/12/2025", None, date(2025, 12, 30)),
        ("sau năm 2020", date(2021, 1, 1), None),
        ("tháng trước", date(2026, 10, 1), date(2026, 10, 31)),
        ("năm ngoái", date(2025, 1, 1), date(2025, 12, 31)),
        ("3 tháng qua", date(2026, 8, 30), TODAY),
        ("30 ngày tới", TODAY, date(2026, 12, 30)),
        ("giai đoạn 2021-2025", date(2021, 1, 1), date(2025, 12, 31)),
    ],
)
def test_a_time_is_read_as_days(said: str, first: date | None, last: date | None) -> None:
    for text in (fold(said), fold(said).replace("/", " nam ") if "thang" in fold(said) else fold(said)):
        time = read_time(text, 0, TODAY.year)
        assert time is not None
        assert (time[0].span(TODAY), time[1]) == ((first, last), len(text))


@pytest.mark.parametrize(
    "question",
    [
        "Kế hoạch 516 có bao nhiêu chỉ tiêu?",
        "Kế hoạch chuyển đổi số năm 2024 do ai chủ trì?",
        "bao nhiêu văn bản phải rà soát theo kế hoạch 9309",
        "Ban hành kế hoạch trước ngày nào?",
        "Văn bản này còn hiệu lực không?",
        "Quyết định có hiệu lực từ ngày nào?",
        "Báo cáo gửi trước ngày nào?",
        "Kế hoạch chuyển đổi số năm 2024",
        "Kế hoạch về chuyển đổi số",
        "Kế hoạch phát triển thư viện năm 2024",
        "Kế hoạch nâng cấp hệ thống năm 2024",
        "Văn bản nào quy định thu phí thư viện là bao nhiêu?",
        "văn bản ban hành ngày 31/02/2025",
        "Nghị định nào hướng dẫn Luật Biển Việt Nam, ký ngày nào?",
        "Hướng dẫn của Sở Y tế năm 2024 nói rà soát thủ tục để làm gì?",
    ],
)
def test_what_asks_for_something_else_is_no_list(question: str) -> None:
    assert list_asked(question, fold(question), TODAY) is None
    assert list_asked(fold(question), fold(question), TODAY) is None


@pytest.mark.parametrize(
    ("question", "conditions"),
    [
        (
            "Các kế hoạch của UBND tỉnh Lâm Đồng về cải cách hành chính năm 2026",
            DocumentConditions(
                types=("KH",), body="ubnd tinh lam dong", topics=("cải cách hành chính",), made_for=2026
            ),
        ),
        (
            "quyết định nào do Chủ tịch UBND tỉnh ban hành năm 2019",
            DocumentConditions(
                types=("QĐ",),
                body="chu tich ubnd tinh",
                issued_from=date(2019, 1, 1),
                issued_to=date(2019, 12, 31),
            ),
        ),
        (
            "văn bản nào sắp hết hiệu lực trong 3 tháng tới",
            DocumentConditions(as_of=TODAY, ends_by=date(2027, 2, 28)),
        ),
        (
            "kế hoạch nào phải hoàn thành trước 30/6/2027?",
            DocumentConditions(types=("KH",), deadline_from=TODAY, deadline_to=date(2027, 6, 29)),
        ),
        (
            "các văn bản hướng dẫn Luật Đất đai",
            DocumentConditions(relation="carries_out", target="luat dat dai"),
        ),
        (
            "liệt kê tờ trình của Sở Nội vụ (tỉnh Bình Thuận)",
            DocumentConditions(types=("TTr",), body="so noi vu", territories=("binh_thuan_cu",)),
        ),
    ],
)
def test_all_conditions_of_a_question_are_read(question: str, conditions: DocumentConditions) -> None:
    asked = list_asked(question, fold(question), TODAY)
    assert asked is not None
    assert document_conditions(asked, TODAY) == conditions
