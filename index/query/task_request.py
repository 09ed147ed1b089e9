"""Questions to the register of tasks: "việc của Sở Nội vụ", "nhiệm vụ nào quá hạn", "STC phải làm gì trước 30/6".

Such a question is nothing but a body, a state and a time: every word of it must be one of these or say nothing. With
any other word it asks about a topic or a document, and its passages answer.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

TaskKind = Literal["all", "open", "due", "overdue", "done"]


@dataclass(frozen=True, slots=True)
class TaskTime:
    """A time as typed: a day, a month, a quarter or a year; what is not said is None. ``until`` is "trước", "đến"."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    quarter: int | None = None
    until: bool = False

    def span(self, today: date) -> tuple[date, date] | None:
        """The first and the last day meant, seen from today; None for a day that no month has.

        "Trước 30/6" begins with the year: what was due long ago is asked for as overdue.
        """
        year = self.year or today.year
        first, last = self.month or 1, self.month or 12
        if self.quarter:
            first, last = 3 * self.quarter - 2, 3 * self.quarter
        try:
            begin, end = date(year, first, self.day or 1), date(year, last, self.day or _month_days(year, last))
        except ValueError:
            return None
        return (date(year, 1, 1) if self.until else begin), end


@dataclass(frozen=True, slots=True)
class TaskRequest:
    """What is asked of the register: whose tasks, in which state, due when. ``body`` is as typed.

    ``due`` asks for tasks whose day is near, where no time is said.
    """

    body: str | None
    kind: TaskKind
    role: Literal["lead", "coordinate"] | None
    time: TaskTime | None


_PLACE = re.compile(r"\((?:tinh|thanh pho) [\w ]+\)\s*$")
#: Words after a body's name. Many are also syllables of names ("Tư pháp", "Lâm Đồng", "Giao thông", "Hà Nam"), so most
#: count only with the word that follows.
_AFTER_NAME = (
    r"giao (?:cho|nhung|cac|viec|gi|nhiem)|phai|lam (?:gi|nhung|viec|cac)|co (?:gi|nhiem|viec|nhung|cac|bao|trach)"
    r"|thi (?:sao|lam|phai|co)|duoc|trong (?:thang|quy|nam|ngay|ke|cac|nhung|van|kho|phu|muc|dieu)|theo|thuc hien"
    r"|gi|chu tri|phoi hop|la (?:gi|nhung)|trach nhiem|nhung|the nao|can (?:lam|phai|thuc|hoan|xong)|nay"
    r"|do (?:ai|\w+ chu)|qua (?:han|thoi)|den (?:het|han|ngay|nam|thang|quy|\d)|truoc|tu (?:nay|ngay|thang|\d)|vao"
    r"|tre han|cham (?:nhat|tien|han)|chua (?:lam|xong|hoan|thuc)|da (?:lam|xong|hoan|thuc|duoc|qua|het)|se"
    r"|dang (?:lam|phai|co|thuc|duoc)|con (?:viec|nhiem|phai|gi|chua|nhung|bao)|bi (?:qua|tre|cham)|sap|nam \d"
    r"|thang \d|quy (?:[ivx]+\b|\d)|han|hien (?:nay|co|dang)|hoan thanh|nhiem vu|viec|cong viec|ra sao|nhu the|nao"
    r"|cac nhiem"
)
_BODY = re.compile(
    r"\b(?:so|bo|ubnd|uy ban nhan dan|cong an|phong|ban quan ly|ban to chuc|ban dan toc|van phong|chi cuc|cuc|vien"
    r"|trung tam|(?<!nhiem )(?<!chuc )(?<!dich )vu|thanh tra|hoi|bao(?! (?:nhieu|gom|cao|gio))|dai|truong|kho bac"
    r"|bao hiem|bo chi huy|s[a-z]{1,8}|lien doan|tinh doan|lien minh)"
    rf"(?:[ &,–-]+(?!(?:{_AFTER_NAME})\b)[a-z&]+(?!\w)){{0,9}}"
)
_KIND = re.compile(r"so\b|(?!s)")
#: Short forms of departments are bodies by themselves; a syllable that begins with s is not.
_SHORT = re.compile(r"s(?:nv|tc|yt|tp|xd|ct|gddt|khcn|nnmt|vhttdl|ngv|tttt|khdt|gtvt|tnmt|ldtbxh|nnptnt)")
_STATES: tuple[tuple[TaskKind, re.Pattern[str]], ...] = (
    ("overdue", re.compile(r"\b(?:qua han|tre han|qua thoi han|cham (?:tien do|han)|da het han|het han)\b")),
    ("done", re.compile(r"\bda (?:lam|xong|hoan thanh|thuc hien)(?: xong)?\b")),
    ("due", re.compile(r"\b(?:sap |gan )?(?:den han|toi han)(?: hoan thanh)?\b")),
    ("open", re.compile(r"\b(?:chua (?:lam|xong|hoan thanh|thuc hien)(?: xong)?|con phai lam)\b")),
)
_ROLES: tuple[tuple[Literal["lead", "coordinate"], re.Pattern[str]], ...] = (
    ("lead", re.compile(r"\b(?:chu tri|dung dau|lam dau moi)\b")),
    ("coordinate", re.compile(r"\bphoi hop\b")),
)
_UNTIL = r"(?P<until>(?:tu nay )?(?:truoc|cho den|den het|den|toi|cham nhat|muon nhat)(?: (?:het|la))* )?"
_YEAR = r"(?:(?: ?[/.-] ?| nam )(?P<year>(?:19|20)\d\d))?"
_TIMES = tuple(
    re.compile(rf"{_UNTIL}(?:(?:trong|vao|han|co han|den han)(?: chot| cuoi)? )*{unit}(?![\w/])")
    for unit in (
        rf"(?:ngay )?(?P<day>\d{{1,2}}) ?(?:[/.-]| thang ) ?(?P<month>\d{{1,2}}){_YEAR}",
        rf"thang (?P<month>\d{{1,2}}){_YEAR}",
        rf"quy (?P<quarter>iv|i{{1,3}}|[1-4]){_YEAR}",
        r"nam (?P<year>(?:19|20)\d\d)",
    )
)
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_ASKS = re.compile(
    r"\b(?:viec|nhiem vu|lam (?:gi|nhung gi)|giao (?:gi|nhung gi)|qua han|tre han|den han|cham tien do|dau viec)\b"
)
#: Without a body and a state only what must be done by a time is asked of the register.
_DUE = re.compile(r"\b(?:hoan thanh|xong|han|phai lam)\b")
_NOTHING = frozenset(
    re.findall(
        r"\w+",
        "cho toi em minh xem biet hoi liet ke danh sach tim tat ca toan bo cac nhung moi co gi nao viec cong "
        "nhiem vu dau trach duoc giao phai can se dang hien nay lam thuc chu tri phoi hop hoan thanh xong cua "
        "ma do thuoc la bao gom nhu the ra sao bi da con chua hom den ke hoach van ban kho trong tren theo "
        "thoi nhe a hay va voi tai dung dau moi bao nhieu lap thong ke tong hop ai dau gio nhi vay roi tinh "
        "het han so don vi quan",
    )
)


