"""Hostile questions, asked every way: an answer, a refusal or one line comes of each, and nothing in it is syntax."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from index.errors import FootnoteError
from index.library import Library
from index.words import words
from qa.chats.conversations import Conversations
from qa.chats.folded import sought
from qa.engine import Engine
from qa.types import Turn
from scripts.sample import library_at
from scripts.trials.asking import Models, Outcome, Run, unsound
from scripts.trials.hostile_questions import HOSTILE, questions
from scripts.trials.tally import Tally, tallied

_FOLLOW_UPS = ("And him?", "When?", "And the American one?", "How long is it?", "Who led the talks in Madrid?")
_TOLD = "The Ever Given was refloated by Peter Berdowski in March. [1]"


@dataclass(frozen=True, slots=True)
class Case:
    """One question, asked one way; shown so that it can be asked again."""

    way: str
    number: int
    question: str

    def __str__(self) -> str:
        return f"{self.way}, question {self.number} {self.question[:60]!a}"


def add(commands: Any) -> None:
    """The subcommand."""
    hostile = commands.add_parser("questions", help="hostile questions, by every way that one can be asked")
    hostile.add_argument("--generated", type=int, default=2000, metavar="N", help="searches for so many made-up ones")
    hostile.add_argument("--asked", type=int, default=100, metavar="N", help="and answers to so many")
    hostile.add_argument("--every", type=int, default=1, metavar="N", help="every Nth of the written ones (default: 1)")
    hostile.add_argument("--seed", type=int, default=1, metavar="N", help="of what is random (default: 1)")
    hostile.set_defaults(run=run)


def run(options: argparse.Namespace) -> list[Tally]:
    """Everything with the embedded models, over the sample."""
    models, given = Models.embedded(), HOSTILE[:: options.every]
    with (
        library_at(None) as folder,
        tempfile.TemporaryDirectory() as elsewhere,
        Library.open(folder, models.embedder) as library,
    ):
        engine = Engine(library, models.embedder, models.reader, models.generator)
        command = Run(models, folder, Path(elsewhere))
        number, tallies = options.seed, []
        # the quick ones first; each is told as it ends, since all of them take most of an hour
        for trial in (
            lambda: in_the_library(library, given),
            lambda: in_saved_conversations(given),
            lambda: made_up("made-up searches", lambda text: library_failure(library, text), options.generated, number),
            lambda: made_up("made-up saved questions", saved_failure, options.generated, number),
            lambda: made_up("made-up questions", lambda text: engine_failure(engine, text), options.asked, number),
            lambda: within_conversations(engine, given),
            lambda: line_by_line(command, given),
            lambda: on_the_command_line(command, given),
        ):
            tallies.append(tally := trial())
            print(f"{tally.kind}: {tally.cases:,} cases, {len(tally.failures)} failed", file=sys.stderr, flush=True)
        return tallies


def on_the_command_line(command: Run, asked: Iterable[str]) -> Tally:
    """ask, search and show, the question as argument, on standard input, and in place of a filter or an id."""
    ways: dict[str, Callable[[str], Outcome]] = {
        "ask Q": lambda text: command("ask", text),
        "ask --json -- Q": lambda text: command("ask", "--json", "--", text),
        "ask < Q": lambda text: command("ask", stdin=text),
        "ask - --json < Q": lambda text: command("ask", "-", "--json", stdin=text),
        "search Q": lambda text: command("search", text),
        "search --json -- Q": lambda text: command("search", "--json", "--", text),
        "search --mode bm25 -- Q": lambda text: command("search", "--mode", "bm25", "--", text),
        "search --source Q": lambda text: command("search", "suez", f"--source={text}"),
        "search --since Q": lambda text: command("search", "suez", f"--since={text}"),
        "ask --json --until Q": lambda text: command("ask", "suez", "--json", f"--until={text}"),
        "show Q": lambda text: command("show", text),
        "show --json -- Q": lambda text: command("show", "--json", "--", text),
    }
    return tallied(
        "hostile questions on the command line",
        (Case(way, number, text) for number, text in enumerate(asked) for way in ways),
        lambda case: unsound(ways[case.way](case.question), is_json="--json" in case.way),
    )


def line_by_line(command: Run, asked: Iterable[str]) -> Tally:
    """chat --plain: each as a question, and behind each command that takes something, in a chat of its own."""

    def attempt(case: Case) -> str | None:
        line = " ".join(case.question.splitlines())
        commands = ("/open", "/edit", "/list", "/resume", "/rename", "/delete", "/export", "/nosuch")
        lines = ["When was the Ever Given refloated?", line, *(f"{one} {line}" for one in commands), "/help"]
        outcome = command("chat", "--plain", stdin="\n".join(lines))
        wrong = unsound(outcome, is_json=False)
        heard = "/undo" in outcome.out or any(one.startswith("/quit") for one in lines)
        return wrong or (None if outcome.code == 0 and heard else f"exit code {outcome.code}, or not to the end")

    return tallied("hostile lines of a chat", (Case("chat", *one) for one in enumerate(asked)), attempt)


def in_the_library(library: Library, asked: Iterable[str]) -> Tally:
    """find, titled, search and article; and whether the question finds what its bare words find."""
    cases = (Case("library", *one) for one in enumerate(asked))
    return tallied("hostile searches", cases, lambda case: library_failure(library, case.question))


def library_failure(library: Library, text: str) -> str | None:
    """What is wrong with what a library makes of `text`, None if nothing is."""
    bare = " ".join(words(text))
    found, expected = ([hit.passage.id for hit in library.search(one, 20, mode="bm25")] for one in (text, bare))
    if found != expected:
        return f"finds {found}, and its bare words {expected}"
    if library.titled(text) != library.titled(bare):
        return "finds other titles than its bare words"
    library.find(text)
    with suppress(FootnoteError):
        library.article(text)
    return None


def within_conversations(engine: Engine, asked: Iterable[str]) -> Tally:
    """Asked for themselves, and each before other questions in a conversation, as question and as answer."""
    cases = (Case("conversation", *one) for one in enumerate(asked))
    return tallied("hostile conversations", cases, lambda case: engine_failure(engine, case.question))


def engine_failure(engine: Engine, text: str) -> str | None:
    """What is wrong with the answers to `text` and to a question behind it, None if nothing is."""
    follow = _FOLLOW_UPS[len(text) % len(_FOLLOW_UPS)]
    history = [Turn(text, _TOLD), Turn("Who led it?", text), Turn(text, text)]
    for question, before in ((text, ()), (follow, history), (text, history[:1])):
        try:
            answer = engine.answer(question, before)
        except FootnoteError as error:
            if not str(error) or "\n" in str(error):
                return f"not one line: {str(error)!r:.200}"
            continue
        if any(cited.article.text[cited.start : cited.end] != cited.quote for cited in answer.citations):
            return "a quote is not the article's"
        if not answer.standalone_question.isprintable():
            return "what was asked in the end cannot be printed"
    return None


def in_saved_conversations(asked: Iterable[str]) -> Tally:
    """Saved as a question, and looked for."""
    cases = (Case("saved", *one) for one in enumerate(asked))
    return tallied("hostile saved questions", cases, lambda case: saved_failure(case.question))


def saved_failure(text: str) -> str | None:
    """What is wrong with saving `text` and finding it by its own words, None if nothing is."""
    with Conversations.in_memory() as store:
        store.begin("Who led the talks in Madrid?")
        saved = store.begin(text)
        store.grow(saved, text)
        store.fail(saved, text)
        found = [one.id for one in store.recent(text)]
        if saved.conversation not in found or (len(found) > 1 and not _could_be_another(text)):
            return f"finds {len(found)} of 2 conversations"
        return None if len(store.recent()) == 2 else "a conversation is gone"


def _could_be_another(text: str) -> bool:
    """Whether all that is looked for is in the other question too."""
    return all(word in " who led the talks in madrid " for word in sought(text))


def made_up(kind: str, failure: Callable[[str], str | None], count: int, number: int) -> Tally:
    """So many questions by hypothesis, from that seed; the first that fails is made as small as can be."""
    tried = 0

    @seed(number)
    @settings(
        max_examples=count,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(questions())
    def attempt(text: str) -> None:
        nonlocal tried
        tried += 1
        assert (wrong := failure(text)) is None, f"{text!r}: {wrong}"

    try:
        attempt()
    except Exception as error:
        return Tally(kind, tried, (f"seed {number}: {type(error).__name__}: {error!s:.500}",))
    return Tally(kind, tried)
