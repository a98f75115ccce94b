"""Libraries of before, whose words were taken in by other rules: read as they are, and made anew when written."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from index.build import build
from index.health import library_findings
from index.library import Library
from index.schema import FILE_NAME
from index.terms import searchable
from tests.fakes import HashEmbedder, write_article

GERMAN = "Die Verhandlungen über den Hafen endeten am 3. Dezember 2030 ohne Ergebnis. Sie hatten drei Tage gedauert."
ENGLISH = "Twelve F-35 jets landed in Łódź on Tuesday, and nobody there had been told of it before they came."
_FTS = "CREATE VIRTUAL TABLE lexical USING fts5 (title, text, content = '{}', content_rowid = 'id', "
_TOKENIZER = "tokenize = 'porter unicode61 remove_diacritics 2');"
_SEARCHABLE = (
    "CREATE VIEW searchable_text AS SELECT id, searchable(title) AS title, searchable(text) AS text FROM passage_text;"
)
# How the words of a library were kept: as they stand, or in plain letters.
BEFORE = {
    "as they stand": _FTS.format("passage_text") + _TOKENIZER,
    "in plain letters": _SEARCHABLE + _FTS.format("searchable_text") + _TOKENIZER,
}


@pytest.fixture(params=BEFORE)
def of_before(request: pytest.FixtureRequest, tmp_path: Path, embedder: HashEmbedder) -> Path:
    """A library as earlier versions made it, with a German and an English article."""
    write_article(tmp_path / "news", "de.md", "Häfen", GERMAN)
    write_article(tmp_path / "news", "en.md", "Jets", ENGLISH)
    folder = tmp_path / "library"
    build(folder, [tmp_path / "news"], embedder)
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        connection.create_function("searchable", 1, searchable, deterministic=True)
        connection.executescript(
            "DROP TABLE lexical; DROP VIEW stemmed_text; DROP INDEX article_language; "
            "ALTER TABLE article DROP COLUMN language; DELETE FROM manifest WHERE key = 'words';"
            + BEFORE[request.param]
            + "INSERT INTO lexical (lexical) VALUES ('rebuild')"
        )
    return folder


def _found(library: Library, words: str) -> list[str]:
    return [hit.article.path for hit in library.search(words, mode="bm25")]


def test_they_are_read_as_they_are(of_before: Path, embedder: HashEmbedder) -> None:
    with Library.open(of_before, embedder) as library:
        assert _found(library, "Verhandlungen") == ["de.md"]
        assert _found(library, "jets in Łódź") == ["en.md"]
        assert [entry.path for entry in library.titled("je")] == ["en.md"]
        assert library.languages() == {}
        assert library.article("de.md").language is None
    found = {one.subject: one for one in library_findings(of_before, embedder)}
    assert "--rebuild" in found["languages"].says
    assert not any(one.todo for one in found.values())


@pytest.mark.parametrize("is_rebuilt", [True, False])
def test_they_are_made_anew_when_something_is_written(
    of_before: Path, tmp_path: Path, embedder: HashEmbedder, is_rebuilt: bool
) -> None:
    if not is_rebuilt:
        (tmp_path / "news" / "en.md").unlink()
    embedder.embedded.clear()
    build(of_before, [tmp_path / "news"], embedder, rebuild=is_rebuilt)
    assert embedder.embedded == []
    with Library.open(of_before, embedder) as library:
        assert _found(library, "Verhandlung") == ["de.md"]
        assert library.languages() == ({"de": 1, "en": 1} if is_rebuilt else {"de": 1})
        assert library.article("de.md").language == "de"
    assert not any(one.todo for one in library_findings(of_before, embedder))


def test_stems_of_another_version_are_no_damage_and_made_anew(
    tmp_path: Path, embedder: HashEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_article(tmp_path / "news", "de.md", "Häfen", GERMAN)
    folder = tmp_path / "library"
    with monkeypatch.context() as patch:
        patch.setattr("index.renew.stemmer_version", lambda: "0.1")
        patch.setattr("index.terms.without_endings", lambda words, _: [word[:3] for word in words])
        build(folder, [tmp_path / "news"], embedder)
    assert not any(one.todo for one in library_findings(folder, embedder))
    (tmp_path / "news" / "de.md").write_text("Nothing of the kind is in here any more, as anybody can see.")
    build(folder, [], embedder)
    with Library.open(folder, embedder) as library:
        assert _found(library, "Verhandlungen") == []
        assert _found(library, "kind") == ["de.md"]
    assert not any(one.todo for one in library_findings(folder, embedder))
