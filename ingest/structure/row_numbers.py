"""Numbers of table rows that a recogniser garbled (`02 |`, `Í`, `L7`), read where the rows around them agree."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.grammar.misread_numbers import misread_cost

_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3})*")
#: Rules of the table that were read as letters beside the number.
_RULES = re.compile(r"^[\s|!'\"‘’_.-]+|[\s|!'\"‘’_.-]+$")
_LONGEST, _DEAREST = 4, 2.4


def row_numbers(cells: Sequence[str | None]) -> list[str | None]:
    """The numbers of rows from the cells of their column; None where there is none or the neighbours do not confirm it.

    >>> row_numbers(["1", "02 |", "Í", "4", "?", "10"])
    ['1', '02', None, '4', None, '10']
    >>> row_numbers(["Í", "1.1", "1.2", "2 |", "l7", "18"])
    ['1', '1.1', '1.2', '2', None, '18']
    """
    plain = [_RULES.sub("", cell or "") for cell in cells]
    found: list[str | None] = [text if _NUMBER.fullmatch(text) else None for text in plain]
    for at, text in enumerate(plain):
        if found[at] is not None or not 0 < len(text.split(" ")[0]) <= _LONGEST:
            continue
        before = next((number for number in reversed(found[:at]) if number), None)
        after = found[at + 1] if at + 1 < len(found) else None
        number = _number_between(before, after)
        if number is not None and misread_cost(text.split(" ")[0], number) <= _DEAREST:
            found[at] = number
    return found


def _number_between(before: str | None, after: str | None) -> str | None:
    """The number that must stand between two: 3 between 2 and 4, and before 3.1."""
    if after is None:
        return None
    head, _, last = after.rpartition(".")
    if int(last) == 1:
        return head if head and (before is None or _follows(before, head)) else None
    expected = f"{head}.{int(last) - 1}" if head else str(int(last) - 1)
    return (
        expected
        if (before is None and expected == "1") or (before is not None and _follows(before, expected))
        else None
    )


def _follows(before: str, number: str) -> bool:
    """True for 3 behind 2, 2.1 or 2.4, and for 2.1 behind 2."""
    parts, wanted = [int(part) for part in before.split(".")], [int(part) for part in number.split(".")]
    if wanted[:-1] == parts and wanted[-1] == 1:
        return True
    return (
        len(wanted) <= len(parts)
        and wanted[:-1] == parts[: len(wanted) - 1]
        and wanted[-1] == parts[len(wanted) - 1] + 1
    )
