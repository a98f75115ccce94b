#!/usr/bin/env python
"""Rebuild the index from folders of articles: `footnote index --rebuild` as a script.

python scripts/rebuild_index.py ~/news [--library DIR]
"""

import sys

from qa.cli import main

if __name__ == "__main__":
    sys.exit(main(["index", "--rebuild", *sys.argv[1:]]))
