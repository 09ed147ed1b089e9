"""Documents by the words of their text: the clerk's search, which ranks nothing and leaves nothing out."""

from __future__ import annotations

from collections.abc import Collection

from index.derived import terms
from service.assistant import Assistant

#: Most passages of an access label that the search looks at.
MOST_PASSAGES = 20_000


def documents_with_words(assistant: Assistant, text: str, labels: Collection[str]) -> set[str]:
    """Ids of answering documents with these access labels that have all the words in one passage, accents aside."""
    words = terms.fold_keys(terms.syllables(text))
    found = assistant.snapshot().visible_to(labels).lexical.passages_with_all("folded", words, MOST_PASSAGES)
    return assistant.library.visible_to(labels).table.documents_of(found)
