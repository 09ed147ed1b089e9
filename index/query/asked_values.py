"""Values that a question asks for: a sum, a number, a length of time, a place, a leader, the day of a report.

All functions take the folded question. They are narrower than its intent: a question of the intent ``money`` may be
answered by the source of the funds, one that asks for an amount only by a sum.
"""

from __future__ import annotations

import re
from typing import Literal

_AMOUNT = re.compile(
    r"\b(?:bao nhieu (?:tien|dong|ty|trieu|kinh phi)"
    r"|(?:kinh phi|muc (?:tien|chi|phat|ho tro|thuong|luong|dong gop|thu)|so tien|tien (?:thuong|luong|phat)|hoc phi"
    r"|le phi|phi tham quan|luong co so|(?<!quoc )gia (?:ve|dat|ban|thue|nuoc|dien|dich vu))\b"
    r".{0,80}\b(?:la )?bao nhieu|chi bao nhieu"
    r"|(?<!so )(?<!chat )(?<!khoi )(?<!san )luong (?:toi thieu|giam doc|can bo|cong chuc|vien chuc|giao vien)"
    r".{0,60}\bbao nhieu)\b"
    r"|^(?!.*\b(?:ai|nao|dau|gi|khong|quy dinh)\b).*\b(?:(?<!quoc )gia (?:ve|dat)|hoc phi|le phi|luong co so)\b"
)
_TARGET = re.compile(r"\b(?:chi tieu|muc tieu|muc dich|phan tram)\b")
_COUNT = re.compile(r"\bbao nhieu\b|\bmay (?:bai|lop|nguoi|lan|tan|diem)\b")
#: "gấp mấy lần" compares two numbers; "mỗi năm mấy lần" counts how often.
_TIMES = re.compile(r"(?<!gap )(?<!tang )(?<!giam )\b(?:may|bao nhieu) lan\b(?! (?:so )?voi)")
#: Behind "năm mấy", "ngày mấy" stands no day: "mỗi năm mấy lần", "mỗi tháng mấy buổi".
NO_COUNTED = r"(?! (?:lan|luot|buoi|dot|ky|bai|lop|nguoi|tan|diem|cuoc|phien|chuyen|so|ca|gio)\b)"
_NO_NOUN = (
    r"(?!(?:tien|dong|ty|ti|trieu|nghin|phan|ngay|thang|nam|quy|lau|gio|tuan|phut|diem|lan|ha|hec|hecta|met|km|khoi|tan"
    r"|ta|kg|m2|m3|lit|xang|mi|ki|mot|moi|va|la|so|trong|cho|o|tai|de)\b)"
)
#: "máy chủ" folds to "may chu", so "mấy" counts only what is often counted.
_COUNTED_NOUN = re.compile(
    r"\b(?:bao nhieu\s+|(?<!so )(?<!thu )may\s+(?=(?:nguoi|thanh vien|lop|bai|xa|ca|ho|buoi|dot|dai bieu|uy vien)\b))"
    rf"{_NO_NOUN}(?P<noun>[a-z]{{2,}}(?:\s[a-z]{{2,}})?)\b"
)
_DURATION = re.compile(
    r"\bbao nhieu (?:ngay|thang|gio|phut|tuan|nam)\b|\bbao lau\b(?!.{0,80}\b(?:mot|1) lan\b)|\btrong may gio\b"
    # "số mấy ngày nào", "tháng mấy năm 2014", "lúc mấy giờ" ask for other things.
    r"|(?<!so )(?<!ngay )(?<!thang )(?<!quy )(?<!nam )\bmay (?:ngay|thang|phut|tuan|nam)\b"
)
_CONTACT = re.compile(r"\b(?:so dien thoai|dien thoai lien he|duong day nong|hotline|e-?mail|thu dien tu)\b")
_NAMES_SHARE = re.compile(r"%|\bphan tram\b|\bt[yi] le\b")
_LOCATION = re.compile(r"\b(?:o|tai) (?:dau|noi nao|dia diem nao)\b")
#: "kinh phí lấy ở đâu" asks for no place.
_SOURCE_OF_FUNDS = re.compile(r"\b(?:kinh phi|nguon|tien|von|gui|nop|can cu)\b.{0,40}\b(?:o|tai) dau\b")
_WHETHER = re.compile(r"\b(?:khong|chua)\W*$|\bhay khong\b|\bco phai\b|\bcan khong\b")
_LEADER = re.compile(r"\b(?:chu tri|dau moi|co quan thuong truc|chiu trach nhiem|dung ra lo)\b")
_REPORT = re.compile(
    r"\b(?:han|nop|gui|thoi han|che do)\s+(?:\w+\s+){0,2}?bao cao\b"
    r"|\bbao cao\b(?!\s+(?:so\s+)?\d).{0,60}\b(?:truoc|cham nhat|khi nao|bao gio|han|vao ngay|ngay nao)\b"
)
_BASES = re.compile(r"\bcan cu\b")
#: Kinds of values that a question may ask for, and the words that ask for each. "năm nào" asks for a year and nothing
#: else; "khi nào" for any time.
ValueKind = Literal[
    "hour", "day", "month", "quarter", "year", "time", "frequency", "length", "money", "share", "count", "body",
    "person", "place", "number", "contact", "rank",
]  # fmt: skip
_BODIES = "so|bo|ban|phong|vu|cuc|nganh|co quan|don vi|to chuc|cang vu|uy ban|ubnd|hoi|chi cuc|trung tam"
_ASKED_BY: tuple[tuple[ValueKind, str], ...] = (
    ("hour", r"\b(?:may gio|gio nao)\b"),
    ("day", rf"\bngay (?:nao|may{NO_COUNTED}|bao nhieu{NO_COUNTED})\b|\bhom nao\b"),
    ("month", rf"\bthang (?:nao|may)\b{NO_COUNTED}"),
    ("quarter", rf"\bquy (?:nao|may)\b{NO_COUNTED}"),
    ("year", rf"\b(?:nam (?:nao|may|bao nhieu))\b{NO_COUNTED}"),
    ("frequency", rf"\bbao lau\b.{{0,80}}\b(?:mot|1) lan\b|{_TIMES.pattern}"),
    ("length", _DURATION.pattern),
    ("time", r"\b(?:khi nao|bao gio|luc nao|han|thoi gian|thoi diem|thoi han|giai doan nao|deadline)\b"),
    ("contact", _CONTACT.pattern),
    ("share", r"\b(?:bao nhieu|may|bn) (?:%|phan tram)|\b(?:ty|ti) le\b.{0,60}\b(?:bao nhieu|may|bn)\b"),
    # "Tiếp dân vào thứ mấy" asks for a day of the week.
    (
        "rank",
        r"\b(?:xep|dung|hang|vi tri|vi thu)\b.{0,30}\bthu (?:may|bao nhieu)\b"
        r"|\b(?:hang|vi tri) (?:may|bao nhieu)\b",
    ),
    (
        "money",
        rf"{_AMOUNT.pattern}|\b(?:bao nhieu|may|bn) (?:tien|dong|ty|ti|trieu)\b"
        r"|\b(?:von|kinh phi|du toan|muc chi|muc phat)\b.{0,60}\bbao nhieu\b",
    ),
    (
        "count",
        r"\bbao nhieu\b(?! (?:tien|dong|ty|ti|trieu|phan tram|ngay|thang|nam|lau|gio|tuan))"
        r"|(?<!so )(?<!thu )\bmay (?!(?:gio|phan tram|ngay|thang|nam|tuan|phut)\b)[a-z]+",
    ),
    ("person", r"\b(?:ai|nguoi nao|dong chi nao|ong nao)\b"),
    ("body", rf"\b(?:{_BODIES}) nao\b|\bdau moi\b|\bchu tri\b|\bcho ai\b"),
    ("place", r"\b(?:o|tai) (?:dau|noi nao|dia diem nao)\b"),
    (
        "number",
        r"\bso (?:may|bao nhieu|hieu)\b|\b(?:quyet dinh|nghi dinh|van ban|nghi quyet|thong tu) (?:nao|may)\b",
    ),
)
_VALUE_KINDS = tuple((kind, re.compile(pattern)) for kind, pattern in _ASKED_BY)


