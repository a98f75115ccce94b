"""Whether a sentence says what its evidence says: stricter than `support`, for sentences in a model's own words.

Each rule compares one thing that goes wrong in paraphrases. None understands the text, so that a true paraphrase is
sometimes refused: whoever asks then has the evidence's own words to say instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.sentences import sentence_spans
from qa.verify.facts import facts
from qa.verify.support import Given, missing_facts
from qa.verify.tokens import Token, tokens

# Content words that may stand in a sentence though not in its evidence: this many, and this share.
_NEW_WORDS = 1
_NEW_SHARE = 0.2
# Words that report or point and add no fact.
_EMPTY = frozenset(
    "accord report say said state mention note told tell add articl includ also current call way thing part issu "
    "sever variou relat regard involv concern specif key main two both describ refer show due make made use".split()
)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A sentence and its evidence, each as tokens; `asked` are the stems of the question."""

    claim: tuple[Token, ...]
    given: tuple[Token, ...]
    asked: frozenset[str]

    @property
    def claimed(self) -> list[Token]:
        return [one for one in self.claim if one.is_content]

    @property
    def stems(self) -> frozenset[str]:
        return frozenset(one.stem for one in self.given)


def is_faithful(claim: str, given: Sequence[str], asked: frozenset[str] = frozenset()) -> bool:
    """Whether the claim follows from the given texts together, as far as rules can tell."""
    return next(departures(claim, given, asked), None) is None


def departures(claim: str, given: Sequence[str], asked: frozenset[str] = frozenset()) -> Iterator[str]:
    """In what the claim departs from the given texts, by the names of the rules."""
    said, whole = facts(claim), _given(tuple(given))
    if not said.stems & whole.stems or missing_facts(said, whole):
        yield "facts"
    pair = _Pair(tokens(claim), _tokens(tuple(given)), asked)
    yield from (name for name, departs in RULES.items() if departs(pair))


@lru_cache(maxsize=500)
def _given(texts: tuple[str, ...]) -> Given:
    each = tuple(facts(text[start:end]) for text in texts for start, end in sentence_spans(text))
    return Given(" ".join(texts), each)


@lru_cache(maxsize=500)
def _tokens(texts: tuple[str, ...]) -> tuple[Token, ...]:
    return tuple(
        token
        for text in texts
        for start, end in sentence_spans(text)
        for token in (*tokens(text[start:end]), Token.END)
    )


def _alike(one: str, other: str) -> bool:
    """Whether two stems are of one word family: negoti and negotiator."""
    return one == other or (len(one) > 4 and len(other) > 4 and one[:5] == other[:5] and not one.isdigit())


def _new_words(pair: _Pair) -> bool:
    """Content words that neither evidence nor question holds."""
    said = {one.stem for one in pair.claimed}
    known = pair.stems | pair.asked | _EMPTY
    new = [stem for stem in said if not any(_alike(stem, one) for one in known)]
    return len(new) > max(_NEW_WORDS, _NEW_SHARE * len(said))


def _inserted(pair: _Pair) -> bool:
    """New words between two that stand side by side in the evidence: something was added."""
    known = pair.stems | pair.asked | _EMPTY
    ours = [one.stem for one in pair.claimed]
    theirs = [one.stem for one in pair.given if one.is_content]
    neighbours = set(zip(theirs, theirs[1:], strict=False))
    last: int | None = None
    for place, stem in enumerate(ours):
        if any(_alike(stem, one) for one in known):
            if last is not None and place - last > 1 and (ours[last], stem) in neighbours:
                return True
            last = place
    return False


def _causes(pair: _Pair) -> bool:
    """A reason that the evidence does not give."""
    given = {one.word for one in pair.given}
    return any(one.word in _BECAUSE for one in pair.claim) and not given & _BECAUSE


_BECAUSE = frozenset(
    "because due cause caused causes causing led leads leading result resulted results resulting since thanks drove "
    "driven over response amid owing reason reasons why meant means therefore so fueled triggered prompted forced made "
    "makes spurred after as blamed blames from".split()
)


def _units(pair: _Pair) -> bool:
    """A figure in another unit: miles and kilometres, millions and billions, dollars and euros."""
    for place, one in _figures(pair.claim):
        same = [other for other, given in _figures(pair.given) if given.number == one.number]
        ours = _unit(pair.claim, place)
        if same and not any(ours <= theirs <= ours | _TIMES for theirs in (_unit(pair.given, it) for it in same)):
            return True
    return False


