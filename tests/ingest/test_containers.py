"""Files in files: archives, letters, edXML packets; their members come out whole, named, and within limits."""

from __future__ import annotations

import base64
import contextlib
import email.message
import io
import json
import random
import struct
import zipfile
import zlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from ingest.document import read_members
from ingest.metadata.envelope import with_envelope
from ingest.read import read_file
from ingest.read.containers.compressed_rtf import decompress_rtf
from ingest.read.containers.expand import expand_container
from ingest.read.containers.member import safe_name
from ingest.reading import Envelope, RefusedFile
from ingest.records import Document, Metadata
from service.cli import app
from tests.support.compound_file import compound_file

DECISION = "ỦY BAN NHÂN DÂN\nTỈNH GIA LAI\nSố: {}/QĐ-UBND\nQUYẾT ĐỊNH\nVề bến đò\nĐiều 1. Bến đò {} mở từ 05 giờ.\n"


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def taken_out(path: Path, folder: Path) -> dict[str, bytes]:
    return {file.name: file.path.read_bytes() for file in expand_container(path, folder).files}


def texts(documents: list[Document]) -> str:
    return "\n".join(passage.text for document in documents for passage in document.passages)


@pytest.fixture
def room(tmp_path: Path) -> Path:
    (tmp_path / "room").mkdir()
    return tmp_path / "room"


def test_archive(tmp_path: Path, room: Path) -> None:
    inner = zipped({"c.txt": b"ba"})
    path = tmp_path / "ho-so.zip"
    path.write_bytes(
        zipped({
            "Quyết định.txt": b"mot", "phu luc/1.txt": b"hai", "phu luc/": b"", "trong.zip": inner, ".DS_Store": b"x",
            "__MACOSX/._1.txt": b"x", "phu luc/1.TXT": b"bon",
        })
    )  # fmt: skip
    assert taken_out(path, room) == {
        "Quyết định.txt": b"mot", "phu luc/1.txt": b"hai", "trong.zip/c.txt": b"ba", "phu luc/1 (2).TXT": b"bon",
    }  # fmt: skip


@pytest.mark.parametrize(
    "name", ["../../x.txt", "/etc/x.txt", "C:\\x.txt", "..\\..\\x.txt", "a/../../x.txt", "x\0.txt", "//x"]
)
def test_nothing_is_written_outside(tmp_path: Path, room: Path, name: str) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({name: b"x"}))
    files = expand_container(tmp_path / "a.zip", room).files
    assert all(file.path.resolve().is_relative_to(room) for file in files)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.zip", "room"]
    assert not any(part in ("", "..", ".") for file in files for part in file.name.split("/"))


@pytest.mark.parametrize("encoding", ["cp1258", "utf-8"])
def test_names_in_the_encoding_of_a_machine(tmp_path: Path, room: Path, encoding: str) -> None:
    name = "Quyê\u0301t đi\u0323nh.txt" if encoding == "cp1258" else "Quyết định.txt"
    data = zipped({"A" * len(name.encode(encoding)): b"x"})
    (tmp_path / "a.zip").write_bytes(data.replace(b"A" * len(name.encode(encoding)), name.encode(encoding)))
    assert list(taken_out(tmp_path / "a.zip", room)) == ["Quyết định.txt"]


def test_long_names_keep_their_ending() -> None:
    assert safe_name("đ" * 300 + ".docx").endswith("đ.docx")
    assert len(safe_name("đ" * 300 + ".docx").encode()) <= 180


def test_bombs_are_refused_fast(tmp_path: Path, room: Path) -> None:
    """Nested, wide, and one whose directory lies."""
    block = zipped({f"{n}.txt": b"\0" * (19 << 20) for n in range(20)})
    nested = zipped({f"{n}.zip": block for n in range(20)})
    for index, data in enumerate((nested, zipped({f"{n}.txt": b"x" for n in range(1500)}))):
        (tmp_path / f"{index}.zip").write_bytes(data)
        with pytest.raises(RefusedFile) as refused:
            expand_container(tmp_path / f"{index}.zip", room)
        assert refused.value.code == "too_large"


