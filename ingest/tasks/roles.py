"""Bodies in the value of a label or a cell, where some of them bear a role (`UBND xã phối hợp`)."""

from __future__ import annotations

import re

from ingest.tasks.assignment import coordinating
from ingest.tasks.bodies import names_of

_ALONG = re.compile(r"(?i)\s*[-–(:]?\s*phối hợp(?: thực hiện)?\)?$|^(?:cơ quan |đơn vị )?phối hợp\s*:\s*")
_LEAD = re.compile(r"(?i)\s*[-–(:]?\s*chủ trì(?: thực hiện)?\)?$|^(?:cơ quan |đơn vị )?chủ trì\s*:\s*")


def roles_of(value: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The leads and those who work along that one value names.

    >>> roles_of("Phòng Kinh tế - Chủ trì; UBND xã phối hợp")
    (('Phòng Kinh tế',), ('UBND xã',))
    >>> roles_of("Sở Y tế chủ trì, phối hợp với Công an tỉnh")
    (('Sở Y tế',), ('Công an tỉnh',))
    >>> roles_of("Sở Nội vụ (chủ trì), các sở liên quan (phối hợp)")
    (('Sở Nội vụ',), ('các sở liên quan',))
    """
    words = " ".join(value.split())
    within = re.search(r"(?i),?\s*chủ trì,?\s*(?=phối hợp)", words)
    if within is not None:
        return names_of(words[: within.start()]), coordinating(words[within.end() :])
    leads: list[str] = []
    along: list[str] = []
    for part in re.split(r"\s*;\s*|(?<=\)),\s*", words):
        if _ALONG.search(part):
            along.extend(names_of(_ALONG.sub("", part)))
        else:
            leads.extend(names_of(_LEAD.sub("", part)))
    return tuple(leads), tuple(along)
