"""The wire models of what waits for a clerk, and of the clerk's decisions."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from index.records import ValidityCode
from service.schemas.common import Wire
from service.schemas.desk import DoubtOut
from service.schemas.documents import CandidateOut
from service.schemas.duplicates import DuplicateOut
from service.schemas.library import RelationOut


class HeldBackOut(Wire):
    """A document that no question sees until a clerk approves it."""

    document_id: str = Field(description="Mã văn bản", examples=["d_1f0a9c33d2"])
    file_name: str = Field(description="Tên tệp khi nạp", examples=["danh-sach-ho-ngheo.pdf"])
    access: str = Field(description="Nhãn truy cập sau khi duyệt", examples=["noi_bo"])
    added_at: str = Field(description="Lúc nạp (UTC)", examples=["2026-11-22T08:30:00+00:00"])
    warnings: tuple[str, ...] = Field(description="Lưu ý khi đọc tệp", examples=[["Có số căn cước công dân."]])


class UnknownStatusOut(Wire):
    """A document whose status the library does not show."""

    document_id: str = Field(description="Mã văn bản", examples=["d_1f0a9c33d2"])
    file_name: str = Field(description="Tên tệp khi nạp", examples=["quyet-dinh.pdf"])
    code: ValidityCode = Field(description="Mã của tình trạng tính được", examples=["unknown"])
    reason: str = Field(description="Vì sao chưa xác định", examples=["Văn bản không nêu ngày có hiệu lực."])


class UncertainOut(Wire):
    """A document whose number or date should be compared with the original."""

    document_id: str = Field(description="Mã văn bản", examples=["d_1f0a9c33d2"])
    file_name: str = Field(description="Tên tệp khi nạp", examples=["ban-quet.pdf"])
    number: str | None = Field(description="Số, ký hiệu đã đọc; rỗng khi không đọc được", examples=["516/KH-UBND"])
    issued_date: date | None = Field(description="Ngày ban hành đã đọc; rỗng khi không đọc được", examples=[None])
    reasons: tuple[str, ...] = Field(
        description="Vì sao cần đối chiếu", examples=[["số hiệu nhận dạng từ bản quét", "không đọc được ngày ban hành"]]
    )
    issuer: str | None = Field(None, description="Cơ quan ban hành đã đọc; rỗng khi chưa chắc", examples=["Sở Y tế"])
    candidates: tuple[CandidateOut, ...] = Field(
        (),
        description="Các giá trị có thể đúng của số hiệu, ngày, cơ quan; đáng tin nhất đứng trước",
    )


class WaitingOut(Wire):
    """What waits for a clerk; each part holds at most as many as were asked for."""

    held_back: tuple[HeldBackOut, ...] = Field(description="Văn bản chờ duyệt")
    relations: tuple[RelationOut, ...] = Field(description="Quan hệ làm đổi hiệu lực, chưa ai xác nhận")
    statuses: tuple[UnknownStatusOut, ...] = Field(description="Tình trạng hiệu lực chưa xác định được")
    uncertain: tuple[UncertainOut, ...] = Field(description="Số hiệu, ngày ban hành cần đối chiếu với bản gốc")


class QueuedOut(Wire):
    """A document that waits for a clerk, with all that is to be decided of it."""

    document_id: str = Field(description="Mã văn bản", examples=["d_1f0a9c33d2"])
    name: str = Field(description="Tên gọi của văn bản", examples=["Kế hoạch số 516/KH-UBND"])
    file_name: str = Field(description="Tên tệp khi nạp", examples=["ban-quet.pdf"])
    asked: int = Field(description="Số câu trả lời đã trích văn bản này", examples=[7])
    score: float = Field(description="Mức cần xem trước: độ nghi ngờ nhân với mức được hỏi", examples=[320.0])
    kinds: tuple[Literal["approval", "head", "relation", "status", "duplicate"], ...] = Field(
        description="Việc cần quyết định: duyệt, đối chiếu đầu văn bản, quan hệ, tình trạng hiệu lực, văn bản trùng",
        examples=[["head"]],
    )
    reasons: tuple[str, ...] = Field(
        description="Vì sao cần xem, bằng lời", examples=[["số hiệu nhận dạng từ bản quét"]]
    )
    doubts: tuple[DoubtOut, ...] = Field(description="Mục của đầu văn bản cần đối chiếu")
    held_back: HeldBackOut | None = Field(description="Có khi văn bản chờ duyệt")
    relations: tuple[RelationOut, ...] = Field(description="Quan hệ làm đổi hiệu lực, chưa ai xác nhận")
    status: UnknownStatusOut | None = Field(description="Có khi tình trạng hiệu lực chưa xác định")
    duplicates: tuple[DuplicateOut, ...] = Field((), description="Văn bản có thể là một với văn bản này")


class QueueOut(Wire):
    """The clerk's queue, what matters most first."""

    documents: tuple[QueuedOut, ...] = Field(description="Các văn bản cần xem")
    total: int = Field(description="Số văn bản cần xem tất cả", examples=[41])


