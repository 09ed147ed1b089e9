"""Verbs that say what a body is to do, and the adverbs before them."""

from __future__ import annotations

import re

from ingest.text.patterns import alternatives

#: Verbs that only a task has behind a body's name; also in capitals they end the name before them.
ROLE_VERBS = (
    "chủ trì", "phối hợp", "tham mưu", "có trách nhiệm", "chịu trách nhiệm", "làm đầu mối", "là đầu mối",
    "là cơ quan", "là đơn vị", "đôn đốc", "căn cứ", "chủ động", "tích cực", "tiếp tục", "tăng cường", "triển khai",
    "rà soát", "thực hiện", "phát huy", "có nhiệm vụ", "hoàn thành", "thường xuyên", "khẩn trương", "nghiêm túc",
    "kịp thời", "định kỳ", "hằng ngày", "hàng ngày", "hằng tuần", "hàng tuần",
    "hằng năm", "hàng năm", "hằng tháng", "hàng tháng", "hằng quý", "hàng quý", "hướng dẫn",
    "đẩy mạnh", "theo dõi", "tổng hợp", "xây dựng", "bố trí",
)  # fmt: skip
_OTHER_VERBS = (
    "ban hành", "bảo đảm", "đảm bảo", "báo cáo", "biên soạn", "biểu dương", "bồi dưỡng", "bổ sung",
    "cải tạo", "cải thiện", "cân đối", "cập nhật", "cấp phát", "cấp phép", "chấm dứt", "chấn chỉnh", "chấp hành",
    "chỉ đạo", "chỉnh trang", "chuẩn bị", "cử", "cung cấp", "củng cố", "duy trì", "dự trù",
    "đánh giá", "đào tạo", "đầu tư", "đăng ký", "đăng tải", "đẩy nhanh", "đề cao", "đề xuất", "điều chỉnh",
    "điều tra", "điều tiết", "định hướng", "giám sát", "giải quyết", "giới thiệu",
    "gương mẫu", "gửi", "hoàn thiện", "hoàn tất", "hỗ trợ", "huy động", "kết hợp", "kết nối", "khai thác",
    "khảo sát", "khắc phục", "khen thưởng", "khuyến khích", "kiểm soát", "kiểm tra", "kiên quyết", "kiến nghị",
    "kiện toàn", "kiểm kê", "làm rõ", "làm việc với", "phụ trách", "làm tốt",
    "lắp đặt", "lấy ý kiến", "lãnh đạo", "lồng ghép", "lựa chọn",
    "mở rộng", "mua sắm", "nâng cao", "nâng cấp", "nghiên cứu", "ngăn chặn", "nhân rộng", "niêm yết",
    "ổn định", "phát động", "phát hiện", "phát hành", "phát sóng", "phát thanh", "phát tờ", "phát miễn phí",
    "phát triển", "phân bổ", "phân công",
    "phân tích", "phê duyệt", "phòng ngừa", "phổ biến", "phản ánh", "quan tâm", "quán triệt", "quản lý", "quy định",
    "quyết định", "sắp xếp", "sẵn sàng", "soạn thảo", "sơ kết", "sưu tầm", "sử dụng", "sửa chữa", "sửa đổi",
    "tập huấn", "tập trung", "tập hợp", "tham gia", "tham vấn", "thanh tra", "thành lập", "thẩm định", "thống kê",
    "thông báo", "thông tin", "thu hút", "thu thập", "thúc đẩy", "thực hành", "tiến hành", "tiếp nhận", "tiếp thu",
    "tìm hiểu", "tính toán", "tổ chức", "tổng kết", "trang bị", "trang trí", "tranh thủ", "trình",
    "truyền thông", "trao đổi", "triệt để", "tuân thủ", "tuần tra",
    "tuyên truyền", "tuyển chọn", "từng bước", "ưu tiên",
    "ứng dụng", "vận động", "vận hành", "xác định", "xác minh", "xem xét", "xử lý", "công bố",
    "công khai", "cắt giảm", "chăm lo", "chi trả", "đấu tranh", "động viên", "tôn vinh", "bám sát",
    "đón tiếp", "đề ra", "đối chiếu", "đổi mới", "hạn chế", "hưởng ứng", "lưu trữ",
    "quản trị", "số hóa", "thay thế", "thí điểm", "thu gom", "thu dung", "tiêu hủy", "trả lời",
    "tổng rà soát", "vận chuyển", "xác nhận", "yêu cầu", "đề nghị", "có kế hoạch", "có giải pháp",
    "có văn bản", "có biện pháp", "có phương án", "phục vụ", "đăng", "đảm nhiệm", "đại diện",
    "đôn đốc", "cam kết", "nêu cao", "nêu gương", "tiết kiệm", "hạch toán", "thanh toán", "quyết toán",
    "bàn giao", "phân cấp", "phân loại", "tháo gỡ", "tôn tạo", "bảo vệ", "bảo quản", "bảo trì",
    "chia sẻ", "nghiêm cấm", "cấm", "thiết lập", "thiết kế", "thi công", "khởi công", "nghiệm thu",
)  # fmt: skip
#: Words between a subject and its verb, or before the verb that opens an item.
ADVERBS = (
    "chủ động", "tích cực", "tiếp tục", "thường xuyên", "kịp thời", "khẩn trương", "nghiêm túc", "trực tiếp",
    "đồng thời", "đặc biệt", "nghiêm chỉnh", "quyết liệt", "sớm", "cần", "phải", "cùng", "kiên trì", "phấn đấu", "sẽ",
    "luôn", "triệt để", "chặt chẽ", "đều", "tốt", "hiệu quả", "đầy đủ", "nhanh chóng", "ngay",
)  # fmt: skip
VERBS = (*ROLE_VERBS, *_OTHER_VERBS, *ADVERBS)
#: Verbs of one syllable, with the words around them that make another word of it (`công lập`, `thư ký`, `dự phòng`).
_SHORT_VERBS = (
    r"(?<!công )(?<!thành )(?<!độc )(?<!tái )lập|(?<!thư )(?<!đăng )ký|dự(?! phòng| án| trữ| toán| bị| kiến| báo)"
    r"|giao(?! thông| dịch| lưu| nhận| thương| tiếp)|mở(?! rộng)|chuyển(?! đổi| phát)|nhận(?! thức)|nộp|dành|đưa"
    r"|gắn|ghi"
    r"|giúp(?! việc)|nắm|nhập|tạo|treo|trích|viết|xét|xóa|thăm|tự (?:kiểm tra|đánh giá|tổ chức|rà soát)|không (?:để"
    r"|tổ chức|được)"
    r"|chịu|chọn|họp|mời|giữ|rút|dừng|in|(?<!thường )trực(?! thuộc| tiếp| tuyến| ban)|xuất (?:cấp|bản)|dựng"
    r"|cấp (?:gạo|vốn|kinh phí|tiền)|thống nhất|hình thành"
    r"|có (?:quyền|thể|các|ý kiến)|cắt|dỡ"
)
_ROLE = rf"(?:{alternatives(ROLE_VERBS)})"
#: Where a body's name ends: a verb in small letters, or one that only tasks have in capitals behind a small letter.
VERB = re.compile(rf"(?:{alternatives(VERBS)}|{_SHORT_VERBS})(?!\w)")
CAPITAL_ROLE = re.compile(rf"(?i:{_ROLE})(?!\w)")
ROLE = re.compile(rf"(?i){_ROLE}(?!\w)")
#: What an item that is a task opens with.
OPENING_VERB = re.compile(rf"(?i)\W*(?:{alternatives(VERBS)}|{_SHORT_VERBS})(?!\w)")
