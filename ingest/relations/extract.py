"""What a document says of others: bases, effects, references (domain.md 3). Every edge carries its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ingest.grammar.paths import find_paths
from ingest.records import EFFECTS, Document, Relation, RelationType, Step, Term
from ingest.relations.amendments import effects
from ingest.relations.document_mentions import TYPE_WORDS, Named, named_documents
from ingest.relations.effective_dates import term as term_of
from ingest.relations.own_words import Statement, statements

#: Edges that only point, the strongest first: one is kept for each target.
_POINTERS: tuple[RelationType, ...] = ("based_on", "implements", "refers_to")
_IMPLEMENTS = re.compile(
    r"(?:^|[,;]\s*|\bđể\s+|\bnhằm\s+|\btiếp\s+tục\s+)(?:tổ\s+chức\s+)?(?:triển\s+khai|thực\s+hiện|thi\s+hành|hướng\s+dẫn|quy\s+định\s+chi\s+tiết)"
    r"(?:\s+(?:thực\s+hiện|thi\s+hành|một\s+số\s+(?:điều|nội\s+dung)|có\s+hiệu\s+quả|của|các|và))*\s*(?:khoản[^;]{0,30}|Điều[^;]{0,40})?$",
    re.IGNORECASE,
)
_BASIS = re.compile(r"^\s*(?:Căn\s+cứ|Xét|Theo\s+đề\s+nghị|Trên\s+cơ\s+sở)\b", re.IGNORECASE)
_SUBJECT_IMPLEMENTS = re.compile(
    r"^(?:V/v|Về\s+việc|Kế\s+hoạch)?\s*(?:tiếp\s+tục\s+)?(?:tổ\s+chức\s+)?(?:triển\s+khai|thực\s+hiện|hướng\s+dẫn|quy\s+định\s+chi\s+tiết|quy\s+định)\b",
    re.IGNORECASE,
)
_ISSUED_WITH = re.compile(
    rf"(?:Ban\s+hành|Phê\s+duyệt)\s+kèm\s+theo\s+(?P<self>(?:{TYPE_WORDS})\s+này)\s*,?\s*(?P<what>[^;\n]{{3,}})",
    re.IGNORECASE,
)
_ATTACHED_TO = re.compile(rf"(?:^|[\n(])\s*(?:Ban\s+hành\s+)?kèm\s+theo\s+(?={TYPE_WORDS}\s+(?:số|\d))", re.IGNORECASE)
_CLAUSE = re.compile(r";\s*|\n|(?<=[.])\s+(?=[A-ZĐÀ-Ỹ])")


def relations(document: Document) -> tuple[Relation, ...]:
    """All edges that leave a document, in reading order, each once."""
    said = statements(document)
    return read_relations(document, said, term_of(document, said))


def with_relations(document: Document) -> Document:
    """The document with its edges, its term, and the day of effect that its own words give."""
    said = statements(document)
    term = term_of(document, said)
    metadata = document.metadata
    if metadata.effective_date is None and term.effective is not None:
        sources = {**metadata.sources, "effective_date": "body"}
        metadata = replace(metadata, effective_date=term.effective, sources=sources)
    return replace(document, metadata=metadata, relations=read_relations(document, said, term), term=term)


def read_relations(document: Document, said: Sequence[Statement], term: Term) -> tuple[Relation, ...]:
    """The same, for a caller that has read the statements and the term already."""
    own = document.metadata.canonical_key
    strong = [
        *_attached(document, said, term),
        *_consolidates(document, said),
        *_bases(said, document),
        *effects(document, said, term),
    ]
    found = [edge for edge in _subject(document, term) if not _says_already(edge, strong)]
    kept = _once(
        edge for edge in (*strong, *found) if edge.type == "attached_to" or edge.target_key != own or own is None
    )
    known = {edge.target_key for edge in kept if edge.target_key}
    return (*kept, *_once(_references(document, said, known, own)))


def _says_already(edge: Relation, others: Iterable[Relation]) -> bool:
    return any(other.target_key == edge.target_key and other.type in EFFECTS for other in others)


def _once(edges: Iterable[Relation]) -> list[Relation]:
    kept: dict[object, Relation] = {}
    for edge in edges:
        target = edge.target_key or edge.target_name or edge.evidence
        key: object = (edge.type, target, edge.target_component, edge.target_path, edge.phrase, edge.component)
        if edge.type in _POINTERS:
            key = target
        held = kept.get(key)
        if held is None or _says_more(edge, held):
            kept[key] = edge
    return list(kept.values())


def _says_more(edge: Relation, held: Relation) -> bool:
    if edge.type in _POINTERS and held.type in _POINTERS:
        return _POINTERS.index(edge.type) < _POINTERS.index(held.type)
    return held.new_text is None and edge.new_text is not None


def _edge(kind: RelationType, one: Statement, named: Named, evidence: str, path: tuple[Step, ...] = ()) -> Relation:
    return Relation(
        kind, evidence.strip(), one.component, one.path, one.label, one.ordinal, named.number, named.key,
        named.name, named.type, named.issued, named.issuer, named.component, path, passive=named.passive,
    )  # fmt: skip


# -- bases ------------------------------------------------------------------------------------------------------


def _bases(said: Sequence[Statement], document: Document) -> Iterator[Relation]:
    if document.metadata.type == "VBHN":
        return
    for one in said:
        if one.kind == "can_cu":
            for start, clause in _pieces(one.said):
                for named in named_documents(clause):
                    kind: RelationType = "based_on" if named.head else "refers_to"
                    yield _edge(kind, one, named, one.text[start : start + len(clause)])
        elif one.kind == "mo_dau":
            yield from _opening(one, " ".join((document.metadata.subject or "").split()))


def _pieces(said: str) -> Iterator[tuple[int, str]]:
    start = 0
    for cut in _CLAUSE.finditer(said):
        yield start, said[start : cut.start()]
        start = cut.end()
    yield start, said[start:]


def _opening(one: Statement, subject: str) -> Iterator[Relation]:
    """`Thực hiện Kết luận số ...` in the lead of a directive; other documents there are only mentioned.

    The title may stand here too; what it names is read from the subject.
    """
    for start, clause in _pieces(one.said):
        if subject and " ".join(clause.split()) in subject:
            continue
        for named in named_documents(clause):
            kind: RelationType = "refers_to"
            if named.head and _BASIS.match(clause):
                kind = "based_on"
            elif named.head and _IMPLEMENTS.search(clause[: named.start].strip() or ""):
                kind = "implements"
            yield _edge(kind, one, named, one.text[start : start + len(clause)])


def _subject(document: Document, term: Term) -> Iterator[Relation]:
    """The subject may be the only place that says what is carried out: `Kế hoạch triển khai thực hiện Quyết định số
    ...`.
    """
    subject = document.metadata.subject or ""
    one = Statement("", (), "trích yếu", "mo_dau", subject, subject)
    if _SUBJECT_IMPLEMENTS.match(subject):
        for named in named_documents(subject):
            if named.head or _BASIS.match(subject):
                yield _edge("implements", one, named, subject)


# -- attached texts and consolidations --------------------------------------------------------------------------


def _attached(document: Document, said: Sequence[Statement], term: Term) -> Iterator[Relation]:
    metadata = document.metadata
    for one in said:
        match = _ISSUED_WITH.search(one.said) if one.kind == "body" and not one.component else None
        if match is None:
            continue
        for component in document.components:
            if (
                re.match(rf"(?:các\s+)?{re.escape(component)}\b", match.group("what"), re.IGNORECASE)
                or len(document.components) > 1
            ):
                yield Relation(
                    "attached_to", match.group().strip(), component, label=one.label, ordinal=one.ordinal,
                    target_number=metadata.number, target_key=metadata.canonical_key, target_type=metadata.type_name,
                    target_date=metadata.issued_date, target_issuer=metadata.issuer,
                    effective=term.effective or metadata.effective_date,
                )  # fmt: skip
        return
    yield from _attached_file(document, said)


def _attached_file(document: Document, said: Sequence[Statement]) -> Iterator[Relation]:
    """A regulation in a file of its own: `(Ban hành kèm theo Quyết định số ...)` under its title."""
    for one in said[:4]:
        match = _ATTACHED_TO.search(one.said) if one.kind in ("mo_dau", "body") else None
        if match is None or one.said[: match.start()].count(" ") > 60:
            continue
        named = next(iter(named_documents(one.said[match.end() :])), None)
        if named is not None and named.key != document.metadata.canonical_key:
            yield _edge("attached_to", one, named, one.text[match.start() : match.end() + named.end])
        return


def _consolidates(document: Document, said: Sequence[Statement]) -> Iterator[Relation]:
    if document.metadata.type != "VBHN":
        return
    for one in said:
        if one.kind == "body":
            return
        for start, piece in _pieces(one.said):
            if re.match(r"\s*Căn\s+cứ", piece, re.IGNORECASE):
                return
            for named in named_documents(piece):
                if named.key != document.metadata.canonical_key:
                    yield _edge("consolidates", one, named, one.text[start : start + len(piece)])


# -- references -------------------------------------------------------------------------------------------------


def _references(document: Document, said: Sequence[Statement], known: set[str], own: str | None) -> Iterator[Relation]:
    for one in said:
        if one.quoted or one.kind in ("can_cu", "mo_dau"):
            continue
        for named in named_documents(one.said):
            if named.key is None or named.key in known or named.key == own:
                continue
            path = next(
                (
                    each.steps
                    for each in find_paths(one.said[: named.start])
                    if named.start - each.end < 6 and not each.relative
                ),
                (),
            )
            yield _edge("refers_to", one, named, _sentence(one, named), path)


def _sentence(one: Statement, named: Named) -> str:
    start = max((cut.end() for cut in _CLAUSE.finditer(one.said, 0, named.start)), default=0)
    end = next((cut.start() for cut in _CLAUSE.finditer(one.said, named.end)), len(one.said))
    return one.text[start:end]
