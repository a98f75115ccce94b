"""The same library, whatever keeps it: what is indexed, found, shown and survives a kill, in SQLite and in Milvus."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from index.build import build
from index.errors import FootnoteError
from index.library import Library
from index.lock import writing
from index.matrix import Matrix
from index.milvus.place import lite, note
from index.search import Mode
from index.types import Filters, Mentions
from tests.fakes import HashEmbedder, prose, write_article, write_articles

KINDS = ["sqlite", pytest.param("milvus-lite", marks=pytest.mark.slow)]
LONG = "\n\n".join(prose(seed, 12) for seed in range(5000, 5110))
"""More characters than one string of a server holds."""


def made_ready(kind: str, folder: Path) -> Path:
    """The folder of a library of that kind, with nothing in it yet."""
    if kind == "milvus-lite":
        pytest.importorskip("pymilvus", reason="needs the extra: pip install -e '.[milvus]'")
        pytest.importorskip("milvus_lite", reason="needs the extra: pip install -e '.[milvus]'")
        note(folder, lite())
    return folder


@pytest.fixture(params=KINDS)
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return made_ready(request.param, tmp_path / "library")


@pytest.fixture(scope="module", params=KINDS)
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that no test changes: of four articles without dates, a long one, and three about a mill."""
    place = tmp_path_factory.mktemp(str(request.param))
    news = place / "news"
    write_articles(news, range(1, 5))
    write_article(news, "long.md", "The long report", LONG)
    mill, burnt = "The mill in Velmara was sold to Ilse Haugen.", "Négociations on the burnt mill's treaties began."
    write_article(news, "mill.md", "The mill", mill, prose(77, 3), date="2024-03-01", source="AT&T Wire_100%")
    write_article(news, "fire.md", "A fire", burnt, date="2024-05-20", source="The Gazette")
    write_article(news, "copy.md", "The mill", mill, prose(77, 3), date="2025-01-02", source="The Gazette")
    library = made_ready(request.param, place / "library")
    build(library, [news], HashEmbedder())
    return library


@pytest.fixture
def library(filled: Path) -> Iterator[Library]:
    with Library.open(filled, HashEmbedder()) as opened:
        yield opened


def paths(library: Library, question: str, *, k: int = 10, mode: Mode = "fused", **filters: str) -> list[str]:
    """Of the articles found, each once."""
    hits = library.search(question, k, mode=mode, filters=Filters(**filters))
    return list(dict.fromkeys(hit.article.path for hit in hits))


# --- found, filtered, shown


@pytest.mark.parametrize("mode", ["fused", "dense", "bm25"])
def test_the_passage_with_the_words_is_found_and_stands_in_its_article(library: Library, mode: Mode) -> None:
    for question, path in ((prose(1002, 12), "2.md"), (prose(5100, 12), "long.md")):
        hits = library.search(question, 5, mode=mode)
        assert hits[0].article.path == path
        for hit in hits:
            article = library.article(hit.article.id)
            assert article == hit.article
            assert hit.passage.text
            assert article.text[hit.passage.start : hit.passage.end] == hit.passage.text


def test_texts_of_any_length_come_back_whole(library: Library) -> None:
    assert library.article("long.md").text == LONG
    assert library.article(library.article("long.md").id[:6]).path == "long.md"
    with pytest.raises(FootnoteError, match=r"no article 'nothing\.md'"):
        library.article("nothing.md")


def test_filters(library: Library) -> None:
    found = paths(library, "mill")
    assert "fire.md" in found
    assert {"mill.md", "copy.md"} & set(found), "one of them, which say the same"
    assert paths(library, "mill", since="2024-04-01", until="2024-12-31") == ["fire.md"]
    assert paths(library, "mill", until="2024-03-01") == ["mill.md"]
    assert set(paths(library, "mill", source="gazette")) == {"fire.md", "copy.md"}
    assert paths(library, "mill", source="at&t wire_100%") == ["mill.md"]
    assert paths(library, "mill", source='"nobody') == []
    assert library.count_undated(Filters(since="2024-01-01")) == 5


def test_near_duplicates_are_said_and_not_repeated(library: Library) -> None:
    (hit,) = [hit for hit in library.search("sold to Ilse Haugen", 10) if "Haugen" in hit.passage.text]
    assert {hit.article.path, *(one.path for one in hit.copies)} == {"mill.md", "copy.md"}


def test_words_are_found_in_other_forms(library: Library) -> None:
    assert paths(library, "negociation", mode="bm25") == ["fire.md"]
    assert paths(library, "treaty", mode="bm25") == ["fire.md"]
    assert library.unknown_words(["treaty", "Xyzzy", "mills"]) == ["Xyzzy"]
    assert [entry.path for entry in library.titled("fi")] == ["fire.md"]
    assert [entry.path for entry in library.titled("the mi")] == ["copy.md", "mill.md"]


def test_all_articles_that_mention_a_subject_are_counted(library: Library) -> None:
    assert library.mentions("the mill") == Mentions(3, "2024-03-01", "2025-01-02", are_all=True)
    assert library.mentions("Mills", Filters(source="gazette")) == Mentions(2, "2024-05-20", "2025-01-02", are_all=True)
    assert library.mentions("fire and treaty").articles == 1, "one in the title, the other in the text"
    assert library.mentions("burnt Haugen").articles == 0, "both words, but not in one article"
    assert library.mentions("?") == Mentions(0, None, None, are_all=True)
    assert [one.path for one in library.mentioning("burnt mill")] == ["fire.md"]
    assert {one.path for one in library.mentioning("mill")} == {"mill.md", "fire.md", "copy.md"}
    assert len(library.mentioning("mill", most=1)) == 1
    assert library.mentioning("mill", Filters(since="2026-01-01")) == []


