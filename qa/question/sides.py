"""The sides of a comparison, or what else one question asks of several things by name, each as a part with a label."""

from __future__ import annotations

import re

from qa.question.kind import Kind
from qa.question.plain import WH
from qa.question.understood import Part
from qa.question.unsaid import unsaid

_YEAR = r"(?:19|20)\d\d"
_YEARS = re.compile(rf"\b(?P<one>{_YEAR})(?:, (?P<more>{_YEAR}))?,? (?:and|or) (?:in |of |the )?(?P<other>{_YEAR})\b")
_NAME = r"[A-ZÀ-Þ][\w.'-]*(?:\s+[A-ZÀ-Þ\d][\w.'-]*)*"
_COMPARE = re.compile(
    r"^(?:please )?(?:compare|comparison (?:of|between)|contrast)\s+(?P<one>.+?)\s+(?:with|to|and|against|versus|"
    r"vs\.?)\s+"
    r"(?P<other>[^,?:]+?)(?P<tail>[,:?].*)?$",
    re.I,
)
_HOW_COMPARE = re.compile(
    r"^(?:how|where|in what way) (?:do|does|did|is|are|was|were|has|have)(?P<one> .+?)\s+(?:compared?|differ|"
    r"different)\s+"
    r"(?:with|to|from|than)\s+(?P<other>[^,?]+?)(?P<tail>(?:,| - | and (?=wh|how)).*)?\??$",
    re.I,
)
_DIFFERENCE = re.compile(
    r"^(?:what (?:is|are|was|were) )?(?:the )?(?:main |"
    r"key )?differences? between (?P<one>.+?) and (?P<other>[^,?]+?)(?P<tail>,.*)?\??$",
    re.I,
)
_VERSUS = re.compile(
    r"^(?:(?P<frame>[^,:]+?)[,:]\s+)?(?P<one>[^,:]+?)\s+(?:vs\.?|versus|against|"
    r"v\.?)\s+(?P<other>[^,:?]+?)(?P<tail>[,:].+|\s-\s.+)?\??$",
    re.I,
)
_EACH = re.compile(
    r"^(?P<ask>(?:what|how|why|where) (?P<aux>do|does|did|would|"
    r"will) )(?P<one>(?:the )?.+?) and (?P<other>(?:the )?.+?) each (?P<rest>.+)$",
    re.I,
)
_TIME_AT_END = re.compile(
    rf"(?P<time>(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? )?{_YEAR})$", re.I
)
# "orm vs tarn harbour fees": a side in one word, and what both are looked at for.
_SHORT_SIDE = re.compile(r"^(?P<name>\w+(?: \d+)?) (?P<rest>\w+ .+)$")
_OF_BOTH = re.compile(r"\b(?:each|both|they|them|differ\w*|compar\w+|which|why)\b", re.IGNORECASE)
_LONGEST_LABEL = 60
# The mark at the end of a question, unless it ends an abbreviation: "U.S.", "Inc.".
_END = re.compile(r"(?<!\b(?:Inc|Ltd))(?<!\bCorp)(?<!\bCo)(?<!\.[A-Za-z])[.!]+\s*$")


def sides(text: str, kind: Kind) -> tuple[Part, ...]:
    """The sides that the question names, at least two; empty where it names none for sure."""
    text = _END.sub("", text)
    if kind is not Kind.TIMELINE and (years := _by_year(text, kind)):
        return years
    if each := _EACH.match(text.rstrip(" ?")):
        return _parts(
            kind, [(_label(each[side]), f"{each['ask']}{each[side]} {each['rest']}") for side in ("one", "other")]
        )
    if kind is not Kind.COMPARISON:
        return ()
    for pattern in (_COMPARE, _HOW_COMPARE, _DIFFERENCE):
        if found := pattern.match(text):
            return _two(found, kind)
    versus = _VERSUS.match(text)
    return _against(versus, kind) if versus else ()


