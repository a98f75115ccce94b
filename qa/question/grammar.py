"""Pieces of English questions, as patterns that the rules for follow-ups are made of."""

from __future__ import annotations

CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w.’'-]*"
NAME = rf"{CAPITAL}(?:\s+(?:{CAPITAL}|\d+\b))*"
YEAR = r"(?:1[5-9]|20)\d\d\b"
MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
DAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
DATE = rf"(?:{MONTH}|{DAY}|\d+)(?:\s+(?:{MONTH}|{DAY}|\d+))*"
PREPOSITION = "(?:in|on|at|by|for|from|of|to|with|about|against|under|during|since|until|before|after|near)"
DOES = "(?:did|does|do|will|would|can|could|has|have|had)"
IS = "(?:is|are|was|were)"
QUESTION = "(?:who|whom|whose|what|which|when|where|why|how)"
# The past of verbs, as far as it is the participle too, or nearly.
PAST = (
    "(?:[a-z]+[a-df-z]ed|won|made|led|found|built|bought|sold|wrote|written|said|told|took|taken|gave|given|began|broke|"
    "broken|born|chose|chosen|drew|drawn|fought|flew|held|left|lost|met|paid|ran|saw|seen|sent|shot|stole|stolen|struck)"
)
# Letters of an adjective like "Chinese", which cannot change places with a noun like "China".
ADJECTIVE = r"(?:ese|ish|an|ch|eek|iss|ic|i)$"


def plain_end(question: str) -> str:
    """The question without the mark at its end."""
    return question.strip().rstrip(" ?!.")


def sentence_case(question: str) -> str:
    return question[:1].upper() + question[1:]
