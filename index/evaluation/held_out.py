"""The held-out questions: reported on, and never learned from.

The hash of its id alone decides whether a question is held out, so the split is the same on every machine and for
every later edition of the data.
"""

from __future__ import annotations

import hashlib

#: Share of the legal questions that is never trained or tuned on.
HELD_OUT = 0.45


def is_held_out(question_id: str) -> bool:
    """True if a question belongs to the reported part."""
    digest = hashlib.sha256(f"hoivanban:{question_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64 < HELD_OUT
