"""What the benchmarks share, without models."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from index.build import build
from index.faissindex import wanted_sample
from index.matrix import Matrix, unit
from index.vectors import ClusteredStore, FlatStore
from scripts.benchmarks.figure import Figure, in_turn, print_figures
from scripts.benchmarks.growth import exponent
from scripts.benchmarks.search import compared
from scripts.benchmarks.unchanged import write_articles
from scripts.benchmarks.vectors import batches, empty, plain, real_vectors, sample
from tests.fakes import HashEmbedder, write_article


@pytest.fixture
def real() -> Matrix:
    return unit(np.random.default_rng(1).normal(size=(300, 16)).astype(np.float32)).astype(np.float16)


@pytest.mark.parametrize(("ratio", "at_least", "met"), [(1.2, False, False), (0.8, False, True), (1.2, True, True)])
def test_a_figure_says_whether_it_keeps_its_bound(ratio: float, at_least: bool, met: bool) -> None:
    figure = Figure("time", ratio * 50, 50, "ms", 1.0, at_least)
    assert figure.ratio == pytest.approx(ratio)
    assert figure.is_met is met
    assert ("met)" in figure.lines()) is met


def test_figures_are_printed_for_people_and_for_scripts(capsys: pytest.CaptureFixture[str]) -> None:
    figure = Figure("time", 30, 20, "ms", 1.2, details={"files": 7})
    print_figures([figure], as_json=False)
    printed = capsys.readouterr().out
    assert "time: 30 ms, against 20 ms; ratio 1.5 (at most 1.2: short)" in printed
    assert "files: 7" in printed
    print_figures([figure], as_json=True)
    (found,) = json.loads(capsys.readouterr().out)["figures"]
    assert (found["ratio"], found["is_met"], found["details"]) == (1.5, False, {"files": 7})


def test_both_are_measured_by_turns() -> None:
    calls: list[str] = []

    def one(name: str, value: float) -> float:
        calls.append(name)
        return value

    assert in_turn(lambda: one("a", 1.0), lambda: one("b", 2.0), 3) == (1.0, 2.0)
    assert calls == ["a", "b"] * 4


def test_real_vectors_come_first_and_then_neighbours_of_them(real: Matrix) -> None:
    ids, vectors = (np.concatenate(parts) for parts in zip(*batches(real, 700), strict=True))
    assert ids.tolist() == list(range(700))
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(700), abs=1e-5)
    cosines = (vectors * unit(real.astype(np.float32))[ids % 300]).sum(axis=1)
    assert cosines[:300] == pytest.approx(np.ones(300), abs=1e-3)
    assert 0.7 < cosines[300:].min() <= cosines[300:].max() < 0.99


def test_the_sample_is_spread_over_all_of_them(real: Matrix) -> None:
    assert sum(map(len, sample(real, 300))) == 300
    assert sum(map(len, sample(real, 100_000))) == wanted_sample(100_000) < 60_000


def test_both_stores_are_asked_the_same(real: Matrix) -> None:
    plainly = plain(real, 300)
    for store in (plainly, empty(real, 300).filled(batches(real, 300))):
        times, found = compared(store, plainly, unit(real[:20].astype(np.float32)))
        assert times.shape == (20, 2)
        assert found.mean() > 0.98


def test_a_store_is_of_the_kind_that_so_many_vectors_have(real: Matrix) -> None:
    assert isinstance(empty(real, 50_000), FlatStore)
    assert isinstance(empty(real, 50_001), ClusteredStore)


def test_the_exponent_of_growth() -> None:
    counts = [10, 100, 1000]
    assert exponent(counts, tuple(3.0 * count**0.5 for count in counts)) == pytest.approx(0.5)


def test_the_vectors_of_a_library(tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    write_article(articles, "one.md", "One", "A first paragraph of words.")
    embedder = HashEmbedder()
    passages = build(tmp_path / "library", [articles], embedder).passages
    assert real_vectors(tmp_path / "library", embedder.name, embedder.dimension).shape == (passages, embedder.dimension)


def test_articles_to_walk_over(tmp_path: Path) -> None:
    write_articles(tmp_path, 250)
    assert len(list(tmp_path.rglob("*.txt"))) == 250
    assert len(list(tmp_path.iterdir())) == 3


def test_a_figure_without_an_aim_gives_its_ratio_alone() -> None:
    assert Figure("speed", 1, 4, "GB/s", None).lines() == "speed: 1 GB/s, against 4 GB/s; ratio 0.25"


def test_a_figure_without_a_reference_is_bounded_itself() -> None:
    figure = Figure("recall@10", 0.98, None, "", 0.97, at_least=True)
    assert figure.is_met
    assert figure.lines() == "recall@10: 0.98 (at least 0.97: met)"
