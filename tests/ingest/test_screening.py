"""Secrecy marks refuse, mentions pass; identity lists are held back."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, PdfObject, TextStringObject

from ingest.read import read_file, screening
from ingest.reading import Cell, Line, Reading, RefusedFile, Table
from tests.support import docx_files, drawn_stamps, personal_samples, secrecy_samples


def reading(*lines: str, confidence: float | None = None) -> Reading:
    return Reading("docx", "docx", tuple(Line(line, whole=True, confidence=confidence) for line in lines))


def kinds(*lines: str, confidence: float | None = None) -> list[str]:
    return [finding.kind for finding in screening.screen_reading(reading(*lines, confidence=confidence))]


@pytest.mark.parametrize(
    "line",
    ["MẬT", "TỐI MẬT", "TUYỆT  MẬT", "[ MẬT ]", "Độ mật: Tối mật", "Tài liệu mật", "Thời hạn bảo vệ: 10 năm",
     "CHỈ NGƯỜI CÓ TÊN MỚI ĐƯỢC BÓC BÌ", "Số: 12/KH-M"],
)  # fmt: skip
def test_marks(line: str) -> None:
    assert kinds("ỦY BAN NHÂN DÂN", line, "KẾ HOẠCH") == ["secret"]
    with pytest.raises(RefusedFile) as refused:
        screening.check_reading(reading(line))
    assert refused.value.reason == screening.SECRECY_WORDING


@pytest.mark.parametrize(
    "line",
    ["ỦY BAN MẶT TRẬN TỔ QUỐC", "UY BAN MAT TRAN", "MẬT ĐỘ XÂY DỰNG", "Mật độ dân số", "Đường Mật, phường 2",
     "Tăng cường công tác bảo vệ bí mật nhà nước", "Tiếp nhận, phát hành văn bản mật", "Độ mật: Không", "MẶT",
     "MAT"],
)  # fmt: skip
def test_mentions_pass(line: str) -> None:
    assert kinds("ỦY BAN NHÂN DÂN", line) == []


def test_ocr_without_marks_is_caught() -> None:
    assert kinds("TOI MAT", confidence=0.8) == ["secret"]
    assert kinds("MAT TRAN", confidence=0.8) == []


@pytest.mark.parametrize("name", ["ke_hoach_mat.pdf", "KH TUYỆT MẬT.docx", "top-secret.pdf"])
def test_file_name(name: str) -> None:
    with pytest.raises(RefusedFile):
        screening.check_name(name)


@pytest.mark.parametrize(
    "name", ["Mặt trận Tổ quốc.pdf", "mat tran to quoc.pdf", "mat do xay dung.doc", "ke hoach.pdf", "gặp mặt.pdf"]
)
def test_innocent_file_name(name: str) -> None:
    screening.check_name(name)


def test_identity_lists_are_held_back() -> None:
    rows = tuple((Cell(str(n)), Cell("Nguyễn Văn A"), Cell(f"0{n}1234567890"[:12])) for n in range(1, 5))
    found = screening.screen_reading(Reading("docx", "docx", (Table(rows),)))
    assert [(finding.kind, finding.count) for finding in found] == [("personal_data", 4)]
    assert kinds("Người ký: CCCD số 012345678901") == []


def test_a_table_of_data_may_speak_of_secrecy_but_a_frame_is_a_stamp() -> None:
    data = Table(
        tuple(tuple(Cell(text) for text in row) for row in (("TT", "Tài liệu", "Độ mật"), ("1", "Hồ sơ", "MẬT")))
    )
    frame = Table(((Cell("MẬT"),),))
    assert screening.screen_reading(Reading("docx", "docx", (data,))) == ()
    assert [found.kind for found in screening.screen_reading(Reading("docx", "docx", (frame,)))] == ["secret"]


def is_refused(path: Path) -> bool:
    """True if the file is refused for a mark of its own, and for nothing else."""
    try:
        read_file(path)
    except RefusedFile as refusal:
        return (refusal.code, refusal.reason) == ("secret", screening.SECRECY_WORDING)
    return False


def test_marks_in_every_form_and_place_are_refused(tmp_path: Path) -> None:
    """Spaced, dotted, labelled, numbered, in headers, feet, watermarks, WordArt, pictures; scans have a test below."""
    samples = [sample for sample in secrecy_samples.positives() if not sample.name.startswith("scan")]
    assert len(samples) > 60
    assert [sample.name for sample in samples if not is_refused(sample.write(tmp_path))] == []


def test_what_only_mentions_secrecy_passes(tmp_path: Path) -> None:
    samples = [sample for sample in secrecy_samples.negatives() if not sample.name.startswith("scan")]
    assert len(samples) > 150
    assert [sample.name for sample in samples if is_refused(sample.write(tmp_path))] == []


@pytest.mark.parametrize(
    ("text", "look"),
    [("MẬT", {"tilt": 15, "frame": "double"}), ("TỐI MẬT", {"tilt": -15, "frame": "none"}),
     ("TUYỆT MẬT", {"tilt": 12, "colour": drawn_stamps.BLACK}), ("MẬT\nBản số: 02", {"colour": drawn_stamps.BLUE})],
)  # fmt: skip
def test_tilted_stamps_on_a_scan_are_refused(tmp_path: Path, text: str, look: dict[str, object]) -> None:
    stamp = drawn_stamps.stamp(text, **look)  # type: ignore[arg-type]
    drawn_stamps.page(((stamp, (230, 1500)),)).save(tmp_path / "a.png")
    assert is_refused(tmp_path / "a.png")


def test_other_stamps_are_no_secrecy_marks(tmp_path: Path) -> None:
    stamps = ((drawn_stamps.stamp("HỎA TỐC", tilt=9), (220, 270)), (drawn_stamps.seal(), (700, 1300)))
    drawn_stamps.page(stamps).save(tmp_path / "a.png")
    assert not is_refused(tmp_path / "a.png")


def test_lists_of_personal_data_wait_from_two_persons_on(tmp_path: Path) -> None:
    samples = list(personal_samples.positives())
    assert len(samples) > 60
    assert [sample.name for sample in samples if not read_file(sample.write(tmp_path)).held_back] == []


def test_numbers_of_other_things_are_no_personal_data(tmp_path: Path) -> None:
    samples = list(personal_samples.negatives())
    assert len(samples) > 150
    assert [sample.name for sample in samples if read_file(sample.write(tmp_path)).held_back] == []


def _with_note(folder: Path, entries: dict[str, PdfObject]) -> Path:
    """A plain PDF with one note of these entries on its page, drawn by the viewer alone."""
    path = secrecy_samples._pdf(folder, (*secrecy_samples.BEFORE, *secrecy_samples.TITLE, *secrecy_samples.AFTER))
    writer = PdfWriter(clone_from=str(path))
    note = DictionaryObject({NameObject("/Type"): NameObject("/Annot")})
    note[NameObject("/Rect")] = ArrayObject(map(FloatObject, (100, 700, 300, 740)))
    note.update({NameObject(f"/{name}"): value for name, value in entries.items()})
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(note)])
    writer.write(path)
    return path


_SECRET_NOTES: tuple[dict[str, PdfObject], ...] = (
    {"Subtype": NameObject("/FreeText"), "Contents": TextStringObject("Trang 1\rTỐI MẬT")},
    {"Subtype": NameObject("/Stamp"), "Contents": TextStringObject("MẬT")},
    {"Subtype": NameObject("/Stamp"), "Name": NameObject("/TopSecret")},
    {"Subtype": NameObject("/Widget"), "FT": NameObject("/Tx"), "V": TextStringObject("Độ mật: Mật")},
)
_PLAIN_NOTES: tuple[dict[str, PdfObject], ...] = (
    {"Subtype": NameObject("/FreeText"), "Contents": TextStringObject("Đã xem, đề nghị giữ bí mật thông tin này.")},
    {"Subtype": NameObject("/Stamp"), "Name": NameObject("/Approved")},
    {"Subtype": NameObject("/Link")},
)


@pytest.mark.parametrize("entries", _SECRET_NOTES)
def test_marks_in_notes_that_only_a_viewer_draws(tmp_path: Path, entries: dict[str, PdfObject]) -> None:
    with pytest.raises(RefusedFile) as refused:
        read_file(_with_note(tmp_path, entries))
    assert refused.value.code == "secret"


@pytest.mark.parametrize("entries", _PLAIN_NOTES)
def test_other_notes_pass(tmp_path: Path, entries: dict[str, PdfObject]) -> None:
    assert read_file(_with_note(tmp_path, entries)).blocks


def test_a_mark_as_the_name_of_a_sheet_or_in_small_capitals(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Mật độ"
    for number in range(4):
        sheet.append([number, "Sở Nội vụ", number * 7])
    book.save(tmp_path / "a.xlsx")
    assert read_file(tmp_path / "a.xlsx").blocks
    sheet.title = "TỐI MẬT"
    book.save(tmp_path / "a.xlsx")
    small = docx_files.run("mật", "<w:smallCaps/>")
    body = "".join(map(docx_files.p, (*secrecy_samples.BEFORE, small, *secrecy_samples.TITLE, *secrecy_samples.AFTER)))
    for path in (tmp_path / "a.xlsx", docx_files.write_docx(tmp_path / "a.docx", body)):
        with pytest.raises(RefusedFile) as refused:
            read_file(path)
        assert refused.value.code == "secret"
