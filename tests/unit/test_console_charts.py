"""Charts as plain geometry."""

from console.charts import Bar, bars, columns


def test_the_longest_bar_fills_the_room_and_the_others_are_in_proportion():
    drawn = bars([Bar("a", 10, "10"), Bar("b", 5, "5", bad=2.5), Bar("c", 0, "0")])

    whole, half, none = (one.width for one in drawn.bars)
    assert (half, none) == (round(whole / 2), 0)
    assert drawn.bars[1].bad_width == round(whole / 4)
    assert drawn.left + whole < drawn.width


def test_columns_stand_on_the_ground_and_leave_room_for_their_figures():
    drawn = columns([Bar("00", 4, "4"), Bar("01", 2, "2"), Bar("02", 0, "0")])

    ground = drawn.height - drawn.foot
    assert {one.y + one.width for one in drawn.bars} == {ground}
    assert drawn.bars[0].width == 2 * drawn.bars[1].width
    assert drawn.bars[0].y == drawn.foot
    assert drawn.width == 3 * drawn.step


def test_nothing_to_show_is_drawn_as_nothing():
    assert bars([]).bars == columns([]).bars == ()
    assert [one.width for one in columns([Bar("00", 0, "0")]).bars] == [0]
