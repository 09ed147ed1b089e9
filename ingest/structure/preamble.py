"""The preamble, before the first numbered unit: legal bases, the opening, the bare enacting word (`QUYẾT ĐỊNH:`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.reading import Paragraph
from ingest.records import PassageKind
from ingest.text.normalize import fold

_ENACTING = re.compile(r"\W*(?:quyet dinh|quyet nghi|nghi dinh|chi thi)\W*|\W*")
_BASES = re.compile(
    r"^\W*(?:can cu|thuc hien (?:nghi|quyet|ke|chi|cong|thong|luat|chuong)|theo de nghi|xet de nghi|xet to trinh"
    r"|tren co so|chieu|sau khi|xet\b)"
)
#: `Thực hiện Kết luận số ..., Chủ tịch Ủy ban nhân dân tỉnh chỉ thị:` begins like a basis and is the lead sentence: it
#: says who orders what (docs/documents.md, "Legal bases and enacting clause").
_LEADS_ON = re.compile(
    r"[,;]\s[^;]{0,200}\b(?:chi thi|yeu cau|chi dao|de nghi|bao cao|y kien|thong bao|trien khai|ban hanh|xay dung"
    r"|huong dan|kinh trinh|nhu sau)\b[^;:]{0,80}:\s*$"
)
#: Several bases that were read as one paragraph, whatever follows them.
_SEVERAL_BASES = re.compile(r"(?:;|\n)\s*(?:can cu|theo de nghi|xet)\b")


def preamble_groups(blocks: Sequence[Paragraph]) -> Iterator[tuple[PassageKind, list[Paragraph]]]:
    """Runs of legal bases (`can_cu`) and of other words (`mo_dau`); a run of bare enacting words is left out."""
    groups: list[tuple[PassageKind, list[Paragraph]]] = []
    for block in blocks:
        kind: PassageKind = "can_cu" if _is_basis(block.text) else "mo_dau"
        if groups and groups[-1][0] == kind:
            groups[-1][1].append(block)
        else:
            groups.append((kind, [block]))
    for kind, members in groups:
        if not all(_ENACTING.fullmatch(fold(block.text)) for block in members):
            yield kind, members


def begins_like_basis(text: str) -> bool:
    """True for a paragraph that begins with `Căn cứ`, `Theo đề nghị`, `Thực hiện Nghị quyết` or the like."""
    return _BASES.match(fold(text)) is not None


def _is_basis(text: str) -> bool:
    """True for a paragraph that only names what the document is based on.

    A subject in small letters (`thực hiện Nghị quyết số ...`) may begin so too.
    """
    if text[:1].islower() or not begins_like_basis(text):
        return False
    folded = fold(text)
    return _LEADS_ON.search(folded) is None or _SEVERAL_BASES.search(folded) is not None
