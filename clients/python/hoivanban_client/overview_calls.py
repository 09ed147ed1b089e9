"""Calls of overviews and lists as data: a document on one page, two side by side, documents by conditions."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx

from hoivanban_client.call import BASE, Call, content, document_path, model_reader
from hoivanban_client.models.documents import DocumentOut, DocumentsOut
from hoivanban_client.models.overviews import ComparisonOut, SummaryOut
from hoivanban_client.page import ResultPage


def summary(document_id: str) -> Call[SummaryOut]:
    return Call("GET", f"{document_path(document_id)}/summary", model_reader(SummaryOut))


def summary_file(document_id: str, kind: str) -> Call[bytes]:
    """``kind`` is ``docx`` or ``pdf``."""
    return Call("GET", f"{document_path(document_id)}/summary", content, {"format": kind}, accept="*/*")


def comparison(document_id: str, other_id: str) -> Call[ComparisonOut]:
    return Call("GET", _comparison_path(document_id, other_id), model_reader(ComparisonOut))


def comparison_file(document_id: str, other_id: str, kind: str) -> Call[bytes]:
    """``kind`` is ``docx`` or ``pdf``."""
    return Call("GET", _comparison_path(document_id, other_id), content, {"format": kind}, accept="*/*")


def document_list(after: str | None, **conditions: Any) -> Call[ResultPage[DocumentOut]]:
    read = model_reader(DocumentsOut)

    def page(response: httpx.Response) -> ResultPage[DocumentOut]:
        found = read(response)
        return ResultPage(found.documents, found.following)

    return Call("GET", f"{BASE}/lists/documents", page, {**conditions, "after": after})


def document_list_file(kind: str, **conditions: Any) -> Call[bytes]:
    """``kind`` is ``xlsx`` or ``csv``."""
    return Call("GET", f"{BASE}/lists/documents/export", content, {**conditions, "format": kind}, accept="*/*")


def _comparison_path(document_id: str, other_id: str) -> str:
    return f"{document_path(document_id)}/comparison/{quote(other_id, safe='')}"
