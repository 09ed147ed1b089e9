"""ZIP archives of documents: what they hold, within limits, names made readable."""

from __future__ import annotations

import zipfile
from pathlib import Path

from ingest.read.containers.member import Budget, Member, RefusedMember, is_litter, safe_name
from ingest.read.pdf import safety
from ingest.read.refusals import DAMAGED, ENCRYPTED
from ingest.reading import RefusedFile
from ingest.text.syllables import syllable_rate

_FAILURES: tuple[type[Exception], ...] = (*safety.PARSER_FAILURES, RuntimeError, NotImplementedError)
_UTF8_NAME, _ENCRYPTED = 0x800, 0x1
#: Encodings in which programs write names without saying so.
_NAME_ENCODINGS = ("utf-8", "cp1258", "cp437")


def read_archive(path: Path, budget: Budget) -> tuple[list[Member], list[RefusedMember]]:
    """The files of an archive, and those that are locked or damaged.

    :raises RefusedFile: a damaged archive, a bomb.
    """
    members: list[Member] = []
    refused: list[RefusedMember] = []
    try:
        with zipfile.ZipFile(path) as archive:
            for index, info in enumerate(archive.infolist(), start=1):
                name = safe_name(_readable_name(info), index)
                if info.is_dir() or is_litter(name):
                    continue
                budget.take(info.file_size)
                if info.flag_bits & _ENCRYPTED:
                    refused.append(RefusedMember(name, "encrypted", ENCRYPTED))
                    continue
                try:
                    members.append(Member(name, archive.read(info)))
                except _FAILURES:
                    refused.append(RefusedMember(name, "damaged", DAMAGED))
    except safety.PARSER_FAILURES as error:
        raise RefusedFile("damaged", DAMAGED) from error
    return members, refused


def _readable_name(info: zipfile.ZipInfo) -> str:
    """The name as its program meant it: old ones write it in the encoding of their machine."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    try:
        stored = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    if stored.isascii():
        return info.filename
    readings = []
    for encoding in _NAME_ENCODINGS:
        try:
            readings.append(stored.decode(encoding))
        except UnicodeDecodeError:
            continue
    # UTF-8 that decodes is UTF-8; of the others the one that has more syllables.
    if readings and readings[0] == _decoded(stored):
        return readings[0]
    return max(readings, key=lambda name: syllable_rate(name)[0], default=info.filename)


def _decoded(stored: bytes) -> str | None:
    try:
        return stored.decode("utf-8")
    except UnicodeDecodeError:
        return None
