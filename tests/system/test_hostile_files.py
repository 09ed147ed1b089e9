"""Files made to harm: bombs, names that lead elsewhere, contents that fetch something. Nothing gets out, or in."""

from __future__ import annotations

import io
import shutil
import socket
import tarfile
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as drawn
from hypothesis import strategies as st

from index.store.original_files import OriginalFiles
from index.upkeep.backup import BackupError, recover_library
from ingest.document import read_document
from ingest.read import file_kind, libreoffice
from ingest.reading import RefusedFile
from service.documents.uploads import MOST_NAME_BYTES, safe_file_name

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ODT_SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
    'xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2"'
)
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)
#: 10 to the ninth copies of three letters.
LAUGHS = '<!ENTITY a0 "haha">' + "".join(
    f'<!ENTITY a{step} "{f"&a{step - 1};" * 10}">' for step in range(1, 10)
)  # fmt: skip
#: Well beyond what a page of text takes, and far below what a bomb would have taken.
SECONDS = 5.0


def packed(path: Path, parts: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def docx(path: Path, body: str, before: str = "", **more: str) -> Path:
    document = f'<?xml version="1.0"?>{before}<w:document {W}><w:body>{body}</w:body></w:document>'
    return packed(path, {"word/document.xml": document, **more})


def odt(path: Path, body: str) -> Path:
    content = f"<office:document-content {ODT_SPACES}><office:body><office:text>{body}</office:text></office:body>"
    parts = {"mimetype": "application/vnd.oasis.opendocument.text", "META-INF/manifest.xml": MANIFEST}
    return packed(path, {**parts, "content.xml": f"{content}</office:document-content>"})


def xlsx(path: Path, strings: str) -> Path:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office_types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return packed(path, {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kinds}.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kinds}.sharedStrings+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office_types}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office_types}"><sheets>'
        '<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office_types}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" '
        f'Type="{office_types}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c>'
        "</row></sheetData></worksheet>",
        "xl/sharedStrings.xml": strings.replace("MAIN", main),
    })  # fmt: skip


def quickly_read(path: Path) -> str:
    """All that is kept of a file, or the code of its refusal; either must come soon."""
    started = time.process_time()
    try:
        text = "\n".join(passage.text for passage in read_document(path).passages)
    except RefusedFile as refused:
        text = refused.code
    assert time.process_time() - started < SECONDS
    assert len(text) < 1_000_000
    return text


@pytest.mark.parametrize(
    "body", [
        "<w:p><w:r><w:t>Kế hoạch &a9; năm</w:t></w:r></w:p>",
        '<w:p w:rsidR="&a9;"><w:r><w:t>Kế hoạch</w:t></w:r></w:p>',
    ], ids=["text", "attribute"],
)  # fmt: skip
def test_a_billion_laughs_in_word_are_not_laughed(tmp_path: Path, body: str) -> None:
    assert "hahahaha" not in quickly_read(docx(tmp_path / "a.docx", body, f"<!DOCTYPE d [{LAUGHS}]>"))


def test_a_billion_laughs_in_excel_are_not_laughed(tmp_path: Path) -> None:
    strings = f'<!DOCTYPE d [{LAUGHS}]><sst xmlns="MAIN"><si><t>&a9;</t></si></sst>'
    assert "hahahaha" not in quickly_read(xlsx(tmp_path / "a.xlsx", strings))
    plain = xlsx(tmp_path / "b.xlsx", '<sst xmlns="MAIN"><si><t>Kế hoạch năm</t></si></sst>')
    assert "Kế hoạch năm" in quickly_read(plain)


@pytest.mark.parametrize("tags", [("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"), ("<w:p>", "</w:p>")])
def test_deep_nesting_ends(tmp_path: Path, tags: tuple[str, str]) -> None:
    body = tags[0] * 50_000 + "<w:p/>" + tags[1] * 50_000
    assert quickly_read(docx(tmp_path / "a.docx", body)) in ("damaged", "no_text")


