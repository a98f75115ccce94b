"""A follow-up put into the words of the question that it leans on, so that it can be read alone.

Rules only, for a few kinds: "And the American one?", "When?", "By how many votes?", "How long is it?". What is put
wrongly is what models answer, and what is not put at all loses nothing: so each rule knows a few shapes of question and
leaves all others.
"""

from __future__ import annotations

import re

from index.facts import stems
from qa.question.elided import in_full
from qa.question.grammar import (
    ADJECTIVE,
    CAPITAL,
    DATE,
    DAY,
    DOES,
    IS,
    MONTH,
    NAME,
    PAST,
    PREPOSITION,
    QUESTION,
    YEAR,
    plain_end,
    sentence_case,
)
from qa.question.persons import person
from qa.question.things import is_plural, place, thing

_KINDS = {"year": YEAR, "month": MONTH, "day": DAY, "date": DATE, "owner": r".*(?:['’]s|s['’])(?:\s.*)?"}

# Longer questions are left, in characters: the patterns look at them many times.
_LONGEST = 300
# One question, without commas, quotes or a second sentence.
_PLAIN = re.compile(
    rf"(?!.*(?:\.\s|\b(?:and|or|but)\s+{QUESTION}\b))(?:{PREPOSITION}\s+)?(?:{QUESTION}|{IS}|{DOES})\b[\w\s.’'-]+",
    re.I | re.S,
)
_ADJECTIVE = re.compile(ADJECTIVE)
_LIST = re.compile(r"\b(?:and|or)\b", re.I)
_DATED = re.compile(
    rf"\d|\b(?:{MONTH}|{DAY})\b|\b(?i:now|today|yesterday|tomorrow|currently|ago|last|next|this|year|month|week|day)\b"
    r"|\b(?:since|until|before|after|during|first|ever)\b"
)
_ANOTHER = re.compile(
    rf"\W*(?:(?i:(?:and\s+|or\s+)?(?:what|how)\s+about)|(?i:and|or))\s+(?:(?P<behind>{PREPOSITION})\s+)?"
    rf"(?P<whole>(?P<the>the\s+)?(?P<name>{NAME}|{YEAR}))(?:\s+(?!too\b|as\b)(?P<noun>[a-z]+))?"
    r"(?:\s+(?:too|as\s+well))?\W*"
)
# A name or a time in a question, never its first word; what stands before it, and the noun or the like behind it.
_SLOT = re.compile(
    rf"(?:\b(?:(?P<behind>{PREPOSITION})|(?P<auxiliary>{DOES}|(?i:when|where|why)\s+{IS}|^(?i:{DOES}|{IS})))\s+)?"
    rf"(?P<whole>(?:(?P<the>the)\s+)?(?<=\s)(?P<name>{NAME}|{YEAR}))"
    rf"(?=(?P<ends>$|\s+{PREPOSITION}\b)?)(?=(?:\s+(?!{PREPOSITION}\b)(?P<noun>[a-z]+))?)"
)
# A year; what stands before it is a part of a date, or says from when or until when.
_YEAR_IN = re.compile(
    rf"(?:\b(?:(?P<date>(?i:{MONTH})(?:\s+\d+,?)?)|(?P<from_then>since|until|before|after|by|from))\s+(?P<the>the\s+)?)?"
    rf"\b(?P<year>{YEAR})"
)
_BARE = re.compile(
    r"\W*(?:(?:and|but|so|then)\s+)?(?P<asks>when|where|why|how(?:\s+(?:long|often|far|soon))?|who"
    r"|(?P<count>how\s+many)(?:\s+of\s+them)?"
    r"|(?P<behind>in|on|at|by|for|with|from|to|under|since|until|against)\s+(?:(?:which|what|whose|how\s+(?:many|much))"
    r"(?:\s+[a-z]+){1,2}|how\s+much|how\s+long|whom|what|when|where))\W*",
    re.I,
)
_ADVERB = re.compile(
    rf"(?P<word>[Ww]hen|[Ww]hy|[Ww]here|[Hh]ow|(?i:{PREPOSITION}\s+(?:which|what|how\s+(?:many|much))(?:\s+[a-z]+){{0,2}}?))\s+"
    rf"(?P<rest>(?:{DOES}\s|was\s+it\s+that\s|{IS}\s.*\s{PAST}(?:$|\s+{PREPOSITION}\s)).*)"
)
_YES_OR_NO = re.compile(rf"(?i:{DOES}|{IS})\s.+")
_PEOPLE = re.compile(rf"(?i:how\s+many)\s+people\s+(?P<rest>(?:were|have|had|{PAST}|died)\b.*)")
_MANY = {"is": "are", "was": "were", "has": "have"}
_ANYONE = re.compile(
    rf"(?P<verb>(?i:{IS}|has|have|had))\s+(?:(?i:any(?:one|body)|some(?:one|body))|(?:(?i:any)\s+)?(?P<noun>[a-z]+s|people))"
    r"\s+(?P<rest>.+)"
)
_WHICH = re.compile(r"(?i:which|what)\s+(?P<rest>(?:[a-z]+\s+)?[a-z]+[^su\s]s\s+.+)")
_PASSIVE = re.compile(
    rf"(?i:who|(?:which|what|how\s+many)\s+(?:[a-z]+\s+)?(?:[a-z]+s|people))\s+(?!(?i:wrote|took|gave|began|broke|chose|drew|flew|ran|saw|fought)\b)(?P<did>{PAST})\s+(?P<what>the\s.+)"
)
_HAPPENED = re.compile(rf"(?i:how\s+many)\s.*\b(?:{PAST}|was|were|died|did)\b.*")
_WHO_DID = re.compile(rf"[Ww]ho\s+(?P<rest>{PAST}\b.*)")
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
    rf"(?:[Ww]hen|[Ww]hy|[Hh]ow)\s+(?:did|does|will|(?P<is>is|was))\s+(?P<thing>the\s+(?P<name>{NAME})"
    rf"|(?:{CAPITAL}\s+)+\d+)\s+(?P<verb>[a-z]+)(?:\s+(?:in|on)\s+{DATE})?"
)


