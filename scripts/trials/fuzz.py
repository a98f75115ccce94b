"""Readers fed with what nobody wrote: atheris looks for inputs that take a reader down paths it has not been yet.

A finding is something raised, an article that is not clean, or more than SLOWEST seconds. The shortest input of each is
kept in tests/reliability/corpus, and tests read it ever after.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from index.errors import FootnoteError
from index.installing import how_to_install
from scripts.trials.bombs import bombs
from scripts.trials.cleanliness import SimpleCounter, wrong_with
from scripts.trials.goodfiles import documents
from scripts.trials.tally import Tally

KINDS = ("html", "pdf", "jsonl", "json", "odt", "rtf", "srt", "vtt", "rss", "atom", "mbox", "eml", "docx", "epub")
LONGEST = 4096  # bytes of an input: short ones are tried faster, and are small findings
SLOWEST = 20  # seconds
SEED_SIZE = 1000  # bytes, of what the fuzzer begins with
INSTRUMENTED = [
    "index",
    "trafilatura",
    "htmldate",
    "justext",
    "feedparser",
    "striprtf",
    "webvtt",
    "odf",
    "email",
    "docx",
]
REPOSITORY = Path(__file__).resolve().parents[2]
CORPUS = REPOSITORY / "tests" / "reliability" / "corpus"


def add(commands: Any) -> None:
    """The subcommand."""
    fuzz = commands.add_parser("fuzz", help="readers fed with what nobody wrote; needs the extra 'fuzz'")
    fuzz.add_argument("kinds", nargs="+", choices=KINDS, metavar="|".join(KINDS))
    fuzz.add_argument("--seconds", type=int, default=240, metavar="N", help="for each kind (240)")
    fuzz.add_argument("--seed", type=int, default=1, metavar="N", help="of the fuzzer's chances (1)")
    fuzz.set_defaults(run=run)


def run(options: argparse.Namespace) -> list[Tally]:
    """One kind after the other, each in processes of its own."""
    if find_spec("atheris") is None:
        raise FootnoteError("fuzzing needs atheris", how_to_install("fuzz"), "not-installed")
    return [fuzzed(kind, options.seconds, options.seed) for kind in options.kinds]


def fuzzed(kind: str, seconds: int, seed: int) -> Tally:
    """Fuzz one reader for so long. After an input that ended the process, another goes on with the corpus so far."""
    end, executed, before = time.monotonic() + seconds, 0, _kept(kind)
    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate(seeds(kind)):
            Path(folder, f"seed{number}").write_bytes(data)
        while (left := int(end - time.monotonic())) > 0:
            command = [sys.executable, "-m", "scripts.trials.fuzz", kind, folder, *_fuzzer_options(kind, left, seed)]
            done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, errors="replace")
            counts = re.findall(r"number_of_executed_units: (\d+)|^#(\d+)", done.stderr, re.MULTILINE)
            executed += max((int(first or second) for first, second in counts), default=0)
            seed += 1
            if not counts:
                raise ChildProcessError(f"atheris did not start: {done.stderr.strip().splitlines()[-1:]}")
    found = sorted(_kept(kind) - before)
    return Tally(f"fuzz {kind}", executed, tuple(found), {"seconds": seconds})


def seeds(kind: str) -> list[bytes]:
    """Good files of a kind, and small ones of the bad."""
    bad = [one.make(SEED_SIZE) for one in bombs() if one.suffix == f".{kind}"]
    return [*documents(kind), *(one for one in bad if len(one) <= LONGEST)]


def attempt(kind: str, data: bytes, folder: Path) -> str | None:
    """What is wrong with how a file with these bytes is read and cut, or None."""
    from index.readers import read

    path = folder / f"input.{kind}"
    path.write_bytes(data)
    return next(filter(None, (wrong_with(found, SimpleCounter()) for found in read(path, path.name))), None)


def _kept(kind: str) -> set[str]:
    return {str(path.relative_to(REPOSITORY)) for path in (CORPUS / kind).glob("*")}


def _fuzzer_options(kind: str, seconds: int, seed: int) -> list[str]:
    (CORPUS / kind).mkdir(parents=True, exist_ok=True)
    return [
        f"-max_total_time={seconds}",
        f"-timeout={SLOWEST}",
        f"-max_len={LONGEST}",
        f"-seed={seed}",
        "-rss_limit_mb=3000",
        "-print_final_stats=1",
        f"-artifact_prefix={CORPUS / kind}/",
    ]


def keep(kind: str, data: bytes, what: str) -> None:
    """Keep an input under a name that says where it fails, if there is no shorter one of that name."""
    place = hashlib.blake2b(what.encode(), digest_size=5).hexdigest()
    file = CORPUS / kind / place
    if not file.exists() or len(data) < file.stat().st_size:
        file.write_bytes(data)
        print(f"found {file.name}: {what}", file=sys.stderr, flush=True)


def _fuzz(kind: str, arguments: Sequence[str]) -> None:
    import atheris  # type: ignore[import-not-found, unused-ignore]

    with atheris.instrument_imports(include=INSTRUMENTED), tempfile.TemporaryDirectory() as folder:
        from index.prepare import prepare  # noqa: F401
        from index.readers import (  # noqa: F401  # noqa: F401
            epub,
            feed,
            html,
            jsonfile,
            jsonl,
            mail,
            mbox,
            opendocument,
            pdf,
            rtf,
            transcript,
            word,
        )

        def one_input(data: bytes) -> None:
            try:
                wrong = attempt(kind, data, Path(folder))
            except Exception as error:
                place = traceback.extract_tb(error.__traceback__)[-1]
                wrong = f"{type(error).__name__} in {Path(place.filename).name}:{place.name}"
            if wrong:
                keep(kind, data, wrong)

        one_input(seeds(kind)[0])  # what is imported late is instrumented as well
        atheris.Setup([sys.argv[0], *arguments], one_input)
        atheris.Fuzz()


if __name__ == "__main__":
    _fuzz(sys.argv[1], sys.argv[2:])
