"""Memory of one process while it reads a long scan: `python tests/benchmarks/scan_memory.py [pages]` (default 300).

Draws the pages itself; prints the peak of the process and of Tesseract beside the limit of 1 GB a process.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf")
LINE = "Ủy ban nhân dân tỉnh yêu cầu các sở, ban, ngành xây dựng kế hoạch năm {n} và báo cáo kết quả."
LIMIT_MB = 1024


def page(number: int) -> Image.Image:
    image = Image.new("RGB", (1240, 1754), "white")
    pen, font = ImageDraw.Draw(image), ImageFont.truetype(str(FONT), 24)
    for line in range(30):
        pen.text((110, 120 + 50 * line), LINE.format(n=number), font=font, fill="black")
    return image


def main() -> int:
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    from ingest.read import read

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scan.pdf"
        page(1).save(path, "PDF", resolution=150, save_all=True, append_images=(page(n) for n in range(2, pages + 1)))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        start = time.monotonic()
        reading = read(path)
        seconds = time.monotonic() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(
        f"{len(reading.pages)} pages, {len(reading.pages) / seconds:.2f} pages/s, peak {peak} MB "
        f"(before reading {before} MB), Tesseract {child} MB, limit {LIMIT_MB} MB"
    )
    return 0 if max(peak, child) < LIMIT_MB else 1


if __name__ == "__main__":
    sys.exit(main())
