"""The wire models of documents, their outline and their passages."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from index.records import ValidityCode
from service.schemas.common import ProblemOut, Wire
from service.schemas.lists import GroupOut, PlaceOut
from service.schemas.neighbours import ServiceOut


class ValidityOut(Wire):
    """Whether a document is in force on a day, as far as the library's documents show."""

    code: ValidityCode = Field(examples=["in_force"], description="Mã của tình trạng")
    label: str = Field(examples=["Còn hiệu lực"], description="Tình trạng bằng lời")
    reason: str = Field(
        description="Căn cứ của kết luận; để trống khi chưa xác định được", examples=["Có hiệu lực từ ngày 01/7/2023"]
    )
    as_of: date = Field(description="Ngày mà kết luận được rút ra cho", examples=["2026-11-22"])
    since: date | None = Field(
        description="Tình trạng này có từ ngày nào; rỗng khi không biết", examples=["2023-07-01"]
    )


class DocumentOut(Wire):
    """A document of the library."""

    id: str = Field(examples=["d_1f0a9c33d2"], description="Mã của văn bản; không đổi qua các phiên bản")
    file_name: str = Field(examples=["ke-hoach-516.pdf"], description="Tên tệp khi nạp")
    kind: str = Field(description="Dạng tệp", examples=["pdf"])
    name: str = Field(description="Tên gọi ngắn", examples=["Kế hoạch số 516/KH-UBND"])
    number: str | None = Field(examples=["516/KH-UBND"], description="Số, ký hiệu; rỗng khi không đọc được")
    type: str | None = Field(examples=["KH"], description="Ký hiệu của loại văn bản; rỗng khi không biết")
    type_name: str | None = Field(examples=["Kế hoạch"], description="Tên loại văn bản; rỗng khi không biết")
    issuer: str | None = Field(examples=["UBND tỉnh Gia Lai"], description="Cơ quan ban hành; rỗng khi không biết")
    issued_date: date | None = Field(examples=["2023-03-09"], description="Ngày ban hành; rỗng khi không biết")
    effective_date: date | None = Field(
        description="Ngày có hiệu lực ghi trong văn bản; rỗng khi không ghi", examples=["2023-07-01"]
    )
    subject: str | None = Field(description="Trích yếu; rỗng khi không có", examples=["Phân giới cắm mốc năm 2023"])
    signer: str | None = Field(description="Người ký; rỗng khi không đọc được", examples=["Nguyễn Văn A"])
    legal_class: str | None = Field(
        description="`qppl`: quy phạm pháp luật; `hanh_chinh`: hành chính; `dang`: của Đảng; rỗng khi không biết",
        examples=["hanh_chinh"],
    )
    text_source: str = Field(description="Nguồn chữ: lớp chữ của tệp hay nhận dạng từ ảnh", examples=["text_layer"])
    page_count: int = Field(description="Số trang; 0 khi tệp không chia trang", examples=[12])
    passage_count: int = Field(description="Số đoạn", examples=[87])
    is_sample: bool = Field(description="Văn bản mẫu, không có giá trị pháp lý", examples=[False])
    is_draft: bool = Field(description="Dự thảo, chưa được ban hành", examples=[False])
    version: int = Field(description="Phiên bản, tăng mỗi khi nạp lại tệp đã sửa", examples=[1])
    added_at: str = Field(description="Lúc nạp phiên bản này (UTC)", examples=["2026-11-22T08:30:00+00:00"])
    warnings: tuple[str, ...] = Field(description="Điều cần lưu ý khi đọc tệp", examples=[["Trang 3 nhận dạng kém."]])
    sources: dict[str, str] = Field(description="Mỗi thông tin được đọc từ đâu", examples=[{"number": "text"}])
    validity: ValidityOut | None = Field(
        None, description="Tình trạng hiệu lực theo các văn bản trong kho; rỗng khi chưa xét"
    )
    file_url: str = Field(description="Địa chỉ tệp gốc", examples=["/api/v1/documents/d_1f0a9c33d2/file"])
    outline_url: str = Field(description="Địa chỉ bố cục", examples=["/api/v1/documents/d_1f0a9c33d2/outline"])


class CandidateOut(Wire):
    """A value that a field of a document's head may have."""

    field: str = Field(description="Mục: number, issued_date, issuer", examples=["number"])
    value: str = Field(description="Giá trị", examples=["12/KH-SYT"])
    probability: float = Field(description="Xác suất đúng (0..1)", examples=[0.62])
    speaks_for: tuple[str, ...] = Field(
        description="Căn cứ cho thấy giá trị này đúng", examples=[["đọc ở phần đầu văn bản"]]
    )
    speaks_against: tuple[str, ...] = Field(
        description="Căn cứ cho thấy giá trị này có thể sai", examples=[["có chữ cái lẫn trong chữ số"]]
    )


