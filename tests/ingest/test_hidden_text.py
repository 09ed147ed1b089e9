"""Text of a PDF that nobody sees is not the document's; what is seen stays, whatever its colour."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from ingest.read import ReadingContext, read_file
from ingest.reading import Line, Reading
from tests.support.written_pdf import WrittenPdf, xobjects

SEEN = "Mức hỗ trợ mỗi hộ là 12 triệu đồng, chi một lần trong quý đầu năm."
HIDDEN = "Mức cũ là 77 triệu đồng."
NO_OCR = ReadingContext(ocr=False)


def texts(reading: Reading) -> str:
    return "\n".join(block.text for block in reading.blocks if isinstance(block, Line))


@pytest.mark.parametrize(
    ("x", "y", "size", "extra", "before"),
    [
        (60, 600, 12, "1 g", ""),
        (60, 600, 12, "0.98 0.98 1 rg", ""),
        (60, 600, 12, "3 Tr", ""),
        (-400, 600, 12, "", ""),
        (60, 900, 12, "", ""),
        (60, 600, 0.5, "", ""),
        (60, 600, 12, "0 0 1 rg", "0 0 1 rg 50 590 400 30 re f\n"),
        (60, 600, 12, "7 Tr", ""),
        (60, 600, 12, "", "0 0 40 40 re W n\n"),
    ],
    ids=[
        "white",
        "almost white",
        "without ink",
        "left of the page",
        "above the page",
        "a speck",
        "blue on blue",
        "a clip",
        "clipped",
    ],
)
def test_hidden_text_is_left_out_and_said(
    tmp_path: Path, x: float, y: float, size: float, extra: str, before: str
) -> None:
    file = WrittenPdf()
    file.page(file.text(SEEN, 60, 700) + before + file.text(HIDDEN, x, y, size, extra))
    reading = read_file(file.save(tmp_path / "a.pdf"), NO_OCR)
    assert texts(reading) == SEEN
    assert any("chữ ẩn" in warning for warning in reading.warnings)
    assert [(left.reason, left.page) for left in reading.left_out] == [("hidden", 1)]


def test_text_under_a_white_shape_is_hidden(tmp_path: Path) -> None:
    file = WrittenPdf()
    file.page(file.text(SEEN, 60, 700) + file.text(HIDDEN, 60, 600) + "1 g 50 590 400 30 re f\n")
    assert texts(read_file(file.save(tmp_path / "a.pdf"), NO_OCR)) == SEEN


def test_text_under_a_picture_is_hidden_and_beside_it_is_seen(tmp_path: Path) -> None:
    file = WrittenPdf()
    picture = file.image(bytes([190]) * 100, 10, 10)
    file.page(
        file.text(SEEN, 60, 700) + file.text(HIDDEN, 60, 600) + "q 300 0 0 30 50 590 cm /I Do Q\n",
        xobjects([("I", picture)]),
    )
    reading = read_file(file.save(tmp_path / "a.pdf"), NO_OCR)
    assert texts(reading) == SEEN
    assert [left.reason for left in reading.left_out] == ["hidden"]


def test_text_in_a_form_that_is_clipped_away_is_hidden(tmp_path: Path) -> None:
    file = WrittenPdf()
    form = file.form(file.text(HIDDEN, 60, 600).encode())
    file.page(file.text(SEEN, 60, 700) + "q 0 0 20 20 re W n /X Do Q\n", xobjects([("X", form)]))
    reading = read_file(file.save(tmp_path / "a.pdf"), NO_OCR)
    assert texts(reading) == SEEN
    assert [left.reason for left in reading.left_out] == ["hidden"]


def test_text_that_its_clip_lets_through_is_seen(tmp_path: Path) -> None:
    file = WrittenPdf()
    file.page("q 50 690 500 40 re W n " + file.text(SEEN, 60, 700) + "Q\n")
    assert texts(read_file(file.save(tmp_path / "a.pdf"), NO_OCR)) == SEEN


@pytest.mark.parametrize("before", ["0 0 0.5 rg 50 590 400 30 re f\n", "0.4 g 0 0 595 842 re f\n"])
def test_white_text_on_a_dark_ground_is_seen(tmp_path: Path, before: str) -> None:
    file = WrittenPdf()
    file.page(
        before + file.text("Biểu mức hỗ trợ năm nay", 60, 600, 12, "1 g") + file.text(SEEN, 60, 500, 12, "1 0 0 rg")
    )
    reading = read_file(file.save(tmp_path / "a.pdf"), NO_OCR)
    assert "Biểu mức hỗ trợ năm nay" in texts(reading)
    assert not reading.left_out


def test_text_without_ink_over_a_picture_is_the_text_of_a_scan(tmp_path: Path) -> None:
    file = WrittenPdf()
    picture = xobjects([("I", file.image(b"\xe0" * 100, 10, 10))])
    file.page("q 595 0 0 842 0 0 cm /I Do Q\n" + file.text(SEEN, 60, 700, 12, "3 Tr"), picture)
    reading = read_file(file.save(tmp_path / "a.pdf"), NO_OCR)
    assert texts(reading) == SEEN


def test_text_of_a_layer_that_is_switched_off_is_hidden(tmp_path: Path) -> None:
    file = WrittenPdf()
    layer = file.writer._add_object(
        DictionaryObject({NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject("cũ")})
    )
    resources = DictionaryObject({NameObject("/Properties"): DictionaryObject({NameObject("/L"): layer})})
    file.page(file.text(SEEN, 60, 700) + "/OC /L BDC\n" + file.text(HIDDEN, 60, 600) + "EMC\n", resources)
    file.writer._root_object[NameObject("/OCProperties")] = DictionaryObject({
        NameObject("/OCGs"): ArrayObject([layer]),
        NameObject("/D"): DictionaryObject({NameObject("/OFF"): ArrayObject([layer])}),
    })  # fmt: skip
    reading = read_file(file.save(tmp_path / "a.pdf"), NO_OCR)
    assert texts(reading) == SEEN
    assert any("chữ ẩn" in warning for warning in reading.warnings)


def test_a_watermark_across_the_text_is_set_apart(tmp_path: Path) -> None:
    file = WrittenPdf()
    mark = file.text("BẢN NỘI BỘ", 0, 0, 40, "0.8 g").replace("1 0 0 1 0 0 Tm", "0.8 0.6 -0.6 0.8 150 560 Tm")
    pale = file.text("BẢN THỬ", 100, 705, 44, "0.85 g")
    file.page(file.text(SEEN, 60, 700) + mark + pale + file.text("Điều khoản sau cùng của văn bản này.", 60, 660))
    reading = read_file(file.save(tmp_path / "a.pdf"), NO_OCR)
    assert texts(reading) == SEEN + "\nĐiều khoản sau cùng của văn bản này."
    assert {left.reason for left in reading.left_out} == {"watermark"}


@pytest.mark.parametrize("depth", [1, 2, 4])
def test_text_and_rules_inside_forms_are_read(tmp_path: Path, depth: int) -> None:
    file = WrittenPdf()
    inner = file.form(file.text(SEEN, 30, 600).encode("latin-1"))
    for _ in range(depth - 1):
        inner = file.form(b"q 1 0 0 1 5 5 cm /X Do Q", xobjects([("X", inner)]))
    file.page("q 0.9 0 0 0.9 10 10 cm /X Do Q", xobjects([("X", inner)]))
    assert texts(read_file(file.save(tmp_path / "a.pdf"), NO_OCR)) == SEEN
