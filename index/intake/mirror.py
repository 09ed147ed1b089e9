"""Mirror of a source: a folder that is brought to what the source holds, and then ingested like any other.

So a file that came twice, was changed, moved or deleted at its source is treated as in a watched folder; nothing about
documents is decided here.
"""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

from index.intake.received import MOST_LISTED, too_large
from index.intake.source import Connection, IntakeSource, RemoteFile, SourceError
from index.intake.state import Copy, SourceState, read_state, write_state
from index.store.database import now

#: Folder of the files, below the mirror's own.
FILES = "files"
#: A source that had so many files and has none is rather out of order than emptied.
EMPTIED_FROM = 5
#: Files that fail one after the other before a round is given up.
MOST_FAILURES = 3
#: Bytes of one part of a path; file systems allow 255.
MOST_NAME_BYTES = 180
#: Beginning of the name of a file that is being fetched.
_HALF_FETCHED = ".fetched."
#: Files fetched between two notes of the state: so much is fetched again after a kill.
NOTED_EVERY = 20


class Mirror:
    """The folder of one source."""

    def __init__(self, folder: Path, source: IntakeSource, max_bytes: int) -> None:
        self.folder = folder
        self.files = folder / FILES
        self._source = source
        self._max_bytes = max_bytes
        self.state = read_state(folder)
        self._copies = dict(self.state.copies)
        #: Whose file stands at each path below the mirror.
        self._owners = {copy.file: name for name, copy in self._copies.items() if copy.file}
        self._fetched = 0

    def follow(self, connection: Connection, stop: Callable[[], bool] = lambda: False) -> SourceState:
        """Fetch what is new or changed; what is gone is removed if the source withdraws.

        :raises SourceError: if the source cannot be listed, or file after file fails. Nothing is removed then.
        """
        self.files.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._fetched = 0
        for half in self.folder.glob(f"{_HALF_FETCHED}*"):
            half.unlink(missing_ok=True)  # of a process that was killed: rounds of one source never overlap
        self._note(replace(self.state, tried_at=now(), gone=0))
        present = _listed(connection)
        held = len(self._owners)
        if not present and held >= EMPTIED_FROM and self._source.withdraws and not self._source.empty_ok:
            raise SourceError(
                f"Nguồn từng có {held} tệp nay trống không; có thể đang hỏng nên không rút văn bản nào. Nếu đúng là đã "
                "bỏ hết, hãy đặt empty_ok = true."
            )
        self._fetch_new(connection, present, stop)
        gone = [name for name in self._copies if name not in present] if self._source.withdraws and not stop() else []
        for name in gone:
            self._remove(name)
        return self._note(replace(self.state, succeeded_at=now(), error="", gone=len(gone)))

    def look_for_purged(self, still: Collection[str]) -> None:
        """Forget copies that a purge took, so that they are met again and named, and those that a clerk has allowed."""
        for name, copy in list(self._copies.items()):
            allowed = copy.purged and copy.purged not in still
            if allowed or (copy.file and not (self.files / copy.file).exists()):
                self._remove(name)

    def set_aside(self, path: Path, purged: str, reason: str) -> None:
        """Delete the copy of a file that was purged, and note that it is still at its source."""
        name = self._owners.get(path.relative_to(self.files).as_posix())
        if name is not None:
            version = self._copies[name].version
            self._remove(name)
            self._copies[name] = Copy(version, "", reason, purged)
            self._note(self.state)

    def fail(self, reason: str) -> SourceState:
        """Note why a round was given up."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self._note(replace(self.state, tried_at=now(), error=reason))

    def _note(self, state: SourceState) -> SourceState:
        """Write the state down, with the files as they are now."""
        self.state = replace(state, copies=dict(self._copies), fetched=self._fetched)
        write_state(self.folder, self.state)
        return self.state

    def _fetch_new(self, connection: Connection, present: dict[str, RemoteFile], stop: Callable[[], bool]) -> None:
        failures = 0
        for item in present.values():
            known = self._copies.get(item.name)
            if known is not None and known.version == item.version:
                continue
            if stop():
                return
            if item.size is not None and item.size > self._max_bytes:
                self._keep(item, Copy(item.version, "", too_large(self._max_bytes)))
                continue
            try:
                self._keep(item, Copy(item.version, self._fetch(connection, item)))
                failures = 0
            except SourceError as error:
                failures += 1
                # Without the version, so that the next round tries again.
                self._keep(item, Copy("", known.file if known is not None else "", str(error)))
                if failures >= MOST_FAILURES:
                    raise

    def _keep(self, item: RemoteFile, copy: Copy) -> None:
        self._copies[item.name] = copy
        if copy.file:
            self._owners[copy.file] = item.name
        if not copy.problem:
            self._fetched += 1
            if self._fetched % NOTED_EVERY == 0:
                self._note(self.state)

    def _fetch(self, connection: Connection, item: RemoteFile) -> str:
        """Fetch a file beside its place, then put it there whole; returns its path below the mirror."""
        path = self.files / self._path_of(item.name)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = self.folder / f"{_HALF_FETCHED}{os.getpid()}.tmp"
        try:
            connection.fetch(item, temporary, self._max_bytes)
            if temporary.stat().st_size > self._max_bytes:
                raise SourceError(too_large(self._max_bytes))
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
        return path.relative_to(self.files).as_posix()

    def _path_of(self, name: str) -> str:
        """The path of a file below the mirror; that of another file is never taken."""
        wanted = safe_path(name)
        if self._owners.get(wanted, name) == name:
            return wanted
        path = Path(wanted)
        return (path.parent / f"{path.stem}-{hashlib.sha256(name.encode()).hexdigest()[:8]}{path.suffix}").as_posix()

    def _remove(self, name: str) -> None:
        file = self._copies.pop(name).file
        if file:
            del self._owners[file]
            (self.files / file).unlink(missing_ok=True)


def _listed(connection: Connection) -> dict[str, RemoteFile]:
    """The files of a source by name.

    :raises SourceError: if there is no end of them.
    """
    present: dict[str, RemoteFile] = {}
    for count, item in enumerate(connection.items(), start=1):
        if count > MOST_LISTED:
            raise SourceError(f"Nguồn kê hơn {MOST_LISTED} tệp nên không lấy; hãy chọn một thư mục hẹp hơn.")
        present[item.name] = item
    return present


def safe_path(name: str) -> str:
    """The path below the mirror for a file's name at its source: it never leads out, and every system can hold it.

    >>> safe_path("2026/KH 516.pdf"), safe_path("../../etc/passwd"), safe_path("a//.b/c")
    ('2026/KH 516.pdf', '_/_/etc/passwd', 'a/_b/c')
    """
    parts = [part for part in unicodedata.normalize("NFC", name).replace("\\", "/").split("/") if part]
    return "/".join(map(_safe_part, parts)) or "_"


def _safe_part(part: str) -> str:
    if part in (".", ".."):
        return "_"
    shown = "".join(char if char.isprintable() else "_" for char in part)
    # Hidden files are no documents, and a name that ends like a half-finished copy would be passed over.
    shown = "_" + shown[1:] if shown.startswith(".") else shown
    if len(shown.encode()) <= MOST_NAME_BYTES:
        return shown
    stem, dot, ending = shown.rpartition(".")
    ending = dot + ending if stem and len(ending) <= 8 else ""
    mark = "-" + hashlib.sha256(part.encode()).hexdigest()[:8]
    room = MOST_NAME_BYTES - len((mark + ending).encode())
    return shown.encode()[:room].decode(errors="ignore") + mark + ending
