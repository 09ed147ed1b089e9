"""DOC (and an ODT that cannot be read otherwise) through LibreOffice to DOCX: one private profile a run, several files
a call, a time limit. Where it is absent, readers of our own read the files directly (``ingest.read.office``)."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import resource
import shutil
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from ingest.coverage.own_text import own_texts
from ingest.read.context import ReadingContext
from ingest.read.docx.reader import read_docx
from ingest.reading import FileKind, Reading, RefusedFile
from ingest.temporary_rooms import temporary_room

logger = logging.getLogger(__name__)

MISSING_TOOL = "Chưa cài LibreOffice Writer; hãy cài gói libreoffice-writer."
DAMAGED = "Tệp Word cũ bị hỏng, có mật khẩu hoặc không đúng định dạng; hãy mở và lưu lại thành DOCX rồi gửi lại."
TIMEOUT = "Chuyển đổi tệp Word cũ quá lâu; hãy mở và lưu lại thành DOCX rồi gửi lại."
#: The first start of a fresh profile takes up to 15 s on a busy machine, a file 1-3 s.
_START_S = 60
_PER_FILE_S = 30
#: Files a call: one that hangs costs only its batch the head start.
_BATCH = 16
#: Address space of LibreOffice (an ordinary file takes 0.5 GB of it): an archive whose directory lies cannot take all.
_ADDRESS_BYTES = 4 << 30
#: A document may name pictures, objects and sections elsewhere: on the network, or among this machine's own files.
#: With LibreOffice's defaults it fetches them (an ODT's picture: OPTIONS, then GET); each half of these settings
#: alone stopped that, and they are kept both. Port 9 is a proxy that nobody answers at.
_PROFILE = (
    ("org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("org.openoffice.Office.Writer/Content/Update", "Link", "2"),
    ("org.openoffice.Inet/Settings", "ooInetProxyType", "2"),
    ("org.openoffice.Inet/Settings", "ooInetNoProxy", ""),
    ("org.openoffice.Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)


@contextmanager
def convert_in_advance(paths: Sequence[Path]) -> Iterator[Path]:
    """A folder with the DOC files among ``paths`` converted, a few calls of LibreOffice for all of them.

    Workers say ``use(folder)``; what is not there (LibreOffice absent, a file that stops a batch) they convert alone,
    so that every file keeps its own reason for a refusal.
    """
    old = [path for path in paths if _needs_conversion(path)]
    with temporary_room("office") as room:
        for start in range(0, len(old), _BATCH):
            try:
                with convert_to_docx(old[start : start + _BATCH]) as results:
                    for path, target in results.items():
                        if target is not None:
                            shutil.copyfile(target, room / _converted_name(path))
            except (RefusedFile, OSError) as error:
                logger.info("files are converted one by one: %s", error)
        yield room


def _needs_conversion(path: Path) -> bool:
    from ingest.read.file_kind import detect_kind

    try:
        return detect_kind(path) == "doc"
    except RefusedFile:
        return False


def _converted_name(path: Path) -> str:
    with path.open("rb") as stream:
        return f"{hashlib.file_digest(stream, 'sha256').hexdigest()}.docx"


def read_office(path: Path, kind: FileKind, context: ReadingContext) -> Reading:
    """A DOC converted now or in advance and read as DOCX, directly where LibreOffice is absent or fails; an ODT read
    directly, converted where that fails.

    :raises RefusedFile: neither can read it.
    """
    if kind == "odt":
        from ingest.read.office.odt import read_odt

        try:
            return read_odt(path, context)
        except RefusedFile as refusal:
            if refusal.code != "damaged":
                raise
            return _read_by_libreoffice(path, kind, context, refusal)
    try:
        return _read_by_libreoffice(path, kind, context)
    except RefusedFile as refusal:
        if refusal.code == "no_text":
            raise
        from ingest.read.office.doc.reader import read_doc

        return read_doc(path)


def _read_by_libreoffice(
    path: Path, kind: FileKind, context: ReadingContext, refusal: RefusedFile | None = None
) -> Reading:
    """The converted file; ``refusal`` is raised where LibreOffice is absent."""
    ready = context.converted / _converted_name(path) if context.converted is not None else None
    if ready is not None and ready.is_file():
        return _read_converted(ready, kind, context)
    if refusal is not None and _program() is None:
        raise refusal
    with convert_to_docx([path]) as results:
        target = results[path]
        if target is None:
            raise RefusedFile("damaged", DAMAGED)
        return _read_converted(target, kind, context)


def _program() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def _read_converted(path: Path, kind: FileKind, context: ReadingContext) -> Reading:
    return replace(read_docx(path, context), kind=kind, text_source="office", own_texts=own_texts(path, "docx"))


@contextmanager
def convert_to_docx(paths: Sequence[Path]) -> Iterator[dict[Path, Path | None]]:
    """DOCX copies of the files for as long as the context lasts; None for a file that could not be converted.

    Names are replaced inside the call, so that names with spaces or leading dashes and equal names cannot clash.

    :raises RefusedFile: LibreOffice is absent or takes too long.
    """
    program = _program()
    if program is None:
        raise RefusedFile("missing_tool", MISSING_TOOL)
    with temporary_room("office") as room:
        sources: list[Path] = []
        for index, path in enumerate(paths):
            source = room / "in" / f"{index:04d}{_suffix_by_content(path)}"
            source.parent.mkdir(exist_ok=True)
            shutil.copyfile(path, source)
            sources.append(source)
        _run_libreoffice(program, room, sources)
        results: dict[Path, Path | None] = {}
        for path, source in zip(paths, sources, strict=True):
            target = room / "out" / f"{source.stem}.docx"
            results[path] = target if target.is_file() and target.stat().st_size > 0 else None
        yield results


def _suffix_by_content(path: Path) -> str:
    """By content: LibreOffice believes suffixes."""
    from ingest.read.file_kind import detect_kind

    return f".{detect_kind(path)}"


def _write_profile(profile: Path) -> None:
    """Write a profile in which LibreOffice loads nothing but the file itself, and runs nothing in it."""
    items = "".join(
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _PROFILE
    )
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(
        f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>', encoding="utf-8"
    )


def _run_libreoffice(program: str, room: Path, sources: Sequence[Path]) -> None:
    _write_profile(room / "profile")
    command = [
        program,
        f"-env:UserInstallation={(room / 'profile').as_uri()}",
        "--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard",
        "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(room / "out"),
        *map(str, sources),
    ]  # fmt: skip
    process = subprocess.Popen(  # noqa: S603 # nosec B603 # fixed command, our own file names
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # soffice is a launcher: the time limit must reach its child too
        env=os.environ | {"HOME": str(room), "SAL_USE_VCLPLUGIN": "svp"},
    )
    with contextlib.suppress(ProcessLookupError):
        resource.prlimit(process.pid, resource.RLIMIT_AS, (_ADDRESS_BYTES, _ADDRESS_BYTES))
    try:
        process.wait(timeout=_START_S + _PER_FILE_S * len(sources))
    except subprocess.TimeoutExpired as error:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise RefusedFile("timeout", TIMEOUT) from error
