"""The wire models of the dashboard: what is asked, what waits, what falls due, how the library stands."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, Field

from index.records import Intent
from service.schemas.common import Identifier, Wire
from service.schemas.maintenance import LibraryHealthOut
from service.schemas.transcripts import AskedOut

DashboardDays = Literal[1, 7, 30]
Outcome = Literal["answered", "unanswered", "others"]
_P50 = Field(description="Một nửa số câu được trả lời trong chừng này mili giây; rỗng khi chưa đo", examples=[24])
_P95 = Field(description="95 % số câu được trả lời trong chừng này mili giây; rỗng khi chưa đo", examples=[50])


class QuestionCountsOut(Wire):
    """Figures of the questions of a span of time."""

    since: str = Field(description="Từ lúc (UTC)", examples=["2026-11-22T17:00:00+00:00"])
    before: str = Field(description="Đến trước lúc (UTC)", examples=["2026-11-23T17:00:00+00:00"])
    label: str = Field(description="Ngày hoặc giờ ấy bằng lời, theo giờ của máy chủ", examples=["23/11"])
    answered: int = Field(description="Số câu đã trả lời, đủ hoặc một phần", examples=[41])
    unanswered: int = Field(description="Số câu không tìm thấy, hoặc còn cần chọn văn bản", examples=[3])
    others: int = Field(description="Số câu bị từ chối, và lời trao đổi không hỏi văn bản", examples=[2])
    p50_ms: int | None = _P50
    p95_ms: int | None = _P95


class AskedKindOut(Wire):
    """A kind of thing that is asked for."""

    intent: Intent = Field(description="Điều được hỏi", examples=["deadline"])
    label: str = Field(description="Bằng lời", examples=["Thời hạn"])
    count: int = Field(description="Số câu hỏi", examples=[12])


class AskedDocumentOut(Wire):
    """A document that answers quote."""

    document_id: str = Field(description="Mã văn bản", examples=["d_1f0a9c33d2"])
    name: str = Field(description="Tên gọi ngắn", examples=["Kế hoạch số 516/KH-UBND"])
    count: int = Field(description="Số câu trả lời lấy từ văn bản này trước hết", examples=[9])


class AskedFiguresOut(Wire):
    """What is asked in the chosen days. Without stored questions (`keep_days` 0) all of it is empty."""

    keep_days: int = Field(description="Số ngày lưu câu hỏi; 0 là không lưu, nên không có số liệu", examples=[30])
    whole: QuestionCountsOut = Field(description="Cả khoảng thời gian")
    parts: tuple[QuestionCountsOut, ...] = Field(description="Từng ngày; khi chọn một ngày là từng giờ")
    timed: int = Field(description="Số câu có thời gian trả lời", examples=[46])
    unhelpful: int = Field(description="Số câu trả lời bị người hỏi chê", examples=[1])
    kinds: tuple[AskedKindOut, ...] = Field(description="Điều được hỏi nhiều, nhiều nhất trước")
    documents: tuple[AskedDocumentOut, ...] = Field(description="Văn bản được trích nhiều, nhiều nhất trước")
    open: tuple[AskedOut, ...] = Field(description="Câu hỏi mới nhất chưa trả lời được hoặc bị chê")


class WaitingCountsOut(Wire):
    """Documents that wait for a clerk, and jobs that wait for the machine."""

    documents: int = Field(description="Số văn bản cần văn thư xem", examples=[42])
    approval: int = Field(description="Trong đó chờ duyệt", examples=[2])
    head: int = Field(description="Trong đó còn nghi số, ngày, cơ quan hoặc loại", examples=[30])
    relation: int = Field(description="Trong đó có quan hệ chưa ai xác nhận", examples=[8])
    status: int = Field(description="Trong đó chưa rõ hiệu lực", examples=[5])
    duplicate: int = Field(0, description="Trong đó có thể trùng với văn bản khác", examples=[3])
    jobs_receiving: int = Field(description="Số việc đang nhận tệp", examples=[0])
    jobs_queued: int = Field(description="Số việc đang chờ", examples=[1])
    jobs_running: int = Field(description="Số việc đang chạy", examples=[1])
    jobs_failed: int = Field(description="Số việc hỏng trong những ngày đã chọn", examples=[0])


class DueTaskOut(Wire):
    """A task that falls due soon."""

    id: str = Field(description="Mã nhiệm vụ", examples=["t3f9c0d5a7b1e246"])
    task: str = Field(description="Nhiệm vụ, nguyên văn", examples=["Rà soát biên chế của các xã, phường."])
    leads: tuple[str, ...] = Field(description="Cơ quan chủ trì", examples=[["Sở Nội vụ"]])
    due: date = Field(description="Ngày hết hạn", examples=["2026-11-30"])
    document: str = Field(description="Văn bản giao nhiệm vụ", examples=["Kế hoạch số 516/KH-UBND"])


class DeadlinesOut(Wire):
    """Tasks of the register that fall due. A task without a certain day is in none of the numbers."""

    today: date = Field(description="Ngày hôm nay", examples=["2026-11-22"])
    overdue: int = Field(description="Số nhiệm vụ quá hạn", examples=[4])
    week: int = Field(description="Số nhiệm vụ chưa xong hết hạn trong 7 ngày tới, kể cả hôm nay", examples=[2])
    month: int = Field(description="Số nhiệm vụ chưa xong hết hạn trong 30 ngày tới, kể cả hôm nay", examples=[9])
    week_to: date = Field(description="Ngày cuối của 7 ngày ấy", examples=["2026-11-28"])
    month_to: date = Field(description="Ngày cuối của 30 ngày ấy", examples=["2026-12-21"])
    next: tuple[DueTaskOut, ...] = Field(description="Các nhiệm vụ hết hạn sớm nhất, từ hôm nay")


class DashboardOut(Wire):
    """The dashboard: one look at the service. Only what the caller may see is counted."""

    days: DashboardDays = Field(description="Số ngày, kể cả hôm nay", examples=[7])
    questions: AskedFiguresOut = Field(description="Những gì được hỏi")
    waiting: WaitingCountsOut = Field(description="Những gì đang chờ")
    deadlines: DeadlinesOut = Field(description="Thời hạn sắp đến")
    library: LibraryHealthOut = Field(description="Tình trạng kho")
    warnings: tuple[str, ...] = Field(
        description="Điều cần lưu ý về máy chủ và các nguồn văn bản, kèm việc nên làm",
        examples=[["Chưa sao lưu lần nào: hãy sao lưu và cất bản sao lưu ở nơi khác."]],
    )


class QuestionLogIn(Wire):
    """Conditions on the log of questions, and its page."""

    since: AwareDatetime | None = Field(None, description="Từ lúc", examples=["2026-11-22T17:00:00Z"])
    before: AwareDatetime | None = Field(None, description="Đến trước lúc", examples=["2026-11-23T17:00:00Z"])
    outcome: Outcome | None = Field(
        None,
        description="`answered`: đã trả lời; `unanswered`: không tìm thấy, hoặc cần chọn văn bản; `others`: khác",
        examples=["unanswered"],
    )
    intent: Intent | None = Field(None, description="Điều được hỏi", examples=["deadline"])
    document_id: Identifier | None = Field(
        None, description="Chỉ câu trả lời lấy từ văn bản này trước hết", examples=["d_1f0a9c33d2"]
    )
    slower_ms: int | None = Field(
        None, ge=0, le=10**9, description="Chỉ câu mất ít nhất chừng này mili giây", examples=[500]
    )
    limit: int = Field(50, ge=1, le=200, description="Số câu của một trang", examples=[50])
    after: str | None = Field(None, max_length=200, description="Con trỏ `following` của trang trước", examples=[""])


class LoggedDocumentOut(Wire):
    """A document that an answer quotes."""

    document_id: str = Field(description="Mã văn bản", examples=["d_1f0a9c33d2"])
    name: str = Field(description="Tên gọi ngắn", examples=["Kế hoạch số 516/KH-UBND"])


class LoggedOut(Wire):
    """A question of the log: its words only where they are the caller's own, not answered, or judged by the asker."""

    answer_id: str = Field(description="Mã câu trả lời", examples=["a_0f3c5d7e9a1b2c4d"])
    asked_at: str = Field(description="Lúc hỏi (UTC)", examples=["2026-11-22T08:30:00+00:00"])
    status: str = Field(description="Kết quả của câu trả lời", examples=["complete"])
    label: str = Field(description="Điều được hỏi, bằng lời; rỗng khi không ghi", examples=["Thời hạn"])
    took_ms: int | None = Field(description="Thời gian trả lời, mili giây; rỗng khi không ghi", examples=[24])
    question: str | None = Field(
        description="Câu hỏi; rỗng với câu của người khác đã được trả lời mà không bị chê", examples=[None]
    )
    documents: tuple[LoggedDocumentOut, ...] = Field(description="Văn bản được trích")


class QuestionLogOut(Wire):
    """A page of the log of questions, newest first."""

    questions: tuple[LoggedOut, ...] = Field(description="Các câu hỏi của trang này")
    following: str | None = Field(
        description="Con trỏ `after` của trang sau; rỗng ở trang cuối",
        examples=["2026-11-22T08:30:00+00:00~a_0f3c5d7e9a1b2c4d"],
    )
