"""Uploads: written to the disk as they arrive, never a whole file in memory, never more than the limit."""

from __future__ import annotations

import asyncio
import logging
import secrets
import shutil
import unicodedata
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from python_multipart import MultipartParser
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import parse_options_header

from service.http.problems import ProblemError

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

_log = logging.getLogger("hoivanban")

#: Allowance for part headers and boundaries besides the files.
OVERHEAD_BYTES = 1 << 20
MOST_FILES = 100
#: Fields that are read besides the files.
FIELDS = frozenset(("access",))
#: Most bytes of a field that is no file; a longer one is cut.
MOST_FIELD_BYTES = 200
#: Folders kept of a file's name.
MOST_FOLDERS = 8
#: The longest name that every file system takes.
MOST_NAME_BYTES = 200


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload: its own folder on the disk, its files there, and the values of its other fields."""

    folder: Path
    paths: tuple[Path, ...]
    fields: dict[str, str]


async def receive_upload(
    content_type: str,
    length: str | None,
    body: AsyncIterator[bytes],
    folder: Path,
    most: int,
    *,
    keep_folders: bool = False,
) -> Upload:
    """Receive a multipart body and write its files into a new folder under ``folder``; a failure leaves nothing there.

    With ``keep_folders`` a file lies in the folders that its name states (`hồ sơ/1.pdf`).

    :raises ProblemError: if it is no such body, has no file, or is larger than ``most`` bytes.
    """
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise ProblemError(
            415, "unsupported_media_type", "Kiểu nội dung không được hỗ trợ", "Hãy gửi tệp dạng multipart/form-data."
        )
    if length is not None and length.isdigit() and int(length) > most + OVERHEAD_BYTES:
        raise _too_large(most)
    own_folder = folder / secrets.token_hex(8)
    own_folder.mkdir(parents=True)
    parts = _MultipartWriter(own_folder, keep_folders)
    try:
        parser = MultipartParser(boundary, parts.callbacks())
        size = 0
        async for chunk in body:
            size += len(chunk)
            if size > most + OVERHEAD_BYTES:
                raise _too_large(most)
            await asyncio.to_thread(parser.write, chunk)
        parser.finalize()
        parts.check_whole()
    except MultipartParseError:
        parts.drop()
        raise ProblemError(400, "bad_request", "Yêu cầu không hợp lệ", "Nội dung multipart không đúng dạng.") from None
    except OSError as error:
        parts.drop()
        _log.exception("an upload could not be written")
        raise ProblemError(
            507, "storage", "Không lưu được tệp", "Máy chủ không ghi được tệp; có thể đĩa chứa kho đã đầy."
        ) from error
    except BaseException:
        # Also when the sender disconnects in the middle.
        parts.drop()
        raise
    return Upload(
        own_folder, tuple(parts.paths), {name: value.decode(errors="replace") for name, value in parts.fields.items()}
    )


def delete_upload(upload: Upload) -> None:
    """Delete the files of an upload."""
    shutil.rmtree(upload.folder, ignore_errors=True)


class _MultipartWriter:
    """Writes each part that has a file name to a file of that name; the others are short fields."""

    def __init__(self, place: Path, keep_folders: bool) -> None:
        self._keep_folders = keep_folders
        self.paths: list[Path] = []
        self.fields: dict[str, bytes] = {}
        self._known = ""
        self._place = place
        self._file: BinaryIO | None = None
        self._name = self._value = b""
        self._headers: dict[bytes, bytes] = {}
        self._ended = False

    def callbacks(self) -> MultipartCallbacks:
        return {
            "on_part_begin": self._headers.clear,
            "on_header_field": self._field,
            "on_header_value": self._text,
            "on_header_end": self._header,
            "on_headers_finished": self._begin,
            "on_part_data": self._data,
            "on_part_end": self._close,
            "on_end": self._end,
        }

    def check_whole(self) -> None:
        """Raise unless the last part ended and there was a file."""
        if not self._ended:
            raise MultipartParseError("the body ends in the middle")
        if not self.paths:
            raise ProblemError(422, "no_file", "Thiếu tệp", "Yêu cầu không có tệp nào.")

    def drop(self) -> None:
        """Delete all files."""
        self._close()
        shutil.rmtree(self._place, ignore_errors=True)

    def _field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _text(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header(self) -> None:
        self._headers[self._name.lower()] = self._value
        self._name = self._value = b""

    def _begin(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        if b"filename" not in options:
            self._known = options.get(b"name", b"")[:MOST_FIELD_BYTES].decode(errors="replace")
            return
        if len(self.paths) == MOST_FILES:
            raise ProblemError(413, "too_many_files", "Quá nhiều tệp", f"Mỗi yêu cầu nhận nhiều nhất {MOST_FILES} tệp.")
        given = options[b"filename"].decode(errors="replace")
        path = self._place / (safe_relative_path(given) if self._keep_folders else safe_file_name(given))
        path.parent.mkdir(parents=True, exist_ok=True)
        if path in self.paths:
            path = path.with_name(f"{len(self.paths)}-{path.name}")
        self._file = path.open("xb")
        self.paths.append(path)

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            self._file.write(data[start:end])
        elif self._known in FIELDS:
            self.fields[self._known] = (self.fields.get(self._known, b"") + data[start:end])[:MOST_FIELD_BYTES]

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _end(self) -> None:
        self._ended = True


def safe_file_name(given: str) -> str:
    """The last part of a path, without characters that are unsafe in a file system or a terminal."""
    last = unicodedata.normalize("NFC", given).replace("\\", "/").rpartition("/")[2]
    shown = "".join(char for char in last if unicodedata.category(char)[0] != "C").strip().lstrip(".~")
    stem, dot, ending = shown.rpartition(".")
    if not dot or not stem:
        stem, ending = shown, ""
    room = MOST_NAME_BYTES - len(ending.encode()) - 1
    kept = stem.encode()[: max(room, 1)].decode(errors="ignore") or "van-ban"
    return f"{kept}.{ending}" if ending and room > 0 else kept


def safe_relative_path(given: str) -> str:
    """A path below an upload's folder: its folders and its name, each without what is unsafe; the last few folders.

    >>> safe_relative_path("hồ sơ/../phụ lục/1.pdf"), safe_relative_path("/etc/passwd")
    ('hồ sơ/phụ lục/1.pdf', 'etc/passwd')
    """
    *folders, name = given.replace("\\", "/").split("/")
    kept = [safe_file_name(part) for part in folders if part.strip(" .~")]
    return "/".join([*kept[-MOST_FOLDERS:], safe_file_name(name)])


def _too_large(most: int) -> ProblemError:
    return ProblemError(413, "too_large", "Tệp quá lớn", f"Tệp gửi lên vượt quá {most >> 20} MB.")
