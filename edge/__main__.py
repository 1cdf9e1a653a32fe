"""`python -m edge`: serve the public face."""

import asyncio
import os
import sys

import uvicorn
from dotenv import dotenv_values

from casedesk.domain.errors import FirstdayError
from casedesk.settings import ROOT, load_settings
from edge import log
from edge.app import Parts, build_app
from edge.patience import PatientProtocol
from edge.settings import edge_settings

CONNECTIONS = 2_000


def main() -> int:
    """Serve until told to stop; return 1 with one line for each problem of the settings."""
    log.set_up()
    try:
        shared = load_settings(role="edge")
        environ = {**dotenv_values(ROOT / ".env"), **os.environ}
        settings = edge_settings(shared, {k: v for k, v in environ.items() if v is not None})
        app = build_app(settings, Parts())
    except FirstdayError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            host=shared.edge_host,
            port=shared.edge_port,
            http=PatientProtocol,
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            limit_concurrency=CONNECTIONS,
            timeout_graceful_shutdown=15,
        )
    )
    asyncio.run(server.serve())
    return 0


if __name__ == "__main__":
    sys.exit(main())
