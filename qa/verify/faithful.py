"""Whether a sentence says what its evidence says: stricter than `support`, for sentences in a model's own words.

The pair reader says how much the evidence supports the sentence, and rules each compare one thing that goes wrong in
paraphrases. Whoever asks has the evidence's own words to say instead of what does not pass.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Protocol

from index.facts import facts
from index.sentences import sentence_spans
from qa.verify.certainty import conditions, hedges, opposites, parts, scopes
from qa.verify.claim import Claim, alike
from qa.verify.figures import counted, qualifiers, units
from qa.verify.roles import speakers, swapped
from qa.verify.support import Given, missing_facts
from qa.verify.tokens import Token, tokens

# What the reader's logit counts, and each rule that is broken: fitted together by scripts/fit_claims.py on claims that
# nothing was trained on, save that figures and names count for half a logit more than was fitted: in these claims every
# error is a subtle one, which says nothing of a model that makes things up. A rule on negations told nothing beside it.
_INTERCEPT, _SUPPORT = 0.13, 0.95
BROKEN = {
    **{"figures": -1.2, "names": -0.6, "new_words": -0.2},
    **{"inserted": -0.6, "causes": -0.15, "units": -1.0, "qualifiers": -1.0, "counted": -0.1},
    **{"hedges": -0.9, "conditions": -0.05, "scopes": -0.2, "parts": -0.25, "opposites": -0.45, "speakers": -0.3},
    **{"swapped": -0.85},
}
# This share of the content words of a sentence may be new. Chosen on half of a set of true and false claims on news:
# with more, more false ones pass, and hardly any true ones.
_NEW_SHARE = 0.34
# Words that report or point and add no fact.
REPORTING = frozenset(
    "accord report say said state mention note told tell add articl includ also current call way thing part issu "
    "sever variou relat regard involv concern specif key main two both describ refer show due make made use".split()
)
_CAUSES = frozenset(
    "because due cause caused causes causing led leads leading result resulted results resulting since thanks drove "
    "driven response amid owing reason reasons why meant means therefore fueled triggered prompted forced made makes "
    "spurred after blamed blames".split()
)
# A sentence that ends in a quotation, which is not always seen to end there.
_QUOTATION_END = re.compile(r"(?<=[”\"]\.)\s+(?=[A-Z“])")
# Words at the head of a sentence that are no names, though written with a capital.
_OPENERS = frozenset(
    "around roughly nearly almost approximately according following despite although amid during meanwhile another "
    "many several people officials experts residents authorities negotiators leaders critics supporters talks".split()
)


class ClaimReader(Protocol):
    """Says how much a text supports a claim: the part of the pair reader that is needed here."""

    def support(self, claims: Sequence[tuple[str, str]]) -> list[float]: ...


@dataclass(frozen=True, slots=True)
class Faithful:
    """The check, by rules and a reader together."""

    reader: ClaimReader

    def __call__(self, claim: str, given: Sequence[str], asked: frozenset[str] = frozenset()) -> bool:
        """Whether the claim follows from the given texts together. `asked` are the stems of the question, which an
        answer may repeat.
        """
        broken = set(departures(claim, given, asked))
        (support,) = self.reader.support([(claim, " ".join(given))])
        return weighed(support, broken) >= 0


def weighed(support: float, broken: Set[str]) -> float:
    """The logit of a claim's being supported: of the reader's own, and the names of the rules that it breaks."""
    return _INTERCEPT + _SUPPORT * support + sum(BROKEN[name] for name in broken)


def departures(claim: str, given: Sequence[str], asked: frozenset[str] = frozenset()) -> Iterator[str]:
    """In what the claim departs from the given texts: the names of the rules that it breaks."""
    said, whole = facts(_without_capital(claim)), _given(tuple(given))
    missing = missing_facts(said, whole)
    if not said.stems & whole.stems or set(missing) & said.numbers:
        yield "figures"
    if set(missing) - said.numbers:
        yield "names"
    both = Claim(tokens(claim), _tokens(tuple(given)), asked)
    yield from (name for name, is_broken in RULES.items() if is_broken(both))


def new_words(claim: Claim) -> bool:
    """Too many content words that neither evidence nor question holds."""
    said = {one.stem for one in claim.content}
    new = [stem for stem in said if not _is_known(stem, claim)]
    return len(new) > _NEW_SHARE * len(said)


def inserted(claim: Claim) -> bool:
    """New words between two that stand side by side in the evidence: something was added."""
    ours = [one.stem for one in claim.content]
    neighbours = set(pairwise(one.stem for one in claim.given if one.is_content))
    known = [place for place, stem in enumerate(ours) if _is_known(stem, claim)]
    return any(second - first > 1 and (ours[first], ours[second]) in neighbours for first, second in pairwise(known))


def causes(claim: Claim) -> bool:
    """A reason, where the evidence gives none."""
    return bool(claim.words & _CAUSES) and not claim.given_words & _CAUSES


RULES: dict[str, Callable[[Claim], bool]] = {
    rule.__name__: rule
    for rule in (
        *(new_words, inserted, causes),
        *(units, qualifiers, counted),
        *(hedges, conditions, scopes, parts, opposites),
        *(speakers, swapped),
    )
}


def _without_capital(claim: str) -> str:
    """The claim as it would stand within a sentence, where its first word is surely no name."""
    first = claim.split(" ", 1)[0]
    return claim[:1].lower() + claim[1:] if first.lower() in _OPENERS else claim


def _is_known(stem: str, claim: Claim) -> bool:
    return any(alike(stem, one) for one in claim.given_stems | claim.asked | REPORTING)


@lru_cache(maxsize=500)
def _given(texts: tuple[str, ...]) -> Given:
    each = tuple(facts(text[start:end]) for text in texts for start, end in sentence_spans(text))
    return Given(" ".join(texts), each)


@lru_cache(maxsize=500)
def _tokens(texts: tuple[str, ...]) -> tuple[Token, ...]:
    spans = [text[start:end] for text in texts for start, end in sentence_spans(text)]
    sentences = [sentence for span in spans for sentence in _QUOTATION_END.split(span)]
    return tuple(token for text in sentences for token in (*tokens(text), Token.END))
