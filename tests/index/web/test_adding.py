"""Adding addresses: each on its own, and the entries of feeds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.readers.bounded import BoundedReader, Bounds
from index.types import Progress
from index.web.adding import Failure, FeedFound, add
from index.web.keep import Keeper, Kept
from tests.fakes import prose
from tests.index.web.loopback import FIRST, Answer, LoopbackSite, page, web

WHOLE = "".join(f"<p>{text}</p>" for text in (FIRST, prose(3, 30)))


@pytest.fixture
def keeper(tmp_path: Path) -> Iterator[Keeper]:
    with BoundedReader() as reader:
        yield Keeper(tmp_path / "kept", reader, "2025-06-01")


def _feed(*items: str) -> Answer:
    space = 'xmlns:c="http://purl.org/rss/1.0/modules/content/"'
    return Answer(f"<rss {space}><channel><title>Marsh Feed</title>{''.join(items)}</channel></rss>", "text/xml")


def _item(link: str, day: int, text: str = "Short.", whole: str = "") -> str:
    content = f"<c:encoded><![CDATA[{whole}]]></c:encoded>" if whole else ""
    about = f"<description><![CDATA[{text}]]></description>"
    known = f"<title>Of {day} May</title><link>{link}</link><pubDate>2025-05-{day:02}</pubDate>"
    return f"<item>{known}{about}{content}</item>"


def test_one_failure_costs_no_other(keeper: Keeper) -> None:
    seen: list[Progress] = []
    with LoopbackSite(a=Answer(page("One")), b=Answer(page("Two"))) as site:
        given = [site.at("a"), "ftp://x", site.at("gone"), f" {site.at('b')} ", site.at("a")]
        first, second, third, fourth = add(given, web(), keeper, 50, seen.append)
        assert isinstance(first, Kept)
        assert str(second).startswith("ftp://x: is not an address")
        assert isinstance(third, Failure)
        assert (third.url, isinstance(fourth, Kept)) == (site.at("gone"), True)
        assert site.asked.count("/a") == 1
        assert seen[-1] == Progress("fetching", 4, 4)


def test_a_feed_comes_entry_by_entry_the_newest_first_and_so_many(keeper: Keeper) -> None:
    items = [_item(f"/{day}", day) for day in range(1, 8)]
    pages = {str(day): Answer(page(f"Page {day}")) for day in range(1, 8)}
    seen: list[Progress] = []
    with LoopbackSite(feed=_feed(*items), **pages) as site:
        found, *came = add([site.at("feed")], web(), keeper, 3, seen.append)
        assert found == FeedFound(site.at("feed"), "Marsh Feed", 7, 3)
        assert [(one.title, one.date) for one in came if isinstance(one, Kept)] == [
            (f"Page {day}", f"2025-05-0{day}") for day in (7, 6, 5)
        ]
        assert seen[-1] == Progress("fetching", 4, 4)


def test_the_whole_text_of_an_entry_needs_no_page(keeper: Keeper) -> None:
    with LoopbackSite(feed=_feed(_item("/a", 5, whole=WHOLE)), a=Answer(page())) as site:
        _, kept = add([site.at("feed")], web(), keeper, 50, lambda _: None)
        assert isinstance(kept, Kept)
        assert (kept.title, kept.source, kept.url, kept.date) == ("Of 5 May", "Marsh Feed", site.at("a"), "2025-05-05")
        assert "/a" not in site.asked


def test_what_a_feed_says_takes_the_place_of_a_page_that_cannot_be_had(keeper: Keeper) -> None:
    long = f"<p>{FIRST}</p><p>{prose(4, 3)}</p>"
    with LoopbackSite(feed=_feed(_item("/a", 5, long), _item("/b", 4), _item("", 3))) as site:
        _, kept, failed, nowhere = add([site.at("feed")], web(), keeper, 50, lambda _: None)
        assert isinstance(kept, Kept)
        assert kept.title == "Of 5 May"
        assert str(failed).startswith(f"{site.at('b')}: there is no such page")
        assert "no address" in str(nowhere)


def test_what_was_kept_stays_where_it_cannot_be_fetched_again(keeper: Keeper, tmp_path: Path) -> None:
    with LoopbackSite(a=Answer(page("First"))) as site:
        list(add([site.at("a")], web(), keeper, 50, lambda _: None))
        site.answers["/a"] = Answer(page("Second"), status=500)
        (failed,) = add([site.at("a")], web(), keeper, 50, lambda _: None)
        assert str(failed).endswith("what was kept before stays")
        site.answers["/a"] = Answer("<html><body>Please enable JavaScript</body></html>")
        list(add([site.at("a")], web(), keeper, 50, lambda _: None))
    (file,) = (tmp_path / "kept").rglob("*.html")
    assert "First" in file.read_text()


def test_a_feed_that_cannot_be_read_is_one_line(keeper: Keeper, tmp_path: Path) -> None:
    broken = '{"version": "https://jsonfeed.org/version/1.1", "items": 7}'
    with LoopbackSite(a=Answer("<rss><channel><item", "text/xml"), b=Answer(broken, "application/feed+json")) as site:
        for failed in add([site.at("a"), site.at("b")], web(), keeper, 50, lambda _: None):
            assert isinstance(failed, Failure)
            assert "is a feed that cannot be read (" in failed.why
            assert "\n" not in failed.why
    assert not list(tmp_path.rglob("*.xml"))


@pytest.mark.slow
def test_a_feed_that_takes_too_much_is_one_line(tmp_path: Path) -> None:
    feed = _feed("<item><title>A</title></item>" * 300_000)
    with LoopbackSite(feed=feed) as site, BoundedReader(Bounds(cpu_seconds=1)) as reader:
        (failed,) = add([site.at("feed")], web(), Keeper(tmp_path / "kept", reader, "2025-06-01"), 50, lambda _: None)
    assert "is a feed that takes more than 1 seconds of processor time to read" in str(failed)
