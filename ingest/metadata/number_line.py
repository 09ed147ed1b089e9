"""The lines of a head that hold the number, the place and the date."""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.grammar import document_numbers, issuers
from ingest.grammar.document_types import folded_name_pattern
from ingest.metadata.document_header import DocumentHeader
from ingest.text import dates
from ingest.text.normalize import fold

#: Digits written by hand come out of OCR with less confidence than this; such a number stays unknown.
SURE_CONFIDENCE = 0.5
#: A line that holds a number and hardly more than this many other characters is a number line without `Số`.
_BARE_NUMBER_SLACK = 12
#: Such a number stands within so many characters of the line's start.
_BARE_NUMBER_START = 8
#: `Số:` and a few signs stand before the symbol; more is a sentence.
_ILLEGIBLE = 24
#: A date without a place is the document's own only in a short line.
_DATE_LINE = 90
#: Types whose name is printed in the number's line (`Luật số: 64/2025/QH15`).
TYPES_IN_NUMBER_LINE = folded_name_pattern("L", "NQ", "Lệnh")
_NUMBER_LINE = re.compile(rf"(?:^|\s)(?:(?:{TYPES_IN_NUMBER_LINE})\s+)?so\s*[:.;]?\s*(?=[\d.…_/\s-])|^\s*so\s*[:.]")
_OPENS_CITATION = re.compile(
    r"^\W*(?:can cu|theo|xet|thuc hien|tiep theo|kem theo|ban hanh kem|\(|sua doi|thay the|ve viec|v\s*/\s*v|trien khai"
    r"|phuc dap|tra loi)\b"
)
#: `Công điện số 131/CĐ-TTg` within a line names another document; only a law's or resolution's own name stands there.
_NAMED = re.compile(rf"(?:{folded_name_pattern(without=('L', 'BL', 'PL', 'NQ', 'Lệnh'))})\s*$")
#: More words before `số` are a sentence that names a document.
_NAME_WORDS = 2
#: The stamp of the system that sent a document out: `Số: 12/SNV-VP; 10/11/2025; 11:00:27`.
_RELEASE = re.compile(r"(?P<day>\d{1,2}/\d{1,2}/\d{4})\s*;\s*\d{1,2}:\d{2}(?::\d{2})?\s*;?\s*$")
#: Two or more symbols of offices and nothing else.
_OFFICES = re.compile(r"^\s*[-–]?\s*[A-ZĐƯ]{2,10}(?:\s?[-–]\s?[A-ZĐƯ]{2,10})+\s*$")
PLACE = re.compile(r"(?P<place>[A-ZĐÀ-Ỹ][\w .\-]{1,40}?)\s*,\s*ng[aà]y\b")
_BLANK_DATE = re.compile(r"ng[aà]y[\s.…_\W]*\w{0,3}\s*th[aá]ng[\s.…_]*\w{0,2}[\s.…_\]]*n[aă]m")
_PARTIAL = re.compile(r"th[aá]ng\s*(?P<m>\d{1,2})\s*n[aă]m\s*(?P<y>\d{4})")


def take_date(text: str, head: DocumentHeader) -> str:
    """Take place and date; returns the line without them."""
    place = PLACE.search(text)
    match = dates.LONG_DATE.search(text)
    if match is None:
        return _take_odd_date(text, place, head)
    if place is None and (len(text) > _DATE_LINE or _OPENS_CITATION.match(fold(text))):
        return text  # the date of a document that is cited
    if head.issued is None:
        head.issued = dates.date_of_match(match)
        head.is_date_misread = head.issued is None
        head.place = _place_name(place) if place else None
        partial = _PARTIAL.search(text)
        head.issued_month = (int(partial["y"]), int(partial["m"])) if partial else None
    start = place.start() if place and place.start() < match.start() else match.start()
    return f"{text[:start]} {text[match.end() :]}".strip()


