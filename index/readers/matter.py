"""The front matter of a Markdown file, read with distrust: a few lines of YAML can ask for any amount of memory.

Between rules of "---" stands YAML, or what its writer took for it; between rules of "+++", TOML.
"""

from __future__ import annotations

import re
import tomllib

import yaml  # type: ignore[import-untyped, unused-ignore]

from index.readers import one_line
from index.readers.known import is_known

_MATTER = re.compile(r"\A\s*+-{3,}[ \t]*\n(?P<inside>(?:.*?\n)?)-{3,}[ \t]*(?:\n|\Z)", re.DOTALL)
_TOML = re.compile(r"\A\s*\+{3}[ \t]*\n(?P<inside>(?:.*?\n)?)\+{3}[ \t]*(?:\n|\Z)", re.DOTALL)
# A line of "key: value" that is not indented; quotes around the value come off.
_LOOSE = re.compile(r"(?P<key>[A-Za-z][\w -]{0,40}?)[ \t]*:(?:[ \t]+(?P<value>\S.*))?")
_OPENS = tuple("\"'[{!&*|>")
_LONGEST = 16 << 10  # characters: ten times what real ones have
_DEEPEST = 20  # levels: what builds values out of nested YAML recurses in C, and would crash
_MOST_ALIASES = 20  # each can double what is there; real ones have none
# How lines of front matter begin that are not indented: with a key, or a sign of YAML's.
_KEY = re.compile(r"""[\w."' -]{1,60}:(?:\s|$)|[#?{}\[\]&*!|>%"'-]""")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C is not everywhere


def front_matter(text: str) -> tuple[dict[str, object], str]:
    """The front matter as plain values by key, and the text below it.

    What stands between two rules is only front matter if it is a mapping, and at the top. Where a line is no YAML,
    since its value has a colon in it, "key: value" is taken as it stands. Raises ValueError for what is neither.
    """
    if match := _TOML.match(text):
        return _toml(match["inside"]), text[match.end() :]
    match = _MATTER.match(text)
    if match is None or not _has_keys(match["inside"]):
        return {}, text
    try:
        known = _yaml(match["inside"])
    except Exception as error:  # YAML's own errors, and those of dates and numbers that cannot be
        loose = _loose(match["inside"]) if isinstance(error, yaml.YAMLError) else None
        if not loose:
            raise ValueError(f"not valid YAML ({one_line(error)})") from None
        return loose, text[match.end() :]
    return ({}, text) if known is None else (known, text[match.end() :])


def _yaml(inside: str) -> dict[str, object] | None:
    """The values, or None where it is no mapping."""
    _check(inside)
    known = yaml.load(inside, Loader=_LOADER)  # a safe one, which makes plain values only
    if known is not None and not isinstance(known, dict):
        return None
    plain = {str(key): value for key, value in (known or {}).items()}
    for value in plain.values():
        str(value)  # a number of 5,000 digits has no text
    return plain


def _toml(inside: str) -> dict[str, object]:
    if len(inside) > _LONGEST:
        raise ValueError(f"longer than {_LONGEST:,} characters")
    try:
        return tomllib.loads(inside)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not valid TOML ({one_line(error)})") from None


def _loose(inside: str) -> dict[str, object]:
    """The lines of "key: value", where all are such, or below one and indented, and some say what is known of an
    article; not where one opens a quote or a bracket.
    """
    lines = [line for line in inside.split("\n") if line.strip() and not line.startswith((" ", "\t", "-", "#"))]
    found = [match for line in lines if (match := _LOOSE.fullmatch(line.rstrip()))]
    values: dict[str, object] = {match["key"]: _unquoted(match["value"] or "") for match in found}
    opened = any(str(value).startswith(_OPENS) for value in values.values())
    return values if len(found) == len(lines) and not opened and any(map(is_known, values)) else {}


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def without_front_matter(text: str) -> str:
    """The text below front matter that cannot be read."""
    return _MATTER.sub("", _TOML.sub("", text))


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
