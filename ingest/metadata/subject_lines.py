"""The subject of a document (trích yếu): the lines below the type's name, up to the authority line or the bases."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.grammar.numbering_marks import find_marks
from ingest.metadata import historical_headers, subject_ends
from ingest.metadata.document_header import DocumentHeader
from ingest.metadata.header_lines import clean_subject, is_rule, take_mark
from ingest.reading import Paragraph, Table
from ingest.text.normalize import fold
from ingest.text.syllables import is_syllable

Block = Paragraph | Table

#: Lines of a subject are looked for so far below the type's name.
_SUBJECT_REACH = 9
#: Subjects of amending documents name every amended one; a paragraph longer than this is body.
_LONGEST_SUBJECT = 1000
_OPEN_ENDED = re.compile(
    r"(?:[,(“\-–]|\b(?:va|cua|ve|tai|cho|voi|den|theo|tu|so|ngay|thang|nam|cac|nhung|trong|tren))\s*$"
)
#: So many words behind a type's name may belong to it; its subject is then a line of less than so many letters.
_QUALIFIER, _HEADLINE = 2, 300
_KINDS = ("phoi hop", "hanh dong", "lien tich", "lien nganh", "tom tat", "thanh tra", "kiem tra")
#: A stamp leaves at most so many "words" before a subject.
_REMNANTS = 4
#: What ends a subject: bases, the lead sentence, the first heading, a line that names the decree of attachment.
_SUBJECT_END = re.compile(
    r"""^(?:
    can\ cu|kinh\ gui|theo\ (?:loi\ )?de\ nghi|sau\ khi
    |xet\ de\ nghi|thuc\ hien|tren\ co\ so|chieu|nay\ |khoa\b.*ky\ hop|hom\ nay
    |dieu\ (?:\d|thu)|chuong\ [ivx\d]|phan\ (?:thu|i)|[ivx]+\s*[./-]|l\.\ |\d+\s*(?:[.)]|/(?!\s*\d))
    |quyet\ dinh\s*:|quyet\ nghi|\(
    |ban\ hanh\ kem|so\s*:|ra\ sac\ lenh|xet\ rang
    )""",
    re.VERBOSE,
)
_AUTHORITY = re.compile(
    r"""^(?:
    chu\ tich|bo\ truong|uy\ ban\ nhan\ dan|hoi\ dong\ nhan\ dan|thu\ tuong\ chinh\ phu|giam\ doc|chinh\ phu|quoc\ hoi
    |tong\ (?:giam\ doc|cuc|thanh\ tra|kiem\ toan|lien\ doan)|thong\ doc|chanh\ an|vien\ truong|uy\ ban\ thuong\ vu
    |bo\ (?!tieu|sung|phan|may|thu\ tuc)|so\ (?!luong|lieu|\d)|hieu\ truong|truong\ ban|cuc\ truong|ban\ (?!hanh)
    )""",
    re.VERBOSE,
)


def take_subject(blocks: Sequence[Block], at: int, lines: list[str], head: DocumentHeader) -> None:
    """Take the subject below the title at ``at``; ``lines`` hold what stands in the title's own paragraph."""
    first: Paragraph | None = None
    for index in range(at + 1, min(at + _SUBJECT_REACH, len(blocks))):
        block = blocks[index]
        if isinstance(block, Table) or not _continues_subject(block, first, lines):
            break
        head.used_blocks.add(index)
        line = block.text.strip() if lines else _without_stamp(block)
        if lines and is_rule(line):
            break
        if _take_aside(line, head):
            continue
        if not lines and is_authority_line(line) and _bases_follow(blocks, index + 1):
            head.used_blocks.discard(index)  # no subject at all: the authority stands under the type's name
            break
        issuer_rest = _take_old_issuer(line, lines, head)
        if issuer_rest is None:
            first = first or block
        elif not issuer_rest:
            continue
        lines.append(issuer_rest or line)
        head.subject_blocks.append(block)
    if lines:
        head.subject = subject_ends.trimmed_subject(clean_subject(" ".join(_without_qualifier(lines))), head)


def is_authority_line(text: str) -> bool:
    """True if a line in capitals names who issues the document (`CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH`)."""
    return text.isupper() and bool(_AUTHORITY.match(fold(text))) and not text.endswith(":")


def _take_aside(line: str, head: DocumentHeader) -> bool:
    """Take a rule, a mark, or an old head's number line: they stand among the subject's lines and are no part of it."""
    return is_rule(line) or take_mark(line, head) or historical_headers.take_number_line(line, head)


