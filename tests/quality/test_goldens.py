"""Golden files: what is understood of the sample library and of a dozen hard cases, and a guard on rewriting them.

After a wanted change: ``HOIVANBAN_GOLDEN=1 pytest tests/quality/test_goldens.py``, then read the difference.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import astuple, fields

import pytest

from ingest.document import read_document
from ingest.records import Document, OutlineNode, Paper, Passage
from tests.support.checkout import GOLDEN
from tests.support.sample_documents import PLAIN, understood

CASES = sorted(path.stem for path in (GOLDEN / "cases").glob("*.txt"))
#: Real files, drawn by ``hard_files.py``; scans are tested by what they must hold, as OCR may be of another version.
FILES = ("appendix_table.pdf", "appendix_table.docx", "footnotes.pdf", "footnotes.docx")
REWRITE = os.environ.get("HOIVANBAN_GOLDEN") == "1"


def test_goldens_are_never_rewritten_by_the_machine_that_checks() -> None:
    assert not (REWRITE and os.environ.get("CI")), "HOIVANBAN_GOLDEN=1 is for one's own machine"
    assert len(CASES) >= 12


@pytest.mark.parametrize("file_name", PLAIN)
def test_sample_library(file_name: str) -> None:
    _same(file_name.replace(".", "-"), understood(file_name), whole_text=False)


@pytest.mark.parametrize("case", CASES)
def test_hard_case(case: str) -> None:
    _same(case, read_document(GOLDEN / "cases" / f"{case}.txt"), whole_text=True)


@pytest.mark.parametrize("file_name", FILES)
def test_hard_file(file_name: str) -> None:
    document = read_document(GOLDEN / "cases" / file_name)
    _same(f"file_{file_name.replace('.', '_')}", document, whole_text=True)


def _same(name: str, document: Document, *, whole_text: bool) -> None:
    path = GOLDEN / f"{name}.json"
    written = json.dumps(_golden(document, whole_text), ensure_ascii=False, indent=1) + "\n"
    if REWRITE:
        path.write_text(written, encoding="utf-8")
    assert path.is_file(), f"no golden file {path.name}: run with HOIVANBAN_GOLDEN=1"
    assert written == path.read_text(encoding="utf-8")


def _golden(document: Document, whole_text: bool) -> dict[str, object]:
    metadata = {
        field.name: getattr(document.metadata, field.name)
        for field in fields(document.metadata)
        if field.name != "candidates" and (field.name != "papers" or document.metadata.papers)
    }
    return {
        "metadata": {name: _plain(value) for name, value in metadata.items() if value not in (None, (), False)},
        "components": list(document.components),
        "outline": [_node(node) for node in document.outline],
        "passages": [_passage(passage, whole_text) for passage in document.passages],
    }


def _plain(value: object) -> object:
    if isinstance(value, tuple) and value and isinstance(value[0], Paper):
        return [" | ".join(str(part) for part in astuple(paper) if part) for paper in value]
    return value if isinstance(value, str | bool | tuple | dict) else str(value)


def _node(node: OutlineNode) -> str:
    page = f" @{node.page}" if node.page else ""
    return (
        f"{node.id}<{'' if node.parent is None else node.parent} {node.component}|{node.label}|{node.title[:60]}{page}"
    )


def _passage(passage: Passage, whole_text: bool) -> str:
    citation = passage.citation
    pages = f" @{citation.page_from}-{citation.page_to}" if citation.page_from else ""
    digest = hashlib.sha256(passage.text.encode()).hexdigest()[:10]
    text = passage.text if whole_text else f"{passage.text[:50]}… {digest}"
    return f"{passage.kind}|{citation.component}|{citation.label}{pages}|{text}"