class NoteIn(Wire):
    """A word on a decision."""

    note: str = Field("", max_length=2000, description="Căn cứ hoặc ghi chú, được lưu lại", examples=["Đã đối chiếu."])


class DecisionIn(NoteIn):
    """Yes or no."""

    decision: Literal["accept", "reject"] = Field(
        description="`accept`: đúng, duyệt; `reject`: sai, không duyệt", examples=["accept"]
    )


class AccessDecisionIn(DecisionIn):
    """Yes or no, and who may see the document then."""

    access: str | None = Field(
        None,
        max_length=80,
        description="Nhãn của văn bản khi được duyệt; bỏ trống là nhãn đã định khi nạp",
        examples=["noi_bo"],
    )


class ValueIn(NoteIn):
    """The number, date or issuer that is right."""

    field: Literal["number", "issued_date", "issuer"] = Field(
        description="Mục được đặt: số hiệu, ngày ban hành, cơ quan ban hành", examples=["number"]
    )
    value: str = Field(
        min_length=1, max_length=300, description="Giá trị đúng; ngày viết dạng yyyy-mm-dd", examples=["12/KH-SYT"]
    )


class StatusIn(NoteIn):
    """A status in the place of the computed one."""

    code: ValidityCode = Field(description="Mã của tình trạng", examples=["expired"])
    since: date | None = Field(None, description="Từ ngày; bỏ trống là mọi ngày", examples=["2025-07-01"])


class ReviewOut(Wire):
    """One decision as it is kept."""

    id: int = Field(description="Số của quyết định", examples=[7])
    document_id: str = Field(description="Mã văn bản", examples=["d_1f0a9c33d2"])
    subject: Literal["edge", "status", "access", "metadata", "papers", "merged"] = Field(
        description="Về điều gì: quan hệ, tình trạng, duyệt, mục của đầu văn bản, chia văn bản trong tệp, gộp văn bản",
        examples=["status"],
    )
    decision: str = Field(description="`accept`, `reject`, `value` hoặc mã của tình trạng", examples=["expired"])
    since: date | None = Field(description="Từ ngày; rỗng là mọi ngày", examples=["2025-07-01"])
    who: str = Field(description="Người quyết định", examples=["Văn thư"])
    at: str = Field(description="Lúc quyết định (UTC)", examples=["2026-11-22T08:30:00+00:00"])
    note: str = Field(description="Ghi chú", examples=["Đã đối chiếu."])
    field: str = Field("", description="Mục mà văn thư đặt giá trị; rỗng với quyết định khác", examples=["number"])
    value: str = Field("", description="Giá trị văn thư đặt; rỗng với quyết định khác", examples=["12/KH-SYT"])


class ReviewsOut(Wire):
    """Every decision on a document and its relations, oldest first."""

    reviews: tuple[ReviewOut, ...] = Field(description="Các quyết định, cũ trước")
