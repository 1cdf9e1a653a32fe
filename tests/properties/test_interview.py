"""What holds for the interview whatever is answered, in whatever order."""

from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from casedesk.domain.values import Value
from casedesk.interview.answers import Answer, Answers, from_json, to_json
from casedesk.interview.answers import values as given_values
from casedesk.interview.catalogue import Catalogue, Question, load_catalogue
from casedesk.interview.corrections import find_correction, question_to_change
from casedesk.interview.engine import (
    Depth,
    next_question,
    progress,
    reachable,
    record,
)
from casedesk.interview.extraction import extract
from casedesk.interview.parsing import NotUnderstood, parse
from casedesk.interview.review import review
from casedesk.interview.shape import fits

CATALOGUE = load_catalogue()
TODAY = date(2026, 11, 23)
IDS = [question.id for question in CATALOGUE.questions]
DEPTHS: st.SearchStrategy[Depth] = st.sampled_from(["core", "full"])
NO_VALUE = st.sampled_from(["skipped", "unknown", "declined"]).map(
    lambda status: Answer(status, None, "said", status)
)
SAMPLES: dict[str, st.SearchStrategy[Value]] = {
    "age": st.integers(0, 25),
    "date": st.dates(date(2020, 1, 1), date(2027, 1, 1)).map(date.isoformat),
    "amount": st.sampled_from([{"value": "50.00", "currency": "GBP"}]),
    "identifiers": st.just([{"kind": "handle", "platform": "", "value": "someone_1"}]),
    "contact": st.just("me@example.org"),
    "text": st.text(min_size=1, max_size=30),
}


def _value(question: Question) -> st.SearchStrategy[Value]:
    options = [option.value for option in question.options]
    if question.type == "choices":
        return st.lists(st.sampled_from(options), min_size=1, unique=True)
    return st.sampled_from(options) if options else SAMPLES[question.type]


def _answer(question: Question) -> st.SearchStrategy[Answer]:
    told = _value(question).map(lambda value: Answer("given", value, "chosen"))
    return st.one_of(told, told, NO_VALUE)


ANSWERED = st.dictionaries(st.sampled_from(IDS), st.none(), max_size=len(IDS)).flatmap(
    lambda chosen: st.fixed_dictionaries(
        {question_id: _answer(CATALOGUE.question(question_id)) for question_id in chosen}
    )
)


def _walk(data: st.DataObject, depth: Depth) -> list[tuple[str, dict[str, Answer]]]:
    """Answer every question as it is asked; return the ids asked and the answers after each."""
    answers: dict[str, Answer] = {}
    steps: list[tuple[str, dict[str, Answer]]] = []
    while (question := next_question(CATALOGUE, answers, depth=depth)) is not None:
        assert len(steps) < len(IDS), "the path does not end"
        recorded = record(CATALOGUE, answers, question.id, data.draw(_answer(question)))
        answers = recorded.answers
        steps.append((question.id, answers))
    return steps


@given(st.data(), DEPTHS)
@settings(max_examples=40, deadline=None)
def test_every_path_ends_and_no_question_is_asked_twice(data: st.DataObject, depth: Depth) -> None:
    asked = [question_id for question_id, _ in _walk(data, depth)]

    assert len(asked) == len(set(asked))


@given(st.data(), DEPTHS)
@settings(max_examples=40, deadline=None)
def test_an_answer_to_the_question_asked_is_never_cleared(
    data: st.DataObject, depth: Depth
) -> None:
    for question_id, answers in _walk(data, depth):
        assert question_id in answers


@given(st.data(), DEPTHS)
@settings(max_examples=40, deadline=None)
def test_progress_never_goes_backwards_and_arrives(data: st.DataObject, depth: Depth) -> None:
    before = progress(CATALOGUE, {}, depth)
    for _, answers in _walk(data, depth):
        now = progress(CATALOGUE, answers, depth)

        assert now.answered > before.answered
        assert now.of <= before.of
        before = now
    assert before.answered == before.of


