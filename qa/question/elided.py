"""What a follow-up leaves out or says in a pronoun, put back from the question before it."""

from __future__ import annotations

import re

from qa.question.grammar import DOES, IS, NAME, PAST, PREPOSITION
from qa.question.things import is_plural, place, thing

_PRONOUN = re.compile(r"\b(?P<owns>its|their)\b|\b(?P<one>it|they|them)\b", re.IGNORECASE)
_THERE = re.compile(r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )\bthere\b(?!\s+(?:is|are|was|were)\b)", re.IGNORECASE)
_IS_THERE = re.compile(rf"^{IS}\s+there\b|\bthere\s+{IS}\b", re.IGNORECASE)
# "It" stands for nothing, or for what was done or said.
_NOTHING = re.compile(
    r"\bit\s+(?:true|rain|snow|possible|likely|necessary|clear|known|take|takes|took|seem|seems|mean|matter)"
    r"|\b(?:is|was)\s+it\s+(?:\w+\s+){1,2}(?:to|that)\b",
    re.IGNORECASE,
)
# Asked as well of what happened to a thing as of the thing.
_OF_DEEDS = re.compile(
    r"\b(?:caus|happen|expect|predict|mean|react|respon|say|said|know|knew|done|announc|confirm|result|deni|deny|explain"
    r"|think|believ|surpris|possib|last)\w*|\bdid\s+it\s+cost\b|\bdo\s+it\b",
    re.IGNORECASE,
)
# What did something does it again, or is asked about itself.
_ITSELF = re.compile(
    rf"\b(?:{IS}|{DOES})\s+(?:it|they)\b|\b(?:its|their)\b"
    r"|\bwho\s+(?:owns?|owned|buil[dt]s?|designed|operates?|runs?|makes?|made|founded|leads?|led|commanded|pays?|paid)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(r"^\W*(?:and|but|so|then)\s+", re.IGNORECASE)
_HOW_MANY = re.compile(
    rf"how\s+(?P<many>many|much)\s+(?:of\s+(?:them|these|those)\s+)?(?P<did>(?:{IS}|{DOES}|got|{PAST})\b.*)",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"how\s+(?:many|much)\s+(?P<noun>(?:[a-z]+\s+){0,2}?(?:[a-z]+[^su\s]s|people|men|women|children))\b", re.IGNORECASE
)
# What happens to people, and words for people.
_SUFFERED = re.compile(
    r"\b(?:died|dead|killed|hurt|injured|wounded|arrested|missing|homeless|evacuated|rescued)\b", re.IGNORECASE
)
_PEOPLE = re.compile(r"(?:people|men|women|children|(?:er|or|ist|ian|ee|ant|ent|an)s)$", re.IGNORECASE)
# A whole question of a few plain words, in which nobody and nothing is named.
_NAMELESS = re.compile(rf"(?:how\s+(?:many|much)|who|what|which|{DOES}|{IS})(?:\s+(?-i:[a-z]+)){{1,4}}", re.IGNORECASE)
_VERB = re.compile(rf"\b(?:{IS}|{DOES}|{PAST})\b", re.IGNORECASE)
_FOUND = re.compile(
    r"\bit(?:s\s+[a-z]+|\s+(?:founded|built|launched|created|established|published|based|located|made))\b", re.I
)
_ONLY_NAME = re.compile(rf"[^A-ZÀ-ÖØ-Þ]*\S[^A-ZÀ-ÖØ-Þ]*?(?<=\s)(?P<name>{NAME})[^A-ZÀ-ÖØ-Þ]*")
_ORDINAL = "(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|next|previous)"
_THE_THIRD = re.compile(
    rf"(?:(?:what|how)\s+about\s+)?(?:(?:in|for|on|after)\s+)?the\s+(?P<new>{_ORDINAL})(?:\s+(?:one|[a-z]+))?", re.I
)
_LOCATED = re.compile(rf"\b(?:{PREPOSITION}|the|this|that|these|those|there|he|him|his|she|her|hers)\b", re.IGNORECASE)
_PART = re.compile(
    r"(?P<asks>(?:and|(?:and\s+)?(?:what|how)\s+about)|what\s+(?:is|was|are|were))\s+(?:the|its|their)\s+(?P<part>(?!ones?\b)(?-i:[a-z]+(?:\s+[a-z]+)?))(?:\s+of\s+it)?",
    re.IGNORECASE,
)


def in_full(asked: str, frame: str, _answer: str) -> str | None:
    """The question with what it leaves out, None where that is not sure. Both without the marks at their ends."""
    rules = (_ordinal, _part, _how_many, _pronoun, _there, _located)
    return next((found for rule in rules if (found := rule(_OPENING.sub("", asked), asked, frame))), None)


def _ordinal(bare: str, _asked: str, frame: str) -> str | None:
    """ "And in the third?": quarter, where the fourth was asked about."""
    new, old = _THE_THIRD.fullmatch(bare), re.findall(rf"\b{_ORDINAL}\b", frame)
    return frame.replace(old[0], new["new"].lower()) if new and len(old) == 1 else None


def _part(_bare: str, asked: str, frame: str) -> str | None:
    """ "What about the cost?": of the bridge that was asked about."""
    found, whole = _PART.fullmatch(asked), thing(frame)
    if found is None or whole is None:
        return None
    asks = found["asks"] if found["asks"].lower().startswith("what ") else "What about"
    where = place(frame)
    belongs = where if where and where.endswith(f" {whole}") else f"of {whole}"
    return f"{asks} the {found['part']} {belongs}"


def _how_many(bare: str, _asked: str, frame: str) -> str | None:
    """ "How many were hurt?": people, in the storm that was asked about."""
    found, counted, where = _HOW_MANY.fullmatch(bare), _COUNTED.match(frame), place(frame)
    if found is None or _PRONOUN.search(found["did"]) or not (counted or where):
        return None
    noun = f" {counted['noun']}" if counted else ""
    if _SUFFERED.search(found["did"]) and not _PEOPLE.search(noun):
        noun = " people"
    full = f"How {found['many'].lower()}{noun} {found['did']}"
    return full if where is None or _LOCATED.search(found["did"]) else f"{full} {where}"


def _pronoun(bare: str, _asked: str, frame: str) -> str | None:
    """ "When did it open?": the bridge."""
    found = _PRONOUN.search(bare)
    if found is None or len(_PRONOUN.findall(bare)) > 1 or _NOTHING.search(bare):
        return None
    is_one = found.group().lower() in ("it", "its")
    # "they" who did it, as likely
    if not is_one and frame.lower().startswith("who"):
        return None
    named = thing(frame, told_of=not _OF_DEEDS.search(bare), did=bool(_ITSELF.search(bare)))
    if named is None and is_one and _FOUND.search(bare) and (only := _ONLY_NAME.fullmatch(frame)):
        named = re.sub(r"['’]s?$", "", only["name"])
    elif named is None or is_plural(named) == is_one:
        return None
    owner = f"{named}’" if named.endswith("s") else f"{named}’s"
    return f"{bare[: found.start()]}{owner if found['owns'] else named}{bare[found.end() :]}"


def _there(bare: str, _asked: str, frame: str) -> str | None:
    """ "Who lives there?": on the island."""
    found, where = _THERE.search(bare), place(frame)
    return f"{bare[: found.start()]}{where}{bare[found.end() :]}" if found and where else None


def _located(bare: str, _asked: str, frame: str) -> str | None:
    """ "How many houses were destroyed?": in the storm."""
    where = place(frame)
    if where is None or not _NAMELESS.fullmatch(bare) or not _VERB.search(bare):
        return None
    return None if _LOCATED.search(_IS_THERE.sub("", bare)) or _PRONOUN.search(bare) else f"{bare} {where}"
