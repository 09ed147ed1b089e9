"""Requests for a summary: "tóm tắt kế hoạch 516", "nội dung chính của ...", "kế hoạch 516 nói gì".

All functions take the folded question. What is asked of a part of the document ("tóm tắt nhiệm vụ của Sở Y tế") is no
request for a summary of the whole.
"""

from __future__ import annotations

import re

from ingest.grammar.document_types import folded_name_pattern, folded_symbol_pattern

_POLITE = (
    r"(?:(?:hay|xin|vui long|nho|giup|ho|cho|gium|lam on|ban|anh|chi|em|toi|minh|cai|mot|ban|1|ngan gon|nhanh|"
    r"so luoc|so bo|lai|biet|xem|can|muon)\s+)*"
)
_SUMMARY = r"(?:tom tat|tom luoc|tom gon|khai quat|tong quan|tong hop noi dung|summary|summarize)"
_MAIN = (
    r"(?:noi dung|diem|y|nhung diem|cac diem|nhung noi dung|cac noi dung)\s+"
    r"(?:chinh|chu yeu|co ban|trong tam|quan trong|chu chot|cot loi)"
)
_OF = (
    r"(?:\s+(?:ve|cua|trong|o|tu|noi dung|toan bo|van ban|cho|giup|ho|toi|minh|em|trong|mot trang|cac|nhung|chinh"
    r"|chu yeu))*"
)
_SYMBOLS = folded_symbol_pattern("KH", "QĐ", "CT", "NQ", "CV", "NĐ", "TT", "BC", "TB")
_TYPES = rf"(?:{folded_name_pattern('generic')}|{folded_name_pattern()}|{_SYMBOLS})"
_NAMED = rf"(?:{_TYPES}|so\s+\d|\d+\s*/|no\b|nay\b|do\b)"
_REQUESTS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^{_POLITE}{_SUMMARY}{_OF}\s+(?P<rest>{_NAMED}.*)$",
        rf"^{_POLITE}(?:neu |trich |liet ke |cho biet )?(?:cac |nhung )?{_MAIN}{_OF}\s+(?P<rest>{_NAMED}.*)$",
        rf"^(?P<rest>{_TYPES}\b.*?)\s+(?:co |gom |gom co )?{_MAIN}(?:\s+(?:la )?(?:gi|nhung gi|the nao|ra sao))?\W*$",
        rf"^(?P<rest>{_TYPES}\b.*?)\s+(?:noi|viet|ban)\s+(?:ve\s+)?(?:nhung\s+)?(?:gi|cai gi|viec gi|dieu gi)\W*$",
        rf"^(?P<rest>{_TYPES}\b.*?)\s+co noi dung\s+(?:chinh\s+)?(?:la\s+)?(?:gi|the nao|nhu the nao|ra sao)\W*$",
    )
)
#: What may stand around the name of a document without asking for a part of it.
_FRAME = re.compile(
    r"\b(?:so|cua|ve|va|ngay|thang|nam|ban hanh|kem theo|nay|do|no|cho toi|giup toi|giup|voi|di|nhe|a|la gi|gi|la"
    r"|trong mot trang|trong 1 trang|thanh mot trang|ngan gon|tren dia ban|tinh|noi dung|van ban)\b"
)


def summary_words(folded: str) -> tuple[str, ...] | None:
    """The words of a request for a summary that name its document; None when none is asked for.

    >>> summary_words("tom tat ke hoach 516"), summary_words("ke hoach 516 noi gi?")
    (('ke', 'hoach', '516'), ('ke', 'hoach', '516'))
    >>> summary_words("ke hoach 516 noi gi ve kinh phi"), summary_words("tom tat nhiem vu cua so y te")
    (None, None)
    """
    text = folded.strip(" ?.!")
    for request in _REQUESTS:
        match = request.match(text)
        if match:
            return tuple(re.findall(r"\w+", _FRAME.sub(" ", match["rest"])))
    return None
