"""The sample library as the ingest stage understands it, and what its sources say, for the tests of that stage."""

from __future__ import annotations

import re
import sys
from functools import lru_cache

from ingest.document import read_document
from ingest.grammar.citations import path_label
from ingest.records import Document, Step, StepKind
from tests.support.checkout import CORPUS

sys.path.insert(0, str(CORPUS))  # the sample library's own modules; corpus/ is no package

from sample_source import Attached, Line, Source, load_all

DOCUMENTS = CORPUS / "documents"
SOURCES = {source.id: source for source in load_all()}
#: Files that need no other program; S11 needs Tesseract, S12 LibreOffice.
PLAIN = sorted(path.name for path in DOCUMENTS.iterdir() if path.name[:3] not in ("S11", "S12"))
_MARKS: tuple[tuple[StepKind, re.Pattern[str]], ...] = (
    ("phuluc", re.compile(r"PHỤ LỤC\s*(?P<no>[IVX]*)$")),
    ("chuong", re.compile(r"Chương (?P<no>[IVX]+)\b")),
    ("dieu", re.compile(r"Điều (?P<no>\d+[a-z]?)\.")),
    ("roman", re.compile(r"(?P<no>[IVX]+)\. ")),
    ("n1", re.compile(r"(?P<no>\d+)\. ")),
    ("n2", re.compile(r"(?P<no>\d+\.\d+)\. ")),
    ("diem", re.compile(r"(?P<no>[a-zđ])\) ")),
)
_RANK = {kind: rank for rank, (kind, _) in enumerate(_MARKS)}


@lru_cache(maxsize=32)
def understood(file_name: str) -> Document:
    return read_document(DOCUMENTS / file_name)


def printed_paths(source: Source) -> list[tuple[str, str]]:
    """(component, label) of every numbered line of the source; quoted text of an amending document is left out."""
    found: list[tuple[str, str]] = []
    stack: list[tuple[StepKind, str]] = []
    component, quoted = "", False
    for part in source.parts:
        if isinstance(part, Attached):
            component = "" if part.appendix else part.title.capitalize()
        elif not isinstance(part, Line):
            continue
        text = part.title if isinstance(part, Attached) else part.text.replace("**", "")
        inside = quoted or text.startswith("“")
        quoted = (quoted or text.startswith("“")) and text.count("”") <= text.count("“", 1)
        match = None if inside else next(((k, m) for k, p in _MARKS if (m := p.match(text))), None)
        if match is None:
            continue
        kind, number = match[0], match[1]["no"]
        stack = [unit for unit in stack if _RANK[unit[0]] < _RANK[kind] and kind != "phuluc"]
        stack.append((kind, number))
        articled = any(unit[0] == "dieu" for unit in stack)
        steps = tuple(Step("khoan" if articled and k == "n1" else k, n) for k, n in stack)
        found.append((component, path_label(steps)))
    return found
