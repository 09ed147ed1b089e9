"""Answers and search results as lines of text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from index.records import Condition, Hit, QueryInterpretation, SearchResult
from index.validity.wording import STATUS_LABELS
from ingest.grammar.citations import full_citation
from ingest.grammar.territory import unit_label
from ingest.text.dates import format_date
from service.answering import wording
from service.answering.document_names import full_name
from service.answering.source_lists import cited_positions
from service.records import Answer, Source, value_with_unit

WIDTH = 100
#: Parts of an explanation that are printed; the others are smaller.
MOST_LEVEL_PARTS = 8


def answer_lines(answer: Answer) -> list[str]:
    """The lines of an answer: message, quotes with their slots, sources with their citations, notices."""
    lines = []
    if answer.resolved_question != answer.question:
        lines.append(f"(Hiểu câu hỏi là: {answer.resolved_question})")
    if conditions := condition_texts(answer.understood):
        lines.append(f"(Điều kiện suy ra: {'; '.join(conditions)})")
    lines.append(answer.message)
    shown = ""
    for statement in answer.statements:
        about = ""
        if statement.slot and statement.value:
            value = value_with_unit(statement.value, statement.unit)
            lines.append(f"  {wording.label_with_body(statement.slot, statement.about)}: {value}")
        elif statement.slot and answer.intent in wording.OVERVIEW_INTENTS:
            lines += [f"  {statement.slot}:"] if statement.slot != shown else []
            shown, about = statement.slot, f"{statement.body}: " if statement.body else ""
        lines += _wrapped_lines(f"{about}“{statement.quote}” [{statement.source + 1}]", "  ")
    if answer.listing is None:  # those of a list are quoted
        lines += [f"  - {full_name(document)} ({document.file_name})" for document in answer.candidates]
    lines += _sources_lines(answer)
    return [*lines, "", *answer.notices]


def _sources_lines(answer: Answer) -> list[str]:
    """The lines of the sources; a notice that all of several sources have is written once, above them."""
    if not answer.sources:
        return []
    shared = _shared_notices(answer.sources) if len(answer.sources) > 1 else ()
    cited, others = cited_positions(answer.statements, len(answer.sources))
    related = wording.RELATED if cited else wording.NEAREST_PASSAGES
    lines = []
    for heading, places in ((wording.SOURCES, cited), (related, others)):
        if not places:
            continue
        lines += ["", heading]
        if len(lines) == 2:
            lines += [f"    ! Mọi nguồn dưới đây: {notice}" for notice in shared]
        for place in places:
            lines += _source_lines(place + 1, answer.sources[place], quoted=place in cited, leave_out=shared)
    return lines


def _shared_notices(sources: Sequence[Source]) -> tuple[str, ...]:
    first, *others = (source.notices for source in sources)
    return tuple(notice for notice in first if all(notice in theirs for theirs in others))


def search_lines(result: SearchResult) -> list[str]:
    """The lines of a search result: how the question was understood, then each passage under its citation."""
    lines = _understood_lines(result.understood)
    for number, hit in enumerate(result.hits, start=1):
        lines.append(f"[{number}] {full_citation(hit.document.metadata, hit.passage.citation, formal=False)}")
        lines.append(f"    {hit.document.file_name} · điểm {hit.score:.3f}")
        lines += [*_wrapped_lines(hit.passage.text, "    "), *_explanation_lines(hit), ""]
    return lines if result.hits else [*lines, "Không tìm thấy đoạn nào."]


def _understood_lines(understood: QueryInterpretation) -> list[str]:
    lines = []
    if understood.corrections:
        lines.append("Sửa lỗi gõ: " + "; ".join(f"{typed} → {meant}" for typed, meant in understood.corrections))
    if understood.restored:
        lines.append(f"Thêm dấu: {understood.restored}")
    if conditions := condition_texts(understood):
        lines.append(
            f"Điều kiện suy ra từ câu hỏi: {'; '.join(conditions)} (bỏ bằng --filter ignore=... hoặc --literal)"
        )
    if understood.expansions:
        lines.append("Tìm cả: " + "; ".join(f"{found} = {synonym}" for found, synonym in understood.expansions))
    return [*lines, ""] if lines else []


def condition_texts(understood: QueryInterpretation) -> list[str]:
    """The conditions implied by the words of the question, each as "name: value"."""
    filters = understood.filters
    shown: dict[Condition, str] = {
        "types": ", ".join(filters.types or ()),
        "issuers": ", ".join(filters.issuers or ()),
        "year": str(filters.year),
        "period": str(filters.period),
        "territory": ", ".join(map(unit_label, filters.territories or ())),
        "validity": ", ".join(STATUS_LABELS[code].lower() for code in filters.validity or ()),
        "as_of": format_date(filters.as_of) if filters.as_of else "",
    }
    return [f"{wording.CONDITIONS[kind]}: {shown[kind]}" for kind in understood.read]


def _explanation_lines(hit: Hit) -> list[str]:
    if not hit.features:
        return []
    legs = f"theo từ {hit.legs.get('lexical', 0):.2f}, theo nghĩa {hit.legs.get('dense', 0):.2f}"
    reasons = ", ".join(f"{name} {value:+.2f}" for name, value in hit.reasons.items()) or "-"
    lines = [f"    khớp: {', '.join(hit.matched) or '-'}", f"    điểm tìm: {legs}", f"    xếp hạng: {reasons}"]
    levels = sorted(hit.levels.items(), key=lambda part: -abs(part[1]))[:MOST_LEVEL_PARTS]
    if levels:
        lines.append("    văn bản và đoạn: " + ", ".join(f"{wording.LEVEL_PARTS[name]} {x:+.2f}" for name, x in levels))
    return lines


def _source_lines(number: int, source: Source, *, quoted: bool, leave_out: Sequence[str]) -> list[str]:
    lines = [f"[{number}] {source.formal}", f"    Tệp: {source.hit.document.file_name}"]
    if not quoted:
        lines += _wrapped_lines(source.hit.passage.text, "    ")
    return [*lines, *(f"    ! {notice}" for notice in source.notices if notice not in leave_out)]


def _wrapped_lines(text: str, indent: str) -> list[str]:
    lines: list[str] = []
    for paragraph in text.splitlines():
        lines += textwrap.wrap(paragraph, WIDTH, initial_indent=indent, subsequent_indent=indent) or [""]
    return lines
