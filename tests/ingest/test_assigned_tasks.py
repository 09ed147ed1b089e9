"""Assigned tasks: who does what by when, from running text, lists, labelled lines and tables."""

from __future__ import annotations

from datetime import date

import pytest

from tests.support import written_tasks
from tests.support.growth import MOST, growth
from tests.support.written_tasks import CONCLUSION, DECISION, DIRECTIVE, LETTER, PLAN, REPORT, rows, tasks_of


def test_items_under_the_title_of_a_body_are_its_tasks() -> None:
    found = tasks_of(
        PLAN,
        "I. MỤC ĐÍCH\n1. Mục đích\nChi cục Kiểm lâm chủ động nắm tình hình.\n"
        "II. TỔ CHỨC THỰC HIỆN\n1. Sở Nông nghiệp và Môi trường\n"
        "a) Chủ trì, phối hợp với Công an tỉnh và UBND các xã kiểm tra các chốt trực; báo cáo trước ngày 25 hằng "
        "tháng.\n"
        "b) Tham mưu UBND tỉnh ban hành phương án chữa cháy rừng, hoàn thành trong tháng 3 năm 2026.\n"
        "2. Trách nhiệm của UBND các xã có rừng:\n- Rà soát, ký cam kết với chủ rừng trước ngày 28/02/2026.\n",
    )
    assert [task.leads for task in found] == [
        ("Sở Nông nghiệp và Môi trường",),
        ("Sở Nông nghiệp và Môi trường",),
        ("UBND các xã có rừng",),
    ]
    first, second, third = found
    assert first.coordinating == ("Công an tỉnh", "UBND các xã")
    assert (first.due, first.recurring) == (None, "hằng tháng")
    assert second.due == date(2026, 3, 31)
    assert second.due_rule == "Tính đến ngày cuối tháng 3/2026: 31/3/2026."
    assert second.product == "phương án chữa cháy rừng"
    assert (third.due, third.due_rule, third.deadline) == (date(2026, 2, 28), None, "trước ngày 28/02/2026")


def test_a_body_named_in_the_sentence_comes_before_the_title() -> None:
    assert rows(
        PLAN,
        "III. TỔ CHỨC THỰC HIỆN\n1. Sở Tài chính\n- Bố trí kinh phí theo dự toán được giao.\n"
        "- Giao Kho bạc Nhà nước khu vực kiểm soát chi theo quy định.\n"
        "2. Công an tỉnh tăng cường tuần tra; Ban Quản lý rừng phòng hộ phối hợp cung cấp bản đồ.\n",
    ) == [
        ("Sở Tài chính", "Bố trí kinh phí theo dự toán được giao."),
        ("Kho bạc Nhà nước khu vực", "Giao Kho bạc Nhà nước khu vực kiểm soát chi theo quy định."),
        ("Công an tỉnh", "Công an tỉnh tăng cường tuần tra;"),
        ("Ban Quản lý rừng phòng hộ", "Ban Quản lý rừng phòng hộ phối hợp cung cấp bản đồ."),
    ]


def test_a_sentence_that_leads_on_charges_the_list_below_it() -> None:
    found = tasks_of(
        CONCLUSION,
        "1. Về chợ đầu mối\nGiao Sở Công Thương chủ trì, phối hợp với Công an tỉnh:\n"
        "a) Rà soát các hộ kinh doanh trong chợ.\nb) Đề xuất phương án di dời.\n"
        "2. Về dự án đường ven sông\na) Đồng ý chủ trương điều chỉnh hướng tuyến theo Tờ trình số 9811/TTr-SXD.\n",
    )
    assert [(task.leads, task.coordinating) for task in found] == [(("Sở Công Thương",), ("Công an tỉnh",))] * 2


