"""What a document's envelope says of it: that goes before what was recognised on its picture, not before typed text."""

from __future__ import annotations

from dataclasses import replace

from ingest.grammar import document_numbers, document_types, issuers
from ingest.metadata.signature_block import is_name
from ingest.reading import Envelope
from ingest.records import Metadata
from ingest.text.normalize import fold

#: Sources that the document's own typed words are; others were recognised, or drawn from elsewhere.
_TYPED = frozenset({"text_layer", "docx", "office", "html", "text", "xlsx"})


def with_envelope(metadata: Metadata, envelope: Envelope, annex: str) -> Metadata:
    """The metadata with the envelope's fields where the document has none that were typed.

    ``annex`` is how a file beside the main one is cited: it is a part of that document, unless it says a number of its
    own.
    """
    number = document_numbers.first_number(envelope.number or "")
    own = metadata.canonical_key if metadata.sources.get("number") in _TYPED else None
    if _is_of_another(own, number) or (number is None and not envelope.is_main):
        return metadata
    changes = {name: value for name, value in _changes(envelope, number).items() if _is_better(metadata, name, value)}
    if "number" in changes and number:
        changes |= {"canonical_key": number.canonical_key, "is_draft": False}
    if own and metadata.type is not None:
        changes = {name: value for name, value in changes.items() if name not in ("type", "type_name")}
    if not envelope.is_main:
        changes["annex"] = metadata.annex or annex
    sources = {**metadata.sources, **dict.fromkeys(changes, "envelope")}
    return replace(metadata, **changes, sources=sources)  # type: ignore[arg-type]


def _is_of_another(own: str | None, number: document_numbers.DocumentNumber | None) -> bool:
    """True if the document's own typed number is another than the envelope's."""
    return own is not None and number is not None and own != number.canonical_key


def _is_better(metadata: Metadata, name: str, value: object) -> bool:
    """True if the envelope's value goes before the document's: it has none, or one that was not typed."""
    return value is not None and (getattr(metadata, name) is None or metadata.sources.get(name) not in _TYPED)


def _changes(envelope: Envelope, number: document_numbers.DocumentNumber | None) -> dict[str, object]:
    kind = (number.type if number else None) or document_types.SYMBOLS_BY_NAME.get(fold(envelope.type_name or ""))
    signer = envelope.signer if envelope.signer and is_name(envelope.signer) else None
    changes: dict[str, object] = {
        "number": number.text if number else None,
        "issued_date": envelope.issued_date,
        "issuer": issuers.cited_form(envelope.issuer) if envelope.issuer else None,
        "issuer_parent": issuers.cited_form(envelope.issuer_parent) if envelope.issuer_parent else None,
        "subject": envelope.subject,
        "signer": signer,
        "signer_title": envelope.signer_title if signer else None,
    }
    if kind:
        changes |= {"type": kind, "type_name": document_types.TYPE_NAMES.get(kind)}
    return changes
