#!/usr/bin/env python
"""What Footnote withstands: one subcommand a kind of trouble, each with so many cases and how many of them failed.

    python -m scripts.reliability KIND [--json]        'python -m scripts.reliability KIND --help' says more

`make test` tries a few cases of each kind; docs/reliability.md has what came of many.
"""

from __future__ import annotations

import argparse
import subprocess
import sys

from index.errors import FootnoteError
from scripts.trials import (
    bombs,
    clients,
    crowd,
    damage,
    engine,
    full,
    fuzz,
    hostile_library,
    kill,
    offline,
    questions,
    soak,
)
from scripts.trials.tally import print_tallies

KINDS = (kill, engine, full, crowd, damage, bombs, fuzz, hostile_library, questions, offline, soak, clients)


def main() -> int:
    """Run one subcommand; 0 if every case went well, 1 if one failed, 2 on error."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(metavar="KIND", required=True)
    for kind in KINDS:
        kind.add(commands)
    for command in commands.choices.values():
        command.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
    options = parser.parse_args()
    try:
        tallies = options.run(options)
    except (FootnoteError, OSError, ValueError, subprocess.CalledProcessError) as error:
        print(f"reliability: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("reliability: stopped", file=sys.stderr)
        return 2
    print_tallies(tallies, as_json=options.json)
    return int(any(one.failures for one in tallies))


if __name__ == "__main__":
    sys.exit(main())
