"""Answer cues of a passage: whether it holds a time, an amount, a body or a place, as bits of a column.

A question for a day is not answered by a passage without one, however many of its words stand there.
"""

from __future__ import annotations

import re

TIME, AMOUNT, BODY, PLACE = 1, 2, 4, 8
_TIME = re.compile(
    r"\d{1,2}\s?[/.-]\s?\d{1,2}|ngày\s+\d|tháng\s+\d|trước ngày|\d\s*(?:ngày|giờ|tháng|năm)|quý|\dh", re.IGNORECASE
)
_AMOUNT = re.compile(r"đồng|triệu|tỷ|\d\.\d{3}|%|kinh phí|ngân sách", re.IGNORECASE)
_BODY = re.compile(
    r"\b(?:Sở|Ủy ban|UBND|Phòng|Ban|Trung tâm|Cục|Chi cục|Bộ|Vụ|Công an|Bệnh viện|Hội|Văn phòng|Công ty|ông|bà)\b"
)
_PLACE = re.compile(
    r"\b(?:tại (?:thành phố|tỉnh|xã|phường|huyện|thị|số|trụ sở|hội trường|Ủy ban|UBND|phòng)|địa điểm|địa chỉ)\b"
)


def answer_cues(text: str) -> int:
    """The cues that a passage's text holds, as a sum of ``TIME``, ``AMOUNT``, ``BODY`` and ``PLACE``.

    >>> answer_cues("Gửi báo cáo về Sở Y tế trước ngày 16/11/2017."), answer_cues("Nâng cao nhận thức.")
    (5, 0)
    """
    found = ((TIME, _TIME), (AMOUNT, _AMOUNT), (BODY, _BODY), (PLACE, _PLACE))
    return sum(bit for bit, pattern in found if pattern.search(text) is not None)
