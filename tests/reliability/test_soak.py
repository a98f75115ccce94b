"""Many questions through one engine: nothing is left open, and no answer depends on what was asked before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from index.build import build
from index.library import Library
from qa.engine import Engine
from qa.start import sample_articles
from scripts.trials.asking import Models
from scripts.trials.soak import Row, answered, in_rounds, judged, various
from tests.fakes import HashEmbedder, ScriptedGenerator, WordReader

REPLY = "The Ever Given was refloated on March 29, 2021."


def soaked(models: Models, folder: Path, count: int, distinct: int) -> list[Row]:
    """So many questions over the sample."""
    build(folder, [sample_articles()], models.embedder)
    with Library.open(folder, models.embedder) as library:
        asked = various(library, distinct)
        engine = Engine(library, models.embedder, models.reader, models.generator)
        return list(answered(engine, in_rounds(asked, count, seed=1), asked))


def test_the_same_questions_come_in_every_round_in_another_order(tmp_path: Path, embedder: HashEmbedder) -> None:
    build(tmp_path, [sample_articles()], embedder)
    with Library.open(tmp_path, embedder) as library:
        asked = various(library, 40)
        assert asked == various(library, 40)
    assert len(set(asked)) == 40
    assert any(one.history for one in asked)
    assert len({one.filters for one in asked}) > 2
    first, second = (tuple(list(in_rounds(asked, 100, seed=1))[start : start + 40]) for start in (0, 40))
    assert sorted(first) == sorted(second) == list(range(40))
    assert first != second
    assert len(list(in_rounds(asked, 100, seed=1))) == 100


def test_many_questions_leave_nothing_behind(library_dir: Path, embedder: HashEmbedder) -> None:
    models = Models(embedder, WordReader(), ScriptedGenerator(*[REPLY] * 200))
    rows = soaked(models, library_dir, count=200, distinct=50)
    assert len(rows) == 200
    assert len({row.abstained for row in rows}) == 2
    assert judged(rows, 50, seed=1, of_speed=False).failures == ()


@pytest.mark.models
def test_the_embedded_models_answer_the_same_in_any_order(library_dir: Path) -> None:
    rows = soaked(Models.embedded(), library_dir, count=12, distinct=4)
    assert not all(row.abstained for row in rows)
    assert judged(rows, 4, seed=1, of_speed=False).failures == ()


# --- what is judged

ROW = Row(1, 0, "It was. []", False, None, wall=2.0, cpu=1.0, memory=10**9, descriptors=9, threads=3)


def rows_of(*changes: dict[str, object]) -> list[Row]:
    return [replace(ROW, number=number, **change) for number, change in enumerate(changes, start=1)]  # type: ignore[arg-type]


def test_an_even_run_is_sound() -> None:
    assert judged(rows_of({}, {}, {}, {}), 1, seed=1).failures == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"error": "ValueError: no"}, "ValueError: no"),
        ({"said": "It was not. []"}, "which as question 1 was"),
        ({"descriptors": 10}, "open files: 1.111"),
        ({"memory": 1_060_000_000}, "memory: 1.060"),
        ({"cpu": 1.2}, "cpu time: 1.200"),
        ({"wall": 2.3}, "wall time: 1.150"),
    ],
)
def test_what_is_amiss_is_said_with_the_seed(change: dict[str, object], said: str) -> None:
    (failure,) = judged(rows_of({}, {}, {}, change), 1, seed=7).failures
    assert said in failure
    assert "--seed 7" in failure
