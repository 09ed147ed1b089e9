"""The end of a document: recipients and signature block, taken out of the body."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.grammar import issuers
from ingest.reading import Paragraph, Table
from ingest.text.normalize import fold
from ingest.text.syllables import syllable_rate

_RECIPIENTS = re.compile(r"^\s*N[ơo]i\s+nh[ậa]n\s*[:.;]?", re.IGNORECASE)
CAPACITY = re.compile(r"^[\s_]*(?P<c>TM|KT|K1|TL|TUQ|Q|T/M|K/T|T/L|[TK]\.[TML])\s*\.?\s+(?P<rest>\S.*)$")
_TITLES = re.compile(
    r"""^(?:pho\ |quyen\ |q\.\ )?(?:
    chu\ tich|giam\ doc|bo\ truong|thu\ truong|thu\ tuong|pho\ thu\ tuong|chanh\ van\ phong|truong|hieu\ truong
    |bi\ thu|cuc\ truong|tong|vien\ truong|chu\ nhiem|thong\ doc|chanh\ an|tl|tm|kt|pho|nguoi\ bao\ cao|nguoi\ lap
    |thu\ ky|chi\ cuc\ truong|vu\ truong|chu\ toa
    )""",
    re.VERBOSE,
)
#: Pieces of a title whose line a reader cut in the right column (`KT.` / `CHỦ` / `TỊCH`).
_PIECE = re.compile(
    r"^(?:TM|KT|TL|TUQ|Q|T/M|K/T|T/L)\.?$|^(?:PHÓ|CHỦ|TỊCH|GIÁM|ĐỐC|BỘ|TRƯỞNG|THỨ|CHÁNH|BÍ|THƯ)(?:\s[A-ZĐÓỊÁỐỘƯỞỨÍ]+)?$"
)
#: The tail of a recipient that was broken over two lines.
_TAIL = re.compile(r"^[^\W\d_][^.:]{0,40}[;.]$")
#: Short lines of less OCR confidence inside a signature block are handwriting or the seal.
_LEGIBLE = 0.65
#: A signature is read as few letters, and fewer than half of its words can be syllables (`ÔNN`, `\\ 1VY1`).
_SCRAWL, _SENSE = 25, 0.5
#: Above the signature of a consolidated document.
_CERTIFIED = re.compile(r"\W*xac thuc van ban hop nhat\W*$")
#: `KT. CHỦ TỊCH PHÓ CHỦ TỊCH` in one line; `GIÁM ĐỐC SỞ Y TẾ`, whose body is spelt as a body.
_GLUED_DEPUTY = re.compile(r"(?!PHÓ )[A-ZĐÀ-Ỹ ]+? (?P<deputy>PHÓ [A-ZĐÀ-Ỹ ]+)$")
_BODY_IN_TITLE = re.compile(r"\s(?P<body>(?:SỞ|CÔNG AN|THANH TRA|BAN QUẢN LÝ)\s\S.*)$")
_BULLET = re.compile(r"^\s*[-–—•+*]")
_RULE = re.compile(r"^[\s_\-–—=*.]+$")
#: A recipient may stand behind the one before it in the same line (`- Như trên; - Lưu: VT.`).
_LINE_END = re.compile(r"\n|(?<=[;.:])\s+(?=-\s)")


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """A signature block as read: recipients, signer, title and capacity (`TM.`, `KT.`)."""

    recipients: tuple[str, ...] = ()
    signer: str | None = None
    signer_title: str | None = None
    capacity: str | None = None


def split_signature_blocks(
    blocks: Sequence[Paragraph | Table],
) -> tuple[list[Paragraph | Table], SignatureBlock, list[Paragraph | Table]]:
    """Body, the (first) signature block as read, and the blocks that leave the body.

    An attached regulation may follow the decision's signature: every signature block leaves, wherever it stands.
    """
    body: list[Paragraph | Table] = []
    tail: list[Paragraph | Table] = []
    signature_blocks: list[list[Paragraph | Table]] = []
    index = 0
    while index < len(blocks):
        end = _block_end(blocks, index)
        if end > index:
            tail += blocks[index:end]
            signature_blocks.append(list(blocks[index:end]))
            index = end
        else:
            body.append(blocks[index])
            index += 1
    return body, _merge_blocks([_read_block(block) for block in signature_blocks]), tail


def _block_end(blocks: Sequence[Paragraph | Table], start: int) -> int:
    """The end of the signature block that begins at ``start``; ``start`` itself if none does."""
    first = blocks[start]
    if isinstance(first, Table):
        opens = len(first.rows) <= 6 and _holds_recipients(first)
    else:
        signature = is_signature_line(first.text) and bool(CAPACITY.match(first.text)) and len(first.text) < 90
        certified = bool(_CERTIFIED.match(fold(first.text)))
        opens = bool(_RECIPIENTS.match(first.text)) or signature or certified or _is_bare_signature(blocks, start)
    if not opens:
        return start
    end = start + 1
    while end < len(blocks) and end - start < 60:
        block = blocks[end]
        if isinstance(block, Table) or not (
            _belongs_to_block(block.text) or _continues_recipient(blocks, end) or _is_scrawl(block)
        ):
            break
        end += 1
    return end


def _holds_recipients(table: Table) -> bool:
    """True if a cell lists recipients; `Nơi nhận` alone in a cell heads a column of data."""
    if not any(_BULLET.match(line) or is_signature_line(line) for line in table_lines(table)):
        return any(_RECIPIENTS.match(line) and line.rstrip().endswith((":", ";", ".")) for line in table_lines(table))
    texts = [cell.text for cell in table.rows[0] if cell.text]
    heads_column = any(_RECIPIENTS.fullmatch(text) and text.rstrip()[-1:].isalpha() for text in texts)
    return not heads_column and any(_RECIPIENTS.match(line) for line in table_lines(table))


def _is_scrawl(block: Paragraph) -> bool:
    """True for what OCR makes of a signature or a seal."""
    if len(block.text) >= _SCRAWL or is_name(block.text):
        return False
    if block.confidence is not None and (block.confidence < _LEGIBLE or syllable_rate(block.text)[0] < _SENSE):
        return True
    return not any(len(word) > 1 and word.isalpha() for word in block.text.split())


def _continues_recipient(blocks: Sequence[Paragraph | Table], at: int) -> bool:
    """True for the second line of a recipient (`- UBND các huyện Ia Grai, Đức Cơ,` / `Chư Prông;`)."""
    above, block = blocks[at - 1], blocks[at]
    if isinstance(above, Table) or isinstance(block, Table) or not _BULLET.match(above.text):
        return False
    return not above.text.rstrip().endswith((";", ".")) and bool(_TAIL.match(block.text.strip()))


def _is_bare_signature(blocks: Sequence[Paragraph | Table], start: int) -> bool:
    """True for `GIÁM ĐỐC` above a person's name, near the end of the blocks or of an attached text."""
    pair = blocks[start : start + 2]
    if len(pair) < 2 or start < 5:
        return False
    title, name = pair
    if isinstance(title, Table) or isinstance(name, Table):
        return False
    return len(title.text) < 60 and is_signature_line(title.text) and title.text.isupper() and is_name(name.text)


