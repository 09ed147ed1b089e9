"""Example questions drawn from the library: worded by rule from its documents, offered only if it answers them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from index.library.library import ListRequest
from index.records import PUBLIC, Filters, StoredDocument
from service.answering.document_names import short_name
from service.answering.question.follow_up import new_conversation
from service.assistant import Assistant

#: What may be asked of each type of document, the likeliest to be answered first.
_PATTERNS: dict[str, tuple[str, ...]] = {
    "KH": ("{name} do cơ quan nào chủ trì thực hiện?", "Thời hạn báo cáo theo {name} là khi nào?"),
    "CTr": ("{name} do cơ quan nào chủ trì thực hiện?", "Mục tiêu của {name} là gì?"),
    "ĐA": ("Mục tiêu của {name} là gì?", "{name} do cơ quan nào chủ trì thực hiện?"),
    "QĐ": ("{name} căn cứ vào những văn bản nào?", "{name} áp dụng cho đối tượng nào?"),
    "NQ": ("{name} căn cứ vào những văn bản nào?", "Mức hỗ trợ theo {name} là bao nhiêu?"),
    "CT": ("Thời hạn báo cáo theo {name} là khi nào?", "{name} giao nhiệm vụ gì cho các sở?"),
    "CV": ("{name} yêu cầu báo cáo trước ngày nào?",),
}
#: Examples shown at most, and documents tried for them: a few dozen milliseconds once for each state of the library.
OFFERED = 4
TRIED = 12
#: Sets of access labels whose offers are kept.
KEPT = 32


@dataclass(frozen=True, slots=True)
class ExampleQuestions:
    """Questions that the library answers now; how many documents it has, and whether samples are among them."""

    questions: tuple[str, ...]
    documents: int
    has_samples: bool


class Examples:
    """Made when first asked for, and again after the library has changed."""

    def __init__(self, assistant: Assistant) -> None:
        self._desk = assistant
        self._lock = threading.Lock()
        #: By access labels: the change at which the offer was made, and the offer.
        self._made: OrderedDict[tuple[str, ...], tuple[int, ExampleQuestions]] = OrderedDict()

    def current(self, labels: tuple[str, ...] = (PUBLIC,)) -> ExampleQuestions:
        """The offer for the library's present state, to somebody with these access labels."""
        with self._lock:
            change = self._desk.library.change
            made = self._made.get(labels)
            if made is None or made[0] != change:
                made = self._made[labels] = (change, self._make(labels))
            self._made.move_to_end(labels)
            while len(self._made) > KEPT:
                self._made.popitem(last=False)
            return made[1]

    def _make(self, labels: tuple[str, ...]) -> ExampleQuestions:
        page = self._desk.library.visible_to(labels).documents(ListRequest(limit=TRIED * 4))
        questions: list[str] = []
        types: set[str | None] = set()
        # One document of each type first: the reader sees what kinds of documents there are.
        documents = sorted(page.documents, key=lambda one: _repeats(one, types))[:TRIED]
        for document in documents:
            if len(questions) == OFFERED:
                break
            question = self._answered(document, labels)
            if question:
                questions.append(question)
        samples = any(document.metadata.is_sample for document in page.documents)
        return ExampleQuestions(tuple(questions), page.total, samples)

    def _answered(self, document: StoredDocument, labels: tuple[str, ...]) -> str | None:
        if not document.metadata.number:
            return None
        for pattern in _PATTERNS.get(document.metadata.type or "", ()):
            question = pattern.format(name=short_name(document))
            answer = self._desk.ask(question, new_conversation(), Filters(access=labels)).answer
            if answer.status == "complete" and answer.statements:
                return question
        return None


def _repeats(document: StoredDocument, seen: set[str | None]) -> bool:
    repeated = document.metadata.type in seen
    seen.add(document.metadata.type)
    return repeated
