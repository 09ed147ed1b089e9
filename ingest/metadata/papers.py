"""The papers of a file, each with its own head: the one that sends the others comes first and names the file.

Nothing that a later paper says is said of the first one. Its passages are cited by its own name; its page numbers stay
those of the file.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.grammar import document_types
from ingest.metadata import annexes, signature_block
from ingest.metadata.describe import describe_document
from ingest.metadata.head_tables import with_later_heads
from ingest.metadata.paper_cuts import with_cuts
from ingest.metadata.paper_starts import PaperHead, opens_paper, paper_heads
from ingest.reading import Layout, Paragraph, Reading, Table
from ingest.records import Metadata, Paper
from ingest.text.normalize import fold

Block = Paragraph | Table
Described = tuple[Metadata, tuple[Block, ...], tuple[Block, ...]]

SEVERAL_PAPERS = (
    "Tệp gồm nhiều văn bản: {first}; {others}. Mỗi đoạn được trích dẫn theo văn bản chứa nó; quan hệ và hiệu lực chỉ"
    " xét cho văn bản thứ nhất, nên tách tệp nếu cần xét cả các văn bản sau."
)
SWAPPED_PAGES = "Các trang của tệp có vẻ bị đảo thứ tự: phần cuối đứng trước phần đầu; vui lòng đối chiếu với bản gốc."
UNKNOWN_NUMBER, DRAFT = "không rõ số", "Dự thảo"
#: Letters and proposals send other papers.
_COVERING = ("CV", "TTr", "PTr", "PC")
#: A covering letter speaks of what it sends within so many blocks.
_SENDS_WITHIN = 25


@dataclass(frozen=True, slots=True)
class _Part:
    """Consecutive blocks of a file, described as a paper of their own."""

    blocks: tuple[Block, ...]
    described: Described
    #: The name of an annex of the paper above; "" for a paper.
    annex: str = ""

    @property
    def metadata(self) -> Metadata:
        return self.described[0]


def describe_papers(layout: Layout, reading: Reading, file_name: str) -> tuple[Described, tuple[str, ...]]:
    """The first paper's metadata, the body of all papers, their closings, and the warnings."""
    blocks = with_later_heads(layout.blocks)
    heads, lost = with_cuts(paper_heads(blocks), blocks, reading.cuts)
    if not heads:
        return describe_document(layout, reading, file_name), tuple(lost)
    if not reading.cuts and _is_swapped(blocks, heads):
        start = heads[0].start
        turned = (*blocks[start:], *blocks[:start])
        return describe_document(replace(layout, blocks=turned), reading, file_name), (SWAPPED_PAGES,)
    bounds = [0, *(head.start for head in heads), len(blocks)]
    slices = [tuple(blocks[start:end]) for start, end in itertools.pairwise(bounds)]
    parts = [_describe_part(part, layout, reading, file_name if at == 0 else "") for at, part in enumerate(slices)]
    parts[1:] = [replace(part, annex=head.annex) for part, head in zip(parts[1:], heads, strict=True)]
    first = _covering(parts)
    ordered = [parts[first], *(part for at, part in enumerate(parts) if at != first)]
    described, told = _joined(ordered)
    return described, (*told, *lost)


def _describe_part(blocks: tuple[Block, ...], layout: Layout, reading: Reading, file_name: str) -> _Part:
    """A part with what the file says of its first paper only: signatures, handwriting, the envelope, its name."""
    if file_name:
        return _Part(blocks, describe_document(replace(layout, blocks=blocks), reading, file_name))
    page = _first_page(blocks)
    pages = tuple(known for known in reading.pages if page is None or known.number >= page)
    own = replace(reading, pages=pages, signatures=(), handwritten=(), envelope=None)
    return _Part(blocks, describe_document(Layout(blocks), own, file_name))


def _first_page(blocks: Sequence[Block]) -> int | None:
    pages = [block.page_from if isinstance(block, Paragraph) else block.page for block in blocks[:1]]
    return pages[0] if pages else None


