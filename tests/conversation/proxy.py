"""A transparent loopback proxy that counts the action calls passing through it."""

import contextlib
import socket
import threading

CALL = b"POST /webhook "
CHUNK = 65_536


class CountingProxy:
    """Stands between the assistant and the action server; both think they speak directly."""

    def __init__(self, target_port: int) -> None:
        self.calls = 0
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
            back = threading.Thread(target=_pump, args=(server, client), daemon=True)
            back.start()
            # A request's first line comes whole: the assistant writes its head in one piece.
            while data := client.recv(CHUNK):
                self.calls += data.count(CALL)
                server.sendall(data)


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := source.recv(CHUNK):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_RDWR)
