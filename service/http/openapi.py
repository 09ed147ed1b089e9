"""The OpenAPI document: FastAPI's own, completed by the responses of the middleware.

It is the contract of the HTTP interface: ``tests/golden/openapi.json`` holds it, and a test fails when it is broken.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from service.http.problems import MEDIA_TYPE, OPENAI

#: The promise of compatibility, at the head of the description.
PROMISE = """\
Mọi thứ dưới `/api/v1` giữ nguyên trong suốt v1: không địa chỉ, phương thức, tham số, trường hay mã lỗi nào bị bỏ hoặc
đổi nghĩa; không trường nào của yêu cầu trở thành bắt buộc hay hẹp lại. Bản mới có thể thêm địa chỉ, thêm tham số không
bắt buộc và thêm trường vào câu trả lời: bên gọi hãy bỏ qua trường mình không biết. Thay đổi trái với điều này chỉ có ở
`/api/v2`, và v1 còn chạy ít nhất 12 tháng sau đó.

Danh sách dùng con trỏ: gửi lại `following` trong `after`. Lỗi là `application/problem+json` (RFC 9457), `code` là mã
cho máy. Việc ghi nhận `Idempotency-Key`; việc đọc có `ETag` thì nhận `If-None-Match`.
"""
#: Responses of the middleware, which any request may get before its route is reached.
_EVERYWHERE = {
    "408": "Nội dung gửi lên tới quá chậm",
    "413": "Yêu cầu lớn quá giới hạn",
    "429": "Quá nhiều yêu cầu; `Retry-After` nói khi nào thử lại",
    "503": "Dịch vụ đang quá tải hoặc chưa sẵn sàng",
    "504": "Yêu cầu chạy quá thời gian cho phép",
}
#: Further responses to requests that need authentication, and to those with a body.
_KNOWN = {"401": "Chưa xác thực", "403": "Không được phép"}
_BODY = {"400": "Nội dung gửi lên không đọc được"}
_PROBLEM = {"$ref": "#/components/schemas/ProblemOut"}
_OPENAI_ERROR = {"$ref": "#/components/schemas/OpenAIErrorOut"}
#: What FastAPI says of a status in English -> what the contract says.
_STATUS_WORDS = {
    "Successful Response": "Xong",
    "Bad Request": "Yêu cầu không đọc được hoặc không thực hiện được",
    "Unauthorized": "Chưa xác thực",
    "Forbidden": "Không được phép",
    "Not Found": "Không tìm thấy, hoặc người gọi không được thấy",
    "Conflict": "Trái với trạng thái hiện có",
    "Gone": "Không còn",
    "Request Entity Too Large": "Nội dung gửi lên lớn quá giới hạn",
    "Content Too Large": "Nội dung gửi lên lớn quá giới hạn",
    "Unsupported Media Type": "Kiểu nội dung không được nhận",
    "Unprocessable Entity": "Trường gửi lên không hợp lệ; `errors` nêu từng trường",
    "Unprocessable Content": "Trường gửi lên không hợp lệ; `errors` nêu từng trường",
    "Validation Error": "Trường gửi lên không hợp lệ; `errors` nêu từng trường",
    "Service Unavailable": "Dịch vụ đang quá tải hoặc chưa sẵn sàng",
}
#: The one route without middleware's responses: it only tells that the process runs.
_ALIVE = "/healthz"


def install(app: FastAPI) -> None:
    """Let ``app`` serve the completed OpenAPI document."""
    derived = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = complete_schema(derived())
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def complete_schema(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema, with the media type of problems and with the responses of the middleware."""
    schema["info"]["description"] = PROMISE
    for path, operation in operations(schema):
        responses = operation.setdefault("responses", {})
        openai = path.startswith(OPENAI)
        added = {} if path == _ALIVE else {**_EVERYWHERE}
        if "security" in operation:
            added |= _KNOWN
        if "requestBody" in operation:
            added |= _BODY
        for status, description in added.items():
            content = {"application/json": {"schema": _OPENAI_ERROR if openai else _PROBLEM}}
            responses.setdefault(status, {"description": description, "content": content})
        for status, response in responses.items():
            response["description"] = _STATUS_WORDS.get(response["description"], response["description"])
            if not openai and not status.startswith("2"):
                _as_problem(response)
    return schema


def operations(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each operation of the schema with its path."""
    for path, methods in schema["paths"].items():
        for operation in methods.values():
            yield path, operation


def _as_problem(response: dict[str, Any]) -> None:
    """Set the media type of a problem document, which FastAPI declares as plain JSON."""
    content = response.get("content", {})
    if "application/json" in content:
        response["content"] = {MEDIA_TYPE: content["application/json"]}
