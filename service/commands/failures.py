"""Failures that no command can foresee, each as a sentence: a full or read-only disk, a locked or damaged database."""

from __future__ import annotations

import errno
import sqlite3

FULL = "Ổ đĩa đã đầy nên không ghi được; hãy giải phóng chỗ rồi chạy lại. Những gì đã ghi xong vẫn còn."
READ_ONLY = "Thư mục kho chỉ đọc được, hoặc tài khoản này không có quyền ghi; hãy kiểm tra ổ đĩa và quyền thư mục."
LOCKED = "Kho đang bị một tiến trình khác giữ quá lâu; hãy chờ việc nạp, sao lưu đang chạy xong rồi chạy lại."
MALFORMED = (
    "Cơ sở dữ liệu của kho bị hỏng hoặc không phải của Hỏi Văn Bản; giữ nguyên thư mục kho, chạy hoivanban verify, "
    "rồi khôi phục bản sao lưu gần nhất."
)
DISK = (
    "Không đọc, ghi được ổ đĩa của kho: ổ đĩa đầy, hỏng, hoặc ổ mạng bị ngắt; hãy kiểm tra ổ đĩa rồi chạy lại. "
    "Những gì đã ghi xong vẫn còn."
)
AWAY = "Cơ sở dữ liệu không trả lời; hãy kiểm tra máy chủ cơ sở dữ liệu rồi chạy lại."
_CODES = {
    errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EROFS: READ_ONLY, errno.EACCES: READ_ONLY, errno.EPERM: READ_ONLY,
}  # fmt: skip
#: SQLite's name of an input/output error that only a full disk gives: the file beside the log cannot grow.
_FULL_NAMES = ("SQLITE_IOERR_SHMSIZE",)
_SAID = (
    (("disk is full", "no space left"), FULL),
    (("readonly database", "read-only", "unable to open database file", "permission denied"), READ_ONLY),
    (("locked", "busy"), LOCKED),
    (("malformed", "not a database", "no such table", "no such column"), MALFORMED),
    (("disk i/o error",), DISK),
)


def sentence_of(error: BaseException) -> str | None:
    """One Vietnamese sentence for an error of the disk or the database; None for one that is neither."""
    if isinstance(error, OSError):
        return _CODES.get(error.errno or 0)
    original = getattr(error, "orig", error)
    said = str(original).lower()
    if getattr(original, "sqlite_errorname", "") in _FULL_NAMES:
        return FULL
    is_database = isinstance(original, sqlite3.Error) or original is not error
    if not is_database:
        return None
    found = next((sentence for words, sentence in _SAID if any(word in said for word in words)), None)
    if found is None and not isinstance(original, sqlite3.Error):
        return AWAY
    return found
