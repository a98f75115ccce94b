"""A model hub on the loopback interface, as huggingface_hub knows one: with a single large file, and what tests add."""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

# more than the 10 MiB that huggingface_hub writes at once
WRITTEN_AT_ONCE = 10 * 2**20
CONTENT = b"GGUF and some more bytes" * 500_000
COMMIT = "0123456789abcdef0123456789abcdef01234567"
PLACE = "someone/tiny-models/tiny.Q4.gguf"
_FILE = "/someone/tiny-models/resolve/main/tiny.Q4.gguf"
_RESOLVED = re.compile(rf"/([\w-]+/[\w-]+)/resolve/(?:main|{COMMIT})/(.+)")
_LISTED = re.compile(r"/api/models/([\w-]+/[\w-]+)(?:/revision/main)?")
_RANGE = re.compile(r"bytes=(\d+)-")


@dataclass
class Hub:
    """The hub. `stops_after` so many bytes it breaks off, or where it `hangs`, sends no more; `sends` is what it sends
    in place of the file. `more` are further files by OWNER/REPOSITORY/FILE, small ones by git's checksum, and `damaged`
    the place of one that comes otherwise than it should.
    """

    url: str = ""
    requests: list[tuple[str, str]] = field(default_factory=list)
    begun_at: list[int] = field(default_factory=list)
    stops_after: int | None = None
    hangs: bool = False
    sends: bytes = CONTENT
    more: dict[str, bytes] = field(default_factory=dict)
    damaged: str = ""
    leaving: threading.Event = field(default_factory=threading.Event)

    def sent(self, path: str) -> tuple[bytes, str] | None:
        """What is at a path, and its checksum."""
        if path == _FILE:
            return self.sends, hashlib.sha256(CONTENT).hexdigest()
        if (listed := _LISTED.fullmatch(path)) and any(place.startswith(f"{listed[1]}/") for place in self.more):
            names = [place.removeprefix(f"{listed[1]}/") for place in self.more if place.startswith(f"{listed[1]}/")]
            found = {"id": listed[1], "sha": COMMIT, "siblings": [{"rfilename": name} for name in names]}
            return json.dumps(found).encode(), "0"
        asked = _RESOLVED.fullmatch(path)
        place = f"{asked[1]}/{asked[2]}" if asked else ""
        if place not in self.more:
            return None
        content = self.more[place]
        named = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
        return (b"?" + content[1:] if place == self.damaged else content), named

    def environment(self, cache: Path) -> dict[str, str]:
        """The environment of a process that is to ask this hub and keep what comes in that folder."""
        others = ("PROXY", "HF_", "HUGGING")
        kept = {key: value for key, value in os.environ.items() if not any(word in key.upper() for word in others)}
        return {**kept, "HF_ENDPOINT": self.url, "HF_HOME": str(cache), "HF_HUB_DOWNLOAD_TIMEOUT": "5"}


@contextmanager
def hub_served() -> Iterator[Hub]:
    """The hub, while it is there."""
    hub = Hub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(hub))
    server.daemon_threads = True
    hub.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield hub
    finally:
        hub.leaving.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(hub: Hub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self) -> None:
            self._reply(body=False)

        def do_GET(self) -> None:
            self._reply(body=True)

        def _reply(self, body: bool) -> None:
            hub.requests.append((self.command, self.path))
            content, checksum = hub.sent(self.path) or (b"", "")
            is_there = bool(checksum)
            asked = _RANGE.match(self.headers.get("Range", ""))
            start = int(asked[1]) if asked else 0
            size, content = len(content), content[start:]
            self.send_response(404 if not is_there else 206 if asked else 200)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("X-Repo-Commit", COMMIT)
            if asked:
                self.send_header("Content-Range", f"bytes {start}-{size - 1}/{size}")
            if is_there:
                self.send_header("ETag", f'"{checksum}"')
            else:
                self.send_header("X-Error-Code", "EntryNotFound")
            self.end_headers()
            if body:
                hub.begun_at.append(start)
                self._send(content)

        def _send(self, content: bytes) -> None:
            if hub.stops_after is None:
                self.wfile.write(content)
                return
            self.wfile.write(content[: hub.stops_after])
            self.wfile.flush()
            self.close_connection = True
            if hub.hangs:
                hub.leaving.wait(60)

        def log_message(self, *_: object) -> None:
            pass

    return Handler
