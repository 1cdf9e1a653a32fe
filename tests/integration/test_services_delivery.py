"""Delivery: at least once, recognisable, and nothing blocks anything else."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from fakes import the_settings
from postgres import free_port
from sqlalchemy import RowMapping, select

from casedesk.clock import FixedClock
from casedesk.services import notices
from casedesk.services.delivery import LEASE, TRIES, NotDelivered, Notice, deliver, wait_after
from casedesk.services.desk import Desk
from casedesk.services.senders import senders, signature
from casedesk.store.tables.operations import outbox

SECRET = "a webhook secret of decent length"


class Catcher:
    """Remembers every notice; fails for the kinds it is told to."""

    def __init__(self, *fails: str) -> None:
        self.fails = set(fails)
        self.got: list[Notice] = []

    def __call__(self, notice: Notice) -> None:
        self.got.append(notice)
        if notice.kind in self.fails:
            raise NotDelivered("refused")


@pytest.fixture
def mailing(desk: Desk, tmp_path: Path) -> Desk:
    """Return a desk that tells staff by mail."""
    url = desk.settings.database_url
    settings = the_settings(
        tmp_path,
        DATABASE_URL=url,
        SMTP_URL="smtp://127.0.0.1:1",
        MAIL_FROM="desk@firstday.invalid",
        MAIL_DUTY_TEAM="team@firstday.invalid",
    )
    return replace(desk, settings=settings)


def tell(desk: Desk, kind: str = "case_filed", to: str = "duty_team") -> None:
    with desk.work() as work:
        facts = {"reference": "FD-AAAA-BBBB", "level": "P2"}
        notices.tell(desk, work, "c" * 32, kind, to=to, facts=facts)
        work.commit()


def mails(desk: Desk) -> list[RowMapping]:
    with desk.reading() as work:
        wanted = select(outbox).where(outbox.c.channel == "mail").order_by(outbox.c.created_at)
        return list(work.connection.execute(wanted).mappings())


def run_out(desk: Desk, catcher: Callable[[Notice], None]) -> None:
    while deliver(desk, {"mail": catcher}):
        pass


def test_a_notice_is_delivered_once(mailing: Desk) -> None:
    tell(mailing)
    catcher = Catcher()

    run_out(mailing, catcher)
    run_out(mailing, catcher)

    assert len(catcher.got) == 1
    assert mails(mailing)[0]["sent_at"] is not None


def test_a_notice_that_fails_waits_longer_each_time_and_is_given_up_visibly(
    mailing: Desk, clock: FixedClock
) -> None:
    tell(mailing)
    catcher = Catcher("case_filed")

    for _ in range(12 * 12):
        run_out(mailing, catcher)
        clock.at += timedelta(minutes=5)

    row = mails(mailing)[0]
    assert len(catcher.got) == row["attempts"] == TRIES
    assert row["given_up_at"] is not None
    assert row["problem"] == "refused"
    assert len({one.id for one in catcher.got}) == 1


def test_a_poisonous_notice_blocks_nothing(mailing: Desk, clock: FixedClock) -> None:
    tell(mailing, "poison")
    clock.at += timedelta(seconds=1)
    for _ in range(5):
        tell(mailing)
    catcher = Catcher("poison")

    run_out(mailing, catcher)

    assert [one.kind for one in catcher.got].count("case_filed") == 5


def test_a_worker_that_dies_while_sending_leaves_the_notice_to_the_next(
    mailing: Desk, clock: FixedClock
) -> None:
    tell(mailing)

    def dies(notice: Notice) -> None:
        raise KeyboardInterrupt(notice.id)

    with pytest.raises(KeyboardInterrupt):
        deliver(mailing, {"mail": dies})
    catcher = Catcher()
    run_out(mailing, catcher)
    assert catcher.got == []

    clock.at += LEASE
    run_out(mailing, catcher)

    assert [one.attempts for one in catcher.got] == [2]


def test_a_worker_whose_lease_ran_out_does_not_undo_what_another_finished(
    mailing: Desk, clock: FixedClock
) -> None:
    tell(mailing)
    other = Catcher()

    def slow(_: Notice) -> None:
        clock.at += LEASE
        run_out(mailing, other)
        raise NotDelivered("too slow")

    deliver(mailing, {"mail": slow})

    assert len(other.got) == 1
    assert mails(mailing)[0]["sent_at"] is not None


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 15), (2, 30), (3, 60), (8, 1920), (9, 3600), (50, 3600)]
)
def test_the_wait_doubles_up_to_an_hour(attempts: int, seconds: int) -> None:
    assert wait_after(attempts) == timedelta(seconds=seconds)


class Mailbox:
    """A real SMTP server's memory."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []

    async def handle_DATA(self, _: object, __: object, envelope: Envelope) -> str:  # noqa: N802
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 kept"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield box, controller.port
    controller.stop()


def test_a_mail_carries_reference_and_level_to_the_role_and_nothing_else(
    mailing: Desk, mailbox: tuple[Mailbox, int], tmp_path: Path
) -> None:
    box, port = mailbox
    settings = the_settings(
        tmp_path,
        DATABASE_URL=mailing.settings.database_url,
        SMTP_URL=f"smtp://127.0.0.1:{port}",
        MAIL_FROM="desk@firstday.invalid",
        MAIL_DUTY_TEAM="team@firstday.invalid",
        MAIL_HEAD_OF_SAFEGUARDING="head@firstday.invalid",
    )
    tell(mailing, "escalation", to="head_of_safeguarding")
    tell(mailing, "escalation", to="duty_supervisor")

    while deliver(mailing, senders(settings)):
        pass

    assert {one["To"] for one in box.messages} == {"head@firstday.invalid", "team@firstday.invalid"}
    first = box.messages[0]
    assert first["Subject"] == "Firstday P2 FD-AAAA-BBBB: a clock runs on"
    assert first["Message-ID"].strip("<>").partition("@")[0] in {r["id"] for r in mails(mailing)}


@pytest.fixture
def hook() -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    got: list[tuple[dict[str, str], bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((dict(self.headers), body))
            self.send_response(500 if len(got) == 1 else 204)
            self.end_headers()

        def log_message(self, *parts: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hook", got
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_webhook_is_signed_and_tried_again_under_the_same_id(
    desk: Desk,
    clock: FixedClock,
    tmp_path: Path,
    hook: tuple[str, list[tuple[dict[str, str], bytes]]],
) -> None:
    url, got = hook
    settings = the_settings(
        tmp_path,
        DATABASE_URL=desk.settings.database_url,
        WEBHOOK_URL=url,
        WEBHOOK_SECRET=SECRET,
    )
    hooked = replace(desk, settings=settings)
    tell(hooked)

    deliver(hooked, senders(settings))
    clock.at += timedelta(minutes=1)
    deliver(hooked, senders(settings))

    (first, body), (second, again) = got
    assert body == again
    assert first["X-Firstday-Delivery"] == second["X-Firstday-Delivery"] == json.loads(body)["id"]
    expected = signature(SECRET, first["X-Firstday-Delivery"], body)
    assert first["X-Firstday-Signature"] == expected


def test_without_channels_the_console_alone_shows_it(desk: Desk) -> None:
    tell(desk)

    with desk.reading() as work:
        row = work.connection.execute(select(outbox)).mappings().one()
    assert (row["channel"], row["try_at"]) == ("console", None)
    assert row["sent_at"] is not None
