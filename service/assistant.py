"""The assistant: answers questions from one open library with its indexes and its model.

The command line, the HTTP interface and the evaluation all ask here, so that they give the same answers.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from index.derived.snapshot import DerivedSnapshot
from index.embedding.encoders import Encoder, load
from index.embedding.transformer import TransformerEncoder
from index.engine.address import EngineAddress
from index.library.library import Library, WrongModel
from index.query.document_references import without_contradicted_times
from index.query.home_unit import with_home_unit
from index.query.long_question import essential_question
from index.query.parse import LibraryVocabulary, correct_typing
from index.query.question import Question
from index.query.talk import without_courtesies
from index.ranking.cross_encoder import Reranker
from index.records import Filters, QueryInterpretation, SearchResult
from index.search import Searcher
from index.upkeep.reembed import model_source
from service.answering.answerers.refusal import REFUSED_INTENTS
from service.answering.case import AskedQuestion, Case, open_case
from service.answering.compose import compose, probable_sources
from service.answering.question.follow_up import (
    Conversation,
    ResolvedQuestion,
    advance_conversation,
    resolve_follow_up,
    with_previous,
)
from service.answering.question.several_questions import join_answers
from service.answering.question.typed import with_typed_question
from service.opened import Opened, reopened
from service.records import Answer, Health, Source

#: How much likelier the whole library must answer than the document spoken of, for a question to be a new topic.
NEW_TOPIC_MARGIN = 0.15
#: Callbacks: given what was found, before the answer is composed; given a stage of answering and its seconds.
SourcesFound = Callable[[tuple[Source, ...]], None]
StageTimed = Callable[[str, float], None]
#: Intents of texts that nothing is searched for.
UNSEARCHED_INTENTS = REFUSED_INTENTS | {"talk"}
#: Passages ranked for an answer: more than are shown, for look-ups and the path check.
PASSAGES_RANKED = 24


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, the conversation as it stands after it, the ranking and the case that it was made from."""

    answer: Answer
    conversation: Conversation
    result: SearchResult
    case: Case | None = None


@dataclass(frozen=True, slots=True)
class _Options:
    """Options of one call of ``ask``, the same for all questions in a question."""

    filters: Filters
    limit: int
    found: SourcesFound | None


def _ignore_timing(stage: str, seconds: float) -> None:
    """Default callback: metrics are off."""


