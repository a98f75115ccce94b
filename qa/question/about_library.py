"""Questions about the library itself: how many articles there are, which is the newest, what they are about."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from qa.question.kind import Kind
from qa.question.period import MONTH, YEAR, period_of
from qa.question.plain import plain
from qa.question.understood import Period
from qa.types import Turn

Asks = Literal["count", "newest", "oldest", "sources", "contents", "about"]


@dataclass(frozen=True, slots=True)
class LibraryQuestion:
    """What is asked of the library: how many articles, the newest, the oldest, its sources, a list, or an overview.
    `subject` narrows it to the articles on something; None is the whole library. `when` ("from 2023") and `source`
    (what "from" or "by" stands before) narrow it further.
    """

    asks: Asks
    subject: str | None = None
    when: str | None = None
    source: str | None = None


_ARTICLES = "(?:articles?|documents?|docs?|files?|texts?|stories|pieces|news|entries)"
_HERE = (
    r"(?:in here|here|in (?:the|this|your|my|our) (?:library|folder|collection|index|database|archive|corpus|set)|"
    r"there|in total|"
    r"loaded|indexed|in all|altogether|available|in it|inside|now|right now|at the moment)"
)
_LIBRARY = r"(?:(?:the|this|your|my|our|these|those|all|all the|all these|all of (?:the|these)) )?"
_COLLECTION = (
    rf"(?:{_LIBRARY}(?:library|folder|collection|index|database|archive|corpus|{_ARTICLES})|"
    r"everything|it all|all of (?:it|them|this))"
)
_ON = r"(?:on|about|for|of|regarding|concerning|mentioning|(?:that|which) mention|that are about|covering|dealing with)"
_MENTION = (
    r"(?:mentions?|talk about|discuss|cover|are about|deal with|write about|report on|refer to|name|contain|"
    r"say something about)"
)
_HAVE = (
    r"(?:do (?:you|we|i) (?:have|know|hold)|have you (?:got|read|indexed|seen)|are (?:there|in here|here)|"
    r"did you (?:read|index)|can you (?:see|search|read)|is (?:there|here))"
)
_SUBJECT = r"(?P<subject>\S.*)"

# "The first one" may be anything in a row, "the oldest one" is an article.
_ENDS: tuple[tuple[Asks, str, str], ...] = (
    ("newest", "(?:newest|latest|most recent|last)", r"(?:newest|latest|most recent) ones?"),
    ("oldest", "(?:oldest|earliest|first)", r"(?:oldest|earliest) ones?"),
)
# Each as what it asks; the first that fits all of a question.
_FORMS: tuple[tuple[Asks, str], ...] = (
    ("count", rf"how many {_ARTICLES} {_HAVE}(?: {_HERE})*(?: {_ON} {_SUBJECT})?"),
    ("count", rf"how many {_ARTICLES}(?: {_HERE})*(?: {_MENTION}| {_ON}) {_SUBJECT}"),
    ("count", rf"how many {_ARTICLES}(?: are)?(?: {_HERE})*"),
    ("count", rf"(?:what is )?(?:the )?(?:total )?number of {_ARTICLES}(?: {_HERE})*(?: {_ON} {_SUBJECT})?"),
    ("count", rf"how (?:big|large) is {_LIBRARY}(?:library|collection|folder|index|archive|corpus)"),
    *(
        (asks, form)
        for asks, word, one in _ENDS
        for form in (
            rf"(?:(?:which|what) (?:is|are|was) |show (?:me )?|give me |open |(?:what|how) about )?(?:the )?(?:\w+ )?"
            rf"(?:{word} {_ARTICLES}|{one})"
            rf"(?: (?:(?:that )?you have|{_HERE}))*(?: (?!of|for){_ON} {_SUBJECT})?",
            rf"(?:which|what) {_ARTICLES} (?:is|are) (?:the )?{word}",
            rf"which (?:one )?(?:is|are) (?:the )?{word}(?: one)?",
            rf"when (?:was|is) (?:the )?{word} {_ARTICLES} (?:from|written|published|dated)",
            rf"how (?:{'new|recent|up to date' if asks == 'newest' else 'old|far back'}) (?:is|are|do|"
            rf"does) (?:the )?(?:{word} )?{_ARTICLES}(?: go)?",
        )
    ),
    ("sources", rf"(?:which|what) (?:kinds? of )?(?:news ?papers?|sources?|outlets?|publications?|publishers?|"
        rf"media|magazines?) {_HAVE}(?: {_HERE})*(?: {_ON} {_SUBJECT})?"),
    ("sources", rf"(?:which|what) (?:news ?papers?|sources?|outlets?|publications?|publishers?) are (?:included|"
        rf"used|covered|represented|{_HERE}|(?:these|the) (?:articles )?from)"),
    ("sources", rf"(?:list |show (?:me )?)?(?:the |all |your |all the )?sources(?: {_ON} {_SUBJECT})?"),
    ("sources", rf"where (?:do|are|did) (?:the|these|those|your) {_ARTICLES} (?:come )?from"),
    ("sources", rf"(?:which|what) (?:of the |of these )?{_ARTICLES}(?: {_HERE})* {_MENTION} {_SUBJECT}"),
    ("sources", rf"(?:which|what) {_ARTICLES} {_HAVE}(?: {_HERE})* {_ON} {_SUBJECT}"),
    ("sources", rf"what (?:do (?:you|we) have|have you got|is there|have we got)(?: {_HERE})* "
        rf"(?:on|about|regarding|concerning|mentioning) {_SUBJECT}"),
    ("sources", rf"(?:list|show|find|give)(?: me)?(?: all| all the| the| every| some)? {_ARTICLES} {_ON} {_SUBJECT}"),
    ("sources", rf"(?:do you have|is there|are there|have you got|got) (?:any|some|anything|something|"
        rf"any {_ARTICLES}|{_ARTICLES}|any sources|anything written) {_ON} {_SUBJECT}"),
    ("sources", rf"(?:is|are|was|were) {_SUBJECT} (?:ever |even |also )?(?:mentioned|named|covered|written about)"
        rf"(?: anywhere| at all| (?:by|in) (?:any of )?(?:any|the|these|your) {_ARTICLES})*"),
    ("sources", rf"(?:do|does) (?:any|any of the|any of these|the|these|your) {_ARTICLES} {_MENTION} {_SUBJECT}"),
    ("contents", rf"what is (?:in here|in there|inside|here|available|in {_LIBRARY}(?:library|folder|collection|"
        rf"index|database|archive|corpus))"),
    ("contents", r"what (?:all )?(?:do you|do we) (?:have|know|have here|have in here|know about|cover|contain)"),
    ("contents", r"what (?:can|could|should) i ask(?: you)?(?: about)?"),
    ("contents", rf"(?:list|show)(?: me)?(?: all| all the| the| your| my| everything|"
        rf" all of the)*(?: {_ARTICLES})?(?: {_HERE})*"),
    ("contents", rf"(?:which|what)(?: kinds? of| sort of)? (?:{_ARTICLES}|topics|subjects|themes) (?:{_HAVE}|"
        rf"are (?:covered|these|they))(?: {_HERE})*"),
    ("contents", r"(?:table of contents|contents|topics|list of (?:the )?articles|articles)"),
    ("about", rf"what (?:is|are) (?:this|these|{_COLLECTION}|they)(?: all)?(?: {_ARTICLES})?(?: all)? about"),
    ("about", rf"what (?:do|does) {_COLLECTION} (?:cover|deal with|talk about|discuss|say|tell(?: us| me)?)"),
    ("about", rf"(?:summari[sz]e|sum up|recap|describe)(?: {_COLLECTION}| this| these)?"),
    ("about", rf"(?:give (?:me )?|i want |show (?:me )?)?(?:an? |the |a (?:short|quick|brief) )?(?:overview|"
        rf"summary|recap|rundown|gist)(?: (?:of|over|about) (?:{_COLLECTION}|this|these|what is in here))?"),
    ("about", rf"tell me about (?:{_COLLECTION}|this|these)"),
    ("about", r"tl ?;? ?dr"),
    ("about", rf"what (?:is|are) (?:the )?(?:main |key )?(?:topics?|themes?|subjects?|points?|story|"
        rf"stories)(?: (?:of|in) {_COLLECTION}| here)?"),
)  # fmt: skip
_PATTERNS = [(asks, re.compile(form)) for asks, form in _FORMS]
# "About the library", as the subject, is none.
_NO_SUBJECT = re.compile(rf"^(?:{_HERE}|{_COLLECTION}|anything|something|all|here)$")
# These stand for what was spoken of before: they begin the subject where a conversation could not replace them.
_POINTING = re.compile(r"^(?:it|this|that|these|those|they|them|he|him|she|her)(?: \(.*)?$", re.DOTALL)
_LIST_AND_NOTHING = re.compile(r"^(?:list|show)(?: me)?$")


# What asks once more behind a subject: "articles about Orm do you have".
_ASKING = re.compile(
    r" (?:do (?:you|we|i) have|have you (?:got|read|indexed)|are there|is there|(?:are )?(?:in )?here|"
    r"in (?:the|this|your|my|our) (?:library|folder|collection|index|database|archive|corpus)|altogether|in total)$"
)
# "From 2023", "in May 2024", "this week", "between June and August": words of time alone, behind all else.
_TIME = (
    rf"(?:{MONTH}|{YEAR}|\d{{1,3}}(?:st|nd|rd|th)?|last|past|previous|this|the|of|and|to|until|through|till|early|late|mid|"
    r"a|one|two|three|four|five|six|seven|few|couple|days?|weeks?|weekend|months?|years?|today|yesterday|recently|lately)"
)
_WHEN = re.compile(
    rf"(?P<head>.+?) (?P<tail>(?:(?:published |written |dated )?(?P<cue>from|in|on|during|since|between|after) )?"
    rf"(?P<time>{_TIME}(?:,? {_TIME})*))"
)
# Behind every date: whether words name a time does not depend on the library.
_LAST_DAY = "9999-12-31"
# A source stands behind what the library is asked to list or has: "how many files from the ministry leaked" is no such.
_FROM = re.compile(
    rf"(?P<head>(?:.*\b(?:{_HAVE}|have|newest|latest|most recent|oldest|earliest)\b|(?:list|show|find|give|open)\b).*) "
    r"(?:published |written )?(?P<from>(?:from|by) (?P<source>(?:[^\s?]+ ){0,4}?[^\s?]+))"
    r"(?P<on> (?:on|about|regarding|concerning|mentioning) .+)?"
)


def library_question(question: str) -> LibraryQuestion | None:
    """What a question asks of the library as such, None where it asks what the articles say.

    The whole question has to be of one of a few shapes: "how many articles does the treaty have?" is of none. Behind it
    may stand a time or a source.
    """
    typed = " ".join(plain(question).strip(" ?.!,;:").split())
    folded = typed.casefold()
    # case-folding can change the length of a text
    text = typed if len(typed) == len(folded) else folded
    if (timed := _WHEN.fullmatch(folded)) and dates_named(timed["tail"], _LAST_DAY):
        head = text[: timed.end("head")]
        if asked := _of_a_shape(head) or _from_a_source(head):
            return replace(asked, when=text[timed.start("tail") :])
    return _of_a_shape(text) or _from_a_source(text)


def asked_of_library(typed: str, standalone: str) -> LibraryQuestion | None:
    """`library_question` of a question in its conversation: of the words typed, but for a pronoun as their subject.

    What that stands for, the question that stands alone has in its place; else nobody knows what it is about.
    """
    asked = library_question(typed)
    if asked is None or not _points(asked.subject):
        return asked
    asked = library_question(standalone)
    return None if asked is None or asked.subject is None or _points(asked.subject) else asked


def with_its_subject(turn: Turn) -> Turn:
    """A turn about the library as a question about its subject, or about the one article that it named, so that the
    next may lean on it; any other turn as it is.
    """
    asked = asked_of_library(turn.question, turn.standalone or turn.question) if turn.kind is Kind.LIBRARY else None
    if asked is None:
        return turn
    named = turn.citations[0].article.title if asked.asks in ("newest", "oldest") and turn.citations else None
    subject = asked.subject or named
    return Turn(f"What is known about {subject}?", "") if subject else turn


def _points(subject: str | None) -> bool:
    return subject is not None and _POINTING.match(subject.casefold()) is not None


def dates_named(when: str, newest: str | None) -> Period | None:
    """The dates that `LibraryQuestion.when` names: those of the articles themselves."""
    found = _WHEN.fullmatch(f"articles {when.casefold()}")
    if found is None or found["head"] != "articles":
        return None
    named = period_of(found["tail"], newest, 0)
    return named or (period_of(f"in {found['time']}", newest, 0) if found["cue"] else None)


def _from_a_source(text: str) -> LibraryQuestion | None:
    found = _FROM.fullmatch(text.casefold())
    asked = _of_a_shape(text[: found.end("head")] + text[found.end("from") :]) if found else None
    if not found or not asked:
        return None
    if dates_named(found["from"], _LAST_DAY):
        return replace(asked, when=text[slice(*found.span("from"))])
    return replace(asked, source=text[slice(*found.span("source"))])


def _of_a_shape(typed: str) -> LibraryQuestion | None:
    text = typed.casefold()
    if _LIST_AND_NOTHING.match(text):
        return None
    for asks, pattern in _PATTERNS:
        if found := pattern.fullmatch(text):
            subject = None
            if "subject" in pattern.groupindex and found["subject"]:
                subject = typed[found.start("subject") : found.end("subject")]
                while asking := _ASKING.search(subject.casefold()):
                    subject = subject[: asking.start()]
            return LibraryQuestion(asks, None if subject is None or _NO_SUBJECT.match(subject.casefold()) else subject)
    return None
