"""The wire models of the HTTP interface. Everything inside the service uses the dataclasses of the records."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from index.records import Filters, ValidityCode
from service.records import AnswerStatus, Intent

Identifier = Annotated[str, StringConstraints(max_length=80, pattern=r"^[\w.:-]+$")]
Word = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Wire(BaseModel):
    """Base of all wire models: unknown fields are refused, so that a misspelt filter is never silently ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FiltersIn(Wire):
    """Conditions on the documents searched; a field left out sets no condition."""

    document_ids: tuple[Identifier, ...] | None = Field(
        None, max_length=200, description="Chỉ tìm trong các văn bản này"
    )
    types: tuple[Word, ...] | None = Field(
        None, max_length=50, description="Loại văn bản: KH, QĐ, CT, CV...", examples=[["KH"]]
    )
    issuers: tuple[Word, ...] | None = Field(
        None, max_length=50, description="Cơ quan ban hành", examples=[["UBND tỉnh Gia Lai"]]
    )
    year: int | None = Field(None, ge=1900, le=2200, description="Năm ban hành", examples=[2023])
    territory: Word | None = Field(None, description="Địa bàn", examples=["Gia Lai"])

    def record(self, as_of: date | None) -> Filters:
        """The filters as the search takes them."""
        return Filters(self.document_ids, self.types, self.issuers, self.year, self.territory, as_of)


class QuestionIn(Wire):
    """A question to answer."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"question": "Kế hoạch 516/KH-UBND do cơ quan nào chủ trì?"}]}
    )
    question: str = Field(description="Câu hỏi bằng tiếng Việt, có dấu hoặc không dấu")
    conversation_id: Identifier | None = Field(None, description="Mã hội thoại của câu hỏi trước, để hỏi tiếp")
    filters: FiltersIn | None = None
    as_of: date | None = Field(
        None, description="Trả lời theo văn bản có hiệu lực tại ngày này", examples=["2023-06-01"]
    )
    limit: int = Field(5, ge=1, le=20, description="Số nguồn nhiều nhất")


class SearchIn(Wire):
    """Words to search for."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"question": "phân giới cắm mốc", "limit": 5}]})
    question: str = Field(description="Nội dung cần tìm")
    filters: FiltersIn | None = None
    as_of: date | None = Field(None, description="Chỉ xét văn bản có hiệu lực tại ngày này")
    limit: int = Field(10, ge=1, le=100, description="Số đoạn nhiều nhất")


class ValidityOut(Wire):
    """Whether a document is in force on a day, as far as the library's documents show."""

    code: ValidityCode = Field(examples=["in_force"])
    label: str = Field(examples=["Còn hiệu lực"])
    reason: str = Field(description="Căn cứ của kết luận; để trống khi chưa xác định được")
    as_of: date
    since: date | None


class DocumentOut(Wire):
    """A document of the library."""

    id: str = Field(examples=["d_1f0a9c33d2"])
    file_name: str = Field(examples=["ke-hoach-516.pdf"])
    kind: str = Field(description="Dạng tệp", examples=["pdf"])
    name: str = Field(description="Tên gọi ngắn", examples=["Kế hoạch số 516/KH-UBND"])
    number: str | None = Field(examples=["516/KH-UBND"])
    type: str | None = Field(examples=["KH"])
    type_name: str | None = Field(examples=["Kế hoạch"])
    issuer: str | None = Field(examples=["UBND tỉnh Gia Lai"])
    issued_date: date | None = Field(examples=["2023-03-09"])
    effective_date: date | None
    subject: str | None = Field(description="Trích yếu")
    signer: str | None
    legal_class: str | None
    text_source: str = Field(description="Nguồn chữ: lớp chữ của tệp hay nhận dạng từ ảnh", examples=["text_layer"])
    page_count: int
    passage_count: int
    is_sample: bool = Field(description="Văn bản mẫu, không có giá trị pháp lý")
    is_draft: bool
    version: int
    added_at: str
    warnings: tuple[str, ...]
    sources: dict[str, str] = Field(description="Mỗi thông tin được đọc từ đâu")
    validity: ValidityOut | None = Field(None, description="Tình trạng hiệu lực theo các văn bản trong kho")
    file_url: str
    outline_url: str


