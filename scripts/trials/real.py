"""The real program: killed while it indexes, and many at once, beside `footnote index` and where it never ran."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from qa.start import sample_articles
from scripts.trials.articles import leftovers, state
from scripts.trials.children import REPOSITORY
from scripts.trials.tally import Tally, tallied

QUESTION = "When was the Ever Given refloated?"
_SAYS = "March 29, 2021"


def asked_at_once(folder: Path, count: int, rounds: int) -> Tally:
    """So many ask at once, by turns a library that is being indexed and one that is not there yet."""

    def attempt(number: int) -> str | None:
        here = Path(tempfile.mkdtemp(dir=folder))
        return _beside_indexing(here, count) if number % 2 else _for_the_first_time(here, count)

    return tallied(f"{count} times footnote ask at once", range(rounds), attempt)


def indexing_killed(folder: Path, count: int, seed: int) -> Tally:
    """`footnote index` over the sample, killed after some time; then once more, to the end."""
    chance = random.Random(seed)
    started = time.perf_counter()
    clean = folder / "clean"
    footnote(folder, "index", "--library", clean, sample_articles()).communicate()
    longest, whole, found = time.perf_counter() - started, state(clean), _search(folder, clean)

    def attempt(case: str) -> str | None:
        library = Path(tempfile.mkdtemp(dir=folder)) / "library"
        indexing = footnote(folder, "index", "--library", library, sample_articles())
        time.sleep(float(case.split()[1]))
        indexing.kill()
        indexing.communicate()
        kept = state(library).embedded
        again = footnote(folder, "index", "--library", library, sample_articles())
        said = again.communicate()[1]
        embedded = re.search(r"; ([\d,]+) passages embedded", said)
        if again.returncode or not embedded:
            return f"the next run said {said!r}"
        if int(embedded[1].replace(",", "")) != len(whole.embedded - kept):
            return f"of {len(whole.embedded):,} texts, {len(kept):,} were kept, and {embedded[1]} embedded"
        if state(library) != whole or _search(folder, library) != found:
            return "the next run came to another library than one that was made all at once"
        return f"left behind: {leftovers(library)}" if leftovers(library) else None

    cases = [f"after {chance.uniform(0, longest):.3f} s (seed {seed})" for _ in range(count)]
    return tallied("footnote index killed", cases, attempt)


def _search(home: Path, library: Path) -> Any:
    """What the program finds in every way, with the scores; passages' numbers depend on the order of indexing."""
    found = []
    for mode in ("dense", "bm25", "fused"):
        searching = footnote(home, "search", "--json", "--mode", mode, "--library", library, QUESTION)
        hits = json.loads(searching.communicate()[0])
        found.append([(hit["article_id"], hit["start"], round(hit["score"], 4)) for hit in hits])
    return found


def footnote(home: Path, *arguments: object) -> subprocess.Popen[str]:
    """The program with a home folder of its own, and with the caches of whoever runs this."""
    inside = {name: str(home / name) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
    return subprocess.Popen(
        [sys.executable, "-c", "from qa.cli import entry; entry()", *map(str, arguments)],
        cwd=REPOSITORY,
        env={**os.environ, **inside},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _for_the_first_time(home: Path, count: int) -> str | None:
    """Each finds the sample library made, or makes it, or waits for whoever does."""
    return _wrong([footnote(home, "ask", "--json", QUESTION) for _ in range(count)])


def _beside_indexing(home: Path, count: int) -> str | None:
    library = home / "library"
    said = footnote(home, "index", "--library", library, sample_articles()).communicate()[1]
    asking = [footnote(home, "ask", "--json", "--library", library, QUESTION) for _ in range(count)]
    while any(one.poll() is None for one in asking):
        indexing = footnote(home, "index", "--rebuild", "--library", library, sample_articles())
        said = indexing.communicate()[1]
        if indexing.returncode:
            return f"indexing said {said!r}"
    return _wrong(asking)


def _wrong(asking: list[subprocess.Popen[str]]) -> str | None:
    for one in asking:
        out, said = one.communicate()
        if one.returncode:
            return f"it ended with {one.returncode} and said {said!r}"
        answer = json.loads(out)
        quotes = " ".join(citation["quote"] for citation in answer["citations"])
        if _SAYS not in answer["answer"] or _SAYS not in quotes:
            return f"it answered {answer['answer']!r}"
    return None