@given(st.data(), ANSWERED)
@settings(max_examples=40, deadline=None)
def test_progress_never_goes_backwards_when_a_fact_arrives_early(
    data: st.DataObject, facts: Answers
) -> None:
    answers: dict[str, Answer] = {}
    before = progress(CATALOGUE, answers, "full")
    for question_id in data.draw(st.permutations(sorted(facts))):
        answers = record(CATALOGUE, answers, question_id, facts[question_id]).answers
        now = progress(CATALOGUE, answers, "full")

        assert now.answered >= before.answered
        assert now.of <= before.of
        before = now


@given(DEPTHS)
def test_every_question_can_be_skipped(depth: Depth) -> None:
    answers: dict[str, Answer] = {}
    skip = Answer("skipped", None, "said", "skip")
    while (question := next_question(CATALOGUE, answers, depth=depth)) is not None:
        answers = record(CATALOGUE, answers, question.id, skip).answers

        assert answers[question.id] == skip
    assert given_values(answers) == {}


@pytest.mark.parametrize("question", CATALOGUE.questions, ids=IDS)
@pytest.mark.parametrize(
    ("said", "status"),
    [("skip", "skipped"), ("rather not say", "declined"), ("i dont know", "unknown")],
)
def test_skip_and_rather_not_say_and_dont_know_answer_every_question(
    question: Question, said: str, status: str
) -> None:
    answer = parse(question, said, TODAY)

    assert isinstance(answer, Answer)
    if status == "unknown" and question.option("unsure"):
        assert answer.value in ("unsure", ["unsure"])
    else:
        assert answer.status == status


@given(st.data(), ANSWERED)
@settings(max_examples=80, deadline=None)
def test_the_order_in_which_facts_arrive_does_not_matter(
    data: st.DataObject, facts: Answers
) -> None:
    def told(order: list[str]) -> dict[str, Answer]:
        answers: dict[str, Answer] = {}
        for question_id in order:
            answers = record(CATALOGUE, answers, question_id, facts[question_id]).answers
        return answers

    ids = sorted(facts)

    assert told(ids) == told(data.draw(st.permutations(ids)))


@given(ANSWERED, st.data())
@settings(max_examples=80, deadline=None)
def test_no_ruled_out_answer_survives(facts: Answers, data: st.DataObject) -> None:
    question = data.draw(st.sampled_from(CATALOGUE.questions))
    recorded = record(CATALOGUE, facts, question.id, data.draw(_answer(question)))

    assert recorded.answers == reachable(CATALOGUE, recorded.answers)
    assert not set(recorded.cleared) & set(recorded.answers)
    known = given_values(recorded.answers)
    for question_id in recorded.answers:
        one = CATALOGUE.question(question_id)
        if one.ask_when.mentions <= set(recorded.answers):
            assert one.ask_when.holds(known) or not _decided(CATALOGUE, one, recorded.answers)


def _decided(catalogue: Catalogue, question: Question, answers: Answers) -> bool:
    """Say whether all that the condition looks at is answered, back to the first question."""
    return all(
        one in answers and _decided(catalogue, catalogue.question(one), answers)
        for one in question.ask_when.mentions
    )


@given(ANSWERED)
@settings(max_examples=60, deadline=None)
def test_keeping_what_is_reachable_twice_changes_nothing_more(facts: Answers) -> None:
    once = reachable(CATALOGUE, facts)

    assert reachable(CATALOGUE, once) == once


@given(st.sampled_from(CATALOGUE.questions), st.text(max_size=200))
@settings(max_examples=400, deadline=None)
def test_parsing_never_raises_and_gives_only_values_that_fit(question: Question, text: str) -> None:
    answer = parse(question, text, TODAY)

    if isinstance(answer, Answer) and answer.value is not None:
        assert fits(question, answer.value)


