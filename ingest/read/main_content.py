"""The article among the lines of a web page: shared by HTML and by pages saved as text.

The rule is about prose, not about one site: an article is the stretch of lines where full sentences prevail;
teasers, menus and link lists are short lines without a full stop, and they stand before, after or between.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_IMAGE = re.compile(r"!\[.*?\]\([^)]*\)")
_IMAGE_LINE = re.compile(r"^\s*!\[")
_LINK_ONLY = re.compile(r"^\s*[*\-•]?\s*\[[^\]]+\]\([^)]*\)\s*\|?\s*$")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_CAPTION = re.compile(
    r"(?:^\s*(?:ảnh|hình|nguồn|photo)\b[^.]{0,40}:|[.(\-–]\s*(?:ảnh|nguồn ảnh|hình ảnh|photo)(?:\s+minh họa)?\s*[:.])",
    re.IGNORECASE,
)
_TEASERS = re.compile(
    r"^\s*(?:các\s+)?(?:tin(?:\s+bài)?|bài(?:\s+viết)?|chủ đề|video|ảnh|chuyên mục)\s+"
    r"(?:liên quan|khác|mới(?: nhất)?|nổi bật|cùng chuyên mục|đọc nhiều|xem nhiều|tiêu điểm)|"
    r"^\s*(?:đọc nhiều|xem nhiều|xem thêm|đọc thêm|có thể bạn quan tâm|bình luận|ý kiến bạn đọc|từ khóa|tags?|"
    r"chia sẻ|theo dõi|đăng nhập|đăng ký|multimedia|cùng chuyên mục|tin mới|trang chủ)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.;:!?…][\"”’)\]]*\s*\Z")
_OFFICIAL = re.compile(
    r"C[ỘÔ]NG\s+H(?:ÒA|OÀ|ÕA)\s+X[ÃA]\s+H[ỘÔ]I\s+CH[ỦU]|ĐẢNG CỘNG SẢN VIỆT NAM"
    r"|^\s*Số\s*:?\s*\d*\s*/|^\s*Điều\s+\d+\s*\.",
    re.MULTILINE,
)
#: A paragraph of an article has about this many characters; a headline of a teaser list fewer.
_PROSE = 120
#: What a line without a sentence subtracts from the score of a stretch, in characters.
_NOISE_COST = 90
_TITLE_LENGTH = 200


def is_saved_page(text: str) -> bool:
    """True for a text file that is a web page saved as text rather than a document."""
    if len(_OFFICIAL.findall(text)) >= 2:
        return False
    images = len(_IMAGE.findall(text)) + text.count("![]")
    teasers = sum(bool(_TEASERS.match(line)) for line in text.splitlines())
    links = len(_LINK.findall(text))
    return images + links >= 3 or teasers >= 2 or (images + links >= 1 and teasers >= 1)


def is_official_document(text: str) -> bool:
    """True for a text with the marks of an administrative document (then no prose rule applies)."""
    return len(_OFFICIAL.findall(text)) >= 2


def is_teaser(line: str) -> bool:
    """True for the heading of a list of other pages (`Tin liên quan`, `Đọc nhiều`)."""
    return bool(_TEASERS.match(line))


def holds_official_mark(text: str) -> bool:
    """True for a text with one mark of an administrative document: it is no menu."""
    return bool(_OFFICIAL.search(text))


def article_lines(lines: Sequence[str]) -> list[str]:
    """The article among the lines of a page: its title and its paragraphs."""
    clean = [_strip_markup(line) for line in lines]
    start, end = _best_stretch(clean)
    if start == end:
        return []
    title = next((index for index in range(start - 1, -1, -1) if clean[index]), None)
    kept: list[str] = []
    if title is not None and len(clean[title]) <= _TITLE_LENGTH and not _TEASERS.match(clean[title]):
        kept.append(clean[title])
    kept.extend(line for line in clean[start:end] if line and not _TEASERS.match(line))
    return kept


def _strip_markup(line: str) -> str:
    """The line's words, "" for images, captions, link lines and table remnants."""
    if _IMAGE_LINE.match(line) or _LINK_ONLY.match(line):
        return ""
    bare = _LINK.sub(r"\1", _IMAGE.sub("", line))
    if bare.count("|") == 1 and (bare.rstrip().endswith("|") or bare.lstrip().startswith("|")):
        return ""  # one cell of a picture's table: the caption
    bare = bare.strip().strip("|").strip()
    if len(bare) < 2 * _TITLE_LENGTH and _CAPTION.search(bare):
        return ""
    return bare


def _prose_score(line: str) -> int:
    if not line:
        return 0
    ended = bool(_SENTENCE_END.search(line))
    if len(line) >= _PROSE and (ended or ". " in line or len(line) > 3 * _PROSE):
        return min(len(line), 600)
    if ended and len(line) > 40:
        return len(line) // 2
    return -_NOISE_COST if not _TEASERS.match(line) else -6 * _NOISE_COST


def _best_stretch(lines: Sequence[str]) -> tuple[int, int]:
    """The stretch with the highest sum of scores (Kadane)."""
    best, best_range = 0, (0, 0)
    total, start = 0, 0
    for index, line in enumerate(lines):
        score = _prose_score(line)
        if total <= 0:
            total, start = 0, index
        total += score
        if total > best and score > 0:
            best, best_range = total, (start, index + 1)
    return best_range
