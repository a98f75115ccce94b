"""A saved conversation as a file to keep: Markdown for people, JSON for programs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from index.errors import FootnoteError
from qa.addresses import web_address
from qa.answer.layout import Block, Line, layout_of, pages_of, shows_quote
from qa.chats.saved import Conversation, SavedTurn
from qa.contract import answer_json, json_text
from qa.phrases import phrases_for
from qa.printable import storable
from qa.types import Answer, Citation, Sentence

# As the chat marks them.
_UNSUPPORTED = "*(not in the articles)*"
_SPECIAL = re.compile(r"[\\`*_\[\]<>&~^$#|]")
# These begin a list, a heading or a definition where a line begins with them.
_OPENING = re.compile(r"^(?:(\d+)(?=[.)](?:\s|$))|(?=[-+=:]))")
_SAFE_URL = re.compile(r"https?://[^\s<>\\\"`]+")
# Control characters, marks of direction and whatever else hides, lone surrogates, separators of lines.
_NO_TEXT = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_JOINERS = {"\u200c", "\u200d"}  # hold emoji and the letters of some scripts together


def export(conversation: Conversation, file: Path) -> None:
    """Write a conversation as its file's name says: `.md` or `.json`.

    Raises FootnoteError for another name, for a file that is there already, and where it cannot be written.
    """
    kind = file.suffix.lower()
    if kind not in (".md", ".json"):
        raise FootnoteError(f"'{file.name}' tells no format: name a file that ends in .md or .json")
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
        raise FootnoteError(f"{file} is there already: name another file") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = getattr(error, "strerror", None) or error
        raise FootnoteError(f"cannot write {file} ({reason}): name another file or mend that") from None


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
    blocks = [f"# {_escaped(conversation.title)}"]
    notes: list[str] = []
    for turn in conversation.turns:
        blocks.append(f"## {_escaped(turn.question)}")
        before = len(notes)
        if turn.answer is not None:
            notes += [_note(before + at, one, turn.answer) for at, one in enumerate(turn.answer.footnotes, start=1)]
        blocks += _said(turn, before)
    return "\n\n".join([*blocks, *notes]) + "\n"


def _said(turn: SavedTurn, before: int) -> list[str]:
    """The paragraphs below a question, with `before` footnotes in the conversation before it."""
    if turn.answer is not None and turn.answer.text.strip():
        stopped = ["*(stopped)*"] if turn.state == "stopped" else []
        return [*_answer(turn.answer, before), *stopped]
    draft = [_escaped(turn.draft)] if turn.draft.strip() else []
    if turn.state == "failed":
        return [*draft, f"*(failed)* {_escaped(turn.reason or '')}"]
    return [*draft, "*(stopped, not checked)*"]


def _answer(answer: Answer, before: int) -> list[str]:
    """Its blocks as paragraphs and lists; for a refusal, what is nearest to the question as well."""
    numbers = {citation.number: before + at for at, citation in enumerate(answer.footnotes, start=1)}
    said = [paragraph for block in layout_of(answer) for paragraph in _block(block, numbers)]
    if not answer.abstained:
        return said
    nearest = [f"> “{_escaped(one.quote)}”[^{numbers[one.number]}]" for one in answer.nearest]
    return [*said, *([phrases_for(answer.question).nearest] if nearest else []), *nearest]


def _block(block: Block, numbers: Mapping[int, int]) -> Iterator[str]:
    if block.label:
        yield f"**{_escaped(block.label)}**"
    for is_item, lines in groupby(block.lines, key=lambda line: line.is_item):
        texts = [_line(line, numbers) for line in lines]
        yield from ["\n".join(f"- {text}" for text in texts)] if is_item else texts


def _line(line: Line, numbers: Mapping[int, int]) -> str:
    if line.note:
        return f"*{_escaped(line.note)}*"
    # the date with the words that it stands before: by itself it could begin a list
    dated = f"{line.as_of}: " if line.as_of else ""
    texts = [_sentence(one, numbers, dated if at == 0 else "") for at, one in enumerate(line.sentences)]
    return " ".join(texts)


def _sentence(sentence: Sentence, numbers: Mapping[int, int], before: str) -> str:
    text = _escaped(before + sentence.text)
    if not sentence.supported:
        return f"{text} {_UNSUPPORTED}"
    return text + "".join(f"[^{numbers[number]}]" for number in sentence.citations if number in numbers)


def _note(number: int, citation: Citation, answer: Answer) -> str:
    article = citation.article
    also = f"also in {len(citation.also_in)} more" if citation.also_in else None
    parts = [_escaped(part) for part in (article.title, article.source, article.date, pages_of(citation), also) if part]
    origin = ", ".join([*parts, _place(web_address(article) or article.path)])
    # the quote of what is nearest stands above
    quote = "" if answer.abstained or not shows_quote(answer, citation) else f"“{_escaped(citation.quote)}” — "
    return f"[^{number}]: {quote}{origin}"


def _place(place: str) -> str:
    """A link where it is a web address, else plain text."""
    return f"<{place}>" if _SAFE_URL.fullmatch(place) else _escaped(place)


def _escaped(text: str) -> str:
    """Text on one line that Markdown shows as it is."""
    line = " ".join("".join(" " if _steers(one) else one for one in text).split())
    return _OPENING.sub(lambda found: f"{found[1] or ''}\\", _SPECIAL.sub(r"\\\g<0>", line))


def _steers(character: str) -> bool:
    return unicodedata.category(character) in _NO_TEXT and character not in _JOINERS
