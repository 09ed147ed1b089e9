"""Traces as a collector receives them: the real SDK and exporter, and an OTLP/HTTP receiver on this machine."""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.machinery import ModuleSpec
from pathlib import Path

import httpx
import pytest

from service.app import create_app
from service.documents.ingest_command import ingest_paths
from service.monitoring.tracing import Tracer, TracingMissing
from service.settings import load_settings
from tests.support.live_server import live
from tests.support.small_library import write_documents

TRACE = "0af7651916cd43dd8448eb211c80319c"
SECRET = "chuyện riêng của bà Bông"


@contextmanager
def collector() -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    received: list[tuple[str, bytes]] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            received.append((self.path, body))
            self.send_response(200)
            self.send_header("content-type", "application/x-protobuf")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Receiver) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", received
        finally:
            server.shutdown()
            thread.join()


def test_spans_reach_a_collector_and_hold_no_question(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("opentelemetry.exporter.otlp.proto.http", reason="opentelemetry is not installed")
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    # What is searched below is what was sent.
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "none")
    write_documents(tmp_path / "docs")
    settings = load_settings(home=tmp_path / "home", workers=1, ocr=False)
    ingest_paths(settings, [tmp_path / "docs"])
    with collector() as (endpoint, received):
        with live(settings.model_copy(update={"otel": endpoint})) as url:
            traced = {"traceparent": f"00-{TRACE}-b7ad6b7169203331-01", "X-Request-ID": "yeu-cau-01"}
            httpx.post(f"{url}/api/v1/ask", json={"question": SECRET}, headers=traced).raise_for_status()
            httpx.get(f"{url}/api/v1/documents/d_khong_co", params={"text": SECRET})
            httpx.get(f"{url}/{SECRET}")
        assert {path for path, _ in received} == {"/v1/traces"}
    sent = [ExportTraceServiceRequest.FromString(body) for _, body in received]
    resources = [resource for request in sent for resource in request.resource_spans]
    named = {value.key: value.value.string_value for value in resources[0].resource.attributes}
    assert named["service.name"] == "hoivanban"
    spans = {span.name: span for resource in resources for scope in resource.scope_spans for span in scope.spans}
    assert set(spans) == {"POST /api/v1/ask", "GET /api/v1/documents/{document_id}", "GET /{name}"}
    asked = spans["POST /api/v1/ask"]
    assert (asked.trace_id.hex(), asked.parent_span_id.hex()) == (TRACE, "b7ad6b7169203331")
    said = {value.key: value.value.string_value or value.value.int_value for value in asked.attributes}
    assert said == {
        "http.request.method": "POST", "http.route": "/api/v1/ask", "http.response.status_code": 200,
        "hoivanban.request_id": "yeu-cau-01",
    }  # fmt: skip
    assert asked.end_time_unix_nano > asked.start_time_unix_nano
    everything = b"".join(body for _, body in received)
    for word in ("riêng", "Bông", "d_khong_co"):
        assert word.encode() not in everything, "no question, no path"


def test_a_collector_that_is_away_costs_no_answer(tmp_path: Path) -> None:
    pytest.importorskip("opentelemetry.exporter.otlp.proto.http", reason="opentelemetry is not installed")
    settings = load_settings(home=tmp_path / "home", otel="http://127.0.0.1:9")
    with live(settings) as url:
        assert httpx.get(f"{url}/healthz").status_code == 200


def test_without_the_packages_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec

    def missing(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name.startswith("opentelemetry.") else found(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", missing)
    with pytest.raises(TracingMissing, match="pip install"):
        create_app(load_settings(home=tmp_path, otel="http://127.0.0.1:4318"))


def test_a_request_that_fails_ends_its_span() -> None:
    pytest.importorskip("opentelemetry.sdk", reason="opentelemetry-sdk is not installed")
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    kept = InMemorySpanExporter()
    tracer = Tracer("", kept)
    with pytest.raises(ValueError, match="riêng"), tracer.request_span({"method": "GET", "headers": []}, "yeu-cau-02"):
        raise ValueError(SECRET)
    tracer.close()
    (made,) = kept.get_finished_spans()
    assert not made.status.is_ok
    assert SECRET not in made.to_json(indent=None).encode().decode("unicode_escape")
    assert not made.events
