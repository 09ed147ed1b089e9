"""Talk as people type it, each phrasing with and without accents, and questions that only look like it."""

from __future__ import annotations

import pytest

from index.query.compound import split_question
from index.query.intent import classify_intent
from index.query.talk import talk_kind
from ingest.text.normalize import fold

#: Kind of talk -> what was typed, one a line; "opinion" is an intent of its own, "question" is no talk.
PHRASINGS = {
    "greeting": """
        chào buổi sáng
        Chào cả nhà
        alo có ai không
        alo alo
        xin chào trợ lý ảo
        hi bạn nhé
        chào em gái
        kính chào quý cơ quan
        có ai ở đó không
        hê lô
        xin chaò các bác
        chao a
        Chào bác ạ
        hello bot
        Em chào anh chị ạ
        chúc một ngày tốt lành
        xin kính chào
    """,
    "thanks": """
        cám ơn nhiều ạ
        cảm ơn bạn đã giúp đỡ
        cam on vi da tra loi
        ok cảm ơn nha
        tuyệt vời
        thank you so much
        cảm ơn anh chị rất nhiều!
        oke, hiểu rồi
        thanks bạn nha
        cảm ơn vì thông tin
        vâng cảm ơn ạ
    """,
    "farewell": """
        tạm biệt nhé
        bye bye bạn
        hẹn gặp lại sau
        thôi chào nhé
        bái bai
        tạm biệt bạn nhé
    """,
    "help": """
        Chào em, chị mới về phòng, cho chị hỏi em giúp được việc gì?
        cho hỏi phần mềm này có những chức năng gì
        Em chào anh, em là nhân viên mới, anh giúp được gì ạ
        Anh ở Sở Tài chính, cho anh hỏi hệ thống này làm được gì
        tôi cần trợ giúp
        hệ thống này dùng để làm gì thế
        mày làm được gì
        bạn giúp được gì cho tôi
        tôi hỏi được những gì
        cách dùng thế nào
        có thể hỏi gì ở đây
        hỏi như thế nào cho đúng
        bạn là robot à
        ai tạo ra bạn
        bạn có phải chatgpt không
        huong dan toi cach tra cuu
        bạn tên gì
        chức năng của hệ thống là gì
        dạ cho em hỏi với ạ
        bạn có thể giúp gì cho tôi
        app này để làm gì
        tôi có thể hỏi những gì
        cần hỗ trợ
        bạn biết những gì
        làm sao để tra cứu
    """,
    "newest": """
        văn bản mới nhất là gì
        cho tôi xem quyết định mới nhất
        có văn bản nào mới không
        van ban moi ban hanh
        văn bản mới cập nhật
        công văn gần đây nhất
        văn bản mới nhất trong kho là gì
        nghị quyết mới ban hành
    """,
    "count": """
        kho có bao nhiêu văn bản
        kho dang co bao nhieu cong van
    """,
    "forget": """
        xoá cuộc hỏi
        xóa hết lịch sử đi
        xoa doan chat nay
        bắt đầu cuộc trò chuyện mới
        hỏi lại từ đầu
        quên những gì tôi vừa hỏi đi
        làm mới cuộc hỏi
        xóa cuộc trò chuyện
        mở cuộc hỏi mới
        xoá câu hỏi trước
    """,
    "fragment": """
        a
        đ
        ?
        ...
        k k
        hm
        ừ
        uhm
        hehe
        b
    """,
    "insult": """
        ngu như bò
        trả lời ngu thế
        vô dụng quá
        đồ rác rưởi
        mày ngu lắm
        dm bot
        nói láo
        trả lời sai bét
        bot này ngu thật
        con bot vô dụng
        trả lời linh tinh
    """,
    "foreign": """
        hello, can you help me find a plan?
        Which agency leads the digital transformation?
        how much money is allocated for 2024
        请问计划是什么
        translate decision 922 into english
        list all plans
        Can you summarize plan 516?
        who signed decision 922
        Привет
    """,
    "draft": """
        viết giúp tôi tờ trình xin kinh phí
        soạn công văn mời họp
        hãy lập báo cáo tháng 6 cho tôi
        viet bai phat bieu khai mac
        làm giúp mình cái kế hoạch tuyên truyền
        dịch văn bản này sang tiếng Anh
        sửa lỗi chính tả giúp tôi
        viết hộ tôi bài tham luận
        soạn thảo giúp em quyết định thành lập tổ công tác
        dịch giúp tôi kế hoạch 516 sang tiếng Anh
    """,
    "opinion": """
        theo bạn kế hoạch này có khả thi không
        đánh giá giúp tôi kế hoạch 516
        lãnh đạo tỉnh làm việc có tốt không
        bạn thấy quyết định 922 thế nào
        có nên áp dụng quyết định 901 không
        ai giỏi hơn ai
        nhận xét về kế hoạch 516
        theo bạn nên làm gì
    """,
    "question": """
        Chào em, chị mới về phòng, cho chị hỏi kế hoạch 516 do ai chủ trì?
        Em là nhân viên mới, em phải làm gì theo kế hoạch 516
        cho em hỏi hạn báo cáo quý III
        Báo cáo gửi trước ngày nào?
        bao nhiêu văn bản phải rà soát theo kế hoạch 9309
        tổng số văn bản đã ban hành năm 2025 theo báo cáo 329
        xoá bao nhiêu điểm lõm sóng
        huỷ kế hoạch kiểm tra do ai quyết định
        dự thảo kế hoạch gồm những gì
        cam kết của hộ gia đình là gì
        chào cờ đầu tuần quy định thế nào
        chào hàng cạnh tranh quy định thế nào
        hướng dẫn sử dụng con dấu
        sửa lỗi chính tả trong văn bản theo quy định nào
        dịch tả lợn châu Phi
        phần mềm làm được gì theo đề cương
        đánh giá công chức theo quy định nào
        Sở Y tế lập báo cáo gì
        test nhanh covid
        cuộc họp báo quý
        mở cửa phòng đọc thế nào
        thử việc bao lâu
        huỷ bỏ quyết định nào
        tra cứu kết quả hồ sơ thế nào
        chào mừng kỷ niệm 80 năm gồm hoạt động gì
        hội thi trợ lý ảo
        xoá nhà tạm
        ai phát triển cổng thông tin
        cách tra cứu thủ tục hành chính
        phần mềm quản lý văn bản dùng để làm gì
        Gia Lai có gì
        báo cáo sai thì sao
        dịch vụ công trực tuyến
        bỏ lịch sử tín dụng
        viết tắt CCHC là gì
        tham luận của Sở Y tế
        chế độ hỗ trợ người lao động
        kế hoạch mới ban hành về chuyển đổi số
    """,
}


