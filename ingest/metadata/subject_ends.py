"""Where a subject begins and ends: words of the head that stand in its line or below it, and are no part of it."""

from __future__ import annotations

import re

from ingest.grammar.known_bodies import plain_key, slips
from ingest.metadata.document_header import DocumentHeader
from ingest.metadata.header_lines import clean_subject, without_motto

#: `Về việc` as OCR reads it at the start of a subject; none of these words can open one.
_MATTER = re.compile(r"^\W*(?P<word>V[ÈẺẼẸÊEÂ]|V[èẻẽẹêeâ]|và|Và)\s?(?=việc\b|VIỆC\b)")
#: What can never be part of a subject: the telegram's sender, the addressees, a stamp of the receiving office.
_SENDER = re.compile(
    r"\s+(?:CHỦ TỊCH|GIÁM ĐỐC|BỘ TRƯỞNG|ỦY BAN NHÂN DÂN|THỦ TƯỚNG)\b[A-ZĐÀ-Ỹ\s,'’-]{2,90}\bđiện\s*:?\s*$"
)
_ADDRESSEES = re.compile(r"\W+k[ií]nh g[uưửừ]+i\b.*$", re.IGNORECASE | re.DOTALL)
_STAMP = re.compile(r"\W+CÔNG VĂN ĐẾN\b.*$", re.DOTALL)
#: The issuer below the subject is the header's when so few letters differ.
_LETTERS_A_SLIP = 8
_LEAST_WORDS = 4


def trimmed_subject(subject: str, head: DocumentHeader) -> str | None:
    """The subject without what else stands in its lines; None if nothing is left.

    >>> trimmed_subject("V/v trồng cây Kính gửi: Sở Y tế", DocumentHeader())
    'V/v trồng cây'
    """
    text = with_matter(subject) if head.issuer_confidence is not None else subject
    for tail in (_ADDRESSEES, _STAMP, _SENDER):
        text = tail.sub("", text)
    return clean_subject(_without_issuer(without_motto(text), head)) or None


def with_matter(line: str) -> str:
    """A scan's line with `Về việc` put right at its start.

    >>> with_matter("-Vèviệc trồng cây"), with_matter("VẺ VIỆC TRỒNG CÂY")
    ('Về việc trồng cây', 'VỀ VIỆC TRỒNG CÂY')
    """
    return _MATTER.sub(lambda match: "VỀ " if match["word"].isupper() else "Về ", line)


def _without_issuer(subject: str, head: DocumentHeader) -> str:
    """The subject without the issuer's name that stands below it, where a scan joined both."""
    if head.issuer_confidence is None:
        return subject
    issuer = plain_key(" ".join(head.issuer_lines))
    words, count = subject.split(), len(issuer.split())
    if count < _LEAST_WORDS or len(words) < count + _LEAST_WORDS or not subject.isupper():
        return subject
    most = len(issuer) // _LETTERS_A_SLIP
    tail = plain_key(" ".join(words[-count:]))
    if slips(issuer, tail, most) > most:
        return subject
    head.authority = head.authority or " ".join(words[-count:])
    return " ".join(words[:-count])
