"""The words of a file's independent extraction stand in passages, metadata, warnings or recorded omissions."""

from __future__ import annotations

import warnings
from collections import Counter
from pathlib import Path

import pytest

from ingest.coverage.coverage_warnings import read_texts, unread_parts
from ingest.coverage.missing_words import folded_words
from ingest.document import understand
from ingest.read import ReadingContext, read_file
from ingest.reading import RefusedFile
from tests.support.checkout import CORPUS, GOLDEN, SHARED

#: Share of the words that must be found, counted one by one: a plainer count than the one that makes the warnings.
SHARE = 0.995
#: Shared collections: what is in them, and whether parts may be unread if a warning says so.
COLLECTIONS = ("realdocs/docs", "realdocs-2/docs", "hardfiles/inputs")


def counted_words(path: Path) -> tuple[int, int]:
    """The words of the file, and how many of them are found nowhere; a file with a warning about them counts as found.

    Text that Word stores twice (for old and new programs) counts as lost once here. Pages without a text layer are left
    unread: their words are OCR's own.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reading = read_file(path, ReadingContext(ocr=False))
    document = understand(path, reading)
    own = Counter(word for source in reading.own_texts if not source.reason for word in folded_words(source.text))
    if unread_parts(document):
        return own.total(), 0
    read = Counter(word for text in read_texts(document) for word in folded_words(text))
    return own.total(), (own - read).total()


def test_sample_library_and_cases_are_read_whole() -> None:
    files = [*(CORPUS / "documents").iterdir(), *(GOLDEN / "cases").iterdir()]
    counts = [counted_words(path) for path in files if path.suffix in (".pdf", ".docx", ".txt")]
    assert sum(lost for _, lost in counts) <= (1 - SHARE) * sum(words for words, _ in counts)


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the shared collections")
@pytest.mark.parametrize("folder", COLLECTIONS)
def test_shared_collections_are_read_whole(folder: str) -> None:
    words = lost = 0
    for path in sorted((SHARED / folder).rglob("*")):
        if path.suffix.lower() not in (".pdf", ".docx", ".html", ".htm", ".txt", ".xlsx", ".pptx", ".ods", ".csv"):
            continue
        try:
            found = counted_words(path)
        except RefusedFile:
            continue
        words, lost = words + found[0], lost + found[1]
    assert lost <= (1 - SHARE) * words
