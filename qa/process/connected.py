"""The way to an engine that a server shares, see `qa.process.sharing`."""

from __future__ import annotations

import os
from dataclasses import dataclass
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client as connect
from multiprocessing.connection import Connection
from typing import Any

from qa.process.client import Gone
from qa.process.messages import Heard, Open, Opened, Told

_VARIABLE = "FOOTNOTE_SHARED_ENGINE"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server listens, a socket on this disk, and the key that it wants."""

    path: str
    key: bytes

    def environment(self) -> dict[str, str]:
        """What tells a process that is started of it."""
        return {_VARIABLE: f"{self.key.hex()} {self.path}"}


def take_address() -> Address | None:
    """What this process was told when it was started, None where nothing was. What it starts in turn is not told."""
    told = os.environ.pop(_VARIABLE, None)
    if told is None:
        return None
    key, _, path = told.partition(" ")
    return Address(path, bytes.fromhex(key))


class Connected:
    """One connection. Not safe for use by several threads, but for `tell` and `end`."""

    def __init__(self, wanted: Open, address: Address) -> None:
        """Ask for an engine. That no server is there is said by what is told or heard next."""
        self.opened: Opened | None = None  # once that was heard
        self._pipe: Connection[Any, Any] | None = None
        try:
            self._pipe = connect(address.path, authkey=address.key)
            self._pipe.send(wanted)
        except (OSError, EOFError, AuthenticationError):
            self.end()

    @property
    def is_alive(self) -> bool:
        return self._pipe is not None

    def tell(self, message: Told) -> None:
        """Raises Gone where the server has gone."""
        try:
            self._open_pipe.send(message)
        except OSError:
            self.end()
            raise Gone from None

    def hear(self, seconds: float) -> Heard | None:
        """What it says next, None if it says nothing within that time. Raises Gone where the server has gone."""
        try:
            heard = self._open_pipe.recv() if self._open_pipe.poll(seconds) else None
        except (EOFError, OSError):
            self.end()
            raise Gone from None
        if isinstance(heard, Opened):
            self.opened = heard
        return heard

    def end(self) -> None:
        """Leave: what was asked is not gone on with."""
        pipe, self._pipe = self._pipe, None
        if pipe is not None:
            pipe.close()

    @property
    def _open_pipe(self) -> Connection[Any, Any]:
        if self._pipe is None:
            raise Gone
        return self._pipe
