"""Whose words a sentence gives: where somebody's are asked for, another's are no answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.facts import stems
from qa.evidence.sentences import EvidenceSentence

# What a sentence counts for in a passage that names who is to speak, though not close by; in one that does not; and
# where another one speaks.
_IN_PASSAGE, _ELSEWHERE, _OF_ANOTHER = 0.7, 0.5, 0.3
_SAID = r"(?:said|says|told|added|adds|wrote|warned|argued|noted|explained|insisted|tweeted|commented|acknowledged)"
_NAME = r"[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){0,5}"
# "…,” Ann Lee said", "Ann Lee, who runs the mill, said", "said Ann Lee".
_SPEAKING = re.compile(
    rf"(?:^|[,”\"] )(?:[a-z]+ ){{0,2}}(?P<first>{_NAME})(?:, [^,”\"]{{3,90}},)? {_SAID}\b|\b{_SAID} (?P<behind>{_NAME})"
)
# Within a sentence, where a capital is not that of its first word.
_FULL_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w’'-]+(?P<behind>(?: [A-Z][\w’'-]+){1,4})")
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
    speaking = list(_speaking(one.text))
    if speaking and not any(speaker & each for each in speaking) and _is_person(speaker, one.hit.article.text):
        return _OF_ANOTHER
    close = one.hit.article.text[max(0, one.start - _BEFORE) : one.end]
    if speaker & stems(close):
        return 1.0
    return _IN_PASSAGE if speaker & stems(one.hit.passage.text) else _ELSEWHERE


def _speaking(text: str) -> Iterator[frozenset[str]]:
    """The stems of each name that is said to say something."""
    return (stems(match["first"] or match["behind"]) for match in _SPEAKING.finditer(text))


def _is_person(speaker: frozenset[str], text: str) -> bool:
    """Whether a text has the speaker behind a first name or a title, as it has no country and no mayor at large."""
    return any(speaker & stems(match["behind"]) for match in _FULL_NAME.finditer(text))
