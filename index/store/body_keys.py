"""Keys of bodies: two writings of one body have one key, so that a register can be asked by a body's name.

Documents print `Sở TT&TT`, `Sở Thông tin và Truyền thông`, `Giám đốc Sở Thông tin và Truyền thông tỉnh Gia Lai`. The
key is the name without accents, its short forms written out; the base is the key without the place that it is of.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ingest.grammar.known_bodies import body_names, plain_key
from ingest.grammar.territory import agencies

#: A column of the library holds so many characters; no body's name is longer.
LONGEST_KEY = 200
#: The head of a body stands for the body: a task given to the director is the department's.
_OFFICE = re.compile(
    r"^(?:(?:dong chi|giam doc|pho giam doc|thu truong|chu tich|pho chu tich|truong|chanh|lanh dao)\s+)+"
    r"(?=(?:so|bo|ubnd|hdnd|ban|cong an|cuc|chi cuc|phong|co quan|van phong|thanh tra|uy ban)\b)"
)
_LONG_FORMS = (("uy ban nhan dan", "ubnd"), ("hoi dong nhan dan", "hdnd"), ("mat tran to quoc", "mttq"))
#: The place of a department, of a branch of the armed forces or of a board; of a committee the place is the name.
_PLACE = re.compile(r"^(?P<base>(?!ubnd\b|hdnd\b|uy ban\b|dang uy\b|hoi dong\b).+?) (?:tinh|thanh pho|tp)(?: .+)?$")


@lru_cache(maxsize=1)
def _written_out() -> dict[str, str]:
    """Short and other writings of bodies -> the key of the name."""
    found = {written: plain_key(name) for written, name in body_names().items()}
    for agency in agencies():
        for alias in agency.aliases:
            found.setdefault(plain_key(alias), plain_key(agency.name))
    return {written: key for written, key in found.items() if written != key}


@lru_cache(maxsize=4096)
def body_key(name: str) -> str:
    """The key of a body's name.

    >>> body_key("Giám đốc Sở TT&TT tỉnh Gia Lai"), body_key("Uỷ ban nhân dân các xã, phường")
    ('so thong tin va truyen thong tinh gia lai', 'ubnd cac xa phuong')
    """
    key = _OFFICE.sub("", plain_key(name))
    for long, short in _LONG_FORMS:
        key = re.sub(rf"\b{long}\b", short, key)
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
