"""What was written for this project by reading news articles: open questions with the sentences that belong in a good
answer, and questions that a passage answers or only seems to.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import Any

from scripts.training.articles import Articles, Piece
from scripts.training.groups import Candidate, Group, Mark, occurrences, part

Row = dict[str, Any]
# A question is held out with its article.
_PARTS = 10
# How much a sentence belongs in a good answer, by its grade: 2 belongs, 1 helps.
_BELONGS = {2: 1.0, 1: 0.8}
# How much it counts that a sentence which nobody judged is not in the answer: beside those that are, in the rest of
# their article, and in other articles.
_BESIDE, _SAME_ARTICLE, _ELSEWHERE = 0.25, 0.3, 0.6
# Passages of each question that hold no sentence of the answer: from its articles, and from others.
_OWN, _OTHERS = 5, 6
# Passages that are searched for a question.
_SEARCHED = 20


def is_held_out(article_id: str) -> bool:
    """Whether questions on an article are kept for measuring."""
    return part(article_id, _PARTS) == 0


def evidence_groups(rows: Sequence[Row], articles: Articles) -> Iterator[tuple[Group, bool]]:
    """Open questions, and whether each is held out. For training, the passages with sentences that were judged, others
    of these articles, and others that share the question's words. Held out, all passages of the articles named; and
    once more, as "evidence_search", what the search returns.
    """
    found = articles.search([row["question"] for row in rows], _SEARCHED)
    for row, hits in zip(rows, found, strict=True):
        sentences = [*row["gold"], *row["near"]]
        named = sorted({one["article_id"] for one in sentences})
        pieces = [piece for name in named for piece in articles.passages(name)]
        held_out = any(is_held_out(name) for name in named)
        if held_out:
            everything = [_marked(piece, row, articles, 1.0) for piece in pieces]
            yield Group(row["id"], "evidence", row["question"], "", tuple(everything)), True
            returned = [_marked(piece, row, articles, 1.0) for piece in hits[:12]]
            yield Group(row["id"], "evidence_search", row["question"], "", tuple(returned)), True
            continue
        judged = [_marked(piece, row, articles, _BESIDE) for piece in pieces]
        plain = {piece for piece, one in zip(pieces, judged, strict=True) if not one.marks}
        near = [_marked(piece, row, articles, _SAME_ARTICLE) for piece in hits if piece in plain]
        rest = [_marked(piece, row, articles, _SAME_ARTICLE) for piece in pieces if piece in plain]
        own = list(dict.fromkeys([*near, *rest]))[:_OWN]
        others = [_marked(hit, row, articles, _ELSEWHERE) for hit in hits if hit.article_id not in named]
        chosen = (*(one for one in judged if one.marks), *own, *others[:_OTHERS])
        yield Group(row["id"], "evidence", row["question"], "", chosen), False


def _marked(piece: Piece, row: Row, articles: Articles, rest: float) -> Candidate:
    marks = []
    for grades, sentences in ((_BELONGS, row["gold"]), ({}, row["near"])):
        for one in sentences:
            if one["article_id"] != piece.article_id:
                continue
            place = articles.texts[piece.article_id].find(one["sentence"])
            start = max(place - piece.start, 0)
            end = min(place - piece.start + len(one["sentence"]), len(piece.text))
            if place >= 0 and start < end:
                marks.append(Mark(start, end, grades.get(one.get("grade"), 0.0)))
    return Candidate(piece.title, piece.text, (), any(mark.belongs for mark in marks), tuple(marks), rest)


def answerability_groups(rows: Sequence[Row], articles: Articles) -> Iterator[tuple[Group, bool]]:
    """Questions that a passage answers, each with a like passage of its article and one of another, and questions that
    it does not answer; and whether each is held out.
    """
    asked = [(row, one) for row in rows for one in (*row["answerable"], *row["unanswerable"])]
    found = articles.search([one["question"] for _, one in asked], 8)
    for number, ((row, one), hits) in enumerate(zip(asked, found, strict=True)):
        answer = one.get("answer", "")
        title = _heading(row, articles)
        candidates = [_answered(row, one, title) if answer else Candidate(title, row["passage"])]
        if answer:
            without = [hit for hit in hits if hit.text not in row["passage"] and not occurrences(hit.text, answer)]
            own = [hit for hit in without if hit.article_id == row["article_id"]]
            others = [hit for hit in without if hit.article_id != row["article_id"]]
            candidates += [Candidate(hit.title, hit.text) for hit in (*own[:1], *others[:1])]
        group = Group(f"answerability-{number}", "answerability", one["question"], answer, tuple(candidates))
        yield group, is_held_out(row["article_id"])


def _answered(row: Row, one: Row, title: str) -> Candidate:
    if "place" in one:
        start, _ = one["place"]
    else:
        start = row["passage"].index(one["sentence"]) + one["sentence"].index(one["answer"])
    return Candidate(title, row["passage"], ((start, start + len(one["answer"])),), True)


def _heading(row: Row, articles: Articles) -> str:
    start = articles.texts[row["article_id"]].find(row["passage"])
    return articles.heading(row["article_id"], start, start + len(row["passage"])) if start >= 0 else str(row["title"])


def rows_of(file: Path) -> list[Row]:
    """The records of a JSON Lines file."""
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def placed_rows(file: Path, articles: Path) -> list[Row]:
    """Open questions that name their sentences by places in the texts of `articles` (both gzipped JSON Lines), with the
    sentences themselves: the questions are this project's, the articles are not.
    """
    rows = _packed(file)
    texts = _texts(articles, {place[0] for row in rows for place in (*row["gold"], *row["near"])})
    return [row | {name: [_sentence(place, texts) for place in row[name]] for name in ("gold", "near")} for row in rows]


def placed_facts(file: Path, articles: Path) -> list[Row]:
    """Likewise questions that a passage answers or only seems to: the passage by its place in an article, each answer
    by its place in the passage.
    """
    rows = _packed(file)
    texts = _texts(articles, {row["passage"][0] for row in rows})
    found = []
    for row in rows:
        article_id, start, end = row["passage"]
        passage = texts[article_id][start:end]
        answerable = [one | {"answer": passage[slice(*one["place"])]} for one in row["answerable"]]
        found.append(row | {"article_id": article_id, "title": "", "passage": passage, "answerable": answerable})
    return found


def placed_claims(file: Path, articles: Path) -> list[Row]:
    """Likewise claims beside quotes that support them or do not: each quote by its place."""
    rows = _packed(file)
    texts = _texts(articles, {row["quote"][0] for row in rows})
    return [
        row | {"article_id": name, "quote": texts[name][start:end]}
        for row in rows
        for name, start, end in [row["quote"]]
    ]


def _packed(file: Path) -> list[Row]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _texts(articles: Path, wanted: Set[str]) -> dict[str, str]:
    texts: dict[str, str] = {}
    with gzip.open(articles, "rt", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            if article["id"] in wanted:
                texts[article["id"]] = article["text"]
    return texts


def _sentence(place: Sequence[Any], texts: Mapping[str, str]) -> Row:
    article_id, start, end, *grade = place
    return {"article_id": article_id, "sentence": texts[article_id][start:end], "grade": grade[0] if grade else 0}


def articles_of(evidence: Sequence[Row], answerability: Sequence[Row]) -> set[str]:
    """The ids of the articles that the records are about."""
    named = {one["article_id"] for row in evidence for one in (*row["gold"], *row["near"])}
    return named | {row["article_id"] for row in answerability}
