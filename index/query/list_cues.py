"""Words with which people set conditions on a list of documents, as patterns on folded text."""

from __future__ import annotations

import re
from typing import Literal

from index.lists.conditions import ListOrder, RelationAsked
from ingest.grammar.document_types import COMMON_TYPES, folded_name_pattern
from ingest.grammar.issuers import HEADER_BODIES, folded_body_pattern

ValidityAsked = Literal["in_force", "over", "ending", "future", "suspended", "unknown"]

#: What documents are called where they are listed; "quy định" is as often what a document says.
NOUN = folded_name_pattern("generic", *COMMON_TYPES, "CTr", "ĐA", "QC", "HD", "CĐ", "L", "PL")
#: Words before the noun; those of the second kind ask for several documents, those of the third for their number.
_ASKING = r"(?:hay|xin|cho|toi|em|minh|xem|biet|hoi|giup|muon|can|vui long|nho|loc|ra|ve|duoc)"
SEVERAL = (
    r"(?:liet ke|thong ke|danh sach|danh muc|cac|nhung|tat ca|toan bo|moi|tim|tra cuu|co|hien co|con)"  # "con" is còn
)
COUNTING = r"(?:co bao nhieu|bao nhieu|may|dem so|dem|tong so|so luong|tong cong)"
_LIBRARY = (
    r"(?:(?:(?:trong|o|tai) )?(?:kho|he thong|thu vien)(?: (?:nay|van ban|hien|dang|chua|luu|ta))*"
    r"|o day|trong day|hien nay|hien)"
)
#: Behind the noun `thư viện` and `hệ thống` may be what a document is about; only a preposition makes them this one.
_LIBRARY_BEHIND = (
    r"(?:(?:(?:(?:trong|o|tai) )?kho|(?:trong|o|tai) (?:he thong|thu vien))(?: (?:nay|van ban|hien|dang|chua|luu|ta))*"
    r"|o day|trong day|hien nay|hien)"
)
OPENING = re.compile(
    rf"(?P<words>(?:(?:{_ASKING}|{SEVERAL}|{COUNTING}|{_LIBRARY}|la)\b[\s,:]*)*)"
    rf"(?P<nouns>(?:{NOUN})(?:\s*(?:,|va|hoac)\s*(?:{NOUN}))*)\b"
)
#: Words with which nothing but a list can be meant.
FOR_SURE = re.compile(
    r"\b(?:liet ke|thong ke|danh sach|danh muc|kho|(?:trong|o) (?:he thong|thu vien)|tat ca|toan bo)\b"
    r"|^(?:he thong|thu vien)\b"
)
#: Words between conditions.
BETWEEN = re.compile(
    rf"(?:[\s,;.?!)\-]+|(?:nao|va|ma|thi|la|da|duoc|nay|vay|a|nhe|khong|voi|{_LIBRARY_BEHIND}|deu|cung|co)"
    r"(?=[\s,;.?!()]|$)|(?:la )?(?:bao nhieu|ra sao)(?=\W*$))*"
)
COUNTED_LAST = re.compile(r"\bbao nhieu\W*$")
ISSUED = re.compile(r"(?:duoc |da )?(?:ban hanh|phat hanh|ky(?: ban hanh)?|ra doi)\s+(?=\S)")
_VALIDITY: tuple[tuple[ValidityAsked, str], ...] = (
    ("ending", r"(?:sap|gan|chuan bi) (?:het|hoan thanh)(?: (?:hieu luc|han|thoi han|thoi gian thuc hien))*"),
    (
        "over",
        r"(?:bi |da )*(?:het hieu luc|khong con hieu luc|mat hieu luc|het (?:han|thoi han|thoi gian thuc hien)"
        r"|bi (?:thay the|bai bo|thu hoi))",
    ),
    ("future", r"(?:chua|se)(?: co)? hieu luc"),
    ("unknown", r"chua (?:ro|xac dinh)(?: duoc| tinh trang)* hieu luc"),
    ("suspended", r"(?:bi |dang )*(?:ngung|tam dinh chi|dinh chi|tam ngung)(?: hieu luc| thi hanh)"),
    (
        "in_force",
        r"(?:dang |van |hien |con )*(?:con|dang|co|van)(?: con| co)* (?:hieu luc|ap dung)(?: thi hanh)?"
        r"|(?:con |dang )hieu luc(?: thi hanh)?|hien hanh",
    ),
)
VALIDITY = tuple((kind, re.compile(pattern)) for kind, pattern in _VALIDITY)
_RELATIONS: tuple[tuple[RelationAsked, str], ...] = (
    (
        "based_on",
        r"(?:co |lay |phan )*(?:can cu(?: phap ly)?|dua tren|dua vao|tren co so)(?: vao| tu| theo| la)* ",
    ),
    ("replaces", r"(?:thay the(?: cho)?|thay cho|bai bo|huy bo|thu hoi) "),
    (
        "amends",
        r"(?:sua doi|bo sung|dieu chinh|dinh chinh|gia han)(?:(?:,? va |, |,? )(?:sua doi|bo sung))?(?: cho)? ",
    ),
    (
        "carries_out",
        r"(?:de |quy dinh chi tiet )*(?:huong dan|trien khai|thuc hien|thi hanh|cu the hoa|theo)"
        r"(?: (?:thi hanh|thuc hien))* ",
    ),
    (
        "cites",
        r"(?:co )*(?:vien dan|dan chieu|trich dan|nhac (?:den|toi)|noi (?:den|toi)|de cap(?: den| toi)?"
        r"|lien quan(?: den| toi)?) ",
    ),
)
RELATIONS = tuple((kind, re.compile(pattern)) for kind, pattern in _RELATIONS)
DEADLINE = re.compile(
    r"(?:(?:co |den |toi |dat |con |sap )*(?:thoi han|han chot|han)"
    r"(?: (?:nop|gui|bao cao|hoan thanh|xu ly|thuc hien|la))*"
    r"|(?:phai |can |yeu cau )(?:hoan thanh|bao cao|nop|gui|xong|thuc hien)(?: (?:xong|bao cao|ket qua))*)\s+(?=\S)"
)
SIGNED = re.compile(r"(?:do )?(?:ong |ba |dong chi |d/c )?(?P<who>[\w ]{4,40}?) (?:da )?ky(?: ban hanh)?(?![\w])")
SIGNER = re.compile(r"(?:co )?nguoi ky (?:la )?(?:ong |ba )?(?P<who>[\w ]{4,40}?)(?=\W*$)")
OFFICE = re.compile(r"^(?:ong|ba|dong chi|chu tich|pho chu tich|giam doc|pho giam doc|bo truong|thu tuong)\s+")
BODY = re.compile(r"(?:cua|do|tu)\s+(?=\S)")
BODY_OPENS = re.compile(
    rf"(?:{folded_body_pattern(*HEADER_BODIES, 'Ủy ban nhân dân', 'Hội đồng nhân dân')}|bnv|btc|byt|ttg)\b"
)
TERRITORY_OPENS = re.compile(r"(?:tinh|thanh pho|tp|huyen|thi xa|quan|xa|phuong|dac khu)\s+\S")
ISSUES = re.compile(r"\s+(?:da )?(?:ban hanh|phat hanh|trinh)\b(?!\s+(?:ve|kem))")
PLACE = re.compile(r"(?:(?:tren dia ban|o|tai|cho)\s+|\()(?=(?:tinh|thanh pho|huyen|xa|phuong)\s)")
TOPIC = re.compile(
    r"(?:(?:lien quan(?: den| toi)?|noi ve|noi dung ve|thuoc|trong) (?:linh vuc|chu de)|linh vuc|ve|noi ve"
    r"|lien quan(?: den| toi)?)\s+(?:viec |cong tac |van de |linh vuc |noi dung )?(?=\S)"
)
ORDERS: tuple[tuple[ListOrder, re.Pattern[str]], ...] = (
    ("oldest", re.compile(r"(?:sap xep |xep )?(?:tu |theo )?(?:cu nhat|cu den moi|cu truoc)(?: truoc)?")),
    ("newest", re.compile(r"(?:sap xep |xep )?(?:tu |theo )?(?:moi nhat|moi den cu|ngay ban hanh|ngay)(?: truoc)?")),
    ("number", re.compile(r"(?:sap xep |xep )theo (?:so(?: hieu)?|ky hieu)")),
    ("issuer", re.compile(r"(?:sap xep |xep )theo co quan(?: ban hanh)?")),
    ("title", re.compile(r"(?:sap xep |xep )theo (?:ten|trich yeu)")),
    ("deadline", re.compile(r"(?:sap xep |xep )theo (?:han|thoi han)")),
)
PAGE = re.compile(r"trang (?P<page>\d{1,3})(?=\W*$)")
#: Words behind the noun that begin what a document says, not its topic.
SAYS = re.compile(
    r"(?:phai|can|duoc|bi|giao|yeu cau|noi|co|quy dinh|huong dan|cho phep|xu ly|de nghi|hieu luc|khong|chi|neu"
    r"|ban hanh|phat hanh|ky|ngay|thang|nam|tu|den|truoc|sau|trong|cua|do)\b"
)
#: Words that no topic and no body holds: what has them asks for what a document says.
ASKS = re.compile(r"\b(?:ai|nao|gi|bao nhieu|khi nao|bao gio|the nao|ra sao|o dau|tai sao|may)\b")
LAW = re.compile(r"(?:luat|bo luat|phap lenh|hien phap)\s+\w+.*")
