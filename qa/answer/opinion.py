"""The adapted language model's opinion of the words that the pair reader found.

It was taught to write "[number] answer" over numbered passages, or "[0]" where none answers. Its own draft becomes an
option if its words stand in a passage; then every option is weighed by how likely the model is to write it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from qa.answer.prompts import NONE, OPENING, reply
from qa.answer.wording import bare_words
from qa.evidence.calibration import ANSWER
from qa.evidence.candidates import Found, Option
from qa.llm.generator import Generator, Message

# Options that the model is asked about: the likeliest.
ASKED = 8
_CITED = re.compile(r"^\s*\[?\s*(\d+)\s*\]\s*")


@dataclass(frozen=True, slots=True)
class Draft:
    """What the adapted model wrote: the number of a passage, from 1 (0 for none), and the answer in few words."""

    number: int
    answer: str

    @classmethod
    def of(cls, text: str) -> Draft:
        """The draft in the form that the model was taught."""
        match = _CITED.match(text)
        return cls(int(match.group(1)) if match else 0, text[match.end() if match else 0 :].strip())


def weighed(
    prompt: Sequence[Message],
    options: Sequence[Option],
    read: Sequence[Found],
    draft: Draft,
    generator: Generator,
    most: int = ASKED,
    is_out: Callable[[Option, Option], bool] = lambda *_: False,
) -> list[Option]:
    """The options of the passages that the model read in `prompt`, likeliest first, its draft among them.

    It is asked about the `most` likeliest and its own. `is_out` may say, of an option as likely as it can still become
    and of another as likely as it is, that the first no longer matters: it is then asked about no further, and stays
    as likely as it could have become.
    """
    numbers = {one.hit.passage.id: number for number, one in enumerate(read, start=1)}
    within = [one for one in options if one.hit.passage.id in numbers][:most]
    asked = [*within, *_drafted(draft, within, read)]
    if not asked:
        return []
    # in the article's own letters, as the model was taught: a capital would make the same words unlikely
    replies = [reply(numbers[one.hit.passage.id], bare_words(one.text)) for one in asked]
    none, *likely = generator.likelihoods(
        prompt, [one.removeprefix(OPENING) for one in (NONE, *replies)], OPENING, partial(_is_settled, asked, is_out)
    )
    found = [_with_opinion(one, value - none) for one, value in zip(asked, likely, strict=True)]
    return sorted(found, key=lambda one: -one.logit)


def _is_settled(
    asked: Sequence[Option],
    is_out: Callable[[Option, Option], bool],
    number: int,
    most: float,
    known: Mapping[int, float],
) -> bool:
    """Whether one of the options is out, by the numbers of the replies: 0 is that nothing answers."""
    option = _with_opinion(asked[number - 1], most - known[0])
    others = (_with_opinion(asked[other - 1], value - known[0]) for other, value in known.items() if other)
    return any(is_out(option, other) for other in others)


def _with_opinion(option: Option, opinion: float) -> Option:
    seen = replace(option.signals, opinion=opinion)
    return replace(option, signals=seen, weights=ANSWER)


def _drafted(draft: Draft, options: Sequence[Option], read: Sequence[Found]) -> Iterator[Option]:
    """The draft as an option, where its words stand in a passage and the pair reader did not think of them. There they
    count as the least of the spans that it did think of.
    """
    if not any(character.isalnum() for character in draft.answer):
        return
    words = r"\s+".join(re.escape(word) for word in draft.answer.split())
    cited = read[draft.number - 1] if 0 < draft.number <= len(read) else None
    for one in sorted(read, key=lambda one: one is not cited):
        match = re.search(rf"(?<!\w){words}(?!\w)", one.hit.passage.text, re.IGNORECASE)
        if match is None:
            continue
        start, end = (one.hit.passage.start + offset for offset in match.span())
        if all((other.hit.passage.id, other.start, other.end) != (one.hit.passage.id, start, end) for other in options):
            seen = one.signals(one.reading.spans[-1] if one.reading.spans else None, match.group())
            yield Option(match.group(), one.hit, start, end, seen, ANSWER)
        return
