"""Clauses by which a document changes another: the verb that has effect, the stretch it governs, the text it puts in.

A verb counts only where the document speaks for itself; see :mod:`ingest.relations.amendments`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.grammar.document_types import name_pattern
from ingest.records import Document, Step, Term
from ingest.relations.document_mentions import DATE, find_document_mentions
from ingest.relations.effective_dates import SELF_WORDS
from ingest.relations.own_words import OwnSentence
from ingest.relations.targets import EffectTarget

_QUOTE = r"[“\"]"
_VERBS: tuple[tuple[str, str], ...] = (
    ("extends", r"(?:gia\s+hạn|kéo\s+dài)\s+(?:thời\s+(?:gian|hạn)|hiệu\s+lực|việc)(?:\s+(?:thi\s+hành"
                r"|thực\s+hiện|áp\s+dụng|hiệu\s+lực|của|đối\s+với))*"),
    ("suspends", r"(?:tạm\s+)?(?:ngưng|ngừng)\s+(?:hiệu\s+lực|việc\s+thi\s+hành|thi\s+hành|áp\s+dụng"
                 r"|việc\s+áp\s+dụng)(?:\s+thi\s+hành)?|(?:tạm\s+)?đình\s+chỉ\s+(?:việc\s+)?(?:thi\s+hành|hiệu\s+lực)"),
    ("corrects", r"đính\s+chính"),
    ("recalls", r"thu\s+hồi(?:\s*(?:,|và)\s*(?:h[ủu][ỷyỳ]|bãi)\s+bỏ)?(?=\s+(?:các\s+)?(?:Quyết|Nghị|Kế|Công"
                r"|Thông|Văn|Chỉ)\s)"),
    ("phrase", rf"(?:thay(?:\s+thế)?|bãi\s+bỏ|bỏ|bổ\s+sung|sửa\s+đổi)\s+(?:các\s+|một\s+số\s+)?(?:cụm\s+từ"
               rf"|từ\s+ngữ|từ|số\s+thứ\s+tự|nội\s+dung|số\s+liệu|số|ký\s+hiệu)\s*(?={_QUOTE})"),
    ("replaces", r"thay\s+thế(?:\s+cho)?"),
    ("repeals", r"(?:bãi\s+bỏ|h[uủ][ỷyỳ]\s*bỏ)(?:\s+(?:toàn\s+bộ|một\s+phần))*"),
    ("amends", r"(?:sửa\s+đổi|điều\s+chỉnh|bổ\s+sung)(?:\s*(?:,|và|hoặc)\s*(?:sửa\s+đổi|bổ\s+sung|bãi\s+bỏ"
               r"|thay\s+thế))*"),
)  # fmt: skip
#: The first letters are looked at first, without folding case: a third of the time.
EFFECT_VERB = re.compile(
    rf"(?=(?-i:[bBđĐgGhHkKnNsStT]))(?:{'|'.join(f'(?P<{name}>{pattern})' for name, pattern in _VERBS)})", re.IGNORECASE
)
_DROP = re.compile(r"(?P<repeals>\bbỏ)\s+(?=(?:các\s+)?(?:điểm|khoản|Điều|Mục|dòng|gạch|đoạn|STT))", re.IGNORECASE)
LEAD_IN = re.compile(
    r"\s*(?:Nay\s+|Đồng\s+thời\s+|Kể\s+từ\s+ngày[^,;:]{3,120}[,:]\s*|Từ\s+ngày[^,;:]{3,60}[,:]\s*|Hội\s+đồng\s+nhân\s+dân[^,;:]{0,40}thống\s+nhất\s+)?",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    rf"(?P<before>.{{0,60}}?)(?:{SELF_WORDS})\s+này\b(?:\s+(?:và|cùng)\s+[^,;:]{{0,80}}?này\b)?"
    r"(?:\s*(?:thi hành|có\s+hiệu\s+lực|có\s+giá\s+trị|áp dụng|được\s+thực\s+hiện)[^;:]*?)?(?:\s*(?:,|;|và"
    r"|đồng\s+thời|sẽ|là\s+văn\s+bản))*\s*$",
    re.IGNORECASE | re.DOTALL,
)
_TASK = re.compile(
    r"\b(?:trình|đề\s+nghị|đề\s+xuất|kiến\s+nghị|tham\s+mưu|rà\s+soát|nghiên\s+cứu|xem\s+xét|giao|chỉ\s+đạo|hướng\s+dẫn|yêu\s+cầu|phải|cần"
    r"|không|nếu|khi|trường\s+hợp|trong\s+quá\s+trình|trước|sau)\b",
    re.IGNORECASE,
)
_ENDING_HEADING = re.compile(
    r"hiệu\s+lực|thi\s+hành|bãi\s+bỏ|thay\s+thế|sửa\s+đổi|bổ\s+sung|h[uủ][ỷyỳ]\s*bỏ|điều\s+chỉnh|đính\s+chính|ngưng|gia\s+hạn|kéo\s+dài|thu\s+hồi|chuyển\s+tiếp"
    r"|đình\s+chỉ|điều\s+khoản\s+cuối",
    re.IGNORECASE,
)
EXPIRES = re.compile(r"(?:đều\s+)?(?:hết|chấm\s+dứt|không\s+còn)\s+hiệu\s+lực\b", re.IGNORECASE)
IS_CHANGED = re.compile(
    r"\bđược\s+(?P<verb>sửa\s+đổi|điều\s+chỉnh|thay(?:\s+thế)?|bãi\s+bỏ)\b(?![^;.]*?\b(?:bởi|theo\s+quy\s+định)\b)[^;.]*?\b(?:thành|bằng|như\s+sau)\b",
    re.IGNORECASE,
)
PHRASE_PAIR = re.compile(
    r"[“\"](?P<old>[^”\"]+)[”\"](?P<mid>[^“”\"]{0,160}?)\b(?:bằng|thành)\s+(?:các\s+)?(?:cụm\s+từ|từ\s+ngữ|từ|số|nội\s+dung|ký\s+hiệu)?\s*[“\"](?P<new>[^”\"]+)[”\"]"
)
#: `“15 ngày” đúng là “10 ngày”`; `Đã in: “...”. Nay sửa lại là: “...”`.
_CORRECTED_PAIR = re.compile(
    r"[“\"](?P<old>[^”\"]+)[”\"][^“\"]{0,80}?\b(?:đúng\s+là|(?:đọc|sửa|đính\s+chính)\s+(?:lại\s+)?(?:là|thành)|thành|bằng)"
    r"\b[^“\"]{0,30}[“\"](?P<new>[^”\"]+)[”\"]",
    re.IGNORECASE,
)
#: So many passages after the correcting sentence may hold its two readings.
_CORRECTION_REACH = 3
#: A letter that corrects speaks in its issuer's name: `Do sơ suất ..., Ủy ban nhân dân tỉnh (xin) đính chính ...`.
_ISSUER_SPEAKS = re.compile(
    r"\s*(?:(?:Do|Vì|Qua)\b[^;:]{0,160},\s*)?(?:nay\s+)?(?:Ủy\s+ban|UBND|Hội\s+đồng|HĐND|Bộ|Sở|Văn\s+phòng|Ban|Cục|Tổng\s+cục|Thanh\s+tra)\b[^,;:]{0,60}",
    re.IGNORECASE,
)
QUOTED = re.compile(r"[“\"](?P<words>[^”\"]+)[”\"]")
CONTRARY_PROVISIONS = re.compile(
    r"\s*(?:các|những|mọi)?\s*(?:quy\s+định|văn\s+bản|nội\s+dung)\b[^;.]*\btrái\b", re.IGNORECASE
)
UNTIL = re.compile(
    rf"đến\s+(?:hết\s+)?(?:{DATE.pattern}|năm\s+(?P<year>\d{{4}})|tháng\s+(?P<month>\d{{1,2}})\s*(?:năm|/)\s*(?P<of>\d{{4}}))",
    re.IGNORECASE,
)
FROM = re.compile(rf"(?:kể\s+)?từ\s+{DATE.pattern}", re.IGNORECASE)
SENTENCE_END = re.compile(r"(?<=\.)\s+(?=[A-ZĐÀ-Ỹ])|\n")
_JOIN = re.compile(
    # Of documents that end others, those that every body issues; the others say it in a sentence of its own.
    rf"(?:[;,]|\bvà|\bđồng\s+thời|^)\s*(?:(?:{name_pattern('QĐ', 'NQ', 'TT')}) này\s+)?$",
    re.IGNORECASE,
)
PATH_WORDS = re.compile(
    r"\b(?:các|những|quy định|nội dung|tại|của|điều|khoản|điểm|mục|chương|phụ lục|phần|tiểu mục|và|văn bản|sau"
    r"|đây|[a-zđ]|\d+[a-zđ]?|[ivx]+)\b|[,;.():]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class EffectClause:
    """One effect verb and the stretch it governs; offsets are into the sentence's text."""

    kind: str
    start: int
    verb_end: int
    end: int


