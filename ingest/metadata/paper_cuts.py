"""A clerk's cuts of a file: where a paper begins, where none does, and what is an annex of the paper above it.

They go before what the heads say. A cut is of one file's bytes, so a page or a line names its place for good.
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest.metadata.annexes import has_annex_heading
from ingest.metadata.paper_starts import PaperHead
from ingest.reading import PaperCut, Paragraph, Table
from ingest.text.normalize import fold

Block = Paragraph | Table

ANNEX = "Phụ lục"
_LOST = "Không còn tìm thấy {place} trong tệp, nơi văn thư đã {act}; hãy đặt lại."
_ACTS = {"start": "tách văn bản", "joined": "gộp văn bản", "annex": "đặt phụ lục"}


def with_cuts(
    heads: Sequence[PaperHead], blocks: Sequence[Block], cuts: Sequence[PaperCut]
) -> tuple[list[PaperHead], list[str]]:
    """The heads as a clerk put them right, and warnings of cuts whose place is not found."""
    found = {head.start: head for head in heads}
    lost: list[str] = []
    for cut in cuts:
        at = cut_place(blocks, cut)
        if at is None:
            lost.append(_LOST.format(place=_written_place(cut), act=_ACTS[cut.kind]))
            continue
        for start in [start for start, head in found.items() if _is_meant(blocks, head, cut, at)]:
            del found[start]
        if cut.kind == "joined" or at == 0:
            continue
        if cut.kind == "start":
            found[at] = PaperHead(at, at)
        elif not has_annex_heading(blocks[at:]):
            # An annex with a heading of its own is told by it; another one needs a name.
            found[at] = PaperHead(at, at, annex=cut.name or ANNEX)
    return [found[start] for start in sorted(found)], lost


def cut_place(blocks: Sequence[Block], cut: PaperCut) -> int | None:
    """The index of the block at which a cut stands; None where the file has no such place."""
    wanted = fold(cut.opening)
    for at, block in enumerate(blocks):
        if cut.page is not None and _page(block) != cut.page:
            continue
        if not wanted or (isinstance(block, Paragraph) and fold(block.text).startswith(wanted)):
            return at
    return None


def _is_meant(blocks: Sequence[Block], head: PaperHead, cut: PaperCut, at: int) -> bool:
    """True for a head that a cut is on: the one that its line is in, or that begins on its page."""
    if cut.opening:
        return head.start <= at <= head.title
    return _page(blocks[head.start]) == cut.page


def _page(block: Block) -> int | None:
    return block.page_from if isinstance(block, Paragraph) else block.page


def _written_place(cut: PaperCut) -> str:
    line = f"dòng “{cut.opening}”" if cut.opening else ""
    page = f"trang {cut.page}" if cut.page is not None else ""
    return " của ".join(part for part in (line, page) if part) or "chỗ"
