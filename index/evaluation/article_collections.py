"""Collections of articles in JSON lines (``id``, ``text``, optional ``title``, ``topic``), as passages."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.records import Citation, Passage
from ingest.text import normalize

#: A first line this short, with text after it, is the article's title.
TITLE_SYLLABLES = 40


def read_json_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Records of a JSON-lines file, plain or gzipped."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def article_passage(article: dict[str, Any], ordinal: int) -> Passage:
    """An article as one passage that is its own parent."""
    title, text = article.get("title") or "", normalize.nfc(article["text"])
    if not title:
        title, text = split_title(text)
    headings = tuple(normalize.nfc(part) for part in (article.get("topic") or "", title) if part)
    # The collections do not say which Điều an article is; an invented one would answer "Điều 107 nói gì?".
    citation = Citation("", (), "", "")
    return Passage(ordinal, text, citation, headings=headings, parent=ordinal)


def split_title(text: str) -> tuple[str, str]:
    """Title and rest of a text: a short first line of its own is a title, as in any document.

    >>> split_title("Tù chung thân\\n\\nTù chung thân là hình phạt tù không thời hạn.")
    ('Tù chung thân', 'Tù chung thân là hình phạt tù không thời hạn.')
    """
    first, _, rest = text.partition("\n")
    alone = rest.strip() and len(first.split()) <= TITLE_SYLLABLES and first.rstrip()[-1:] not in ".;:,"
    return (first.strip(), rest.strip()) if alone else ("", text)