def known_as(text: str) -> str:
    if classify_intent(text, fold(text)) == "opinion":
        return "opinion"
    return talk_kind(text, fold(text)) or "question"


@pytest.mark.parametrize("kind", PHRASINGS)
def test_talk_is_known_with_and_without_accents(kind: str) -> None:
    typed = [line.strip() for line in PHRASINGS[kind].strip().splitlines()]
    wrong = {text: known_as(text) for one in typed for text in (one, fold(one)) if known_as(text) != kind}
    assert wrong == {}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "Thứ nhất, theo Kế hoạch 516 ai chủ trì? Thứ hai, kinh phí lấy từ đâu?",
            ("theo Kế hoạch 516 ai chủ trì?", "kinh phí lấy từ đâu?"),
        ),
        (
            "Quyết định đó có hiệu lực từ ngày nào? Và cơ quan nào quản lý? (Quyết định 922/2025/QĐ-UBND)",
            ("Quyết định đó có hiệu lực từ ngày nào? (Quyết định 922/2025/QĐ-UBND)", "cơ quan nào quản lý?"),
        ),
        ("Kế hoạch 516 do ai chủ trì? Cảm ơn.", ("Kế hoạch 516 do ai chủ trì? Cảm ơn.",)),
        ("Sao? Kế hoạch 516 do ai chủ trì?", ("Sao? Kế hoạch 516 do ai chủ trì?",)),
    ],
)
def test_questions_in_sentences_of_their_own_are_answered_each(text: str, parts: tuple[str, ...]) -> None:
    assert split_question(text) == parts