@dataclass(slots=True)
class AmendingScope:
    """The state while a document is read: what each unit amends, and the effect of a list, for the units below."""

    document: Document
    term: Term
    whole: EffectTarget | None
    unit_targets: dict[tuple[str, tuple[Step, ...]], EffectTarget] = field(default_factory=dict)
    list_effects: dict[tuple[str, tuple[Step, ...]], str] = field(default_factory=dict)
    article_headings: dict[tuple[str, tuple[Step, ...]], str] = field(default_factory=dict)

    def inherited_target(self, sentence: OwnSentence) -> EffectTarget | None:
        """The target of the nearest unit around a sentence, else the one that the document's subject names."""
        for length in range(len(sentence.path) if self.unit_targets else 0, 0, -1):
            target = self.unit_targets.get((sentence.component, sentence.path[:length]))
            if target is not None:
                return target
        return self.whole if not sentence.component else None

    def list_effect(self, sentence: OwnSentence) -> str | None:
        """The effect of a list that this sentence is an item of."""
        for length in range(len(sentence.path) if self.list_effects else -1, -1, -1):
            kind = self.list_effects.get((sentence.component, sentence.path[:length]))
            if kind is not None:
                return kind
        return None

    def article_heading(self, sentence: OwnSentence) -> str:
        """The first line of the Điều that holds a sentence."""
        for length in range(len(sentence.path), 0, -1):
            if sentence.path[length - 1].kind == "dieu":
                return self.article_headings.get((sentence.component, sentence.path[:length]), "")
        return ""


