"""`python -m console`: serve the staff console on its own address."""

import os
import sys

import uvicorn
from dotenv import dotenv_values

from casedesk.domain.errors import DataError, SettingsError
from casedesk.services.desk import Desk, open_desk
from casedesk.services.staff import first_account
from casedesk.settings import ROOT, load_settings
from console.app import create_app
from console.provider import Provider
from console.provider_settings import provider_settings


def main() -> int:
    """Serve until stopped; print the first account of an empty desk once."""
    try:
        desk = open_desk(load_settings(role="console"), "console")
        provider = _provider(desk)
    except (DataError, SettingsError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - what stops the start is for the operator
        return 2
    _announce(desk)
    uvicorn.run(
        create_app(desk, provider=provider),
        host=desk.settings.console_host,
        port=desk.settings.console_port,
        forwarded_allow_ips=desk.settings.believed_proxies,
        access_log=False,  # Case references stand in paths.
        server_header=False,
        log_level="warning",
    )
    return 0


def _provider(desk: Desk) -> Provider | None:
    environ = {**dotenv_values(ROOT / ".env"), **os.environ}
    told = provider_settings({name: text for name, text in environ.items() if text is not None})
    return Provider(told, desk.clock) if told else None


def _announce(desk: Desk) -> None:
    account = first_account(desk)
    if account is None:
        return
    host, port = desk.settings.console_host, desk.settings.console_port
    lines = (
        "First account of this desk, shown only this once:",
        f"  address            http://{host}:{port}/",
        f"  username           {account.username}",
        f"  one-time password  {account.one_time_password}",
        "It makes other accounts; it cannot read reports.",
    )
    print("\n".join(lines), flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
