"""Tokens of an RTF file: braces, control words with their numbers, bytes of text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

_TOKEN = re.compile(
    rb"(?P<brace>[{}])|\\(?P<word>[a-zA-Z]{1,40})(?P<number>-?[0-9]{1,10})? ?|\\'(?P<hex>[0-9a-fA-F]{2})"
    rb"|\\(?P<sign>[^a-zA-Z])|(?P<bytes>[^\\{}\r\n\0]+)|[\r\n\0]+|\\",
    re.DOTALL,
)
#: Control words that are letters.
LETTERS = {
    "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "emspace": " ", "enspace": " ", "qmspace": " ", "~": "\u00a0", "_": "-",
}  # fmt: skip


class Token(NamedTuple):
    """A piece of the file. ``name`` is that of a control word or sign; ``data`` are bytes of text."""

    kind: Literal["open", "close", "word", "bytes"]
    name: str = ""
    number: int | None = None
    data: bytes = b""


def read_tokens(data: bytes) -> Iterator[Token]:
    """The tokens in order; what ``\\bin`` says is binary is passed over."""
    place = 0
    while (match := _TOKEN.match(data, place)) is not None:
        place = match.end()
        if match["brace"]:
            yield Token("open" if match["brace"] == b"{" else "close")
        elif match["word"]:
            number = int(match["number"]) if match["number"] else None
            name = match["word"].decode("ascii")
            if name == "bin":
                place += max(0, number or 0)
            else:
                yield Token("word", name, number)
        elif match["hex"]:
            yield Token("bytes", data=bytes.fromhex(match["hex"].decode("ascii")))
        elif match["sign"]:
            yield _sign(match["sign"])
        elif match["bytes"]:
            yield Token("bytes", data=match["bytes"])


def _sign(byte: bytes) -> Token:
    if byte in b"\\{}":
        return Token("bytes", data=byte)
    return Token("word", "par" if byte in b"\r\n" else byte.decode("latin-1"))
