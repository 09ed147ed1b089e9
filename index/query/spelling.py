"""Slips of the keyboard in a question: key sequences left undecoded, and syllables that are not what was meant.

A slip is put right only by what the library itself holds, and by the words that people ask with: the neighbours decide
between candidates, by how often the pairs occur. What the library does not know but Vietnamese does ("tiền" in a
library that never speaks of money), and what it knows, stays as typed unless every neighbour speaks against it.
"""

from __future__ import annotations

import itertools
import math
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.derived import terms
from index.derived.columns import NearWords
from index.query.telex import TONES, decode_telex
from ingest.text.normalize import fold
from ingest.text.syllables import is_syllable

#: How many passages hold a term of the question's field.
Frequency = Callable[[str], int]
#: Words whose near words are remembered: to find them there are 800 to try, 9 ms a word.
MOST_REMEMBERED = 20_000

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
#: A syllable this short has too many neighbours within one edit.
SHORT_SYLLABLE = 3
#: A pair that alone supports a correction of what may well be meant must occur in so many passages.
LEAST_PAIR_COUNT = 3
#: A pair this frequent outweighs a neighbour that is silent, beside a syllable that the library lacks.
FREQUENT_PAIR_COUNT = 20
#: Share of the rarer one's passages in which two syllables that belong together stand side by side. Measured on
#: questions as people typed them: of 700 legal ones 14 were changed wrongly without this, 1 with it (5 without
#: accents); of 530 ALQAC ones 18 are changed, all of them slips ("điệu kiện", "quyển sở hữu").
COLLOCATION_SHARE = 0.1
#: Letters of a word that has no other word near it.
LONG_WORD = 6
#: How many passages a pair of the words that people ask with is worth.
ASKING_PAIR_COUNT = 20
#: A letter typed twice is the commonest slip: what it is worth beside the logarithms of the pairs.
DOUBLE_LETTER_BONUS = 1.0
#: A syllable of at least this share of legal text is a usual one ("tiền" has .0016).
USUAL_SHARE = 1e-5
ASKING = Path(__file__).parent / "data" / "asking.txt"


@dataclass(frozen=True, slots=True)
class Correction:
    """A syllable as typed and what it is read as."""

    position: int
    typed: str
    corrected: str


@dataclass(frozen=True, slots=True)
class _AskingSyllables:
    """Syllables and neighbours of the words that people ask with; documents hardly hold them."""

    syllables: frozenset[str]
    pairs: frozenset[str]


@cache
def _asking_syllables(folded: bool) -> _AskingSyllables:
    syllables: set[str] = set()
    pairs: set[str] = set()
    for line in ASKING.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            keys = terms.fold_keys(terms.syllables(line)) if folded else terms.syllables(line)
            syllables.update(keys)
            pairs.update(terms.bigrams(keys))
    return _AskingSyllables(frozenset(syllables), frozenset(pairs))


def find_corrections(
    keys: Sequence[str],
    frequency: Frequency,
    *,
    folded: bool,
    shown: Sequence[str] = (),
    short_forms: Collection[str] = (),
    near: NearWords | None = None,
) -> list[Correction]:
    """Syllables of a question that are slips of the keyboard, with what their neighbours say they were meant to be.

    ``shown`` are the syllables as typed, which tell a short form by its capitals; ``short_forms`` those known, in
    small letters; ``near`` keeps what was found near a word, for as long as frequencies stay as they are.
    """
    reader = _SlipFinder(
        terms.fold_keys(keys) if folded else list(keys), frequency, {} if near is None else near, folded=folded
    )
    found = []
    for place, key in enumerate(reader.field):
        if not key[:1].isalpha() or key in reader.asking.syllables:
            continue
        # A word in capitals is a short form, unless everything is typed in capitals.
        capital = place < len(shown) and shown[place].isupper() and not "".join(shown).isupper()
        read = None if capital else reader.correction_at(place)
        if read is None and (capital or (len(key) > SHORT_SYLLABLE and not is_syllable(key))):
            read = reader.short_form(place, short_forms)
        if read is not None:
            found.append(Correction(place, key, read))
            reader.field[place] = terms.fold_key(read) if folded else terms.syllable_key(read)
    return found


