"""Real articles written as files of every kind and read again: how many come back paragraph by paragraph, and how fast.

What is written is what the reader of JSON Lines made of them; what the same words become on the way through another
kind of file should be the same paragraphs.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import islice
from pathlib import Path
from typing import Any

from index.readers import read
from index.types import Article
from scripts.benchmarks.figure import Figure
from scripts.benchmarks.plaincalls import PLAIN
from scripts.trials.draft import Draft
from scripts.trials.written import MANY, ONE, write_one
from scripts.trials.writtenpdf import flowing

_AIM, _AIM_OF_PDF, _AIM_OF_SPEED = 0.99, 0.95, 0.8
_KINDS = (".html", ".docx", ".odt", ".rtf", ".epub", ".eml", ".mbox", ".rss", ".atom", ".json", ".md", ".txt", ".pdf")
_FLOWING = "flowing.pdf"
_SHOWN = 8  # differences
_LONGEST = 60  # characters shown of one


@dataclass(slots=True)
class _Came:
    """What came of one kind of file: articles that are equal, seconds by Footnote and by the plain call, and how often
    paragraphs differ in which way, with an example each.
    """

    tried: int = 0
    equal: int = 0
    ours: float = 0.0
    plain: float = 0.0
    differences: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)


def add(commands: Any) -> None:
    """The subcommand."""
    trip = commands.add_parser("roundtrip", help="real articles written as files of every kind, and read again")
    trip.add_argument("articles", type=Path, metavar="FILE.jsonl", help="articles, also .jsonl.gz")
    trip.add_argument("--most", type=int, default=300, metavar="N", help="articles (300)")
    trip.add_argument("--only", default="", metavar="SUFFIX", help="one kind")
    trip.add_argument("--seed", type=int, default=1, metavar="N", help="of the choice among ten times as many (1)")
    trip.set_defaults(run=run)


def run(options: argparse.Namespace) -> list[Figure]:
    """Two figures for each kind: what comes back, and articles a second against the library call alone."""
    drafts = _drafts(options.articles, options.most, options.seed)
    figures = []
    for kind in (*_KINDS, _FLOWING):
        if options.only in kind:
            came = _tried(kind, drafts)
            figures += _figures(kind, came)
            print("\n".join(one.lines() for one in figures[-2:]), file=sys.stderr, flush=True)
    return figures


def _drafts(file: Path, most: int, seed: int) -> list[Draft]:
    found = (one for one in read(file, file.name) if isinstance(one, Article) and one.text != one.title)
    articles = list(islice(found, 10 * most))
    chosen = random.Random(seed).sample(articles, min(most, len(articles)))
    return [Draft(one.title, tuple(one.text.split("\n\n"))) for one in chosen]


def _tried(kind: str, drafts: list[Draft]) -> _Came:
    came = _Came()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, kind if kind == _FLOWING else f"article{kind}")
        for draft in drafts:
            (flowing if kind == _FLOWING else write_one)(path, draft)
            _try(path, draft, came)
    return came


def _try(path: Path, draft: Draft, came: _Came) -> None:
    if not came.tried:  # libraries are loaded
        list(read(path, path.name))
        PLAIN[path.suffix](path)
    came.tried += 1
    found, seconds = _timed(lambda: list(read(path, path.name)))
    came.ours += seconds
    came.plain += _timed(lambda: PLAIN[path.suffix](path))[1]
    article = next((one for one in found if isinstance(one, Article)), None)
    if article is None:
        came.differences["nothing came back"] += 1
        came.examples.setdefault("nothing came back", str(found)[:200])
        return
    paragraphs = article.text.split("\n\n")
    came.equal += tuple(paragraphs) == draft.paragraphs
    for way, example in _differences(list(draft.paragraphs), paragraphs):
        came.differences[way] += 1
        came.examples.setdefault(way, example)


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """What comes of it, and the seconds of processor time that it takes."""
    started = time.process_time()
    result = work()
    return result, time.process_time() - started


def _differences(before: list[str], after: list[str]) -> Iterator[tuple[str, str]]:
    """How paragraphs differ, each with an example: lost, new, joined, divided, or other characters."""
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        old, new = before[a:b], after[c:d]
        if tag == "delete":
            yield "lost", _shown(old[0])
        elif tag == "insert":
            yield "new", _shown(new[0])
        elif _bare(old) == _bare(new) and len(old) != len(new):
            yield ("joined" if len(new) < len(old) else "divided"), _shown(new[0])
        else:
            yield _characters("\n\n".join(old), "\n\n".join(new))


def _characters(old: str, new: str) -> tuple[str, str]:
    """The first characters that differ."""
    at = next(
        (n for n, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), min(len(old), len(new))
    )
    around = f"{old[max(at - 20, 0) : at + 20]!r} became {new[max(at - 20, 0) : at + 20]!r}"
    return f"{old[at : at + 1]!r} became {new[at : at + 1]!r}", around


def _bare(texts: list[str]) -> str:
    return "".join("".join(texts).split())


def _shown(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _figures(kind: str, came: _Came) -> list[Figure]:
    aim = _AIM_OF_PDF if kind.endswith(".pdf") else _AIM
    details = {f"{count} {way}": came.examples[way] for way, count in came.differences.most_common(_SHOWN)}
    share = came.equal / max(came.tried, 1)
    ours, plain = (came.tried / max(seconds, 1e-9) for seconds in (came.ours, came.plain))
    return [
        Figure(
            f"articles equal {kind}", share, None, "", aim, at_least=True, details={"articles": came.tried, **details}
        ),
        Figure(f"reading {kind}", ours, plain, "articles/s", _AIM_OF_SPEED, at_least=True),
    ]


assert set(_KINDS) <= ONE.keys() | MANY.keys()
