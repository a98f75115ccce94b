"""An `Asker` whose engine runs in a process of its own: it may hang, crash or be killed, and the chat goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from index.types import Filters, Progress
from qa.asker import Shelf
from qa.process.client import Client
from qa.process.connected import Address, Connected
from qa.process.messages import Open
from qa.process.running import Running
from qa.types import Event, Turn

# The server ends an engine that does not stop, and says so; whoever is connected to it gives it the time to.
_PATIENCE_WITH_THE_SERVER = 5.0


def _library_at(folder: Path) -> Shelf:
    from index.chosen import encoder_of
    from index.library import Library

    return Library.open(folder, encoder_of(folder))  # which loads no model where articles are only read


class EngineProcess:
    """Answers as `qa.engine.Engine` does, one question at a time; the articles are read in this process."""

    def __init__(self, client: Client, open_library: Callable[[Path], Shelf] = _library_at) -> None:
        self._client = client
        self._open_library = open_library
        self._library: Shelf | None = None
        self._model = ""

    @classmethod
    def begin(
        cls,
        library: Path | str | None = None,
        model: str | None = None,
        gpu_layers: int | None = None,
        shared: Address | None = None,
    ) -> EngineProcess:
        """See `qa.start.open_engine`. `shared`: the server whose engine is asked, in place of one's own."""
        wanted = Open(library, model, gpu_layers)
        if shared is None:
            return cls(Client(wanted, Running))
        return cls(Client(wanted, lambda wanted: Connected(wanted, shared), _PATIENCE_WITH_THE_SERVER))

    def opened(self, report: Callable[[Progress], None] = lambda _: None) -> EngineProcess:
        """Itself, once library and model are open. `report` hears of indexing.

        Raises FootnoteError where they cannot be opened.
        """
        try:
            opened = self._client.opened(report)
            self._model = opened.model
            self._library = self._open_library(opened.folder)
        except BaseException:
            self.close()
            raise
        return self

    @property
    def model(self) -> str:
        return self._model

    @property
    def library(self) -> Shelf:
        assert self._library is not None  # `opened` comes first
        return self._library

    def close(self) -> None:
        """End the process. The articles can still be read."""
        self._client.close()

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        filters: Filters | None = None,
        should_stop: Callable[[], bool] = lambda: False,
    ) -> Iterator[Event]:
        """The engine's events. It is told to stop first, and ended where it does not listen: CutShort is raised then.

        Raises FootnoteError for what the engine refuses, and where its process ended: then another is being opened.
        """
        return self._client.ask(question, history, filters or Filters(), should_stop)
