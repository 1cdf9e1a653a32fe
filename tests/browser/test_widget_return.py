"""Coming back with the code, in a browser, to a real desk."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from casedesk.clock import SystemClock
from casedesk.interview.answers import given
from casedesk.services import messaging
from casedesk.services.acting import Actor
from casedesk.services.desk import open_desk
from casedesk.services.drafts import open_draft, save_answers
from casedesk.services.filing import submit
from casedesk.store.migrate import migrate
from edge.app import Parts
from edge.desk_visits import DeskReturning
from edge.pace import Limits
from edge.templating import page_words
from tests.browser.conftest import PHONE, Watched
from tests.browser.talking import conversation, needs_the_bundle, say
from tests.fakes import a_clock, the_settings
from tests.fakes_assistant import FakeAssistant, running_assistant
from tests.running_edge import running_edge, settings_for

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Filed:
    """A report that was filed, and the edge its reporter comes back to."""

    url: str
    code: str
    reference: str
    assistant: FakeAssistant


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filed]:
    needs_the_bundle()
    folder, clock = tmp_path_factory.mktemp("desk"), a_clock()
    desk = open_desk(the_settings(folder), clock=clock)
    migrate(desk.engine)
    draft = open_draft(desk, "0" * 32, "young_person")
    save_answers(desk, draft.id, {"child_age": given(13), "demands": given(["more_images"])})
    receipt = submit(desk, "0" * 32)
    staff = Actor("sam", "caseworker")
    messaging.write_to_reporter(desk, receipt.reference, "Can we ring you at four?", by=staff)
    parts = Parts(
        returning=DeskReturning(desk, page_words()["returned"], "999"),
        limits=Limits(SystemClock(), scale=0),
    )
    with (
        running_assistant() as assistant,
        running_edge(settings_for(assistant, folder), parts) as url,
    ):
        yield Filed(url, receipt.code, receipt.reference, assistant)
    desk.engine.dispose()


def test_the_code_opens_the_report_and_the_teams_message_can_be_answered(
    filed: Filed, open_page: Callable[..., Watched]
):
    here = open_page(**PHONE)
    page = here.page
    page.goto(filed.url)
    page.get_by_text("I have a code from before").click()
    page.get_by_label("Your code").fill(filed.code)
    page.get_by_role("button", name="Open my report").click()

    expect(conversation(page).get_by_text(filed.reference)).to_be_visible()
    expect(page.get_by_text("Can we ring you at four?")).to_be_visible()
    here.shot("return-1-status")
    flaws = here.axe()
    page.get_by_role("button", name="Write to the team").click()
    expect(page.get_by_text("What would you like to tell the team?")).to_be_visible()
    say(page, "Yes, after school")
    expect(page.get_by_text("The team has your message")).to_be_visible()
    here.shot("return-2-answered")
    flaws += here.axe()

    assert flaws == []
    assert here.stored() == {}
    assert here.complaints == []
    assert filed.assistant.said == ["Yes, after school"]


@pytest.mark.parametrize("size", [PHONE, {"viewport": {"width": 320, "height": 568}}])
def test_contact_unsafe_and_taking_back_are_asked_calmly_and_accessibly(
    filed: Filed, open_page: Callable[..., Watched], size: dict[str, object]
):
    here = open_page(**size)
    page = here.page
    page.goto(filed.url)
    page.get_by_text("I have a code from before").click()
    page.get_by_label("Your code").fill(filed.code)
    page.get_by_role("button", name="Open my report").click()
    page.get_by_role("button", name="It is not safe to contact me").click()
    expect(page.get_by_text("It is now marked on your report")).to_be_visible()
    here.shot("return-3-unsafe")
    flaws = here.axe()

    page.get_by_role("button", name="Take my report back").last.click()
    expect(page.get_by_role("button", name="Please delete it")).to_be_visible()
    here.shot("return-4-take-back")
    flaws += here.axe()
    page.get_by_role("button", name="Please delete it").click()
    expect(page.get_by_text("it is okay to ask this")).to_be_visible()
    here.shot("return-5-erase")
    flaws += here.axe()

    assert flaws == []
    assert here.stored() == {}
    assert here.complaints == []


def test_a_wrong_code_is_told_kindly_and_can_be_typed_again(
    filed: Filed, open_page: Callable[..., Watched]
):
    page = open_page().page
    page.goto(filed.url)
    page.get_by_text("I have a code from before").click()
    page.get_by_label("Your code").fill("1111 2222 3333 4444")
    page.get_by_role("button", name="Open my report").click()
    expect(page.get_by_role("alert")).to_contain_text("could not find a report")

    page.get_by_label("Your code").fill(filed.code)
    page.get_by_role("button", name="Open my report").click()

    expect(conversation(page).get_by_text(filed.reference)).to_be_visible()


def test_a_wrong_code_stands_beside_its_field_without_javascript(
    filed: Filed, open_page: Callable[..., Watched]
):
    page = open_page(java_script_enabled=False).page
    page.goto(filed.url)
    page.get_by_text("I have a code from before").click()
    page.get_by_label("Your code").fill("1111 2222 3333 4444")

    page.get_by_role("button", name="Open my report").click()

    expect(page.locator("#return").get_by_role("alert")).to_contain_text("could not find a report")
    expect(page.get_by_label("Your code")).to_have_value("1111 2222 3333 4444")
    expect(page.get_by_label("Your code")).to_be_focused()


def test_the_code_works_without_javascript(filed: Filed, open_page: Callable[..., Watched]):
    page = open_page(java_script_enabled=False).page
    page.goto(filed.url)
    page.get_by_text("I have a code from before").click()
    page.get_by_label("Your code").fill(filed.code)

    page.get_by_role("button", name="Open my report").click()

    expect(page.get_by_text(filed.reference)).to_be_visible()
    expect(page.get_by_label("Write to the team")).to_be_visible()
