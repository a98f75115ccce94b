#!/usr/bin/env python
"""Fit the weights of qa/evidence/calibration.py: which passage answers, in which words, and when to refuse.

    python -m scripts.fit_chances QUESTIONS.jsonl LIBRARY SEEN.jsonl

QUESTIONS.jsonl are RealtimeQA's of 2022-2023, where they lie among the other data, of which only the third is used that
nothing was trained on (scripts/training/news.py), with a sixth of the questions written for this project over articles
that are held out. LIBRARY holds their articles. What the models say of each question is kept in SEEN.jsonl,
so that a second run only fits. Prints the weights, the share of right answers and the AUC of refusal in 5-fold
cross-validation by question, and what thresholds refuse.
"""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from index.embed import MiniLM
from index.library import Library
from index.types import Article, Hit, Passage
from qa.answer.excerpt import excerpt, worth_reading
from qa.answer.opinion import Draft, weighed
from qa.answer.prompts import OPENING, reading
from qa.answer.short import DRAFT_TOKENS, READ
from qa.configuration import SHIPPED
from qa.evaluation.squad import f1, holds
from qa.evidence.calibration import ANSWER, Signals
from qa.evidence.candidates import Found, Option, options, read_all
from qa.evidence.reader import AnswerSpan, MiniLMReader, Reading
from qa.llm.generator import Generator
from qa.llm.models import find_model
from qa.question.kind import Kind
from qa.start import open_generator
from scripts.make_training_data import FACTS
from scripts.training.authored import is_held_out as article_held_out
from scripts.training.authored import placed_facts, rows_of
from scripts.training.groups import part
from scripts.training.news import is_held_out

_RIGHT = 0.6
# Of the questions written for this project one in so many is taken.
_WRITTEN = 6
# More than are asked about in use, so that what is asked does not hang on the weights that are to be fitted.
_ASKED = 99

Table = NDArray[np.float64]
Labels = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Seen:
    """A question, RealtimeQA's row of it, with what the models say: the passages as the pair reader orders them, the
    language model's draft, and the options with its opinion.
    """

    row: dict[str, Any]
    found: list[Found]
    draft: Draft
    options: list[Option]

    @property
    def kind(self) -> str:
        """answerable, near_miss or out_of_scope."""
        return str(self.row["type"])

    def is_right(self, text: str) -> bool:
        """Whether `footnote eval` would call the text correct."""
        golds = self.row["answers"]
        return any(holds(text, gold) for gold in golds) or f1(text, golds) >= _RIGHT

    def supports(self, hit: Hit) -> bool:
        """Whether the passage stands in a supporting article and holds the answer."""
        return self._is_supporting(hit) and any(holds(hit.passage.text, gold) for gold in self.row["answers"])

    def is_it(self, option: Option) -> bool:
        """Whether these words are a right answer in a supporting article."""
        return self._is_supporting(option.hit) and self.is_right(option.text)

    def _is_supporting(self, hit: Hit) -> bool:
        return hit.article.path.rpartition("#")[2] in self.row["supporting_articles"]


# What a question offers to be weighed, and whether it is right.
Labelled = Callable[[Seen], Sequence[tuple[Signals, bool]]]


def record_of(one: Seen) -> dict[str, Any]:
    """What is kept of a question, as JSON values: of articles, where they come from."""
    return {
        "row": one.row,
        "found": [
            {
                "passage": asdict(found.hit.passage),
                "path": found.hit.article.path,
                "similarity": found.hit.similarity,
                "reading": asdict(found.reading),
                "rank": found.rank,
            }
            for found in one.found
        ],
        "draft": asdict(one.draft),
        "options": [
            {"passage": option.hit.passage.id, "text": option.text, "start": option.start, "end": option.end}
            | {"signals": asdict(option.signals)}
            for option in one.options
        ],
    }


def seen_of(record: dict[str, Any]) -> Seen:
    """What `record_of` was given, without the articles' texts."""
    found = []
    for one in record["found"]:
        passage = Passage(**one["passage"])
        hit = Hit(passage, Article(passage.article_id, one["path"], "", ""), 0.0, one["similarity"])
        spans = tuple(AnswerSpan(**span) for span in one["reading"]["spans"])
        found.append(Found(hit, Reading(one["reading"]["relevance"], spans), one["rank"]))
    hits = {one.hit.passage.id: one.hit for one in found}
    options = [
        Option(one["text"], hits[one["passage"]], one["start"], one["end"], Signals(**one["signals"]), ANSWER)
        for one in record["options"]
    ]
    return Seen(record["row"], found, Draft(**record["draft"]), options)


def main(questions: Path, library: Path, seen_file: Path) -> None:
    """Gather what is not there yet, then fit and report."""
    if not seen_file.exists():
        partial = seen_file.with_suffix(".partial")
        with partial.open("w", encoding="utf-8") as stream:
            for one in gather(questions, library):
                stream.write(json.dumps(record_of(one), default=float) + "\n")
        partial.replace(seen_file)
    seen = [seen_of(json.loads(line)) for line in seen_file.read_text("utf-8").splitlines()]
    kinds = np.array([one.kind for one in seen])
    print(f"{len(seen)} questions: { {kind: int((kinds == kind).sum()) for kind in sorted(set(kinds.tolist()))} }")
    drafts = np.array([one.is_right(one.draft.answer) for one in seen])
    print(f"the language model's own draft is right: {drafts[kinds == 'answerable'].mean():.3f}")
    report("PASSAGE", seen, (0, 1, 2, 3), _of_passages)
    report("ANSWER_ALONE", seen, (0, 1, 3), _of_options)
    report("ANSWER", seen, (0, 1, 3, 4), _of_options)


