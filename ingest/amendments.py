"""Edges of effect: replaced, repealed, amended, corrected, suspended, extended and recalled documents and provisions.

An effect is read only where the document speaks for itself: its subject is `Quyết định này ...`, or the verb opens
a Điều, khoản or điểm of the articles that amend or conclude. Tasks (`rà soát, sửa đổi ...`, `trình bãi bỏ ...`),
passives (`đã được sửa đổi bởi ...`) and quoted new text say nothing about what this document does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from ingest.effects import SELF_WORDS
from ingest.mentions import DATE, Named, day, named_documents
from ingest.records import Document, Relation, RelationType, Step, Term
from ingest.statements import Statement
from ingest.targets import Target, targets

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
_VERB = re.compile("|".join(rf"(?P<{name}>{pattern})" for name, pattern in _VERBS), re.IGNORECASE)
_DROP = re.compile(r"(?P<repeals>\bbỏ)\s+(?=(?:các\s+)?(?:điểm|khoản|Điều|Mục|dòng|gạch|đoạn|STT))", re.IGNORECASE)
_LEAD = re.compile(
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
_ENDING = re.compile(
    r"hiệu\s+lực|thi\s+hành|bãi\s+bỏ|thay\s+thế|sửa\s+đổi|bổ\s+sung|h[uủ][ỷyỳ]\s*bỏ|điều\s+chỉnh|đính\s+chính|ngưng|gia\s+hạn|kéo\s+dài|thu\s+hồi|chuyển\s+tiếp"
    r"|đình\s+chỉ|điều\s+khoản\s+cuối",
    re.IGNORECASE,
)
_EXPIRES = re.compile(r"(?:đều\s+)?(?:hết|chấm\s+dứt|không\s+còn)\s+hiệu\s+lực\b", re.IGNORECASE)
_CHANGED = re.compile(
    r"\bđược\s+(?P<verb>sửa\s+đổi|điều\s+chỉnh|thay(?:\s+thế)?|bãi\s+bỏ)\b(?![^;.]*?\b(?:bởi|theo\s+quy\s+định)\b)[^;.]*?\b(?:thành|bằng|như\s+sau)\b",
    re.IGNORECASE,
)
_PHRASE = re.compile(
    r"[“\"](?P<old>[^”\"]+)[”\"](?P<mid>[^“”\"]{0,160}?)\b(?:bằng|thành)\s+(?:các\s+)?(?:cụm\s+từ|từ\s+ngữ|từ|số|nội\s+dung|ký\s+hiệu)?\s*[“\"](?P<new>[^”\"]+)[”\"]"
)
#: `“15 ngày” đúng là “10 ngày”`; `Đã in: “...”. Nay sửa lại là: “...”`.
_CORRECTED = re.compile(
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
_QUOTED = re.compile(r"[“\"](?P<words>[^”\"]+)[”\"]")
_VAGUE = re.compile(r"\s*(?:các|những|mọi)?\s*(?:quy\s+định|văn\s+bản|nội\s+dung)\b[^;.]*\btrái\b", re.IGNORECASE)
_UNTIL = re.compile(
    rf"đến\s+(?:hết\s+)?(?:{DATE.pattern}|năm\s+(?P<year>\d{{4}})|tháng\s+(?P<month>\d{{1,2}})\s*(?:năm|/)\s*(?P<of>\d{{4}}))",
    re.IGNORECASE,
)
_FROM = re.compile(rf"(?:kể\s+)?từ\s+{DATE.pattern}", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=\.)\s+(?=[A-ZĐÀ-Ỹ])|\n")
_JOIN = re.compile(
    r"(?:[;,]|\bvà|\bđồng\s+thời|^)\s*(?:Quyết định này\s+|Nghị quyết này\s+|Thông tư này\s+)?$", re.IGNORECASE
)
_PATH_WORDS = re.compile(
    r"\b(?:các|những|quy định|nội dung|tại|của|điều|khoản|điểm|mục|chương|phụ lục|phần|tiểu mục|và|văn bản|sau"
    r"|đây|[a-zđ]|\d+[a-zđ]?|[ivx]+)\b|[,;.():]",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Scope:
    """What the enclosing units have said so far."""

    document: Document
    term: Term
    whole: Target | None
    contexts: dict[tuple[str, tuple[Step, ...]], Target] = field(default_factory=dict)
    pending: dict[tuple[str, tuple[Step, ...]], str] = field(default_factory=dict)
    articles: dict[tuple[str, tuple[Step, ...]], str] = field(default_factory=dict)

    def inherited(self, one: Statement) -> Target | None:
        for length in range(len(one.path), 0, -1):
            target = self.contexts.get((one.component, one.path[:length]))
            if target is not None:
                return target
        return self.whole if not one.component else None

    def listed(self, one: Statement) -> str | None:
        """The effect of a list that this statement is an item of."""
        for length in range(len(one.path), -1, -1):
            kind = self.pending.get((one.component, one.path[:length]))
            if kind is not None:
                return kind
        return None

    def heading(self, one: Statement) -> str:
        for length in range(len(one.path), 0, -1):
            if one.path[length - 1].kind == "dieu":
                return self.articles.get((one.component, one.path[:length]), "")
        return ""


@dataclass(frozen=True, slots=True)
class _Clause:
    """One effect verb and the stretch it governs; offsets are into the statement's text."""

    kind: str
    start: int
    verb_end: int
    end: int


