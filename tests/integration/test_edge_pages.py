"""The public pages: what they say, and what every answer tells the browser."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import httpx
import pytest

from edge.signposts import LAST_RESORT, in_one_line, load_signposts
from tests.fakes_assistant import running_assistant
from tests.running_edge import running_edge, settings_for

HTTP = httpx.Client(timeout=30, trust_env=False)
SCHOOL = "https://school.example"
EVERY_ANSWER = [
    ("GET", "/"),
    ("GET", "/frame"),
    ("GET", "/plain"),
    ("GET", "/leave"),
    ("GET", "/health"),
    ("GET", "/openapi.json"),
    ("GET", "/static/look.css"),
    ("GET", "/static/icon.svg"),
    ("GET", "/static/nothing"),
    ("GET", "/nothing"),
    ("POST", "/api/chat"),
    ("DELETE", "/api/chat"),
    ("PUT", "/api/chat"),
    ("POST", "/api/chat/messages"),
    ("POST", "/plain"),
    ("OPTIONS", "/api/chat"),
]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("edge")
    with running_assistant() as assistant:
        settings = settings_for(
            assistant,
            folder,
            embed_hosts=(SCHOOL,),
            exit_url="https://weather.example/today",
            notice="Run by <Meadow Lane>",
        )
        with HTTP, running_edge(settings) as url:
            yield url


@pytest.mark.parametrize(("method", "path"), EVERY_ANSWER)
def test_every_answer_carries_the_strict_headers(url: str, method: str, path: str):
    headers = HTTP.request(method, f"{url}{path}").headers

    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert "camera=()" in headers["permissions-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors" in headers["content-security-policy"]
    assert "set-cookie" not in headers
    assert "server" not in headers
    assert "access-control-allow-origin" not in headers


def test_the_full_page_runs_our_own_code_alone_and_stands_in_nobodys_frame(url: str):
    policy = HTTP.get(url).headers["content-security-policy"]

    assert "script-src 'self'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "trusted-types lit-html" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_the_frame_may_be_shown_by_the_listed_origins_alone(url: str):
    policy = HTTP.get(f"{url}/frame").headers["content-security-policy"]

    assert f"frame-ancestors {SCHOOL}" in policy


def test_the_plain_page_runs_no_code_at_all(url: str):
    answer = HTTP.get(f"{url}/plain")

    assert "script-src" not in answer.headers["content-security-policy"]
    assert "<script" not in answer.text


@pytest.mark.parametrize("path", ["/", "/frame", "/plain"])
def test_no_page_holds_anything_from_elsewhere_or_written_into_it(url: str, path: str):
    html = HTTP.get(f"{url}{path}").text

    assert not re.search(r"""(src|href|action)=["'](https?:)?//""", html)
    assert not re.search(r"<style|style=| on\w+=|<script(?! src| type=\"module\" src)", html)


def test_what_a_page_loads_is_packed_and_what_holds_a_token_is_not(url: str):
    packed = {"accept-encoding": "gzip"}
    begun = HTTP.post(f"{url}/plain", data={"act": "begin"}, headers=packed)

    assert HTTP.get(f"{url}/static/look.css", headers=packed).headers["content-encoding"] == "gzip"
    assert 'name="token"' in begun.text
    assert "content-encoding" not in begun.headers


def test_the_sheets_come_as_one_file_with_what_overrides_last(url: str):
    html, sheet = HTTP.get(url).text, HTTP.get(f"{url}/static/look.css").text

    assert html.count('rel="stylesheet"') == 1
    assert sheet.index(":root") < sheet.index(".log") < sheet.index("@media print")


@pytest.mark.parametrize("path", ["/", "/plain"])
def test_title_icon_and_address_say_nothing_about_why_someone_is_here(url: str, path: str):
    html = HTTP.get(f"{url}{path}").text

    assert "<title>Chat</title>" in html
    assert 'href="/static/icon.svg"' in html


