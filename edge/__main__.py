"""`python -m edge`: serve the public face."""

import os
import sys

import uvicorn
import uvloop
from dotenv import dotenv_values

from casedesk.clock import SystemClock
from casedesk.domain.errors import FirstdayError
from casedesk.services.desk import open_desk
from casedesk.settings import ROOT, Settings, load_settings
from edge import log, measures
from edge.app import Parts, build_app
from edge.desk_visits import DeskReturning
from edge.patience import PatientProtocol
from edge.settings import edge_settings
from edge.signposts import in_one_line, load_signposts
from edge.templating import page_words

CONNECTIONS = 2_000


def _returning(shared: Settings) -> DeskReturning:
    numbers = in_one_line(load_signposts(SystemClock().now().date()))
    return DeskReturning(open_desk(shared, "edge"), page_words()["returned"], numbers)


def main() -> int:
    """Serve until told to stop; return 1 with one line for each problem of the settings."""
    log.set_up()
    try:
        shared = load_settings(role="edge")
        environ = {**dotenv_values(ROOT / ".env"), **os.environ}
        settings = edge_settings(shared, {k: v for k, v in environ.items() if v is not None})
        app = build_app(settings, Parts(returning=_returning(shared)))
        measures.serve(settings.metrics_port, shared.edge_host)
    except FirstdayError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            host=shared.edge_host,
            port=shared.edge_port,
            forwarded_allow_ips=shared.believed_proxies,
            http=PatientProtocol,
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            limit_concurrency=CONNECTIONS,
            timeout_graceful_shutdown=15,
        )
    )
    uvloop.run(server.serve())
    return 0


if __name__ == "__main__":
    sys.exit(main())
