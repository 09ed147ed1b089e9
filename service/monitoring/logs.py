"""The process's log: one line an event, as text or JSON; nothing that a caller sends can break a line in two.

No line contains a question, a query string or a document's text: of a request it tells route, status, time, address and
caller.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Literal

#: The id of the current request, also in the threads that work on it.
request_id: ContextVar[str] = ContextVar("request_id", default="")

#: Characters that end a line, move the cursor or turn the text's direction in some terminal, editor or log viewer.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
#: Standard attributes of a log record; all others were given as ``extra``.
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message"}


def on_one_line(text: str) -> str:
    r"""The text with unsafe characters escaped, so that it stays on one line.

    >>> on_one_line("a\nb\u202ec"), on_one_line("Kế hoạch số 5")
    ('a\\u000ab\\u202ec', 'Kế hoạch số 5')
    """
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


class JsonLines(logging.Formatter):
    """Formats an event as a JSON object: ``at`` (UTC), ``level``, ``logger``, ``message``, ``request_id``, extras."""

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if known := request_id.get():
            fields["request_id"] = known
        fields.update(_extra_fields(record))
        if record.exc_info:
            fields["error"] = self.formatException(record.exc_info)
        # json escapes what ends a line in ASCII; the rest is escaped after it, as JSON escapes are written.
        return on_one_line(json.dumps(fields, ensure_ascii=False, default=str))


class TextLines(logging.Formatter):
    """Formats an event as one readable line; the lines of a traceback follow it, each indented."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds")
        known = request_id.get()
        extra = "".join(f" {name}={value}" for name, value in _extra_fields(record).items())
        head = f"{at} {record.levelname.lower()} {record.name}{f' [{known}]' if known else ''}: {record.getMessage()}"
        lines = [on_one_line(f"{head}{extra}")]
        if record.exc_info:
            lines += [f"  | {on_one_line(line)}" for line in self.formatException(record.exc_info).splitlines()]
        return "\n".join(lines)


def configure(form: Literal["text", "json"]) -> None:
    """Write the log to standard error in this form. Only for ``hoivanban serve``, because it sets the root logger."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else TextLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("hoivanban").setLevel(logging.INFO)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        # uvicorn logs the same way; its access lines contain the query string, so ours replace them.
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = name != "uvicorn.access"


def _extra_fields(record: logging.LogRecord) -> dict[str, Any]:
    return {name: value for name, value in vars(record).items() if name not in _STANDARD}
