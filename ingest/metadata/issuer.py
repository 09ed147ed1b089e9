"""The issuing body of a document and its superior, weighed from all places that name one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.grammar import issuers
from ingest.grammar.known_bodies import initials, known_body, plain_key, slips
from ingest.metadata import enacting_sentence
from ingest.metadata.document_header import DocumentHeader
from ingest.metadata.enacting_sentence import EnactingSentence
from ingest.metadata.evidence import WeighedValue, as_candidates, best_value, reading_weight
from ingest.metadata.number_and_date import NumberAndDate
from ingest.metadata.signature_block import SignatureBlock
from ingest.reading import Signature
from ingest.records import Candidate
from ingest.text.normalize import fold
from ingest.text.syllables import is_syllable

#: A longer "name" is a sentence that was printed in capitals.
_LONGEST_NAME = 160
#: A body that its province must follow; some headers name the province only beside the date.
_WITHOUT_PROVINCE = re.compile(r"(?:UBND|HĐND) (?:tỉnh|thành phố)|(?:.* )?Tỉnh ủy")
#: Between the bodies that issue a joint document.
_JOINED = " - "
#: Two readings name one body when at most one letter in so many differs.
_LETTERS_A_SLIP = 6
#: What a scan leaves of a number's line behind the body's name (`0S /Ct-UBND`).
_NUMBER_REMNANT = re.compile(r"(?:^|\s+)\S{0,5}\s*/\s*[A-ZĐa-zđ]{1,4}\s?-\s?\S+$")
#: The signature block, a stamp or a motto read into the header's column.
_FOREIGN = re.compile(
    r"\b(?:kt|tm|tl|tuq)\.|\b(?:pho )?(?:cuc truong|chu tich nuoc cong hoa|giam doc so|truong phong|tai lieu|ky boi"
    r"|nguoi ky|cong van den|doc lap|tu do|hanh phuc|cong hoa xa hoi)\b"
)
#: A territory is no body: the line above it, which names the body, was lost.
_TERRITORY = re.compile(
    r"(?:tỉnh|thành phố|TP\.?|huyện|quận|thị xã|thị trấn|xã|phường|đặc khu)\s+(?!(?:[ủu][ỷy]|đoàn|đội)\b).+",
    re.IGNORECASE,
)
#: Symbols of offices that the head's column lost from its number (`bct-btc-tandtc`).
_SYMBOLS = re.compile(r"\b(?![a-z]*[aeiouy])[a-zđ]{2,}-[a-zđ]{2,}|\b[A-ZĐ]{3,}-[A-ZĐ]{3,}")
#: A Party symbol stands for a committee, its standing board and its secretary alike.
_PARTY_SYMBOLS = ("tu", "hu", "du", "qu", "thu", "tw")
#: A superior body is the issuer only if the number says so.
_SUPERIOR = 2.5
_JUNK = re.compile(r"(?<!số )(?<!khu vực )(?<!\d)\d|[:;\"”“=<>|\\{}\[\]]")
#: Words of place names of the Central Highlands and the north-west, which spell no Vietnamese syllable.
_HIGHLAND = frozenset(
    (
        "ayun", "blao", "buk", "chro", "chu", "dak", "dlei", "don", "dra", "drang", "drao", "drung", "ea", "glong",
        "hding", "hleo", "hra", "ia", "ka", "kar", "kbang", "kmut", "ko", "kon", "kong", "krong", "ktur", "ku", "lak",
        "lap", "mil", "muk", "nop", "phang", "plei", "pok", "ray", "rlap", "rsai", "sar", "song", "tul", "uar", "wer",
        "wil",
    )
)  # fmt: skip
#: Names may hold letters and digits that spell no syllable (`K'Bang`, `THPT`, `số 2`); only scans are held to spelling.
_PLACE_MARK = re.compile(r"['’‘`]")


@dataclass(frozen=True, slots=True)
class FoundIssuer:
    """Superior body and issuer, as far as they are known, where the issuer was read, and all that was weighed."""

    parent: str | None
    issuer: str | None
    #: The source in the words of ``Metadata.sources``; empty for the head itself.
    source: str
    candidates: tuple[Candidate, ...]


def find_issuer(
    head: DocumentHeader,
    own: NumberAndDate,
    sentence: EnactingSentence | None,
    document_type: str | None,
    signature: SignatureBlock,
    signatures: Sequence[Signature],
) -> FoundIssuer:
    """The issuer for which most speaks: header, symbol, authority line, enacting sentence, electronic signature."""
    bodies = _header_bodies(head)
    testimonies = _testimonies(head, own, sentence, bodies, signatures)
    weighed = _merge_testimonies(testimonies, head)
    for value in weighed:
        _weigh_form(value, head.place, is_scan=own.origin == "ocr")
    _weigh_number(weighed, bodies, own)
    best = best_value("issuer", weighed)
    parent = _parent(bodies, best)
    candidates = as_candidates("issuer", weighed)
    if best is None:
        return FoundIssuer(_sure_parent(parent, own), None, "", candidates)
    name = _completed(best.value, head, parent, document_type, signature)
    parent = _sure_parent(parent, own) if best.source in ("head", "authority") else None
    candidates = tuple(replace(c, value=name) if c.value == best.value else c for c in candidates)
    source = {"signature": "signature", "sentence": "body", "reference": "body"}.get(best.source, "")
    return FoundIssuer(parent, name, source, candidates)


def _completed(
    name: str, head: DocumentHeader, parent: str | None, document_type: str | None, signature: SignatureBlock
) -> str:
    """The name with the province, the superior or the chairman that belongs to it."""
    if head.place and _WITHOUT_PROVINCE.fullmatch(name):
        name = f"{name} {head.place}"
    if head.authority and fold(head.authority).startswith("chu tich uy ban") and name.startswith("UBND"):
        name = f"Chủ tịch {name}"
    if name == "Văn phòng" and parent:
        name = f"{name} {parent}"
    return _with_chairman(name, document_type, signature, head)


def _header_bodies(head: DocumentHeader) -> list[str]:
    """The bodies that the header's left column names, the superior first."""
    lines = [_NUMBER_REMNANT.sub("", line) for line in head.issuer_lines]
    names = [name for name in dict.fromkeys(issuers.header_bodies(lines)) if len(name) < _LONGEST_NAME]
    opening = [name for name in names if issuers.opens_body_name(name)]
    return opening or names


