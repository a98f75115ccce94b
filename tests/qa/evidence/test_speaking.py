"""Sentences of somebody else count for less where a speaker is asked for."""

from __future__ import annotations

from index.facts import stems
from index.sentences import sentence_spans
from qa.evidence.sentences import EvidenceSentence
from qa.evidence.speaking import spoken_by
from tests.fakes import hit_of

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


def test_the_words_of_another_person_count_for_little_though_they_are_about_the_one_asked_for() -> None:
    text = (
        "The plan of Mayor Ann Lee is in doubt. “For Lee, it is about the farmers,” Bo Carr said. "
        "“I will sign,” Lee said. Cy Hall, who runs the mill, said Lee was wrong."
    )
    found = spoken_by(stems("Lee"), _sentences(text, 1))
    assert [one.text[:12] for one in found] == ["The plan of ", "“I will sign", "“For Lee, it", "Cy Hall, who"]
    assert [one.score for one in found] == [0.6, 0.6, 0.18, 0.18]


def test_a_country_and_a_mayor_at_large_speak_through_whoever_is_named() -> None:
    text = "Norland opposes the plan, the Commerce Ministry said. The mayor was angry. “Never,” Bo Carr said."
    for speaker in ("norland", "the mayor"):
        assert all(one.score >= 0.3 for one in spoken_by(stems(speaker), _sentences(text, 1)))
