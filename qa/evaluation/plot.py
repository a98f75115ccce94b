"""The risk-coverage curve as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import FootnoteError
from qa.evaluation.risk import Curve
from qa.evaluation.table import share_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SUFFIXES = (".png", ".svg")
_BLUE, _RED, _GREY = "#1f5f99", "#b3261e", "#d0d0d0"


def check_plot_file(file: Path) -> None:
    """Raises FootnoteError for a file that no picture can be written to."""
    if file.suffix.lower() not in SUFFIXES:
        raise FootnoteError(f"--plot writes {' or '.join(SUFFIXES)}, not '{file.name}'", "name such a file", "invalid")
    if not file.absolute().parent.is_dir():
        raise FootnoteError(
            f"the folder of {file} does not exist", "create it, or name another file for --plot", "not-found"
        )


def draw(curve: Curve, file: Path) -> None:
    """Draw the curve into a .png or .svg file, the operating point marked. Source: matplotlib."""
    # without pyplot nothing looks for a display: files are drawn by Agg, or as SVG
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 4.4), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    _curve(axes, curve)
    _operating_point(axes, curve)
    axes.set(xlim=(0, 1.02), ylim=(-0.02, 1.02), xlabel="coverage: share of questions kept", ylabel="risk: share wrong")
    axes.set_title(_title(curve), loc="left", fontsize=11)
    axes.grid(color=_GREY, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(file, dpi=150)


def _curve(axes: Axes, curve: Curve) -> None:
    coverage = [point.coverage for point in curve.points]
    risk = [point.risk for point in curve.points]
    axes.plot(coverage, risk, color=_BLUE, linewidth=1.8, marker="." if len(risk) == 1 else "")
    axes.fill_between(coverage, risk, color=_BLUE, alpha=0.08, linewidth=0)


def _operating_point(axes: Axes, curve: Curve) -> None:
    """A dot where the engine in fact answers, if it answers at all, explained where the picture has room."""
    coverage, risk = curve.coverage.value, curve.risk.value
    if coverage is None or risk is None:
        return
    label = f"as it runs: {coverage:.0%} answered, {risk:.0%} of them wrong"
    axes.plot([coverage], [risk], "o", color=_RED, markersize=7, label=label)
    axes.legend(loc="best", frameon=False)


def _title(curve: Curve) -> str:
    area = curve.area
    if area.value is None or area.low is None or area.high is None:
        return "Risk and coverage"
    bounds = f"[{share_text(area.low)} {share_text(area.high)}]"
    return f"Risk and coverage: AURC {share_text(area.value)} {bounds}, {area.n:,} questions"
