"""A follow-up put into the words of the question that it leans on, so that it can be read alone.

Rules only, for three kinds that make up most of them: "And the American one?", "When?", "How long is it?".
"""

from __future__ import annotations

import re

from qa.facts import stems

_ELLIPSIS = re.compile(r"^\W*(?:(?:and|but|or|so|then)\s+)?(?:(?:what|how)\s+about\s+|(?:and|but|or|so|then)\s+)", re.I)
_ASKS = re.compile(
    r"\b(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|did|has|have|had|can|could|will|would)\b",
    re.I,
)
# The words of a name: capitalised or figures, one after the other. The first word of a question is none.
_NAME = re.compile(r"(?<=\s)(?:[A-Z][\w.’'-]*|\d+(?:st|nd|rd|th)?)(?:\s+(?:[A-Z][\w’'-]*|of(?=\s+[A-Z])|\d+\b))*")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_AT_A_TIME = re.compile(r"^(?:in|on|by|during|since|before|after)\s", re.I)
_BARE = re.compile(
    r"^\W*(?:(?:and|but|so)\s+)?(?P<asks>(?:since |until |from )?(?:when|where|why|how)"
    r"|(?:in|on|at|by|for|with|from|to|under) (?:which|what|whose) \w+)\W*$",
    re.I,
)
_AUXILIARY = re.compile(
    r"^(?:who|whom|what|which|when|where|why|how)\s+(?P<rest>(?:is|are|was|were|do|does|did|has|have|had|can|could|"
    r"will|would)\b.*)$",
    re.I,
)
_WHO = re.compile(r"^who\s+(?P<rest>.+)$", re.I)
# Not before "that", as in "is it true that".
_IT = re.compile(r"\b(?:(?P<whose>its)|it)\b(?!\s+(?:\w+\s+){0,2}that\b)", re.I)
# The longest answer that can stand for "who".
_SHORT = 60


def rewritten(question: str, before: str, answer: str) -> str | None:
    """The question as one that can be read alone, None if it is of none of the three kinds.

    It leans on `before`, which stands alone; `answer` is the first sentence of its answer, without marks, or "".
    """
    rules = (_same_of_another, _other_word, _named)
    return next((found for rule in rules if (found := rule(question.strip(), before.strip(), answer))), None)


def _same_of_another(question: str, before: str, _answer: str) -> str | None:
    """ "And the American one?" asks what was asked before, of somebody else or of another year."""
    opening = _ELLIPSIS.match(question)
    rest = question[opening.end() :].strip(" ?!.,") if opening else ""
    if not rest or _ASKS.search(rest):
        return None
    name = _NAME.search(f" {rest}")
    if name is None:
        return None
    new = name.group()
    frame = before.rstrip(" ?!.")
    if _YEAR.fullmatch(new):
        changed = _YEAR.sub(new, frame, count=1)
        return f"{changed}?" if changed != frame else f"{frame} {rest if _AT_A_TIME.match(rest) else 'in ' + new}?"
    names = [match for match in _NAME.finditer(frame) if not _YEAR.fullmatch(match.group())]
    if not names:
        return None
    # one that shares a word with the new one, else one that stands before a noun as the new one does
    follows = bool(re.match(r"\s+[a-z]", f" {rest}"[name.end() :]))
    old = next((match for match in names if stems(match.group()) & stems(new)), None) or next(
        (match for match in names if bool(re.match(r"\s+[a-z]", frame[match.end() :])) == follows), names[0]
    )
    return f"{frame[: old.start()]}{new}{frame[old.end() :]}?"


def _other_word(question: str, before: str, answer: str) -> str | None:
    """ "When?" asks another thing of what was asked and answered."""
    bare = _BARE.match(question)
    if bare is None:
        return None
    asks = bare["asks"][:1].upper() + bare["asks"][1:]
    if frame := _AUXILIARY.match(before):
        return f"{asks} {frame['rest']}"
    who = _WHO.match(before)
    return f"{asks} was it that {answer.rstrip(' .')} {who['rest']}" if who and 0 < len(answer) <= _SHORT else None


def _named(question: str, before: str, _answer: str) -> str | None:
    """ "How long is it?" asks of what was named before."""
    pronoun, name = _IT.search(question), _NAME.search(before)
    if pronoun is None or name is None:
        return None
    article = "the " if re.search(r"\bthe\s+$", before[: name.start()], re.I) else ""
    if article and " " not in name.group() and re.match(r"\s+[a-z]", before[name.end() :]):
        return None  # "the TikTok orders": where such a noun ends takes a grammar
    thing = f"{article}{name.group()}{'’s' if pronoun['whose'] else ''}"
    return f"{question[: pronoun.start()]}{thing}{question[pronoun.end() :]}"
