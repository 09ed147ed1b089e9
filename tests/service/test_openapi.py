"""The written contract of the HTTP interface: whole, exampled, and kept.

After a wanted change that only adds: ``HOIVANBAN_GOLDEN=1 pytest tests/service/test_openapi.py``, then read the
difference.
"""

from __future__ import annotations

import ast
import copy
import json
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from service.app import create_app
from service.http.problem_codes import CODES
from service.http.problems import MEDIA_TYPE
from service.settings import load_settings
from tests.support.checkout import GOLDEN, ROOT
from tests.support.openapi_changes import breaking

CONTRACT = GOLDEN / "openapi.json"
SERVICE = ROOT / "service"
REWRITE = os.environ.get("HOIVANBAN_GOLDEN") == "1"


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    schema: dict[str, Any] = create_app(load_settings(home=tmp_path_factory.mktemp("contract"))).openapi()
    return schema


def test_nothing_of_the_contract_is_broken(described: dict[str, Any]) -> None:
    if REWRITE:
        assert not os.environ.get("CI"), "HOIVANBAN_GOLDEN=1 is for one's own machine"
        CONTRACT.write_text(
            json.dumps(described, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
        )
    assert breaking(json.loads(CONTRACT.read_text(encoding="utf-8")), described) == []


def fields(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every property of every model and every parameter, with its place."""
    for model, shape in schema["components"]["schemas"].items():
        for name, field in shape.get("properties", {}).items():
            yield f"{model}.{name}", field
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            for parameter in operation.get("parameters", []):
                field = {**parameter["schema"], **{k: parameter[k] for k in ("description",) if k in parameter}}
                yield f"{method.upper()} {path} {parameter['in']} {parameter['name']}", field


def exampled(field: dict[str, Any]) -> bool:
    """Whether a field has an example of its own, or holds a model whose fields have."""
    if field.get("examples") or "example" in field or "const" in field:
        return True
    if any(exampled(option) for option in field.get("anyOf", ()) if option.get("type") != "null"):
        return True
    return "$ref" in field or ("items" in field and exampled(field["items"]))


def test_every_field_says_what_it_is_and_shows_an_example(described: dict[str, Any]) -> None:
    listed = list(fields(described))
    assert len(listed) > 250
    assert [place for place, field in listed if not field.get("description")] == []
    assert [place for place, field in listed if not exampled(field)] == []


def test_examples_are_valid(described: dict[str, Any]) -> None:
    import jsonschema

    components = described["components"]
    for place, field in fields(described):
        for example in field.get("examples", ()):
            validator = jsonschema.Draft202012Validator({**field, "components": components})
            errors = [error.message for error in validator.iter_errors(example)]
            assert not errors, (place, errors)


def test_every_operation_is_summed_up_and_errors_are_problems(described: dict[str, Any]) -> None:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], (method, path)
            assert operation["tags"], (method, path)
            for status, response in operation["responses"].items():
                assert response["description"]
                if path.startswith("/api/") and status >= "300" and status not in ("304", "416"):
                    assert MEDIA_TYPE in response["content"], (method, path, status)


def test_every_write_takes_an_idempotency_key(described: dict[str, Any]) -> None:
    # A token may be minted twice: the second does as well as the first.
    reads = {"/api/v1/search", "/api/v1/widget/token"}
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            names = {item["name"].lower() for item in operation.get("parameters", [])}
            if path.startswith("/api/v1") and method != "get" and path not in reads:
                assert "idempotency-key" in names, (method, path)


def test_every_list_is_paged_alike(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    for path, methods in described["paths"].items():
        content = methods.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        name = str(content.get("application/json", {}).get("schema", {}).get("$ref", "")).rpartition("/")[2]
        if "following" in schemas.get(name, {}).get("properties", {}):
            assert "after" in {item["name"] for item in methods["get"]["parameters"]}, path


def told_codes() -> Iterator[tuple[str, str]]:
    for path in SERVICE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(getattr(node, "func", None), "id", getattr(getattr(node, "func", None), "attr", ""))
            if isinstance(node, ast.Call) and name in ("ProblemError", "QuestionError"):
                place = 1 if name == "ProblemError" else 0
                code = node.args[place] if len(node.args) > place else None
                if isinstance(code, ast.Constant):
                    yield str(code.value), path.name


def test_every_code_is_described_and_given() -> None:
    told = dict(told_codes())
    assert {code: where for code, where in told.items() if code not in CODES} == {}
    by_framework = {"bad_request", "http_error", "invalid_field", "malformed_json", "method_not_allowed"}
    assert sorted(CODES) == list(CODES)
    # Some are handed on by a function; each is at least written somewhere else than in the list.
    elsewhere = "".join(
        path.read_text(encoding="utf-8") for path in SERVICE.rglob("*.py") if path.stem != "problem_codes"
    )
    assert [code for code in CODES if code not in by_framework and f'"{code}"' not in elsewhere] == []


def changed(schema: dict[str, Any], change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    copied = copy.deepcopy(schema)
    change(copied)
    return copied


ASK, ONE = "/api/v1/ask", "/api/v1/documents/{document_id}"
BREAKING: dict[str, Callable[[dict[str, Any]], object]] = {
    "path removed": lambda s: s["paths"].pop(ASK),
    "method removed": lambda s: s["paths"][ASK].pop("post"),
    "response removed": lambda s: s["paths"][ONE]["get"]["responses"].pop("404"),
    "field removed": lambda s: s["components"]["schemas"]["DocumentOut"]["properties"].pop("number"),
    "field renamed": lambda s: s["components"]["schemas"]["QuestionIn"]["properties"].update(
        ask=s["components"]["schemas"]["QuestionIn"]["properties"].pop("question")
    ),
    "type changed": lambda s: s["components"]["schemas"]["DocumentOut"]["properties"]["version"].update(type="string"),
    "input narrowed": lambda s: s["components"]["schemas"]["QuestionIn"]["properties"]["limit"].update(maximum=3),
    "pattern added": lambda s: s["components"]["schemas"]["SearchIn"]["properties"]["question"].update(pattern="^a"),
    "null no longer taken": lambda s: s["components"]["schemas"]["QuestionIn"]["properties"]["as_of"].update(
        anyOf=[{"type": "string"}]
    ),
    "newly required field": lambda s: s["components"]["schemas"]["QuestionIn"]["required"].append("limit"),
    "newly required parameter": lambda s: s["paths"]["/api/v1/documents"]["get"]["parameters"].append(
        {"in": "query", "name": "x", "required": True, "schema": {"type": "string"}}
    ),
    "parameter removed": lambda s: s["paths"]["/api/v1/documents"]["get"]["parameters"].clear(),
    "enumeration narrowed": lambda s: s["components"]["schemas"]["FeedbackIn"]["properties"]["reason"]["anyOf"][0][
        "enum"
    ].pop(),
    "answer may be null": lambda s: s["components"]["schemas"]["DocumentOut"]["properties"].update(
        id={"anyOf": [{"type": "string"}, {"type": "null"}]}
    ),
    "answer may lack a field": lambda s: s["components"]["schemas"]["DocumentOut"]["required"].remove("id"),
    "media type removed": lambda s: s["paths"][ASK]["post"]["responses"]["200"]["content"].pop("text/event-stream"),
}
HARMLESS: dict[str, Callable[[dict[str, Any]], object]] = {
    "nothing": lambda s: None,
    "path added": lambda s: s["paths"].update({"/api/v1/new": s["paths"][ASK]}),
    "answer field added": lambda s: s["components"]["schemas"]["DocumentOut"]["properties"].update(
        colour={"type": "string"}
    ),
    "optional input added": lambda s: s["components"]["schemas"]["QuestionIn"]["properties"].update(
        tone={"type": "string"}
    ),
    "input widened": lambda s: s["components"]["schemas"]["QuestionIn"]["properties"]["limit"].update(maximum=100),
    "optional parameter added": lambda s: s["paths"]["/api/v1/documents"]["get"]["parameters"].append(
        {"in": "query", "name": "x", "schema": {"type": "string"}}
    ),
    "words changed": lambda s: s["info"].update(description="khác"),
    "error added": lambda s: s["paths"][ASK]["post"]["responses"].update({"418": {"description": "x"}}),
}


@pytest.mark.parametrize("change", BREAKING.values(), ids=BREAKING)
def test_breaking_changes_are_seen(described: dict[str, Any], change: Callable[[dict[str, Any]], object]) -> None:
    assert breaking(described, changed(described, change))


@pytest.mark.parametrize("change", HARMLESS.values(), ids=HARMLESS)
def test_additions_are_let_through(described: dict[str, Any], change: Callable[[dict[str, Any]], object]) -> None:
    assert breaking(described, changed(described, change)) == []
