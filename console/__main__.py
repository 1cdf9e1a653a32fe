"""`python -m console`: serve the staff console on its own address."""

import sys

import uvicorn

from casedesk.domain.errors import DataError, SettingsError
from casedesk.services.desk import Desk, open_desk
from casedesk.services.staff import first_account
from casedesk.settings import load_settings
from console.app import create_app


def main() -> int:
    """Serve until stopped; print the first account of an empty desk once."""
    try:
        desk = open_desk(load_settings(role="console"), "console")
    except (DataError, SettingsError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - what stops the start is for the operator
        return 2
    _announce(desk)
    uvicorn.run(
        create_app(desk),
        host=desk.settings.console_host,
        port=desk.settings.console_port,
        access_log=False,  # Case references stand in paths.
        server_header=False,
        log_level="warning",
    )
    return 0


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
