"""Mutated files: samples of every format with bytes flipped, cut, doubled, exchanged, inside archives too.

Chance is seeded: a file that does harm is made again by its number.
"""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Iterator
from pathlib import Path

from tests.support import drawn_stamps, office_margins, personal_samples, secrecy_samples

#: What readers look for: sizes, counts and marks that a mutation puts in the way.
_TOKENS = (
    b"\x00", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"%PDF-1.7", b"PK\x03\x04", b"endobj", b"/Length 99999999",
    b"<!--", b"]]>", b"&#x0;", b"{\\rtf1", b"\\bin99999999 ", b"<w:tbl>", b"</w:p>", b'rowspan="99999999"',
    b"\xef\xbb\xbf", b"\n" * 50,
)  # fmt: skip


def samples(folder: Path) -> list[Path]:
    """One small file of each format."""
    made = []
    lines = (*secrecy_samples.BEFORE, *secrecy_samples.TITLE, *secrecy_samples.AFTER)
    rows = [["STT", "Cơ quan", "Kinh phí"], ["1", "Sở Nội vụ", "12.000"], ["2", "Sở Tài chính", "7.500"]]
    writers = (
        secrecy_samples._html, secrecy_samples._pdf, secrecy_samples._text, secrecy_samples._odt, secrecy_samples._rtf,
    )  # fmt: skip
    for number, write in enumerate(writers):
        made.append(_moved(write(folder, lines), number))
    made.append(_moved(personal_samples._docx(folder, rows), 10))
    made.append(_moved(personal_samples._sheet(folder, rows), 11))
    made.append(_moved(office_margins.write_pptx(folder / "a.pptx", lines), 12))
    made.append(_moved(office_margins.docx_picture(folder, drawn_stamps.stamp("SAO Y")), 13))
    made.append(_moved(office_margins.pdf_picture(folder, drawn_stamps.stamp("KHẨN")), 14))
    image = folder / "15.png"
    drawn_stamps.stamp("SAO Y").convert("RGB").resize((200, 80)).save(image)
    made.append(image)
    packed = folder / "16.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(made[0], "a.html")
        archive.write(made[2], "b.txt")
    made.append(packed)
    (folder / "17.csv").write_text("TT;Tên;Số\n1;Sở Nội vụ;5\n", encoding="utf-8")
    (folder / "18.eml").write_bytes(
        "Subject: Kế hoạch\nContent-Type: text/plain; charset=utf-8\n\nNội dung.\n".encode()
    )
    return [*made, folder / "17.csv", folder / "18.eml"]


def mutated(folder: Path, count: int, seed: int = 0) -> Iterator[Path]:
    """So many mutated files, each written when it is asked for."""
    originals = samples(folder)
    for number in range(count):
        chance = random.Random(seed * 1_000_003 + number)
        original = originals[number % len(originals)]
        path = folder / f"hỏng-{number}{original.suffix}"
        path.write_bytes(_mutated(original.read_bytes(), chance))
        yield path


def _moved(path: Path, number: int) -> Path:
    return path.rename(path.with_name(f"{number}{path.suffix}"))


def _mutated(data: bytes, chance: random.Random) -> bytes:
    """Damage of the file as a whole or, of an archive, of one member's content with the rest intact."""
    if data[:2] == b"PK" and chance.random() < 0.7:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {info.filename: archive.read(info) for info in archive.infolist()}
        name = chance.choice(sorted(members))
        members[name] = _damaged(members[name], chance)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for member, content in members.items():
                archive.writestr(member, content)
        return buffer.getvalue()
    return _damaged(data, chance)


def _damaged(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 2, 4, 16, 64))):
        at = chance.randrange(len(changed) + 1)
        kind = chance.randrange(6)
        if kind == 0 and at < len(changed):
            changed[at] ^= 1 << chance.randrange(8)
        elif kind == 1 and at < len(changed):
            changed[at] = chance.randrange(256)
        elif kind == 2:
            changed[at:at] = chance.choice(_TOKENS)
        elif kind == 3:
            del changed[at : at + chance.randrange(1, 200)]
        elif kind == 4:
            piece = bytes(changed[at : at + chance.randrange(1, 400)])
            changed[at:at] = piece * chance.choice((1, 2, 50))
        else:
            other = chance.randrange(len(changed) + 1)
            changed[at:at] = changed[other : other + chance.randrange(1, 100)]
    if chance.random() < 0.1:
        del changed[chance.randrange(len(changed) + 1) :]
    return bytes(changed)
