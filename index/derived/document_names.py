"""Names of documents as syllable codes: number, type in words, issuer, subject, territory.

What a question says to name a document must be told from what it asks of it (``index.ranking.levels``).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.derived import terms
from index.records import IndexRow
from ingest.grammar import territory
from ingest.grammar.document_types import DOCUMENT_TYPES

_TYPE_NAMES = {kind.symbol: kind.name for kind in reversed(DOCUMENT_TYPES) if kind.symbol}


def document_names(rows: Sequence[IndexRow]) -> list[terms.Codes]:
    """The codes of the document's name in the first row of each document, nothing in the others."""
    none = np.zeros(0, np.uint32)
    firsts = [not at or row.document_id != rows[at - 1].document_id for at, row in enumerate(rows)]
    return [_name_codes(row) if is_first else none for row, is_first in zip(rows, firsts, strict=True)]


def _name_codes(row: IndexRow) -> terms.Codes:
    unit = territory.units().get(row.territory or "")
    parts = (row.subject, _TYPE_NAMES.get(row.type or "", ""), unit.full_name if unit else "")
    return terms.syllable_codes(terms.syllables(" ".join(part for part in parts if part)))
