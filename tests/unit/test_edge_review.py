"""The review comes as words and choices, and stands as lines on the page without JavaScript."""

from edge.review import Line, review_of
from edge.schemas import Choice, Message

SEND = Choice(title="Send it", value="send")
AGE = Choice(title="Age", value="change child_age")
WORDS = Choice(title="Change: In their own words", value="change account")


def review(text: str, *choices: Choice):
    return review_of(Message(text=text, choices=list(choices)))


def test_each_line_meets_the_choice_that_changes_it():
    found = review("This is it.\n\nAge: 13\nIn their own words: he said so", AGE, WORDS, SEND)

    assert found.lead == "This is it."
    assert found.lines == (
        Line("Age", "13", "change child_age"),
        Line("In their own words", "he said so", "change account"),
    )


def test_what_was_said_over_several_lines_stays_whole():
    found = review("Look.\n\nIn their own words: one\n\ntwo: three\nAge: 13", WORDS, AGE)

    assert [line.said for line in found.lines] == ["one\n\ntwo: three", "13"]


def test_a_label_said_in_an_answer_before_it_is_not_mistaken_for_the_line():
    found = review("Look.\n\nAge: my Age: is 13\nIn their own words: no", AGE, WORDS)

    assert [line.said for line in found.lines] == ["my Age: is 13", "no"]


def test_words_without_choices_to_change_are_no_review():
    assert review("Age: 13", SEND) is None


def test_words_that_lack_a_line_stay_words():
    assert review("Age: 13", AGE, WORDS) is None


def test_a_review_may_begin_with_its_first_line():
    assert review("Age: 13", AGE).lines == (Line("Age", "13", "change child_age"),)
