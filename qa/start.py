"""Opening what a question needs: the right library, the embedder and the model."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from index.build import build
from index.embed import Embedder, MiniLM
from index.errors import FootnoteError
from index.followed import noted_roots
from index.library import Library
from index.paths import expanded
from index.schema import FILE_NAME
from index.types import Report, Summary
from qa.engine import Engine
from qa.generator import LlamaGenerator
from qa.models import ModelFile, find_model
from qa.pairreader import MiniLMReader
from qa.requantize import quick_copy
from qa.settings import Settings, default_library, load_settings, sample_library

# Seconds to wait for another process that makes the sample library: it takes a few.
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Place:
    """The library to use. `is_sample` where the user has none of their own yet."""

    folder: Path
    is_sample: bool = False


def choose_library(flag: Path | str | None, settings: Settings) -> Place:
    """--library, else what is configured, else the user's default library, else the sample."""
    named = flag or settings.library
    if named:
        return Place(expanded(named))
    folder = default_library()
    return Place(folder) if folder.exists() else Place(sample_library(), is_sample=True)


def sample_articles() -> Path:
    """The folder of sample articles in the package."""
    import index

    return Path(index.__file__).parent / "sample"


def ensure_sample(place: Place, embedder: Embedder, report: Report | None = None) -> Summary | None:
    """Make the sample library, or bring it up to date; does nothing for a library of the user's own.

    Where another process is making it, that is waited for; where nothing can be written, the one there is will do.
    """
    if not place.is_sample:
        return None
    articles = sample_articles()
    # an earlier installation had them elsewhere: they would be there twice
    moved = noted_roots(place.folder) not in (None, [articles])
    try:
        return build(place.folder, [articles], embedder, rebuild=moved, report=report, wait=_PATIENCE)
    except FootnoteError:
        if not (place.folder / FILE_NAME).is_file():
            raise
        return None


def open_generator(model: ModelFile, context: int = 4096, threads: int | None = None) -> LlamaGenerator:
    """The model, from its quick copy. Raises FootnoteError where it cannot be loaded."""
    quick = quick_copy(model)
    return LlamaGenerator(
        quick.file,
        name=quick.name,
        context=context,
        threads=threads,
        adapter=quick.adapter,
        is_merged=quick.is_merged,
    )


def open_engine(library: Path | str | None = None, model: str | None = None, *, report: Report | None = None) -> Engine:
    """An engine over a library with a model; what is not named comes from the settings. `report` hears of indexing.

    Raises FootnoteError where library or model is missing or cannot be loaded.
    """
    settings = load_settings()
    place = choose_library(library, settings)
    embedder = MiniLM()
    ensure_sample(place, embedder, report)
    started = time.perf_counter()
    opened = Library.open(place.folder, embedder)
    generator = open_generator(find_model(model or settings.model), settings.context, settings.threads)
    reader = MiniLMReader(tokenizer=lambda: embedder.tokenizer)
    return Engine(opened, embedder, reader, generator, load_ms=(time.perf_counter() - started) * 1000)
