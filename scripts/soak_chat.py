#!/usr/bin/env python
"""Many questions typed into the real chat one after another, with random stops, resizes and opened footnotes.

    python -m scripts.soak_chat QUESTIONS.txt [--count N] [--seed N] [--library DIR] [--model M] [--json]

QUESTIONS.txt has a question a line; they are asked in a random order, again and again. Needs tmux. Fails (exit code 1)
if the program ends, shows a traceback, saved fewer questions than were asked, or grew by more than a tenth after the
first 20 questions.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sqlite3
import sys
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from qa.chats.conversation_file import FILE_NAME
from scripts.sample import library_at
from scripts.terminal import FOOTNOTE, Gone, Terminal
from scripts.trials.engine import engine_of
from tui.answer import FRAMES

# Questions after which the memory is what it should stay at.
SETTLED = 20
GROWTH = 1.1
SIZES = ((110, 34), (60, 20), (80, 24), (240, 70), (100, 30), (132, 43))
# What the line shows when nothing is typed.
EMPTY_LINE = re.compile(r"│ Ask about the articles +│")
WAITING = "waiting (esc takes it back)"
# What its border says where a question is not taken.
BUSY = ("one answer at a time", "the last answer is still stopping")
# How often what happens to a question.
STOPPED, RESIZED, OPENED = 0.25, 0.3, 0.4


@dataclass(slots=True)
class Soak:
    """What was done, and MB of resident memory after each question."""

    done: Counter[str] = field(default_factory=Counter)
    memory: list[float] = field(default_factory=list)

    @property
    def growth(self) -> float:
        """The memory in the end over that after the first 20 questions."""
        return self.memory[-1] / self.memory[SETTLED - 1]


def main() -> int:
    """0 if nothing went wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path, metavar="QUESTIONS.txt")
    parser.add_argument("--count", type=int, default=200, metavar="N", help="how many questions (default: 200)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of what is random (default: 1)")
    parser.add_argument("--library", metavar="DIR", help="ask and save there (default: the sample, and nothing stays)")
    parser.add_argument("--model", help="as 'footnote chat' takes it")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    questions = [line for line in options.questions.read_text("utf-8").splitlines() if line.strip()]
    if options.count <= SETTLED:
        parser.error(f"--count must be more than {SETTLED}")
    model = [f"--model={options.model}"] if options.model else []
    try:
        with library_at(options.library) as library:
            with Terminal([*FOOTNOTE, "chat", f"--library={library}", *model]) as terminal:
                soak = run(terminal, library, questions, options.count, random.Random(options.seed))
            check_saved(library, options.count)
    except (Gone, OSError) as error:
        print(f"soak: {error}", file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps({"done": soak.done, "memory_mb": soak.memory, "growth": soak.growth}))
    else:
        counts = ", ".join(f"{count} {what}" for what, count in soak.done.items())
        print(f"{counts}; {soak.memory[0]:.0f} MB after the first, {soak.memory[-1]:.0f} MB after the last question,")
        print(f"{soak.growth:.3f} of what it was after {SETTLED}")
    return int(soak.growth > GROWTH)


def run(terminal: Terminal, library: Path, questions: list[str], count: int, chance: random.Random) -> Soak:
    """Ask, stop, resize, open, quit. Raises Gone or TimeoutError where the program does not follow."""
    soak = Soak()
    terminal.wait_for("ready", 600)
    for _ in range(count):
        _ask(terminal, library, chance.choice(questions), chance, soak)
        soak.memory.append(resident(terminal.pid) + resident(engine_of(terminal.pid)))
    terminal.press("C-q")
    if code := terminal.wait_for_end(60):
        raise Gone(f"exit code {code}:\n{terminal.screen()}")
    return soak


def check_saved(folder: Path, count: int) -> None:
    """Raises Gone if the last conversation does not hold every question."""
    states = saved_states(folder)
    if len(states) != count or "writing" in states:
        raise Gone(f"{len(states)} of {count} questions were saved, {states.count('writing')} of them not to the end")


