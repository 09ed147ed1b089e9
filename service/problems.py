"""Every error of the HTTP interface as ``application/problem+json`` (RFC 9457), in Vietnamese, with a machine code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

MEDIA_TYPE = "application/problem+json"


class ProblemError(Exception):
    """Something the caller can be told. ``code`` is stable; ``title`` and ``detail`` are Vietnamese."""

    def __init__(self, status: int, code: str, title: str, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail


#: Title and code of the statuses that the framework itself raises.
_STATUS_WORDING: Mapping[int, tuple[str, str, str]] = {
    400: ("bad_request", "Yêu cầu không hợp lệ", "Yêu cầu gửi lên không đúng dạng."),
    404: ("not_found", "Không tìm thấy", "Địa chỉ này không có trên hệ thống."),
    405: ("method_not_allowed", "Phương thức không được dùng", "Địa chỉ này không nhận phương thức đã gửi."),
    413: ("too_large", "Yêu cầu quá lớn", "Nội dung gửi lên vượt quá kích thước cho phép."),
    415: ("unsupported_media_type", "Kiểu nội dung không được hỗ trợ", "Hãy gửi nội dung dạng application/json."),
}
#: What pydantic's error types mean, said to the caller.
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
    app.add_exception_handler(ProblemError, _own)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _framework)
    app.add_exception_handler(Exception, _unexpected)


def response(problem: ProblemError, *, instance: str | None = None, **more: object) -> Response:
    """Write a problem document."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "code": problem.code,
        **({"instance": instance} if instance else {}),
        **more,
    }
    return JSONResponse(body, status_code=problem.status, media_type=MEDIA_TYPE)


def not_found(what: str, key: str) -> ProblemError:
    """The problem of an id that the library does not hold."""
    return ProblemError(404, "not_found", f"Không tìm thấy {what}", f"Không có {what} với mã {key!r} trong kho.")


def _own(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)
    return response(error, instance=request.url.path)


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    details = error.errors()
    if any(item["type"] == "json_invalid" for item in details):
        problem = ProblemError(
            400, "malformed_json", "JSON không đọc được", "Nội dung gửi lên không phải JSON đúng dạng."
        )
        return response(problem, instance=request.url.path)
    fields = [
        {"field": ".".join(str(part) for part in item["loc"][1:]) or "body", "reason": _reason(item)}
        for item in details
    ]
    detail = "; ".join(f"{field['field']}: {field['reason']}" for field in fields) + "."
    problem = ProblemError(422, "invalid_field", "Dữ liệu gửi lên không hợp lệ", detail)
    return response(problem, instance=request.url.path, errors=fields)


def _reason(item: Mapping[str, object]) -> str:
    template = _FIELD_WORDING.get(str(item["type"]), "giá trị không hợp lệ")
    context = item.get("ctx")
    if not isinstance(context, dict):
        return template
    # pydantic joins the listed values in English.
    words = {
        key: value.replace(" or ", " hoặc ") if isinstance(value, str) else value for key, value in context.items()
    }
    return template.format(**words)


def _framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    known = _STATUS_WORDING.get(error.status_code)
    if known is None:
        known = ("http_error", HTTPStatus(error.status_code).phrase, "Yêu cầu không thực hiện được.")
    answer = response(ProblemError(error.status_code, *known), instance=request.url.path)
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    return answer


def _unexpected(request: Request, error: Exception) -> Response:
    problem = ProblemError(
        500, "internal_error", "Lỗi của hệ thống", "Hệ thống gặp lỗi ngoài dự kiến; lỗi đã được ghi lại để xử lý."
    )
    return response(problem, instance=request.url.path)


def problem_bytes(problem: ProblemError) -> bytes:
    """The body of a problem document, for the middleware that answers before the framework does."""
    body = {"type": "about:blank", "title": problem.title, "status": problem.status, "detail": problem.detail}
    return json.dumps({**body, "code": problem.code}, ensure_ascii=False).encode()
