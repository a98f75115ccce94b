"""footnote show: an article as the library holds it."""

from __future__ import annotations

import argparse
import json

from qa.cli.common import open_library
from qa.cli.render import Style, article_text
from qa.contract import article_json


def run(options: argparse.Namespace) -> int:
    """Print the article."""
    with open_library(options) as library:
        article = library.article(options.article)
    if options.json:
        print(json.dumps(article_json(article), ensure_ascii=False))
    else:
        print(article_text(article, Style.of_stdout()))
    return 0
