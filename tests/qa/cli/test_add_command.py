"""footnote add: what it says, and that what it adds is asked like any other article."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.index.web.loopback import FIRST, Answer, LoopbackSite, page
from tests.qa.cli.command_line import COST, QUESTION, Run

PAGE = page("Mill shut", '<meta property="article:published_time" content="2024-03-05">', f"<p>{FIRST} {COST}</p>" * 3)


def test_a_page_is_added_and_cited_with_its_address_and_date(run: Run) -> None:
    with LoopbackSite(mill=Answer(PAGE)) as site:
        added = run("add", "--allow-private", site.at("mill"))
        assert (added.code, added.out, added.complaints) == (0, "", [])
        assert "added: “Mill shut”" in added.err
        assert "1 articles" in added.err
        address = site.at("mill")
    asked = run("ask", QUESTION, "--json")
    (citation, *_) = json.loads(asked.out)["citations"]
    assert (citation["url"], citation["date"], citation["quote"]) == (address, "2024-03-05", COST)


def test_what_is_added_outlives_a_rebuild(run: Run, news: Path) -> None:
    with LoopbackSite(mill=Answer(PAGE)) as site:
        run("add", "--allow-private", site.at("mill"))
    assert "6 articles" in run("index", "--rebuild", news).err
    assert "6 articles" in run("index").err


def test_each_failure_is_a_line_and_the_others_are_added(run: Run) -> None:
    with LoopbackSite(mill=Answer(PAGE)) as site:
        came = run("add", "--allow-private", site.at("none"), "file:///etc/passwd", site.at("mill"))
        assert came.code == 2
        assert len(came.complaints) == 2
        assert all(line.startswith("footnote: not added: ") for line in came.complaints)
        assert "added: “Mill shut”" in came.err
        again = run("add", "--allow-private", site.at("mill"))
        assert (again.code, "fetched again: “Mill shut”" in again.err) == (0, True)


def test_this_machine_is_refused_without_the_switch(run: Run, home: Path) -> None:
    with LoopbackSite(mill=Answer(PAGE)) as site:
        came = run("add", site.at("mill"))
        assert (came.code, came.out) == (2, "")
        assert "--allow-private" in came.err
        assert site.asked == []
    assert not list(home.rglob("library.sqlite"))


@pytest.mark.parametrize("items", ["", "<item><title>A</title><link>/mill</link></item>" * 3])
def test_a_feed_says_how_many_entries_it_has(run: Run, items: str) -> None:
    title = "Marsh Feed\x1b[2J" if items else "Marsh Feed"  # what is no XML and has no entries is no feed either
    feed = Answer(f"<rss><channel><title>{title}</title>{items}</channel></rss>", "text/xml")
    with LoopbackSite(feed=feed, mill=Answer(PAGE)) as site:
        came = run("add", "--allow-private", "--most", "1", site.at("feed"))
    assert "\x1b" not in came.err
    if items:
        assert (came.code, "the newest 1 of 3 entries; --most N takes more" in came.err) == (0, True)
    else:
        assert (came.code, "nothing to add" in came.err) == (1, True)
