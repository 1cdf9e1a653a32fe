"""Start the assistant: Rasa with our channel only, on loopback, with no HTTP API."""

import logging
import os
import sys
import warnings

from bot import settings


def main() -> int:
    """Serve until stopped; return 2 when a setting is wrong."""
    try:
        settings.load()
        model = settings.newest_model()
    except settings.SettingsError as problem:
        sys.stderr.write(f"assistant: {problem}\n")
        return 2
    # One message needs small products only; a second thread would spin for longer than they take.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # The warnings of Rasa's frozen dependencies are nothing an operator can act on; a filter would
    # not do, because those libraries set their own.
    warnings.showwarning = lambda *_, **__: None
    # Imported late: TensorFlow and Rasa take seconds, and read the environment as they load.
    from rasa.core.run import serve_application  # noqa: PLC0415
    from rasa.core.utils import AvailableEndpoints  # noqa: PLC0415
    from rasa.utils.common import configure_logging_and_warnings  # noqa: PLC0415
    from rasa.utils.log_utils import configure_structlog  # noqa: PLC0415

    # The tracker store as well: when it can't be imported, Rasa says so in a warning and keeps
    # conversations in memory instead. Here the start fails.
    from bot import patches, tracker_store  # noqa: F401, PLC0415
    from bot.action_endpoint import ActionEndpoint  # noqa: PLC0415
    from bot.lock_store import SharedLockStore  # noqa: PLC0415

    configure_logging_and_warnings(logging.WARNING)
    # Without this, Rasa writes every message it handles into the log.
    configure_structlog(logging.WARNING)
    patches.apply()
    endpoints = AvailableEndpoints.read_endpoints(str(settings.ROOT / "endpoints.yml"))
    endpoints.action = ActionEndpoint.like(endpoints.action, settings.action_servers())
    if os.environ.get("REDIS_URL"):
        endpoints.lock_store = SharedLockStore(os.environ["REDIS_URL"])
    serve_application(
        str(model),
        credentials=str(settings.ROOT / "credentials.yml"),
        endpoints=endpoints,
        interface=os.environ["ASSISTANT_HOST"],
        port=int(os.environ["ASSISTANT_PORT"]),
        enable_api=False,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
