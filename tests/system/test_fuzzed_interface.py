"""Schemathesis: whatever is sent, the real service answers as its description says, and never fails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from service.documents.ingest_command import ingest_paths
from service.settings import load_settings
from tests.support.live_server import live
from tests.support.small_library import write_documents

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
#: Requests for each operation and kind of data.
EXAMPLES = 2


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("fuzzed")
    write_documents(folder / "docs")
    made = load_settings(home=folder / "home", workers=1, ocr=False, max_file_mb=1, watch=(folder / "docs",))
    ingest_paths(made, [folder / "docs"])
    with live(made) as url:
        yield url


def known(address: str) -> dict[str, Any]:
    """Values of path parameters that lead somewhere."""
    document = httpx.get(f"{address}/api/v1/documents").json()["documents"][0]
    passages = httpx.get(f"{address}/api/v1/documents/{document['id']}/passages").json()["passages"]
    answer = httpx.post(f"{address}/api/v1/ask", json={"question": "Kinh phí thư viện cơ sở?"}).json()
    return {
        "document_id": document["id"],
        "task_id": httpx.get(f"{address}/api/v1/tasks").json()["tasks"][0]["id"],
        "passage_id": passages[0]["id"],
        "answer_id": answer["id"],
        "conversation_id": answer["conversation_id"],
    }


def call(operation: Any, mode: GenerationMode, ids: dict[str, Any]) -> int:
    """Call an operation with made-up data, with ``ids`` in its path; returns how often."""
    called = 0

    @seed(516)
    @settings(
        max_examples=EXAMPLES,
        derandomize=False,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def answers(case: Case[Any]) -> None:
        nonlocal called
        called += 1
        case.path_parameters.update({name: ids[name] for name in set(case.path_parameters) & set(ids)})
        case.call_and_validate(checks=CHECKS, timeout=30)

    answers()
    return called


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["valid", "invalid"])
def test_every_operation_answers_as_described(address: str, mode: GenerationMode) -> None:
    schema = schemathesis.openapi.from_url(f"{address}/api/v1/openapi.json")
    real = known(address)
    called, wrong = 0, []
    for found in schema.get_all_operations():
        operation = found.ok()  # type: ignore[union-attr]  # an error of the description fails here
        if operation.method == "delete":
            continue  # what the others read would be gone
        named = {parameter.name for parameter in operation.path_parameters}
        reached = mode is GenerationMode.POSITIVE and named & set(real)
        for ids in [{}, real] if reached else [{}]:
            try:
                called += call(operation, mode, ids)
            except Unsatisfiable:
                continue  # it takes nothing that could be wrong
            except FailureGroup as failures:
                wrong.append(f"{operation.label}: {[str(one) for one in failures.exceptions]}")
    assert not wrong, "\n".join(wrong)
    assert called > 60
