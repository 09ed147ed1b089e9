"""Topics of documents: whether a subject is on one, and where headings name it in documents without a known subject."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from index.library.library import Library
from index.lists.conditions import Place
from index.lists.deadline_places import beginning
from index.records import StoredDocument
from ingest.records import OutlineNode
from ingest.text.normalize import fold

#: Units with headings; a longer title is the text of a unit.
_HEADED = frozenset(("component", "phuluc", "phan", "chuong", "muc", "roman", "n1", "dieu"))
_LONGEST_HEADING = 14


def heading_places(
    library: Library, documents: Iterable[StoredDocument], topics: Sequence[str]
) -> dict[str, tuple[Place, ...]]:
    """The places of documents without a known subject whose headings are on the topic, by document id."""
    found = {}
    for document in documents:
        if topics and document.metadata.subject is None:
            outline = library.outline(document.version_id)
            headings = [node for node in outline if _is_on_any(node, topics)]
            if headings and (places := _places(library, document, outline, headings)):
                found[document.id] = places
    return found


def _is_on_any(node: OutlineNode, topics: Sequence[str]) -> bool:
    if node.kind not in _HEADED or len(node.title.split()) > _LONGEST_HEADING:
        return False
    return any(is_on_topic(node.title, topic) for topic in topics)


def _places(
    library: Library, document: StoredDocument, outline: Sequence[OutlineNode], headings: Sequence[OutlineNode]
) -> tuple[Place, ...]:
    """The first passage under each heading."""
    passages = library.version_passages(document.version_id)
    found = {}
    for heading in headings:
        inside = {heading.id}
        inside.update(node.id for node in outline if node.parent == heading.id)
        passage = next((one for one in passages if one.node in inside), None)
        if passage is not None:
            found[passage.id] = Place(passage, beginning(passage.text))
    return tuple(found.values())


def is_on_topic(subject: str, topic: str) -> bool:
    """True if a subject holds the words of a topic one after the other, or, where these bear accents, in any order.

    >>> is_on_topic("Chuyển đổi số năm 2024", "chuyen doi so"), is_on_topic("Đạt chuẩn đài truyền thanh", "đất đai")
    (True, False)
    """
    has_accents = not (topic.isascii() or subject.isascii())
    wanted, words = (_word_keys(text, with_accents=has_accents) for text in (topic, subject))
    if not wanted:
        return False
    if any(words[start : start + len(wanted)] == wanted for start in range(len(words) - len(wanted) + 1)):
        return True
    return has_accents and len(wanted) > 1 and set(wanted) <= set(words)


def _word_keys(text: str, *, with_accents: bool) -> list[tuple[str, str]]:
    """Each word by its letters and, if asked, the marks that it bears, wherever the tone is set (`hóa`, `hoá`)."""
    words = re.findall(r"\w+", unicodedata.normalize("NFC", text))
    if not with_accents:
        return [(fold(word), "") for word in words]
    return [(fold(word), _marks(word)) for word in words]


def _marks(word: str) -> str:
    """The marks of a word in a fixed order; the stroke of đ is one."""
    letters = unicodedata.normalize("NFD", word.lower())
    return "".join(sorted(char for char in letters if unicodedata.combining(char) or char == "đ"))