def effects(document: Document, said: Sequence[Statement], term: Term) -> Iterator[Relation]:
    """Edges of effect in reading order. The same edge may come twice (heading and first sentence)."""
    scope = _Scope(document, term, _whole_target(document))
    for index, one in enumerate(said):
        if one.quoted or one.kind not in ("body", "mo_dau"):
            continue
        _note_article(one, scope)
        if one.kind == "mo_dau" and not one.path and document.metadata.type_name not in (None, "Công văn"):
            continue
        yield from _of_statement(one, said[index + 1 :], scope)


def _note_article(one: Statement, scope: _Scope) -> None:
    if one.path and one.path[-1].kind == "dieu":
        first = one.said.strip().split("\n")[0]
        scope.articles.setdefault((one.component, one.path), first)


def _whole_target(document: Document) -> Target | None:
    """The one document that the subject says is amended."""
    subject = document.metadata.subject or ""
    match = _VERB.search(subject)
    if (
        match is None
        or len(subject[: match.start()].split()) > 4
        or match.lastgroup not in ("amends", "corrects", "phrase")
    ):
        return None
    heads = [one for one in named_documents(subject[match.end() :]) if one.head]
    return Target(heads[0], heads[0].component) if len(heads) == 1 else None


def _of_statement(one: Statement, following: Sequence[Statement], scope: _Scope) -> Iterator[Relation]:
    offset = 0
    for number, sentence in enumerate(_sentences(one.said)):
        offset = one.said.index(sentence, offset)
        clauses = _clauses(one, sentence, offset, number == 0, scope)
        for clause in clauses:
            yield from _of_clause(one, clause, following, scope)
        if not clauses:
            yield from _expired(one, sentence, offset, scope)
            yield from _changed(one, sentence, offset, scope)
            yield from _list_item(one, sentence, offset, scope)
        offset += len(sentence)


def _sentences(said: str) -> list[str]:
    return [part for part in _SENTENCE.split(said) if part.strip()]


# -- where an effect may be read --------------------------------------------------------------------------------


def _clauses(one: Statement, sentence: str, offset: int, first: bool, scope: _Scope) -> list[_Clause]:
    start = one.start if first and not one.heading else 0
    begin = max(0, start - offset) if first else 0
    verbs = [*_VERB.finditer(sentence, begin)]
    drop = _DROP.match(sentence, begin)
    if drop is not None:
        verbs = [drop, *(verb for verb in verbs if verb.start() > drop.end())]
    active: list[re.Match[str]] = []
    for verb in verbs:
        before = sentence[begin : verb.start()]
        if not active:
            if _opens(one, before, first, scope) or _speaks(before):
                active.append(verb)
        elif _JOIN.search(before) and _new_part(sentence, active[-1], verb):
            active.append(verb)
    if not active:
        return []
    bounds = [*(verb.start() for verb in active[1:]), len(sentence)]
    return [
        _Clause(verb.lastgroup or "", offset + verb.start(), offset + verb.end(), offset + end)
        for verb, end in zip(active, bounds, strict=True)
    ]


