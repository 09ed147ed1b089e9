"""Questions about a document as a whole.

"Kế hoạch 516 do ai chủ trì?" asks for the body that leads the plan, not for the leader of each of its tasks; "hạn báo
cáo" without a body asks first for the report that closes the plan, then for those that it is made from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.query.asking_words import without_whole_document_request
from ingest.grammar.document_types import folded_name_pattern, folded_symbol_pattern
from ingest.text.normalize import fold

#: Documents that give tasks, by name or symbol.
_TYPE = re.compile(
    rf"\b(?:{folded_name_pattern('KH', 'CT', 'QĐ', 'NQ', 'CTr', 'ĐA', 'QC', 'QyĐ', 'PA', 'CV')}"
    rf"|{folded_symbol_pattern('KH', 'CT', 'QĐ', 'NQ', 'CV')})\b"
)
_NAME_WORDS = frozenset(("kh", "qd", "ct", "nq", "cv", "ubnd", "ke", "hoach", "quy", "che", "qc"))


def asks_whole_document(folded: str, name: Iterable[str]) -> bool:
    """True if a folded question names nothing beside its document; ``name`` is what is known of that document.

    >>> asks_whole_document("ke hoach 516 do ai chu tri?", ["Kế hoạch", "516/KH-UBND"])
    True
    >>> asks_whole_document("ai chu tri tap huan theo ke hoach 516?", ["Kế hoạch", "516/KH-UBND"])
    False
    """
    known = set(re.findall(r"\w+", fold(" ".join(name))))
    left = re.findall(r"\w+", without_whole_document_request(folded))
    if left and _TYPE.search(folded) is None:
        return False
    return all(word in known or word in _NAME_WORDS for word in left)
