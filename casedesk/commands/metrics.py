"""`metrics`: the desk's measures for Prometheus, until stopped."""

import threading
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from casedesk.commands.frame import OK, Command, Out, the_desk, whole_number
from casedesk.services.desk import Desk
from casedesk.services.measures import HELP, Measure, measures


class DeskCollector(Collector):
    """Reads the desk each time it is asked; `firstday_up` is 0 when it can't be read."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield every measure, and whether the desk could be read."""
        try:
            found = list(measures(self._desk))
        except SQLAlchemyError:
            found = []
        up = GaugeMetricFamily("firstday_up", "Whether the desk's database can be read.")
        up.add_metric([], float(bool(found)))
        yield up
        for name, text in HELP.items():
            yield _family(name, text, [one for one in found if one.name == name])


def _family(name: str, text: str, found: list[Measure]) -> GaugeMetricFamily:
    labelled = any(one.of for one in found)
    family = GaugeMetricFamily(name, text, labels=["level"] if labelled else [])
    for one in found:
        family.add_metric([one.of] if labelled else [], one.value)
    return family


def serve(desk: Desk, host: str, port: int) -> threading.Thread:
    """Answer scrapes in a thread of its own; return it."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(DeskCollector(desk))
    _, thread = start_http_server(port, addr=host, registry=registry)
    return thread


def arguments(parser: ArgumentParser) -> None:
    """Declare where to listen."""
    parser.add_argument("--host", default="127.0.0.1", help="never an address others can reach")
    parser.add_argument("--port", type=whole_number(1, 65535), default=9108)


def run(arguments: Namespace, out: Out) -> int:
    """Serve until SIGTERM or Ctrl-C."""
    with the_desk("worker") as desk:
        thread = serve(desk, arguments.host, arguments.port)
        out.say(f"measures at http://{arguments.host}:{arguments.port}/metrics")
        thread.join()
    return OK


COMMAND = Command("metrics", "the desk's measures for Prometheus, until stopped", run, arguments)
