"""Reading what is saved of conversations: the list of them, and one of them with its answers."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, get_args

from index.damage import REPAIR, Damaged
from index.errors import FootnoteError
from index.library import Library
from index.types import Article
from qa.chats.folded import sought
from qa.chats.records import answer_of
from qa.chats.saved import ArticleOf, Conversation, SavedTurn, State, Summary, title_of

_FIRST = "(SELECT question FROM turn WHERE turn.conversation = conversation.number ORDER BY turn.number LIMIT 1)"


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation as the file has it, its turns as rows, oldest first; nothing in them is checked."""

    key: str
    name: str | None
    created: str
    updated: str
    rows: tuple[tuple[Any, ...], ...]


def articles_of(library: Library) -> ArticleOf:
    """A library's articles by id, for `Conversations.load`."""

    def article_of(key: str) -> Article | None:
        try:
            found = library.article(key)
        except FootnoteError:  # gone, most often; what was quoted is shown all the same
            return None
        return found if found.id == key else None  # a beginning or a path will not do

    return article_of


def summaries(db: sqlite3.Connection, search: str, limit: int) -> list[Summary]:
    """See `Conversations.recent`. Raises Damaged."""
    parts, values = ["hidden IS NULL"], []
    for word in sought(search):
        parts.append(
            "(instr(conversation.words, ?) OR EXISTS (SELECT 1 FROM turn AS one "
            "WHERE one.conversation = conversation.number AND instr(one.words, ?)))"
        )
        values += [word, word]
    rows = db.execute(
        f"SELECT id, name, {_FIRST}, updated, count(*) FROM conversation "
        "JOIN turn ON turn.conversation = conversation.number "
        f"WHERE {' AND '.join(parts)} "
        "GROUP BY conversation.number ORDER BY updated DESC, conversation.number DESC LIMIT ?",
        (*values, limit),
    ).fetchall()
    if not all(isinstance(text, str) for key, name, first, updated, _ in rows for text in (key, first, updated)):
        raise Damaged("a conversation is not as it was saved")
    return [
        Summary(key, str(name) if name else title_of(first), updated, count)
        for key, name, first, updated, count in rows
    ]


def kept_of(db: sqlite3.Connection, key: str, number: int) -> Kept:
    """What the file has of the conversation of that id and number. Raises Damaged."""
    name, created, updated = db.execute(
        "SELECT name, created, updated FROM conversation WHERE number = ?", (number,)
    ).fetchone()
    if not all(isinstance(text, str) for text in (name or "", created, updated)):
        raise Damaged(f"conversation {key} is not as it was saved")
    rows = db.execute(
        "SELECT number, question, asked, state, draft, answer, reason FROM turn WHERE conversation = ? ORDER BY number",
        (number,),
    ).fetchall()
    return Kept(key, name, created, updated, tuple(rows))


def conversation_of(kept: Kept, article_of: ArticleOf, writing: Collection[int], file: str) -> Conversation:
    """The conversation with every answer as it was; turns that are not among those in `writing`, and not finished
    either, are stopped. Raises FootnoteError, which names the `file`, where a record is damaged.
    """
    known: dict[str, Article | None] = {}

    def article(wanted: str) -> Article | None:
        if wanted not in known:
            known[wanted] = article_of(wanted)
        return known[wanted]

    try:
        turns = tuple(_turn(row, article, writing) for row in kept.rows)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise FootnoteError(
            f"conversation {kept.key} in {file} is damaged ({type(error).__name__})",
            f"{REPAIR}, or delete it",
            "damaged",
        ) from None
    title = kept.name or (title_of(turns[0].question) if turns else "")
    return Conversation(kept.key, title, kept.created, kept.updated, turns)


def _turn(row: tuple[Any, ...], article_of: ArticleOf, writing: Collection[int]) -> SavedTurn:
    number, question, asked, state, draft, answer, reason = row
    if state == "writing" and number not in writing:
        state = "stopped"
    if not all(isinstance(text, str) for text in (question, asked, state, draft, reason or "", answer or "")):
        raise ValueError("a value is of another kind")
    if state not in get_args(State) or (answer is None and state in ("answered", "refused")):
        raise ValueError("a state is none")
    whole = None if answer is None else answer_of(answer, article_of)
    return SavedTurn(question, asked, state, draft, whole, reason, number)
