"""The flags of the commands that fill a library and look into it."""

from __future__ import annotations

import argparse
from typing import Any

from qa.cli.flags import add_filters, add_library, whole_number

_ADDING = """\
for example:
  footnote add https://example.org/news/mill.html
  footnote add https://example.org/report.pdf https://example.org/feed.xml

What a site's robots.txt asks for is obeyed. Addresses of this machine and of local networks are refused.
Exit codes: 0 all was added, 1 there was nothing to add, 2 something could not be added.
"""


def add_add(commands: Any) -> None:
    """footnote add"""
    add = commands.add_parser(
        "add",
        help="fetch web pages, PDFs and feeds into the library",
        description="Fetch each page, PDF or feed once, and keep it in the library with its address and date. What is "
        "there already is fetched again. This and a model from a hub are all that the network is used for.",
        epilog=_ADDING,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add.add_argument("addresses", nargs="+", metavar="URL", help="the address of a page, a PDF, a text or a feed")
    add.add_argument(
        "--most",
        type=whole_number(1000),
        default=50,
        metavar="N",
        help="how many entries of a feed (default: the newest 50)",
    )
    add.add_argument(
        "--allow-private", action="store_true", help="also addresses on this machine and in the local network"
    )
    add_library(add)


def add_index(commands: Any) -> None:
    """footnote index"""
    index = commands.add_parser(
        "index",
        help="read articles into the library",
        description="Read articles (.txt .md .html .pdf .docx .odt .rtf .epub .eml .mbox .json .jsonl .rss .xml .srt "
        ".vtt) into the library. Only what is new or has changed since the last time is read and embedded; what was "
        "deleted vanishes.",
    )
    index.add_argument("paths", nargs="*", metavar="PATH", help="folders or files; none: all that the library follows")
    index.add_argument(
        "--rebuild", action="store_true", help="read everything again, and forget what is not under PATH"
    )
    index.add_argument(
        "--watch",
        action="store_true",
        help="then follow the folders, and index again whenever something changes, until Ctrl-C",
    )
    index.add_argument(
        "--encoder",
        metavar="FOLDER|OWNER/REPO",
        help="embed with the sentence-transformers model in FOLDER, or at that name on the hub, from where it is "
        "downloaded once (default: the one that made the library, or the "
        "embedded one, which knows English); to change it takes --rebuild as well",
    )
    add_library(index)


def add_libraries(commands: Any) -> None:
    """footnote libraries"""
    libraries = commands.add_parser(
        "libraries",
        help="list your libraries",
        description="List the libraries that have a name, with their articles, size and the day of the last change. "
        "'footnote index --library NAME FOLDER' makes one, 'footnote ask --library NAME' asks it. To be rid of one, "
        "delete its folder.",
    )
    libraries.add_argument("--json", action="store_true", help="print a JSON array, with the folders")


def add_search(commands: Any) -> None:
    """footnote search"""
    search = commands.add_parser(
        "search", help="list the passages that fit best", description="List the best passages."
    )
    search.add_argument("query", nargs="+", metavar="QUERY", help="a question or some words")
    search.add_argument("--json", action="store_true", help="print a JSON array, best first")
    search.add_argument("-k", type=whole_number(1000), default=10, metavar="N", help="how many passages (default: 10)")
    search.add_argument(
        "--mode",
        choices=("fused", "dense", "bm25"),
        default="fused",
        help="rank by both embedding and BM25 (the default), or by one of them alone",
    )
    add_library(search)
    add_filters(search)


def add_show(commands: Any) -> None:
    """footnote show"""
    show = commands.add_parser(
        "show", help="print an article", description="Print one article as the library holds it."
    )
    show.add_argument("article", metavar="ARTICLE_ID", help="the id, the beginning of it, or the article's path")
    show.add_argument(
        "--json", action="store_true", help="print a JSON object; offsets elsewhere count characters of its text"
    )
    add_library(show)
