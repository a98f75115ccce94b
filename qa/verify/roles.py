"""Rules on who: who said it, and who did it to whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qa.verify.claim import Claim, alike
from qa.verify.tokens import Token

# Verbs that make what follows a mere claim, and the rest of those by which somebody says something.
_CLAIMING = frozenset(
    "claimed claims claim alleged alleges accused accuses denied denies blamed blames believes believe believed "
    "thinks think warned warns suggested suggests argued argues insisted insists".split()
)
_SAYING = _CLAIMING | frozenset(
    "said says say saying told tell tells according accuse deny announced announces added adds stated states "
    "reported reports wrote tweeted called calls explained noted put acknowledged indicated described show shows "
    "showed found finds predicting predicts forecasts foresees expects expected advised confirmed pledged vowed "
    "demanded reiterated dubbing dubbed commented testified voiced urged urges spokesman spokeswoman "
    "spokesperson".split()
)
# How many words before such a verb the speaker may stand: near in a claim; in evidence, titles may lie between.
_REACH, _LONG_REACH = 6, 14
# Words that are no speaker.
_EMPTY = frozenset("accord report say said state mention note told tell add call".split())


def speakers(claim: Claim) -> bool:
    """Words in another's mouth, or a mere claim said as a fact."""
    if claim.given_words & _CLAIMING and not claim.words & _SAYING:
        return True
    ours = _speaking(claim.said, _REACH)
    theirs = _speaking(_nearest(claim), _LONG_REACH)
    return bool(ours) and not any(alike(one, other) for one in ours for other in theirs)


def swapped(claim: Claim) -> bool:
    """Two names that have changed places around the same verb."""
    for place, one in enumerate(claim.said):
        ours = _name(claim.said, place, -1), _name(claim.said, place, 1)
        if not one.is_content or one.is_fact or None in ours or ours[0] == ours[1]:
            continue
        places = [other for other, given in enumerate(claim.given) if given.stem == one.stem]
        theirs = [(_name(claim.given, other, 1), _name(claim.given, other, -1)) for other in places]
        is_passive = _is_passive(claim.said, place)
        if (
            places
            and all(both == ours for both in theirs)
            and all(_is_passive(claim.given, it) == is_passive for it in places)
        ):
            return True
    return False


def _nearest(claim: Claim) -> Sequence[Token]:
    """The sentence of the evidence that has most words of the claim."""
    said = {one.stem for one in claim.content}
    return max(claim.sentences, key=lambda sentence: len(said & {one.stem for one in sentence}), default=[])


def _speaking(text: Sequence[Token], reach: int) -> set[str]:
    """The stems of the words that name who speaks in a text."""
    found: set[str] = set()
    for place, one in enumerate(text):
        if one.word == "according":
            found |= {other.stem for other in _clause(text, place + 1, 1, 9)}
        elif one.word in _SAYING:
            found |= {other.stem for other in _clause(text, place - 1, -1, reach)}
            found |= {other.stem for other in _clause(text, place + 1, 1, 3) if other.is_name}
    return found


def _clause(text: Sequence[Token], place: int, step: int, most: int) -> Iterator[Token]:
    """The content words from a place on, up to the end of a clause forwards, or of a sentence backwards."""
    for _ in range(most):
        if not 0 <= place < len(text) or text[place] is Token.END or (step < 0 and text[place].ends == "."):
            return
        if text[place].is_content and text[place].stem not in _EMPTY:
            yield text[place]
        if step > 0 and text[place].ends:
            return
        place += step


def _name(text: Sequence[Token], place: int, step: int) -> str | None:
    """The stem of the name nearest to a place in one direction, within the sentence."""
    place += step
    while 0 <= place < len(text) and text[place] is not Token.END:
        if text[place].is_name:
            return text[place].stem
        place += step
    return None


def _is_passive(text: Sequence[Token], place: int) -> bool:
    return any(one.word == "by" for one in text[place + 1 : place + 4])