def task_request(text: str, folded: str) -> TaskRequest | None:
    """What a question asks of the register; None when it asks for something else.

    >>> task_request("việc của Sở Nội vụ", "viec cua so noi vu").body
    'Sở Nội vụ'
    >>> task_request("Nhiệm vụ nào quá hạn?", "nhiem vu nao qua han?").kind
    'overdue'
    >>> task_request("Sở Y tế làm gì để chống dịch?", "so y te lam gi de chong dich?") is None
    True
    """
    if len(text) != len(folded) or _ASKS.search(folded) is None:
        return None
    place = _PLACE.search(folded)
    rest = folded[: place.start()] if place else folded
    kind, rest = _without_state(rest)
    time, rest = _without_time(rest)
    role = next((role for role, cue in _ROLES if cue.search(rest)), None)
    body = next((found for found in _BODY.finditer(rest) if _is_name(found.group())), None)
    if body is not None:
        rest = f"{rest[: body.start()]} {rest[body.end() :]}"
    if body is None and kind == "all" and (time is None or _DUE.search(folded) is None):
        return None
    if set(re.findall(r"\w+", rest)) - _NOTHING:
        return None
    return TaskRequest(_typed_name(text, body, place), kind, role, time)


def _is_name(found: str) -> bool:
    """True for a kind of body with its name, or for the short form of a department."""
    first, *others = found.split()
    return _SHORT.fullmatch(first) is not None or (bool(others) and _KIND.match(found) is not None)


def _typed_name(text: str, body: re.Match[str] | None, place: re.Match[str] | None) -> str | None:
    """The body as typed, with the place of the house where that was added."""
    if body is None:
        return None
    name = text[body.start() : body.end()].strip(" ,")
    return f"{name} {text[place.start() : place.end()].strip(' ()')}" if place else name


def _without_time(folded: str) -> tuple[TaskTime | None, str]:
    """The time in a question, and the question with blanks in its place: every other word keeps its own."""
    for pattern in _TIMES:
        found = pattern.search(folded)
        if found is None:
            continue
        said = found.groupdict()
        year, month, day = (int(said[name]) if said.get(name) else None for name in ("year", "month", "day"))
        quarter = said.get("quarter")
        counted = (_QUARTERS.get(quarter) or int(quarter)) if quarter else None
        time = TaskTime(year, month, day, counted, until=said["until"] is not None)
        return time, f"{folded[: found.start()]}{' ' * len(found.group())}{folded[found.end() :]}"
    return None, folded


def _without_state(folded: str) -> tuple[TaskKind, str]:
    """The state asked for, and the question with blanks in its place."""
    for kind, cue in _STATES:
        found = cue.search(folded)
        if found is not None:
            return kind, f"{folded[: found.start()]}{' ' * len(found.group())}{folded[found.end() :]}"
    return "all", folded


def _month_days(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]
