"""Sentences that introduce a term, a person or whoever holds an office: "Ann Lee, an expert on dikes, said", "Mayor Ann
Lee", "a sluice is a".

Articles say who somebody is in passing, in a sentence about something else. The pair reader sees the something else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.evidence.sentences import EvidenceSentence

# How likely a sentence is to belong for these words alone, by how surely they introduce the term.
_SAID, _TITLED = 0.5, 0.35
# Behind a name, what opens an apposition, up to its comma; and what says outright what the name stands for.
_BEHIND = (
    r"(?:\s*\([^)]{1,30}\))?(?:"
    r",\s+(?:(?:an?|the|one of|who|which|whose|its|his|her|their|our|formerly|also|then|now)\b|[A-Z][\w.-]*[’']s?\s|"
    r"(?!(?:said|says|told|and|but|or|as|in|on|at|to|by|with|from|after|before|when|while)\b)"
    r"[a-z-]+(?: [a-z-]+){0,3} (?:of|at|for|in|to|with|from)\b|\d+,)"
    r"|\s+(?:is|are|was|were|has been|became|means|refers to|stands for)\s+(?:an?|the|one of|any|when|to)\b"
    r"|\s+[—–]\s+(?:an?|the|its|his|her|their)\b)"
)
# Before a name, what somebody does or is, by the endings of such words: "Treasury Secretary", "spokesman", "economist".
_ROLE = (
    r"\b(?!(?:after|over|under|other|another|whether|however|either|neither|rather|ever|never|for|nor|or|per|whenever|"
    r"together|further|later|earlier|last|than)\b)"
    r"\w*(?:er|or|ist|ant|ent|ary|ian|man|woman|person|chief|head|boss|expert|coach|judge|king|queen|prince|princess|"
    r"pope|ceo|general|company|giant|firm|group|maker|app)\s+"
)
_GIVEN = r"(?:[A-Z][\w.’'-]+\s+){0,2}"


# A name, but not a day or a month.
_NAME = (
    r"(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|(?:January|February|March|April|May|June|July|August|September|"
    r"October|November|December)\b|(?:The|A|An|In|On|He|She|It|They)\b)[A-Z][\w.’'-]+(?:\s+[A-Z][\w.’'-]+){0,3}"
)


def introduced(term: str | None, sentences: Sequence[EvidenceSentence]) -> list[EvidenceSentence]:
    """The sentences, likeliest first, those that introduce the term as likelier. Without a term nothing changes."""
    if term is None or not any(character.isalnum() for character in term):
        return list(sentences)
    name = r"\s+".join(re.escape(word) for word in term.split())
    said = re.compile(rf"(?<!\w){name}(?:[’']s)?{_BEHIND}", re.IGNORECASE)
    titled = re.compile(rf"(?i:{_ROLE}){_GIVEN}(?i:{name})\b")
    return _raised(sentences, said, titled)


def holding(role: str | None, sentences: Sequence[EvidenceSentence]) -> list[EvidenceSentence]:
    """The sentences, likeliest first, those that put a name to the office or relation as likelier. Without one nothing
    changes.
    """
    if role is None:
        return list(sentences)
    role = r"\s+".join(re.escape(word) for word in role.split())
    of = r"(?:\s+(?:of|in|for|at)\s+(?:the\s+)?[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+){0,3})?"
    named = re.compile(rf"\b(?i:{role}){of},?\s+{_NAME}|{_NAME},\s+(?:[\w’'-]+\s+){{0,5}}(?i:{role})\b")
    called = re.compile(rf"{_NAME}\s+(?:is|was|became|has been)\s+(?:[\w’'-]+\s+){{0,4}}(?i:{role})\b")
    return _raised(sentences, named, called)


def _raised(
    sentences: Sequence[EvidenceSentence], surely: re.Pattern[str], perhaps: re.Pattern[str]
) -> list[EvidenceSentence]:
    counted = []
    for one in sentences:
        alone = _SAID if surely.search(one.text) else _TITLED if perhaps.search(one.text) else None
        if alone is None:
            counted.append(one)
        else:
            # another town's mayor is not asked for
            counted.append(replace(one, score=1 - (1 - one.score) * (1 - alone * one.share)))
    return sorted(counted, key=lambda one: -one.score)
