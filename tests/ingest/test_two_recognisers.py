"""Two recognisers, one reading: with Tesseract and without, and the choice between two readings of a word."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.read.ocr import line_reader, recognition, second_opinion, tesseract
from ingest.read.ocr.word_choice import Opinion, choose_words
from ingest.read.ocr.word_model import load_word_model
from ingest.read.pages.image_preprocessing import Gray
from ingest.read.pages.words import Word

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf")
LINES = (
    "Số: 9512/KH-UBND",
    "Căn cứ Nghị quyết số 32/NQ-HĐND ngày 14 tháng 7 năm 2024 của Hội đồng nhân dân tỉnh,",
    "Ủy ban nhân dân tỉnh ban hành kế hoạch trồng 1.250 ha rừng với tổng kinh phí 3,75 tỷ đồng;",
    "các sở, ban, ngành và địa phương báo cáo kết quả trước ngày 20 tháng 11 hằng năm.",
)
needs_font = pytest.mark.skipif(not FONT.is_file(), reason="needs fonts-dejavu-core")


def page(quarter_turns: int = 0) -> Gray:
    """A page of print at 300 dpi."""
    image = Image.new("L", (2480, 1400), 255)
    font = ImageFont.truetype(str(FONT), 46)
    for row, text in enumerate(LINES):
        ImageDraw.Draw(image).text((200, 200 + 110 * row), text, font=font, fill=20)
    return np.ascontiguousarray(np.rot90(np.asarray(image), quarter_turns))


def syllables_read(words: list[Word]) -> float:
    """Share of the page's syllables that stand among the words."""
    read = " ".join(word.text for word in words).split()
    asked = " ".join(LINES).split()
    return sum(text in read for text in asked) / len(asked)


@needs_font
@pytest.mark.parametrize("installed", [True, False])
def test_a_page_is_read_with_and_without_tesseract(installed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if installed and not tesseract.is_installed():
        pytest.skip("needs tesseract-ocr, tesseract-ocr-vie")
    monkeypatch.setattr(tesseract, "is_installed", lambda: installed)
    words = recognition.recognise_words(page(), has_head=True)
    assert syllables_read(words) > 0.95
    assert "9512/KH-UBND" in " ".join(word.text for word in words)


@needs_font
def test_a_machine_without_the_program_reads_scans(tmp_path: Path) -> None:
    """A process of its own without Tesseract on its path: nothing is asked of it, and nothing fails."""
    Image.fromarray(page()).save(tmp_path / "a.png")
    code = (
        "import sys; from pathlib import Path; from ingest.read import read_file; print(read_file(Path(sys.argv[1])))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "a.png")],
        capture_output=True, text=True, check=True,
        env={"PATH": str(tmp_path), "PYTHONPATH": ":".join(sys.path), "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert "ban hành kế hoạch" in done.stdout


@needs_font
def test_words_stand_where_they_are_printed() -> None:
    line = line_reader.read_lines(page())[1]
    boxes = [(word.x0, word.x1) for word in line.words]
    assert all(one[1] <= other[0] + 2 for one, other in pairwise(boxes))
    font = ImageFont.truetype(str(FONT), 46)
    for word in line.words:
        start = LINES[1].find(word.text)
        if LINES[1].count(word.text) == 1:
            assert word.x0 == pytest.approx(200 + font.getlength(LINES[1][:start]), abs=16)


@needs_font
@pytest.mark.parametrize("turns", [1, 2, 3])
def test_the_direction_of_a_page_is_known(turns: int) -> None:
    assert line_reader.quarter_turns(page(turns)) == turns


def test_the_models_lie_in_the_package() -> None:
    assert {path.name for path in line_reader.models_folder().glob("*.onnx")} >= {"det.onnx", "rec.onnx", "orient.onnx"}


def words_of(text: str, confidence: float = 0.9) -> list[Word]:
    return [Word(part, 20.0 * at, 0, 20.0 * at + 18, 10, confidence=confidence) for at, part in enumerate(text.split())]


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("tổng sổ tiền là", "tổng số tiền là"),
        ("Sở Y tể tỉnh", "Sở Y tế tỉnh"),
        ("lập kể hoạch kiếm tra", "lập kế hoạch kiểm tra"),
        ("cùng ông Tuân dự họp", "cùng ông Tuân dự họp"),
        ("vào sổ tiếp dân", "vào sổ tiếp dân"),
        ("QĐ-UBND năm 2019", "QĐ-UBND năm 2019"),
    ],
)
def test_marks_are_settled_by_the_words_around(read: str, meant: str) -> None:
    words = words_of(read)
    assert " ".join(word.text for word in choose_words(words, [None] * len(words))) == meant


@pytest.mark.parametrize(
    ("first", "second", "chosen"),
    [
        (("57", 0.9), ("Š7", 0.8), "57"),
        (("16", 0.96), ("lồ", 0.75), "16"),
        (("76.4", 0.93), ("76,4", 0.89), "76,4"),
        (("1,", 0.73), ("1.", 0.96), "1."),
        (("2017", 1.0), ("20 17", 0.96), "2017"),
        (("2l54", 0.3), ("2154", 0.95), "2154"),
        (("05", 0.94), ("06", 0.93), "05"),
    ],
)
def test_digits_are_the_first_readers_and_marks_the_seconds(
    first: tuple[str, float], second: tuple[str, float], chosen: str
) -> None:
    (word,) = choose_words(words_of(first[0], first[1]), [Opinion(*second)])
    assert word.text == chosen


@pytest.mark.parametrize(
    ("first", "second", "chosen"),
    [
        (("I.", 0.96), ("III.", 0.85), "III."),
        (("IHI.", 0.94), ("III.", 0.8), "III."),
        (("III.", 0.9), ("II.", 0.95), "III."),
        (("I.", 0.96), ("IH.", 0.9), "I."),
        (("I.", 0.96), ("II.", 0.3), "I."),
    ],
)
def test_strokes_of_a_section_number_are_not_lost(
    first: tuple[str, float], second: tuple[str, float], chosen: str
) -> None:
    (word,) = choose_words(words_of(*first), [Opinion(*second)])
    assert word.text == chosen


def test_digits_read_differently_lose_confidence() -> None:
    (word,) = choose_words(words_of("05", 0.94), [Opinion("06", 0.93)])
    assert word.confidence == pytest.approx(0.47)


def test_a_line_that_neither_matters_nor_is_doubtful_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(tesseract, "is_installed", lambda: True)
    monkeypatch.setattr(tesseract, "recognise_line", lambda image: asked.append(1))
    blank = np.full((100, 900), 255, np.uint8)
    plain = line_reader.RecognisedLine((0, 0, 800, 40), tuple(words_of("các cơ quan có liên quan")))
    assert second_opinion.second_opinions(blank, plain, matters=False) == [None] * 6
    assert not asked
    second_opinion.second_opinions(blank, plain, matters=True)
    for text, confidence in (("trước ngày 15", 0.9), ("II. MỤC TIÊU", 0.9), ("các cơ quan", 0.4)):
        line = line_reader.RecognisedLine((0, 0, 800, 40), tuple(words_of(text, confidence)))
        second_opinion.second_opinions(blank, line, matters=False)
    assert len(asked) == 4


def test_the_word_model_knows_pairs() -> None:
    model = load_word_model()
    assert model.chance("kế", "hoạch") > model.chance("kể", "hoạch") + 3
    assert {"số", "sổ", "sở"} <= set(model.alike["so"])
