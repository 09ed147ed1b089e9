"""What an effect falls on: documents and provisions named after (or before) the verb."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ingest.grammar.paths import PathMention, find_paths, resolve_path
from ingest.records import Step
from ingest.relations.document_mentions import ATTACHED_WORDS, TYPE_WORDS, DocumentMention, find_document_mentions

#: The text is about the document itself from here: `... ban hành kèm theo Nghị định này`.
_THIS_DOCUMENT = re.compile(rf"[^;.]{{0,40}}?\b(?:{TYPE_WORDS})\s+này\b|\s*(?:này|nêu trên|nói trên)\b", re.IGNORECASE)
_OF_THIS_DOCUMENT = re.compile(
    rf"\s*,?\s*(?:của\s+|tại\s+)?(?:(?:được\s+)?ban\s+hành\s+)?(?:kèm\s+theo\s+)?(?:{TYPE_WORDS})\s+này\b",
    re.IGNORECASE,
)
_ANCHOR = re.compile(r"(?:\bsau|\btrước|\bliền kề|\btiếp theo)\s+(?:của\s+)?$", re.IGNORECASE)
_REASON = re.compile(r"(?<!kèm )\b(?:theo|căn\s+cứ|phù\s+hợp|để|nhằm)\b", re.IGNORECASE)
_COMPONENT = re.compile(rf"(?P<name>{ATTACHED_WORDS})\b")
_REPLACEMENT = re.compile(r"\b(?:bằng|(?<!hoàn )(?<!hình )thành)\b(?![^;]*\b(?:tại|trong|ở|của)\b)", re.IGNORECASE)
_PART = re.compile(
    r"\b(?:một số|phụ lục|mẫu|biểu|bảng|cụm từ|từ ngữ|số thứ tự|stt|nội dung|danh mục|điều|khoản|điểm|chương|mục"
    r"|đoạn|gạch|dòng"
    r"|tên|phần|quy định|quy chuẩn|tiêu chuẩn|căn cứ)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class EffectTarget:
    """A document (None: no document is named) and the provision of it that is meant."""

    document: DocumentMention | None
    component: str = ""
    path: tuple[Step, ...] = ()
    #: Only a part that no path names: `một số điều của ...`, `Phụ lục ban hành kèm theo ...`.
    partial: bool = False


def effect_targets(region: str, inherited: EffectTarget | None) -> list[EffectTarget]:
    """Targets in the stretch after an effect verb. ``inherited`` is what the enclosing unit amends.

    >>> [t.path for t in effect_targets(" khoản 2 Điều 5 như sau:", EffectTarget(None, "Quy chế"))]
    [(Step(kind='dieu', number='5'), Step(kind='khoan', number='2'))]
    """
    named = find_document_mentions(region)
    if named and _REASON.search(region[: named[0].start]):
        named = []
    heads = [one for one in named if one.independent]
    mentions = _foreign_provisions(region)
    found: list[EffectTarget] = []
    used: set[int] = set()
    for mention in mentions:
        following = next((one for one in named if one.start >= mention.end), None)
        if following is not None and not following.independent and following.passive:
            continue
        if (
            following is not None
            and not following.independent
            and not _has_semicolon_between(region, mention, following)
        ):
            continue
        owner = following if following is not None and following.independent else None
        if owner is None and heads and heads[-1].end <= mention.start and not _is_replacement(region, mention):
            owner = heads[-1]
        if owner is None and heads:
            continue
        if owner is not None:
            used.add(id(owner))
            component = mention.component or owner.component
            found.append(EffectTarget(owner, component, _full_path(mention, mentions, region, ())))
        elif inherited is not None and not _is_replacement(region, mention):
            path = _full_path(mention, mentions, region, inherited.path)
            component = mention.component or _component_after(region, mention) or inherited.component
            found.append(EffectTarget(inherited.document, component, path))
    parts = _partial_documents(region, heads)
    found.extend(EffectTarget(one, one.component, partial=parts[id(one)]) for one in heads if id(one) not in used)
    return list(dict.fromkeys(found))


def _partial_documents(region: str, heads: Sequence[DocumentMention]) -> dict[int, bool]:
    """Which of the documents are only touched in part; a list after `một số điều của` shares it up to a semicolon."""
    found: dict[int, bool] = {}
    end, before = 0, False
    for one in heads:
        gap = region[end : one.start]
        own = gap.rsplit(";", 1)[-1]
        inherits = before and ";" not in gap
        before = bool(_PART.search(own if end == 0 or ";" in gap else _after_separator(own))) or inherits
        found[id(one)] = before
        end = one.end
    return found


def _after_separator(gap: str) -> str:
    """What stands between `và`/`,` and the next document: the words before belong to the name of the last one."""
    cuts = [cut.end() for cut in re.finditer(r",|\bvà\b", gap)]
    return gap[cuts[-1] :] if cuts else ""


def _has_semicolon_between(region: str, mention: PathMention, following: DocumentMention) -> bool:
    return bool(re.search(r";", region[mention.end : following.start]))


def _is_replacement(region: str, mention: PathMention) -> bool:
    """After `bằng` stands what is put in the place, not what is changed."""
    return bool(_REPLACEMENT.search(region[: mention.start]))


def _foreign_provisions(region: str) -> list[PathMention]:
    """Paths of other documents, without those of this one and without anchors (`sau Điều 9`)."""
    kept = []
    for mention in find_paths(_split_lists(region)):
        if mention.relative or _OF_THIS_DOCUMENT.match(region, mention.end):
            continue
        if _ANCHOR.search(region[: mention.start]):
            continue
        kept.append(mention)
    inserted = [one for one in kept if not _is_insertion_place(region, one)]
    return inserted or kept


def _split_lists(region: str) -> str:
    """Official texts go from the smallest unit up: after `Điều 3,` a `khoản 1` belongs to the next Điều. Offsets
    hold.
    """
    region = re.sub(r"([Đđ]iều\s+\d+[a-zđ]?),(?=\s+(?:các\s+)?(?:khoản|điểm)\b)", r"\1;", region)
    return re.sub(r"(khoản\s+\d+[a-zđ]?),(?=\s+(?:các\s+)?điểm\b)", r"\1;", region)


def _is_insertion_place(region: str, mention: PathMention) -> bool:
    """`bổ sung khoản 3a vào Điều 7`: the Điều only holds what is inserted."""
    return bool(re.search(r"\bvào(?:\s+(?:cuối|đầu))?\s+$", region[: mention.start]))


def _full_path(
    mention: PathMention, kept: Sequence[PathMention], region: str, enclosing: tuple[Step, ...]
) -> tuple[Step, ...]:
    """The full path of an inserted or relative provision (`khoản 3a sau khoản 3 Điều 7`; `điểm a` under `khoản 2`)."""
    outer = {"dieu", "roman", "letter", "phuluc", "mau", "phan", "chuong", "stt", "n1"}
    if mention.steps and mention.steps[0].kind in outer:
        if mention.steps[0].kind == "stt" and len(mention.steps) == 1:
            appendix = next((one.steps[0] for one in kept if one.steps[0].kind == "phuluc"), None)
            return (appendix, *mention.steps) if appendix else _path_under(mention, enclosing)
        return mention.steps
    for other in find_paths(region):
        near = other.start >= mention.end or other.end <= mention.start
        if near and other.steps != mention.steps and not other.relative and other.steps[0].kind in outer:
            named = {step.kind for step in mention.steps}
            above = [step for step in other.steps if step.kind not in named]
            if above and (_ANCHOR.search(region[: other.start]) or _is_insertion_place(region, other)):
                return (*_steps_above(above, named), *mention.steps)
    article = next((one.steps[0] for one in kept if one.start >= mention.end and one.steps[0].kind == "dieu"), None)
    if article is not None and not any(step.kind == "dieu" for step in enclosing):
        return (article, *mention.steps)
    return _path_under(mention, enclosing)


def _steps_above(steps: Sequence[Step], named: Collection[str]) -> list[Step]:
    order = ("phuluc", "mau", "phan", "chuong", "roman", "letter", "dieu", "n1", "khoan", "n2", "n3", "diem")
    lowest = min((order.index(kind) for kind in named if kind in order), default=len(order))
    return [step for step in steps if step.kind not in order or order.index(step.kind) < lowest]


def _path_under(mention: PathMention, enclosing: tuple[Step, ...]) -> tuple[Step, ...]:
    if not enclosing:
        return mention.steps
    named = {step.kind for step in mention.steps}
    if named & {step.kind for step in enclosing}:
        return resolve_path(mention, enclosing)
    return (*enclosing, *mention.steps)


def _component_after(region: str, mention: PathMention) -> str:
    match = re.match(r"\s*(?:của|tại|thuộc)?\s*", region[mention.end :])
    start = mention.end + (match.end() if match else 0)
    component = _COMPONENT.match(region, start)
    if component is None or _THIS_DOCUMENT.match(region, start + len(component.group())):
        return ""
    return component.group("name")