def test_lines_of_labels_belong_to_the_item_above_them() -> None:
    found = tasks_of(
        PLAN,
        "II. NỘI DUNG\n1. Tuyên truyền\n- Nội dung: Phát thanh cảnh báo cấp cháy trên loa xã.\n"
        "- Cơ quan chủ trì: Chi cục Kiểm lâm.\n- Cơ quan phối hợp: UBND các xã; Đài Truyền thanh huyện.\n"
        "- Thời gian thực hiện: Từ tháng 02/2026 đến tháng 5/2026.\n- Sản phẩm: 120 buổi phát thanh.\n"
        "2. Diễn tập\nTổ chức 01 cuộc diễn tập chữa cháy tại xã Phú Lâm.\n"
        "Đơn vị chủ trì: Công an tỉnh; đơn vị phối hợp: UBND xã Phú Lâm.\nThời gian: Quý II/2026.\n"
        "3. Xây dựng chòi canh tại núi Đá Bạc.\n",
    )
    assert [(task.quote, task.leads, task.coordinating, task.due, task.product) for task in found] == [
        (
            "Phát thanh cảnh báo cấp cháy trên loa xã.",
            ("Chi cục Kiểm lâm",),
            ("UBND các xã", "Đài Truyền thanh huyện"),
            date(2026, 5, 31),
            "120 buổi phát thanh",
        ),
        (
            "Tổ chức 01 cuộc diễn tập chữa cháy tại xã Phú Lâm.",
            ("Công an tỉnh",),
            ("UBND xã Phú Lâm",),
            date(2026, 6, 30),
            None,
        ),
    ]


def test_a_body_in_brackets_is_charged_with_what_stands_before_them() -> None:
    assert rows(
        PLAN,
        "I. NHIỆM VỤ\n1. Hoàn thành bản đồ vùng dễ cháy (Chi cục Kiểm lâm chủ trì, xong trước ngày 30/6/2026).\n"
        "2. Xây dựng chòi canh tại núi Đá Bạc (có bản vẽ kèm theo).\n",
    ) == [
        (
            "Chi cục Kiểm lâm",
            "Hoàn thành bản đồ vùng dễ cháy (Chi cục Kiểm lâm chủ trì, xong trước ngày 30/6/2026).",
        )
    ]


TABLE = """PHỤ LỤC
PHÂN CÔNG NHIỆM VỤ PHÒNG, CHỐNG CHÁY RỪNG NĂM 2026
| STT | Nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp | Thời hạn hoàn thành | Sản phẩm |
| I | Tuyên truyền |  |  |  |  |
| 1 | Phát tờ rơi tại các chợ phiên | Sở Văn hóa, Thể thao và Du lịch | UBND các xã | Tháng 4/2026 | Tờ rơi |
| 2 | Làm phóng sự truyền hình | nt | Báo và Đài PTTH tỉnh | Quý III năm 2026 | 02 phóng sự |
| II | Lực lượng |  |  |  |  |
| 3 | Huấn luyện dân quân cơ động | Bộ Chỉ huy quân sự tỉnh | như trên | Hằng quý | Kế hoạch huấn luyện |
| 4 | Tuần tra ban đêm mùa khô | UBND các xã có rừng |  | Thường xuyên |  |
| 5 | Sửa chữa đường băng cản lửa | Ban Quản lý rừng phòng hộ | Sở Xây dựng | 15/4 | Đường băng |
"""


def test_rows_of_a_table_are_tasks() -> None:
    found = tasks_of(PLAN, "I. PHÂN CÔNG\nNhiệm vụ cụ thể theo Phụ lục.\n" + TABLE)
    culture = ("Sở Văn hóa, Thể thao và Du lịch",)
    assert [(task.leads, task.due, task.recurring) for task in found if task.table] == [
        (culture, date(2026, 4, 30), None),
        (culture, date(2026, 9, 30), None),
        (("Bộ Chỉ huy quân sự tỉnh",), None, "hằng quý"),
        (("UBND các xã có rừng",), None, "thường xuyên"),
        (("Ban Quản lý rừng phòng hộ",), date(2026, 4, 15), None),
    ]
    assert found[-1].due_rule == "Văn bản ghi ngày 15/4 không có năm; lấy năm 2026 theo tên bảng."
    assert found[0].coordinating == ("UBND các xã",)
    assert not any("như trên" in task.coordinating for task in found)


SCHEDULE = """I. PHÂN CÔNG
Nhiệm vụ cụ thể theo Phụ lục.
PHỤ LỤC
TIẾN ĐỘ THỰC HIỆN{year}
| STT | Nội dung công việc | Cơ quan chủ trì | {columns} | Ghi chú |
{rows}
"""


def due_of_marks(columns: str, marks: str, year: str = " NĂM 2026") -> tuple[date | None, str | None, str | None]:
    """What is known of the deadline of a row with these marks under these columns."""
    row = f"| 1 | Rà soát các chốt trực bảo vệ rừng | Chi cục Kiểm lâm | {marks} |  |"
    (task,) = [one for one in tasks_of(PLAN, SCHEDULE.format(year=year, columns=columns, rows=row)) if one.table]
    return task.due, task.deadline, task.recurring


