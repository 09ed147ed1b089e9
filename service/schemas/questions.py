"""The wire models of questions, searches and answers."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import ConfigDict, Field, model_validator

from index.records import Condition, Filters, Intent, ValidityCode
from service.records import AnswerStatus, value_with_unit
from service.schemas.common import Identifier, Wire, Word
from service.schemas.documents import DocumentOut, PassageOut
from service.schemas.lists import ListingOut
from service.schemas.neighbours import AskedServiceOut


class FiltersIn(Wire):
    """Conditions on the documents searched; a field left out sets no condition.

    Conditions that the words of the question set are read from it and shown in `understood`; `ignore` and `literal`
    take them away again.
    """

    document_ids: tuple[Identifier, ...] | None = Field(
        None, max_length=200, description="Chỉ tìm trong các văn bản này", examples=[["d_1f0a9c33d2"]]
    )
    types: tuple[Word, ...] | None = Field(
        None, max_length=50, description="Loại văn bản, ký hiệu hoặc tên gọi: KH, Quyết định...", examples=[["KH"]]
    )
    issuers: tuple[Word, ...] | None = Field(
        None,
        max_length=50,
        description="Cơ quan ban hành; viết tắt hay viết đủ đều được, có thể bỏ tên tỉnh",
        examples=[["UBND tỉnh Gia Lai"]],
    )
    year: int | None = Field(None, ge=1900, le=2200, description="Năm ban hành", examples=[2023])
    period: int | None = Field(
        None, ge=1900, le=2200, description="Năm áp dụng: bỏ các văn bản chỉ dành cho năm khác", examples=[2023]
    )
    territory: Word | None = Field(
        None,
        description="Địa bàn, tên hoặc mã: “Gia Lai” gồm cả tỉnh cũ và các tỉnh đã nhập vào; “Gia Lai cũ” chỉ tỉnh cũ",
        examples=["Gia Lai"],
    )
    validity: tuple[ValidityCode, ...] | None = Field(
        None,
        min_length=1,
        description="Tình trạng hiệu lực tại `as_of` (mặc định hôm nay)",
        examples=[["in_force", "partly"]],
    )
    ignore: tuple[Condition, ...] = Field(
        (),
        description="Không suy ra các điều kiện này từ câu hỏi: cách bỏ một điều kiện đã suy ra",
        examples=[["year"]],
    )
    literal: bool = Field(
        False, description="Không suy ra điều kiện nào từ câu hỏi, không sửa lỗi gõ", examples=[False]
    )

    def to_filters(self, as_of: date | None) -> Filters:
        """The filters as the search takes them."""
        return Filters(
            document_ids=self.document_ids,
            types=self.types,
            issuers=self.issuers,
            year=self.year,
            territories=None if self.territory is None else (self.territory,),
            as_of=as_of,
            literal=self.literal,
            period=self.period,
            validity=self.validity,
            ignore=self.ignore,
        )


class QuestionIn(Wire):
    """A question to answer."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"question": "Kế hoạch 516/KH-UBND do cơ quan nào chủ trì?"}]}
    )
    question: str = Field(
        description="Câu hỏi bằng tiếng Việt, có dấu hoặc không dấu",
        examples=["Kế hoạch 516/KH-UBND do cơ quan nào chủ trì?"],
    )
    conversation_id: Identifier | None = Field(
        None, description="Mã hội thoại của câu hỏi trước, để hỏi tiếp", examples=["c_4fK2mQ9xW1aB7cDe"]
    )
    filters: FiltersIn | None = Field(None, description="Điều kiện về văn bản được xét")
    as_of: date | None = Field(
        None, description="Trả lời theo văn bản có hiệu lực tại ngày này", examples=["2023-06-01"]
    )
    limit: int = Field(5, ge=1, le=20, description="Số nguồn nhiều nhất", examples=[5])
    neighbours: bool = Field(True, description="Hỏi cả các dịch vụ láng giềng đã cài đặt, nếu có", examples=[True])


class SourceOut(PassageOut):
    """A passage that the answer cites."""

    source_id: str = Field(description="Mã của nguồn trong câu trả lời này", examples=["s1"])
    notices: tuple[str, ...] = Field(
        description="Điều phải đứng cạnh nguồn này khi dẫn lại",
        examples=[["Văn bản mẫu dùng để kiểm thử – không có giá trị pháp lý."]],
    )


