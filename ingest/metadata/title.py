"""The title of a document: type name, subject, authority line, addressees."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.grammar.document_types import SYMBOLS_BY_NAME, folded_name_pattern
from ingest.grammar.numbering_marks import find_marks
from ingest.metadata import historical_headers
from ingest.metadata.header_lines import DocumentHeader, clean_subject, is_rule, take_late_line, take_mark
from ingest.records import Paragraph, Table
from ingest.text.normalize import fold
from ingest.text.syllables import is_syllable

Block = Paragraph | Table

#: The title stands within this many paragraphs; beyond it a type's name belongs to the body.
HEAD_BLOCKS = 40
#: Lines of a subject are looked for so far below the type's name.
_SUBJECT_REACH = 9
#: Subjects of amending documents name every amended one; a paragraph longer than this is body.
_LONGEST_SUBJECT = 1000
_OPEN_ENDED = re.compile(
    r"(?:[,(“\-–]|\b(?:va|cua|ve|tai|cho|voi|den|theo|tu|so|ngay|thang|nam|cac|nhung|trong|tren))\s*$"
)
#: So many words behind a type's name may belong to it; its subject is then a line of less than so many letters.
_QUALIFIER, _HEADLINE = 2, 300
_KINDS = ("phoi hop", "hanh dong", "lien tich", "lien nganh", "tom tat")
#: A stamp leaves at most so many "words" before a subject.
_REMNANTS = 4
#: What ends a subject: bases, the lead sentence, the first heading, a line that names the decree of attachment.
_SUBJECT_END = re.compile(
    r"""^(?:
    can\ cu|kinh\ gui|theo\ (?:loi\ )?de\ nghi|sau\ khi
    |xet\ de\ nghi|thuc\ hien|tren\ co\ so|chieu|nay\ |khoa\b.*ky\ hop|hom\ nay
    |dieu\ (?:\d|thu)|chuong\ [ivx\d]|phan\ (?:thu|i)|[ivx]+\s*[./-]|\d+\s*(?:[.)]|/(?!\s*\d))
    |quyet\ dinh\s*:|quyet\ nghi|\(
    |ban\ hanh\ kem|so\s*:|ra\ sac\ lenh|xet\ rang
    )""",
    re.VERBOSE,
)
#: Where a body begins: no type's name after it is the document's title.
_BODY_START = re.compile(
    r"^\W*(?:can cu\b|dieu (?:1|thu nhat)\b|chuong (?:i|1)\b|phan (?:i|1|thu nhat)\b|i\s*[.-]\s|quyet nghi\s*:)"
)
#: Contracts and projects are titles of other papers too; orders of the President and attachments have no symbol.
_NAMES = folded_name_pattern(without=("HĐ", "DA", "Lệnh", "attachment", "generic"))
_TYPE_LINE = re.compile(rf"^(?P<name>{_NAMES})(?P<rest>$|\W.*$)", re.DOTALL)
_NOISY = re.compile(rf"(?:{_NAMES})$")
#: The first letter of the subject glued to the type's last one (`THÔNG TƯHướng dẫn`): both lines were one cell.
_GLUED = re.compile(rf"^(?P<name>{_NAMES})(?=[a-z])")
#: In capitals only these first words of a subject show that the type's name ended (`QUYẾT ĐỊNHVỀ VIỆC`).
_GLUED_WORDS = re.compile(r"(?:ve|quy dinh|ban hanh|sua doi|phe duyet|bai bo|huong dan|cua|thanh lap|cong bo|sua)\b")
_AUTHORITY = re.compile(
    r"""^(?:
    chu\ tich|bo\ truong|uy\ ban\ nhan\ dan|hoi\ dong\ nhan\ dan|thu\ tuong\ chinh\ phu|giam\ doc|chinh\ phu|quoc\ hoi
    |tong\ (?:giam\ doc|cuc|thanh\ tra|kiem\ toan|lien\ doan)|thong\ doc|chanh\ an|vien\ truong|uy\ ban\ thuong\ vu
    |bo\ (?!tieu|sung|phan|may|thu\ tuc)|so\ (?!luong|lieu|\d)|hieu\ truong|truong\ ban|cuc\ truong|ban\ (?!hanh)
    )""",
    re.VERBOSE,
)
#: `CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH điện:` above the addressees of a telegram.
_TELEGRAM = re.compile(r"(?P<who>[^:.;]{2,120}?)\s*\bdien\s*:")


def title_index(blocks: Sequence[Block]) -> int | None:
    """Where the type's name stands as the title; None for letters."""
    for index, block in enumerate(blocks[:HEAD_BLOCKS]):
        if isinstance(block, Table):
            continue
        found = _type_heading(block)
        if found is None:
            if _BODY_START.match(fold(block.text)):
                return None
            continue
        name, _, text = found
        if name in ("quyet dinh", "nghi quyet") and text.rstrip().endswith(":"):
            return None
        return index
    return None


