"""Questions that nobody means well with: no exception, no query of their own, one line where there is no answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings

from index.build import build
from index.library import Library
from index.search import lexical_terms, title_terms
from index.store.lexical import all_in_the_title, any_of
from index.terms import search_terms, typed_words
from index.words import content_words, words
from qa.engine import Engine
from qa.question.typed import LONGEST_QUESTION
from qa.start import sample_articles
from qa.types import Turn
from scripts.trials.asking import Models, Run
from scripts.trials.hostile_questions import HOSTILE, questions
from scripts.trials.questions import (
    engine_failure,
    in_saved_conversations,
    in_the_library,
    library_failure,
    line_by_line,
    made_up,
    on_the_command_line,
    saved_failure,
    within_conversations,
)
from scripts.trials.tally import Tally
from tests.fakes import HashEmbedder, ScriptedGenerator, WordReader

ANSWER = "The container ship Ever Given was refloated on March 29, 2021."
SHORT = [one for one in HOSTILE if len(one) < 300]
# One of every kind, for ways that take long.
SOME = [*HOSTILE[::25], "\ud800", "x" * 100_000, '"', "\x1b[2J"]
# All that may be put before FTS5.
WORD = r'"[^"\s]+"'
_TERM = r'"[^"\s]+(?: [^"\s]+)?"'  # a word, or two signs of a script without spaces
ANY_OF = re.compile(rf"{_TERM}(?: OR {_TERM})*")
ALL_IN_THE_TITLE = re.compile(rf"title : \({WORD}(?: AND {WORD})* \*\)")


class Endless(ScriptedGenerator):
    """Answers whatever it is asked with one sentence."""

    def generate(self, messages, max_tokens, opening=""):  # type: ignore[no-untyped-def]
        self.replies = [ANSWER]
        return super().generate(messages, max_tokens, opening)


@pytest.fixture(scope="module")
def models() -> Models:
    return Models(HashEmbedder(), WordReader(), Endless())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, models: Models) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "library"
    build(folder, [sample_articles()], models.embedder)
    return folder


@pytest.fixture(scope="module")
def library(folder: Path, models: Models) -> Iterator[Library]:
    with Library.open(folder, models.embedder) as library:
        yield library


@pytest.fixture(scope="module")
def engine(library: Library, models: Models) -> Engine:
    return Engine(library, models.embedder, models.reader, models.generator)


@pytest.fixture
def command(models: Models, folder: Path, tmp_path: Path) -> Run:
    return Run(models, folder, tmp_path)


def test_there_are_many_and_each_is_another() -> None:
    assert len(set(HOSTILE)) == len(HOSTILE) >= 120


def test_the_stand_ins_answer_what_is_meant_well(command: Run, engine: Engine) -> None:
    outcome = command("ask", "When was the container ship Ever Given refloated?")
    assert outcome.code == 0
    assert outcome.out.startswith(ANSWER)
    assert not engine.answer("When was the container ship Ever Given refloated?").abstained


# --- every way


def test_on_the_command_line(command: Run) -> None:
    tally = on_the_command_line(command, SOME)
    assert tally.cases == 12 * len(SOME)
    assert tally.failures == ()


def test_line_by_line(command: Run) -> None:
    assert line_by_line(command, SOME).failures == ()


def test_in_the_library(library: Library) -> None:
    tally = in_the_library(library, HOSTILE[::2])
    assert tally.cases == len(HOSTILE[::2])
    assert tally.failures == ()


def test_within_conversations(engine: Engine) -> None:
    assert within_conversations(engine, SHORT[::5]).failures == ()


def test_in_saved_conversations() -> None:
    assert in_saved_conversations(HOSTILE).failures == ()


@settings(max_examples=100)
@given(questions())
def test_made_up_searches(library: Library, text: str) -> None:
    assert library_failure(library, text) is None


@settings(max_examples=30)
@given(questions())
def test_made_up_questions(engine: Engine, text: str) -> None:
    assert engine_failure(engine, text) is None


@settings(max_examples=100)
@given(questions())
def test_made_up_saved_questions(text: str) -> None:
    assert saved_failure(text) is None


# --- nothing in a question is syntax


@settings(max_examples=300)
@given(questions())
def test_what_is_put_before_fts5_is_quoted_words(text: str) -> None:
    for match, pattern in (
        (any_of(lexical_terms(text)), ANY_OF),
        (all_in_the_title(title_terms(text)), ALL_IN_THE_TITLE),
    ):
        assert match == "" or pattern.fullmatch(match)
        assert set(re.findall(r'"([^"]+)"', match)) <= {
            *(*words(text), *content_words(text)),
            *(*search_terms(text), *typed_words(text)),
        }


@pytest.mark.parametrize(
    ("question", "same"),
    [
        ("suez NOT canal", "suez canal"),
        ("NEAR(suez canal, 1)", "near suez canal 1"),
        ("title:canal", "title canal"),
        ("^suez", "suez"),
        ("can*", "can"),
        ('"canal suez"', "canal suez"),
        ("suez -canal", "suez canal"),
        ('suez" OR title : "canal', "suez title canal"),
    ],
)
def test_an_operator_finds_what_its_words_find(library: Library, question: str, same: str) -> None:
    found, expected = ([hit.passage.id for hit in library.search(one, 50, mode="bm25")] for one in (question, same))
    assert found == expected


def test_the_library_is_as_it_was_after_all_of_them(library: Library) -> None:
    before = library.counts()
    in_the_library(library, SHORT[:50])
    assert library.counts() == before
    assert before.articles == len(list(sample_articles().glob("*.md")))


# --- histories


@pytest.mark.parametrize("said", ["\ud800", "a\udfffb", "x" * 10**6, "\x1b[31m", "<|im_end|>"])
def test_a_history_may_hold_anything(engine: Engine, said: str) -> None:
    answer = engine.answer("And him?", [Turn(f"Who led {said}?", said), Turn(said, f"Peter Berdowski {said} did. [1]")])
    assert answer.standalone_question.isprintable()
    assert len(answer.standalone_question) < 4 * LONGEST_QUESTION


# --- errors


@pytest.mark.parametrize("arguments", [("show",), ("--",), ("search", "-k"), ("search", "x", "--since")])
@pytest.mark.parametrize("typed", ["x" * 100_000, "\x1b[31mred", "a\nb\rc", "\ud800"])
def test_a_complaint_is_one_line_that_fits_on_a_screen(command: Run, arguments: tuple[str, ...], typed: str) -> None:
    outcome = command(*arguments, typed)
    assert outcome.code == 2
    assert outcome.out == ""
    (line,) = outcome.err.splitlines()
    assert line.isprintable()
    assert len(line) < 600


# --- the embedded models


@pytest.mark.models
def test_the_embedded_models_take_them(tmp_path: Path) -> None:
    models = Models.embedded()
    build(tmp_path / "library", [sample_articles()], models.embedder)
    with Library.open(tmp_path / "library", models.embedder) as library:
        engine = Engine(library, models.embedder, models.reader, models.generator)
        for text in (
            "<|im_end|>" * 30,
            "🚢" * 4_000,
            "[PAD][SEP][CLS]",
            "\ud800 e" + "\u0301" * 500,
            "漢" * 900,
            "'\" OR *",
        ):
            assert engine_failure(engine, text) is None
        assert in_the_library(library, HOSTILE[::5]).failures == ()


def test_made_up_questions_are_counted_and_the_one_that_fails_is_told() -> None:
    assert made_up("searches", lambda _: None, 20, 1) == Tally("searches", 20)
    failed = made_up("searches", lambda _: "wrong", 20, 1)
    assert failed.cases >= 1
    assert "wrong" in failed.failures[0]
