"""footnote search: the passages that fit best, without a language model."""

from __future__ import annotations

import argparse

from qa.cli.common import filters, note_undated, open_library
from qa.cli.render import hit_text
from qa.cli.style import Style
from qa.contract import hit_json, json_text
from qa.question.typed import clean_question


def run(options: argparse.Namespace) -> int:
    """Print the passages; 0 if there are any, 1 if not."""
    query = clean_question(" ".join(options.query))
    chosen = filters(options)
    with open_library(options) as library:
        note_undated(library, chosen)
        hits = library.search(query, options.k, filters=chosen, mode=options.mode)
    if options.json:
        print(json_text([hit_json(hit) for hit in hits]))
    elif hits:
        style = Style.of_stdout()
        print("\n\n".join(hit_text(number, hit, style) for number, hit in enumerate(hits, start=1)))
    return 0 if hits else 1
