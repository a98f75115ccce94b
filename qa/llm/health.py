"""Whether the language model is there: its file, or the server that it is on; and whether it can be put on a GPU."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from index.errors import FootnoteError
from index.health import Finding
from index.llama import silence
from index.paths import expanded
from qa.llm.downloaded import is_on_hub
from qa.llm.endpoint import Endpoint, find_key
from qa.llm.models import find_model
from qa.settings import Settings

# Seconds that a server may take to say which models it has: one that writes meanwhile takes a while.
_PATIENCE = 10
_CHOOSE = "choose another with --model, or install it again"
_BUILD = (
    'CMAKE_ARGS="-DGGML_CUDA=on" pip install --force-reinstall --no-deps --no-cache-dir llama-cpp-python; '
    "docs/models.md has other GPUs"
)


def model_findings(wanted: str | None, endpoint: Endpoint | None, settings: Settings) -> Iterator[Finding]:
    """What there is to say of the model by that name, or of the one on that server; nothing is downloaded."""
    if endpoint:
        yield _server(endpoint, settings)
        if settings.key_file:
            yield from _key_file(expanded(settings.key_file))
    else:
        yield _file(wanted)
        yield gpu_finding(settings.gpu_layers)


def gpu_finding(layers: int) -> Finding:
    """Whether the installed llama.cpp can use a GPU, for a model of which so many `layers` shall go there."""
    silence()
    import llama_cpp

    if llama_cpp.llama_supports_gpu_offload():
        says = "--gpu-layers -1 puts the model there" if not layers else f"gpu_layers is {layers}"
        return Finding("gpu", f"this llama.cpp can use one: {says}")
    if layers:
        return Finding("gpu", f"gpu_layers is {layers}, but this llama.cpp was built without a GPU", _BUILD)
    return Finding("gpu", "this llama.cpp was built without one; docs/models.md says how to get a build that has it")


def _server(endpoint: Endpoint, settings: Settings) -> Finding:
    from qa.llm.remote import connect

    try:
        key = find_key(settings.key_file)
        patience = min(_PATIENCE, settings.patience)
        found = connect(endpoint, key, context=settings.context, patience=patience)
    except FootnoteError as error:
        return Finding("model", error.problem, error.advice)
    plainly = "" if endpoint.is_here or endpoint.is_encrypted else ", unencrypted"
    with_key = f"with the key from {key.source}" if key else "without a key"
    return Finding(
        "model",
        f"{found.name}, {found.context:,} tokens, {with_key}; questions and passages are sent there{plainly}",
    )


def _key_file(file: Path) -> Iterator[Finding]:
    try:
        mode = file.stat().st_mode
    except OSError:  # said of the server
        return
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield Finding("key", f"{file} can be read by others", f"chmod 600 {file}")


def _file(wanted: str | None) -> Finding:
    """Whether the file is there and is a GGUF."""
    if wanted and is_on_hub(wanted):
        return Finding("model", f"{wanted}, from the hub when it is first used")
    try:
        model = find_model(wanted)
    except FootnoteError as error:
        return Finding("model", error.problem, error.advice)
    for file in (model.file, *([model.adapter] if model.adapter else [])):
        try:
            with file.open("rb") as stream:
                if stream.read(4) != b"GGUF":
                    return Finding("model", f"{file} is no GGUF file", _CHOOSE)
        except FileNotFoundError:
            return Finding("model", f"{file} is missing", _CHOOSE)
        except OSError as error:
            return Finding("model", f"{file} cannot be read ({error.strerror})", "check its permissions")
    return Finding("model", f"{model.name}: {model.file}")
