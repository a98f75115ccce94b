"""Whatever a server does other than answer, as one line that says what to do. No line ever holds the key."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from index.errors import FootnoteError
from qa.llm.endpoint import KEY_VARIABLE, Endpoint, Key
from qa.printable import one_line

if TYPE_CHECKING:
    from httpx2 import Response

# What is shown of a server's own words, in characters.
_SHOWN = 160


class Refusals:
    """The errors of one server."""

    def __init__(self, endpoint: Endpoint, key: Key | None, patience: float) -> None:
        self._where = endpoint.url
        self._key = key
        self._patience = patience

    @property
    def broken_off(self) -> FootnoteError:
        return FootnoteError(
            f"{self._where} broke off in the middle of its answer",
            "ask again, and look at the server if it stays so",
            "remote",
        )

    @property
    def only_thoughts(self) -> FootnoteError:
        return FootnoteError(
            f"the model on {self._where} thinks first and came to no answer",
            "switch its thinking off on the server, or choose a model that does not think",
            "remote",
        )

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Errors of the connection, and of what was not understood, as FootnoteError."""
        import httpx2

        try:
            yield
        except httpx2.ConnectTimeout:
            raise FootnoteError(
                f"nothing answers at {self._where}",
                "check address and network, or choose another with --model",
                "remote",
            ) from None
        except httpx2.ConnectError as error:
            raise FootnoteError(
                f"no server at {self._where} ({self._words(str(error))})",
                "start it, or choose another with --model",
                "remote",
            ) from None
        except (httpx2.TimeoutException, TimeoutError):
            raise FootnoteError(
                f"{self._where} has sent nothing for {self._patience:.0f} s",
                "it may be busy, or loading the model; ask again, or set a longer 'patience' in the settings",
                "remote",
            ) from None
        except httpx2.SSEError as error:
            raise self._nonsense(str(error)) from None
        except (httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.WriteError):
            raise self.broken_off from None
        except httpx2.HTTPError as error:
            raise self._nonsense(str(error)) from None
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
            raise self._nonsense("what came is not of that form") from None

    def check(self, response: Response, body: bytes) -> None:
        """Raises FootnoteError unless the server took the question."""
        status = response.status_code
        if status == 200:
            return
        words = self._message(body)
        if status in (401, 403):
            raise self._about_the_key()
        if status == 404:
            raise FootnoteError(
                f"{self._where} has no such model, or no chat{_in_brackets(words)}",
                "name a model of it, as URL#NAME, and check the address, which mostly ends in /v1",
                "remote",
            )
        if 300 <= status < 400:
            to = self._words(response.headers.get("location", "nowhere"))
            raise FootnoteError(f"{self._where} only points to {to}", "give that address, if you trust it", "remote")
        if status in (429, 503):
            raise FootnoteError(f"{self._where} is busy{_in_brackets(words)}", "ask again in a moment", "busy")
        raise FootnoteError(
            f"{self._where} refuses with HTTP {status}{_in_brackets(words)}",
            "look at the server, or choose another",
            "remote",
        )

    def check_chunk(self, chunk: Any) -> None:
        """Raises FootnoteError where the server reports an error in the middle of its answer."""
        if isinstance(chunk, dict) and chunk.get("error"):
            words = self._message(json.dumps(chunk).encode())
            raise FootnoteError(f"{self._where} failed while it answered{_in_brackets(words)}", "ask again", "remote")

    def _about_the_key(self) -> FootnoteError:
        if self._key:
            problem = f"{self._where} does not take the key from {self._key.source}"
            return FootnoteError(problem, "give the one that it wants", "remote")
        todo = f"put it into ${KEY_VARIABLE}, or into a file that 'key_file' names"
        return FootnoteError(f"{self._where} wants a key", todo, "remote")

    def _nonsense(self, reason: str) -> FootnoteError:
        return FootnoteError(
            f"{self._where} does not answer as OpenAI's protocol wants ({self._words(reason)})",
            "check the address, which mostly ends in /v1",
            "remote",
        )

    def _message(self, body: bytes) -> str:
        """The server's own words, where it has some."""
        try:
            found = json.loads(body)
            error = found.get("error", found)
            said = error if isinstance(error, str) else error.get("message") or error.get("detail")
        except (ValueError, AttributeError, RecursionError):
            return ""
        return self._words(said) if isinstance(said, str) else ""

    def _words(self, text: str) -> str:
        """Words of somebody else's: on one line, short, and without the key, which servers like to repeat."""
        if self._key:
            text = text.replace(self._key.value, "…")
        line = one_line(text)
        return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


def _in_brackets(words: str) -> str:
    return f" ({words})" if words else ""