class StatementOut(Wire):
    """A verbatim quote; ``source`` is the place of its source in ``sources``."""

    quote: str = Field(
        description="Câu trích, đúng từng chữ trong `text` của nguồn",
        examples=["Kinh phí thực hiện là 2.450.000.000 đồng"],
    )
    source: int = Field(description="Vị trí của nguồn trong `sources`, từ 0", examples=[0])
    slot: str | None = Field(description="Điều được hỏi; rỗng khi không có", examples=["Số tiền"])
    value: str | None = Field(
        description="Phần của câu trích trả lời điều ấy; rỗng khi không có", examples=["2.450.000.000 đồng"]
    )
    sentence: str | None = Field(
        None,
        description="Câu trả lời nằm trong một câu trích dài, đúng từng chữ",
        examples=["Báo cáo trước ngày 15/11."],
    )
    body: str | None = Field(
        None, description="Cơ quan mà thời hạn, việc ấy được giao, theo đề mục", examples=["Sở Tài chính"]
    )
    part: int = Field(0, description="Trả lời câu thứ mấy trong `parts`, từ 0", examples=[0])
    about: str | None = Field(
        None,
        description="Giá trị ấy là của gì: dòng và cột của bảng, hoặc cơ quan ở `body`",
        examples=["Giường bệnh; Năm 2025"],
    )
    unit: str | None = Field(None, description="Đơn vị tính mà bảng ghi riêng, ngoài ô giá trị", examples=["giường"])
    shown: str | None = Field(None, description="Giá trị kèm đơn vị, để hiển thị", examples=["450 giường"])

    @model_validator(mode="before")
    @classmethod
    def _completed(cls, fields: Any) -> Any:
        """Answers kept from before these fields were there are shown as they were."""
        if not isinstance(fields, dict) or fields.get("shown") is not None:
            return fields
        shown = value_with_unit(fields.get("value"), fields.get("unit"))
        return {**fields, "shown": shown, "about": fields.get("about") or fields.get("body")}


class FiltersOut(Wire):
    """The filters as understood; empty where there is no condition."""

    document_ids: tuple[str, ...] | None = Field(description="Các văn bản được xét", examples=[None])
    types: tuple[str, ...] | None = Field(description="Ký hiệu loại văn bản", examples=[["KH"]])
    issuers: tuple[str, ...] | None = Field(description="Cơ quan ban hành", examples=[["UBND tỉnh Gia Lai"]])
    year: int | None = Field(description="Năm ban hành", examples=[2023])
    territory: str | None = Field(
        description="Các địa bàn, viết thành một dòng để hiển thị", examples=["tỉnh Gia Lai (trước 01/7/2025)"]
    )
    as_of: date | None = Field(description="Xét hiệu lực tại ngày này", examples=["2023-06-01"])
    period: int | None = Field(None, description="Năm áp dụng", examples=[2023])
    validity: tuple[ValidityCode, ...] | None = Field(
        None, description="Các tình trạng hiệu lực được xét", examples=[["in_force", "partly"]]
    )
    territories: tuple[str, ...] | None = Field(None, description="Mã các địa bàn", examples=[["gia_lai_cu"]])


class UnderstoodOut(Wire):
    """What was read from the question."""

    accents: str = Field(description="Câu hỏi có dấu không: `none`, `partial`, `full`", examples=["full"])
    document_ids: tuple[str, ...] = Field(description="Các văn bản mà câu hỏi gọi bằng số", examples=[["d_1f0a9c33d2"]])
    numbers: tuple[str, ...] = Field(description="Các số, ký hiệu văn bản trong câu hỏi", examples=[["516/KH-UBND"]])
    path: str | None = Field(description="Vị trí trong văn bản mà câu hỏi nêu", examples=["mục II.3"])
    filters: FiltersOut = Field(description="Các điều kiện được áp dụng, kể cả điều kiện suy ra từ câu hỏi")
    expansions: tuple[tuple[str, str], ...] = Field(
        description="Chữ viết tắt, tên gọi và dạng khác cũng được tìm", examples=[[["UBND", "Ủy ban nhân dân"]]]
    )
    corrections: tuple[tuple[str, str], ...] = Field(
        (), description="Chữ gõ nhầm và cách đọc", examples=[[["ddoois", "đối"]]]
    )
    read: tuple[Condition, ...] = Field(
        (),
        description="Các điều kiện suy ra từ câu hỏi; bỏ bằng `filters.ignore` hoặc `filters.literal`",
        examples=[["period"]],
    )
    restored: str = Field(
        "", description="Câu hỏi không dấu sau khi thêm dấu; có khi yêu cầu `explain`", examples=["kế hoạch"]
    )


