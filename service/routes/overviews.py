"""Overviews: a document on one page (JSON, DOCX, PDF), two documents side by side."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from service.exports import comparison_docx, comparison_pdf, docx, pdf
from service.http import overviews, problems, serialise
from service.http.etags import NOT_MODIFIED, ConditionalDep, library_state
from service.routes.dependencies import DocumentDep, VisibleLibraryDep
from service.schemas.overviews import ComparisonOut, SummaryOut

router = APIRouter(
    prefix=serialise.DOCUMENTS, tags=["Văn bản"], responses={**problems.openapi_responses(404, 422), **NOT_MODIFIED}
)
_MEDIA_TYPES = {"docx": docx.MEDIA_TYPE, "pdf": pdf.MEDIA_TYPE}
_SUMMARIES = {"docx": docx.page_docx, "pdf": pdf.page_pdf}
_COMPARISONS = {"docx": comparison_docx.comparison_docx, "pdf": comparison_pdf.comparison_pdf}
FormatParameter = Annotated[
    Literal["json", "docx", "pdf"], Query(alias="format", description="Dạng trả về", examples=["pdf"])
]


@router.get(
    "/{document_id}/summary",
    summary="Tóm tắt văn bản bằng nguyên văn, trong một trang: JSON, DOCX hoặc PDF",
    description="Mỗi dòng là một câu trích nguyên văn kèm vị trí; không có câu nào được viết thêm.",
    response_model=SummaryOut,
    responses={200: {"content": {media: {} for media in _MEDIA_TYPES.values()}, "description": "Bản tóm tắt"}},
)
def summary(
    document: DocumentDep, library: VisibleLibraryDep, conditional: ConditionalDep, form: FormatParameter = "json"
) -> SummaryOut | Response:
    headers = conditional.etag_headers("summary", form, document.version_id, *library_state(library))
    if form == "json":
        body = overviews.summary_out(library, document).model_dump_json()
        return Response(body, media_type="application/json", headers=headers)
    file = _SUMMARIES[form](overviews.page_of(library, document))
    return _file(file, form, f"tom-tat-{document.id}", headers)


@router.get(
    "/{document_id}/comparison/{other_id}",
    summary="So sánh hai văn bản, JSON, DOCX hoặc PDF: số liệu, thời hạn, cơ quan, dòng trong bảng; thêm, bớt, khác",
    response_model=ComparisonOut,
    responses={200: {"content": {media: {} for media in _MEDIA_TYPES.values()}, "description": "Bảng so sánh"}},
)
def comparison(
    document: DocumentDep,
    library: VisibleLibraryDep,
    conditional: ConditionalDep,
    other_id: Annotated[str, Path(description="Mã của văn bản thứ hai", examples=["d_2a7b1c90ef"])],
    form: FormatParameter = "json",
) -> ComparisonOut | Response:
    other = library.document(other_id)
    if other is None or other.state != "active":
        raise problems.not_found("văn bản", other_id)
    state = (document.version_id, other.version_id, *library_state(library))
    headers = conditional.etag_headers("comparison", form, *state)
    if form == "json":
        body = overviews.comparison_out(library, document, other).model_dump_json()
        return Response(body, media_type="application/json", headers=headers)
    file = _COMPARISONS[form](overviews.comparison_page_of(library, document, other))
    return _file(file, form, f"so-sanh-{document.id}-{other.id}", headers)


def _file(content: bytes, form: Literal["docx", "pdf"], name: str, headers: dict[str, str]) -> Response:
    disposition = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return Response(content, media_type=_MEDIA_TYPES[form], headers={**headers, **disposition})