_TIMES = frozenset("year month week day".split())


_UNITS = (
    {unit: unit for unit in "hundred thousand million billion trillion mph kmh % $ € £ ¥".split()}
    | {form: "m" for form in ("metre", "meter", "m")}
    | {form: "km" for form in ("kilomet", "kilometr", "kilometer", "km")}
    | {form: "cm" for form in ("centimet", "centimetr", "centimeter", "cm")}
    | {form: form for form in "mile foot inch second minut hour day week month year decad ton pound kilogram".split()}
    | {"feet": "foot", "inch": "inch", "bn": "billion", "m": "million", "dollar": "$", "euro": "€"}
    | {"yuan": "¥", "acr": "acre", "hectar": "hectare", "celsius": "c", "fahrenheit": "f"}
)


def _unit(text: Sequence[Token], place: int) -> frozenset[str]:
    near = [*text[max(0, place - 1) : place], *text[place + 1 : place + 3]]
    found = set()
    for one in near:
        if one.number and one is not text[place]:
            break
        if one.stem in _UNITS:
            found.add(_UNITS[one.stem])
    return frozenset(found)


def _figures(text: Sequence[Token]) -> Iterator[tuple[int, Token]]:
    return ((place, one) for place, one in enumerate(text) if one.number)


_MORE, _LESS, _ABOUT = "more", "less", "about"
_QUALIFIERS: tuple[tuple[tuple[str, ...], str], ...] = tuple(
    (tuple(words.split()), kind)
    for kind, forms in {
        _MORE: "more than,over,at least,above,upwards of,in excess of,just over,exceeding,exceeded,a minimum of",
        _LESS: "less than,under,fewer than,at most,up to,nearly,almost,close to,just under,below,as many as,as much as,"
        "no more than,a maximum of",
        _ABOUT: "about,around,roughly,some,approximately,an estimated,estimated",
    }.items()
    for words in forms.split(",")
)


def _qualifier(text: Sequence[Token], place: int) -> str | None:
    before = tuple(one.word for one in text[max(0, place - 5) : place] if one.word not in "$€£¥")
    kinds = [(len(words), kind) for words, kind in _QUALIFIERS if before[-len(words) :] == words]
    return max(kinds)[1] if kinds else None


def _qualifiers(pair: _Pair) -> bool:
    """A figure that is more than, less than or about what it is in the evidence. "About" may be left out."""
    for place, one in _figures(pair.claim):
        same = [other for other, given in _figures(pair.given) if given.number == one.number]
        ours = _qualifier(pair.claim, place)
        theirs = {_qualifier(pair.given, other) for other in same}
        if same and ours not in theirs and not (ours is None and _ABOUT in theirs):
            return True
    return False


def _counted(pair: _Pair) -> bool:
    """A figure that counts something else than in the evidence: the words beside it stand near no such figure."""
    ours, theirs = pair.claimed, [one for one in pair.given if one.is_content or one is Token.END]
    stems = pair.stems
    for place, one in _figures(ours):
        near = {
            other.stem
            for number, it in _figures(theirs)
            if it.number == one.number
            for other in theirs[max(0, number - _NEAR) : number + _NEAR + 1]
        }
        follows = next((it.stem for it in ours[place + 1 : place + 3] if _counts(it)), None)
        leads = next((it.stem for it in reversed(ours[max(0, place - 2) : place]) if _counts(it)), None)
        for beside in (follows, leads):
            if near and beside in stems and not any(_alike(beside or "", it) for it in near):
                return True
    return False


# How many content words from its figure something may stand that is counted.
_NEAR = 5


def _apart(pair: _Pair) -> bool:
    """A figure and the name nearest to it, which no sentence of the evidence has both."""
    sentences: list[set[str]] = [set()]
    for one in pair.given:
        if one is Token.END:
            sentences.append(set())
        else:
            sentences[-1].add(one.stem)
    for place, one in _figures(pair.claim):
        names = [(abs(place - other), it.stem) for other, it in enumerate(pair.claim) if it.is_name]
        if names and not any({one.stem, min(names)[1]} <= sentence for sentence in sentences):
            return True
    return False


def _counts(one: Token) -> bool:
    return one.is_content and not one.number and one.stem not in _UNITS


_NOT = frozenset(
    "not never no none nobody neither nor without cannot hardly deny denied denies refuse refused refuses "
    "unlikely unclear fail failed fails reject rejected lack lacks unable".split()
)


