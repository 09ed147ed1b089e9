"""Bodies whose tasks a question asks for ("giao Sở Ngoại vụ làm gì?")."""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.query.expansions import expand
from ingest.text.normalize import fold

_ASKS_TASKS = re.compile(
    r"\b(?:lam (?:gi|nhung gi|nhung viec gi|viec gi)|nhiem vu|trach nhiem|viec gi|nhung viec|thi sao|giao)\b"
)
#: "sở nào", "giao ai": the body is what is asked for, so it cannot be looked up.
_ASKS_WHO = re.compile(r"\b(?:(?:so|bo|ban|phong|vu|cuc|don vi|co quan|nganh) nao|ai)\b")
_BODY = re.compile(
    r"\b(?:so|bo|ubnd|uy ban nhan dan|cong an|phong|ban quan ly|ban to chuc|van phong|chi cuc|cuc|trung tam"
    r"|(?<!nhiem )(?<!chuc )(?<!dich )vu|thanh tra|hoi|bao|dai|truong)\s+"
    r"(?:(?!(?:giao|phai|lam|co|thi|duoc|trong|theo|thuc|gi|chu|phoi|o|la|trach|nhung|the|can|nay|do|cua)\b)[\w&]+\s*){1,8}"
)
#: Words that many bodies share; they do not distinguish one from another.
_COMMON_WORDS = frozenset(
    re.findall(
        r"\w+",
        "so bo ban phong cuc vu ubnd uy nhan dan tinh huyen xa cac va hoi cap thanh pho thi",
    )
)


def body_asked(question: str, expansions: Iterable[tuple[str, str]] = ()) -> frozenset[str]:
    """The distinctive words of the body whose tasks are asked for; empty when the question asks for none.

    >>> sorted(body_asked("Chỉ thị này giao Sở Ngoại vụ làm gì?"))
    ['ngoai', 'vu']
    """
    # "sở tt&tt": the mark between the letters says that it is a short form, however it is typed.
    joined = re.findall(r"\w+(?:&\w+)+", question)
    expansions = [
        *((one.found, one.other) for short in joined for one in expand(short.upper(), folded=False)),
        *expansions,
    ]
    folded = re.sub(r"\S*\d\S*|&", " ", fold(question))
    folded = re.sub(r"\s+", " ", folded)
    if not _ASKS_TASKS.search(folded) or _ASKS_WHO.search(folded):
        return frozenset()
    for found, other in expansions:
        if len(other) > len(found):
            folded = re.sub(rf"(?<!\w){re.escape(fold(found))}(?!\w)", fold(other), folded)
    named = _BODY.findall(folded)
    if not named:
        return frozenset()
    words = re.findall(r"\w+", named[-1])
    distinctive = [word for word in words if word not in _COMMON_WORDS]
    if words[0] == "so" and "vu" in words:  # Sở Nội vụ, Sở Ngoại vụ
        distinctive.append("vu")
    return frozenset(distinctive)
