"""What the tools of the MCP server give: small enough for a model to read, with the citation in every passage."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from service.schemas.documents import DocumentOut, DocumentsOut, PassageOut
from service.schemas.lists import ListConditionsIn
from service.schemas.neighbours import AskedServiceOut
from service.schemas.questions import AnswerOut, StatementOut
from service.schemas.tasks import TasksOut


class FoundPassage(BaseModel):
    """A passage with its citation."""

    passage_id: int = Field(description="Mã đoạn, dùng cho get_passage; 0 khi đoạn là của kho khác")
    document_id: str = Field(
        description="Mã văn bản, dùng cho get_document và get_passage; rỗng khi đoạn là của kho khác"
    )
    citation: str = Field(description="Trích dẫn đầy đủ, chép nguyên khi dẫn lại")
    text: str = Field(description="Nguyên văn")
    validity: str = Field(description="Tình trạng hiệu lực hôm nay")
    notices: tuple[str, ...] = Field((), description="Điều phải nói kèm khi dẫn lại")
    quoted: bool = Field(True, description="Đoạn được trích trong câu trả lời; sai: chỉ liên quan, không dẫn làm nguồn")
    service: str | None = Field(None, description="Tên kho khác mà đoạn này đến từ, phải nói kèm; rỗng là kho này")
    service_page: str | None = Field(None, description="Trang của đoạn ở kho ấy")

    @classmethod
    def from_passage(cls, passage: PassageOut, notices: tuple[str, ...] = (), *, quoted: bool = True) -> FoundPassage:
        document = passage.document
        elsewhere = passage.service
        # The ids of another library mean nothing here, or another passage.
        return cls(
            passage_id=0 if elsewhere else passage.id, document_id="" if elsewhere else document.id,
            citation=passage.formal, text=passage.text,
            validity=document.validity.label if document.validity else "", notices=notices, quoted=quoted,
            service=elsewhere.title if elsewhere else None, service_page=elsewhere.page if elsewhere else None,
        )  # fmt: skip


class McpListConditionsIn(ListConditionsIn):
    """Conditions on the documents of a list, and its order; one that is not known is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="ListConditionsIn")


class McpSearchResult(BaseModel):
    """Passages found, best first."""

    model_config = ConfigDict(title="SearchResult")  # as the tools have described it from the beginning

    passages: tuple[FoundPassage, ...] = Field(description="Các đoạn, phù hợp nhất đứng đầu")
    confidence: float = Field(description="Xác suất các đoạn đầu trả lời được câu hỏi (0..1)")
    services: tuple[AskedServiceOut, ...] = Field((), description="Các kho khác đã được hỏi, và mỗi kho ra sao")


class QuotedStatement(BaseModel):
    """A verbatim quote."""

    quote: str = Field(description="Câu trích nguyên văn")
    source: int = Field(description="Vị trí của nguồn trong sources, từ 0")
    value: str | None = Field(description="Phần trả lời đúng điều được hỏi; rỗng khi không có")
    about: str | None = Field(
        None, description="Giá trị ấy là của gì: dòng và cột của bảng, hoặc cơ quan; phải nói kèm"
    )
    shown: str | None = Field(None, description="Giá trị kèm đơn vị tính")
    aspect: str | None = Field(
        None, description="Tên của giá trị; trong bản tóm tắt, so sánh: mặt nội dung, và có ở văn bản nào"
    )

    @classmethod
    def from_statement(cls, statement: StatementOut) -> QuotedStatement:
        return cls(
            quote=statement.quote, source=statement.source, value=statement.value, about=statement.about,
            shown=statement.shown, aspect=statement.slot,
        )  # fmt: skip


class AskResult(BaseModel):
    """An answer with its evidence."""

    status: str = Field(
        description="complete, partial, none (không có trong kho), ambiguous (cần chọn), refused, talk (lời đáp)"
    )
    message: str = Field(description="Câu dẫn")
    statements: tuple[QuotedStatement, ...] = Field(description="Các câu trích trả lời câu hỏi")
    sources: tuple[FoundPassage, ...] = Field(description="Các đoạn được trích")
    candidates: tuple[DocumentCard, ...] = Field(description="Các văn bản để chọn khi ambiguous")
    notices: tuple[str, ...] = Field(description="Lưu ý chung")
    conversation_id: str | None = Field(description="Gửi lại khi hỏi tiếp về cùng văn bản")
    page_url: str | None = Field(None, description="Trang của câu trả lời để đưa cho người đọc; rỗng khi không lưu")

    @classmethod
    def from_answer(cls, answer: AnswerOut, page_url: str | None = None) -> AskResult:
        cited = {statement.source for statement in answer.statements}
        return cls(
            status=answer.status,
            message=answer.message,
            statements=tuple(QuotedStatement.from_statement(statement) for statement in answer.statements),
            sources=tuple(
                FoundPassage.from_passage(source, source.notices, quoted=place in cited)
                for place, source in enumerate(answer.sources)
            ),
            candidates=tuple(DocumentCard.from_document(document) for document in answer.candidates),
            notices=answer.notices,
            conversation_id=answer.conversation_id,
            page_url=page_url,
        )


