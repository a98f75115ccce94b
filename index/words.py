"""Words, and which of them carry content: what lexical search, near-duplicate detection and checks compare."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")

# English function words: they tell no passage from another
STOP_WORDS = frozenset(
    """
    a about after again against all also am an and any are aren't as at be because been before being between both but
    by can can't could couldn't did didn't do does doesn't doing don't down during each else ever few for from further
    had hadn't has hasn't have haven't having he he'd he'll he's her here hers herself him himself his how i i'd i'll
    i'm i've if in into is isn't it it's its itself just let's me might more most much must my myself no nor not now of
    off on once only or other ought our ours out over own please quite rather really same shall she she'd she'll she's
    should shouldn't so some such tell than that that's the their theirs them themselves then there there's these they
    they'd they'll they're they've this those through to too under until up upon us very was wasn't we we'd we'll
    we're we've were weren't what what's when when's where where's which while who who's whom whose why will with won't
    would wouldn't yes yet you you'd you'll you're you've your yours yourself
    """.split()
)


def words(text: str) -> list[str]:
    """The words of `text` in order, case-folded, with curly apostrophes made straight."""
    return [word.replace("’", "'") for word in _WORD.findall(text.casefold())]


def content_words(text: str) -> list[str]:
    """`words` without function words and without a possessive 's."""
    return [word.removesuffix("'s") for word in words(text) if word not in STOP_WORDS]
