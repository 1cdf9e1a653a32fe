"""The training and the held-out examples: complete, distinct, and apart from each other."""

import re
from collections import Counter
from pathlib import Path

import pytest

from casedesk.data_files import DATA, read_yaml

ACTS = [
    "greet",
    "thanks",
    "goodbye",
    "affirm",
    "deny",
    "unsure",
    "skip",
    "why",
    "back",
    "correct",
    "review",
    "repeat",
    "pause",
    "stop",
    "start_report",
]
TOPICS = [
    "pay",
    "already_paid",
    "money_back",
    "in_trouble",
    "image_removal",
    "already_posted",
    "will_they_post",
    "block_or_reply",
    "delete_or_keep",
    "evidence",
    "more_images_demanded",
    "fake_image",
    "hacked_account",
    "meet_up",
    "known_person",
    "i_did_it",
    "tell_parents",
    "tell_school",
    "police_next",
    "phone_taken",
    "anonymity",
    "confidentiality",
    "how_long",
    "over_18",
    "offender_abroad",
    "friend_help",
    "guardian_first_steps",
    "guardian_phone",
    "feeling_ashamed",
    "who_are_you",
    "human",
    "report_status",
]
CRISES = ["crisis_self_harm", "crisis_danger"]
ORDINARY = ["out_of_scope", "inform"]
INTENTS = {*ACTS, *(f"ask_{topic}" for topic in TOPICS), *CRISES, *ORDINARY}
GROUPS = ["acts", "advice", "crisis", "out_of_scope", "report"]

type Examples = list[tuple[str, str]]


def examples(folder: str) -> Examples:
    """Return (intent, example) pairs of every file, in order."""
    found: Examples = []
    for path in sorted((DATA / folder).glob("*.yml")):
        for entry in read_yaml(path)["nlu"]:
            lines = entry["examples"].splitlines()
            assert all(line.startswith("- ") for line in lines), path
            found += [(entry["intent"], line.removeprefix("- ")) for line in lines]
    return found


def normal(text: str) -> str:
    return re.sub(r"\s+", " ", text.casefold()).strip()


TRAINING = examples("nlu")
HELD_OUT = examples("nlu_test")


@pytest.mark.parametrize("folder", ["nlu", "nlu_test"])
def test_each_folder_holds_one_rasa_file_for_each_group(folder: str):
    files = {path.stem: read_yaml(path) for path in (DATA / folder).iterdir()}

    assert sorted(files) == sorted(GROUPS)
    assert {content["version"] for content in files.values()} == {"3.1"}


@pytest.mark.parametrize("pairs", [TRAINING, HELD_OUT], ids=["training", "held out"])
def test_every_act_and_topic_of_the_design_has_examples_and_nothing_else_does(pairs: Examples):
    assert {intent for intent, _ in pairs} == INTENTS


def test_every_advice_topic_that_can_be_read_can_be_asked_for():
    assert {path.stem for path in (DATA / "advice").glob("*.yml")} == set(TOPICS)


@pytest.mark.parametrize(
    ("intents", "least"), [([*ACTS, *(f"ask_{t}" for t in TOPICS)], 40), (ORDINARY, 200)]
)
def test_training_examples_are_many(intents: list[str], least: int):
    counts = Counter(intent for intent, _ in TRAINING)

    assert {i: counts[i] for i in intents if counts[i] < least} == {}


def test_crisis_training_examples_are_many():
    counts = Counter(intent for intent, _ in TRAINING)

    assert min(counts[crisis] for crisis in CRISES) >= 120


def test_the_held_out_split_is_large_enough_to_measure_by():
    counts = Counter(intent for intent, _ in HELD_OUT)

    assert min(counts.values()) >= 12
    assert sum(counts[crisis] for crisis in CRISES) >= 150
    assert sum(counts[ordinary] for ordinary in ORDINARY) >= 300


def test_no_example_stands_twice_or_in_both_splits():
    counts = Counter(normal(text) for _, text in TRAINING + HELD_OUT)

    assert [text for text, count in counts.items() if count > 1] == []


def test_no_example_uses_signs_that_rasa_would_read_as_markup():
    marked = [text for _, text in TRAINING + HELD_OUT if re.search(r"\[[^\]]*\][({]|^/", text)]

    assert marked == []


def test_files_are_utf_8_without_stray_space():
    def dirty(path: Path) -> bool:
        return any(line != line.rstrip() for line in path.read_text(encoding="utf-8").splitlines())

    assert [p.name for f in ("nlu", "nlu_test") for p in (DATA / f).iterdir() if dirty(p)] == []


def own_to_the_crisis_model() -> list[str]:
    cases = read_yaml(DATA / "crisis" / "cases.yml")
    files = [read_yaml(path) for path in (DATA / "crisis" / "examples").rglob("*.yml")]
    return [text for group in [*cases.values(), *files] for text in group]


def test_what_was_written_blind_is_in_none_of_the_others():
    known = {
        normal(text) for text in [t for _, t in TRAINING + HELD_OUT] + own_to_the_crisis_model()
    }
    blind = read_yaml(DATA / "nlu_blind.yml")

    assert {kind: len(texts) >= 75 for kind, texts in blind.items()} == {
        "self_harm": True,
        "danger": True,
        "ordinary": True,
        "tricky": True,
    }
    assert [text for texts in blind.values() for text in texts if normal(text) in known] == []


def test_what_is_held_out_is_not_taught_to_the_crisis_model():
    held_out = {normal(text) for _, text in HELD_OUT}

    assert [text for text in own_to_the_crisis_model() if normal(text) in held_out] == []


@pytest.mark.parametrize("kind", ["self_harm", "danger", "ordinary"])
def test_the_crisis_model_has_many_examples_of_its_own_each_once(kind: str):
    files = (DATA / "crisis" / "examples" / kind).iterdir()
    texts = [normal(text) for file in files for text in read_yaml(file)]

    assert len(texts) >= 500
    assert len(texts) == len(set(texts))
