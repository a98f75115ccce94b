"""Claims beside the text that is to support them: those written for this project over quotes from the news, and
public sets of inference, whose hypotheses serve as claims.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from scripts.training.groups import Candidate, Group, part

# Of the public sets one in so many is kept for measuring.
_ONE_OF = 20
# Of the claims written for this project, by article: a tenth for measuring, the next for fitting how they are judged.
PARTS, MEASURED, FITTED = 10, 0, 1


def claim_groups(rows: Sequence[dict[str, Any]]) -> Iterator[tuple[Group, bool]]:
    """Each claim beside its quote, and whether it is held out with its article. `answer` is the kind of error."""
    for number, row in enumerate(rows):
        held_out = part_of(row) in (MEASURED, FITTED)
        for supports, name in ((True, "supported"), (False, "unsupported")):
            for place, one in enumerate(row[name]):
                text = Candidate("", row["quote"], supports=supports)
                kind = "" if supports else one["kind"]
                yield Group(f"claims-{number}-{name}-{place}", "claims", one["claim"], kind, (text,)), held_out


def part_of(row: dict[str, Any]) -> int:
    """In which tenth a quote is."""
    return part(row["article_id"], PARTS)


def inference_groups(file: Path) -> Iterator[tuple[Group, bool]]:
    """Each hypothesis beside its premise, which supports it where it entails it, and whether it is held out."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            row = json.loads(line)
            text = Candidate("", row["premise"], supports=row["label"] == "entailment")
            yield (
                Group(f"nli-{number}", "nli", row["hypothesis"], row["label"], (text,)),
                part(row["premise"], _ONE_OF) == 0,
            )
