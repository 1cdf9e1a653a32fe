import pytest

from casedesk.interview.parsers.amounts import parse_amount
from casedesk.interview.parsers.outcome import NotUnderstood


@pytest.mark.parametrize(
    ("said", "value", "currency", "unit"),
    [
        ("£50 in steam cards", "50.00", "GBP", "steam gift cards"),
        ("£50 apple gift card", "50.00", "GBP", "apple gift cards"),
        ("two £50 apple gift cards", "100.00", "GBP", "apple gift cards"),
        ("2 x £25", "50.00", "GBP", None),
        ("£200 in bitcoin", "200.00", "GBP", "bitcoin"),
        ("200 quid", "200.00", "GBP", None),
        ("200", "200.00", "GBP", None),
        ("£20.50", "20.50", "GBP", None),
        ("50p", "0.50", "GBP", None),
        ("1,000 pounds", "1000.00", "GBP", None),
        ("2k", "2000.00", "GBP", None),
        ("£1.5k", "1500.00", "GBP", None),
        ("a grand", "1000.00", "GBP", None),
        ("two hundred", "200.00", "GBP", None),
        ("two hundred and fifty", "250.00", "GBP", None),
        ("couple hundred quid", "200.00", "GBP", None),
        ("fifty quid", "50.00", "GBP", None),
        ("$100", "100.00", "USD", None),
        ("100$", "100.00", "USD", None),
        ("100 bucks", "100.00", "USD", None),
        ("500 euros", "500.00", "EUR", None),
        ("half a bitcoin", "0.5", "BTC", None),
        ("0.01 btc", "0.01", "BTC", None),
        ("1000 robux", "1000", "XXX", "robux"),
        ("£50 then £200", "200.00", "GBP", None),  # the demand that stands
        ("£20 a week", "20.00", "GBP", None),
    ],
)
def test_a_sum_is_read_with_its_currency(
    said: str, value: str, currency: str, unit: str | None
) -> None:
    wanted = {"value": value, "currency": currency}

    assert parse_amount(said) == (wanted | {"unit": unit} if unit else wanted)


@pytest.mark.parametrize(
    "said", ["all my money", "in 2 days", "3 pics", "free", "£0", "9" * 40, "why", "he wants a pic"]
)
def test_what_names_no_sum_is_no_amount(said: str) -> None:
    assert parse_amount(said) == NotUnderstood("not_an_amount")