def _new_part(sentence: str, previous: re.Match[str], verb: re.Match[str]) -> bool:
    """`; bãi bỏ Quyết định ...` opens another effect; `sửa đổi, bổ sung` inside a document's name does not."""
    between = sentence[previous.end() : verb.start()].rstrip()
    if between.endswith(";"):
        return True
    names = named_documents(between)
    return bool(names) and between.rstrip(" ,").endswith(("và", "thời", ",")) and verb.lastgroup != "amends"


def _speaks(before: str) -> bool:
    match = _SUBJECT.fullmatch(before)
    return match is not None and not _TASK.search(match.group("before"))


def _opens(one: Statement, before: str, first: bool, scope: _Scope) -> bool:
    """The verb opens the unit, in an article that amends or concludes."""
    metadata = scope.document.metadata
    if not one.path:
        letter = metadata.type_name in (None, "Công văn") and not one.component
        named = re.match(r"(?:V/v|Về việc)?\s*(?:đính chính|thu hồi)", metadata.subject or "", re.IGNORECASE)
        body_speaks = _ISSUER_SPEAKS.fullmatch(before) is not None and not _TASK.search(before)
        return letter and named is not None and (_LEAD.fullmatch(before) is not None or body_speaks)
    if not _LEAD.fullmatch(before):
        return False
    if not any(step.kind == "dieu" for step in one.path):
        return False
    if one.path[-1].kind == "dieu" and not one.component:
        return first or bool(_ENDING.search(scope.heading(one)))
    heading = scope.heading(one)
    if one.component:
        return bool(re.search(r"hiệu\s+lực|điều\s+khoản|bãi\s+bỏ", heading, re.IGNORECASE))
    return scope.inherited(one) is not None or not heading or bool(_ENDING.search(heading))


# -- edges ------------------------------------------------------------------------------------------------------


def _of_clause(one: Statement, clause: _Clause, following: Sequence[Statement], scope: _Scope) -> Iterator[Relation]:
    region = one.said[clause.verb_end : clause.end].rstrip(" .;,/")
    inherited = scope.inherited(one)
    found = targets(_without_time(region), inherited)
    key = (one.component, one.path)
    if clause.kind == "phrase":
        yield from _phrases(one, clause, found, inherited, scope)
        return
    if not found:
        if clause.kind in ("replaces", "repeals") and _VAGUE.match(region):
            yield _edge("repeals", one, clause, Target(None), scope)
        elif region.endswith((":", "sau đây", "như sau")) or not region.strip():
            scope.pending[key] = clause.kind
        return
    if clause.kind in ("amends", "corrects") or all(target.part for target in found):
        _remember(key, found, scope)
    text = _new_text(one, clause, following) if clause.kind == "amends" else None
    if text is None and clause.kind == "amends" and len(found) == 1:
        text = _unquoted_text(one, clause, found[0], following)
    pair = _corrected(one, clause, following) if clause.kind == "corrects" and len(found) == 1 else None
    for target in found:
        yield _edge(_type(clause.kind, target), one, clause, target, scope, text, pair)


def _type(kind: str, target: Target) -> RelationType:
    partly = bool(target.path) or target.part
    if partly and kind == "replaces":
        return "amends"
    if partly and kind == "repeals":
        return "repeals_part"
    kinds: dict[str, RelationType] = {
        "extends": "extends", "suspends": "suspends", "corrects": "corrects", "recalls": "recalls",
        "replaces": "replaces", "repeals": "repeals", "amends": "amends",
    }  # fmt: skip
    return kinds[kind]


