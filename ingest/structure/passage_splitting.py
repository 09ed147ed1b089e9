"""Paragraphs cut and joined into pieces of readable length, each with its pages and boxes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from ingest.reading import Box, Paragraph
from ingest.text import sentences

#: Aim and limit of a passage in syllables; only a table row may be longer than LIMIT.
AIM_SYLLABLES, LIMIT_SYLLABLES = 180, 380


@dataclass(frozen=True, slots=True)
class PassagePiece:
    """Consecutive text of one section with its pages and boxes; ``confidence`` is that of OCR."""

    text: str
    page_from: int | None
    page_to: int | None
    boxes: tuple[Box, ...]
    confidence: float | None


def syllable_count(text: str) -> int:
    """Number of syllables: words set apart by blanks, as Vietnamese writes them."""
    return len(text.split())


def passage_pieces(blocks: Iterable[Paragraph]) -> Iterator[PassagePiece]:
    """Paragraphs joined up to the aim; a paragraph over the limit is cut at sentence ends."""
    run: list[PassagePiece] = []
    size = 0
    for block in blocks:
        for piece in cut_paragraph(block):
            length = syllable_count(piece.text)
            if run and size + length > AIM_SYLLABLES:
                yield _join_pieces(run)
                run, size = [], 0
            run.append(piece)
            size += length
    if run:
        yield _join_pieces(run)


def _join_pieces(pieces: list[PassagePiece]) -> PassagePiece:
    pages = [page for piece in pieces for page in (piece.page_from, piece.page_to) if page is not None]
    confidences = [piece.confidence for piece in pieces if piece.confidence is not None]
    return PassagePiece(
        "\n".join(piece.text for piece in pieces),
        min(pages, default=None),
        max(pages, default=None),
        tuple(box for piece in pieces for box in piece.boxes),
        min(confidences, default=None),
    )


def cut_paragraph(block: Paragraph) -> Iterator[PassagePiece]:
    """The paragraph whole, or at sentence ends when it is long."""
    if syllable_count(block.text) <= AIM_SYLLABLES * 1.2:
        yield PassagePiece(
            block.text, block.page_from, block.page_to, tuple(span.box for span in block.spans), block.confidence
        )
        return
    for start, end in _sentence_runs(block.text):
        spans = [span for span in block.spans if span.end > start and span.start < end]
        pages = [span.box.page for span in spans]
        yield PassagePiece(
            block.text[start:end],
            min(pages, default=block.page_from),
            max(pages, default=block.page_to),
            tuple(span.box for span in spans),
            block.confidence,
        )


def _sentence_runs(text: str) -> list[tuple[int, int]]:
    """Spans of whole sentences of at most AIM syllables; a single longer sentence is cut between words at LIMIT."""
    bounds = [0, *(end for _, end in sentences.sentence_spans(text, clauses=True))]
    runs: list[tuple[int, int]] = []
    start = 0
    for left, right in pairwise(bounds):
        if left > start and syllable_count(text[start:right]) > AIM_SYLLABLES:
            runs.append((start, left))
            start = left
    runs.append((start, len(text)))
    return [part for run in runs for part in _hard_cut(text, *run)]


def _hard_cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    words = list(re.finditer(r"\S+", text[start:end]))
    if not words:
        return []
    cuts = [words[i : i + LIMIT_SYLLABLES] for i in range(0, len(words), LIMIT_SYLLABLES)]
    return [(start + cut[0].start(), start + cut[-1].end()) for cut in cuts]
