"""The embedded models over the sample, and over the five articles of the task where they are at hand."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from index.build import build
from index.embed import MiniLM
from index.facts import facts
from index.library import Library
from qa import Answer, Engine, Turn
from qa.cli import main
from qa.contract import answer_json
from qa.evidence.reader import MiniLMReader
from qa.llm.generator import LlamaGenerator
from qa.llm.models import find_model
from qa.llm.requantize import quick_copy
from qa.question.followup import standalone
from qa.question.kind import Kind
from qa.start import sample_articles
from qa.verify.quotes import quote_of
from qa.verify.support import missing_facts

pytestmark = pytest.mark.models

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
SEEDS = SHARED / "eval" / "seeds_questions.jsonl"

# question, strings that answer it, files that hold them (near-duplicates: any of them)
ANSWERABLE = [
    (
        "Who led the American side in the trade talks with China in August 2020?",
        ("Robert Lighthizer", "Steven Mnuchin"),
        {"phase-one-review-call-2020.md"},
    ),
    (
        "Who led the American delegation in the trade talks with China in September 2025?",
        ("Scott Bessent",),
        {"madrid-trade-talks-2025.md"},
    ),
    ("When does the US-China tariff truce expire?", ("November 10, 2026",), {"tariff-truce-deadlines-timeline.md"}),
    (
        "Which tariffs did the United States hold back after the Osaka meeting?",
        ("$300 billion",),
        {"trump-xi-osaka-truce-2019.md"},
    ),
    ("Who pays a tariff in the United States?", ("importer",), {"what-is-a-tariff.md"}),
    (
        "How many days after the executive orders of August 6, 2020 did the bans on TikTok and WeChat transactions "
        "start?",
        ("45 days",),
        {"wechat-tiktok-orders-2020.md"},
    ),
    (
        "When was the Ever Given refloated?",
        ("March 29, 2021",),
        {"ever-given-refloated.md", "ever-given-suez-reopens.md"},
    ),
    (
        "Which gene bank made the first withdrawal from the Svalbard seed vault, and when?",
        ("ICARDA", "2015"),
        {"svalbard-seed-vault.md"},
    ),
    (
        "Which constant defines the kilogram since May 20, 2019?",
        ("Planck constant",),
        {"kilogram-redefinition-2019.md"},
    ),
]
UNANSWERABLE = [
    "How much was the owner of the Ever Given told to pay in compensation?",
    "Who won the men's marathon at the Paris Olympics in 2024?",
]
# question, and what any right answer to it holds, in its own words or in the sentence that it quotes
OBVIOUS = [
    ("Who pays a tariff in the United States?", "importer"),
    ("Which constant defines the kilogram since May 20, 2019?", "Planck constant"),
    ("Who led the American delegation in the trade talks with China in September 2025?", "Bessent"),
]
# open questions, their kinds, and an article that any good answer to them quotes
OPEN = [
    ("Summarize the Madrid trade talks of September 2025.", Kind.OVERVIEW, "madrid-trade-talks-2025.md"),
    ("How does the James Webb telescope see?", Kind.HOW, "james-webb-telescope.md"),
    ("What did the Voyager probes find?", None, "voyager-probes.md"),
    ("tell me about the channel tunnel", Kind.OVERVIEW, "channel-tunnel.md"),
]
ABSURD = [
    "How tall is the Eiffel Tower?",
    "Which comet struck Jupiter in 1994?",
    "How many eggs go into a pancake?",
]

Ask = Callable[..., Answer]


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> MiniLM:
    return MiniLM(cache=tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def generator(tmp_path_factory: pytest.TempPathFactory) -> LlamaGenerator:
    model = quick_copy(find_model(None), tmp_path_factory.mktemp("models"))
    return LlamaGenerator(model.file, name=model.name, adapter=model.adapter, is_merged=model.is_merged)


def _asker(articles: Path, folder: Path, embedder: MiniLM, generator: LlamaGenerator) -> Ask:
    """Answers questions over the articles, each once."""
    summary = build(folder, [articles], embedder)
    assert summary.problems == []
    engine = Engine(Library.open(folder, embedder), embedder, MiniLMReader(), generator)
    return cache(engine.answer)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory, embedder: MiniLM) -> Path:
    """The folder of the sample's library, made from a copy."""
    folder = tmp_path_factory.mktemp("sample")
    shutil.copytree(sample_articles(), folder / "articles")
    assert build(folder / "library", [folder / "articles"], embedder).problems == []
    return folder / "library"


@pytest.fixture(scope="module")
def ask(sample: Path, embedder: MiniLM, generator: LlamaGenerator) -> Ask:
    return _asker(sample.parent / "articles", sample, embedder, generator)


