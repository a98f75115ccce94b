"""Encoders from the hub: which files of a sentence-transformers model are wanted (`index.download` gets each once)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from index.download import cached, check_online, fetch, quieten, told
from index.errors import FootnoteError

_NAME = re.compile(r"[\w-][\w.-]*/[\w-][\w.-]*")
# It comes last: where it is, all is.
_MODULES = "modules.json"
# Weights for other programs, and what no model needs.
_ELSEWHERE = re.compile(r"(?:onnx|openvino|coreml|tf|flax)/|\.|.*/\.", re.IGNORECASE)
_WANTED = re.compile(r".*\.(?:json|txt|safetensors|model|spm|vocab|bpe)")
_PICKLED = re.compile(r"(?:.*/)?pytorch_model[\w.-]*\.bin")
_MOST_FILES = 100


def is_hub_name(named: str) -> bool:
    """Whether that has the form of OWNER/REPOSITORY, and no folder has that name."""
    return _NAME.fullmatch(named) is not None and not Path(named).exists()


def fetch_encoder(repository: str) -> Path:
    """The folder of the model at OWNER/REPOSITORY: from the hub's cache, or downloaded.

    Raises FootnoteError where the hub cannot be reached or has no such model, where what came is not what the hub has,
    and where there is no room.
    """
    if found := cached(f"{repository}/{_MODULES}"):
        return found.parent
    check_online(repository)
    commit, files = _listed(repository)
    if _MODULES not in files:
        raise FootnoteError(
            f"{repository} is no sentence-transformers model: it has no {_MODULES}", "choose another", "invalid"
        )
    for file in sorted(set(files) - {_MODULES}):
        fetch(f"{repository}/{file}", commit)
    # by its first name, so that the cache knows to which commit that leads
    return fetch(f"{repository}/{_MODULES}").file.parent


def _listed(repository: str) -> tuple[str, Sequence[str]]:
    """The commit at which a model stands, and the files of it that are wanted."""
    quieten()
    from huggingface_hub import HfApi

    with told(repository):
        known = HfApi().model_info(repository, timeout=60)
    names = [one.rfilename for one in known.siblings or ()]
    wanted = [name for name in names if _WANTED.fullmatch(name) and not _ELSEWHERE.match(name)]
    if not any(name.endswith(".safetensors") for name in wanted):
        wanted += [name for name in names if _PICKLED.fullmatch(name) and not _ELSEWHERE.match(name)]
    if known.sha is None or len(wanted) > _MOST_FILES:
        raise FootnoteError(f"the hub does not say what {repository} is", "check HF_ENDPOINT, and try again", "remote")
    return known.sha, wanted
