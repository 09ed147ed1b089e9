"""Fields of a document as a clerk corrects them: number, day, type, issuer, subject, signer, period, day of effect.

With the scope "review", as for the rest of the desk, and a label that the caller may see.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi.responses import Response

from index import access_labels
from index.records import StoredDocument
from index.store.clerk_values import ClerkField, UnusableValue
from service.documents import approvals
from service.http import document_fields, problems, serialise
from service.http.etags import ConditionalDep
from service.http.page_pictures import NoSuchPageError, page_png
from service.http.problems import ProblemError
from service.middleware.idempotency import IdempotentRoute
from service.routes.dependencies import AuditDep, ClerkLibraryDep, DocumentId, Review, ReviewerDep
from service.schemas.fields import DocumentFieldsOut, FieldIn, UndoIn
from service.state import StateDep

router = APIRouter(
    prefix="/api/v1",
    tags=["Quản trị kho"],
    route_class=IdempotentRoute,
    responses=problems.openapi_responses(401, 403, 404, 422),
)
_OWN = f"{serialise.DOCUMENTS.removeprefix('/api/v1')}/{{document_id}}"
_DESK = "/library/documents/{document_id}/fields"
FieldName = Annotated[ClerkField, Path(description="Mục", examples=["number"])]


class _Correction:
    """A document that the caller may correct, and what records that he did."""

    def __init__(self, document_id: DocumentId, state: StateDep, principal: ReviewerDep, audit: AuditDep) -> None:
        document = state.assistant.library.document(document_id)
        if document is None or not principal.may_see(access_labels.released_label(document.access)):
            raise problems.not_found("văn bản", document_id)
        self.document: StoredDocument = document
        self.library = state.assistant.library
        self.who = principal.name
        self.audit = audit
        self._state = state

    def fields(self) -> DocumentFieldsOut:
        """The fields after the correction, which counts in answers from now on."""
        self._state.assistant.refresh(self._state.settings.model)
        document = self.library.document(self.document.id)
        assert document is not None
        return document_fields.fields_out(self.library, document)


_CorrectionDep = Annotated[_Correction, Depends()]


@router.patch(
    _OWN,
    dependencies=[Review],
    summary="Sửa một mục của văn bản theo bản gốc; khóa và trích dẫn theo ngay, đọc lại vẫn giữ",
)
def correct(body: FieldIn, correction: _CorrectionDep) -> DocumentFieldsOut:
    document, value = correction.document, body.value or ""
    before = next(
        one.value for one in document_fields.fields_out(correction.library, document).fields if one.field == body.field
    )
    try:
        with correction.audit.record_together(
            "review.value", document.id, field=body.field, value=value, note=body.note, before=before or ""
        ):
            approvals.give_value(correction.library, document.id, body.field, value, correction.who, body.note)
    except UnusableValue as error:
        raise ProblemError(422, "bad_value", "Giá trị không dùng được", str(error)) from None
    return correction.fields()


@router.post(f"{_OWN}/undo", dependencies=[Review], summary="Trả một mục về giá trị trước lần sửa gần nhất")
def undo(body: UndoIn, correction: _CorrectionDep) -> DocumentFieldsOut:
    document = correction.document
    try:
        with correction.audit.record_together("review.undo", document.id, field=body.field, note=body.note):
            approvals.take_back(correction.library, document.id, body.field, correction.who, body.note)
    except LookupError:
        raise ProblemError(
            409,
            "nothing_to_undo",
            "Không có gì để trả lại",
            "Mục này chưa được ai sửa, hoặc đã trả về giá trị đọc được.",
        ) from None
    return correction.fields()


@router.get(
    _DESK, dependencies=[Review], summary="Các mục của một văn bản: giá trị, người đặt, các giá trị có thể đúng"
)
def fields(document_id: DocumentId, library: ClerkLibraryDep) -> DocumentFieldsOut:
    document = library.document(document_id)
    if document is None:
        raise problems.not_found("văn bản", document_id)
    return document_fields.fields_out(library, document)


@router.get(
    _DESK + "/{field}.png",
    dependencies=[Review],
    summary="Phần của trang gốc có mục ấy",
    response_class=Response,
    responses={
        200: {"content": {"image/png": {}}, "description": "Ảnh một phần của trang"},
        304: {"description": "Bên gọi đang giữ đúng bản này (If-None-Match)"},
    },
)
def field_picture(
    document_id: DocumentId, field: FieldName, library: ClerkLibraryDep, conditional: ConditionalDep
) -> Response:
    document = library.document(document_id)
    path = None if document is None else library.file_path(document.sha256)
    if document is None or path is None or document.kind not in ("pdf", "image"):
        raise problems.not_found("ảnh trang của văn bản", document_id)
    headers = conditional.etag_headers(document.version_id, field)
    number, part = document_fields.page_strip(library, document, field)
    try:
        content = page_png(path, document.kind, number, (), part)
    except NoSuchPageError:
        raise problems.not_found("trang", str(number)) from None
    return Response(content, media_type="image/png", headers=headers)
