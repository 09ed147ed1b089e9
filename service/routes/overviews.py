"""Overviews: a document on one page (JSON, DOCX, PDF), two documents side by side."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from service.exports import docx, pdf
from service.http import overviews, problems, serialise
from service.http.etags import NOT_MODIFIED, ConditionalDep, library_state
from service.routes.dependencies import DocumentDep, VisibleLibraryDep
from service.schemas.overviews import ComparisonOut, SummaryOut

router = APIRouter(
    prefix=serialise.DOCUMENTS, tags=["Văn bản"], responses={**problems.openapi_responses(404, 422), **NOT_MODIFIED}
)
_FILES = {"docx": (docx.page_docx, docx.MEDIA_TYPE), "pdf": (pdf.page_pdf, pdf.MEDIA_TYPE)}


@router.get(
    "/{document_id}/summary",
    summary="Tóm tắt văn bản bằng nguyên văn, trong một trang: JSON, DOCX hoặc PDF",
    description="Mỗi dòng là một câu trích nguyên văn kèm vị trí; không có câu nào được viết thêm.",
    response_model=SummaryOut,
    responses={200: {"content": {media: {} for _, media in _FILES.values()}, "description": "Bản tóm tắt"}},
)
def summary(
    document: DocumentDep,
    library: VisibleLibraryDep,
    conditional: ConditionalDep,
    form: Annotated[
        Literal["json", "docx", "pdf"], Query(alias="format", description="Dạng trả về", examples=["pdf"])
    ] = "json",
) -> SummaryOut | Response:
    headers = conditional.etag_headers("summary", form, document.version_id, *library_state(library))
    if form == "json":
        body = overviews.summary_out(library, document).model_dump_json()
        return Response(body, media_type="application/json", headers=headers)
    render, media_type = _FILES[form]
    disposition = f'attachment; filename="tom-tat-{document.id}.{form}"'
    file = render(overviews.page_of(library, document))
    return Response(file, media_type=media_type, headers={**headers, "Content-Disposition": disposition})


@router.get(
    "/{document_id}/comparison/{other_id}",
    summary="So sánh hai văn bản: số liệu, thời hạn, cơ quan, dòng trong bảng; thêm, bớt, khác",
)
def comparison(
    document: DocumentDep,
    library: VisibleLibraryDep,
    conditional: ConditionalDep,
    other_id: Annotated[str, Path(description="Mã của văn bản thứ hai", examples=["d_2a7b1c90ef"])],
) -> ComparisonOut:
    other = library.document(other_id)
    if other is None or other.state != "active":
        raise problems.not_found("văn bản", other_id)
    conditional.set_etag("comparison", document.version_id, other.version_id, *library_state(library))
    return overviews.comparison_out(library, document, other)
