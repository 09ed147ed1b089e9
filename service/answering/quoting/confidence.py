"""How sure an answer is: the evidence of document and passage, counted here and weighed by a fitted model.

The ranking's confidence says how well the best passage matches. It cannot see that the one word without a
match is the province that was asked about: "Tết 2014 tỉnh X được cấp bao nhiêu gạo" matches the decision on
province Y almost word for word. So names and years weigh more here, and must be met.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from index.derived.answer_cues import states
from index.query.asking_words import telling_words
from index.query.dates import all_years
from index.query.question import Question
from index.ranking.cited_places import PLACED_CONFIDENCE
from index.ranking.evidence import bundled_model, log_odds
from index.ranking.passage_level import TELLING_KINDS
from index.records import Hit, StoredDocument
from ingest.text.normalize import fold
from service.answering.case import Case
from service.answering.document_names import name_parts

#: Below this the answer is "not found"; the nearest passages are shown instead. Chosen on the first real set and fold a
#: of the second, with their unanswerable questions and those made by rule (docs/figures.md).
LEAST_CONFIDENCE = 0.25
#: The same when the question or the conversation says which document is meant: only the place in it is in doubt.
LEAST_CONFIDENCE_WITHIN = 0.12
#: The most that is left when the question names a document by its subject and none found bears it.
OTHER_TITLE = 0.2
#: The same when none of the first passages with its document has a place, a body or a month that the question names: of
#: 450 answerable questions 11 are so, of 1,100 unanswerable ones 217.
OTHER_NAME = 0.2
#: How many of the first hits may bring the support: the ranking need not have put the best one first.
SUPPORTING_HITS = 3
#: Share of the support that each missing year or month takes away.
MISSING_COST = 0.35
#: A place or body that the question names and no evidence does: what is found is about another one.
NAME_COST = 1.0

#: Words of which it is not known whether they are met, counted to those of the question that are looked for.
UNSURE_WORDS = 2
_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"(?<=[.;!?])\s+|\n+")
#: Words for what is asked of the document, not about it; whether the text states that is looked at elsewhere.
_SLOT_WORDS = re.compile(
    r"\b(?:phu trach|chu tri|chiu trach nhiem|dau moi|don vi|co quan|phoi hop|han chot|thoi han|kinh phi|can cu"
    r"|(?:lay |lay tu )?(?:tien|von) (?:o |tu )?dau|lay (?:o |tu )?dau|dung ra lo|ai lo|lo"
    r"|hien nay|(?:so|bao nhieu|may) tien|bao nhieu|mot|moi)\b"
)


@dataclass(frozen=True, slots=True)
class Support:
    """``share`` (0..1) of the question that the evidence holds, and the names and years that it lacks."""

    share: float
    missing: tuple[str, ...]


def with_confidence(case: Case) -> Case:
    """The case with the probability that its passages answer, and the signals that it follows from."""
    if case.result.confidence >= PLACED_CONFIDENCE:
        return replace(case, confidence=case.result.confidence)
    supports = _supports(case)
    signals = confidence_signals(case, supports)
    probability = bundled_model().probability(signals)
    if not case.meant.is_certain and all(any(not name.isdigit() for name in one.missing) for one in supports):
        probability = min(probability, OTHER_NAME)
    if names_other_title(case.asked, case.hits[:SUPPORTING_HITS], case.understood.expansions):
        probability = min(probability, OTHER_TITLE)
    return replace(case, confidence=probability, signals=signals)


def _supports(case: Case) -> list[Support]:
    """The support of each of the first hits."""
    return [
        evidence_support(case.asked, hit, case.understood.expansions, known_beside(case, hit))
        for hit in case.hits[:SUPPORTING_HITS]
    ]


def confidence_signals(case: Case, supports: Sequence[Support]) -> dict[str, float]:
    """The signals of a case that has hits (``index.ranking.evidence.SIGNALS``), given the support of the first ones."""
    question, first = case.asked, case.hits[0]
    others = (hit.score for hit in case.hits if hit.document.id != first.document.id)
    return {
        "ranking": log_odds(case.result.confidence),
        "support": max(support.share for support in supports),
        "own_words": _own_words(question, first),
        "stated": _stated(question, case.hits[:SUPPORTING_HITS]),
        "near": max(_near(question, hit) for hit in case.hits[:SUPPORTING_HITS]),
        "ahead": min(first.score - max(others, default=0.0), 1.0),
        "other_year": float(is_of_other_year(question, first.document)),
        "certain": float(case.meant.is_certain),
    }


def _own_words(question: Question, hit: Hit) -> float:
    """The share of the words beside the document's name that a passage holds with its titles."""
    own = _words_beside_name(question, hit)
    words = frozenset(_WORD.findall(fold(" ".join((hit.passage.text, *hit.passage.headings)))))
    return _share_met(own, words)


