"""Subtitles and transcripts (.srt, .vtt): the cues joined to sentences and paragraphs, without their times."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import TYPE_CHECKING

from index.clean import clean_title, tidy
from index.readers import Found, one_line
from index.readers.text import article_of
from index.types import Problem

if TYPE_CHECKING:
    from webvtt.models import Caption

_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,200}>|\{\\[^{}]{0,200}\}")
_SOUND = re.compile(r"[\[(][^\[\]()]{1,80}[\])]|[♪♫].*")  # "[Applause]", and what is sung
_OTHER_SPEAKER = re.compile(r"(?:[-–—]|>>+)\s*(?=\S)")
_SENTENCE_END = re.compile(r"[.!?…][\"'’”)\]]*(?:\s+|$)")
# A pause between sentences ends a paragraph, in seconds; so does the end of a sentence after so many characters.
_PAUSE = 3.0
_LONG = 500
# Where nobody set full stops, a line ends after so many characters.
_UNPUNCTUATED = 250
_LANGUAGE = re.compile(r"\.[a-z]{2,3}(?:-[A-Za-z]{2,4})?$")


class _Paragraph:
    """What was said so far, by whom, and when the last of it was."""

    def __init__(self, speaker: str) -> None:
        self.speaker = speaker
        self._pieces: list[str] = []
        self._end = 0.0
        self._length = 0
        self._unended = 0  # characters behind the last end of a sentence

    def add(self, line: str, end: float) -> None:
        self._pieces.append(line)
        self._end = end
        self._length += len(line)
        *ended, rest = _SENTENCE_END.split(line)
        self._unended = len(rest) if ended else self._unended + len(rest)

    def is_over(self, start: float) -> bool:
        """Whether what is said at `start` begins another paragraph."""
        if self._unended:
            return self._unended > _UNPUNCTUATED
        return start - self._end > _PAUSE or self._length > _LONG

    def text(self) -> str:
        said = " ".join(self._pieces)
        return f"{self.speaker}: {said}" if self.speaker else said


def read(text: str, relative: str) -> Iterator[Found]:
    """The article in a file of subtitles; its title is the file's name."""
    from webvtt import WebVTT
    from webvtt.errors import MalformedCaptionError, MalformedFileError

    kind = "vtt" if relative.lower().endswith(".vtt") else "srt"
    try:
        cues = WebVTT.from_buffer(StringIO(text.lstrip()), format=kind).captions
    except (MalformedFileError, MalformedCaptionError, ValueError, IndexError) as error:
        yield Problem(relative, f"not readable subtitles ({one_line(error)}); skipped")
        return
    said = "\n\n".join(one.text() for one in _paragraphs(cues))
    if said:
        yield article_of(said, relative, _title(relative))
    else:
        yield Problem(relative, "no words in the subtitles; skipped")


def _title(relative: str) -> str:
    """The file's name without what tells its kind and language."""
    stem = relative.rpartition("/")[2].rpartition(".")[0]
    return clean_title(re.sub(r"[_\s]+", " ", _LANGUAGE.sub("", stem)))


def _paragraphs(cues: Sequence[Caption]) -> list[_Paragraph]:
    paragraphs: list[_Paragraph] = []
    before: list[str] = []
    for cue in cues:
        lines = _lines(cue.text)
        speaker = " ".join(tidy(cue.voice or "").split())
        for line in lines:
            if line in before:  # captions that roll up show each line twice
                continue
            is_other = _OTHER_SPEAKER.match(line)
            line = line[is_other.end() :] if is_other else line
            last = paragraphs[-1] if paragraphs else None
            if last is None or is_other or last.speaker != speaker or last.is_over(cue.start_in_seconds):
                paragraphs.append(_Paragraph(speaker))
            paragraphs[-1].add(line, cue.end_in_seconds)
        before = lines
    return paragraphs


def _lines(text: str) -> list[str]:
    lines = (" ".join(tidy(html.unescape(_MARKUP.sub("", line))).split()) for line in text.split("\n"))
    return [line for line in lines if line and not _SOUND.fullmatch(line)]
