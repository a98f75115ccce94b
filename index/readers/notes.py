"""The syntax of note-taking programs (Obsidian, Logseq and wikis) in Markdown: what a reader would see of it."""

from __future__ import annotations

import re
from itertools import chain

_FENCE = re.compile(
    r"^(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^(?P=fence)[ \t]*$|\Z)|(?<!`)`[^`\n]{1,300}`(?!`)", re.MULTILINE | re.DOTALL
)
# What a program runs in the place of a text.
_QUERY = re.compile(r"(?:`{3,}|~{3,})\s*(?:dataview(?:js)?|query|tasks|templater|mermaid)\b")
_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.MULTILINE), put)
    for pattern, put in (
        (r"%%[^%]{0,5000}%%", ""),  # a comment
        (r"!\[\[[^\[\]\n]{1,300}\]\]", ""),  # an embedded file
        (r"\[\[[^\[\]|\n]{1,300}\|([^\[\]|\n]{1,300})\]\](?!\()", r"\1"),  # a link with a name
        (r"\[\[(?:[^\[\]|\n#]{0,300}#)?\^?([^\[\]|\n#]{1,300})\]\](?!\()", r"\1"),
        (r"==(?!\s)([^=\n]{1,1000})(?<!\s)==", r"\1"),  # marked text
        (r"^([ \t]*>[ \t]*)\[![\w-]{1,30}\][+-]?[ \t]*", r"\1"),  # the kind of a callout
        (r"(?<![ \t])[ \t]{1,20}\^[A-Za-z0-9-]{3,40}[ \t]*$", ""),  # the name of a block
        (r"^([ \t]*[-*+] )\[[ xX/-]\] ", r"\1"),  # a task's box
        (r"^[ \t]*(?:#[\w/-]{1,60}[ \t]*)+$", ""),  # a line of tags
        (r"^\[\^[^\]\s]{1,40}\]:[ \t]*", ""),  # a footnote, and where it is called
        (r"\[\^[^\]\s]{1,40}\]", ""),
    )
)


def without_notes(text: str) -> str:
    """The Markdown with such syntax taken off, but in code; queries go whole."""
    pieces, end = [], 0
    for fence in chain(_FENCE.finditer(text), [None]):
        between = text[end : fence.start() if fence else len(text)]
        for pattern, put in _RULES:
            between = pattern.sub(put, between)
        pieces.append(between)
        if fence:
            pieces.append("" if _QUERY.match(fence.group()) else fence.group())
            end = fence.end()
    return "".join(pieces)
