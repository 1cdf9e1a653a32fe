"""docs/chat-api.md says what the served schema says, and its example runs as it stands."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from edge.problems import STATUS_OF
from tests.fakes_assistant import FakeAssistant, running_assistant
from tests.running_edge import running_edge, settings_for

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "chat-api.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FakeAssistant, str]]:
    folder: Path = tmp_path_factory.mktemp("edge")
    with (
        running_assistant() as assistant,
        running_edge(settings_for(assistant, folder)) as url,
    ):
        yield assistant, url


@pytest.fixture(scope="module")
def schema(running: tuple[FakeAssistant, str]) -> dict[str, Any]:
    served: dict[str, Any] = httpx.get(f"{running[1]}/openapi.json", trust_env=False).json()
    return served


def body_of(one: dict[str, Any]) -> str:
    content = one.get("content", {}).get("application/json", {})
    return str(content.get("schema", {}).get("$ref", "")).rsplit("/", 1)[-1]


def test_the_page_lists_each_call_with_its_bodies_and_errors(schema: dict[str, Any]):
    served = set()
    for path, calls in schema["paths"].items():
        for method, call in calls.items():
            good, *errors = sorted(call["responses"])
            answer = f"{good} {body_of(call['responses'][good])}".strip()
            token = "yes" if call.get("security") else ""
            asked = body_of(call.get("requestBody", {}))
            served.add((f"{method.upper()} {path}", token, asked, answer, " ".join(errors)))

    rows = re.findall(r"^\| `([A-Z]+ /api\S+)` \|(.*)\|(.*)\|(.*)\|(.*)\|$", PAGE, re.MULTILINE)

    assert {tuple(cell.strip().replace("`", "") for cell in row) for row in rows} == served


def test_the_page_names_every_field_of_every_body_and_no_other(schema: dict[str, Any]):
    served = {
        (name, field)
        for name, body in schema["components"]["schemas"].items()
        for field in body["properties"]
    }

    named, body = set(), ""
    for first, fields in re.findall(
        r"^\|([^|]*)\|([^|]*)\|", PAGE.split("## Errors")[0], re.MULTILINE
    ):
        body = first.strip(" `") or body
        named |= {(body, field) for field in re.findall(r"`(\w+)`", fields)}

    assert {one for one in named if one[0] in schema["components"]["schemas"]} == served


def test_the_page_names_every_error_with_its_status():
    rows = re.findall(r"^\| (\d{3}) \| ([^|]+) \|", PAGE, re.MULTILINE)

    named = {code: int(status) for status, codes in rows for code in re.findall(r"`(\w+)`", codes)}

    assert named == STATUS_OF


def test_the_example_runs_as_it_stands(
    running: tuple[FakeAssistant, str], capsys: pytest.CaptureFixture[str]
):
    code = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[0]

    exec(code.replace("http://127.0.0.1:8080", running[1]), {})  # noqa: S102 - our own page

    assert running[0].said == ["should i pay?"]
    assert capsys.readouterr().out
