"""footnote doctor: whether everything that Footnote needs is there and whole, and what to do if not, or doing it."""

from __future__ import annotations

import argparse
import platform
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from platformdirs import user_cache_path

from index.chosen import encoder_of
from index.embed import packaged_minilm
from index.errors import FootnoteError
from index.health import Finding, library_findings
from index.repair import repair
from index.types import Report
from qa.chats.salvage import conversation_findings, repair_conversations
from qa.cli.progress import Bar
from qa.configuration import SHIPPED, Configuration
from qa.contract import json_text
from qa.libraries import choose_library
from qa.llm.caches import cache_findings, repair_caches
from qa.llm.health import model_findings
from qa.printable import one_line
from qa.question.kind import Kind
from qa.settings import config_file, load_settings
from qa.start import chosen_endpoint

_PACKAGES = ("footnote", "llama-cpp-python", "faiss-cpu", "onnxruntime", "sentence-transformers", "textual")
# Bytes below which indexing a few thousand articles may fill the disk.
_LITTLE = 1_000_000_000


def run(options: argparse.Namespace) -> int:
    """Print what was found, after repairing it if asked to; 0 if all is well, 1 if there is something to do."""
    with Bar() as bar:
        found = list(findings(options, bar))
        if options.repair and any(one.todo for one in found):
            done = repaired(options, bar)
            found = [*done, *findings(options, bar)]
    if options.json:
        print(json_text([asdict(one) for one in found]))
    else:
        for one in found:
            print(f"{'!' if one.todo else '✓'} {one.subject:<12}{one_line(one.says)}")
            if one.todo:
                print(f"  {'':<12}→ {one_line(one.todo)}")
    return int(any(one.todo for one in found))


def repaired(options: argparse.Namespace, report: Report) -> list[Finding]:
    """Repair what can be; returns what was done. What cannot, here or there, is said by the findings afterwards."""
    try:
        place = choose_library(options.library, load_settings())
    except FootnoteError:  # said by the findings
        return []
    done: list[Finding] = []
    mending: tuple[Callable[[], list[Finding]], ...] = (
        lambda: repair(place.folder, encoder_of(place.folder), report),
        lambda: repair_conversations(place.folder),
        repair_caches,
    )
    for mend in mending:
        try:
            done += mend()
        except FootnoteError as error:
            done.append(_failed("repair", error))
    return done


def findings(options: argparse.Namespace, report: Report) -> Iterator[Finding]:
    """All that is looked at, in the order it is needed."""
    yield Finding("versions", _versions())
    try:
        settings = load_settings()
    except FootnoteError as error:
        yield _failed("settings", error)
        return
    file = config_file()
    yield Finding("settings", str(file) if file.is_file() else f"none: {file} would hold them")
    try:
        endpoint = chosen_endpoint(options.model, settings)
    except FootnoteError as error:
        yield _failed("model", error)
        return
    yield from model_findings(options.model or settings.model, endpoint, settings)
    try:
        packaged_minilm()
    except FootnoteError as error:
        yield _failed("embeddings", error)
        return
    try:
        place = choose_library(options.library, settings)
    except FootnoteError as error:
        yield _failed("library", error)
        return
    if place.is_sample and not place.folder.exists():
        yield Finding("library", "none yet: the sample will be asked; 'footnote index FOLDER' makes your own")
    else:
        try:
            yield from library_findings(place.folder, encoder_of(place.folder), report)
        except FootnoteError as error:
            yield _failed("embeddings", error)
        yield from conversation_findings(place.folder)
    yield Finding("answers", _numbers(SHIPPED))
    yield from cache_findings()
    yield from _space(place.folder)


def _versions() -> str:
    named = (f"{name} {_version(name)}" for name in _PACKAGES)
    return ", ".join([*named, f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}"])


def _numbers(used: Configuration) -> str:
    """The numbers that questions are answered by, in short; `footnote eval --json` has all of them."""
    fact = used.depths[Kind.FACT]
    return (
        f"a fact reads {fact.passages} passages, {fact.further} where they say little, and needs {used.threshold:g}; "
        f"others read {used.deep.passages}, and need a sentence of {used.sure_sentence:g}"
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "(missing)"


def _space(library: Path) -> Iterator[Finding]:
    for subject, folder in (("library", library), ("cache", user_cache_path("footnote"))):
        there = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
        free = shutil.disk_usage(there).free
        todo = "make room: indexing needs some 4 KB a passage" if free < _LITTLE else ""
        yield Finding("space", f"{free / 1e9:,.1f} GB free for the {subject} ({folder})", todo)


def _failed(subject: str, error: FootnoteError) -> Finding:
    return Finding(subject, error.problem, error.advice)
