"""A question in plain words: without politeness, with "whats" written out. All who look at its wording read this."""

from __future__ import annotations

import re
from collections.abc import Iterable

WH = "(?:who|whom|whose|what|which|when|where|why|how)"
AUX = (
    "(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must|"
    "(?:is|are|was|were|do|does|did|has|have|had|could|would|should)n['’]?t|can['’]?t|won['’]t)"
)
# A letter and more before an apostrophe that people leave out: "whats", "who's", "why'd".
_SHORT = re.compile(rf"\b({WH})(?:['’]?(s|re)|['’](d|ll|ve))\b(?!['’])", re.IGNORECASE)
_LONG = {"s": "is", "re": "are", "d": "did", "ll": "will", "ve": "have"}
# What somebody is asked to do with what they know; "can you fly with a knife?" is another question.
_SAYING = (
    r"(?=(?:tell|remind|show|inform|explain|give|summar|sum\b|describe|list|compare|walk|take|catch|bring|fill|name|say|"
    r"outline|recap|let|help|find|write|put|do|make)\w*\b)"
)
_CALL = re.compile(
    r"^(?:hi|hello|hey|hiya|ok|okay|so|well|um+|please|pls|plz|and|but|then|also|sorry)\b[\s,.!:–-]*", re.I
)
_REQUEST = re.compile(
    r"^(?:[^?]{0,60}?[,.:;–—-]\s*)?(?:"
    rf"(?:can|could|would|will)\s+(?:you|u|someone|anyone|anybody)\s+(?:(?:please|pls|kindly|quickly|just|also)\s+)*{_SAYING}|"
    r"(?:i\s+(?:would|['’]?d)\s+like|i['’]?d\s+like|i\s+want|i\s+need)\s+(?:you\s+)?to\s+(?=know|understand|hear)|"
    r"(?:i\s+was|i\s+am|i['’]?m|just)\s+(?:just\s+)?(?:wondering|curious)\s*(?:about\s+)?[,:]?\s*|"
    rf"(?:do|does|did)\s+(?:you|u|anyone|anybody|someone)\s+(?:happen\s+to\s+)?know\s+(?={WH}\b|if\b|whether\b)|"
    rf"any\s+idea\s+(?={WH}\b|if\b|whether\b)|please\s+)",
    re.I,
)
# What asks to be told, before what is to be told.
_TELL = re.compile(
    r"^(?:(?:please|just)\s+)?(?:tell|remind|show|inform)\s+(?:me|us)\s+(?:please\s+)?[,:]?\s*"
    rf"(?=(?:(?:in|on|at|by|for|from|of|to|with)\s+)?{WH}\b|if\b|whether\b)|^(?:know|understand|hear)\s+(?=\w)",
    re.I,
)
_THANKS = re.compile(
    r"[\s,.!-]*\b(?:please|pls|plz|thanks|thank\s+you|thx|thanks\s+in\s+advance)\b[\s.!]*(\??)\s*$", re.I
)

# Ways to ask for all about a thing whose words say nothing of it: not every deal is meant by "what's the deal with".
_IDIOM = re.compile(
    r"\bwhat(?:['’]?s|\s+is)\s+(?:up|going\s+on|happening)\s+with\b(?=\s+\w)|"
    r"\bwhat['’]?s\s+(?:all\s+)?(?:the|this)\s+(?:whole\s+)?(?:deal|story|fuss|matter|hype|situation)\s+"
    r"(?:with|about|around)\b(?=\s+\w)",
    re.IGNORECASE,
)


def without_idiom(question: str) -> str:
    """The question with "what's the deal with" and the like in words that are not searched for."""
    return _IDIOM.sub("what about", question, count=1)


def plain(question: str) -> str:
    """The question on one line, without greetings and politeness, "whats" as "what is". Upper case stays as it is."""
    text = " ".join(question.replace("’", "'").split())
    for _ in range(4):
        before = text
        for pattern in (_CALL, _REQUEST, _TELL):
            shorter = pattern.sub("", text, count=1)
            text = shorter if re.search(r"\w", shorter) else text
        if text == before:
            break
    thanked = _THANKS.sub(r"\1", text)
    text = thanked if re.search(r"\w", thanked) else text
    return _SHORT.sub(_written_out, text).strip()


def _written_out(short: re.Match[str]) -> str:
    return f"{short[1]} {_LONG[(short[2] or short[3]).casefold()]}"


def mended(text: str, cues: Iterable[str]) -> str:
    """The text with those words right that one letter is wrong in, two changed places, or one is missing or too many.

    Only words of six letters and more, which are hardly another word then; what is one of the words is right as it is.
    """
    known = [cue for cue in cues if len(cue) >= 6]

    def right(word: re.Match[str]) -> str:
        return word[0] if word[0] in known else next((cue for cue in known if _near(word[0], cue)), word[0])

    return re.sub(r"[a-z]{5,}", right, text)


def _near(word: str, cue: str) -> bool:
    if word == cue or word[0] != cue[0] or abs(len(word) - len(cue)) > 1 or word + "s" == cue or word == cue + "s":
        return False
    at = next(
        (i for i, (one, other) in enumerate(zip(word, cue, strict=False)) if one != other), min(len(word), len(cue))
    )
    mine, its = word[at:], cue[at:]
    return mine[1:] == its[1:] or mine[1:] == its or mine == its[1:] or (mine[:2] == its[1::-1] and mine[2:] == its[2:])
