"""The index of words, made anew where it was made by other rules: by an earlier Footnote, or another stemmer."""

from __future__ import annotations

from index.language import language_of
from index.rows import Rows
from index.stemming import stemmer_version
from index.store import Store
from index.types import Progress, Report

# The manifest's key for the rules, and their number: raise it when `index.terms` keeps texts in another way.
_KEY = "words"
_RULES = 1


def renew_words(store: Rows, report: Report) -> None:
    """Note the articles' languages and take all their words in again, where the rules are not the present ones.

    What is taken out of the index has to be as it was put in, so nothing may be written before.
    """
    rules = f"{_RULES}, PyStemmer {stemmer_version()}"
    if store.manifest(_KEY) == rules:
        return
    count = store.counts().articles
    with store.transaction():
        if count:
            report(Progress("words", 0, count))
        has_languages = store.lexical.is_stemmed
        store.lexical.lay_anew()
        if not has_languages:
            store.articles.note_languages(language_of)
        store.lexical.take_all()
        store.set_manifest(_KEY, rules)
    if count:
        report(Progress("words", count, count))


def is_of_this_stemmer(store: Store) -> bool:
    """Whether the index of words can be compared with the articles: stems of another version may differ."""
    return not store.lexical.is_stemmed or store.manifest(_KEY) in (None, f"{_RULES}, PyStemmer {stemmer_version()}")
