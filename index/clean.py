"""Takes what is not the article out of scraped text: boilerplate, captions, invisible characters.

What is boilerplate is said by the rules in `index.boilerplate`; here is what becomes of the lines. What is not clearly
boilerplate stays.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from index.boilerplate import BREADCRUMB, CAPTION_RULES, OTHER, OTHERS_BELOW, removed_by


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What is left of a scraped text: its headline, if it has one, its paragraphs in order, its picture captions."""

    title: str | None
    paragraphs: tuple[str, ...]
    captions: tuple[str, ...]


_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x90\x98\x9c-\x9f\n]*+(?:\x07|\x1b\\|\x9c)|\x1b[ -/]+[0-~]"
)
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028]")
_INVISIBLE = re.compile(  # controls, bidi marks and overrides, zero-width characters, hidden tags
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ufffe\uffff\U000e0000-\U000e007f]"
)
# Two or three letters in one sign, as PDFs have them.
_LIGATURES = {0xFB00 + place: letters for place, letters in enumerate("ff fi fl ffi ffl st st".split())}
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_SPACES = re.compile(r"[^\S\n]{2,}|[^\S\n ]")  # all but a space alone, which stays
_SURROGATES = re.compile("[\ud800-\udfff]")
# Joiners hold emoji and the letters of some scripts together; beside ASCII or a space they only hide.
_JOINERS = re.compile("(?<![^\x00-\x7f\\s])[\u200c\u200d]++|(?<![\u200c\u200d])[\u200c\u200d]++(?![^\x00-\x7f\\s])")
# Unicode's Stream-Safe Text Format allows so many accents on a letter; to put more in order takes quadratic time.
_MOST_MARKS = 30
_PERHAPS_MARKS = re.compile(rf"[^\w\s\x00-\x7f]{{{_MOST_MARKS},}}")  # all accents are in there, and other signs

_LIST_ITEM = re.compile(r"(?:[-*+•·‣▪◦–—|]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])\s")
_MOST_IN_DATELINE = 40  # characters
_SENTENCE_END = re.compile(r"[.!?…][\"'’”)\]]*$")
_NOT_A_HEADLINE = re.compile(r"[,;:]$|(?<![A-Z.])\.[\"'’”)\]]*$")
_FIRST_SENTENCE = re.compile(
    r".+?(?<![A-Z])(?<!\b(?:Mr|Ms|Dr|St|Lt|Jr|Sr|Co|No|vs))(?<!\b(?:Mrs|Gen|Sen|Rep|Gov|Rev|Col|Sgt|Jan|Feb|Aug|Oct|Nov"
    r"|Dec|Inc|Ltd))(?<!\b(?:Prof|Sept|Corp))[.!?][\"'’”)\]]*(?=\s)"
)
_SITE_NAME = (
    r"(?:\w[\w.&’' -]{0,30} )?(?:News|Times|Post|Journal|Guardian|Today|TODAY|Herald|Tribune|Telegraph|Magazine|Press"
    r"|Daily|Gazette|Chronicle|Independent|Reuters|Bloomberg|CNN|BBC|NPR|CBS|ABC|NBC|AFP|AP|PBS|CNBC|MSNBC|NDTV|TIME"
    r"|\w+\.(?:com|org|net|co\.uk))(?: (?:News|Business|World|Sport|Sports|Magazine|Politics|Online))?"
)
_SITE_SUFFIX = re.compile(rf"(?<=\S)(?:\s+\|\s+[^|]{{1,40}}|\s+[-–—]\s+{_SITE_NAME})$")

_LONG_LINE = 100  # characters: nobody wraps text at more
_WRAPPED = 50  # characters: nor at less
_LONGEST_HEADLINE = 200
_LONGEST_SUFFIXED = 140  # a longer line that ends in "| Reuters" is a caption, not a headline
_LONGEST_DERIVED = 90
LONGEST_TITLE = 1000  # what is longer is a page that has no title
_FIRST_LINES = 12  # where a headline is looked for


def clean(raw: str, title: str | None = None) -> Cleaned:
    """The title, paragraphs and captions of a scraped text.

    Where the `title` is known it is returned as it is, and taken out of the top of the text. Cleaning paragraphs
    again changes nothing. A paragraph is one line, or several where these are a list.
    """
    lines = tidy(raw).split("\n")
    captions: list[str] = []
    title, lines = _split_title(lines, title, captions)
    while True:  # taking lines out brings others together: until nothing changes, as a rule twice
        kept = _arrange(_without_boilerplate(lines, captions))
        if kept == lines:
            break
        lines = kept
    paragraphs = tuple("\n".join(block) for block in _blocks(lines))
    return Cleaned(title, paragraphs, tuple(captions))


def tidy(text: str) -> str:
    """`text` without invisible characters, every run of spaces made one, no space at the ends of lines."""
    text = _SPACES.sub(" ", without_invisible(text))
    return re.sub(r" ?\n ?", "\n", text).strip()


def without_invisible(text: str) -> str:
    """`text` in NFC, without escape sequences, control, bidi and zero-width characters; tabs and line ends stay.

    Lone surrogates become U+FFFD, so that the result can always be encoded as UTF-8.
    """
    text = _LINE_ENDS.sub("\n", _ESCAPES.sub("", text)).replace("\u2029", "\n\n")
    text = _SURROGATES.sub("\ufffd", _INVISIBLE.sub("", text))
    text = _PERHAPS_MARKS.sub(_fewer_marks, text)
    if _LIGATURE.search(text):  # hardly ever, and to translate a text takes long
        text = text.translate(_LIGATURES)
    return unicodedata.normalize("NFC", _JOINERS.sub("", unicodedata.normalize("NFC", text)))


