"""Stand-ins for what is slow or large: an embedder, a reader and a generator without models, and small articles."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.matrix import Matrix, unit
from index.sentences import sentence_spans
from index.types import Article, Hit, Passage
from index.words import STOP_WORDS, content_words, words
from qa.evidence.reader import AnswerSpan, Reading, SentenceScore
from qa.llm.likelihood import GiveUp
from qa.verify.faithful import departures

if TYPE_CHECKING:
    from qa.llm.generator import Message

_WORD_AND_SPACE = re.compile(r"\S+\s*|\s+")
_TOKEN = re.compile(r"\w+|[^\w\s]")
_WORD = re.compile(r"\w+(?:[-.,'’]\w+)*")
_FIGURES = re.compile(r"^(?:how (?:much|many|high|old|long)|when)\b", re.IGNORECASE)
_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]


class HashEmbedder:
    """A bag of hashed words: texts that share words have similar vectors. The same on every machine."""

    dimension = 64
    max_tokens = 256

    def __init__(self, name: str = "hash-64") -> None:
        self.name = name
        self.embedded: list[str] = []  # every text that was embedded, in order

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(_TOKEN.findall(text)) for text in texts]

    def embed(self, texts: Sequence[str]) -> Matrix:
        self.embedded += texts
        rows = [self._sum(text) for text in texts]
        return unit(np.array(rows, np.float32).reshape(-1, self.dimension))

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        return self.embed(texts)

    def release(self) -> None:
        pass

    def _sum(self, text: str) -> np.ndarray:
        total = np.zeros(self.dimension)
        for token in _TOKEN.findall(text.casefold()):
            digest = hashlib.blake2b(token.encode(), digest_size=self.dimension).digest()
            total += np.frombuffer(digest, np.uint8).astype(float) - 127.5
        if not total.any():
            total[0] = 1.0
        return total


def prose(seed: int, sentences: int = 3) -> str:
    """A paragraph of made-up words, 11 tokens a sentence. Two seeds share next to no words."""
    chance = random.Random(seed)
    words = ["".join(chance.choices(_SYLLABLES, k=4)) for _ in range(10 * sentences)]
    return " ".join(" ".join(words[at : at + 10]).capitalize() + "." for at in range(0, len(words), 10))


def write_article(folder: Path, name: str, title: str, *paragraphs: str, **known: str) -> Path:
    """A Markdown file with front matter: `known` may give date, source and url."""
    matter = "".join(f"{key}: {json.dumps(value)}\n" for key, value in {"title": title, **known}.items())
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"---\n{matter}---\n\n" + "\n\n".join(paragraphs) + "\n", "utf-8")
    return file


def write_articles(folder: Path, seeds: Iterable[int]) -> None:
    """One article for each seed, `1.md` and so on, of two passages each."""
    for seed in seeds:
        write_article(folder, f"{seed}.md", f"Article {seed}", prose(1000 + seed, 12), prose(2000 + seed, 12))


def write_jsonl(file: Path, records: Iterable[dict[str, str] | str]) -> Path:
    """One record a line; a string is written as it is."""
    file.parent.mkdir(parents=True, exist_ok=True)
    lines = (record if isinstance(record, str) else json.dumps(record) for record in records)
    file.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return file


def hit_of(
    text: str,
    number: int = 1,
    *,
    before: str = "",
    copies: tuple[Article, ...] = (),
    versions: tuple[Article, ...] = (),
    similarity: float = 0.5,
    **known: str | None,
) -> Hit:
    """A passage `text` in an article of its own, behind the paragraph `before`; `known` are fields of the article."""
    whole = f"{before}\n\n{text}" if before else text
    fields = {"id": f"{number:010x}", "path": f"{number}.md", "title": f"Article {number}", **known}
    article = Article(text=whole, **fields)  # type: ignore[arg-type]
    passage = Passage(number, article.id, len(whole) - len(text), len(whole), text)
    return Hit(passage, article, 1 / number, similarity, copies, versions)


def no_similarity(_text: str, others: Sequence[str]) -> list[float]:
    """In place of embeddings, where words alone are to decide."""
    return [0.0] * len(others)


class WordReader:
    """A pair reader without a model: what answers are the words beside those of the question.

    Each sentence offers the runs of its words that are not in the question. They score by the share of the question's
    content words in the sentence: from two thirds on like a sure answer, with none of them like no answer at all. Runs
    with a figure, where the question asks for one, or else with a name, score a little better. Sentences score by that
    share as well, from -4 to 4. It needs no tokenizer.
    """

    def __init__(self, tokenizer: object = None) -> None:  # noqa: ARG002
        self.questions: list[str] = []

    def prepare(self) -> None:
        """There is nothing to load."""

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        self.questions.append(question)
        return [_word_reading(question, text) for _, text in passages]

    def support(self, claims: Sequence[tuple[str, str]]) -> list[float]:
        """What breaks none of the rules is supported."""
        return [-9.0 if list(departures(claim, [text])) else 9.0 for claim, text in claims]


def _word_reading(question: str, text: str) -> Reading:
    asked = {_short(word) for word in content_words(question)}
    taken = {_short(word) for word in words(question)}
    wanted = re.compile(r"\d" if _FIGURES.match(question) else r"\b[A-Z]")
    likeness, spans, sentences = 0.0, [], []
    for start, end in sentence_spans(text):
        held = {_short(word) for word in content_words(text[start:end])}
        share = min(1.0, 1.5 * len(asked & held) / len(asked)) if asked else 0.0
        likeness = max(likeness, share)
        sentences.append(SentenceScore(start, end, 8 * share - 4))
        for first, last in _runs(text, start, end, taken):
            spans.append(AnswerSpan(first, last, 33 * share - 15 + bool(wanted.search(text[first:last]))))
    best = tuple(sorted(spans, key=lambda span: -span.score)[:5])
    return Reading(6 * likeness - 3, best, tuple(sentences))


def _runs(text: str, start: int, end: int, taken: set[str]) -> Iterator[tuple[int, int]]:
    """Neighbouring words of a sentence that are not `taken`, without function words at either end."""
    run: list[re.Match[str]] = []
    for word in [*_WORD.finditer(text, start, end), None]:
        if run and (word is None or _short(word.group()) in taken or not text[run[-1].end() : word.start()].isspace()):
            kept = [number for number, one in enumerate(run) if one.group().casefold() not in STOP_WORDS]
            if kept:
                yield run[kept[0]].start(), run[kept[-1]].end()
            run = []
        if word and _short(word.group()) not in taken:
            run.append(word)


def _short(word: str) -> str:
    """A crude stem."""
    return word.casefold()[:5]


class ScriptedGenerator:
    """A language model whose replies are written beforehand, one for each prompt.

    A reply is a text, given out word by word; a sequence of pieces; or an exception, which is raised. An exception
    among the pieces is raised when they have come that far. `prompts` are the messages it was given, `openings` how
    each reply was to begin, `judged` the replies whose likelihood was asked for. Those that hold `likes` are far
    likelier than the rest; without it, all are equal.
    """

    def __init__(
        self,
        *replies: str | Exception | Sequence[str | Exception],
        name: str = "scripted",
        context: int = 4096,
        is_adapted: bool = False,
        likes: str = "",
    ) -> None:
        self.name = name
        self.context = context
        self.is_adapted = is_adapted
        self.likes = likes
        self.replies = list(replies)
        self.prompts: list[list[Message]] = []
        self.openings: list[str] = []
        self.judged: list[list[str]] = []
        self.closed = 0  # how many replies were left before their end

    def count_tokens(self, messages: Sequence[Message]) -> int:
        return sum(len(message.content.split()) for message in messages)

    def generate(self, messages: Sequence[Message], max_tokens: int, opening: str = "") -> Iterator[str]:
        self.prompts.append(list(messages))
        self.openings.append(opening)
        reply = self.replies.pop(0)
        pieces = _WORD_AND_SPACE.findall(reply) if isinstance(reply, str) else reply
        return self._pieces([pieces] if isinstance(pieces, Exception) else pieces[:max_tokens])

    def likelihoods(
        self, messages: Sequence[Message], replies: Sequence[str], opening: str = "", give_up: GiveUp = lambda *_: False
    ) -> list[float]:
        replies = [opening + reply for reply in replies]
        assert self.count_tokens(messages) < self.context
        self.judged.append(list(replies))
        found: dict[int, float] = {}
        for number, reply in enumerate(replies):
            likely = -1.0 if self.likes.casefold() in reply.casefold() else -20.0
            # as a model would that sees it only at the end
            found[number] = -0.5 if number and give_up(number, -0.5, found) else likely
        return list(found.values())

    def _pieces(self, pieces: Iterable[str | Exception]) -> Iterator[str]:
        try:
            for piece in pieces:
                if isinstance(piece, Exception):
                    raise piece
                yield piece
        except GeneratorExit:
            self.closed += 1
            raise