_DENYING = frozenset("not never no nobody neither".split())


def _is_not(one: Token) -> bool:
    return one.word in _NOT or one.word.endswith("n't")


def _negations(pair: _Pair) -> bool:
    """Something denied that the evidence says, or said that it denies."""
    ours, theirs = any(map(_is_not, pair.claim)), any(map(_is_not, pair.given))
    if ours and not theirs:
        return True
    if theirs and not ours:
        denied = set(_behind(pair.given, lambda one: one.word in _DENYING or one.word.endswith("n't"), 1))
        return any(one.stem in denied for one in pair.claimed)
    return False


def _behind(text: Sequence[Token], is_one: Callable[[Token], bool], count: int) -> Iterator[str]:
    """The stems of the first content words behind such words, within their sentence."""
    for place, one in enumerate(text):
        if is_one(one):
            found = 0
            for other in text[place + 1 :]:
                if other is Token.END or found == count:
                    break
                if other.is_content and not _is_hedge(other):
                    found += 1
                    yield other.stem


_HEDGES = frozenset(
    "may might could would should can will shall likely unlikely possible possibly possibility potential potentially "
    "perhaps probably expected expects expect expectation plan plans planned planning propose proposed proposes proposal "
    "consider considered considering considers aim aims seek seeks seeking want wants wanted hope hopes hoped intend "
    "intends prospective prospect threaten threatens threatened forecast forecasts predict predicts predicting "
    "predicted prediction scheduled preparing poised urge urged urges demand demanded demands if unless appears appear "
    "seems seem offered offer foresees foresee set_to going_to about_to due_to_be agreed_to asked_to called_for".split()
)
# Of these, what says that something is certain to come, and what says less.
_CERTAIN = frozenset(["will", "shall"])
_UNCERTAIN = frozenset("may might could possible possibly potential potentially perhaps likely probably".split())
_FUTURE = _CERTAIN | _UNCERTAIN | {"would", "if", "unless"}


def _is_hedge(one: Token) -> bool:
    return one.word in _HEDGES


def _hedges(pair: _Pair) -> bool:
    """What may be or is to be, said as what is; or the other way round; or as certain, though it is not."""
    ours = {one.word for one in pair.claim} & _HEDGES
    theirs = {one.word for one in pair.given} & _HEDGES
    if theirs and not ours:
        hedged = set(_behind(pair.given, _is_hedge, 2))
        return any(one.stem in hedged for one in pair.claimed)
    if ours & _CERTAIN and not ours & _UNCERTAIN and theirs & _UNCERTAIN and not theirs & _CERTAIN:
        return True
    return not theirs and bool(ours & _FUTURE)


_ALL = frozenset(
    "all every whole entire always everyone everything only most majority worldwide nationwide none no "
    "first last largest biggest highest lowest best worst confirmed never".split()
)


def _scopes(pair: _Pair) -> bool:
    """All or most of something that the evidence says of some."""
    given = {one.word for one in pair.given}
    return any(one.word in _ALL and one.word not in given for one in pair.claim)


_PARTLY = frozenset("only most majority some many several part parts portion few".split())


def _parts(pair: _Pair) -> bool:
    """Something said of a whole that the evidence says of a part."""
    said = {one.word for one in pair.claim}
    if said & _PARTLY:
        return False
    limited = set(_behind(pair.given, lambda one: one.word in _PARTLY, 1))
    return any(one.stem in limited for one in pair.claimed)


_CONDITION = frozenset("if unless provided should whether once until would without except".split())


def _conditions(pair: _Pair) -> bool:
    """What holds on a condition, said without it."""
    given = {one.word for one in pair.given}
    return bool(given & {"if", "unless"}) and not any(one.word in _CONDITION for one in pair.claim)


_SAYING = frozenset(
    "said says say saying told tell tells according claim claimed claims alleg alleged alleges accused accuses accuse "
    "denied denies deny blamed blames believes believe believed thinks think warned warns suggested suggests argued "
    "argues announced announces added adds stated states reported reports wrote tweeted called calls explained "
    "noted insisted insists put acknowledged indicated indicates described".split()
)
_CLAIMING = frozenset(
    "claimed claims claim alleged alleges accused accuses denied denies blamed blames believes believe believed thinks "
    "think warned warns suggested suggests argued argues insisted insists".split()
)