class DocumentCard(BaseModel):
    """What is known of a document."""

    document_id: str = Field(description="Mã văn bản")
    name: str = Field(description="Tên gọi ngắn")
    number: str | None = Field(description="Số, ký hiệu; rỗng khi không đọc được")
    issuer: str | None = Field(description="Cơ quan ban hành; rỗng khi không biết")
    issued_date: date | None = Field(description="Ngày ban hành; rỗng khi không biết")
    subject: str | None = Field(description="Trích yếu; rỗng khi không có")
    validity: str = Field(description="Tình trạng hiệu lực hôm nay")
    reason: str = Field(description="Căn cứ của tình trạng hiệu lực")
    is_sample: bool = Field(description="Văn bản mẫu, không có giá trị pháp lý")
    notices: tuple[str, ...] = Field((), description="Điều phải nói kèm khi dẫn văn bản này")

    @classmethod
    def from_document(cls, document: DocumentOut, notices: tuple[str, ...] = ()) -> DocumentCard:
        known = document.validity
        return cls(
            document_id=document.id, name=document.name, number=document.number, issuer=document.issuer,
            issued_date=document.issued_date, subject=document.subject, validity=known.label if known else "",
            reason=known.reason if known else "", is_sample=document.is_sample, notices=notices,
        )  # fmt: skip


class ListedPlace(BaseModel):
    """The place for which a document is listed."""

    citation: str = Field(description="Trích dẫn đầy đủ, chép nguyên khi dẫn lại")
    quote: str = Field(description="Câu trích nguyên văn")
    deadline: date | None = Field(description="Thời hạn, tính ra ngày; rỗng khi không hỏi")


class ListedDocumentCard(DocumentCard):
    """A document of a list."""

    places: tuple[ListedPlace, ...] = Field(description="Nơi mà vì đó văn bản có trong danh sách")
    warnings: tuple[str, ...] = Field(description="Điều cần lưu ý về tệp, phải nói kèm")


class DocumentListResult(BaseModel):
    """A page of a list of documents."""

    total: int = Field(description="Số văn bản của cả danh sách")
    documents: tuple[ListedDocumentCard, ...] = Field(description="Các văn bản của trang này")
    groups: dict[str, int] = Field(description="Số văn bản của từng loại")
    notices: tuple[str, ...] = Field(description="Điều phải nói kèm khi dẫn lại")
    following: str | None = Field(description="Gửi lại ở after để lấy trang sau; rỗng ở trang cuối")

    @classmethod
    def from_page(cls, page: DocumentsOut, notices: tuple[str, ...]) -> DocumentListResult:
        return cls(
            total=page.total,
            documents=tuple(
                ListedDocumentCard(
                    **DocumentCard.from_document(document).model_dump(),
                    places=tuple(
                        ListedPlace(citation=place.citation, quote=place.quote, deadline=place.day)
                        for place in page.places.get(document.id, ())
                    ),
                    warnings=document.warnings,
                )
                for document in page.documents
            ),
            groups={group.name: group.count for group in page.groups},
            notices=notices,
            following=page.following,
        )


class OutlineEntry(BaseModel):
    """A numbered unit."""

    label: str = Field(description="Vị trí, để trích dẫn")
    title: str = Field(description="Tên phần; rỗng khi không có")
    passage_id: int | None = Field(description="Đoạn đầu của phần này, dùng cho get_passage")


class DocumentResult(BaseModel):
    """A document with its outline; several candidates when a number is not enough."""

    document: DocumentCard | None = Field(description="Văn bản; rỗng khi nhiều văn bản cùng mang số ấy")
    outline: tuple[OutlineEntry, ...] = Field(description="Bố cục")
    candidates: tuple[DocumentCard, ...] = Field(description="Các văn bản cùng mang số ấy, để chọn")


class PassageResult(BaseModel):
    """A passage between its neighbours."""

    passage: FoundPassage = Field(description="Đoạn được hỏi")
    before: tuple[str, ...] = Field(description="Các đoạn ngay trước, nguyên văn")
    after: tuple[str, ...] = Field(description="Các đoạn ngay sau, nguyên văn")


class TaskCard(BaseModel):
    """A task of a document."""

    task: str = Field(description="Nhiệm vụ, nguyên văn")
    leads: tuple[str, ...] = Field(description="Cơ quan chủ trì")
    coordinating: tuple[str, ...] = Field(description="Cơ quan phối hợp")
    deadline: str | None = Field(description="Thời hạn như in trong văn bản")
    due: date | None = Field(description="Ngày hết hạn; rỗng khi văn bản không cho biết chắc chắn")
    due_rule: str | None = Field(description="Cách tính ngày hết hạn, phải nói kèm")
    recurring: str | None = Field(description="Nhịp của việc làm định kỳ")
    state: str = Field(description="open, done hoặc rejected")
    overdue: bool = Field(description="Quá hạn tại ngày xét")
    citation: str = Field(description="Trích dẫn đầy đủ, chép nguyên khi dẫn lại")
    document_id: str = Field(description="Mã văn bản, dùng cho get_document và get_passage")
    passage_id: int = Field(description="Mã đoạn, dùng cho get_passage")
    notices: tuple[str, ...] = Field(description="Điều phải nói kèm khi dẫn lại")


class TaskListResult(BaseModel):
    """A page of the register of tasks."""

    total: int = Field(description="Số nhiệm vụ đúng điều kiện")
    document_total: int = Field(description="Số văn bản giao chúng")
    overdue_total: int = Field(description="Trong đó quá hạn tại ngày xét")
    day: date = Field(description="Ngày xét quá hạn và hiệu lực")
    tasks: tuple[TaskCard, ...] = Field(description="Các nhiệm vụ của trang này")
    following: str | None = Field(description="Gửi lại ở after để lấy trang sau; rỗng ở trang cuối")

    @classmethod
    def from_page(cls, page: TasksOut) -> TaskListResult:
        return cls(
            total=page.total,
            document_total=page.document_total,
            overdue_total=page.overdue_total,
            day=page.day,
            tasks=tuple(TaskCard.model_validate(task, from_attributes=True) for task in page.tasks),
            following=page.following,
        )
