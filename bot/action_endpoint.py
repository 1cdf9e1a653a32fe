"""The way to the action server: one kept connection, small requests, errors without words.

Rasa's own endpoint opens a connection for each call, posts the whole conversation and the whole
domain each time, waits five minutes, and puts the answer's body, which may quote the
conversation, into the exception that ends up in the log.
"""

from typing import Any, Dict, List, Optional, Text

import aiohttp
from rasa.utils.endpoints import EndpointConfig

from bot.turn import fail_turn

TIMEOUT_SECONDS = 5  # Below Rasa's 60 s conversation lock, so that turns never overlap.


class ActionServerError(aiohttp.ClientError):
    """The action server was not reached, was too slow, or did not answer as an action does."""


class ActionEndpoint(EndpointConfig):
    """An endpoint that marks the turn as failed whenever an action did not run."""

    _session: Optional[aiohttp.ClientSession] = None

    @classmethod
    def like(cls, endpoint: EndpointConfig) -> "ActionEndpoint":
        """Return an endpoint with the address and headers of the configured one."""
        return cls(url=endpoint.url, headers=endpoint.headers)

    def session(self) -> aiohttp.ClientSession:
        """Return the kept session, opening it inside the running event loop when needed."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                headers=self.headers, timeout=aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
            )
        return self._session

    async def request(self, *_: Any, json: Dict[Text, Any], **__: Any) -> Any:
        """Run one action; raise ActionServerError, and fail the turn, when it did not run."""
        try:
            async with self.session().post(self.url, json=_trimmed(json)) as response:
                return await _result(response)
        except Exception as error:  # noqa: BLE001 - whatever it was, the turn has failed
            fail_turn("action server", error)
            # `from None`: the cause's text may quote what was sent.
            raise ActionServerError(type(error).__name__) from None

    async def healthy(self) -> bool:
        """Whether the action server answers at all."""
        url = self.url.rsplit("/", 1)[0] + "/health"
        try:
            async with self.session().get(url) as response:
                return bool(response.status == 200)
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False


def _trimmed(call: Dict[Text, Any]) -> Dict[Text, Any]:
    """Keep of the conversation what our actions read: slots, and the events of this turn.

    The whole history would make each answer of a long report dearer than the one before.
    """
    tracker = call["tracker"]
    return {
        **call,
        "domain": {},
        "tracker": {**tracker, "events": _since_last_message(tracker["events"])},
    }


def _since_last_message(events: List[Dict[Text, Any]]) -> List[Dict[Text, Any]]:
    for index in range(len(events) - 1, -1, -1):
        if events[index]["event"] == "user":
            return events[index:]
    return events


async def _result(response: aiohttp.ClientResponse) -> Dict[Text, Any]:
    if response.status != 200:
        raise ActionServerError(f"status {response.status}")
    return _checked(await response.json(content_type=None))


def _checked(answer: Any) -> Dict[Text, Any]:
    """Refuse an answer that is no action's answer before Rasa quotes it in an error."""
    if not isinstance(answer, dict) or not isinstance(answer.get("events"), list):
        raise ActionServerError("not an action's answer")
    return answer
