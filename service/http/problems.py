"""Problem documents: every error of the HTTP interface as ``application/problem+json`` (RFC 9457), in Vietnamese."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from service.schemas.common import ProblemOut

MEDIA_TYPE = "application/problem+json"
#: Path under which each code is described.
DESCRIBED = "/api/v1/problems"
#: Path of the interface that follows OpenAI's, and its names of errors by status.
OPENAI = "/v1/"
_OPENAI_TYPES = {401: "authentication_error", 403: "permission_error", 404: "not_found_error", 429: "rate_limit_error"}


class ProblemError(Exception):
    """An error to be shown to the caller. ``code`` never changes; ``title`` and ``detail`` are Vietnamese.

    ``headers`` go into the response (``Retry-After``, ``WWW-Authenticate``), ``more`` are further members of its body.
    All codes are listed in ``service/http/problem_codes.py``.
    """

    def __init__(
        self,
        status: int,
        code: str,
        title: str,
        detail: str,
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.headers = dict(headers or {})
        self.more = dict(more or {})


#: Code, title and detail of the statuses that the framework itself raises.
_STATUS_WORDING: Mapping[int, tuple[str, str, str]] = {
    400: ("bad_request", "Yêu cầu không hợp lệ", "Yêu cầu gửi lên không đúng dạng."),
    404: ("not_found", "Không tìm thấy", "Địa chỉ này không có trên hệ thống."),
    405: ("method_not_allowed", "Phương thức không được dùng", "Địa chỉ này không nhận phương thức đã gửi."),
    413: ("too_large", "Yêu cầu quá lớn", "Nội dung gửi lên vượt quá kích thước cho phép."),
    415: ("unsupported_media_type", "Kiểu nội dung không được hỗ trợ", "Hãy gửi nội dung dạng application/json."),
}
#: Vietnamese wording of pydantic's error types.
_FIELD_WORDING: Mapping[str, str] = {
    "missing": "thiếu trường này",
    "extra_forbidden": "trường này không được dùng",
    "string_type": "cần một chuỗi ký tự",
    "int_type": "cần một số nguyên",
    "int_parsing": "cần một số nguyên",
    "int_from_float": "cần một số nguyên",
    "greater_than_equal": "phải từ {ge} trở lên",
    "less_than_equal": "không được quá {le}",
    "string_too_short": "cần ít nhất {min_length} ký tự",
    "string_too_long": "không được quá {max_length} ký tự",
    "too_long": "không được quá {max_length} phần tử",
    "date_from_datetime_parsing": "cần một ngày dạng 2025-12-31",
    "date_parsing": "cần một ngày dạng 2025-12-31",
    "date_type": "cần một ngày dạng 2025-12-31",
    "list_type": "cần một danh sách",
    "tuple_type": "cần một danh sách",
    "model_attributes_type": "cần một đối tượng JSON",
    "model_type": "cần một đối tượng JSON",
    "dict_type": "cần một đối tượng JSON",
    "literal_error": "cần một trong các giá trị: {expected}",
    "string_pattern_mismatch": "không đúng dạng cần có",
    "string_unicode": "có ký tự không hợp lệ",
}


def install(app: FastAPI) -> None:
    """Turn every error of ``app`` into a problem document."""
    app.add_exception_handler(ProblemError, _handle_problem)
    app.add_exception_handler(RequestValidationError, _handle_invalid)
    app.add_exception_handler(HTTPException, _handle_framework_error)
    app.add_exception_handler(Exception, _handle_unexpected)


def problem_response(problem: ProblemError, *, instance: str | None = None, **more: object) -> Response:
    """The HTTP response of a problem; below /v1/ in the form that clients of OpenAI's interface read."""
    body = {**problem_members(problem, instance), **problem.more, **more}
    if instance is not None and instance.startswith(OPENAI):
        shown = {"error": openai_error(problem, body)}
        return JSONResponse(shown, status_code=problem.status, headers=problem.headers)
    return JSONResponse(body, status_code=problem.status, media_type=MEDIA_TYPE, headers=problem.headers)


