"""A file inside another one, its name made safe, and what its container may hold at most."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.reading import Envelope, RefusedFile

TOO_MUCH = "Tệp chứa quá nhiều tệp con hoặc bung ra quá lớn nên không được tiếp nhận; hãy tách thành các tệp nhỏ hơn."
TOO_DEEP = "Tệp lồng trong quá nhiều lớp nén nên không được tiếp nhận; hãy giải nén rồi gửi các tệp bên trong."
#: Bytes of a name that every file system takes, with room for its folder.
_MOST_NAME = 180
#: Files that programs leave in archives.
_LITTER = frozenset({"thumbs.db", "desktop.ini", ".ds_store", "winmail.dat"})


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a container: its name as shown (folders before it), its bytes, what its envelope says of it."""

    name: str
    data: bytes
    envelope: Envelope | None = None


@dataclass(frozen=True, slots=True)
class RefusedMember:
    """A file inside a container that cannot be taken out: code and Vietnamese reason."""

    name: str
    code: str
    reason: str


@dataclass(slots=True)
class Budget:
    """What one container may still unpack, over all that is nested in it; a bomb is given up as soon as it shows."""

    files: int = 1000
    unpacked: int = 500 << 20

    def take(self, size: int) -> None:
        """Count one more file.

        :raises RefusedFile: more than a container may hold.
        """
        self.files -= 1
        self.unpacked -= size
        if self.files < 0 or self.unpacked < 0:
            raise RefusedFile("too_large", TOO_MUCH)


@dataclass(frozen=True, slots=True)
class ExpandedFile:
    """A member as a file on the disk: ``name`` is that inside its container."""

    path: Path
    name: str
    envelope: Envelope | None = None


@dataclass(frozen=True, slots=True)
class ContainerFiles:
    """Files taken out of a container, and those that could not be."""

    files: tuple[ExpandedFile, ...]
    refused: tuple[RefusedMember, ...] = field(default=())


def safe_name(given: str, index: int = 1) -> str:
    """A member's name without anything that leads out of its container; folders are kept.

    >>> safe_name("..\\\\..\\\\etc/phu luc.docx"), safe_name("/", 3), safe_name("C:/a.pdf")
    ('etc/phu luc.docx', 'tep-3', 'C/a.pdf')
    """
    parts = []
    for part in unicodedata.normalize("NFC", given).replace("\\", "/").replace(":", "/").split("/"):
        shown = "".join(char for char in part if unicodedata.category(char)[0] != "C").strip()
        if shown.strip("."):
            parts.append(_shortened(shown))
    return "/".join(parts[-4:]) or f"tep-{index}"


def _shortened(name: str) -> str:
    """The name within the room of a file system, its ending kept."""
    if len(name.encode()) <= _MOST_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        stem, dot, ending = name, "", ""
    return stem.encode()[: _MOST_NAME - len(ending.encode()) - 1].decode(errors="ignore") + dot + ending


def is_litter(name: str) -> bool:
    """True for files that a program left there: they were never sent."""
    parts = name.lower().split("/")
    return parts[-1] in _LITTER or parts[-1].startswith(("._", "~$")) or "__macosx" in parts


def with_distinct_names(members: list[Member]) -> list[Member]:
    """The members with names of which no two are the same."""
    seen: set[str] = set()
    named = []
    for index, member in enumerate(members, start=1):
        name = safe_name(member.name, index)
        count = 1
        while name.lower() in seen:
            count += 1
            folder, slash, last = safe_name(member.name, index).rpartition("/")
            stem, dot, ending = last.rpartition(".")
            name = f"{folder}{slash}{stem or ending} ({count}){dot if stem else ''}{ending if stem else ''}"
        seen.add(name.lower())
        named.append(replace(member, name=name))
    return named
