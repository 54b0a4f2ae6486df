"""A small web of our own: real HTTP on 127.0.0.1, pages by path, every request remembered."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Answer:
    """What the server sends. ``drip``: seconds between single bytes of the body."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    drip: float = 0.0
    cut: bool = False  # promise more than is sent


@dataclass
class Seen:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    at: float


class LocalWeb:
    """``web.pages[path] = Answer(...)`` or a function of the request; 404 for the rest."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer | Callable[[Seen], Answer]] = {}
        self.requests: list[Seen] = []
        self.posted: list[bytes] = []
        web = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                web._answer(self)

            def do_POST(self) -> None:
                size = int(self.headers.get("Content-Length", 0))
                web.posted.append(self.rfile.read(size))
                web._answer(self)

            def log_message(self, *arguments: object) -> None:
                """Quiet."""

        class Server(ThreadingHTTPServer):
            request_queue_size = 128

            def handle_error(self, request: object, client_address: object) -> None:
                """Quiet: clients are killed in the midst of a request."""

        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        seen = Seen(handler.path, dict(handler.headers.items()), time.monotonic())
        self.requests.append(seen)
        page = self.pages.get(handler.path, Answer(b"not found", status=404))
        answer = page(seen) if callable(page) else page
        time.sleep(answer.delay)
        handler.send_response(answer.status)
        for name, value in answer.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(answer.body) + 100 * answer.cut))
        handler.end_headers()
        try:
            if answer.drip:
                for place in range(len(answer.body)):
                    handler.wfile.write(answer.body[place : place + 1])
                    time.sleep(answer.drip)
            else:
                handler.wfile.write(answer.body)
        except OSError:
            return  # the client has gone
        if answer.cut:
            handler.close_connection = True

    def paths(self) -> list[str]:
        """The paths asked for so far, without robots.txt."""
        rules = ("/robots.txt", "/.well-known/tdmrep.json")
        return [seen.path for seen in self.requests if seen.path not in rules]

    def close(self) -> None:
        """Stop the server."""
        self._server.shutdown()
        self._server.server_close()


class FakeClock:
    """A clock that moves a second at every look."""

    def __init__(self, start: datetime = datetime(2026, 3, 1, 12, tzinfo=UTC)) -> None:
        self.now = start

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


class RawWeb:
    """Sends these bytes to whoever connects, each after so many seconds; no HTTP of its own."""

    def __init__(self, chunks: Iterable[bytes], *, pause: float = 0.0) -> None:
        self._chunks, self._pause = chunks, pause
        self._server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._server.accept()
                threading.Thread(target=self._answer, args=(client,), daemon=True).start()

    def _answer(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError):
            request = client.recv(65_536)
            if request.startswith(b"GET /robots.txt"):
                client.sendall(
                    b"HTTP/1.1 404 None\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                )
                return
            for chunk in self._chunks:
                client.sendall(chunk)
                time.sleep(self._pause)

    def close(self) -> None:
        """Stop the server."""
        self._server.close()
