"""Which articles have every word of a subject."""

from __future__ import annotations

from collections.abc import Sequence

from index.functionwords import unelided
from index.rows import WordRows
from index.search import lexical_terms
from index.stemming import STEMMED
from index.terms import unspaced_pairs
from index.types import Filters
from index.words import content_words, words


def holders(lexical: WordRows, subject: str, filters: Filters) -> tuple[dict[str, str | None], bool]:
    """The ids and dates of the articles that have every content word of `subject`, in any passage or in the title, and
    whether these are all.

    Each language is asked for its own stems: what is a stem in one may be another word in the next.
    """
    found: dict[str, str | None] = {}
    are_all = True
    for language in (None, *(one for one in lexical.languages() if one in STEMMED)):
        wanted = _wanted(subject, [language] if language else [], is_searchable=lexical.is_searchable)
        if wanted:
            some, are_some = lexical.holding(wanted, filters, language)
            found |= some
            are_all = are_all and are_some
    return found, are_all


def _wanted(subject: str, languages: Sequence[str], *, is_searchable: bool) -> list[list[str]]:
    """The forms of each content word; of scripts without spaces every two neighbouring signs."""
    spaced, pairs = unspaced_pairs(subject)
    spaced = unelided(spaced)
    spoken = content_words(spaced) or ([] if pairs else words(spaced))
    forms = [lexical_terms(word, languages, is_searchable=is_searchable) for word in dict.fromkeys(spoken)]
    return [*(form for form in forms if form), *([pair] for pair in pairs)]