def _parent(bodies: Sequence[str], best: WeighedValue | None) -> str | None:
    """The body above the issuer in the header."""
    at = next((index for index, body in enumerate(bodies) if best and _is_same_body(body, best.value)), len(bodies) - 1)
    return bodies[at - 1] if at > 0 else None


def _weigh_number(weighed: Sequence[WeighedValue], bodies: Sequence[str], own: NumberAndDate) -> None:
    """Add the agreement of the number's symbol: it names one of the header's bodies, or all of a joint document's."""
    agency = own.number.agency if own.number else ""
    joint = issuers.issuers_of_symbol(agency) or ""
    key = plain_key(agency.split("-")[0])
    named = [value for value in weighed if key and key not in _PARTY_SYMBOLS and initials(value.value) == key]
    for value in weighed:
        if value in named:
            value.add("symbol agrees", 2.0)
        elif named and any(_is_same_body(body, value.value) for body in bodies):
            value.add("symbol names another body of the head", -1.5)
        if _JOINED in joint and len(value.value.split(_JOINED)) < len(joint.split(_JOINED)):
            value.add("fewer bodies than the number names", -3.0)


def _sure_parent(parent: str | None, own: NumberAndDate) -> str | None:
    """The superior body; a scan's reading counts as the known body that it stands for, or if all of it is spelt."""
    if parent is None or own.origin != "ocr":
        return parent
    known = known_body(parent)
    if known and known.is_whole:
        return known.name
    return None if _JUNK.search(parent) or _misspelt(parent) else parent


def _testimonies(
    head: DocumentHeader,
    own: NumberAndDate,
    sentence: EnactingSentence | None,
    bodies: Sequence[str],
    signatures: Sequence[Signature],
) -> list[WeighedValue]:
    """Each source's word for the issuer, with the weight of the source alone."""
    found: list[WeighedValue] = []

    def add(name: str | None, source: str, weight: float) -> None:
        if name:
            value = WeighedValue(issuers.cited_form(name), source)
            value.add(source, weight)
            found.append(value)

    for above, printed in enumerate(reversed(bodies)):
        add(printed, "head", reading_weight(head.issuer_confidence) - (_SUPERIOR if above else 0.0))
    by_symbol = issuers.issuers_of_symbol(own.number.agency) if own.number else None
    add(by_symbol, "symbol", 4.0 if by_symbol and _JOINED in by_symbol else 2.0)
    add(own.issuer, "signature", 2.5)
    if head.authority:
        add(enacting_sentence.body_of_office(head.authority), "authority", 1.5)
    if own.reference:
        add(own.reference.issuer, "reference", 1.0)
    add(sentence.issuer if sentence else None, "sentence", 0.8 if own.origin == "ocr" else 1.0)
    for signature in signatures[-1:]:
        names = [name for name in (signature.signer, signature.organisation) if name and issuers.opens_body_name(name)]
        if names and not _is_publisher(names[0]):
            add(_with_apostrophes(names[0]), "signature", 1.0)
    return found


