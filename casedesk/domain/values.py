"""The value of an answer, as JSON can carry it."""

from collections.abc import Mapping

type Value = str | int | float | list["Value"] | dict[str, "Value"]
"""yes_no, choice and text answers are strings; choices and identifiers are lists; age is an int."""

type Values = Mapping[str, Value]
"""Question id -> value. A question that was skipped, or whose answer is not known, is absent."""
