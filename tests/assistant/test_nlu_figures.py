"""The figures of the understanding report mean what the report says they mean."""

from __future__ import annotations

import tempfile
import unittest
from collections import Counter
from pathlib import Path

from bench.nlu import figures, pipelines, public, thresholds
from bench.nlu.examples import Example, folds, shared
from bench.nlu.figures import Reading, Share


def read(truth: str, intent: str, confidence: float = 0.9, certainty: str | None = None) -> Reading:
    guess = intent if intent != "nlu_fallback" else truth
    return Reading("words", truth, intent, guess, confidence, certainty, None, 0.0)


class Shares(unittest.TestCase):
    def test_carry_wilsons_interval(self) -> None:
        low, high = Share(39, 40).interval  # Reference values: Newcombe (1998), method 3.
        self.assertAlmostEqual(low, 0.8712, places=3)
        self.assertAlmostEqual(high, 0.9956, places=3)

    def test_stay_between_nothing_and_all(self) -> None:
        self.assertEqual(Share(0, 10).interval[0], 0.0)
        self.assertAlmostEqual(Share(10, 10).interval[1], 1.0)
        self.assertEqual(Share(0, 0).interval, (0.0, 1.0))


class Figures(unittest.TestCase):
    readings = (
        read("greet", "greet"),
        read("greet", "thanks"),
        read("greet", "nlu_fallback"),
        read("out_of_scope", "nlu_fallback"),
        read("out_of_scope", "greet"),
        read("crisis_danger", "crisis_danger", certainty="ask"),
        read("crisis_danger", "crisis_self_harm", certainty="sure"),
        read("crisis_danger", "greet"),
        read("why", "crisis_danger", certainty="ask"),
    )

    def test_count_what_they_say(self) -> None:
        expected = {
            figures.answered_right: (2, 7),
            figures.refused: (1, 7),
            figures.precision: (2, 7),
            figures.out_of_scope_recall: (1, 2),
            figures.crisis_recall: (2, 3),
            figures.right_crisis_act: (1, 3),
            figures.false_alarms: (1, 6),
            figures.sure_false_alarms: (0, 6),
        }
        for figure, (hits, total) in expected.items():
            with self.subTest(figure.__name__):
                self.assertEqual(figure(self.readings), Share(hits, total))


class Thresholds(unittest.TestCase):
    def test_refuse_what_lies_below_them_but_never_a_crisis(self) -> None:
        readings = [
            read("greet", "greet", 0.2),
            read("greet", "greet", 0.6),
            read("crisis_danger", "crisis_danger", 0.1, "ask"),
        ]
        point = thresholds.at(readings, 0.5)
        self.assertEqual((point.right.hits, point.refused.hits), (2, 1))

    def test_are_best_where_wrong_answers_begin(self) -> None:
        right = [read("greet", "greet", 0.5 + step / 100) for step in range(20)]
        wrong = [read("greet", "thanks", 0.1 + step / 100) for step in range(20)]
        points = [thresholds.at(right + wrong, step) for step in thresholds.STEPS]
        self.assertTrue(0.28 <= thresholds.best(points) <= 0.5)


class Examples(unittest.TestCase):
    examples = tuple(Example(f"{intent} {n}", intent) for intent in "ab" for n in range(10))

    def test_are_each_tested_once_and_never_trained_on_in_that_fold(self) -> None:
        tested = []
        for train, test in folds(self.examples):
            self.assertEqual(shared(train, test), set())
            tested += test
        self.assertEqual(sorted(map(str, tested)), sorted(map(str, self.examples)))

    def test_are_the_same_whatever_their_case_and_spacing(self) -> None:
        self.assertEqual(shared([Example("Help  ME", "a")], [Example("help me", "b")]), {"help me"})


class PublicSets(unittest.TestCase):
    def test_are_sampled_evenly_and_the_same_each_time(self) -> None:
        known = [Example(f"{intent} {n}", intent) for intent in ("pay", "card") for n in range(30)]
        chosen = public.sample(known, 10)
        self.assertEqual(chosen, public.sample(known, 10))
        self.assertEqual(Counter(one.intent for one in chosen), {"pay": 10, "card": 10})
        self.assertEqual(len(public.sample(known, None)), 60)

    def test_say_which_file_is_missing_or_has_other_columns(self) -> None:
        with tempfile.TemporaryDirectory() as place:
            with self.assertRaisesRegex(SystemExit, "train.csv"):
                next(public.lines(Path(place)))
            (Path(place) / "train.csv").write_text("words\nhello\n")
            with self.assertRaisesRegex(SystemExit, "train.csv.*category"):
                next(public.lines(Path(place)))

    def test_are_asked_without_the_crisis_screen(self) -> None:
        names = [part["name"] for part in pipelines.intents_only()]
        self.assertNotIn(pipelines.CRISIS, names)
        self.assertTrue(all("untaught" not in part for part in pipelines.intents_only()))


if __name__ == "__main__":
    unittest.main()
