"""Follow-up questions: what one means in its conversation, how it is searched for, and what was shown already.

Rules only: no model, no network, a few milliseconds. docs/followups.md has what they gain.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from index.facts import stems
from index.words import STOP_WORDS, content_words
from qa.question.about_library import with_its_subject
from qa.question.grammar import DOES, IS, PAST, PREPOSITION, plain_end
from qa.question.kind import ASIDES
from qa.question.mentions import places, quoted, said, topic
from qa.question.persons import PRONOUN, Persons
from qa.question.request import is_bare
from qa.question.resolved import Resolved
from qa.question.rewrite import corrected, is_negative, rewritten
from qa.question.understood import Place, in_context
from qa.question.wording import Correction, asks_for_more, asks_for_others, asks_why, correction
from qa.types import Turn

# Turns read. In the words that a conversation is about, the twelfth weighs a tenth of the last.
MEMORY = 12

_OPENING = re.compile(
    r"^\W*(?:and|but|or|so|also|then|what about|how about|why|how so|which one|who else|what else|compared (?:to|with))"
    r"\b",
    re.IGNORECASE,
)
# A question without a subject of its own: "By how many votes?", "In which year?", "How many were hurt?".
_FRAGMENT = re.compile(
    rf"\W*(?:{PREPOSITION}\s+(?:how\s+(?:many|much|long|far|often)|which|what|whom|whose)"
    rf"(?:\s+(?!{IS}\b|{DOES}\b)(?-i:[a-z]+)){{0,2}}"
    rf"|how\s+(?:many|much)(?:\s+(?!(?:{IS}|{DOES}|{PREPOSITION}|an?|the)\b)(?-i:[a-z]+)){{0,3}}"
    rf"|how\s+(?:many|much)\s+(?:of\s+them\s+)?(?:{IS}|had|have|has|did|got|{PAST})\s(?!it\b|there\b).*"
    rf"|(?:{DOES}|{IS})\s+any(?:one|body|\s+(?-i:[a-z]+))?(?:\s+(?-i:[a-z]+)){{1,2}}"
    rf"|how\s+many\s+(?-i:[a-z]+)\s+(?:(?:was|were|got|have\s+been|had\s+been)\s+)?{PAST})\W*",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# These stand for something unless a name goes before them in the question; those, unless there is a name anywhere.
_PRONOUNS = frozenset("he him his she her hers it its they them their theirs".split())
_POINTERS = frozenset("this that these those there one ones both former latter".split())
# "Is it true that", "how long does it take to", "are there": here they stand for nothing.
_EMPTY = re.compile(
    r"\bis it\s+(?:\w+\s+){1,2}(?:to|that)\b|\bit (?:take|takes|took|cost|costs)(?=\s+(?:\w+\s+){0,3}to\b)"
    r"|\b(?:is|are) there\b|\bthere (?:is|are)\b",
    re.IGNORECASE,
)
# "Which town closed its mill": the thing that is asked for is itself what "its" stands for.
_ITS_OWN = re.compile(
    rf"(?P<before>^\W*(?:which|what)\s+(?-i:[a-z]+)\s+(?!(?:{DOES}|{IS})\b)(?:[\w’'-]+\s+)+?)(?:its|their)\b",
    re.IGNORECASE,
)
# Words that give a reason.
_REASON = re.compile(
    r"\b(?:because|since|as|due to|owing to|thanks to|in order to|so that|in protest|after|reasons?|amid|caused)\b",
    re.IGNORECASE,
)
# In place of a person, to see what else a question leans on: two words of content, as a name has, and no capitals.
_SOMEBODY = "jane doe"
# A question of so many content words says little by itself, if there is no name in it.
_VAGUE = 3
# The longest sentence whose reason is asked for in its own words, in characters.
_LONGEST_REASON = 300
# The conversation is about this many words, and as many are carried into a search. 3 to 6 differ little.
_CARRIED = 4


@dataclass(frozen=True, slots=True)
class _Read:
    """A question as it was understood: `head` in full words as far as that is sure, and `context`, earlier questions
    that it leans on for the rest. `named` is the question as typed but for names in the place of pronouns. `reason_of`
    is a sentence of the answer whose reason is asked for.
    """

    named: str
    head: str
    context: tuple[str, ...]
    persons: Persons
    reason_of: str | None = None

    @property
    def asks(self) -> str:
        """What it asks, without what it leans on."""
        return f"Why is it that {self.reason_of}?" if self.reason_of else self.head

    @property
    def behind(self) -> tuple[str, ...]:
        """The earlier questions that stand behind it in brackets."""
        return () if self.reason_of else self.context

    @property
    def alone(self) -> str:
        return in_context(self.asks, self.behind)

    def searched(
        self, forms: tuple[str, ...], shown: frozenset[Place] = frozenset(), *, more: bool = False
    ) -> Resolved:
        return Resolved(self.asks, forms, shown, more, self.behind)


@dataclass(frozen=True, slots=True)
class _State:
    """What a conversation has come to: its last question and answer, and what they were about."""

    last: _Read | None = None
    # the first sentence of the answer, and the one it was found in
    answer: str = ""
    quote: str = ""
    persons: Persons = field(default_factory=Persons)
    heard: tuple[tuple[str, str], ...] = ()
    # of the last answer, and of all since the subject changed
    here: frozenset[Place] = frozenset()
    shown: frozenset[Place] = frozenset()

    def after(self, turn: Turn) -> _State:
        """The conversation with one more turn."""
        here = places(turn)
        if self.last and asks_for_more(turn.question):
            return replace(self, shown=self.shown | here)
        read, before = _read(turn.question, self), self.before(turn.question)
        # what it is about: in place of a turn taken back, in full words
        asked = read.head if before != self.heard else turn.question
        new = _is_new(turn.question, read, topic(before))
        return _State(
            last=read,
            answer=said(turn),
            quote=quoted(turn),
            persons=read.persons.heard(read.named if read.context else read.head, said(turn)),
            heard=(*before, (asked, said(turn))),
            here=here,
            shown=here if new else self.shown | here,
        )

    def before(self, question: str) -> tuple[tuple[str, str], ...]:
        """What was heard before a question; without the turn that it takes back."""
        return self.heard[:-1] if correction(question) else self.heard


def resolve(question: str, history: Sequence[Turn]) -> Resolved:
    """What a question means behind those turns, oldest first."""
    state = _State()
    spoken = [turn for turn in map(with_its_subject, history) if turn.question.strip() and turn.kind not in ASIDES]
    for turn in spoken[-MEMORY:]:
        state = state.after(turn)
    if not question.strip():
        return state.last.searched((question,)) if state.last else Resolved(question, (question,))
    if state.last and asks_for_more(question):
        alone = state.last.alone
        return state.last.searched(_forms(alone, topic(state.heard), alone), state.shown, more=True)
    read, about = _read(question, state), topic(state.before(question))
    if _is_new(question, read, about) and not _is_vague(question):
        return read.searched((question,))
    if state.last and read.head != read.named and not read.context:
        # it has its subject in it; and what gave way to something else is no longer asked about
        replaced = stems(state.last.head) - stems(read.head)
        about = {stem: about[stem] for stem in islice(about, _CARRIED) if stem not in replaced}
    shown = _no_reasons(state) if asks_why(question) else state.shown if asks_for_others(question) else frozenset()
    return read.searched(_forms(read.asks, about, question), shown)


def standalone(question: str, history: Sequence[Turn]) -> str:
    """`Resolved.standalone`."""
    return resolve(question, history).standalone


def forms(question: str, history: Sequence[Turn]) -> list[str]:
    """`Resolved.forms`."""
    return list(resolve(question, history).forms)


def leans(question: str) -> bool:
    """Whether a question can hardly be understood without what was said before."""
    if _OPENING.search(question) or _FRAGMENT.fullmatch(question) or is_bare(question):
        return True
    spoken = _WORD.findall(_ITS_OWN.sub(r"\g<before>", _EMPTY.sub("", question)))
    # the first word is capitalised anyway
    names = [at for at, word in enumerate(spoken) if at and word[:1].isupper() and word not in ("I", "I'm", "I’m")]
    if len(content_words(question)) <= 1 and not names:
        return True
    return any(
        (word.casefold() in _PRONOUNS and not (names and names[0] <= at))
        or (word.casefold() in _POINTERS and not names)
        for at, word in enumerate(spoken)
    )


def _read(question: str, state: _State) -> _Read:
    """The question in the conversation.

    "He" and "she" give way to the name they stand for. What then still leans is put into the words of the question that
    it leans on, or else before that question.
    """
    persons = state.persons
    if state.last is None or not (leans(question) or correction(question)):
        return _Read(question, question, (), persons)
    if meant := correction(question):
        return _corrected(meant, state.last, persons)
    named, persons = persons.named(question)
    if named != question and not leans(PRONOUN.sub(_SOMEBODY, question)):
        return _Read(named, named, (), persons)
    if asks_why(named):
        return _why(state, state.last)
    return _reworded(named, state.last, state.answer, persons)


def _reworded(named: str, last: _Read, answer: str, persons: Persons) -> _Read:
    if plain_end(last.head).casefold().startswith(f"{plain_end(named).casefold()} "):  # the same once more
        return replace(last, persons=persons)
    if full := rewritten(named, last.head, answer):
        return _Read(named, full, last.context, persons)
    # past a question that has words of its own none is leant on: "By how much?" asks of the year that was asked last
    older = () if content_words(last.head) else last.context
    for at in reversed(range(len(older))):
        if full := rewritten(named, older[at], ""):
            return _Read(named, full, older[:at], persons)
    return _Read(named, named, _behind(last), persons)


def _behind(last: _Read) -> tuple[str, ...]:
    """The questions that the next one leans on. A bare "When?" says nothing to what comes behind it."""
    says = [last.head] if content_words(last.head) or not last.context else []
    # the first names the subject
    return (*last.context[:1], *[*last.context[1:], *says][-1:])


def _corrected(meant: Correction, last: _Read, persons: Persons) -> _Read:
    question = f"And {meant.meant}?"
    if full := corrected(meant.meant, meant.instead_of, last.head):
        return _Read(question, full, last.context, persons)
    return _Read(question, question, _behind(last), persons)


def _why(state: _State, last: _Read) -> _Read:
    """The reason of what was asked, where that can be put so, or else of what was answered."""
    reworded = _reworded("Why?", last, state.answer, state.persons)
    if (
        not state.quote
        or len(state.quote) > _LONGEST_REASON
        or (reworded.head != "Why?" and not is_negative(state.quote))
    ):
        return reworded
    first, _, rest = plain_end(state.quote).partition(" ")
    opening = first.lower() if first.casefold() in STOP_WORDS and first != "I" else first
    context = _behind(last)
    return _Read("Why?", "Why?", context, state.persons, state.persons.named(f"{opening} {rest}".strip())[0])


def _is_new(question: str, read: _Read, about: dict[str, str]) -> bool:
    """Whether it is of another subject: it stands alone, and holds no word that the conversation is about."""
    own = stems(read.named)
    stands = read.alone == question and not leans(question)
    return stands and not any(stem in own for stem in islice(about, _CARRIED))


def _is_vague(question: str) -> bool:
    """Whether it is short, and names nobody, nothing and no time: "What did the mayor say?"."""
    named = any((word[0].isupper() and word != "I") or word[0].isdigit() for word in _WORD.findall(question)[1:])
    return not named and len(content_words(question)) <= _VAGUE


def _forms(full: str, about: dict[str, str], typed: str) -> tuple[str, ...]:
    """The question with the words that the conversation is about, and as it was typed."""
    own = stems(full)
    carried = [word for stem, word in about.items() if stem not in own]
    return tuple(dict.fromkeys([" ".join([full, *carried[:_CARRIED]]), typed]))


def _no_reasons(state: _State) -> frozenset[Place]:
    """What the last answer showed, unless it gives the reason itself."""
    return frozenset() if _REASON.search(state.quote) else state.here
