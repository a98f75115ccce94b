"""Articles written as PDFs, in ways that programs have."""

from __future__ import annotations

import html
from functools import cache
from pathlib import Path
from typing import Any

from scripts.trials.draft import Draft, broken


def justified(path: Path, draft: Draft) -> None:
    """A PDF by fpdf2: justified, one paragraph a block."""
    paper = _paper(draft)
    paper.add_page()
    for text in draft.paragraphs:
        paper.multi_cell(0, 5.5, text, new_x="LMARGIN", new_y="NEXT")
        paper.ln(2.5)
    paper.output(str(path))


def paged(path: Path, draft: Draft) -> None:
    """A PDF with a page for each paragraph."""
    paper = _paper(draft)
    for text in draft.paragraphs:
        paper.add_page()
        paper.multi_cell(0, 5.5, text)
    paper.output(str(path))


def _paper(draft: Draft) -> Any:
    from fpdf import FPDF

    paper = FPDF()
    paper.set_title(draft.title)
    paper.add_font("DejaVu", fname=str(font()))
    paper.set_font("DejaVu", size=10.5)
    return paper


def flowing(path: Path, draft: Draft) -> None:
    """A PDF by reportlab: a heading, ragged paragraphs that flow over pages, the page's number at its foot."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    pdfmetrics.registerFont(TTFont("DejaVu", str(font())))
    body = ParagraphStyle("body", fontName="DejaVu", fontSize=10.5, leading=14, spaceAfter=7)
    head = ParagraphStyle("head", parent=body, fontSize=17, leading=21, spaceAfter=14)

    def number(canvas: Any, document: Any) -> None:
        canvas.drawCentredString(300, 30, str(document.page))

    shown = [Paragraph(html.escape(draft.title), head)]
    shown += [Paragraph(broken(text).replace("<br>", "<br/>"), body) for text in draft.paragraphs]
    document = SimpleDocTemplate(str(path), title=draft.title)
    document.build(shown, onFirstPage=number, onLaterPages=number)


@cache
def font() -> Path:
    """A font with the letters of most scripts, which matplotlib brings."""
    import matplotlib

    return Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")