def _fewer_marks(match: re.Match[str]) -> str:
    """The signs matched, without what is more than a letter's share of accents."""
    kept, marks = [], 0
    for character in match[0]:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks < _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def clean_title(title: str) -> str:
    """A title on one line, without the name of the site behind it ("… | News", "… - CNN")."""
    line = " ".join(tidy(title).split())
    if len(line) > LONGEST_TITLE:
        line = line[:LONGEST_TITLE].rstrip() + "…"
    while (shorter := _SITE_SUFFIX.sub("", line)) != line and " " in shorter:
        line = shorter
    return line


def derive_title(paragraphs: Sequence[str]) -> str:
    """A title for an article that has none: its first sentence, cut between words if it is long."""
    body = [line for line in paragraphs if not _is_dateline(line)] or list(paragraphs)
    first = " ".join(body[0].split()) if body else ""
    sentence = _FIRST_SENTENCE.match(first)
    title = (sentence[0] if sentence else first).removesuffix(".")
    if len(title) <= _LONGEST_DERIVED:
        return title
    cut = title[:_LONGEST_DERIVED]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:–—-") + "…"


def _split_title(lines: list[str], known: str | None, captions: list[str]) -> tuple[str | None, list[str]]:
    """The headline and the lines below it. What stands above a headline is boilerplate; its captions are kept."""
    above: list[str] = []
    for position, line in enumerate(lines[: 2 * _FIRST_LINES]):
        below = lines[position + 1 :]
        if not line:
            continue
        headline = clean_title(line)
        if known is not None and headline.casefold() == known.casefold():
            captions += above
            return known, below
        rule = removed_by(headline if len(line) <= _LONGEST_SUFFIXED else line, head=True)
        if rule in CAPTION_RULES:
            above.append(line)
        elif rule is None and not BREADCRUMB.fits(line):
            if known is not None or not _is_headline(line) or not _stands_apart(line, below):
                break
            captions += above
            return headline, below
    return known, lines


def _is_dateline(line: str) -> bool:
    """One to three words in capitals, as "HARBOUR CITY": in a script that has none, nothing is."""
    return len(line) <= _MOST_IN_DATELINE and line.isupper() and line[0].isalpha() and len(line.split()) <= 3


def _is_headline(line: str) -> bool:
    if len(line) > _LONGEST_HEADLINE or not any(map(str.isalpha, line)) or _LIST_ITEM.match(line):
        return False
    return not (_is_dateline(line) or _NOT_A_HEADLINE.search(line) or _FIRST_SENTENCE.match(line))


def _stands_apart(line: str, below: list[str]) -> bool:
    """A headline has a blank line or boilerplate below it, or, in a text without blank lines, a longer line."""
    if not any(below):
        return False
    following = below[0]
    if not following or removed_by(following, head=True):
        return True
    return "" not in below and len(following) > len(line) and _is_prose(following)


def _is_prose(line: str) -> bool:
    return len(line) > 60 and _SENTENCE_END.search(line) is not None


def _without_boilerplate(lines: Iterable[str], captions: list[str]) -> Iterator[str]:
    head, listed = True, False
    for line in lines:
        listed = bool(OTHERS_BELOW.fullmatch(line)) or (listed and (not line or bool(OTHER.fullmatch(line))))
        if listed and OTHER.fullmatch(line):
            continue
        rule = removed_by(line, head=head) if line else None
        if rule is None:
            head = head and not _is_prose(line)
            yield line
        elif rule in CAPTION_RULES:
            captions.append(line)


def _blocks(lines: Iterable[str]) -> list[list[str]]:
    """Runs of lines without a blank one between."""
    return [list(run) for filled, run in groupby(lines, bool) if filled]


def _arrange(lines: Iterable[str]) -> list[str]:
    """The lines with wrapped ones joined and a blank line between paragraphs."""
    blocks = _blocks(lines)
    if width := _wrap_width(blocks):
        blocks = [_unwrapped(block, width) for block in blocks]
    alone = len(blocks) == 1  # no blank lines: every line is a paragraph
    arranged: list[str] = []
    for block in blocks:
        apart = alone or any(len(line) > _LONG_LINE for line in block)
        for before, line in pairwise(["", *block]):
            if not before or (apart and not (_LIST_ITEM.match(before) and _LIST_ITEM.match(line))):
                arranged.append("")
            arranged.append(line)
    return arranged[1:]


def _wrap_width(blocks: list[list[str]]) -> int | None:
    """The width at which a text was wrapped by hand or program, or None where its lines end where they should."""
    pairs = [pair for block in blocks for pair in pairwise(block)]
    width = max((len(line) for line, _ in pairs), default=0)
    if not _WRAPPED <= width <= _LONG_LINE:
        return None
    full = [following for line, following in pairs if _is_full(line, following, width)]
    goes_on = sum(1 for following in full if not following[0].isupper())
    return width if len(full) >= 0.6 * len(pairs) and goes_on >= 0.4 * len(full) else None


def _is_full(line: str, following: str, width: int) -> bool:
    """No room was left in `line` for the first word of the next, give or take a little."""
    return not _LIST_ITEM.match(following) and len(line) + 1 + len(following.split()[0]) > width - 10


def _unwrapped(block: list[str], width: int) -> list[str]:
    joined = [block[:1]]  # the pieces of each line
    for line, following in pairwise(block):
        if not _is_full(line, following, width):
            joined.append([following])
        elif re.search(r"\w-$", line) and following[0].islower():
            joined[-1].append(following)
        else:
            joined[-1] += " ", following
    return ["".join(pieces) for pieces in joined]
