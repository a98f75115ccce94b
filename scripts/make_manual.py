#!/usr/bin/env python
"""Write the manual page docs/footnote.1 anew, from the argument parser.

    python -m scripts.make_manual

A test compares the page with the parser. The widths and line breaks of `--help`, which differ from one Python to the
next, are no part of it.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from qa.cli.parser import whole_parser

PAGE = Path(__file__).parents[1] / "docs" / "footnote.1"

_HEAD = '.TH FOOTNOTE 1 "" "Footnote" "User Commands"'
_ENVIRONMENT = {
    "FOOTNOTE_LIBRARY": "the library that is asked where --library names none",
    "FOOTNOTE_CONFIG": "the configuration file, in place of config.toml in the user's configuration folder",
    "FOOTNOTE_API_KEY": "the key that a model's server wants (--model URL)",
    "FOOTNOTE_SERVE_KEY": "the key of footnote serve, in place of one that is made anew at each start",
    "NO_COLOR": "if set, no colours",
}
_STATUS = {
    "0": "answered, found or done",
    "1": "the articles do not say, or nothing was found",
    "2": "an error, said in one line on standard error",
}


def manual() -> str:
    """The page, as roff."""
    parser = whole_parser()
    lines = [
        _HEAD,
        ".SH NAME",
        rf"footnote \- {_plain('ask a folder of articles, offline; every sentence carries a checked footnote')}",
        ".SH SYNOPSIS",
        *_synopsis(parser),
        ".SH DESCRIPTION",
        _plain(parser.description or ""),
        *_literal(parser.epilog),
        ".SH OPTIONS",
        *_terms({"-h, --help": "say what the program, or the command before it, takes"}),
        *_arguments(parser),
        ".SH COMMANDS",
        *(line for command, about in _commands(parser) for line in _section(command, about)),
        ".SH EXIT STATUS",
        *_terms(_STATUS),
        ".SH ENVIRONMENT",
        *_terms(_ENVIRONMENT),
    ]
    return "\n".join(lines) + "\n"


def _section(parser: argparse.ArgumentParser, about: str) -> Iterator[str]:
    """One command, and behind it those below it."""
    yield f".SS {_plain(parser.prog)}"
    yield from _synopsis(parser)
    yield ".PP"
    yield _plain(parser.description or about)
    yield from _arguments(parser)
    yield from _literal(parser.epilog)
    for command, what in _commands(parser):
        yield from _section(command, what)


def _commands(parser: argparse.ArgumentParser) -> Iterator[tuple[argparse.ArgumentParser, str]]:
    """The commands below a parser, each with its line in the help."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            about = {one.dest: one.help or "" for one in action._choices_actions}
            for name, command in action.choices.items():
                yield command, about.get(name, "")


def _shown(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """What people may give, in the order of the help."""
    hidden = (argparse._SubParsersAction, argparse._HelpAction)
    return [one for one in parser._actions if one.help != argparse.SUPPRESS and not isinstance(one, hidden)]


def _synopsis(parser: argparse.ArgumentParser) -> Iterator[str]:
    values = [_value(action) for action in _shown(parser) if not action.option_strings]
    rest = ["COMMAND ..."] if any(_commands(parser)) else values
    yield rf".B {_plain(parser.prog)}"
    yield _plain(" ".join(["[OPTION]...", *rest]))


def _arguments(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in _shown(parser):
        names = ", ".join(rf"\fB{_plain(name)}\fR" for name in action.option_strings)
        value = _value(action)
        yield ".TP"
        yield " ".join(part for part in (names, rf"\fI{_plain(value)}\fR" if value else "") if part)
        yield _plain((action.help or "") % {**vars(action), "prog": parser.prog})


def _value(action: argparse.Action) -> str:
    """What stands for the value of an option or an argument."""
    if action.nargs == 0:
        return ""
    name = action.metavar or ("{" + ",".join(map(str, action.choices)) + "}" if action.choices else action.dest.upper())
    forms = {"?": "[{0}]", "*": "[{0} ...]", "+": "{0} [{0} ...]"}
    return forms.get(str(action.nargs), "{0}").format(name)


def _terms(terms: dict[str, str]) -> Iterator[str]:
    for term, meaning in terms.items():
        yield ".TP"
        yield rf"\fB{_plain(term)}\fR"
        yield _plain(meaning)


def _literal(text: str | None) -> Iterator[str]:
    """Lines that stand as they are."""
    if text:
        yield from (".PP", ".nf")
        yield from (_plain(line) for line in text.strip("\n").split("\n"))
        yield ".fi"


def _plain(text: str) -> str:
    """Text that roff takes for nothing else."""
    escaped = text.replace("\\", r"\e").replace("-", r"\-").replace("'", r"\(aq")
    return rf"\&{escaped}" if escaped.startswith((".", r"\(aq")) else escaped


def main() -> None:
    """Write the page."""
    PAGE.write_text(manual(), "utf-8")


if __name__ == "__main__":
    main()
