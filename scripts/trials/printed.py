"""Every command over hostile articles, in a pipe and on a terminal: what it prints, and what it leaves alone."""

from __future__ import annotations

import hashlib
import random
import re
import shutil
import stat
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.build import build
from index.embed import Embedder
from index.library import Library
from qa.start import sample_articles
from scripts.pseudoterminal import Pseudoterminal
from scripts.trials.hostile_articles import FAMILIES, write_family, write_traps
from scripts.trials.tally import Tally, tallied

_OWN_STYLE = re.compile(r"\x1b\[[0-9;]*m")
_NO_TEXT = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_JOINERS = {"\u200c", "\u200d"}  # hold emoji and the letters of some scripts together
_EVIL = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202ex\u200b\r\ny"
_IN = "import os, sys; os.chdir(sys.argv.pop(1)); from qa.cli import main; sys.exit(main())"
_CHAT = (
    "Who counted the boats?",
    "When was the Ever Given refloated?",
    "/open 1",
    "/list",
    "/rename [bold]A title[/] for all of this",
    "/again",
    "/export said.md",
    "/export said.json",
    "/list title",
    "/quit",
)
_RUDE_CHAT = (
    f"/{_EVIL}",
    f"/resume {_EVIL}",
    f"/delete {_EVIL}",
    f"/open {_EVIL}",
    f"/export {_EVIL}",
    f"Who? {_EVIL}",
)


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of hostile articles, of the traps beside them, of what is none of Footnote's business, of a library."""

    root: Path

    @classmethod
    def made(cls, root: Path) -> Place:
        """All of it, in an empty folder; the library is yet to be made."""
        place = cls(root)
        place.outside.mkdir()
        place.here.mkdir()
        (place.outside / "secret.txt").write_text("The secret of the harbour is that it has no boats at all.\n")
        (place.outside / "notes.sqlite").write_bytes(b"not a library")
        shutil.copytree(sample_articles(), place.articles)
        for family in FAMILIES:
            write_family(place.articles / family, family)
        write_traps(place.articles / "traps", place.outside)
        return place

    @property
    def articles(self) -> Path:
        return self.root / "articles"

    @property
    def outside(self) -> Path:
        """Where links lead."""
        return self.root / "outside"

    @property
    def here(self) -> Path:
        """Where commands run."""
        return self.root / "here"

    @property
    def library(self) -> Path:
        return self.root / "library\x1b[31m\u202e"


@dataclass(frozen=True, slots=True)
class Command:
    """Arguments, lines for standard input, and whether all streams are a terminal."""

    arguments: tuple[str, ...]
    typed: tuple[str, ...] = ()
    on_terminal: bool = False

    def output(self, here: Path) -> str:
        """All that it prints when it runs in that folder."""
        command = [sys.executable, "-c", _IN, str(here), *self.arguments]
        lines = "".join(f"{line}\n" for line in self.typed)
        if not self.on_terminal:
            done = subprocess.run(command, input=lines.encode(), capture_output=True, check=False, timeout=300)
            return (done.stdout + b"\n" + done.stderr).decode("utf-8", "surrogateescape")
        with Pseudoterminal(command) as terminal:
            if lines:
                terminal.wait_for("Ready.")
                terminal.type(lines)
            terminal.wait(300)
            return terminal.output


def unprintable(text: str, *, on_terminal: bool) -> str | None:
    """The first of what is neither text nor a line break, nor on a terminal our own style or a carriage return."""
    allowed = {"\n", "\r"} if on_terminal else {"\n"}
    text = _OWN_STYLE.sub("", text) if on_terminal else text
    for at, one in enumerate(text):
        if unicodedata.category(one) in _NO_TEXT and one not in allowed | _JOINERS:
            return f"{one!r} in {text[max(at - 60, 0) : at + 40]!r}"
    return None


def commands(place: Place, articles: list[str]) -> Iterator[Command]:
    """Every command over the library; what is shown are those articles."""
    library = ("--library", str(place.library))
    plain: list[tuple[str, ...]] = [
        ("index", str(place.articles), *library),
        ("index", *library, "--rebuild", str(place.articles)),
        ("doctor", *library),
        ("doctor", "--json", *library),
        *(("search", *more, "harbour boats", *library) for more in ((), ("--json",), ("--mode", "bm25", "-k", "200"))),
        *(("ask", *more, "Who counted the boats?", *library) for more in ((), ("--json",), ("--timings",))),
        ("ask", "--json", f"Which answer? {_EVIL}", *library),
        *(("show", one, *more, *library) for one in articles for more in ((), ("--json",))),
        # errors that name what was given
        ("show", _EVIL, *library),
        ("index", f"/nowhere/{_EVIL}"),
        ("search", "boats", "--library", f"/nowhere/{_EVIL}"),
        ("search", "boats", "-k", _EVIL),
        ("search", "boats", "--since", _EVIL, *library),
        ("search", "boats", "--source", _EVIL, *library),
        ("ask", "Who?", "--model", f"{_EVIL}.gguf", *library),
        ("eval", f"{_EVIL}.jsonl", *library),
        ("doctor", "--model", _EVIL, *library),
        ("chat", "--plain", "--resume", _EVIL, *library),
        ("chat", "--port", _EVIL),
        (_EVIL,),
        ("search", "boats", f"--{_EVIL}"),
    ]
    for on_terminal in (False, True):
        yield from (Command(one, on_terminal=on_terminal) for one in plain)
        yield Command(("chat", "--plain", *library), _CHAT, on_terminal)
    yield Command(("chat", "--plain", *library), _RUDE_CHAT)


def printed(place: Place, embedder: Embedder, seed: int, most: int) -> tuple[Tally, Tally]:
    """The commands, at most so many, chosen by `seed`: what they print, and whether they change what is not theirs."""
    before = snapshot(place.root)
    build(place.library, [place.articles], embedder)
    with Library.open(place.library, embedder) as library:
        ids = [entry.id for entry in library.entries(library.order("title"))]
    wanted = list(enumerate(commands(place, ids)))
    chosen = sorted(random.Random(seed).sample(wanted, min(most, len(wanted))))

    def attempt(case: tuple[int, Command]) -> str | None:
        command = case[1]
        wrong = unprintable(command.output(place.here), on_terminal=command.on_terminal)
        for file in place.here.iterdir():  # an export
            wrong = wrong or unprintable(file.read_text("utf-8"), on_terminal=False)
            file.unlink()
        return wrong

    said = tallied("hostile articles: only text is printed", chosen, attempt, {"seed": seed, "articles": len(ids)})
    after = {path: state for path, state in snapshot(place.root).items() if place.library.name not in path}
    changed = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
    kind = "hostile articles: nothing outside the library is touched"
    return said, Tally(kind, len(before), tuple(changed), {"commands": len(chosen)})


def snapshot(folder: Path) -> dict[str, str]:
    """Every file and folder below, without following links: what it is, when it was changed, and what it holds."""
    found = {}
    for path in folder.rglob("*"):
        status = path.lstat()
        held = b""
        if stat.S_ISREG(status.st_mode):
            held = path.read_bytes()
        elif stat.S_ISLNK(status.st_mode):
            held = bytes(path.readlink())
        when = 0 if path.name == "here" else status.st_mtime_ns  # where commands run, they export
        found[str(path.relative_to(folder))] = f"{status.st_mode:o} {when} {hashlib.blake2b(held).hexdigest()}"
    return found