WORDS = st.lists(
    st.sampled_from(
        [
            "im",
            "14",
            "13",
            "nearly",
            "by",
            "friday",
            "£",
            "200",
            "quid",
            "k",
            "bitcoin",
            "half",
            "he",
            "she",
            "my",
            "ex",
            "snap",
            "insta",
            "@a_1",
            "@",
            ".",
            "/",
            "12",
            "ago",
            "weeks",
            "last",
            "next",
            "tuesday",
            "not",
            "no",
            "but",
            "yes",
            "actually",
            "i",
            "said",
            "meant",
            "change",
            "the",
            "age",
            "to",
            "app",
            "31",
            "feb",
            "0",
            "-1",
            "000000",
            "+44",
            "07700900123",
            "http://x.co/a",
            "me@x.org",
            "year",
            "from",
            "pay",
            "send",
            "pic",
            "school",
            "unless",
            "paid",
            "him",
            "tonight",
            "🤷",
            "'",
            '"',
            "\n",
            "9999999999999999999999",
            "²",
            "",
            "Ⅷ",
            "é",
        ]
    ),
    max_size=25,
).map(" ".join)


@given(st.sampled_from(CATALOGUE.questions), WORDS)
@settings(max_examples=400, deadline=None)
def test_parsing_never_raises_on_words_it_knows_in_any_order(question: Question, text: str) -> None:
    answer = parse(question, text, TODAY)

    if isinstance(answer, Answer) and answer.value is not None:
        assert fits(question, answer.value)


@given(st.one_of(WORDS, st.text(max_size=200)))
@settings(max_examples=150, deadline=None)
def test_extraction_never_raises_and_gives_only_values_that_fit(text: str) -> None:
    for question_id, answer in extract(text, CATALOGUE, TODAY).items():
        assert answer.value is not None
        assert fits(CATALOGUE.question(question_id), answer.value)


@given(st.one_of(WORDS, st.text(max_size=100)), ANSWERED, st.sampled_from([None, *IDS]))
@settings(max_examples=150, deadline=None)
def test_a_correction_always_changes_an_answer(
    text: str, answers: Answers, last_asked: str | None
) -> None:
    question_to_change(text, CATALOGUE)
    found = find_correction(text, CATALOGUE, answers, last_asked=last_asked, today=TODAY)

    if found:
        question_id, answer = found
        assert answer.provenance == "corrected"
        assert answer.value is None or fits(CATALOGUE.question(question_id), answer.value)


@given(ANSWERED, st.sampled_from(["young_person", "adult", "call_handler"]))
@settings(max_examples=40, deadline=None)
def test_every_answer_can_be_said_back_and_kept_as_json(facts: Answers, voice: str) -> None:
    lines = review(CATALOGUE, facts, voice)  # type: ignore[arg-type] # sampled from the voices

    assert [line.question_id for line in lines] == list(reachable(CATALOGUE, facts))
    assert all(line.label and line.said for line in lines)
    assert {one: from_json(to_json(answer)) for one, answer in facts.items()} == facts


ROUND_TRIPS = [
    (question, option.value, phrase)
    for question in CATALOGUE.questions
    for option in question.options
    for phrase in {
        option.value,
        option.label,
        *(option.label_for(voice) for voice in ("adult", "call_handler")),
        option.label_for("young_person", about_friend=True),
        *option.synonyms,
    }
]


@given(
    st.sampled_from(ROUND_TRIPS),
    st.sampled_from([str, str.upper, str.title, "{} ".format, "{}!".format]),
)
@settings(max_examples=400, deadline=None)
def test_every_value_label_and_synonym_comes_back_as_its_option(trip, change) -> None:  # type: ignore[no-untyped-def]
    question, value, phrase = trip
    assume(change is not str.title or "'" not in phrase)

    answer = parse(question, change(phrase), TODAY)

    assert isinstance(answer, Answer)
    assert answer.value == ([value] if question.type == "choices" else value)


def test_all_values_labels_and_synonyms_come_back_as_their_option() -> None:
    for question, value, phrase in ROUND_TRIPS:
        answer = parse(question, phrase, TODAY)

        assert not isinstance(answer, NotUnderstood), (question.id, phrase)
        assert answer.value == ([value] if question.type == "choices" else value), phrase
