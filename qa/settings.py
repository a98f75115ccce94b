"""Defaults: flags win over the environment, which wins over the TOML file, which wins over what is built in."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from platformdirs import user_config_path, user_data_path

from index.errors import FootnoteError
from index.paths import expanded

_APP = "footnote"
_KINDS: dict[str, type] = {
    "library": str,
    "model": str,
    "context": int,
    "threads": int,
    "gpu_layers": int,
    "endpoint": str,
    "key_file": str,
    "patience": int,
    "theme": str,
    "keys": dict,
}
# The least value of a number, where that is not 1, and how it is said.
_LEAST = {"gpu_layers": -1}
_LEAST_SAID = {"gpu_layers": "0 or more, or -1 for all layers"}
_NAMES: dict[type, str] = {str: "a text in quotes", int: "a number", dict: "a table: [keys]"}


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set in the configuration file.

    `library` is a name or a folder; `model` what --model takes; `context` the model's context in tokens; `threads`
    how many threads generate (default: half the cores, or all of them for a large model); `gpu_layers` how many layers
    of the model go to the GPU, -1 for all of them. `endpoint`, in place of `model`, is the address of a server that
    speaks OpenAI's protocol, with #NAME behind it for one of its models; `key_file` is the file that holds the key it
    wants, and `patience` how many seconds to wait for its next word. `theme` and `keys` are the chat's: the colours,
    and which keys an action has ("f8,ctrl+g").
    """

    library: str | None = None
    model: str | None = None
    context: int = 4096
    threads: int | None = None
    gpu_layers: int = 0
    endpoint: str | None = None
    key_file: str | None = None
    patience: int = 120
    theme: str | None = None
    keys: Mapping[str, str] = field(default_factory=dict)


def config_file() -> Path:
    """The TOML file: $FOOTNOTE_CONFIG, else config.toml in the user's configuration folder."""
    named = os.environ.get("FOOTNOTE_CONFIG")
    return expanded(named) if named else user_config_path(_APP) / "config.toml"


def load_settings() -> Settings:
    """Settings from file and environment. Raises FootnoteError for a file that cannot be used, naming the key."""
    file = config_file()
    values: dict[str, Any] = {}
    if file.is_file():
        try:
            values = tomllib.loads(file.read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise FootnoteError(f"cannot read {file} ({error})", "mend it or move it away", "invalid") from None
    elif os.environ.get("FOOTNOTE_CONFIG"):
        raise FootnoteError(f"{file} does not exist", "FOOTNOTE_CONFIG names it: make it, or unset that", "not-found")
    _check(values, file)
    if library := os.environ.get("FOOTNOTE_LIBRARY"):
        values["library"] = library
    return Settings(**values)


def default_library() -> Path:
    """Where the user's library is when nothing says otherwise."""
    return user_data_path(_APP) / "library"


def named_libraries() -> Path:
    """The folder of the libraries that were given a name."""
    return user_data_path(_APP) / "libraries"


def sample_library() -> Path:
    """Where the library of the sample articles is kept."""
    return user_data_path(_APP) / "sample"


def _check(values: dict[str, Any], file: Path) -> None:
    assert _KINDS.keys() == {one.name for one in fields(Settings)}
    for key, value in values.items():
        if key not in _KINDS:
            raise FootnoteError(f"unknown key '{key}' in {file}", f"the keys are {', '.join(_KINDS)}", "invalid")
        if type(value) is not _KINDS[key]:
            raise FootnoteError(
                f"'{key}' in {file} is of the wrong kind", f"it must be {_NAMES[_KINDS[key]]}", "invalid"
            )
        if isinstance(value, int) and value < _LEAST.get(key, 1):
            raise FootnoteError(
                f"'{key}' in {file} is too small", f"it must be {_LEAST_SAID.get(key, '1 or more')}", "invalid"
            )
    if "model" in values and "endpoint" in values:
        raise FootnoteError(
            f"'model' and 'endpoint' in {file} both say which model answers", "keep one of them", "invalid"
        )
    for action, keys in values.get("keys", {}).items():
        if not isinstance(keys, str):
            raise FootnoteError(
                f"'{action}' under [keys] in {file} is not {_NAMES[str]}", 'write "f8" or "f8,ctrl+g"', "invalid"
            )
