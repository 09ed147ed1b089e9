"""The wire models of overviews: the summary of a document, the comparison of two."""

from __future__ import annotations

from pydantic import Field

from service.records import AspectName, ChangeKind, ValueKind
from service.schemas.common import Wire
from service.schemas.documents import DocumentOut


class QuoteOut(Wire):
    """A verbatim quote with its place."""

    quote: str = Field(description="Nguyên văn", examples=["Chủ trì, là đầu mối hướng dẫn, đôn đốc, kiểm tra"])
    passage_id: int = Field(description="Mã đoạn", examples=[42])
    label: str = Field(description="Vị trí trong văn bản", examples=["mục IV.1.a"])
    citation: str = Field(description="Trích dẫn đầy đủ", examples=["điểm a khoản 1 Mục IV Kế hoạch số 516/KH-UBND"])
    page_from: int | None = Field(description="Trang đầu; rỗng khi tệp không chia trang", examples=[3])
    page_to: int | None = Field(description="Trang cuối", examples=[3])
    view_url: str = Field(description="Địa chỉ của đoạn", examples=["/api/v1/documents/d_1f0a9c33d2/passages/42"])


class SummaryLineOut(QuoteOut):
    """A line of a summary."""

    body: str | None = Field(description="Cơ quan mà dòng này nói về", examples=["Sở Thông tin và Truyền thông"])
    lead: str | None = Field(
        description="Dòng ngay trên mà thiếu nó thì hiểu sai: điều kiện, phủ định", examples=["Không hỗ trợ khi:"]
    )


class AspectOut(Wire):
    """One aspect of a summary."""

    aspect: AspectName = Field(description="Mã của mặt nội dung", examples=["tasks"])
    title: str = Field(description="Tên của mặt nội dung", examples=["Nhiệm vụ theo cơ quan"])
    sections: tuple[str, ...] = Field(
        description="Tên các phần của chính văn bản", examples=[["IV. TỔ CHỨC THỰC HIỆN"]]
    )
    lines: tuple[SummaryLineOut, ...] = Field(description="Các dòng, theo thứ tự trong văn bản")
    left_out: int = Field(description="Số nội dung cùng loại không nêu", examples=[14])
    left_out_note: str = Field(
        description="Còn gì không nêu, xem ở đâu; để trống khi đã nêu hết",
        examples=["Nhiệm vụ theo cơ quan: còn 14 nhiệm vụ khác, xem IV. TỔ CHỨC THỰC HIỆN."],
    )


class SummaryOut(Wire):
    """A document on one page, in its own words."""

    document: DocumentOut = Field(description="Văn bản")
    title: str = Field(description="Tiêu đề", examples=["Tóm tắt Kế hoạch số 516/KH-UBND ngày 09/3/2023"])
    notices: tuple[str, ...] = Field(
        description="Lưu ý phải đọc trước: hiệu lực, dự thảo, bản quét", examples=[["Dự thảo, chưa được ban hành."]]
    )
    aspects: tuple[AspectOut, ...] = Field(description="Các mặt nội dung, theo thứ tự cố định")


class ValueChangeOut(Wire):
    """A value that differs; the side that lacks it is empty."""

    kind: ValueKind = Field(description="`figure`, `day`, `body` hoặc `words`", examples=["figure"])
    left: str = Field(description="Ở văn bản thứ nhất", examples=["18,5 tỷ đồng"])
    right: str = Field(description="Ở văn bản thứ hai", examples=["19,2 tỷ đồng"])


class DifferenceOut(Wire):
    """A row of a comparison."""

    kind: ChangeKind = Field(
        description="`changed`: khác nhau; `added`: chỉ có ở văn bản thứ hai; `gone`: chỉ có ở văn bản thứ nhất",
        examples=["changed"],
    )
    aspect: AspectName = Field(description="Mã của mặt nội dung", examples=["money"])
    title: str = Field(description="Tên của mặt nội dung", examples=["Kinh phí"])
    label: str = Field(description="Tên của dòng: dòng trong bảng, cơ quan, đề mục", examples=["Kinh phí thực hiện"])
    left: QuoteOut | None = Field(description="Ô bên trái; rỗng khi chỉ có ở văn bản thứ hai")
    right: QuoteOut | None = Field(description="Ô bên phải; rỗng khi chỉ có ở văn bản thứ nhất")
    values: tuple[ValueChangeOut, ...] = Field(description="Các giá trị khác nhau")


class ComparisonOut(Wire):
    """Two documents side by side."""

    left: DocumentOut = Field(description="Văn bản thứ nhất")
    right: DocumentOut = Field(description="Văn bản thứ hai")
    notices: tuple[str, ...] = Field(
        description="Lưu ý về từng văn bản", examples=[["Kế hoạch số 516/KH-UBND: đã hết thời gian thực hiện."]]
    )
    differences: tuple[DifferenceOut, ...] = Field(description="Các điểm khác, theo mặt nội dung")
    alike: int = Field(description="Số đoạn giống nhau", examples=[31])