class BoxOut(Wire):
    """A rectangle on a page, in fractions of its width and height, from the top left."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float


class PassageOut(Wire):
    """A passage with its citation and where it can be seen."""

    id: int
    document: DocumentOut
    text: str = Field(description="Nguyên văn")
    kind: str
    headings: tuple[str, ...] = Field(description="Tên các phần chứa đoạn này, từ ngoài vào trong")
    component: str = Field(description="Phần kèm theo (Quy chế, Kế hoạch...) hoặc rỗng")
    label: str = Field(description="Vị trí trong văn bản", examples=["mục II.1.a"])
    citation: str = Field(description="Trích dẫn ngắn để đọc trên màn hình")
    formal: str = Field(description="Trích dẫn đầy đủ để chép vào văn bản")
    page_from: int | None
    page_to: int | None
    boxes: tuple[BoxOut, ...]
    confidence: float | None = Field(description="Độ tin cậy của nhận dạng chữ (0..1), rỗng khi không phải bản quét")
    cells: tuple[tuple[str, str], ...] = Field(description="Với dòng của bảng: tên cột và giá trị")
    page_url: str | None = Field(description="Ảnh trang có đánh dấu đoạn này; rỗng khi tệp không chia trang")
    view_url: str = Field(description="Đoạn này trong mạch văn của văn bản")


class SourceOut(PassageOut):
    """A passage that the answer cites."""

    source_id: str
    notices: tuple[str, ...]


class HitOut(PassageOut):
    """A passage found."""

    score: float


class StatementOut(Wire):
    """A verbatim quote; ``source`` is the place of its source in ``sources``."""

    quote: str
    source: int
    slot: str | None
    value: str | None


class FiltersOut(Wire):
    """The filters as understood."""

    document_ids: tuple[str, ...] | None
    types: tuple[str, ...] | None
    issuers: tuple[str, ...] | None
    year: int | None
    territory: str | None
    as_of: date | None


class UnderstoodOut(Wire):
    """What was read from the question."""

    accents: str
    document_ids: tuple[str, ...]
    numbers: tuple[str, ...]
    path: str | None
    filters: FiltersOut
    expansions: tuple[tuple[str, str], ...] = Field(description="Chữ viết tắt và cách hiểu")


class AnswerOut(Wire):
    """The answer to a question, always with its evidence."""

    id: str
    conversation_id: str | None
    question: str
    resolved_question: str = Field(description="Câu hỏi sau khi thay các từ chỉ văn bản, cơ quan đã nhắc trước đó")
    status: AnswerStatus
    intent: Intent
    message: str
    statements: tuple[StatementOut, ...]
    sources: tuple[SourceOut, ...]
    notices: tuple[str, ...]
    candidates: tuple[DocumentOut, ...]
    understood: UnderstoodOut
    confidence: float
    change: int = Field(description="Trạng thái của kho lúc trả lời")
    took_ms: float


class FoundOut(Wire):
    """The first event of a streamed answer: where the answer stands."""

    answer_id: str
    status: AnswerStatus
    sources: tuple[SourceOut, ...]


class SearchOut(Wire):
    """Passages found, best first."""

    hits: tuple[HitOut, ...]
    understood: UnderstoodOut
    confidence: float
    change: int
    took_ms: float


class DocumentsOut(Wire):
    """A page of the list of documents."""

    documents: tuple[DocumentOut, ...]
    total: int = Field(description="Số văn bản thỏa điều kiện")
    following: str | None = Field(description="Con trỏ của trang sau; rỗng ở trang cuối")


class OutlineNodeOut(Wire):
    """A numbered unit of a document."""

    id: int
    parent: int | None
    kind: str
    number: str
    title: str
    label: str
    component: str
    page: int | None
    first_passage: int | None = Field(description="Mã đoạn đầu tiên của phần này; rỗng khi phần này không có chữ")


class OutlineOut(Wire):
    """The outline of a document."""

    document: DocumentOut
    nodes: tuple[OutlineNodeOut, ...]


class ContextPassageOut(Wire):
    """A passage in the course of its document."""

    id: int
    ordinal: int = Field(description="Thứ tự của đoạn trong văn bản, từ 0")
    label: str
    headings: tuple[str, ...] = Field(description="Tên các phần bắt đầu ngay trước đoạn này, từ ngoài vào trong")
    text: str
    page_from: int | None
    marked: bool = Field(description="Đoạn được trích dẫn")


class PassageViewOut(Wire):
    """A cited passage between its neighbours, for files that have no pages."""

    passage: PassageOut
    context: tuple[ContextPassageOut, ...]


class PassagesOut(Wire):
    """Part of the whole text of a document, in order."""

    passages: tuple[ContextPassageOut, ...]
    total: int = Field(description="Số đoạn của văn bản")
    following: int | None = Field(description="`offset` của phần tiếp theo; rỗng khi đã hết")


Reason = Literal["wrong_document", "wrong_passage", "incomplete", "outdated", "not_answered", "other"]


class FeedbackIn(Wire):
    """What a reader says of an answer."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"useful": False, "reason": "wrong_document", "document": "516/KH-UBND"}]}
    )
    useful: bool = Field(description="Câu trả lời có ích")
    reason: Reason | None = Field(None, description="Vì sao chưa được")
    comment: str = Field("", max_length=2000, description="Nói rõ thêm")
    document_id: Identifier | None = Field(None, description="Mã văn bản đúng, nếu có trong kho")
    document: str = Field("", max_length=300, description="Văn bản đúng, viết theo cách của người hỏi")


