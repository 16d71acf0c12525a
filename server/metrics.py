"""Counts what the server does, for Prometheus to read at /metrics."""

from collections.abc import Callable, Iterable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

Read = Callable[[], float]


class Metrics:
    """A registry of its own, so that several servers in one process (tests) do not mix."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._http = Histogram(
            "showfloor_http_request_seconds",
            "Time to answer, by route.",
            ("method", "route", "status"),
            buckets=SECONDS,
            registry=self.registry,
        )
        self._refused = Counter(
            "showfloor_connections_refused_total",
            "Connections that the front door turned away, by reason.",
            ("reason",),
            registry=self.registry,
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count an HTTP answer; `route` is the pattern, so that ids do not make series."""
        self._http.labels(method, route, str(status)).observe(seconds)

    def refused(self, reason: str) -> None:
        """Count a connection that was turned away."""
        self._refused.labels(reason).inc()

    def gauge(self, name: str, doc: str, read: Read) -> None:
        """Show a number that a room keeps, read at each scrape."""
        self.registry.register(_Reader(lambda: GaugeMetricFamily(name, doc, value=read())))

    def counter(self, name: str, doc: str, read: Read) -> None:
        """Show a number that a room only ever counts up, read at each scrape."""
        self.registry.register(_Reader(lambda: CounterMetricFamily(name, doc, value=read())))

    def text(self) -> bytes:
        """Everything in Prometheus' text format."""
        return generate_latest(self.registry)


class _Reader(Collector):
    """Makes one metric at each scrape."""

    def __init__(self, make: Callable[[], Metric]) -> None:
        self._make = make

    def collect(self) -> Iterator[Metric]:
        """Read the number now."""
        yield self._make()

    def describe(self) -> Iterable[Metric]:
        """Nothing: registering must not read, for rooms may not have started yet."""
        return ()