def test_depth_has_an_end(tmp_path: Path, room: Path) -> None:
    data = zipped({"a.txt": b"x"})
    for _ in range(6):
        data = zipped({"a.zip": data, "b.txt": b"y"})
    (tmp_path / "a.zip").write_bytes(data)
    found = expand_container(tmp_path / "a.zip", room)
    assert [file.name for file in found.files] == ["a.zip/a.zip/b.txt", "a.zip/b.txt", "b.txt"] or len(found.files) == 3
    assert [member.code for member in found.refused] == ["unsupported"]


def test_locked_and_damaged_members_cost_themselves_only(tmp_path: Path, room: Path) -> None:
    data = bytearray(zipped({"a.txt": b"mot" * 50, "b.txt": b"hai"}))
    place = data.index(b"PK\x01\x02")
    data[place + 8] |= 1
    (tmp_path / "a.zip").write_bytes(bytes(data))
    found = expand_container(tmp_path / "a.zip", room)
    assert [file.name for file in found.files] == ["b.txt"]
    assert [(member.name, member.code) for member in found.refused] == [("a.txt", "encrypted")]


def letter(subject: str = "Chuyển Quyết định 31/QĐ-UBND") -> email.message.EmailMessage:
    message = email.message.EmailMessage()
    message["From"], message["To"], message["Subject"] = "Văn thư <vanthu@example.vn>", "phong@example.vn", subject
    message["Date"] = "Mon, 02 Jun 2025 08:00:00 +0700"
    return message


def test_letter_with_attachments(tmp_path: Path, room: Path) -> None:
    message = letter()
    message.set_content("Kính gửi các phòng,\n\nBến đò mở cửa từ 05 giờ.")
    message.add_alternative(
        "<html><body><p>Bến đò mở cửa từ 05 giờ.</p><img src='cid:1'></body></html>", subtype="html"
    )
    message.get_payload()[1].add_related(b"\x89PNG logo", "image", "png", cid="<1>")  # type: ignore[union-attr, index]
    message.add_attachment(
        DECISION.format(31, "Bắc").encode(), maintype="text", subtype="plain", filename="Quyết định 31.txt"
    )
    inner = letter("Thư cũ")
    inner.set_content("Thư cũ nói về bến đò Nam.")
    message.add_attachment(inner)
    (tmp_path / "a.eml").write_bytes(bytes(message))
    found = taken_out(tmp_path / "a.eml", room)
    assert list(found) == ["Thư.txt", "Quyết định 31.txt", "Thư cũ.eml/Thư.txt"]
    assert found["Thư.txt"].decode("utf-8-sig").startswith("Chuyển Quyết định 31/QĐ-UBND\nFrom: Văn thư")
    assert "Bến đò mở cửa từ 05 giờ." in found["Thư.txt"].decode()
    assert "Thư cũ nói về" in found["Thư cũ.eml/Thư.txt"].decode()


def test_letter_as_a_page(tmp_path: Path) -> None:
    message = letter()
    message.set_content("<html><body><p>Bến đò Tây mở cửa từ 05 giờ.</p></body></html>", subtype="html")
    (tmp_path / "thu").write_bytes(bytes(message))
    documents, refused = read_members(tmp_path / "thu")
    assert not refused
    assert "Bến đò Tây mở cửa từ 05 giờ." in texts(documents)
    assert "Chuyển Quyết định 31/QĐ-UBND" in texts(documents)


def wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def test_letter_of_outlook(tmp_path: Path) -> None:
    sent = (date(2025, 6, 2) - date(1601, 1, 1)).days * 86_400 * 10_000_000
    streams = {
        "__properties_version1.0": b"\0" * 32 + struct.pack("<IIQ", 0x00390040, 6, sent),
        "__substg1.0_0037001F": wide("Chuyển Quyết định 32"),
        "__substg1.0_1000001F": wide("Bến đò Đông mở cửa từ 06 giờ."),
        "__attach_version1.0_#00000000/__properties_version1.0": b"\0" * 8,
        "__attach_version1.0_#00000000/__substg1.0_3707001F": wide("Quyết định 32.txt"),
        "__attach_version1.0_#00000000/__substg1.0_37010102": DECISION.format(32, "Đông").encode(),
        "__attach_version1.0_#00000001/__substg1.0_3707001F": wide("Thư trong"),
        "__attach_version1.0_#00000001/__substg1.0_3701000D/__substg1.0_0037001F": wide("Thư trong"),
        "__attach_version1.0_#00000001/__substg1.0_3701000D/__substg1.0_1000001F": wide("Bến đò Trong nghỉ ngày lễ."),
    }
    (tmp_path / "a.msg").write_bytes(compound_file(streams))
    documents, refused = read_members(tmp_path / "a.msg")
    assert not refused
    assert [document.file_name for document in documents] == [
        "a.msg/Thư.txt",
        "a.msg/Quyết định 32.txt",
        "a.msg/Thư trong/Thư.txt",
    ]
    assert documents[1].metadata.number == "32/QĐ-UBND"
    assert "Date: 02/06/2025" in texts(documents)
    for said in ("Bến đò Đông mở cửa từ 06 giờ.", "Bến đò Đông mở từ 05 giờ.", "Bến đò Trong nghỉ ngày lễ."):
        assert said in texts(documents)


@pytest.mark.parametrize(("size", "kept"), [((1200, 1600), True), ((700, 260), True), ((300, 90), False)])
def test_a_page_in_a_letters_text_is_told_from_a_logo(
    tmp_path: Path, room: Path, size: tuple[int, int], kept: bool
) -> None:
    """By its points: a scan in black and white has few bytes."""
    picture = io.BytesIO()
    Image.new("1", size, 1).save(picture, "PNG")
    letter = email.message.EmailMessage()
    letter["From"], letter["Subject"], letter["Date"] = "a@x.vn", "Trang quét", "Wed, 12 Jun 2024 08:00:00 +0700"
    letter.set_content("Xem hình.")
    letter.add_alternative('<p>Xem hình.</p><img src="cid:p">', subtype="html")
    page = list(letter.iter_parts())[1]
    assert isinstance(page, email.message.MIMEPart)
    page.add_related(picture.getvalue(), maintype="image", subtype="png", cid="<p>")
    (tmp_path / "a.eml").write_bytes(letter.as_bytes())
    names = list(taken_out(tmp_path / "a.eml", room))
    assert any(name.endswith(".png") or name.startswith("tep-") for name in names) is kept


def test_compressed_rtf() -> None:
    rtf = b"{\\rtf1 Ben do}"
    head = struct.pack("<II4sI", len(rtf) + 12, len(rtf), b"MELA", 0)
    assert decompress_rtf(head + rtf) == rtf
    # The published example of the format.
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    )
    assert decompress_rtf(packed) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert decompress_rtf(b"x" * 40) == b""


HEAD = (
    "<{p}MessageHeader><{p}From><{p}OrganId>H01</{p}OrganId><{p}OrganName>UBND tỉnh Bến Cát</{p}OrganName></{p}From>"
    "<{p}To><{p}OrganId>H02</{p}OrganId><{p}OrganName>Sở Y tế</{p}OrganName></{p}To>"
    "<{p}Code><{p}CodeNumber>77</{p}CodeNumber><{p}CodeNotation>QĐ-UBND</{p}CodeNotation></{p}Code>"
    "<{p}PromulgationInfo><{p}Place>N/A</{p}Place><{p}PromulgationDate>2025/06/02</{p}PromulgationDate></{p}PromulgationInfo>"
    "{type}<{p}Subject>Về bến đò</{p}Subject><{p}SignerInfo><{p}Position>Chủ tịch</{p}Position>"
    "<{p}FullName>Trần Văn Bến</{p}FullName></{p}SignerInfo></{p}MessageHeader>"
)
#: The text of a main document without number and date, as they are on a scan that reads badly.
BARE = "QUYẾT ĐỊNH\nVề bến đò\nĐiều 1. Bến đò mở từ 05 giờ.\nĐiều 2. Hiệu lực từ ngày ký.\n"


