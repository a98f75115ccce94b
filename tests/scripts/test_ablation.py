"""Footnote with one part taken away, without models."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from index.build import build
from index.library import Library
from index.types import Hit
from scripts.ablation import DenseOnly, Shortened, _drafted_alone, _found_alone, _unchecked
from tests.fakes import HashEmbedder, ScriptedGenerator, WordReader, hit_of, prose, write_article

QUESTION = "Who opened the new bridge?"
MILL = hit_of("The town closed its oldest mill. Sixty workers went home.", 1)
BRIDGE = hit_of("Ilse Brandt opened the new bridge. It had cost nine million euros.", 2)
HITS = [MILL, BRIDGE]


def _said(draft: str, hits: list[Hit] = HITS) -> tuple[list[str], list[str]]:
    """The sentences and quotes of the adapted model's words alone."""
    _, _, result = _drafted_alone(WordReader(), ScriptedGenerator(draft, is_adapted=True), QUESTION, hits)
    return [one.text for one in result.sentences], [one.quote for one in result.citations]


def test_without_the_pair_reader_the_draft_is_the_answer_where_it_stands_in_a_passage() -> None:
    assert _said("2] ilse brandt") == (["ilse brandt"], ["Ilse Brandt opened the new bridge."])


@pytest.mark.parametrize("draft", ["0]", "1] Zoe Kim", "2]", ""])
def test_without_the_pair_reader_a_draft_that_stands_nowhere_is_a_refusal(draft: str) -> None:
    assert _said(draft) == ([], [])


def test_without_the_model_the_likeliest_words_are_the_answer() -> None:
    shown, sure, result = _found_alone(WordReader(), ScriptedGenerator(), QUESTION, HITS)
    assert [hit.passage.id for hit in shown] == [2, 1]
    assert "Ilse Brandt" in result.text
    assert 0 < sure < 1
    assert _found_alone(WordReader(), ScriptedGenerator(), "What is penicillin?", HITS)[2].abstained


def test_without_checks_the_draft_cites_what_it_names() -> None:
    def said(draft: str) -> tuple[str, list[str]]:
        _, _, result = _unchecked(WordReader(), ScriptedGenerator(draft, is_adapted=True), QUESTION, HITS)
        return result.text, [one.quote for one in result.citations]

    # the pair reader puts the bridge first
    assert said("1] Zoe Kim") == ("Zoe Kim [1]", [BRIDGE.passage.text])
    assert said("9] Zoe Kim") == ("Zoe Kim", [])
    assert said("0]")[1] == []
    assert _unchecked(WordReader(), ScriptedGenerator(), "What is penicillin?", HITS)[2].abstained


def test_variants_answer_over_a_library(tmp_path: Path) -> None:
    write_article(tmp_path / "articles", "a.md", "Bridge", BRIDGE.passage.text)
    write_article(tmp_path / "articles", "b.md", "Other", prose(1))
    embedder = HashEmbedder()
    build(tmp_path / "library", [tmp_path / "articles"], embedder)
    with Library.open(tmp_path / "library", embedder) as library:
        answer = Shortened(library, partial(_found_alone, WordReader(), ScriptedGenerator())).answer(QUESTION)
        assert "Ilse Brandt" in answer.text
        assert answer.retrieved[0].article.title == "Bridge"
        dense = DenseOnly(library)
        assert dense.search(QUESTION, 5) == library.search(QUESTION, 5, mode="dense")
        assert dense.folder == library.folder
