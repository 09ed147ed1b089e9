"""Targets of an effect: the documents and provisions named after (or before) the verb."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ingest.grammar.citations import FORM_NAMES, OWN_NUMBERING
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
#: Steps that need nothing above them.
_OUTER_KINDS = OWN_NUMBERING | {"dieu", "roman", "letter", "phan", "chuong", "stt", "n1"}


@dataclass(frozen=True, slots=True)
class EffectTarget:
    """A document (None: none is named) and the provision of it that the effect falls on."""

    document: DocumentMention | None
    component: str = ""
    path: tuple[Step, ...] = ()
    #: Only a part that no path names: `một số điều của ...`, `Phụ lục ban hành kèm theo ...`.
    partial: bool = False


def effect_targets(region: str, inherited: EffectTarget | None) -> list[EffectTarget]:
    """The targets named in the stretch after an effect verb. ``inherited`` is what the enclosing unit amends.

    >>> [target.path for target in effect_targets(" khoản 2 Điều 5 như sau:", EffectTarget(None, "Quy chế"))]
    [(Step(kind='dieu', number='5'), Step(kind='khoan', number='2'))]
    """
    documents = find_document_mentions(region)
    if documents and _REASON.search(region[: documents[0].start]):
        documents = []
    heads = [document for document in documents if document.independent]
    provisions = _foreign_provisions(region)
    found: list[EffectTarget] = []
    owners: set[int] = set()
    for provision in provisions:
        if _is_of_subordinate(region, provision, documents):
            continue
        owner = _owner(region, provision, documents)
        if owner is not None:
            owners.add(id(owner))
            path = _full_path(provision, provisions, region, ())
            found.append(EffectTarget(owner, provision.component or owner.component, path))
        elif not heads and inherited is not None and not _is_replacement(region, provision):
            path = _full_path(provision, provisions, region, inherited.path)
            component = provision.component or _component_after(region, provision) or inherited.component
            found.append(EffectTarget(inherited.document, component, path))
    partial = _partial_documents(region, heads)
    found.extend(
        EffectTarget(document, document.component, partial=partial[id(document)])
        for document in heads
        if id(document) not in owners
    )
    return list(dict.fromkeys(found))


def _document_after(provision: PathMention, documents: Sequence[DocumentMention]) -> DocumentMention | None:
    return next((document for document in documents if document.start >= provision.end), None)


def _is_of_subordinate(region: str, provision: PathMention, documents: Sequence[DocumentMention]) -> bool:
    """True if the provision is of a document that only belongs to another's name, or that did the amending."""
    following = _document_after(provision, documents)
    if following is None or following.independent:
        return False
    return following.passive or ";" not in region[provision.end : following.start]


def _owner(region: str, provision: PathMention, documents: Sequence[DocumentMention]) -> DocumentMention | None:
    """The document that a provision is of: the one named next, else the last one named before."""
    following = _document_after(provision, documents)
    if following is not None and following.independent:
        return following
    last = next((document for document in reversed(documents) if document.independent), None)
    if last is not None and last.end <= provision.start and not _is_replacement(region, provision):
        return last
    return None


def _partial_documents(region: str, heads: Sequence[DocumentMention]) -> dict[int, bool]:
    """True, by the mention's ``id``, for documents changed in part; a list after `một số điều của` is, up to a `;`."""
    found: dict[int, bool] = {}
    end, before = 0, False
    for document in heads:
        gap = region[end : document.start]
        own = gap.rsplit(";", 1)[-1]
        inherits = before and ";" not in gap
        before = bool(_PART.search(own if end == 0 or ";" in gap else _after_separator(own))) or inherits
        found[id(document)] = before
        end = document.end
    return found


def _after_separator(gap: str) -> str:
    """The words between the last `và` or `,` and the next document; those before belong to the last document's name."""
    cuts = [cut.end() for cut in re.finditer(r",|\bvà\b", gap)]
    return gap[cuts[-1] :] if cuts else ""


