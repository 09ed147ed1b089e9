"""What a document says of others: bases, effects, references (domain.md 3). Every edge carries its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ingest.grammar.paths import find_paths
from ingest.records import EFFECTS, Document, Relation, RelationType, Step, Term
from ingest.relations.amendments import effect_edges
from ingest.relations.document_mentions import TYPE_WORDS, DocumentMention, find_document_mentions
from ingest.relations.effective_dates import document_term as term_of
from ingest.relations.own_words import OwnSentence, own_sentences

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


def document_relations(document: Document) -> tuple[Relation, ...]:
    """All edges that leave a document, in reading order, each once."""
    said = own_sentences(document)
    return extract_relations(document, said, term_of(document, said))


def with_relations(document: Document) -> Document:
    """The document with its edges, its term, and the day of effect that its own words give."""
    said = own_sentences(document)
    term = term_of(document, said)
    metadata = document.metadata
    if metadata.effective_date is None and term.effective is not None:
        sources = {**metadata.sources, "effective_date": "body"}
        metadata = replace(metadata, effective_date=term.effective, sources=sources)
    return replace(document, metadata=metadata, relations=extract_relations(document, said, term), term=term)


def extract_relations(document: Document, said: Sequence[OwnSentence], term: Term) -> tuple[Relation, ...]:
    """The same, for a caller that has read the statements and the term already."""
    own = document.metadata.canonical_key
    strong = [
        *_attachment_edges(document, said, term),
        *_consolidation_edges(document, said),
        *_basis_edges(said, document),
        *effect_edges(document, said, term),
    ]
    found = [edge for edge in _subject_edges(document, term) if not _is_known_effect(edge, strong)]
    kept = _without_duplicates(
        edge for edge in (*strong, *found) if edge.type == "attached_to" or edge.target_key != own or own is None
    )
    known = {edge.target_key for edge in kept if edge.target_key}
    return (*kept, *_without_duplicates(_reference_edges(document, said, known, own)))


def _is_known_effect(edge: Relation, others: Iterable[Relation]) -> bool:
    return any(other.target_key == edge.target_key and other.type in EFFECTS for other in others)


def _without_duplicates(edges: Iterable[Relation]) -> list[Relation]:
    kept: dict[object, Relation] = {}
    for edge in edges:
        target = edge.target_key or edge.target_name or edge.evidence
        key: object = (edge.type, target, edge.target_component, edge.target_path, edge.phrase, edge.component)
        if edge.type in _POINTERS:
            key = target
        held = kept.get(key)
        if held is None or _is_stronger(edge, held):
            kept[key] = edge
    return list(kept.values())


def _is_stronger(edge: Relation, held: Relation) -> bool:
    if edge.type in _POINTERS and held.type in _POINTERS:
        return _POINTERS.index(edge.type) < _POINTERS.index(held.type)
    return held.new_text is None and edge.new_text is not None


def _pointer_edge(
    kind: RelationType, one: OwnSentence, named: DocumentMention, evidence: str, path: tuple[Step, ...] = ()
) -> Relation:
    return Relation(
        kind, evidence.strip(), one.component, one.path, one.label, one.ordinal, named.number, named.key,
        named.name, named.type, named.issued, named.issuer, named.component, path, passive=named.passive,
    )  # fmt: skip


# -- bases ------------------------------------------------------------------------------------------------------


def _basis_edges(said: Sequence[OwnSentence], document: Document) -> Iterator[Relation]:
    if document.metadata.type == "VBHN":
        return
    for one in said:
        if one.kind == "can_cu":
            for start, clause in _clause_spans(one.own_text):
                for named in find_document_mentions(clause):
                    kind: RelationType = "based_on" if named.independent else "refers_to"
                    yield _pointer_edge(kind, one, named, one.text[start : start + len(clause)])
        elif one.kind == "mo_dau":
            yield from _opening_edges(one, " ".join((document.metadata.subject or "").split()))


def _clause_spans(said: str) -> Iterator[tuple[int, str]]:
    start = 0
    for cut in _CLAUSE.finditer(said):
        yield start, said[start : cut.start()]
        start = cut.end()
    yield start, said[start:]


def _opening_edges(one: OwnSentence, subject: str) -> Iterator[Relation]:
    """`Thực hiện Kết luận số ...` in the lead of a directive; other documents there are only mentioned.

    The title may stand here too; what it names is read from the subject.
    """
    for start, clause in _clause_spans(one.own_text):
        if subject and " ".join(clause.split()) in subject:
            continue
        for named in find_document_mentions(clause):
            kind: RelationType = "refers_to"
            if named.independent and _BASIS.match(clause):
                kind = "based_on"
            elif named.independent and _IMPLEMENTS.search(clause[: named.start].strip() or ""):
                kind = "implements"
            yield _pointer_edge(kind, one, named, one.text[start : start + len(clause)])


def _subject_edges(document: Document, term: Term) -> Iterator[Relation]:
    """The subject may be the only place that says what is carried out: `Kế hoạch triển khai thực hiện Quyết định số
    ...`.
    """
    subject = document.metadata.subject or ""
    one = OwnSentence("", (), "trích yếu", "mo_dau", subject, subject)
    if _SUBJECT_IMPLEMENTS.match(subject):
        for named in find_document_mentions(subject):
            if named.independent or _BASIS.match(subject):
                yield _pointer_edge("implements", one, named, subject)


# -- attached texts and consolidations --------------------------------------------------------------------------


def _attachment_edges(document: Document, said: Sequence[OwnSentence], term: Term) -> Iterator[Relation]:
    metadata = document.metadata
    for one in said:
        match = _ISSUED_WITH.search(one.own_text) if one.kind == "body" and not one.component else None
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
    yield from _attached_file_edge(document, said)


def _attached_file_edge(document: Document, said: Sequence[OwnSentence]) -> Iterator[Relation]:
    """A regulation in a file of its own: `(Ban hành kèm theo Quyết định số ...)` under its title."""
    for one in said[:4]:
        match = _ATTACHED_TO.search(one.own_text) if one.kind in ("mo_dau", "body") else None
        if match is None or one.own_text[: match.start()].count(" ") > 60:
            continue
        named = next(iter(find_document_mentions(one.own_text[match.end() :])), None)
        if named is not None and named.key != document.metadata.canonical_key:
            yield _pointer_edge("attached_to", one, named, one.text[match.start() : match.end() + named.end])
        return


def _consolidation_edges(document: Document, said: Sequence[OwnSentence]) -> Iterator[Relation]:
    if document.metadata.type != "VBHN":
        return
    for one in said:
        if one.kind == "body":
            return
        for start, piece in _clause_spans(one.own_text):
            if re.match(r"\s*Căn\s+cứ", piece, re.IGNORECASE):
                return
            for named in find_document_mentions(piece):
                if named.key != document.metadata.canonical_key:
                    yield _pointer_edge("consolidates", one, named, one.text[start : start + len(piece)])


# -- references -------------------------------------------------------------------------------------------------


def _reference_edges(
    document: Document, said: Sequence[OwnSentence], known: set[str], own: str | None
) -> Iterator[Relation]:
    for one in said:
        if one.quoted or one.kind in ("can_cu", "mo_dau"):
            continue
        for named in find_document_mentions(one.own_text):
            if named.key is None or named.key in known or named.key == own:
                continue
            path = next(
                (
                    each.steps
                    for each in find_paths(one.own_text[: named.start])
                    if named.start - each.end < 6 and not each.relative
                ),
                (),
            )
            yield _pointer_edge("refers_to", one, named, _sentence_around(one, named), path)


def _sentence_around(one: OwnSentence, named: DocumentMention) -> str:
    start = max((cut.end() for cut in _CLAUSE.finditer(one.own_text, 0, named.start)), default=0)
    end = next((cut.start() for cut in _CLAUSE.finditer(one.own_text, named.end)), len(one.own_text))
    return one.text[start:end]
