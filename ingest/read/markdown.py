"""Markdown: headings, emphasis and escapes as the page would show them; its tables of bars are read later."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

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
_PICTURE = re.compile(r"!\[([^\]\n]*)\]\(([^)\s]+)[^)\n]*\)")
_ITEM = re.compile(r"^(?P<indent> *)(?P<number>\d{1,3})(?P<rest>[.)] +\S.*)$")
_BULLET = re.compile(r"^\s*[-*+] ")
#: `- [x] Đã duyệt`: a ticked box.
_TICK = re.compile(r"^(\s*[-*+] +)\[([ xX])\](?= )")
_TAGS = re.compile(r"</?(?:b|strong|i|em|u|br)\s*/?>", re.IGNORECASE)


def pictures(text: str) -> list[str]:
    """The names of the pictures that a text shows.

    >>> pictures("Xem ![Sơ đồ chợ](so-do.png) và [văn bản](vb.html)")
    ['Sơ đồ chợ']
    """
    return [match[1].strip() or match[2] for match in _PICTURE.finditer(text)]


def is_markdown(text: str, suffix: str) -> bool:
    """True for a text with headings or strong words of Markdown, or so named."""
    return suffix.lower() in (".md", ".markdown") or len(_SIGN.findall(text[:200_000])) > 1


def with_list_numbers(lines: Iterable[str]) -> Iterator[str]:
    """The lines with the numbers that a page shows: every item of a list may be typed as `1.`.

    >>> list(with_list_numbers(["1. Nộp hồ sơ", "   - bản chính", "1. Đóng phí", "## Khác", "1. Nhận giấy"]))
    ['1. Nộp hồ sơ', '   - bản chính', '2. Đóng phí', '## Khác', '1. Nhận giấy']
    """
    open_lists: dict[int, tuple[str, int]] = {}
    for line in lines:
        item = _ITEM.match(line)
        indent = len(line) - len(line.lstrip())
        if item is not None:
            open_lists = {depth: last for depth, last in open_lists.items() if depth <= indent}
            typed, last = open_lists.get(indent, ("", 0))
            value = last + 1 if item["number"] == typed else int(item["number"])
            open_lists[indent] = (item["number"], value)
            yield f"{item['indent']}{value}{item['rest']}"
            continue
        if line.strip() and (indent == 0 or _HEADING.match(line)) and not _BULLET.match(line):
            open_lists = {}
        yield line


def shown_line(line: str) -> tuple[str, bool]:
    """A line as it is shown, and whether it is a heading or bold as a whole.

    >>> shown_line("## Điều 1. **Phạm vi**"), shown_line("1\\\\. Theo [Kế hoạch](kh.html) *này*")
    (('Điều 1. Phạm vi', True), ('1. Theo Kế hoạch này', False))
    """
    if _FENCE.match(line):
        return "", False
    heading = _HEADING.match(line)
    text = heading["text"] if heading else _TICK.sub(_ticked, _QUOTE.sub("", line))
    strong = _STRONG.fullmatch(text.strip())
    text = _PICTURE.sub(lambda match: match[1], text)
    text = _LINK.sub(lambda match: match[1], _STRONG.sub(r"\2", _TAGS.sub("", text)))
    text = _EMPHASIS.sub(lambda match: match[1] or match[2], text)
    return _ESCAPE.sub(r"\1", text), heading is not None or strong is not None


def _ticked(match: re.Match[str]) -> str:
    return match[1] + ("☐" if match[2] == " " else "☑")
