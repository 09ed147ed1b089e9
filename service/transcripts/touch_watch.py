"""Watch over past answers: follows the library's changes, and tells the operator's web hook which answers to look at.

One process of a service does it. The web hook's address and secret are settings; a message that was not taken is sent
again, each time after twice as long.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.touched.follower import TouchFollower
from index.touched.touch_pages import TouchedAnswer, mark_sent, put_off, waiting_touches
from service.http.operator_calls import post_json

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from service.settings import Settings
    from service.transcripts.recorder import Recorder

_log = logging.getLogger("hoivanban")

SIGNATURE = "X-Hoivanban-Signature"
#: Seconds that the web hook may take, and that a message waits after the first and after any failure.
_ANSWERS_WITHIN, _FIRST_WAIT, _LONGEST_WAIT = 10.0, 5.0, 3600.0


class TouchWatch:
    """Finds touched answers and sends them to the web hook, if there is one."""

    def __init__(self, engine: Engine, recorder: Recorder, settings: Settings) -> None:
        self._engine = engine
        self._recorder = recorder
        self._follower = TouchFollower(engine)
        self._hook = settings.webhook
        secret = settings.webhook_secret
        self._secret = secret.get_secret_value().encode() if secret else b""

    def look(self) -> None:
        """Take in what has changed since the last time."""
        self._recorder.flush()
        self._follower.follow()

    def send(self) -> None:
        """Send what waits to the web hook, if there is one."""
        moment = time.time()
        waiting = waiting_touches(self._engine, moment) if self._hook else []
        if self._hook is None or not waiting:
            return
        ids = [item.touch.id for item in waiting]
        try:
            body = hook_body(waiting)
            signature = hook_signature(self._secret, int(moment), body)
            post_json(self._hook, body, {SIGNATURE: signature}, _ANSWERS_WITHIN, 1)
        except (OSError, ValueError) as error:
            _log.warning("the web hook did not take %d messages: %s", len(ids), error)
            put_off(self._engine, ids, moment, _FIRST_WAIT, _LONGEST_WAIT)
        else:
            mark_sent(self._engine, ids)


def hook_body(items: Sequence[TouchedAnswer]) -> bytes:
    """The message as JSON. It holds no question: who asks what stays in the service."""
    entries = [
        {
            "id": item.touch.id, "answer_id": item.touch.answer_id, "kind": item.touch.kind,
            "reason": item.touch.reason, "document_id": item.touch.document_id, "by_id": item.touch.by_id or None,
            "effective": item.touch.effective.isoformat() if item.touch.effective else None, "at": item.touch.at,
        }
        for item in items
    ]  # fmt: skip
    return json.dumps({"event": "answers.touched", "touches": entries}, ensure_ascii=False).encode()


def hook_signature(secret: bytes, moment: int, body: bytes) -> str:
    """The header that proves where a message comes from: its time, and HMAC-SHA256 over `time.body`."""
    mac = hmac.new(secret, f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={mac}"