def _type_heading(block: Paragraph) -> tuple[str, str, str] | None:
    """Type's name, the rest of the line, and the line itself, when the paragraph is a title."""
    text = block.text.strip(" *.–-_")
    folded = fold(text)
    if len(folded) != len(text):
        return None
    glued = _GLUED.match(folded)
    if glued and text[: glued.end()].isupper() and _is_glued_subject(text, folded, glued.end()):
        return glued["name"], text[glued.end() :], text
    match = _TYPE_LINE.match(folded)
    if match is None and block.confidence is not None and len(text) < 25:
        noisy = _NOISY.search(folded)  # `,OQUYẾT ĐỊNH`: specks before the word
        if noisy and text[noisy.start() :].isupper():
            text = text[noisy.start() :]
            match = _TYPE_LINE.match(fold(text))
    if match is None or not _is_heading_like(text, match):
        return None
    return match["name"], text[match.end("name") :].strip(" .:-–"), text


def is_title(block: Paragraph) -> bool:
    """Whether the paragraph is a type's name in capitals (`TỜ TRÌNH`)."""
    found = _type_heading(block)
    return found is not None and not found[1] and block.text.strip(" *.–-_").isupper()


def _is_glued_subject(text: str, folded: str, at: int) -> bool:
    """`Hướng dẫn`, or a word that opens a subject: so a glued subject can be told from a longer word."""
    if not text[at].isupper():
        return False
    if text[at + 1 : at + 2].islower() or text[at + 2 : at + 3].islower() or _GLUED_WORDS.match(folded, at):
        return True
    start = text.rfind(" ", 0, at) + 1
    first, whole = re.match(r"\w*", text[at:]), re.match(r"\w*", text[start:])
    return bool(first and whole and is_syllable(first[0]) and not is_syllable(whole[0]))


def _is_heading_like(text: str, match: re.Match[str]) -> bool:
    name = text[: match.end("name")]
    rest = match["rest"].strip(" *.:-–")
    if not name.isupper() and rest:
        return False
    if match["name"] == "quy dinh" and fold(rest) == "chung":
        return False
    if not rest or (text.isupper() and len(text) < 250):
        return True
    return bool(re.match(r"so\b|ve\b|ban hanh\b|sua doi\b|quy dinh\b|huong dan\b|phe duyet\b", fold(rest)))


def read_title(blocks: Sequence[Block], at: int, head: DocumentHeader) -> None:
    """Type and subject from the title at ``at``."""
    title = blocks[at]
    found = _type_heading(title) if isinstance(title, Paragraph) else None
    if found is None or isinstance(title, Table):
        return
    name, rest, text = found
    head.type = SYMBOLS_BY_NAME[name]
    head.used_blocks.add(at)
    head.subject_blocks = [title]
    if historical_headers.take_number_line(rest, head):
        rest = ""
    lines = [text if rest and head.type in ("L", "BL", "PL") else rest] if rest else []
    first: Paragraph | None = None
    for index in range(at + 1, min(at + _SUBJECT_REACH, len(blocks))):
        block = blocks[index]
        if isinstance(block, Table) or not _continues_subject(block, first, lines):
            break
        head.used_blocks.add(index)
        line = block.text.strip()
        if block.confidence is not None and not lines:
            line = _without_stamp(line)
        if is_rule(line):
            if lines:
                break
            continue
        if take_mark(line, head) or historical_headers.take_number_line(line, head):
            continue
        if not lines and _is_authority(line, fold(line)) and _bases_follow(blocks, index + 1):
            head.used_blocks.discard(index)  # no subject at all: the authority stands under the type's name
            break
        if (
            not lines
            and (head.type == "SL" or historical_headers.is_in_capitals(line))
            and (said := historical_headers.take_issuer_line(line, head)) is not None
        ):
            if said:
                lines.append(said)
                head.subject_blocks.append(block)
            continue
        lines.append(line)
        head.subject_blocks.append(block)
        first = first or block
    head.subject = clean_subject(" ".join(_without_qualifier(lines))) if lines else head.subject


