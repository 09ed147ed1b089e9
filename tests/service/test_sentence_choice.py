"""Sentences and values: spans of the text, chosen by what the question asks for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.query.question import Question
from index.records import Hit, Intent, StoredDocument, StoredPassage
from ingest.records import Citation, Metadata, Step
from ingest.text.sentences import quotable_spans
from service.answering.quoting.quote_spans import LONGEST_QUOTE
from service.answering.quoting.sentence_choice import choose_sentences
from service.answering.quoting.slots import cell_for, find_value, slot_label


def make_hit(text: str, number: int = 1, document: str = "d_1", headings: tuple[str, ...] = ()) -> Hit:
    citation = Citation("", (Step("roman", str(number)),), f"mục {number}", f"Mục {number}")
    passage = StoredPassage(number, document, 1, number, text, citation, "body", headings, "", None)
    stored = StoredDocument(document, 1, 1, "0" * 64, "mau.txt", "text", "text", Metadata(), 0, 1)
    return Hit(passage, stored, 1.0 / number)


@given(st.text(alphabet="aáĐ. ;:\n1)–-", max_size=300))
def test_sentences_are_ordered_spans_that_cover_every_word(text: str) -> None:
    spans = quotable_spans(text, LONGEST_QUOTE)
    covered = set[int]()
    last = 0
    for start, end in spans:
        assert last <= start < end
        assert text[start:end] == text[start:end].strip()
        covered.update(range(start, end))
        last = end
    assert {i for i, char in enumerate(text) if not char.isspace()} <= covered


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        pytest.param("Giao Sở Y tế chủ trì. Hạn: trước 15/11/2024.", 2, id="full-stop"),
        pytest.param("Trình UBND TP. Huế xem xét, quyết định.", 1, id="abbreviation"),
        pytest.param("Kinh phí là 2.450.000 đồng trong năm nay.", 1, id="thousands"),
        pytest.param("Sở Tài chính có trách nhiệm:\nBố trí kinh phí thực hiện.", 1, id="colon-joins"),
    ],
)
def test_sentence_ends(text: str, parts: int) -> None:
    assert len(quotable_spans(text, LONGEST_QUOTE)) == parts


@pytest.mark.parametrize(
    ("sentence", "intent", "value"),
    [
        ("Báo cáo Ủy ban nhân dân tỉnh trước ngày 30/11/2024.", "deadline", "trước ngày 30/11/2024"),
        ("Hoàn thành trong quý II/2024 theo phân công.", "deadline", "trong quý II/2024"),
        ("Trực từ ngày 01 tháng 6 đến ngày 31 tháng 12.", "deadline", "từ ngày 01 tháng 6 đến ngày 31 tháng 12"),
        ("Giải quyết trong thời hạn không quá 30 ngày kể từ khi nhận đơn.", "deadline", "không quá 30 ngày"),
        ("Kinh phí thực hiện là 2.450.000.000 đồng.", "money", "2.450.000.000 đồng"),
        ("Tổng vốn 18,5 tỷ đồng.", "money", "18,5 tỷ đồng"),
        ("Hỗ trợ 500.000 đồng/người/tháng.", "money", "500.000 đồng/người/tháng"),
        ("Nước uống 60.000 đồng/người/01 buổi làm việc.", "money", "60.000 đồng/người/01 buổi"),
        ("Đất đến năm 2020 tỷ lệ 1/25.000.", "money", None),
        ("Sở Văn hóa, Thể thao và Du lịch chủ trì, phối hợp với các sở.", "lead", "Sở Văn hóa, Thể thao và Du lịch"),
        ("Giao Phòng Nghiệp vụ Dược làm đầu mối tổng hợp.", "lead", "Phòng Nghiệp vụ Dược"),
        ("Các đơn vị thực hiện nghiêm túc.", "lead", None),
        ("Chương trình giai đoạn 2021 - 2030, gửi trước ngày 20/6/2026.", "deadline", "trước ngày 20/6/2026"),
        ("Tổng kết giai đoạn 2021 - 2025 trong quý I.", "deadline", "giai đoạn 2021 - 2025"),
        ("Phấn đấu 80% số xã có tủ sách.", "target", "Phấn đấu 80%"),
        ("Các xã rà soát địa điểm.", "deadline", None),
    ],
)  # fmt: skip
def test_values(sentence: str, intent: Intent, value: str | None) -> None:
    assert find_value(sentence, intent) == value


def test_the_sentence_with_the_asked_kind_wins() -> None:
    hit = make_hit(
        "Các xã báo cáo kết quả luân chuyển sách đầy đủ. Báo cáo luân chuyển sách gửi về Sở trước ngày 15/11/2024."
    )
    chosen = choose_sentences([hit], "Báo cáo luân chuyển sách nộp trước ngày nào?", "deadline")
    assert hit.passage.text[chosen[0].start : chosen[0].end].endswith("trước ngày 15/11/2024.")
    assert chosen[0].value == "trước ngày 15/11/2024"


def test_without_accents_the_same_sentence_is_chosen() -> None:
    hits = [make_hit("Trồng cây ven đường. Thư viện tỉnh luân chuyển 12.000 lượt sách về các xã.", 1)]
    with_accents = choose_sentences(hits, "Thư viện luân chuyển bao nhiêu lượt sách?", "target")
    without = choose_sentences(hits, "thu vien luan chuyen bao nhieu luot sach", "target")
    assert with_accents == without


def test_a_passage_of_a_document_far_behind_is_not_quoted_first() -> None:
    near = make_hit(
        "Hội đồng sáng kiến tự giải tán vào ngày 20/10/2016 theo quy định của pháp luật hiện hành.", 1, "d_1"
    )
    far = replace(make_hit("Hội đồng sáng kiến giải tán ngày 20/10/2017.", 2, "d_2"), score=0.1)
    question = "Hội đồng sáng kiến khi nào giải tán?"
    chosen = {score: choose_sentences([near, replace(far, score=score)], question, "deadline") for score in (0.1, 0.9)}
    assert chosen[0.1][0].hit_index == 0
    assert chosen[0.9][0].hit_index == 1


def test_a_date_comes_from_one_document_but_several_may_name_a_lead() -> None:
    texts = ("Sở A chủ trì việc trồng cây trước ngày 15/6/2024.", "Sở B chủ trì việc trồng cây trước ngày 01/7/2024.")
    hits = [make_hit(text, number, f"d_{number}") for number, text in enumerate(texts, start=1)]
    dated = choose_sentences(hits, "Việc trồng cây phải xong khi nào?", "deadline")
    assert [hits[item.hit_index].document.id for item in dated] == ["d_1"]
    led = choose_sentences(hits, "Sở nào chủ trì trồng cây?", "lead")
    assert [hits[item.hit_index].document.id for item in led] == ["d_1", "d_2"]


@pytest.mark.parametrize(
    ("lines", "question", "right"),
    [
        # To whom a letter is sent, how it ends, and a title that says what is asked answer nothing.
        (("Kính gửi: Công an huyện, Hạt Kiểm lâm huyện.", "Lực lượng kiểm soát chặt xe chở gỗ qua địa bàn."),
         "Công an huyện, Hạt Kiểm lâm huyện kiểm soát xe chở gỗ thế nào?", 1),
        (("Vậy, thông báo để các xã biết, rà soát giếng làng.", "Rà soát giếng làng nhằm phát hiện giếng nhiễm mặn."),
         "Các xã rà soát giếng làng để làm gì?", 1),
        (("Quản lý chợ nổi:", "Quản lý chợ nổi: thuyền bán hàng neo cách nhau hai mét."), "Quản lý chợ nổi gồm gì?", 1),
        # Whether something is so may be answered in the question's own words.
        (("Thuyền bán hàng được neo qua đêm.", "Bến có đèn soi."), "Thuyền bán hàng có được neo qua đêm không?", 0),
    ],
)  # fmt: skip
def test_what_only_repeats_or_sends_is_not_quoted_first(lines: tuple[str, str], question: str, right: int) -> None:
    hits = [replace(make_hit(line, number), score=1.0) for number, line in enumerate(lines, start=1)]
    assert choose_sentences(hits, question, "content")[0].hit_index == right


def test_a_row_that_counts_is_told_by_its_label() -> None:
    heads = ("Chỉ tiêu thống kê", "Số liệu")
    for labels, question in (
        (
            ("Khảo sát sự hài lòng của người dân", "Số lượng phiếu khảo sát"),
            "Phát ra bao nhiêu phiếu khảo sát người dân?",
        ),
        (("Tổ chức kiểm tra thủy lợi", "Số hồ được kiểm tra"), "Đã kiểm tra bao nhiêu hồ?"),
        (("Công tác dạy nghề rèn", "Thợ học xong nghề rèn"), "Có bao nhiêu thợ học xong nghề rèn?"),
    ):
        hits = []
        for number, (label, value) in enumerate(zip(labels, ("1", "258"), strict=True), start=1):
            hit = make_hit(f"{heads[0]}: {label}; {heads[1]}: {value}", number)
            cells = ((heads[0], label), (heads[1], value))
            hits.append(replace(hit, passage=replace(hit.passage, cells=cells, kind="table_row"), score=1.0))
        assert choose_sentences(hits, question, "target")[0].hit_index == 1


@given(st.lists(st.text(max_size=80), min_size=1, max_size=6), st.text(max_size=80))
def test_chosen_spans_lie_inside_their_passages(texts: list[str], question: str) -> None:
    hits = [make_hit(text, number) for number, text in enumerate(texts, start=1)]
    for item in choose_sentences(hits, question, "general"):
        assert 0 <= item.start < item.end <= len(hits[item.hit_index].passage.text)


@pytest.mark.parametrize(
    ("sentence", "intent", "value"),
    [
        ("Căn cứ Kế hoạch số 935/KH-SGDĐT ngày 31 tháng 7 năm 2026", "target", None),
        ("Là đầu mối, mời báo cáo viên cho ngày 26/8.", "target", None),
        ("phù hợp với lứa tuổi học sinh 16-18.", "target", None),
        ("Thời hạn tại khoản 2 Điều 5 Quy chế năm 2023.", "target", None),
        ("Phấn đấu đạt 85% và 12 xã có tủ sách.", "target", "Phấn đấu đạt 85%"),
        ("thực hiện Quyết định số 105/2009/QĐ-TTg ngày 19 tháng 8 năm 2009", "deadline", None),
        ("theo Văn bản số 12/CV-SNV ngày 05/3/2024 báo cáo trước ngày 15/3/2024", "deadline", "trước ngày 15/3/2024"),
        ("Sở Ngoại vụ và chủ trì", "lead", "Sở Ngoại vụ"),
    ],
)
def test_values_are_what_is_asked_for(sentence: str, intent: Intent, value: str | None) -> None:
    assert find_value(sentence, intent) == value


def test_the_value_of_a_list_is_that_of_the_item_asked_about() -> None:
    text = (
        "Điều 1. Cấp 900 tấn gạo cho các địa phương dịp Tết, cụ thể:\n- Tỉnh Lai Châu: 300 tấn gạo;\n"
        "- Tỉnh Nghệ An: 400 tấn gạo;\n- Tỉnh Phú Yên: 200 tấn gạo."
    )
    (chosen,) = choose_sentences([make_hit(text)], "Tết này tỉnh Nghệ An được cấp bao nhiêu tấn gạo?", "target")
    assert chosen.value == "400 tấn"
    (total,) = choose_sentences([make_hit(text)], "Tết này cấp tất cả bao nhiêu tấn gạo?", "target")
    assert total.value == "900 tấn"


@pytest.mark.parametrize(
    ("intent", "question", "value", "label"),
    [
        ("target", "Chỉ tiêu về sách là bao nhiêu?", "80%", "Chỉ tiêu"),
        ("target", "Có bao nhiêu ca mắc?", "168 ca", "Số lượng"),
        ("money", "Được hỗ trợ bao nhiêu gạo?", "400 tấn", "Số lượng"),
        ("money", "Kinh phí là bao nhiêu?", "2 tỷ đồng", "Số tiền"),
        ("money", "Kinh phí lấy từ đâu?", None, None),
    ],
)
def test_labels_say_what_the_value_is(intent: Intent, question: str, value: str | None, label: str | None) -> None:
    assert slot_label(intent, Question(question), value) == label


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("Lồng ghép từ các chương trình khác: 4,2 tỷ đồng;", "4,2 tỷ đồng"),
        ("biên soạn 5.000 tờ gấp hỏi, đáp", "5.000 tờ gấp"),
        ("tổng số là 17.", None),
        ("thành giếng cao ít nhất 120 xăng ti mét", "ít nhất 120 xăng ti mét"),
        ("mưa trên 50 mi li mét trong ngày", "trên 50 mi li mét"),
        ("sân rộng 400 mét vuông", "400 mét vuông"),
        ("bể chứa 12 mét khối nước", "12 mét khối"),
        ("đường dài 7 ki lô mét", "7 ki lô mét"),
        ("xả trên 1.000 m³/s", "trên 1.000 m³/s"),
        ("đạt nhóm 15 tỉnh dẫn đầu", "15 tỉnh dẫn"),
        ("bản đồ đến năm 2020 tỷ lệ 1/25.000", None),
    ],
)
def test_a_number_carries_its_unit_or_what_it_counts(sentence: str, value: str | None) -> None:
    assert find_value(sentence, "target") == value


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        ([("STT", "5.1"), ("Chỉ tiêu thống kê", "Số phiếu khảo sát"), ("Kết quả", "25.898")], None),
        ([("Nội dung", "Trồng cây"), ("Chỉ tiêu năm 2024", "120 ha")], "120 ha"),
        ([("Chỉ tiêu", "Tỷ lệ hộ nghèo"), ("Chỉ tiêu năm 2025", "dưới 2%")], "dưới 2%"),
    ],
)
def test_the_label_of_a_row_is_no_value(cells: list[tuple[str, str]], value: str | None) -> None:
    assert cell_for(cells, "target") == value


@pytest.mark.parametrize(
    ("text", "question", "value"),
    [
        ("Sốt xuất huyết có 168 ca mắc, giảm 85 ca, luỹ kế 1.291 ca mắc.", "Có bao nhiêu ca sốt xuất huyết?", "168 ca"),
        ("Giếng làng được nạo vét mỗi năm hai lần.", "Giếng làng nạo vét mỗi năm mấy lần?", "mỗi năm hai lần"),
        ("Ban họp mỗi quý một lần.", "Ban có bao nhiêu xe?", None),
    ],
)
def test_the_number_is_of_what_is_counted(text: str, question: str, value: str | None) -> None:
    assert choose_sentences([make_hit(text)], question, "target")[0].value == value
