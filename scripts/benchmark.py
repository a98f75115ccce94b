#!/usr/bin/env python
"""How good the plain recipe is, and how fast and how large Footnote: one subcommand a figure.

    python -m scripts.benchmark FIGURE [--json]        'python -m scripts.benchmark FIGURE --help' says more

Each figure stands beside what it is measured against, in the same run. docs/performance.md has them all.
"""

from __future__ import annotations

import argparse
import subprocess
import sys

from index.errors import FootnoteError
from scripts.benchmarks import (
    bounds,
    cold,
    growth,
    indexing,
    keys,
    memory,
    plain_recipe,
    reading,
    roundtrip,
    search,
    tabs,
    unchanged,
    warm,
)
from scripts.benchmarks.figure import print_figures

FIGURES = (
    plain_recipe,
    keys,
    cold,
    warm,
    indexing,
    reading,
    roundtrip,
    unchanged,
    search,
    growth,
    memory,
    tabs,
    bounds,
)


def main() -> int:
    """Run one subcommand; 0 if it ran, 2 on error."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(metavar="FIGURE", required=True)
    for figure in FIGURES:
        figure.add(commands)
    for command in commands.choices.values():
        command.add_argument("--json", action="store_true", help="print one JSON object instead of the table")
    options = parser.parse_args()
    try:
        figures = options.run(options)
        if figures is not None:
            print_figures(figures, as_json=options.json)
    except (FootnoteError, OSError, ValueError, subprocess.CalledProcessError) as error:
        print(f"benchmark: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("benchmark: stopped", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
