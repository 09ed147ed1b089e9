"""Rephrasing of a stored answer: the sentences of the language model that its quotes support, each with its source.

The quoted answer stands first and does not wait. Each answer is rephrased once, few at a time: a stalled server holds
up nobody who asks.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from service.rephrasing.language_model import LanguageModel, NoReply
from service.rephrasing.sentence_check import is_supported
from service.schemas.questions import AnswerOut

#: Answers at the server at once, and rephrasings remembered.
_AT_ONCE, _REMEMBERED = 2, 500

BUSY = "Máy chủ mô hình ngôn ngữ đang bận; câu trả lời trích nguyên văn ở trên vẫn đầy đủ."
NO_REPLY = "Máy chủ mô hình ngôn ngữ không trả lời được; câu trả lời trích nguyên văn ở trên vẫn đầy đủ."
NOTHING = "Không câu nào của mô hình ngôn ngữ khớp với câu trích; hãy dùng câu trích nguyên văn ở trên."


@dataclass(frozen=True, slots=True)
class SupportedSentence:
    """A sentence that its quote supports; ``source`` is the index among the answer's sources."""

    text: str
    source: int
    rephrased: bool


@dataclass(frozen=True, slots=True)
class Rephrasing:
    """What may be shown of a model's reply. ``note`` says why there is nothing; ``dropped`` counts what failed."""

    sentences: tuple[SupportedSentence, ...] = ()
    dropped: int = 0
    note: str = ""


class Rephraser:
    """Rephrases answers with one language model. Safe to use from several threads."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model
        self._free = threading.BoundedSemaphore(_AT_ONCE)
        self._known: OrderedDict[str, Rephrasing] = OrderedDict()
        self._lock = threading.Lock()

    def rephrase(self, answer: AnswerOut) -> Rephrasing:
        """The rephrasing of an answer; what fails is not remembered."""
        with self._lock:
            if answer.id in self._known:
                return self._known[answer.id]
        if not answer.statements:
            return Rephrasing(note=NOTHING)
        if not self._free.acquire(blocking=False):
            return Rephrasing(note=BUSY)
        try:
            found = checked(answer, self._model)
        except NoReply:
            return Rephrasing(note=NO_REPLY)
        finally:
            self._free.release()
        with self._lock:
            self._known[answer.id] = found
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return found


def checked(answer: AnswerOut, model: LanguageModel) -> Rephrasing:
    """The model's sentences on an answer that their quotes support.

    :raises NoReply: if the model gave nothing usable.
    """
    written = model.sentences(answer.resolved_question, [statement.quote for statement in answer.statements])
    kept = []
    for sentence in written:
        if not 0 <= sentence.quote < len(answer.statements):
            continue
        statement = answer.statements[sentence.quote]
        text = " ".join(sentence.text.split())
        if is_supported(text, statement.quote, answer.sources[statement.source].formal):
            same = text == " ".join(statement.quote.split())
            kept.append(SupportedSentence(text, statement.source, rephrased=not same))
    return Rephrasing(tuple(kept), len(written) - len(kept), "" if kept else NOTHING)
