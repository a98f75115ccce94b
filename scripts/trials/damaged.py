"""What a damaged library says, before and after it is repaired: run in a process of its own, which may well crash.

A line of JSON with a folder comes in, a line with what came of it goes out.
"""

from __future__ import annotations

import json
import resource
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from index.copies import kept
from index.errors import FootnoteError
from index.health import library_findings
from index.library import Library
from index.repair import repair
from index.types import Article, Hit
from qa.chats.conversations import Conversations
from qa.chats.loading import articles_of
from qa.chats.salvage import conversation_findings, repair_conversations
from qa.engine import Engine
from qa.types import Citation
from scripts.trials.damaging import QUESTION, REPLY, write_copy
from tests.fakes import HashEmbedder, ScriptedGenerator, WordReader

_MEMORY = 8 * 2**30
_ERROR = "error"
# What a citation is made of here: article, start, end, quote, copies.
_CITED = 5


def main() -> None:
    """Answer every line of standard input."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps(tried(Path(asked["folder"]), json.loads(Path(asked["clean"]).read_text()))), flush=True)


def tried(folder: Path, clean: dict[str, Any]) -> dict[str, Any]:
    """What is wrong with how the damage in `folder` was met, and what it came to."""
    embedder = HashEmbedder()
    before = answers(folder)
    wrong = [f"before: {one}" for one in _wrong(before, clean)]
    noticed = any(one.todo for one in [*library_findings(folder, embedder), *conversation_findings(folder)])
    repair(folder, embedder, lambda _: None)
    repair_conversations(folder)
    after = answers(folder)
    wrong += [f"after: {one}" for one in _wrong(after, clean, is_repaired=True)]
    left = [one for one in [*library_findings(folder, embedder), *conversation_findings(folder)] if one.todo]
    wrong += [f"left: {one.says}" for one in left]
    failed = sorted({step for step, value in before.items() if _ERROR in value})
    outcome = "an error in one line, then repaired" if failed else "noticed, then repaired" if noticed else "harmless"
    return {"wrong": wrong, "outcome": outcome}


def answers(folder: Path) -> dict[str, Any]:
    """What the library in `folder` says to everything that is asked of one; one line in the place of what it cannot."""
    found: dict[str, Any] = {}
    for step, ask in _STEPS.items():
        try:
            found[step] = {"said": ask(folder)}
        except FootnoteError as error:
            found[step] = {_ERROR: str(error)}
    return found


def _searched(folder: Path, mode: Any) -> list[Any]:
    with Library.open(folder, HashEmbedder()) as library:
        return sorted(_hit(hit) for hit in library.search(QUESTION, 50, mode=mode))


def _answered(folder: Path) -> list[Any]:
    with Library.open(folder, HashEmbedder()) as library:
        answer = Engine(library, HashEmbedder(), WordReader(), ScriptedGenerator(REPLY)).answer(QUESTION)
    return [_citation(one) for one in answer.citations]


def _shown(folder: Path) -> list[Any]:
    with Library.open(folder, HashEmbedder()) as library:
        listed = library.entries(library.order("title"))
        return sorted([_article(library.article(one.id)), library.article(one.id).text] for one in listed)


def _loaded(folder: Path) -> list[Any]:
    with Conversations.open(folder) as chats, Library.open(folder, HashEmbedder()) as library:
        loaded = [chats.load(one.id, articles_of(library)) for one in chats.recent()]
    turns = [turn for one in loaded for turn in one.turns if turn.answer is not None]
    return [_citation(one) for turn in turns if turn.answer for one in turn.answer.citations]


def _copied(folder: Path) -> list[Any]:
    return [zlib.crc32(kept(folder / "model.gguf", write_copy).read_bytes())]


_STEPS: dict[str, Callable[[Path], list[Any]]] = {
    "fused": lambda folder: _searched(folder, "fused"),
    "dense": lambda folder: _searched(folder, "dense"),
    "bm25": lambda folder: _searched(folder, "bm25"),
    "answer": _answered,
    "show": _shown,
    "chats": _loaded,
    "copies": _copied,
}


def _article(one: Article) -> list[Any]:
    return [one.id, one.path, one.title, one.source, one.date, one.url]


def _hit(hit: Hit) -> list[Any]:
    passage = hit.passage
    return [_article(hit.article), passage.start, passage.end, passage.text, sorted(map(_article, hit.copies))]


def _citation(one: Citation) -> list[Any]:
    return [_article(one.article), one.start, one.end, one.quote, sorted(map(_article, one.also_in))]


def _wrong(found: dict[str, Any], clean: dict[str, Any], *, is_repaired: bool = False) -> list[str]:
    """What must not be: errors of several lines, quotes that no article has, and after a repair anything but what the
    library said when it was whole.
    """
    texts = {article[0]: (article, text) for article, text in clean["show"]["said"]}
    wrong = []
    for step, value in found.items():
        if _ERROR in value:
            if is_repaired or len(value[_ERROR].splitlines()) != 1 or ": " not in value[_ERROR]:
                wrong.append(f"{step}: {value[_ERROR]}")
            continue
        if is_repaired and step != "chats" and _stories(value["said"]) != _stories(clean[step]["said"]):
            wrong.append(f"{step} says something else than before the damage")
        quoted = [] if step in ("show", "copies") else value["said"]
        wrong += [f"{step} cites {one[0]} wrongly" for one in quoted if not _is_verbatim(one, texts)]
        if step == "show" and any(texts.get(article[0]) != (article, text) for article, text in value["said"]):
            wrong.append("an article is shown that is not as it was")
        if step == "copies" and value != clean[step]:
            wrong.append("a damaged copy is used")
    return wrong


def _stories(said: list[Any]) -> list[Any]:
    """What was said, of near-duplicates no matter which: articles that were read again come after the others."""
    if not said or not isinstance(said[0], list) or len(said[0]) != _CITED:
        return said
    return sorted(sorted(one[0] for one in (article, *copies)) for article, _, _, _, copies in said)


def _is_verbatim(cited: list[Any], texts: dict[str, Any]) -> bool:
    """Whether the quote stands at its place in the article that is named; the copies that are named are articles.

    A saved answer whose article is gone comes with its quote alone.
    """
    article, start, end, quote, copies = cited
    known = [texts.get(one[0], (None, ""))[0] == one for one in (article, *copies)]
    text = texts[article[0]][1] if all(known) else ""
    return text[start:end] == quote or ((start, end) == (0, len(quote)) and quote in text)


if __name__ == "__main__":
    main()
