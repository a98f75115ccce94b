"""Questions that are mistyped, or in another language, end to end with a scripted model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from index.build import build
from index.library import Library
from qa import Engine, Finished, Retrieved, Turn
from qa.phrases import PHRASES
from tests.fakes import HashEmbedder, ScriptedGenerator, WordReader, prose, write_article

LEE = "The treasury secretary, Ann Lee, leads the American delegation in Brackwater. Anderson does not."


class KnowingEmbedder(HashEmbedder):
    """For which a word that it does not know is several tokens."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [1 if text == "Andersen" else 2 for text in texts]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    base = tmp_path_factory.mktemp("wording")
    write_article(base / "news", "talks.md", "Talks", prose(7), LEE, prose(8))
    write_article(base / "news", "mill.md", "Mill", prose(9))
    build(base / "library", [base / "news"], HashEmbedder())
    with Library.open(base / "library", HashEmbedder()) as opened:
        yield opened


def _engine(library: Library) -> Engine:
    return Engine(
        library, KnowingEmbedder(), WordReader(), ScriptedGenerator("1] Ann Lee", "1] Ann Lee", is_adapted=True)
    )


@pytest.mark.parametrize(
    "typed", ["Who leads the American delegaton in Brackwatr?", "who leads the amercan delegation"]
)
def test_a_mistyped_word_is_searched_for_as_the_articles_write_it(library: Library, typed: str) -> None:
    retrieved, *_, finished = _engine(library).ask(typed)
    assert isinstance(retrieved, Retrieved)
    assert isinstance(finished, Finished)
    fixed = typed.replace("delegaton", "delegation").replace("Brackwatr", "Brackwater").replace("amercan", "American")
    assert retrieved.standalone_question == finished.answer.standalone_question == fixed
    assert finished.answer.question == typed
    assert not finished.answer.abstained


@pytest.mark.parametrize("named", ["Quayborough", "Andersen"])
def test_a_name_that_is_nowhere_stays_as_it_is(library: Library, named: str) -> None:
    answer = _engine(library).answer(f"Who leads the Norlandic delegation of {named}?")
    assert answer.standalone_question == answer.question


def test_a_mistyped_follow_up_is_mended_in_its_conversation(library: Library) -> None:
    engine = _engine(library)
    first = engine.answer("Who leads the American delegation in Brackwater?")
    answer = engine.answer("where is the amercan delegation led by her?", [Turn.of(first)])
    assert "American" in answer.standalone_question


@pytest.mark.parametrize(
    ("question", "is_adapted", "noted"),
    [
        ("Wer wird die Hafenbehörde von Tarnholm leiten?", True, True),
        ("Wer wird die Hafenbehörde von Tarnholm leiten?", False, False),
        ("Which comet passed Jupiter in 1994?", True, False),
    ],
)
def test_a_refusal_says_which_language_is_read(library: Library, question: str, is_adapted: bool, noted: bool) -> None:
    generator = ScriptedGenerator("The articles do not say.", is_adapted=is_adapted)
    answer = Engine(library, HashEmbedder(), WordReader(), generator).answer(question)
    assert answer.abstained
    assert answer.text.endswith(PHRASES["de"].note) is noted
    assert answer.text.startswith(PHRASES["de" if question.startswith("Wer") else "en"].refused.rstrip("."))


def test_only_names_are_missed_in_what_a_question_leans_on(library: Library) -> None:
    before = Turn("what were Quayborough and unfathomable wombats told", "Nothing.")
    answer = _engine(library).answer("who was at the sluicegate that day?", [before])
    assert answer.abstained
    assert answer.standalone_question == f"{answer.question} ({before.question})"
    assert "Quayborough" in answer.text
    assert "sluicegate" in answer.text
    assert "wombats" not in answer.text
    assert "unfathomable" not in answer.text
