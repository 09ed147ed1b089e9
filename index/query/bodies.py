"""Bodies whose tasks a question asks for ("giao Sở Ngoại vụ làm gì?")."""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.query.expansions import RENAMED_WEIGHT, expand
from ingest.text.normalize import fold

_TASKS = re.compile(
    r"\b(?:lam (?:gi|nhung gi|nhung viec gi|viec gi)|nhiem vu|trach nhiem|viec gi|nhung viec|thi sao|giao)\b"
)
#: "sở nào", "giao ai": the body is what is asked for, so it cannot be looked up.
_WHO = re.compile(r"\b(?:(?:so|bo|ban|phong|vu|cuc|don vi|co quan|nganh) nao|ai)\b")
_BODY = re.compile(
    r"\b(?:so|bo|ubnd|uy ban nhan dan|cong an|phong|ban quan ly|ban to chuc|van phong|chi cuc|cuc|trung tam"
    r"|(?<!nhiem )(?<!chuc )(?<!dich )vu|thanh tra|hoi|bao|dai|truong)\s+"
    r"(?:(?!(?:giao|phai|lam|co|thi|duoc|trong|theo|thuc|gi|chu|phoi|o|la|trach|nhung|the|can|nay|do|cua)\b)[\w&]+\s*){1,8}"
)
#: Words that many bodies share; they do not tell one from another.
_COMMON_WORDS = frozenset(
    re.findall(r"\w+", "so bo ban phong cuc vu ubnd uy nhan dan tinh huyen xa cac va hoi cap thanh pho thi")
)


def body_asked(text: str, folded: str, expansions: Iterable[tuple[str, str]] = ()) -> frozenset[str]:
    """The telling words of the body whose tasks are asked for; empty when the question asks for none.

    ``expansions`` are names with their other forms: a short form is read as the full name.

    >>> sorted(body_asked("Chỉ thị này giao Sở Ngoại vụ làm gì?", "chi thi nay giao so ngoai vu lam gi?"))
    ['ngoai', 'vu']
    """
    # "sở tt&tt": the mark between the letters says that it is a short form, however it is typed.
    with_mark = re.findall(r"\w+(?:&\w+)+", text)
    expansions = [
        *((form.found, form.other) for short in with_mark for form in expand(short.upper(), folded=False)),
        *expansions,
    ]
    folded = re.sub(r"\S*\d\S*|&", " ", folded)
    folded = re.sub(r"\s+", " ", folded)
    if not _TASKS.search(folded) or _WHO.search(folded):
        return frozenset()
    for found, other in expansions:
        if len(other) > len(found):
            folded = re.sub(rf"(?<!\w){re.escape(fold(found))}(?!\w)", fold(other), folded)
    named = _BODY.findall(folded)
    if not named:
        return frozenset()
    words = re.findall(r"\w+", named[-1])
    telling = [word for word in words if word not in _COMMON_WORDS]
    if words[0] == "so" and "vu" in words:  # Sở Nội vụ, Sở Ngoại vụ
        telling.append("vu")
    return frozenset(telling)


#: Writings of one name: more only come of short forms with many meanings.
_MOST_WRITINGS = 8


def body_writings(name: str) -> tuple[str, ...]:
    """The writings of a body's name: as given, its short forms written out, its known short form.

    Names that it had before or has now are left to the register, which knows whose tasks went where.

    >>> body_writings("SNV"), body_writings("VP UBND tỉnh")[-1]
    (('SNV', 'Sở Nội vụ'), 'Văn phòng Ủy ban nhân dân tỉnh')
    """
    found = [name]
    for form in expand(name, folded=name.isascii()):
        if form.weight == RENAMED_WEIGHT:
            continue
        pattern = r"(?<!\w)" + r"\W+".join(map(re.escape, form.found.split())) + r"(?!\w)"
        found += [re.sub(pattern, lambda _, form=form: form.other, known) for known in found]  # type: ignore[misc]
    return tuple(dict.fromkeys(found))[:_MOST_WRITINGS]