def _speakers(pair: _Pair) -> bool:
    """Words in another's mouth, or a mere claim said as a fact."""
    said = {one.word for one in pair.claim}
    given = {one.word for one in pair.given}
    if given & _CLAIMING and not said & _SAYING:
        return True
    ours = _speaking(pair.claim, 6)
    if not ours:
        return False
    theirs = _speaking(_nearest(pair))
    return bool(theirs) and not any(_alike(one, other) for one in ours for other in theirs)


def _speaking(text: Sequence[Token], reach: int = 14) -> set[str]:
    """The stems of names and persons near verbs of saying: who said it."""
    found: set[str] = set()
    for place, one in enumerate(text):
        if one.word == "according":
            found |= {other.stem for other in _clause(text, place + 1, 1, 8)}
        elif one.word in _SAYING:
            found |= {other.stem for other in _clause(text, place - 1, -1, reach)}
            found |= {other.stem for other in _clause(text, place + 1, 1, 3) if other.is_name}
    return found


def _nearest(pair: _Pair) -> Sequence[Token]:
    """The sentence of the evidence that has most words of the claim."""
    said = {one.stem for one in pair.claimed}
    sentences: list[list[Token]] = [[]]
    for one in pair.given:
        if one is Token.END:
            sentences.append([])
        else:
            sentences[-1].append(one)
    return max(sentences, key=lambda sentence: len(said & {one.stem for one in sentence}))


def _clause(text: Sequence[Token], place: int, step: int, most: int) -> Iterator[Token]:
    for _ in range(most):
        if not 0 <= place < len(text) or text[place] is Token.END:
            return
        if text[place].is_content and text[place].stem not in _EMPTY:
            yield text[place]
        place += step


def _swapped(pair: _Pair) -> bool:
    """Two that have changed places around the same verb: who did it and to whom."""
    for place, one in enumerate(pair.claim):
        if not one.is_content or one.is_name or one.number:
            continue
        left, right = _entity(pair.claim, place, -1), _entity(pair.claim, place, 1)
        if not left or not right or left == right:
            continue
        found = [
            (_entity(pair.given, other, -1), _entity(pair.given, other, 1), other)
            for other, it in enumerate(pair.given)
            if it.stem == one.stem
        ]
        if (
            found
            and all(before == right and after == left for before, after, _ in found)
            and all(_is_passive(pair.given, other) == _is_passive(pair.claim, place) for _, _, other in found)
        ):
            return True
    return False


def _entity(text: Sequence[Token], place: int, step: int) -> str | None:
    place += step
    while 0 <= place < len(text) and text[place] is not Token.END:
        if text[place].is_name:
            return text[place].stem
        place += step
    return None


def _is_passive(text: Sequence[Token], place: int) -> bool:
    return any(one.word == "by" for one in text[place + 1 : place + 4])


def _joined(pair: _Pair) -> bool:
    """Names or figures side by side that the evidence has apart: "March 1982"."""
    for first, second in zip(pair.claim, pair.claim[1:], strict=False):
        if not (first.is_fact and second.is_fact):
            continue
        places = [place for place, one in enumerate(pair.given) if one.stem == first.stem]
        if places and not any(
            second.stem == one.stem for place in places for one in pair.given[max(0, place - 3) : place + 4]
        ):
            return True
    return False


_OPPOSITES = tuple(
    frozenset(pair.split("/"))
    for pair in "rise/fall rose/fell increase/decrease increased/decreased higher/lower more/fewer more/less before/after "
    "gain/loss won/lost win/lose up/down above/below north/south east/west southern/northern eastern/western "
    "accepted/rejected since/until least/most minimum/maximum last/this last/next".split()
)


def _opposites(pair: _Pair) -> bool:
    """A word for the contrary of what the evidence says."""
    said, given = {one.word for one in pair.claim}, {one.word for one in pair.given}
    return any(len(both & said) == 1 and len(both & given) == 1 and not both & said & given for both in _OPPOSITES)


RULES: dict[str, Callable[[_Pair], bool]] = {
    "new words": _new_words,
    "inserted": _inserted,
    "causes": _causes,
    "units": _units,
    "qualifiers": _qualifiers,
    "counted": _counted,
    "apart": _apart,
    "negations": _negations,
    "hedges": _hedges,
    "scopes": _scopes,
    "parts": _parts,
    "conditions": _conditions,
    "speakers": _speakers,
    "swapped": _swapped,
    "joined": _joined,
    "opposites": _opposites,
}
