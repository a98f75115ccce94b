"""The rows of a library: written all or not at all, and the lexical index in step with them."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.errors import FootnoteError
from index.prepare import prepare
from index.schema import FORMAT, open_library
from index.search import lexical_terms
from index.shelf import Shelf
from index.store import Store
from index.types import Article, Filters, Problem, SourceFile, article_id
from tests.fakes import HashEmbedder, prose

EMBEDDER = HashEmbedder()
NEWS, WIRE = Path("/news"), Path("/wire")


def _made(folder: Path) -> sqlite3.Connection:
    folder.mkdir(exist_ok=True)
    return open_library(folder, create=True)


def _article(path: str, text: str, title: str = "A title", **known: Any) -> Article:
    return Article(article_id(path), path, title, text, **known)


def _file(relative: str, root: Path = NEWS) -> SourceFile:
    return SourceFile(root, str(root / relative), relative, 1, 1)


def _put(store: Store, article: Article, root: Path = NEWS) -> None:
    """As a build does it, in the file that has the article's path."""
    with store.transaction():
        store.articles.put(store.files.number(_file(article.path, root)), prepare(article, EMBEDDER))


def _drop(store: Store, path: str, root: Path = NEWS) -> None:
    with store.transaction():
        store.articles.drop(store.files.number(_file(path, root)), path)


def _lexical(store: Store, question: str, filters: Filters | None = None) -> list[tuple[str, str, float]]:
    """(path, passage, score) of what is found."""
    found = store.lexical.ranked(lexical_terms(question), 100, filters or Filters())
    located = _located(store, [passage for passage, _ in found])
    rows = [(*located[key], round(score, 6)) for key, score in found]
    return sorted(rows, key=lambda row: (-row[2], row[0], row[1]))


def _located(store: Store, passages: list[int]) -> dict[int, tuple[str, str]]:
    """(path, text) of passages by id."""
    shelf = Shelf(store)
    places = store.passages.places(passages).items()
    return {key: (shelf.article(place.number).path, shelf.passage(place).text) for key, place in places}


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Łukasz Brzęczyk crossed the Øresund.", "Lukasz Oresund"),
        ("Twelve F-35 jets landed.", "F35"),
        ("Twelve F35 jets landed.", "F-35"),
        ("The cease-fire held.", "ceasefire"),
        ("Die Straße ist offen.", "strasse"),
        ("韦尔马拉港务局星期二重新开放了北部船闸。", "北部船闸花了多少钱？"),
        ("港湾局は火曜日に北の閘門を再開した。", "閘門はいつ再開"),
        ("항만청은 화요일에 북쪽 갑문을 다시 열었다.", "갑문이"),
    ],
)
def test_words_are_found_as_other_keyboards_write_them(store: Store, text: str, asked: str) -> None:
    _put(store, _article("a.md", text))
    assert [path for path, _, _ in _lexical(store, asked)] == ["a.md"]
    _put(store, _article("a.md", "Nothing of the kind."))
    assert _lexical(store, asked) == []
    _check_lexical(store)


def _check_lexical(store: Store) -> None:
    """Raises where the lexical index does not agree with the passages."""
    store._db.execute("INSERT INTO lexical (lexical) VALUES ('integrity-check')")
    store._db.execute("INSERT INTO lexical (lexical, rank) VALUES ('integrity-check', 1)")


@pytest.fixture
def store(library_dir: Path) -> Iterator[Store]:
    store = Store(_made(library_dir), library_dir)
    yield store
    store.close()


def test_what_is_put_is_there(store: Store) -> None:
    article = Article(
        article_id("a.md"),
        "a.md",
        "Café 👩‍👧",
        f"{prose(1, 12)}\n\n👧 é {prose(2, 12)}",
        "Marsh",
        "2024-03-05",
        "u",
        ("c",),
    )
    _put(store, article)
    assert store.articles.article(article.id) == article
    shelf = Shelf(store)
    first, second = (shelf.passage(place) for _, place in sorted(store.passages.places([1, 2]).items()))
    assert first.article_id == second.article_id == article.id
    assert f"{first.text}\n\n{second.text}" == article.text
    assert second.text == article.text[second.start : second.end]
    assert (store.counts().articles, store.counts().passages) == (1, 2)
    _check_lexical(store)


