"""The action server: the SDK's executor behind a shared secret.

The SDK's own server has no authentication and returns the whole request on an error, so only its
executor is used.
"""

import hmac
import logging
from typing import Any

from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionNotFoundException
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from actions.aside import DefaultFallback, SideQuestion
from actions.report import SubmitReport, ValidateReportForm
from actions.safe import ActionFailed
from casedesk.dialogue.context import Dialogue

log = logging.getLogger("firstday.actions")

SECRET_HEADER = "X-Firstday-Secret"  # noqa: S105 - the header's name
LARGEST_BODY = 1_000_000
ACTIONS = (ValidateReportForm, SubmitReport, SideQuestion, DefaultFallback)


def create_app(dialogue: Dialogue, secret: str) -> "Sanic[Any, Any]":
    """Return the server for one dialogue."""
    app = Sanic("firstday_actions", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = LARGEST_BODY
    app.config.KEEP_ALIVE_TIMEOUT = 120
    executor = _executor(dialogue)

    @app.get("/health")
    async def health(_: Request) -> HTTPResponse:
        return json({"status": "ok"})

    @app.post("/webhook")
    async def webhook(request: Request) -> HTTPResponse:
        given = request.headers.get(SECRET_HEADER, "").encode()
        if not hmac.compare_digest(given, secret.encode()):
            return json({"error": "unauthorised"}, status=401)
        result = await executor.run(request.json)
        return json(result.model_dump() if result else {"events": [], "responses": []})

    @app.exception(Exception)
    async def failed(_: Request, error: Exception) -> HTTPResponse:
        known = isinstance(error, ActionFailed | ActionNotFoundException)
        if not known:
            log.error("request_failed error=%s", type(error).__name__)
        return json({"error": "failed"}, status=getattr(error, "status_code", 500))

    return app


def _executor(dialogue: Dialogue) -> ActionExecutor:
    executor = ActionExecutor()
    for action in ACTIONS:
        executor.register_action(action(dialogue))
    return executor
