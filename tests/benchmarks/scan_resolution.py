"""Resolution of scans: `python -m tests.benchmarks.scan_resolution [PAGES]` reads real pages at four resolutions.

The pages hold the gold evidence of the scans in `../shared` (first set, and fold a of the second). Truth are the lines
of which Tesseract, reading each line at 300 dpi, and the recogniser of lines, at any resolution, say the same; beside
them counts how many four-syllable runs of the gold evidence stand in the reading.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium

from ingest.read.ocr import tesseract
from ingest.read.ocr.line_reader import RecognisedLine, quarter_turns, read_lines
from ingest.read.ocr.recognition import recognise_words
from ingest.read.pages.image_preprocessing import Gray, rotate_picture, skew_angle
from ingest.read.pages.paper_light import with_even_light
from ingest.read.pages.red_ink import fade_seals
from ingest.read.pages.words import Word
from ingest.text.normalize import repair
from tests.benchmarks.runs import need_shared

RESOLUTIONS = (150, 200, 250, 300)
RUN = 4
Box = tuple[float, float, float, float]


def evidence_pages(shared: Path) -> Iterator[tuple[Path, int, list[str]]]:
    """Scanned files of the first set and of fold a, a page of each question, and the evidence on it."""
    for name in ("realdocs", "realdocs-2"):
        listed = (shared / name / "gold_documents.jsonl").read_text(encoding="utf-8").splitlines()
        scans = {
            gold["document"]
            for gold in map(json.loads, listed)
            if gold["kind"] == "scan_pdf" and gold.get("fold", "a") == "a"
        }
        pages: dict[tuple[str, int], list[str]] = {}
        for line in (shared / name / "questions.jsonl").read_text(encoding="utf-8").splitlines():
            question = json.loads(line)
            if question.get("document") in scans and question.get("page") and question.get("evidence"):
                pages.setdefault((question["document"], question["page"]), []).append(question["evidence"])
        for (document, number), evidence in pages.items():
            yield shared / name / "docs" / document, number, evidence


def page_picture(path: Path, number: int, dpi: int) -> Gray:
    """The page as it is recognised: seals faded, evenly lit, level."""
    document = pdfium.PdfDocument(path)
    try:
        bitmap = document[number - 1].render(scale=dpi / 72, rev_byteorder=True, prefer_bgrx=False)
        ink = with_even_light(fade_seals(np.ascontiguousarray(bitmap.to_numpy()[:, :, :3])))
    finally:
        document.close()
    return rotate_picture(ink, skew_angle(ink))


def agreed_lines(picture: Gray, read: Sequence[Sequence[RecognisedLine]]) -> list[tuple[Box, str]]:
    """Lines of the page at 300 dpi that Tesseract reads as the other recogniser does at some resolution."""
    found: list[tuple[Box, str]] = []
    for line in read[-1]:
        x0, y0, x1, y1 = line.box
        margin = (y1 - y0) / 4
        upper, left = round(max(0, y0 - margin / 2)), round(max(0, x0 - margin))
        crop = picture[upper : round(y1 + margin / 2), left : round(x1 + margin)]
        theirs = tesseract.recognise_line(np.pad(crop, round(margin), constant_values=255))
        text = " ".join(word.text for word in theirs or ())
        readings = [
            joined([word for other in lines for word in other.words], tuple(side * dpi / 300 for side in line.box))
            for dpi, lines in zip(RESOLUTIONS, read, strict=True)
        ]
        if len(text) > 9 and text in readings:
            found.append((line.box, text))
    return found


def joined(words: Sequence[Word], box: Sequence[float]) -> str:
    """The words whose middle lies in a box, from left to right."""
    inside = [
        word
        for word in words
        if box[0] <= (word.x0 + word.x1) / 2 <= box[2] and box[1] <= (word.y0 + word.y1) / 2 <= box[3]
    ]
    return repair(" ".join(word.text for word in sorted(inside, key=lambda word: word.x0)))


def edits(one: str, other: str) -> int:
    """Characters to change, add or take away."""
    row = list(range(len(other) + 1))
    for at, char in enumerate(one, start=1):
        last, row[0] = row[0], at
        for place, wanted in enumerate(other, start=1):
            last, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, last + (char != wanted))
    return row[-1]


def runs(text: str) -> list[tuple[str, ...]]:
    """Four neighbouring words each."""
    words = "".join(char if char.isalnum() else " " for char in text.lower()).split()
    return list(zip(*(words[at:] for at in range(RUN)), strict=False))


def cpu_seconds() -> float:
    """CPU time of this process and of Tesseract's."""
    process = tesseract.tesseract_engine().process
    if process is None:
        return time.process_time()
    fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return time.process_time() + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> int:
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    letters, evidence, pages = 0, 0, 0
    wrong, found, seconds = ([0.0] * len(RESOLUTIONS) for _ in range(3))
    listed = list(evidence_pages(need_shared()))
    for path, number, texts in listed[:: max(1, len(listed) // most)]:
        if quarter_turns(page_picture(path, number, 150)):
            continue
        pages += 1
        words, lines, pictures = [], [], []
        for at, dpi in enumerate(RESOLUTIONS):
            began = cpu_seconds()
            pictures.append(page_picture(path, number, dpi))
            words.append(recognise_words(pictures[-1], has_head=number == 1))
            seconds[at] += cpu_seconds() - began
            lines.append(read_lines(pictures[-1]))
        truth = agreed_lines(pictures[-1], lines)
        letters += sum(len(text) for _, text in truth)
        wanted = {run for text in texts for run in runs(text)}
        evidence += len(wanted)
        for at, dpi in enumerate(RESOLUTIONS):
            scale = dpi / 300
            wrong[at] += sum(edits(joined(words[at], [side * scale for side in box]), text) for box, text in truth)
            found[at] += len(wanted & set(runs(repair(" ".join(word.text for word in words[at])))))
        sys.stderr.write(f"{path.name} {number}: {len(truth)} of {len(lines[-1])} lines agreed\n")
    print(f"{pages} pages, {letters} characters of agreed lines, {evidence} runs of evidence")
    for at, dpi in enumerate(RESOLUTIONS):
        print(
            f"| {dpi} | {wrong[at] / letters:.4f} | {found[at] / evidence:.3f} | {seconds[at] / pages:.2f} s |",
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
