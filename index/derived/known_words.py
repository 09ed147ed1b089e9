"""Known words: what the passages of a library are written with, to tell quickly which word a slip may have been.

A misspelt word has about a thousand variants within one edit, of which the library holds one or two. Asking the term
index for each costs a millisecond a word. Without their marks there are some three hundred variants, and few of these
are words: only the marked forms of those few are compared with what was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from index.derived import terms

#: Known words near a word of a question, with the number of their passages; by (folded, word).
NearWords = dict[tuple[bool, str], tuple[tuple[str, str, int], ...]]


class KnownWords:
    """The keys of all words of the passages, with their marks and without.

    Words of passages that an asker may not see are among them, and those of withdrawn ones until the next base is
    written: whoever asks looks up how many of the asker's passages hold each.
    """

    def __init__(self, accented: Iterable[str] = ()) -> None:
        self._accented: set[str] = set()
        #: The ways to write each word, by that way without its marks: "kĩ" is also "kỹ".
        self._written: dict[str, tuple[str, ...]] = {}
        self.add(accented)

    def __len__(self) -> int:
        return len(self._accented)

    def add(self, keys: Iterable[str]) -> None:
        """Add the keys of a text's syllables."""
        fresh = set(keys) - self._accented
        self._accented |= fresh
        for key in fresh:
            for form in (key, *terms.other_spellings(key)):
                bare = terms.fold_key(form)
                self._written[bare] = (*self._written.get(bare, ()), form)

    def bare_among(self, variants: set[str]) -> set[str]:
        """Those of the variants, which have no marks, that are words without their marks."""
        return variants & self._written.keys()

    def written_as(self, variants: set[str]) -> list[str]:
        """All ways to write the words that are one of these variants without their marks."""
        return [form for bare in self.bare_among(variants) for form in self._written[bare]]

    def held_by(self, frequency: Callable[[str], int]) -> KnownWords:
        """The words that passages still hold, by how many hold each."""
        return KnownWords(word for word in self._accented if frequency(word))

    def to_text(self) -> str:
        """All words in one string, in order."""
        return " ".join(sorted(self._accented))


class TermCounts(dict[str, int]):
    """How many passages hold each term, looked up once for a question: the spelling asks for the same ones again."""

    def __init__(self, frequency: Callable[[str], int]) -> None:
        super().__init__()
        self._frequency = frequency

    def __missing__(self, term: str) -> int:
        count = self[term] = self._frequency(term)
        return count
