"""A few kills of each kind; scripts/reliability.py kill tries every point."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.build import build
from scripts.trials.articles import State, answers, leftovers, state
from scripts.trials.children import Nursery
from scripts.trials.kill import killed_at_points, killed_in_time
from scripts.trials.kill_chat import chats_killed_at_points, chats_killed_in_time
from scripts.trials.kill_index import Case, Scene
from tests.fakes import HashEmbedder, write_articles


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    with Nursery() as one:
        yield one


@pytest.mark.parametrize(("kind", "first", "every"), [("new", 59, 150), ("changed", 40, 80)])
def test_indexing_killed_at_a_point(nursery: Nursery, tmp_path: Path, kind: str, first: int, every: int) -> None:
    tally = killed_at_points(nursery, tmp_path, kind, first=first, every=every)
    assert tally.failures == ()
    assert tally.cases >= 2
    assert tally.details["commits"] > 10  # kills between many commits, not before the first


def test_indexing_killed_at_any_time(nursery: Nursery, tmp_path: Path) -> None:
    tally = killed_in_time(nursery, tmp_path, 2, seed=1, kinds=["rebuilt"])
    assert (tally.cases, tally.failures) == (2, ())


def test_chats_killed(nursery: Nursery, tmp_path: Path) -> None:
    at_points = chats_killed_at_points(nursery, tmp_path, first=15, every=12)
    in_time = chats_killed_in_time(nursery, tmp_path, 3, seed=1)
    assert at_points.cases > 5
    assert at_points.failures + in_time.failures == ()


def test_what_a_kill_must_not_do_is_noticed(nursery: Nursery, tmp_path: Path) -> None:
    """The trial finds a lost commit, a text that is embedded again, another library, and what is left behind."""
    (tmp_path / "log").write_text("0")
    write_articles(tmp_path / "articles", [1])
    library = tmp_path / "library"
    build(library, [tmp_path / "articles"], HashEmbedder())
    whole, found = state(library), answers(library)
    nothing = State()

    def go_on(found_then: State, whole: State = whole) -> str | None:
        return Scene(nursery, tmp_path, "new", whole, found).go_on(found_then)

    assert go_on(whole) is None
    assert "came to" in str(go_on(whole, nothing))
    (library / "vectors-9.faiss.partial").touch()
    assert "left behind: vectors-9.faiss.partial" in str(go_on(whole))
    assert leftovers(library) == ["vectors-9.faiss.partial"]
    (library / "library.sqlite").unlink()
    assert "embedded texts again" in str(go_on(whole))


def test_a_case_says_how_to_repeat_it() -> None:
    assert str(Case("new", point=7)) == "indexing, new, killed at point 7"
    assert str(Case("new", seconds=0.25, seed=3)) == "indexing, new, killed after 0.2500 s (seed 3)"
