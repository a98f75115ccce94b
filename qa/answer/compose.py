"""From the words that were found to an answer: which of them, said how, and with which quote as its footnote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.facts import facts, stems
from index.types import Hit
from qa.answer.whole import whole
from qa.answer.wording import RELATIVE, answer_words
from qa.evidence.candidates import Option, agree
from qa.evidence.sentences import is_whole
from qa.question.understood import Order
from qa.verify.check import Checked, Contradicted, Statement, cited
from qa.verify.denial import denies
from qa.verify.quotes import Evidence, Quote
from qa.verify.support import missing_facts

# Two articles disagree rather than correct each other within a story when this many days lie between them, and only
# if the second answer is nearly as likely as the first: at most this far below it, in logits.
_DAYS_APART = 60
_NEARLY = 1.0
# Two answers in one quote this many logits apart exclude each other.
_FAR = 1.5
# An option this many logits below the best may still be the one that its date favours.
_RIVAL = 2.0
# From this share of common words on, figures aside, two sentences are of one form.
_ONE_FORM = 0.5


def best_quote(options: Sequence[Option], evidence: Evidence) -> Quote | None:
    """The quote around the likeliest words."""
    return next((quote for option in options if (quote := quote_of(option, evidence))), None)


def contradicted(options: Sequence[Option]) -> Contradicted:
    """The check of a sentence against the pair reader: its quote answers with other words than those in the sentence,
    and far likelier ones. This tells two figures of one quote apart, which comparing facts cannot.
    """

    def is_contradicted(text: str, quote: Quote) -> bool:
        inside = [
            one
            for one in options
            if one.hit.passage.id == quote.hit.passage.id and quote.start <= one.start and one.end <= quote.end
        ]
        said = [one for one in inside if stems(one.text) and stems(one.text) <= stems(text)]
        return bool(said) and said[0].logit < inside[0].logit - _FAR

    return is_contradicted


def quote_of(option: Option, evidence: Evidence) -> Quote | None:
    """The shortest quote that holds the option's words: its sentence, or two where it crosses their border."""
    return next(
        (
            quote
            for quote in evidence.quotes
            if quote.hit.passage.id == option.hit.passage.id and quote.start <= option.start and option.end <= quote.end
        ),
        None,
    )


def is_out(most: Option, better: Option, evidence: Evidence) -> bool:
    """Whether an option, as likely as it can still become, cannot be said any more: neither instead of `better`, for
    being likelier or for its article's date, nor beside another one, as an article of another time.
    """
    if most.logit >= better.logit or quote_of(better, evidence) is None:
        return False
    day = most.hit.article.date
    is_dated = day is not None and any(quote.hit.article.date not in (day, None) for quote in evidence.quotes)
    # the further of the two ways below the best from which a date still matters
    return not is_dated or most.steady_logit < better.logit - max(_RIVAL, _NEARLY)


@dataclass(frozen=True, slots=True)
class Composed:
    """An answer in few words or their sentence, and the words alone where they are likelier right than wrong."""

    result: Checked
    short_answer: str | None


def composed(
    question: str, options: Sequence[Option], evidence: Evidence, order: Order = "relevance"
) -> Composed | None:
    """The answer that the best option gives, or None if no quote holds any.

    Where the latest or the first is asked for, or reports of one form within weeks differ, or figures, the article's
    date decides among options that are nearly as likely. Where an article of another time gives another answer that is
    nearly as likely, both are said, newest first.
    """
    quoted = [(option, quote) for option in options if (quote := quote_of(option, evidence))]
    if not quoted:
        return None
    best, quote = _by_time(quoted, order)
    # words cut out of a denial would say the contrary
    words = None if denies(quote.text, question) else _words(best, quote)
    if words is None and not is_whole(_sentence(quote)):
        best, quote = _in_a_whole_sentence(quoted, best, quote)
    if order != "relevance" or best is not quoted[0][0] or (words and RELATIVE.search(words)):
        said = Statement(words or _sentence(quote), quote, as_of=best.hit.article.date)
        return Composed(cited([said]), words)
    other = next((pair for pair in quoted[1:] if _disagree(best, pair[0])), None)
    if other is None:
        return Composed(cited([Statement(words or _sentence(quote), quote)]), words)
    both = sorted((quoted[0], other), key=lambda pair: pair[0].hit.article.date or "", reverse=True)
    statements = [Statement(_words(one, its) or _sentence(its), its, as_of=one.hit.article.date) for one, its in both]
    return Composed(cited(statements), words)


