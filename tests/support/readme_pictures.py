"""The pictures of the README, taken anew: ``python -m tests.support.readme_pictures`` writes docs/images/*.png.

Chromium shows a service over the sample library; the pictures are reduced to few colours, so that the repository does
not grow by much each time.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image

from tests.support.browser_server import ARGUMENTS, CHROMIUM, Server, sync_api
from tests.support.checkout import ROOT

FOLDER = ROOT / "docs" / "images"
MOST_BYTES = 400_000
_COLOURS = 64
_SIZE = {"width": 1280, "height": 800}
_QUESTION = "Kế hoạch 516/KH-UBND do cơ quan nào chủ trì?"


def main() -> int:
    from service.documents.ingest_command import ingest_paths
    from service.settings import load_settings

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        ingest_paths(load_settings(home=home, workers=1, ocr=False), [ROOT / "corpus" / "documents"])
        server = Server(home, unit_name="UBND tỉnh Gia Lai")
        server.start()
        try:
            pictures = _taken(server.address)
        finally:
            server.stop()
    FOLDER.mkdir(exist_ok=True)
    for name, picture in pictures.items():
        (FOLDER / f"{name}.png").write_bytes(_reduced(picture))
    total = sum(path.stat().st_size for path in FOLDER.glob("*.png"))
    sys.stdout.write(f"{len(pictures)} pictures, {total} bytes\n")
    return 0 if total <= MOST_BYTES else 1


def _taken(address: str) -> dict[str, bytes]:
    """The pictures by their names: an answer, the marked page of its source, the clerk's desk."""
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        context = browser.new_context(viewport=_SIZE, locale="vi-VN", reduced_motion="reduce")
        page = context.new_page()
        page.goto(address)
        box = page.get_by_role("textbox", name="Nội dung cần hỏi")
        box.fill(_QUESTION)
        box.press("Enter")
        turn = page.locator(".turn").first
        turn.locator(".lead").wait_for()
        page.locator(".history .row").first.wait_for()
        answer = page.screenshot()
        turn.locator("button.cite").first.click()
        picture = page.get_by_role("dialog").locator("img")
        picture.wait_for()
        page.wait_for_function("e => e.complete && e.naturalWidth > 0", arg=picture.element_handle())
        marked = page.screenshot()
        page.goto(f"{address}/admin#van-ban")
        page.get_by_text("516/KH-UBND").first.wait_for()
        desk = page.screenshot()
        browser.close()
    return {"cau-tra-loi": answer, "trang-goc": marked, "quan-tri": desk}


def _reduced(picture: bytes) -> bytes:
    """The picture with few colours: text stays sharp, the file shrinks to a third."""
    with Image.open(io.BytesIO(picture)) as opened:
        few = opened.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
        out = io.BytesIO()
        few.save(out, "PNG", optimize=True)
        return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
