"""What a file holds and no passage does: runs of missing words, their warnings, recorded omissions, refusals."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.coverage.coverage_warnings import unread_parts, with_coverage
from ingest.coverage.missing_words import ReadWords, folded_words, missing_runs
from ingest.coverage.own_text import own_texts
from ingest.document import read_document
from ingest.reading import OwnText, RefusedFile
from ingest.text.normalize import fold, repair

TEXT = "Điều 1. Trung tâm nuôi dưỡng cấp phát gạo cho đoàn viên neo đơn trước ngày 05 hằng tháng."


def missing(source: str, *read: str) -> list[str]:
    return [run.text for run in missing_runs([OwnText("trang 1", source)], ReadWords(read))]


@pytest.mark.parametrize(
    ("source", "read"),
    [
        (TEXT, TEXT.upper()),
        ("Hƣớng dẫn số 12/HD-SYT về tiêm chủng", "Hướng dẫn số 12/HD-SYT về tiêm chủng"),
        ("Trung t âm nu ôi dưỡng người cao tuổi", "Trung tâm nuôi dưỡng người cao tuổi"),
        ("tổ chức thực\nhiện kế hoạch", "tổ chức thực hiện kế hoạch"),
        ("1 Sở Y tế 120 triệu 2 Sở Nội vụ 45 triệu", "STT 1: Sở Y tế | Số tiền: 120 triệu\nSTT 2: Sở Nội vụ, 45 triệu"),
        ("theo Nghị quyết của Hội đồng nhân dân tỉnh3 ban hành", "theo Nghị quyết của Hội đồng nhân dân tỉnh ban hành"),
        ("cấp gạo nt nt", "cấp gạo cấp gạo cấp gạo"),
        ("như hiện nay IMỤC ĐÍCH, YÊU CẦU", "như hiện nay I. MỤC ĐÍCH, YÊU CẦU"),
        ("như hiện nay L MỤC ĐÍCH, YÊU CẦU", "như hiện nay I. MỤC ĐÍCH, YÊU CẦU"),
        ("7 TỔ CHỨC THỰC HIỆN kế hoạch", "VII. TỔ CHỨC THỰC HIỆN kế hoạch"),
        ("như hiện nay H NỘI DUNG CHÍNH", "như hiện nay II. NỘI DUNG CHÍNH"),
        ("như hiện nay l. Sở Y tế chủ trì", "như hiện nay 1. Sở Y tế chủ trì"),
    ],
)
def test_what_a_reader_repairs_is_not_missing(source: str, read: str) -> None:
    assert missing(source, read) == []


@pytest.mark.parametrize(
    ("source", "read"),
    [
        ("cấp 5 tấn gạo loại một", "cấp 3 tấn gạo loại một"),
        ("như hiện nay IMỤC ĐÍCH, YÊU CẦU", "như hiện nay MỤC ĐÍCH, YÊU CẦU"),
        ("như hiện nay HỘI NGHỊ TỔNG KẾT", "như hiện nay I. NGHỊ TỔNG KẾT"),
    ],
)
def test_a_lost_number_or_mark_is_no_repaired_mark(source: str, read: str) -> None:
    assert missing(source, read)


def test_a_lost_sentence_is_found_although_its_words_stand_elsewhere() -> None:
    lost = "Sở Tài chính cấp trước kinh phí."
    assert missing(f"{TEXT}\n{lost}\nGạo để ở kho.", TEXT, "Gạo để ở kho.", "Sở Y tế") == [lost]


def test_lost_words_of_a_page_become_one_warning_and_recorded_ones_none(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"QUYẾT ĐỊNH\nVề việc cấp gạo\n{TEXT}\n", encoding="utf-8")
    document = read_document(path)
    assert unread_parts(document) == ()
    page = OwnText("trang 2", "Mức hỗ trợ là 15 kg mỗi tháng, riêng vùng sâu 20 kg.")
    navigation = OwnText("trang web", "Trang chủ Liên hệ Sơ đồ", "navigation")
    checked = with_coverage(document, [OwnText("trang 1", TEXT), page, navigation])
    assert [warning for warning in checked.warnings if "chưa đọc được" in warning] == [
        "Phần trang 2 của tệp chưa đọc được: “Mức hỗ trợ là 15 kg mỗi tháng, riêng vùng sâu 20 …” (13 từ); "
        "vui lòng xem bản gốc."
    ]
    assert ("navigation", "Trang chủ Liên hệ Sơ đồ") in [(left.reason, left.text) for left in checked.left_out]


def test_furniture_head_and_signature_are_recorded_with_their_reason(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "UBND TỈNH GIA LAI\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
        "Số: 914/QĐ-UBND\nGia Lai, ngày 03 tháng 6 năm 2024\nQUYẾT ĐỊNH\nVề việc cấp gạo\n"
        f"{TEXT}\nNơi nhận:\n- Như Điều 1;\n- Lưu: VT.\nTM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nTrần Văn Thử\n",
        encoding="utf-8",
    )
    reasons = {left.reason for left in read_document(path).left_out}
    assert {"head", "signature"} <= reasons


def test_every_text_of_a_word_file_is_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    written = docx.Document()
    written.add_paragraph(TEXT)
    written.sections[0].header.paragraphs[0].text = "Dòng đầu trang"
    written.save(str(path))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(
            "word/footnotes.xml", "<w:footnotes><w:p><w:r><w:t>Chú &amp; thích</w:t></w:r></w:p></w:footnotes>"
        )
        archive.writestr("word/afchunk1.html", "<p>Phần <b>nhúng</b></p>")
    found = {text.part: " ".join(text.text.split()) for text in own_texts(path, "docx")}
    assert found == {
        "thân văn bản": TEXT, "đầu trang": "Dòng đầu trang", "chú thích cuối trang": "Chú & thích",
        "phần nhúng": "Phần nhúng",
    }  # fmt: skip


def test_a_page_is_taken_apart_into_text_and_navigation(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    page = (
        "<html><head><title>x</title></head><body><nav>Mục</nav><!-- a -->sau<p>Điều <b>1</b>.</p><script>v</script>hết"
    )
    path.write_text(page, encoding="utf-8")
    texts = {text.reason: text.text.split() for text in own_texts(path, "html")}
    assert texts == {"": ["sau", "Điều", "1", ".", "hết"], "navigation": ["Mục"]}


def test_a_file_of_which_nothing_was_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n", encoding="utf-8")
    with pytest.raises(RefusedFile, match="Không đọc được đoạn văn bản nào") as refused:
        read_document(path)
    assert refused.value.code == "no_text"


@given(st.text("aêđĐ12 .-\t\r\n\u00a0\u200b\u00ad\u0301´`Ðа", max_size=40))
def test_words_are_folded_one_by_one_as_in_the_whole_text(text: str) -> None:
    assert folded_words(text) == re.findall("[a-z0-9]+", fold(repair(text)))
