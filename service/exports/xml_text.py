"""Text as XML can hold it: documents carry control characters, which DOCX files and feeds must not."""

from __future__ import annotations


def xml_text(text: str) -> str:
    """The text without the characters that XML cannot hold.

    >>> xml_text("Điều\\x0c 1")
    'Điều 1'
    """
    return "".join(char for char in text if char in "\t\n" or ord(char) >= 0x20)