class _SlipFinder:
    """A question's syllables among what the library holds of them."""

    def __init__(self, field: list[str], frequency: Frequency, near: NearWords, *, folded: bool) -> None:
        self.field = field
        self._near = near
        self.asking = _asking_syllables(folded)
        self._folded = folded
        self._frequency = frequency

    def is_stray(self, place: int) -> bool:
        """Whether the syllable stands with none of its neighbours anywhere."""
        key = self.field[place]
        return not any(self._word_pair_counts(place, key)) and not self._number_pair_count(place, key)

    def short_form(self, place: int, known: Collection[str]) -> str | None:
        """The one known short form of which a word is a slip ("TTĐĐN"): a letter typed twice or once, or two turned.

        Another letter makes another short form (CCHC, CCHN), and which one was meant nobody can tell.
        """
        key = self.field[place]
        if len(key) < SHORT_SYLLABLE or key in known or self._frequency(key) > 0 or decode_telex(key) is not None:
            return None
        near = {key[:i] + key[i + 1] + key[i] + key[i + 2 :] for i in range(len(key) - 1)}
        near |= {key[:i] + key[i] + key[i:] for i in range(len(key))}
        near |= {
            key[:i] + key[i + 1 :]
            for i in range(len(key) - 1)
            if key[i] == key[i + 1] and len(key) > SHORT_SYLLABLE + 1
        }
        fitting = [one for one in near if one in known]
        held = [one for one in fitting if self._frequency(one) > 0]
        chosen = held or fitting
        return chosen[0] if len(chosen) == 1 else None

    def correction_at(self, place: int) -> str | None:
        """What a syllable was meant to be; None when it may stand as it is."""
        key = self.field[place]
        held = self._frequency(key) > 0
        if not held and (made := self._decoded_telex(key)) is not None:
            return made
        if not key.isalpha() or len(key) < 2 or (held and not self.is_stray(place)):
            return None
        spelled = held or is_syllable(key)
        best = self._best_neighbour(place, both=held or (spelled and self._is_word(key)))
        if best is None:
            return None
        least = 2 * LEAST_PAIR_COUNT if spelled else LEAST_PAIR_COUNT if len(key) < SHORT_SYLLABLE else 0
        found = self._key(best)
        return (
            best if sum(self._word_pair_counts(place, found)) + self._number_pair_count(place, found) >= least else None
        )

    def _is_word(self, key: str) -> bool:
        """Whether a syllable that the library lacks is a usual one; asked rarely, as it reads the encoder's pieces."""
        # Imported here: the restoration of accents reads this module's neighbours, and few questions come so far.
        from index.query.diacritics import piece_statistics

        known = piece_statistics()
        forms = known.forms.get(key, ()) if self._folded else (key,)
        return sum(known.single.get(form, 0.0) for form in forms) > USUAL_SHARE

    def _decoded_telex(self, key: str) -> str | None:
        made = decode_telex(key)
        if made is None:
            return None
        form = self._key(made)
        return made if self._frequency(form) > 0 or form in self.asking.syllables else None

    def _best_neighbour(self, place: int, *, both: bool) -> str | None:
        """The known syllable within one edit that stands best between the neighbours.

        ``both`` wants every neighbour to speak for it: the syllable typed is one that may well be meant.
        """
        key = self.field[place]
        ranked = []
        for written, candidate, alone in self._neighbours(key):
            pairs, numbers = self._word_pair_counts(place, candidate), self._number_pair_count(place, candidate)
            tight = self._is_collocated(place, candidate)
            if both and not (tight and self._has_support(key, pairs, numbers)):
                continue
            if not tight and len(key) <= SHORT_SYLLABLE:
                continue
            # One frequent neighbour must not outweigh two that fit: "kte luan" is "ket luan", not "ke luan".
            support = sum(math.log1p(one) for one in (*pairs, numbers))
            if not both and len(written) < len(key) and _drops_double_letter(key, written):
                support += DOUBLE_LETTER_BONUS
            ranked.append((support, alone, written))
        if not ranked:
            return None
        support, _, best = max(ranked)
        # A long word that is none has hardly two others within one edit: nothing beside it need speak for that one.
        alone_fits = len(key) >= LONG_WORD and not both and len({self._key(one) for _, _, one in ranked}) == 1
        return best if support > 0 or len(self.field) == 1 or alone_fits else None

    def _has_support(self, key: str, pairs: Sequence[int], numbers: int) -> bool:
        """Whether all neighbours speak for a candidate, or one so often that nothing else can be meant ("Ga Lai")."""
        if pairs and all(pairs) and (len(pairs) > 1 or sum(pairs) + numbers >= LEAST_PAIR_COUNT):
            return True
        return max(pairs, default=0) >= FREQUENT_PAIR_COUNT and not self._frequency(key)

    def _is_collocated(self, place: int, candidate: str) -> bool:
        """Whether a neighbour and a candidate belong together: frequent words stand beside anything."""
        own = self._frequency(candidate)
        for neighbour, pair in self._neighbour_pairs(place, candidate):
            if pair in self.asking.pairs:
                return True
            rarer = min(own, self._frequency(neighbour)) if neighbour.isalpha() else own
            if rarer and self._frequency(pair) >= COLLOCATION_SHARE * rarer:
                return True
        return False

    def _neighbours(self, key: str) -> tuple[tuple[str, str, int], ...]:
        """Words that the library or the askers know within one edit: as written, their keys, how many passages."""
        kept = self._near.get((self._folded, key))
        if kept is None:
            found = []
            for written in set(_one_edit_variants(key, folded=self._folded)):
                candidate = self._key(written)
                alone = self._frequency(candidate) if candidate != key else 0
                if alone or (candidate in self.asking.syllables and candidate != key):
                    found.append((written, candidate, alone))
            if len(self._near) >= MOST_REMEMBERED:
                self._near.clear()
            kept = self._near[self._folded, key] = tuple(found)
        return kept

    def _key(self, written: str) -> str:
        return terms.fold_key(written) if self._folded else terms.syllable_key(written)

    def _word_pair_counts(self, place: int, candidate: str) -> list[int]:
        """How often a syllable stands beside each of its neighbours that is a word."""
        return [
            self._pair_count(pair) for neighbour, pair in self._neighbour_pairs(place, candidate) if neighbour.isalpha()
        ]

    def _number_pair_count(self, place: int, candidate: str) -> int:
        """The same for numbers ("khoản 2", "năm 2023"): they speak for a syllable, never against it."""
        return sum(
            self._pair_count(pair)
            for neighbour, pair in self._neighbour_pairs(place, candidate)
            if not neighbour.isalpha()
        )

    def _neighbour_pairs(self, place: int, candidate: str) -> Iterator[tuple[str, str]]:
        if place > 0:
            yield self.field[place - 1], self.field[place - 1] + terms.JOINER + candidate
        if place + 1 < len(self.field):
            yield self.field[place + 1], candidate + terms.JOINER + self.field[place + 1]

    def _pair_count(self, pair: str) -> int:
        return ASKING_PAIR_COUNT if pair in self.asking.pairs else self._frequency(pair)


def _drops_double_letter(key: str, written: str) -> bool:
    """Whether one of two equal letters in a row was taken out."""
    return any(
        key[place] == key[place + 1] and key[:place] + key[place + 1 :] == written for place in range(len(key) - 1)
    )


def _one_edit_variants(key: str, *, folded: bool) -> Iterator[str]:
    """Everything within one slip: a letter left out, doubled, exchanged or turned around, or its marks wrong."""
    letters = _LETTERS if folded else _LETTERS + "".join(_marked_letters())
    for place in range(len(key) + 1):
        before, after = key[:place], key[place:]
        if after:
            yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in letters:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]


def _marked_letters() -> Iterator[str]:
    for letter, shape, tone in itertools.product("aeiouy", ["", "\u0302", "\u0306", "\u031b"], ["", *TONES.values()]):
        made = unicodedata.normalize("NFC", letter + shape + tone)
        if len(made) == 1 and made not in _LETTERS and fold(made) == letter:
            yield made
    yield "đ"
