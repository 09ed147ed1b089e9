"""Memory of one process while it reads a long scan: `python tests/benchmarks/scan_memory.py [pages]` (default 300).

Draws the pages itself, in another process; prints the peak of the reading process and of Tesseract's beside the limit
of 1 GB a process, and the CPU time of a page.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.read.ocr.tesseract import TesseractEngine

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf")
LINE = "Ủy ban nhân dân tỉnh yêu cầu các sở, ban, ngành xây dựng kế hoạch năm {n} và báo cáo kết quả."
LIMIT_MB = 1024


def draw(path: Path, pages: int) -> None:
    from PIL import Image, ImageDraw, ImageFont

    font = ImageFont.truetype(str(FONT), 24)

    def page(number: int) -> Image.Image:
        image = Image.new("RGB", (1240, 1754), "white")
        pen = ImageDraw.Draw(image)
        for line in range(30):
            pen.text((110, 120 + 50 * line), LINE.format(n=number), font=font, fill="black")
        return image

    page(1).save(path, "PDF", resolution=150, save_all=True, append_images=(page(n) for n in range(2, pages + 1)))


def _peak_of(engine: TesseractEngine) -> int:
    """Megabytes of Tesseract's process at its most; what wait() reports would count this process before the start."""
    if engine.process is None:
        return 0
    status = Path(f"/proc/{engine.process.pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def main() -> int:
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scan.pdf"
        drawing = multiprocessing.get_context("spawn").Process(target=draw, args=(path, pages))
        drawing.start()
        drawing.join()
        drawn = resource.getrusage(resource.RUSAGE_CHILDREN)
        from ingest.read import read_file
        from ingest.read.ocr import tesseract

        before = resource.getrusage(resource.RUSAGE_SELF)
        reading = read_file(path)
    own = _peak_of(tesseract.tesseract_engine())
    tesseract.tesseract_engine().stop()  # its time is known once it has ended
    after, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = sum(
        end - start
        for end, start in (
            (after.ru_utime, before.ru_utime),
            (after.ru_stime, before.ru_stime),
            (others.ru_utime, drawn.ru_utime),
            (others.ru_stime, drawn.ru_stime),
        )
    )
    peak = after.ru_maxrss // 1024
    print(
        f"{len(reading.pages)} pages, {seconds / len(reading.pages):.2f} s CPU a page, peak {peak} MB "
        f"(before reading {before.ru_maxrss // 1024} MB), Tesseract {own} MB, limit {LIMIT_MB} MB"
    )
    return 0 if max(peak, own) < LIMIT_MB else 1


if __name__ == "__main__":
    sys.exit(main())
