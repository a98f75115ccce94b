"""What Footnote is measured against, scored by the very functions of `footnote eval`: the plain recipe.

The same two models: paragraphs embedded with MiniLM, a flat FAISS index, the four nearest paragraphs numbered in a
prompt that asks for citations, SmolLM2 decoding greedily. Each number in brackets that it writes cites the whole
paragraph of that number; it abstains only where its own words say that the passages do not say. Conversations are
ignored: every question is asked alone.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from platformdirs import user_cache_path

from index.embed import packaged_minilm
from index.errors import FootnoteError
from index.llama import load_llama
from index.matrix import Matrix
from index.readers import read
from index.sentences import sentence_spans
from index.types import Article, Hit, Passage, Problem, SourceFile
from index.walk import find_files
from qa.cli.eval import check_rows_file, print_report
from qa.cli.progress import Bar
from qa.evaluation import evaluate, read_questions, report
from qa.evaluation.extras import require_extras
from qa.llm.models import find_model
from qa.types import Answer, Citation, Sentence, Timings, Turn

# Paragraphs retrieved, for the figures of retrieval, and how many of the best the model reads.
RETRIEVED = 10
READ = 4
REPLY_TOKENS = 96
CONTEXT = 4096
# A paragraph is cut here in the prompt, in characters: four of the longest still leave room in the context.
LONGEST = 3000
ASKING = "Answer the question using the passages and cite them like [1]."

_PARAGRAPH = re.compile(r"\S(?:.*?\S)??(?=\s*\Z|[^\S\n]*\n\s*\n)", re.DOTALL)
_MARK = re.compile(r"\[\s*(\d+(?:\s*,\s*\d+)*)\s*\]")
# "... in 2021. [1]": the mark belongs to the sentence before it
_LATE_MARKS = re.compile(r"([.!?])((?: *\[[\d\s,]+\])+)")
_REFUSING = re.compile(
    r"\b(?:passages?|articles?|texts?) (?:do(?:es)?(?: not|n['’]t)|did(?: not|n['’]t)|never) "
    r"(?:\w+ )?(?:say|mention|state|specify|provide|answer|contain|give|include)",
    re.IGNORECASE,
)


def add(commands: Any) -> None:
    """The subcommand."""
    baseline = commands.add_parser("baseline", help="the plain recipe: dense paragraphs, one prompt, no checks")
    baseline.add_argument("file", type=Path, metavar="FILE.jsonl", help="questions, as 'footnote eval' takes them")
    baseline.add_argument("--articles", type=Path, required=True, metavar="PATH", help="a folder or file of articles")
    baseline.add_argument("--limit", type=int, metavar="N", help="only the first N questions")
    baseline.add_argument("--rows", type=Path, metavar="FILE", help="write how each question went")
    baseline.set_defaults(run=run)


def run(options: argparse.Namespace) -> None:
    """Ask the plain recipe every question and print its report."""
    require_extras()
    questions = read_questions(options.file, options.limit)
    check_rows_file(options.rows, options.file)
    articles = read_articles(options.articles)
    baseline = Baseline(list(articles.values()))
    with Bar() as bar:
        rows = evaluate(baseline, questions, lambda name: articles[name].text, rows_file=options.rows, report=bar)
    print_report(report(rows), as_json=options.json)


def read_articles(path: Path) -> dict[str, Article]:
    """All articles under `path` by id, read as Footnote reads them, so that they are the same texts."""
    files = [found for found in find_files(path.expanduser().absolute()) if isinstance(found, SourceFile)]
    found = [one for file in files for one in read(Path(file.path), file.relative)]
    for problem in (one for one in found if isinstance(one, Problem)):
        print(f"benchmark: skipped {problem}", file=sys.stderr)
    articles = {one.id: one for one in found if isinstance(one, Article)}
    if not articles:
        raise FootnoteError(f"no articles in {path}", "name a folder or file of articles", "not-found")
    return articles


class Baseline:
    """Dense retrieval over paragraphs and one prompt. Sources: sentence-transformers, faiss, llama-cpp-python."""

    def __init__(self, articles: Sequence[Article]) -> None:
        import faiss
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # that of loading the weights
        self._articles = {article.id: article for article in articles}
        self._paragraphs = [one for article in articles for one in paragraphs(article)]
        self._encoder = SentenceTransformer(str(packaged_minilm()), device="cpu", local_files_only=True)
        vectors = self._embedded([one.text for one in self._paragraphs])
        self._index = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(vectors)
        model = find_model(None)
        self._llama = load_llama(model.file, n_ctx=CONTEXT, seed=0)
        self._name = f"the plain recipe with {model.name}"

    def answer(self, question: str, history: Sequence[Turn] = ()) -> Answer:  # noqa: ARG002 (asked alone)
        """One answer. Its confidence is the cosine of the nearest paragraph."""
        started = time.perf_counter()
        hits = self._search(question)
        retrieved = _since(started)
        text, first_token = "", 0.0
        for piece in self._write(prompt(question, hits[:READ])):
            first_token = first_token or _since(started)
            text += piece
        sentences, citations = cited(text, hits[:READ])
        refused = bool(_REFUSING.search(text)) or not text.strip()
        return Answer(
            question=question,
            standalone_question=question,
            text=text.strip(),
            abstained=refused,
            confidence=min(max(hits[0].similarity, 0.0), 1.0),
            sentences=() if refused else sentences,
            citations=() if refused else citations,
            retrieved=tuple(hits),
            model=self._name,
            timings=Timings(0.0, retrieved, first_token, _since(started)),
        )

    def _search(self, question: str) -> list[Hit]:
        vector = self._encoder.encode([question], show_progress_bar=False)
        scores, found = self._index.search(vector, min(RETRIEVED, len(self._paragraphs)))
        passages = [self._paragraphs[number] for number in found[0]]
        return [
            Hit(passage, self._articles[passage.article_id], float(score), float(score))
            for passage, score in zip(passages, scores[0], strict=True)
        ]

    def _write(self, messages: list[dict[str, str]]) -> Iterator[str]:
        pieces: Any = self._llama.create_chat_completion(
            messages, temperature=0.0, max_tokens=REPLY_TOKENS, stream=True
        )
        for piece in pieces:
            yield piece["choices"][0]["delta"].get("content") or ""

    def _embedded(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors, shape (len(texts), 384), float32; kept in the user's cache, since many take minutes."""
        digest = hashlib.blake2b("\0".join(texts).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
        file = user_cache_path("footnote") / "benchmark" / f"{digest}.npy"
        if not file.exists():
            vectors = self._encoder.encode(list(texts), show_progress_bar=sys.stderr.isatty())
            file.parent.mkdir(parents=True, exist_ok=True)
            unfinished = file.with_suffix(".tmp.npy")
            np.save(unfinished, vectors)
            unfinished.replace(file)
        stored: Matrix = np.load(file)
        return stored


def paragraphs(article: Article) -> list[Passage]:
    """The article's text split at blank lines. Ids count within the article."""
    spans = [match.span() for match in _PARAGRAPH.finditer(article.text)]
    return [
        Passage(number, article.id, start, end, article.text[start:end])
        for number, (start, end) in enumerate(spans, start=1)
    ]


def prompt(question: str, hits: Sequence[Hit]) -> list[dict[str, str]]:
    """One message: what to do, the paragraphs numbered from 1, the question."""
    passages = "\n\n".join(f"[{number}] {hit.passage.text[:LONGEST]}" for number, hit in enumerate(hits, start=1))
    return [{"role": "user", "content": f"{ASKING}\n\n{passages}\n\nQuestion: {question}"}]


def cited(text: str, hits: Sequence[Hit]) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
    """The sentences of a reply, and the paragraphs that their numbers stand for; other numbers are ignored."""
    text = _LATE_MARKS.sub(r"\2\1", text)
    sentences = [_sentence(text[start:end], len(hits)) for start, end in sentence_spans(text)]
    numbers = sorted({number for sentence in sentences for number in sentence.citations})
    return tuple(sentences), tuple(_citation(number, hits[number - 1]) for number in numbers)


def _sentence(text: str, most: int) -> Sentence:
    marks = [int(number) for group in _MARK.findall(text) for number in group.split(",")]
    numbers = tuple(dict.fromkeys(number for number in marks if 1 <= number <= most))
    return Sentence(" ".join(re.sub(r"\s+([.!?,])", r"\1", _MARK.sub("", text)).split()), numbers, bool(numbers))


def _citation(number: int, hit: Hit) -> Citation:
    return Citation(number, hit.article, hit.passage.text, hit.passage.start, hit.passage.end)


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000
