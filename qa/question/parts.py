"""The things that one question asks, each as a question that stands alone.

Rules for the shapes in which people join questions. What no rule is sure of stays one part: a question that is not
split is still answered, and one split wrongly asks what nobody wanted to know.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.words import content_words
from qa.question.kind import Kind
from qa.question.kinds import kind_of
from qa.question.plain import AUX, WH, plain
from qa.question.sides import sides
from qa.question.understood import Part
from qa.question.unsaid import unsaid

_PREPOSITION = "(?:in|on|at|by|for|from|of|to|with|about|against|under|since|until|during|after|before)"
_ASKS = rf"(?:{_PREPOSITION} )?{WH}"
_SENTENCE = re.compile(r"(?<=\?)\s+(?=\w)|(?<=[^A-Z\s]{2}\.)\s+(?=[A-Z])")
# Where the next question begins: "and when", ", how much was paid", "and is he part of it".
_JOINT = re.compile(
    rf"(?:\s*[,;]\s*|\s+)(?:and|but|&)\s+(?:if\s+so,?\s+|also\s+|then\s+)?(?={_ASKS}\b)"
    rf"|\s*[,;]\s+(?=(?:by |for |in )?(?:how|what|why)\b)"
    rf"|\s*,\s+(?=(?:when|where) {AUX}\b)"
    rf"|(?:\s*,\s*|\s+)(?:and|but)\s+(?={AUX} (?:[A-Z]|(?:the|a|an|it|he|she|they|this|that|these|those)\b))",
    re.IGNORECASE,
)
_INTERROGATIVE = re.compile(rf"^(?:{_ASKS}|{AUX})\b", re.IGNORECASE)
# Clauses that hold a question and ask none: "who knows when and where".
_HELD = re.compile(
    r"\b(?:know|knows|knew|decides?|decided|say|says|said|explain\w*|reveal\w*|ask|asked|wonder\w*)\s*$", re.I
)
_IF_NOT = re.compile(r"^(?:if (?:so|not|yes|no)|and|but|so|then|also)\b[\s,]*", re.IGNORECASE)

_BARE = re.compile(
    rf"^(?:when|where|why|how|by how (?:much|many|far)|on what grounds|{_PREPOSITION} (?:which|what|"
    rf"whose) (?!{AUX}\b)\w+(?: (?!{AUX}\b)\w+)?|for how (?:much|long)|how (?:much|long|often|far|old))$",
    re.I,
)
_WHICH_ONES = re.compile(r"^which(?: ones?)?(?: (?:were|are|was|is) (?:they|it))?$", re.IGNORECASE)
_HOW_MANY = re.compile(rf"^how many (?P<noun>[\w' -]+?) (?P<aux>{AUX}) (?P<rest>.+)$", re.IGNORECASE)
_WHICH_AUX = re.compile(rf"^which (?P<rest>{AUX}\b.+)$", re.IGNORECASE)
_WHICH_NOUN = re.compile(rf"^which (?P<noun>(?!of\b)[\w' -]+?) {AUX}\b", re.IGNORECASE)
_HOW_MANY_DO = re.compile(r"^how many (?P<rest>.+)$", re.IGNORECASE)
_WITH_AUX = re.compile(rf"^(?:{_ASKS}(?: \w+)??) (?P<aux>{AUX}) (?P<rest>.+)$", re.IGNORECASE)
_YES_NO = re.compile(rf"^(?P<aux>{AUX}) (?P<rest>.+)$", re.IGNORECASE)
_WHO_DID = re.compile(
    r"^(?P<asks>who|which [\w ]+?) (?P<verb>[a-z]+ed|won|bought|sold|built|wrote|made|found|led|lost|beat|took|"
    r"gave|chose|stole|shot|"
    r"drew|paid|met|held|broke|began|sent|sang) (?P<object>.+)$",
    re.IGNORECASE,
)
_PARTICIPLES = {
    "wrote": "written", "took": "taken", "gave": "given", "chose": "chosen", "stole": "stolen", "drew": "drawn",
    "broke": "broken", "began": "begun", "beat": "beaten", "sang": "sung",
}  # fmt: skip
_GAPPED = re.compile(
    rf"^(?P<which>which|who|what|how many|how much) (?P<prep>{_PREPOSITION}) (?P<name>.+)$", re.IGNORECASE
)
_PRONOUN = re.compile(r"\b(?P<word>it|its|they|them|their|he|him|his|she|her)\b(?! (?:\w+ )?[A-Z])")
_NAME = r"[A-ZÀ-ÖØ-Þ][\w.’'-]*(?:\s+(?:(?:of|the|and|de|van|von|al)\s+)*[A-ZÀ-ÖØ-Þ\d][\w.’'-]*)*"
_SUBJECT = re.compile(rf"^(?P<subject>(?:the |a |an )?{_NAME})")
# Behind the words of a question's subject come time and place, which a pronoun does not stand for.
_BEHIND = re.compile(r"\s+(?:in|on|at|during|since|until|after|before|for|from|this|last|yesterday|today)\s.*$", re.I)
# At most this many parts: more is a sentence that was cut to pieces.
_MOST = 4
# A longer question, in characters, is one part: it was pasted.
_LONGEST = 800


def parts_of(question: str, kind: Kind) -> tuple[Part, ...]:
    """The parts of a question that stands alone, at least one. `kind` is that of the whole; the first part has it."""
    if kind in (Kind.SMALL_TALK, Kind.LIBRARY):
        return (Part(question, kind),)
    text = plain(question)
    if len(text) > _LONGEST:
        return (Part(question, kind),)
    sided = sides(text, kind)
    if sided:
        return sided
    asked = _split(text, kind)
    if len(asked) < 2 or len(asked) > _MOST:
        return (Part(question, kind, missing=unsaid(text)),)
    first = asked[0]
    parts = [Part(_question(first), kind, missing=unsaid(first))]
    for clause in asked[1:]:
        alone = _question(_standing(clause, first))
        named = unsaid(alone if _GAPPED.match(clause) and not _BARE.match(clause) else clause)
        parts.append(
            Part(alone, _later_kind(clause, alone), missing="which ones" if _WHICH_ONES.match(clause) else named)
        )
    return tuple(parts)


def _later_kind(clause: str, alone: str) -> Kind:
    """The kind of a later part; where the subject was only put before it, the words of the clause tell."""
    kind = kind_of(clause if ": " in alone else alone)
    # "... and what is the source?" asks for one, and for no introduction
    return Kind.FACT if kind is Kind.DEFINITION else kind


def _split(text: str, kind: Kind) -> list[str]:
    """The clauses that ask, in order."""
    sentences = [one.strip(" ?!.,") for one in _SENTENCE.split(text.strip())]
    asking = [one for one in sentences if one]
    if len(asking) > 1 and not all(_INTERROGATIVE.match(_IF_NOT.sub("", one)) for one in asking):
        # a statement before the question, or behind it: together they are one
        return [text]
    return [
        clause for one in asking for clause in _clauses(_IF_NOT.sub("", one) if one is not asking[0] else one, kind)
    ]


def _clauses(sentence: str, kind: Kind) -> list[str]:
    told_whole = kind in (Kind.OVERVIEW, Kind.TIMELINE) or (kind is Kind.OPINION and sentence.lower().startswith("who"))
    if told_whole or not _INTERROGATIVE.match(sentence):
        return [sentence]
    clauses: list[str] = []
    start = 0
    for joint in _JOINT.finditer(sentence):
        before, behind = sentence[start : joint.start()], sentence[joint.end() :]
        if not _parts_here(before, behind, joint[0]):
            continue
        clauses.append(before.strip(" ,;"))
        start = joint.end()
    clauses.append(sentence[start:].strip(" ,;"))
    return [clause for clause in clauses if clause]


def _parts_here(before: str, behind: str, joint: str) -> bool:
    """Whether a new question begins at a joint: not where a clause is told of ("who knows when, and where")."""
    if re.fullmatch(r"how (?:many|much) \w+", behind.strip(" ?"), re.I) or (
        not content_words(before) and not _BARE.match(before)
    ):
        return False
    if _HELD.search(before) or re.search(r"\b(?:when|where|how|why|who)$", before, re.I):
        return False
    if re.match(r"(?:who|which|where|when|what)\b", behind, re.I) and re.search(
        rf"\w\s*,?\s(?:who|which|where|that)\s(?!{AUX} (?:the|it|he|she|they)\b)[^,]*$", before, re.I
    ):
        # a second relative clause: "the man who founded it and who sold it"
        return not re.search(
            r"\b(?:man|woman|people|person|company|those|one|ones)\s+(?:who|which|that)\b", before, re.I
        )
    # "what it does and how it works" tells of two things as one
    return not ("," in joint and re.match(r"which\b", behind, re.I) and not re.search(r"\band\b", joint))


def _standing(clause: str, first: str) -> str:
    """A later clause as a question that stands alone, with the words of the first that it needs."""
    return (
        _in_its_frame(clause, first)
        or _gap_filled(clause, first)
        or _with_subject(clause, first)
        or f"{_subject(first)}: {clause}"
    )


def _in_its_frame(clause: str, first: str) -> str | None:
    """ "Who founded X and when": "When was X founded"; "When does X stop and why": "Why does X stop"."""
    if _WHICH_ONES.match(clause):
        many = _HOW_MANY_DO.match(first)
        return f"Which {many['rest']}" if many else None
    if not _BARE.match(clause):
        return None
    if many := _HOW_MANY.match(first):
        verb, behind = re.match(rf"^(.+?)((?: {_PREPOSITION} .*)?)$", many["rest"]).groups()  # type: ignore[union-attr]
        return f"{clause} {many['aux']} {verb} {many['noun']}{behind}"
    if (whole := _YES_NO.match(first) or _WITH_AUX.match(first)) is not None:
        return f"{clause} {whole['aux'].lower()} {whole['rest']}"
    if did := _WHO_DID.match(first):
        verb = did["verb"].lower()
        was = "were" if _is_plural(did["object"]) else "was"
        return f"{clause} {was} {did['object']} {_PARTICIPLES.get(verb, verb)}"
    return None


def _gap_filled(clause: str, first: str) -> str | None:
    """ "Which towns trade with Orm, and which with Tarn": "Which towns trade with Tarn"."""
    which, noun = _WHICH_AUX.match(clause), _WHICH_NOUN.match(first)
    if which and noun:
        return f"Which {noun['noun']} {which['rest']}"
    gapped = _GAPPED.match(clause)
    if gapped is None or _INTERROGATIVE.match(gapped["name"]) or len(gapped["name"].split()) > 5:
        return None
    slot = re.search(rf"\b{gapped['prep']} (?P<old>(?:the )?{_NAME})", first)
    return f"{first[: slot.start('old')]}{gapped['name']}{first[slot.end('old') :]}" if slot else None


def _with_subject(clause: str, first: str) -> str | None:
    """A whole clause: with the name in place of a pronoun; as it is, where it names enough itself."""
    found = _PRONOUN.search(clause)
    subject = _named_thing(first, found["word"].lower()) if found else None
    if found is None:
        return clause if set(content_words(clause)) & set(content_words(_subject(first))) else None
    if subject is None:
        return None
    word = found["word"].lower()
    ends_clause = not clause[found.end() :].strip()
    of_it = word in ("its", "their", "his") or (word == "her" and not ends_clause)
    return clause[: found.start()] + (_possessive(subject) if of_it else subject) + clause[found.end() :]


def _named_thing(first: str, pronoun: str) -> str | None:
    """What a pronoun of the next clause stands for: the object of "who bought X", the person in "why did X resign"."""
    whole = _WITH_AUX.match(first) or _YES_NO.match(first)
    if pronoun in ("he", "him", "his", "she", "her"):
        subject = _SUBJECT.match(whole["rest"]) if whole else None
        return subject["subject"] if subject and not subject["subject"].lower().startswith("the ") else None
    if (did := _WHO_DID.match(first)) and (did["asks"].lower() == "who" or not pronoun.startswith("the")):
        return _BEHIND.sub("", did["object"])
    if leading := re.match(r"^(?:who|what|which \w+) (?:is|are|was|were) \w+ing (?P<object>.+)$", first, re.IGNORECASE):
        return leading["object"]
    introduced = re.match(r"^(?:what|who) (?:is|are|was|were) (?P<term>[^,]+)$", first, re.IGNORECASE)
    return introduced["term"] if introduced and kind_of(first) is Kind.DEFINITION else None


def _subject(first: str) -> str:
    """The words of the first question without those that ask: what it is about."""
    if did := _WHO_DID.match(first):
        return did["object"]
    if many := re.match(
        rf"^how (?:many|much)(?: of)? (?:{AUX} )?(?P<rest>.+?)(?: {AUX} there)?$", first, re.IGNORECASE
    ):
        return many["rest"]
    whole = _WITH_AUX.match(first) or _YES_NO.match(first)
    if whole is None:
        return re.sub(rf"^{_ASKS} ", "", first, flags=re.IGNORECASE)
    compared = re.match(r"^(?P<side>.+?) (?:compare|differ)\b", whole["rest"], re.IGNORECASE)
    return compared["side"] if compared else re.sub(r"^(?:there|it) | (?:yet|there)$", "", whole["rest"])


def _possessive(name: str) -> str:
    return name if name.endswith(("'s", "s'")) else f"{name}'" if name.endswith("s") else f"{name}'s"


def _is_plural(noun: str) -> bool:
    head = _BEHIND.sub("", noun).split(" of ")[0].split()
    return bool(head) and head[-1].islower() and head[-1].endswith("s") and not head[-1].endswith(("ss", "us", "is"))


def _question(text: str) -> str:
    text = " ".join(text.split()).strip(" ?.!,;")
    return text[:1].upper() + text[1:] + "?"


def joined(parts: Sequence[Part]) -> str:
    """What is missing, as one phrase: "when and by how much"; empty where no part says how it is named."""
    named = [part.missing for part in parts if part.missing]
    return named[0] if len(named) == 1 else ", ".join(named[:-1]) + " and " + named[-1] if named else ""
