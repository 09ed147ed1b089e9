"""``hoivanban inspect``: metadata, outline and warnings of one file, read without ingesting it."""

from __future__ import annotations

import dataclasses
import json
import textwrap
from pathlib import Path

import typer

from ingest.document import read_document, read_members
from ingest.read.containers.expand import is_container
from ingest.read.containers.member import RefusedMember
from ingest.read.context import ReadingContext
from ingest.reading import LEFT_OUT, RefusedFile
from ingest.records import Document, OutlineNode

#: The fields of the metadata in the order shown, with their Vietnamese names.
_FIELDS = {
    "number": "Số, ký hiệu",
    "type_name": "Loại",
    "issuer": "Cơ quan ban hành",
    "issuer_parent": "Cơ quan chủ quản",
    "territory": "Địa bàn",
    "issued_date": "Ngày ban hành",
    "effective_date": "Ngày hiệu lực",
    "period_from": "Thời gian thực hiện từ",
    "period_to": "Thời gian thực hiện đến",
    "subject": "Trích yếu",
    "signer": "Người ký",
    "signer_title": "Chức vụ",
    "urgency": "Độ khẩn",
    "circulation": "Phạm vi lưu hành",
    "received_number": "Số đến",
    "received_date": "Ngày đến",
    "canonical_key": "Khóa tra cứu",
}
_SOURCES = {
    "text_layer": "lớp chữ",
    "ocr": "nhận dạng từ ảnh",
    "handwriting": "chữ viết tay trong ảnh",
    "signature": "chữ ký số",
    "file_name": "tên tệp",
    "body": "thân văn bản",
    "envelope": "gói gửi kèm",
}


def print_file(path: Path, *, ocr: bool, as_json: bool) -> int:
    """Read ``path`` and print its metadata and outline; return the exit code."""
    try:
        documents, refused = _read_documents(path, ReadingContext(ocr=ocr))
    except RefusedFile as refusal:
        typer.echo(f"{path}: {refusal.reason}", err=True)
        return 1
    reasons = [f"{member.name}: {member.reason}" for member in refused]
    if not documents:
        for reason in reasons:
            typer.echo(f"{path}/{reason}", err=True)
        return 1
    if as_json:
        data = _as_json(documents, reasons)
        typer.echo(json.dumps(data, ensure_ascii=False, indent=1, default=_json_default))
    else:
        for line in [*(line for document in documents for line in _document_lines(document)), *map(_warning, reasons)]:
            typer.echo(line)
    return 0


def _read_documents(path: Path, context: ReadingContext) -> tuple[list[Document], list[RefusedMember]]:
    """The document of a file; of a container those of the files in it, and what could not be read."""
    return read_members(path, context) if is_container(path) else ([read_document(path, context)], [])


def _as_json(documents: list[Document], reasons: list[str]) -> dict[str, object]:
    """The first document, which is the letter or the document itself; with the passages and warnings of the others."""
    data = dataclasses.asdict(documents[0])
    if len(documents) == 1 and not reasons:
        return data
    passages = [passage for document in documents for passage in document.passages]
    data["passages"] = [dataclasses.asdict(passage) | {"ordinal": place} for place, passage in enumerate(passages)]
    data["warnings"] = [*(warning for document in documents for warning in document.warnings), *reasons]
    data["members"] = [
        {"file_name": document.file_name, "kind": document.kind, "metadata": dataclasses.asdict(document.metadata)}
        for document in documents
    ]
    return data


def _warning(text: str) -> str:
    return f"Cảnh báo: {text}"


def _json_default(value: object) -> object:
    return dict(value) if hasattr(value, "keys") else str(value)  # type: ignore[call-overload]


def _document_lines(document: Document) -> list[str]:
    lines = [f"Tệp: {document.file_name} ({document.kind}, {document.text_source}, {len(document.pages)} trang)"]
    for field, label in _FIELDS.items():
        value = getattr(document.metadata, field)
        source = document.metadata.sources.get(field)
        shown = "chưa xác định" if value is None else str(value)
        lines.append(f"{label}: {shown}" + (f"  [{_SOURCES.get(source, source)}]" if source else ""))
    lines.append(f"Bố cục ({len(document.outline)} mục, {len(document.passages)} đoạn):")
    depth: dict[int, int] = {}
    for node in document.outline:
        depth[node.id] = 0 if node.parent is None else depth.get(node.parent, 0) + 1
        lines.append(_node_line(node, depth[node.id]))
    signatures = [f"Chữ ký số: {item.signer or 'không rõ'}; toàn vẹn: {item.integrity}" for item in document.signatures]
    return [*lines, *signatures, *_left_out_lines(document), *map(_warning, document.warnings)]


def _left_out_lines(document: Document) -> list[str]:
    """What was left out on purpose: each reason with the number of texts, and the first of them."""
    texts: dict[str, list[str]] = {}
    for left in document.left_out:
        texts.setdefault(left.reason, []).append(" ".join(left.text.split()))
    return [
        f"Không lấy vào đoạn: {LEFT_OUT[reason]} ({len(found)}): {textwrap.shorten(found[0], 60, placeholder=' …')}"
        for reason, found in texts.items()
    ]


def _node_line(node: OutlineNode, depth: int) -> str:
    page = f" (trang {node.page})" if node.page else ""
    return f"{'  ' * (depth + 1)}{node.label or node.number}{': ' if node.title else ''}{node.title}{page}"
