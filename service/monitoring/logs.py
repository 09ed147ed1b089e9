"""The service's own log: one line an event, as text or as JSON, that nothing a caller sends can break in two.

No line holds a question, a query string or a document's text: what a line says of a request is its route, status, time,
address, and who sent it.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Literal

#: The id of the request in hand, also in the threads that work on it.
request_id: ContextVar[str] = ContextVar("request_id", default="")

#: Ends a line, moves the cursor, or turns the direction of what follows: in some terminal, editor or log viewer.
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
#: What a log record has by itself; everything else in it was given as ``extra``.
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message"}


def on_one_line(text: str) -> str:
    r"""Text that stays on its line and shows what it is.

    >>> on_one_line("a\nb\u202ec"), on_one_line("Kế hoạch số 5")
    ('a\\u000ab\\u202ec', 'Kế hoạch số 5')
    """
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


class JsonLines(logging.Formatter):
    """One JSON object a line: ``at`` (UTC), ``level``, ``logger``, ``message``, ``request_id``, what else is known."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if known := request_id.get():
            said["request_id"] = known
        said.update(_extra_fields(record))
        if record.exc_info:
            said["error"] = self.formatException(record.exc_info)
        # json escapes what ends a line in ASCII; the rest is escaped after it, as JSON escapes are written.
        return on_one_line(json.dumps(said, ensure_ascii=False, default=str))


class TextLines(logging.Formatter):
    """One line an event for people; the lines of a traceback follow it, each set in."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds")
        known = request_id.get()
        extra = "".join(f" {name}={value}" for name, value in _extra_fields(record).items())
        said = f"{at} {record.levelname.lower()} {record.name}{f' [{known}]' if known else ''}: {record.getMessage()}"
        lines = [on_one_line(f"{said}{extra}")]
        if record.exc_info:
            lines += [f"  | {on_one_line(line)}" for line in self.formatException(record.exc_info).splitlines()]
        return "\n".join(lines)


def configure(form: Literal["text", "json"]) -> None:
    """Write the process's log to standard error in this form. For ``hoivanban serve``: it sets the root logger."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else TextLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("hoivanban").setLevel(logging.INFO)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        # uvicorn's lines go the same way; its access lines hold the query string, so ours stand in their place.
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = name != "uvicorn.access"


def _extra_fields(record: logging.LogRecord) -> dict[str, Any]:
    return {name: value for name, value in vars(record).items() if name not in _STANDARD}
