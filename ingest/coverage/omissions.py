"""Texts that stages after the reader leave out on purpose, each with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ingest.reading import Layout, LeftOut, Paragraph, Table, block_texts

Block = Paragraph | Table


def left_out(
    layout: Layout, body: Sequence[Block], closing: Sequence[Block], without_repeated: Sequence[Block]
) -> Iterator[LeftOut]:
    """Page furniture, then what went into the metadata: the head, and the closing blocks; then heads printed again."""
    for reason, texts in layout.furniture.items():
        yield from (LeftOut(reason, text) for text in texts)
    kept, ending = Counter(block_texts(body)), set(block_texts(closing))
    for block in layout.blocks:
        page = block.page_from if isinstance(block, Paragraph) else block.page
        for text in block_texts([block]):
            kept[text] -= 1
            if kept[text] < 0:
                yield LeftOut("signature" if text in ending else "head", text, page)
    repeated = Counter(block_texts(body)) - Counter(block_texts(without_repeated))
    yield from (LeftOut("repeated_head", text) for text in repeated.elements())