def asks_amount(folded: str) -> bool:
    """True if a sum of money is asked for and nothing else will do.

    >>> asks_amount("gia ve tham quan la bao nhieu?"), asks_amount("kinh phi lay tu dau?")
    (True, False)
    """
    return _AMOUNT.search(folded) is not None


def asks_target(folded: str) -> bool:
    """True if a target, an aim or a percentage is asked for: a number in the answer is then called a target."""
    return _TARGET.search(folded) is not None


def asks_count(folded: str) -> bool:
    """True if the question asks how many."""
    return _COUNT.search(folded) is not None


def counted_noun(folded: str) -> str | None:
    """The noun whose number is asked for, its first two words; None for sums, times, shares and measures.

    >>> counted_noun("hoi dong co bao nhieu thanh vien"), counted_noun("rong bao nhieu ha")
    ('thanh vien', None)
    """
    match = _COUNTED_NOUN.search(folded)
    return match["noun"] if match else None


def names_share(folded: str) -> bool:
    """True if a percentage or a rate is spoken of, be it asked for or not: a column of shares may answer."""
    return _NAMES_SHARE.search(folded) is not None


def asks_location(folded: str) -> bool:
    """True if the question asks where something is or takes place.

    >>> asks_location("tru so dat o dau?"), asks_location("kinh phi lay o dau?")
    (True, False)
    """
    return _LOCATION.search(folded) is not None and _SOURCE_OF_FUNDS.search(folded) is None


def asks_whether(folded: str) -> bool:
    """True if it is asked whether something is so.

    >>> asks_whether("khach nuoc ngoai co duoc moi com khong?"), asks_whether("khong qua bao nhieu ngay?")
    (True, False)
    """
    return _WHETHER.search(folded) is not None


def asks_leader(folded: str) -> bool:
    """True if the leader is asked for in so many words ("ai chủ trì")."""
    return _LEADER.search(folded) is not None


def asks_report(folded: str) -> bool:
    """True if the question asks when a report is due."""
    return _REPORT.search(folded) is not None


def asks_completion(folded: str) -> bool:
    """True if the question asks when something must be completed."""
    return "hoan thanh" in folded


def asks_bases(folded: str) -> bool:
    """True if the bases of a document are asked for ("căn cứ"), and not the basis of one rule."""
    return _BASES.search(folded) is not None


def value_kinds(folded: str) -> frozenset[ValueKind]:
    """The kinds of values that a question asks for in so many words.

    >>> sorted(value_kinds("tong von la bao nhieu, hoan thanh nam nao?"))
    ['money', 'year']
    """
    kinds = {kind for kind, pattern in _VALUE_KINDS if pattern.search(folded)}
    if "money" in kinds or "share" in kinds:
        kinds.discard("count")
    if "frequency" in kinds:
        kinds.discard("length")
    if "rank" in kinds:
        kinds.discard("count")
    if not asks_location(folded):
        kinds.discard("place")
    return frozenset(kinds)
