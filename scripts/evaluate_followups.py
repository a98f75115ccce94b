#!/usr/bin/env python
"""How much of what a human rewrite of a follow-up question gains is gained by `qa.question.followup`.

    python scripts/evaluate_followups.py MTRAG WORK [--mode bm25|fused] [--domains clapnq,cloud,fiqa]

MTRAG is a folder with the conversations of IBM's mt-rag-benchmark (human-written, with passages judged):

    tasks.jsonl.gz              one turn a line: {"task_id": "CONVERSATION<::>TURN", "question", "answer"}
    pooled_passages.jsonl.gz    one passage a line: {"domain", "id", "title", "text"}
    retrieval/DOMAIN/           DOMAIN_lastturn.jsonl and DOMAIN_rewrite.jsonl: {"_id": "CONVERSATION<::>TURN", "text"};
                                qrels.tsv: query, passage, 1

WORK takes a library for each domain, with each passage as an article, and keeps it for the next run. In mode `bm25`
nothing is embedded, which makes a library in a minute or two; `fused` is what `footnote ask` does, and embeds the
passages with MiniLM, once.

Recall@5 is the share of a query's relevant passages among the first 5 distinct ones, averaged over queries, and the
gap closed is (recall - last turn) / (rewrite - last turn). Conversations are halved by a hash of their ids: the rules
were developed on one half. The last rows give the rewrites another conversation's history, which should not matter.
"""

import argparse
import gzip
import hashlib
import json
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from index.build import build
from index.embed import Embedder, MiniLM
from index.facts import stems
from index.library import Library
from index.matrix import Matrix, unit
from index.search import Mode
from index.words import content_words
from qa.question.followup import leans, resolve
from qa.types import Turn

CUTOFF = 5
# Hits taken, so that there are 5 passages among them although long ones are cut.
DEPTH = 25
HALVES = ("developed on", "held back", "all")


@dataclass(frozen=True, slots=True)
class Query:
    """One turn to find passages for. `other` is the history of another conversation of its domain."""

    conversation: str
    domain: str
    question: str
    rewrite: str
    history: tuple[Turn, ...]
    relevant: frozenset[str]
    other: tuple[Turn, ...] = ()

    @property
    def half(self) -> str:
        return HALVES[hashlib.sha256(self.conversation.encode()).digest()[0] % 2]


Forms = Callable[[Query], Sequence[str]]

VARIANTS: dict[str, Forms] = {
    "last turn": lambda query: [query.question],
    "human rewrite": lambda query: [query.rewrite],
    "human rewrite, and the question": lambda query: [query.rewrite, query.question],
    "all user turns": lambda query: [_joined(query, len(query.history))],
    "previous question + question": lambda query: [_joined(query, 1)],
    "the same, and the question": lambda query: [_joined(query, 1), query.question],
    "standalone, and the question": lambda query: [_standalone(query), query.question],
    "forms, the first": lambda query: resolve(query.question, query.history).forms[:1],
    "forms": lambda query: resolve(query.question, query.history).forms,
    "rewrite, forms after another's history": lambda query: resolve(query.rewrite, query.other).forms,
}


class NoVectors:
    """For BM25 alone: vectors that say nothing, and by which no two passages are the same."""

    name = "none"
    dimension = 64
    max_tokens = 256

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(re.findall(r"\w+|[^\w\s]", text)) for text in texts]

    def embed(self, texts: Sequence[str]) -> Matrix:
        seeds = [int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]) for text in texts]
        rows = [np.random.default_rng(seed).standard_normal(self.dimension) for seed in seeds]
        return unit(np.array(rows, np.float32).reshape(-1, self.dimension))

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        return self.embed(texts)

    def release(self) -> None:
        """There is nothing to free."""


