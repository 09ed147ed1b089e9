"""Secrecy marks among the lines of a file: a mark stands for itself, a mention stands in a sentence, a title or a list.

Every form is brought to one shape first (look-alike letters, spaced and dotted letters); then the line as a whole must
be a mark, and what stands around it must not make it part of a sentence or of a list of the levels.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.read.screening.screened_lines import ScreenedLine
from ingest.text.normalize import fold, nfc

Level = Literal["tuyet", "toi", "mat", "secret", ""]

_LOOKALIKES = str.maketrans("АВЕКМНОРСТУХІΑΒΕΗΙΚΜΝΟΡΤΥΧ", "ABEKMHOPCTYXIABEHIKMNOPTYX")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"))
#: Letters set apart: at least three, one by one, with blanks or signs between them.
_APART = re.compile(r"(?<!\w)(?:[^\W\d_][\s.\-–_·•*,/|]{1,4}){2,}[^\W\d_](?![\w])")
_GAP = r"[\W_]{0,4}"
_LEVEL = rf"(?P<level>tuyệt{_GAP}mật|tối{_GAP}mật|mật)"
_URGENT = r"(?:h[ỏo][ảa] tốc|thượng khẩn|khẩn)"
_SIGNS = r"[\W_]*"
_COPY = (
    r"(?:bản\s*(?:sao\s*)?(?:thứ|số)?\s*[:.]?\s*[\d./… -]*|số\s*(?:bản|quản lý|lượng)?\s*[:.]?\s*[\d./…-]+"
    rf"|n[oº°]\s*[:.]?\s*\d+|[abc]|{_URGENT}|thời hạn (?:bảo vệ )?.{{0,40}}|không (?:sao chụp|phổ biến).{{0,30}})"
)
_TAIL = rf"(?:[\W_]+{_COPY})*{_SIGNS}"
_MARK = re.compile(
    rf"^{_SIGNS}(?:{_URGENT}[\W_]+)?(?:độ\s+(?=tuyệt|tối))?{_LEVEL}(?P<tail>(?:[\W_]+(?P=level))*{_TAIL})$",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^\W*\d{1,3}(?:\s*/\s*\d{1,3})?\W*$")
_LABELLED = re.compile(
    r"^[\W_]*(?:(?:văn bản|tài liệu|hồ sơ)(?: này)? (?:thuộc|có|mang) )?(?:dấu )?(?:chỉ )?"
    r"(?:(?:mức|cấp)\s*(?:độ\s*)?(?:bảo\s*)?|độ\s*(?:bảo\s*)?|dấu\s*)mật(?:\s*[:：–-]+|\s+là\b)(?P<value>.*)$",
    re.IGNORECASE,
)
#: Labels of other words: what stands behind them must be a level in capitals, or one that nothing else is called by.
_CLASSED = re.compile(
    rf"^[\W_]*(?i:phân loại|xếp loại|loại|mức(?:\s*độ)?|độ|đóng dấu|confidential|classified)\s*[:：–-]+\s*"
    rf"(?:(?i:tuyệt|tối){_GAP}(?i:mật)|MẬT)(?:[\W_]+{_COPY})*{_SIGNS}$"
)
#: The signs of the levels on envelopes.
_LETTER = re.compile(r"^[\W_]*[ABC][\W_]*$")
_TICKED = re.compile(rf"[☑☒■✓✔x×\[]\]?\s*{_LEVEL}(?!\w)", re.IGNORECASE)
_BOX = re.compile(r"[☐□▢]|\[\s\]")
_VALUE = re.compile(rf"^{_SIGNS}{_LEVEL}(?P<tail>{_TAIL})$", re.IGNORECASE)
_THING = r"(?:tài liệu|văn bản|hồ sơ|công văn|điện)"
_AIM = r"(?:\W+(?:không|cấm|nghiêm cấm|chỉ|lưu hành|thu hồi|bản số|thời hạn)\b.*)?"
_PROPERTY = re.compile(
    rf"^{_SIGNS}(?:đây là )?(?:tài liệu (?:tuyệt |tối )?mật|{_THING} (?:tuyệt|tối) mật"
    rf"|{_THING} (?:này )?(?:thuộc|có|chứa) (?:danh mục |nội dung )?bí mật nhà nước(?:\W+độ\W+(?:tuyệt |tối )?mật)?)"
    rf"{_AIM}{_SIGNS}$",
    re.IGNORECASE,
)
_PROPERTY_CAPITAL = re.compile(rf"^{_SIGNS}{_THING} mật{_AIM}{_SIGNS}$", re.IGNORECASE)
_STAMPS = re.compile(
    r"^\W*(?:thời\s+hạn\s+bảo\s+vệ(?:\s+bí\s+mật(?:\s+nhà\s+nước)?)?\s*:\s*(?:\d|từ|đến|kể|vô|[.…])|GIẢI\s+MẬT\W*$"
    r"|TÀI\s+LIỆU\s+THU\s+HỒI\W*$|CHỈ\s+NGƯỜI\s+CÓ\s+TÊN\s+MỚI\s+ĐƯỢC\s+BÓC\s+BÌ)",
    re.IGNORECASE,
)
_CAPITAL_STAMP = re.compile(r"(?i)giải\s+mật|thu\s+hồi|bóc\s+bì")
_NUMBER_SUFFIX = re.compile(r"^\W*Số\s*:?\s*\d+[^\s]*-(?:M|TM|TuM)\s*$")
_ENGLISH = re.compile(r"^\W*(?:TOP\s+)?SECRET\W*$")
#: A mark in one line with the words of the head beside it: behind the number, before or behind the national title.
_CAPITAL_LEVEL = rf"(?P<level>TUYỆT{_GAP}MẬT|TỐI{_GAP}MẬT|MẬT)"
_BESIDE = (
    re.compile(rf"(?:\s{{2,}}|\t|[|│])\W*{_CAPITAL_LEVEL}\W*$"),
    re.compile(rf"^\W*{_CAPITAL_LEVEL}\W*(?:\s{{2,}}|\t|[|│])"),
    re.compile(rf"(?i:^\W*số\s*:?\s*\d*\s*/\s*\S+|^\W*số\s*:?\s*\d+\S*)\W+{_CAPITAL_LEVEL}\W*$"),
    re.compile(rf"^\W*{_CAPITAL_LEVEL}\W+(?:CỘNG\s+HÒA|CỘNG\s+HOÀ|ĐẢNG\s+CỘNG|Độc\s+lập|Số\s*:)"),
    re.compile(rf"(?:VIỆT\s+NAM|Hạnh\s+phúc)\W+{_CAPITAL_LEVEL}\W*$"),
)
_CAPITALS_ONLY = re.compile(r"(?<!\w)(?P<level>TUYỆT\s+MẬT|TỐI\s+MẬT)(?!\w)")
_TITLE_WORD = re.compile(r"(?<!\w)(?:VỀ|CÁC|VÀ|HOẶC|ĐỘ|BẢO VỆ|QUẢN LÝ|TIẾP NHẬN|MẪU|DẤU|CỦA|ĐỐI VỚI)(?!\w)|[,;]")
_LONGEST, _LONGEST_CAPITALS = 200, 60
#: A title goes on in the next line behind these words, a sentence behind a long line that does not end.
_TITLE_GOES_ON = re.compile(
    r"(?:BÍ|TÀI LIỆU|VĂN BẢN|HỒ SƠ|ĐỘ|TIN|CÔNG VĂN|BẢO|LỘ|CƠ|VÀ|HOẶC|LOẠI|DẤU|NGHIÊM|TUYỆT|TỐI)$|,$"
)
_TITLE_WORDS, _SENTENCE = 3, 45
_ENDS = ".;!?:"
#: The levels stand in a list within so many lines.
_LIST_REACH = 6
_LIST_MARK = re.compile(r"^\s*(?:[-–+•*▪o]\s+|\(?[a-zđ0-9]{1,3}[.)]\s*)")
_PLAIN_LEVEL = re.compile(
    rf"^{_SIGNS}(?P<level>TUYET{_GAP}MAT|TOI{_GAP}MAT|MAT)(?P<tail>{_SIGNS}(?:BAN SO\W*\d*\W*)?)$"
)


@dataclass(frozen=True, slots=True)
class _Mark:
    """A line that is a mark by its words: its level, and whether its form alone settles it."""

    level: Level
    certain: bool


def has_secrecy_mark(lines: Sequence[ScreenedLine]) -> bool:
    """True if one of the lines is a secrecy mark, in whichever form it is set."""
    found = [(index, mark) for index, line in enumerate(lines) if (mark := _mark(line)) is not None]
    for index, mark in found:
        line = lines[index]
        if mark.certain:
            return True
        before = lines[index - 1].text.strip() if index else ""
        if _goes_on(before, line):
            continue
        if line.place == "body" and _is_listed(index, mark, found):
            continue
        if not _is_capital(line.text) and _is_listed(index, mark, found):
            continue
        return True
    return False


def is_stamp_text(text: str) -> bool:
    """True if the words that OCR read in a stamp are those of a secrecy mark, whatever their accents."""
    plain = fold(_one_shape(text)).upper()
    return _PLAIN_LEVEL.match(plain) is not None


def _mark(line: ScreenedLine) -> _Mark | None:
    raw = nfc(line.text).strip()
    if not raw or len(raw) > _LONGEST:
        return None
    text = _one_shape(raw)
    if not _speaks_of_secrets(text):
        return None
    if _is_certain(text, line, raw):
        return _Mark(_level_of(text), certain=True)
    if _is_certain_beside(text, raw, line):
        return _Mark("", certain=True)
    return _alone(text, line)


def _speaks_of_secrets(text: str) -> bool:
    folded = fold(text)
    return "mat" in folded or "secret" in folded or "bao ve" in folded or "thu hoi" in folded or "boc bi" in folded or (
        folded.lstrip(" .:").startswith("so")
    )  # fmt: skip


def _is_certain(text: str, line: ScreenedLine, raw: str) -> bool:
    """A label with its level, a sentence that says it of the document, a stamp's own words, a number's ending."""
    if _is_labelled(text) or _CLASSED.match(text):
        return True
    if _PROPERTY.match(text) and not _LIST_MARK.match(raw) and text[-1:] != ";":
        return True
    if _PROPERTY_CAPITAL.match(text) and text == text.upper() and line.place != "body":
        return True
    stamp = _STAMPS.match(text)
    if stamp is not None:
        return not _CAPITAL_STAMP.search(text) or text == text.upper()
    if _NUMBER_SUFFIX.match(text):
        return line.place != "body"
    return _ENGLISH.match(text) is not None


def _is_labelled(text: str) -> bool:
    """True for `Độ mật: Tối mật`; a label that lists the levels to choose from says nothing, one ticked does."""
    match = _LABELLED.match(text)
    if match is None:
        return False
    value = match["value"]
    if _LETTER.match(value):
        return True
    if len(re.findall(r"(?i)(?<!\w)mật(?!\w)", value)) > 1:
        return bool(_TICKED.search(value)) and bool(_BOX.search(value))
    return _VALUE.match(value) is not None and not _BOX.search(value)


def _is_certain_beside(text: str, raw: str, line: ScreenedLine) -> bool:
    """A mark in one line with words of the head."""
    if line.place == "body":
        return False
    if any(pattern.search(nfc(raw)) for pattern in _BESIDE):
        return True
    capital = text == text.upper() and len(text) < _LONGEST_CAPITALS and not _TITLE_WORD.search(text)
    return capital and _CAPITALS_ONLY.search(text) is not None and not _MARK.match(text)


def _alone(text: str, line: ScreenedLine) -> _Mark | None:
    """The mark that is the whole line."""
    match = _MARK.match(text)
    if match is not None and not _is_quoted(text):
        level = match["level"]
        if level == level.upper():
            listed = _LIST_MARK.match(line.text) and line.place == "body"
            return None if listed else _Mark(_level_of(level), certain=False)
        if level[0].isupper() and not _LIST_MARK.match(line.text) and text.rstrip()[-1] not in ".,;:":
            return _Mark(_level_of(level), certain=False)
        return None
    return _plain_alone(text, line)


def _plain_alone(text: str, line: ScreenedLine) -> _Mark | None:
    """The mark without its accents, or as OCR misread them; `MAT` alone only where OCR read it near a page's edge."""
    if text != text.upper():
        return None
    plain = fold(text).upper()
    match = _PLAIN_LEVEL.match(plain)
    if match is None:
        return None
    level = _level_of(match["level"])
    written_plain = plain == text
    if level != "mat":
        return _Mark(level, certain=False) if written_plain or line.from_ocr else None
    return _Mark(level, certain=False) if line.from_ocr and line.place != "body" else None


