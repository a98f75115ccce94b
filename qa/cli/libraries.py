"""footnote libraries: which libraries there are."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import asdict

from qa.cli.complaint import complaint
from qa.contract import json_text
from qa.libraries import SAMPLE, Listed, listed
from qa.printable import one_line
from qa.settings import load_settings

_HEADINGS = ("name", "articles", "size", "changed")


def run(options: argparse.Namespace) -> int:
    """Print them; 0 if there are any, 1 if not."""
    found = listed(load_settings())
    if options.json:
        print(json_text([{**asdict(one), "folder": str(one.folder)} for one in found]))
    elif found:
        print("\n".join(_lines(found)))
    for one in found:
        if one.problem:
            print(f"footnote: {complaint(one.problem)}", file=sys.stderr)
    if not found:
        print("footnote: there are no libraries yet: footnote index FOLDER makes your own", file=sys.stderr)
    elif not options.json and any(one.is_default for one in found):
        print("* is asked where no --library is given", file=sys.stderr)
    return 0 if found else 1


def _lines(found: Sequence[Listed]) -> list[str]:
    rows = [_HEADINGS, *(_row(one) for one in found)]
    name, articles, size, _ = (max(map(len, column)) for column in zip(*rows, strict=True))
    marks = ["  ", *("* " if one.is_default else "  " for one in found)]
    notes = ["", *("  Footnote's own articles" if one.name == SAMPLE else "" for one in found)]
    return [
        f"{mark}{row[0]:<{name}}  {row[1]:>{articles}}  {row[2]:>{size}}  {row[3]}{note}"
        for mark, row, note in zip(marks, rows, notes, strict=True)
    ]


def _row(one: Listed) -> tuple[str, str, str, str]:
    count = "?" if one.problem else f"{one.articles:,}"
    return one_line(one.name), count, f"{one.bytes / 1e6:,.1f} MB", one.changed