def saved_states(folder: Path) -> list[str]:
    """What each question of the last conversation came to, as the file has it: who reads it through `Conversations`
    sees one that another process still writes as stopped.
    """
    with closing(sqlite3.connect(folder / FILE_NAME, timeout=30)) as db:
        last = "SELECT max(conversation) FROM turn"
        return [row[0] for row in db.execute(f"SELECT state FROM turn WHERE conversation = ({last}) ORDER BY number")]


def _ask(terminal: Terminal, library: Path, question: str, chance: random.Random, soak: Soak) -> None:
    terminal.type(question)
    terminal.wait(lambda screen: question[-8:] in screen and not EMPTY_LINE.search(screen), "the question in the line")
    _send(terminal, soak)
    soak.done["questions"] += 1
    if chance.random() < RESIZED:
        time.sleep(chance.random())
        terminal.resize(*chance.choice(SIZES))
        soak.done["resizes"] += 1
    # before that it may wait for the end of the last answer, and Esc would take it back
    terminal.wait(lambda _: len(saved_states(library)) == soak.done["questions"], "the question begun", 60)
    if chance.random() < STOPPED:
        time.sleep(2 * chance.random())
        terminal.press("Escape")
        time.sleep(0.3)  # with a key right behind it, Esc would be the Alt of that key
        soak.done["stops"] += 1
    # the screen alone does not say it: a question may not be on it yet, or its card be out of sight
    asked = soak.done["questions"]
    terminal.wait(lambda shown: is_idle(shown) and _has_ended(library, asked), "the end of an answer", 120)
    if chance.random() < OPENED:
        terminal.press("Tab", "Enter")
        terminal.wait(lambda screen: "Close" in _keys(screen), "an article", 20)
        soak.done["opened"] += 1
        if chance.random() < RESIZED:
            terminal.resize(*chance.choice(SIZES))
            soak.done["resizes"] += 1
        _back_to_the_line(terminal)
    if "Traceback" in (shown := terminal.screen()):
        raise Gone(shown)


def _send(terminal: Terminal, soak: Soak) -> None:
    """Press Enter, and once more a moment later if the chat says that it is still busy, as a user would."""
    for _ in range(5):
        terminal.press("Enter")
        shown = terminal.wait(lambda shown: bool(EMPTY_LINE.search(shown)) or _says_busy(shown), "an empty line", 20)
        if not _says_busy(shown):
            return
        soak.done["sent again"] += 1
        terminal.wait(lambda shown: not _says_busy(shown), "the hint to go", 20)
    raise Gone(terminal.screen())


def _says_busy(screen: str) -> bool:
    return any(hint in screen for hint in BUSY)


def _has_ended(library: Path, number: int) -> bool:
    """Whether the question of that number was asked, and is no longer being answered."""
    states = saved_states(library)
    return len(states) == number and states[-1] != "writing"


def _back_to_the_line(terminal: Terminal) -> None:
    """Press Esc until the keys at the bottom are no longer those of a footnote, passage or article, and stay so."""
    for _ in range(20):
        terminal.press("Escape")
        time.sleep(0.3)
        if _is_in_the_line(terminal):
            time.sleep(0.5)
            if _is_in_the_line(terminal):
                return
    raise Gone(terminal.screen())


def _is_in_the_line(terminal: Terminal) -> bool:
    keys = _keys(terminal.screen())
    return "Open article" not in keys and "Close" not in keys


def _keys(screen: str) -> str:
    """The line of keys at the bottom."""
    return screen.rstrip().rpartition("\n")[2]


def is_idle(screen: str) -> bool:
    """Whether nothing on the screen is a sign of an answer in the making."""
    signs = (*FRAMES, WAITING)
    return not any(sign in screen for sign in signs) and "esc Stop" not in _keys(screen)


def resident(pid: int) -> float:
    """Resident memory of a process, in MB (Linux)."""
    (line,) = (line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1000


if __name__ == "__main__":
    sys.exit(main())
