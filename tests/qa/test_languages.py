"""Questions in five languages over articles in them: 20 short articles, and for each language six questions that they
answer and two that they do not. docs/languages.md has the figures with the embedded models.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from index.build import build
from index.library import Library
from qa import Engine
from qa.phrases import PHRASES
from qa.types import Answer
from tests.fakes import HashEmbedder, ScriptedGenerator, WordReader

DATA = Path(__file__).parent / "languages"
QUESTIONS = [json.loads(line) for line in (DATA / "questions.jsonl").read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder, embedder = tmp_path_factory.mktemp("library"), HashEmbedder()
    build(folder, [DATA / "articles.jsonl"], embedder)
    with Library.open(folder, embedder) as library:
        yield Engine(library, embedder, WordReader(), ScriptedGenerator(is_adapted=True))


def _holds(text: str, answers: list[str]) -> bool:
    return any(answer.casefold() in text.casefold() for answer in answers)


def _cites(answer: Answer, question: dict[str, Any]) -> bool:
    return any(
        one.article.path.endswith(f"#{question['supporting_article']}") and _holds(one.quote, question["answers"])
        for one in answer.citations
    )


def test_what_is_answered_is_right_and_what_is_not_said_is_refused(engine: Engine) -> None:
    right: Counter[str] = Counter()
    for question in QUESTIONS:
        answer = engine.answer(question["question"])
        if answer.abstained:
            assert answer.text.startswith(PHRASES[question["language"]].refused[:-1])
            continue
        assert question["answers"], question["question"]
        assert _holds(answer.text, question["answers"]), answer.text
        assert _cites(answer, question)
        right[question["language"]] += 1
    assert right == {"de": 3, "fr": 5, "es": 4, "zh": 6, "ru": 6}


def test_a_refusal_shows_what_comes_near(engine: Engine) -> None:
    answer = engine.answer("Warum nahm Röntgen kein Patent?")
    assert answer.abstained
    assert "Allgemeinheit" in answer.nearest[0].quote


def test_languages_are_noted(engine: Engine) -> None:
    assert engine.library.languages() == {"de": 4, "es": 4, "fr": 4, "ru": 4, "zh": 4}
    for language in ("de", "es", "fr", "ru", "zh"):
        named = next(one["supporting_article"] for one in QUESTIONS if one["language"] == language)
        assert engine.library.article(f"articles.jsonl#{named}").language == language


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ("Verhandlungen", "gutenberg"),
        ("eröffnet", "nord-ostsee-kanal"),
        ("chantiers", "canal-du-midi"),
        ("submarinos", "peral"),
        ("озёра", "baikal"),
        ("咸水湖在哪里？", "qinghaihu"),
    ],
)
def test_other_forms_of_a_word_are_found(engine: Engine, asked: str, path: str) -> None:
    assert engine.library.search(asked, 1, mode="bm25")[0].article.path.endswith(f"#{path}")
