"""Numbers and days written by hand into a printed head: found, told from print, read or left blank, never wrong."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from datetime import date
from importlib.metadata import metadata as packaged
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image, ImageChops, ImageDraw, ImageFont
from scipy import ndimage

from index.records import StoredDocument
from index.validity.records import ValidityStatus
from ingest.document import read_document, understand
from ingest.read.context import ReadingContext
from ingest.read.handwriting import digit_network, digits, line_recogniser, reader, votes
from ingest.read.handwriting import ink as handwriting_ink
from ingest.read.ocr import page_ocr
from ingest.read.pdf import text_layer
from ingest.reading import Reading
from ingest.records import Document, Metadata
from ingest.training import digit_slots
from ingest.training.digit_shapes import OTHER, SHAPES, draw_shape
from service.answering import notices, wording

SERIF = Path("/usr/share/fonts/truetype/dejavu")
_needs_serif = pytest.mark.skipif(not SERIF.is_dir(), reason="fonts-dejavu-core is not installed")
_needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract-ocr is not installed")


def by_hand(text: str, seed: int, height: int = 48) -> Image.Image:
    """Digits (and B, a letter) side by side, drawn by one shaky hand; no two touch."""
    random = np.random.default_rng(seed)
    parts = []
    for name in text:
        shapes = SHAPES[name] if name in SHAPES else OTHER[:1]
        shape = draw_shape(shapes[int(random.integers(len(shapes)))], random)
        shape = shape.crop(ImageChops.invert(shape).getbbox())
        parts.append(shape.resize((max(4, shape.width * height // shape.height), height), Image.Resampling.BOX))
    line = Image.new("L", (sum(part.width + 9 for part in parts), height), 255)
    x = 0
    for part in parts:
        line.paste(part, (x, int(random.integers(-2, 3))))
        x += part.width + 9
    return line


def slot(text: str, seed: int) -> digits.DigitReading:
    """What is read of digits on a line whose capitals are 40 pixels high."""
    line = by_hand(text, seed)
    ink = np.zeros((110, line.width + 40), dtype=np.bool_)
    ink[30 : 30 + line.height, 20 : 20 + line.width] = np.asarray(line) < 128
    return digits.read_digits(ink, 34, 76)


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
    assert {piece.mask.tobytes() for piece in handwriting_ink.connected_pieces(ink)} == theirs


def test_a_ruled_line_goes_and_the_digit_on_it_stays() -> None:
    ink = np.zeros((80, 200), dtype=np.bool_)
    ink[20:62, 90:96] = True
    ink[60:63, 5:195] = True
    cleaned = handwriting_ink.remove_ruled_lines(ink, 40)
    assert cleaned[20:58, 90:96].all()
    assert not cleaned[60:63, 5:80].any()


def test_the_network_gives_probabilities_and_is_small() -> None:
    random = np.random.default_rng(0)
    verdicts = digit_network.judge_pictures(
        [digit_network.normalise_ink(random.random((40, 30)) < 0.2) for _ in range(5)]
    )
    assert all(
        verdict.classes.sum() == pytest.approx(1, abs=1e-4) and 0 <= verdict.printed <= 1 for verdict in verdicts
    )
    assert digit_network.WEIGHTS.stat().st_size < 300_000
    assert "Held-out" in digit_network.WEIGHTS.with_suffix(".md").read_text(encoding="utf-8")


def test_drawn_numbers_are_read_or_refused() -> None:
    numbers = [str(number) for number in np.random.default_rng(5).integers(1, 9999, 40)]
    found = [(number, slot(number, seed)) for seed, number in enumerate(numbers)]
    sure = [(number, reading) for number, reading in found if reading.confidence >= reader.SURE]
    assert all(number == reading.text for number, reading in sure)
    assert sum(number == reading.text for number, reading in found) >= 24


@pytest.mark.parametrize("seed", range(6))
def test_a_letter_behind_the_digits_is_never_dropped(seed: int) -> None:
    found = slot("317B", seed)
    assert found.confidence < reader.SURE or found.text not in ("317", "3178", "31713")


@_needs_serif
def test_the_line_reader_reads_a_printed_line() -> None:
    font = ImageFont.truetype(str(SERIF / "DejaVuSerif.ttf"), 40)
    picture = Image.new("L", (round(font.getlength("ngày 17 tháng 11 năm 2025")) + 20, 64), 255)
    ImageDraw.Draw(picture).text((10, 8), "ngày 17 tháng 11 năm 2025", font=font, fill=0)
    line = line_recogniser.recognise_line(picture)
    assert line.text.replace(" ", "") == "ngày17tháng11năm2025"
    assert len(line.likely) == len(line.text)
    assert all(0 < likelihood <= 1 for likelihood in line.likely)
    assert line_recogniser.recognise_line(Image.new("L", (90, 50), 255)).text == ""


def test_the_line_reader_loads_its_network_and_nothing_of_its_package() -> None:
    code = (
        "import sys; from PIL import Image; from ingest.read.handwriting import line_recogniser\n"
        "assert 'onnxruntime' not in sys.modules\n"
        "line_recogniser.recognise_line(Image.new('L', (90, 50), 255))\n"
        "print(sorted({'rapidocr', 'cv2', 'requests', 'omegaconf'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert packaged("rapidocr")["License-Expression"] == "Apache-2.0"


@pytest.mark.parametrize("number", ["2119", "07", "4532", "268"])
def test_a_drawn_number_is_taken_right_or_not_at_all(number: str) -> None:
    found = []
    for seed in range(2):
        random = np.random.default_rng(seed)
        hand = digit_slots.own_hand(random)
        found.append(digit_slots.accepted_number(*digit_slots.compose_slot([hand(digit) for digit in number], random)))
    assert set(found) <= {number, None}
    assert number in found


def test_a_lone_digit_is_taken_for_a_month_only() -> None:
    random = np.random.default_rng(1)
    sheet, place = digit_slots.compose_slot([digit_slots.own_hand(random)("8")], random)
    network = digits.DigitReading("8", 0.9)
    rows, columns = (place.top, place.bottom), (place.x0, place.x1)
    assert votes.vote_number(sheet, rows, columns, network, lone="3456789").text == "8"
    assert votes.vote_number(sheet, rows, columns, network).text is None


def test_a_scribble_is_never_taken() -> None:
    for seed in range(4):
        random = np.random.default_rng(seed)
        assert (
            digit_slots.accepted_number(*digit_slots.compose_slot(digit_slots.random_scribble(random), random)) is None
        )


def decided(readings: list[str], network: str, sure: float, least: float = 0.98) -> str | None:
    """What seven ways of seeing a slot come to."""
    seen = [votes.SlotView(text, least) for text in readings]
    return votes.decide_vote(seen, digits.DigitReading(network, sure)).text


@pytest.mark.parametrize(
    ("readings", "network", "sure", "taken"),
    [
        (["4571"] * 7, "4511", 0.05, "4571"),
        (["4571"] * 7, "4571", 0.05, "4571"),
        (["455"] * 7, "155", 0.3, None),  # a 1 with a filled flag: the digit network says otherwise
        (["455"] * 6 + ["155"], "455", 0.3, None),  # another digit, were it seen once
        (["455"] * 5 + ["155"] * 2, "155", 0.3, None),
        (["2119"] * 4 + ["2M19"] * 3, "2119", 0.3, "2119"),
        (["2119"] * 3 + ["2M19"] * 4, "2119", 0.3, None),
        (["34"] * 6 + ["314"], "34", 0.3, None),  # a digit is lost more often than made up
        (["17"] * 5 + ["7"] * 2, "17", 0.3, "17"),
        (["3176B"] * 7, "31768", 0.05, "3176B"),
        (["31768"] * 6 + ["3176B"], "31768", 0.3, None),
        (["件"] * 7, "171", 0.2, None),
        ([""] * 7, "", 0.0, None),
    ],
)
def test_a_number_is_taken_where_the_readers_agree(
    readings: list[str], network: str, sure: float, taken: str | None
) -> None:
    assert decided(readings, network, sure) == taken


def test_what_all_ways_read_without_certainty_is_not_taken() -> None:
    assert decided(["56"] * 7, "", 0.0, least=0.7) is None


@pytest.mark.parametrize("by_hand", [("number",), ("issued_date",), ("number", "issued_date"), ()])
def test_what_was_read_by_hand_is_cited_with_a_notice(by_hand: tuple[str, ...]) -> None:
    sources = dict.fromkeys(("number", "issued_date"), "text_layer") | dict.fromkeys(by_hand, "handwriting")
    metadata = Metadata(number="9705/KH-UBND", issued_date=date(2023, 3, 9), sources=sources)
    stored = StoredDocument("d1", 1, 1, "0" * 64, "quet.pdf", "pdf", "ocr", metadata, 1, 1)
    shown = notices.document_notices(stored, ValidityStatus("in_force", date(2023, 4, 1), ""), date(2023, 4, 1))
    assert (wording.NUMBER_BY_HAND in shown, wording.DATE_BY_HAND in shown) == tuple(
        field in by_hand for field in ("number", "issued_date")
    )


def test_an_empty_slot_is_no_number() -> None:
    ink = np.zeros((60, 120), dtype=np.bool_)
    for x in range(10, 110, 11):
        ink[42:45, x : x + 3] = True  # a dotted line
    assert digits.read_digits(ink, 10, 45) == digits.NOTHING


@pytest.mark.ocr
@_needs_serif
@_needs_tesseract
def test_a_number_by_hand_is_read_and_said_to_be_one(tmp_path: Path) -> None:
    document = read_page(page(by_hand("516", 3), by_hand("09", 4)), tmp_path)
    metadata = document.metadata
    assert (metadata.number, metadata.issued_date) == ("516/KH-UBND", date(2023, 3, 9))
    assert metadata.type == "KH"
    assert metadata.sources["number"] == metadata.sources["issued_date"] == "handwriting"
    assert sum("viết tay" in warning and "đối chiếu" in warning for warning in document.warnings) == 2


@pytest.mark.ocr
@_needs_serif
@_needs_tesseract
def test_print_stays_what_tesseract_read(tmp_path: Path) -> None:
    line_recogniser.load_recogniser.cache_clear()
    metadata = read_page(page("516", "09"), tmp_path).metadata
    assert line_recogniser.load_recogniser.cache_info().misses == 0  # print does not wake the line reader
    assert (metadata.number, metadata.issued_date) == ("516/KH-UBND", date(2023, 3, 9))
    assert metadata.sources["number"] == metadata.sources["issued_date"] == "ocr"


@pytest.mark.ocr
@_needs_serif
@_needs_tesseract
def test_a_scribble_is_no_number(tmp_path: Path) -> None:
    random = np.random.default_rng(8)
    scribble = draw_shape(OTHER[9], random).resize((150, 50))
    document = read_page(page(scribble, draw_shape(OTHER[6], random).resize((80, 30))), tmp_path)
    assert document.metadata.number is None
    assert document.metadata.issued_date is None


def first_page(path: Path) -> Metadata:
    """The metadata that the first page of a scan gives."""
    if path.suffix != ".pdf":
        return read_document(path).metadata
    document = text_layer.open_document(path)
    try:
        read = page_ocr.read_pdf_page(document, next(iter(text_layer.page_texts(document))), ReadingContext())
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