def test_deep_nesting_in_html_ends(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<html><body>" + "<div>" * 100_000 + "Kế hoạch năm 2024" + "</div>" * 100_000, encoding="utf-8")
    quickly_read(path)


@pytest.mark.parametrize("name", ["word/document.xml", "xl/workbook.xml", "content.xml"])
def test_what_shrank_a_thousand_times_is_refused_unread(tmp_path: Path, name: str) -> None:
    """60 MB of blanks; an ODT's part would else be LibreOffice's to unpack, whose memory nobody bounds."""
    path = tmp_path / "a.bin"
    packed(path, {"mimetype": "application/vnd.oasis.opendocument.text", name: " " * 60_000_000})
    assert path.stat().st_size < 100_000
    with pytest.raises(RefusedFile) as refused:
        file_kind.detect_kind(path)
    assert refused.value.code == "too_large"


def test_very_many_members_are_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.docx", {"word/document.xml": "<a/>", **{f"x/{one}": "" for one in range(20_001)}})
    with pytest.raises(RefusedFile) as refused:
        file_kind.detect_kind(path)
    assert refused.value.code == "too_large"


@pytest.fixture
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """An address of this machine, and the first bytes of every connection that is made to it."""
    came: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    caller, _ = server.accept()
                except OSError:
                    return
                with caller:
                    came.append(caller.recv(100))

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", came
        server.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def test_files_that_name_addresses_are_read_without_asking_there(
    tmp_path: Path, listener: tuple[str, list[bytes]]
) -> None:
    url, came = listener
    secret = tmp_path / "secret.txt"
    secret.write_text("tên mật khẩu", encoding="utf-8")
    for number, target in enumerate((f"{url}/x.dtd", secret.as_uri())):
        entity = f'<!DOCTYPE d SYSTEM "{target}" [<!ENTITY e SYSTEM "{target}"><!ENTITY % p SYSTEM "{target}"> %p;]>'
        relation = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
            f'Target="{target}" TargetMode="External"/></Relationships>'
        )
        parts = {"word/_rels/settings.xml.rels": relation, "word/_rels/document.xml.rels": relation}
        text = "<w:p><w:r><w:t>Kế hoạch &e; năm</w:t></w:r></w:p>"
        page = tmp_path / f"{number}.html"
        page.write_text(
            f'<!DOCTYPE html SYSTEM "{target}"><html><head><link rel=stylesheet href="{target}"><base href="{url}/">'
            f'<meta http-equiv=refresh content="0;url={target}"></head><body><p>Kế hoạch năm <img src="{target}">'
            f'<iframe src="{target}"></iframe><object data="{target}"></object></p></body></html>', encoding="utf-8"
        )  # fmt: skip
        for path in (
            docx(tmp_path / f"{number}.docx", text, entity, **parts),
            docx(tmp_path / f"{number}-plain.docx", text.replace("&e;", ""), **parts),
            xlsx(tmp_path / f"{number}.xlsx", f'{entity}<sst xmlns="MAIN"><si><t>a &e;</t></si></sst>'),
            page,
        ):
            assert "mật khẩu" not in quickly_read(path)
    assert came == []


@pytest.mark.office
def test_libreoffice_asks_nobody_and_takes_no_file_along(tmp_path: Path, listener: tuple[str, list[bytes]]) -> None:
    """With its own defaults it fetched the picture and the object (OPTIONS, HEAD, GET)."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice Writer is not installed")
    url, came = listener
    secret = odt(tmp_path / "secret.odt", "<text:p>tên mật khẩu</text:p>").as_uri()
    frame = '<draw:frame text:anchor-type="paragraph" svg:width="5cm" svg:height="5cm"><draw:{} xlink:href="{}" '
    frame += 'xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/></draw:frame>'
    section = '<text:section text:name="s{0}"><text:section-source xlink:href="{1}"/><text:p>cũ</text:p></text:section>'
    linking = odt(
        tmp_path / "a.odt",
        f"<text:p>Kế hoạch năm{frame.format('image', f'{url}/p.png')}{frame.format('object', f'{url}/o.odt')}"
        f"{frame.format('object', secret)}</text:p>{section.format(1, f'{url}/s.odt')}{section.format(2, secret)}",
    )
    fields = "".join(
        rf'{{\field{{\*\fldinst {field} "{url}/{field}" \\d}}{{\fldrslt x}}}}'
        for field in ("INCLUDEPICTURE", "INCLUDETEXT")
    )  # fmt: skip
    rich = tmp_path / "a.rtf"
    rich.write_text(rf"{{\rtf1\ansi {{\*\template {url}/t.dotx}}Ke hoach nam {fields}\par}}", encoding="ascii")
    with libreoffice.convert_to_docx([linking, rich]) as results:
        for target in results.values():
            assert target is not None
            with zipfile.ZipFile(target) as archive:
                whole = b"".join(archive.read(name) for name in archive.namelist())
            assert "mật khẩu".encode() not in whole
    assert came == []


@pytest.mark.office
def test_libreoffice_gets_no_more_memory_than_it_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is inherited by the program that the launcher starts."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice Writer is not installed")
    path = odt(tmp_path / "a.odt", "<text:p>Kế hoạch năm</text:p>")
    monkeypatch.setattr(libreoffice, "_ADDRESS_BYTES", 150 << 20)
    with libreoffice.convert_to_docx([path]) as results:
        assert results[path] is None


@pytest.mark.parametrize("name", ["../out.txt", "/tmp/hoivanban-out.txt", "files/../../out.txt"])
def test_a_backup_with_a_way_out_is_not_restored(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as archive:
        entry = tarfile.TarInfo(name)
        entry.size = 3
        archive.addfile(entry, io.BytesIO(b"out"))
    with pytest.raises(BackupError):
        recover_library(path, tmp_path / "in" / "home")
    assert not list(tmp_path.rglob("out.txt"))
    assert not Path("/tmp/hoivanban-out.txt").exists()


@pytest.mark.parametrize("kind_of_link", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_a_backup_holds_plain_files_only(tmp_path: Path, kind_of_link: bytes) -> None:
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as archive:
        entry = tarfile.TarInfo("files")
        entry.type, entry.linkname = kind_of_link, "/etc"
        archive.addfile(entry)
    with pytest.raises(BackupError):
        recover_library(path, tmp_path / "home")


@drawn(max_examples=300, deadline=None)
@given(st.text(max_size=300) | st.text("./\\\0:~\n", max_size=40))
def test_the_name_of_an_upload_stays_in_its_folder(given_name: str) -> None:
    name = safe_file_name(given_name)
    assert name not in ("", ".", "..")
    assert not set(name) & set("/\\\0\n\r")
    assert len(name.encode()) <= MOST_NAME_BYTES
    assert not name.startswith(".")


@pytest.mark.parametrize("name", ["..", "../../etc/passwd", "A" * 64, "a" * 63 + "/", ""])
def test_an_original_is_found_by_its_hash_only(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not a SHA-256"):
        OriginalFiles(tmp_path).path(name)