class FeedbackOut(Wire):
    """What was kept of it."""

    useful: bool
    reason: str | None
    comment: str
    document_id: str | None
    document: str
    at: str


class EvidenceOut(Wire):
    """A cited passage word for word as it stood when it was cited."""

    passage_id: int
    document_id: str
    page_from: int | None
    page_to: int | None
    citation: str = Field(description="Trích dẫn đầy đủ")
    text: str
    digest: str = Field(description="SHA-256 của nguyên văn")
    intact: bool = Field(description="Nguyên văn còn khớp với mã băm")
    current: bool = Field(description="Văn bản vẫn trả lời bằng đúng phiên bản này")


class ReplayOut(Wire):
    """An answer as it was given."""

    asked_at: str = Field(examples=["2026-11-22T08:30:00+00:00"])
    answer: AnswerOut
    evidence: tuple[EvidenceOut, ...]
    change_now: int = Field(description="Trạng thái của kho bây giờ; so với `answer.change`")
    feedback: FeedbackOut | None


class ConversationOut(Wire):
    """A conversation."""

    id: str
    answers: tuple[ReplayOut, ...]


class ExamplesOut(Wire):
    """What may be asked."""

    questions: tuple[str, ...]
    documents: int = Field(description="Số văn bản trong kho")
    has_samples: bool = Field(description="Trong kho có văn bản mẫu")


class SuggestionOut(Wire):
    """A document that may be meant."""

    kind: Literal["number", "subject"]
    question: str = Field(description="Câu hỏi sau khi chọn gợi ý này")
    document: DocumentOut


class SuggestionsOut(Wire):
    """Completions, the likeliest first."""

    suggestions: tuple[SuggestionOut, ...]


class ProblemOut(BaseModel):
    """An error (RFC 9457)."""

    type: str = "about:blank"
    title: str = Field(examples=["Dữ liệu gửi lên không hợp lệ"])
    status: int = Field(examples=[422])
    detail: str = Field(examples=["question: thiếu trường này."])
    code: str = Field(examples=["invalid_field"])
    instance: str | None = None
    errors: tuple[dict[str, str], ...] | None = None


class HealthOut(Wire):
    """Whether the service runs, and on what."""

    status: str = Field(examples=["ok"])
    documents: int
    passages: int
    change: int
    index_change: int
    model: str
