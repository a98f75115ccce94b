"""Every row of a library, looked at for what SQLite does not notice."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from index.damage import UNREADABLE, Damaged, in_short, is_damage
from index.errors import FootnoteError
from index.lock import writing
from index.recipe import text_hash
from index.renew import is_of_this_stemmer
from index.store import Store
from index.store.articles import Sealed
from index.types import Progress, Report

# Articles between two reports.
_STEP = 200


def damaged_structure(connection: sqlite3.Connection, store: Store) -> str:
    """What SQLite itself has to say of the file and of the lexical index; nothing where all is well.

    While another process writes, the lexical index is not looked at, nor where another version of the stemmer made it.
    """
    (said,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if said != "ok":
        return " ".join(str(said).split())
    if not is_of_this_stemmer(store):
        return ""
    (patience,) = connection.execute("PRAGMA busy_timeout").fetchone()
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        # FTS5 can only be asked by writing, which changes nothing, and keeps everyone else from it meanwhile
        with writing(store.folder):
            # 1: compared with the passages' texts as well
            connection.execute("INSERT INTO lexical (lexical, rank) VALUES ('integrity-check', 1)")
    except FootnoteError:
        return ""
    except UNREADABLE as error:
        return f"the index of words: {in_short(error)}" if is_damage(error) else ""
    finally:
        connection.execute(f"PRAGMA busy_timeout = {patience}")
    return ""


def damaged_articles(store: Store, count: int, report: Report) -> list[str]:
    """A line for each article, file or group of rows that is not as it was stored. Raises sqlite3.DatabaseError."""
    damaged = list(_files(store))
    for done, (number, one) in enumerate(store.articles.all()):
        if done % _STEP == 0:
            report(Progress("checking", done, count))
        if not _is_whole(store, number, one):
            damaged.append(f"article {one.article.id:.40} ({one.article.path:.200}) is not as it was stored")
    report(Progress("checking", count, count))
    for _ in store.articles.signatures():
        pass  # it says itself what is damaged
    strays = store.passages.count_strays()
    if strays:
        damaged.append(f"{strays:,} passages belong to no article")
    return damaged


def _is_whole(store: Store, number: int, one: Sealed) -> bool:
    """Whether an article, its file's name and its passages are as they were stored."""
    try:
        article = one.opened()
    except Damaged:
        return False
    origin = store.files.of_article(article.id)
    if origin is None:
        return False
    if not one.is_comparable:
        return True
    spans = store.passages.of_article(number)
    if bool(spans) != bool(article.text.strip()):
        return False
    return all(
        isinstance(start, int) and isinstance(end, int) and key == text_hash(article.title, article.text[start:end])
        for start, end, key in spans
    )


def _files(store: Store) -> Iterator[str]:
    """What is wrong with the rows of files."""
    roots = set(store.roots())
    for root in store.files.roots():
        files = store.files.known(root)
        if root not in roots:
            yield f"{len(files):,} files under {root}, which is not followed"
        for noted in files.values():
            noted.said()
