"""What was saved comes back as it was, or is renamed, shortened, deleted and restored."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.build import build
from index.errors import FootnoteError
from index.library import Library
from qa.chats.conversation_file import FILE_NAME
from qa.chats.conversations import UNDO, Conversations
from qa.chats.loading import articles_of
from qa.printable import storable
from qa.types import Citation, Sentence
from tests.fakes import HashEmbedder, write_article
from tests.qa.chats.saying import ANSWER, QUOTE, Clock, is_one_line, loaded, said

# --- loading


def test_an_exact_resume_from_a_library(tmp_path: Path, library_dir: Path, embedder: HashEmbedder) -> None:
    news = tmp_path / "news"
    file = write_article(news, "cafe.md", "A café", QUOTE, date="2024-03-05", source="Gazette")
    other = write_article(news, "talks.md", "Talks", "Ann Lee leads the talks in Madrid.")
    build(library_dir, [news], embedder)
    with Library.open(library_dir, embedder) as library, Conversations.open(library_dir) as store:
        article = library.article("cafe.md")
        start = article.text.index(QUOTE)
        hits = tuple(library.search("café closed"))
        cited = (Citation(1, article, QUOTE, start, start + len(QUOTE), (library.article("talks.md"),)),)
        answer = replace(ANSWER, citations=cited, retrieved=hits)
        key = said(store, "What closed?", answer)
        assert store.load(key, articles_of(library)).turns[0].answer == answer
        file.write_text("---\ntitle: Corrected\n---\n\nNothing closed after all in that town.\n")
        other.unlink()
        build(library_dir, [news], embedder)
        back = store.load(key, articles_of(library)).turns[0].answer
    assert back is not None
    assert back.citations[0].article == replace(article, text=QUOTE)
    assert [hit.passage.text for hit in back.retrieved] == [hit.passage.text for hit in hits]
    assert back.text == answer.text


def test_an_id_that_is_a_beginning_or_a_path_is_no_article(
    tmp_path: Path, library_dir: Path, embedder: HashEmbedder
) -> None:
    write_article(tmp_path / "news", "cafe.md", "A café", QUOTE)
    build(library_dir, [tmp_path / "news"], embedder)
    with Library.open(library_dir, embedder) as library:
        article = library.article("cafe.md")
        article_of = articles_of(library)
        assert article_of(article.id) == article
        assert article_of(article.id[:5]) is article_of("cafe.md") is article_of("") is None


def test_indexing_again_leaves_conversations_alone(tmp_path: Path, library_dir: Path, embedder: HashEmbedder) -> None:
    write_article(tmp_path / "news", "cafe.md", "A café", QUOTE)
    build(library_dir, [tmp_path / "news"], embedder)
    with Conversations.open(library_dir) as store:
        key = said(store, "What closed?")
        build(library_dir, [tmp_path / "news"], embedder, rebuild=True)
        assert [turn.question for turn in loaded(store, key).turns] == ["What closed?"]


@pytest.mark.parametrize("key", ["", "nosuch", "x' OR 1=1 --", "\ud800", "\x1b[31m"])
def test_a_conversation_that_there_is_not(store: Conversations, key: str) -> None:
    said(store, "one")
    for use in (lambda: loaded(store, key), lambda: store.delete(key), lambda: store.begin("x", key)):
        with pytest.raises(FootnoteError) as error:
            use()
        is_one_line(error, "no conversation")
        assert str(error.value).isprintable()


@settings(max_examples=60)
@given(st.text(st.characters(exclude_categories=())), st.lists(st.text(st.characters(exclude_categories=()))))
def test_any_text_comes_back_but_for_lone_surrogates(question: str, pieces: list[str]) -> None:
    with Conversations.in_memory() as store:
        writing = store.begin(question)
        for piece in pieces:
            store.grow(writing, piece)
        store.fail(writing, question)
        (turn,) = loaded(store, writing.conversation).turns
    assert (turn.question, turn.reason) == (storable(question), storable(question))
    assert turn.draft == "".join(map(storable, pieces))


def test_a_hundred_thousand_characters_come_back(store: Conversations) -> None:
    text = "\x00\x1b\n\u202e👩‍👧é " * 12_500
    assert len(text) >= 100_000
    answer = replace(ANSWER, question=text, text=text, sentences=(Sentence(text),))
    writing = store.begin(text)
    store.grow(writing, text)
    store.grow(writing, text)
    store.finish(writing, answer)
    (turn,) = loaded(store, writing.conversation).turns
    assert (turn.question, turn.draft, turn.answer) == (text, text + text, answer)


# --- changing what was saved


def test_a_title_can_be_given(store: Conversations) -> None:
    key = said(store, "one")
    store.rename(key, "  A\nbetter\x1b title ")
    assert store.recent()[0].title == loaded(store, key).title == "A better title"
    store.drop_turn(loaded(store, key).turns[0].number)
    said(store, "two", within=key)
    assert store.recent()[0].title == "A better title"
    for title in ("", " \x00", "x" * 201):
        with pytest.raises(FootnoteError) as error:
            store.rename(key, title)
        is_one_line(error, "title")


def test_dropping_every_turn(store: Conversations) -> None:
    key = said(store, "one")
    said(store, "two", within=key)
    first, second = loaded(store, key).turns
    store.drop_turn(second.number)
    assert [turn.question for turn in loaded(store, key).turns] == ["one"]
    assert store.recent("two") == []
    store.drop_turn(first.number)
    assert (store.recent(), store.latest()) == ([], None)
    assert loaded(store, key).turns == ()
    store.drop_turn(first.number)
    said(store, "another", within=key)
    assert [(one.id, one.title) for one in store.recent()] == [(key, "another")]


def test_dropping_one_turn_leaves_what_came_after_it(store: Conversations) -> None:
    key = said(store, "one")
    said(store, "two", within=key)
    store.drop_turn(loaded(store, key).turns[0].number)
    store.drop_turn(0)
    assert [turn.question for turn in loaded(store, key).turns] == ["two"]


def test_delete_and_restore(store: Conversations, library_dir: Path) -> None:
    key, other = said(store, "one"), said(store, "two")
    store.delete(key)
    assert [one.id for one in store.recent()] == [other]
    assert store.recent("one") == []
    with pytest.raises(FootnoteError):
        loaded(store, key)
    with Conversations.open(library_dir, clock=Clock()) as later:
        later.restore(key)
    assert {one.id for one in store.recent()} == {key, other}
    assert loaded(store, key).turns[0].answer == ANSWER


def test_a_deleted_conversation_that_is_gone_on_with_is_back(store: Conversations) -> None:
    key = said(store, "one")
    store.delete(key)
    said(store, "two", within=key)
    assert [turn.question for turn in loaded(store, key).turns] == ["one", "two"]


def test_what_was_deleted_is_removed_for_good_a_day_later(clock: Clock, library_dir: Path) -> None:
    with Conversations.open(library_dir, clock=clock) as store:
        gone, kept = said(store, "Xylophones everywhere?"), said(store, "two")
        store.rename(gone, "Xylophones, renamed")
        store.delete(gone)
        empty = said(store, "Zithers?")
        store.drop_turn(loaded(store, empty).turns[0].number)
    clock.now += UNDO - timedelta(minutes=1)
    with Conversations.open(library_dir, clock=clock) as store:
        store.restore(gone)
        store.delete(gone)
    assert b"xylophones" in _bytes_of(library_dir)
    clock.now += UNDO + timedelta(minutes=1)
    with Conversations.open(library_dir, clock=clock) as store:
        assert b"xylophones" not in _bytes_of(library_dir)
        assert b"zithers" not in _bytes_of(library_dir)
        with pytest.raises(FootnoteError):
            store.restore(gone)
        assert [one.id for one in store.recent()] == [kept]
        assert loaded(store, kept).turns[0].answer == ANSWER


def _bytes_of(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.glob(f"{FILE_NAME}*"))).lower()
