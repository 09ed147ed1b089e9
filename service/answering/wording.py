"""The fixed sentences of an answer. Nothing here is generated; only the blanks are filled.

Those on validity stand in ``index.validity.wording``, the one on renamed bodies in ``ingest.grammar.territory``.
"""

from __future__ import annotations

from collections.abc import Mapping

NOT_FOUND = "Không tìm thấy nội dung này trong kho văn bản hiện có."
NEAREST = " Văn bản gần nhất: {document}."
NEAREST_BELOW = " Các đoạn dưới đây chỉ là gần nhất, không phải câu trả lời."
LIBRARY_EMPTY = "Kho văn bản chưa có văn bản nào; hãy nạp văn bản trước khi hỏi."
CITED_ONLY = "Văn bản này chỉ được nhắc tới tại {citation}; toàn văn chưa có trong kho."
NUMBER_UNKNOWN = "Không có văn bản số {number} trong kho văn bản hiện có."
NUMBER_UNCONFIRMED = "Không xác nhận được số {number}: số hiệu của văn bản tìm thấy không đọc được chắc chắn."
AMOUNT = "số tiền"
DURATION = "thời gian bao lâu"
CONTACT = "số điện thoại, thư điện tử"
SHARE = "tỷ lệ phần trăm"
YEAR = "năm"
TIMES = "số lần"
HOUR = "giờ"
PATH_UNKNOWN = "Không tìm thấy {path} trong {document}."
SLOT_MISSING = "Văn bản không nêu {slot}."
FACT_UNREAD = "Chưa đọc được {slot} từ tệp trong kho; hãy xem bản gốc."
NOT_SEEN = "Chưa tìm thấy {slot} được hỏi; xem {citation}."
OTHER_TIME = (
    "Câu hỏi ghi {typed}, nhưng văn bản mang số này trong kho là {documents}; hãy kiểm tra lại số, ngày, nơi ban hành. "
)
SEVERAL = "Có {count} văn bản trùng số {number}. Vui lòng chọn:"
SEVERAL_NAMED = "Có {count} văn bản khớp với tên đã gọi. Vui lòng chọn, hoặc ghi thêm số, ngày, cơ quan ban hành:"
ALSO_NAMED = "Trong kho còn văn bản khớp với tên này: {documents}."
FOUND = "Theo {document}:"
DOUBTFUL = "Chưa chắc đây là câu trả lời, hãy xem đoạn sau. Theo {document}:"
FOUND_SEVERAL = "Nội dung liên quan có trong {count} văn bản:"
UNITS = "{document} có {counts}:"
THINGS = "{document} có {counts}:"
THINGS_COUNTED = "{count} {thing} được đánh số tại {place}"
THINGS_DIVIDED = "Chỉ đếm cấp đầu; có mục còn chia nhỏ hơn."
LOOKED_UP = "Văn bản: {document}."
STATE = "{document}: {label}. {reason}."
PLACE_REPEALED = "{path} đã bị bãi bỏ."
PLACE_CHANGED = "{path} đã được sửa đổi, bổ sung."
NOT_HELD = "Văn bản số {number} chưa có trong kho."
PREVIOUS = "văn bản trước {document}"
PART_UNANSWERED = "Câu “{question}”: {message}"
SEVERAL_SHARE = "Có {count} văn bản trùng số {number}; hãy xem câu trả lời này theo văn bản nào."
TASKS_LISTED = "Có {count} nhiệm vụ{what}, trong {documents} văn bản:"
TASKS_NONE = "Trong các nhiệm vụ đọc được từ kho, không có nhiệm vụ nào{what}."
TASKS_OF: Mapping[str | None, str] = {
    None: " giao {body} chủ trì hoặc phối hợp",
    "lead": " do {body} chủ trì",
    "coordinate": " do {body} phối hợp",
}
TASKS_STATE = {"open": " chưa xong", "done": " đã xong"}
TASKS_OVERDUE = " quá hạn tính đến ngày {day}"
TASKS_BETWEEN = ", có ngày hết hạn từ {first} đến {last}"
TASKS_MORE = "Còn {count} nhiệm vụ nữa; xem đủ ở “Việc được giao” trên trang hỏi đáp hoặc bằng lệnh hoivanban tasks."
TASKS_UNDATED = "Không kể {count} nhiệm vụ mà văn bản không cho biết chắc chắn ngày hết hạn."
TASKS_SHARED = "Ngoài ra còn {count} nhiệm vụ giao chung cho nhiều cơ quan (“các sở, ban, ngành”, “UBND các xã”)."
TASK_CORRECTED = (
    "Nhiệm vụ thứ {number}: {who} đã sửa theo bản gốc: chủ trì {leads}; thời hạn {deadline}; ngày hết hạn {due}."
)
TASK_DEADLINE = "Thời hạn"
TASK_DUE = "Hạn tính ra {day}"
COMPARED = "So sánh nội dung trong {count} văn bản:"
OPINION = (
    "Hệ thống chỉ tra cứu và trích dẫn văn bản, không đưa ra đánh giá. "
    "Bạn có thể hỏi văn bản quy định gì, ai chủ trì, hạn khi nào, chỉ tiêu bao nhiêu."
)
CLASSIFIED = (
    "Hệ thống không lưu giữ tài liệu mật và không trả lời về nội dung mật. "
    "Đề nghị xử lý theo quy định về bảo vệ bí mật nhà nước."
)
#: What can be asked: it ends every fixed reply to talk.
ASK_LIKE_THIS = (
    " Bạn có thể hỏi, ví dụ: “Kế hoạch 516 do ai chủ trì?”, “Hạn báo cáo là khi nào?”, “Điều 5 quy định gì?”, "
    "“Quyết định 901/2017 còn hiệu lực không?”."
)
#: Fixed replies to what asks nothing of the documents, by the kind of talk (``index.query.talk``).
TALK = {
    "greeting": "Xin chào! Tôi tra cứu và trích nguyên văn các văn bản trong kho, kèm nơi trích.",
    "thanks": "Rất vui được giúp bạn.",
    "farewell": "Xin tạm biệt! Hẹn gặp lại.",
    "help": (
        "Đây là hệ thống tra cứu văn bản: trả lời bằng câu trích nguyên văn kèm số hiệu, điều khoản, trang; "
        "không tự viết thêm, không đưa ra ý kiến."
    ),
    "forget": (
        "Đã bắt đầu lại: các câu hỏi trước không còn được dùng để hiểu câu sau. "
        "Muốn xóa nội dung đã lưu, hãy dùng nút xóa cuộc hỏi trên trang hoặc hỏi người quản trị."
    ),
    "fragment": "Câu hỏi quá ngắn để tra cứu. Hãy viết rõ điều cần hỏi.",
    "insult": "Rất tiếc nếu câu trả lời chưa giúp được bạn. Hãy nêu số hiệu văn bản và điều cần hỏi để tra cứu lại.",
    "foreign": "Các văn bản trong kho viết bằng tiếng Việt; hãy hỏi bằng tiếng Việt, có dấu hoặc không dấu.",
    "continue": (
        "Cuộc hỏi này chưa có danh sách văn bản nào để xem tiếp hoặc sắp xếp lại. "
        "Hãy hỏi một danh sách trước, ví dụ: “Các kế hoạch năm 2025”."
    ),
    "draft": "Hệ thống chỉ tra cứu và trích dẫn văn bản, không soạn văn bản thay bạn, không dịch, không sửa câu chữ.",
}
LIBRARY_COUNT = "Kho hiện có {count} {what} mà bạn được xem."
ANY_DOCUMENT = "văn bản"
NEWEST = "{count} {what} mới nhất theo ngày ban hành, trong {total} {what} của kho:"
#: Above the passages of an answer that are cited, that are only related, and where nothing answers.
WHOLE_LIST = "Cả danh sách ({total} văn bản): {address}"
SOURCES = "Nguồn:"
#: The link from a program's text to the answer's own page.
ANSWER_PAGE = "Xem câu trả lời trên trang, kèm trang gốc có đánh dấu"
RELATED = "Đoạn liên quan khác, không được trích:"
NEAREST_PASSAGES = "Đoạn gần nhất trong kho, không phải câu trả lời:"
DISCLAIMER = "Kết quả chỉ để tra cứu, không thay thế văn bản gốc do cơ quan có thẩm quyền ban hành."
QUESTION_TOO_LONG = "Câu hỏi dài {length} ký tự; nhiều nhất là {most} ký tự."
NOTHING_ASKED = "Câu hỏi đang để trống. Hãy nhập nội dung cần hỏi."

