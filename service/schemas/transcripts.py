"""The wire models of what was asked before: stored answers with their evidence, conversations, feedback."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import ConfigDict, Field

from service.schemas.common import Identifier, Wire
from service.schemas.questions import AnswerOut

Reason = Literal["wrong_document", "wrong_passage", "incomplete", "outdated", "not_answered", "other"]


class FeedbackIn(Wire):
    """What a reader says of an answer."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"useful": False, "reason": "wrong_document", "document": "516/KH-UBND"}]}
    )
    useful: bool = Field(description="Câu trả lời có ích", examples=[False])
    reason: Reason | None = Field(None, description="Vì sao chưa được", examples=["wrong_document"])
    comment: str = Field("", max_length=2000, description="Nói rõ thêm", examples=["Tôi hỏi về kế hoạch của năm sau."])
    document_id: Identifier | None = Field(
        None, description="Mã văn bản đúng, nếu có trong kho", examples=["d_1f0a9c33d2"]
    )
    document: str = Field(
        "", max_length=300, description="Văn bản đúng, viết theo cách của người hỏi", examples=["516/KH-UBND"]
    )


class FeedbackOut(Wire):
    """What was kept of it."""

    useful: bool = Field(description="Câu trả lời có ích", examples=[False])
    reason: str | None = Field(description="Vì sao chưa được; rỗng khi không nói", examples=["wrong_document"])
    comment: str = Field(description="Lời nói rõ thêm", examples=["Tôi hỏi về kế hoạch của năm sau."])
    document_id: str | None = Field(description="Mã văn bản đúng; rỗng khi không nói", examples=["d_1f0a9c33d2"])
    document: str = Field(description="Văn bản đúng theo lời người hỏi", examples=["516/KH-UBND"])
    at: str = Field(description="Lúc nhận xét (UTC)", examples=["2026-11-22T08:31:00+00:00"])


class EvidenceOut(Wire):
    """A cited passage word for word as it stood when it was cited."""

    passage_id: int = Field(description="Mã của đoạn được trích", examples=[4021])
    document_id: str = Field(description="Mã văn bản", examples=["d_1f0a9c33d2"])
    page_from: int | None = Field(description="Trang đầu; rỗng khi tệp không chia trang", examples=[3])
    page_to: int | None = Field(description="Trang cuối; rỗng khi tệp không chia trang", examples=[3])
    citation: str = Field(
        description="Trích dẫn đầy đủ",
        examples=["Mục III Kế hoạch số 516/KH-UBND ngày 09/3/2023 của UBND tỉnh Gia Lai"],
    )
    text: str = Field(description="Nguyên văn lúc trích", examples=["Kinh phí thực hiện là 2.450.000.000 đồng"])
    digest: str = Field(
        description="SHA-256 của nguyên văn",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    )
    intact: bool = Field(description="Nguyên văn còn khớp với mã băm", examples=[True])
    current: bool = Field(description="Văn bản vẫn trả lời bằng đúng phiên bản này", examples=[True])


class TitleIn(Wire):
    """A name for a conversation."""

    title: str = Field(
        min_length=1, max_length=200, pattern=r"\S", description="Tên mới", examples=["Hạn báo cáo kế hoạch 516"]
    )


class ConversationRowOut(Wire):
    """A conversation in the list of one's own."""

    id: str = Field(description="Mã hội thoại", examples=["c_4fK2mQ9xW1aB7cDe"])
    title: str = Field(description="Tên đã đặt, hoặc câu hỏi đầu", examples=["Kế hoạch 516 do ai chủ trì?"])
    questions: int = Field(description="Số câu hỏi", examples=[3])
    started_at: str = Field(description="Lúc hỏi câu đầu (UTC)", examples=["2026-11-22T08:31:00+00:00"])
    last_at: str = Field(description="Lúc hỏi câu cuối (UTC)", examples=["2026-11-22T08:40:00+00:00"])


class OwnConversationsOut(Wire):
    """A page of the list of one's own conversations."""

    conversations: tuple[ConversationRowOut, ...] = Field(description="Các cuộc hỏi của trang này")
    total: int = Field(description="Số cuộc hỏi thỏa điều kiện", examples=[12])
    following: str | None = Field(description="Con trỏ `after` của trang sau; rỗng ở trang cuối", examples=["30"])
    kept_days: int = Field(description="Số ngày lưu; 0 là không lưu", examples=[30])


class TouchOut(Wire):
    """What has happened to the evidence of an answer since it was given."""

    kind: Literal["withdrawn", "text", "ended", "changed"] = Field(
        description="Văn bản đã rút; đoạn trích không còn như cũ; văn bản hết hiệu lực; nội dung đã được sửa đổi",
        examples=["changed"],
    )
    reason: str = Field(
        description="Câu cảnh báo để hiện cạnh câu trả lời",
        examples=["Nội dung này đã được sửa đổi, bổ sung bởi khoản 1 Điều 1 Quyết định số 12/2026/QĐ-UBND."],
    )
    document_id: str = Field(description="Mã văn bản đã được trích", examples=["d_1f0a9c33d2"])
    by_id: str | None = Field(description="Mã văn bản đã sửa đổi nó; rỗng khi không do văn bản khác", examples=[None])
    effective: date | None = Field(description="Ngày việc đó có hiệu lực; rỗng khi chưa rõ", examples=["2026-07-01"])
    at: str = Field(description="Lúc phát hiện (UTC)", examples=["2026-11-22T08:31:00+00:00"])


