"""Scores the sixty gold questions: the rules of ``tests/gold/README.md``, apart from the product's own code.

A question is right when every one of its turns is. ``document``: the documents of the targets are cited. ``path``: they
are quoted at an accepted place or a unit inside it, with the words that must be in the quote. ``status`` and
``mentions`` are those of the gold. ``citation``: every source at an accepted place is cited as the template here writes
it. ``verbatim``: every quote is in its passage.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingest.records import Step
from service.answering.question.follow_up import new_conversation
from service.assistant import Assistant
from service.records import Answer, Source

Line = dict[str, Any]
MEASURES = ("document", "path", "status", "mentions", "citation", "verbatim")
#: As in letters: what the manifest does not say of the sample documents.
ISSUERS = {"S08": "UBND tỉnh Bình Định", "S10": "HĐND tỉnh Gia Lai", "S07": "Chủ tịch UBND tỉnh Gia Lai"}


@dataclass(slots=True)
class Score:
    """Which measures hold for one question, and what was answered (for the table of misses)."""

    id: str
    right: dict[str, bool] = field(default_factory=lambda: dict.fromkeys(MEASURES, True))
    notes: list[str] = field(default_factory=list)

    def fail(self, measure: str, note: str) -> None:
        self.right[measure] = False
        self.notes.append(f"{measure}: {note}")


def load(path: Path) -> list[Line]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def place_of(path: Sequence[Step], label: str) -> str:
    """A path in the canonical form of the gold file, from its steps alone."""
    if not path:
        return label
    by_kind = {step.kind: step.number for step in path}
    if "dieu" in by_kind:
        parts = [f"Điều {by_kind['dieu']}"]
        parts += [f"{word} {by_kind[kind]}" for kind, word in (("khoan", "khoản"), ("diem", "điểm")) if kind in by_kind]
        return " ".join(parts)
    if "phuluc" in by_kind:
        return f"Phụ lục {by_kind['phuluc']}" + (f" STT {by_kind['stt']}" if "stt" in by_kind else "")
    plan = ".".join(step.number for step in path if step.kind in ("roman", "n1", "khoan", "n2", "diem"))
    return f"gạch đầu dòng thứ {by_kind['gach']}, mục {plan}" if "gach" in by_kind else plan


def citation_of(source: Source, document: Line) -> str:
    """The screen citation written by a template of its own, from the manifest and the accepted place."""
    citation = source.hit.passage.citation
    path = place_of(citation.path, citation.label)
    article = re.fullmatch(r"Điều (\w+)(?: khoản (\w+))?(?: điểm (\w+))?", path)
    row = re.fullmatch(r"(Phụ lục \w+) STT (\w+)", path)
    if article:
        number, clause, point = article.groups()
        place = (f"điểm {point} " if point else "") + (f"khoản {clause} " if clause else "") + f"Điều {number}"
    elif row:
        place = f"STT {row[2]}, {row[1]}"
    elif re.fullmatch(r"\d+(\.[a-zđ])?", path):
        first, _, point = path.partition(".")
        place = (f"điểm {point} " if point else "") + f"khoản {first}"
    elif re.match(r"[IVX]+\b", path):
        place = f"mục {path}"
    else:
        place = path
    year, month, day = (int(part) for part in document["date"].split("-"))
    month_written = f"{month:02d}" if month < 3 else str(month)
    component = f" {citation.component} ban hành kèm theo" if citation.component else ""
    subject = re.sub(r"^(?:V/v|Về việc) ", "về việc ", document["subject"])
    if document["type"] == "Công văn":  # its subject stands after "V/v"
        subject = f"về việc {subject}"
    if document["type"] == "Kế hoạch":  # a plan's subject names a matter; a decision's says what it does
        subject = f"về {subject[0].lower()}{subject[1:]}"
    name = (
        f"{place}{component} {document['type']} số {document['number']} ngày {day:02d}/{month_written}/{year} "
        f"của {ISSUERS.get(document['id'], 'UBND tỉnh Gia Lai')} {subject[0].lower()}{subject[1:]}"
    )
    if citation.page_from is not None:
        name += f", trang {citation.page_from}"
        name += f"-{citation.page_to}" if citation.page_to != citation.page_from else ""
    return name[0].upper() + name[1:]


def everything(answer: Answer) -> str:
    """All words of an answer that a reader sees."""
    parts = [answer.message, *answer.notices]
    for statement in answer.statements:
        parts += [statement.slot or "", statement.value or "", statement.quote]
    for source in answer.sources:
        parts += [source.citation, *source.notices]
    parts += [f"{document.metadata.number}" for document in answer.candidates]
    return plain(" ".join(parts))


def plain(text: str) -> str:
    return re.sub(r"[\s–-]+", " ", text).strip().casefold()


def at_place(source: Source, target: Line) -> bool:
    citation = source.hit.passage.citation
    if source.hit.document.metadata.number != target["number"]:
        return False
    here = place_of(citation.path, citation.label)
    return any(
        place["component"] == citation.component and (here == place["path"] or inside(here, place["path"]))
        for place in target["places"]
    )


def inside(here: str, place: str) -> bool:
    """Whether a place lies in another: a finer citation of the same words is no worse."""
    return here.startswith((f"{place} khoản ", f"{place} điểm ", f"{place}.")) or here.endswith(f", mục {place}")


def target_right(answer: Answer, target: Line) -> bool:
    if not target["places"]:
        return document_right(answer, target) and all(
            plain(text) in everything(answer) for text in target["must_contain"]
        )
    quoted = " ".join(
        statement.quote for statement in answer.statements if at_place(answer.sources[statement.source], target)
    )
    cited = any(at_place(source, target) for source in answer.sources)
    return cited and all(plain(text) in plain(quoted) for text in target["must_contain"])


def document_right(answer: Answer, target: Line) -> bool:
    shown = [*(source.hit.document for source in answer.sources), *answer.candidates]
    return any(document.metadata.number == target["number"] for document in shown)


def score_turn(answer: Answer, turn: Line, documents: dict[str, Line], score: Score) -> None:
    which = any if turn["require"] == "any" else all
    targets = turn["targets"]
    shown = "; ".join(f"{s.hit.document.metadata.number} {s.hit.passage.citation.label}" for s in answer.sources)
    if targets and not which(document_right(answer, target) for target in targets):
        score.fail("document", f"cited {shown or '-'}")
    if targets and not which(target_right(answer, target) for target in targets):
        quotes = " | ".join(statement.quote[:60] for statement in answer.statements)
        score.fail("path", f"cited {shown or '-'}; quoted {quotes or '-'}")
    if answer.status not in turn["status"]:
        score.fail("status", f"{answer.status}: {answer.message[:100]}")
        if not targets:
            score.fail("document", "status")
            score.fail("path", "status")
    for text in turn["must_mention"]:
        if plain(text) not in everything(answer):
            score.fail("mentions", text)
    for source in answer.sources:
        accepted = [*targets, *turn["also"]]
        known = next((t["document"] for t in accepted if t["places"] and at_place(source, t)), None)
        if known and source.citation != (expected := citation_of(source, documents[known])):
            score.fail("citation", f"{source.citation!r}, expected {expected!r}")
    for statement in answer.statements:
        if statement.quote not in answer.sources[statement.source].hit.passage.text:
            score.fail("verbatim", statement.quote[:60])


def run(assistant: Assistant, questions: Iterable[Line], documents: dict[str, Line], typed: Any = str) -> list[Score]:
    """Ask every question in a conversation of its own; ``typed`` derives what is typed from the gold question."""
    scores = []
    for question in questions:
        score, conversation = Score(question["id"]), new_conversation()
        for turn in question["turns"]:
            reply = assistant.ask(typed(turn["question"]), conversation)
            conversation = reply.conversation
            score_turn(reply.answer, turn, documents, score)
        scores.append(score)
    return scores


def count(scores: Iterable[Score]) -> dict[str, int]:
    kept = list(scores)
    return {measure: sum(score.right[measure] for score in kept) for measure in MEASURES}


def table(scores: Iterable[Score]) -> str:
    """The misses, one note a line."""
    return "\n".join(f"{score.id} {note}" for score in scores for note in score.notes)
