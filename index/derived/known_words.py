"""Known words: what the passages of a library are written with, to tell quickly which word a slip may have been.

A misspelt word has about a thousand variants within one edit, of which the library holds one or two. Asking the term
index for each costs a millisecond a word; an intersection of two sets costs a tenth.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.derived import terms

#: Known words near a word of a question, with the number of their passages; by (folded, word).
NearWords = dict[tuple[bool, str], tuple[tuple[str, str, int], ...]]

#: Variants whose key is spelt otherwise than they are ("hoà", "kỹ"): see ``ingest.text.normalize``.
_OTHER_SPELLING = re.compile(r"^.*(?:o[àáãảạèéẽẻẹ]|u[ýỳỹỷỵ]|[yýỳỹỷỵ]$|^0).*$", re.MULTILINE)


class KnownWords:
    """The keys of all words of the passages, with their marks and without.

    Words of withdrawn passages, and of passages that an asker may not see, stay among them: whoever asks looks up how
    many of the asker's passages hold each.
    """

    def __init__(self, accented: Iterable[str] = ()) -> None:
        self._accented: set[str] = set()
        self._folded: set[str] = set()
        self.add(accented)

    def __len__(self) -> int:
        return len(self._accented)

    def add(self, keys: Iterable[str]) -> None:
        """Add the keys of a text's syllables."""
        fresh = set(keys) - self._accented
        self._accented |= fresh
        self._folded.update(terms.fold_keys(fresh))

    def among(self, variants: set[str], others: frozenset[str], *, folded: bool) -> set[str]:
        """Those of the variants of a word whose own key is a known word or one of ``others``."""
        words = self._folded if folded else self._accented
        found = (variants & words) | (variants & others)
        if not folded:
            respelt = {variant: terms.syllable_key(variant) for variant in _OTHER_SPELLING.findall("\n".join(variants))}
            found.update(variant for variant, key in respelt.items() if key in words or key in others)
        return found

    def to_text(self) -> str:
        """All words in one string, in order."""
        return " ".join(sorted(self._accented))
