"""Touched answers: which stored answers a later change marks, and how soon.

Run: ``python -m tests.benchmarks.touched_answers [--documents N]``. Every passage of N invented regulations is quoted
by one stored answer. Then each regulation is changed in one of five ways by a file that is taken in, or left alone: one
clause amended, one article repealed, the whole replaced, withdrawn, or published anew with one sentence reworded. What
must be marked is known from how the file was written. Seconds are from the end of the change to the mark.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from index.library.library import Library, ListRequest
from index.records import StoredDocument
from index.touched.follower import TouchFollower
from index.touched.touch_pages import touches_of
from index.transcripts.transcript_store import Evidence, Exchange, TranscriptEntry, text_digest
from service.documents.ingest_command import ingest_paths
from service.settings import Settings, load_settings
from tests.service.test_touched_answers import HEAD

WAYS = ("amend", "repeal", "replace", "withdraw", "reword", "none")
ARTICLES = """Điều 1. Kích thước nắp giếng số {n}
Nắp giếng rộng ít nhất {n}20 xăng ti mét, làm bằng bê tông cốt thép.

Điều 2. Lịch nạo vét
1. Giếng số {n} được nạo vét mỗi năm hai lần, vào tháng ba và tháng chín.
2. Trưởng thôn báo kết quả nạo vét giếng số {n} cho Ủy ban nhân dân xã.

Điều 3. Biển báo
Cạnh giếng số {n} có biển ghi ngày nạo vét gần nhất.

Điều 4. Hiệu lực thi hành
Quyết định này có hiệu lực từ ngày 01 tháng 7 năm 2023."""
EFFECT = "\n\nĐiều 2. Hiệu lực thi hành\nQuyết định này có hiệu lực từ ngày 01 tháng 9 năm 2024{end}."
CITED = "Quyết định số {number}/2023/QĐ-UBND ngày 20 tháng 6 năm 2023 của Ủy ban nhân dân tỉnh Gia Lai"
#: What a later decision says, and the place that it changes ("" for the whole, None for nothing).
CHANGES: dict[str, tuple[str, str | None]] = {
    "amend": ("Điều 1. Sửa đổi, bổ sung khoản 1 Điều 2 {cited} như sau:\n“1. Giếng được nạo vét mỗi năm ba lần.”",
              "khoản 1 Điều 2"),
    "repeal": ("Điều 1. Bãi bỏ Điều 3 {cited}.", "Điều 3"),
    "replace": ("Điều 1. Giếng làng\nMỗi giếng làng có một người trông coi.", ""),
    "none": ("Điều 1. Giếng làng\nViệc trông coi giếng làng thực hiện theo {cited}.", None),
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=60)
    count = parser.parse_args().documents
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), count)


def measure(folder: Path, count: int) -> None:
    """Print precision, recall and seconds over ``count`` regulations."""
    (folder / "docs").mkdir()
    settings = load_settings(home=folder / "kho", workers=1, ocr=False)
    for number in range(count):
        _write(folder, f"{number}", _regulation(number))
    ingest_paths(settings, [folder / "docs"])
    right = wrong = expected = 0
    seconds = []
    before: set[str] = set()
    with Library.open(settings.home) as library:
        follower = TouchFollower(library.engine)
        documents = _documents(library)
        for number in range(count):
            _quote_all(library, documents[number])
        follower.follow()
        for number in range(count):
            way = WAYS[number % len(WAYS)]
            due = _change(folder, settings, library, documents[number], number, way)
            began = time.perf_counter()
            follower.follow()
            seconds.append(time.perf_counter() - began)
            marked = _marked(library, documents) - before
            before |= marked
            right += len(marked & due)
            wrong += len(marked - due)
            expected += len(due)
    print(f"{count} changes, {expected} answers to mark of {count * 5}")
    print(f"precision {right / max(right + wrong, 1):.3f}, recall {right / expected:.3f}")
    print(f"seconds to the mark: median {statistics.median(seconds):.3f}, most {max(seconds):.3f}; waiting up to 1 s")


def _regulation(number: int) -> str:
    return HEAD.format(
        number=f"{6000 + number}/2023/QĐ-UBND", day="20 tháng 6 năm 2023",
        subject=f"Ban hành Quy định về giếng làng số {number}", articles=ARTICLES.format(n=number),
    )  # fmt: skip


def _write(folder: Path, name: str, text: str) -> None:
    (folder / "docs" / f"{name}.txt").write_text(text, encoding="utf-8")


def _documents(library: Library) -> dict[int, StoredDocument]:
    """The regulations by their number here."""
    found = library.documents(ListRequest(access=None, limit=500)).documents
    return {int((one.metadata.number or "").split("/")[0]) - 6000: one for one in found}


def _answer_id(document: StoredDocument, label: str) -> str:
    return f"a_{document.id[2:10]}_{label.replace(' ', '-')}"


def _quote_all(library: Library, document: StoredDocument) -> None:
    """Store an answer for each passage of the document that quotes it."""
    entries = []
    for passage in library.version_passages(document.version_id):
        cited = Evidence(
            passage.id, document.id, passage.version_id, document.sha256, None, None, passage.citation.formal,
            passage.text, text_digest(passage.text),
        )  # fmt: skip
        answer = _answer_id(document, passage.citation.label)
        entries.append(
            TranscriptEntry(
                Exchange(answer, None, "2026-01-01T00:00:00+00:00", "?", "complete", library.change, "{}", (cited,))
            )
        )
    library.transcripts.record(entries)


def _change(
    folder: Path, settings: Settings, library: Library, document: StoredDocument, number: int, way: str
) -> set[str]:
    """Change a regulation; the answers that must be marked."""
    labels = [passage.citation.label for passage in library.version_passages(document.version_id)]
    place: str | None = ""
    if way == "withdraw":
        library.withdraw(document.id, "đăng nhầm")
    elif way == "reword":
        _write(folder, f"{number}", _regulation(number).replace("bê tông cốt thép", "gỗ lim"))
        place = "Điều 1"
    else:
        words, place = CHANGES[way]
        cited = CITED.format(number=6000 + number)
        end = f" và thay thế {cited}" if way == "replace" else ""
        text = HEAD.format(
            number=f"{3000 + number}/2024/QĐ-UBND", day="15 tháng 8 năm 2024",
            subject=f"Sửa đổi, bổ sung một số điều của {cited}" if way == "amend" else "Về giếng làng",
            articles=words.format(cited=cited) + EFFECT.format(end=end),
        )  # fmt: skip
        _write(folder, f"{number}-{way}", text)
    if way != "withdraw":
        ingest_paths(settings, [folder / "docs"])
    due = [label for label in labels if place is not None and (not place or label == place)]
    return {_answer_id(document, label) for label in due}


def _marked(library: Library, documents: dict[int, StoredDocument]) -> set[str]:
    ids = [
        _answer_id(document, passage.citation.label)
        for document in documents.values()
        for passage in library.version_passages(document.version_id)
    ]
    return set(touches_of(library.engine, ids, None))


if __name__ == "__main__":
    main()
