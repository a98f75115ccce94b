"""The front matter of a Markdown file, read with distrust: a few lines of YAML can ask for any amount of memory."""

from __future__ import annotations

import re

import yaml  # type: ignore[import-untyped, unused-ignore]

from index.readers import one_line

_MATTER = re.compile(r"\A\s*+-{3,}[ \t]*\n(?P<inside>(?:.*?\n)?)-{3,}[ \t]*(?:\n|\Z)", re.DOTALL)
_LONGEST = 16 << 10  # characters: ten times what real ones have
_DEEPEST = 20  # levels: what builds values out of nested YAML recurses in C, and would crash
_MOST_ALIASES = 20  # each can double what is there; real ones have none
# How lines of front matter begin that are not indented: with a key, or a sign of YAML's.
_KEY = re.compile(r"""[\w."' -]{1,60}:(?:\s|$)|[#?{}\[\]&*!|>%"'-]""")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C is not everywhere


def front_matter(text: str) -> tuple[dict[str, object], str]:
    """The scalars of the front matter by lower-case key, and the text below it.

    What stands between two rules is only front matter if it is a mapping, and at the top. Raises ValueError for bad
    YAML.
    """
    match = _MATTER.match(text)
    if match is None or not _has_keys(match["inside"]):
        return {}, text
    try:
        _check(match["inside"])
        known = yaml.load(match["inside"], Loader=_LOADER)  # a safe one, which makes plain values only
        if known is not None and not isinstance(known, dict):
            return {}, text
        scalars = {
            str(key).lower(): value
            for key, value in (known or {}).items()
            if isinstance(value, str) or not hasattr(value, "__iter__")
        }
        for value in scalars.values():
            str(value)  # a number of 5,000 digits has no text
    except Exception as error:  # YAML's own errors, and those of dates and numbers that cannot be
        raise ValueError(one_line(error)) from None
    return scalars, text[match.end() :]


def without_front_matter(text: str) -> str:
    """The text below front matter that cannot be read."""
    return _MATTER.sub("", text)


def _has_keys(inside: str) -> bool:
    """Whether it may be front matter at all: a passage between two rules has lines that are sentences."""
    lines = (line for line in inside.split("\n") if line.strip() and not line[0].isspace())
    return all(_KEY.match(line) for line in lines)


def _check(inside: str) -> None:
    """Raises ValueError for YAML that may take too much. Its events come one by one, without recursion."""
    if len(inside) > _LONGEST:
        raise ValueError(f"longer than {_LONGEST:,} characters")
    depth = aliases = 0
    for event in yaml.parse(inside, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        aliases += isinstance(event, yaml.AliasEvent)
        if depth > _DEEPEST or aliases > _MOST_ALIASES:
            raise ValueError("nested too deeply" if depth > _DEEPEST else "too many aliases")
