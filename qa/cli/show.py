"""footnote show: an article as the library holds it."""

from __future__ import annotations

import argparse

from qa.cli.common import open_library
from qa.cli.render import article_text
from qa.cli.style import Style
from qa.contract import article_json, json_text


def run(options: argparse.Namespace) -> int:
    """Print the article."""
    with open_library(options) as library:
        article = library.article(options.article)
    if options.json:
        print(json_text(article_json(article)))
    else:
        print(article_text(article, Style.of_stdout()))
    return 0
