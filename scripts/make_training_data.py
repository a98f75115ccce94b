#!/usr/bin/env python
"""Bring the training data into one form: questions with passages that answer them and passages that do not.

    python -m scripts.make_training_data EVAL_FOLDER OUT_FOLDER

EVAL_FOLDER holds authored/, squadshifts/, squad2/, clapnq/, ester/, qamr/, newsquizqa/ and realtimeqa/. Writes
train.jsonl and held_out.jsonl into OUT_FOLDER, one question with its passages a line. Held out are a tenth of the
authored questions by article, a third of the RealtimeQA questions, and an eighth of SQuAD 2.0's articles.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from index.embed import MiniLM
from scripts.training.articles import Articles
from scripts.training.authored import (
    answerability_groups,
    articles_of,
    evidence_groups,
    placed_claims,
    placed_facts,
    placed_rows,
    rows_of,
)
from scripts.training.claims import claim_groups, inference_groups
from scripts.training.clapnq import clapnq_groups
from scripts.training.ester import ester_groups
from scripts.training.groups import Group, part, shuffled, write_groups
from scripts.training.news import realtimeqa_groups, unanswerable_groups
from scripts.training.qamr import qamr_groups
from scripts.training.squad import squad_groups
from scripts.training.swapped import swapped_groups

_NEWS_QUIZ = 900
# Written for this project over articles of RealtimeQA 2022-2023: open questions with the sentences of an answer,
# questions that a passage answers or only seems to, and claims.
_WRITTEN = Path(__file__).parent / "training" / "questions"
OPEN_QUESTIONS, FACTS, CLAIMS = (_WRITTEN / f"{name}.jsonl.gz" for name in ("open", "facts", "claims"))
# Of the articles that no question names one in so many is searched as well.
_ONE_OF = 12
# Datasets whose names are written with capitals, and which are like what people ask.
_SWAPPED = ("new_wiki", "dev_half", "realtimeqa")


def main(data: Path, out: Path) -> None:
    """Write both files and print what is in them."""
    out.mkdir(parents=True, exist_ok=True)
    everything = list(_groups(data, MiniLM()))
    trained = [group for group, held_out in everything if not held_out and group.origin in _SWAPPED]
    everything += [(group, False) for group in swapped_groups(trained)]
    for name, wanted in (("train", False), ("held_out", True)):
        groups = shuffled([group for group, held_out in everything if held_out == wanted], seed=1)
        write_groups(out / f"{name}.jsonl", groups)
        print(name, len(groups), dict(Counter(group.origin for group in groups)))


def _groups(data: Path, embedder: MiniLM) -> Iterator[tuple[Group, bool]]:
    """Every group, and whether it is held out."""
    for name in ("new_wiki", "reddit", "amazon_reviews"):
        for group in squad_groups(data / "squadshifts" / f"{name}.json.gz", embedder.count_tokens, negatives=1):
            yield group, False
    for group in squad_groups(data / "squad2" / "dev_half.json.gz", embedder.count_tokens, negatives=1):
        # by article: questions of one article share its passages
        yield group, part(group.candidates[0].title, 8) == 0
    for group in clapnq_groups(data / "clapnq", embedder.count_tokens):
        yield group, part(group.id, 5) == 0
    for group in (*ester_groups(data / "ester" / "ester.jsonl.gz"), *qamr_groups(data / "qamr" / "qamr.jsonl.gz")):
        yield group, False
    yield from _news_groups(data, embedder)
    claims = [*rows_of(data / "authored" / "claims.jsonl"), *placed_claims(CLAIMS, news_of(data))]
    yield from claim_groups(claims)
    yield from inference_groups(data / "nli" / "nli.jsonl.gz")


def news_of(data: Path) -> Path:
    """The articles that the questions written for this project are about."""
    return data / "realtimeqa" / "train_2022_2023" / "articles.jsonl.gz"


def _news_groups(data: Path, embedder: MiniLM) -> Iterator[tuple[Group, bool]]:
    """Those over news articles, which are searched for passages that only look alike."""
    questions = data / "realtimeqa" / "train_2022_2023" / "questions.jsonl"
    news = news_of(data)
    evidence = [*rows_of(data / "authored" / "evidence.jsonl"), *placed_rows(OPEN_QUESTIONS, news)]
    answerability = [*rows_of(data / "authored" / "answerability.jsonl"), *placed_facts(FACTS, news)]
    supporting = {name for line in questions.open() for name in json.loads(line)["supporting_articles"]}
    wanted = supporting | articles_of(evidence, answerability)
    files = sorted(data.glob("realtimeqa/*/articles.jsonl.gz"))
    articles = Articles.read(files, wanted, _ONE_OF, embedder.count_tokens)
    yield from evidence_groups(evidence, articles)
    yield from answerability_groups(answerability, articles)
    for held_out in (False, True):
        for group in realtimeqa_groups(questions, articles, held_out=held_out):
            yield group, held_out
    tested = {
        json.loads(line)["question"].strip()
        for file in data.glob("realtimeqa/*/questions.jsonl")
        for line in file.open()
    }
    quiz = data / "newsquizqa" / "news_quiz_qa-train.csv"
    for group in unanswerable_groups(quiz, articles, count=_NEWS_QUIZ, without=tested):
        yield group, part(group.id, 6) == 0


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:3]))
