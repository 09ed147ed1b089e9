"""Files of a container, taken out into a folder, of nested containers too: within limits, nothing written elsewhere."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from ingest.read.containers.member import (
    TOO_DEEP,
    Budget,
    ContainerFiles,
    ExpandedFile,
    Member,
    RefusedMember,
    with_distinct_names,
)
from ingest.read.file_kind import detect_kind
from ingest.read.refusals import EMPTY
from ingest.read.screening import check_name
from ingest.reading import CONTAINER_KINDS, FileKind, RefusedFile

#: Containers inside each other: an archive in a letter in an archive.
_MOST_DEPTH = 3
_OLE = b"\xd0\xcf\x11\xe0"


def is_container(path: Path) -> bool:
    """True for a file that holds other files; false also for one that cannot be told."""
    try:
        return detect_kind(path) in CONTAINER_KINDS
    except RefusedFile:
        return False


def expand_container(path: Path, folder: Path) -> ContainerFiles:
    """The files of a container as files in ``folder``, and those that could not be taken out.

    :raises RefusedFile: damaged containers, bombs, empty ones, those whose name is a secrecy mark.
    """
    check_name(path.name)
    files: list[ExpandedFile] = []
    refused: list[RefusedMember] = []
    _expand(path, "", folder, 0, Budget(), files, refused)
    if not files and not refused:
        raise RefusedFile("empty", EMPTY)
    return ContainerFiles(tuple(files), tuple(refused))


def _expand(
    path: Path,
    prefix: str,
    folder: Path,
    depth: int,
    budget: Budget,
    files: list[ExpandedFile],
    refused: list[RefusedMember],
) -> None:
    members, locked = _members(path, detect_kind(path), budget)
    refused += [replace(one, name=f"{prefix}{one.name}") for one in locked]
    for member in with_distinct_names(members):
        name = f"{prefix}{member.name}"
        # A folder for each: names inside one container may differ only by what a file system ignores.
        place = Path(tempfile.mkdtemp(dir=folder)) / member.name.rpartition("/")[2]
        place.write_bytes(member.data)
        if not is_container(place):
            files.append(ExpandedFile(place, name, member.envelope))
        elif depth + 1 >= _MOST_DEPTH:
            refused.append(RefusedMember(name, "unsupported", TOO_DEEP))
        else:
            _expand_nested(place, name, folder, depth + 1, budget, files, refused)


def _expand_nested(
    place: Path,
    name: str,
    folder: Path,
    depth: int,
    budget: Budget,
    files: list[ExpandedFile],
    refused: list[RefusedMember],
) -> None:
    """A container inside another one that cannot be opened costs itself only; a bomb costs the whole."""
    try:
        _expand(place, f"{name}/", folder, depth, budget, files, refused)
    except RefusedFile as refusal:
        if refusal.code == "too_large":
            raise
        refused.append(RefusedMember(name, refusal.code, refusal.reason))


def _members(path: Path, kind: FileKind, budget: Budget) -> tuple[list[Member], list[RefusedMember]]:
    """Each kind imports its own reader."""
    if kind == "zip":
        from ingest.read.containers.archive import read_archive

        return read_archive(path, budget)
    if kind == "edxml":
        from ingest.read.containers.edxml import read_edxml

        return read_edxml(path, budget), []
    with path.open("rb") as stream:
        is_outlook = stream.read(len(_OLE)) == _OLE
    if is_outlook:
        from ingest.read.containers.outlook_message import read_outlook

        return read_outlook(path, budget), []
    from ingest.read.containers.mail_message import read_mail

    return read_mail(path, budget), []
