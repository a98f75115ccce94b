"""Seconds to read a file of each of some kinds, against the library call that takes it apart and nothing else."""

from __future__ import annotations

import argparse
import io
import json
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from index.readers import read
from index.types import Article
from scripts.benchmarks.figure import Figure
from scripts.trials.bomb import PROSE
from scripts.trials.docbombs import open_document

_MESSAGE = "From a@b.example Fri Mar 14 07:30:00 2025\nSubject: The mill\nFrom: a@b.example\n\n"
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of file: how a file of so many paragraphs is made, and what the library alone does with it."""

    suffix: str
    make: Callable[[int], bytes]
    plain: Callable[[Path], object]


def add(commands: Any) -> None:
    """The subcommand."""
    reading = commands.add_parser("reading", help="a file of each kind read, against the library that takes it apart")
    reading.add_argument("--paragraphs", type=int, default=5000, metavar="N", help="of each file (5,000)")
    reading.add_argument("--only", default="", metavar="SUFFIX", help="one kind")
    reading.set_defaults(run=run)


def run(options: argparse.Namespace) -> list[Figure]:
    """Each in this process, in processor time, by turns."""
    kinds = [kind for kind in _kinds() if options.only in kind.suffix]
    with tempfile.TemporaryDirectory() as folder:
        return [_measured(kind, Path(folder, f"file{kind.suffix}"), options.paragraphs) for kind in kinds]


def _measured(kind: _Kind, path: Path, paragraphs: int) -> Figure:
    path.write_bytes(kind.make(paragraphs))
    articles = [found for found in read(path, path.name) if isinstance(found, Article)]
    kind.plain(path)
    pairs = [(_spent(lambda: list(read(path, path.name))), _spent(lambda: kind.plain(path))) for _ in range(_ROUNDS)]
    ours, plain = median(one for one, _ in pairs), median(other for _, other in pairs)
    size = path.stat().st_size
    details = {"MB": size / 1e6, "articles": len(articles), "MB a second": size / 1e6 / max(ours, 1e-9)}
    return Figure(f"reading {kind.suffix}", ours, plain, "s", None, details=details)


def _spent(work: Callable[[], object]) -> float:
    """Seconds of processor time that something takes."""
    started = time.process_time()
    work()
    return time.process_time() - started


def _kinds() -> list[_Kind]:
    return [
        _Kind(".pdf", _pdf, _plain_pdf),
        _Kind(".json", _json, lambda path: json.loads(path.read_bytes())),
        _Kind(".odt", lambda count: open_document(f"<text:p>{PROSE}</text:p>" * count), _plain_open_document),
        _Kind(".rtf", lambda count: ("{\\rtf1\\ansi " + f"{PROSE}\\par " * count + "}").encode(), _plain_rich_text),
        _Kind(".srt", _subtitles, _plain_subtitles),
        _Kind(".rss", _feed, _plain_feed),
        _Kind(".mbox", lambda count: f"{_MESSAGE}{PROSE}\n\n".encode() * count, _plain_mailbox),
    ]


def _pdf(count: int) -> bytes:
    from fpdf import FPDF

    paper = FPDF()
    paper.add_page()
    paper.set_font("Helvetica", size=11)
    for _ in range(count):
        paper.multi_cell(0, 6, PROSE, new_x="LMARGIN", new_y="NEXT")
    return bytes(paper.output())


def _plain_pdf(path: Path) -> None:
    from pypdfium2 import PdfDocument

    for page in PdfDocument(path):
        page.get_textpage().get_text_range()


def _json(count: int) -> bytes:
    records = [{"id": number, "title": "The mill", "text": PROSE} for number in range(count)]
    return json.dumps({"articles": records}).encode()


def _plain_open_document(path: Path) -> None:
    from odf import teletype
    from odf.opendocument import load

    teletype.extractText(load(str(path)).text)


def _plain_rich_text(path: Path) -> None:
    from striprtf.striprtf import rtf_to_text

    rtf_to_text(path.read_text())


def _subtitles(count: int) -> bytes:
    def clock(second: int) -> str:
        return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02},000"

    cues = (f"{number}\n{clock(number)} --> {clock(number + 1)}\n{PROSE}\n\n" for number in range(1, count + 1))
    return "".join(cues).encode()


def _plain_subtitles(path: Path) -> None:
    from webvtt import WebVTT

    list(WebVTT.from_srt(str(path)))


def _feed(count: int) -> bytes:
    entries = "".join(
        f"<item><guid>{number}</guid><title>The mill</title><description>{PROSE}</description></item>"
        for number in range(count)
    )
    return f'<rss version="2.0"><channel><title>The Courier</title>{entries}</channel></rss>'.encode()


def _plain_feed(path: Path) -> None:
    import feedparser

    feedparser.parse(io.BytesIO(path.read_bytes()))


def _plain_mailbox(path: Path) -> None:
    from mailbox import mbox

    for message in mbox(path):
        message.get_payload()