def _is_replacement(region: str, mention: PathMention) -> bool:
    """True if the provision follows `bằng` or `thành`: it is the new text, not the one that is changed."""
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
    inserted = [mention for mention in kept if not _is_insertion_place(region, mention)]
    return inserted or kept


def _split_lists(region: str) -> str:
    """The region with a `;` for the comma after `Điều 3,` where a `khoản 1` follows; offsets stay as they are.

    Official texts go from the smallest unit up, so that khoản belongs to the next Điều.
    """
    region = re.sub(r"([Đđ]iều\s+\d+[a-zđ]?),(?=\s+(?:các\s+)?(?:khoản|điểm)\b)", r"\1;", region)
    return re.sub(r"(khoản\s+\d+[a-zđ]?),(?=\s+(?:các\s+)?điểm\b)", r"\1;", region)


def _is_insertion_place(region: str, mention: PathMention) -> bool:
    """True for the Điều 7 of `bổ sung khoản 3a vào Điều 7`: it only takes in what is inserted."""
    return bool(re.search(r"\bvào(?:\s+(?:cuối|đầu))?\s+$", region[: mention.start]))


def _full_path(
    provision: PathMention, provisions: Sequence[PathMention], region: str, enclosing: tuple[Step, ...]
) -> tuple[Step, ...]:
    """The full path of an inserted or relative provision (`khoản 3a sau khoản 3 Điều 7`; `điểm a` under `khoản 2`)."""
    if provision.steps and provision.steps[0].kind in _OUTER_KINDS:
        if len(provision.steps) > 1 or provision.steps[0].kind != "stt":
            return provision.steps
        appendix = next((path.steps[0] for path in provisions if path.steps[0].kind == "phuluc"), None)
        return (appendix, *provision.steps) if appendix else _path_under(provision, enclosing)
    anchor = _anchor_steps(provision, region)
    if anchor is not None:
        return (*anchor, *provision.steps)
    later = [path.steps[0] for path in provisions if path.start >= provision.end]
    article = next((step for step in later if step.kind == "dieu"), None)
    if article is not None and not any(step.kind == "dieu" for step in enclosing):
        return (article, *provision.steps)
    return _path_under(provision, enclosing)


def _anchor_steps(provision: PathMention, region: str) -> list[Step] | None:
    """The steps above an inserted provision, taken from the one that says where it goes (`sau khoản 3 Điều 7`)."""
    named = {step.kind for step in provision.steps}
    for path in find_paths(region):
        apart = path.start >= provision.end or path.end <= provision.start
        if not apart or path.steps == provision.steps or path.relative or path.steps[0].kind not in _OUTER_KINDS:
            continue
        above = [step for step in path.steps if step.kind not in named]
        if above and (_ANCHOR.search(region[: path.start]) or _is_insertion_place(region, path)):
            return _steps_above(above, named)
    return None


def _steps_above(steps: Sequence[Step], named: Collection[str]) -> list[Step]:
    order = ("phuluc", *FORM_NAMES, "phan", "chuong", "roman", "letter", "dieu", "n1", "khoan", "n2", "n3", "diem")
    lowest = min((order.index(kind) for kind in named if kind in order), default=len(order))
    return [step for step in steps if step.kind not in order or order.index(step.kind) < lowest]


def _path_under(mention: PathMention, enclosing: tuple[Step, ...]) -> tuple[Step, ...]:
    """The path of a mention inside the provision that the enclosing unit amends."""
    if not enclosing:
        return mention.steps
    named = {step.kind for step in mention.steps}
    if named & {step.kind for step in enclosing}:
        return resolve_path(mention, enclosing)
    return (*enclosing, *mention.steps)


def _component_after(region: str, mention: PathMention) -> str:
    """The attached text named right after a provision (`khoản 2 Điều 5 của Quy chế`); empty if it is of this one."""
    match = re.match(r"\s*(?:của|tại|thuộc)?\s*", region[mention.end :])
    start = mention.end + (match.end() if match else 0)
    component = _COMPONENT.match(region, start)
    if component is None or _THIS_DOCUMENT.match(region, start + len(component.group())):
        return ""
    return component.group("name")
