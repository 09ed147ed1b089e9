"""Dates of effect in a document's own words: its first day, its last day, provisions that begin on another day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from ingest.grammar.document_types import name_pattern
from ingest.grammar.paths import find_paths
from ingest.records import Document, Metadata, Step, Term
from ingest.relations.document_mentions import DATE, date_from_match
from ingest.relations.own_words import OwnSentence, own_sentences, ungrouped_path

#: Texts that can say `... này có hiệu lực`.
_SELF_NAMES = name_pattern(
    "law", "normative", "administrative", "generic", "Điều lệ", "Nội quy", "Quy trình",
    # Consolidated texts and decrees of the first years do not speak of their effect, the others have none.
    without=("VBHN", "SL", "TC", "DA", "BC", "BB", "TTr", "HĐ"),
)  # fmt: skip
SELF_WORDS = rf"(?:{_SELF_NAMES})"
_SELF = re.compile(rf"(?:{SELF_WORDS})(?:\s+liên\s+tịch)?\s+này\b", re.IGNORECASE)
#: `Thông tư có hiệu lực ...` at the head of the sentence: the word `này` is often forgotten.
_BARE_SELF = re.compile(
    rf"\s*(?:(?:Điều\s+)?\d+[a-z]?\s*[.)]\s*)?(?:{SELF_WORDS})\s+(?=có\s+hiệu\s+lực)", re.IGNORECASE
)
_IN_EFFECT = re.compile(
    r"(?<!hết\s)(?<!không\scòn\s)(?:có\s+(?:hiệu\s+lực|giá\s+trị)(?:\s+(?:pháp\s+lý|thi\s+hành|thực\s+hiện|áp\s+dụng))*|(?:được\s+)?(?:thi\s+hành|áp\s+dụng|thực\s+hiện))"
    r"\s*,?\s*(?:bắt\s+đầu\s+)?(?:kể\s+)?(?P<when>từ|sau)\s+",
    re.IGNORECASE,
)
#: `kể từ 31 tháng 10 năm 2025`: the word is often forgotten.
_LOOSE_DATE = DATE.pattern.replace(r"ngày\s+", r"(?:ngày\s+)?", 1)
_FROM_DATE = re.compile(rf"(?:\d+\s*giờ(?:\s*\d+(?:\s*phút)?)?\s*,?\s*)?(?:kể\s+từ\s+)?{_LOOSE_DATE}", re.IGNORECASE)
_FROM_SIGNING = re.compile(
    r"(?:ngày\s+)?(?:được\s+)?ký(?:\s*,?\s*(?:ban\s+hành|công\s+bố))?\b|ngày\s+ban\s+hành", re.IGNORECASE
)
_FROM_ADOPTION = re.compile(r"(?:ngày\s+)?(?:được\s+)?(?:[\wÀ-ỹ ]{0,60}?)thông\s+qua\b", re.IGNORECASE)
_AFTER_DAYS = re.compile(
    r"(?P<n>\d{1,3})\s*(?:\([\wÀ-ỹ ]+\)\s*)?ngày\s*,?\s*(?:làm việc\s*,?\s*)?(?:kể\s+)?từ\s+"
    r"(?P<from>ngày\s+(?:được\s+)?(?:ký|[\wÀ-ỹ ]{0,40}?thông\s+qua|ban\s+hành))",
    re.IGNORECASE,
)
_UNTIL = re.compile(rf"đến\s+(?:hết\s+)?{DATE.pattern}", re.IGNORECASE)
_ENDS = re.compile(
    rf"(?:hết|chấm\s+dứt)\s+hiệu\s+lực\s+(?:thi\s+hành\s+)?(?:kể\s+)?(?:từ\s+|vào\s+|sau\s+)?{DATE.pattern}",
    re.IGNORECASE,
)
_CARRIED_OUT = re.compile(
    rf"(?:được\s+)?(?:thực\s+hiện|áp\s+dụng|thi\s+hành)\s+(?:cho\s+)?(?:đến\s+(?:hết\s+)?){DATE.pattern}", re.IGNORECASE
)
_EXCEPT = re.compile(r"[,(;]?\s*\b(?:trừ|ngoại\s+trừ)\b", re.IGNORECASE)
_ADOPTED_ON = re.compile(rf"thông\s+qua\s+(?:vào\s+)?{DATE.pattern}", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.;])\s+(?=[A-ZĐÀ-Ỹ\d])|\n")
_SUBJECT_REACH = 140


def document_term(document: Document, units: Sequence[OwnSentence] | None = None) -> Term:
    """The first and last day of a document and the exceptions to them; without any such words the basis is ``none``."""
    units = own_sentences(document) if units is None else units
    adopted = _adoption_date(units) or document.metadata.issued_date
    found: Term | None = None
    rank = 9
    last_day: date | None = None
    exceptions: list[tuple[str, tuple[Step, ...], date]] = []
    for unit in filter(_may_state_term, units):
        for sentence in _SENTENCE.split(unit.own_text):
            own = _stated_term(sentence, document.metadata, adopted)
            if own is not None and (order := _precedence(sentence, unit, document.metadata)) < rank:
                found, rank = replace(own, evidence=_sentence_as_written(unit, sentence), ordinal=unit.ordinal), order
            last_day = last_day or _last_day(sentence)
            exceptions.extend(_provision_dates(sentence, unit))
    begins = found or Term()
    different = tuple(dict.fromkeys(exception for exception in exceptions if exception[2] != begins.effective))
    return replace(begins, last_day=last_day, exceptions=different)


def _may_state_term(unit: OwnSentence) -> bool:
    spoken = unit.kind in ("body", "mo_dau") and not unit.quoted
    return spoken and ("hiệu lực" in unit.own_text or "này" in unit.own_text)


def _sentence_as_written(unit: OwnSentence, sentence: str) -> str:
    """The sentence with what it quotes."""
    at = unit.own_text.find(sentence)
    return unit.text[at : at + len(sentence)].strip() if at >= 0 else unit.text


def _precedence(sentence: str, unit: OwnSentence, metadata: Metadata) -> int:
    """Rank of a statement, lowest first: the document by its own type (`Quyết định này`), by another, an annex."""
    if unit.component:
        return 2
    own_type = (metadata.type_name or "").lower()
    return 0 if own_type and f"{own_type} này" in sentence.lower() else 1


def _stated_term(sentence: str, metadata: Metadata, adopted: date | None) -> Term | None:
    for match in _IN_EFFECT.finditer(sentence):
        subject = _effect_subject(sentence, match)
        if subject is None or _speaks_of_provision(sentence, subject):
            continue
        if (
            match.group().lower().lstrip().startswith(("thi", "áp", "thực", "được"))
            and subject.end() + 12 < match.start()
        ):
            continue
        found = _term_from_words(sentence[match.end() :], match.group("when").lower(), metadata, adopted)
        if found is not None:
            return found
    return None


def _effect_subject(sentence: str, effect: re.Match[str]) -> re.Match[str] | None:
    """The `Quyết định này` that takes effect, and not one in a clause of time (`trước ngày Luật này có hiệu lực`)."""
    subjects = list(_SELF.finditer(sentence, max(0, effect.start() - _SUBJECT_REACH), effect.start()))
    bare = _BARE_SELF.match(sentence)
    if bare is not None and bare.end() >= effect.start() - 1:
        return bare
    if not subjects:
        return None
    nearest = subjects[-1]
    if re.search(r"(?:ngày|khi|sau|trước|thời\s+điểm|thời\s+gian)\s*$", sentence[: nearest.start()], re.IGNORECASE):
        return None
    if re.search(r"[;.]|\bhết\b|\bthay\s+thế\b", sentence[nearest.end() : effect.start()]):
        return None
    return nearest


def _speaks_of_provision(sentence: str, subject: re.Match[str]) -> bool:
    """True for `khoản 2 Điều 5 của Luật này có hiệu lực`: the provision takes effect, not the document."""
    before = sentence[: subject.start()]
    paths = find_paths(before)
    return bool(paths) and len(before) - paths[-1].end < 40 and not _EXCEPT.search(before[: paths[0].start])


def _term_from_words(after: str, when: str, metadata: Metadata, adopted: date | None) -> Term | None:
    delayed = _AFTER_DAYS.match(after)
    if delayed is not None:
        start = adopted if "thông" in delayed.group("from").lower() else metadata.issued_date
        return Term(start + timedelta(days=int(delayed.group("n"))) if start else None, "stated")
    if when == "sau":
        return None
    stated = _FROM_DATE.match(after)
    if stated is not None:
        return Term(date_from_match(stated), "stated")
    if _FROM_SIGNING.match(after):
        return Term(metadata.issued_date, "signed")
    if _FROM_ADOPTION.match(after):
        return Term(adopted, "adopted")
    return None


def _last_day(sentence: str) -> date | None:
    for subject in _SELF.finditer(sentence):
        if find_paths(sentence[max(0, subject.start() - 60) : subject.start()]):
            continue
        rest = sentence[subject.end() : subject.end() + 220]
        ends = _ENDS.match(rest.lstrip())
        if ends is not None and (when := date_from_match(ends)):
            return when - timedelta(days=1)
        effect = _IN_EFFECT.match(rest.lstrip()) or re.match(r"có\s+hiệu\s+lực", rest.lstrip())
        if effect is None:
            continue
        until = _UNTIL.search(rest) or _CARRIED_OUT.search(rest)
        if until is not None and not _EXCEPT.search(rest[: until.start()]):
            return date_from_match(until)
    return None


def _provision_dates(sentence: str, unit: OwnSentence) -> list[tuple[str, tuple[Step, ...], date]]:
    """Provisions with a first day of their own: `trừ khoản 2 Điều 5 có hiệu lực từ ngày ...`."""
    found: list[tuple[str, tuple[Step, ...], date]] = []
    start = 0
    for match in _IN_EFFECT.finditer(sentence):
        clause = sentence[start : match.start()]
        stated = _FROM_DATE.match(sentence, match.end())
        start = match.end()
        when = date_from_match(stated) if stated else None
        cut = _EXCEPT.search(clause)
        provisions = clause[cut.end() :] if cut else clause
        if when is None or (not cut and not _SELF.search(provisions)):
            continue
        paths = [mention.steps for mention in find_paths(provisions) if mention.steps and not mention.relative]
        found.extend((unit.component, ungrouped_path(steps), when) for steps in paths)
    return found


def _adoption_date(units: Sequence[OwnSentence]) -> date | None:
    for unit in reversed(units):
        text = unit.own_text
        if "thông qua" in text and "này" in text and (match := _ADOPTED_ON.search(text)):
            return date_from_match(match)
    return None