def _without_stamp(line: str) -> str:
    """A scan's line without the remnants of a stamp before it: signs and letters that spell no syllable."""
    words = line.split()
    first = next((i for i, word in enumerate(words[:_REMNANTS]) if is_syllable(word.strip('.,“”"()'))), 0)
    return line if any(word.isalpha() for word in words[:first]) else " ".join(words[first:])


def _bases_follow(blocks: Sequence[Block], index: int) -> bool:
    """Whether the bases come next, perhaps below the rest of the authority's name (`CHỦ TỊCH` / `NƯỚC`)."""
    rest = blocks[index] if index < len(blocks) else None
    wrapped = isinstance(rest, Paragraph) and rest.text.isupper() and not find_marks(rest.text)
    return _ends_subject(blocks, index) or (wrapped and _ends_subject(blocks, index + 1))


def _ends_subject(blocks: Sequence[Block], index: int) -> bool:
    block = blocks[index] if index < len(blocks) else None
    return isinstance(block, Paragraph) and bool(_SUBJECT_END.match(fold(block.text)))


def _continues_subject(  # noqa: PLR0911 - one reason a return
    block: Paragraph, first: Paragraph | None, lines: list[str]
) -> bool:
    """Whether ``block`` still belongs to the subject."""
    text = block.text.strip()
    if is_rule(text):
        return True
    folded = fold(text)
    if (_SUBJECT_END.match(folded) and not text[:1].islower()) or len(text) > (
        _LONGEST_SUBJECT if first is None else _LONGEST_SUBJECT // 2
    ):
        return False
    if text.isupper() and _AUTHORITY.match(folded) and lines and not _is_unfinished(lines[-1]):
        return False
    if first is None:
        if lines and not text.isupper():
            if _is_qualifier(lines):
                return not text.endswith((";", "./.", ":")) and len(text) < _HEADLINE
            return text[:1].islower() and len(text) < 200 and not text.endswith((";", "./.", ":"))
        return not text.endswith((";", "./."))
    if first.text.isupper() != text.isupper():
        return text[:1].islower() and first.bold == block.bold and block.align == "center"
    if first.text.isupper():
        return True
    if text.endswith((";", ":")):
        return False
    if first.align is None and block.align is None and not first.bold:  # plain text: only the words can tell
        return text[:1].islower() or _is_unfinished(lines[-1]) or (len(text) < 160 and not text.endswith((".", ";")))
    return (
        first.bold == block.bold
        and (first.bold or block.align == "center")
        and (block.align == "center" or text[:1].islower() or len(text) < 90)
    )


def _is_qualifier(lines: list[str]) -> bool:
    """A word in capitals behind the type's name (`KẾ HOẠCH PHỐI HỢP`): the subject itself comes below."""
    return len(lines) == 1 and lines[0].isupper() and len(lines[0].split()) <= _QUALIFIER


def _without_qualifier(lines: list[str]) -> list[str]:
    """The subject's lines without a word that only says which kind of the type it is."""
    return lines[1:] if len(lines) > 1 and fold(lines[0]) in _KINDS else lines


def _is_unfinished(line: str) -> bool:
    """A line after which the sentence must go on."""
    return bool(_OPEN_ENDED.search(fold(line)))


def read_addressees(blocks: Sequence[Block], head: DocumentHeader) -> None:
    """The authority line and the addressees that follow the subject; beside them the head's right column may stand."""
    start = max(head.used_blocks, default=-1) + 1
    addressing = False
    for index in range(start, min(start + 25, len(blocks))):
        block = blocks[index]
        if isinstance(block, Table):
            break
        if addressing and take_late_line(block, head):
            head.used_blocks.add(index)
            continue
        text = block.text.strip()
        folded = fold(text)
        wired = _TELEGRAM.match(folded) if head.type == "CĐ" and len(folded) == len(text) else None
        if wired:
            addressing = True
            head.authority = head.authority or text[: wired.end("who")].strip()
            name = text[wired.end() :].strip(" .;")
            head.addressees += [name] if name else []
        elif folded.startswith("kinh gui"):
            addressing = True
            name = text.partition(":")[2].strip(" .;")
            head.addressees += [name] if name else []
        elif addressing and re.match(r"[-–•+]", text) and len(text) < 160:
            head.addressees.append(text.lstrip("-–•+ ").rstrip(" .;,"))
        elif _is_authority(text, folded) and head.authority is None and not addressing:
            head.authority = text
        elif not (is_rule(text) or re.match(r"khoa\b.*ky hop", folded)):
            break
        head.used_blocks.add(index)


def _is_authority(text: str, folded: str) -> bool:
    return text.isupper() and bool(_AUTHORITY.match(folded)) and not text.endswith(":")