QUARTERS = "Quý I | Quý II | Quý III | Quý IV"
MONTHS = " | ".join(f"T{month}" for month in range(1, 13))


@pytest.mark.parametrize(
    ("columns", "marks", "due", "printed"),
    [
        (QUARTERS, " | x | | ", date(2026, 6, 30), "Quý II"),
        (QUARTERS, "x | | X | ", date(2026, 9, 30), "Quý III"),
        (MONTHS, " | ✓ | | | | | | | | | | ", date(2026, 2, 28), "T2"),
        ("Thời gian thực hiện: Quý 3/2027 | Thời gian thực hiện: Quý 4/2027 | Quý 1/2028", " | x | ",
         date(2027, 12, 31), "Thời gian thực hiện: Quý 4/2027"),
        ("Tháng 9 năm 2026 | Tháng 10 năm 2026 | Tháng 11/2026", "● | ● | ", date(2026, 10, 31), "Tháng 10 năm 2026"),
    ],
)  # fmt: skip
def test_a_mark_under_a_month_or_quarter_is_a_deadline(columns: str, marks: str, due: date, printed: str) -> None:
    assert due_of_marks(columns, marks) == (due, printed, None)


def test_the_rule_of_a_mark_is_told() -> None:
    rows_ = "| 1 | Rà soát các chốt trực bảo vệ rừng | Chi cục Kiểm lâm | | x | | |  |"
    (task,) = tasks_of(PLAN, SCHEDULE.format(year=" NĂM 2026", columns=QUARTERS, rows=rows_))
    assert task.due_rule == (
        "Bảng đánh dấu ở cột “Quý II”, lấy năm 2026 theo tên bảng. Tính đến ngày cuối quý II/2026: 30/6/2026."
    )


def test_marks_everywhere_are_a_rhythm_and_figures_no_marks() -> None:
    assert due_of_marks(QUARTERS, "x | x | x | x") == (None, None, "hằng quý")
    assert due_of_marks(QUARTERS, "120 | 200 | 50 | 10") == (None, None, None)
    assert due_of_marks(QUARTERS, "x | 200 | | ") == (None, None, None)


def test_a_group_of_a_table_names_who_leads_its_rows() -> None:
    found = tasks_of(
        PLAN,
        "I. NỘI DUNG\nChi tiết tại Phụ lục.\nPHỤ LỤC\nPHÂN CÔNG NHIỆM VỤ\n| STT | Nội dung | Thời hạn | Sản phẩm |\n"
        "| I | Sở Nội vụ |  |  |\n| 1 | Rà soát vị trí việc làm các phòng | 30/6/2026 | Báo cáo |\n"
        "| II | Sở Tài chính |  |  |\n| 1 | Thẩm định dự toán các đơn vị | Trước 15/7/2026 | Văn bản thẩm định |\n",
    )
    assert [(task.leads, task.due) for task in found] == [
        (("Sở Nội vụ",), date(2026, 6, 30)),
        (("Sở Tài chính",), date(2026, 7, 15)),
    ]


def test_one_column_may_hold_leads_and_those_who_work_along() -> None:
    found = tasks_of(
        PLAN,
        "I. NỘI DUNG\nChi tiết tại Phụ lục.\nPHỤ LỤC\nDANH MỤC CÔNG VIỆC\n"
        "| TT | Tên nhiệm vụ | Đơn vị chủ trì/phối hợp | Tiến độ |\n"
        "| 1 | Nâng cấp phần mềm một cửa | Chủ trì: Sở Khoa học và Công nghệ; Phối hợp: Văn phòng UBND tỉnh | "
        "Quý II - Quý "
        "III/2026 |\n| 2 | Tập huấn công chức cấp xã | Sở Nội vụ (chủ trì), các sở liên quan (phối hợp) | Cả năm |\n",
    )
    assert [(task.leads, task.coordinating, task.due) for task in found] == [
        (("Sở Khoa học và Công nghệ",), ("Văn phòng UBND tỉnh",), date(2026, 9, 30)),
        (("Sở Nội vụ",), ("các sở liên quan",), None),
    ]


