"""The terms of a passage by field, cut and counted here: no engine behind the legs has to understand Vietnamese."""

from __future__ import annotations

from collections.abc import Sequence

from index.derived import terms
from index.derived.row_facts import innermost_title
from index.records import IndexRow

#: How often the innermost title is counted in the combined field (once in its own right, twice more).
TITLE_REPEATS = 3
#: The fields that terms are looked for in.
TERM_FIELDS = ("combined", "heading", "folded", "folded_heading")
#: The field that holds every word of a passage as it is written.
WORDS_FIELD = "combined"


def passage_terms(row: IndexRow) -> dict[str, list[str]]:
    """The terms of each of ``TERM_FIELDS``, as often as each counts."""
    # Each part is cut on its own: a bigram never joins a title's end to a body's start.
    heading, title = terms.syllables(row.heading), terms.syllables(innermost_title(row.heading))
    rest = [terms.syllables(row.subject), terms.syllables(row.body)]
    amounts = terms.value_terms(row.body)
    folded = terms.fold_keys(heading), terms.fold_keys(title), [terms.fold_keys(part) for part in rest]
    above, combined = _field_terms(heading, title, rest, amounts)
    folded_above, folded_combined = _field_terms(*folded, amounts)
    return {
        "combined": combined,
        "heading": above,
        "folded": folded_combined,
        "folded_heading": folded_above,
    }


def _field_terms(
    heading: Sequence[str], title: Sequence[str], rest: Sequence[Sequence[str]], amounts: Sequence[str]
) -> tuple[list[str], list[str]]:
    """The terms of the heading field and of the combined one."""
    above = terms.index_terms(heading)
    combined = terms.index_terms(title) * (TITLE_REPEATS - 1) + above
    for part in rest:
        combined += terms.index_terms(part)
    return above, combined + list(amounts)
