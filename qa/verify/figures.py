"""Rules on figures: their units, their qualifiers, and what they count."""

from __future__ import annotations

from collections.abc import Sequence

from qa.verify.claim import Claim, alike, figures
from qa.verify.tokens import Token

# How many content words from its figure that may stand which it counts.
_NEAR = 5
# How many words may stand between names and figures that are one, such as "March 1982".
_JOINED = 3

# Units by their stems, each as the one it is compared as.
_UNITS = (
    {unit: unit for unit in "hundred thousand million billion trillion mph kmh % $ € £ ¥".split()}
    | {unit: unit for unit in "mile foot second minut hour day week month year decad ton pound kilogram acr".split()}
    | {"metr": "metre", "meter": "metre", "kilometr": "km", "kilomet": "km", "km": "km", "feet": "foot", "inch": "inch"}
    | {"centimetr": "cm", "centimet": "cm", "cm": "cm", "bn": "billion", "dollar": "$", "euro": "€", "yuan": "¥"}
    | {"celsius": "celsius", "fahrenheit": "fahrenheit", "hectar": "hectare"}
)
# A unit that may be left out: a man of 63 is 63 years old.
_TIMES = frozenset("year month week day".split())

_MORE, _LESS, _ABOUT = "more", "less", "about"
_QUALIFIERS = tuple(
    (tuple(words.split()), kind)
    for kind, forms in (
        (_MORE, "more than,over,at least,above,upwards of,in excess of,just over,exceeding,exceeded,a minimum of"),
        (
            _LESS,
            "less than,under,fewer than,at most,up to,nearly,almost,close to,just under,below,as many as,as much as",
        ),
        (_LESS, "no more than,a maximum of"),
        (_ABOUT, "about,around,roughly,some,approximately,an estimated,estimated"),
    )
    for words in forms.split(",")
)


def units(claim: Claim) -> bool:
    """A figure in another unit: miles for kilometres, millions for billions, dollars for euros."""
    for place, one in figures(claim.said):
        ours = _unit(claim.said, place)
        theirs = [_unit(claim.given, other) for other, given in figures(claim.given) if given.number == one.number]
        if theirs and not any(ours <= given <= ours | _TIMES for given in theirs):
            return True
    return False


def qualifiers(claim: Claim) -> bool:
    """A figure that is more than, less than or about what it is in the evidence. "About" may be left out."""
    for place, one in figures(claim.said):
        ours = _qualifier(claim.said, place)
        theirs = {_qualifier(claim.given, other) for other, given in figures(claim.given) if given.number == one.number}
        if theirs and ours not in theirs and not (ours is None and _ABOUT in theirs):
            return True
    return False


def counted(claim: Claim) -> bool:
    """A figure that counts something else than in the evidence: a word beside it stands near no such figure there."""
    ours, theirs = claim.content, [one for one in claim.given if one.is_content or one is Token.END]
    for place, one in figures(ours):
        near = {
            other.stem
            for number, given in figures(theirs)
            if given.number == one.number
            for other in theirs[max(0, number - _NEAR) : number + _NEAR + 1]
        }
        beside = [*_first(ours[place + 1 : place + 3]), *_first(ours[max(0, place - 2) : place][::-1])]
        if near and any(stem in claim.given_stems and not any(alike(stem, it) for it in near) for stem in beside):
            return True
    return False


def _first(text: Sequence[Token]) -> list[str]:
    """The stem of the first word that can be counted, if there is one."""
    return [one.stem for one in text if one.is_content and not one.number and one.stem not in _UNITS][:1]


def _unit(text: Sequence[Token], place: int) -> frozenset[str]:
    found = set()
    for one in [*text[max(0, place - 1) : place], *text[place + 1 : place + 3]]:
        if one.number:
            break
        if one.stem in _UNITS:
            found.add(_UNITS[one.stem])
    return frozenset(found)


def _qualifier(text: Sequence[Token], place: int) -> str | None:
    before = tuple(one.word for one in text[max(0, place - 5) : place] if one.word not in "$€£¥")
    kinds = [(len(words), kind) for words, kind in _QUALIFIERS if before[-len(words) :] == words]
    return max(kinds)[1] if kinds else None
