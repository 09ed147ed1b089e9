"""Form fields and annotations of a PDF: what they show is read, XFA forms and attachments are read or named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from ingest.read import ReadingContext, read_file
from ingest.reading import Line, Reading, RefusedFile
from tests.support.written_pdf import WrittenPdf

NO_OCR = ReadingContext(ocr=False)
BODY = "Tờ khai đăng ký hỗ trợ nhà ở cho hộ nghèo trên địa bàn xã năm nay"


def texts(reading: Reading) -> str:
    return "\n".join(block.text for block in reading.blocks if isinstance(block, Line))


def annotation(file: WrittenPdf, page: Any, rect: tuple[float, ...], **entries: Any) -> Any:
    """An annotation on the page; its reference."""
    made = DictionaryObject({NameObject("/Type"): NameObject("/Annot"), NameObject("/F"): NumberObject(4)})
    made[NameObject("/Rect")] = ArrayObject(FloatObject(value) for value in rect)
    for key, value in entries.items():
        made[NameObject(f"/{key}")] = value
    reference = file.writer._add_object(made)
    page.setdefault(NameObject("/Annots"), ArrayObject()).append(reference)
    return reference


def form(file: WrittenPdf, fields: list[Any], **entries: Any) -> None:
    made = DictionaryObject({NameObject("/Fields"): ArrayObject(fields)})
    for key, value in entries.items():
        made[NameObject(f"/{key}")] = value
    file.writer._root_object[NameObject("/AcroForm")] = made


@pytest.mark.parametrize("by_parent", [False, True])
def test_values_of_fields_without_an_appearance_are_read(tmp_path: Path, by_parent: bool) -> None:
    file = WrittenPdf()
    page = file.page(file.text(BODY, 60, 740) + file.text("Họ và tên:", 60, 700) + file.text("Địa chỉ:", 60, 670))
    own: dict[str, Any] = {"FT": NameObject("/Tx"), "V": TextStringObject("Rơ Châm H’Bích")}
    widget = annotation(file, page, (130, 695, 400, 715), Subtype=NameObject("/Widget"), **({} if by_parent else own))
    top = widget
    if by_parent:
        parent = DictionaryObject({NameObject(f"/{key}"): value for key, value in own.items()})
        parent[NameObject("/Kids")] = ArrayObject([widget])
        top = file.writer._add_object(parent)
    hidden = annotation(
        file, page, (130, 665, 400, 685), Subtype=NameObject("/Widget"), FT=NameObject("/Tx"),
        V=TextStringObject("không hiện"), F=NumberObject(2),
    )  # fmt: skip
    form(file, [top, hidden])
    assert texts(read_file(file.save(tmp_path / "a.pdf"), NO_OCR)) == f"{BODY}\nHọ và tên: Rơ Châm H’Bích\nĐịa chỉ:"


@pytest.mark.parametrize(("state", "sign"), [("/Yes", "☑"), ("/Off", "☐")])
def test_boxes_of_a_form_are_ticked_or_not_whatever_sign_they_draw(tmp_path: Path, state: str, sign: str) -> None:
    file = WrittenPdf()
    signs = DictionaryObject()
    for name, drawn in (("/Yes", file.text("4", 1, 1, 9)), ("/Off", "")):
        look = file.form(drawn.encode("latin-1"))
        look.get_object()[NameObject("/BBox")] = ArrayObject(FloatObject(value) for value in (0, 0, 12, 12))
        signs[NameObject(name)] = look
    page = file.page(file.text(BODY, 60, 740) + file.text("Hộ có vườn", 80, 700))
    box = annotation(
        file, page, (60, 698, 72, 710), Subtype=NameObject("/Widget"), FT=NameObject("/Btn"), V=NameObject(state),
        AS=NameObject(state), AP=DictionaryObject({NameObject("/N"): signs}),
    )  # fmt: skip
    form(file, [box])
    assert texts(read_file(file.save(tmp_path / "a.pdf"), NO_OCR)) == f"{BODY}\n{sign} Hộ có vườn"


@pytest.mark.parametrize("subtype", ["/Widget", "/FreeText", "/Stamp"])
def test_what_fields_and_stamps_draw_is_read(tmp_path: Path, subtype: str) -> None:
    file = WrittenPdf()
    drawn = file.form(file.text("Số: 4471/QĐ-UBND", 0, 5).encode("latin-1"))
    drawn.get_object()[NameObject("/BBox")] = ArrayObject(FloatObject(value) for value in (0, 0, 200, 20))
    page = file.page(file.text(BODY, 60, 740))
    annotation(
        file, page, (60, 695, 260, 715), Subtype=NameObject(subtype),
        AP=DictionaryObject({NameObject("/N"): drawn}),
    )  # fmt: skip
    assert "Số: 4471/QĐ-UBND" in texts(read_file(file.save(tmp_path / "a.pdf"), NO_OCR))


def test_free_text_without_an_appearance_is_read_and_a_reader_s_note_is_not(tmp_path: Path) -> None:
    file = WrittenPdf()
    page = file.page(file.text(BODY, 60, 740))
    free = {"Subtype": NameObject("/FreeText"), "Contents": TextStringObject("Hạn nộp: ngày 12 tháng 9")}
    annotation(file, page, (60, 695, 260, 715), **free)
    annotation(file, page, (300, 600, 320, 620), Subtype=NameObject("/Text"), Contents=TextStringObject("xem lại"))
    reading = read_file(file.save(tmp_path / "a.pdf"), NO_OCR)
    assert texts(reading) == f"{BODY}\nHạn nộp: ngày 12 tháng 9"
    assert [(left.reason, left.text) for left in reading.left_out] == [("comment", "xem lại")]


TEMPLATE = """<template xmlns="http://www.xfa.org/schema/xfa-template/3.0/"><subform name="a">
<draw><value><text>TỜ KHAI NUÔI CÁ LỒNG</text></value></draw>
<field name="ten"><caption><value><text>Tên hộ:</text></value></caption></field>
<draw presence="hidden"><value><text>không hiện</text></value></draw>
</subform></template>"""
DATA = """<xfa:datasets xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/"><xfa:data><a><ten>Siu Pơi</ten></a>
</xfa:data></xfa:datasets>"""


@pytest.mark.parametrize("has_template", [True, False])
def test_an_xfa_form_is_read_or_refused(tmp_path: Path, has_template: bool) -> None:
    file = WrittenPdf()
    file.page(file.text("Please wait... The document needs Adobe Reader to be shown to you.", 60, 740))
    parts = ArrayObject()
    for name, xml in (("template", TEMPLATE), ("datasets", DATA)) if has_template else ():
        stream = DecodedStreamObject()
        stream.set_data(xml.encode())
        parts += [TextStringObject(name), file.writer._add_object(stream)]
    empty = DecodedStreamObject()
    empty.set_data(b"<config/>")
    parts += [TextStringObject("config"), file.writer._add_object(empty)]
    form(file, [], XFA=parts)
    path = file.save(tmp_path / "a.pdf")
    if not has_template:
        with pytest.raises(RefusedFile, match="XFA"):
            read_file(path, NO_OCR)
        return
    reading = read_file(path, NO_OCR)
    assert texts(reading) == "TỜ KHAI NUÔI CÁ LỒNG\nTên hộ: Siu Pơi"
    assert any("XFA" in warning for warning in reading.warnings)


@pytest.mark.parametrize("is_portfolio", [False, True])
def test_attachments_are_named_and_the_cover_of_a_portfolio_is_refused(tmp_path: Path, is_portfolio: bool) -> None:
    file = WrittenPdf()
    file.page(file.text(BODY, 60, 740))
    file.writer.add_attachment("phu-luc.docx", b"PK")
    if is_portfolio:
        file.writer._root_object[NameObject("/Collection")] = DictionaryObject()
    path = file.save(tmp_path / "a.pdf")
    if is_portfolio:
        with pytest.raises(RefusedFile, match=r"phu-luc\.docx"):
            read_file(path, NO_OCR)
    else:
        assert any("phu-luc.docx" in warning for warning in read_file(path, NO_OCR).warnings)


def test_thousands_of_pages_in_a_few_kilobytes_are_refused(tmp_path: Path) -> None:
    file = WrittenPdf()
    page = file.page(file.text(BODY, 60, 740))
    kids: Any = file.writer._pages.get_object()
    kids[NameObject("/Kids")] = ArrayObject([page.indirect_reference] * 4000)
    kids[NameObject("/Count")] = NumberObject(4000)
    with pytest.raises(RefusedFile) as refused:
        read_file(file.save(tmp_path / "a.pdf"), NO_OCR)
    assert refused.value.code == "too_large"