def _belongs_to_block(text: str) -> bool:
    if _BULLET.match(text) and len(text) < 200:
        return True
    return (
        bool(_RULE.match(text))
        or is_signature_line(text)
        or bool(_PIECE.match(text.strip()))
        or is_name(text)
        or bool(_RECIPIENTS.match(text))
        or (len(text) < 60 and fold(text).startswith(("(da ky", "da ky", "luu:", "(ky", "ky boi", "nguoi ky")))
    )


def is_signature_line(text: str) -> bool:
    """True for `TM. ỦY BAN NHÂN DÂN`, `KT. CHỦ TỊCH`, `PHÓ CHỦ TỊCH`: capitals and a title."""
    stripped = text.strip(" _")
    match = CAPACITY.match(stripped)
    if match:
        return match["rest"].isupper() and len(stripped) < 120
    return len(stripped) < 60 and (stripped.isupper() or stripped.istitle()) and bool(_TITLES.match(fold(stripped)))


def is_name(text: str) -> bool:
    """True for a person's name: 2-5 words, each with only its first letter upper case; a rank may stand before it.

    >>> is_name("Nguyễn Thị Hạnh"), is_name("GIÁM ĐỐC")
    (True, False)
    """
    words = re.sub(
        r"^(?:(?:PGS|GS|TS|ThS|BS|BSCKII?|CKII?|Ths|KS|CN|Đại tá|Thượng tá|Trung tướng|Thiếu tướng|Đại tướng)\.?\s*)+",
        "",
        text.strip(),
    ).split()
    return 2 <= len(words) <= 5 and len(text) < 40 and all(map(_is_name_word, words))


