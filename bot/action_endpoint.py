"""The way to the action server: one kept connection, small requests, errors without words.

Rasa's own endpoint opens a connection for each call, posts the whole conversation and the whole
domain each time, waits five minutes, and puts the answer's body, which may quote the
conversation, into the exception that ends up in the log.
"""

from typing import Any, Dict, List, Optional, Sequence, Text

import aiohttp
from rasa.utils.endpoints import EndpointConfig

from bot.turn import fail_turn

CONNECT_SECONDS = 1
TIMEOUT_SECONDS = 5  # Below Rasa's 60 s conversation lock, so that turns never overlap.


class ActionServerError(aiohttp.ClientError):
    """The action server was not reached, was too slow, or did not answer as an action does."""


class ActionEndpoint(EndpointConfig):
    """An endpoint that marks the turn as failed whenever an action did not run."""

    _session: Optional[aiohttp.ClientSession] = None
    _servers: List[Text]

    @classmethod
    def like(cls, endpoint: EndpointConfig, servers: Sequence[Text] = ()) -> "ActionEndpoint":
        """Return an endpoint with the headers of the configured one, and its address or these."""
        made = cls(url=endpoint.url, headers=endpoint.headers)
        made._servers = [f"{server}/webhook" for server in servers] or [endpoint.url]
        return made

    def session(self) -> aiohttp.ClientSession:
        """Return the kept session, opening it inside the running event loop when needed."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                headers=self.headers,
                timeout=aiohttp.ClientTimeout(total=TIMEOUT_SECONDS, sock_connect=CONNECT_SECONDS),
            )
        return self._session

    async def request(self, *_: Any, json: Dict[Text, Any], **__: Any) -> Any:
        """Run one action; raise ActionServerError, and fail the turn, when it did not run."""
        try:
            return await self._first_answer(_trimmed(json))
        except Exception as error:  # noqa: BLE001 - whatever it was, the turn has failed
            fail_turn("action server", error)
            # `from None`: the cause's text may quote what was sent.
            raise ActionServerError(type(error).__name__) from None

    async def _first_answer(self, call: Dict[Text, Any]) -> Dict[Text, Any]:
        """Ask one server; another only if no connection was made, so that no action runs twice."""
        for server in list(self._servers):
            try:
                async with self.session().post(server, json=call) as response:
                    return await _result(response)
            except aiohttp.ClientConnectorError:
                # It is asked last from now on: one call, and not each, finds out that it is away.
                self._servers.remove(server)
                self._servers.append(server)
        raise ActionServerError("no action server")

    async def healthy(self) -> bool:
        """Whether an action server answers at all."""
        for server in self._servers:
            if await self._is_well(server):
                return True
        return False

    async def _is_well(self, server: Text) -> bool:
        url = server.rsplit("/", 1)[0] + "/health"
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
