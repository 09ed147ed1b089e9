"""A conversation as a file to keep or to attach to a letter: Markdown or DOCX, with formal citations."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from ingest.text.dates import format_date
from service.answering import wording
from service.schemas.questions import AnswerOut, StatementOut

Form = Literal["md", "docx"]
MEDIA_TYPES: dict[str, str] = {
    "md": "text/markdown; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
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
            if statement.slot and statement.value:
                label = wording.label_with_body(statement.slot, statement.body)
                lines += [f"**{_plain(label)}:** {_plain(statement.value)}", ""]
            elif title := _title(answer, statement):
                lines += [f"**{_plain(title)}**", ""]
            lines += [*(f"> {_plain(line)}" for line in statement.quote.splitlines()), ""]
            lines += [f"({_plain(answer.sources[statement.source].formal)})", ""]
        if answer.sources:
            lines += ["Nguồn:", ""]
            lines += [f"{place}. {_plain(source.formal)}" for place, source in enumerate(answer.sources, start=1)]
            lines.append("")
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
        document.add_heading(_printable(answer.question), level=2)
        document.add_paragraph(_moment(asked_at))
        document.add_paragraph(_printable(answer.message))
        for statement in answer.statements:
            if statement.slot and statement.value:
                slot = document.add_paragraph()
                slot.add_run(f"{_printable(wording.label_with_body(statement.slot, statement.body))}: ")
                slot.add_run(_printable(statement.value)).bold = True
            elif title := _title(answer, statement):
                document.add_paragraph().add_run(_printable(title)).bold = True
            document.add_paragraph(f"“{_printable(statement.quote)}”", style="Quote")
            document.add_paragraph(f"({_printable(answer.sources[statement.source].formal)})")
        if answer.sources:
            document.add_paragraph("Nguồn:")
        for source in answer.sources:
            document.add_paragraph(_printable(source.formal), style="List Number")
    document.add_paragraph(wording.DISCLAIMER)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _title(answer: AnswerOut, statement: StatementOut) -> str:
    return wording.statement_title(statement.slot, statement.body, is_summary=answer.intent == "summary")


def _plain(text: str) -> str:
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def _printable(text: str) -> str:
    """The text without the characters that XML cannot hold."""
    return "".join(char for char in text if char in "\t\n" or ord(char) >= 0x20)


def _moment(iso: str) -> str:
    moment = datetime.fromisoformat(iso).astimezone()
    return f"{moment:%H:%M} ngày {format_date(moment.date())}"