def problem_members(problem: ProblemError, instance: str | None = None) -> dict[str, object]:
    """The members that every problem document has; ``type`` is the address that describes the code."""
    return {
        "type": f"{DESCRIBED}/{problem.code}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "code": problem.code,
        **({"instance": instance} if instance else {}),
    }


def openai_error(problem: ProblemError, body: Mapping[str, object]) -> dict[str, object]:
    """The problem in the form of OpenAI's interface."""
    kind = _OPENAI_TYPES.get(problem.status, "invalid_request_error" if problem.status < 500 else "server_error")
    fields = body.get("errors")
    field = fields[0]["field"] if isinstance(fields, list) and fields else body.get("param")
    return {"message": problem.detail, "type": kind, "param": field, "code": problem.code}


def openapi_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The ``responses`` of a router whose routes may answer with problems of these statuses."""
    return {status: {"model": ProblemOut} for status in statuses}


def not_found(what: str, key: str) -> ProblemError:
    """The 404 problem of an id that the library does not have."""
    return ProblemError(404, "not_found", f"Không tìm thấy {what}", f"Không có {what} với mã {key!r} trong kho.")


def _handle_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)
    return problem_response(error, instance=request.url.path)


def _handle_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    details = error.errors()
    if any(item["type"] == "json_invalid" for item in details):
        problem = ProblemError(
            400, "malformed_json", "JSON không đọc được", "Nội dung gửi lên không phải JSON đúng dạng."
        )
        return problem_response(problem, instance=request.url.path)
    fields = [
        {"field": ".".join(str(part) for part in item["loc"][1:]) or "body", "reason": field_reason(item)}
        for item in details
    ]
    detail = "; ".join(f"{field['field']}: {field['reason']}" for field in fields) + "."
    problem = ProblemError(422, "invalid_field", "Dữ liệu gửi lên không hợp lệ", detail)
    return problem_response(problem, instance=request.url.path, errors=fields)


def field_reason(item: Mapping[str, object]) -> str:
    """What is wrong with a field, of pydantic's error."""
    template = _FIELD_WORDING.get(str(item["type"]), "giá trị không hợp lệ")
    context = item.get("ctx")
    if not isinstance(context, dict):
        return template
    # pydantic joins the listed values in English.
    words = {
        key: value.replace(" or ", " hoặc ") if isinstance(value, str) else value for key, value in context.items()
    }
    return template.format(**words)


def _handle_framework_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    known = _STATUS_WORDING.get(error.status_code)
    if known is None:
        known = ("http_error", HTTPStatus(error.status_code).phrase, "Yêu cầu không thực hiện được.")
    return problem_response(ProblemError(error.status_code, *known, headers=error.headers), instance=request.url.path)


def _handle_unexpected(request: Request, error: Exception) -> Response:
    if isinstance(error, OperationalError):
        problem = ProblemError(
            503, "database_away", "Cơ sở dữ liệu chưa trả lời", "Kho đang tạm ngừng trả lời; hãy thử lại sau ít giây.",
            {"Retry-After": "5"},
        )  # fmt: skip
    else:
        problem = ProblemError(
            500, "internal_error", "Lỗi của hệ thống", "Hệ thống gặp lỗi ngoài dự kiến; lỗi đã được ghi lại để xử lý."
        )
    answer = problem_response(problem, instance=request.url.path)
    # This response bypasses all middleware, so the headers that they would have set are set here.
    answer.headers["X-Request-ID"] = str(getattr(request.state, "request_id", ""))
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def problem_bytes(problem: ProblemError) -> bytes:
    """The body of a problem document, for middleware that answers before the framework does."""
    return json.dumps({**problem_members(problem), **problem.more}, ensure_ascii=False).encode()
