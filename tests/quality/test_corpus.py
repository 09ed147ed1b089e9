"""The committed sample library is what its sources say, and the negative set is what it claims to be."""

import hashlib
import json
import re
import shutil
import unicodedata
import zipfile
from pathlib import Path

import docx
import pytest
from legacy_codes import TCVN3, tcvn3_runs, vni
from pypdf import PdfReader
from sample_source import SAMPLE_MARK, Source, load_all, paragraphs

from tests.support import negative_samples
from tests.support.checkout import CORPUS

SOURCES = {source.id: source for source in load_all()}
MANIFEST = [json.loads(line) for line in (CORPUS / "manifest.jsonl").read_text(encoding="utf-8").splitlines()]
MAX_TOTAL_BYTES = 4 * 1024 * 1024
MAX_SCAN_BYTES = 1_500_000


def _entries(*forms: str) -> list[object]:
    return [pytest.param(entry, id=entry["file"]) for entry in MANIFEST if entry["form"] in forms]


def _squeezed(text: str) -> str:
    """Without white space, composed, the odd letter of the NFD sample put right: for comparing text across layouts."""
    plain = text.replace("\u01a3", "ư").replace("\u01a2", "Ư").replace("\xad", "")
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", plain))


def _pdf_text(path: Path) -> str:
    pages = [page.extract_text() for page in PdfReader(path).pages]
    return _squeezed("\n".join(re.sub(r"\A\s*\d+\s*\n", "", page) for page in pages))


def _docx_text(path: Path) -> str:
    document = docx.Document(str(path))
    return _squeezed("".join(text.text or "" for text in document.element.body.iter(docx.oxml.ns.qn("w:t"))))


def test_twelve_documents_each_listed_once_with_its_hash() -> None:
    assert sorted({entry["id"] for entry in MANIFEST}) == [f"S{number:02d}" for number in range(1, 13)]
    listed = {CORPUS / entry["file"] for entry in MANIFEST}
    assert listed == set((CORPUS / "documents").iterdir())
    for entry in MANIFEST:
        assert hashlib.sha256((CORPUS / entry["file"]).read_bytes()).hexdigest() == entry["sha256"], entry["file"]
    assert sum(path.stat().st_size for path in (CORPUS / "documents").iterdir()) <= MAX_TOTAL_BYTES


def test_manifest_says_what_is_a_sample_and_what_is_invented() -> None:
    for entry in MANIFEST:
        assert entry["sample"] is True
        assert entry["number"] == SOURCES[entry["id"]].number
        assert entry["invented"]
        assert entry["note"]
        if entry["id"] != "S01":
            assert re.match(r"9\d{3}/|9\d\d/20\d\d/", entry["number"]), entry["number"]
    first = next(entry for entry in MANIFEST if entry["id"] == "S01")
    assert {"II.7", "III", "IV"} <= set(first["invented"])
    assert "thuật lại" in first["note"]


@pytest.mark.parametrize("entry", _entries("docx"))
def test_docx_holds_every_paragraph_and_the_mark(entry: dict[str, str]) -> None:
    path = CORPUS / entry["file"]
    text = _docx_text(path)
    assert [line for line in _expected(entry) if _squeezed(line) not in text] == []
    section = docx.Document(str(path)).sections[0]
    assert section.different_first_page_header_footer
    assert section.first_page_header.paragraphs[0].text == SAMPLE_MARK


@pytest.mark.parametrize("entry", _entries("pdf", "nfd-pdf"))
def test_pdf_holds_every_paragraph_and_the_mark(entry: dict[str, str]) -> None:
    path = CORPUS / entry["file"]
    text = _pdf_text(path)
    assert [line for line in _expected(entry) if _squeezed(line) not in text] == []
    assert _squeezed(SAMPLE_MARK) in _squeezed(PdfReader(path).pages[0].extract_text())
    assert 2 <= len(PdfReader(path).pages) <= 9


