"""`check`: whether every invariant holds; for monitors, exits 1 when one does not."""

from argparse import Namespace

from casedesk.commands.frame import FINDING, OK, Command, Out
from casedesk.services.check import check
from casedesk.services.desk import open_desk
from casedesk.settings import load_settings


def run(arguments: Namespace, out: Out) -> int:
    """Print every finding."""
    del arguments
    findings = check(open_desk(load_settings()))
    for one in findings:
        out.say(f"{one.rule}: {one.about}: {one.text}")
    if not findings:
        out.say("all is as it must be")
    out.result({"ok": not findings, "findings": findings})
    return FINDING if findings else OK


COMMAND = Command("check", "look whether every invariant holds (exits 1 if not)", run)
