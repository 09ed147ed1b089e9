"""The assistant where questions arrive: one open library with its indexes and model, shared by all ways in.

The command line, the HTTP interface and the evaluation all ask here, so that they give the same answers.
"""

from __future__ import annotations

import threading
import time
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from index.derived.sync import Indexes
from index.embedding.encoders import Encoder, load
from index.library.library import Library, ListRequest, WrongModel
from index.query import parse as asking
from index.ranking.cross_encoder import Reranker
from index.records import Filters, QueryInterpretation, SearchResult
from index.search import Searcher
from index.upkeep.reembed import model_source
from service.answering import compose as answering
from service.answering.answerers.validity import day_asked
from service.answering.case import AskedQuestion, Case
from service.answering.question import several_questions
from service.answering.question.follow_up import Conversation, ResolvedQuestion, advance_conversation, resolve_follow_up
from service.answering.question.intent import classify
from service.records import Answer, Source

#: How much better (in probability) the whole library must answer than the document spoken of, before a short
#: question without "đó", "thế", "còn" is taken as a new topic.
NEW_TOPIC_MARGIN = 0.15
#: Kinds of questions that are refused whatever the library holds.
REFUSED = ("secret", "opinion")
#: Told what was found, before the answer is composed.
SourcesFound = Callable[[tuple[Source, ...]], None]
#: Told a stage of answering and its seconds.
StageTimed = Callable[[str, float], None]
#: Passages ranked for an answer; more than are shown, so that a look-up and the path check see enough.
PASSAGES_RANKED = 24


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


@dataclass(frozen=True, slots=True)
class _Opened:
    """Indexes and the model that made their vectors: exchanged together, so that no question meets a mix."""

    indexes: Indexes
    encoder: Encoder


