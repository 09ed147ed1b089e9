"""Markdown: headings, emphasis and escapes as the page would show them; its tables of bars are read later."""

from __future__ import annotations

import re

_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(?P<text>\S.*?)(?:[ \t]+#+)?[ \t]*$")
_SIGN = re.compile(r"^ {0,3}(?:#{1,6}[ \t]+\S|```|~~~)|\*\*\S.*?\S\*\*|^\|(?:\s*:?-{2,}:?\s*\|)+\s*$", re.MULTILINE)
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)")
_QUOTE = re.compile(r"^ {0,3}(?:>[ \t]?)+")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_EMPHASIS = re.compile(
    r"(?<![\w*\\])\*(?=[^\s*])([^*]+?)(?<=\S)\*(?![\w*])|(?<![\w\\])_(?=[^\s_])([^_]+?)(?<=\S)_(?!\w)"
)
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)\s]*)(?:\s+\"[^\"]*\")?\)")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")
_TAGS = re.compile(r"</?(?:b|strong|i|em|u|br)\s*/?>", re.IGNORECASE)


def is_markdown(text: str, suffix: str) -> bool:
    """True for a text with headings or strong words of Markdown, or so named."""
    return suffix.lower() in (".md", ".markdown") or len(_SIGN.findall(text[:200_000])) > 1


def shown_line(line: str) -> tuple[str, bool]:
    """A line as it is shown, and whether it is a heading or bold as a whole.

    >>> shown_line("## Điều 1. **Phạm vi**"), shown_line("1\\\\. Theo [Kế hoạch](kh.html) *này*")
    (('Điều 1. Phạm vi', True), ('1. Theo Kế hoạch này', False))
    """
    if _FENCE.match(line):
        return "", False
    heading = _HEADING.match(line)
    text = heading["text"] if heading else _QUOTE.sub("", line)
    strong = _STRONG.fullmatch(text.strip())
    text = _LINK.sub(lambda match: match[1], _STRONG.sub(r"\2", _TAGS.sub("", text)))
    text = _EMPHASIS.sub(lambda match: match[1] or match[2], text)
    return _ESCAPE.sub(r"\1", text), heading is not None or strong is not None
