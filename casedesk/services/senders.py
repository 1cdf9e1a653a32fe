"""How a notice leaves: e-mail over SMTP, or a signed webhook. Neither carries a child's words."""

import hashlib
import hmac
import json
import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx

from casedesk.services.delivery import NotDelivered, Notice, Sender
from casedesk.settings import Settings

_SECONDS = 10
"""Time limit of one network step; several of them stay within the lease."""

_SUBJECTS = {
    "case_filed": "new case",
    "case_unfinished": "new case, not finished by the reporter",
    "report_revised": "the reporter changed or added something",
    "escalation": "a clock runs on",
    "reporter_message": "the reporter has written",
    "reporter_contact_unsafe": "the reporter says that it is not safe to contact them",
    "reporter_withdraw": "the reporter asks you to stop: decide",
    "reporter_erase": "the reporter asks to be erased: decide",
}


def senders(settings: Settings) -> dict[str, Sender]:
    """Return the senders that are set up, by channel."""
    found: dict[str, Sender] = {}
    if settings.smtp_url:
        found["mail"] = lambda notice: _mail(settings, notice)
    if settings.webhook_url:
        found["webhook"] = lambda notice: _webhook(settings, notice)
    return found


def _mail(settings: Settings, notice: Notice) -> None:
    address = address_of(settings, notice.recipient)
    url = urlsplit(settings.smtp_url)
    secure = url.scheme == "smtps"
    kind = smtplib.SMTP_SSL if secure else smtplib.SMTP
    port = url.port or (465 if secure else 25)
    with kind(url.hostname or "", port, timeout=_SECONDS) as server:
        server.ehlo()
        if not secure and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        server.send_message(mail(settings, notice, address))


def address_of(settings: Settings, role: str) -> str:
    """Return where a role is told; who has no address of their own is told through the next."""
    team = settings.mail_duty_team
    supervisor = settings.mail_duty_supervisor or team
    head = settings.mail_head_of_safeguarding or supervisor
    addresses = {"duty_supervisor": supervisor, "head_of_safeguarding": head}
    address = addresses.get(role, team)
    if not address:
        raise NotDelivered(f"no address is set for {role}")
    return address


def mail(settings: Settings, notice: Notice, address: str) -> EmailMessage:
    """Return the message; its Message-ID is the notice's id, the same at every try."""
    message = EmailMessage()
    subject = _SUBJECTS.get(notice.kind, notice.kind.replace("_", " "))
    level, reference = notice.facts.get("level", ""), notice.facts.get("reference", "")
    message["Subject"] = f"Firstday {level} {reference}: {subject}"
    message["From"] = settings.mail_from
    message["To"] = address
    message["Date"] = format_datetime(notice.created_at)
    message["Message-ID"] = f"<{notice.id}@firstday.invalid>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n".join(_lines(notice)) + "\n")
    return message


def _lines(notice: Notice) -> list[str]:
    named = {
        "clock": "Clock",
        "due_at": "Due (UTC)",
        "owner": "Owner",
        "on_duty": "On duty",
        "demands": "Wanted from you",
    }
    facts = [
        f"{words}: {str(notice.facts[key]).replace('_', ' ')}"
        for key, words in named.items()
        if notice.facts.get(key)
    ]
    head = f"Case {notice.facts.get('reference', '')}, level {notice.facts.get('level', '')}."
    return [head, *facts, "", "Sign in to the console to read it. This message holds no details."]


def _webhook(settings: Settings, notice: Notice) -> None:
    body = json.dumps(payload(notice), sort_keys=True).encode()
    headers = {
        "Content-Type": "application/json",
        "X-Firstday-Delivery": notice.id,
        "X-Firstday-Signature": signature(settings.webhook_secret, notice.id, body),
    }
    try:
        answer = httpx.post(settings.webhook_url, content=body, headers=headers, timeout=_SECONDS)
    except (httpx.HTTPError, httpx.InvalidURL) as problem:
        raise NotDelivered(f"the webhook could not be reached ({type(problem).__name__})") from None
    if not answer.is_success:
        raise NotDelivered(f"the webhook answered {answer.status_code}")


def payload(notice: Notice) -> Mapping[str, Any]:
    """Return what a webhook receives; `id` is the same at every try."""
    return {
        "id": notice.id,
        "kind": notice.kind,
        "to": notice.recipient,
        "created_at": notice.created_at.isoformat(),
        "facts": notice.facts,
    }


def signature(secret: str, notice_id: str, body: bytes) -> str:
    """Return `sha256=` and the HMAC over the delivery id, a full stop, and the body."""
    signed = hmac.digest(secret.encode(), notice_id.encode() + b"." + body, hashlib.sha256)
    return f"sha256={signed.hex()}"
