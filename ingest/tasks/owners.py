"""Who is charged with the items of a section: the title above, the sentence that leads on, the addressees."""

from __future__ import annotations

import re

from ingest.records import Document, Passage
from ingest.tasks.assignment import Assignment, assignment, opens_with_verb, owner_of_title
from ingest.tasks.bodies import bodies_at
from ingest.tasks.items import Item, is_recipient, is_same_line
from ingest.tasks.labels import labelled_values
from ingest.text.sentences import sentence_spans

_ADDRESSED = re.compile(r"(?:yêu cầu|đề nghị|giao|điện(?: kh[aâẩ]n)?)\s*:?\s+(?=\S)")


_LEADS_ON = re.compile(r"(?i)(?::|như sau|sau đây)\W*$")
_LONGEST_TITLE = 14
#: Types that charge those to whom they are addressed; where the text itself does not name them they stay unknown.
_LETTERS = frozenset(("CV", "CĐ", "CT"))
_ASKS = re.compile(r"(?:yêu cầu|đề nghị|chỉ đạo|chỉ thị)[^.:\n]{0,160}:$")


class Owners:
    """The owners known so far: by the node whose text named them, and for the whole document."""

    def __init__(self, document: Document) -> None:
        self._nodes = document.outline
        self._is_letter = document.metadata.type in _LETTERS
        self._parents = {node.parent for node in document.outline}
        self._led: dict[int | None, Assignment | None] = {}
        self._titles: dict[str, Assignment | None] = {}
        self._addressed: Assignment | None = None

    def enter(self, passage: Passage) -> None:
        """Begin a passage: of the introduction, whom it addresses is kept."""
        if passage.kind == "mo_dau":
            self._addressed = _addressees(passage.text) or self._addressed
            if self._addressed is None and self._is_letter and _ASKS.search(passage.text.rstrip()):
                self._addressed = Assignment((), (), "given", 0)

    def is_title(self, item: Item) -> bool:
        """True for the line that is a section's title, or that only leads on to the list below it.

        What it charges is kept for the items below.
        """
        text = item.text.strip()
        if "task" in labelled_values(text) or is_recipient(text):
            return False
        if item.passage.headings and item.is_first and is_same_line(text, item.passage.headings[-1]):
            return self._only_names(item)
        if _LEADS_ON.search(text):
            return self._leads_on(item)
        owner = owner_of_title(text) if len(text.split()) <= _LONGEST_TITLE else None
        if owner is None or owner.kind != "label":
            return False
        self._led[item.passage.node] = owner
        return True

    def _only_names(self, item: Item) -> bool:
        """True for a title that names what stands below it; one that stands alone and says what to do is a task."""
        text = item.text.strip()
        alone = item.end == len(item.passage.text.rstrip()) and item.passage.node not in self._parents
        charged = assignment(text)
        if charged is not None and charged.kind != "label" and (alone or text.endswith((".", ";"))):
            return False
        if alone and charged is None and opens_with_verb(text):
            return False
        return owner_of_title(text) is not None or len(text.split()) < _LONGEST_TITLE or text.endswith(":")

    def _leads_on(self, item: Item) -> bool:
        """True for a sentence before a list that says nothing but whom it charges."""
        spans = sentence_spans(item.text.strip())
        text = item.text.strip()[spans[-1][0] :] if spans else ""
        found = assignment(text) or _addressees(text)
        if found is None:
            return len(text.split()) < _LONGEST_TITLE
        if item.passage.kind != "mo_dau":
            self._led[item.passage.node] = found
        named = sum(len(name.split()) for name in found.coordinating)
        return len(text[found.end :].split()) - named < _LONGEST_TITLE

    def owner_of(self, item: Item) -> tuple[Assignment | None, bool]:
        """Who is charged with an item, and whether only as an addressee of the whole document."""
        node = item.passage.node
        seen: set[str] = set()
        while node is not None:
            if (led := self._led.get(node)) is not None:
                return led, False
            title = self._nodes[node].title
            seen.add(title)
            if (owner := self._of_title(title)) is not None:
                return owner, False
            node = self._nodes[node].parent
        for title in reversed(item.passage.headings):
            if title not in seen and (owner := self._of_title(title)) is not None:
                return owner, False
        led = self._led.get(None)
        return (led, False) if led is not None else (self._addressed, self._addressed is not None)

    def _of_title(self, title: str) -> Assignment | None:
        if title not in self._titles:
            self._titles[title] = owner_of_title(title) if title else None
        return self._titles[title]


def _addressees(text: str) -> Assignment | None:
    """Those whom the introduction charges with what follows (`đề nghị UBND các xã triển khai các nội dung sau:`)."""
    sentence = text.rstrip().rsplit("\n", 1)[-1]
    if not sentence.endswith(":"):
        return None
    for match in reversed(list(_ADDRESSED.finditer(sentence))):
        bodies = bodies_at(sentence, match.end())
        if bodies is not None:
            return Assignment(bodies.names, (), "given", len(sentence))
    return None
