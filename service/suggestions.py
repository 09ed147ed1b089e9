"""Questions suggested to the asker: completions while typing, and examples that the library answers now."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from index.library.library import Library, ListRequest
from index.records import PUBLIC, Filters, StoredDocument
from ingest.text.normalize import fold
from service.answering.document_names import short_name
from service.answering.question.follow_up import new_conversation
from service.assistant import Assistant

#: A number or symbol at the end of what was typed: "516", "516/k", "9176/QĐ-U".
_NUMBER = re.compile(r"[\w./-]*\d[\w./-]*$")
#: One digit says nothing yet.
SHORTEST_NUMBER = 2
#: A subject is recognised by this many of the last words typed; two are in every other subject.
SUBJECT_WORDS = 3
MOST_SUBJECT_WORDS = 7
#: A pasted text is not being completed.
LONGEST_TYPED = 300
#: Documents read to fill a short list: some share only digits with what was typed.
DOCUMENTS_READ = 60
#: What may be asked of each type of document, the likeliest to be answered first.
_EXAMPLES: dict[str, tuple[str, ...]] = {
    "KH": ("{name} do cơ quan nào chủ trì thực hiện?", "Thời hạn báo cáo theo {name} là khi nào?"),
    "CTr": ("{name} do cơ quan nào chủ trì thực hiện?", "Mục tiêu của {name} là gì?"),
    "ĐA": ("Mục tiêu của {name} là gì?", "{name} do cơ quan nào chủ trì thực hiện?"),
    "QĐ": ("{name} căn cứ vào những văn bản nào?", "{name} áp dụng cho đối tượng nào?"),
    "NQ": ("{name} căn cứ vào những văn bản nào?", "Mức hỗ trợ theo {name} là bao nhiêu?"),
    "CT": ("Thời hạn báo cáo theo {name} là khi nào?", "{name} giao nhiệm vụ gì cho các sở?"),
    "CV": ("{name} yêu cầu báo cáo trước ngày nào?",),
}
#: What is asked next of a document, by the intent of the question; the likeliest to be wanted first.
_NEXT: tuple[tuple[str, str], ...] = (
    ("lead", "{name} do cơ quan nào chủ trì thực hiện?"),
    ("reporting", "Thời hạn báo cáo theo {name} là khi nào?"),
    ("validity", "{name} còn hiệu lực không?"),
    ("money", "Kinh phí thực hiện {name} là bao nhiêu?"),
    ("target", "Mục tiêu của {name} là gì?"),
    ("basis", "{name} căn cứ vào những văn bản nào?"),
    ("summary", "Tóm tắt {name}"),
)
#: Next questions offered, and documents whose next questions are remembered: trying them takes a tenth of a second.
MOST_NEXT, NEXT_KEPT = 3, 1000
#: Examples shown at most, and documents tried for them: a few dozen milliseconds once for each state of the library.
MOST_EXAMPLES = 4
DOCUMENTS_TRIED = 12
#: Sets of access labels whose examples are kept.
LABEL_SETS_KEPT = 32


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A document that may be meant, and the question that choosing it makes."""

    kind: Literal["number", "subject"]
    question: str
    document: StoredDocument


def complete_question(library: Library, typed: str, limit: int) -> list[Suggestion]:
    """Documents that may be meant by the end of ``typed``, the likeliest first; accents are optional."""
    if len(typed) > LONGEST_TYPED:
        return []
    number = _NUMBER.search(typed)
    if number and len(number[0]) >= SHORTEST_NUMBER:
        return list(_by_number(library, typed[: number.start()], number[0]))[:limit]
    return list(_by_subject(library, typed.rstrip()))[:limit]


def _by_number(library: Library, before: str, begun: str) -> Iterator[Suggestion]:
    key = fold(begun)
    for document in library.documents(ListRequest(text=key, limit=DOCUMENTS_READ)).documents:
        number = document.metadata.number
        if number and fold(number).startswith(key) and fold(number) != key:
            yield Suggestion("number", f"{before}{number} ", document)


