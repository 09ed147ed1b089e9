"""Metrics of the service in Prometheus's form.

A service of several processes reports the same figures, whichever process is asked
(``service.monitoring.process_counters``). Figures of the library (jobs, the newest change) are read on demand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from service.monitoring.process_counters import AllProcesses, ProcessFigures

Stage = Literal["search", "ranking", "composing"]
#: Seconds: a search takes some ten milliseconds, an answer some hundred.
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.4, 0.6, 1.0, 2.5, 5.0, 10.0, 30.0)
#: Statuses that are counted as refusals.
_REFUSALS = frozenset((401, 403, 408, 413, 415, 429, 503, 504))
_INDEX_CHANGE = "hoivanban_index_change"
#: Methods that are counted by name; all others are counted as "other", because a caller may invent them.
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


class Metrics:
    """The metrics of one application. ``shared`` is the folder of its processes' common counters."""

    def __init__(self, shared: Path | None = None) -> None:
        self.registry = CollectorRegistry()
        #: The registry that is reported: the process's own, or one with the figures of all processes.
        self._reported = self.registry if shared is None else CollectorRegistry()
        self._together: Collector | None = None
        if shared is None:
            ProcessCollector(registry=self._reported)
        else:
            self._together = AllProcesses(shared)
            self._reported.register(self._together)
            self._reported.register(ProcessFigures())
        PlatformCollector(registry=self._reported)
        self._requests = Counter(
            "hoivanban_requests", "Requests answered", ("route", "method", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "hoivanban_request_seconds", "Time of a request", ("route",), buckets=_BUCKETS, registry=self.registry
        )
        self._refusals = Counter("hoivanban_refusals", "Requests refused", ("status",), registry=self.registry)
        self._stages = Histogram(
            "hoivanban_stage_seconds",
            "Time of a stage of answering: the whole search, the ranking in it, composing the answer",
            ("stage",),
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self._answers = Counter("hoivanban_answers", "Answers given", ("status",), registry=self.registry)
        self.questions = Gauge(
            "hoivanban_questions_in_hand", "Questions being answered or waiting", registry=self.registry,
            multiprocess_mode="livesum",
        )  # fmt: skip
        self.index_change = Gauge(
            _INDEX_CHANGE, "Change up to which the indexes answer; of several processes, the slowest's",
            registry=self.registry, multiprocess_mode="livemin",
        )  # fmt: skip
        found = "Found in a cache", "Not found in a cache"
        self.cache_hits, self.cache_misses = (
            Counter(f"hoivanban_cache_{name}", text, ("cache",), registry=self.registry)
            for name, text in zip(("hits", "misses"), found, strict=True)
        )
        # labels() finds its child under a lock; this look-up costs a third of that.
        self._counted: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def count_request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request."""
        key = (route, method, status)
        counted = self._counted.get(key)
        if counted is None:
            named = method if method in _METHODS else "other"
            counted = self._requests.labels(route, named, str(status)), self._seconds.labels(route)
            if named == method:
                self._counted[key] = counted
        counted[0].inc()
        counted[1].observe(seconds)
        if status in _REFUSALS:
            self._refusals.labels(str(status)).inc()

    def time_stage(self, stage: str, seconds: float) -> None:
        """Record the seconds of a stage of answering: search, ranking (a part of it), composing."""
        self._stages.labels(stage).observe(seconds)

    def count_answer(self, status: str) -> None:
        """Count an answer with this status."""
        self._answers.labels(status).inc()

    def add_reader(self, read: Callable[[], Iterable[Metric]]) -> None:
        """Add figures that ``read`` gives anew whenever the metrics are requested."""
        self._reported.register(_FigureCollector(read))

    def text(self) -> bytes:
        """All metrics in Prometheus's text format."""
        return generate_latest(self._reported)

    def oldest_index(self) -> int:
        """The library's change that the indexes of all processes have reached."""
        families = (self._together or self.index_change).collect()
        known = (sample for family in families for sample in family.samples if sample.name == _INDEX_CHANGE)
        return int(min((sample.value for sample in known), default=0))


class _FigureCollector(Collector):
    def __init__(self, read: Callable[[], Iterable[Metric]]) -> None:
        self._read = read

    def describe(self) -> Iterable[Metric]:
        # Without it, registering would read the figures.
        return ()

    def collect(self) -> Iterable[Metric]:
        return self._read()


def gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    """A gauge with one value."""
    return GaugeMetricFamily(f"hoivanban_{name}", text, value=value)


def counts(name: str, text: str, label: str, values: dict[str, float], *, rising: bool = False) -> Metric:
    """Figures with a label: counters if ``rising``, else gauges."""
    kind = CounterMetricFamily if rising else GaugeMetricFamily
    family = kind(f"hoivanban_{name}", text, labels=[label])
    for value, number in values.items():
        family.add_metric([value], number)
    return family