def effect_clauses(
    unit: OwnSentence, sentence: str, offset: int, first: bool, scope: AmendingScope
) -> list[EffectClause]:
    """The clauses of one sentence of a unit; ``first`` is the unit's first sentence, which carries its number."""
    begin = max(0, unit.start - offset) if first and not unit.heading else 0
    active: list[re.Match[str]] = []
    for verb in _verbs(sentence, begin):
        before = sentence[begin : verb.start()]
        if active:
            counts = _JOIN.search(before) is not None and _opens_new_effect(sentence, active[-1], verb)
        else:
            counts = _opens_unit(unit, before, first, scope) or _is_own_subject(before)
        if counts:
            active.append(verb)
    ends = [*(verb.start() for verb in active[1:]), len(sentence)] if active else []
    return [
        EffectClause(verb.lastgroup or "", offset + verb.start(), offset + verb.end(), offset + end)
        for verb, end in zip(active, ends, strict=True)
    ]


def _verbs(sentence: str, begin: int) -> list[re.Match[str]]:
    verbs = [*EFFECT_VERB.finditer(sentence, begin)]
    drop = _DROP.match(sentence, begin)
    return verbs if drop is None else [drop, *(verb for verb in verbs if verb.start() > drop.end())]


def _opens_new_effect(sentence: str, previous: re.Match[str], verb: re.Match[str]) -> bool:
    """`; bãi bỏ Quyết định ...` opens another effect; `sửa đổi, bổ sung` inside a document's name does not."""
    between = sentence[previous.end() : verb.start()].rstrip()
    if between.endswith(";"):
        return True
    names = find_document_mentions(between)
    return bool(names) and between.rstrip(" ,").endswith(("và", "thời", ",")) and verb.lastgroup != "amends"


def _is_own_subject(before: str) -> bool:
    """True if the words before the verb are `Quyết định này ...`, and no task."""
    match = _SUBJECT.fullmatch(before)
    return match is not None and not _TASK.search(match.group("before"))