def _by_subject(library: Library, typed: str) -> Iterator[Suggestion]:
    """The longest run of last words that stands in a subject decides."""
    words = _folded_words(typed).split()
    for count in range(min(len(words), MOST_SUBJECT_WORDS), SUBJECT_WORDS - 1, -1):
        wanted = " ".join(words[-count:])
        page = library.documents(ListRequest(text=wanted, limit=DOCUMENTS_READ))
        found = [document for document in page.documents if wanted in _folded_words(document.metadata.subject or "")]
        if found:
            for document in found:
                if document.metadata.number and fold(document.metadata.number) not in fold(typed):
                    yield Suggestion("subject", f"{typed} theo {short_name(document)}", document)
            return


def _folded_words(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


@dataclass(frozen=True, slots=True)
class ExampleQuestions:
    """Questions that the library answers now; how many documents it has, and whether samples are among them."""

    questions: tuple[str, ...]
    documents: int
    has_samples: bool


class Examples:
    """Example questions drawn from the library: worded by rule from its documents, offered only if it answers them.

    Made when first asked for, and again after the library has changed.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._lock = threading.Lock()
        #: By access labels: the change of the library at which the examples were made, and the examples.
        self._made: OrderedDict[tuple[str, ...], tuple[int, ExampleQuestions]] = OrderedDict()
        #: By change, document and labels: the questions on it that are answered, with their kinds.
        self._next: OrderedDict[tuple[int, str, tuple[str, ...]], tuple[tuple[str, str], ...]] = OrderedDict()

    def current(self, labels: tuple[str, ...] = (PUBLIC,)) -> ExampleQuestions:
        """The examples for the library's present state, to somebody with these access labels."""
        with self._lock:
            change = self._assistant.library.change
            made = self._made.get(labels)
            if made is None or made[0] != change:
                made = self._made[labels] = (change, self._make(labels))
            self._made.move_to_end(labels)
            while len(self._made) > LABEL_SETS_KEPT:
                self._made.popitem(last=False)
            return made[1]

    def after(self, document: StoredDocument, asked: str, intent: str, labels: tuple[str, ...]) -> tuple[str, ...]:
        """Questions on a document, other than the one ``asked``, that the library answers."""
        key = (self._assistant.library.change, document.id, labels)
        with self._lock:
            known = self._next.get(key)
        if known is None:
            known = self._answered_kinds(document, labels)
            with self._lock:
                self._next[key] = known
                while len(self._next) > NEXT_KEPT:
                    self._next.popitem(last=False)
        told = fold(asked)
        return tuple(question for kind, question in known if kind != intent and fold(question) != told)[:MOST_NEXT]

    def _answered_kinds(self, document: StoredDocument, labels: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        """The kinds of question on a document that the library answers in full: one more than is offered at most."""
        found: list[tuple[str, str]] = []
        for kind, pattern in _NEXT if document.metadata.number else ():
            question = pattern.format(name=short_name(document))
            if len(found) <= MOST_NEXT and self._is_answered(question, labels):
                found.append((kind, question))
        return tuple(found)

    def _make(self, labels: tuple[str, ...]) -> ExampleQuestions:
        page = self._assistant.library.visible_to(labels).documents(ListRequest(limit=DOCUMENTS_TRIED * 4))
        questions: list[str] = []
        types: set[str | None] = set()
        # One document of each type first: the reader sees what kinds of documents there are.
        documents = sorted(page.documents, key=lambda document: _is_repeated(document, types))[:DOCUMENTS_TRIED]
        for document in documents:
            if len(questions) == MOST_EXAMPLES:
                break
            question = self._answered_question(document, labels)
            if question:
                questions.append(question)
        samples = any(document.metadata.is_sample for document in page.documents)
        return ExampleQuestions(tuple(questions), page.total, samples)

    def _answered_question(self, document: StoredDocument, labels: tuple[str, ...]) -> str | None:
        """The first question on a document that the library answers in full."""
        if not document.metadata.number:
            return None
        for pattern in _EXAMPLES.get(document.metadata.type or "", ()):
            question = pattern.format(name=short_name(document))
            if self._is_answered(question, labels):
                return question
        return None

    def _is_answered(self, question: str, labels: tuple[str, ...]) -> bool:
        answer = self._assistant.ask(question, new_conversation(), Filters(access=labels)).answer
        return answer.status == "complete" and bool(answer.statements)


def _is_repeated(document: StoredDocument, types: set[str | None]) -> bool:
    """True if a document of the type came before; its type is added to ``types``."""
    is_repeated = document.metadata.type in types
    types.add(document.metadata.type)
    return is_repeated
