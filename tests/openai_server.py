"""A server on the loopback interface that speaks OpenAI's protocol, well or badly."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Stream = Callable[[Callable[[bytes], None], threading.Event], object]


@dataclass
class Served:
    """What the server does, and what it was asked. `reply` is what it writes, in pieces; `stream` takes its place and
    writes whatever it likes. With `status`, `body` and `headers` it refuses to chat. `key` is the one that it wants,
    `knows` whether it takes more than the protocol has.
    """

    url: str = ""
    models: Any = field(default_factory=lambda: [{"id": "small-model"}])
    reply: Sequence[str] = ("Repairs ", "cost ", "4.5 million euros. [1]")
    stream: Stream | None = None
    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    key: str | None = None
    knows: bool = True
    asked: list[dict[str, Any]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    gone: threading.Event = field(default_factory=threading.Event)
    leaving: threading.Event = field(default_factory=threading.Event)


def chunk(text: str | None = None, *, finish: str | None = None, **delta: Any) -> bytes:
    """A piece of a reply, as an event."""
    if text is not None:
        delta["content"] = text
    return event(json.dumps({"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}))


def event(data: str) -> bytes:
    return f"data: {data}\n\n".encode()


DONE = event("[DONE]")


@contextmanager
def serving() -> Iterator[Served]:
    """The server, while it is there."""
    served = Served()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(served))
    server.daemon_threads = True
    served.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield served
    finally:
        served.leaving.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(served: Served) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.paths.append(self.path)
            if not self._is_let_in():
                return
            body = served.models if isinstance(served.models, bytes) else json.dumps({"data": served.models}).encode()
            self._send(404 if served.models is None else 200, body)

        def do_POST(self) -> None:
            served.paths.append(self.path)
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            served.asked.append(request)
            if not self._is_let_in():
                return
            if served.status != 200:
                self._send(served.status, served.body, served.headers)
            elif not served.knows and "chat_template_kwargs" in request:
                self._send(400, b'{"error": {"message": "Unrecognized request argument"}}')
            else:
                self._stream()

        def _is_let_in(self) -> bool:
            if served.key is None or self.headers.get("Authorization") == f"Bearer {served.key}":
                return True
            said = {"error": {"message": f"Incorrect API key provided: {self.headers.get('Authorization')}"}}
            self._send(401, json.dumps(said).encode())
            return False

        def _send(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _stream(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream; charset=utf-8")
            self.end_headers()
            try:
                if served.stream:
                    served.stream(self._write, served.leaving)
                    return
                self._write(chunk(role="assistant", content=""))
                for piece in served.reply:
                    self._write(chunk(piece))
                self._write(chunk(finish="stop") + DONE)
            except OSError:
                served.gone.set()

        def _write(self, content: bytes) -> None:
            self.wfile.write(content)
            self.wfile.flush()

        def log_message(self, *_: object) -> None:
            pass

    return Handler
