"""Questions about the library itself: how many articles there are, which is the newest, what they are about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from qa.question.plain import plain

Asks = Literal["count", "newest", "oldest", "sources", "contents", "about"]


@dataclass(frozen=True, slots=True)
class LibraryQuestion:
    """What is asked of the library: how many articles, the newest, the oldest, its sources, a list, or an overview.
    `subject` narrows it to the articles on something; None is the whole library.
    """

    asks: Asks
    subject: str | None = None


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

_ENDS: tuple[tuple[Asks, str], ...] = (
    ("newest", "(?:newest|latest|most recent|last)"),
    ("oldest", "(?:oldest|earliest|first)"),
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
        for asks, word in _ENDS
        for form in (
            rf"(?:(?:which|what) (?:is|are|was) |show (?:me )?|give me |open )?(?:the )?(?:\w+ )?{word} {_ARTICLES}"
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
_NO_SUBJECT = re.compile(rf"^(?:{_HERE}|{_COLLECTION}|it|this|that|them|anything|something|all|here)$")
_LIST_AND_NOTHING = re.compile(r"^(?:list|show)(?: me)?$")


def library_question(question: str) -> LibraryQuestion | None:
    """What a question asks of the library as such, None where it asks what the articles say.

    The whole question has to be of one of a few shapes: "how many articles does the treaty have?" is of none.
    """
    typed = " ".join(plain(question).strip(" ?.!,;:").split())
    text = typed.casefold()
    if _LIST_AND_NOTHING.match(text):
        return None
    for asks, pattern in _PATTERNS:
        if found := pattern.fullmatch(text):
            span = found.span("subject") if "subject" in pattern.groupindex else (-1, -1)
            # case-folding can change the length of a text
            subject = (typed if len(typed) == len(text) else text)[slice(*span)] if span[0] >= 0 else None
            return LibraryQuestion(asks, None if subject is None or _NO_SUBJECT.match(subject.casefold()) else subject)
    return None
