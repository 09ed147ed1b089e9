"""Permalinks: addresses of pages for people, of an answer and of a document.

The address of an answer bears a code that only this service makes. Whoever was given the address may read that answer,
as far as he may see its documents: so a program's answer can be opened by the person it was made for.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from functools import cached_property

from index.accounts.signing_secrets import SigningSecrets

_CODE_BYTES = 12


class Permalinks:
    """Makes and checks the addresses of answers."""

    def __init__(self, signing: SigningSecrets) -> None:
        self._signing = signing

    @cached_property
    def _secret(self) -> bytes:
        return self._signing.secret("permalink")

    def code(self, answer_id: str) -> str:
        """The code of an answer."""
        mac = hmac.digest(self._secret, answer_id.encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(mac[:_CODE_BYTES]).decode()

    def is_right(self, answer_id: str, code: str) -> bool:
        """True if the code is that answer's."""
        return hmac.compare_digest(self.code(answer_id).encode(), code.encode())

    def answer_path(self, answer_id: str) -> str:
        """The page of an answer, without the slash before it."""
        return f"a/{answer_id}?ma={self.code(answer_id)}"


def passage_path(document_id: str, passage_id: int) -> str:
    """The page of a document, opened where a passage is marked, without the slash before it.

    The passage stands in the query too: the part behind the hash is lost on the way through a login.
    """
    return f"van-ban/{document_id}?doan={passage_id}#doan-{passage_id}"
