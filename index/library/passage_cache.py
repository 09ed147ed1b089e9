"""Passages kept in memory: hits, and whole versions that answers read, at one change of the library."""

from __future__ import annotations

from index.records import StoredDocument, StoredPassage

#: An answering passage with its document.
AnsweringPassage = tuple[StoredPassage, StoredDocument]
#: Passages in the cache, some 5 kB each.
MAX_CACHED = 2000
#: The same for passages of whole versions, which answers about a document read.
MOST_WHOLE = 1000


class PassageCache:
    """Passages that were hits lately, with their documents, at one change of the library.

    In a library of a few hundred documents most hits are found here: a search then reads nothing but the revision.
    """

    def __init__(self) -> None:
        self._entry: tuple[int, dict[int, AnsweringPassage | None]] = (-1, {})
        #: All passages of the versions read last, the latest at the end, and the change that they were read at.
        self._whole: tuple[int, dict[int, tuple[StoredPassage, ...]]] = (-1, {})

    def passages_at(self, change: int) -> dict[int, AnsweringPassage | None]:
        """The passages cached at this change; those of another one are dropped."""
        cached_change, passages = self._entry
        if cached_change != change or len(passages) > MAX_CACHED:
            passages = {}
            self._entry = (change, passages)
        return passages

    def version_at(self, change: int, version_id: int) -> tuple[StoredPassage, ...] | None:
        """All passages of a version as they were read at this change; None where they were not."""
        cached_change, versions = self._whole
        return versions.get(version_id) if cached_change == change else None

    def keep_version(self, change: int, version_id: int, passages: tuple[StoredPassage, ...]) -> None:
        """Keep the passages of a version; those read first go, so that no more than ``MOST_WHOLE`` passages stay."""
        kept, left = {version_id: passages}, MOST_WHOLE - len(passages)
        if left < 0:
            return
        if self._whole[0] == change:
            for other, held in reversed(list(self._whole[1].items())):
                left -= len(held)
                if left < 0:
                    break
                kept[other] = held
        self._whole = (change, dict(reversed(kept.items())))