def _by_year(text: str, kind: Kind) -> tuple[Part, ...]:
    """ "Where will the 2030 and 2034 games be held?", of each year."""
    found = _YEARS.search(text)
    if found is None or re.search(r"\b(?:between|from)\s+(?:\w+\s+)?$", text[: found.start()], re.IGNORECASE):
        return ()
    years = [year for year in (found["one"], found["more"], found["other"]) if year]
    return _parts(kind, [(year, f"{text[: found.start()]}{year}{text[found.end() :]}") for year in years])


def _two(found: re.Match[str], kind: Kind) -> tuple[Part, ...]:
    one, other = found["one"].strip(), found["other"].strip()
    shared = _shared_noun(one, other)
    more = re.match(r"^,?\s*and\s+(?P<asks>.+?)\??$", found["tail"] or "")
    tail = "" if more else _tail(found["tail"])
    sided = _parts(kind, [(_label(one), f"{one}{tail}"), (_label(other), f"{other} {shared}".strip() + tail)])
    if not more or not sided:
        return sided
    return (*sided, Part(_asking(f"{one}, {other}: {more['asks']}"), Kind.FACT, missing=unsaid(more["asks"])))


def _against(found: re.Match[str], kind: Kind) -> tuple[Part, ...]:
    frame, one, other = (found["frame"] or "").strip(), found["one"].strip(), found["other"].strip()
    tail = _tail(found["tail"])
    if re.match(r"^(?:who|what|when|where|which|why|how|is|are|was|were|did|does|do|will)\b", one, re.IGNORECASE):
        return ()
    if (early := _TIME_AT_END.search(one)) and _TIME_AT_END.fullmatch(other):
        frame, one = f"{frame} {one[: early.start()]}".strip(), early["time"]
    elif not frame and re.fullmatch(_NAME, other) and (name := re.search(rf"\s(?P<name>{_NAME})$", one)):
        last = re.search(rf"[a-z]+\s+(?P<name>{_NAME})$", one)
        if last and name:
            frame, one = one[: last.start("name")].strip(), last["name"]
    elif placed := re.match(r"^(?P<name>.+?) (?P<where>(?:on|after|in|at|during|over|for) .+)$", other):
        other, tail = placed["name"], f" {placed['where']}{tail}"
    elif not frame and (short := _SHORT_SIDE.match(other)) and len(one.split()) == 1:
        other, tail = short["name"], f" {short['rest']}{tail}"
    return _parts(kind, [(_label(side), f"{frame} {side}{tail}".strip()) for side in (one, other)])


def _tail(behind: str | None) -> str:
    """What is asked of both sides; not how they differ, which only both together say."""
    text = re.sub(r"^[,:\s-]+(?:and\s+)?", "", behind or "").strip(" ?")
    return f": {text}" if text and not _OF_BOTH.search(text) else ""


def _shared_noun(one: str, other: str) -> str:
    """ "East Coast pay" against "the West Coast": the noun that the second side leaves out."""
    tail = re.match(rf"^(?:the )?{_NAME}(?P<noun>(?: [a-z]+){{1,3}})$", one)
    bare = re.fullmatch(rf"(?:the )?{_NAME}", other)
    return tail["noun"].strip() if tail and bare else ""


def _label(side: str) -> str:
    return re.sub(r"^(?:the|a|an)\s+", "", side.strip(" ?,"), flags=re.IGNORECASE)[:_LONGEST_LABEL]


def _parts(kind: Kind, sided: list[tuple[str, str]]) -> tuple[Part, ...]:
    labels = [label for label, _ in sided]
    if len({label.casefold() for label in labels}) < len(labels) or not all(labels):
        return ()
    return tuple(Part(_asking(words), kind, label=label, missing=unsaid(words)) for label, words in sided)


def _asking(words: str) -> str:
    text = " ".join(words.split()).strip(" ?,;:")
    asks = re.search(rf"(?:^|: ){WH}\b", text, re.IGNORECASE)
    return text[:1].upper() + text[1:] + ("?" if asks else "")