class Assistant:
    """Answers questions from one library; ``timed`` is told how long the stages of answering took."""

    def __init__(
        self,
        library: Library,
        opened: Opened,
        reranker: Reranker | None = None,
        timed: StageTimed = _ignore_timing,
        home_unit: str | None = None,
        engine: EngineAddress | None = None,
    ) -> None:
        self.library = library
        self._home_unit = home_unit
        self._reranker = reranker
        self._timed = timed
        self._opened = opened
        self._engine_address = engine
        self._reopening = threading.Lock()
        #: The library's model, once it could not be loaded: loading one takes too long to be tried all the time.
        self._unavailable_model = ""

    @classmethod
    def open(
        cls,
        home: Path,
        model: str | None = None,
        url: str | None = None,
        reranker: str | None = None,
        timed: StageTimed = _ignore_timing,
        home_unit: str | None = None,
        engine: EngineAddress | None = None,
    ) -> Assistant:
        """Open the library under ``home`` (its rows at ``url``, if that is given) and bring its indexes up to date.

        ``reranker`` names a cross-encoder that reads the first hits again, ``home_unit`` the unit that asks.

        :raises WrongModel: if another model made the library's vectors.
        :raises ModelMissing: if a model named is not on this machine.
        """
        encoder = load(model)
        second = Reranker.load(reranker) if reranker else None
        library = Library.open(home, url)
        library.use_model(encoder.name, encoder.dimension)
        opened = Opened.open(library, encoder, model, engine)
        return cls(library, opened, second, timed, home_unit, engine)

    @property
    def encoder(self) -> Encoder:
        """The model that the library is asked with."""
        return self._opened.encoder

    @property
    def deep_encoder(self) -> TransformerEncoder | None:
        """The transformer that is used beside it; None where there is none."""
        return self._opened.deep

    def read_weights(self) -> None:
        """Read the transformer's weights before the first question needs them."""
        self._opened.read_weights()

    def refresh(self, model: str | None = None) -> int:
        """Take in what changed in the library since; cheap when nothing did.

        When the library has gone over to another model (``hoivanban reembed``), ``model`` (a folder or name) or the
        one that the library names is opened; until that is done the last state goes on answering.

        :raises WrongModel: if neither is the library's model.
        """
        with self._reopening:
            if self._opened.indexes.model_changed:
                self._opened = self._newly_opened(model)
            return self._opened.indexes.catch_up()

    def follow_engine(self) -> None:
        """Bring the engine up to the indexes of this process; nothing where there is none."""
        self._opened.follow_engine()

    def _newly_opened(self, model: str | None) -> Opened:
        """The indexes of the model that the library has gone over to, from ``model`` or from where it says."""
        wanted = self.library.model()
        name = wanted.name if wanted else ""
        sources = [model, model_source(self.library) or None]
        opened = reopened(self.library, sources, self._engine_address) if name != self._unavailable_model else None
        if opened is None:
            self._unavailable_model = name
            raise WrongModel(f"Kho đã chuyển sang mô hình {name}. Hãy đặt lại HOIVANBAN_MODEL và khởi động lại.")
        return opened

    def health(self, labels: Collection[str] | None = None) -> Health:
        """Sizes and states of the library, as somebody with these access labels sees it; None for all of it."""
        return self._opened.health(self.library, labels)

    def snapshot(self) -> DerivedSnapshot:
        """The derived indexes as they stand."""
        return self._opened.indexes.snapshot()

    def __enter__(self) -> Assistant:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        self.close()

    def stop_engine(self) -> None:
        """Write nothing further to the engine: what is being written ends with the batch in hand."""
        self._opened.stop_engine()

    def close(self) -> None:
        """Close the library."""
        self.stop_engine()
        self.library.close()

    def search(
        self, question: str | Question, filters: Filters | None = None, limit: int = 10, explain: bool = False
    ) -> SearchResult:
        """Ranked passages for a cleaned question."""
        opened, library = self._opened, self._visible_library(filters)
        searcher = Searcher(
            opened.indexes.snapshot(), library, opened.encoder, reranker=self._reranker, deep_encoder=opened.deep
        )
        result = searcher.search(question, filters, limit, explain)
        self._timed("search", result.took_ms / 1000)
        self._timed("ranking", result.ranking_ms / 1000)
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
        options = _Options(filters or Filters(), limit, found)
        bare = without_courtesies(question)
        meant = Question(with_home_unit(essential_question(bare), self._home_unit))
        asked, slips = self._without_slips(meant, options.filters)
        asked, times = without_contradicted_times(asked, self._visible_library(filters), options.filters)
        reply = self._ask_all(asked, conversation, options)
        if asked.text == question and not times:
            return reply
        # Everything was done with the question as it is meant; what is shown and kept is what was typed.
        return replace(reply, answer=with_typed_question(reply.answer, question, bare, slips, times))

    def _without_slips(self, question: Question, filters: Filters) -> tuple[Question, tuple[tuple[str, str], ...]]:
        """The question without slips of the keyboard, and the slips: all that follows reads the corrected question."""
        # What is refused is refused as it was typed: "tuyet mat" is no slip for a word of the library. A list is read
        # to its last word: "kho có bao nhiêu" is no slip for "khi có".
        as_typed = question.intent in UNSEARCHED_INTENTS or question.list_asked is not None
        if as_typed or not filters.allows_implied("corrections"):
            return question, ()
        snapshot = self.snapshot().visible_to(filters.access)
        text, slips = correct_typing(question.text, LibraryVocabulary.of(snapshot))
        return (Question(text), tuple((slip.typed, slip.corrected) for slip in slips)) if slips else (question, ())

    def _ask_all(self, question: Question, conversation: Conversation, options: _Options) -> Reply:
        """Answer each of the questions in a question, the later ones in the conversation that the first one opens."""
        if len(question.parts) == 1:
            return self._ask_one(question, conversation, options)
        first, *others = map(Question, question.parts)
        reply = self._ask_one(first, conversation, options)
        for part in others:
            if reply.answer.status not in ("complete", "partial"):
                # The first part names the document; without it the others would be answered from anywhere.
                return self._ask_one(question, conversation, options)
            following = self._ask_one(part, reply.conversation, options, first.shared_topic)
            answer = join_answers(reply.answer, following.answer, question.text, question.parts)
            reply = Reply(answer, advance_conversation(conversation, answer), reply.result)
        return reply

    def _ask_one(self, question: Question, conversation: Conversation, options: _Options, topic: str = "") -> Reply:
        """Answer one question; ``topic`` is that of the one that it was asked together with."""
        resolved = with_previous(resolve_follow_up(question, conversation), self._visible_library(options.filters))
        if topic and resolved.document_id is not None:
            resolved = replace(resolved, search=f"{resolved.search.rstrip(' ?.')} {topic}", sure=True)
        searched = question if resolved.search == question.text else Question(resolved.search)
        intent = searched.intent if resolved.is_list_again else question.intent
        asked = AskedQuestion(question.text, resolved.question, searched, intent, conversation.id, options.limit)
        if asked.intent in UNSEARCHED_INTENTS:
            understood = QueryInterpretation(question=question.text, accents="full", filters=options.filters)
            result = SearchResult((), 0.0, understood, 0.0, self._opened.indexes.snapshot().change)
            case = self._case(asked, result, options.filters)
            answer = compose(case)
        else:
            result, within = self._find(searched, resolved, options.filters)
            if not within and not resolved.is_list_again:
                # The document spoken of was not asked: to say that the question was understood of it would be false.
                asked = replace(asked, resolved=question.text)
            case = self._case(replace(asked, within_document=within), result, options.filters)
            if options.found is not None:
                options.found(probable_sources(case))
            started = time.perf_counter()
            answer = compose(case)
            self._timed("composing", time.perf_counter() - started)
        return Reply(answer, advance_conversation(conversation, answer), result, case)

    def _visible_library(self, filters: Filters | None) -> Library:
        """The library as the asker's access labels show it."""
        return self.library.visible_to((filters or Filters()).access)

    def _case(self, asked: AskedQuestion, result: SearchResult, filters: Filters) -> Case:
        day = filters.as_of or asked.searched.day_asked or date.today()
        return open_case(asked, result, self._visible_library(filters), day, self._search_again)

    def _search_again(self, question: str | Question, filters: Filters) -> SearchResult:
        return self.search(question, filters, PASSAGES_RANKED)

    def _find(self, searched: Question, resolved: ResolvedQuestion, filters: Filters) -> tuple[SearchResult, bool]:
        """The search result, and True if it is of the document spoken of alone."""
        if resolved.document_id is None or filters.document_ids is not None:
            return self._search_again(searched, filters), False
        inside = self._search_again(searched, filters.within(resolved.document_id))
        if resolved.sure:
            return inside, True
        everywhere = self._search_again(searched, filters)
        new_topic = everywhere.confidence > inside.confidence + NEW_TOPIC_MARGIN
        return (everywhere, False) if new_topic else (inside, True)
