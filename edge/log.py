"""One line per event, from fixed names and an allow-list of fields; words have no way in."""

import json
import logging
import sys

FIELDS = frozenset(
    {"conversation", "message", "status", "code", "route", "method", "error", "count", "at"}
)
_logger = logging.getLogger("edge")


def note(event: str, **fields: str | int) -> None:
    """Log an event. Raises ValueError for a field that is not on the list."""
    astray = set(fields) - FIELDS
    if astray:
        raise ValueError(f"not on the list of fields a log line may hold: {sorted(astray)}")
    _logger.info(json.dumps({"event": event, **fields}))


class _EventOnly(logging.Formatter):
    """Prints what was said and the kind of an error, never the error's own text or trace."""

    def format(self, record: logging.LogRecord) -> str:
        if record.name == "edge":
            return record.getMessage()
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        line = {"event": "server", "at": f"{record.module}:{record.lineno}", "error": kind}
        # The server's own start and stop lines have no arguments from a request.
        if record.name == "uvicorn.error" and record.levelno == logging.INFO:
            line["event"] = record.getMessage()
        return json.dumps(line)


def set_up() -> None:
    """Send every logger of this process through the one formatter, to standard output."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(_EventOnly())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in ("aiohttp", "uvicorn.access"):
        logging.getLogger(name).setLevel(logging.WARNING)
