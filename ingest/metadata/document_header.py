"""The head of a document while it is being read, line by line."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from ingest.grammar import document_numbers
from ingest.reading import Paragraph


@dataclass(slots=True)
class DocumentHeader:
    """What is read of a head so far; ``used_blocks`` are the blocks that leave the body."""

    used_blocks: set[int] = field(default_factory=set)
    issuer_lines: list[str] = field(default_factory=list)
    #: The least OCR confidence of these lines; None where they were not read from a scan.
    issuer_confidence: float | None = None
    number: document_numbers.DocumentNumber | None = None
    #: The OCR confidence of the number's line; None where it was not read from a scan.
    number_confidence: float | None = None
    #: A number whose line OCR read with little confidence.
    doubtful_number: document_numbers.DocumentNumber | None = None
    bare_number: str | None = None
    blank_symbol: tuple[str | None, str] | None = None
    issued: date | None = None
    #: The OCR confidence of the date's line.
    date_confidence: float | None = None
    #: The date's line gives a day that no month has: digits were written by hand and read as print.
    is_date_misread: bool = False
    issued_month: tuple[int, int] | None = None
    #: Day and month of a scan's line whose year is damaged.
    damaged_day: tuple[int, int] | None = None
    place: str | None = None
    type: str | None = None
    subject: str | None = None
    authority: str | None = None
    urgency: str | None = None
    circulation: str | None = None
    has_motto: bool = False
    #: The line above was the incoming stamp's.
    is_below_stamp: bool = False
    #: The number stands right below the incoming stamp's heading: the next line tells whose it is.
    is_number_below_stamp: bool = False
    #: The national title, or the Party's name, goes on in the next line of a narrow column.
    is_motto_open: bool = False
    is_of_party: bool = False
    is_draft: bool = False
    is_sample: bool = False
    addressees: list[str] = field(default_factory=list)
    subject_blocks: list[Paragraph] = field(default_factory=list)
    #: The subject is not in the head but in the enacting sentence.
    is_subject_from_sentence: bool = False
