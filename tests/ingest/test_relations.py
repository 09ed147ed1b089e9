"""Edges between documents: the hand-made gold list, and sentences that must or must not make an edge."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ingest.document import read_document, understand
from ingest.grammar.document_numbers import canonical_key
from ingest.grammar.paths import path_before
from ingest.reading import Line, Reading
from ingest.records import EFFECTS, Document, Relation, Step
from ingest.relations.document_mentions import find_document_mentions
from ingest.relations.own_words import blank_quotes
from ingest.structure import conclusion
from tests.support.checkout import ROOT

PREAMBLE = ("phần căn cứ", "đoạn mở đầu")


def text_document(*lines: str) -> Document:
    return understand(Path("mau.txt"), Reading("text", "text", tuple(Line(line, whole=True) for line in lines)))


def decision(*articles: str, subject: str = "Về việc sắp xếp chợ nông sản") -> Document:
    """A decision of an invented province with these articles."""
    return text_document(
        "ỦY BAN NHÂN DÂN", "TỈNH GIA LAI", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
        "Số: 950/2024/QĐ-UBND", "Gia Lai, ngày 05 tháng 6 năm 2024", "QUYẾT ĐỊNH", subject,
        "ỦY BAN NHÂN DÂN TỈNH GIA LAI", "Căn cứ Luật Thương mại ngày 14 tháng 6 năm 2005;", "QUYẾT ĐỊNH:", *articles,
    )  # fmt: skip


def effects(document: Document) -> list[tuple[str, str | None, str]]:
    return [(e.type, e.target_number, place(e.target_path)) for e in document.relations if e.type in EFFECTS]


def place(path: tuple[Step, ...]) -> str:
    names = {"dieu": "Điều", "khoan": "khoản", "diem": "điểm", "phuluc": "Phụ lục", "stt": "STT"}
    if any(step.kind in ("dieu", "phuluc") for step in path):
        return " ".join(f"{names[step.kind]} {step.number}" for step in path if step.kind in names)
    return ".".join(step.number for step in path)


# -- the gold list ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def found() -> dict[str, list[Relation]]:
    edges = {}
    for number in range(1, 13):
        sample = f"S{number:02d}"
        if sample == "S11":  # the scan is read by OCR elsewhere; its text is what matters here
            lines = (ROOT / "corpus" / "truth" / "S11-9411-UBND-KGVX.txt").read_text(encoding="utf-8").split("\n")
            document = text_document(*[line for line in lines if line.strip()])
        else:
            document = read_document(min((ROOT / "corpus" / "documents").glob(f"{sample}*")))
        edges[sample] = list(document.relations)
    return edges


def agrees(edge: Relation, gold: dict[str, Any]) -> bool:
    if edge.type not in (gold["type"], *gold["type_alt"]):
        return False
    if gold["target_number"]:
        if edge.target_key != canonical_key(gold["target_number"]):
            return False
    elif edge.target_key or edge.target_name != gold["target_name"]:
        return False
    effective = edge.effective.isoformat() if edge.effective else None
    source = place(edge.path) or edge.label
    same_source = source == gold["source_path"] or gold["type"] == "attached_to"
    same_source = same_source or {source, gold["source_path"]} <= set(PREAMBLE)
    return (
        same_source
        and edge.component == gold["source_component"]
        and effective == gold["effective_date"]
        and edge.target_component == gold["target_component"]
        and place(edge.target_path) == (gold["target_path"] or "")
    )


def test_gold_list_is_found(found: dict[str, list[Relation]]) -> None:
    gold = [
        json.loads(line)
        for line in (ROOT / "tests/gold/relations.jsonl").read_text(encoding="utf-8").split("\n")
        if line
    ]
    missing, right = [], 0
    left = {sample: list(edges) for sample, edges in found.items()}
    for one in gold:
        match = next((edge for edge in left[one["source"]] if agrees(edge, one)), None)
        if match is None:
            missing.append((one["source"], one["type"], one["target_number"], one["target_path"]))
        else:
            left[one["source"]].remove(match)
            right += 1
    extra = [(sample, edge.type, edge.target_number, edge.label) for sample, edges in left.items() for edge in edges]
    assert right / (right + len(extra)) >= 0.95, extra
    assert right / len(gold) >= 0.90, missing


def test_evidence_stands_in_the_document() -> None:
    document = read_document(next((ROOT / "corpus" / "documents").glob("S06*")))
    texts = " ".join(passage.text for passage in document.passages)
    for edge in document.relations:
        assert edge.evidence in texts, edge


# -- effects ----------------------------------------------------------------------------------------------------


def test_amended_provisions_carry_their_new_text() -> None:
    document = decision(
        "Điều 1. Sửa đổi, bổ sung một số điều của Quy định về chợ ban hành kèm theo Quyết định số "
        "912/2019/QĐ-UBND ngày 07/5/2019",
        "1. Sửa đổi khoản 2 Điều 4 như sau:",
        "“2. Chợ họp từ 5 giờ theo Quyết định số 999/2018/QĐ-UBND.”",
        "2. Bổ sung khoản 3a vào sau khoản 3 Điều 6 như sau:",
        "“3a. Hộ kinh doanh niêm yết giá.”",
        "3. Bãi bỏ điểm b khoản 1 Điều 8.",
        "4. Thay thế cụm từ “ban quản lý” bằng cụm từ “đơn vị quản lý” tại Điều 3, khoản 1 Điều 5.",
        "Điều 2. Quyết định này có hiệu lực thi hành kể từ ngày 01 tháng 7 năm 2024.",
    )
    assert effects(document) == [
        ("amends", "912/2019/QĐ-UBND", ""),
        ("amends", "912/2019/QĐ-UBND", "Điều 4 khoản 2"),
        ("amends", "912/2019/QĐ-UBND", "Điều 6 khoản 3a"),
        ("repeals_part", "912/2019/QĐ-UBND", "Điều 8 khoản 1 điểm b"),
        ("replaces_phrase", "912/2019/QĐ-UBND", "Điều 3"),
        ("replaces_phrase", "912/2019/QĐ-UBND", "Điều 5 khoản 1"),
    ]
    second = next(edge for edge in document.relations if place(edge.target_path) == "Điều 4 khoản 2")
    assert second.new_text == "2. Chợ họp từ 5 giờ theo Quyết định số 999/2018/QĐ-UBND."
    assert second.effective == date(2024, 7, 1)
    assert second.target_component == "Quy định"


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        ("Điều 2. Quyết định này có hiệu lực từ ngày ký và thay thế Quyết định số 930/2018/QĐ-UBND ngày 02/4/2018.", ("replaces", "930/2018/QĐ-UBND", "")),  # noqa: E501
        ("Điều 2. Bãi bỏ Quyết định số 931/2018/QĐ-UBND ngày 02 tháng 4 năm 2018 của Ủy ban nhân dân tỉnh về chợ.", ("repeals", "931/2018/QĐ-UBND", "")),  # noqa: E501
        ("Điều 2. Bãi bỏ khoản 2 Điều 3 Quyết định số 932/2018/QĐ-UBND.", ("repeals_part", "932/2018/QĐ-UBND", "Điều 3 khoản 2")),  # noqa: E501
        ("Điều 2. Bãi bỏ một số điều của Quyết định số 933/2018/QĐ-UBND.", ("repeals_part", "933/2018/QĐ-UBND", "")),
        ("Điều 2. Quyết định số 934/2018/QĐ-UBND hết hiệu lực kể từ ngày Quyết định này có hiệu lực thi hành.", ("repeals", "934/2018/QĐ-UBND", "")),  # noqa: E501
        ("Điều 2. Ngưng hiệu lực Điều 5 Quyết định số 935/2018/QĐ-UBND đến hết ngày 31/12/2024.", ("suspends", "935/2018/QĐ-UBND", "Điều 5")),  # noqa: E501
        ("Điều 2. Kéo dài thời gian thực hiện Kế hoạch số 9360/KH-UBND đến hết năm 2025.", ("extends", "9360/KH-UBND", "")),  # noqa: E501
        ("Điều 2. Thu hồi Quyết định số 937/QĐ-UBND ngày 03/02/2024.", ("recalls", "937/QĐ-UBND", "")),
    ],
)  # fmt: skip
def test_effects(article: str, expected: tuple[str, str, str]) -> None:
    assert effects(decision("Điều 1. Sắp xếp lại chợ.", article)) == [expected]


@pytest.mark.parametrize(
    "article",
    [
        "Điều 2. Sở Tư pháp rà soát, sửa đổi, bổ sung Quyết định số 930/2018/QĐ-UBND trước ngày 30/9/2024.",
        "Điều 2. Giao Sở Công Thương trình Ủy ban nhân dân tỉnh bãi bỏ Quyết định số 930/2018/QĐ-UBND.",
        "Điều 2. Chợ hoạt động theo Quyết định số 930/2018/QĐ-UBND đã được sửa đổi, bổ sung bởi Quyết định số "
        "931/2020/QĐ-UBND.",
        "Điều 2. Sở Công Thương đề xuất thay thế Quyết định số 930/2018/QĐ-UBND.",
        "Điều 2. Hồ sơ nộp trước ngày Quyết định số 930/2018/QĐ-UBND hết hiệu lực thì được giải quyết tiếp.",
    ],
)
def test_tasks_and_passives_are_no_effects(article: str) -> None:
    document = decision("Điều 1. Sắp xếp lại chợ.", article)
    assert effects(document) == []
    assert "930/2018/QĐ-UBND" in {edge.target_number for edge in document.relations if edge.type == "refers_to"}


def test_vague_repeal_has_no_target() -> None:
    document = decision("Điều 1. Sắp xếp lại chợ.", "Điều 2. Bãi bỏ các quy định trước đây trái với Quyết định này.")
    assert effects(document) == [("repeals", None, "")]


def test_amended_name_of_a_replaced_document_is_not_replaced_itself() -> None:
    document = decision(
        "Điều 1. Sắp xếp lại chợ.",
        "Điều 2. Quyết định này thay thế Quyết định số 915/2020/QĐ-UBND ngày 20/8/2020 sửa đổi Quyết định số "
        "901/2017/QĐ-UBND.",
    )
    assert effects(document) == [("replaces", "915/2020/QĐ-UBND", "")]


# -- dates ------------------------------------------------------------------------------------------------------


def test_exceptions_begin_on_their_own_day() -> None:
    document = decision(
        "Điều 1. Sắp xếp lại chợ.",
        "Điều 2. Quyết định này có hiệu lực thi hành kể từ ngày 01 tháng 7 năm 2024, "
        "trừ khoản 2 Điều 1 có hiệu lực kể từ ngày 01 tháng 01 năm 2025.",
    )
    assert document.term.effective == date(2024, 7, 1)
    assert document.metadata.effective_date == date(2024, 7, 1)
    assert document.term.exceptions == (("", (Step("dieu", "1"), Step("khoan", "2")), date(2025, 1, 1)),)


@pytest.mark.parametrize(
    ("sentence", "effective", "last_day"),
    [
        ("Quyết định này có hiệu lực kể từ ngày ký.", date(2024, 6, 5), None),
        ("Quyết định này có hiệu lực thi hành sau 10 ngày kể từ ngày ký.", date(2024, 6, 15), None),
        (
            "Quyết định này có hiệu lực từ ngày 15/6/2024 đến hết ngày 31/12/2025.",
            date(2024, 6, 15),
            date(2025, 12, 31),
        ),
        ("Hồ sơ nộp trước ngày Quyết định này có hiệu lực thi hành thì được giải quyết tiếp.", None, None),
    ],
)
def test_term(sentence: str, effective: date | None, last_day: date | None) -> None:
    document = decision("Điều 1. Sắp xếp lại chợ.", f"Điều 2. {sentence}")
    assert (document.term.effective, document.term.last_day) == (effective, last_day)


# -- mentions ---------------------------------------------------------------------------------------------------


def test_law_names_keep_their_commas_and_lose_their_dates() -> None:
    named = find_document_mentions(
        "Căn cứ Luật Cán bộ, công chức ngày 13 tháng 11 năm 2008; Luật Viên chức số 58/2010/QH12;"
    )
    assert [(one.name, one.number) for one in named] == [
        ("Luật Cán bộ, công chức", None),
        ("Luật Viên chức", "58/2010/QH12"),
    ]


def test_quotations_are_blank_and_keep_their_length() -> None:
    text = "Thay “a “b” c” bằng “d”."
    assert len(blank_quotes(text)) == len(text)
    assert not set("abcd") & set(blank_quotes(text).replace("Thay", "").replace("bằng", ""))


# -- corrections, consolidations, new text without quotation marks ----------------------------------------------


def letter(*lines: str, subject: str = "V/v đính chính Kế hoạch số 9790/KH-UBND") -> Document:
    return text_document(
        "ỦY BAN NHÂN DÂN", "TỈNH GIA LAI", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
        "Số: 9802/UBND-NC", subject, "Gia Lai, ngày 20 tháng 6 năm 2024", "Kính gửi: Các sở, ban, ngành.", *lines,
    )  # fmt: skip


def test_a_decision_corrects_a_provision() -> None:
    (edge,) = [
        edge
        for edge in decision(
            "Điều 1. Đính chính sai sót tại khoản 2 Điều 5 Quyết định số 9800/2024/QĐ-UBND ngày 02 tháng 5 năm 2024 "
            "của Ủy ban nhân dân tỉnh, như sau: cụm từ “15 ngày” đúng là “10 ngày”."
        ).relations
        if edge.type == "corrects"
    ]
    assert (edge.target_number, place(edge.target_path)) == ("9800/2024/QĐ-UBND", "Điều 5 khoản 2")
    assert edge.phrase == ("15 ngày", "10 ngày")


def test_a_letter_corrects_in_its_issuers_name() -> None:
    document = letter(
        "Do sơ suất trong khâu soạn thảo, Ủy ban nhân dân tỉnh đính chính nội dung tại điểm a khoản 1 Mục II "
        "Kế hoạch số 9790/KH-UBND ngày 02/5/2024 như sau:",
        "- Đã in: “trước ngày 30/9/2024”.",
        "- Nay sửa lại là: “trước ngày 30/10/2024”.",
    )
    (edge,) = [edge for edge in document.relations if edge.type == "corrects"]
    assert (edge.target_number, place(edge.target_path)) == ("9790/KH-UBND", "II.1.a")
    assert edge.phrase == ("trước ngày 30/9/2024", "trước ngày 30/10/2024")


@pytest.mark.parametrize(
    "said",
    [
        "Ủy ban nhân dân tỉnh giao Sở Tư pháp đính chính Kế hoạch số 9790/KH-UBND ngày 02/5/2024.",
        "Ủy ban nhân dân tỉnh đề nghị các cơ quan đính chính Kế hoạch số 9790/KH-UBND ngày 02/5/2024.",
        "Sở Nội vụ tham mưu đính chính Kế hoạch số 9790/KH-UBND nếu có sai sót.",
    ],
)
def test_a_task_to_correct_corrects_nothing(said: str) -> None:
    assert effects(letter(said)) == []
    assert effects(letter(said, subject="V/v rà soát văn bản")) == []


def test_a_consolidation_names_the_original_and_what_amended_it() -> None:
    document = text_document(
        "BỘ TƯ PHÁP", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Số: 9803/VBHN-BTP",
        "Hà Nội, ngày 20 tháng 6 năm 2024", "NGHỊ ĐỊNH", "Quy định về công tác lưu trữ",
        "Nghị định số 9700/2018/NĐ-CP ngày 10 tháng 3 năm 2018 của Chính phủ quy định về công tác lưu trữ, có hiệu lực "
        "kể từ ngày 01 tháng 5 năm 2018, được sửa đổi, bổ sung bởi:",
        "Nghị định số 9750/2023/NĐ-CP ngày 05 tháng 6 năm 2023 của Chính phủ sửa đổi, bổ sung một số điều của "
        "Nghị định số 9700/2018/NĐ-CP, có hiệu lực kể từ ngày 20 tháng 7 năm 2023.",
        "Căn cứ Luật Lưu trữ ngày 11 tháng 11 năm 2011;", "Điều 1. Phạm vi", "Nghị định này quy định về lưu trữ.",
    )  # fmt: skip
    found = [(edge.type, edge.target_number) for edge in document.relations]
    assert found == [("consolidates", "9700/2018/NĐ-CP"), ("consolidates", "9750/2023/NĐ-CP")]
    assert effects(document) == [], "a consolidation changes nothing by itself"


def test_new_text_without_quotation_marks() -> None:
    document = decision(
        "Điều 1. Sửa đổi, bổ sung một số nội dung của Kế hoạch số 9790/KH-UBND ngày 02 tháng 5 năm 2024 của Ủy ban "
        "nhân dân tỉnh như sau:",
        "1. Sửa đổi điểm a khoản 1 Mục II như sau:",
        "a) Sở Công Thương chủ trì, hoàn thành trước ngày 30 tháng 10 năm 2024.",
        "2. Sửa đổi khoản 4 Mục II như sau:",
        "a) Nội dung này không mở đầu bằng số của khoản 4.",
        "Điều 2. Quyết định này có hiệu lực kể từ ngày ký.",
        subject="Sửa đổi, bổ sung một số nội dung Kế hoạch số 9790/KH-UBND ngày 02 tháng 5 năm 2024",
    )
    texts = {place(edge.target_path): edge.new_text for edge in document.relations if edge.type == "amends"}
    assert texts["II.1.a"] == "a) Sở Công Thương chủ trì, hoàn thành trước ngày 30 tháng 10 năm 2024."
    assert texts["II.4"] is None, "what follows is not told to be the new text"


def test_a_document_named_often_is_pointed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each mention would cost a search for the place before it: a line that repeats one has thousands."""
    looked: list[str] = []

    def noted(text: str) -> tuple[Step, ...]:
        looked.append(text)
        return path_before(text)

    monkeypatch.setattr("ingest.relations.extract.path_before", noted)
    named = "thực hiện theo khoản 2 Điều 5 Nghị định số 45/2019/NĐ-CP; "
    document = decision(f"Điều 1. Các sở, ngành {named * 40}báo cáo theo Thông tư số 7/2020/TT-BTC.")
    pointed = [(e.target_number, place(e.target_path)) for e in document.relations if e.type == "refers_to"]
    assert pointed == [("45/2019/NĐ-CP", "Điều 5 khoản 2"), ("7/2020/TT-BTC", "")]
    assert len(looked) == 2


@pytest.mark.parametrize("signs", ["", "- ", ". . . – “"])
def test_signs_before_a_conclusion_do_not_hide_it(signs: str) -> None:
    assert conclusion._BEGINS.match(f"{signs}tren day la ke hoach")
    assert not conclusion._BEGINS.match(f"{signs}x tren day")
