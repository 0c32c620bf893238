"""What stands at the other end of a channel in a test: a web service and a mail server on real sockets."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import StreamRequestHandler, TCPServer, ThreadingTCPServer
from typing import TypeVar


class Service:
    """Somebody else's web service: takes what is posted and answers as it is told to."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.status = 200
        self.holds_at = 0  # so many taken, and the next answer waits until it is set free
        self.free = threading.Event()
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.taken.append(json.loads(body)["message"])
                if len(service.taken) == service.holds_at:
                    service.free.wait(60)
                try:
                    self.send_response(service.status)
                    self.end_headers()
                except OSError:
                    return  # who asked is gone

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"json://127.0.0.1:{self.server.server_address[1]}/"


class MailServer:
    """Somebody's mail server: takes every mail whole and keeps it as its reader would see it."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.envelopes: list[list[str]] = []
        kept = self

        class Handler(StreamRequestHandler):
            def say(self, line: str) -> None:
                self.wfile.write(f"{line}\r\n".encode())

            def handle(self) -> None:
                envelope: list[str] = []
                self.say("220 sink")
                for line in iter(self.rfile.readline, b""):
                    word = line.split(b" ")[0].strip().upper()
                    if word in {b"MAIL", b"RCPT"}:
                        envelope.append(line.decode().strip())
                    if word == b"DATA":
                        self.say("354 go on")
                        kept.mails.append(self.mail())
                        kept.envelopes.append(envelope)
                    self.say("221 bye" if word == b"QUIT" else "250 ok")

            def mail(self) -> EmailMessage:
                lines = list[bytes]()
                for line in iter(self.rfile.readline, b".\r\n"):
                    lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
                told = message_from_bytes(b"".join(lines), policy=policy.default)
                assert isinstance(told, EmailMessage)
                return told

        self.server = ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"mailto://127.0.0.1:{self.server.server_address[1]}/?from=wangge@street.example&to=water@street.example"


Sink = TypeVar("Sink", Service, MailServer)


@contextmanager
def running(made: Sink) -> Iterator[Sink]:
    """Let a sink stand on its port until the test is over."""
    server: TCPServer = made.server
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield made
    finally:
        if isinstance(made, Service):
            made.free.set()
        server.shutdown()
        server.server_close()