def _take_old_issuer(line: str, lines: list[str], head: DocumentHeader) -> str | None:
    """Take issuer, number and date of an old head (`CỦA CHÍNH PHỦ SỐ 12-CP ...`), which stand above the subject.

    Returns what follows them in the line, None for other lines.
    """
    if not lines and (head.type == "SL" or historical_headers.is_in_capitals(line)):
        return historical_headers.take_issuer_line(line, head)
    return None


def _without_stamp(block: Paragraph) -> str:
    """A scan's line without the remnants of a stamp before it: signs and letters that spell no syllable."""
    line = block.text.strip()
    if block.confidence is None:
        return line
    line = subject_ends.with_matter(line)
    words = line.split()
    first = next((i for i, word in enumerate(words[:_REMNANTS]) if is_syllable(word.strip('.,“”"()'))), 0)
    return line if any(word.isalpha() for word in words[:first]) else " ".join(words[first:])


def _bases_follow(blocks: Sequence[Block], index: int) -> bool:
    """True if the bases come next, perhaps below the rest of the authority's name (`CHỦ TỊCH` / `NƯỚC`)."""
    rest = blocks[index] if index < len(blocks) else None
    wrapped = isinstance(rest, Paragraph) and rest.text.isupper() and not find_marks(rest.text)
    return _ends_subject(blocks, index) or (wrapped and _ends_subject(blocks, index + 1))


def _ends_subject(blocks: Sequence[Block], index: int) -> bool:
    block = blocks[index] if index < len(blocks) else None
    return isinstance(block, Paragraph) and bool(_SUBJECT_END.match(fold(block.text)))


def _continues_subject(block: Paragraph, first: Paragraph | None, lines: list[str]) -> bool:
    """True if ``block`` still belongs to the subject, whose first paragraph below the title is ``first``."""
    text = block.text.strip()
    if is_rule(text):
        return True
    longest = _LONGEST_SUBJECT if first is None else _LONGEST_SUBJECT // 2
    folded = fold(text)
    if len(text) > longest or (_is_end(text) and not (first is None and _is_task(block, lines))):
        return False
    if text.isupper() and _AUTHORITY.match(folded) and lines and not _is_unfinished(lines[-1]):
        return False
    if first is None:
        return _opens_subject(text, lines)
    if first.text.isupper() != text.isupper():
        return text[:1].islower() and first.bold == block.bold and block.align == "center"
    return first.text.isupper() or _goes_on_like(first, block, lines[-1])


def _is_end(text: str) -> bool:
    return bool(_SUBJECT_END.match(fold(text))) and not text[:1].islower()


def _is_task(block: Paragraph, lines: list[str]) -> bool:
    """True for a subject that opens like a base (`Thực hiện phong trào ... năm 2019`): a short centred line that no
    sign of a sentence ends."""
    text = block.text.strip()
    opens = re.match(r"(?:thuc hien|trien khai|theo) ", fold(text))
    ends = text.endswith((";", ",", ":", "."))
    return bool(opens) and not lines and block.align == "center" and len(text) < _HEADLINE and not ends


def _opens_subject(text: str, lines: list[str]) -> bool:
    """True if the first paragraph below the title belongs to the subject; ``lines``: what the title itself holds."""
    if not lines or text.isupper():
        return not text.endswith((";", "./."))
    if text.endswith((";", "./.", ":")):
        return False
    return len(text) < _HEADLINE if _is_qualifier(lines) else text[:1].islower() and len(text) < 200


def _goes_on_like(first: Paragraph, block: Paragraph, last_line: str) -> bool:
    """True if a paragraph in mixed case goes on with the subject: the same print, or words that belong together."""
    text = block.text.strip()
    if text.endswith((";", ":")):
        return False
    lower = text[:1].islower()
    if first.align is None and block.align is None and not first.bold:  # plain text: only the words can tell
        return lower or _is_unfinished(last_line) or (len(text) < 160 and not text.endswith((".", ";")))
    centred = block.align == "center"
    return first.bold == block.bold and (first.bold or centred) and (centred or lower or len(text) < 90)


def _is_qualifier(lines: list[str]) -> bool:
    """True for a word in capitals behind the type's name (`KẾ HOẠCH PHỐI HỢP`): the subject itself comes below."""
    return len(lines) == 1 and lines[0].isupper() and len(lines[0].split()) <= _QUALIFIER


def _without_qualifier(lines: list[str]) -> list[str]:
    """The subject's lines without a word that only says which kind of the type it is."""
    return lines[1:] if len(lines) > 1 and fold(lines[0]) in _KINDS else lines


def _is_unfinished(line: str) -> bool:
    """True for a line after which the sentence must go on."""
    return bool(_OPEN_ENDED.search(fold(line)))