@pytest.mark.parametrize("path", ["/", "/frame", "/plain"])
def test_every_page_has_the_way_out_first_and_numbers_to_call(url: str, path: str):
    html = HTTP.get(f"{url}{path}").text
    first_stop = re.search(r"<(a|button|input|summary)\b[^>]*>", html.partition("<body>")[2])

    assert first_stop
    assert 'class="leave-first"' in first_stop[0]
    assert 'href="tel:999"' in html
    assert 'href="tel:08001111"' in html


def test_the_foot_says_who_runs_it_as_text(url: str):
    assert "Run by &lt;Meadow Lane&gt;" in HTTP.get(url).text


def test_the_start_page_says_what_this_is_who_reads_it_and_what_leaving_cannot_hide(url: str):
    html = HTTP.get(url).text

    for promise in ("3 to 10 minutes", "skip any question", "staff read", "even if you do"):
        assert promise in re.sub(r"\s+", " ", html)
    assert "browser history" in html


def test_the_loader_is_for_other_sites_and_knows_where_to_leave_to(url: str):
    answer = HTTP.get(f"{url}/embed.js")
    if answer.status_code == 404:
        pytest.skip("the widget is not built; npm ci && npm run build")

    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "https://weather.example/today" in answer.text
    assert "__EXIT_URL__" not in answer.text


def test_the_plain_form_takes_no_files(url: str):
    answer = HTTP.post(f"{url}/plain", files={"text": ("me.png", b"x", "image/png")})

    assert answer.status_code == 415


@pytest.mark.parametrize(
    "form",
    [
        {"act": ""},
        {"act": "begin", "face": "nobody"},
        {"act": "say"},
        {"act": "say", "token": "x" * 43, "id": "y", "text": "hi"},
        {"act": "return", "code": "0000"},
        {"act": "leave", "token": "nobody"},
        {"act": "<script>", "token": "'\"><b>"},
    ],
)
def test_a_form_that_makes_no_sense_gets_a_page_and_never_an_error_trace(
    url: str, form: dict[str, str]
):
    answer = HTTP.post(f"{url}/plain", data=form)

    assert answer.status_code < 500
    assert answer.headers["content-type"].startswith("text/html")
    assert "Traceback" not in answer.text
    assert "<b>" not in answer.text


def test_without_its_database_the_plain_page_still_holds_what_was_typed(tmp_path: Path):
    typed = "I am 13 <years> old"
    with running_assistant() as assistant, running_edge(settings_for(assistant, tmp_path)) as url:
        opened = HTTP.post(f"{url}/plain", data={"act": "begin", "face": "young_person"}).text
        with closing(sqlite3.connect(tmp_path / "edge.db")) as database:
            database.execute("ALTER TABLE sessions RENAME TO gone")
        form = dict(re.findall(r'name="(token|id)" value="([^"]+)"', opened))
        refused = HTTP.post(f"{url}/plain", data={**form, "act": "say", "text": typed})
        with closing(sqlite3.connect(tmp_path / "edge.db")) as database:
            database.execute("ALTER TABLE gone RENAME TO sessions")
        sent = HTTP.post(f"{url}/plain", data={**form, "act": "say", "text": typed})

    assert refused.status_code == 503
    assert "was not saved" in refused.text
    assert "I am 13 &lt;years&gt; old</textarea>" in refused.text
    assert f'value="{form["id"]}"' in refused.text
    assert sent.status_code == 200
    assert assistant.said == [typed]


def test_numbers_that_are_out_of_date_are_not_shown():
    today = date(2026, 11, 23)
    far = date(2040, 1, 1)

    assert "papyrus" in {post.id for post in load_signposts(today)}
    assert load_signposts(far) == LAST_RESORT


def test_without_the_file_there_are_still_numbers(tmp_path: Path):
    posts = load_signposts(date(2026, 11, 23), tmp_path / "nothing.yml")

    assert in_one_line(posts) == "999 or Childline on 0800 1111"