class AnswerOut(Wire):
    """The answer to a question, always with its evidence."""

    id: str = Field(description="Mã của câu trả lời", examples=["a_0f3c5d7e9a1b2c4d"])
    conversation_id: str | None = Field(
        description="Mã hội thoại, để hỏi tiếp; rỗng khi câu trả lời không thuộc hội thoại nào",
        examples=["c_4fK2mQ9xW1aB7cDe"],
    )
    question: str = Field(description="Câu hỏi như đã gửi", examples=["Kinh phí là bao nhiêu?"])
    resolved_question: str = Field(
        description="Câu hỏi sau khi thay các từ chỉ văn bản, cơ quan đã nhắc trước đó",
        examples=["Kinh phí là bao nhiêu? (Kế hoạch số 516/KH-UBND)"],
    )
    status: AnswerStatus = Field(
        description=(
            "`complete`: đủ; `partial`: một phần; `none`: không có trong kho; `ambiguous`: cần chọn văn bản; "
            "`refused`: từ chối; `talk`: lời đáp cố định, không tra cứu văn bản"
        ),
        examples=["complete"],
    )
    intent: Intent = Field(description="Câu hỏi hỏi về điều gì", examples=["money"])
    message: str = Field(description="Câu dẫn để đọc trước các câu trích", examples=["Theo Kế hoạch số 516/KH-UBND:"])
    statements: tuple[StatementOut, ...] = Field(description="Các câu trích nguyên văn trả lời câu hỏi")
    parts: tuple[str, ...] = Field(
        (), description="Các câu trong câu hỏi, khi hỏi nhiều điều", examples=[["KH 516 do ai chủ trì", "hạn báo cáo?"]]
    )
    sources: tuple[SourceOut, ...] = Field(description="Các đoạn được trích, theo thứ tự")
    notices: tuple[str, ...] = Field(
        description="Lưu ý cho cả câu trả lời", examples=[["Kết quả chỉ để tra cứu, không thay thế văn bản gốc."]]
    )
    candidates: tuple[DocumentOut, ...] = Field(description="Các văn bản để chọn khi `ambiguous`")
    listing: ListingOut | None = Field(None, description="Danh sách mà câu trả lời nêu phần đầu, khi hỏi danh sách")
    understood: UnderstoodOut = Field(description="Điều hệ thống hiểu từ câu hỏi")
    confidence: float = Field(description="Xác suất các nguồn trả lời được câu hỏi (0..1)", examples=[0.93])
    change: int = Field(description="Trạng thái của kho lúc trả lời", examples=[318])
    took_ms: float = Field(description="Thời gian xử lý, mili giây", examples=[41.7])
    services: tuple[AskedServiceOut, ...] = Field((), description="Các dịch vụ láng giềng đã được hỏi, nếu có")


class FoundOut(Wire):
    """The event `sources` of a streamed answer: where the answer stands.

    Sent as soon as the search is done, without `answer_id` and `status`; sent again with them when the finished answer
    cites other sources or cites them in another order.
    """

    answer_id: str | None = None
    status: AnswerStatus | None = None
    sources: tuple[SourceOut, ...]


class ExamplesOut(Wire):
    """What may be asked."""

    questions: tuple[str, ...] = Field(
        description="Các câu hỏi mà kho trả lời được", examples=[["Kế hoạch số 516/KH-UBND quy định gì?"]]
    )
    documents: int = Field(description="Số văn bản trong kho", examples=[128])
    has_samples: bool = Field(description="Trong kho có văn bản mẫu", examples=[True])


class NextQuestionsOut(Wire):
    """What may be asked next."""

    questions: tuple[str, ...] = Field(
        description="Các câu hỏi tiếp về văn bản được trích, kho đều trả lời được",
        examples=[["Kế hoạch số 516/KH-UBND còn hiệu lực không?"]],
    )


class SuggestionOut(Wire):
    """A document that may be meant."""

    kind: Literal["number", "subject"] = Field(description="Đang gõ số, ký hiệu hay trích yếu", examples=["number"])
    question: str = Field(description="Câu hỏi sau khi chọn gợi ý này", examples=["kế hoạch 516/KH-UBND "])
    document: DocumentOut = Field(description="Văn bản được gợi ý")


class SuggestionsOut(Wire):
    """Completions, the likeliest first."""

    suggestions: tuple[SuggestionOut, ...] = Field(description="Các gợi ý")