def main() -> None:
    """Search each query in every variant and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mtrag", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--mode", choices=("bm25", "fused"), default="bm25")
    parser.add_argument("--domains", default="clapnq,cloud,fiqa")
    options = parser.parse_args()
    domains = options.domains.split(",")
    embedder = MiniLM() if options.mode == "fused" else NoVectors()
    queries: list[Query] = []
    found: dict[str, list[float]] = {name: [] for name in VARIANTS}
    for domain in domains:
        of_domain = _queries(options.mtrag, domain)
        queries += of_domain
        with _library(options.mtrag, options.work / options.mode, domain, embedder) as library:
            for name, variant in VARIANTS.items():
                found[name] += [_recall(query, variant(query), library, options.mode) for query in of_domain]
    for half in HALVES:
        chosen = [at for at, query in enumerate(queries) if half in (query.half, "all")]
        _print(half, domains, queries, chosen, found)
    _print_leaning(queries)


def _queries(mtrag: Path, domain: str) -> list[Query]:
    folder = mtrag / "retrieval" / domain
    turns = {line["task_id"]: Turn(line["question"], line["answer"]) for line in _lines(mtrag / "tasks.jsonl.gz")}
    rewrites = {line["_id"]: _text(line) for line in _lines(folder / f"{domain}_rewrite.jsonl")}
    relevant: defaultdict[str, set[str]] = defaultdict(set)
    for row in (folder / "qrels.tsv").read_text("utf-8").splitlines()[1:]:
        query, passage, score = row.split("\t")
        if float(score) > 0:
            relevant[query].add(passage)
    queries = []
    for line in _lines(folder / f"{domain}_lastturn.jsonl"):
        name, _, number = line["_id"].partition("<::>")
        history = tuple(turns[f"{name}<::>{turn}"] for turn in range(1, int(number)))
        passages = frozenset(relevant[line["_id"]])
        queries.append(Query(name, domain, _text(line), rewrites[line["_id"]], history, passages))
    chance = random.Random(0)
    following = [query for query in queries if query.history]
    return [replace(query, other=chance.choice(_not_of(query, following)).history) for query in queries]


def _not_of(query: Query, others: Sequence[Query]) -> list[Query]:
    return [other for other in others if other.conversation != query.conversation]


def _lines(file: Path) -> Iterator[dict[str, str]]:
    with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as stream:
        yield from map(json.loads, stream)


def _text(line: dict[str, str]) -> str:
    return line["text"].replace("|user|:", "").strip()


def _standalone(query: Query) -> str:
    return resolve(query.question, query.history).standalone


def _joined(query: Query, turns: int) -> str:
    before = [turn.question for turn in query.history[len(query.history) - min(turns, len(query.history)) :]]
    return " ".join([*before, query.question])


def _library(mtrag: Path, work: Path, domain: str, embedder: Embedder) -> Library:
    """The domain's library, brought up to date first: the second time nothing is left to do."""
    articles = work / f"{domain}.jsonl"
    if not articles.exists():
        work.mkdir(parents=True, exist_ok=True)
        passages = (line for line in _lines(mtrag / "pooled_passages.jsonl.gz") if line["domain"] == domain)
        records = ({key: line[key] for key in ("id", "title", "text")} for line in passages)
        articles.write_text("".join(f"{json.dumps(record)}\n" for record in records), "utf-8")
    build(work / domain, [articles], embedder)
    return Library.open(work / domain, embedder)


def _recall(query: Query, searched: Sequence[str], library: Library, mode: Mode) -> float:
    hits = library.search(list(dict.fromkeys(searched)), DEPTH, mode=mode)
    passages = list(dict.fromkeys(hit.article.path.rpartition("#")[2] for hit in hits))
    return len(query.relevant & set(passages[:CUTOFF])) / len(query.relevant)


def _print(
    half: str, domains: Sequence[str], queries: Sequence[Query], chosen: Sequence[int], found: dict[str, list[float]]
) -> None:
    groups = {domain: [at for at in chosen if queries[at].domain == domain] for domain in domains}
    groups["pooled"] = list(chosen)
    heads = [f"{name} ({len(members)})" for name, members in groups.items()]
    print(f"\nConversations: {half}. Recall@{CUTOFF}, gap closed\n")
    print("| searched | " + " | ".join(heads) + " |\n|" + " --- |" * (len(heads) + 1))
    for name, figures in found.items():
        cells = [_cell(figures, found, members) for members in groups.values()]
        print(f"| {name} | " + " | ".join(cells) + " |")


def _cell(figures: Sequence[float], found: dict[str, list[float]], members: Sequence[int]) -> str:
    mean = partial(_mean, members=members)
    low, high = mean(found["last turn"]), mean(found["human rewrite"])
    gap = f"{(mean(figures) - low) / (high - low):+.2f}" if high != low else "none"
    return f"{mean(figures):.3f} {gap}"


def _mean(figures: Sequence[float], members: Sequence[int]) -> float:
    return sum(figures[at] for at in members) / max(1, len(members))


def _print_leaning(queries: Sequence[Query]) -> None:
    """How `leans` agrees with the human rewrites, as far as these put in words that were said before."""
    following = [query for query in queries if query.history]
    needy = [_puts_in(query) for query in following]
    leaning = [leans(query.question) for query in following]
    both = sum(a and b for a, b in zip(needy, leaning, strict=True))
    twice = sum(len(resolve(query.question, query.history).forms) > 1 for query in following)
    others = sum(len(resolve(query.rewrite, query.other).forms) > 1 for query in queries)
    print(
        f"\n{len(following)} follow-ups: {sum(query.question != query.rewrite for query in following)} rewritten, "
        f"{sum(needy)} with words said before; {sum(leaning)} lean, {both} of them with such words; "
        f"{twice} searched in two forms, {others} of {len(queries)} rewrites after another's history"
    )


def _puts_in(query: Query) -> bool:
    before = stems(" ".join(f"{turn.question} {turn.answer}" for turn in query.history))
    return bool((stems(" ".join(content_words(query.rewrite))) - stems(query.question)) & before)


if __name__ == "__main__":
    main()
