"""`case`: one case in full; opening it is written in the ledger."""

from argparse import ArgumentParser, Namespace

from casedesk.commands.frame import OK, OPERATOR, Command, Out, the_desk
from casedesk.services.cases import Case, open_case_file


def arguments(parser: ArgumentParser) -> None:
    """Declare the reference."""
    parser.add_argument("reference", help="such as FD-7K3M-Q2XH")


def run(arguments: Namespace, out: Out) -> int:
    """Print the case."""
    with the_desk() as desk:
        case = open_case_file(desk, arguments.reference, actor=OPERATOR)
    out.say(f"{case.reference}  {case.level}  {case.state}, owner {case.facts['owner']}")
    out.say(f"next: {case.facts['next_action'] or 'nothing, it is closed'}")
    _print(case, out)
    out.result(case)
    return OK


def _print(case: Case, out: Out) -> None:
    out.say("\nwhy this level")
    out.table(("", "", ""), [(r["level"], r["rule"], r["text"]) for r in case.verdict["reasons"]])
    if case.verdict["missing"]:
        out.say(f"still to ask: {', '.join(case.verdict['missing'])}")
    out.say("\nreport")
    out.table(
        ("question", "answer"),
        [
            (key, one.value if one.status == "given" else one.status)
            for key, one in case.answers.items()
        ],
    )
    out.say("\nclocks")
    out.table(
        ("clock", "due", "stopped", "because"),
        [
            (one["kind"], one["due_at"], one["stopped_at"], one["stopped_because"])
            for one in case.clocks
        ],
    )
    out.say("\ntimeline")
    out.table(
        ("at", "who", "what", "note"),
        [(one["at"], one["actor"], one["act"], one["note"]) for one in case.timeline],
    )


COMMAND = Command("case", "show one case in full", run, arguments)