def _share_met(own: Sequence[str], words: Collection[str]) -> float:
    """The share of some words that are met, drawn towards a half where they are few; 1 where there are none."""
    return (sum(word in words for word in own) + UNSURE_WORDS / 2) / (len(own) + UNSURE_WORDS) if own else 1.0


def _words_beside_name(question: Question, hit: Hit) -> list[str]:
    """The telling words of a question that are not in the document's name."""
    named = frozenset(_WORD.findall(fold(" ".join(name_parts(hit.document)))))
    return [word for word in telling_words(_SLOT_WORDS.sub(" ", question.folded)) if word not in named]


def _stated(question: Question, hits: Iterable[Hit]) -> float:
    """The share of the kinds of thing asked for that one of the passages states, of kinds that few state by chance."""
    asked = _telling_kinds(question)
    if not asked:
        return 1.0
    return max((sum(states(hit.passage.text, kind) for kind in asked) for hit in hits), default=0) / len(asked)


def _telling_kinds(question: Question) -> list[str]:
    """The kinds of thing asked for that few passages state by chance; where the money comes from needs no sum."""
    return [kind for kind in TELLING_KINDS if kind in question.kinds_asked and (kind != "sum" or question.asks_amount)]


def _near(question: Question, hit: Hit) -> float:
    """The most of the words beside the document's name that one sentence holds, of those that state what is asked."""
    own = _words_beside_name(question, hit)
    asked = _telling_kinds(question)
    best = 0.0
    for sentence in _SENTENCE_END.split(hit.passage.text) if not hit.passage.cells else [hit.passage.text]:
        if own and all(states(sentence, kind) for kind in asked):
            best = max(best, _share_met(own, frozenset(_WORD.findall(fold(sentence)))))
    return best if own else 1.0


def is_of_other_year(question: Question, document: StoredDocument) -> bool:
    """True if the question names years and a document is known to be of none of them."""
    metadata = document.metadata
    known = set(all_years(metadata.subject or ""))
    if metadata.issued_date is not None:
        known.add(str(metadata.issued_date.year))
    if metadata.period_from is not None and metadata.period_to is not None:
        known |= {str(year) for year in range(metadata.period_from.year, metadata.period_to.year + 1)}
    return bool(question.any_years) and bool(known) and known.isdisjoint(question.any_years)


def beside_signals(case: Case, hit: Hit, chosen: Mapping[str, float]) -> dict[str, float]:
    """``index.ranking.quotes.CHANCE_ALONE`` of a sentence that is quoted from a hit."""
    support = evidence_support(case.asked, hit, case.understood.expansions).share
    says_where = case.asked.asks_location or chosen["heading"] > 0
    return {
        "stated": max(chosen["value"], chosen["cue"] if says_where else 0.0),
        # Where the document is certain, half of what is to be shown is: the matter alone is left.
        "support": (1 + support) / 2 if case.meant.is_certain else support,
        "other_year": float(is_of_other_year(case.asked, case.hits[0].document)),
    }


def chance_signals(case: Case, hit: Hit, chosen: Mapping[str, float]) -> dict[str, float]:
    """``index.ranking.quotes.CHANCE_SIGNALS`` of the best quote; ``chosen`` are those by which it was chosen."""
    return {**chosen, **beside_signals(case, hit, chosen), "evidence": log_odds(case.confidence)}


def is_confident(case: Case) -> bool:
    """True if the document meant is certain, or what was found is likely enough to be of it."""
    return case.meant.is_certain or case.confidence >= LEAST_CONFIDENCE


