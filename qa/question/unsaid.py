"""How a question is named where the articles do not answer it: "The articles do not say who won"."""

from __future__ import annotations

import re

from qa.question.plain import AUX, WH

_PREPOSITION = "(?:in|on|at|by|for|from|of|to|with|about|against|under|since|until|during|after|before)"
_LONGEST = 90
_PRONOUN = "(?:it|he|she|they|we|you|this|that|these|those)"
_NAME = r"[A-Z][\w.'’-]*(?:\s+[A-Z\d][\w.'’-]*)*"
_ASKS = rf"(?P<asks>(?:{_PREPOSITION} )?(?:{WH})(?: (?:much|many|long|old|far|often|big|high))?(?: [a-z]+)??)"
_SIMPLE = re.compile(rf"^(?:{_PREPOSITION} )?(?:{WH})\b", re.IGNORECASE)
# "what did the loser say", "when does Ann Lee resign", "how much will it cost".
_DID = re.compile(
    rf"^{_ASKS} (?P<aux>did|does|do) (?P<subject>{_PRONOUN}|{_NAME}|the {_NAME}|the [a-z]+) (?P<verb>[a-z]+)"
    rf"(?P<rest>(?: (?:{_PREPOSITION}|back|up|out|off|down|it|them|him|her|the|an?)\b.*)?)$"
)
_MOVED = re.compile(
    rf"^{_ASKS} (?P<aux>is|are|was|were|will|would|can|could|should|has|have|had|may|might|must) "
    rf"(?P<subject>{_PRONOUN}|{_NAME}|the {_NAME}|the [a-z]+) (?P<rest>(?:be |been )?[a-z]+(?:ed|ing|en|n|t|d|e|"
    rf"k)?\b.*)$"
)
_SUBJECT_ASKED = re.compile(
    rf"^(?:who|what|which [\w' -]+?|how (?:many|much)(?: [\w' -]+?)?) (?!{AUX}\b)[a-z]+", re.IGNORECASE
)
_BE_DONE = re.compile(
    r"^(?:who|what|which [\w' -]+?|how (?:many|much)(?: [\w' -]+?)?) (?:is|are|was|were|will be|has been|"
    r"have been|had been)"
    r" (?:[a-z]+(?:ed|ing|en|wn)|paid|made|sold|built|won|lost|shot|held|hurt|done|found|left|said|told|"
    r"going)\b(?! the\b$)",
    re.IGNORECASE,
)
_PAST = dict(
    pair.split(":")
    for pair in (
        "say:said go:went get:got take:took make:made give:gave find:found think:thought win:won lose:lost pay:paid "
        "buy:bought sell:sold begin:began come:came leave:left see:saw tell:told do:did meet:met die:died "
        "become:became know:knew hold:held build:built fall:fell rise:rose write:wrote choose:chose break:broke "
        "draw:drew lead:led feel:felt cost:cost spend:spent "
    ).split()
)
_SAME = frozenset("hit cut put set let shut hurt split quit bid spread".split())


def unsaid(clause: str) -> str | None:
    """The words that go behind "The articles do not say", None where they cannot be put well.

    The order of words of a statement: "what the loser said" for "what did the loser say?".
    """
    text = " ".join(clause.split()).strip(" ?.!,;")
    words = text.split()
    if not _SIMPLE.match(text) or len(text) > _LONGEST or re.search(r"[?;:]", text):
        return None
    text = text[:1].lower() + text[1:]
    if re.match(r"^(?:which|how many) (?!ones)\w+$", text):
        return None
    if len(words) <= 3 and not re.search(rf"\b{AUX}\b", text):
        return text
    if did := _DID.match(text):
        return f"{did['asks']} {did['subject']} {_inflected(did['verb'], did['aux'])}{did['rest']}"
    if _BE_DONE.match(text) or re.match(r"^(?:who|what) (?:will|would|can|could|should|may|might) be\b", text):
        return text
    moved = _MOVED.match(text)
    if moved and (
        re.fullmatch(_PRONOUN, moved["subject"]) or moved["aux"] in ("will", "would", "can", "could", "should")
    ):
        return f"{moved['asks']} {moved['subject']} {moved['aux']} {moved['rest']}"
    if _SUBJECT_ASKED.match(text) and not _moves(text):
        return text
    if re.match(rf"^(?:{_PREPOSITION} )?(?:which|what|how) \w+$", text) or re.match(r"^by how (?:much|many)\b", text):
        return text if not re.search(rf"\b{AUX}\b", text) else None
    return None


def _moves(text: str) -> bool:
    """Whether an auxiliary may stand before its subject: that is not said as a statement."""
    return bool(re.match(rf"^(?:what|which|who|how)(?: \S+){{0,5}}? {AUX}\b", text))


def _inflected(verb: str, aux: str) -> str:
    if aux == "do":
        return verb
    if aux == "does":
        return "has" if verb == "have" else verb + ("es" if re.search(r"(?:s|sh|ch|x|o)$", verb) else "s")
    if verb in _SAME:
        return verb
    if verb in _PAST:
        return _PAST[verb]
    return verb + "d" if verb.endswith("e") else re.sub(r"([^aeiou])y$", r"\1i", verb) + "ed"
