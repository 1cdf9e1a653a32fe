"""The order of the pipeline is part of the promise that a crisis is never lowered."""

from pathlib import Path

import yaml

CONFIG = yaml.safe_load((Path(__file__).parents[2] / "config.yml").read_text())
NAMES = [part["name"] for part in CONFIG["pipeline"]]


def test_nothing_stands_after_the_crisis_screen_that_could_lower_a_message():
    assert NAMES[-1] == "bot.crisis.CrisisScreen"


def test_the_crisis_screen_comes_after_the_sentence_vectors_it_reads():
    assert NAMES.index("bot.encoder.SentenceVectorFeaturizer") < NAMES.index(NAMES[-1])


def test_the_whole_ranking_is_kept_for_the_dialogue():
    (classifier,) = [part for part in CONFIG["pipeline"] if "ranking_length" in part]
    assert classifier["ranking_length"] == 0


def test_every_turn_is_decided_by_a_rule_that_can_be_read():
    assert [policy["name"] for policy in CONFIG["policies"]] == ["RulePolicy"]


def test_no_sentence_is_both_trained_on_and_held_out():
    assert not _sentences("data/nlu") & _sentences("data/nlu_test")


def _sentences(folder):
    files = (Path(__file__).parents[2] / folder).glob("*.yml")
    blocks = [block for file in files for block in yaml.safe_load(file.read_text())["nlu"]]
    lines = [line for block in blocks for line in block["examples"].splitlines()]
    return {" ".join(line.removeprefix("-").lower().split()) for line in lines if line}
