"""Numbers and days written by hand into a printed head: found, told from print, read or left blank, never wrong."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image, ImageChops, ImageDraw, ImageFont
from scipy import ndimage

from ingest.document import read_document, understand
from ingest.read import handwriting, handwriting_digits, handwriting_ink, handwriting_net, pdf, scan
from ingest.records import Document, Metadata, Reading
from ingest.training.digit_shapes import OTHER, SHAPES, draw

SERIF = Path("/usr/share/fonts/truetype/dejavu")
_needs_serif = pytest.mark.skipif(not SERIF.is_dir(), reason="fonts-dejavu-core is not installed")
_needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract-ocr is not installed")


def by_hand(text: str, seed: int, height: int = 48) -> Image.Image:
    """Digits (and B, a letter) side by side, drawn by one shaky hand; no two touch."""
    random = np.random.default_rng(seed)
    parts = []
    for name in text:
        shapes = SHAPES[name] if name in SHAPES else OTHER[:1]
        one = draw(shapes[int(random.integers(len(shapes)))], random)
        one = one.crop(ImageChops.invert(one).getbbox())
        parts.append(one.resize((max(4, one.width * height // one.height), height), Image.Resampling.BOX))
    line = Image.new("L", (sum(part.width + 9 for part in parts), height), 255)
    x = 0
    for part in parts:
        line.paste(part, (x, int(random.integers(-2, 3))))
        x += part.width + 9
    return line


def slot(text: str, seed: int) -> handwriting_digits.Reading:
    """What is read of digits on a line whose capitals are 40 pixels high."""
    line = by_hand(text, seed)
    ink = np.zeros((110, line.width + 40), dtype=np.bool_)
    ink[30 : 30 + line.height, 20 : 20 + line.width] = np.asarray(line) < 128
    return handwriting_digits.read(ink, 34, 76)


def page(number: Image.Image | str, day: Image.Image | str) -> Image.Image:
    """The first page of a plan at 300 dpi, with number and day printed or pasted in."""
    sheet = Image.new("L", (2480, 1750), 255)
    pen = ImageDraw.Draw(sheet)
    plain, bold = (ImageFont.truetype(str(SERIF / name), 46) for name in ("DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf"))
    pen.text((330, 200), "ỦY BAN NHÂN DÂN", font=plain, fill=0)
    pen.text((390, 270), "TỈNH GIA LAI", font=bold, fill=0)
    pen.text((1130, 200), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", font=bold.font_variant(size=40), fill=0)
    pen.text((1380, 270), "Độc lập - Tự do - Hạnh phúc", font=bold, fill=0)
    top, x = 390, 330
    for part, font in (("Số: ", plain), (number, plain), ("/KH-UBND", plain)):
        x = _put(sheet, part, font, x, top)
    x = 1330
    for part, font in (("Gia Lai, ngày ", plain), (day, plain), (" tháng 3 năm 2023", plain)):
        x = _put(sheet, part, font, x, top)
    pen.text((1050, 560), "KẾ HOẠCH", font=bold, fill=0)
    pen.text((500, 640), "Hoạt động thông tin đối ngoại năm 2023 trên địa bàn tỉnh", font=bold, fill=0)
    lines = [
        "Ủy ban nhân dân tỉnh yêu cầu các sở, ban, ngành và địa phương tổ chức thực hiện",
        "các nhiệm vụ sau đây trong năm 2023, báo cáo kết quả trước ngày 15 tháng 12.",
    ]
    for row, text in enumerate(lines):
        pen.text((330, 800 + 90 * row), text, font=plain, fill=0)
    return sheet


def _put(sheet: Image.Image, part: Image.Image | str, font: ImageFont.FreeTypeFont, x: int, top: int) -> int:
    if isinstance(part, str):
        ImageDraw.Draw(sheet).text((x, top), part, font=font, fill=0)
        return x + round(font.getlength(part))
    sheet.paste(part, (x + 8, top + 4))
    return x + part.width + 16


def read_page(sheet: Image.Image, folder: Path) -> Document:
    sheet.convert("RGB").save(folder / "quet.png")
    return read_document(folder / "quet.png")


@given(arrays(np.bool_, st.tuples(st.integers(1, 24), st.integers(1, 24))))
@settings(deadline=None, max_examples=60)
def test_pieces_are_those_of_scipy(ink: np.ndarray) -> None:
    labels, count = ndimage.label(ink, structure=np.ones((3, 3)))
    theirs = {(labels == label).tobytes() for label in range(1, count + 1)}
    assert {piece.mask.tobytes() for piece in handwriting_ink.pieces(ink)} == theirs


def test_a_ruled_line_goes_and_the_digit_on_it_stays() -> None:
    ink = np.zeros((80, 200), dtype=np.bool_)
    ink[20:62, 90:96] = True
    ink[60:63, 5:195] = True
    cleaned = handwriting_ink.without_rules(ink, 40)
    assert cleaned[20:58, 90:96].all()
    assert not cleaned[60:63, 5:80].any()


def test_the_network_gives_probabilities_and_is_small() -> None:
    random = np.random.default_rng(0)
    verdicts = handwriting_net.verdicts([handwriting_net.normalised(random.random((40, 30)) < 0.2) for _ in range(5)])
    assert all(one.classes.sum() == pytest.approx(1, abs=1e-4) and 0 <= one.printed <= 1 for one in verdicts)
    assert handwriting_net.WEIGHTS.stat().st_size < 300_000
    assert "Held-out" in handwriting_net.WEIGHTS.with_suffix(".md").read_text(encoding="utf-8")


def test_drawn_numbers_are_read_or_refused() -> None:
    numbers = [str(number) for number in np.random.default_rng(5).integers(1, 9999, 40)]
    found = [(number, slot(number, seed)) for seed, number in enumerate(numbers)]
    sure = [(number, one) for number, one in found if one.confidence >= handwriting.SURE]
    assert all(number == one.text for number, one in sure)
    assert sum(number == one.text for number, one in found) >= 24


@pytest.mark.parametrize("seed", range(6))
def test_a_letter_behind_the_digits_is_never_dropped(seed: int) -> None:
    found = slot("317B", seed)
    assert found.confidence < handwriting.SURE or found.text not in ("317", "3178", "31713")


def test_an_empty_slot_is_no_number() -> None:
    ink = np.zeros((60, 120), dtype=np.bool_)
    for x in range(10, 110, 11):
        ink[42:45, x : x + 3] = True  # a dotted line
    assert handwriting_digits.read(ink, 10, 45) == handwriting_digits.NOTHING


@pytest.mark.ocr
@_needs_serif
@_needs_tesseract
def test_a_number_by_hand_is_never_tesseracts(tmp_path: Path) -> None:
    document = read_page(page(by_hand("516", 3), by_hand("09", 4)), tmp_path)
    metadata = document.metadata
    assert metadata.number in ("516/KH-UBND", None)
    assert metadata.issued_date in (date(2023, 3, 9), None)
    assert metadata.type == "KH"
    for field, value in (("number", metadata.number), ("issued_date", metadata.issued_date)):
        assert value is None or metadata.sources[field] == "handwriting"
    assert sum("viết tay" in warning for warning in document.warnings) == 2


@pytest.mark.ocr
@_needs_serif
@_needs_tesseract
def test_print_stays_what_tesseract_read(tmp_path: Path) -> None:
    metadata = read_page(page("516", "09"), tmp_path).metadata
    assert (metadata.number, metadata.issued_date) == ("516/KH-UBND", date(2023, 3, 9))
    assert metadata.sources["number"] == metadata.sources["issued_date"] == "ocr"


@pytest.mark.ocr
@_needs_serif
@_needs_tesseract
def test_a_scribble_is_no_number(tmp_path: Path) -> None:
    random = np.random.default_rng(8)
    scribble = draw(OTHER[9], random).resize((150, 50))
    document = read_page(page(scribble, draw(OTHER[6], random).resize((80, 30))), tmp_path)
    assert document.metadata.number is None
    assert document.metadata.issued_date is None


def first_page(path: Path) -> Metadata:
    """The metadata that the first page of a scan gives."""
    if path.suffix != ".pdf":
        return read_document(path).metadata
    document = pdf.open_document(path)
    try:
        read = scan.read_pdf_page(document, next(iter(pdf.pages(document))))
    finally:
        document.close()
    assert read is not None
    reading = Reading("pdf", "ocr", tuple(read.blocks), (read.page,), handwritten=read.handwritten)
    return understand(path, reading).metadata


@pytest.mark.ocr
@pytest.mark.realdocs
@_needs_tesseract
def test_no_real_scan_gets_a_wrong_number_or_date(shared_dir: Path) -> None:
    folder = shared_dir / "realdocs"
    lines = (folder / "gold_documents.jsonl").read_text(encoding="utf-8").splitlines()
    scans = [gold for gold in map(json.loads, lines) if gold["kind"] in _SCANS]
    assert scans
    for gold in scans:
        metadata = first_page(folder / "docs" / gold["document"])
        number = (metadata.number or "").lstrip("0").casefold()
        assert number in ("", (gold["number_raw"] or "").lstrip("0").casefold()), gold["document"]
        assert metadata.issued_date is None or metadata.issued_date.isoformat() == gold["issued_date"], gold["document"]


_SCANS = {"scan_pdf", "mixed_pdf", "scan_pdf_bad_ocr", "image"}