def gather(questions: Path, library: Path) -> Iterator[Seen]:
    """What the models say of every held-out question."""
    embedder, reader = MiniLM(), MiniLMReader()
    generator = open_generator(find_model(None))
    rows = [json.loads(line) for line in questions.read_text("utf-8").splitlines()]
    asked = [row for row in rows if is_held_out(row["id"])] + list(_written(questions.parents[2]))
    asked.sort(key=lambda row: part(row["id"], 1 << 30))
    with Library.open(library, embedder) as opened:
        for row in asked:
            found = read_all(
                row["question"], opened.search(row["question"], SHIPPED.depths[Kind.FACT].passages), reader
            )
            yield _seen(row, found, generator)


def _written(data: Path) -> Iterator[dict[str, Any]]:
    """Questions that were written for this project over single passages, of the articles that are held out, in the form
    of RealtimeQA's: those that the passage only seems to answer as near misses.
    """
    news = data / "realtimeqa" / "train_2022_2023" / "articles.jsonl.gz"
    rows = [*rows_of(data / "authored" / "answerability.jsonl"), *placed_facts(FACTS, news)]
    for number, row in enumerate(rows):
        if not article_held_out(row["article_id"]):
            continue
        for place, one in enumerate((*row["answerable"], *row["unanswerable"])):
            if part(f"{number}-{place}", _WRITTEN) == 0:
                answers = [one["answer"]] if "answer" in one else []
                yield {
                    "id": f"written-{number}-{place}",
                    "question": one["question"],
                    "type": "answerable" if answers else "near_miss",
                    "answers": answers,
                    "supporting_articles": [row["article_id"]] if answers else [],
                }


def _seen(row: dict[str, Any], found: list[Found], generator: Generator) -> Seen:
    question, read = row["question"], worth_reading(found, READ)
    prompt = reading(question, [excerpt(one) for one in read])
    draft = Draft.of("".join(generator.generate(prompt, DRAFT_TOKENS, OPENING)))
    return Seen(row, found, draft, weighed(prompt, options(found), read, draft, generator, _ASKED))


def _of_passage(found: Found) -> Signals:
    return found.signals(found.reading.spans[0] if found.reading.spans else None)


def _of_passages(one: Seen) -> list[tuple[Signals, bool]]:
    return [(_of_passage(found), one.supports(found.hit)) for found in one.found]


def _of_options(one: Seen) -> list[tuple[Signals, bool]]:
    return [(option.signals, one.is_it(option)) for option in one.options]


def report(name: str, seen: Sequence[Seen], columns: Sequence[int], of: Labelled) -> None:
    """Fit on those `columns` of the features of whatever `of` gives with its labels; print what the best of each
    question is worth.
    """
    table, right, groups = _table(seen, columns, of)
    model = LogisticRegression(C=10.0, max_iter=1000)
    chances = cross_val_predict(model, table, right, groups=groups, cv=GroupKFold(5), method="predict_proba")[:, 1]
    model.fit(table, right)
    print(f"\n{name}: intercept {model.intercept_[0]:.2f}, weights {np.round(model.coef_[0], 2).tolist()}")
    best = np.array([_best(chances, groups == number) for number in range(len(seen))])
    kinds = np.array([one.kind for one in seen])
    hit = np.array([place >= 0 and bool(right[place]) for place in best])
    print(f"the likeliest is right: {hit[kinds == 'answerable'].mean():.3f}")
    for line in _refusals(np.array([chances[place] if place >= 0 else 0.0 for place in best]), kinds):
        print(line)


def _table(
    seen: Sequence[Seen], columns: Sequence[int], of: Callable[[Seen], Sequence[tuple[Signals, bool]]]
) -> tuple[Table, Labels, NDArray[np.int_]]:
    """Features, labels and the question's number of every line."""
    lines = [(signals, label, number) for number, one in enumerate(seen) for signals, label in of(one)]
    return (
        np.array([[signals.features()[column] for column in columns] for signals, _, _ in lines], float),
        np.array([label for _, label, _ in lines], bool),
        np.array([number for _, _, number in lines]),
    )


def _best(chances: Table, mine: Labels) -> int:
    """The place of a question's likeliest line, -1 where it has none."""
    places = np.flatnonzero(mine)
    return int(places[chances[places].argmax()]) if len(places) else -1


def _refusals(chances: Table, kinds: NDArray[np.str_]) -> Iterator[str]:
    answerable = chances[kinds == "answerable"]
    for kind in ("near_miss", "out_of_scope"):
        other = chances[kinds == kind]
        labels = np.r_[np.ones(len(answerable)), np.zeros(len(other))]
        yield f"AUC against {kind}: {roc_auc_score(labels, np.r_[answerable, other]):.3f}"
    for share in (0.05, 0.10, 0.15, 0.20):
        threshold = float(np.quantile(answerable, share))
        refused = {
            kind: round(float(np.mean(chances[kinds == kind] < threshold)), 2) for kind in sorted(set(kinds.tolist()))
        }
        yield f"threshold {threshold:.3f} refuses {refused}"


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