def _is_publisher(name: str) -> bool:
    """True for the offices whose seal publishes what others issue."""
    return plain_key(name).startswith("van phong")


def _merge_testimonies(testimonies: Sequence[WeighedValue], head: DocumentHeader) -> list[WeighedValue]:
    """One candidate a body: the weights of all that name it, in the writing of its surest source."""
    merged: list[WeighedValue] = []
    for testimony in testimonies:
        same = next((value for value in merged if _is_same_body(value.value, testimony.value)), None)
        if same is None:
            merged.append(testimony)
            continue
        same.add(f"also {testimony.source}", max(testimony.odds, 0.0))
        if head.issuer_confidence is not None and _is_better_spelt(testimony, same):
            same.value = testimony.value
    return merged


def _is_better_spelt(other: WeighedValue, value: WeighedValue) -> bool:
    """True if the other source's writing of the name was typed, or holds fewer words that spell nothing."""
    return other.source == "signature" or _misspelt(other.value) < _misspelt(value.value)


def _is_same_body(left: str, right: str) -> bool:
    one, other = (plain_key(name).removeprefix("chu tich ") for name in (left, right))
    if one == other or (len(one) > len(other) >= len("ubnd tinh") and one.startswith(f"{other} ")):
        return True
    most = min(len(one), len(other)) // _LETTERS_A_SLIP
    return one.split()[:1] == other.split()[:1] and slips(one, other, most) <= most


def _weigh_form(value: WeighedValue, place: str | None, *, is_scan: bool) -> None:
    """Add what the name itself says: a known body, words that can be spelt, nothing of another column."""
    if not issuers.opens_body_name(value.value):
        value.add("opens with no body", -2.0 if is_scan else -1.0)
    if _FOREIGN.search(fold(value.value)):
        value.add("words of another place", -4.0)
    if _TERRITORY.fullmatch(value.value):
        value.add("a territory alone", -6.0)
    if _SYMBOLS.search(value.value):
        value.add("symbols of a number", -4.0)
    if not is_scan:
        value.add("words that spell nothing", -1.0 * max(0, _misspelt(value.value) - 1))
        return
    value.value = issuers.with_opening_spelt(value.value)
    known = known_body(value.value)
    if known and known.is_whole:
        value.value = known.name
        value.add("known body", 2.0 if known.slips == 0 else 1.0)
        return
    if known:
        value.add("known kind of body", 0.5)
    if place and plain_key(value.value).endswith(f" {plain_key(place)}"):
        value.value = _with_place(value.value, place)
        value.add("place agrees", 1.5)
    value.add("words that spell nothing", -1.5 * _misspelt(value.value))
    if _JUNK.search(value.value):
        value.add("signs that no name holds", -3.0)


def _with_place(name: str, place: str) -> str:
    """The name with its last words as the place beside the date spells them."""
    wanted, words = plain_key(place), name.split()
    start = next(at for at in range(len(words), -1, -1) if plain_key(" ".join(words[at:])).endswith(wanted))
    return " ".join([*words[:start], place])


def _misspelt(name: str) -> int:
    """The words of a name that are no syllables and no abbreviations."""
    words = [word.strip(".,()-–&") for word in _PLACE_MARK.sub(" ", name).split()]
    return sum(1 for word in words if word.isalpha() and not _is_spelt(word))


def _is_spelt(word: str) -> bool:
    """True for a syllable, an abbreviation, or a word of a highland place name."""
    key = plain_key(word)
    abbreviated = len(word) == 1 or (len(word) > 2 and not re.search("[aeiouy]", key))
    return is_syllable(word) or abbreviated or (word.isupper() and len(word) > 1) or key in _HIGHLAND


def _with_apostrophes(name: str) -> str:
    """The name with the apostrophes of the Highlands' places, which certificates write as a hyphen (`Đắk R-lấp`)."""
    return re.sub(r"\b([A-ZĐ])-(?=[a-zà-ỹ])", r"\1'", name)


def _with_chairman(issuer: str, document_type: str | None, signature: SignatureBlock, head: DocumentHeader) -> str:
    """`Chủ tịch UBND ...`: a directive, decision or telegram that a chairman signs without `TM.` is the chairman's own
    ("Head of a document" in docs/documents.md). On a scan a seal may cover `TM.`: that none was read proves nothing.
    """
    is_scan = head.issuer_confidence is not None
    capacity = signature.capacity or ("" if is_scan and not head.authority else "KT.")
    personal = document_type in ("CT", "QĐ", "CĐ") and capacity.upper().startswith("KT")
    title = fold(signature.signer_title or "")
    if personal and issuer.startswith("UBND") and title.startswith(("chu tich", "pho chu tich")):
        return f"Chủ tịch {issuer}"
    return issuer
