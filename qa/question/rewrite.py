"""A follow-up put into the words of the question that it leans on, so that it can be read alone.

Rules only, for three kinds: "And the American one?", "When?", "How long is it?". What is put wrongly is what models
answer, and what is not put at all loses nothing: so each rule knows a few shapes of question and leaves all others.
"""

from __future__ import annotations

import re

from qa.question.mentions import person
from qa.verify.facts import stems

_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w.’'-]*"
_NAME = rf"{_CAPITAL}(?:\s+(?:{_CAPITAL}|\d+\b))*"
_YEAR = r"(?:1[5-9]|20)\d\d\b"
_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_DATE = rf"(?:{_MONTH}|{_DAY}|\d+)(?:\s+(?:{_MONTH}|{_DAY}|\d+))*"
_KINDS = {"year": _YEAR, "month": _MONTH, "day": _DAY, "date": _DATE, "owner": r".*(?:['’]s|s['’])(?:\s.*)?"}
_PREPOSITION = "(?:in|on|at|by|for|from|of|to|with|about|against|under|during|since|until|before|after|near)"
_DOES = "(?:did|does|do|will|would|can|could|has|have|had)"
_IS = "(?:is|are|was|were)"
_QUESTION = "(?:who|whom|whose|what|which|when|where|why|how)"
_PAST = (
    "(?:[a-z]+[a-df-z]ed|won|made|led|found|built|bought|sold|wrote|written|said|told|took|taken|gave|given|began|broke|"
    "broken|born|chose|chosen|drew|drawn|fought|flew|held|left|lost|met|paid|ran|saw|seen|sent|shot|stole|stolen|struck)"
)

# One question, without commas, quotes or a second sentence.
_PLAIN = re.compile(
    rf"(?!.*(?:\.\s|\b(?:and|or|but)\s+{_QUESTION}\b))(?:{_QUESTION}|{_IS}|{_DOES})\b[\w\s.’'-]+", re.I | re.S
)
# Letters of an adjective like "Chinese", which cannot change places with a noun like "China".
_ADJECTIVE = re.compile(r"(?:ese|ish|an|ch|eek|iss|ic|i)$")
_LIST = re.compile(r"\b(?:and|or)\b", re.I)
_DATED = re.compile(
    rf"\d|\b(?:{_MONTH}|{_DAY})\b|\b(?i:now|today|yesterday|tomorrow|currently|ago|last|next|this|year|month|week|day)\b"
    r"|\b(?:since|until|before|after|during|first|ever)\b"
)
_ANOTHER = re.compile(
    rf"\W*(?:(?i:(?:and\s+|or\s+)?(?:what|how)\s+about)|(?i:and|or))\s+(?:(?P<behind>{_PREPOSITION})\s+)?"
    rf"(?P<whole>(?P<the>the\s+)?(?P<name>{_NAME}|{_YEAR}))(?:\s+(?!too\b|as\b)(?P<noun>[a-z]+))?"
    r"(?:\s+(?:too|as\s+well))?\W*"
)
# A name or a time in a question, never its first word; what stands before it, and the noun or the like behind it.
_SLOT = re.compile(
    rf"(?:\b(?:(?P<behind>{_PREPOSITION})|(?P<auxiliary>{_DOES}|(?i:when|where|why)\s+{_IS}|^(?i:{_DOES}|{_IS})))\s+)?"
    rf"(?P<whole>(?:(?P<the>the)\s+)?(?<=\s)(?P<name>{_NAME}|{_YEAR}))"
    rf"(?=(?P<ends>$|\s+{_PREPOSITION}\b)?)(?=(?:\s+(?!{_PREPOSITION}\b)(?P<noun>[a-z]+))?)"
)
_BARE = re.compile(
    r"\W*(?:(?:and|but|so)\s+)?(?P<asks>when|where|why|how|(?P<behind>in|on|at|by|for|with|from|to|under)\s+"
    r"(?:which|what|whose)\s+\w+)\W*",
    re.I,
)
_WHEN_OR_WHY = re.compile(
    rf"(?P<word>[Ww]hen|[Ww]hy)\s+(?P<rest>(?:{_DOES}\s|was\s+it\s+that\s|{_IS}\s.*\s{_PAST}(?:$|\s+{_PREPOSITION}\s)).*)"
)
_WHO_DID = re.compile(rf"[Ww]ho\s+(?P<rest>{_PAST}\b.*)")
_NOT = re.compile(r"\b(?:not|never|be)\b|n['’]t\b", re.I)
# Of a thing, and of nothing that happened to it: not "How much did it cost?", "Was it predicted?".
_OF_A_THING = re.compile(
    r"(?:(?:and|but)\s+)?(?:(?:who\s+(?:owns|owned|built|designed|operates)|where\s+is"
    r"|how\s+(?:long|wide|high|tall|deep|big|large|heavy|old)\s+is)\s+(?P<it>it)(?:\s+(?:now|today))?"
    r"|what\s+is\s+(?P<its>its)\s+(?:length|width|height|depth|size|area|weight|mass|age|capacity|owner))",
    re.I,
)
# The thing is all that is named: "When did the Panama Canal open?", "Why was Voyager 1 launched in 1977?".
_THING = re.compile(
    rf"(?:[Ww]hen|[Ww]hy|[Hh]ow)\s+(?:did|does|will|(?P<is>is|was))\s+(?P<thing>the\s+(?P<name>{_NAME})"
    rf"|(?:{_CAPITAL}\s+)+\d+)\s+(?P<verb>[a-z]+)(?:\s+(?:in|on)\s+{_DATE})?"
)


