"""Dependencies of the routes: the principal with a scope, the document of the path, the library that may be seen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Path, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from index.access_labels import held_back_label
from index.library.library import Library
from index.records import StoredDocument
from service.access.audit import RequestAudit
from service.access.authentication import EVERY_LABEL
from service.access.principal import Principal, Scope
from service.http import problems
from service.http.problems import ProblemError
from service.schemas.common import Identifier
from service.state import StateDep

#: Only describes the header in OpenAPI: the authenticator reads it.
_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="Khóa",
    description="Khóa hvb_... do “hoivanban keys create” tạo; khi chưa có khóa nào thì không cần.",
)


async def principal_of(
    request: Request, state: StateDep, _: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]
) -> Principal:
    """The principal behind the request.

    :raises ProblemError: 401 without valid credentials.
    """
    return await state.authenticator.principal(request)


PrincipalDep = Annotated[Principal, Depends(principal_of)]


def requires_scope(*any_of: Scope) -> Callable[[Principal], Awaitable[Principal]]:
    """A dependency that raises 403 unless the principal has one of these scopes."""

    async def admitted(principal: PrincipalDep) -> Principal:
        if not principal.may(*any_of):
            raise ProblemError(
                403,
                "forbidden",
                "Không được phép",
                f"Việc này cần quyền {' hoặc '.join(any_of)}; khóa đang dùng không có quyền đó.",
            )
        return principal

    return admitted


#: Ask: questions. Cite: search, and read what an answer cites. Read: lists, changes, relations. Write: which files the
#: library holds, how they are read, who sees them. Review: the clerk's desk, approvals, corrections, merging. Admin:
#: see other people's questions, manage keys.
Ask, Cite, Read, Write, Review, Admin = (
    Depends(requires_scope("ask")),
    Depends(requires_scope("ask", "read")),
    Depends(requires_scope("read")),
    Depends(requires_scope("write")),
    Depends(requires_scope("review")),
    Depends(requires_scope("admin")),
)


async def sees_whole_library(state: StateDep, principal: PrincipalDep) -> bool:
    """True if the principal sees every document."""
    everything = await state.authenticator.expand_labels((EVERY_LABEL,))
    return principal.kind == "local" or set(everything) <= set(principal.labels)


async def _whole_library(
    principal: Annotated[Principal, Admin], sees_all: Annotated[bool, Depends(sees_whole_library)]
) -> Principal:
    """The principal of an act on the whole library, who must see every document: a backup holds them all.

    :raises ProblemError: 403 if a document bears a label that he does not see.
    """
    if not sees_all:
        raise ProblemError(
            403,
            "forbidden",
            "Không được phép",
            f"Việc này đụng tới cả kho nên cần khóa được xem mọi văn bản (nhãn {EVERY_LABEL}).",
        )
    return principal


WholeLibrary = Depends(_whole_library)
#: A document's id in a path: any string where a document is read (404 if there is none), a well-formed id elsewhere.
AnyDocumentId = Annotated[str, Path(description="Mã văn bản", examples=["d_1f0a9c33d2"])]
DocumentId = Annotated[Identifier, Path(description="Mã văn bản", examples=["d_1f0a9c33d2"])]
AskerDep = Annotated[Principal, Ask]
CitedDep = Annotated[Principal, Cite]
ReaderDep = Annotated[Principal, Read]
WriterDep = Annotated[Principal, Write]
ReviewerDep = Annotated[Principal, Review]
AdminDep = Annotated[Principal, Admin]


#: Of a document that a clerk found to be the same as another one.
_MERGED = "Văn bản này đã được gộp vào văn bản {keeper}, nay trả lời thay; hãy mở /van-ban/{keeper}."


def require_document(document_id: AnyDocumentId, state: StateDep, principal: CitedDep) -> StoredDocument:
    """The document of the path; 404 if there is none, or if the caller may not see it."""
    document = state.assistant.library.document(document_id)
    if document is None or not principal.may_see(document.access):
        raise problems.not_found("văn bản", document_id)
    if document.state != "active":
        keeper = state.assistant.library.visible_to(principal.labels).duplicates.keeper(document_id)
        if keeper is None:
            raise problems.not_found("văn bản", document_id)
        raise ProblemError(404, "not_found", "Văn bản đã được gộp", _MERGED.format(keeper=keeper))
    return document


DocumentDep = Annotated[StoredDocument, Depends(require_document)]


async def visible_library(state: StateDep, principal: CitedDep) -> Library:
    """The library as the caller may see it."""
    return state.assistant.library.visible_to(principal.labels)


def clerks_view(library: Library, principal: Principal) -> Library:
    """The library as a clerk works on it: also documents held back under a label that the clerk may see."""
    return library.visible_to((*principal.labels, *map(held_back_label, principal.labels)))


async def clerk_library(state: StateDep, principal: ReviewerDep) -> Library:
    """The library as the caller, a clerk, works on it."""
    return clerks_view(state.assistant.library, principal)


ClerkLibraryDep = Annotated[Library, Depends(clerk_library)]
VisibleLibraryDep = Annotated[Library, Depends(visible_library)]


async def request_audit(request: Request, state: StateDep) -> RequestAudit:
    """The audit of one request."""
    return RequestAudit(state.audit, request)


AuditDep = Annotated[RequestAudit, Depends(request_audit)]