def _assert_sound(answer: Answer) -> dict[str, Any]:
    """Checks what holds for every answer; returns it as JSON."""
    printed: dict[str, Any] = json.loads(json.dumps(answer_json(answer), allow_nan=False))
    assert 0 <= printed["confidence"] <= 1
    numbers = [citation["number"] for citation in printed["citations"]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {number for sentence in printed["sentences"] for number in sentence["citations"]} == set(numbers)
    for citation, record in zip(answer.citations, printed["citations"], strict=True):
        assert citation.article.text[record["start"] : record["end"]] == record["quote"]
        assert record["quote"]
    for citation in answer.nearest:
        assert citation.article.text[citation.start : citation.end] == citation.quote
    if printed["abstained"]:
        assert printed["sentences"] == printed["citations"] == printed["missing"] == []
        assert printed["short_answer"] is None
    else:
        assert printed["answer"]
        assert printed["nearest"] == []
        _assert_carried(answer)
    return printed


def _assert_carried(answer: Answer) -> None:
    """Every cited sentence has its names, figures and quoted words from the quote."""
    hits = {hit.article.id: hit for hit in answer.retrieved}
    for sentence in answer.sentences:
        for number in sentence.citations:
            cited = answer.citations[number - 1]
            given = quote_of(hits[cited.article.id], cited.start, cited.end).given
            assert missing_facts(facts(sentence.text), given) == []


@pytest.mark.parametrize(("question", "expected", "files"), ANSWERABLE)
def test_what_the_sample_answers_is_found(ask: Ask, question: str, expected: tuple[str, ...], files: set[str]) -> None:
    answer = ask(question)
    best = answer.retrieved[:4]
    assert files & {hit.article.path for hit in best}
    texts = " ".join(hit.passage.text for hit in best if hit.article.path in files)
    assert [words for words in expected if words not in texts] == []
    printed = _assert_sound(answer)
    assert printed["model"] == "smollm2"
    assert printed["timings_ms"]["total"] > 0


@pytest.mark.parametrize("question", UNANSWERABLE)
def test_what_the_sample_does_not_answer_is_soundly_answered_or_refused(ask: Ask, question: str) -> None:
    _assert_sound(ask(question))


@pytest.mark.parametrize(("question", "fact"), OBVIOUS)
def test_an_answer_holds_the_obvious_fact(ask: Ask, question: str, fact: str) -> None:
    answer = ask(question)
    _assert_sound(answer)
    assert fact in " ".join([answer.text, *(citation.quote for citation in answer.citations)])


@pytest.mark.parametrize(("question", "kind", "file"), OPEN)
def test_an_open_question_has_an_answer_in_the_articles_sentences(
    ask: Ask, question: str, kind: Kind | None, file: str
) -> None:
    answer = ask(question)
    _assert_sound(answer)
    assert kind in (answer.kind, None)
    assert not answer.abstained
    assert 1 <= len(answer.sentences) <= 6
    assert all(sentence.supported for sentence in answer.sentences)
    assert file in {citation.article.path for citation in answer.citations}


def test_more_is_new(ask: Ask) -> None:
    first = ask("tell me about the channel tunnel")
    more = ask("tell me more", (Turn.of(first),))
    _assert_sound(more)
    assert more.citations
    assert not set(_places(first)) & set(_places(more))


def _places(answer: Answer) -> list[tuple[str, int, int]]:
    return [(one.article.id, one.start, one.end) for one in answer.citations]


def test_the_library_is_asked_about_itself(ask: Ask) -> None:
    counted = ask("how many articles do you have?")
    assert (counted.kind, counted.abstained) == (Kind.LIBRARY, False)
    assert f"{len(list(sample_articles().glob('*.md')))} articles" in counted.text
    assert ask("hello").kind is Kind.SMALL_TALK


@pytest.mark.parametrize("question", ABSURD)
def test_what_no_article_is_about_is_refused(ask: Ask, question: str) -> None:
    assert _assert_sound(ask(question))["abstained"]


def test_a_question_is_answered_the_same_twice(sample: Path, embedder: MiniLM, generator: LlamaGenerator) -> None:
    with Library.open(sample, embedder) as library:
        engine = Engine(library, embedder, MiniLMReader(), generator)
        first, second = (engine.answer("Who pays a tariff in the United States?") for _ in range(2))
    assert (first.text, first.confidence) == (second.text, second.confidence)


def test_a_near_duplicate_counts_as_a_copy(ask: Ask) -> None:
    first = ask("When was the Ever Given refloated?").retrieved[0]
    assert {first.article.path, *(copy.path for copy in first.copies)} == {
        "ever-given-refloated.md",
        "ever-given-suez-reopens.md",
    }


def test_a_refusal_on_the_command_line(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["ask", "How tall is the Eiffel Tower?", "--json", "--library", str(sample)])
    out, err = capsys.readouterr()
    printed = json.loads(out)
    assert (code, err) == (1, "")
    assert printed["abstained"] is True
    assert printed["retrieved"]


# --- the five articles


def _seeds() -> list[dict[str, Any]]:
    lines = SEEDS.read_text("utf-8").splitlines() if SEEDS.is_file() and (SHARED / "articles").is_dir() else []
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def ask_seeds(tmp_path_factory: pytest.TempPathFactory, embedder: MiniLM, generator: LlamaGenerator) -> Ask:
    return _asker(SHARED / "articles", tmp_path_factory.mktemp("seeds") / "library", embedder, generator)


@pytest.mark.skipif(not _seeds(), reason=f"the articles and their questions are not here: {SHARED}")
@pytest.mark.parametrize("seed", _seeds(), ids=lambda seed: seed["id"])
def test_seeds(ask_seeds: Ask, seed: dict[str, Any]) -> None:
    history = tuple(Turn(question, "") for question in seed.get("history", ()))
    answer = ask_seeds(seed["question"], history)
    printed = _assert_sound(answer)
    if seed["type"] == "follow_up":
        assert printed["standalone_question"] == standalone(seed["question"], history) != seed["question"]
    if seed["type"] == "answerable":
        texts = " ".join(hit.passage.text for hit in answer.retrieved[:4]).casefold()
        found = [words.casefold() in texts for words in seed["answers"]]
        assert all(found) if seed.get("all") else any(found)
