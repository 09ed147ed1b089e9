"""The desk where questions arrive: one open library with its indexes and model, shared by all ways in.

The command line, the HTTP interface and the evaluation all ask here, so that they give the same answers.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from index.embed import Encoder, load
from index.library import Library, Listing
from index.records import Filters, SearchResult, Understood
from index.sync import Indexes
from service import answer as answering
from service.conversation import Conversation, Resolved, advance, resolve
from service.finding import Finder
from service.intent import classify
from service.records import Answer

#: How much better (in probability) the whole library must answer than the document spoken of, before a short
#: question without "đó", "thế", "còn" is taken as a new topic.
NEW_TOPIC_MARGIN = 0.15
#: Passages ranked for an answer; more than are shown, so that a look-up and the path check see enough.
RANKED = 12


class QuestionError(ValueError):
    """A question that cannot be asked; the message is one Vietnamese sentence, ``code`` a machine word."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def clean_question(text: str, most: int) -> str:
    """Compose accents, drop control and direction characters, join blanks.

    :raises QuestionError: if nothing is left or it is longer than ``most`` characters.
    """
    if len(text) > most:
        raise QuestionError("question_too_long", f"Câu hỏi dài {len(text)} ký tự; nhiều nhất là {most} ký tự.")
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(" " if unicodedata.category(char) in ("Cc", "Zl", "Zp", "Zs") else char for char in composed
                   if unicodedata.category(char) not in ("Cf", "Cs", "Co", "Cn"))  # fmt: skip
    question = " ".join(kept.split())
    if not any(char.isalnum() for char in question):
        raise QuestionError("empty_question", "Câu hỏi đang để trống. Hãy nhập nội dung cần hỏi.")
    return question


@dataclass(frozen=True, slots=True)
class Health:
    """Sizes and states: ``change`` of the library, ``index_change`` up to which the indexes follow it."""

    documents: int
    passages: int
    change: int
    index_change: int
    model: str


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, the conversation as it stands after it, and the ranking that it was made from."""

    answer: Answer
    conversation: Conversation
    result: SearchResult


class Desk:
    """Answers questions from one library."""

    def __init__(self, library: Library, indexes: Indexes, encoder: Encoder) -> None:
        self.library = library
        self.encoder = encoder
        self._indexes = indexes

    @classmethod
    def open(cls, home: Path, model: str | None = None) -> Desk:
        """Open the library under ``home`` and bring its indexes up to date.

        :raises WrongModel: if another model made the library's vectors.
        """
        encoder = load(model)
        library = Library.open(home)
        library.use_model(encoder.name, encoder.dimension)
        return cls(library, Indexes.open(home, library), encoder)

    def refresh(self) -> int:
        """Take in what changed in the library since; cheap when nothing did."""
        return self._indexes.catch_up()

    def health(self) -> Health:
        """What the desk holds now."""
        snapshot = self._indexes.snapshot()
        return Health(
            documents=self.library.documents(Listing(limit=1)).total,
            passages=self.library.answering(),
            change=self.library.change,
            index_change=snapshot.change,
            model=self.encoder.name,
        )

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the library."""
        self.library.close()

    def search(self, question: str, filters: Filters | None = None, limit: int = 10) -> SearchResult:
        """Ranked passages for a cleaned question."""
        finder = Finder(self.library, self._indexes.snapshot(), self.encoder)
        return finder.find(question, filters or Filters(), limit)

    def ask(self, question: str, conversation: Conversation, filters: Filters | None = None, limit: int = 5) -> Reply:
        """Answer a cleaned question in its conversation."""
        resolved = resolve(question, conversation)
        asked = answering.Question(
            question,
            resolved.question,
            resolved.search,
            classify(question),
            conversation.id,
            limit,
            within=resolved.document_id is not None and resolved.sure,
        )
        if asked.intent in ("secret", "opinion"):
            understood = Understood(question=question, accents="full", filters=filters or Filters())
            result = SearchResult((), 0.0, understood, 0.0, self._indexes.snapshot().change)
            answer = answering.refusal(asked, result)
        else:
            result = self._find(resolved, filters or Filters())
            answer = answering.compose(asked, result, date.today())
        return Reply(answer, advance(conversation, answer), result)

    def _find(self, resolved: Resolved, filters: Filters) -> SearchResult:
        if resolved.document_id is None or filters.document_ids is not None:
            return self.search(resolved.search, filters, RANKED)
        inside = self.search(resolved.search, _within(filters, resolved.document_id), RANKED)
        if resolved.sure:
            return inside
        everywhere = self.search(resolved.search, filters, RANKED)
        return everywhere if everywhere.confidence > inside.confidence + NEW_TOPIC_MARGIN else inside


def _within(filters: Filters, document_id: str) -> Filters:
    return Filters(document_ids=(document_id,), territory=filters.territory, as_of=filters.as_of, access=filters.access)
