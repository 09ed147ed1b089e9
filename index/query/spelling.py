"""Slips of the keyboard in a question and their corrections: undecoded key sequences, and misspelt syllables.

A slip is put right only by words of the library, and by the words that people ask with: the neighbouring syllables
decide between candidates, by how often the pairs occur. A word of the library stays as typed, and so does one that the
library lacks but Vietnamese has ("tiền" in a library that never speaks of money), unless every neighbour speaks
against it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from index.derived import terms
from index.derived.known_words import KnownWords, NearWords, TermCounts
from index.query.asking_words import ASKING_FILE
from index.query.edit_variants import drops_double_letter, is_one_edit, one_edit_variants, same_letters_variants
from index.query.telex import decode_telex
from ingest.text.syllables import is_syllable

#: How many passages hold a term of the question's field.
Frequency = Callable[[str], int]
#: Words whose neighbours are remembered: each has up to a thousand variants.
MOST_REMEMBERED = 20_000

#: A syllable this short has too many neighbours within one edit.
SHORT_SYLLABLE = 3
#: A pair that alone supports a correction of a real syllable must occur in so many passages.
LEAST_PAIR_COUNT = 3
#: A pair this frequent outweighs a neighbour that is silent, beside a syllable that the library lacks.
FREQUENT_PAIR_COUNT = 20
#: Share of the rarer one's passages in which two syllables that belong together stand side by side. Measured on
#: questions as people typed them: of 700 legal ones 14 were changed wrongly without this, 1 with it (5 without
#: accents); of 530 ALQAC ones 18 are changed, all of them slips ("điệu kiện", "quyển sở hữu").
COLLOCATION_SHARE = 0.1
#: Letters of a word that has no other word near it.
LONG_WORD = 6
#: Letters of the longest word that is put right: variants of one of thousands of letters would take minutes.
LONGEST_WORD = 24
#: How many passages a pair of the words that people ask with is worth.
ASKING_PAIR_COUNT = 20
#: A letter typed twice is the commonest slip: what it is worth beside the logarithms of the pairs.
DOUBLE_LETTER_BONUS = 1.0
#: A syllable of at least this share of legal text is a usual one ("tiền" has .0016).
USUAL_SHARE = 1e-5


@dataclass(frozen=True, slots=True)
class Correction:
    """A syllable as typed, its position in the question, and what it is read as."""

    position: int
    typed: str
    corrected: str


@dataclass(frozen=True, slots=True)
class _AskingSyllables:
    """Syllables, and pairs of them, of the phrases that people ask with: documents hardly have them."""

    syllables: frozenset[str]
    pairs: frozenset[str]
    words: KnownWords


@cache
def _asking_syllables(folded: bool) -> _AskingSyllables:
    syllables: set[str] = set()
    pairs: set[str] = set()
    for line in ASKING_FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            keys = terms.fold_keys(terms.syllables(line)) if folded else terms.syllables(line)
            syllables.update(keys)
            pairs.update(terms.bigrams(keys))
    return _AskingSyllables(frozenset(syllables), frozenset(pairs), KnownWords(syllables))


def find_corrections(
    keys: Sequence[str],
    frequency: Frequency,
    *,
    folded: bool,
    shown: Sequence[str] = (),
    short_forms: Collection[str] = (),
    near: NearWords | None = None,
    words: KnownWords | None = None,
) -> list[Correction]:
    """Corrections of the syllables of a question that are slips of the keyboard.

    ``shown`` are the syllables as typed, which tell a short form by its capitals; ``short_forms`` those known, in
    small letters; ``near`` remembers the known words near a word, for as long as frequencies stay as they are;
    ``words`` are all that may have a frequency (without them each variant is looked up).
    """
    finder = _SlipFinder(
        terms.fold_keys(keys) if folded else list(keys), frequency, {} if near is None else near, words, folded=folded
    )
    in_capitals = "".join(shown).isupper()
    found = []
    for position, key in enumerate(finder.sequence):
        if not key[:1].isalpha() or key in finder.asking.syllables:
            continue
        # A word in capitals is a short form, unless everything is typed in capitals.
        is_short_form = position < len(shown) and shown[position].isupper() and not in_capitals
        corrected = None if is_short_form else finder.correction_at(position)
        if corrected is None and (is_short_form or (len(key) > SHORT_SYLLABLE and not is_syllable(key))):
            corrected = finder.short_form(position, short_forms)
        if corrected is not None:
            found.append(Correction(position, key, corrected))
            finder.sequence[position] = terms.fold_key(corrected) if folded else terms.syllable_key(corrected)
    return found


class _SlipFinder:
    """A question's sequence of syllable keys beside the frequencies of the library.

    ``sequence`` changes while it is gone through: a corrected syllable is the neighbour of the next one.
    """

    def __init__(
        self, sequence: list[str], frequency: Frequency, near: NearWords, words: KnownWords | None, *, folded: bool
    ) -> None:
        self.sequence = sequence
        self.asking = _asking_syllables(folded)
        self._near = near
        self._words = words
        self._folded = folded
        self._counts = TermCounts(frequency)

    def short_form(self, position: int, known: Collection[str]) -> str | None:
        """The one known short form of which a word is a slip ("TTĐĐN"): a letter typed twice or once, or two turned.

        Another letter makes another short form (CCHC, CCHN), and which one was meant nobody can tell.
        """
        key = self.sequence[position]
        if (
            not SHORT_SYLLABLE <= len(key) <= LONGEST_WORD
            or key in known
            or self._counts[key] > 0
            or decode_telex(key) is not None
        ):
            return None
        fitting = [form for form in same_letters_variants(key, shortest=SHORT_SYLLABLE + 1) if form in known]
        in_library = [form for form in fitting if self._counts[form] > 0]
        chosen = in_library or fitting
        return chosen[0] if len(chosen) == 1 else None

    def correction_at(self, position: int) -> str | None:
        """The syllable that was meant; None when the one typed may stay."""
        key = self.sequence[position]
        is_known = self._counts[key] > 0
        if not is_known and (decoded := self._decoded_telex(key)) is not None:
            return decoded
        if not key.isalpha() or not 2 <= len(key) <= LONGEST_WORD or (is_known and not self._is_stray(position)):
            return None
        is_spelled = is_known or is_syllable(key)
        best = self._best_neighbour(position, need_all=is_known or (is_spelled and self._is_usual(key)))
        if best is None:
            return None
        least = 2 * LEAST_PAIR_COUNT if is_spelled else LEAST_PAIR_COUNT if len(key) < SHORT_SYLLABLE else 0
        return best if self._total_pair_count(position, self._key(best)) >= least else None

    def _is_stray(self, position: int) -> bool:
        """True if no passage has the syllable beside any of its neighbours."""
        return not self._total_pair_count(position, self.sequence[position])

    def _is_usual(self, key: str) -> bool:
        """True if a syllable that the library lacks is frequent in law."""
        # Imported here, as few questions come so far and it loads the encoder's vocabulary.
        from index.query.diacritics import piece_statistics

        statistics = piece_statistics()
        forms = statistics.forms.get(key, ()) if self._folded else (key,)
        return sum(statistics.single.get(form, 0.0) for form in forms) > USUAL_SHARE

    def _decoded_telex(self, key: str) -> str | None:
        """The syllable whose Telex or VNI keys these are, if the library or the askers know it."""
        decoded = decode_telex(key)
        if decoded is None:
            return None
        form = self._key(decoded)
        return decoded if self._counts[form] > 0 or form in self.asking.syllables else None

    def _best_neighbour(self, position: int, *, need_all: bool) -> str | None:
        """The known syllable within one edit that fits best between the neighbours.

        ``need_all`` wants every neighbour to speak for it: the syllable typed is one that may well be meant.
        """
        key = self.sequence[position]
        ranked = []
        for written, candidate, passages in self._neighbours(key):
            support = self._support(position, candidate, need_all=need_all)
            if support is None:
                continue
            if not need_all and len(written) < len(key) and drops_double_letter(key, written):
                support += DOUBLE_LETTER_BONUS
            ranked.append((support, passages, written))
        if not ranked:
            return None
        support, _, best = max(ranked)
        if support > 0 or len(self.sequence) == 1:
            return best
        # A long word that is none has hardly two others within one edit: nothing beside it need speak for that one.
        is_only_one = len({self._key(written) for _, _, written in ranked}) == 1
        return best if len(key) >= LONG_WORD and not need_all and is_only_one else None

    def _support(self, position: int, candidate: str, *, need_all: bool) -> float | None:
        """How much the neighbours speak for a candidate; None when it is out of the question."""
        key = self.sequence[position]
        pairs, numbers = self._pair_counts(position, candidate)
        if need_all and not self._speak_for(key, pairs, numbers):
            return None
        if (need_all or len(key) <= SHORT_SYLLABLE) and not self._is_collocated(position, candidate):
            return None
        # One frequent neighbour must not outweigh two that fit: "kte luan" is "ket luan", not "ke luan".
        return sum(math.log1p(count) for count in (*pairs, numbers))

    def _speak_for(self, key: str, pairs: Sequence[int], numbers: int) -> bool:
        """True if all neighbours speak for a candidate, or one so often that nothing else can be meant ("Ga Lai")."""
        if pairs and all(pairs) and (len(pairs) > 1 or sum(pairs) + numbers >= LEAST_PAIR_COUNT):
            return True
        return max(pairs, default=0) >= FREQUENT_PAIR_COUNT and not self._counts[key]

    def _is_collocated(self, position: int, candidate: str) -> bool:
        """True if a candidate belongs together with a neighbour; that they meet is no proof, if both are frequent."""
        own = self._counts[candidate]
        for neighbour, pair in self._neighbour_pairs(position, candidate):
            if pair in self.asking.pairs:
                return True
            rarer = min(own, self._counts[neighbour]) if neighbour.isalpha() else own
            if rarer and self._counts[pair] >= COLLOCATION_SHARE * rarer:
                return True
        return False

    def _neighbours(self, key: str) -> tuple[tuple[str, str, int], ...]:
        """Words within one edit that the library or the askers know: as written, their keys, how many passages."""
        known = self._near.get((self._folded, key))
        if known is None:
            found = []
            for written in self._possible_words(key):
                candidate = self._key(written)
                passages = self._counts[candidate] if candidate != key else 0
                if passages or (candidate in self.asking.syllables and candidate != key):
                    found.append((written, candidate, passages))
            if len(self._near) >= MOST_REMEMBERED:
                self._near.clear()
            known = self._near[self._folded, key] = tuple(found)
        return known

    def _possible_words(self, key: str) -> Collection[str]:
        """Variants of a word, without those that certainly nobody knows."""
        if self._words is None:
            return one_edit_variants(key, folded=self._folded)
        sources, bare = (self._words, self.asking.words), terms.fold_key(key)
        variants = one_edit_variants(bare, folded=True)
        if self._folded:
            return {word for source in sources for word in source.bare_among(variants)}
        variants.add(bare)  # the same letters, a mark wrong
        return {form for source in sources for form in source.written_as(variants) if is_one_edit(key, form)}

    def _key(self, written: str) -> str:
        return terms.fold_key(written) if self._folded else terms.syllable_key(written)

    def _total_pair_count(self, position: int, candidate: str) -> int:
        """The passages in which a syllable stands beside its neighbours, words and numbers."""
        pairs, numbers = self._pair_counts(position, candidate)
        return sum(pairs) + numbers

    def _pair_counts(self, position: int, candidate: str) -> tuple[list[int], int]:
        """The passages in which a syllable stands beside each of its neighbours that is a word, and beside numbers.

        Numbers ("khoản 2", "năm 2023") speak for a syllable, never against it.
        """
        pairs, numbers = [], 0
        for neighbour, pair in self._neighbour_pairs(position, candidate):
            if neighbour.isalpha():
                pairs.append(self._pair_count(pair))
            else:
                numbers += self._pair_count(pair)
        return pairs, numbers

    def _neighbour_pairs(self, position: int, candidate: str) -> Iterator[tuple[str, str]]:
        """The syllables before and behind, each with the pair that it makes with the candidate."""
        if position > 0:
            before = self.sequence[position - 1]
            yield before, before + terms.JOINER + candidate
        if position + 1 < len(self.sequence):
            after = self.sequence[position + 1]
            yield after, candidate + terms.JOINER + after

    def _pair_count(self, pair: str) -> int:
        return ASKING_PAIR_COUNT if pair in self.asking.pairs else self._counts[pair]