def test_nfd_sample_is_decomposed_and_has_the_odd_letter() -> None:
    entry = next(entry for entry in MANIFEST if entry["form"] == "nfd-pdf")
    raw = "".join(page.extract_text() for page in PdfReader(CORPUS / entry["file"]).pages)
    assert raw.count("\u01a3") > 20
    assert "ư" not in raw
    assert "\u0323" in raw  # the dot below, on its own
    assert not re.search("[ạ-ỹ]", raw)


def _picture_widths(reader: PdfReader) -> list[int]:
    """Widths of all pictures in the file, in pixels."""
    pictures = [image.image for page in reader.pages for image in page.images]
    return [picture.width for picture in pictures if picture is not None]


def test_scan_has_pictures_only_and_its_truth_beside() -> None:
    entry = next(entry for entry in MANIFEST if entry["form"] == "scan-pdf")
    path = CORPUS / entry["file"]
    reader = PdfReader(path)
    assert all(not page.extract_text().strip() for page in reader.pages)
    assert [round(width / 200 * 25.4) for width in _picture_widths(reader)] == [210, 210]
    assert path.stat().st_size < MAX_SCAN_BYTES
    truth = (CORPUS / "truth" / f"{path.stem}.txt").read_text(encoding="utf-8").splitlines()
    assert truth == paragraphs(SOURCES["S11"])


def test_tcvn3_document_stores_the_old_codes() -> None:
    entry = next(entry for entry in MANIFEST if entry["form"] == "tcvn3-doc")
    stored = (CORPUS / entry["file"]).read_bytes()
    for paragraph in paragraphs(SOURCES["S12"]):
        coded = "".join(characters for characters, _ in tcvn3_runs(paragraph)).replace(
            "\xad", "\x1f"
        )  # as Word keeps it
        assert coded.encode("utf-16-le") in stored or coded.encode("latin-1") in stored, paragraph
    for font in (".VnTime", ".VnTimeH"):
        assert font.encode("utf-16-le") in stored


def test_legacy_codes_on_known_words() -> None:
    assert tcvn3_runs("Uỷ ban nhân dân tỉnh Gia Lai") == [("Uû ban nh©n d©n tØnh Gia Lai", ".VnTime")]
    assert tcvn3_runs("QUYẾT ĐỊNH") == [("quyÕt ®Þnh", ".VnTimeH")]
    assert vni("Ủy ban nhân dân tỉnh") == "UÛy ban nhaân daân tænh"
    assert vni("đường lối") == "ñöôøng loái"
    assert len(set(TCVN3.values())) == len(TCVN3) == 74


def test_negative_set_can_be_made(tmp_path: Path) -> None:
    made = [
        negative_samples.n1_secret_docx(tmp_path),
        negative_samples.n1_secret_scan(tmp_path),
        negative_samples.n2_encrypted_pdf(tmp_path),
        negative_samples.n3_docm(tmp_path),
        negative_samples.n4_draft(tmp_path),
        negative_samples.n5_duplicate(tmp_path),
        negative_samples.n6_mentions_secrets(tmp_path),
        negative_samples.n7_identity_numbers(tmp_path),
        negative_samples.n8_vni(tmp_path),
    ]
    assert sorted(made) == sorted(tmp_path.iterdir())
    assert PdfReader(made[2]).is_encrypted
    assert "word/vbaProject.bin" in zipfile.ZipFile(made[3]).namelist()
    assert "Số:/KH-UBND" in _docx_text(made[4])
    assert "DỰTHẢO" in _docx_text(made[4])
    assert made[5].read_bytes() == negative_samples.S01_PDF.read_bytes()
    assert "KẾHOẠCH" not in _docx_text(made[8])
    assert "KEÁHOAÏCH" in _docx_text(made[8])


@pytest.mark.office
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is missing: package libreoffice-writer")
def test_secret_dummy_as_pdf(tmp_path: Path) -> None:
    assert "MẬT" in PdfReader(negative_samples.n1_secret_pdf(tmp_path)).pages[0].extract_text()


def _expected(entry: dict[str, str]) -> list[str]:
    source: Source = SOURCES[entry["id"]]
    fixed = [source.type or f"V/v {source.subject}", source.subject, source.number, source.place_and_date]
    return [*fixed, *source.signer, *paragraphs(source)]
