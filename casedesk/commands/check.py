"""`check`: whether every invariant holds; for monitors, exits 1 when one does not."""

from argparse import Namespace

from casedesk.commands.frame import FINDING, OK, Command, Out, the_desk
from casedesk.guidance.loader import load_guidance
from casedesk.services.check import Finding, check
from casedesk.services.desk import Desk


def run(arguments: Namespace, out: Out) -> int:
    """Print every finding."""
    del arguments
    with the_desk(migrated=False) as desk:
        findings = (*check(desk), *_guidance(desk))
    for one in findings:
        out.say(f"{one.rule}: {one.about}: {one.text}")
    if not findings:
        out.say("all is as it must be")
    out.result({"ok": not findings, "findings": findings})
    return FINDING if findings else OK


def _guidance(desk: Desk) -> list[Finding]:
    """Return services no longer offered and advice due for review."""
    problems = load_guidance(clock=desk.clock).problems(desk.clock.now().date())
    return [Finding("guidance", "data", problem) for problem in problems]


COMMAND = Command("check", "look whether every invariant holds (exits 1 if not)", run)
