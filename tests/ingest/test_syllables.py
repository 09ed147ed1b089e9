"""Translations are told from documents."""

from __future__ import annotations

from pathlib import Path

from ingest.document import understand
from ingest.reading import Line, Reading
from ingest.text import syllables
from tests.support.sample_documents import PLAIN, understood

ENGLISH = [
    "THE GOVERNMENT", "DECREE", "ON THE USE OF VILLAGE WELLS", "Pursuant to the Law on Water;", "Article 1. Scope",
    *["This Decree shall apply to the use of wells in the villages and to the people of the communes."] * 6,
]  # fmt: skip


def test_a_translation_is_warned_of_and_has_no_number() -> None:
    lines = [*ENGLISH, "Decree No. 9001/2008/ND-CP shall cease to be effective on the day of signing."]
    document = understand(Path("a.html"), Reading("html", "html", tuple(Line(line, whole=True) for line in lines)))
    assert syllables.ENGLISH_WARNING in document.warnings
    assert document.metadata.number is None


def test_documents_are_not() -> None:
    assert not any(syllables.ENGLISH_WARNING in understood(name).warnings for name in PLAIN)


def test_little_text_says_nothing() -> None:
    assert not syllables.is_english(ENGLISH[:5])
    assert not syllables.is_english([])