def _take_odd_date(text: str, place: re.Match[str] | None, head: DocumentHeader) -> str:
    """`Gia Lai, 09/3/2023`, or a line whose day was left blank or cannot be read."""
    if place is None:
        return text
    short = dates.SHORT_DATE.search(text[place.end() - 4 :])
    if short:
        head.issued = head.issued or dates.date_of_match(short)
        head.place = _place_name(place)
        return text[: place.start()].strip()
    if not _BLANK_DATE.search(text[place.start() :]):
        return text
    head.place = head.place or _place_name(place)
    partial = _PARTIAL.search(text)
    head.issued_month = head.issued_month or ((int(partial["y"]), int(partial["m"])) if partial else None)
    return text[: place.start()].strip()


def _place_name(match: re.Match[str]) -> str:
    """The place; in a line of joined columns the issuer may stand before it."""
    place = match["place"].strip()
    return " ".join(place.split()[-2:]) if issuers.opens_body_name(place) else place


def take_number(text: str, head: DocumentHeader, confidence: float | None) -> str:
    """Take the document's number; returns the line without it. A number that is only cited is left where it is."""
    folded = fold(text)
    if head.number is not None or _OPENS_CITATION.match(folded):
        return text
    match = _NUMBER_LINE.search(folded)
    if match and _NAMED.search(folded[: match.start()]) and len(folded[: match.start()].split()) > _NAME_WORDS:
        return text
    number = document_numbers.first_number(text)
    if number and (match or _is_bare(number, text)):
        if confidence is not None and confidence < SURE_CONFIDENCE:
            head.blank_symbol = (number.type, number.agency)
            head.doubtful_number = number
        else:
            head.number = number
            head.number_confidence = confidence
        rest = f"{text[: match.start() if match else number.start]} {_without_release(text[number.end :], head)}"
        return rest.strip(" .,;:")
    if confidence is not None and head.blank_symbol is None:
        head.blank_symbol = _symbol_of_illegible(text)
        if head.blank_symbol:
            return ""
    return _take_blank_number(text, match, head) if match else text


def take_rest_of_symbol(text: str, head: DocumentHeader) -> bool:
    """Take the next line of a joint document's number (`24/HDLN-BCA-BYT-` / `BCT-BTC`): offices alone."""
    number = head.number
    if number is None or not _OFFICES.match(text) or "-" not in number.agency:
        return False
    rest = text.strip(" -–").replace(" ", "").replace("–", "-")
    head.number = replace(number, text=f"{number.text}-{rest}", agency=f"{number.agency}-{rest}")
    return True


def _without_release(text: str, head: DocumentHeader) -> str:
    """The text without the day and time of a release stamp; the day is the document's."""
    release = _RELEASE.search(text)
    if release is None:
        return text
    head.issued = head.issued or dates.first_date(release["day"])
    return text[: release.start()]


def _is_bare(number: document_numbers.DocumentNumber, text: str) -> bool:
    """True if a line is hardly more than its number, without the word `Số`."""
    return number.start < _BARE_NUMBER_START and len(text) - (number.end - number.start) < _BARE_NUMBER_SLACK


def _take_blank_number(text: str, match: re.Match[str], head: DocumentHeader) -> str:
    """Take what stands behind `Số:` if it is no whole number: a symbol with a blank, nothing, or digits alone."""
    blank = document_numbers.blank_symbol(text)
    if blank:
        head.blank_symbol = blank
        return text[: match.start()].strip()
    folded = fold(text)
    if re.fullmatch(r"\W*so\s*[:.;]?\s*", folded):
        return ""  # its digits stand on the next line
    bare = re.match(r"\s*so\s*[:.]?\s*(\d{1,5}[a-z]?)\s*$", folded)
    if bare:
        head.bare_number = bare.group(1)
        return ""
    return text


def _symbol_of_illegible(text: str) -> tuple[str | None, str] | None:
    """Type and agency of a scan's number line whose handwritten number OCR turned into signs (`Sé.?2£X /BC-SYT`)."""
    before, slash, symbol = text.rpartition("/")
    if not slash or len(before) > _ILLEGIBLE or not re.match(r"\W*(?:[S5§]|[0-9OIlBS]{1,5}\W*$)", before):
        return None
    return document_numbers.blank_symbol("Số:      /" + re.sub(r"\s*-\s*", "-", symbol.strip()))