def rewritten(question: str, before: str, answer: str) -> str | None:
    """The question as one that can be read alone, None where that is not sure.

    It leans on `before`, which stands alone; `answer` is the first sentence of its answer, or "".
    """
    asked, frame = plain_end(question), plain_end(before)
    if max(len(asked), len(frame)) > _LONGEST or not _PLAIN.fullmatch(frame):
        return None
    rules = (_same_of_another, _other_word, _named, in_full)
    found = next((found for rule in rules if (found := rule(asked, frame, answer))), frame)
    return f"{sentence_case(found)}?" if found != frame else None


def corrected(meant: str, instead_of: str | None, before: str) -> str | None:
    """The question before with what was meant in the place of what was said, None where that place is not sure."""
    frame, meant = plain_end(before), plain_end(meant)
    if max(len(meant), len(frame)) > _LONGEST:
        return None
    if instead_of:
        word = re.escape(re.sub(r"^the ", "", instead_of))
        # a whole name, of which a part was said
        said = re.compile(
            rf"(?:(?<=\s){CAPITAL}\s+)?\b(?i:{word})\b" if instead_of[0].isupper() else rf"\b(?i:{word})\b"
        )
        return f"{said.sub(lambda _: re.sub(r'^the ', '', meant), frame, count=1)}?" if said.search(frame) else None
    if same := _same_of_another(f"And {meant}", frame, ""):
        return f"{same}?"
    new = _ANOTHER.fullmatch(f"And {meant}")
    if new is None:
        # "I meant the treasurer"
        same_role = re.findall(r"\bthe\s+[a-z]+\b", frame)
        plain = re.fullmatch(r"the\s+[a-z]+", meant) and len(same_role) == 1
        return f"{frame.replace(same_role[0], meant)}?" if plain else None
    slots = list(_SLOT.finditer(frame))
    if _kind(new) == "year" and not _DATED.search(frame):
        return f"{frame} in {new['name']}?"
    fits = [slot for slot in slots if _kind(slot) == _kind(new) and (_kind(new) != "name" or _alike(slot, new))]
    if len(fits) != 1 or (new["behind"] and new["behind"] != fits[0]["behind"]):
        return None
    return f"{frame[: fits[0].start('name')]}{new['name']}{frame[fits[0].end('name') :]}?"


def is_negative(sentence: str) -> bool:
    """Whether it says what is not so."""
    return bool(_NOT.search(sentence))


