"""`check`: whether every invariant holds; for monitors, exits 1 when one does not."""

from argparse import Namespace

from casedesk.commands.frame import FINDING, OK, Command, Out, the_desk
from casedesk.services.check import check


def run(arguments: Namespace, out: Out) -> int:
    """Print every finding."""
    del arguments
    with the_desk(migrated=False) as desk:
        findings = check(desk)
    for one in findings:
        out.say(f"{one.rule}: {one.about}: {one.text}")
    if not findings:
        out.say("all is as it must be")
    out.result({"ok": not findings, "findings": findings})
    return FINDING if findings else OK


COMMAND = Command("check", "look whether every invariant holds (exits 1 if not)", run)