@pytest.mark.parametrize(
    "header",
    [
        "| STT | Họ và tên | Đơn vị | Nội dung |",
        "| STT | Nội dung | Đơn vị tính | Kinh phí (triệu đồng) |",
        "| STT | Thủ tục hành chính | Cơ quan thực hiện | Thời gian |",
    ],
)
def test_rows_of_other_tables_are_none(header: str) -> None:
    body = f"{header}\n| 1 | Lê Thị Mẫu Đơn | Sở Nội vụ | 12 ngày |\n| 2 | Trần Văn Mẫu Hai | Sở Y tế | 9 ngày |\n"
    assert [task for task in tasks_of(PLAN, "PHỤ LỤC\nDANH SÁCH KÈM THEO\n" + body) if task.table] == []


def test_a_decision_charges_below_its_articles_but_not_by_its_last_one() -> None:
    found = tasks_of(
        DECISION,
        "Điều 1. Phê duyệt Đề án với các nội dung sau:\n1. Mục tiêu: trồng 20.000 cây.\n2. Kinh phí: 12 tỷ đồng.\n"
        "Điều 2. Tổ chức thực hiện\n"
        "1. Sở Xây dựng có trách nhiệm kiểm tra việc trồng cây; trong 30 ngày kể từ ngày ký, ban hành định mức.\n"
        "2. Giao UBND các phường lập danh mục tuyến phố, hoàn thành trong quý II/2026.\n"
        "Điều 3. Quyết định này có hiệu lực kể từ ngày ký.\n"
        "Điều 4. Chánh Văn phòng UBND tỉnh, Giám đốc các sở chịu trách nhiệm thi hành Quyết định này./.\n",
    )
    assert [(task.leads, task.due) for task in found] == [
        (("Sở Xây dựng",), date(2026, 3, 22)),
        (("UBND các phường",), date(2026, 6, 30)),
    ]
    assert found[0].due_rule == "30 ngày kể từ ngày ký 20/02/2026: 22/3/2026."


def test_a_letter_charges_those_whom_it_asks() -> None:
    found = tasks_of(
        LETTER,
        "Kính gửi: Các phòng chuyên môn, đơn vị thuộc Sở.\nThực hiện Kế hoạch số 9100/KH-UBND ngày 05/01/2026 của "
        "UBND tỉnh, "
        "Sở Nội vụ đề nghị các phòng, đơn vị báo cáo kết quả 6 tháng đầu năm, gửi về Văn phòng Sở trước ngày "
        "10/6/2026.\n"
        "Giao Văn phòng Sở tổng hợp, tham mưu Giám đốc Sở báo cáo UBND tỉnh trước ngày 20/6/2026./.\n",
    )
    assert [(task.leads, task.due) for task in found] == [
        (("các phòng, đơn vị",), date(2026, 6, 10)),
        (("Văn phòng Sở",), date(2026, 6, 20)),
    ]


def test_the_last_sentence_before_a_list_charges_it() -> None:
    assert rows(
        LETTER,
        "Kính gửi: UBND các xã, phường.\nNgày 02/5/2026, Bộ Nội vụ có Công văn số 9200/BNV-CCHC đề nghị các địa "
        "phương báo cáo "
        "kết quả sắp xếp thôn. Để có cơ sở tổng hợp, Sở Nội vụ đề nghị UBND các xã, phường:\n"
        "- Rà soát số thôn chưa đủ quy mô.\n- Lập biểu số liệu theo Mẫu số 01, gửi trước ngày 15/5/2026.\n"
        "- Cử người phụ trách.\nĐề nghị quý cơ quan gửi đúng thời hạn./.\n",
    ) == [
        ("UBND các xã, phường", "Rà soát số thôn chưa đủ quy mô."),
        ("UBND các xã, phường", "Lập biểu số liệu theo Mẫu số 01, gửi trước ngày 15/5/2026."),
        ("UBND các xã, phường", "Cử người phụ trách."),
    ]


