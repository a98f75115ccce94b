"""An answer in a model's own words, from numbered evidence sentences: written, checked, mended or refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Generator as PythonGenerator
from dataclasses import dataclass, replace

from index.errors import FootnoteError
from qa.answer.fit import fit_evidence
from qa.answer.marked import Marked, marked, written
from qa.answer.said import Said, footnoted, likeliest, once, quoted, same_said
from qa.configuration import Limits
from qa.evidence.sentences import EvidenceSentence
from qa.llm.generator import Generator, Message
from qa.question.kind import Kind
from qa.types import Token
from qa.verify.check import Checked, refused
from qa.verify.faithful import Faithful
from qa.verify.sources import Sources, sources

ShouldStop = Callable[[], bool]

# Kinds that a sentence or two answer, and how many sentences these and the other kinds may take.
_SHORT = frozenset({Kind.FACT, Kind.COUNT, Kind.YES_NO, Kind.DEFINITION})
_MOST_SENTENCES, _MOST_SHORT = 6, 2
_SHORT_TOKENS, _LONG_TOKENS = 112, 288
_REFUSING = re.compile(
    r"^\W*(?:(?:the )?(?:(?:provided|given|numbered) )?(?:articles?|passages?|texts?|sentences?|information)"
    r"(?: (?:provided|given|above))? (?:do(?:es)? not|don['’]t|doesn['’]t) "
    r"(?:\w+ )?(?:say|mention|state|specify|provide|answer|contain|include|give)"
    r"|none of the (?:\w+ )?(?:articles|passages|sentences) "
    r"|there is no (?:information|mention|evidence)\b.{0,40}\b(?:articles?|passages?|texts?|sentences?|question)"
    r"|it is not (?:mentioned|stated|specified|clear))",
    re.IGNORECASE,
)
# A sentence that cannot be read without the one before it.
_LEANING = re.compile(r"^(?:he|she|it|they|this|that|these|those|his|her|its|their)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the model's draft came to. `refused` is the model's own word, whatever was made of it; `is_extractive` says
    that all sentences are the evidence's own, since the model gave none that could stay. `replaced`, `dropped` and
    `added` count sentences.
    """

    result: Checked
    draft: str
    stopped: bool = False
    refused: bool = False
    is_extractive: bool = False
    replaced: int = 0
    dropped: int = 0
    added: int = 0


def generate(
    question: str,
    kind: Kind,
    evidence: Sequence[EvidenceSentence],
    generator: Generator,
    faithful: Faithful,
    *,
    limits: Limits,
    answerable: float | None = None,
    extractive: Callable[[], Checked] | None = None,
    should_stop: ShouldStop = lambda: False,
    lap: Callable[[str], None] = lambda _stage: None,
) -> PythonGenerator[Token, None, Outcome]:
    """Let the model answer a stand-alone question, passing its tokens on, then check what it wrote.

    `faithful` checks what the model wrote. `answerable` is how likely the evidence is to answer, 0..1; by default the
    best sentence's score. `extractive` makes the answer that is given where the evidence is strong and the model
    refuses; by default the evidence's own sentences. `lap` hears what was done.

    Raises FootnoteError where not even one sentence fits beside the question.
    """
    if not evidence:
        return Outcome(refused(), "")
    likely = max(one.score for one in evidence) if answerable is None else answerable
    worth = _worth_reading(evidence, limits)
    prompt, read = fit_evidence(question, kind, worth, generator, _tokens(kind), may_refuse=likely < limits.strong)
    if not read:
        raise FootnoteError(
            f"no evidence fits into the {generator.context} tokens that {generator.name} takes",
            "ask a shorter question",
            "invalid",
        )
    draft, stopped = yield from _drafted(prompt, kind, generator, should_stop, lap)
    outcome = _judged(draft, question, kind, read, likely, limits, faithful, stopped=stopped)
    if outcome.is_extractive and extractive and not (own := extractive()).abstained:
        outcome = replace(outcome, result=own)
    lap("checking the answer")
    return outcome


def _worth_reading(evidence: Sequence[EvidenceSentence], limits: Limits) -> list[EvidenceSentence]:
    """The evidence that is not far less likely to belong than the likeliest, in its order."""
    first = sorted((one.score for one in evidence), reverse=True)[: limits.least_read]
    least = min(_least(limits.readable, evidence), *first)
    return [one for one in evidence if one.score >= least]


def _most(kind: Kind) -> int:
    return _MOST_SHORT if kind in _SHORT else _MOST_SENTENCES


def _tokens(kind: Kind) -> int:
    return _SHORT_TOKENS if kind in _SHORT else _LONG_TOKENS


def _drafted(
    prompt: Sequence[Message], kind: Kind, generator: Generator, should_stop: ShouldStop, lap: Callable[[str], None]
) -> PythonGenerator[Token, None, tuple[str, bool]]:
    """The draft, and whether it was stopped. It ends where the model has said enough, or says the same again."""
    draft, stopped = "", False
    for piece in generator.generate(prompt, _tokens(kind)):
        if piece:
            if not draft:
                lap("reading the prompt")
            draft += piece
            yield Token(piece)
        if stopped := should_stop():
            break
        if ("]" in piece or "\n" in piece) and _has_enough(draft, kind):
            break
    lap("writing the draft")
    return draft, stopped


