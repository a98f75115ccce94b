"""A language model that is loaded on a thread of its own, while the search that it is to answer from goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from qa.llm.generator import Generator, Message
from qa.llm.likelihood import GiveUp


class LoadingGenerator:
    """Whoever asks for more than its name and whether it is adapted waits until it is loaded, or gets the error."""

    def __init__(self, name: str, load: Callable[[], Generator], *, is_adapted: bool = False) -> None:
        """`is_adapted` is known before it is loaded: what needs no model does not wait for one."""
        self._name = name
        self._is_adapted = is_adapted
        loader = ThreadPoolExecutor(1, thread_name_prefix="loading")
        self._loading = loader.submit(load)
        loader.shutdown(wait=False)

    def loaded(self) -> Generator:
        """The model itself. Raises whatever `load` did."""
        return self._loading.result()

    @property
    def name(self) -> str:
        """The model's own, as soon as it is loaded; until then the one that it was asked for by."""
        is_loaded = self._loading.done() and not self._loading.exception()
        return self.loaded().name if is_loaded else self._name

    @property
    def context(self) -> int:
        return self.loaded().context

    @property
    def is_adapted(self) -> bool:
        return self._is_adapted

    def count_tokens(self, messages: Sequence[Message]) -> int:
        return self.loaded().count_tokens(messages)

    def generate(self, messages: Sequence[Message], max_tokens: int, opening: str = "") -> Iterator[str]:
        return self.loaded().generate(messages, max_tokens, opening)

    def likelihoods(
        self, messages: Sequence[Message], replies: Sequence[str], opening: str = "", give_up: GiveUp = lambda *_: False
    ) -> list[float]:
        return self.loaded().likelihoods(messages, replies, opening, give_up)