def may_be_quoted(case: Case) -> bool:
    """True if the ranked passages are likely enough to answer; less is asked where the document meant is certain."""
    return case.confidence >= (LEAST_CONFIDENCE_WITHIN if case.meant.is_certain else LEAST_CONFIDENCE)


def known_beside(case: Case, hit: Hit) -> str:
    """What a document of which no day or no place could be read is known to be of, from its own text.

    Without a day (a date written by hand): the years named in any of its passages (20 ms for 500). Without a place (an
    annex, a scan of an office's appendix): what its opening lines say, where the office above it is named.
    """
    metadata = hit.document.metadata
    undated = metadata.issued_date is None and bool(case.asked.any_years)
    unplaced = metadata.territory is None and any(not name[-1].isdigit() for name in case.asked.names)
    if not undated and not unplaced:
        return ""
    passages = [other.passage for other in case.passages(hit.document)]
    years = years_named_in(passage.text for passage in passages) if undated else ""
    openings = [passage.text for passage in passages if passage.kind == "mo_dau"] if unplaced else []
    return fold(" ".join((years, *openings)))


def evidence_support(
    question: Question, hit: Hit, expansions: Iterable[tuple[str, str]] = (), known: str = ""
) -> Support:
    """The support that one passage, the titles above it and what is known of its document give to a question.

    A name also counts as met where its other form stands (``expansions``: the form typed and the other one). ``known``
    (folded) is what else the document is known to be of: it meets names, no other words.
    """
    evidence = _evidence(hit)
    words = set(re.findall(r"\w+", evidence))
    for typed, other in expansions:
        if fold(other) in evidence:
            words |= set(re.findall(r"\w+", fold(typed)))
    asked = telling_words(_SLOT_WORDS.sub(" ", question.folded))
    met = sum(word in words for word in asked) / len(asked) if asked else 0.0
    missing = tuple(name for name in question.names if not _is_met(name, f"{evidence} {known}"))
    return Support(max(0.0, met - sum(_cost(name) for name in missing)), missing)


def years_named_in(texts: Iterable[str]) -> str:
    """The years that texts name, in one line."""
    return " ".join(sorted({year for text in texts for year in all_years(text)}))


def names_other_title(question: Question, hits: Iterable[Hit], expansions: Iterable[tuple[str, str]] = ()) -> bool:
    """True if the question names a document by type, subject and year, and no document found bears that subject.

    >>> names_other_title(Question("Kế hoạch tuyển dụng viên chức năm 2026 có bao nhiêu chỉ tiêu?"), [])
    True
    >>> names_other_title(Question("Kế hoạch 516 năm 2023 do ai chủ trì?"), [])
    False
    """
    subject = question.titled_subject
    if subject is None:
        return False
    wanted = _word_pairs(subject)
    for hit in hits:
        evidence = _evidence(hit)
        if wanted & _word_pairs(evidence) or any(
            fold(other) in evidence and fold(typed) in subject for typed, other in expansions
        ):
            return False
    return True


def _word_pairs(folded: str) -> set[tuple[str, str]]:
    return set(itertools.pairwise(re.findall(r"\w+", folded)))


def _cost(name: str) -> float:
    return MISSING_COST if name[-1].isdigit() else NAME_COST


def _is_met(name: str, evidence: str) -> bool:
    if name.startswith("thang "):
        month = name.removeprefix("thang ")
        return re.search(rf"\b(?:thang\s+0?{month}|0?{month}/\d{{4}}|/0?{month}/)\b", evidence) is not None
    return re.search(rf"\b{re.escape(name)}\b", evidence) is not None


def _evidence(hit: Hit) -> str:
    """The folded text of a passage with its titles and what is known of its document."""
    metadata = hit.document.metadata
    known = (
        metadata.number,
        metadata.type_name,
        metadata.issuer,
        metadata.issuer_parent,
        metadata.territory,
        metadata.place,
        metadata.subject,
        metadata.issued_date
        and f"ngày {metadata.issued_date:%d/%m/%Y} tháng {metadata.issued_date.month} năm {metadata.issued_date.year}",
    )
    parts = (hit.passage.text, *hit.passage.headings, hit.passage.context, *known)
    return " ".join(fold(part) for part in parts if part)
