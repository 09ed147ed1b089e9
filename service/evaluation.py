"""Evaluation (``hoivanban evaluate``): questions with known answers, asked on the same way as everybody's."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from index.evaluation.article_collections import read_json_lines
from index.library.library import ListRequest
from index.library.task_records import TaskQuery
from index.ranking.evidence import log_odds
from index.ranking.quotes import CHANCE_ALONE
from index.records import Filters
from ingest.grammar.citations import full_citation
from ingest.temporary_rooms import temporary_room
from service.answering.answerers.quotation import quote_candidates
from service.answering.document_meant import decide_document
from service.answering.question.clean import clean_question
from service.answering.question.follow_up import Conversation, new_conversation
from service.answering.quoting.confidence import beside_signals
from service.assistant import Assistant, Reply
from service.documents.ingest_command import ingest_paths

if TYPE_CHECKING:
    from index.library.task_records import TaskRow
    from index.records import Hit, StoredDocument, StoredPassage
    from service.answering.case import Case
    from service.records import Answer
    from service.settings import Settings

#: Passages written for each question; the scorer looks at the first five.
PASSAGES_WRITTEN = 10
#: More tasks than any collection that is measured assigns.
MOST_TASKS = 1_000_000
#: Evaluation questions may be long; the service's own limit is not what is measured.
LONGEST_QUESTION = 100_000


def run_articles(
    settings: Settings, articles: Path, questions: Path, *, no_accents: bool, held_out: bool, out: Path | None
) -> int:
    """Measure on legal articles; print the figures, write them to ``out``."""
    from index.embedding.encoders import load
    from index.embedding.transformer import deep_encoder
    from index.evaluation.evaluate import evaluate_articles

    encoder, deep = load(settings.model), deep_encoder(settings.model)
    figures = evaluate_articles(
        articles, questions, encoder=encoder, deep=deep, no_accents=no_accents, held_out=held_out
    )
    for name, value in figures.items():
        typer.echo(f"{name:10s} {value:.4f}" if isinstance(value, float) else f"{name:10s} {value}")
    if out is not None:
        out.write_text(json.dumps(figures, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


def run_documents(
    settings: Settings,
    docs: Path,
    questions: Path | None,
    predictions: Path | None,
    *,
    metadata: Path | None,
    home: Path | None,
    tasks: Path | None = None,
    quotes: Path | None = None,
) -> int:
    """Ingest a folder, ask every question, write one line for each; also one for each document and assigned task."""
    asked = list(read_json_lines(questions)) if questions is not None else []
    with _working_home(home) as folder:
        report = ingest_paths(settings.model_copy(update={"home": folder}), [docs])
        with contextlib.closing(Assistant.open(folder, settings.model)) as assistant:
            if predictions is not None:
                replies = ask_all(assistant, asked)
                _write(predictions, [_prediction(one, reply.answer, reply.result.hits) for one, reply in replies])
                if quotes is not None:
                    _write(quotes, [_quote_line(one, reply.case) for one, reply in replies])
            if tasks is not None:
                _write(tasks, _task_lines(assistant))
            if metadata is not None:
                _write(metadata, [_metadata_line(document) for document in _all_documents(assistant)])
    written = ", ".join(str(path) for path in (predictions, metadata, tasks, quotes) if path is not None)
    typer.echo(f"Đã nạp {report.count('indexed')} văn bản, hỏi {len(asked)} câu; kết quả: {written}", err=True)
    return 0


def ask_all(assistant: Assistant, questions: Sequence[dict[str, Any]]) -> list[tuple[str, Reply]]:
    """The replies to questions asked in order, by their ids; a follow-up in the conversation of the one it names."""
    after: dict[str, Conversation] = {}
    replies = []
    for question in questions:
        conversation = after.get(question.get("follows") or "", new_conversation())
        filters = _all_but(assistant, question["without"]) if question.get("without") else None
        reply = assistant.ask(clean_question(question["question"], LONGEST_QUESTION), conversation, filters)
        after[question["id"]] = reply.conversation
        replies.append((question["id"], reply))
    return replies


def _all_but(assistant: Assistant, file_name: str) -> Filters:
    """The filters that ask a library as if it lacked one document."""
    return Filters(document_ids=tuple(one.id for one in _all_documents(assistant) if one.file_name != file_name))


def _prediction(question_id: str, answer: Answer, hits: Sequence[Hit]) -> dict[str, Any]:
    """One line of the predictions: the cited sources first, then the other passages as ranked."""
    cited = [source.hit for source in answer.sources]
    seen = {hit.passage.id for hit in cited}
    passages = [*cited, *(hit for hit in hits if hit.passage.id not in seen)]
    return {
        "id": question_id,
        "answered": answer.status not in ("none", "refused", "talk"),
        "score": answer.confidence,
        "signals": answer.signals,
        "status": answer.status,
        "intent": answer.intent,
        "resolved": answer.resolved_question,
        "message": answer.message,
        "statements": [statement.quote for statement in answer.statements],
        "values": [statement.value for statement in answer.statements],
        "passages": [_passage(hit) for hit in passages[:PASSAGES_WRITTEN]],
    }


def _quote_line(question_id: str, case: Case | None) -> dict[str, Any]:
    """One line of the sentences that may be quoted, with their signals (``index.training.quotes``)."""
    if case is None or not case.hits:
        return {"id": question_id, "evidence": 0.0, "candidates": []}
    decided = decide_document(case)
    return {
        "id": question_id,
        "evidence": log_odds(decided.confidence),
        "candidates": [
            {
                "passage": hit.passage.id,
                "document": hit.document.file_name,
                "number": hit.document.metadata.number,
                "citation": full_citation(hit.document.metadata, hit.passage.citation, formal=False),
                "quote": hit.passage.text[span.start : span.end],
                "signals": [round(value, 4) for value in span.signals.values()],
                "beside": _beside(decided, hit, span.signals),
            }
            for hit, span in quote_candidates(decided)
        ],
    }


def _beside(case: Case, hit: Hit, chosen: Mapping[str, float]) -> list[float]:
    """``index.ranking.quotes.CHANCE_ALONE`` of a sentence that may be quoted."""
    signals = beside_signals(case, hit, chosen)
    return [round(signals[name], 4) for name in CHANCE_ALONE]


def _passage(hit: Hit) -> dict[str, Any]:
    citation = hit.passage.citation
    page = None if citation.page_from is None else [citation.page_from, citation.page_to or citation.page_from]
    return {
        "document": hit.document.file_name,
        "text": hit.passage.text,
        "path": citation.label or None,
        "page": page,
        "number": hit.document.metadata.number,
        "score": hit.score,
    }


def _metadata_line(document: StoredDocument) -> dict[str, Any]:
    metadata = document.metadata
    return {
        "document": document.file_name,
        "number_raw": metadata.number,
        "type": metadata.type,
        "issuer": metadata.issuer,
        "issued_date": metadata.issued_date.isoformat() if metadata.issued_date else None,
        "subject": metadata.subject,
    }


def _task_lines(assistant: Assistant) -> list[dict[str, Any]]:
    """The assigned tasks of all documents, in the order in which each document states them."""
    page = assistant.library.tasks.all_rows(TaskQuery(selection="all"), MOST_TASKS)
    names = {row.id: page.documents[row.document_id].file_name for row in page.rows}
    rows = sorted(page.rows, key=lambda row: (names[row.id], row.position))
    return [_task_line(names[row.id], page.passages[row.passage_id], row) for row in rows]


def _task_line(file_name: str, passage: StoredPassage, row: TaskRow) -> dict[str, Any]:
    """One task as its scorer reads it; several leads stand as the document prints their list."""
    return {
        "document": file_name,
        "page": passage.citation.page_from,
        "path": passage.citation.label or None,
        "quote": row.quote,
        "lead": _printed_list(row.leads, (passage.text, *passage.headings)) or None,
        "coordinate": list(row.coordinating),
        "deadline": row.deadline,
        "deadline_date": row.due.isoformat() if row.due else None,
        "due_rule": row.due_rule,
        "recurring": row.recurring,
        "product": row.product,
        "table": row.in_table,
    }


def _printed_list(names: Sequence[str], texts: Sequence[str]) -> str:
    """The names with what stands between them in print; where that is not found, with semicolons."""
    pattern = re.compile(r"[\s,;]{1,4}(?:(?:và|cùng)\s+)?".join(re.escape(name) for name in names))
    found = next((match for text in texts if (match := pattern.search(text))), None)
    return found.group() if found and names else "; ".join(names)


def _all_documents(assistant: Assistant) -> Iterator[StoredDocument]:
    after: str | None = None
    while True:
        page = assistant.library.documents(ListRequest(limit=500, after=after))
        yield from page.documents
        if (after := page.following) is None:
            return


@contextlib.contextmanager
def _working_home(home: Path | None) -> Iterator[Path]:
    """The folder of the library to measure; without one a folder for this run only."""
    if home is not None:
        yield home
        return
    with temporary_room("evaluation") as folder:
        yield folder


def _write(path: Path, lines: Sequence[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
