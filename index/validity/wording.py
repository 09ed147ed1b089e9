"""The fixed Vietnamese sentences on validity: names of statuses, reasons, and the notices beside a source.

Only the blanks are filled. ``index.validity.status`` chooses the reason, ``index.validity.notices`` the notice.
"""

from __future__ import annotations

from index.records import ValidityCode
from ingest.records import RelationType

STATUS_LABELS: dict[ValidityCode, str] = {
    "in_force": "Còn hiệu lực",
    "partly": "Hết hiệu lực một phần",
    "expired": "Hết hiệu lực",
    "future": "Chưa có hiệu lực",
    "suspended": "Ngưng hiệu lực",
    "suspended_part": "Ngưng hiệu lực một phần",
    "obsolete": "Không còn phù hợp",
    "period_over": "Đã hết thời gian thực hiện",
    "unknown": "Chưa xác định hiệu lực",
}
#: What ended a whole document, before the name of the document that did; the strongest wording first.
ENDED_BY: dict[RelationType, str] = {
    "replaces": "được thay thế bởi",
    "repeals": "bị bãi bỏ bởi",
    "recalls": "bị thu hồi bởi",
}
#: A day that no document states.
NO_DAY = "chưa rõ"
FROM_DAY = " từ ngày {day}"
UNTIL_DAY = " đến hết ngày {day}"

# Reasons of a status.
DRAFT = "Dự thảo, chưa ban hành"
NOT_ISSUED = "Chưa ban hành (ban hành ngày {day})"
IN_FORCE_FROM = "Có hiệu lực từ ngày {day}"
EXPIRED_BY = "Hết hiệu lực từ ngày {day}, {ended_by} {source}"
ENDED_UNDATED = "{ended_by} {source}, chưa rõ từ ngày nào"
EXTENDED_UNDATED = "Thời hạn đã được gia hạn bởi {source}, chưa rõ ngày kết thúc"
PERIOD_OVER = "Thời gian thực hiện kết thúc ngày {day}"
TERM_OVER = "Hết thời hạn có hiệu lực ngày {day}"
SUSPENDED = "{label}{since}{until} theo {source}"
CHANGED_IN_PART = "Được sửa đổi, bổ sung hoặc bãi bỏ một phần bởi {source}{since}"
EFFECT_DOUBTED = "Ngày có hiệu lực ghi trong văn bản ({day}) sớm hơn ngày ban hành quá xa"
NOTHING_KNOWN = "Không có văn bản nào trong kho cho biết tình trạng hiệu lực"
CONFIRMED = "Theo xác nhận của {who}"

# Notices beside a source.
NOTICE_CONFIRMED = "{label} (theo xác nhận của {who})."
NOTICE_EXPIRED = "Lưu ý: văn bản đã hết hiệu lực từ ngày {day}."
NOTICE_EXPIRED_BY = "Lưu ý: văn bản đã hết hiệu lực từ ngày {day}, {ended_by} {source}."
NOTICE_PERIOD_OVER = "Kế hoạch này áp dụng cho năm {year}; đã hết thời gian thực hiện."
NOTICE_UNKNOWN = "Chưa xác định tình trạng hiệu lực (theo các văn bản hiện có trong kho, kiểm tra ngày {day})."
NOTICE_REASON = "Lưu ý: {reason}."
NOTICE_PROVISION_REPEALED = "Lưu ý: nội dung này đã bị bãi bỏ{since} bởi {source}."
NOTICE_PROVISION_AMENDED = (
    "Lưu ý: nội dung này đã được sửa đổi, bổ sung bởi {source}. Hiển thị bản đang áp dụng; xem bản gốc."
)
