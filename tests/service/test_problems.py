"""Every error the interface can give is a problem document in Vietnamese with a stable code."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

import pytest
from fastapi import FastAPI, HTTPException, Query
from pydantic import BaseModel, Field
from starlette.testclient import TestClient

from service.http import problems
from service.http.problems import ProblemError


class Body(BaseModel):
    count: int = Field(ge=1, le=9)
    kind: Literal["a", "b"] = "a"
    words: tuple[str, ...] = Field((), max_length=2)


@pytest.fixture(scope="module")
def client() -> TestClient:
    app = FastAPI()
    problems.install(app)

    @app.post("/count")
    def count(body: Body) -> int:
        return body.count

    @app.get("/fail/{status}")
    def fail(status: int) -> None:
        raise HTTPException(status, headers={"Retry-After": "5"})

    @app.get("/own")
    def own() -> None:
        raise ProblemError(409, "clash", "Xung đột", "Hai yêu cầu trái nhau.")

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError("secret path /var/lib")

    @app.get("/short")
    def short(q: Annotated[str, Query(max_length=3)]) -> str:
        return q

    return TestClient(app, raise_server_exceptions=False)


def problem(response: Any, status: int, code: str) -> dict[str, Any]:
    assert response.status_code == status
    assert response.headers["content-type"] == problems.MEDIA_TYPE
    body: dict[str, Any] = response.json()
    assert (body["status"], body["code"], body["type"]) == (status, code, f"/api/v1/problems/{code}")
    return body


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        pytest.param({}, "count: thiếu trường này", id="missing"),
        pytest.param({"count": 0}, "count: phải từ 1 trở lên", id="too-small"),
        pytest.param({"count": 10}, "count: không được quá 9", id="too-large"),
        pytest.param({"count": "x"}, "count: cần một số nguyên", id="not-a-number"),
        pytest.param({"count": 1, "kind": "c"}, "kind: cần một trong các giá trị: 'a' hoặc 'b'", id="not-listed"),
        pytest.param({"count": 1, "words": ["1", "2", "3"]}, "words: không được quá 2 phần tử", id="too-many"),
        pytest.param([], "body: cần một đối tượng JSON", id="not-an-object"),
    ],
)
def test_field_errors_name_the_field_and_the_reason(client: TestClient, body: object, reason: str) -> None:
    assert problem(client.post("/count", json=body), 422, "invalid_field")["detail"] == f"{reason}."


def test_query_parameter_is_checked_too(client: TestClient) -> None:
    assert "không được quá 3 ký tự" in problem(client.get("/short?q=dài quá"), 422, "invalid_field")["detail"]


def test_malformed_json(client: TestClient) -> None:
    response = client.post("/count", content=b'{"count":', headers={"content-type": "application/json"})
    problem(response, 400, "malformed_json")


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "bad_request"),
        (404, "not_found"),
        (405, "method_not_allowed"),
        (413, "too_large"),
        (415, "unsupported_media_type"),
        (418, "http_error"),
    ],
)
def test_errors_of_the_framework_keep_their_headers(client: TestClient, status: int, code: str) -> None:
    response = client.get(f"/fail/{status}")
    problem(response, status, code)
    assert response.headers["retry-after"] == "5"


def test_wrong_method_says_which_are_right(client: TestClient) -> None:
    response = client.put("/count")
    problem(response, 405, "method_not_allowed")
    assert "POST" in response.headers["allow"]


def test_own_problem_and_unexpected_failure(client: TestClient) -> None:
    assert problem(client.get("/own"), 409, "clash")["instance"] == "/own"
    told = problem(client.get("/broken"), 500, "internal_error")
    assert "secret" not in json.dumps(told)


def test_problem_before_the_framework_has_the_same_form() -> None:
    body = json.loads(problems.problem_bytes(ProblemError(413, "too_large", "Quá lớn", "Vượt quá.")))
    assert body == {
        "type": "/api/v1/problems/too_large",
        "title": "Quá lớn",
        "status": 413,
        "detail": "Vượt quá.",
        "code": "too_large",
    }
