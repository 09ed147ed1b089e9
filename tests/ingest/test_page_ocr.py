"""Scans: one drawn page through Tesseract, and the decision when a text layer is unusable."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.layout.paragraphs import arrange_paragraphs
from ingest.read import read_file
from ingest.read.ocr import tesseract
from ingest.read.pages import image_preprocessing
from ingest.read.pdf.text_layer_quality import is_garbled
from ingest.reading import Paragraph

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf")


def drawn(angle: float = 0.0) -> Image.Image:
    """A small page of print at 300 dpi."""
    image = Image.new("L", (1700, 900), 255)
    pen = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(FONT), 50)
    for index, text in enumerate(
        ["Ủy ban nhân dân tỉnh yêu cầu các sở, ban, ngành", "khẩn trương xây dựng kế hoạch năm 2024 và báo cáo",
         "kết quả thực hiện trước ngày 15 tháng 12 năm 2024."]
    ):  # fmt: skip
        pen.text((150, 200 + 90 * index), text, font=font, fill=0)
    return image.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255)


@pytest.mark.ocr
def test_a_skewed_page_is_read(tmp_path: Path) -> None:
    if shutil.which("tesseract") is None or not FONT.is_file():
        pytest.skip("needs packages tesseract-ocr, tesseract-ocr-vie, fonts-dejavu-core")
    drawn(2.0).convert("RGB").save(tmp_path / "a.png")
    reading = read_file(tmp_path / "a.png")
    text = " ".join(block.text for block in arrange_paragraphs(reading).blocks if isinstance(block, Paragraph))
    assert "khẩn trương xây dựng kế hoạch năm 2024" in text
    assert reading.text_source == "ocr"
    assert reading.pages[0].confidence is not None
    assert reading.pages[0].confidence > 0.85


@pytest.mark.ocr
def test_a_line_reads_alike_whatever_was_read_before_it() -> None:
    """And as the program reads it, which is run where the wheel is missing: the same words at the same places."""
    if shutil.which("tesseract") is None or not FONT.is_file():
        pytest.skip("needs packages tesseract-ocr, tesseract-ocr-vie, fonts-dejavu-core")
    page = np.ascontiguousarray(np.asarray(drawn())[190:272])
    height, width = page.shape
    first = tesseract.recognise_line(page)
    tesseract.recognise_line(np.ascontiguousarray(page[::-1]))
    assert tesseract.recognise_line(page) == first
    table = tesseract._run_program(tesseract._LINE, width, height, page.tobytes())
    assert first is not None
    assert table is not None
    for ours, printed in zip(first, tesseract._parse_table(table), strict=True):
        assert ours.text == printed.text
        assert (ours.x0, ours.y0) == pytest.approx((printed.x0, printed.y0), abs=3)


@pytest.mark.skipif(not FONT.is_file(), reason="fonts-dejavu-core is not installed")
def test_skew_is_measured() -> None:
    assert image_preprocessing.skew_angle(np.asarray(drawn(-1.5))) == pytest.approx(1.5, abs=0.25)
    assert image_preprocessing.skew_angle(np.asarray(drawn())) == 0


def test_garbled_layer() -> None:
    good = "Ủy ban nhân dân tỉnh yêu cầu các sở, ban, ngành khẩn trương xây dựng kế hoạch và báo cáo kết quả. " * 3
    bad = "CQNG HOA XA HO! CHU NGHiA VI$T NAM Can cir Quyet dinh so 12 ngay 3 thang 4 cua Uy ban nhan dan tinh. " * 3
    assert not is_garbled(good)
    assert is_garbled(bad)


def test_a_page_is_given_up_by_its_own_time_not_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tesseract, "_LOOK_S", 0.02)
    monkeypatch.setattr(tesseract, "_TIME_LIMIT_S", 0.3)

    def outcome(code: str, seconds: float) -> int | None:
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
        done = threading.Event()
        watch = threading.Thread(target=tesseract._enforce_time_limit, args=(process, done))
        watch.start()
        watch.join(seconds)
        given_up = not watch.is_alive()
        done.set()
        watch.join()
        killed = process.wait(10) if given_up else None  # a kill is not at once
        process.kill()
        process.communicate()
        return killed

    assert outcome("import time; time.sleep(60)", 1.5) is None  # waiting for its turn
    assert outcome("while True: pass", 60) is not None
