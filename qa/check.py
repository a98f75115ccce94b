"""From a model's draft to an answer whose every citation was checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.sentences import sentence_spans
from qa.attribute import Evidence, Quote, Similarity, attribute
from qa.extract import key_sentence
from qa.prompts import REFUSAL
from qa.types import Citation, Sentence

# Numbers that a model writes in brackets are its guess: they are removed, and what was checked is put instead.
_MARK = re.compile(r"\s*\[\s*\d[\d\s,;–-]*\]")
# Labels that small models repeat from the prompt.
_LABEL = re.compile(r"^\s*(?:answer|a)\s*:\s*", re.IGNORECASE)
_REFUSING = re.compile(
    r"^\W*(?:the )?(?:articles?|passages?|texts?) (?:do(?:es)? not|don't|doesn't) "
    r"(?:say|mention|state|specify|provide|answer)",
    re.IGNORECASE,
)
_FINISHED = re.compile(r"[.!?…][\"'”’)]*$")
# What stands in a text behind a sentence that nothing supports.
UNSUPPORTED = "[unsupported]"


@dataclass(frozen=True, slots=True)
class Checked:
    """An answer's text, sentences and citations, or a refusal."""

    text: str
    abstained: bool
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]


def refused() -> Checked:
    """The answer that the articles do not say."""
    return Checked(REFUSAL, True, (), ())


def checked(draft: str, question: str, evidence: Evidence, similarity: Similarity, *, stopped: bool = False) -> Checked:
    """The draft with each sentence attributed to the quote that supports it, or marked as unsupported.

    Where nothing in it is supported, the sentence of the evidence that is closest to question and draft together
    stands in its place, word for word: a draft that fails the check often points to the right one. The draft of an
    answer that was stopped stays as it is, its unfinished last sentence unsupported; otherwise an unfinished sentence,
    cut off by the limit on length, is dropped if others stand before it.
    """
    clean = _LABEL.sub("", _MARK.sub("", draft)).strip()
    if _REFUSING.search(clean):
        return refused()
    # a small model can run in circles: each sentence counts once
    texts = list(dict.fromkeys(" ".join(clean[start:end].split()) for start, end in sentence_spans(clean)))
    unfinished = texts[-1:] if texts and not _FINISHED.search(texts[-1]) else []
    if unfinished and (stopped or len(texts) > 1):
        texts.pop()
    found = [(text, attribute(text, question, evidence, similarity)) for text in texts]
    if stopped:
        found += [(text, None) for text in unfinished]
    elif not any(quote for _, quote in found) and (key := key_sentence(f"{question} {clean}", evidence, similarity)):
        found = [(" ".join(key.quote.text.split()), key.quote)]
    return _cited(found)


def _cited(found: Sequence[tuple[str, Quote | None]]) -> Checked:
    """Number the quotes in the order in which the sentences need them, each once."""
    numbers: dict[tuple[str, int, int], int] = {}
    citations: list[Citation] = []
    sentences: list[Sentence] = []
    for text, quote in found:
        if quote is None:
            sentences.append(Sentence(text))
            continue
        key = (quote.hit.article.id, quote.start, quote.end)
        if key not in numbers:
            numbers[key] = len(numbers) + 1
            article = quote.hit.article
            citations.append(Citation(numbers[key], article, quote.text, quote.start, quote.end, quote.hit.copies))
        sentences.append(Sentence(text, (numbers[key],), True))
    return Checked(_text(sentences), False, tuple(sentences), tuple(citations))


def _text(sentences: Sequence[Sentence]) -> str:
    """The sentences in a row, each followed by its marks."""
    marks = [
        "".join(f" [{number}]" for number in sentence.citations) if sentence.supported else f" {UNSUPPORTED}"
        for sentence in sentences
    ]
    return " ".join(sentence.text + mark for sentence, mark in zip(sentences, marks, strict=True))
