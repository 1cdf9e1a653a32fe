"""The operator's commands: `python -m casedesk COMMAND`.

Exit codes: 0 done, 1 a check found something, 2 bad input or a wrong setting.
"""

import sys
from argparse import ArgumentParser

from sqlalchemy.exc import SQLAlchemyError

from casedesk.commands import (
    backup,
    case,
    check,
    demo,
    erase,
    export,
    init,
    keys,
    ledger,
    metrics,
    migrate,
    queue,
    staff,
    stats,
    triage,
    worker,
)
from casedesk.commands.frame import BAD_INPUT, Command, Out
from casedesk.domain.errors import FirstdayError

COMMANDS: tuple[Command, ...] = (
    init.COMMAND,
    migrate.COMMAND,
    worker.COMMAND,
    check.COMMAND,
    queue.COMMAND,
    case.COMMAND,
    triage.COMMAND,
    staff.COMMAND,
    stats.COMMAND,
    ledger.COMMAND,
    keys.COMMAND,
    backup.BACKUP,
    backup.RESTORE,
    export.COMMAND,
    erase.COMMAND,
    metrics.COMMAND,
    demo.COMMAND,
)


def parser() -> ArgumentParser:
    """Return the parser of the whole command line."""
    whole = ArgumentParser(prog="python -m casedesk", description="Run and look after Firstday.")
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        one = commands.add_parser(command.name, help=command.help, description=command.help)
        command.arguments(one)
        for last in _leaves(one):
            last.add_argument("--json", action="store_true", help="print one JSON document")
    return whole


def _leaves(one: ArgumentParser) -> list[ArgumentParser]:
    """Return the parsers that read the end of the line, so that --json may stand there."""
    subparsers = one._subparsers  # noqa: SLF001 - argparse gives no public way to list them
    if subparsers is None:
        return [one]
    return [leaf for action in subparsers._group_actions for leaf in action.choices.values()]  # type: ignore[union-attr] # noqa: SLF001


def main(line: list[str] | None = None) -> int:
    """Run one command and return its exit code; problems are sentences on standard error."""
    arguments = parser().parse_args(line)
    out = Out(as_json=arguments.json)
    command = next(one for one in COMMANDS if one.name == arguments.command)
    try:
        return command.run(arguments, out)
    except FirstdayError as problem:
        sys.stderr.write(f"casedesk {command.name}: {problem}\n")
    except SQLAlchemyError as problem:
        # Only the kind of trouble: a statement's parameters may hold what somebody wrote.
        kind = type(problem).__name__
        sys.stderr.write(f"casedesk {command.name}: the database refused or is away ({kind})\n")
    except OSError as problem:
        where = f"{problem.filename}: " if problem.filename else ""
        reason = problem.strerror or type(problem).__name__
        sys.stderr.write(f"casedesk {command.name}: {where}{reason}\n")
    except KeyboardInterrupt:
        sys.stderr.write(f"casedesk {command.name}: stopped\n")
    return BAD_INPUT


if __name__ == "__main__":
    sys.exit(main())
