"""Near-duplicates in a search: printings of one story are one hit, reports of one form and corrections are not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from index import versions
from index.build import build
from index.library import Library
from index.repeats import also_in
from index.types import Filters, Hit
from tests.fakes import HashEmbedder, prose, write_article

REPORT = (
    "A sack of barley cost {price} marks on average in Ostland on Friday, {change} than a week before, the millers’ "
    "guild said. Oats were dearer by nine pence. The guild advised farmers to sell early, when prices are highest."
)
PRICES = {
    "2031-05-02": ("4.20", "six pence more"),
    "2031-05-09": ("4.31", "eleven pence more"),
    "2031-05-16": ("4.27", "four pence less"),
}
FERRY = (
    "A ferry with pilgrims ran onto a sandbank off Vesk on Monday night and lost a rudder, the guard said. {toll} "
    "The ferry had been on its way to the island of Oro. The captain, a man of 61, is being questioned. Tugs are to "
    "pull it free at high tide, and the harbour stays closed until Thursday."
)
DEAD = "Four pilgrims drowned and twelve were hurt."
MENDED = "One pilgrim drowned and fifteen were hurt; an earlier report of four deaths was wrong."
GAME = (
    "The game between the Herons and {guest} ended {score} at Mill Park on Saturday. The best player was {best}. "
    "There were {seats} spectators. The coach said that his team had played well and looked forward to the next week."
)
STORY = (
    "The town of Marsh closed its oldest mill on Tuesday after the river rose two metres in a single night.",
    "Engineers found cracks in the wheel house and said repairs would cost four million euros.",
    "About sixty workers were sent home, and the council promised to pay their wages until summer.",
)
REWORDED = (
    "MARSH (Wire) — The town of Marsh shut its oldest mill on Tuesday after the river rose two metres in one night.",
    "Engineers found cracks in the wheel house and said that repairs will cost four million euros.",
    "About 60 workers were sent home, and the council promised to pay their wages until summer.",
)

Search = Callable[..., list[Hit]]


@pytest.fixture
def search(tmp_path: Path, library_dir: Path) -> Iterator[Search]:
    """Searches a library of all articles that the test has written to `tmp_path / "news"`."""
    with ExitStack() as stack:

        def found(question: str, k: int = 10, **options: object) -> list[Hit]:
            build(library_dir, [tmp_path / "news"], HashEmbedder())
            library = stack.enter_context(Library.open(library_dir, HashEmbedder()))
            return library.search(question, k, **options)  # type: ignore[arg-type]

        yield found


def _write(tmp_path: Path, name: str, *paragraphs: str, title: str = "A report", **known: str) -> None:
    write_article(tmp_path / "news", f"{name}.md", title, *paragraphs, **known)


def _by_path(hits: list[Hit]) -> dict[str, set[str]]:
    return {hit.article.path: {one.path for one in hit.copies} for hit in hits}


def _also(hit: Hit, quote: str) -> set[str]:
    return {one.path for one in also_in(quote, hit.versions)}


def test_reports_of_one_form_are_all_found_and_none_is_a_copy(tmp_path: Path, search: Search) -> None:
    for date, (price, change) in PRICES.items():
        _write(tmp_path, date, REPORT.format(price=price, change=change), date=date)
    hits = search("What does a sack of barley cost?")
    assert _by_path(hits) == {f"{date}.md": set() for date in PRICES}
    for hit in hits:
        assert _also(hit, hit.passage.text.partition(" Oats")[0]) == set()


def test_what_two_reports_of_one_form_both_say_is_in_both(tmp_path: Path, search: Search) -> None:
    for date, (price, change) in PRICES.items():
        _write(tmp_path, date, REPORT.format(price=price, change=change), date=date)
    hit = search("oats")[0]
    assert _also(hit, "Oats were dearer by nine pence.") == {f"{date}.md" for date in PRICES} - {hit.article.path}


def test_filters_bound_what_is_also_in(tmp_path: Path, search: Search) -> None:
    for date, (price, change) in PRICES.items():
        _write(tmp_path, date, REPORT.format(price=price, change=change), date=date, source=f"Daily {date[-2:]}")
    for filters, allowed in (
        (Filters(since="2031-05-09"), {"2031-05-09.md", "2031-05-16.md"}),
        (Filters(until="2031-05-09"), {"2031-05-02.md", "2031-05-09.md"}),
        (Filters(source="daily 16"), {"2031-05-16.md"}),
    ):
        for hit in search("oats", filters=filters):
            assert _also(hit, "Oats were dearer by nine pence.") | {hit.article.path} == allowed


def test_a_correction_is_no_copy(tmp_path: Path, search: Search) -> None:
    _write(tmp_path, "first", FERRY.format(toll=DEAD), date="2031-06-02")
    _write(tmp_path, "mended", FERRY.format(toll=MENDED), date="2031-06-03")
    hits = search("How many pilgrims drowned?")
    assert _by_path(hits) == {"first.md": set(), "mended.md": set()}
    for hit in hits:
        assert _also(hit, DEAD if hit.article.path == "first.md" else MENDED) == set()
        assert len(_also(hit, "The captain, a man of 61, is being questioned.")) == 1


def test_match_reports_are_articles_of_their_own(tmp_path: Path, search: Search) -> None:
    games = [("Vesk", "4-1", "Ilves", "9,400"), ("Oro", "1-4", "Ilves", "9,400"), ("Brack", "0-0", "nobody", "7,900")]
    for guest, score, best, seats in games:
        _write(tmp_path, guest, GAME.format(guest=guest, score=score, best=best, seats=seats), title=f"Herons, {guest}")
    assert _by_path(search("How did the game end?")) == {"Vesk.md": set(), "Oro.md": set(), "Brack.md": set()}


def test_two_printings_of_one_story_are_one_hit(tmp_path: Path, search: Search) -> None:
    _write(tmp_path, "story", " ".join(STORY), title="Mill shut")
    _write(tmp_path, "wire", " ".join(REWORDED), title="Old mill closes")
    (hit,) = search("Which mill was closed?")
    assert {hit.article.path, *(one.path for one in hit.copies)} == {"story.md", "wire.md"}
    assert hit.copies == hit.versions


def test_a_printing_that_is_cut_otherwise_is_no_hit_of_its_own(tmp_path: Path, search: Search) -> None:
    paragraphs = [f"{sentence} {prose(number, 4)}" for number, sentence in enumerate(STORY, 40)]
    _write(tmp_path, "story", *paragraphs)
    _write(tmp_path, "wire", prose(7, 3), *paragraphs)
    hits = [hit for hit in search("mill river engineers workers council") if "mill" in hit.passage.text]
    assert len({hit.article.path for hit in hits}) == 1
    assert all(len(hit.copies) == 1 for hit in hits if hit.article.path == "story.md")


def test_a_sentence_more_is_read_and_not_said_to_be_in_the_other(tmp_path: Path, search: Search) -> None:
    more = "A museum of milling opens there next year, the mayor said."
    _write(tmp_path, "short", " ".join(STORY))
    _write(tmp_path, "long", " ".join((*STORY, more)))
    hits = search("Does a museum of milling open?")
    assert hits[0].article.path == "long.md"
    assert (hits[0].copies, _also(hits[0], STORY[0]), _also(hits[0], more)) == ((), {"short.md"}, set())


def test_hundreds_of_reports_of_one_form_cost_a_bounded_number_of_comparisons(
    tmp_path: Path, search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(150):
        _write(tmp_path, f"{number}", REPORT.format(price=f"{number}.05", change="one pence more"))
    hits = search("barley", 40)
    assert len(hits) == 40
    assert {len(hit.versions) for hit in hits} == {versions._MOST}
    monkeypatch.setattr(versions, "_COMPARED", 30 * versions._LEAST)
    hits = search("barley", 40)
    assert [len(hit.versions) for hit in hits[:3]] == [20, 10, 0]


# --- breadth


def test_at_most_so_many_passages_of_one_article(tmp_path: Path, search: Search) -> None:
    for number in range(4):
        paragraphs = [f"The mill of Marsh. {prose(10 * number + part, 12)}" for part in range(5)]
        _write(tmp_path, f"{number}", *paragraphs, title=f"Mill {number}")
    everything = search("mill of Marsh", 40)
    assert len(everything) == 20
    for most in (1, 2):
        hits = search("mill of Marsh", 40, per_article=most)
        paths = [hit.article.path for hit in hits]
        assert sorted(paths) == sorted([f"{number}.md" for number in range(4)] * most)
        assert hits[0].passage == everything[0].passage
    assert len(search("mill of Marsh", 3, per_article=1)) == 3


def test_one_long_article_leaves_room_for_others(tmp_path: Path, search: Search) -> None:
    _write(tmp_path, "long", *(f"The mill of Marsh. {prose(part, 12)}" for part in range(130)))
    for number in range(3):
        _write(tmp_path, f"{number}", f"{prose(500 + number, 8)} A mill. {prose(600 + number, 8)}", title="Else")
    found = {hit.article.path for hit in search("mill of Marsh", 4, per_article=1)}
    assert found == {"long.md", "0.md", "1.md", "2.md"}
