"""Commands run in this process with a scripted model, over a library of a few articles."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import index.chosen
import index.embed
import qa.cli.common
import qa.cli.doctor
import qa.cli.index
import qa.start
from index.build import build
from qa.cli import main
from qa.llm.models import ModelFile
from tests.fakes import HashEmbedder, ScriptedGenerator, WordReader, prose, write_article, write_articles
from tests.qa.cli.command_line import CLOSED, COST, REPLY, Outcome, Run


@pytest.fixture
def generator() -> ScriptedGenerator:
    """Answers every question with `REPLY`."""
    return ScriptedGenerator(*[REPLY] * 9, name="scripted")


@pytest.fixture
def without_models(monkeypatch: pytest.MonkeyPatch, embedder: HashEmbedder, generator: ScriptedGenerator) -> None:
    """Commands of this process get the stand-ins."""

    def copied(model: ModelFile) -> ModelFile:
        return replace(model, name=generator.name, adapter=model.adapter if generator.is_adapted else None)

    for module in (index.embed, index.chosen, qa.cli.common):
        monkeypatch.setattr(module, "MiniLM", lambda: embedder)
    monkeypatch.setattr(qa.start, "MiniLMReader", WordReader)
    monkeypatch.setattr(qa.start, "quick_copy", copied)
    monkeypatch.setattr(qa.start, "LlamaGenerator", lambda *_, **__: generator)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], without_models: None) -> Run:  # noqa: ARG001
    """Run a command line in this process, without models."""

    def command(*arguments: object, stdin: bytes = b"") -> Outcome:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
        capsys.readouterr()
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as left:  # argparse: --help, and flags that there are not
            code = left.code if isinstance(left.code, int) else 2
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return Outcome(code, out, err)

    return command


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    write_articles(folder, range(1, 4))
    write_article(folder, "story.md", "Mill shut", f"{CLOSED} {COST}", date="2024-03-05", source="Marsh Gazette")
    write_article(folder, "talks.md", "Talks", prose(7), date="2025-09-15", source="Wire")
    return folder


@pytest.fixture
def library(news: Path, library_dir: Path, embedder: HashEmbedder, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An indexed library, which the environment names."""
    build(library_dir, [news], embedder)
    monkeypatch.setenv("FOOTNOTE_LIBRARY", str(library_dir))
    embedder.embedded.clear()
    return library_dir