def _same_of_another(asked: str, frame: str, _answer: str) -> str | None:
    """ "And the American one?" asks what was asked before, of somebody else or of another time."""
    new = _ANOTHER.fullmatch(asked)
    if new is None or _LIST.search(frame) or _kind(new) in ("date", "owner"):
        return None
    if _kind(new) == "year" and new["behind"] == "in" and not (new["the"] or new["noun"] or _DATED.search(frame)):
        return None if frame.lower().startswith("when") else f"{frame} in {new['name']}"
    if new["behind"] in ("in", None) and (full := _in_another_year(new, frame)):
        return full
    old = _counterpart(new, list(_SLOT.finditer(frame)))
    if old is None:
        return None
    part = "whole" if new["behind"] else "name"
    return f"{frame[: old.start(part)]}{new[part]}{frame[old.end(part) :]}"


def _in_another_year(new: re.Match[str], frame: str) -> str | None:
    """ "And in 2020?" takes the place of the only year: of "the 2024 election", and of "since 2024"."""
    years = list(_YEAR_IN.finditer(frame))
    if len(years) != 1 or _kind(new) != "year" or new["the"] or new["noun"]:
        return None
    old = years[0]
    if old["date"] or (old["from_then"] and old["the"]):
        return None
    start = old.start("from_then") if old["from_then"] and new["behind"] else old.start("year")
    put = new["whole"] if start == old.start("year") else f"{new['behind']} {new['whole']}"
    return f"{frame[:start]}{put}{frame[old.end('year') :]}"


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
    """ "When?", "By how many votes?" asks another thing of what was asked and answered."""
    bare = _BARE.fullmatch(asked)
    if bare is None or _NOT.search(frame) or (bare["behind"] or "").lower() in frame.lower().split():
        return None
    asks = sentence_case(bare["asks"])
    if bare["count"] or asks.lower() == "who":
        return _who_or_how_many(asks, frame)
    if same := _ADVERB.fullmatch(frame):
        # "Where will he move?" "Why?": there, and not at all
        is_other = same["word"].lower() not in asks.lower() and (
            same["word"].lower() != "where" or asks not in ("Why", "How")
        )
        return f"{asks} {same['rest']}" if is_other else None
    if _YES_OR_NO.fullmatch(frame):
        # of what is so: with an answer, that has said whether it is
        return None if asks == "Why" and answer else f"{asks} {frame[0].lower()}{frame[1:]}"
    who, did = answer.rstrip(" ."), _WHO_DID.fullmatch(frame)
    # the answer is a name, and nothing else
    if did and len(who) <= 60 and person("", who) == who:
        return f"{asks} was it that {who} {did['rest']}"
    return None if asks in ("Why", "How") else _of_what_happened(asks, frame)


def _who_or_how_many(asks: str, frame: str) -> str | None:
    """ "Was anyone hurt?" "How many?", "Which states signed?" "How many?"."""
    count = asks.lower().startswith("how many")
    if (counted := _PEOPLE.fullmatch(frame)) and not count:
        return f"Who {counted['rest'].replace('were ', 'was ')}"
    if found := _ANYONE.fullmatch(frame):
        verb = _MANY.get(found["verb"].lower(), found["verb"].lower()) if count else found["verb"].lower()
        return f"{asks} {found['noun'] or 'people'} {verb} {found['rest']}" if count else f"Who {verb} {found['rest']}"
    which = _WHICH.fullmatch(frame) if count else None
    return f"How many {which['rest']}" if which else None


def _of_what_happened(asks: str, frame: str) -> str | None:
    """ "Who won the cup?" "By how much?"; "How many people died in the storm?" "When?"."""
    if (passive := _PASSIVE.fullmatch(frame)) and thing(frame) == passive["what"]:
        verb = "were" if is_plural(passive["what"]) else "was"
        return f"{asks} {verb} {passive['what']} {passive['did']}"
    event = thing(frame, told_of=False)
    if (
        event
        and place(frame)
        and _HAPPENED.fullmatch(frame)
        and re.match(r"when|where|(?:in|on|at) (?:which|what)", asks, re.I)
    ):
        return f"{asks} was {event}"
    return None


def _named(asked: str, frame: str, _answer: str) -> str | None:
    """ "How long is it?" asks of the thing that was named before."""
    of, thing = _OF_A_THING.fullmatch(asked), _THING.fullmatch(frame)
    if of is None or thing is None or _ADJECTIVE.search(thing["name"] or ""):
        return None
    if re.search(rf"\b(?:{MONTH}|{DAY}|{YEAR})", thing["thing"]) or (
        thing["is"] and not re.fullmatch(PAST, thing["verb"])
    ):
        return None
    start, end = of.span(of.lastgroup or "it")
    return f"{asked[:start]}{thing['thing']}{'’s' if of['its'] else ''}{asked[end:]}"
