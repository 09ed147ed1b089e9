"""Requests to go on with the last list of a conversation: "xem thêm", "trang sau", "trang 3", "sắp xếp theo ngày".

A request is told by the whole of it; "xem thêm về kinh phí" is a question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.lists.conditions import ListOrder
from index.query.list_cues import ORDERS

_POLITE = r"(?:(?:hay|xin|vui long|lam on|cho|toi|em|minh|giup|muon|ok|vang|da|hien thi|mo|chuyen|sang|den|qua)\s+)*"
_END = r"(?:\s+(?:di|nhe|nha|a|voi|nao|khong|cho toi|giup toi|danh sach|ket qua|van ban|cac van ban|khac|nua))*"
_NEXT = re.compile(
    rf"{_POLITE}(?:(?:xem|hien|liet ke|ke|doc|lay|tai) (?:them|tiep|nua|not)(?: nua)?"
    r"|trang (?:sau|tiep(?: theo)?|ke(?: tiep)?)"
    r"|xem trang (?:sau|tiep(?: theo)?)|(?:phan |danh sach )?(?:tiep theo|tiep tuc|con lai)|tiep"
    rf"|con(?: van ban| cai)?(?: nao)?(?: khac| nua)+){_END}"
)
_BEFORE = re.compile(rf"{_POLITE}(?:xem )?(?:trang truoc|quay lai|tro lai)(?: trang truoc)?{_END}")
_PAGE = re.compile(rf"{_POLITE}(?:xem )?trang (?:so |thu )?(?P<page>\d{{1,3}}|dau(?: tien)?){_END}")
_SORT = re.compile(rf"{_POLITE}(?:sap xep|sap|xep)(?: lai)?(?: danh sach| ket qua| cac van ban)?(?: nay)? ")
_DIRECTION = re.compile(r"\s+(?P<way>tang|giam) dan$|\s+(?P<end>truoc)$")


@dataclass(frozen=True, slots=True)
class ListContinued:
    """How a list goes on: by pages (``step``), at a page, or in another order from its beginning."""

    step: int = 0
    page: int | None = None
    order: ListOrder | None = None


def list_continued(folded: str) -> ListContinued | None:
    """How a folded text goes on with a list; None where it asks anything else.

    >>> list_continued("xem them di"), list_continued("sap xep theo ngay"), list_continued("xem them ke hoach 516")
    (ListContinued(step=1, page=None, order=None), ListContinued(step=0, page=None, order='newest'), None)
    """
    text = " ".join(re.findall(r"\w+", folded))
    if _NEXT.fullmatch(text):
        return ListContinued(step=1)
    if _BEFORE.fullmatch(text):
        return ListContinued(step=-1)
    if page := _PAGE.fullmatch(text):
        return ListContinued(page=int(page["page"]) if page["page"].isdigit() else 1)
    order = _order(text)
    return ListContinued(order=order) if order is not None else None


def _order(text: str) -> ListOrder | None:
    """The order that a text asks for, and nothing else."""
    text = re.sub(rf"{_END}$", "", text)
    sort = _SORT.match(text)
    rest = text[sort.end() :] if sort else text
    if sort is None and not re.match(r"(?:theo|tu) |.*\bnhat\b", rest):
        return None
    direction = _DIRECTION.search(rest)
    bare = "sap xep " + (rest[: direction.start()] if direction and direction["way"] else rest)
    for order, pattern in ORDERS:
        if pattern.fullmatch(bare):
            return "oldest" if order == "newest" and direction and direction["way"] == "tang" else order
    return None
