"""Rules on how a thing is said: possible, on a condition, of all or of some, and the contrary."""

from __future__ import annotations

from collections.abc import Sequence

from qa.verify.claim import Claim, behind
from qa.verify.tokens import Token

_HEDGES = frozenset(
    "may might could would should can will shall likely unlikely possible possibly possibility potential "
    "potentially perhaps probably expected expects expect expectation plan plans planned planning propose "
    "proposed proposes proposal consider considered considering considers aim aims seek seeks seeking want wants "
    "wanted hope hopes hoped intend intends prospective prospect threaten threatens threatened forecast forecasts "
    "predict predicts predicting predicted prediction scheduled preparing poised urge urged urges demand demanded "
    "demands if unless appears appear seems seem foresees foresee".split()
)
# Hedges only before "to": "set to", "about to".
_HEDGES_BEFORE_TO = frozenset("set going about due agreed asked ready".split())
# Of these, what says that something is certain to come, and what says less.
_CERTAIN = frozenset(["will", "shall"])
_UNCERTAIN = frozenset("may might could possible possibly potential potentially perhaps likely probably".split())
_FUTURE = _CERTAIN | _UNCERTAIN | {"would", "if", "unless"}
_CONDITIONS = frozenset("if unless provided should whether once until would without except".split())
_SCOPES = frozenset(
    "all every whole entire always everyone everything only most majority worldwide nationwide none no first last "
    "largest biggest highest lowest best worst confirmed never".split()
)
_PARTS = frozenset("only most majority some many several part parts portion few".split())
_OPPOSITES = tuple(
    frozenset(pair.split("/"))
    for pair in (
        "rise/fall rose/fell increase/decrease increased/decreased higher/lower more/fewer more/less before/after "
        "gain/loss won/lost win/lose up/down above/below north/south east/west southern/northern eastern/western "
        "accepted/rejected since/until least/most minimum/maximum last/this last/next"
    ).split()
)


def hedges(claim: Claim) -> bool:
    """What may be or is to be, said as what is; or the other way round; or as certain, though it is not."""
    ours = {one.word for place, one in enumerate(claim.said) if _is_hedge(claim.said, place)}
    theirs = {one.word for place, one in enumerate(claim.given) if _is_hedge(claim.given, place)}
    if theirs and not ours:
        hedged = set(behind(claim.given, _is_hedge, 2))
        return any(one.stem in hedged for one in claim.content)
    if ours & _CERTAIN and not ours & _UNCERTAIN and theirs & _UNCERTAIN and not theirs & _CERTAIN:
        return True
    return not theirs and bool(ours & _FUTURE)


def conditions(claim: Claim) -> bool:
    """What holds on a condition, said without one."""
    return bool(claim.given_words & {"if", "unless"}) and not claim.words & _CONDITIONS


def scopes(claim: Claim) -> bool:
    """All of something, most, or the most of all, where the evidence has no such word."""
    return bool((claim.words - claim.given_words) & _SCOPES)


def parts(claim: Claim) -> bool:
    """Something said of a whole that the evidence says of a part."""
    limited = set() if claim.words & _PARTS else set(behind(claim.given, _limits, 1))
    return any(one.stem in limited for one in claim.content)


def opposites(claim: Claim) -> bool:
    """A word for the contrary of what the evidence says."""
    words, given = claim.words, claim.given_words
    return any(len(both & words) == len(both & given) == 1 and not both & words & given for both in _OPPOSITES)


def _limits(text: Sequence[Token], place: int) -> bool:
    return text[place].word in _PARTS


def _is_hedge(text: Sequence[Token], place: int) -> bool:
    if text[place].word in _HEDGES:
        return True
    before_to = place + 1 < len(text) and text[place + 1].word == "to"
    return before_to and text[place].word in _HEDGES_BEFORE_TO
