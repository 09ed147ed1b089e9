"""Follow-up questions: the memory of a conversation, and a question resolved in it."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, replace

from index.library.library import Library
from index.lists.conditions import ListOrder
from index.query.list_continued import ListContinued
from index.query.question import Question, as_question
from ingest.grammar.document_types import COMMON_TYPES, folded_name_pattern
from ingest.grammar.issuers import COMMON_BODIES, body_pattern
from service.answering import wording
from service.answering.document_names import short_name
from service.records import Answer

#: A question of at most this many words that names no document is taken as a continuation ("Hạn báo cáo?").
SHORT_QUESTION = 5
#: The same for a question that names a place ("Điều 12 nói gì về việc này?").
SHORT_WITH_PLACE = 8
#: Questions kept of a conversation: enough to resolve and to show, not a record of somebody's day.
TURNS_KEPT = 20

#: What the words "đó", "này", "trên" may stand after: the document, or a thing in it (folded).
_TYPES = folded_name_pattern(*COMMON_TYPES, "QC", "Điều lệ", "L", "CTr", "HD", without=("TB",))
_DOCUMENT_NOUNS = f"{_TYPES}|van ban|tai lieu|ban"
_NAMED_AGAIN = re.compile(
    rf"\b(?:(?P<document>{_DOCUMENT_NOUNS})|co quan|don vi|so|cong tac|viec(?: [a-z]+){{0,4}}?|noi dung|nhiem vu|dieu"
    r"|khoan|muc|phu luc|hoi|nguoi|du an|quy dinh)"
    r"\s+(?P<which>do|nay|tren|noi tren|neu tren|vua (?:neu|roi|noi)|truoc do)\b"
    # Without accents "do" is also "do" (by): "kế hoạch do ai chủ trì".
    r"(?!\s+(?:tinh|huyen|xa|dia ban|ai|so|bo|don vi|co quan|ubnd|uy ban|phong|vu|cuc|ban|nguoi|chu tich|thu tuong))"
)
_PREVIOUS = re.compile(
    rf"\b(?:{folded_name_pattern('QC', 'QĐ', 'KH', 'QyĐ')}|van ban|ban)\s+(?:truoc do|truoc day|truoc|cu|lien truoc)\b"
)
_CONTINUES = re.compile(r"^(?:con|the con|vay con|the|vay|the thi|vay thi|con ve|ngoai ra|roi)\b")
_WHAT_OF = re.compile(
    r"(?i)^(?:thế |vậy |the |vay )?(?:còn|con)\s+(?:về |ve |đối với |doi voi )?(?P<topic>.+?)"
    r"\s+(?:thì|thi)\s+(?:sao|thế nào|the nao)\W*$"
)
#: Words of which a question may consist that only asks for one thing of the document spoken of (folded).
ELLIPTIC = frozenset(
    re.findall(
        r"\w+",
        "ai ky gui cho nhung han bao cao ket qua nop khi nao bao gio ngay thang nam truoc kinh phi nguon lay tu o dau"
        " bao nhieu tien do don vi co quan so phong ban to chuc chu tri phoi hop voi thuc hien thi hanh trien khai chiu"
        " trach nhiem can cu vao van ban phap ly hieu luc con het da chua khong ap dung doi tuong pham vi muc tieu dich"
        " yeu cau chi noi dung chinh gom gi the va la co nao thoi gian hoan thanh bi sua thay ban hanh may hieu",
    )
)
#: Questions of at most this many words that give a body a task ask it of the document spoken of.
SHORT_TASK = 8
_AGENCY = re.compile(
    rf"\b(?:{body_pattern(*COMMON_BODIES)})"
    r"(?:,?\s+(?:và\s+)?[A-ZĐÀ-Ỹ][\w-]*(?:\s+(?:hóa|vụ|tế|chính|sản|dục|nghệ|thông|lịch|tỉnh|huyện|xã|nhân|dân))*)+"
)

#: Orders of a list as they are said behind its question, for ``index.query.list_request`` to read.
_ORDERS: dict[ListOrder, str] = {
    "newest": "sắp xếp mới nhất trước",
    "oldest": "sắp xếp cũ nhất trước",
    "number": "sắp xếp theo số",
    "issuer": "sắp xếp theo cơ quan ban hành",
    "title": "sắp xếp theo tên",
    "deadline": "sắp xếp theo hạn",
}
_OWN_ORDER = re.compile(f", (?:{'|'.join(_ORDERS.values())})(?=,|$)")
_OWN_PAGE = re.compile(r", trang (\d+)$")


@dataclass(frozen=True, slots=True)
class Turn:
    """One question with what is needed to continue from it."""

    question: str
    resolved_question: str
    answer_id: str
    status: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """The memory of a conversation: the document spoken of, the place in it, the last body named."""

    id: str
    document_id: str | None = None
    document_name: str | None = None
    path: str | None = None
    agency: str | None = None
    turns: tuple[Turn, ...] = ()
    #: The principal who began it; for everybody else it does not exist.
    owner: str = "local"


@dataclass(frozen=True, slots=True)
class ResolvedQuestion:
    """A question as it is meant: ``search`` is looked for, within ``document_id`` if it continues the talk.

    ``previous`` says that the version before the document spoken of is meant, ``is_list_again`` that a list asked for
    before goes on. ``sure`` is False when only the shortness of the question says that it continues; the whole library
    is then searched too, and wins when it answers better.
    """

    question: str
    search: str
    document_id: str | None = None
    sure: bool = True
    previous: bool = False
    is_list_again: bool = False


def new_conversation(owner: str = "local", identifier: str | None = None) -> Conversation:
    """A conversation without a memory; its id cannot be guessed, unless it is that of one that begins anew."""
    return Conversation(identifier or "c_" + secrets.token_urlsafe(12), owner=owner)


def resolve_follow_up(question: str | Question, conversation: Conversation | None) -> ResolvedQuestion:
    """The question as it is meant after the questions before it."""
    question = as_question(question)
    text = question.text
    if listed := _list_again(question, conversation):
        return listed
    if conversation is None or conversation.document_id is None or question.number_mentions:
        return ResolvedQuestion(text, text)
    if _PREVIOUS.search(question.folded):
        return _about_previous_version(text, conversation, conversation.document_id)
    again = _named_again(question)
    what_of = _WHAT_OF.match(text.strip())
    is_sure = bool(again or what_of or _CONTINUES.match(question.folded)) or _is_elliptic(question)
    if not is_sure and not _is_short(question):
        return ResolvedQuestion(text, text)
    search = what_of.group("topic") if what_of else text
    if again and again.group("document") is None and conversation.turns:
        # "công tác đó" stands for words of the question before; the ranking needs them.
        search = f"{text} {conversation.turns[-1].question}"
    shown = f"{search if what_of else text.rstrip(' ?.')} ({conversation.document_name})?"
    return ResolvedQuestion(shown, search, conversation.document_id, sure=is_sure)


def _list_again(question: Question, conversation: Conversation | None) -> ResolvedQuestion | None:
    """The question of the last list of the conversation as it goes on; None where it does not, or there is none."""
    if question.list_continued is None or conversation is None:
        return None
    for turn in reversed(conversation.turns):
        if turn.status in ("complete", "partial") and Question(turn.resolved_question).list_asked is not None:
            text = continued_list(turn.resolved_question, question.list_continued)
            return ResolvedQuestion(text, text, is_list_again=True)
    return None


def continued_list(question: str, continued: ListContinued) -> str:
    """The question of a list as it goes on: with the page or the order said behind it.

    >>> continued_list("Các quyết định năm 2025?", ListContinued(step=1))
    'Các quyết định năm 2025, trang 2'
    """
    own = _OWN_PAGE.search(question)
    base = _OWN_PAGE.sub("", question).rstrip(" ?.!")
    if continued.order is not None:
        return f"{_OWN_ORDER.sub('', base)}, {_ORDERS[continued.order]}"
    page = continued.page or max(1, (int(own[1]) if own else 1) + continued.step)
    return f"{base}, trang {page}"


def with_previous(resolved: ResolvedQuestion, library: Library) -> ResolvedQuestion:
    """The document that the one spoken of replaced, if the library says which; else the one spoken of."""
    if not resolved.previous or resolved.document_id is None:
        return resolved
    edges = library.relations.outgoing(resolved.document_id)
    replaced = [edge.target_id for edge in edges if edge.relation.type == "replaces" and edge.target_id]
    return replace(resolved, document_id=replaced[0] if replaced else resolved.document_id)


def _about_previous_version(text: str, conversation: Conversation, document_id: str) -> ResolvedQuestion:
    """The question before, asked of the version before the document spoken of ("bản trước thì sao?")."""
    search = conversation.turns[-1].question if conversation.turns else text
    shown = f"{search.rstrip(' ?.')} ({wording.PREVIOUS.format(document=conversation.document_name)})?"
    return ResolvedQuestion(shown, search, document_id, previous=True)


def _is_short(question: Question) -> bool:
    """True if a question is too short to stand alone; one that names a place may be longer."""
    longest = SHORT_QUESTION if question.place is None else SHORT_WITH_PLACE
    return len(question.text.split()) <= longest


def _is_elliptic(question: Question) -> bool:
    """True if a question has no subject of its own: "ai ký?", "hạn báo cáo?", "giao Sở Y tế làm gì?"."""
    words = re.findall(r"\w+", question.folded)
    return set(words) <= ELLIPTIC or (len(words) <= SHORT_TASK and bool(question.body()))


def _named_again(question: Question) -> re.Match[str] | None:
    """The words that point back to something said before ("kế hoạch đó", "công tác này")."""
    text, folded = question.text, question.folded
    again = _NAMED_AGAIN.search(folded)
    if again is None or question.is_unaccented or len(folded) != len(text):
        return again
    # With accents "do" must be "đó"; the fold keeps the positions of the letters.
    which = text[again.start("which") : again.end("which")].lower()
    return again if which != "do" else None


def advance_conversation(conversation: Conversation, answer: Answer) -> Conversation:
    """Remember what the answer was about. A "no" leaves the document of before in place, "xoá cuộc hỏi" nothing."""
    if answer.intent == "talk" and Question(answer.question).talk_kind == "forget":
        return new_conversation(conversation.owner, conversation.id)
    turn = Turn(answer.question, answer.resolved_question, answer.id, answer.status)
    turns = (*conversation.turns, turn)[-TURNS_KEPT:]
    if not answer.sources or answer.status in ("none", "refused", "talk"):
        return replace(conversation, turns=turns)
    hit = answer.sources[0].hit
    # An answer about a document may quote others that changed it; the talk stays with the document.
    subject = answer.candidates[0] if len(answer.candidates) == 1 else hit.document
    named = _AGENCY.search(answer.question)
    return replace(
        conversation,
        document_id=subject.id,
        document_name=short_name(subject),
        path=hit.passage.citation.label,
        agency=named.group() if named else conversation.agency,
        turns=turns,
    )
