"""A conversation as a file to keep or to attach to a letter: Markdown or DOCX, with formal citations."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from ingest.text.dates import format_date
from service.answering import wording
from service.answering.source_lists import cited_positions
from service.exports import docx
from service.exports.xml_text import xml_text
from service.schemas.documents import DocumentOut
from service.schemas.questions import AnswerOut, SourceOut, StatementOut

Form = Literal["md", "docx"]
MEDIA_TYPES: dict[str, str] = {
    "md": "text/markdown; charset=utf-8",
    "docx": docx.MEDIA_TYPE,
}
TITLE = "Nội dung tra cứu – Hỏi Văn Bản"
#: What Markdown would take as markup; a document's own words must come out as they stand.
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+!|~-])")


def render_conversation(answers: Sequence[tuple[str, AnswerOut]], form: Form) -> bytes:
    """The conversation, each answer with the moment (ISO) when it was given."""
    return _docx(answers) if form == "docx" else _markdown(answers).encode()


def _markdown(answers: Sequence[tuple[str, AnswerOut]]) -> str:
    lines = [f"# {TITLE}", ""]
    for asked_at, answer in answers:
        lines += [f"## {_plain(answer.question)}", "", f"*{_moment(asked_at)}*", "", _plain(answer.message), ""]
        for statement in answer.statements:
            if statement.slot and statement.shown:
                label = wording.label_with_body(statement.slot, statement.about)
                lines += [f"**{_plain(label)}:** {_plain(statement.shown)}", ""]
            elif title := _title(answer, statement):
                lines += [f"**{_plain(title)}**", ""]
            lines += [*(f"> {_plain(line)}" for line in statement.quote.splitlines()), ""]
            lines += [f"({_plain(answer.sources[statement.source].formal)})", ""]
        lines += [f"- {_plain(_candidate(document))}" for document in _choices(answer)]
        for heading, sources in _source_lists(answer):
            lines += ["", heading, ""]
            for place, source in sources:
                lines.append(f"{place}. {_plain(source.formal)}")
                lines += [f"   - {_plain(notice)}" for notice in source.notices]
        lines += ["", *(f"*{_plain(notice)}*" for notice in answer.notices if notice != wording.DISCLAIMER), ""]
    return "\n".join([*lines, f"*{wording.DISCLAIMER}*", ""])


def _docx(answers: Sequence[tuple[str, AnswerOut]]) -> bytes:
    from docx import Document
    from docx.shared import Pt

    document = Document()
    normal = document.styles["Normal"]
    normal.font.name = "Times New Roman"
    normal.font.size = Pt(13)
    document.add_heading(TITLE, level=1)
    for asked_at, answer in answers:
        document.add_heading(xml_text(answer.question), level=2)
        document.add_paragraph(_moment(asked_at))
        document.add_paragraph(xml_text(answer.message))
        for statement in answer.statements:
            if statement.slot and statement.shown:
                slot = document.add_paragraph()
                slot.add_run(f"{xml_text(wording.label_with_body(statement.slot, statement.about))}: ")
                slot.add_run(xml_text(statement.shown)).bold = True
            elif title := _title(answer, statement):
                document.add_paragraph().add_run(xml_text(title)).bold = True
            document.add_paragraph(f"“{xml_text(statement.quote)}”", style="Quote")
            document.add_paragraph(f"({xml_text(answer.sources[statement.source].formal)})")
        for candidate in _choices(answer):
            document.add_paragraph(xml_text(_candidate(candidate)), style="List Bullet")
        for heading, sources in _source_lists(answer):
            document.add_paragraph(heading)
            for place, source in sources:
                document.add_paragraph(f"{place}. {xml_text(source.formal)}")
                for notice in source.notices:
                    document.add_paragraph(xml_text(notice), style="List Bullet 2")
        for notice in answer.notices:
            if notice != wording.DISCLAIMER:
                document.add_paragraph(xml_text(notice))
    document.add_paragraph(wording.DISCLAIMER)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _title(answer: AnswerOut, statement: StatementOut) -> str:
    return wording.statement_title(statement.slot, statement.body, answer.intent)


def _source_lists(answer: AnswerOut) -> list[tuple[str, list[tuple[int, SourceOut]]]]:
    """The cited sources under their heading, then those that are only related; each with its place in the answer."""
    cited, others = cited_positions(answer.statements, len(answer.sources))
    headings = ((wording.SOURCES, cited), (wording.RELATED if cited else wording.NEAREST_PASSAGES, others))
    return [
        (heading, [(place + 1, answer.sources[place]) for place in places]) for heading, places in headings if places
    ]


def _choices(answer: AnswerOut) -> tuple[DocumentOut, ...]:
    """The documents to choose from; those of a list are quoted already."""
    return () if answer.listing else answer.candidates


def _candidate(document: DocumentOut) -> str:
    """A document to choose or of a list: its name, its subject, and its status."""
    status = document.validity.label if document.validity else ""
    return "; ".join(part for part in (document.name, document.subject, status) if part)


def _plain(text: str) -> str:
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def _moment(iso: str) -> str:
    moment = datetime.fromisoformat(iso).astimezone()
    return f"{moment:%H:%M} ngày {format_date(moment.date())}"