class TouchedAnswerOut(TouchOut):
    """The same with the question."""

    answer_id: str = Field(description="Mã câu trả lời", examples=["a_0f3c5d7e9a1b2c4d"])
    question: str = Field(description="Câu hỏi", examples=["Kinh phí là bao nhiêu?"])
    asked_at: str = Field(description="Lúc hỏi (UTC)", examples=["2026-11-22T08:30:00+00:00"])


class TouchedAnswersOut(Wire):
    """A page of answers to look at again, the last touched first."""

    answers: tuple[TouchedAnswerOut, ...] = Field(description="Các câu trả lời của trang này")
    following: str | None = Field(description="Con trỏ `after` của trang sau; rỗng ở trang cuối", examples=["319"])


class ReplayOut(Wire):
    """An answer as it was given."""

    asked_at: str = Field(examples=["2026-11-22T08:30:00+00:00"], description="Lúc hỏi (UTC)")
    answer: AnswerOut = Field(description="Câu trả lời nguyên như lúc gửi đi")
    evidence: tuple[EvidenceOut, ...] = Field(description="Chứng cứ của từng nguồn, cùng thứ tự với `answer.sources`")
    change_now: int = Field(description="Trạng thái của kho bây giờ; so với `answer.change`", examples=[321])
    feedback: FeedbackOut | None = Field(description="Nhận xét của người hỏi; rỗng khi chưa có")
    touched: tuple[TouchOut, ...] = Field(
        (), description="Những gì đã thay đổi ở văn bản được trích từ lúc trả lời; rỗng khi câu trả lời còn như cũ"
    )
    page_url: str = Field(
        "",
        description="Trang của câu trả lời cho người đọc: ai có địa chỉ thì xem được, nếu được xem các văn bản",
        examples=["/a/a_0f3c5d7e9a1b2c4d?ma=Zm9vYmFyYmF6cXV4"],
    )
    own: bool = Field(True, description="Câu trả lời là của chính bên gọi", examples=[True])


class RephrasedSentenceOut(Wire):
    """A sentence of the language model that its quote supports."""

    text: str = Field(description="Câu, chỉ gồm lời của câu trích", examples=["Sở Nội vụ chủ trì thực hiện kế hoạch."])
    source: int = Field(description="Thứ tự của nguồn trong `sources` của câu trả lời, từ 0", examples=[0])
    rephrased: bool = Field(description="Đã được rút gọn; sai khi là nguyên văn", examples=[True])


class RephrasingOut(Wire):
    """What a language model made of the quotes of an answer, as far as they support it."""

    sentences: tuple[RephrasedSentenceOut, ...] = Field(description="Các câu đã đối chiếu với câu trích")
    dropped: int = Field(description="Số câu bị bỏ vì câu trích không nói như vậy", examples=[0])
    note: str = Field(description="Vì sao không có câu nào; rỗng khi có", examples=[""])


class ConversationOut(Wire):
    """A conversation."""

    id: str = Field(description="Mã hội thoại", examples=["c_4fK2mQ9xW1aB7cDe"])
    answers: tuple[ReplayOut, ...] = Field(description="Các câu hỏi và câu trả lời, cũ trước")


class HeldConversationOut(Wire):
    """A conversation in the list of them."""

    id: str = Field(description="Mã hội thoại", examples=["c_4fK2mQ9xW1aB7cDe"])
    started_at: str = Field(description="Lúc bắt đầu (UTC)", examples=["2026-11-22T08:30:00+00:00"])
    last_at: str = Field(description="Lúc hỏi gần nhất (UTC)", examples=["2026-11-22T08:34:12+00:00"])
    answers: int = Field(description="Số câu trả lời", examples=[3])


class ConversationsOut(Wire):
    """A page of the list of conversations, the one last used first."""

    conversations: tuple[HeldConversationOut, ...] = Field(description="Các hội thoại của trang này")
    following: str | None = Field(
        description="Con trỏ `after` của trang sau; rỗng ở trang cuối",
        examples=["2026-11-22T08:34:12+00:00~c_4fK2mQ9xW1aB7cDe"],
    )


class AskedOut(Wire):
    """A question with how it was answered and judged."""

    answer_id: str = Field(description="Mã câu trả lời", examples=["a_0f3c5d7e9a1b2c4d"])
    conversation_id: str | None = Field(description="Mã hội thoại; rỗng khi không có", examples=["c_4fK2mQ9xW1aB7cDe"])
    asked_at: str = Field(description="Lúc hỏi (UTC)", examples=["2026-11-22T08:30:00+00:00"])
    question: str = Field(description="Câu hỏi", examples=["Kinh phí là bao nhiêu?"])
    status: str = Field(description="Kết quả của câu trả lời", examples=["none"])
    feedback: FeedbackOut | None = Field(description="Nhận xét của người hỏi; rỗng khi chưa có")


class AskedListOut(Wire):
    """A page of a list of questions, newest first."""

    questions: tuple[AskedOut, ...] = Field(description="Các câu hỏi của trang này")
    following: str | None = Field(
        description="Con trỏ `after` của trang sau; rỗng ở trang cuối",
        examples=["2026-11-22T08:30:00+00:00~a_0f3c5d7e9a1b2c4d"],
    )
