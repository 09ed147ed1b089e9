"""Letters of a PDF as words: set one by one, spaced, raised and lowered by little, in a font that says others."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from ingest.read import ReadingContext, read_file
from ingest.read.pages.words import Word
from ingest.read.pdf.spaced_letters import with_joined_letters
from ingest.reading import Line, Reading
from tests.support.written_pdf import WrittenPdf

NO_OCR = ReadingContext(ocr=False)
WIDTH = 0.55


def texts(reading: Reading) -> list[str]:
    return [block.text for block in reading.blocks if isinstance(block, Line)]


def one_by_one(file: WrittenPdf, text: str, x: float, y: float, *, between: float = 0.0) -> str:
    """Every letter as a text object of its own, blanks left out."""
    step = 12 * WIDTH + between
    return "".join(file.text(char, x + step * place, y) for place, char in enumerate(text) if char != " ")


def test_letters_set_one_by_one_are_words_and_numbers(tmp_path: Path) -> None:
    file = WrittenPdf()
    file.page(one_by_one(file, "Mẫu số 01: kinh phí 1.450.000 đồng", 60, 700))
    assert texts(read_file(file.save(tmp_path / "a.pdf"), NO_OCR)) == ["Mẫu số 01: kinh phí 1.450.000 đồng"]


@pytest.mark.parametrize("between", [3.0, 6.0])
def test_a_spaced_line_is_words(tmp_path: Path, between: float) -> None:
    file = WrittenPdf()
    file.page(one_by_one(file, "CHƯƠNG TRÌNH CÔNG TÁC", 60, 700, between=between) + file.text("Năm học mới", 60, 650))
    assert texts(read_file(file.save(tmp_path / "a.pdf"), NO_OCR)) == ["CHƯƠNG TRÌNH CÔNG TÁC", "Năm học mới"]


def test_figures_and_letters_of_columns_are_not_joined() -> None:
    figures = [Word(str(place), 20.0 * place, 0, 20.0 * place + 6, 12) for place in range(8)]
    letters = [Word("abcdefgh"[place], 50.0 * place, 0, 50.0 * place + 6, 12) for place in range(8)]
    assert with_joined_letters(figures) == figures
    assert with_joined_letters(letters) == letters


@pytest.mark.parametrize("share", [0.58, 0.65, 0.83])
def test_small_digits_keep_their_meaning_whatever_their_size(tmp_path: Path, share: float) -> None:
    file = WrittenPdf()
    step, size = 12 * WIDTH, 12 * share

    def line(before: str, small: str, after: str, y: float, shift: float) -> str:
        end = 60 + step * len(before)
        rest = file.text(after, end + size * WIDTH * len(small) + step, y)
        return file.text(before, 60, y) + file.text(small, end, y + shift, size) + rest

    file.page(
        line("Sân rộng 420 m", "2", "mỗi thôn", 700, 5)
        + line("Lượng khí CO", "2", "phát ra", 660, -3)
        + line("Theo Nghị định số 61/2018/NĐ-CP", "4", "của Chính phủ", 620, 5)
    )
    assert texts(read_file(file.save(tmp_path / "a.pdf"), NO_OCR)) == [
        "Sân rộng 420 m² mỗi thôn", "Lượng khí CO₂ phát ra", "Theo Nghị định số 61/2018/NĐ-CP[4] của Chính phủ",
    ]  # fmt: skip


def _page_with_a_broken_font(path: Path) -> Path:
    """Good lines, and one whose font gives every letter as the one 29 places behind it."""
    file = WrittenPdf()
    shown = "Khoan 2. Muc chi la 165.000 dong cho moi buoi hop cua ban va cac to"
    pairs = "\n".join(f"<{ord(c):02x}> <{ord(c) + 29:04x}>" for c in sorted(set(shown) - {" "}))
    unicode = DecodedStreamObject()
    unicode.set_data(
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /M def /CMapType 2 def\n"
        b"1 begincodespacerange <00> <ff> endcodespacerange\n"
        + f"{len(set(shown)) - 1} beginbfchar\n{pairs}\nendbfchar\nendcmap end end".encode()
    )
    font = DictionaryObject({
        NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
        NameObject("/BaseFont"): NameObject("/Times-Roman"), NameObject("/ToUnicode"): file.writer._add_object(unicode),
    })  # fmt: skip
    good = "".join(
        file.text("Ban Thanh tra nhân dân họp mỗi quý một lần tại xã.", 60, 700 - 40 * row) for row in (0, 2)
    )
    page = file.page(good + f"q BT /B 12 Tf 1 0 0 1 60 660 Tm <{shown.encode().hex()}> Tj ET Q\n")
    page["/Resources"]["/Font"][NameObject("/B")] = file.writer._add_object(font)
    return file.save(path)


def test_a_broken_font_among_good_ones_is_never_quoted(tmp_path: Path) -> None:
    reading = read_file(_page_with_a_broken_font(tmp_path / "a.pdf"), NO_OCR)
    assert texts(reading) == ["Ban Thanh tra nhân dân họp mỗi quý một lần tại xã."] * 2
    assert any("phông chữ hỏng" in warning for warning in reading.warnings)


@pytest.mark.ocr
def test_a_broken_font_among_good_ones_is_read_as_a_picture(tmp_path: Path) -> None:
    if shutil.which("tesseract") is None:
        pytest.skip("needs packages tesseract-ocr, tesseract-ocr-vie")
    reading = read_file(_page_with_a_broken_font(tmp_path / "a.pdf"))
    assert "165.000" in texts(reading)[1]
    assert any("phông chữ hỏng" in warning for warning in reading.warnings)