def test_the_addressees_of_a_directive_are_charged_where_no_one_nearer_is() -> None:
    assert [leads for leads, _ in rows(
        DIRECTIVE,
        "Thời gian qua, công tác quản lý chợ còn hạn chế. Chủ tịch UBND huyện yêu cầu Thủ trưởng các phòng, ban, "
        "Chủ tịch "
        "UBND các xã thực hiện nghiêm các nội dung sau:\n1. Niêm yết giá công khai tại các quầy hàng.\n"
        "2. Phòng Kinh tế tham mưu phương án di dời chợ tạm trước ngày 01/8/2026.\n"
        "3. Trung tâm Văn hóa huyện:\na) Phát thanh nội dung Chỉ thị này 02 lần/tuần.\nb) Viết bài nêu gương tiểu "
        "thương.\n",
    )] == [
        "Thủ trưởng các phòng, ban; Chủ tịch UBND các xã", "Phòng Kinh tế", "Trung tâm Văn hóa huyện",
        "Trung tâm Văn hóa huyện",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (REPORT, "I. KẾT QUẢ\n1. Sở Nội vụ đã tổ chức 03 lớp tập huấn.\n2. Công an tỉnh xử lý 12 vụ, tăng 5%.\n"),
        (PLAN, "I. MỤC ĐÍCH, YÊU CẦU\n1. Nâng cao nhận thức của chủ rừng.\n2. Sở Nội vụ và các đơn vị chuẩn bị "
               "chu đáo.\n"),
        (PLAN, "I. CHỈ TIÊU\n- 100% xã có phương án chữa cháy.\n- Trên 90% hộ dân ký cam kết.\n"),
        (DECISION, "Điều 1. Thành lập Tổ công tác, gồm:\n1. Ông Lê Mẫu, Giám đốc Sở Xây dựng - Tổ trưởng;\n"
                   "2. Bà Trần Mẫu, Phó Giám đốc Sở Tài chính - Tổ viên.\n"),
        (PLAN, "III. TỔ CHỨC THỰC HIỆN\n- Vụ Pháp chế, Bộ Mẫu (để phối hợp);\n"
               "- Các đơn vị thuộc Cục (để thực hiện);\n- Lưu: VT."),
        (PLAN, "III. TỔ CHỨC THỰC HIỆN\nTrong quá trình thực hiện, nếu có vướng mắc, các đơn vị phản ánh về Sở "
               "Nội vụ./.\n"),
    ],
)  # fmt: skip
def test_what_charges_nobody_is_no_task(head: str, body: str) -> None:
    assert rows(head, body) == []


def test_standing_duties_of_a_statute_are_no_tasks_without_a_day() -> None:
    head = DECISION.replace("9412/QĐ-UBND", "9412/2026/QĐ-UBND").replace("Phê duyệt Đề án", "Quy định về")
    assert rows(
        head,
        "Điều 1. Trách nhiệm của Sở Xây dựng\n1. Hướng dẫn kỹ thuật trồng cây.\n"
        "2. Báo cáo Ủy ban nhân dân tỉnh trước ngày 15 tháng 12 hằng năm.\n"
        "Điều 2. Sở Tài chính có trách nhiệm thẩm định kinh phí.\n",
    ) == [("Sở Xây dựng", "Báo cáo Ủy ban nhân dân tỉnh trước ngày 15 tháng 12 hằng năm.")]


def test_two_days_of_one_sentence_are_two_tasks() -> None:
    found = tasks_of(
        PLAN,
        "III. TỔ CHỨC THỰC HIỆN\n1. UBND các xã báo cáo kết quả 6 tháng trước ngày 15/6/2026 và kết quả năm trước "
        "ngày "
        "05/12/2026 về Chi cục Kiểm lâm.\n2. Sở Tài chính tổng hợp nhu cầu kinh phí; trình UBND tỉnh trước ngày "
        "10/02/2026.\n"
        "3. Công an tỉnh xây dựng phương án; tổ chức diễn tập (hoàn thành trong tháng 4/2026).\n",
    )
    assert [task.due for task in found] == [
        date(2026, 6, 15), date(2026, 12, 5), None, date(2026, 2, 10), date(2026, 4, 30),
    ]  # fmt: skip