class Assistant:
    """Answers questions from one library."""

    def __init__(self, library: Library, indexes: Indexes, encoder: Encoder, reranker: Reranker | None = None) -> None:
        self.library = library
        self._reranker = reranker
        self._opened = _Opened(indexes, encoder)
        self._reopening = threading.Lock()
        #: Told how long the stages of answering took (seconds).
        self.timed: StageTimed = _untimed
        #: The library's model, once it was tried in vain: loading one takes too long to be tried all the time.
        self._missing = ""

    @classmethod
    def open(
        cls, home: Path, model: str | None = None, url: str | None = None, reranker: str | None = None
    ) -> Assistant:
        """Open the library under ``home`` (its rows at ``url``, if that is given) and bring its indexes up to date.

        ``reranker`` names a cross-encoder that reads the first hits again.

        :raises WrongModel: if another model made the library's vectors.
        :raises ModelMissing: if a model named is not on this machine.
        """
        encoder = load(model)
        second = Reranker.load(reranker) if reranker else None
        library = Library.open(home, url)
        library.use_model(encoder.name, encoder.dimension)
        return cls(library, Indexes.open(home, library), encoder, second)

    @property
    def encoder(self) -> Encoder:
        """The model that the library is asked with."""
        return self._opened.encoder

    def refresh(self, model: str | None = None) -> int:
        """Take in what changed in the library since; cheap when nothing did.

        When the library has gone over to another model (``hoivanban reembed``), ``model`` (a folder or name) or the
        one that the library names is opened; until that is done the last state goes on answering.

        :raises WrongModel: if neither is the library's model.
        """
        with self._reopening:
            if self._opened.indexes.model_changed:
                encoder = self._new_encoder(model)
                self._opened = _Opened(Indexes.open(self.library.home, self.library), encoder)
            return self._opened.indexes.catch_up()

    def _new_encoder(self, model: str | None) -> Encoder:
        held = self.library.model()
        name_held = held.name if held else ""
        places = [model, model_source(self.library) or None]
        for name in places if name_held != self._missing else ():
            try:
                encoder = load(name)
            except (OSError, ValueError):
                continue
            if held is not None and (encoder.name, encoder.dimension) == (held.name, held.dimension):
                self.library.use_model(encoder.name, encoder.dimension)
                return encoder
        self._missing = name_held
        raise WrongModel(f"Kho đã chuyển sang mô hình {name_held}. Hãy đặt lại HOIVANBAN_MODEL và khởi động lại.")

    def health(self, labels: Collection[str] | None = None) -> Health:
        """What the assistant holds now, as somebody with these access labels sees it; None for all of it."""
        opened = self._opened
        seen = self.library if labels is None else self.library.visible_to(labels)
        return Health(
            documents=seen.documents(ListRequest(limit=1, access=None)).total,
            passages=seen.count_answering(),
            change=self.library.change,
            index_change=opened.indexes.snapshot().change,
            model=opened.encoder.name,
        )

    def __enter__(self) -> Assistant:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the library."""
        self.library.close()

    def search(
        self, question: str, filters: Filters | None = None, limit: int = 10, explain: bool = False
    ) -> SearchResult:
        """Ranked passages for a cleaned question."""
        opened = self._opened
        library = self._seen(filters)
        searcher = Searcher(opened.indexes.snapshot(), library, opened.encoder, reranker=self._reranker)
        result = searcher.search(question, filters, limit, explain)
        self.timed("search", result.took_ms / 1000)
        self.timed("ranking", result.ranking_ms / 1000)
        return result

    def ask(
        self,
        question: str,
        conversation: Conversation,
        filters: Filters | None = None,
        limit: int = 5,
        found: SourcesFound | None = None,
    ) -> Reply:
        """Answer a cleaned question in its conversation, each of its parts when it asks several things.

        ``found`` is called between finding and composing, with the sources that the answer will probably cite; what
        it raises ends the work there.
        """
        text, slips = self._without_slips(question, filters or Filters())
        reply = self._ask_all(text, conversation, filters, limit, found)
        if not slips:
            return reply
        # Everything was done with what was meant; what is told and kept is what was typed.
        understood = replace(reply.answer.understood, corrections=slips)
        return replace(reply, answer=replace(reply.answer, question=question, understood=understood))

    def _without_slips(self, question: str, filters: Filters) -> tuple[str, tuple[tuple[str, str], ...]]:
        """The question as it was meant to be typed, and the slips: kind, numbers and follow-ups are read from it."""
        # What is refused is refused as it was typed: "tuyet mat" is no slip for a word of the library.
        if not filters.allows_implied("corrections") or classify(question) in REFUSED:
            return question, ()
        snapshot = self._opened.indexes.snapshot().visible_to(filters.access)
        columns = snapshot.columns
        known = asking.LibraryVocabulary(snapshot.lexical.document_frequency, columns.short_forms, columns.near_words)
        text, slips = asking.correct_typing(question, known)
        return text, tuple((one.typed, one.corrected) for one in slips)

    def _ask_all(
        self, question: str, conversation: Conversation, filters: Filters | None, limit: int, found: SourcesFound | None
    ) -> Reply:
        asked = several_questions.split_question(question)
        first, *others = asked
        reply = self._ask_one(first, conversation, filters, limit, found)
        about = several_questions.shared_topic(first)
        for part in others:
            if reply.answer.status not in ("complete", "partial"):
                # The first part names the document; without it the others would be answered from anywhere.
                return self._ask_one(question, conversation, filters, limit, found)
            following = self._ask_one(part, reply.conversation, filters, limit, found, about)
            answer = several_questions.join_answers(reply.answer, following.answer, question, asked)
            reply = Reply(answer, advance_conversation(conversation, answer), reply.result)
        return reply

    def _ask_one(
        self,
        question: str,
        conversation: Conversation,
        filters: Filters | None,
        limit: int,
        found: SourcesFound | None,
        about: str = "",
    ) -> Reply:
        """Answer one question; ``about`` is the topic of the one that it was asked together with."""
        resolved = self._with_previous(resolve_follow_up(question, conversation), self._seen(filters))
        if about and resolved.document_id is not None:
            resolved = replace(resolved, search=f"{resolved.search.rstrip(' ?.')} {about}", sure=True)
        asked = AskedQuestion(
            question,
            resolved.question,
            resolved.search,
            classify(question),
            conversation.id,
            limit,
        )
        if asked.intent in REFUSED:
            understood = QueryInterpretation(question=question, accents="full", filters=filters or Filters())
            result = SearchResult((), 0.0, understood, 0.0, self._opened.indexes.snapshot().change)
            answer = answering.refusal(self._case(asked, result, filters))
        else:
            result, within = self._find(resolved, filters or Filters())
            case = self._case(replace(asked, within_document=within), result, filters)
            if found is not None:
                found(answering.probable_sources(case))
            started = time.perf_counter()
            answer = answering.compose(case)
            self.timed("composing", time.perf_counter() - started)
        return Reply(answer, advance_conversation(conversation, answer), result)

    def _seen(self, filters: Filters | None) -> Library:
        """The library as the asker may see it."""
        return self.library.visible_to((filters or Filters()).access)

    def _with_previous(self, resolved: ResolvedQuestion, library: Library) -> ResolvedQuestion:
        """The document that the one spoken of replaced, if the library says which; else the one spoken of."""
        if not resolved.previous or resolved.document_id is None:
            return resolved
        edges = library.relations.outgoing(resolved.document_id)
        before = [edge.target_id for edge in edges if edge.relation.type == "replaces" and edge.target_id]
        return replace(resolved, document_id=before[0] if before else resolved.document_id)

    def _case(self, asked: AskedQuestion, result: SearchResult, filters: Filters | None) -> Case:
        given = filters.as_of if filters else None
        day = given or day_asked(asked.searched) or date.today()
        return Case(
            asked, result, self._seen(filters), day, lambda text, narrowed: self.search(text, narrowed, PASSAGES_RANKED)
        )

    def _find(self, resolved: ResolvedQuestion, filters: Filters) -> tuple[SearchResult, bool]:
        """What is found, and whether it was looked for in the document spoken of."""
        if resolved.document_id is None or filters.document_ids is not None:
            return self.search(resolved.search, filters, PASSAGES_RANKED), False
        inside = self.search(resolved.search, _within(filters, resolved.document_id), PASSAGES_RANKED)
        if resolved.sure:
            return inside, True
        everywhere = self.search(resolved.search, filters, PASSAGES_RANKED)
        new_topic = everywhere.confidence > inside.confidence + NEW_TOPIC_MARGIN
        return (everywhere, False) if new_topic else (inside, True)


def _untimed(stage: str, seconds: float) -> None:
    """Nobody counts."""


def _within(filters: Filters, document_id: str) -> Filters:
    return Filters(
        document_ids=(document_id,),
        territories=filters.territories,
        as_of=filters.as_of,
        access=filters.access,
        literal=filters.literal,
        ignore=filters.ignore,
    )