def _is_name_word(word: str) -> bool:
    """True for `Nguyễn`, and for names of the highlands with an apostrophe (`H'Nga`)."""
    parts = re.split(r"['’]", word)
    return len(parts) <= 2 and all(
        part.isalpha() and part[:1].isupper() and part[1:] == part[1:].lower() for part in parts
    )


def table_lines(table: Table) -> list[str]:
    """The lines of all cells, row by row."""
    return [line for row in table.rows for cell in row if cell.text for line in cell.text.split("\n")]


def _block_lines(blocks: Sequence[Paragraph | Table]) -> list[str]:
    lines: list[str] = []
    for block in blocks:
        lines += table_lines(block) if isinstance(block, Table) else _LINE_END.split(block.text)
    return [line.strip() for line in lines]


def _read_block(blocks: Sequence[Paragraph | Table]) -> SignatureBlock:
    recipients: list[str] = []
    titles: list[str] = []
    pieces: list[str] = []
    signer = capacity = None
    for text in _block_lines(blocks):
        if _BULLET.match(text):
            recipients.append(text.lstrip("-–—•+* "))
        elif is_signature_line(text):
            capacity = capacity or _capacity(text)
            if not _RECIPIENTS.match(text):
                titles.append(CAPACITY.sub(lambda match: match["rest"], text))
        elif _PIECE.match(text):
            pieces.append(text)
        elif signer is None and titles and is_name(text):
            signer = text
        elif signer is None and recipients and _is_recipient_tail(text, recipients[-1]):
            recipients[-1] = f"{recipients[-1]} {text}"
    titles += _join_title_pieces(pieces) if len(titles) < 2 else []
    named = tuple(recipient.rstrip(" ;,.") for recipient in recipients)
    return SignatureBlock(named, signer, _cited_title(titles[-1]) if titles else None, capacity)


def _capacity(line: str) -> str | None:
    """`TM.`, `KT.` ... before the title; OCR reads `KT.` as `K1.`, and some write `T/M`."""
    match = CAPACITY.match(line)
    return re.sub(r"[/.]", "", match["c"]).replace("1", "T") + "." if match else None


def _is_recipient_tail(line: str, recipient: str) -> bool:
    return not recipient.endswith((";", ".")) and bool(_TAIL.match(line))


def _join_title_pieces(pieces: list[str]) -> list[str]:
    """`CHỦ`, `KT.`, `TỊCH` in reading order of a cut line -> `CHỦ TỊCH`."""
    words = " ".join(piece for piece in pieces if not piece.endswith("."))
    return [words] if _TITLES.match(fold(words)) else []


def _cited_title(printed: str) -> str:
    """`PHÓ CHỦ TỊCH` -> `Phó Chủ tịch`.

    >>> _cited_title("PHÓ CHỦ TỊCH"), _cited_title("ỦY BAN NHÂN DÂN")
    ('Phó Chủ tịch', 'Ủy ban nhân dân')
    """
    below = _GLUED_DEPUTY.match(printed)  # `CHỦ TỊCH PHÓ CHỦ TỊCH`: the deputy signs
    printed = below["deputy"] if below else printed
    body = _BODY_IN_TITLE.search(printed)
    if body:
        return f"{_cited_title(printed[: body.start()])} {issuers.cited_form(body['body'])}"
    words = printed.capitalize().replace("hánh văn phòng", "hánh Văn phòng")
    return re.sub(r"^(Phó|Quyền) (\w)", lambda match: f"{match[1]} {match[2].upper()}", words)


def _merge_blocks(signature_blocks: list[SignatureBlock]) -> SignatureBlock:
    """The first signature counts; its recipients may have been read from another block (two columns)."""
    if not signature_blocks:
        return SignatureBlock()
    signed = next((block for block in signature_blocks if block.signer or block.signer_title), signature_blocks[0])
    recipients = next((block.recipients for block in signature_blocks if block.recipients), ())
    return replace(signed, recipients=recipients)
