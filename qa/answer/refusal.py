"""Refusing usefully: what is not said, and the sentences that come nearest to it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from qa.answer.outcome import Outcome
from qa.evidence.select import is_shown
from qa.evidence.sentences import EvidenceSentence
from qa.evidence.subject import PARTLY_NAMED
from qa.phrases import PHRASES, phrases_in
from qa.question.understood import Place
from qa.types import Citation
from qa.verify.check import Checked, Statement, cited, refused

# Passages from this cosine to the question on are about its subject.
_ON_SUBJECT = 0.42
# So is a sentence with this share of the question's words.
_SHARED = 0.5
_MOST = 3
# What is said where the articles write about the subject.
NEAR_REFUSAL = PHRASES["en"].near


def refusal(
    sentences: Sequence[EvidenceSentence],
    confidence: float,
    shown: Collection[Place] = (),
    unmentioned: Sequence[str] = (),
) -> Outcome:
    """A refusal over the evidence, likeliest first: with the nearest sentences, where any is on the subject and has not
    just been shown. It names what the question names and no article mentions.
    """
    nearest = [one for one in sentences if _is_on_subject(one) and not is_shown(one, shown)][:_MOST]
    if unmentioned:
        names = " or ".join(f"“{name}”" for name in unmentioned)
        said = Checked(f"{refused().text.rstrip('.')}: none of them mentions {names}.", True, (), ())
    else:
        said = Checked(NEAR_REFUSAL, True, (), ()) if nearest else refused()
    return Outcome(said, confidence, nearest=citations_of(nearest))


def in_language(refused: Checked, language: str, *, reads_all: bool) -> Checked:
    """The refusal as it is said to somebody who asks in that language; with a word on why it may have come to that,
    unless the models read it (`reads_all`).
    """
    ours = phrases_in(language)
    line = ours.near if refused.text == NEAR_REFUSAL else ours.refused
    note = "" if language == "en" or reads_all else ours.note
    gap = "" if line.endswith("。") else " "
    return replace(refused, text=f"{line}{gap}{note}".strip())


def _is_on_subject(one: EvidenceSentence) -> bool:
    if one.share < PARTLY_NAMED:  # its article mentions nothing that the question names
        return False
    shared = one.signals.shared if one.signals else 0.0
    is_near = one.hit.similarity >= _ON_SUBJECT and not one.by_words  # the embedder knows English
    return is_near or shared >= _SHARED


def citations_of(sentences: Sequence[EvidenceSentence]) -> tuple[Citation, ...]:
    """A footnote for each sentence, numbered from 1."""
    return cited([Statement(one.text, one.as_quote()) for one in sentences]).citations
