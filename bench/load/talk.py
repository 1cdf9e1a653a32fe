"""`python -m bench.load.talk`: the people of a load test, in a process of their own.

Locust makes every socket cooperative, which the databases' drivers do not bear.
"""

from locust.env import Environment  # First of all, as it changes what the others import.

# isort: split

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

import gevent
from locust.stats import RequestStats
from tqdm import tqdm

from bench.load.outcome import Latency
from bench.load.people import Hoaxer, Person, Reporter

LAST_WORDS_SECONDS = 600
"""How long people may take to finish the report they are in when the time is over."""


def main() -> int:
    """Talk for the time asked for, finish what was begun, and write down what came of it."""
    options = _options()
    environment = talk(options)
    Person.outcome.latencies = latencies(environment.stats)
    options.out.write_text(json.dumps(asdict(Person.outcome)))
    return 0


def talk(options: argparse.Namespace) -> Environment:
    """Let people talk for so many minutes; return what Locust saw."""
    kinds = [Reporter, Hoaxer] if options.hoaxers else [Reporter]
    Reporter.fixed_count, Hoaxer.fixed_count = options.users, options.hoaxers
    environment = Environment(
        user_classes=kinds, host=options.host, stop_timeout=LAST_WORDS_SECONDS
    )
    runner = environment.create_local_runner()
    runner.start(options.users + options.hoaxers, spawn_rate=options.arriving)
    for _ in tqdm(range(int(options.minutes * 60)), unit="s", desc="talking", disable=None):
        gevent.sleep(1)
    Person.no_more = True
    runner.stop()
    return environment


def latencies(stats: RequestStats) -> dict[str, Latency]:
    """Return what Locust saw, by the name of the request."""
    entries = {name: entry for (name, _), entry in stats.entries.items()}
    return {
        name: Latency(
            entry.num_requests,
            entry.median_response_time,
            entry.get_response_time_percentile(0.95),
            entry.max_response_time,
        )
        for name, entry in {**dict(sorted(entries.items())), "all": stats.total}.items()
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.load.talk", description=__doc__)
    parser.add_argument("--host", required=True, help="the edge's address")
    parser.add_argument("--out", required=True, type=Path, help="where the outcome is written")
    parser.add_argument("--users", type=int, required=True)
    parser.add_argument("--hoaxers", type=int, required=True)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--arriving", type=float, required=True)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