def standard_packet(files: dict[str, bytes], packed: bool) -> str:
    """The dialect of QCVN 102:2016: names in the manifest, bytes behind the envelope."""
    space = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
    manifest = "".join(
        f'<edXML:Reference xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="cid:{n}"><edXML:AttachmentName>{name}'
        f"</edXML:AttachmentName><edXML:ContentId>cid:{n}</edXML:ContentId></edXML:Reference>"
        for n, name in enumerate(files)
    )
    attached = "".join(
        f"<Attachment><ContentType>application/octet-stream</ContentType><ContentId>{n}</ContentId><ContentTransferEncoded>"
        f"{base64.encodebytes(zipped({'0a1b.bin': data}) if packed else data).decode()}</ContentTransferEncoded>"
        "</Attachment>"
        for n, data in enumerate(files.values())
    )
    kind = (
        "<edXML:DocumentType><edXML:Type>3</edXML:Type><edXML:TypeName>Quyết định</edXML:TypeName></edXML:DocumentType>"
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><edXML xmlns="{space}"><edXML:edXMLEnvelope xmlns:edXML="{space}">'
        f"<edXML:edXMLHeader>{HEAD.format(p='edXML:', type=kind)}</edXML:edXMLHeader><edXML:edXMLBody>"
        f'<edXML:edXMLManifest version="1.0">{manifest}</edXML:edXMLManifest></edXML:edXMLBody></edXML:edXMLEnvelope>'
        f"<AttachmentEncoded>{attached}</AttachmentEncoded></edXML>"
    )


def axis_packet(files: dict[str, bytes], packed: bool) -> str:
    """The dialect of the national axis: attachments in the manifest."""
    attached = "".join(
        f"<Attachment><Content>{base64.b64encode(zipped({name: data}) if packed else data).decode()}</Content>"
        f"<FileName>{name}</FileName><FileType>application/octet-stream</FileType></Attachment>"
        for name, data in files.items()
    )
    head = HEAD.format(p="", type="<DocumentType>Quyết định</DocumentType>").replace(
        "2025/06/02", "2025-06-02T00:00:00Z"
    )
    return f'<EdXMLEnvelope xmlns="http://www.go.vn/eDoc">{head}<Manifest>{attached}</Manifest></EdXMLEnvelope>'


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("packet", [standard_packet, axis_packet])
def test_packet(tmp_path: Path, packet, packed: bool) -> None:  # type: ignore[no-untyped-def]
    files = {"77-QD.txt": BARE.encode(), "Phụ lục.txt": "PHỤ LỤC I\nGiá vé\n1. Vé lượt 5.000 đồng.\n".encode()}
    (tmp_path / "77.edxml").write_text(packet(files, packed), encoding="utf-8")
    documents, refused = read_members(tmp_path / "77.edxml")
    assert not refused
    assert [document.file_name for document in documents] == ["77.edxml/77-QD.txt", "77.edxml/Phụ lục.txt"]
    told = documents[0].metadata
    assert (told.number, told.type, told.issued_date) == ("77/QĐ-UBND", "QĐ", date(2025, 6, 2))
    assert (told.issuer, told.signer, told.place) == ("UBND tỉnh Bến Cát", "Trần Văn Bến", None)
    assert told.sources["number"] == "envelope"
    assert "5.000 đồng" in texts(documents)


def test_status_packet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.edxml").write_text(
        '<edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016"><Header><MessageHeader><ResponseFor><Code>77/QĐ-UBND</Code>'
        "</ResponseFor><StatusCode>03</StatusCode></MessageHeader></Header></edXML>",
        encoding="utf-8",
    )
    with pytest.raises(RefusedFile) as refused:
        read_members(tmp_path / "a.edxml")
    assert refused.value.code == "no_text"