def _one_shape(text: str) -> str:
    """The line with Latin letters for look-alikes and full-width ones, and letters set apart put together."""
    joined = unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).translate(_LOOKALIKES)
    joined = _APART.sub(lambda match: re.sub(r"[\W_]", "", match.group()), nfc(joined))
    return " ".join(joined.split())


def _level_of(text: str) -> Level:
    folded = fold(text)
    for level, word in (("tuyet", "tuyet"), ("toi", "toi"), ("secret", "secret"), ("mat", "mat")):
        if word in folded:
            return level  # type: ignore[return-value]
    return ""


def _is_capital(text: str) -> bool:
    return text == text.upper()


def _is_quoted(text: str) -> bool:
    stripped = text.strip(" .;,")
    return len(stripped) > 2 and stripped[0] in "\"“‘«'" and stripped[-1] in "\"”’»'"


def _goes_on(before: str, line: ScreenedLine) -> bool:
    """True if the line before is a title or a sentence that this line ends."""
    if line.framed or not before:
        return False
    if _is_capital(before):
        return len(before.split()) >= _TITLE_WORDS and bool(_TITLE_GOES_ON.search(before))
    if _is_capital(line.text):
        return False
    return before[-1] in ":," or (len(before) >= _SENTENCE and before[-1] not in _ENDS)


def _is_listed(index: int, mark: _Mark, found: Sequence[tuple[int, _Mark]]) -> bool:
    """True if another level stands near: the levels are being named."""
    return any(other.level not in ("", mark.level) and abs(place - index) <= _LIST_REACH for place, other in found)
