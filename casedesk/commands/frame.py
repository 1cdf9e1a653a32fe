"""What every command shares: how it is declared, what it prints, how it reaches the desk."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, is_dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from casedesk.domain.errors import NotPossible
from casedesk.interview.answers import Answer, to_json
from casedesk.services.desk import Desk, open_desk
from casedesk.settings import Role, load_settings
from casedesk.store.migrate import pending

OK, FINDING, BAD_INPUT = 0, 1, 2
OPERATOR = "operator"
"""Who the ledger says did it, when somebody with a terminal did."""


class Out:
    """Where a command's result goes: one JSON document, or words and tables for a person."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        # Rich guesses 80 columns where there is no terminal; a file can hold a whole line.
        width = None if sys.stdout.isatty() else 200
        self.console = Console(highlight=False, width=width)
        self.notes = Console(stderr=True, highlight=False)

    def say(self, words: str) -> None:
        """Print a sentence for a person; nothing with --json."""
        if not self.as_json:
            self.console.print(words, markup=False, soft_wrap=True)

    def result(self, data: object) -> None:
        """Print the JSON document; nothing without --json."""
        if self.as_json:
            json.dump(plain(data), sys.stdout, ensure_ascii=False, indent=1)
            sys.stdout.write("\n")

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Print a table for a person; nothing with --json."""
        if self.as_json:
            return
        table = Table(*columns, box=None, header_style="bold", pad_edge=False)
        for row in rows:
            table.add_row(*(_cell(one) for one in row))
        self.console.print(table)

    @contextmanager
    def progress(self, title: str, total: float | None) -> Iterator[Callable[[], None]]:
        """Show a bar on standard error while work goes on; yield what moves it by one."""
        with Progress(console=self.notes, transient=True, disable=self.as_json) as bars:
            task = bars.add_task(title, total=total)
            yield lambda: bars.advance(task)


@dataclass(frozen=True)
class Command:
    """One command: its words on the line, its help, its arguments, and what it does."""

    name: str
    help: str
    run: Callable[[Namespace, Out], int]
    arguments: Callable[[ArgumentParser], None] = lambda _: None


def whole_number(at_least: int, at_most: int = 1_000_000_000) -> Callable[[str], int]:
    """Return what reads an argument as a whole number within bounds, and says so if it is none."""

    def read(text: str) -> int:
        if text.isascii() and text.isdigit() and at_least <= int(text[:12]) <= at_most:
            return int(text)
        raise ArgumentTypeError(f"must be a whole number from {at_least} to {at_most}")

    return read


@contextmanager
def the_desk(role: Role = "operator", *, migrated: bool = True) -> Iterator[Desk]:
    """Yield the desk of `.env` and close its connections afterwards.

    Raises NotPossible when its database is not up to date, unless that does not matter.
    """
    desk = open_desk(load_settings(role=role))
    try:
        if migrated and pending(desk.engine):
            raise NotPossible("the database is not up to date; run: python -m casedesk migrate")
        yield desk
    finally:
        desk.engine.dispose()


def plain(data: object) -> Any:  # noqa: ANN401 - whatever JSON can carry
    """Return the data as JSON can carry it: ISO instants, no dataclasses, no raw bytes."""
    if isinstance(data, Answer):
        return to_json(data)
    if is_dataclass(data) and not isinstance(data, type):
        return plain({name: getattr(data, name) for name in data.__dataclass_fields__})
    if isinstance(data, Mapping):
        return {str(key): plain(one) for key, one in data.items()}
    if isinstance(data, list | tuple | set | frozenset):
        return [plain(one) for one in data]
    if isinstance(data, datetime):
        return data.isoformat()
    return str(data) if isinstance(data, Path) else data


def _cell(one: object) -> str:
    if isinstance(one, datetime):
        return f"{one:%Y-%m-%d %H:%M} UTC"
    return "" if one is None else str(one)
