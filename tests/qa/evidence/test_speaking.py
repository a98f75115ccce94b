"""Sentences of somebody else count for less where a speaker is asked for."""

from __future__ import annotations

from fakes import hit_of

from index.facts import stems
from index.sentences import sentence_spans
from qa.evidence.sentences import EvidenceSentence
from qa.evidence.speaking import spoken_by

LEE = "Ann Lee called the plan a mistake. She will not sign it."
CARR = "Bo Carr called the plan a gift."


def _sentences(text: str, number: int) -> list[EvidenceSentence]:
    hit = hit_of(text, number)
    return [EvidenceSentence(hit, a, b, text[a:b], 0.8 if number == 2 else 0.6) for a, b in sentence_spans(text)]


def test_who_is_asked_for_comes_first_with_what_follows_the_name() -> None:
    found = spoken_by(stems("Ann Lee"), [*_sentences(CARR, 2), *_sentences(LEE, 1)])
    assert [one.text for one in found] == [*LEE.replace(". She", ".|She").split("|"), CARR]
    assert [one.score for one in found] == [0.6, 0.6, 0.4]


def test_without_a_speaker_nothing_changes() -> None:
    sentences = [*_sentences(CARR, 2), *_sentences(LEE, 1)]
    assert spoken_by(frozenset(), sentences) == sentences