def _is_swapped(blocks: Sequence[Block], heads: Sequence[PaperHead]) -> bool:
    """True if the file begins with the end of its only paper: no head, but a signature, which the head's part lacks."""
    if len(heads) != 1:
        return False
    first = blocks[: heads[0].start]
    closed, closing, _ = signature_block.split_signature_blocks(first)
    _, later, _ = signature_block.split_signature_blocks(blocks[heads[0].start :])
    is_signed = bool(closing.signer or closing.recipients) and not (later.signer or later.recipients)
    return is_signed and bool(closed) and not annexes.has_annex_heading(first) and not any(map(opens_paper, first))


def _covering(parts: Sequence[_Part]) -> int:
    """The index of the paper that sends the others: a letter or proposal behind a draft, a list, or what it names."""
    first = parts[0].metadata
    if first.type in _COVERING and not first.is_draft:
        return 0
    for at, part in enumerate(parts[1:], start=1):
        letter = part.metadata
        if part.annex or letter.type not in _COVERING or letter.is_draft or not letter.number:
            continue
        if first.number is None or first.annex or _sends(part, first.number):
            return at
    return 0


def _sends(part: _Part, number: str) -> bool:
    """True if a letter says that it sends the document with this number."""
    texts = [block.text for block in part.blocks[:_SENDS_WITHIN] if isinstance(block, Paragraph)]
    named = [fold(text) for text in texts if number in text]
    return any("kem theo" in text or "gui kem" in text or "sao gui" in text or "kem cong van" in text for text in named)


def _joined(parts: Sequence[_Part]) -> tuple[Described, tuple[str, ...]]:
    metadata, body, closing = parts[0].described
    papers: list[Paper] = []
    for part in parts[1:]:
        if part.annex:
            body += _opened(part.described[1], part.blocks, part.annex)
            closing += part.described[2]
            continue
        paper = _as_paper(part, [known.component for known in papers])
        papers.append(paper)
        _, inner, closed = part.described
        body += _opened(inner, part.blocks, paper.component)
        closing += closed
    if not papers:
        return (metadata, body, closing), ()
    metadata = replace(metadata, papers=tuple(papers))
    first = f"{metadata.type_name or 'văn bản'}{f' số {metadata.number}' if metadata.number else ''}"
    warning = SEVERAL_PAPERS.format(first=first, others="; ".join(paper.component for paper in papers))
    return (metadata, body, closing), (warning,)


def _opened(inner: tuple[Block, ...], blocks: Sequence[Block], name: str) -> tuple[Block, ...]:
    """The body of a later paper, whose first paragraph opens it; a table alone gets the title above it."""
    if inner and isinstance(inner[0], Paragraph):
        return (replace(inner[0], opens=name), *inner[1:])
    page = _first_page(blocks)
    return (Paragraph(name, page, page, opens=name), *inner)


def _as_paper(part: _Part, taken: Sequence[str]) -> Paper:
    known = part.metadata
    name = _paper_name(known)
    same = sum(1 for other in taken if other == name or other.startswith(f"{name} ("))
    return Paper(
        component=f"{name} ({same + 1})" if same else name,
        number=known.number,
        type=known.type,
        type_name=known.type_name,
        issuer=known.issuer,
        issued_date=known.issued_date,
        subject=known.subject,
        is_draft=known.is_draft,
        page=_first_page(part.blocks),
    )


def _paper_name(metadata: Metadata) -> str:
    """`Quyết định số 5/QĐ-UBND`, `Dự thảo Quyết định`, `Báo cáo không rõ số`."""
    kind = metadata.type_name or document_types.TYPE_NAMES.get(metadata.type or "") or "Văn bản"
    if metadata.number:
        return f"{kind} số {metadata.number}"
    return f"{DRAFT} {kind}" if metadata.is_draft else f"{kind} {UNKNOWN_NUMBER}"
