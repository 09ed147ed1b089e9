"""The wire models of the register of tasks."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from index.library.task_records import TaskAct, TaskOrder, TaskRole, TaskSelection, TaskState
from service.schemas.common import Identifier, Wire, Word
from service.schemas.documents import DocumentOut
from service.schemas.review import NoteIn

TaskText = Annotated[str, Field(max_length=2000)]


class TaskReadOut(Wire):
    """What the document says where a clerk corrected it."""

    leads: tuple[str, ...] = Field(description="Cơ quan chủ trì đọc được", examples=[["Sở Nội vụ"]])
    deadline: str | None = Field(description="Thời hạn như in trong văn bản", examples=["trước ngày 30/11"])
    due: date | None = Field(description="Ngày hết hạn đọc được", examples=["2026-11-30"])
    due_rule: str | None = Field(description="Cách tính ngày ấy, hoặc vì sao không biết", examples=["cuối quý IV"])


class TaskOut(Wire):
    """A task that a document assigns: who does what by when."""

    id: str = Field(description="Mã nhiệm vụ; không đổi khi tệp được đọc lại", examples=["t3f9c0d5a7b1e246"])
    document_id: str = Field(description="Mã văn bản giao nhiệm vụ", examples=["d_1f0a9c33d2"])
    passage_id: int = Field(description="Mã đoạn nêu nhiệm vụ", examples=[4021])
    task: str = Field(description="Nhiệm vụ, nguyên văn", examples=["Rà soát biên chế của các xã, phường."])
    leads: tuple[str, ...] = Field(description="Cơ quan chủ trì, như in trong văn bản", examples=[["Sở Nội vụ"]])
    coordinating: tuple[str, ...] = Field(description="Cơ quan phối hợp", examples=[["Sở Tài chính"]])
    deadline: str | None = Field(description="Thời hạn như in trong văn bản", examples=["trước ngày 30/11"])
    due: date | None = Field(
        description="Ngày hết hạn; rỗng khi văn bản không cho biết chắc chắn", examples=["2026-11-30"]
    )
    due_rule: str | None = Field(
        description="Cách tính ngày hết hạn, hoặc vì sao không biết; rỗng khi ngày in sẵn", examples=["cuối quý IV"]
    )
    recurring: str | None = Field(description="Nhịp của việc làm định kỳ", examples=["hằng quý"])
    product: str | None = Field(description="Sản phẩm", examples=["Báo cáo"])
    in_table: bool = Field(description="Đọc từ một dòng của bảng", examples=[False])
    state: TaskState = Field(description="`open`, `done` hoặc `rejected`", examples=["open"])
    overdue: bool = Field(description="Quá hạn tại ngày xét", examples=[False])
    citation: str = Field(description="Trích dẫn đầy đủ", examples=["mục IV.2 Kế hoạch số 516/KH-UBND"])
    label: str = Field(description="Vị trí trong văn bản", examples=["mục IV.2"])
    page: int | None = Field(description="Trang; rỗng khi tệp không chia trang", examples=[3])
    page_url: str | None = Field(description="Ảnh trang có đánh dấu đoạn; rỗng khi tệp không chia trang", examples=[""])
    view_url: str = Field(description="Đoạn trong ngữ cảnh", examples=["/api/v1/documents/d_1f0a9c33d2/passages/4021"])
    notices: tuple[str, ...] = Field(description="Điều phải nói kèm", examples=[["Dự thảo, chưa được ban hành."]])
    as_read: TaskReadOut | None = Field(description="Điều đọc được trong văn bản, khi văn thư đã sửa; rỗng khi chưa")
    who: str = Field(description="Người quyết định sau cùng; rỗng khi chưa có", examples=["Văn thư"])
    at: str = Field(description="Lúc quyết định (UTC)", examples=["2026-11-22T08:30:00+00:00"])
    note: str = Field(description="Ghi chú của quyết định", examples=["Đã có báo cáo."])


class TasksOut(Wire):
    """A page of the register; counts are of all rows that fulfil the conditions and that the caller may see."""

    tasks: tuple[TaskOut, ...] = Field(description="Các nhiệm vụ của trang này")
    documents: tuple[DocumentOut, ...] = Field(description="Các văn bản giao những nhiệm vụ này")
    total: int = Field(description="Số nhiệm vụ đúng điều kiện", examples=[37])
    document_total: int = Field(description="Số văn bản giao chúng", examples=[5])
    overdue_total: int = Field(description="Trong đó quá hạn tại ngày xét", examples=[4])
    day: date = Field(description="Ngày xét quá hạn và hiệu lực", examples=["2026-11-30"])
    following: str | None = Field(description="Con trỏ của trang sau; rỗng khi hết", examples=["100"])


class TaskConflictOut(Wire):
    """Two tasks of different documents that need to be compared."""

    first: str = Field(description="Mã nhiệm vụ thứ nhất", examples=["t3f9c0d5a7b1e246"])
    second: str = Field(description="Mã nhiệm vụ thứ hai", examples=["t0d5a7b1e2463f9c"])
    reason: str = Field(
        description="Vì sao cần đối chiếu",
        examples=["Cùng cơ quan chủ trì, cùng nội dung, thời hạn khác nhau."],
    )


class TaskConflictsOut(Wire):
    """Pairs of tasks that need to be compared, with their rows."""

    conflicts: tuple[TaskConflictOut, ...] = Field(description="Các cặp cần đối chiếu")
    tasks: tuple[TaskOut, ...] = Field(description="Các nhiệm vụ trong những cặp ấy")
    documents: tuple[DocumentOut, ...] = Field(description="Các văn bản giao chúng")


class TaskDecisionOut(Wire):
    """One decision about a task as it is kept."""

    act: TaskAct = Field(description="`done`, `reopen`, `reject`, `accept` hoặc `correct`", examples=["done"])
    who: str = Field(description="Người quyết định", examples=["Văn thư"])
    at: str = Field(description="Lúc quyết định (UTC)", examples=["2026-11-22T08:30:00+00:00"])
    note: str = Field(description="Ghi chú", examples=["Đã có báo cáo."])
    leads: tuple[str, ...] | None = Field(description="Cơ quan chủ trì được đặt; rỗng khi không", examples=[["Sở A"]])
    deadline: str | None = Field(description="Thời hạn được đặt", examples=["trước ngày 15/10"])
    due: date | None = Field(description="Ngày hết hạn được đặt", examples=["2026-10-15"])


class TaskDetailOut(Wire):
    """One task with its document and every decision about it."""

    task: TaskOut = Field(description="Nhiệm vụ")
    document: DocumentOut = Field(description="Văn bản giao nhiệm vụ")
    decisions: tuple[TaskDecisionOut, ...] = Field(description="Các quyết định, cũ trước")


class TaskCorrectionIn(NoteIn):
    """What is to stand in place of what was read; a field left out stays as it is."""

    leads: tuple[Word, ...] | None = Field(None, max_length=50, description="Cơ quan chủ trì", examples=[["Sở Nội vụ"]])
    deadline: TaskText | None = Field(None, description="Thời hạn; null là không có", examples=["trước ngày 15/10"])
    due: date | None = Field(None, description="Ngày hết hạn; null là không có", examples=["2026-10-15"])


class TaskFiltersIn(Wire):
    """Conditions on the tasks, as query parameters; one left out sets no condition."""

    body: Word | None = Field(
        None, description="Cơ quan: tên đủ hay viết tắt, tên cũ hay tên nay", examples=["Sở Nội vụ"]
    )
    role: TaskRole | None = Field(
        None, description="Chỉ nơi cơ quan ấy chủ trì (`lead`) hoặc phối hợp (`coordinate`)", examples=["lead"]
    )
    shared: bool = Field(
        False,
        description="Kể cả việc giao chung: cho “các sở, ban, ngành”, “UBND các xã, phường”",
        examples=[True],
    )
    document_id: tuple[Identifier, ...] = Field(
        (), max_length=200, description="Chỉ các văn bản này", examples=[["d_1f0a9c33d2"]]
    )
    document: str | None = Field(
        None,
        max_length=200,
        description="Từ trong số, trích yếu, cơ quan ban hành của văn bản",
        examples=["516/KH-UBND"],
    )
    year: int | None = Field(None, ge=1900, le=2200, description="Năm mà văn bản được lập cho", examples=[2026])
    text: str | None = Field(None, max_length=200, description="Từ trong nhiệm vụ", examples=["bien che"])
    due_from: date | None = Field(None, description="Hết hạn từ ngày", examples=["2026-01-01"])
    due_to: date | None = Field(None, description="Hết hạn đến hết ngày", examples=["2026-06-30"])
    state: TaskSelection = Field(
        "current",
        description=(
            "`current`: chưa bị bác, văn bản chưa hết hiệu lực; `open`; `done`; `overdue`: quá hạn tại `day`; "
            "`rejected`; `ended`: của văn bản đã bị thay thế, bãi bỏ; `all`"
        ),
        examples=["overdue"],
    )
    day: date | None = Field(
        None, description="Ngày xét quá hạn và hiệu lực; bỏ trống là hôm nay", examples=["2026-06-30"]
    )
    order: TaskOrder = Field("due", description="Xếp theo ngày hết hạn, văn bản hoặc cơ quan", examples=["due"])


class TaskListIn(TaskFiltersIn):
    """Conditions on the tasks of a list, and its page."""

    limit: int = Field(100, ge=1, le=500, description="Số nhiệm vụ của một trang", examples=[100])
    after: str | None = Field(None, max_length=200, description="Con trỏ `following` của trang trước", examples=["100"])
