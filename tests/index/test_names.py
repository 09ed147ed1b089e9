"""Names that a question gives: where a run of capitals is one name, several, or none."""

from __future__ import annotations

import pytest

from index.query.question import Question


@pytest.mark.parametrize(
    ("question", "names"),
    [
        # A province behind another name is a name of its own; one syllable before it is no name.
        ("Tổng vốn đầu tư Bệnh viện Lao Kiên Giang là bao nhiêu?", ("benh vien", "kien giang")),
        ("Vườn quốc gia Núi Chúa Ninh Thuận rộng bao nhiêu ha?", ("nui chua", "ninh thuan")),
        ("Bệnh viện Phổi Cà Mau có mấy khoa?", ("ca mau",)),
        # A short form with small letters is looked up as one, and belongs to no name.
        ("SNgV Đắk Nông kiểm tra đơn vị nào?", ("dak nong",)),
        ("BCĐ QG về dữ liệu được TTg lập ra khi nào?", ()),
        ("GDĐT Bắc Ninh có mấy phòng?", ("bac ninh",)),
        # A word that opens a question or joins its parts is none.
        ("Có Luật Đất đai mới rồi thì bộ nào trình?", ()),
        ("Khi Sở Y tế Hà Nội thanh tra thì ai báo cáo?", ("ha noi",)),
        ("Người nói tiếng Việt tới UBND xã Nhân Đạo thì ai tiếp?", ("nhan dao",)),
        # As before.
        ("Liên đoàn Bóng bàn tỉnh Bình Thuận có mấy ủy viên?", ("bong ban", "binh thuan")),
        ("Ai thay bà Phạm Thị Thanh Trà?", ("pham thi thanh tra",)),
    ],
)
def test_names(question: str, names: tuple[str, ...]) -> None:
    assert Question(question).names == names
