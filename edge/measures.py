"""Measures of this process for a monitoring system; labels are fixed words, never a person's.

Served on a port of their own (`EDGE_METRICS_PORT`, none when empty), never beside the public pages.
"""

from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server

REGISTRY = CollectorRegistry()
TURNS = Counter(
    "firstday_turns", "Messages, by whether they were answered.", ["outcome"], registry=REGISTRY
)
OPENED = Counter("firstday_conversations", "Conversations begun.", registry=REGISTRY)
FILED = Counter("firstday_receipts", "Reports acknowledged to their reporter.", registry=REGISTRY)
PROBLEMS = Counter(
    "firstday_problems", "Answers that were a problem, by its code.", ["code"], registry=REGISTRY
)
SECONDS = Histogram(
    "firstday_turn_seconds",
    "From a message to its answer.",
    registry=REGISTRY,
    buckets=(0.05, 0.1, 0.2, 0.4, 0.8, 1.5, 3, 6, 10, 20),
)


def serve(port: int, host: str) -> None:
    """Answer scrapes on this port in a thread of its own; do nothing when it is 0."""
    if port:
        start_http_server(port, addr=host, registry=REGISTRY)