@pytest.mark.parametrize(
    ("digits", "symbol", "number"),
    [
        ("77", "QĐ-UBND", "77/QĐ-UBND"), ("77", "/QĐ-UBND", "77/QĐ-UBND"), ("77/QĐ-UBND", "QĐ-UBND", "77/QĐ-UBND"),
        ("5", "CV/TU", "5-CV/TU"), ("N/A", "QĐ-UBND", None), ("0", "QĐ-UBND", None), ("9", "N/A", None),
    ],
)  # fmt: skip
def test_number_of_an_envelope(tmp_path: Path, digits: str, symbol: str, number: str | None) -> None:
    text = axis_packet({"a.txt": BARE.encode()}, False)
    text = text.replace("<CodeNumber>77<", f"<CodeNumber>{digits}<").replace("n>QĐ-UBND<", f"n>{symbol}<")
    (tmp_path / "a.edxml").write_text(text, encoding="utf-8")
    assert read_members(tmp_path / "a.edxml")[0][0].metadata.number == number


def test_envelope_goes_before_recognised_text_only() -> None:
    envelope = Envelope(number="77/QĐ-UBND", issued_date=date(2025, 6, 2), issuer="UBND tỉnh Bến Cát")
    misread = Metadata(
        number="7/QD-UBND",
        canonical_key="7||QD|UBND",
        issued_date=date(2026, 6, 2),
        sources={"number": "ocr", "issued_date": "handwriting"},
    )
    told = with_envelope(misread, envelope, "")
    assert (told.number, told.canonical_key, told.issued_date) == ("77/QĐ-UBND", "77||QD|UBND", date(2025, 6, 2))
    typed = Metadata(number="78/QĐ-UBND", canonical_key="78||QD|UBND", sources={"number": "text_layer"})
    assert with_envelope(typed, envelope, "") == typed
    part = with_envelope(Metadata(), Envelope(number="77/QĐ-UBND", is_main=False), "Phụ lục I")
    assert (part.number, part.annex) == ("77/QĐ-UBND", "Phụ lục I")
    other = replace(envelope, is_main=False)
    assert with_envelope(typed, other, "Phụ lục I") == typed


def test_container_is_no_document(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"a.txt": b"x"}))
    with pytest.raises(RefusedFile):
        read_file(tmp_path / "a.zip")


def test_inspect_shows_all_members(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(
        zipped(
            {
                "1.txt": DECISION.format(1, "Bắc").encode(),
                "2.txt": DECISION.format(2, "Nam").encode(),
                "3.bin": zlib.compress(b"x" * 999),
            }
        )
    )
    result = CliRunner().invoke(app, ["inspect", str(tmp_path / "a.zip"), "--json"])
    told = json.loads(result.stdout)
    said = " ".join(passage["text"] for passage in told["passages"])
    assert "Bến đò Bắc" in said
    assert "Bến đò Nam" in said
    assert [member["file_name"] for member in told["members"]] == ["a.zip/1.txt", "a.zip/2.txt"]
    assert any(warning.startswith("3.bin: ") for warning in told["warnings"])


@pytest.mark.parametrize("seed", range(8))
def test_damaged_containers_are_refused_or_read(tmp_path: Path, seed: int) -> None:
    """Bytes changed and lost at chance: never a crash."""
    chance = random.Random(seed)
    message = letter()
    message.set_content("Bến đò mở cửa từ 05 giờ.")
    message.add_attachment(b"mot" * 30, maintype="text", subtype="plain", filename="a.txt")
    whole = {
        "a.zip": zipped({"a.txt": b"mot" * 30, "b.zip": zipped({"c.txt": b"hai"})}),
        "a.eml": bytes(message),
        "a.edxml": standard_packet({"a.txt": BARE.encode()}, True).encode(),
        "a.msg": compound_file({"__properties_version1.0": b"\0" * 64, "__substg1.0_1000001F": wide("Bến đò.") * 40}),
    }
    for name, data in whole.items():
        damaged = bytearray(data)
        for _ in range(chance.choice((1, 4, 20))):
            place = chance.randrange(len(damaged))
            damaged[place : place + chance.choice((1, 1, 30))] = chance.choice((b"", b"\xff", b"<"))
        (tmp_path / name).write_bytes(bytes(damaged))
        with contextlib.suppress(RefusedFile):
            read_members(tmp_path / name)
