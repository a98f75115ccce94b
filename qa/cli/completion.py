"""footnote completion: what a shell needs to complete commands, flags and paths."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import shtab

from qa.cli.parser import whole_parser

_FILES, _FOLDERS = {"paths", "articles", "file", "rows", "plot", "model"}, {"library"}


def run(options: argparse.Namespace) -> int:
    """Print the script."""
    parser = whole_parser()
    for action in _actions(parser):
        kind = shtab.FILE if action.dest in _FILES else shtab.DIRECTORY if action.dest in _FOLDERS else None
        if kind is not None:
            action.complete = kind  # type: ignore[attr-defined]  # where shtab looks for it
    print(shtab.complete(parser, options.shell))
    return 0


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from _actions(command)