def _remember(key: tuple[str, tuple[Step, ...]], found: Sequence[Target], scope: _Scope) -> None:
    documents = {target.named for target in found}
    if len(documents) == 1 and key not in scope.contexts:
        path = found[0].path if len(found) == 1 else ()
        scope.contexts[key] = Target(found[0].named, found[0].component, path)


def _without_time(region: str) -> str:
    """Blank `kể từ ngày Quyết định này có hiệu lực` and what follows `trừ`: neither names a target."""
    cut = re.search(r",?\s*(?:kể\s+từ\s+(?:ngày|khi)|(?:,|\()\s*trừ\b|\bđến\s+hết\s+ngày)", region)
    return region if cut is None else region[: cut.start()]


def _phrases(
    one: Statement, clause: _Clause, found: Sequence[Target], inherited: Target | None, scope: _Scope
) -> Iterator[Relation]:
    text = one.text[clause.start : clause.end]
    pairs = [(match.group("old"), match.group("new")) for match in _PHRASE.finditer(text)]
    if not pairs:
        words = [match.group("words") for match in _QUOTED.finditer(text)]
        verb = text[:8].lower()
        if verb.startswith(("bãi", "bỏ")):
            pairs = [(old, "") for old in words]
        elif verb.startswith("bổ") and len(words) == 2:
            pairs = [(words[1], f"{words[1]} {words[0]}")]
    if not pairs:
        return
    for target in found or ([inherited] if inherited is not None else []):
        for pair in pairs:
            yield _edge("replaces_phrase", one, clause, target, scope, None, pair)


def _expired(one: Statement, sentence: str, offset: int, scope: _Scope) -> Iterator[Relation]:
    """`Quyết định số A ...; Điều 6 của Thông tư B ... hết hiệu lực kể từ ngày Thông tư này có hiệu lực`."""
    match = _EXPIRES.search(sentence)
    if match is None:
        return
    begin = max(0, one.start - offset)
    region = sentence[begin : match.start()]
    lead = _LEAD.match(region)
    if lead is not None and lead.end():
        begin += lead.end()
        region = region[lead.end() :]
    named = named_documents(region)
    if not named or _PATH_WORDS.sub("", region[: named[0].start]).split():
        return
    clause = _Clause("repeals", offset + begin, offset + begin, offset + len(sentence))
    for target in targets(region, None):
        yield _edge(_type("repeals", target), one, clause, target, scope)


def _changed(one: Statement, sentence: str, offset: int, scope: _Scope) -> Iterator[Relation]:
    """`Chỉ tiêu tại STT 2 Phụ lục II được sửa đổi từ 95% thành 98%`, said inside an amending unit."""
    inherited = scope.inherited(one)
    match = _CHANGED.search(sentence)
    if inherited is None or match is None:
        return
    clause = _Clause("amends", offset, offset, offset + len(sentence))
    # The unit's own provision is not a parent of another one named beside it.
    outer = Target(inherited.named, inherited.component)
    for target in targets(sentence[: match.start()], outer):
        phrase = _PHRASE.search(one.text[clause.start : clause.end])
        pair = (phrase.group("old"), phrase.group("new")) if phrase else None
        yield _edge("replaces_phrase" if pair else "amends", one, clause, target, scope, None, pair)


def _list_item(one: Statement, sentence: str, offset: int, scope: _Scope) -> Iterator[Relation]:
    kind = scope.listed(one)
    if kind is None or kind == "phrase":
        return
    begin = max(0, one.start - offset)
    region = _without_time(sentence[begin:]).rstrip(" .;,/")
    inherited = scope.inherited(one)
    named = named_documents(region)
    if named and _PATH_WORDS.sub("", region[: named[0].start]).split():
        return
    if not named and _PATH_WORDS.sub("", region).split():
        return
    clause = _Clause(kind, offset + begin, offset + begin, offset + len(sentence))
    for target in targets(region, inherited):
        yield _edge(_type(kind, target), one, clause, target, scope)


