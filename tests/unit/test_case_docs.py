"""The page about cases says what the code does."""

from pathlib import Path

import pytest

from casedesk.domain.case import CASE, REFERRAL
from casedesk.domain.clocks import CLOCK_KINDS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "cases.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("machine", [CASE, REFERRAL], ids=["case", "referral"])
def test_the_page_shows_the_diagram_as_the_table_draws_it(machine):
    assert f"```mermaid\n{machine.diagram()}```\n" in PAGE


@pytest.mark.parametrize("kind", CLOCK_KINDS)
def test_the_page_names_every_clock(kind):
    assert f"`{kind}`" in PAGE
