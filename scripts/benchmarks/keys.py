"""How long a key takes from being pressed to being painted, in a chat that is idle and in one that answers."""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any

from scripts.pseudoterminal import Pseudoterminal
from scripts.sample import library_at
from scripts.terminal import FOOTNOTE
from tui.answer import FRAMES

# Seconds between two keys, in which the spinner of a busy chat turns at least twice.
_BETWEEN = 0.25
# Letters that nothing else on the screen holds: what is painted of them is the key.
_LETTERS = [chr(code) for code in range(0x10A0, 0x10C6)]
_CLEAR = "\x15"


def add(commands: Any) -> None:
    """The subcommand."""
    keys = commands.add_parser("keys", help="how long a key takes to the screen, idle and while an answer is made")
    keys.add_argument("--question", default="When was the Ever Given refloated?", help="what is asked")
    keys.add_argument("--count", type=int, default=200, metavar="N", help="how many keys of each kind")
    keys.add_argument("--library", metavar="DIR", help="ask and save there (default: the sample, and nothing stays)")
    keys.add_argument("--model", help="as 'footnote chat' takes it")
    keys.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Type into the real chat and print how long keys took."""
    model = [f"--model={options.model}"] if options.model else []
    with (
        library_at(options.library) as library,
        Pseudoterminal([*FOOTNOTE, "chat", f"--library={library}", *model]) as terminal,
    ):
        terminal.wait_for("ready", 600)
        terminal.read_for(1)
        keys = Keys(idle_keys(terminal, options.count), answering_keys(terminal, options.question, options.count))
    if options.json:
        print(json.dumps({"idle_ms": keys.idle, "answering_ms": keys.answering, "p95_ratio": keys.ratio}))
    else:
        print(keys.table())


@dataclass(frozen=True, slots=True)
class Keys:
    """Milliseconds of each key, idle and while an answer was in the making, in one run."""

    idle: tuple[float, ...]
    answering: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """The 95th percentile of the one over that of the other."""
        return p95(self.answering) / p95(self.idle)

    def table(self) -> str:
        """Both in lines for people."""
        named = (("idle", self.idle), ("answering", self.answering))
        lines = [
            f"{name:<10} {len(times):4} keys   median {median(times):6.1f} ms   95th percentile {p95(times):6.1f} ms"
            for name, times in named
        ]
        return "\n".join([*lines, f"ratio of the 95th percentiles: {self.ratio:.1f}"])


def p95(times: tuple[float, ...]) -> float:
    """The 95th percentile."""
    return quantiles(times, n=20, method="inclusive")[-1]


def press(terminal: Pseudoterminal, letter: str) -> float:
    """Milliseconds until the letter is on the screen."""
    before = terminal.painted
    started = time.perf_counter()
    terminal.type(letter)
    terminal.wait_for(letter, 30, since=before)
    return (time.perf_counter() - started) * 1000


def idle_keys(terminal: Pseudoterminal, count: int) -> tuple[float, ...]:
    """Milliseconds of `count` keys in a chat that does nothing."""
    times: list[float] = []
    while len(times) < count:
        times.append(press(terminal, _LETTERS[len(times) % len(_LETTERS)]))
        _pause(terminal, len(times))
    _clear(terminal)
    return tuple(times)


def answering_keys(terminal: Pseudoterminal, question: str, count: int) -> tuple[float, ...]:
    """Milliseconds of `count` keys, typed while an answer is in the making; the question is asked as often as that
    takes. A key counts if the spinner still turned behind it.
    """
    times: list[float] = []
    while len(times) < count:
        before = terminal.painted
        terminal.type(f"{question}\r")
        while not _is_answering(terminal, before):
            terminal.read(1.0)
        while len(times) < count:
            before = terminal.painted
            taken = press(terminal, _LETTERS[len(times) % len(_LETTERS)])
            _pause(terminal, len(times) + 1)
            if not _is_answering(terminal, before):
                break
            times.append(taken)
        _clear(terminal)
        while _is_answering(terminal, before):
            before = terminal.painted
            terminal.read_for(2 * _BETWEEN)
    return tuple(times)


def _is_answering(terminal: Pseudoterminal, since: int) -> bool:
    """Whether the spinner of an answer turned in what was painted behind the first `since` bytes."""
    painted = terminal.output_since(since)
    return any(frame in painted for frame in FRAMES)


def _pause(terminal: Pseudoterminal, typed: int) -> None:
    terminal.read_for(_BETWEEN)
    if typed % len(_LETTERS) == 0:
        _clear(terminal)


def _clear(terminal: Pseudoterminal) -> None:
    terminal.type(_CLEAR)
    terminal.read_for(_BETWEEN)
