"""`make audit`: look up known weaknesses of every locked package; hold the waivers to their dates.

Runs in the desk environment. Exit 1 for a finding nobody waived, a waiver that expired, lasts too
long or waives nothing, and for packages that could not be looked up: an audit that saw nothing is
no clean one.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import yaml

from casedesk.clock import SystemClock
from run.paths import ROOT

WAIVERS = ROOT / "requirements" / "waivers.yml"
LOCKS = ("desk.txt", "assistant.txt")
LONGEST = timedelta(days=90)
"""How long a waiver may last before somebody looks again."""


@dataclass(frozen=True)
class Finding:
    """A known weakness of a package: every id it is known under."""

    package: str
    version: str
    ids: frozenset[str]

    def __str__(self) -> str:
        """Say what it is, in one line."""
        return f"{self.package} {self.version}: {', '.join(sorted(self.ids))}"


@dataclass(frozen=True)
class Waiver:
    """A weakness that is lived with: `why` it can't be mended and what keeps it from hurting."""

    package: str
    id: str
    why: str
    mitigation: str
    decided_on: date
    expires_on: date

    def covers(self, finding: Finding) -> bool:
        """Say whether this is the weakness that was meant."""
        return finding.package == self.package and self.id in finding.ids


@dataclass(frozen=True)
class Looked:
    """What a look at one list of packages found, and which of them could not be looked up."""

    findings: tuple[Finding, ...]
    unseen: tuple[str, ...]


def python_packages(report: dict[str, Any]) -> Looked:
    """Read pip-audit's JSON."""
    found, unseen = [], []
    for one in report["dependencies"]:
        if "skip_reason" in one:
            unseen.append(one["name"])
        for weakness in one.get("vulns", ()):
            ids = frozenset({weakness["id"], *weakness["aliases"]})
            found.append(Finding(one["name"], one["version"], ids))
    return Looked(tuple(found), tuple(unseen))


def node_packages(report: dict[str, Any]) -> Looked:
    """Read npm's JSON; when its registry gave no answer, nothing was seen."""
    if "vulnerabilities" not in report:
        return Looked((), ("every package of package-lock.json",))
    found = [
        Finding(name, one["range"], frozenset(_node_ids(one["via"])))
        for name, one in report["vulnerabilities"].items()
    ]
    return Looked(tuple(one for one in found if one.ids), ())


def _node_ids(via: Iterable[Any]) -> Iterator[str]:
    # A name alone means that the weakness is another package's, which is in the list itself.
    yield from (one["url"].rsplit("/", 1)[-1] for one in via if isinstance(one, dict))


def load_waivers(text: str) -> tuple[Waiver, ...]:
    """Return the waivers; raises TypeError or KeyError for one that lacks a field."""
    return tuple(Waiver(**one) for one in yaml.safe_load(text)["waivers"])


def problems(looked: Looked, waivers: Iterable[Waiver], today: date) -> Iterator[str]:
    """Yield every reason why this audit does not pass, a line each."""
    waivers = tuple(waivers)
    for finding in looked.findings:
        if not any(one.covers(finding) for one in waivers):
            yield f"not waived: {finding}"
    for waiver in waivers:
        yield from _about(waiver, looked, today)
    if looked.unseen:
        names = ", ".join(looked.unseen[:5])
        yield f"could not be looked up: {len(looked.unseen)} packages, such as {names}"


def _about(waiver: Waiver, looked: Looked, today: date) -> Iterator[str]:
    name = f"waiver {waiver.package} {waiver.id}"
    if waiver.expires_on < today:
        yield f"{name}: expired on {waiver.expires_on}; look again"
    if waiver.expires_on - waiver.decided_on > LONGEST:
        yield f"{name}: lasts longer than {LONGEST.days} days"
    seen = waiver.package not in looked.unseen
    if seen and not any(waiver.covers(finding) for finding in looked.findings):
        yield f"{name}: waives nothing; take it out"


def look() -> Looked:
    """Look everything up."""
    looked = [python_packages(_json(*_pip_audit(lock))) for lock in LOCKS]
    looked.append(node_packages(_json("npm", "audit", "--json")))
    found = {finding: None for one in looked for finding in one.findings}
    return Looked(tuple(found), tuple(dict.fromkeys(name for one in looked for name in one.unseen)))


def _pip_audit(lock: str) -> tuple[str, ...]:
    options = ("--disable-pip", "--require-hashes", "--progress-spinner", "off", "--format", "json")
    return (sys.executable, "-m", "pip_audit", *options, "-r", str(ROOT / "requirements" / lock))


def _json(*command: str) -> dict[str, Any]:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    try:
        report: dict[str, Any] = json.loads(done.stdout)
    except json.JSONDecodeError:
        last = (done.stderr.strip().splitlines() or ["no answer"])[-1]
        raise SystemExit(f"audit: {command[0]} could not look anything up: {last}") from None
    return report


def main() -> int:
    """Print what does not pass; return 1 when anything does not."""
    waivers = load_waivers(WAIVERS.read_text(encoding="utf-8"))
    found = list(problems(look(), waivers, SystemClock().now().date()))
    for line in found:
        print(line)
    print(f"{len(found)} problems; {len(waivers)} waivers")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
