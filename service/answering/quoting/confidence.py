"""How sure an answer is: the ranking's probability, joined with how much of the question the evidence holds."""

from __future__ import annotations

from index.ranking.cited_places import PLACED_CONFIDENCE
from index.records import Hit
from service.answering.case import Case
from service.answering.quoting.evidence import evidence_support, names_other_title, years_named_in

#: Below this the answer is "not found"; the nearest document is named instead.
LEAST_CONFIDENCE = 0.5
#: The same when the question or the conversation says which document is meant: only the place in it is in doubt.
LEAST_CONFIDENCE_WITHIN = 0.2
#: How much the support of the question's own words and names counts beside the ranking's probability.
SUPPORT_WEIGHT = 0.6
#: The most that is left when the question names a document by its subject and none found bears it.
OTHER_TITLE = 0.3
#: How many of the first hits may bring the support: the ranking need not have put the best one first.
SUPPORTING_HITS = 3


def _years(case: Case, hit: Hit) -> str:
    """The years of a document whose day is not known: a date written by hand must not make it one of no year.

    Only those that the question names can count, and all passages are read for them (20 ms for 500).
    """
    if hit.document.metadata.issued_date is not None or not years_named_in([case.question.searched]):
        return ""
    return years_named_in(one.passage.text for one in case.passages(hit.document))


def answer_confidence(case: Case) -> float:
    """The ranking's probability, joined with how much of the question the evidence holds."""
    result = case.result
    if result.confidence >= PLACED_CONFIDENCE:
        return result.confidence
    expansions = result.understood.expansions
    if names_other_title(case.question.searched, result.hits[:SUPPORTING_HITS], expansions):
        return min(result.confidence, OTHER_TITLE)
    share = max(
        evidence_support(case.question.searched, hit, expansions, _years(case, hit)).share
        for hit in result.hits[:SUPPORTING_HITS]
    )
    return SUPPORT_WEIGHT * share + (1 - SUPPORT_WEIGHT) * result.confidence
