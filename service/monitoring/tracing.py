"""OpenTelemetry traces, if set (HOIVANBAN_OTEL) and installed: one span for each request, sent over OTLP/HTTP."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from importlib.metadata import version
from typing import Any

from starlette.types import Scope

_PACKAGES = ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http")


class TracingMissing(Exception):
    """The packages are not installed; the message is a Vietnamese sentence."""


class Tracer:
    """Makes the spans of requests and sends them to a collector."""

    def __init__(self, endpoint: str, exporter: Any = None) -> None:
        """Send to ``endpoint`` (http://127.0.0.1:4318), or to ``exporter`` in tests.

        :raises TracingMissing: if the packages are not installed.
        """
        if not all(_installed(name) for name in _PACKAGES[: 1 if exporter else None]):
            raise TracingMissing(
                "HOIVANBAN_OTEL được đặt nhưng chưa cài OpenTelemetry; hãy chạy pip install 'hoivanban[otel]' hoặc bỏ "
                "cài đặt này."
            )
        self._endpoint = endpoint
        self._exporter = exporter

    @cached_property
    def _provider(self) -> Any:
        """Made with the first request: it starts a thread, and the parent of several processes must have none."""
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        exporter = self._exporter
        if exporter is None:
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

            exporter = OTLPSpanExporter(endpoint=f"{self._endpoint.rstrip('/')}/v1/traces")
        resource = Resource.create({"service.name": "hoivanban", "service.version": version("hoivanban")})
        provider = TracerProvider(resource=resource)
        provider.add_span_processor(BatchSpanProcessor(exporter))
        return provider

    @cached_property
    def _tracer(self) -> Any:
        return self._provider.get_tracer("hoivanban")

    @contextmanager
    def request_span(self, scope: Scope, request_id: str) -> Iterator[Callable[[str, int], None]]:
        """A span around a request, in the caller's trace if it names one; call what it yields with route and status."""
        from opentelemetry.trace import SpanKind, StatusCode
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        context = TraceContextTextMapPropagator().extract(headers)
        given = {"http.request.method": scope["method"], "hoivanban.request_id": request_id}
        with self._tracer.start_as_current_span(
            scope["method"], context=context, kind=SpanKind.SERVER, attributes=given,
            # The text of an exception may contain a question.
            record_exception=False, set_status_on_exception=False,
        ) as span:  # fmt: skip

            def ended(route: str, status: int) -> None:
                span.update_name(f"{scope['method']} {route}")
                span.set_attributes({"http.route": route, "http.response.status_code": status})

            try:
                yield ended
            except BaseException:
                span.set_status(StatusCode.ERROR)
                raise

    def close(self) -> None:
        """Send the remaining spans."""
        if "_provider" in self.__dict__:
            self._provider.shutdown()


def _installed(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False
