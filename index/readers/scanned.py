"""The words on pictures of pages, by RapidOCR, whose models come in its package; needs the extra 'ocr'."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from index.readers.pdfpage import Line, in_order

# Of processor time for a document: what takes more has its first pages read. It is to be below `bounded.Bounds`.
_MOST_SECONDS = 40.0
_LONGEST_SIDE = 1700  # pixels of a page's picture
_LOOKED_AT = 1120  # of the smaller one in which lines are looked for
_FINEST = 200 / 72  # pixels a point
_SUREST = 0.6  # below it, what is taken for words is noise
_SAME_SIZE = (0.65, 1.4)  # of the page's median: boxes are tight, so that lines of one size differ in height
_MODELS = {
    "Det": "PP-OCRv6_det_small.onnx",
    "Cls": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
    "Rec": "PP-OCRv6_rec_small.onnx",
}


def is_installed() -> bool:
    """Whether the extra 'ocr' is there."""
    return find_spec("rapidocr") is not None


def pages_of(document: Any) -> Iterator[list[Line]]:
    """The lines of each page of a PDF that pypdfium2 has opened, for as many pages as there is time for."""
    end = time.process_time() + _MOST_SECONDS
    for number in range(len(document)):
        if time.process_time() > end:
            return
        page = document[number]
        try:
            yield _lines(page)
        finally:
            page.close()


def _lines(page: Any) -> list[Line]:
    width, height = page.get_size()
    scale = min(_FINEST, _LONGEST_SIDE / max(width, height, 1.0))
    bitmap = page.render(scale=scale)
    try:
        found = _engine()(bitmap.to_numpy())
    finally:
        bitmap.close()
    if found.boxes is None:
        return []
    lines = []
    for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
        if score >= _SUREST and text.strip():
            left, right = float(box[:, 0].min()), float(box[:, 0].max())
            top, bottom = float(box[:, 1].min()), float(box[:, 1].max())
            line = Line(text.strip(), left / scale, right / scale, height - bottom / scale, (bottom - top) / scale)
            lines.append(line)
    return in_order(_rows(_level(lines)))


def _level(lines: Sequence[Line]) -> list[Line]:
    """With one height for lines of about one size, around the same middle."""
    usual = median([line.height for line in lines] or [1.0])
    return [
        replace(line, bottom=line.bottom + (line.height - usual) / 2, height=usual)
        if _SAME_SIZE[0] * usual < line.height < _SAME_SIZE[1] * usual
        else line
        for line in lines
    ]


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines that stand beside one another, from left to right; rows from the top."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: -one.bottom):
        if rows and rows[-1][0].bottom - line.bottom < line.height / 2:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda one: one.left) for row in rows]


@cache
def _engine() -> Any:
    """With the models in the package, named one by one, so that none is looked for elsewhere."""
    import rapidocr

    folder = Path(rapidocr.__file__).parent / "models"
    missing = [name for name in _MODELS.values() if not (folder / name).is_file()]
    if missing:
        raise ValueError(f"rapidocr lacks its model {missing[0]}; install the extra 'ocr' again")
    paths = {f"{part}.model_path": str(folder / name) for part, name in _MODELS.items()}
    threads = {f"EngineConfig.onnxruntime.{name}_op_num_threads": 1 for name in ("intra", "inter")}
    sizes = {"Det.limit_type": "max", "Det.limit_side_len": _LOOKED_AT}
    # no page lies on its head: turning each line to see takes as long as reading it
    return rapidocr.RapidOCR(
        params={"Global.log_level": "critical", "Global.use_cls": False, **sizes, **threads, **paths}
    )