class PaperOut(Wire):
    """A later paper of a file that holds several."""

    component: str = Field(
        description="Tên trong trích dẫn; là `component` của các đoạn", examples=["Quyết định số 9/QĐ-UBND"]
    )
    number: str | None = Field(description="Số, ký hiệu; rỗng khi không biết", examples=["9/QĐ-UBND"])
    type: str | None = Field(description="Ký hiệu của loại văn bản; rỗng khi không biết", examples=["QĐ"])
    type_name: str | None = Field(description="Tên loại văn bản; rỗng khi không biết", examples=["Quyết định"])
    issuer: str | None = Field(description="Cơ quan ban hành; rỗng khi không biết", examples=["UBND tỉnh Gia Lai"])
    issued_date: date | None = Field(description="Ngày ban hành; rỗng khi không biết", examples=["2024-03-10"])
    subject: str | None = Field(description="Trích yếu; rỗng khi không có", examples=["Về quản lý bến đò"])
    is_draft: bool = Field(description="Dự thảo, chưa được ban hành", examples=[False])
    page: int | None = Field(description="Trang đầu trong tệp; rỗng khi tệp không chia trang", examples=[3])


class DocumentDetailOut(DocumentOut):
    """A document with what its head may also be, and the other papers in its file."""

    candidates: tuple[CandidateOut, ...] = Field(
        (), description="Các giá trị đã cân nhắc cho số hiệu, ngày, cơ quan, loại, trích yếu, người ký"
    )
    papers: tuple[PaperOut, ...] = Field((), description="Các văn bản khác nằm trong cùng tệp")


class BoxOut(Wire):
    """A rectangle on a page, in fractions of its width and height, from the top left."""

    page: int = Field(description="Trang, từ 1", examples=[2])
    x0: float = Field(description="Cạnh trái, phần của chiều rộng (0..1)", examples=[0.12])
    y0: float = Field(description="Cạnh trên, phần của chiều cao (0..1)", examples=[0.31])
    x1: float = Field(description="Cạnh phải (0..1)", examples=[0.88])
    y1: float = Field(description="Cạnh dưới (0..1)", examples=[0.36])


class PassageOut(Wire):
    """A passage with its citation and where it can be seen."""

    id: int = Field(description="Mã của đoạn; không bao giờ được dùng lại", examples=[4021])
    document: DocumentOut = Field(description="Văn bản chứa đoạn này")
    text: str = Field(
        description="Nguyên văn", examples=["a) Chủ trì, phối hợp với các sở, ngành liên quan triển khai kế hoạch này."]
    )
    kind: str = Field(description="Loại đoạn: nội dung, căn cứ, mở đầu, dòng của bảng, chú thích", examples=["body"])
    headings: tuple[str, ...] = Field(
        description="Tên các phần chứa đoạn này, từ ngoài vào trong", examples=[["IV. TỔ CHỨC THỰC HIỆN"]]
    )
    component: str = Field(description="Phần kèm theo (Quy chế, Kế hoạch...) hoặc rỗng", examples=["Quy chế"])
    label: str = Field(description="Vị trí trong văn bản", examples=["mục II.1.a"])
    citation: str = Field(
        description="Trích dẫn ngắn để đọc trên màn hình", examples=["Mục IV.1.a Kế hoạch số 516/KH-UBND"]
    )
    formal: str = Field(
        description="Trích dẫn đầy đủ để chép vào văn bản",
        examples=["điểm a khoản 1 Mục IV Kế hoạch số 516/KH-UBND ngày 09/3/2023 của UBND tỉnh Gia Lai"],
    )
    page_from: int | None = Field(description="Trang đầu của đoạn, từ 1; rỗng khi tệp không chia trang", examples=[3])
    page_to: int | None = Field(description="Trang cuối của đoạn; rỗng khi tệp không chia trang", examples=[4])
    boxes: tuple[BoxOut, ...] = Field(description="Các khung chữ của đoạn trên trang")
    confidence: float | None = Field(
        description="Độ tin cậy của nhận dạng chữ (0..1), rỗng khi không phải bản quét", examples=[0.94]
    )
    cells: tuple[tuple[str, str], ...] = Field(
        description="Với dòng của bảng: tên cột và giá trị", examples=[[["Nội dung", "Tập huấn"]]]
    )
    page_url: str | None = Field(
        description="Ảnh trang có đánh dấu đoạn này; rỗng khi tệp không chia trang",
        examples=["/api/v1/documents/d_1f0a9c33d2/pages/3.png?passage=4021"],
    )
    view_url: str = Field(
        description="Đoạn này trong mạch văn của văn bản", examples=["/api/v1/documents/d_1f0a9c33d2/passages/4021"]
    )
    digest: str = Field("", description="Mã băm SHA-256 của `text`, để đối chiếu", examples=["9f86d081884c7d65"])
    service: ServiceOut | None = Field(
        None, description="Dịch vụ láng giềng mà đoạn này lấy về; rỗng khi là của chính kho này"
    )


