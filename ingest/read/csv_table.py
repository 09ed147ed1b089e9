"""Tables of separated values (CSV, TSV): rows as a table, the separator found by trying."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

from ingest.read.plain_text import NO_TEXT, decode_bytes
from ingest.read.sheet_table import MOST_COLUMNS, MOST_ROWS, TOO_LARGE, sheet_blocks
from ingest.reading import Cell, Reading, RefusedFile
from ingest.text import legacy_encodings
from ingest.text.normalize import tidy

#: Tab and semicolon first: a comma also stands in sums and in running text.
_SEPARATORS = "\t;|,"
_TRIED_ROWS = 200
_MOST_FIELD = 1 << 20


def read_csv(path: Path) -> Reading:
    """A table of separated values.

    :raises RefusedFile: no text, too many rows.
    """
    text, unsure = decode_bytes(path.read_bytes())
    text = text.removeprefix("\ufeff").replace("\x00", "")
    if text[:4].lower() == "sep=":
        text = text.partition("\n")[2]
    rows = _read_rows(text, _separator(text))
    if len(rows) > MOST_ROWS:
        raise RefusedFile("too_large", TOO_LARGE)
    blocks = sheet_blocks([[Cell(tidy(value)) for value in row[:MOST_COLUMNS]] for row in rows])
    if not blocks:
        raise RefusedFile("no_text", NO_TEXT)
    warnings = (legacy_encodings.UNSURE_WARNING,) if unsure else ()
    return Reading("csv", "text", tuple(blocks), warnings=warnings)


def _separator(text: str) -> str:
    """The separator by which most rows have the same number of columns, more than one."""
    best, most = ",", 0
    sample = "\n".join(text.splitlines()[:_TRIED_ROWS])
    for separator in _SEPARATORS:
        widths = Counter(len(row) for row in _read_rows(sample, separator) if len(row) > 1)
        agreeing = widths.most_common(1)[0][1] if widths else 0
        if agreeing > most:
            best, most = separator, agreeing
    return best


def _read_rows(text: str, separator: str) -> list[list[str]]:
    csv.field_size_limit(_MOST_FIELD)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        # A quotation mark that nobody closed: rows as they stand.
        return [line.split(separator) for line in text.splitlines()]
