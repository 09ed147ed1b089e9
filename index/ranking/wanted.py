"""What the lexical leg looks for, and what of it a passage holds."""

from __future__ import annotations

from index.derived import terms
from index.derived.lexical import HEADING_WEIGHT
from index.query import parse as asking


def lexical_terms(asked: asking.Query) -> dict[str, list[tuple[str, float]]]:
    """What the lexical leg looks for, by field: the question's terms, then the other forms of its names."""
    weights: dict[str, float] = {}
    for term in terms.index_terms(asked.keys):
        weights[term] = weights.get(term, 0.0) + 1.0
    for value in asked.amounts:
        weights[value] = 1.0
    for expansion in asked.expansions:
        for term in terms.index_terms(expansion.keys):
            weights.setdefault(term, expansion.weight)
    exact = list(weights.items())
    fields = {"combined": exact, "heading": [(term, HEADING_WEIGHT * weight) for term, weight in exact]}
    if asked.accents == "full":
        return fields
    folded: dict[str, float] = {}
    for term, weight in exact:
        key = terms.fold_key(term)
        folded[key] = max(folded.get(key, 0.0), weight)
    loose = {
        "folded": list(folded.items()),
        "folded_heading": [(term, HEADING_WEIGHT * weight) for term, weight in folded.items()],
    }
    if asked.accents == "none":
        return loose
    # Where some syllables carry marks, those that do also count in the accented field.
    marked = [(term, 0.5 * weight) for term, weight in exact if terms.fold_key(term) != term]
    return {**loose, "combined": marked}


def matched_terms(asked: asking.Query, text: str) -> tuple[str, ...]:
    """The question's syllables and pairs that a passage holds, longest first."""
    keys = terms.syllables(text)
    if asked.accents != "full":
        keys = terms.fold_keys(keys)
    held = set(terms.index_terms(keys))
    wanted = asked.keys if asked.accents == "full" else terms.fold_keys(asked.keys)
    found = [term.replace(terms.JOINER, " ") for term in dict.fromkeys(terms.index_terms(list(wanted))) if term in held]
    return tuple(sorted(found, key=lambda term: -term.count(" ")))