def rewritten(question: str, before: str, answer: str) -> str | None:
    """The question as one that can be read alone, None where that is not sure.

    It leans on `before`, which stands alone; `answer` is the first sentence of its answer, without marks, or "".
    """
    asked, frame = question.strip().rstrip(" ?!."), before.strip().rstrip(" ?!.")
    if not _PLAIN.fullmatch(frame):
        return None
    rules = (_same_of_another, _other_word, _named)
    found = next((found for rule in rules if (found := rule(asked, frame, answer))), frame)
    return f"{found}?" if found != frame else None


def _same_of_another(asked: str, frame: str, _answer: str) -> str | None:
    """ "And the American one?" asks what was asked before, of somebody else or of another time."""
    new = _ANOTHER.fullmatch(asked)
    if new is None or _LIST.search(frame) or _kind(new) in ("date", "owner"):
        return None
    if _kind(new) == "year" and new["behind"] == "in" and not (new["the"] or new["noun"] or _DATED.search(frame)):
        return None if frame.lower().startswith("when") else f"{frame} in {new['name']}"
    old = _counterpart(new, list(_SLOT.finditer(frame)))
    if old is None:
        return None
    part = "whole" if new["behind"] else "name"
    return f"{frame[: old.start(part)]}{new[part]}{frame[old.end(part) :]}"


def _counterpart(new: re.Match[str], slots: list[re.Match[str]]) -> re.Match[str] | None:
    """The name or time that gives way to the new one, None where none is sure to."""
    same = [slot for slot in slots if _kind(slot) == _kind(new)]
    if new["noun"]:
        nouns = [slot for slot in same if slot["the"] and slot["noun"] and new["noun"] in ("one", "ones", slot["noun"])]
        fits = [slot for slot in nouns if new["the"] and not new["behind"] and _alike(slot, new)]
    elif new["behind"]:
        fits = [slot for slot in same if slot["behind"] == new["behind"] and slot["ends"] is not None]
    elif _kind(new) != "name":
        fits = [] if new["the"] else same
    else:
        fits = [slot for slot in same if _shares(slot, new)] or _subject(new, slots)
    return fits[0] if len(fits) == 1 else None


def _subject(new: re.Match[str], slots: list[re.Match[str]]) -> list[re.Match[str]]:
    """The only name, where it stands behind an auxiliary: "Why did Ann Lee resign in May?"."""
    names = [slot for slot in slots if _kind(slot) in ("name", "owner")]
    plain = len(names) == 1 and not new["the"] and not names[0]["the"]
    return [slot for slot in names if plain and slot["auxiliary"] and _kind(slot) == "name" and _alike(slot, new)]


def _shares(old: re.Match[str], new: re.Match[str]) -> bool:
    """Whether one is to the other as Voyager 1 to Voyager 2."""
    parallel = len(old["name"].split()) == len(new["name"].split()) and bool(old["the"]) == bool(new["the"])
    return parallel and bool(stems(old["name"]) & stems(new["name"]))


def _alike(old: re.Match[str], new: re.Match[str]) -> bool:
    return bool(_ADJECTIVE.search(old["name"])) == bool(_ADJECTIVE.search(new["name"]))


def _kind(named: re.Match[str]) -> str:
    return next((kind for kind, pattern in _KINDS.items() if re.fullmatch(pattern, named["name"])), "name")


def _other_word(asked: str, frame: str, answer: str) -> str | None:
    """ "When?" asks another thing of what was asked and answered."""
    bare = _BARE.fullmatch(asked)
    if bare is None or _NOT.search(frame) or (bare["behind"] or "").lower() in frame.lower().split():
        return None
    asks = bare["asks"][:1].upper() + bare["asks"][1:]
    if same := _WHEN_OR_WHY.fullmatch(frame):
        return f"{asks} {same['rest']}" if asks.lower() != same["word"].lower() else None
    who, did = answer.rstrip(" ."), _WHO_DID.fullmatch(frame)
    # the answer is a name, and nothing else
    return f"{asks} was it that {who} {did['rest']}" if did and len(who) <= 60 and person("", who) == who else None


def _named(asked: str, frame: str, _answer: str) -> str | None:
    """ "How long is it?" asks of the thing that was named before."""
    of, thing = _OF_A_THING.fullmatch(asked), _THING.fullmatch(frame)
    if of is None or thing is None or _ADJECTIVE.search(thing["name"] or ""):
        return None
    if re.search(rf"\b(?:{_MONTH}|{_DAY}|{_YEAR})", thing["thing"]) or (
        thing["is"] and not re.fullmatch(_PAST, thing["verb"])
    ):
        return None
    start, end = of.span(of.lastgroup or "it")
    return f"{asked[:start]}{thing['thing']}{'’s' if of['its'] else ''}{asked[end:]}"
