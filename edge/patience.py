"""How long a connection may take to say what it wants."""

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

HEADERS_WAIT = 10.0
"""Seconds from the first byte (or from connecting) to the end of a request's headers."""


class PatientProtocol(H11Protocol):
    """Closes a connection that drips its headers; the server itself only times idle ones."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the clock with the connection."""
        super().connection_made(transport)
        self._start()

    def data_received(self, data: bytes) -> None:
        """Stop the clock once a request has reached the application."""
        if self._between_requests() and self._deadline is None:
            self._start()
        super().data_received(data)
        if not self._between_requests():
            self._stop()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock with the connection."""
        self._stop()
        super().connection_lost(exc)

    def _between_requests(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle  # Declared without None, yet it starts so.
        return cycle is None or cycle.response_complete

    def _start(self) -> None:
        self._deadline = asyncio.get_running_loop().call_later(HEADERS_WAIT, self._give_up)

    def _stop(self) -> None:
        if self._deadline:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        self._deadline = None
        if self._between_requests():
            self.transport.close()
