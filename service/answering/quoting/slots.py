"""Kinds of questions that ask for one thing: its name, where it stands, what states it, which part is the value.

A new kind of question is an intent, a row of ``SLOTS``, and the patterns that the row needs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.query.question import Question
from index.records import Intent
from ingest.text.normalize import fold
from service.answering import wording
from service.answering.quoting import slot_patterns, slot_values
from service.answering.row_values import closest_head, fully_named, named_column, numbers, under_year

Cells = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing that a question may ask for.

    ``label`` stands before a value, ``missing_name`` in "Văn bản không nêu ...". ``has_cue`` tells a sentence that
    holds the wording of an answer, ``value`` takes from it the verbatim part that answers. ``heading`` is the title of
    the part of a document and ``column`` the header of the column of a table where it stands, both folded.
    """

    intent: Intent
    label: str | None = None
    missing_name: str | None = None
    has_cue: Callable[[str], bool] | None = None
    value: Callable[[str], str | None] | None = None
    heading: re.Pattern[str] | None = None
    column: re.Pattern[str] | None = None


def _holds(pattern: str | re.Pattern[str]) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda sentence: compiled.search(sentence) is not None


SLOTS: dict[Intent, Slot] = {
    slot.intent: slot
    for slot in (
        Slot(
            "lead",
            label="Cơ quan, người chủ trì",
            missing_name="cơ quan chủ trì",
            has_cue=_holds(slot_patterns.LEAD),
            value=slot_values.leading_body,
            heading=re.compile(r"\b(?:to chuc thuc hien|phan cong|trach nhiem|chu tri)\b"),
            column=re.compile(r"\b(?:chu tri|(?:don vi|co quan) thuc hien|phu trach|nguoi thuc hien|bao cao vien)\b"),
        ),
        Slot(
            "coordinate",
            label="Cơ quan phối hợp",
            missing_name="cơ quan phối hợp",
            has_cue=_holds(r"(?i)phối hợp"),
            value=slot_values.cooperating_bodies,
            heading=re.compile(r"\b(?:to chuc thuc hien|phan cong|trach nhiem)\b"),
            column=re.compile(r"\bphoi hop\b"),
        ),
        Slot(
            "deadline",
            label="Thời hạn",
            missing_name="thời hạn",
            has_cue=slot_values.states_time,
            value=slot_values.deadline,
            column=re.compile(r"\b(?:thoi gian|thoi han|tien do|han)\b"),
        ),
        Slot(
            "reporting",
            label="Báo cáo",
            missing_name="chế độ báo cáo",
            has_cue=_holds(r"(?i)báo cáo"),
            heading=re.compile(r"\bbao cao\b"),
        ),
        Slot(
            "money",
            label="Số tiền",
            missing_name="kinh phí",
            has_cue=_holds(f"{slot_patterns.MONEY.pattern}|{slot_patterns.MONEY_SOURCE.pattern.removeprefix('(?i)')}"),
            value=slot_values.amount,
            heading=re.compile(r"\b(?:kinh phi|nguon luc|du toan|muc (?:chi|ho tro)|nguon von)\b"),
            column=re.compile(r"\b(?:kinh phi|muc chi|so tien|du toan)\b"),
        ),
        Slot(
            "target",
            label="Chỉ tiêu",
            missing_name="chỉ tiêu",
            has_cue=_holds(
                rf"{slot_patterns.COUNT}|%"
                r"|(?i:(?:mỗi|hằng|hàng|một|hai|ba) (?:ngày|tuần|tháng|quý|năm) (?:một|hai|ba) lần)"
            ),
            value=slot_values.target,
            heading=re.compile(r"\b(?:muc tieu|chi tieu)\b"),
            column=re.compile(r"\b(?:chi tieu|muc tieu|ke hoach nam)\b"),
        ),
        Slot(
            "basis",
            label="Căn cứ",
            missing_name="căn cứ ban hành",
            has_cue=_holds(r"(?i)căn cứ|\bsố\s+\d+/|theo\s+(?:quy định|quyết định|nghị định|luật)"),
        ),
        Slot(
            "scope",
            missing_name="phạm vi, đối tượng áp dụng",
            has_cue=_holds(r"(?i)phạm vi|đối tượng|áp dụng"),
            heading=re.compile(r"\b(?:pham vi|doi tuong)\b"),
        ),
        Slot(
            "validity",
            label="Hiệu lực",
            missing_name="hiệu lực",
            has_cue=_holds(r"(?i)hiệu lực|thay thế|bãi bỏ|sửa đổi"),
            value=slot_values.first_day_of_effect,
            heading=re.compile(r"\b(?:hieu luc|dieu khoan thi hanh)\b"),
        ),
        Slot(
            "definition",
            has_cue=_holds(r"(?i)\blà\b|được hiểu|gọi tắt"),
            heading=re.compile(r"\bgiai thich tu ngu\b"),
        ),
        Slot("lookup", has_cue=_holds(r"(?i)\bsố\s+\d+")),
        Slot("content", column=re.compile(r"\b(?:nhiem vu|noi dung|cong viec|ten de an)\b")),
    )
}
#: The slot of all other questions: nothing special is asked for.
_NO_SLOT = Slot("general")


