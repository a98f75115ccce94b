"""What a question asks of the conversation itself: more, others, the reason, or another than was understood."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.question.grammar import DOES, IS, QUESTION

_POLITE = (
    r"(?:(?:ok(?:ay)?|and|so|yes|well|please|great|thanks|interesting|(?:can|could|would|will)\s+you|i(?:'d|’d| would)"
    r"\s+like\s+to|let\s+me|i\s+want\s+to)[\s,.!]+)*"
)
_ABOUT_IT = r"(?:\s+(?:about|on|of)\s+(?:it|this|that|them|these|those|him|her|the\s+(?:subject|topic|matter)))?"
_DETAILS = r"(?:details?|information|info|facts?|background|specifics)"
_AMOUNT = rf"(?:(?:some|a\s+bit|a\s+little|any|much)\s+)?(?:more|further|additional|other)(?:\s+{_DETAILS})?"
_MORE = re.compile(
    rf"\W*{_POLITE}(?:"
    rf"(?:(?:tell|give|show)\s+(?:me|us)|say|hear|know|read|learn|see|have|get)\s+{_AMOUNT}{_ABOUT_IT}"
    rf"|{_AMOUNT}{_ABOUT_IT}"
    r"|go\s+(?:on|deeper|into\s+(?:more\s+)?detail)|keep\s+going|carry\s+on|continue|proceed|next"
    rf"|elaborate{_ABOUT_IT}|expand{_ABOUT_IT}"
    rf"|(?:is\s+there\s+)?(?:anything|something)\s+(?:else|more){_ABOUT_IT}"
    rf"|is\s+(?:that|this)\s+(?:all|it|everything)|(?:is\s+)?there(?:\s+is)?\s+{_AMOUNT}"
    rf"|what\s+(?:else|more)(?:\s+(?:is\s+there|can\s+you\s+(?:tell|say)(?:\s+me)?|do\s+(?:you|they|we|the\s+articles)\s+"
    rf"(?:know|say|tell|have))){{0,1}}{_ABOUT_IT}"
    r")(?:[\s,]+(?:please|then|thanks|to\s+(?:say|know|tell|add)))*\W*",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:(?:who|what|where|when|which|why|how|anyone|anybody|anything)\s+(?:else|other|others)|others)\b", re.I
)
_FURTHER = re.compile(r"\W*(?:(?:can|could)\s+you\s+)?(?:tell|give)\s+(?:me|us)\s+more\b", re.IGNORECASE)
_WHY = re.compile(
    r"\W*(?:(?:and|but|so|then|ok(?:ay)?)\W+)*(?:"
    r"why(?:\s+not|\s+(?:is|was|are|were|did)\s+(?:that|this|it)(?:\s+(?:so|happen))?|\s+so)?"
    r"|how\s+so|how\s+come|for\s+what\s+reasons?|what\s+for"
    r"|what(?:\s+(?:is|was)|['’]s)\s+the\s+reason(?:\s+for\s+(?:that|this|it))?)\W*",
    re.IGNORECASE,
)
_NO = r"(?:(?i:no|nope|sorry|oh|actually|wait|hm+|well|not\s+(?:that|this|it)(?:\s+one)?)[\s,.!:;–—-]+)"
_MEANT = (
    r"(?i:i\s+(?:meant|mean|asked\s+about|was\s+(?:asking|talking)\s+about)|i['’]m\s+(?:asking|talking)\s+about"
    r"|rather|make\s+that)"
)
_CORRECTION = re.compile(
    rf"(?:{_NO}*{_MEANT}\s+(?P<meant>.+?)(?:\s*,?\s+(?:and\s+)?not\s+(?P<instead_of>.+?))?"
    rf"|{_NO}*(?i:not)\s+(?P<not>[^,;.]+?)(?:\s*[,;.–—-]+\s*(?:but\s+)?|\s+but\s+)(?:{_MEANT}\s+)?(?P<but>.+?)"
    rf"|(?P<rather>[^,;.?]+?)\s*,\s*not\s+(?P<than>[^,;.]+?)"
    rf"|{_NO}+(?P<only>(?:the\s+|in\s+|on\s+|at\s+|of\s+)?(?:[A-ZÀ-ÖØ-Þ\d][\w.’'-]*(?:\s+(?=[A-ZÀ-ÖØ-Þ\d]))?)+(?:\s+one)?))"
    r"[\s?!.]*",
)
_ASKING = re.compile(rf"(?:{QUESTION}|{IS}|{DOES})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Correction:
    """What was meant, and what it is to replace where that was said."""

    meant: str
    instead_of: str | None = None


def asks_for_more(question: str) -> bool:
    """ "Tell me more", "go on", "what else?": more on what was asked last."""
    return bool(_MORE.fullmatch(question))


def asks_for_others(question: str) -> bool:
    """ "Who else?", "What else did he say?", "Tell me more about him": what was said already is no answer."""
    return bool(_OTHERS.search(question) or _FURTHER.match(question))


def asks_why(question: str) -> bool:
    """ "Why?", "How so?": the reason of what was just said."""
    return bool(_WHY.fullmatch(question))


def correction(question: str) -> Correction | None:
    """ "No, I meant 2022", "Not Ford, GM": another than was asked about; None where it is nothing of the kind."""
    found = _CORRECTION.fullmatch(question.strip())
    if found is None or _ASKING.match(question.strip()):
        return None
    meant = found["meant"] or found["but"] or found["rather"] or found["only"]
    instead_of = found["instead_of"] or found["not"] or found["than"]
    return Correction(meant.strip(" ,?!."), instead_of.strip(" ,?!.") if instead_of else None)
