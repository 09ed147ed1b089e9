"""Answers and search results as lines of text for a terminal."""

from __future__ import annotations

import textwrap

from index.records import SearchResult
from ingest.citations import full_citation
from service.naming import full_name
from service.records import Answer, Source

WIDTH = 100


def answer_lines(answer: Answer) -> list[str]:
    """The message, the quotes with their slots, the sources with their citations, the notices."""
    lines = []
    if answer.resolved_question != answer.question:
        lines.append(f"(Hiểu câu hỏi là: {answer.resolved_question})")
    lines.append(answer.message)
    for statement in answer.statements:
        if statement.slot and statement.value:
            lines.append(f"  {statement.slot}: {statement.value}")
        lines += _wrapped(f"“{statement.quote}” [{statement.source + 1}]", "  ")
    lines += [f"  - {full_name(document)} ({document.file_name})" for document in answer.candidates]
    if answer.sources:
        lines += ["", "Nguồn:"]
    for number, source in enumerate(answer.sources, start=1):
        lines += _source_lines(number, source, quoted=any(item.source == number - 1 for item in answer.statements))
    return [*lines, "", *answer.notices]


def search_lines(result: SearchResult) -> list[str]:
    """The passages found, each under its citation."""
    lines = []
    for number, hit in enumerate(result.hits, start=1):
        lines.append(f"[{number}] {full_citation(hit.document.metadata, hit.passage.citation, formal=False)}")
        lines.append(f"    {hit.document.file_name} · điểm {hit.score:.3f}")
        lines += [*_wrapped(hit.passage.text, "    "), ""]
    return lines or ["Không tìm thấy đoạn nào."]


def _source_lines(number: int, source: Source, *, quoted: bool) -> list[str]:
    lines = [f"[{number}] {source.formal}", f"    Tệp: {source.hit.document.file_name}"]
    if not quoted:
        lines += _wrapped(source.hit.passage.text, "    ")
    return [*lines, *(f"    ! {notice}" for notice in source.notices)]


def _wrapped(text: str, indent: str) -> list[str]:
    lines: list[str] = []
    for paragraph in text.splitlines():
        lines += textwrap.wrap(paragraph, WIDTH, initial_indent=indent, subsequent_indent=indent) or [""]
    return lines