def test_lettered_labels_belong_to_the_first_of_them() -> None:
    (first, second) = tasks_of(
        PLAN,
        "II. NHIỆM VỤ TRỌNG TÂM\n1. Rà soát hệ thống hồ chứa\na) Nội dung: Rà soát, đánh giá an toàn 35 hồ chứa.\n"
        "b) Phân công thực hiện: Sở Nông nghiệp và Môi trường chủ trì, phối hợp với Công ty Thủy nông và UBND các xã.\n"
        "c) Thời gian hoàn thành: Trước ngày 30/4/2026.\nd) Kết quả: Báo cáo đánh giá an toàn hồ chứa.\n"
        "2. Bổ sung vật tư\na) Nội dung: Mua bổ sung 2.000 rọ đá.\n"
        "b) Phân công thực hiện: Ban Chỉ huy phòng thủ dân sự tỉnh.\n",
    )
    assert (first.quote, first.leads) == (
        "Rà soát, đánh giá an toàn 35 hồ chứa.",
        ("Sở Nông nghiệp và Môi trường",),
    )
    assert first.coordinating == ("Công ty Thủy nông", "UBND các xã")
    assert (first.due, first.product) == (date(2026, 4, 30), "Báo cáo đánh giá an toàn hồ chứa")
    assert second.leads == ("Ban Chỉ huy phòng thủ dân sự tỉnh",)


def test_units_of_a_school_and_of_the_party_are_charged_by_their_labels() -> None:
    school = rows(
        PLAN,
        "III. PHÂN CÔNG NHIỆM VỤ\n1. Ban Giám hiệu: chỉ đạo chung việc tổ chức.\n"
        "2. Đoàn trường phối hợp giáo viên chủ nhiệm vận động học sinh.\n"
        "3. Giáo viên chủ nhiệm các lớp: quản lý học sinh.\n4. Bộ phận y tế: trực sơ cứu.\n",
    )
    assert [lead for lead, _ in school] == [
        "Ban Giám hiệu", "Đoàn trường", "Giáo viên chủ nhiệm các lớp", "Bộ phận y tế",
    ]  # fmt: skip
    party = rows(
        PLAN,
        "I- MỤC ĐÍCH\n1- Góp phần nâng cao nhận thức.\nII- TỔ CHỨC THỰC HIỆN\n"
        "1- Phòng Tuyên truyền, Báo chí - Xuất bản\n- Hướng dẫn treo cờ, khẩu hiệu.\n"
        "2- Văn phòng Ban: Chuẩn bị hậu cần, kinh phí.\n3- Báo An Lạc mở chuyên mục “Mừng Xuân”.\n",
    )
    assert [lead for lead, _ in party] == ["Phòng Tuyên truyền, Báo chí - Xuất bản", "Văn phòng Ban", "Báo An Lạc"]


@pytest.mark.parametrize(
    ("sentence", "lead"),
    [
        ("Định kỳ hằng tháng, quý, Sở Y tế chủ trì họp giao ban.", "Sở Y tế"),
        ("Đối với các dự án chuyển tiếp, chủ đầu tư hoàn thành thủ tục trước ngày 31/3/2026.", "chủ đầu tư"),
        ("Khi có sự cố, Ban Chỉ huy phòng thủ dân sự huy động lực lượng tại chỗ.", "Ban Chỉ huy phòng thủ dân sự"),
        (
            "Giao đồng chí Lê Mẫu, Phó Chủ tịch UBND tỉnh chỉ đạo tháo gỡ vướng mắc.",
            "đồng chí Lê Mẫu; Phó Chủ tịch UBND tỉnh",
        ),
        ("UBND các xã dọc tuyến: bàn giao mặt bằng trước ngày 30/4/2026.", "UBND các xã dọc tuyến"),
    ],
)
def test_the_subject_of_a_sentence(sentence: str, lead: str) -> None:
    assert rows(PLAN, f"II. TỔ CHỨC THỰC HIỆN\n1. {sentence}\n2. Giao Sở Tài chính bố trí kinh phí.\n")[0] == (
        lead,
        sentence,
    )


def test_a_body_asked_by_the_one_charged_is_not_charged() -> None:
    (found,) = tasks_of(
        PLAN,
        "II. TỔ CHỨC THỰC HIỆN\n1. Sở Y tế\n"
        "- Phối hợp với Bảo hiểm xã hội tỉnh đề nghị các bệnh viện cung cấp số liệu.\n",
    )
    assert (found.leads, found.coordinating) == (("Sở Y tế",), ("Bảo hiểm xã hội tỉnh",))


def test_a_long_or_strange_text_is_read_in_time() -> None:
    def read(count: int) -> None:
        strange = "Giao Sở Nội vụ " + ", ".join(["các sở", "trước ngày", "và", "(", "từ"] * count)
        written_tasks.read(PLAN, f"III. TỔ CHỨC THỰC HIỆN\n1. {strange}\n- " + "Sở Y tế; " * count)

    assert growth(read, 4000) < MOST
