"""Text, Markdown and JSON Lines made to take a reader's time or memory."""

from __future__ import annotations

import gzip
import io
import json

from scripts.trials.bomb import LAYERS, PROSE, Bomb, again


def text_bombs() -> list[Bomb]:
    """One of each."""
    return [*_shapeless(), *_markup(), *_lines()]


def _shapeless() -> list[Bomb]:
    """Text that has too much of one thing, as each kind of file that holds text."""
    pieces = {
        "one line of prose": PROSE,
        "one word": "abcdefghij",
        "tiny paragraphs": "word.\n\n",
        "spaces": " ",
        "blank lines": "\n",
        "spaces and line ends": " \n",
        "zero-width characters": "\u200b",
        "joiners": "\u200d",
        "combining characters": "\u0301",
        "combining classes": "\u0301\u0323",
        "control strings": "\x90",
        "joiners between letters": "é" + "\u200d" * 5000,
        "accents on letters": "e" + "\u0301\u0323" * 5000,
        "an open quote": "\u201cHe said. ",
        "an open quote and words": "\u201cHe said. word ",
        "escape sequences": "\x1b[",
        "escape strings": "\x1b]a",
        "dashes": "-",
        "dots": ". ",
        "brackets": "[",
        "initials": "A. ",
        "home > home": "home > ",
        "capitals": "Smith, ",
        "@ signs": "contact a@",
        "hyphenated lines": "the word was divided at the end of the line, as it was in all newspapers of that ti-\n",
        "boilerplate": "Advertisement\n",
        "captions": "Photo: Jane Doe/AP\n\n",
        "abbreviations": "Mr. Dr. St. ",
        "quotes": "\u201cHe said. \u201d",
    }
    return [Bomb(name, ".txt", again(piece)) for name, piece in pieces.items()]


def _markup() -> list[Bomb]:
    """Markdown and its front matter."""
    pieces = {
        "prose": PROSE,
        "tiny paragraphs": "word.\n\n",
        "emphasis": "*a **b ",
        "underscores": "_a __",
        "brackets": "[",
        "links": "[a](",
        "pictures": "![",
        "references": "[a]: b\n",
        "uses of references": "[a]: /b\n[a] ",
        "backticks": "`a``b",
        "angles": "<a ",
        "comments": "<!-- ",
        "blocks of HTML": "<div>",
        "tables": "a | b\n--|--\n",
        "wide tables": "|a",
        "entities": "&amp;",
        "autolinks": "<http://a",
        "line breaks": "a  \n",
        "backslashes": "\\",
        "tildes": "~~a",
        "numbered": "1. a\n",
        "strikes": "~",
        "quotes": ">",
        "list in list": "- ",
        "setext": "a\n-\n",
    }
    return [
        *(Bomb(name, ".md", again(piece)) for name, piece in pieces.items()),
        Bomb("lists ever deeper", ".md", lambda size: _deeper(size, "- a\n")),
        Bomb("aliases in front matter", ".md", lambda _size: _aliases("[{}]")),
        Bomb("merges in front matter", ".md", lambda _size: _aliases("{{<<: [{}]}}")),
        Bomb("long front matter", ".md", lambda size: _matter("key: value\n" * (size // 11))),
        Bomb("nested front matter", ".md", lambda size: _matter("a: " + "[" * size)),
        Bomb("front matter without end", ".md", lambda size: b"---\n" + b"a: b\n" * (size // 5)),
        Bomb("numbers in front matter", ".md", lambda size: _matter("title: 0x" + "f" * size)),
        Bomb("sexagesimal front matter", ".md", lambda size: _matter("date: 1" + ":01" * (size // 3))),
    ]


def _deeper(size: int, line: str) -> bytes:
    levels = int(size**0.5)
    return "".join("  " * level + line for level in range(levels)).encode()


def _matter(text: str) -> bytes:
    return f"---\n{text}\n---\n\n{PROSE}\n".encode()


def _aliases(form: str) -> bytes:
    layers = ["a0: &a0 {k: v}" if "<<" in form else "a0: &a0 [lol]"]
    for number in range(1, LAYERS):
        uses = ", ".join([f"*a{number - 1}"] * 10)
        layers.append(f"a{number}: &a{number} " + form.format(uses))
    return _matter("\n".join(layers))


def _lines() -> list[Bomb]:
    """JSON Lines, and what a small gzip file can hold: `size` is unpacked ten times over there."""
    record = json.dumps({"id": "ID", "title": "The mill", "text": PROSE})
    return [
        Bomb("text on one line", ".jsonl", lambda size: _text(PROSE * (size // len(PROSE)))),
        Bomb("one word", ".jsonl", lambda size: _text("a" * size)),
        Bomb("tiny paragraphs", ".jsonl", lambda size: _text("word.\n\n" * (size // 7))),
        Bomb("escaped surrogates", ".jsonl", lambda size: b'{"text": "' + b"\\ud800" * (size // 6) + b'"}'),
        Bomb("nesting", ".jsonl", again("[")),
        Bomb("nested objects", ".jsonl", again('{"text":')),
        Bomb("a number", ".jsonl", lambda size: b'{"id": ' + b"9" * size + b', "text": "words"}'),
        Bomb("an exponent", ".jsonl", lambda size: b'{"id": 1e' + b"9" * size + b', "text": "words"}'),
        Bomb(
            "a title", ".jsonl", lambda size: json.dumps({"title": "a" + " | a" * (size // 4), "text": PROSE}).encode()
        ),
        Bomb(
            "a title of dashes",
            ".jsonl",
            lambda size: json.dumps({"title": "a - CNN" + " - CNN" * (size // 6)}).encode(),
        ),
        Bomb(
            "an address", ".jsonl", lambda size: json.dumps({"url": "http://[" * (size // 8), "text": PROSE}).encode()
        ),
        Bomb("a date", ".jsonl", lambda size: json.dumps({"date": "2024-" * (size // 5), "text": PROSE}).encode()),
        Bomb("keys", ".jsonl", lambda size: json.dumps({f"k{n}": n for n in range(size // 16)}).encode()),
        Bomb("blank lines", ".jsonl", again("\n")),
        Bomb("bad lines", ".jsonl", lambda size: record.encode() + b"\nx" * (size // 2)),
        Bomb("the same id", ".jsonl", again(record + "\n")),
        Bomb("zeros", ".jsonl.gz", lambda size: _packed(b"\0", 10 * size)),
        Bomb("blank lines", ".jsonl.gz", lambda size: _packed(b"\n", 10 * size)),
        Bomb("lines of spaces", ".jsonl.gz", lambda size: _packed(b"   \n", 10 * size)),
        Bomb("one text", ".jsonl.gz", lambda size: _packed(PROSE.encode(), 10 * size, b'{"text": "', b'"}')),
        Bomb("many bad lines", ".jsonl.gz", lambda size: _packed(b"x\n", 10 * size, record.encode() + b"\n")),
        Bomb("many members", ".jsonl.gz", lambda size: gzip.compress(b"\n") * (size // 21)),
    ]


def _text(text: str) -> bytes:
    return json.dumps({"text": text}).encode()


def _packed(piece: bytes, size: int, before: bytes = b"", after: bytes = b"") -> bytes:
    target, block = io.BytesIO(), piece * (min(size, 2**20) // len(piece))
    with gzip.GzipFile(fileobj=target, mode="wb", compresslevel=1) as stream:
        stream.write(before)
        for _ in range(size // len(block)):
            stream.write(block)
        stream.write(after)
    return target.getvalue()
