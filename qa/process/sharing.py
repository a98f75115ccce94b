"""Engines for several processes: whoever has the key connects and asks, as it would ask an engine of its own.

Those that want the same library and model have one engine, which ends with the last of them. Questions take turns. The
socket lies in a folder that only this user may enter, and wants a key besides, before anything is unpickled.
"""

from __future__ import annotations

import secrets
import socket
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection, Listener
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

from index.errors import FootnoteError
from index.types import Progress
from qa.libraries import choose_library
from qa.process.client import Client, Link
from qa.process.connected import Address
from qa.process.messages import Ask, Open, Opened
from qa.process.running import Running
from qa.process.service import Service, ShouldStop
from qa.settings import Settings, load_settings
from qa.types import Event

# Seconds until the next try where no connection can be taken, as when too many files are open.
_MOMENT = 0.1
# Seconds that the thread which takes connections has to end: somebody may be in the middle of proving the key.
_GOODBYE = 2.0
# How many may wait to be let in, as when a browser opens its tabs again.
_BACKLOG = 16


@dataclass(frozen=True, slots=True)
class _Kind:
    """Callers of one kind can have one engine. What is not named comes from the settings, so these count too."""

    folder: Path
    model: str | None
    gpu_layers: int | None
    settings: Settings


@dataclass(slots=True)
class _Shared:
    """An engine, and how many callers have it."""

    kind: _Kind
    client: Client
    callers: int = 0


@dataclass(frozen=True, slots=True)
class _Seat:
    """One caller's share of an engine."""

    client: Client
    opened: Opened

    def answers(self, asked: Ask, should_stop: ShouldStop) -> Generator[Event, None, None]:
        return self.client.ask(asked.question, asked.history, asked.filters, should_stop)


class EngineServer:
    """Listens until it is closed. `address` is for the processes that may connect."""

    def __init__(self, begin: Callable[[Open], Link] = Running) -> None:
        """`begin` begins to open an engine, for tests. Raises FootnoteError where no socket can be made."""
        self._begin = begin
        self._lock = threading.Lock()
        self._engines: list[_Shared] = []
        self._is_closed = False
        self._folder = TemporaryDirectory(prefix="footnote-")  # mode 0700
        self.address = Address(str(Path(self._folder.name) / "engine"), secrets.token_bytes(32))
        try:
            self._listener = Listener(self.address.path, "AF_UNIX", _BACKLOG, authkey=self.address.key)
        except OSError:  # the path may be too long for one, or the disk know none
            self._folder.cleanup()
            raise FootnoteError(
                f"no socket can be made in {self._folder.name}", "set TMPDIR to another folder", "storage"
            ) from None
        self._thread = threading.Thread(target=self._accept, name="accepting", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Take nobody in any more, and end all engines."""
        self._is_closed = True
        # wakes the thread that waits for callers, or nobody, where it has seen the flag already
        with suppress(OSError), socket.socket(socket.AF_UNIX) as caller:
            caller.settimeout(_MOMENT)
            caller.connect(self.address.path)
        self._thread.join(_GOODBYE)
        self._listener.close()
        self._folder.cleanup()
        with self._lock:
            for shared in self._engines:
                shared.client.close()

    def _accept(self) -> None:
        while not self._is_closed:
            try:
                pipe = self._listener.accept()
            except (AuthenticationError, EOFError):  # it had no key, or has gone meanwhile
                continue
            except OSError:
                time.sleep(_MOMENT)
                continue
            threading.Thread(target=self._serve, args=(pipe,), name="serving", daemon=True).start()

    def _serve(self, pipe: Connection[Any, Any]) -> None:
        """One caller, until it leaves."""
        with pipe, ExitStack() as held:
            Service(pipe, lambda wanted, report: held.enter_context(self._engine(wanted, report))).run()

    @contextmanager
    def _engine(self, wanted: Open, report: Callable[[Progress], None]) -> Iterator[_Seat]:
        """A share of an engine that is open. Raises FootnoteError where it cannot be opened."""
        shared = self._taken(wanted)
        try:
            yield _Seat(shared.client, shared.client.opened(report))
        finally:
            self._give_back(shared)

    def _taken(self, wanted: Open) -> _Shared:
        settings = load_settings()
        kind = _Kind(choose_library(wanted.library, settings).folder, wanted.model, wanted.gpu_layers, settings)
        with self._lock:
            shared = next((one for one in self._engines if one.kind == kind), None)
            if shared is None:
                shared = _Shared(kind, Client(wanted, self._begin))
                self._engines.append(shared)
            shared.callers += 1
        return shared

    def _give_back(self, shared: _Shared) -> None:
        with self._lock:
            shared.callers -= 1
            if is_last := not shared.callers:
                self._engines.remove(shared)
        if is_last:
            shared.client.close()