def _edge(
    kind: RelationType, one: Statement, clause: _Clause, target: Target, scope: _Scope, new_text: str | None = None,
    phrase: tuple[str, str] | None = None,
) -> Relation:  # fmt: skip
    named = target.named or Named(0, 0, None, None, None)
    stretch = one.said[clause.start : clause.end]
    return Relation(
        type=kind,
        evidence=one.text[clause.start : clause.end].strip().rstrip(" ;"),
        component=one.component,
        path=one.path,
        label=one.label,
        ordinal=one.ordinal,
        target_number=named.number,
        target_key=named.key,
        target_name=named.name,
        target_type=named.type,
        target_date=named.issued,
        target_issuer=named.issuer,
        target_component=target.component,
        target_path=target.path,
        effective=_effective(stretch, one, scope, kind),
        until=_until(stretch) if kind in ("suspends", "extends") else None,
        new_text=new_text,
        phrase=phrase,
    )


def _effective(stretch: str, one: Statement, scope: _Scope, kind: str) -> date | None:
    stated = _FROM.search(stretch)
    if stated is not None and (when := day(stated)) is not None and kind != "extends":
        return when
    for component, path, when in scope.term.exceptions:
        if component == one.component and one.path[: len(path)] == path:
            return when
    if scope.term.effective is not None:
        return scope.term.effective
    metadata = scope.document.metadata
    return metadata.effective_date or (None if metadata.legal_class == "qppl" else metadata.issued_date)


def _until(stretch: str) -> date | None:
    match = _UNTIL.search(stretch)
    if match is None:
        return None
    if match.group("year"):
        return date(int(match.group("year")), 12, 31)
    if match.group("month"):
        month, year = int(match.group("month")), int(match.group("of"))
        following = date(year + month // 12, month % 12 + 1, 1)
        return date.fromordinal(following.toordinal() - 1)
    return day(match)


def _new_text(one: Statement, clause: _Clause, following: Sequence[Statement]) -> str | None:
    """The quotation that follows `như sau:`, in the same passage or in the next ones."""
    rest = one.text[clause.end :]
    if not one.said[clause.verb_end : clause.end].rstrip().endswith((":", "sau")) and not rest.strip():
        return None
    opening = re.match(r"[\s:]*[“\"]", rest)
    if opening is None:
        inside = re.search(r":\s*[“\"]", one.text[clause.verb_end : clause.end])
        if inside is None:
            return _quoted_passages(following)
        opening, rest = inside, one.text[clause.verb_end : clause.end]
    body = rest[opening.end() :]
    depth = 1
    for position, letter in enumerate(body):
        depth += (letter == "“") - (letter == "”")
        if depth == 0 or (letter == '"' and rest[opening.end() - 1] == '"'):
            return body[:position].strip()
    tail = _quoted_passages(following)
    return f"{body.strip()}\n{tail}" if tail else body.strip()


def _unquoted_text(one: Statement, clause: _Clause, target: Target, following: Sequence[Statement]) -> str | None:
    """New text without quotation marks: what stands below `Sửa đổi điểm a ... như sau:` and begins with that a)."""
    if not target.path or not one.said[clause.verb_end : clause.end].rstrip().endswith("như sau:"):
        return None
    below: list[Statement] = []
    for other in following:
        if other.component != one.component or other.path[: len(one.path)] != one.path or other.path == one.path:
            break
        below.append(other)
    if not below or below[0].path[len(one.path)] != target.path[-1]:
        return None
    return "\n".join(other.text.strip() for other in below)


def _corrected(one: Statement, clause: _Clause, following: Sequence[Statement]) -> tuple[str, str] | None:
    """The words that a correction takes out and puts in, where it names one pair."""
    below: list[str] = []
    for other in following[:_CORRECTION_REACH]:
        if other.component != one.component or len(other.path) < len(one.path) or _VERB.search(other.said[:30]):
            break
        below.append(other.text)
    pairs = _CORRECTED.findall("\n".join([one.text[clause.start :], *below]))
    return pairs[0] if len(pairs) == 1 else None


def _quoted_passages(following: Sequence[Statement]) -> str | None:
    texts: list[str] = []
    for one in following:
        if not one.quoted:
            break
        texts.append(one.text.strip())
    return "\n".join(texts).strip('“”" ') or None
