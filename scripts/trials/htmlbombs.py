"""Web pages made to take a reader's time or memory."""

from __future__ import annotations

from scripts.trials.bomb import LAYERS, PROSE, Bomb, again


def html_bombs() -> list[Bomb]:
    """One of each."""
    pieces = {
        "prose": PROSE,
        "div in div": "<div>",
        "p in p": "<p>a",
        "b in b": "<b>",
        "lists": "<ul><li>a",
        "quotes": "<blockquote>a",
        "tables in tables": "<table><tr><td>",
        "table": "<tr><td>a</td><td>b</td></tr>",
        "paragraphs": f"<p>{PROSE}</p>",
        "tiny paragraphs": "<p>a</p>",
        "line breaks": "a<br>",
        "links": f"<p><a href='/x'>{PROSE}</a></p>",
        "entities": "&amp;",
        "comments": "<!-- ",
        "captions": "<figcaption>a</figcaption>",
        "captions in captions": "<figcaption>a",
        "hidden": "<noscript>a",
        "forms": "<form><select>",
        "spans": "<span class=a>a</span> ",
        "headings": "<h1>a</h1>",
        "meta": "<meta name=date content=2024>",
        "scripts": '<script type=\'application/ld+json\'>{"@type": "Article"}</script>',
        "times": "<time datetime='2024-01-01'>1 January 2024</time>",
        "less-than": "<",
        "stray ends": "</p>",
        "blank lines": "\n",
    }
    head = f"<!DOCTYPE html><html><head><title>A page</title></head><body><p>{PROSE}</p>"
    return [
        *(Bomb(name, ".html", again(piece, before=head)) for name, piece in pieces.items()),
        Bomb("attributes", ".html", lambda size: f"{head}<p {' '.join(f'a{n}=b' for n in range(size // 9))}>".encode()),
        Bomb("attribute", ".html", lambda size: f"{head}<p class='{'a ' * (size // 2)}'>{PROSE}".encode()),
        Bomb("script", ".html", lambda size: f"{head}<script>{'a<b;' * (size // 4)}".encode()),
        Bomb("nested JSON-LD", ".html", lambda size: _script("[" * size)),
        Bomb("long JSON-LD", ".html", lambda size: _script('{"@type": "Article", "name": "' + "a" * size + '"}')),
        Bomb("title", ".html", lambda size: f"<html><title>{'a | ' * (size // 4)}</title><p>{PROSE}".encode()),
        Bomb("entities of entities", ".html", _laughs),
        Bomb("declared charsets", ".html", lambda size: b"<meta " * (size // 6)),
    ]


def _script(text: str) -> bytes:
    return f"<html><head><script type='application/ld+json'>{text}</script></head><p>{PROSE}</p></html>".encode()


def _laughs(_size: int) -> bytes:
    entities = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, LAYERS))
    text = f"<?xml version='1.0'?><!DOCTYPE html [<!ENTITY l0 'lol'>{entities}]>"
    return (
        f"{text}<html xmlns='http://www.w3.org/1999/xhtml'><body><p>{PROSE}&l{LAYERS - 1};</p></body></html>".encode()
    )
