"""Recorder of answers: writes them to the library in the background.

A question must not wait for its turn among the database's writers (a bulk ingest holds the turn for seconds), so
entries are queued and written by one thread. Whatever is still queued is found here before it is in the database.
"""

from __future__ import annotations

import logging
import re
import threading
from collections import OrderedDict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from index.store.database import now
from index.transcripts.transcript_store import (
    ConversationState,
    Evidence,
    Exchange,
    FeedbackVerdict,
    TranscriptEntry,
    TranscriptStore,
    text_digest,
)
from service.transcripts.conversations import conversation_text, parse_conversation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from index.library.library import Library
    from service.access.principal import Principal
    from service.answering.question.follow_up import Conversation
    from service.records import Answer

_log = logging.getLogger("hoivanban")

#: Entries waiting for the database; when it is gone for so long, the oldest are given up with a line in the log.
MOST_WAITING = 10_000
#: An id of a document wherever it stands in a stored answer: as a source, as a candidate, in a notice.
_DOCUMENT_ID = re.compile(r"\bd_[0-9a-f]{16}\b")
#: After a failed write the next try waits this long.
RETRY_SECONDS = 2.0


class Recorder:
    """Recorder that keeps conversations for ``days``; with 0 days it keeps nothing at all."""

    def __init__(self, transcripts: TranscriptStore, days: int) -> None:
        self._transcripts = transcripts
        self._days = days
        self._waiting: OrderedDict[str, TranscriptEntry] = OrderedDict()
        #: Status and body of answers that are kept in another form than they were recorded in.
        self._replaced: dict[str, tuple[str, str]] = {}
        self._changed = threading.Condition()
        self._closing = False
        self._writing = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="hoivanban-recorder", daemon=True)
        self._thread.start()

    @property
    def is_recording(self) -> bool:
        """True if anything is kept."""
        return self._days > 0

    def record(self, entry: TranscriptEntry) -> None:
        """Queue an answered question; returns at once."""
        if not self.is_recording:
            return
        with self._changed:
            self._waiting[entry.exchange.id] = entry
            while len(self._waiting) > MOST_WAITING:
                lost, _ = self._waiting.popitem(last=False)
                _log.error("answer %s could not be stored: too many are waiting for the database", lost)
            self._changed.notify()

    def replace_answer(self, answer_id: str, status: str, body: str) -> None:
        """Keep an answer as it was sent in the end, when other services had something to add; returns at once."""
        with self._changed:
            entry = self._waiting.get(answer_id)
            if entry is not None:
                exchange = replace(entry.exchange, status=status, body=body)
                self._waiting[answer_id] = replace(entry, exchange=exchange)
            self._replaced[answer_id] = (status, body)
            self._changed.notify()

    def exchange(self, answer_id: str) -> Exchange | None:
        """An answer as it was given, with its question."""
        with self._changed:
            entry = self._waiting.get(answer_id)
            replaced = self._replaced.get(answer_id)
        exchange = entry.exchange if entry else self._transcripts.exchange(answer_id)
        if exchange is not None and replaced is not None:
            return replace(exchange, status=replaced[0], body=replaced[1])
        return exchange

    def exchange_of_request(self, request_key: str) -> Exchange | None:
        """The answer that this request was given, if it was asked before."""
        with self._changed:
            waiting = [entry.exchange for entry in self._waiting.values() if entry.exchange.request_key == request_key]
        return waiting[0] if waiting else self._transcripts.exchange_by_request(request_key)

    def conversation(self, conversation_id: str) -> Conversation | None:
        """The state of a conversation, by whichever process it was recorded."""
        if not self.is_recording:
            return None
        with self._changed:
            waiting = (entry.conversation for entry in reversed(self._waiting.values()))
            state = next((state for state in waiting if state is not None and state.id == conversation_id), None)
        state = state or self._transcripts.conversation_state(conversation_id)
        return None if state is None else parse_conversation(state.state)

    def exchanges_of(self, conversation_id: str) -> list[Exchange]:
        """A conversation's questions and answers in order."""
        self.flush()
        return self._transcripts.conversation_exchanges(conversation_id)

    def judge(self, answer_id: str, verdict: FeedbackVerdict) -> bool:
        """Store a reader's verdict on an answer; False if there is no such answer."""
        self.flush()
        return self._transcripts.record_verdict(answer_id, verdict)

    def forget(self, conversation_id: str, owner: str = "local") -> bool:
        """Delete a conversation of this owner with all that was kept of it."""
        self.flush()
        return self._transcripts.delete_conversation(conversation_id, owner)

    def forget_old(self) -> int:
        """Delete what is past its days. Returns how many answers went."""
        moment = datetime.now(UTC) - timedelta(days=self._days)
        return self._transcripts.delete_before(moment.isoformat(timespec="seconds"))

    def flush(self) -> None:
        """Write everything that waits."""
        with self._writing:
            with self._changed:
                batch, replaced = list(self._waiting.values()), dict(self._replaced)
            if not batch and not replaced:
                return
            self._transcripts.record(batch)
            self._transcripts.replace_answers(replaced)
            with self._changed:
                for entry in batch:
                    self._waiting.pop(entry.exchange.id, None)
                for answer_id, written in replaced.items():
                    if self._replaced.get(answer_id) is written:
                        del self._replaced[answer_id]

    def close(self) -> None:
        """Write everything that waits, and end the thread."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._replaced or self._closing)
                if self._closing and not self._waiting and not self._replaced:
                    return
            try:
                self.flush()
            except SQLAlchemyError:
                _log.exception("answers could not be stored; trying again")
                if self._closing:
                    return
                threading.Event().wait(RETRY_SECONDS)


def transcript_entry(answer: Answer, body: str, conversation: Conversation, request_key: str | None) -> TranscriptEntry:
    """The record of an answer: as it was sent, its evidence word for word, and the conversation after it."""
    moment = now()
    exchange = Exchange(
        id=answer.id,
        conversation_id=answer.conversation_id,
        asked_at=moment,
        question=answer.question,
        status=answer.status,
        change=answer.change,
        body=body,
        evidence=tuple(
            Evidence(
                passage_id=source.hit.passage.id,
                document_id=source.hit.document.id,
                version_id=source.hit.passage.version_id,
                file_sha256=source.hit.document.sha256,
                page_from=source.hit.passage.citation.page_from,
                page_to=source.hit.passage.citation.page_to,
                citation=source.formal,
                text=source.hit.passage.text,
                digest=text_digest(source.hit.passage.text),
            )
            for source in answer.sources
        ),
        request_key=request_key,
        owner=conversation.owner,
        took_ms=round(answer.took_ms),
        intent=answer.intent,
    )
    state = ConversationState(conversation.id, moment, moment, conversation_text(conversation))
    return TranscriptEntry(exchange, state)


def own_exchanges(exchanges: Iterable[Exchange], principal: Principal, library: Library) -> list[Exchange]:
    """The exchanges that a principal asked and may still see."""
    return without_hidden([exchange for exchange in exchanges if exchange.owner == principal.owner], principal, library)


def without_hidden(asked: Sequence[Exchange], principal: Principal, library: Library) -> list[Exchange]:
    """The exchanges without those that speak of a document which the principal may not see (any more)."""
    named = {exchange.id: set(_DOCUMENT_ID.findall(exchange.body)) for exchange in asked}
    documents = library.documents_by_id(set().union(*named.values())).values()
    hidden = {document.id for document in documents if not principal.may_see(document.access)}
    return [exchange for exchange in asked if not named[exchange.id] & hidden]
