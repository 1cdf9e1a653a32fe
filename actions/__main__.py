"""Start the action server: `python -m actions`."""

import logging
import sys

from actions.server import create_app
from casedesk.dialogue.context import open_dialogue
from casedesk.domain.errors import FirstdayError
from casedesk.services.desk import open_desk
from casedesk.settings import load_settings


def main() -> int:
    """Serve until stopped; return 2 when a setting or a data file is wrong."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    for chatty in ("rasa_sdk", "sanic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        settings = load_settings(role="actions")
        dialogue = open_dialogue(open_desk(settings, role="actions"))
    except FirstdayError as problem:
        sys.stderr.write(f"actions: {problem}\n")
        return 2
    app = create_app(dialogue, settings.actions_secret)
    app.run(
        host=settings.actions_host,
        port=settings.actions_port,
        single_process=True,
        motd=False,
        access_log=False,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
