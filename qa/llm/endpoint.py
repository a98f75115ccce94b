"""The address of a server that speaks OpenAI's protocol, as people write it, and the key that it may want."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from index.errors import FootnoteError
from index.paths import expanded

KEY_VARIABLE = "FOOTNOTE_API_KEY"
_SCHEMES = ("http://", "https://")
_HOW = "write it as http://127.0.0.1:11434/v1, or with the model's name as http://127.0.0.1:11434/v1#NAME"


@dataclass(frozen=True, slots=True)
class Key:
    """A key, and where it is from, which alone is ever shown."""

    value: str = field(repr=False)
    source: str


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server, and the model on it that is wanted; without one, the first that it lists. `url` ends without a slash,
    and holds no password.
    """

    url: str
    model: str | None = None

    @property
    def host(self) -> str:
        """Host and port."""
        return urlsplit(self.url).netloc

    @property
    def is_here(self) -> bool:
        """Whether it is on this machine."""
        host = urlsplit(self.url).hostname or ""
        return host in ("localhost", "::1") or host.startswith("127.")

    @property
    def is_encrypted(self) -> bool:
        return self.url.startswith("https://")


def is_endpoint(text: str | None) -> bool:
    """Whether that is the address of a server rather than a model's name or file."""
    return text is not None and text.casefold().startswith(_SCHEMES)


def parse_endpoint(text: str) -> Endpoint:
    """`URL` or `URL#MODEL`; where the URL has no path, /v1 is meant.

    Raises FootnoteError where it is no address, or holds a password, which is not repeated.
    """
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise FootnoteError("no server can have this address", _HOW, "invalid") from None
    if parts.username is not None or parts.password is not None:
        raise FootnoteError(
            "a key does not belong into an address",
            f"put it into ${KEY_VARIABLE}, or into a file that 'key_file' names",
            "invalid",
        )
    if not is_endpoint(text) or not parts.hostname or parts.query or not text.isprintable() or " " in parts.netloc:
        raise FootnoteError(f"no server can have the address {text}", _HOW, "invalid")
    path = parts.path.rstrip("/") or "/v1"
    url = urlunsplit((parts.scheme.casefold(), parts.netloc, path, "", ""))
    return Endpoint(url, parts.fragment or None)


def find_key(file: str | None) -> Key | None:
    """The key from the environment, else from that file, else none.

    Raises FootnoteError where the file cannot be read, or what is there is no key.
    """
    if value := os.environ.get(KEY_VARIABLE, "").strip():
        return _checked(Key(value, f"${KEY_VARIABLE}"))
    if not file:
        return None
    path = expanded(file)
    return _checked(Key(_read(path), str(path)))


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8").strip()
    except UnicodeDecodeError:
        return ""
    except OSError as error:
        raise FootnoteError(
            f"cannot read the key in {path} ({error.strerror})", "check 'key_file'", "storage"
        ) from None


def _checked(key: Key) -> Key:
    if not key.value or not key.value.isascii() or not key.value.isprintable() or " " in key.value:
        raise FootnoteError(
            f"what is in {key.source} is no key", "it has to be one line of ASCII without blanks", "invalid"
        )
    return key
