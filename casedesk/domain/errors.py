"""Every error the service raises on purpose.

FirstdayError
├── DataError            a file under data/ is wrong; says which file, where and why
├── SettingsError        the environment or .env is wrong; lists every problem
├── UnknownQuestion      a question id that the catalogue does not hold
├── NotPermitted         this person may not do this
├── NotFound             no such case, draft or person (or not visible to the one who asks)
└── NotPossible          the case's state does not allow the act; says what is missing

Edges translate these once, at the boundary; nothing else catches them. A message is written for
the person who can act on it and never holds a reporter's words.
"""


class FirstdayError(Exception):
    """Base of every error raised on purpose."""


class DataError(FirstdayError):
    """A reviewable data file is wrong."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class SettingsError(FirstdayError):
    """A setting is missing or wrong; the message lists every problem at once."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class UnknownQuestion(FirstdayError):  # noqa: N818 - reads as what happened
    """The catalogue holds no question of this id."""


class NotPermitted(FirstdayError):  # noqa: N818
    """This person may not do this."""


class NotFound(FirstdayError):  # noqa: N818
    """There is no such record, or it is not visible to the one who asks."""


class NotPossible(FirstdayError):  # noqa: N818
    """The state of the case does not allow this act."""
