"""footnote models: which language models there are, getting one, and making one the default."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from typing import Any

from index.download import cached, fetch
from index.errors import FootnoteError
from index.paths import expanded
from qa.cli.style import Style
from qa.contract import json_text
from qa.llm.catalogue import RECOMMENDED, Recommended, is_place, place_of
from qa.llm.downloaded import Downloaded, downloaded
from qa.llm.endpoint import is_endpoint, parse_endpoint
from qa.llm.models import EMBEDDED, find_model
from qa.printable import one_line
from qa.settings import load_settings
from qa.settings_file import write_model

_EMBEDDED_LICENCE, _EMBEDDED_CONTEXT = "Apache-2.0", 8192
_NOT_MEASURED = "not measured"
_HOW = "footnote models get NAME   then: footnote models use NAME, or --model NAME"


def run(options: argparse.Namespace) -> int:
    """List, get or use; 0 if that was done."""
    if options.action == "get":
        return _get(options)
    if options.action == "use":
        return _use(options)
    default, there = _default(), list(downloaded())
    print(json_text(_listed(default, there)) if options.json else _table(default, there, Style.of_stdout()))
    return 0


def _get(options: argparse.Namespace) -> int:
    """Download a model; its file on standard output."""
    place = place_of(options.name)
    if not is_place(place):
        raise FootnoteError(
            f"there is no model '{options.name}' to get",
            "give a name that 'footnote models' lists, or OWNER/REPOSITORY/FILE.gguf",
            "not-found",
        )
    found = fetch(place)
    if options.json:
        done = {"name": options.name, "place": place, "file": str(found.file), "size": found.file.stat().st_size}
        print(json_text({**done, "downloaded": found.is_new, "checked": found.is_checked}))
        return 0
    said = "is here already"
    if found.is_new:
        said = "is here, its SHA-256 is the hub's" if found.is_checked else "is here; the hub has no SHA-256 of it"
    print(found.file)
    sys.stdout.flush()
    print(
        f"footnote: {options.name} {said}; to make it the default: footnote models use {options.name}", file=sys.stderr
    )
    return 0


def _use(options: argparse.Namespace) -> int:
    """Make a model the default."""
    load_settings()  # what is wrong with the file is said before anything is written into it
    chosen = _usable(options.name)
    file = write_model(chosen)
    if options.json:
        print(json_text({"default": chosen, "settings": str(file)}))
    else:
        print(f"footnote: {chosen} is the default now, by {one_line(str(file))}", file=sys.stderr)
    return 0


def _usable(name: str) -> str:
    """How the settings are to name it. Raises FootnoteError for what could not answer."""
    if is_endpoint(name):
        endpoint = parse_endpoint(name)
        return endpoint.url + (f"#{endpoint.model}" if endpoint.model else "")
    file = expanded(name)
    if name != EMBEDDED and file.is_file():
        with file.open("rb") as stream:
            if stream.read(4) != b"GGUF":
                raise FootnoteError(f"{file} is no GGUF file", "give another", "invalid")
        return str(file.absolute())
    place = place_of(name)
    if is_place(place) and cached(place) is None:
        raise FootnoteError(f"{name} is not here yet", f"footnote models get {name}", "not-found")
    find_model(name)
    return name


def _default() -> str:
    settings = load_settings()
    return settings.endpoint or settings.model or EMBEDDED


def _listed(default: str, there: list[Downloaded]) -> dict[str, Any]:
    here = {one.place for one in there}
    recommended = [{**asdict(one), "speed": one.speed or None, "downloaded": one.place in here} for one in RECOMMENDED]
    embedded = find_model(None).file
    return {
        "default": default,
        "embedded": [
            {
                "name": EMBEDDED,
                "file": str(embedded),
                "size": embedded.stat().st_size,
                "licence": _EMBEDDED_LICENCE,
                "context": _EMBEDDED_CONTEXT,
            }
        ],
        "downloaded": [{"place": one.place, "file": str(one.file), "size": one.size} for one in there],
        "recommended": recommended,
    }


def _table(default: str, there: list[Downloaded], style: Style) -> str:
    size = find_model(None).file.stat().st_size
    lines = [
        style.bold("Embedded"),
        _row(EMBEDDED, default, _size(size), _EMBEDDED_LICENCE, f"{_EMBEDDED_CONTEXT:,}", "about 1 s a question"),
        "",
        style.bold("Downloaded"),
        *([_file(one, default, style) for one in there] or ["  none yet"]),
        "",
        style.bold("Recommended"),
        style.dim(_row("", "", "size", "licence", "context", "speed on two cores")),
    ]
    memory = 0
    for one in RECOMMENDED:
        if one.memory != memory:
            memory = one.memory
            lines.append(f"  for a machine with {memory} GB of memory")
        lines += [_recommended(one, default), style.dim(f"      {one.place}")]
    if is_endpoint(default):
        lines += ["", f"* {one_line(default)} answers: a server, by the settings"]
    elif default not in {EMBEDDED, *(one.name for one in RECOMMENDED), *(one.place for one in there)}:
        lines += ["", f"* {one_line(default)} answers, by the settings"]
    return "\n".join([*lines, "", _HOW])


def _recommended(one: Recommended, default: str) -> str:
    return _row(one.name, default, _size(one.size), one.licence, f"{one.context:,}", one.speed or _NOT_MEASURED)


def _row(name: str, default: str, size: str, licence: str, context: str, speed: str) -> str:
    """`*` marks what answers where nobody says otherwise."""
    mark = "*" if name and name == default else " "
    return f"{mark} {name:<15} {size:>8}  {licence:<10}  {context:>9}  {speed}".rstrip()


def _file(one: Downloaded, default: str, style: Style) -> str:
    mark = "*" if default in (one.place, str(one.file)) else " "
    return f"{mark} {one_line(one.place)}  {_size(one.size)}\n{style.dim(f'      {one_line(str(one.file))}')}"


def _size(count: int) -> str:
    return f"{count / 1e9:.2f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"
