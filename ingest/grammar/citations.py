"""Citations: labels of paths and full citations of a passage."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ingest.grammar import subjects
from ingest.records import Citation, Metadata, Paper, Step, StepKind
from ingest.text.dates import format_date
from ingest.text.normalize import fold

CAN_CU_LABEL = "phần căn cứ"
MO_DAU_LABEL = "đoạn mở đầu"
KET_LABEL = "đoạn kết"
#: What a page about documents is called; it has no number of its own.
WEB_ARTICLE = "Bài viết"
_ANNEX_WORDS = ("Phụ lục", "Mẫu số", "Biểu")
#: Forms, by what they call themselves.
FORM_NAMES: dict[StepKind, str] = {
    "mau": "Mẫu số", "bieumau": "Biểu mẫu", "bieumauso": "Biểu mẫu số", "bieu": "Biểu", "bieuso": "Biểu số",
}  # fmt: skip
#: Texts with numbering of their own inside a document.
OWN_NUMBERING: frozenset[str] = frozenset(("phuluc", *FORM_NAMES))
#: Kinds that only group: a Điều is numbered through the whole text, so its citation leaves them out.
_GROUPS = frozenset(("phan", "chuong", "muc", "tieumuc"))
_PLAN_KINDS = frozenset(("roman", "letter", "n1", "n2", "n3", "khoan", "diem", "muc"))
_STEP_NAMES: dict[StepKind, str] = {
    "phan": "Phần", "chuong": "Chương", "muc": "Mục", "tieumuc": "Tiểu mục", "dieu": "Điều", "khoan": "khoản",
    "diem": "điểm", "phuluc": "Phụ lục", **FORM_NAMES, "stt": "STT", "dong": "dòng",
    "gach": "gạch đầu dòng thứ", "cong": "dấu cộng thứ",
    "doan": "đoạn", "roman": "Mục", "letter": "Mục", "n1": "khoản", "n2": "tiết", "n3": "tiết",
}  # fmt: skip


def _dotted_number(steps: Iterable[Step]) -> str:
    """`II`, `1`, `1.2`, `a` -> `II.1.2.a`: printed decimal numbers already hold those above them.

    >>> _dotted_number((Step("roman", "III"), Step("n1", "1"), Step("n2", "1.2"), Step("n3", "1.2.3")))
    'III.1.2.3'
    """
    parts: list[str] = []
    for step in steps:
        while parts and parts[-1][0].isdigit() and step.number.startswith(parts[-1] + "."):
            parts.pop()
        parts.append(step.number)
    return ".".join(parts)


def path_label(path: Sequence[Step]) -> str:
    """The screen form: one unambiguous way to write each path.

    >>> path_label((Step("roman", "II"), Step("n1", "1"), Step("diem", "a")))
    'mục II.1.a'
    >>> path_label((Step("chuong", "II"), Step("dieu", "5"), Step("khoan", "2"), Step("diem", "a")))
    'điểm a khoản 2 Điều 5'
    >>> path_label((Step("phuluc", "I"), Step("stt", "7")))
    'STT 7, Phụ lục I'
    """
    if any(step.kind == "dieu" for step in path):
        return _article_label(path)
    outer = [step for step in path if step.kind in OWN_NUMBERING or step.kind in ("phan", "chuong")]
    plan = [step for step in path if step.kind in _PLAN_KINDS]
    inner = [step for step in path if step.kind in ("gach", "cong", "stt", "dong", "doan")]
    words = [_step_name(step) for step in reversed(inner)]
    if plan:
        words.append(_plan_label(plan, alone=not outer))
    return ", ".join(_with_outer_steps(words, outer))


def _with_outer_steps(words: list[str], outer: list[Step]) -> list[str]:
    for step in reversed(outer):
        name = _step_name(step)
        if step.kind in OWN_NUMBERING or not words:
            words.append(name)
        else:
            words[-1] = f"{words[-1]} {name}"
    return words


def _plan_label(plan: list[Step], *, alone: bool) -> str:
    kinds = tuple(step.kind for step in plan)
    if alone and kinds in (("n1",), ("n1", "diem"), ("khoan",), ("khoan", "diem")):
        return " ".join(_step_name(step) for step in reversed(plan))
    if kinds == ("muc",):
        return _step_name(plan[0])
    return f"mục {_dotted_number(plan)}"


def _article_label(path: Sequence[Step]) -> str:
    position = next(i for i, step in enumerate(path) if step.kind == "dieu")
    inner = list(path[position + 1 :])
    marks = [_step_name(step) for step in reversed(inner) if step.kind in ("gach", "cong", "stt", "dong", "doan")]
    decimals = [step for step in inner if step.kind in ("n1", "n2", "n3", "roman", "letter")]
    points = [_step_name(step) for step in reversed(inner) if step.kind in ("khoan", "diem")]
    if decimals:
        points = [f"mục {_dotted_number(step for step in inner if step.kind in _PLAN_KINDS)}"]
    article = " ".join([*points, _step_name(path[position])])
    appendix = [_step_name(step) for step in reversed(path[:position]) if step.kind in OWN_NUMBERING]
    return ", ".join([*marks, article, *appendix])


def _step_name(step: Step) -> str:
    return f"{_STEP_NAMES[step.kind]} {step.number}".strip()


def formal_path_label(path: Sequence[Step], component: str = "") -> str:
    """The form to copy into a document: `điểm a khoản 1 Mục II`, with the attached text's name at the end.

    >>> formal_path_label((Step("roman", "II"), Step("n1", "1"), Step("diem", "a")))
    'điểm a khoản 1 Mục II'
    """
    if any(step.kind == "dieu" for step in path):
        words = path_label(path)
    else:
        words = ""
        for step in reversed(_without_repeated_decimals(path)):
            glue = (
                ", "
                if words and (step.kind in OWN_NUMBERING or words.startswith(("STT", "dòng", "gạch", "dấu")))
                else " "
            )
            words = f"{words}{glue}{_formal_step_name(step, path)}" if words else _formal_step_name(step, path)
    return f"{words} {component}".strip() if component else words


def _without_repeated_decimals(path: Sequence[Step]) -> list[Step]:
    """Without the decimal numbers that a longer one below them repeats (`1` and `1.2` above `1.2.3`)."""
    below = [*path[1:], None]
    return [
        step
        for step, next_ in zip(path, below, strict=True)
        if not (next_ and next_.number.startswith(f"{step.number}."))
    ]


def _formal_step_name(step: Step, path: Sequence[Step]) -> str:
    if step.kind in ("n2", "n3"):
        return f"điểm {step.number}"
    if step.kind == "muc" and any(outer.kind == "chuong" for outer in path):
        return f"Mục {step.number}"
    return _step_name(step)


def document_name(metadata: Metadata) -> str:
    """Type, number, date, issuer, subject in the order of an official reference; parts that are unknown are left out.

    Party documents put a comma before the date (Hướng dẫn 36-HD/VPTW).
    """
    if metadata.type_name == WEB_ARTICLE:
        return f"bài viết “{metadata.subject}”" if metadata.subject else "bài viết"
    words = [metadata.type_name or "Văn bản"]
    if metadata.number:
        words.append(f"số {metadata.number}")
    name = " ".join(words)
    if metadata.issued_date:
        day = metadata.issued_date
        comma = "," if metadata.legal_class == "dang" and metadata.number else ""
        name += f"{comma} ngày {format_date(day)}"
    if metadata.issuer:
        name += f" của {issuer_with_province(metadata)}"
    if metadata.annex:  # its own title is not the subject of the document that it belongs to
        return f"{_annex_prefix(metadata.annex)}{name}"
    if metadata.subject:
        name += f" {subjects.subject_in_reference(metadata.subject, metadata.type)}"
    return name


def _annex_prefix(annex: str) -> str:
    """`Phụ lục II Quyết định số ...`, but `Quy chế ban hành kèm theo Quyết định số ...`."""
    return f"{annex} " if annex.startswith(_ANNEX_WORDS) else f"{annex} ban hành kèm theo "


def issuer_with_province(metadata: Metadata) -> str:
    """`Sở Y tế` is cited with its province when the parent is known and the name does not hold it."""
    issuer, parent = metadata.issuer or "", metadata.issuer_parent or ""
    match = re.match(r"(?:UBND|Ủy ban nhân dân)\s+((?:tỉnh|thành phố|TP\.?|huyện|xã|phường|quận|thị xã)\s+.+)", parent)
    if match and issuer.startswith(("Sở", "Phòng", "Ban", "Trường")) and fold(match.group(1)) not in fold(issuer):
        return f"{issuer} {match.group(1)}"
    return issuer


def component_of_paper(name: str, paper: str) -> str:
    """An attached text's name, with the later paper of the file that it belongs to.

    >>> component_of_paper("Quy chế", "Quyết định số 5/QĐ-UBND"), component_of_paper("Quy chế", "")
    ('Quy chế ban hành kèm theo Quyết định số 5/QĐ-UBND', 'Quy chế')
    """
    return f"{name} ban hành kèm theo {paper}" if paper else name


def paper_of(metadata: Metadata, component: str) -> Paper | None:
    """The later paper of the file that a component is, or is attached to."""
    ends = (paper for paper in metadata.papers if f" {component}".endswith(f" {paper.component}"))
    return max(ends, key=lambda paper: len(paper.component), default=None)


def paper_name(paper: Paper) -> str:
    """A later paper with its own date and issuer, as it is cited."""
    day = f" ngày {format_date(paper.issued_date)}" if paper.issued_date else ""
    return f"{paper.component}{day}{f' của {paper.issuer}' if paper.issuer else ''}"


def full_citation(metadata: Metadata, citation: Citation, *, formal: bool, name: str | None = None) -> str:
    """The whole reference: place in the document, attached text, document, page for paged files.

    ``name`` is the document's (``document_name``) where it is known already.
    """
    place = citation.formal if formal else citation.label
    if formal and citation.component:
        place = place.removesuffix(f" {citation.component}")
    component = ""
    paper = paper_of(metadata, citation.component)
    if paper:
        attached = citation.component.removesuffix(paper.component)
        component = f"{attached}{paper_name(paper)} trong cùng tệp với"
    elif citation.component:
        component = f"{citation.component} ban hành kèm theo"
    name = document_name(metadata) if name is None else name
    if metadata.annex and (citation.component or any(word in place for word in _ANNEX_WORDS)):
        name = name.removeprefix(_annex_prefix(metadata.annex))  # the place names the annex
    whole = " ".join(part for part in (place, component, name) if part) + _pages(citation)
    return whole[0].upper() + whole[1:] if not formal else whole


def _pages(citation: Citation) -> str:
    """`, trang 3-4`; "" for files without pages."""
    if citation.page_from is None:
        return ""
    until = f"-{citation.page_to}" if citation.page_to not in (None, citation.page_from) else ""
    return f", trang {citation.page_from}{until}"


_DASH_LINE = re.compile(r"^\s*[-–—•●▪*]\s*\S")


def dash_ordinal(text: str, quote: str, before: Sequence[str] = ()) -> int | None:
    """The ordinal of the dash paragraph of its unit that holds a quotation, counted from 1; None outside of one.

    ``text`` is the passage that holds the quotation, ``before`` the texts of the earlier passages of the same unit.

    >>> dash_ordinal("1. Mục tiêu\\n- Một.\\n- Hai.", "Hai.")
    2
    """
    start = text.find(quote)
    if start < 0:
        return None
    line = text.rfind("\n", 0, start) + 1
    if not _DASH_LINE.match(text[line:]):
        return None
    lines = [earlier for passage in before for earlier in passage.split("\n")] + text[: line + 2].split("\n")
    return sum(bool(_DASH_LINE.match(earlier + "x")) for earlier in lines)