def _has_enough(draft: str, kind: Kind) -> bool:
    """Whether there are as many sentences as are taken, or one of them stands there twice."""
    found = written(draft)
    said = {one.text for one in found}
    is_whole = len(said) >= _most(kind) and bool(found[-1].numbers)
    return is_whole or len(said) > _most(kind) or len(found) > len(said)


def _judged(
    draft: str,
    question: str,
    kind: Kind,
    evidence: Sequence[EvidenceSentence],
    likely: float,
    limits: Limits,
    faithful: Faithful,
    *,
    stopped: bool,
) -> Outcome:
    sentences = marked(draft)
    told = [one for one in sentences if not _REFUSING.search(one.text)]
    model_refused = bool(sentences) and not told
    if stopped and not model_refused:
        return _stopped(draft, told, question, kind, evidence, limits, faithful)
    outcome = Outcome(refused(), draft, stopped, model_refused)
    if model_refused or not told:
        own = _own(kind, evidence, limits) if likely >= limits.strong else []
        return replace(outcome, result=footnoted(kind, own, evidence), is_extractive=True) if own else outcome
    said = list(_mended(_finished(told), question, evidence, limits, faithful))
    if likely < limits.weak and all(one.is_quoted for one in said):
        return replace(outcome, dropped=len(told))
    kept = once(said)
    kept = likeliest([*kept, *_left_out(kept, evidence, limits)], _most(kind), evidence)
    if not kept:
        own = _own(kind, evidence, limits) if likely >= limits.strong else []
        return replace(outcome, result=footnoted(kind, own, evidence), is_extractive=True) if own else outcome
    return replace(
        outcome,
        result=footnoted(kind, kept, evidence),
        replaced=sum(one.is_quoted and not one.is_added for one in kept),
        dropped=len(told) - sum(not one.is_added for one in kept),
        added=sum(one.is_added for one in kept),
    )


def _stopped(
    draft: str,
    told: Sequence[Marked],
    question: str,
    kind: Kind,
    evidence: Sequence[EvidenceSentence],
    limits: Limits,
    faithful: Faithful,
) -> Outcome:
    """What stands of an answer that was stopped: its unfinished last sentence stays, unsupported."""
    unfinished = told[-1:] if told and not told[-1].is_finished else []
    said = once(list(_mended(told[: len(told) - len(unfinished)], question, evidence, limits, faithful)))
    said += [Said(one.text) for one in unfinished]
    return Outcome(footnoted(kind, said, evidence), draft, stopped=True)


def _finished(told: Sequence[Marked]) -> Sequence[Marked]:
    """Without a last sentence that the limit on length has cut off, if others stand before it."""
    return told[:-1] if len(told) > 1 and not told[-1].is_finished and not told[-1].is_item else told


def _mended(
    told: Sequence[Marked],
    question: str,
    evidence: Sequence[EvidenceSentence],
    limits: Limits,
    faithful: Faithful,
) -> Iterator[Said]:
    """Each sentence with what it rests on; where nothing supports it, the evidence that it cites, word for word."""
    texts = [one.text for one in evidence]
    quotable = _least(limits.quotable, evidence)
    is_whole = True
    for one in told:
        cites = [number - 1 for number in one.numbers if 0 < number <= len(evidence)]
        found = sources(Sources(one.text, tuple(cites)), question, texts, faithful)
        if found and (is_whole or not _LEANING.match(one.text)):
            is_whole = True
            yield Said(one.text, found)
            continue
        is_whole = False
        best = max(cites or found, key=lambda place: evidence[place].score, default=None)
        if best is not None and evidence[best].score >= quotable:
            yield quoted(best, evidence)


def _least(share: float, evidence: Sequence[EvidenceSentence]) -> float:
    """The least probability that is this share of the likeliest one's."""
    return share * max(one.score for one in evidence)


def _left_out(kept: Sequence[Said], evidence: Sequence[EvidenceSentence], limits: Limits) -> list[Said]:
    """Evidence that likely belongs in the answer and is not in it."""
    least = _least(limits.covering, evidence)
    cited = {place for one in kept for place in one.places}
    found: list[Said] = []
    for place in sorted(range(len(evidence)), key=lambda place: -evidence[place].score):
        quote = quoted(place, evidence)
        is_new = place not in cited and not any(same_said(quote.text, one.text) for one in [*kept, *found])
        if len(found) < limits.most_added and evidence[place].score >= least and is_new:
            found.append(quote)
    return [replace(one, is_added=True) for one in sorted(found, key=lambda one: one.places)]


def _own(kind: Kind, evidence: Sequence[EvidenceSentence], limits: Limits) -> list[Said]:
    """The evidence's own sentences as an answer, the likeliest ones, in their order."""
    best = sorted(range(len(evidence)), key=lambda place: -evidence[place].score)[: _most(kind)]
    least = _least(limits.quotable, evidence)
    likely = [place for place in best if evidence[place].score >= least]
    return once([quoted(place, evidence) for place in sorted(likely)])
