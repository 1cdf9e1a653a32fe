"""A transparent loopback proxy that counts the calls passing through it, and can be told to act.

`before` is called once when the next call has come and nothing of it was passed on; `after` once
when its answer has come and nothing of it was passed back. Whatever dies in there dies at exactly
that instant; when `after` raises OSError, the answer is lost on the way.
"""

import contextlib
import socket
import threading
from collections.abc import Callable

CALL = b"POST /webhook"
CHUNK = 65_536

type Act = Callable[[], None]


class CountingProxy:
    """Stands between two processes, and both think they speak directly."""

    def __init__(self, target_port: int) -> None:
        self.calls = 0
        self.before: Act | None = None
        self.after: Act | None = None
        self._target = ("127.0.0.1", target_port)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Stop listening."""
        self._listening.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError), socket.create_connection(self._target) as server:
            for one in (client, server):
                # Two processes that speak directly over loopback wait for no full packets either.
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            asked = threading.Event()
            back = threading.Thread(target=self._back, args=(server, client, asked), daemon=True)
            back.start()
            # A request's first line comes whole: a client writes its head in one piece.
            while data := client.recv(CHUNK):
                if calls := data.count(CALL):
                    self.calls += calls
                    asked.set()
                    self._act("before")
                server.sendall(data)

    def _back(self, server: socket.socket, client: socket.socket, asked: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(CHUNK):
                if asked.is_set():
                    asked.clear()
                    self._act("after")
                client.sendall(data)
        with contextlib.suppress(OSError):
            client.shutdown(socket.SHUT_RDWR)

    def _act(self, moment: str) -> None:
        act: Act | None = getattr(self, moment)
        setattr(self, moment, None)
        if act:
            act()
