"""Date and time formats of a workbook: `mm/yyyy` shows 03/2025, `h:mm` 7:30, `[h]:mm` 27:30."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

_TOKEN = re.compile(
    r'"[^"]*"?|\\.|\[(?:h+|m+|s+)\]|\[[^\]]*\]|_.|\*.|AM/PM|A/P|y+|m+|d+|h+|s+|\.0+|.', re.DOTALL | re.IGNORECASE
)
_LITERALS = re.compile(r'"[^"]*"?|\\.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|_.|\*.', re.IGNORECASE)
#: What the built-in formats show on a machine set to Vietnamese.
_BY_LOCALE = {"mm-dd-yy": "dd/mm/yyyy", "m/d/yy h:mm": "dd/mm/yyyy h:mm", "General": "dd/mm/yyyy"}
_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
_SHORT_WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
_MONTHS = (
    "Tháng Một", "Tháng Hai", "Tháng Ba", "Tháng Tư", "Tháng Năm", "Tháng Sáu", "Tháng Bảy", "Tháng Tám",
    "Tháng Chín", "Tháng Mười", "Tháng Mười Một", "Tháng Mười Hai",
)  # fmt: skip

Moment = date | datetime | time | timedelta


def is_date_format(section: str) -> bool:
    """True for a format of dates or times; letters inside quotation marks say nothing.

    >>> is_date_format("dd/mm/yyyy"), is_date_format('0 "ngày"')
    (True, False)
    """
    return bool(re.search(r"[ymdhs]", _LITERALS.sub("", section), re.IGNORECASE)) and "General" not in section


def shown_date(value: Moment, section: str) -> str:
    """The day or time as the sheet shows it.

    >>> shown_date(date(2025, 3, 1), "mm/yyyy"), shown_date(time(7, 30), "h:mm")
    ('03/2025', '7:30')
    """
    section = _BY_LOCALE.get(section, section)
    if isinstance(value, timedelta) and not is_date_format(section):
        section = "[h]:mm:ss"
    elif isinstance(value, time) and not re.search("[hs]", section, re.IGNORECASE):
        section = "hh:mm"
    elif not is_date_format(section):
        section = "dd/mm/yyyy"
    tokens = _date_tokens(section)
    twelve = any(token.upper() in ("AM/PM", "A/P") for token in tokens)
    return "".join(_shown_token(tokens, index, value, twelve) for index in range(len(tokens))).strip()


@lru_cache(maxsize=1000)
def _date_tokens(section: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(section))


def _shown_token(tokens: tuple[str, ...], index: int, value: Moment, twelve: bool) -> str:
    token = tokens[index]
    lower = token.lower()
    if lower[0] in '"\\':
        return token[1:].rstrip('"') if token[0] == '"' else token[1:]
    if lower[0] in "[_*@;":
        return _elapsed(value, lower) if re.fullmatch(r"\[(?:h+|m+|s+)\]", lower) else ""
    if lower in ("am/pm", "a/p"):
        return "CH" if _clock(value).hour >= 12 else "SA"
    if lower[0] in "yd" or (lower[0] == "m" and not _is_minute(tokens, index)):
        return _day_part(value, lower)
    if lower[0] in "hms":
        return _time_part(_clock(value), lower, twelve)
    if re.fullmatch(r"\.0+", lower):
        return f",{_clock(value).microsecond:06d}"[: len(lower)]
    return token


def _is_minute(tokens: tuple[str, ...], index: int) -> bool:
    """True for `m` behind hours or before seconds."""
    if len(tokens[index]) > 2:
        return False
    before = next((t.lower() for t in reversed(tokens[:index]) if t[0].lower() in "ymdhs" or t[0] == "["), "")
    after = next((t.lower() for t in tokens[index + 1 :] if t[0].lower() in "ymdhs"), "")
    return before.strip("[]").startswith("h") or after.startswith("s")


def _elapsed(value: Moment, token: str) -> str:
    clock = _clock(value)
    seconds = (
        int(value.total_seconds())
        if isinstance(value, timedelta)
        else clock.hour * 3600 + clock.minute * 60 + clock.second
    )
    units = {"h": 3600, "m": 60, "s": 1}[token[1]]
    return str(seconds // units).rjust(len(token) - 2, "0")


def _clock(value: Moment) -> time:
    if isinstance(value, datetime):
        return value.time()
    if isinstance(value, time):
        return value
    if isinstance(value, timedelta):
        seconds = int(value.total_seconds()) % 86_400
        return time(seconds // 3600, seconds // 60 % 60, seconds % 60, value.microseconds)
    return time()


def _day_part(value: Moment, token: str) -> str:
    if not isinstance(value, date):
        return ""
    if token[0] == "y":
        return f"{value.year:04d}" if len(token) > 2 else f"{value.year % 100:02d}"
    if token[0] == "m":
        return (str(value.month), f"{value.month:02d}", f"Thg{value.month}", _MONTHS[value.month - 1])[
            min(len(token), 4) - 1
        ]
    names = (str(value.day), f"{value.day:02d}", _SHORT_WEEKDAYS[value.weekday()], _WEEKDAYS[value.weekday()])
    return names[min(len(token), 4) - 1]


def _time_part(clock: time, token: str, twelve: bool) -> str:
    hour = (clock.hour + 11) % 12 + 1 if twelve else clock.hour
    number = {"h": hour, "m": clock.minute, "s": clock.second}[token[0]]
    return f"{number:02d}" if len(token) > 1 else str(number)