def _in_a_whole_sentence(quoted: Sequence[tuple[Option, Quote]], best: Option, quote: Quote) -> tuple[Option, Quote]:
    """Words that say the same as the best, about as likely, where their sentence is no cut-off end."""
    for option, other in quoted:
        is_as_good = option.steady_logit >= best.steady_logit - _RIVAL
        if is_as_good and agree(option.text, best.text) and is_whole(_sentence(other)):
            return option, other
    return best, quote


def _by_time(quoted: Sequence[tuple[Option, Quote]], order: Order) -> tuple[Option, Quote]:
    """The option that the articles' dates favour: the likeliest, where they have no say."""
    best, quote = quoted[0]
    rivals = [
        (option, other)
        for option, other in quoted
        if option.steady_logit >= best.steady_logit - _RIVAL
        and option.hit.article.date
        and _same_kind(best.text, option.text)
        and (order != "relevance" or _supersedes((option, other), (best, quote)))
    ]
    if not rivals or best.hit.article.date is None:
        return best, quote
    days = [option.hit.article.date or "" for option, _ in rivals]
    day = min(days) if order == "first" else max(days)
    return next(pair for pair in rivals if pair[0].hit.article.date == day)


def _supersedes(later: tuple[Option, Quote], best: tuple[Option, Quote]) -> bool:
    """Whether one may take the other's place only for being newer, within weeks: it is of the same form, or both give a
    figure, as of the dead and hurt, that changes from day to day, and are about as likely.
    """
    (option, quote), (likeliest, other) = later, best
    if _are_apart(likeliest.hit, option.hit):
        return False
    is_figure = bool(facts(option.text).numbers) and bool(facts(likeliest.text).numbers)
    return _same_form(quote, other) or (is_figure and option.steady_logit >= likeliest.steady_logit - _NEARLY)


def _same_form(one: Quote, other: Quote) -> bool:
    """Whether two sentences are of reports of one form: alike but for what they report."""
    ours, theirs = (
        frozenset().union(*(given.stems - given.numbers for given in quote.given.sentences)) for quote in (one, other)
    )
    return bool(ours | theirs) and len(ours & theirs) / len(ours | theirs) >= _ONE_FORM


def _words(option: Option, quote: Quote) -> str | None:
    """The option's words, whole; None where they say nothing alone, or are likelier wrong than right: then their
    sentence lets a reader judge.
    """
    start, end = whole(quote.text, option.start - quote.start, option.end - quote.start)
    words = answer_words(quote.text[start:end])
    return words if option.steady_logit >= 0 and _is_carried(words, quote) else None


def _sentence(quote: Quote) -> str:
    return " ".join(quote.text.split())


def _is_carried(words: str, quote: Quote) -> bool:
    """Whether words that were cut out of a quote say something and are whole: not "ill" of "mill" or "4" of "4.5"."""
    said = facts(words)
    return bool(said.stems) and said.stems <= quote.stems and not missing_facts(said, quote.given)


def _disagree(one: Option, other: Option) -> bool:
    # what is likelier wrong than right contradicts nothing
    if agree(one.text, other.text) or other.steady_logit < max(0.0, one.steady_logit - _NEARLY):
        return False
    return _are_apart(one.hit, other.hit) and _same_kind(one.text, other.text)


def _are_apart(one: Hit, other: Hit) -> bool:
    """Whether their articles are of different times."""
    dates = one.article.date, other.article.date
    if None in dates:
        return False
    first, second = (date.fromisoformat(str(day)) for day in dates)
    return abs((first - second).days) >= _DAYS_APART


def _same_kind(one: str, other: str) -> bool:
    """Whether both are figures, or both names: what can stand against each other as answers to one question."""
    ours, theirs = facts(one), facts(other)
    return bool(ours.numbers) == bool(theirs.numbers) and bool(ours.names) == bool(theirs.names)
