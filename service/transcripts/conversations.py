"""Conversations that may be gone on with: those on record, and in this service those that are not recorded."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict

from service.answering.question.follow_up import Conversation, Turn, new_conversation
from service.transcripts.shared_states import SharedStates

#: For so long a recorded conversation is also kept in shared memory: by then it is written down.
WRITTEN_SECONDS = 30.0


class Conversations:
    """Store of conversations by their ids.

    What is recorded is read anew each time: another process may have gone on with it, or deleted it. What is not
    recorded is known to this service only, the least recently used dropped first: in memory that its processes share
    (``shared``), or in this one where it is alone or a state is too large for that.
    """

    def __init__(
        self,
        most: int,
        recorded: Callable[[str], Conversation | None] = lambda _: None,
        shared: SharedStates | None = None,
    ) -> None:
        self._most = most
        self._recorded = recorded
        self._shared = shared
        self._unrecorded: OrderedDict[str, Conversation] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, conversation_id: str | None, owner: str = "local") -> Conversation:
        """The owner's conversation of that id, or a new one. An id that is not known starts afresh."""
        conversation = self._find(conversation_id) if conversation_id else None
        return conversation if conversation is not None and conversation.owner == owner else new_conversation(owner)

    def keep(self, conversation: Conversation) -> None:
        """Remember the state after an answer that is not recorded."""
        if self._shared is not None and self._shared.put(conversation.id, conversation_text(conversation)):
            return
        with self._lock:
            self._unrecorded[conversation.id] = conversation
            self._unrecorded.move_to_end(conversation.id)
            while len(self._unrecorded) > self._most:
                self._unrecorded.popitem(last=False)

    def hand_over(self, conversation: Conversation) -> None:
        """Remember the state after an answer until it is written down: the next question may meet another process."""
        with self._lock:
            self._unrecorded.pop(conversation.id, None)
        if self._shared is not None:
            self._shared.put(conversation.id, conversation_text(conversation), WRITTEN_SECONDS)

    def drop(self, conversation_id: str, owner: str = "local") -> bool:
        """Forget a conversation of this owner; True if it was there."""
        shared = self._shared_state(conversation_id)
        if self._shared is not None and shared is not None and shared.owner == owner:
            return self._shared.drop(conversation_id)
        with self._lock:
            conversation = self._unrecorded.get(conversation_id)
            if conversation is None or conversation.owner != owner:
                return False
            return self._unrecorded.pop(conversation_id, None) is not None

    def _find(self, conversation_id: str) -> Conversation | None:
        with self._lock:
            unrecorded = self._unrecorded.get(conversation_id)
        shared = unrecorded or self._shared_state(conversation_id)
        recorded = None if unrecorded is not None else self._recorded(conversation_id)
        if shared is None or recorded is None:
            return shared or recorded
        written = {turn.answer_id for turn in recorded.turns}
        return recorded if all(turn.answer_id in written for turn in shared.turns[-1:]) else shared

    def _shared_state(self, conversation_id: str) -> Conversation | None:
        text = None if self._shared is None else self._shared.get(conversation_id)
        return None if text is None else parse_conversation(text)


def conversation_text(conversation: Conversation) -> str:
    """A conversation as JSON."""
    return json.dumps(asdict(conversation), ensure_ascii=False)


def parse_conversation(text: str) -> Conversation | None:
    """A conversation from its JSON; None when an older release kept it in another form."""
    fields = json.loads(text)
    turns = tuple(Turn(**turn) for turn in fields.pop("turns", ()) if set(turn) <= set(Turn.__dataclass_fields__))
    if not set(fields) <= set(Conversation.__dataclass_fields__):
        return None
    return Conversation(**fields, turns=turns)
