"""What a task is to bring forth: the document or event that its verbs name."""

from __future__ import annotations

import re

_PRODUCT = re.compile(
    r"(?i)(?:xây dựng|ban hành|lập|trình|hoàn thiện|soạn thảo|biên soạn|dự thảo|gửi"
    r")\s+(?:và\s+\w+\s+\w+\s+)?(?P<what>"
    r"(?:các\s+|bộ\s+|dự thảo\s+)?(?:kế hoạch|đề án|báo cáo|quyết định|quy chế|quy định|chương trình|phương án"
    r"|kịch bản|danh mục"
    r"|hướng dẫn|tờ trình|nghị quyết|chỉ thị|văn bản|dự toán|quy trình|tài liệu|biểu mẫu|hồ sơ|cơ sở dữ liệu"
    r"|phần mềm)"
    r"[^,;.:(\n]{0,120})"
)
#: A document's kind alone (`hồ sơ`) says nothing.
_FEWEST_BLANKS = 2
#: What stands behind the name of a document: other verbs, to whom, by when.
_CUT = re.compile(
    r"(?i)\s+(?:và (?:tổ chức|triển khai|thực hiện|báo cáo|gửi|trình)|trước|trong (?:tháng|quý|năm)|xong|hoàn thành"
    r"|gửi|trình"
    r"|để|đảm bảo|bảo đảm|theo quy định)\b"
)


def product_in(text: str) -> str | None:
    """The first document that the words ask for, as printed.

    >>> product_in("Xây dựng kế hoạch cụ thể, tổ chức thực hiện."), product_in("Tăng cường kiểm tra.")
    ('kế hoạch cụ thể', None)
    """
    for match in _PRODUCT.finditer(text):
        words = _CUT.split(" ".join(match["what"].split()))[0].strip()
        if words.count(" ") >= _FEWEST_BLANKS and not re.search(r"(?i)\b(?:này|trên|nêu trên)$", words):
            return words
    return None
