"""Conversations that may be gone on with: those on record, and in this process those that are not recorded."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

from service.answering.question.follow_up import Conversation, new_conversation


class Conversations:
    """Store of conversations by their ids.

    What is recorded is read anew each time: another process may have gone on with it, or deleted it. What is not
    recorded is known to this process only, the least recently used dropped first.
    """

    def __init__(self, most: int, recorded: Callable[[str], Conversation | None] = lambda _: None) -> None:
        self._most = most
        self._recorded = recorded
        self._unrecorded: OrderedDict[str, Conversation] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, conversation_id: str | None, owner: str = "local") -> Conversation:
        """The owner's conversation of that id, or a new one. An id that is not known starts afresh."""
        conversation = None
        if conversation_id:
            with self._lock:
                conversation = self._unrecorded.get(conversation_id)
            conversation = conversation or self._recorded(conversation_id)
        return conversation if conversation is not None and conversation.owner == owner else new_conversation(owner)

    def keep(self, conversation: Conversation) -> None:
        """Remember the state after an answer that is not recorded."""
        with self._lock:
            self._unrecorded[conversation.id] = conversation
            self._unrecorded.move_to_end(conversation.id)
            while len(self._unrecorded) > self._most:
                self._unrecorded.popitem(last=False)

    def drop(self, conversation_id: str, owner: str = "local") -> bool:
        """Forget a conversation of this owner; True if it was there."""
        with self._lock:
            conversation = self._unrecorded.get(conversation_id)
            if conversation is None or conversation.owner != owner:
                return False
            return self._unrecorded.pop(conversation_id, None) is not None
