"""How many bytes does the server really send? A forwarder on loopback that counts what passes."""

import contextlib
import socket
import threading
from typing import Self
from urllib.parse import urlsplit

from tools.with_postgres import free_port

PIECE = 65_536


class Wire:
    """Listens on a port of its own and passes every connection on to the server; `down` = bytes that came back."""

    def __init__(self, url: str) -> None:
        behind = urlsplit(url)
        self._behind = (behind.hostname or "127.0.0.1", behind.port or 80)
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.down = 0
        self._counting = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", port))

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # closed: the end
            while True:
                phone, _ = self._listener.accept()
                server = socket.create_connection(self._behind)
                threading.Thread(target=self._pass, args=(phone, server, False), daemon=True).start()
                threading.Thread(target=self._pass, args=(server, phone, True), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, is_down: bool) -> None:
        with contextlib.suppress(OSError):  # either end went away
            while piece := source.recv(PIECE):
                if is_down:
                    with self._counting:
                        self.down += len(piece)
                target.sendall(piece)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
