"""Articles of a library that tests search, and how they are listed."""

from __future__ import annotations

from typing import get_args

from index.search import Mode
from index.types import Hit

MODES = get_args(Mode)
STORY = (
    "The town of Marsh closed its oldest mill on Tuesday after the river rose two metres in a single night. "
    "Engineers found cracks in the wheel house and said repairs would cost four million euros. "
    "About sixty workers were sent home, and the council promised to pay their wages until summer."
)
REWRITTEN = STORY.replace("closed", "shut").replace("About sixty", "Some sixty")
CAFE = "Le Café Ünder 👩‍👧 opened in Marsh. Its naïve painter came from Århus. “It’s fine”, she said — twice."


def paths_of(hits: list[Hit]) -> list[str]:
    return [hit.article.path for hit in hits]