def test_an_exception_undoes_the_whole_transaction(store: Store) -> None:
    _put(store, _article("a.md", prose(1)))
    with pytest.raises(KeyboardInterrupt), store.transaction():  # noqa: PT012
        number = store.files.number(_file("b.md"))
        store.articles.put(number, prepare(_article("b.md", prose(2)), EMBEDDER))
        store.drop_file(1)
        store.bump_revision()
        raise KeyboardInterrupt
    assert [list(store.files.known(root)) for root in store.files.roots()] == [["a.md"]]
    assert (store.counts().articles, store.revision()) == (1, 0)
    assert _lexical(store, prose(2)) == []
    assert len(_lexical(store, prose(1))) == 1
    _check_lexical(store)


def test_a_full_disk_is_one_line(store: Store) -> None:
    with pytest.raises(FootnoteError, match="cannot write the library") as error, store.transaction():
        raise sqlite3.OperationalError("database or disk is full")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("seed", range(4))
def test_the_lexical_index_keeps_step_with_random_changes(store: Store, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    current: dict[str, Article] = {}
    for _ in range(40):
        path = f"{chance.randrange(8)}.md"
        if path in current and chance.random() < 0.4:
            del current[path]
            _drop(store, path)
        else:
            text = "\n\n".join(
                prose(chance.randrange(12), chance.choice([2, 13])) for _ in range(chance.randrange(1, 4))
            )
            current[path] = _article(path, f"{text} né 👩‍👧", f"Title {chance.randrange(3)}")
            _put(store, current[path])
    _check_lexical(store)
    fresh = Store(_made(tmp_path / "fresh"), tmp_path / "fresh")
    for article in current.values():
        _put(fresh, article)
    assert store.counts() == fresh.counts()
    for question in ("title 1", "ne", *(prose(seed, 1) for seed in range(12))):
        assert _lexical(store, question) == _lexical(fresh, question)
    fresh.close()


def test_ids_of_passages_are_never_used_again(store: Store) -> None:
    _put(store, _article("a.md", prose(1)))
    _drop(store, "a.md")
    _put(store, _article("a.md", prose(2)))
    assert _located(store, [1]) == {}
    assert _located(store, [2]) == {2: ("a.md", prose(2))}


def test_dropping_a_file_takes_its_articles(store: Store) -> None:
    with store.transaction():
        number = store.files.number(_file("a.jsonl"))
        for name in ("a.jsonl#1", "a.jsonl#2"):
            store.articles.put(number, prepare(_article(name, prose(1)), EMBEDDER))
    _put(store, _article("b.md", prose(1)))
    with store.transaction():
        assert store.drop_file(number) == 2
    assert [path for path, _, _ in _lexical(store, prose(1))] == ["b.md"]
    _check_lexical(store)


def test_filters_by_date(store: Store) -> None:
    for path, date in {"old.md": "2023-12-31", "new.md": "2024-01-01", "none.md": None}.items():
        _put(store, Article(article_id(path), path, "T", prose(1), date=date))

    def found(filters: Filters) -> list[str]:
        allowed = store.passages.allowed(filters)
        paths = sorted(path for path, _, _ in _lexical(store, prose(1), filters))
        if allowed is not None:
            assert sorted(path for path, _ in _located(store, allowed.tolist()).values()) == paths
        return paths

    assert found(Filters()) == ["new.md", "none.md", "old.md"]
    assert found(Filters(since="2024-01-01")) == ["new.md"]
    assert found(Filters(until="2023-12-31")) == ["old.md"]
    assert found(Filters(since="2023-01-01", until="2024-12-31")) == ["new.md", "old.md"]
    assert found(Filters(since="2025-01-01")) == []


@pytest.mark.parametrize(
    ("wanted", "paths"), [("gazette", ["a.md"]), ("MARSH", ["a.md", "b.md"]), ("écho", ["c.md"]), ("%", []), ("zz", [])]
)
def test_filters_by_source(store: Store, wanted: str, paths: list[str]) -> None:
    for path, source in {"a.md": "Marsh Gazette", "b.md": "marsh.example", "c.md": "L’ÉCHO", "d.md": None}.items():
        _put(store, Article(article_id(path), path, "T", prose(1), source=source))
    assert sorted(path for path, _, _ in _lexical(store, prose(1), Filters(source=wanted))) == paths


def test_the_same_path_in_two_folders_has_two_ids(store: Store) -> None:
    article = _article("a.md", prose(1))
    _put(store, article, NEWS)
    _put(store, article, WIRE)
    ids = store.articles.ids("a.md")
    assert len(set(ids)) == 2
    assert article.id in ids
    _put(store, article, WIRE)
    assert store.articles.ids("a.md") == ids


def test_articles_by_beginning_of_id_and_by_path(store: Store) -> None:
    for name in "abc":
        _put(store, _article(f"{name}.md", prose(1)))
    key = article_id("b.md")
    assert store.articles.ids(key[:6]) == [key]
    assert store.articles.ids("b.md") == [key]
    assert store.articles.ids("%") == []
    assert store.articles.article("b.md") is None


def test_files_change_by_size_and_time_and_keep_their_problems(store: Store) -> None:
    file = _file("a.md")
    assert store.files.known(NEWS) == {}
    problems = [Problem("a.md:2", "broken")]
    with store.transaction():
        store.files.done(store.files.number(file), file, problems)
    noted = store.files.known(NEWS)["a.md"]
    assert noted.fits(file)
    assert noted.said() == problems
    assert not noted.fits(SourceFile(NEWS, file.path, "a.md", 2, 1))
    assert not noted.fits(SourceFile(NEWS, file.path, "a.md", 1, 2))
    assert store.files.known(NEWS / "other") == {}
    with store.transaction():
        store.files.number(file)
    assert not store.files.known(NEWS)["a.md"].fits(file)


def test_embeddings_are_kept_by_text_and_forgotten_with_it(store: Store) -> None:
    _put(store, _article("a.md", prose(1)))
    _put(store, _article("b.md", prose(1)))
    (missing,) = store.embeddings.missing(store.embeddings.missing_by_length("m"))
    vectors = EMBEDDER.embed([missing.text])
    with store.transaction():
        store.embeddings.put("m", [missing.text_hash], vectors)
    assert (store.embeddings.count_missing("m"), store.embeddings.is_complete("m")) == (0, True)
    assert (store.embeddings.count_missing("other"), store.embeddings.is_complete("other")) == (1, False)
    ((ids, stored),) = store.embeddings.vectors("m", EMBEDDER.dimension)
    assert ids.tolist() == [1, 2]
    assert np.allclose(np.linalg.norm(stored, axis=1), 1)
    assert float(stored[0] @ vectors[0]) > 0.9999
    _drop(store, "a.md")
    with store.transaction():
        store.embeddings.drop_orphans()
    assert store.embeddings.count_missing("m") == 0
    _drop(store, "b.md")
    with store.transaction():
        store.embeddings.drop_orphans()
    assert store._db.execute("SELECT count(*) FROM embedding").fetchone() == (0,)


def test_a_snapshot_does_not_see_what_is_written_meanwhile(store: Store, library_dir: Path) -> None:
    _put(store, _article("a.md", prose(1)))
    reader = Store(open_library(library_dir), library_dir)
    with reader.snapshot():
        assert reader.counts().articles == 1
        _put(store, _article("b.md", prose(2)))
        assert reader.counts().articles == 1
        assert _lexical(reader, prose(2)) == []
    assert reader.counts().articles == 2
    reader.close()


def test_two_may_make_the_same_library(library_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second to come finds no tables when it looks, and the first's when it writes."""
    first = _made(library_dir)
    connect = sqlite3.connect

    class Late(sqlite3.Connection):
        def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
            return super().execute(sql.replace("type = 'table'", "type = 'none yet'"), *values)  # type: ignore[arg-type]

    monkeypatch.setattr(sqlite3, "connect", lambda *args, **options: connect(*args, factory=Late, **options))
    second = _made(library_dir)
    assert second.execute("SELECT value FROM manifest WHERE key = 'format'").fetchall() == [(str(FORMAT),)]
    first.close()
    second.close()


def test_a_library_of_another_format_is_left_alone(library_dir: Path) -> None:
    connection = _made(library_dir)
    connection.execute("UPDATE manifest SET value = '99' WHERE key = 'format'")
    connection.close()
    with pytest.raises(FootnoteError, match="format 99"):
        _made(library_dir)
