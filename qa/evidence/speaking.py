"""Whose words a sentence gives: where somebody's are asked for, another's are no answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.facts import stems
from qa.evidence.sentences import EvidenceSentence

# What a sentence counts for in a passage that names who is to speak, though not close by; and in one that does not.
_IN_PASSAGE, _ELSEWHERE = 0.7, 0.5
# Characters before a sentence in which "he said" may have its name.
_BEFORE = 450


def spoken_by(speaker: frozenset[str], sentences: Sequence[EvidenceSentence]) -> list[EvidenceSentence]:
    """The sentences, likeliest first, those that do not name the speaker as less likely. `speaker` are stems, any of
    which will do; without any, nothing changes.
    """
    if not speaker:
        return list(sentences)
    counted = [replace(one, score=one.score * _share(speaker, one)) for one in sentences]
    return sorted(counted, key=lambda one: -one.score)


def _share(speaker: frozenset[str], one: EvidenceSentence) -> float:
    close = one.hit.article.text[max(0, one.start - _BEFORE) : one.end]
    if speaker & stems(close):
        return 1.0
    return _IN_PASSAGE if speaker & stems(one.hit.passage.text) else _ELSEWHERE