class DocumentsOut(Wire):
    """A page of the list of documents."""

    documents: tuple[DocumentOut, ...] = Field(description="Các văn bản của trang này")
    total: int = Field(description="Số văn bản thỏa điều kiện", examples=[128])
    following: str | None = Field(
        description="Con trỏ `after` của trang sau; rỗng ở trang cuối", examples=["2023-03-09~d_1f0a9c33d2"]
    )
    groups: tuple[GroupOut, ...] = Field((), description="Số văn bản của từng loại, khi danh sách có điều kiện")
    unknown: dict[str, int] = Field(
        {},
        description="Số văn bản không tính vì chưa biết: `day` ngày ban hành, `validity` hiệu lực",
        examples=[{"validity": 4}],
    )
    places: dict[str, tuple[PlaceOut, ...]] = Field(
        {}, description="Theo mã văn bản: nơi mà vì đó văn bản có trong danh sách", examples=[{}]
    )


class OutlineNodeOut(Wire):
    """A numbered unit of a document."""

    id: int = Field(description="Số của phần trong bố cục", examples=[7])
    parent: int | None = Field(description="Số của phần chứa phần này; rỗng ở cấp ngoài cùng", examples=[3])
    kind: str = Field(description="Loại phần", examples=["dieu"])
    number: str = Field(description="Số thứ tự như in", examples=["2"])
    title: str = Field(description="Tên phần; rỗng khi không có", examples=["Trách nhiệm của chủ bến"])
    label: str = Field(description="Vị trí, để trích dẫn", examples=["Điều 2"])
    component: str = Field(description="Phần kèm theo chứa nó, hoặc rỗng", examples=["Quy định"])
    page: int | None = Field(description="Trang bắt đầu; rỗng khi tệp không chia trang", examples=[2])
    first_passage: int | None = Field(
        description="Mã đoạn đầu tiên của phần này; rỗng khi phần này không có chữ", examples=[4021]
    )


class OutlineOut(Wire):
    """The outline of a document."""

    document: DocumentOut = Field(description="Văn bản")
    nodes: tuple[OutlineNodeOut, ...] = Field(description="Các phần, theo thứ tự trong văn bản")


class ContextPassageOut(Wire):
    """A passage in the course of its document."""

    id: int = Field(description="Mã của đoạn", examples=[4021])
    ordinal: int = Field(description="Thứ tự của đoạn trong văn bản, từ 0", examples=[12])
    label: str = Field(description="Vị trí trong văn bản", examples=["mục II.1.a"])
    headings: tuple[str, ...] = Field(
        description="Tên các phần bắt đầu ngay trước đoạn này, từ ngoài vào trong", examples=[["II. NỘI DUNG"]]
    )
    text: str = Field(description="Nguyên văn", examples=["Mở 03 lớp tập huấn nghiệp vụ."])
    page_from: int | None = Field(description="Trang đầu của đoạn; rỗng khi tệp không chia trang", examples=[3])
    marked: bool = Field(description="Đoạn được trích dẫn", examples=[True])


class PassageViewOut(Wire):
    """A cited passage between its neighbours, for files that have no pages."""

    passage: PassageOut = Field(description="Đoạn được hỏi")
    context: tuple[ContextPassageOut, ...] = Field(description="Đoạn ấy cùng các đoạn trước và sau")
    notices: tuple[str, ...] = Field(
        (),
        description="Điều phải đứng cạnh đoạn này khi dẫn lại",
        examples=[["Kế hoạch này áp dụng cho năm 2023; đã hết thời gian thực hiện."]],
    )


class PassagesOut(Wire):
    """Part of the whole text of a document, in order."""

    passages: tuple[ContextPassageOut, ...] = Field(description="Các đoạn của phần này, theo thứ tự")
    total: int = Field(description="Số đoạn của văn bản", examples=[87])
    offset: int = Field(description="Phần này bắt đầu từ đoạn thứ mấy, tính từ 0", examples=[0])
    following: str | None = Field(
        description="Con trỏ `after` của phần tiếp theo; rỗng khi đã hết", examples=["204.100"]
    )


class AmbiguousOut(ProblemOut):
    """Several documents bear a number."""

    candidates: tuple[DocumentOut, ...] = Field(description="Các văn bản để chọn")