#: Kinds of questions for one value: a body may be named in any of several columns.
_ONE_COLUMN = frozenset[Intent](("target", "money", "deadline"))


def slot_of(intent: Intent) -> Slot:
    """The slot that questions of this kind ask for."""
    return SLOTS.get(intent, _NO_SLOT)


def heading_fits(headings: Sequence[str], intent: Intent) -> bool:
    """True if a title above is that of the part where such questions are answered."""
    pattern = slot_of(intent).heading
    return pattern is not None and any(pattern.search(fold(heading)) for heading in headings)


def cell_for(cells: Cells, intent: Intent, folded: str = "") -> str | None:
    """The cell of a table row that fills the slot, whole, as it stands in the table.

    Of several columns of the kind it is that whose head the folded question names; of several numbers or days, none
    of which is named, none: the row is shown, and no value put forward.
    """
    pattern = slot_of(intent).column
    if pattern is None:
        return None
    found = [(header, value) for header, value in cells if value and pattern.search(fold(header))]
    if intent in ("target", "money"):
        # The column "Chỉ tiêu" often holds the labels of the rows, and a label is no value.
        if whole := fully_named(cells, folded):
            return whole
        found = numbers(found, folded) or under_year(cells, folded)
    asked = re.findall(r"\w+", folded)
    return named_column(found, asked) if folded and intent in _ONE_COLUMN else closest_head(found, asked)


def slot_label(intent: Intent, question: Question, value: str | None) -> str | None:
    """The label before a value; None without a value. A number is a target only when targets are asked for."""
    if value is None:
        return None
    if "rank" in question.value_kinds and states_rank(value):
        return wording.RANK
    if intent == "money" and re.search(r"(?i)\btấn\b", value):
        return wording.COUNT
    if intent == "target" and not question.asks_target:
        return wording.COUNT
    return slot_of(intent).label


def holds_cue(sentence: str, intent: Intent) -> bool:
    """True if a sentence holds the kind of wording that answers such a question."""
    has_cue = slot_of(intent).has_cue
    return has_cue is not None and has_cue(sentence)


def find_value(sentence: str, intent: Intent) -> str | None:
    """The verbatim part of a sentence that fills the slot of a kind of question, if any."""
    value = slot_of(intent).value
    return None if value is None else value(sentence)


def states_slot(text: str, question: Question, intent: Intent) -> bool:
    """True if a text states at all what the question asks for; also for questions that ask for no one thing."""
    if intent == "lead":
        return not question.asks_leader or states_lead(text)
    if intent in ("deadline", "money") or (intent == "target" and question.asks_count):
        return holds_cue(text, intent)
    return True


def states_lead(text: str) -> bool:
    """True if a text says of a body that it leads."""
    return slot_patterns.STATED_LEAD.search(text) is not None


def states_rank(text: str) -> bool:
    """True if a text names a place in an order."""
    return slot_patterns.RANK.search(text) is not None


def names_place(sentence: str) -> bool:
    """True if a sentence says where something is."""
    return slot_patterns.PLACE.search(sentence) is not None
