"""Texts that stages after the reader leave out on purpose, each with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ingest.reading import Layout, LeftOut, Paragraph, Table

Block = Paragraph | Table


def left_out(
    layout: Layout, body: Sequence[Block], closing: Sequence[Block], without_repeated: Sequence[Block]
) -> Iterator[LeftOut]:
    """Page furniture, then what went into the metadata: the head, and the closing blocks; then heads printed again."""
    for reason, texts in layout.furniture.items():
        yield from (LeftOut(reason, text) for text in texts)
    kept, ending = Counter(_texts(body)), set(_texts(closing))
    for block in layout.blocks:
        page = block.page_from if isinstance(block, Paragraph) else block.page
        for text in _texts([block]):
            kept[text] -= 1
            if kept[text] < 0:
                yield LeftOut("signature" if text in ending else "head", text, page)
    repeated = Counter(_texts(body)) - Counter(_texts(without_repeated))
    yield from (LeftOut("repeated_head", text) for text in repeated.elements())


def _texts(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from (cell.text for row in block.rows for cell in row if cell.text)
