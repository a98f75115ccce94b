"""A saved conversation as a file to keep: Markdown for people, JSON for programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from index.errors import FootnoteError
from qa.answer.markdown import escaped, footnotes, paragraphs
from qa.chats.saved import Conversation, SavedTurn
from qa.contract import answer_json, json_text
from qa.printable import storable


def export(conversation: Conversation, file: Path) -> None:
    """Write a conversation as its file's name says: `.md` or `.json`.

    Raises FootnoteError for another name, for a file that is there already, and where it cannot be written.
    """
    kind = file.suffix.lower()
    if kind not in (".md", ".json"):
        raise FootnoteError(f"'{file.name}' tells no format", "name a file that ends in .md or .json", "invalid")
    if kind == ".md":
        text = conversation_markdown(conversation)
    else:
        text = json_text(conversation_json(conversation), indent=2) + "\n"
    try:
        with file.open("x", encoding="utf-8", newline="\n") as out:
            try:
                out.write(storable(text))
                out.flush()
            except OSError:
                file.unlink()  # half a file is none
                raise
    except FileExistsError:
        raise FootnoteError(f"{file} is there already", "name another file", "invalid") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or error
        raise FootnoteError(f"cannot write {file} ({reason})", "name another file or mend that", "storage") from None


def conversation_json(conversation: Conversation) -> dict[str, Any]:
    """The object of a JSON export; an answer is the object that `footnote ask --json` prints."""
    return {
        "id": conversation.id,
        "title": conversation.title,
        "created": conversation.created,
        "updated": conversation.updated,
        "turns": [_turn_json(turn) for turn in conversation.turns],
    }


def _turn_json(turn: SavedTurn) -> dict[str, Any]:
    record: dict[str, Any] = {"question": turn.question, "asked": turn.asked, "state": turn.state}
    if turn.answer is not None:
        return record | {"answer": answer_json(turn.answer)}
    failed = {"reason": turn.reason} if turn.state == "failed" else {}
    return record | {"draft": turn.draft, "answer": None} | failed


def conversation_markdown(conversation: Conversation) -> str:
    """Each question a heading, its answer below it, footnotes at the end, numbered through the conversation.

    Whatever an article or a question holds is plain text in it.
    """
    blocks = [f"# {escaped(conversation.title)}"]
    notes: list[str] = []
    for turn in conversation.turns:
        blocks.append(f"## {escaped(turn.question)}")
        before = len(notes)
        if turn.answer is not None:
            notes += footnotes(turn.answer, before)
        blocks += _said(turn, before)
    return "\n\n".join([*blocks, *notes]) + "\n"


def _said(turn: SavedTurn, before: int) -> list[str]:
    """The paragraphs below a question, with `before` footnotes in the conversation before it."""
    if turn.answer is not None and turn.answer.text.strip():
        stopped = ["*(stopped)*"] if turn.state == "stopped" else []
        return [*paragraphs(turn.answer, before), *stopped]
    draft = [escaped(turn.draft)] if turn.draft.strip() else []
    if turn.state == "failed":
        return [*draft, f"*(failed)* {escaped(turn.reason or '')}"]
    return [*draft, "*(stopped, not checked)*"]
