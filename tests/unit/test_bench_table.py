"""The table of figures says what was measured, and whether it is as good as it was meant to be."""

import pytest

from bench.__main__ import PAGE, PARTS
from bench.rows import Row, spread
from bench.table import into_page, table

SLOW = Row("a turn", "ms", (30.0, 40.0, 50.0), (20.0,), 1.0)
MANY = Row("turns a second", "/s", (60.0,), (30.0,), 1.5, better="more")


def test_a_figure_is_divided_by_its_baseline_s():
    assert SLOW.judged == 2.0


def test_a_figure_without_baseline_is_judged_as_it_is():
    assert Row("growth", "", (1.2,), (), 1.3).judged == 1.2


@pytest.mark.parametrize(("row", "kept"), [(SLOW, False), (MANY, True)])
def test_a_limit_is_an_upper_one_or_a_lower_one(row: Row, kept: bool):
    assert row.kept is kept


def test_without_a_limit_nothing_is_kept_or_missed():
    assert Row("cpu", "s", (1.0,)).kept is None


def test_a_missed_goal_is_shown_as_missed():
    assert "| a turn | 40 ms | 20 ms | 2.00 | ≤ 1 | no |" in table([SLOW, MANY])
    assert "| turns a second | 60 /s | 30 /s | 2.00 | ≥ 1.5 | yes |" in table([SLOW, MANY])


def test_the_spread_is_the_middle_half():
    assert spread((1.0, 2.0, 3.0, 4.0, 100.0)) == "3 (1.5-52)"


def test_a_part_measured_again_replaces_its_own_table_and_no_other():
    page = "a <!-- turns -->old<!-- /turns --> b <!-- desk -->kept<!-- /desk -->"

    written = into_page(page, "turns", [SLOW])

    assert table([SLOW]) in written
    assert "old" not in written
    assert "<!-- desk -->kept<!-- /desk -->" in written
    assert into_page(written, "turns", [SLOW]) == written


@pytest.mark.parametrize("part", PARTS)
def test_the_page_has_a_place_for_every_part(part: str):
    assert table([SLOW]) in into_page(PAGE.read_text(encoding="utf-8"), part, [SLOW])


def test_a_part_without_a_place_is_named():
    with pytest.raises(ValueError, match="nowhere"):
        into_page("a page", "nowhere", [SLOW])