SCAN = "Trích từ bản quét nhận dạng tự động; vui lòng đối chiếu bản gốc trang {page}."
SCAN_UNPAGED = "Trích từ bản quét nhận dạng tự động; vui lòng đối chiếu bản gốc."
NUMBER_FROM_SCAN = "Số hiệu nhận dạng từ bản quét, cần đối chiếu."
NUMBER_BY_HAND = "Số hiệu viết tay nhận dạng từ bản quét, cần đối chiếu."
DATE_BY_HAND = "Ngày ban hành viết tay nhận dạng từ bản quét, cần đối chiếu."
SAMPLE = "Văn bản mẫu dùng để kiểm thử – không có giá trị pháp lý."
DRAFT = "Dự thảo, chưa được ban hành."
PAPER_OF_FILE = "Văn bản nằm trong tệp của một văn bản khác: hiệu lực chưa xác định."

#: The label of a number that is neither money nor a target.
COUNT = "Số lượng"
#: The label of a place in an order.
RANK = "Thứ hạng"
#: The label of a deadline for which a document is listed.
DEADLINE = "Thời hạn"
#: The label of a task that a table gives.
TASK = "Nhiệm vụ"
#: What is said to be missing where the question asks for no one thing (the others are named in ``quoting/slots.py``).
UNNAMED_SLOT = "nội dung này"
#: Facts of a document's head, as they are named before their value.
FACTS = {
    "signer": "Người ký",
    "recipients": "Nơi nhận",
    "number": "Số, ký hiệu",
    "date": "Ngày ban hành",
}
#: Conditions that were read from a question, as they are named before their value.
CONDITIONS = {
    "types": "loại văn bản",
    "issuers": "cơ quan ban hành",
    "year": "năm ban hành",
    "period": "năm áp dụng",
    "territory": "địa bàn",
    "validity": "hiệu lực",
    "as_of": "tại ngày",
}
#: What the two levels of the ranking look at, as an explanation names them.
LEVEL_PARTS = {
    "document.best": "đoạn tốt nhất của văn bản", "document.held": "văn bản có các từ được hỏi",
    "document.name_pairs": "cụm từ có trong tên văn bản", "document.named": "câu hỏi nhắc tên văn bản",
    "document.year": "đúng năm", "document.other_year": "khác năm", "document.type": "đúng loại văn bản",
    "document.other_type": "khác loại văn bản", "passage.words": "từ của câu hỏi trong đoạn",
    "passage.words_squared": "nhiều từ nhất trong văn bản", "passage.ranked": "điểm tìm của đoạn",
    "passage.basis": "phần căn cứ", "passage.basis_asked": "câu hỏi hỏi căn cứ", "passage.introduction": "đoạn mở đầu",
    "passage.first": "đoạn đầu tiên", "passage.covered": "phần câu hỏi có trong đoạn",
    "passage.label": "tên dòng của bảng có trong câu hỏi", "passage.short": "đoạn ngắn",
    "passage.leads_on": "chỉ dẫn vào danh sách", "passage.closing": "đoạn kết", "passage.heading": "chỉ là tiêu đề",
    "passage.lack": "thiếu loại thông tin được hỏi", "passage.day": "có ngày, tháng", "passage.hour": "có giờ",
    "passage.length": "có khoảng thời gian", "passage.due": "có thời hạn", "passage.sum": "có số tiền",
    "passage.count": "có số lượng", "passage.person": "có tên người", "passage.lead": "có việc chủ trì",
    "passage.body": "có tên cơ quan", "passage.place": "có địa điểm", "passage.number": "có số văn bản",
    "passage.effect": "nói về hiệu lực", "passage.aim": "nói về mục đích", "passage.meant": "cùng nghĩa với câu hỏi",
}  # fmt: skip
#: What a quoted sentence does to the document named in it.
EFFECTS = {
    "replaces": "Thay thế",
    "repeals": "Bãi bỏ",
    "repeals_part": "Bãi bỏ một phần",
    "amends": "Sửa đổi, bổ sung",
    "replaces_phrase": "Thay cụm từ",
    "corrects": "Đính chính",
    "suspends": "Ngưng hiệu lực",
    "extends": "Gia hạn",
    "recalls": "Thu hồi",
}
#: What an overview says of a document, as it is headed.
ASPECTS = {
    "basis": "Căn cứ",
    "purpose": "Mục đích, phạm vi",
    "content": "Nội dung",
    "targets": "Chỉ tiêu, số liệu",
    "changes": "Sửa đổi, thay thế, bãi bỏ",
    "tasks": "Nhiệm vụ theo cơ quan",
    "deadlines": "Thời hạn",
    "money": "Kinh phí",
    "reporting": "Báo cáo",
    "validity": "Hiệu lực",
}
#: What there is more of than an overview shows.
LEFT_OUT_NOUNS = {
    "basis": "căn cứ", "targets": "chỉ tiêu, số liệu", "changes": "nội dung sửa đổi", "tasks": "nhiệm vụ",
    "deadlines": "thời hạn", "reporting": "yêu cầu báo cáo",
}  # fmt: skip
LEFT_OUT_NOUN = "nội dung"
LEFT_OUT = "{aspect}: còn {count} {noun} khác, xem {places}."
SUMMARISED = "Tóm tắt {document}, bằng nguyên văn của văn bản:"
NOTHING_SUMMARISED = "Không trích được nội dung nào để tóm tắt; hãy xem toàn văn."
COMPARISON_TITLE = "So sánh {left} với {right}"
DIFFERENCES_COUNTED = "{count} điểm khác, {alike} đoạn giống nhau."
COMPARED_WHOLE = "So sánh {left} với {right}: {count} điểm khác, {alike} đoạn giống nhau."
ALIKE = "{left} và {right} không có điểm khác về số liệu, thời hạn, cơ quan hay câu chữ."
CHANGE_KINDS = {"changed": "Khác", "added": "Chỉ có ở {right}", "gone": "Chỉ có ở {left}"}
VALUE_KINDS = {"figure": "số liệu", "day": "thời gian", "body": "cơ quan", "words": "câu chữ"}
COMPARED_CONTENT, NOT_STATED_THERE = "Nội dung", "(không có)"
MORE_DIFFERENCES = "Còn {count} điểm khác nữa; xem bảng so sánh đầy đủ của hai văn bản."


#: Intents whose quotes are the lines of an overview: each needs its aspect, in a comparison also its side.
OVERVIEW_INTENTS = frozenset(("summary", "comparison"))


def statement_title(slot: str | None, body: str | None, intent: str) -> str:
    """What stands above a quote that has no value: in an overview the aspect and what it is about, else nothing."""
    return label_with_body(slot, body) if slot and intent in OVERVIEW_INTENTS else ""


def label_with_body(slot: str, body: str | None) -> str:
    """A slot's label with the body that it is about.

    >>> label_with_body("Thời hạn", "Sở Tài chính"), label_with_body("Số tiền", None)
    ('Thời hạn (Sở Tài chính)', 'Số tiền')
    """
    return f"{slot} ({body})" if body else slot
