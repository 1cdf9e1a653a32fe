"""Loading the rules of triage and of the clocks from the reviewable files under `data/triage/`."""

from pathlib import Path

from casedesk.data_files import DATA, read_yaml
from casedesk.domain.rulebook_parser import parse_rulebook
from casedesk.domain.triage import RuleBook

FILES = ("levels", "rules", "clocks")


def load_rulebook(folder: Path = DATA / "triage") -> RuleBook:
    """Read levels.yml, rules.yml and clocks.yml; raise DataError with every problem found."""
    return parse_rulebook({name: read_yaml(folder / f"{name}.yml") for name in FILES})
