"""Keys of bodies: two writings of one body have one key, so that a register can be asked by a body's name.

Documents print `Sở TT&TT`, `Sở Thông tin và Truyền thông`, `Giám đốc Sở Thông tin và Truyền thông tỉnh Gia Lai`. The
key is the name without accents, its short forms written out; the base is the key without the place that it is of.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.grammar.known_bodies import body_key, body_names
from ingest.grammar.territory import agencies

#: A column of the library holds so many characters; no body's name is longer.
LONGEST_KEY = 200
#: The head of a body stands for the body: a task given to the director is the department's.
_OFFICE = re.compile(
    r"^(?:(?:dong chi|giam doc|pho giam doc|thu truong|chu tich|pho chu tich|truong|chanh|lanh dao)\s+)+"
    r"(?=(?:so|bo|ubnd|hdnd|ban|cong an|cuc|chi cuc|phong|co quan|van phong|thanh tra|uy ban)\b)"
)
#: The place of a department, of a branch of the armed forces or of a board; of a committee the place is the name.
_PLACE = re.compile(r"^(?P<base>(?!ubnd\b|hdnd\b|uy ban\b|dang uy\b|hoi dong\b).+?) (?:tinh|tp)(?: .+)?$")


#: Words that a body given a task together with others is called by; with any other word the name says more.
_TOGETHER = frozenset(
    re.findall(
        r"\w+",
        "cac so ban nganh doan the co quan don vi dia phuong va thu truong tinh cap to chuc chinh tri xa hoi ubnd huyen"
        " thanh pho tp thi dac khu mttq tren lanh dao thuoc tat ca cua uy dang mat tran quoc truc thuoc",
    )
)
#: Keys under which a task given to many bodies together stands: departments and offices, communes, districts.
DEPARTMENTS, COMMUNES, DISTRICTS = "@so", "@xa", "@huyen"
_MANY = re.compile(r"\b(?:cac|tat ca|cap xa|cap huyen|so ban nganh|so nganh)\b")
_GROUPS = (
    (DEPARTMENTS, re.compile(r"\b(?:so|nganh|co quan|don vi)\b")),
    (COMMUNES, re.compile(r"\b(?:xa(?! hoi)|phuong(?<!dia phuong)|dia phuong|dac khu)\b")),
    (DISTRICTS, re.compile(r"\b(?:huyen|dia phuong)\b")),
)
#: Bodies asked about that are one of a group; a ministry or the committee of a province is of none.
_MEMBERS = (
    (COMMUNES, re.compile(r"(?:ubnd|hdnd|dang uy) (?:xa|phuong|thi tran|dac khu)\b")),
    (DISTRICTS, re.compile(r"(?:ubnd|hdnd|huyen uy) (?:huyen|quan|thi xa|tp)\b")),
    (DEPARTMENTS, re.compile(r"(?:so|ban|cong an|van phong ubnd|thanh tra|cuc|chi cuc|bo chi huy|bao|dai|kho bac)\b")),
)


@lru_cache(maxsize=1)
def _written_out() -> dict[str, str]:
    """Short and other writings of bodies -> the key of the name."""
    found = {body_key(written): body_key(name) for written, name in body_names().items()}
    for agency in agencies():
        for alias in agency.aliases:
            found.setdefault(body_key(alias), body_key(agency.name))
    return {written: key for written, key in found.items() if written != key}


@lru_cache(maxsize=4096)
def full_key(name: str) -> str:
    """The key of a body's name, its short form written out; what stands in brackets behind it is left out.

    >>> full_key("Giám đốc Sở TT&TT tỉnh Gia Lai"), full_key("Uỷ ban nhân dân các xã, phường")
    ('so thong tin va truyen thong tinh gia lai', 'ubnd cac xa phuong')
    """
    key = _OFFICE.sub("", body_key(re.sub(r"\([^)]*\)?", " ", name)))
    words, other = key.split(), _written_out()
    for size in range(len(words), 0, -1):
        known = other.get(" ".join(words[:size]))
        if known is not None:
            return " ".join([known, *words[size:]])[:LONGEST_KEY]
    return key[:LONGEST_KEY]


def base_key(key: str) -> str:
    """A body's key without its place.

    >>> base_key("so noi vu tinh gia lai"), base_key("ubnd tinh gia lai")
    ('so noi vu', 'ubnd tinh gia lai')
    """
    found = _PLACE.match(key)
    return found["base"] if found else key


def group_keys(key: str) -> tuple[str, ...]:
    """The groups that a name stands for: `các sở, ban, ngành`, `UBND các xã, phường`; none for one body.

    >>> group_keys("cac so ban nganh dia phuong"), group_keys("cac co quan co nguon thu"), group_keys("so noi vu")
    (('@so', '@xa', '@huyen'), (), ())
    """
    words = set(key.split())
    if _MANY.search(key) is None or words - _TOGETHER or "lien quan" in key:
        return ()
    return tuple(group for group, cue in _GROUPS if cue.search(key))


def group_of(key: str) -> str | None:
    """The group that a body belongs to, whose common tasks are also its own."""
    return next((group for group, cue in _MEMBERS if cue.match(key)), None)
