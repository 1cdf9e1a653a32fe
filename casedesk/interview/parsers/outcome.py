"""Why a text was not understood, so that the reply can say something that helps."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "empty",
    "not_an_option",
    "which_one",
    "not_an_age",
    "age_out_of_range",
    "not_a_date",
    "date_in_future",
    "not_an_amount",
    "not_a_contact",
    "not_identifiers",
]


@dataclass(frozen=True)
class NotUnderstood:
    """The text gives no answer. `which_one` means that it named several where one is asked."""

    kind: Kind
