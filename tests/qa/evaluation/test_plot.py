"""The picture of the risk-coverage curve."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import FootnoteError
from qa.evaluation.plot import check_plot_file, draw
from qa.evaluation.risk import risk_coverage
from tests.qa.evaluation.invented import answer, refusal, row


@pytest.mark.parametrize(("name", "begins"), [("c.png", b"\x89PNG"), ("c.SVG", b"<?xml")])
def test_a_picture_of_each_kind(tmp_path: Path, name: str, begins: bytes) -> None:
    curve = risk_coverage([row(answer(confidence=0.9)), row(answer("No.", confidence=0.4)), row(refusal())])
    check_plot_file(tmp_path / name)
    draw(curve, tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_curves_of_one_point_or_none(tmp_path: Path) -> None:
    draw(risk_coverage([row(refusal())]), tmp_path / "one.svg")
    draw(risk_coverage([]), tmp_path / "none.svg")
    assert (tmp_path / "none.svg").is_file()


@pytest.mark.parametrize("name", ["c.pdf", "c", "no/c.png"])
def test_other_files_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(FootnoteError, match="--plot"):
        check_plot_file(tmp_path / name)
