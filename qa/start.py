"""Opening what a question needs: the right library, the embedder and the model."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from index.chosen import ChosenEncoder, encoder_of
from index.embed import Embedder, MiniLM
from index.errors import FootnoteError
from index.llama import silence
from qa.evidence.reader import MiniLMReader
from qa.libraries import Place, choose_library
from qa.llm.endpoint import Endpoint, find_key, is_endpoint, parse_endpoint
from qa.llm.generator import Generator, LlamaGenerator
from qa.llm.loading import LoadingGenerator
from qa.llm.models import ModelFile, find_model
from qa.llm.requantize import quick_copy
from qa.settings import Settings, load_settings

# What takes a while to import is imported where it is needed, so that a model can be loading meanwhile.
if TYPE_CHECKING:
    from index.library import Library
    from index.types import Report, Summary
    from qa.engine import Engine
    from qa.evidence.reader import PairReader

# Seconds to wait for another process that makes the sample library: it takes a few.
_PATIENCE = 60.0


def chosen_endpoint(flag: str | None, settings: Settings) -> Endpoint | None:
    """The server that is to answer, if one is: by --model, else by the settings. Raises FootnoteError where that is no
    address.
    """
    wanted = flag or settings.endpoint or settings.model
    return parse_endpoint(wanted) if wanted and (is_endpoint(wanted) or (not flag and settings.endpoint)) else None


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
    from index.build import build
    from index.followed import noted_roots
    from index.schema import FILE_NAME

    articles = sample_articles()
    # an earlier installation had them elsewhere: they would be there twice
    moved = noted_roots(place.folder) not in (None, [articles])
    try:
        return build(place.folder, [articles], embedder, rebuild=moved, report=report, wait=_PATIENCE)
    except FootnoteError:
        if not (place.folder / FILE_NAME).is_file():
            raise
        return None


def open_generator(model: ModelFile) -> LlamaGenerator:
    """The model, from its quick copy. Raises FootnoteError where it cannot be loaded."""
    return _loaded(quick_copy(model), context=4096, threads=None, gpu_layers=0)


def _loaded(quick: ModelFile, context: int, threads: int | None, gpu_layers: int) -> LlamaGenerator:
    return LlamaGenerator(
        quick.file,
        name=quick.name,
        context=context,
        threads=threads,
        gpu_layers=gpu_layers,
        adapter=quick.adapter,
        is_merged=quick.is_merged,
    )


def begin_loading(model: str | None = None, gpu_layers: int | None = None) -> LoadingGenerator:
    """The model by name, .gguf file or address of a server (default: that of the settings), which is loaded, or asked
    for, on a thread of its own. So many layers of it go to the GPU (default: those of the settings), -1 for all.

    Raises FootnoteError where there is no such model; that it cannot be loaded, or that no server is there, is said to
    whoever first asks it.
    """
    settings = load_settings()
    if endpoint := chosen_endpoint(model, settings):
        return _begin_connecting(endpoint, settings)
    # not on the thread: a copy takes seconds to make and can be interrupted here, and two imports wait for each other
    quick = quick_copy(find_model(model or settings.model))
    silence()
    layers = settings.gpu_layers if gpu_layers is None else gpu_layers
    return LoadingGenerator(
        quick.name,
        lambda: _loaded(quick, settings.context, settings.threads, layers),
        is_adapted=quick.is_merged or quick.adapter is not None,
    )


def _reader(embedder: MiniLM | ChosenEncoder) -> MiniLMReader:
    """The pair reader, with the embedder's tokenizer where they have the same."""
    if isinstance(embedder, ChosenEncoder):
        return MiniLMReader()
    return MiniLMReader(tokenizer=lambda: embedder.tokenizer)


def _begin_connecting(endpoint: Endpoint, settings: Settings) -> LoadingGenerator:
    from qa.llm.remote import connect

    key = find_key(settings.key_file)
    return LoadingGenerator(
        endpoint.model or endpoint.url,
        lambda: connect(endpoint, key, context=settings.context, patience=settings.patience),
    )


def _prepare(library: Library, reader: PairReader) -> None:
    """Have both ready while the question's own model loads. What is wrong is said when they are needed."""
    with suppress(Exception):
        library.prepare()
        reader.prepare()


def open_engine(
    library: Path | str | None = None,
    model: str | None = None,
    *,
    report: Report | None = None,
    generator: Generator | None = None,
    gpu_layers: int | None = None,
) -> Engine:
    """An engine over a library with a model; what is not named comes from the settings. `report` hears of indexing.
    `generator`, where one is given, is taken as it is, loaded or not.

    Raises FootnoteError where library or model is missing or cannot be loaded.
    """
    place = choose_library(library, load_settings())
    embedder = encoder_of(place.folder)
    from index.library import Library
    from qa.engine import Engine

    ensure_sample(place, embedder, report)
    started = time.perf_counter()
    opened = Library.open(place.folder, embedder)
    loading = None if generator else begin_loading(model, gpu_layers)
    reader = _reader(embedder)
    Thread(target=_prepare, args=(opened, reader), name="preparing").start()
    if loading:
        generator = loading.loaded()
    assert generator is not None
    return Engine(opened, embedder, reader, generator, load_ms=(time.perf_counter() - started) * 1000)
