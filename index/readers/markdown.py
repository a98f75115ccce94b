"""Markdown files: front matter for what is known of the article, the text as plain paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from index.clean import LONGEST_TITLE, clean_title, derive_title, tidy, without_invisible
from index.readers.known import known_of
from index.types import Article, Problem, article_id

if TYPE_CHECKING:
    from markdown_it.tree import SyntaxTreeNode

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_DEEPEST = 60  # levels of quotes and lists; the parser leaves out what lies deeper


def read(text: str, relative: str) -> Iterator[Article | Problem]:
    """The article in a Markdown text. With broken front matter it comes without that, and a Problem says so."""
    from index.readers.matter import front_matter, without_front_matter
    from index.readers.notes import without_notes

    text = without_invisible(text)
    try:
        matter, rest = front_matter(text)
    except ValueError as error:
        yield Problem(relative, f"the front matter is {error}; the text is indexed without it")
        matter, rest = {}, without_front_matter(text)
    captions: list[str] = []
    known = known_of(matter)
    title, paragraphs = _title_and_body(without_notes(rest), known.title, captions)
    if not paragraphs and not title:
        yield Problem(relative, "empty: no article text in it; skipped")
        return
    yield Article(
        id=article_id(relative),
        path=relative,
        title=title or derive_title(paragraphs),
        text="\n\n".join(paragraphs) or title,
        source=known.source,
        date=known.date,
        url=known.url,
        captions=tuple(captions),
    )


def _title_and_body(text: str, known: str, captions: list[str]) -> tuple[str, list[str]]:
    """The title (`known`, or else the first heading of level 1, or "") and the paragraphs without it."""
    from markdown_it import MarkdownIt
    from markdown_it.tree import SyntaxTreeNode

    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    title, paragraphs = known, []
    for node in SyntaxTreeNode(parser.parse(text)).children:
        for block in _blocks(node, captions):
            if _is_title(node) and title in ("", block) and len(block) <= LONGEST_TITLE:
                title = clean_title(block)
            else:
                paragraphs.append(block)
    return title, paragraphs


def _is_title(node: SyntaxTreeNode) -> bool:
    return node.type == "heading" and node.tag == "h1"


def _blocks(node: SyntaxTreeNode, captions: list[str]) -> Iterator[str]:
    """The paragraphs that a block of Markdown comes to."""
    match node.type:
        case "heading" | "paragraph":
            text = tidy("".join(_inline(child, captions) for child in node.children))
        case "fence" | "code_block":
            text = node.content.strip("\n").expandtabs(4)
        case "bullet_list" | "ordered_list":
            text = "\n".join(_items(node, captions))
        case "table":
            text = "\n".join(_rows(node, captions))
        case "html_block":
            text = _without_tags(node.content)
        case "hr":
            return
        case _:  # quotes, and whatever else has blocks in it
            for child in node.children:
                yield from _blocks(child, captions)
            return
    if text.strip():
        yield text


def _items(node: SyntaxTreeNode, captions: list[str]) -> Iterator[str]:
    start = int(node.attrs.get("start", 1))
    for number, item in enumerate(node.children, start):
        marker = f"{number}. " if node.type == "ordered_list" else "- "
        text = "\n".join(block for child in item.children for block in _blocks(child, captions))
        for position, line in enumerate(text.split("\n")):
            yield (marker if position == 0 else " " * len(marker)) + line


def _rows(node: SyntaxTreeNode, captions: list[str]) -> Iterator[str]:
    for part in node.children:  # the head and the body
        for row in part.children:
            cells = (tidy("".join(_inline(child, captions) for child in cell.children)) for cell in row.children)
            yield " | ".join(cells)


def _inline(node: SyntaxTreeNode, captions: list[str]) -> str:
    """The words of a run of text: links and emphasis leave theirs, pictures put their description in `captions`."""
    match node.type:
        case "text" | "code_inline":
            return node.content
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
        case "image":
            if caption := tidy(node.content):
                captions.append(caption)
            return ""
        case "html_inline":
            return "\n" if node.content.startswith("<br") else ""
    return "".join(_inline(child, captions) for child in node.children)


def _without_tags(html: str) -> str:
    from lxml import etree  # type: ignore[import-untyped, unused-ignore]
    from lxml.html import fragment_fromstring  # type: ignore[import-untyped, unused-ignore]

    try:
        tree = fragment_fromstring(_COMMENT.sub("", html), create_parent="div")
    except (etree.ParserError, ValueError):
        return ""
    etree.strip_elements(tree, "script", "style", with_tail=False)
    return tidy("".join(tree.itertext()))
