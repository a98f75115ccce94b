#!/usr/bin/env python
"""How often retrieval finds a supporting article, for dense, BM25 and fused ranking.

    python scripts/evaluate_retrieval.py QUESTIONS.jsonl LIBRARY [--json]

QUESTIONS.jsonl has one question a line: {"question", "type": "answerable", "answers", "supporting_articles"}, where
the latter are ids of lines of the .jsonl file that LIBRARY was built from. hit@k counts distinct articles, in the
order in which `footnote search --json` gives them; answer@k asks whether an answer stands in the first k passages.
"""

import argparse
import json
import re
import string
from pathlib import Path
from typing import Any

from index.embed import MiniLM
from index.library import Library
from index.search import Mode
from index.types import Hit

CUTOFFS = (1, 5, 10)
PASSAGES = (4, 20)
DEPTH = 100


def main() -> None:
    """Search every answerable question in each mode and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path)
    parser.add_argument("library", type=Path)
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of the table")
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.questions.read_text("utf-8").splitlines()]
    rows = [row for row in rows if row["type"] == "answerable"]
    with Library.open(options.library, MiniLM()) as library:
        table = {mode: _evaluate(rows, library, mode) for mode in ("dense", "bm25", "fused")}
    if options.json:
        print(json.dumps({"questions": len(rows), **table}))
        return
    columns = [f"hit@{k}" for k in CUTOFFS] + [f"answer@{k}" for k in PASSAGES]
    print(f"{len(rows)} questions\n| ranking | " + " | ".join(columns) + " |\n|" + " --- |" * (len(columns) + 1))
    for mode, figures in table.items():
        print(f"| {mode} | " + " | ".join(f"{figures[column]:.3f}" for column in columns) + " |")


def _evaluate(rows: list[dict[str, Any]], library: Library, mode: Mode) -> dict[str, float]:
    sums = {f"hit@{k}": 0 for k in CUTOFFS} | {f"answer@{k}": 0 for k in PASSAGES}
    for row in rows:
        hits = library.search(row["question"], DEPTH, mode=mode)
        articles = list(dict.fromkeys(hit.article.path.rpartition("#")[2] for hit in hits))
        for k in CUTOFFS:
            sums[f"hit@{k}"] += bool(set(articles[:k]) & set(row["supporting_articles"]))
        for k in PASSAGES:
            sums[f"answer@{k}"] += _holds_answer(hits[:k], row["answers"])
    return {name: total / len(rows) for name, total in sums.items()}


def _holds_answer(hits: list[Hit], answers: list[str]) -> bool:
    texts = [_normal(hit.passage.text) for hit in hits]
    return any(f" {_normal(answer)} " in f" {text} " for answer in answers for text in texts)


def _normal(text: str) -> str:
    """Lower case, without punctuation and articles. Source: the SQuAD evaluation."""
    bare = text.lower().translate(str.maketrans("", "", string.punctuation))
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", bare).split())


if __name__ == "__main__":
    main()
