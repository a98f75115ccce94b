"""One writer at a time, on all machines: a row that says who writes, renewed before whatever is written.

A server has no locks. Who begins writes its name and reads it back; of two that begin at once, the one whose name does
not stand there any more stops before it writes anything further.
"""

from __future__ import annotations

import json
import os
import socket
import time
import uuid

from index.errors import FootnoteError
from index.holder import lives
from index.milvus import manifest
from index.milvus.client import Client

_KEY = "writer"
# Seconds after which a writer that has not renewed its row is taken for killed: between two commits lie seconds.
_LAPSED = 120.0


class Lease:
    """The right to write a library, from when it is made until `end`."""

    def __init__(self, client: Client) -> None:
        """Raises FootnoteError where somebody else writes."""
        self._client = client
        self._token = uuid.uuid4().hex
        other = _holder(client)
        if other is not None and _is_alive(other):
            raise FootnoteError(
                f"a process on {other['host']} is indexing into {client.called}",
                "wait for it, then run this again",
                "busy",
            )
        self.renew(first=True)

    def renew(self, *, first: bool = False) -> None:
        """Say that this process still writes. Raises FootnoteError where another one has begun."""
        if not first:
            self._check()
        known = {"host": socket.gethostname(), "pid": os.getpid(), "token": self._token, "at": time.time()}
        manifest.write(self._client, {_KEY: json.dumps(known)})
        if first:
            self._check()

    def end(self) -> None:
        """Let others write; nothing where another one has begun."""
        other = _holder(self._client)
        if other is not None and other["token"] == self._token:
            manifest.drop(self._client, _KEY)

    def _check(self) -> None:
        other = _holder(self._client)
        if other is None or other["token"] != self._token:
            raise FootnoteError(
                f"another process has begun to index into {self._client.called}",
                "wait for it, then run this again",
                "busy",
            )


def _holder(client: Client) -> dict[str, str] | None:
    noted = manifest.read(client, _KEY)
    return None if noted is None else dict(json.loads(noted))


def _is_alive(holder: dict[str, str]) -> bool:
    if abs(time.time() - float(holder["at"])) > _LAPSED:
        return False
    if holder["host"] != socket.gethostname():
        return True
    # the lock in the folder has let us in: a process of this machine was killed, or has another folder
    return int(holder["pid"]) != os.getpid() and lives(int(holder["pid"]))
