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
from locust.runners import Runner
from locust.stats import RequestStats
from tqdm import tqdm

from bench.load.outcome import Latency
from bench.load.people import Hoaxer, Person, Reporter, let_them_think

LAST_WORDS_SECONDS = 120
"""How long the answers that are still awaited may take when the time is over."""
PROGRESS_SECONDS = 30
"""How often a log that nobody watches is told how far it is."""


def main() -> int:
    """Talk for the time asked for, hear the last answers, and write down what came of it."""
    options = _options()
    environment = talk(options)
    Person.outcome.latencies = latencies(environment.stats)
    options.out.write_text(json.dumps(asdict(Person.outcome)))
    return 0


def talk(options: argparse.Namespace) -> Environment:
    """Let people talk for so many minutes; return what Locust saw."""
    kinds = [Reporter, Hoaxer] if options.hoaxers else [Reporter]
    Reporter.fixed_count, Hoaxer.fixed_count = options.people, options.hoaxers
    let_them_think(options.pause)
    environment = Environment(
        user_classes=kinds, host=options.host, stop_timeout=LAST_WORDS_SECONDS
    )
    runner = environment.create_local_runner()
    runner.start(options.people + options.hoaxers, spawn_rate=options.arriving)
    _wait(runner, round(options.minutes * 60))
    Person.no_more = True
    print("time is over: waiting for the last answers", file=sys.stderr)
    runner.stop()
    return environment


def _wait(runner: Runner, seconds: int) -> None:
    every = 1 if sys.stderr.isatty() else PROGRESS_SECONDS
    with tqdm(total=seconds, unit="s", desc="talking", mininterval=every) as bar:
        for _ in range(seconds):
            gevent.sleep(1)
            told, total = len(Person.outcome.told), runner.stats.total
            bar.set_postfix_str(
                f"{runner.user_count} people, {total.num_requests} answers, {told} receipts, "
                f"{Person.outcome.sent_again} sent again",
                refresh=False,
            )
            bar.update()


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
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--hoaxers", type=int, required=True)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--pause", type=float, required=True)
    parser.add_argument("--arriving", type=float, required=True)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