def _opens_unit(unit: OwnSentence, before: str, first: bool, scope: AmendingScope) -> bool:
    """True if the verb opens the unit, in an article that amends or concludes, or in a letter that corrects."""
    if not unit.path:
        return not unit.component and _is_correcting_letter(scope.document) and _opens_letter(before)
    if not LEAD_IN.fullmatch(before) or not any(step.kind == "dieu" for step in unit.path):
        return False
    heading = scope.article_heading(unit)
    if unit.component:
        return bool(re.search(r"hiệu\s+lực|điều\s+khoản|bãi\s+bỏ", heading, re.IGNORECASE))
    concludes = _ENDING_HEADING.search(heading) is not None
    if unit.path[-1].kind == "dieu":
        return first or concludes
    return scope.inherited_target(unit) is not None or not heading or concludes


def _is_correcting_letter(document: Document) -> bool:
    metadata = document.metadata
    named = re.match(r"(?:V/v|Về việc)?\s*(?:đính chính|thu hồi)", metadata.subject or "", re.IGNORECASE)
    return metadata.type_name in (None, "Công văn") and named is not None


def _opens_letter(before: str) -> bool:
    issuer_speaks = _ISSUER_SPEAKS.fullmatch(before) is not None and not _TASK.search(before)
    return LEAD_IN.fullmatch(before) is not None or issuer_speaks


# -- the text that is put in ------------------------------------------------------------------------------------


def quoted_new_text(unit: OwnSentence, clause: EffectClause, following: Sequence[OwnSentence]) -> str | None:
    """The quotation that follows `như sau:`, in the same passage or in the next ones."""
    governed, rest = unit.text[clause.verb_end : clause.end], unit.text[clause.end :]
    if not _announces(unit, clause, (":", "sau")) and not rest.strip():
        return None
    opening = re.match(r"[\s:]*[“\"]", rest)
    if opening is None:
        opening, rest = re.search(r":\s*[“\"]", governed), governed
    if opening is None:
        return _quoted_passages(following)
    body = rest[opening.end() :]
    depth = 1
    for position, letter in enumerate(body):
        depth += (letter == "“") - (letter == "”")
        if depth == 0 or (letter == '"' and rest[opening.end() - 1] == '"'):
            return body[:position].strip()
    tail = _quoted_passages(following)
    return f"{body.strip()}\n{tail}" if tail else body.strip()


def unquoted_new_text(
    unit: OwnSentence, clause: EffectClause, target: EffectTarget, following: Sequence[OwnSentence]
) -> str | None:
    """New text without quotation marks: what stands below `Sửa đổi điểm a ... như sau:` and begins with that a)."""
    if not target.path or not _announces(unit, clause, ("như sau:",)):
        return None
    depth = len(unit.path)
    below: list[OwnSentence] = []
    for sentence in following:
        if sentence.component != unit.component or sentence.path[:depth] != unit.path or sentence.path == unit.path:
            break
        below.append(sentence)
    if not below or below[0].path[depth] != target.path[-1]:
        return None
    return "\n".join(sentence.text.strip() for sentence in below)


def corrected_phrase(
    unit: OwnSentence, clause: EffectClause, following: Sequence[OwnSentence]
) -> tuple[str, str] | None:
    """The words that a correction takes out and puts in, where it names one pair."""
    below: list[str] = []
    for sentence in following[:_CORRECTION_REACH]:
        outside = sentence.component != unit.component or len(sentence.path) < len(unit.path)
        if outside or EFFECT_VERB.search(sentence.own_text[:30]):
            break
        below.append(sentence.text)
    pairs = _CORRECTED_PAIR.findall("\n".join([unit.text[clause.start :], *below]))
    return pairs[0] if len(pairs) == 1 else None


def _announces(unit: OwnSentence, clause: EffectClause, endings: tuple[str, ...]) -> bool:
    return unit.own_text[clause.verb_end : clause.end].rstrip().endswith(endings)


def _quoted_passages(following: Sequence[OwnSentence]) -> str | None:
    texts: list[str] = []
    for sentence in following:
        if not sentence.quoted:
            break
        texts.append(sentence.text.strip())
    return "\n".join(texts).strip('“”" ') or None
