"""From a model's draft to an answer whose every citation was checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from index.repeats import also_in
from index.sentences import sentence_spans
from qa.answer.layout import text_of
from qa.answer.prompts import REFUSAL
from qa.question.kind import Kind
from qa.types import Citation, Sentence
from qa.verify.attribute import Similarity, attribute
from qa.verify.quotes import Evidence, Quote

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
# Whether a quote, though it carries a sentence, answers the question otherwise.
Contradicted = Callable[[str, Quote], bool]


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


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of an answer and the quote it rests on, None where nothing supports it. `as_of` is the date of the
    article that says so, given where articles of different times say different things. `label` is what it is about, in
    an answer of several sides.
    """

    text: str
    quote: Quote | None
    as_of: str | None = None
    label: str | None = None


def checked(
    draft: str,
    question: str,
    evidence: Evidence,
    similarity: Similarity,
    *,
    instead: Quote | None = None,
    contradicted: Contradicted = lambda _text, _quote: False,
    stopped: bool = False,
) -> Checked:
    """The draft with each sentence attributed to the quote that supports it, or marked as unsupported.

    Where nothing in it is supported, the quote `instead` stands in its place, word for word; without one, a draft that
    says nothing is a refusal. `contradicted` says of a sentence that passed whether its quote answers the question in
    other words of its. The draft of an answer that was stopped stays as it is, its unfinished last sentence
    unsupported; otherwise an unfinished sentence, cut off by the limit on length, is dropped if others stand before it.
    """
    clean = _LABEL.sub("", _MARK.sub("", draft)).strip()
    if _REFUSING.search(clean):
        return refused()
    # a small model can run in circles: each sentence counts once
    texts = list(dict.fromkeys(" ".join(clean[start:end].split()) for start, end in sentence_spans(clean)))
    unfinished = texts[-1:] if texts and not _FINISHED.search(texts[-1]) else []
    if unfinished and (stopped or len(texts) > 1):
        texts.pop()
    found = [Statement(text, attribute(text, question, evidence, similarity)) for text in texts]
    found = [replace(one, quote=None) if one.quote and contradicted(one.text, one.quote) else one for one in found]
    if stopped:
        found += [Statement(text, None) for text in unfinished]
    elif not any(one.quote for one in found) and instead:
        found = [Statement(" ".join(instead.text.split()), instead)]
    return cited(found) if found or stopped else refused()


def cited(found: Sequence[Statement], kind: Kind = Kind.FACT, missing: Sequence[str] = ()) -> Checked:
    """Number the quotes in the order in which the sentences need them, each once. The text is laid out for that kind
    of answer, and names what is `missing`.
    """
    numbers: dict[tuple[str, int, int], int] = {}
    citations: list[Citation] = []
    sentences: list[Sentence] = []
    for one in found:
        quote = one.quote
        if quote is None:
            sentences.append(Sentence(one.text, as_of=one.as_of, label=one.label))
            continue
        key = (quote.hit.article.id, quote.start, quote.end)
        if key not in numbers:
            numbers[key] = len(numbers) + 1
            article = quote.hit.article
            others = also_in(quote.text, quote.hit.versions)
            citations.append(Citation(numbers[key], article, quote.text, quote.start, quote.end, others))
        sentences.append(Sentence(one.text, (numbers[key],), True, one.as_of, one.label))
    return Checked(text_of(kind, sentences, missing), False, tuple(sentences), tuple(citations))