def test_words_in_distant_passages_of_one_article_are_found(library: Library) -> None:
    first, last = LONG.split()[0], LONG.split()[-1]
    assert "long.md" in {one.path for one in library.mentioning(f"{first} {last} report")}


def test_a_stem_of_one_language_is_not_looked_for_in_another(folder: Path, tmp_path: Path) -> None:
    news = tmp_path / "news"
    german = "Der Präsident Biden hat am Montag mit dem Minister über die Lage gesprochen und sie gelobt."
    write_article(news, "german.md", "Die Lage", german, "Und das war nicht alles, was er an diesem Tag gesagt hat.")
    write_article(news, "bid.md", "A bid", "The bid for the harbour was refused by the council on Monday, they said.")
    build(folder, [news], HashEmbedder())
    with Library.open(folder, HashEmbedder()) as library:
        assert library.languages().keys() == {"de", "en"}
        assert [one.path for one in library.mentioning("Biden")] == ["german.md"]


def test_what_a_library_knows_of_itself(library: Library) -> None:
    overview = library.overview()
    assert (overview.articles, overview.undated) == (8, 5)
    assert (overview.oldest, overview.newest) == ("2024-03-01", "2025-01-02")
    assert overview.sources == (("The Gazette", 2), ("AT&T Wire_100%", 1))
    assert library.overview(Filters(source="gazette")).articles == 2
    assert [article.path for article in library.newest(most=2)] == ["copy.md", "fire.md"]
    assert [article.path for article in library.oldest(Filters(since="2024-04-01"))] == ["fire.md"]
    assert [entry.path for entry in library.entries(library.order("date"))][:3] == ["copy.md", "fire.md", "mill.md"]
    assert library.sources() == ["The Gazette", "AT&T Wire_100%"]
    assert library.counts().articles == 8
    assert library.counts().families == 1
    assert sum(library.languages().values()) == 8
    assert len(library.representative(most=3)) == 3


# --- what changes


def test_only_what_has_changed_is_done_again(folder: Path, tmp_path: Path) -> None:
    news = tmp_path / "news"
    write_articles(news, range(1, 4))
    assert build(folder, [news], HashEmbedder()).embedded == 6
    again = HashEmbedder()
    assert build(folder, [], again).written == 0
    os.utime(news / "1.md", ns=(1, 1))
    touched = build(folder, [], again)
    assert (touched.written, touched.embedded, again.embedded) == (0, 0, [])

    write_article(news, "2.md", "Article 2", prose(1002, 12), prose(9000, 12))  # the first passage is the same
    write_article(news, "copy.md", "Article 1", prose(1001, 12), prose(2001, 12))
    (news / "3.md").unlink()
    changed = build(folder, [], again)
    assert (changed.came.first, changed.changed.first, changed.went.first) == (["copy.md"], ["2.md"], ["3.md"])
    assert changed.embedded == len(again.embedded) == 1
    with Library.open(folder, HashEmbedder()) as library:
        assert library.counts().articles == 3
        assert library.counts().passages == 6
        assert "3.md" not in paths(library, prose(1003, 1))
        assert paths(library, prose(9000, 1))[0] == "2.md"
        assert prose(2002, 1)[:20] not in library.article("2.md").text
        with pytest.raises(FootnoteError, match="no article"):
            library.article("3.md")


def test_a_rebuild_reads_all_again_and_forgets_what_is_not_named(folder: Path, tmp_path: Path) -> None:
    write_articles(tmp_path / "news", range(1, 3))
    write_articles(tmp_path / "olds", range(3, 5))
    build(folder, [tmp_path / "news", tmp_path / "olds"], HashEmbedder())
    summary = build(folder, [tmp_path / "news"], HashEmbedder(), rebuild=True)
    assert (summary.written, summary.removed, summary.embedded, summary.articles) == (0, 2, 0, 2)
    assert build(folder, [], HashEmbedder(), rebuild=True).files == 2


def test_another_embedding_model_is_refused(filled: Path) -> None:
    with pytest.raises(FootnoteError, match="made with the embedding model hash-64, not other"):
        Library.open(filled, HashEmbedder("other"))


def test_one_writes_at_a_time(filled: Path, tmp_path: Path) -> None:
    write_articles(tmp_path / "more", [9])
    with writing(filled), pytest.raises(FootnoteError, match="another process is indexing"):
        build(filled, [tmp_path / "more"], HashEmbedder())


# --- killed


class Dying(HashEmbedder):
    """Kills its process before the second batch of passages."""

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        if self.embedded:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().embed_passages(texts)


def test_a_kill_loses_nothing_that_was_finished(folder: Path, tmp_path: Path) -> None:
    news = tmp_path / "news"
    write_articles(news, range(100, 150))
    here = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    killed = subprocess.run([sys.executable, __file__, str(folder), str(news)], env=here, check=False)
    assert killed.returncode == -signal.SIGKILL
    embedder = HashEmbedder()
    summary = build(folder, [news], embedder)
    assert summary.written == 0, "all articles had been read"
    assert 0 < len(embedder.embedded) < 100, "some had been embedded"
    assert build(folder, [], embedder).embedded == 0
    with Library.open(folder, HashEmbedder()) as library:
        assert (library.counts().articles, library.counts().passages) == (50, 100)
        for seed in (100, 149):
            assert paths(library, prose(1000 + seed, 12), k=1, mode="dense") == [f"{seed}.md"]
            assert paths(library, prose(2000 + seed, 1), k=1, mode="bm25") == [f"{seed}.md"]


if __name__ == "__main__":
    build(Path(sys.argv[1]), [Path(sys.argv[2])], Dying())
