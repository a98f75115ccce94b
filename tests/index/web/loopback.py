"""A web site on this machine, and pages that it may have."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from index.web.fetch import Web
from index.web.transport import Limits
from tests.fakes import prose

FIRST = "The town of Marsh closed its oldest mill on Tuesday after the river rose two metres in a single night."


@dataclass(frozen=True, slots=True)
class Answer:
    """What a site says: pieces that come one by one have no length that is known before."""

    body: bytes | str | Callable[[], Iterator[bytes]] = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


def page(title: str = "Mill shut after flood", head: str = "", body: str = "") -> str:
    """A page with an article in it."""
    text = body or "".join(f"<p>{one}</p>" for one in (FIRST, prose(1, 12), prose(2, 12)))
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body><article>{text}</article></body></html>"
    )


def moved(to: str, status: int = 302) -> Answer:
    return Answer(status=status, headers={"Location": to})


class LoopbackSite:
    """Serves `answers` by their paths, and notes what it was asked: paths, and the headers of the last request."""

    def __init__(self, **answers: Answer) -> None:
        self.answers: dict[str, Answer] = {f"/{path}": answer for path, answer in answers.items()}
        self.asked: list[str] = []
        self.headers: dict[str, str] = {}
        self.over = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def at(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}/{path.lstrip('/')}"

    def secure(self, context: ssl.SSLContext) -> None:
        """Speak TLS from now on."""
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)

    def drip(self, piece: bytes = b"<p>", every: float = 0.05) -> Iterator[bytes]:
        """Without end, or until the site closes."""
        while not self.over.wait(every):
            yield piece

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

            def do_GET(self) -> None:
                site.asked.append(self.path)
                site.headers = {name.lower(): value for name, value in self.headers.items()}
                answer = site.answers.get(self.path, Answer(b"nothing here", status=404))
                self.send_response(answer.status)
                self.send_header("Content-Type", answer.kind)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                if callable(answer.body):
                    self.end_headers()
                    for piece in answer.body():
                        self.wfile.write(piece)
                        self.wfile.flush()
                    return
                body = answer.body.encode() if isinstance(answer.body, str) else answer.body
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def handle(self) -> None:
                with suppress(ConnectionError):  # whoever asked has gone
                    super().handle()

        return Handler


def web(sleep: Callable[[float], object] = lambda _: None, **limits: float | bool) -> Web:
    """Asks this machine too, and does not really wait between two requests."""
    return Web(Limits(**{"allow_private": True, **limits}), sleep)  # type: ignore[arg-type]
