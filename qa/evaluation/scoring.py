"""Scoring one answer: against the gold answers, against the articles, and against its own quotes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePosixPath

from index.errors import FootnoteError
from index.facts import facts
from index.types import Article, Hit
from qa.evaluation.questions import Question
from qa.evaluation.row import Row, ScoredCitation, ScoredSentence
from qa.evaluation.squad import bare, exact_match, f1, holds
from qa.types import Answer, Citation, Sentence

# From an article's id to its text; raises FootnoteError where there is none.
ArticleText = Callable[[str], str]

# How much of a gold answer's words is enough when it is not there word for word.
ENOUGH_F1 = 0.6
# "answer@4" looks into so many passages.
PASSAGES = 4


def score(question: Question, answer: Answer, article_text: ArticleText) -> Row:
    """The answer scored. `article_text` is asked whether the quotes stand in the articles as the library holds them."""
    words = bare(answer.text)
    answered = question.kind == "answerable" and not answer.abstained
    return Row(
        question=question,
        model=answer.model,
        answer=answer.text,
        abstained=answer.abstained,
        confidence=answer.confidence,
        correct=answered and is_correct(question, words),
        exact=exact_match(words, question.golds) if answered else 0.0,
        f1=f1(words, question.golds) if answered else 0.0,
        ranking=ranking(question, answer.retrieved),
        read_holds_answer=any(_holds_gold(question, hit.passage.text) for hit in answer.retrieved[:PASSAGES]),
        citations=tuple(_citation(question, answer, one, article_text) for one in answer.citations),
        sentences=tuple(ScoredSentence(one, _facts_found(one, answer.citations)) for one in answer.sentences),
        timings=answer.timings,
    )


def is_correct(question: Question, words: str) -> bool:
    """Whether the words of an answer hold a gold answer, every one of them if all are asked for, or come close."""
    enough = all if question.needs_all else any
    return enough(holds(words, gold) for gold in question.answers) or f1(words, question.golds) >= ENOUGH_F1


def ranking(question: Question, hits: Sequence[Hit]) -> tuple[str, ...]:
    """The distinct articles, best first: by the id that the question knows them by if they support it, else by path."""
    supporting = (sorted(names(hit.article) & set(question.supporting)) or [hit.article.path] for hit in hits)
    return tuple(dict.fromkeys(found[0] for found in supporting))


def names(article: Article) -> set[str]:
    """All that `supporting_articles` may call an article: its id or its path; the id that its line of a JSON Lines file
    gives, or the name of its file, with or without the suffix.
    """
    path = PurePosixPath(article.path)
    _, hash_sign, line_id = article.path.rpartition("#")
    return {article.id, article.path, path.name, line_id if hash_sign else path.stem}


def _citation(question: Question, answer: Answer, citation: Citation, article_text: ArticleText) -> ScoredCitation:
    supporting = not names(citation.article).isdisjoint(question.supporting)
    used = any(citation.number in sentence.citations for sentence in answer.sentences)
    return ScoredCitation(
        article_id=citation.article.id,
        quote=citation.quote,
        valid=used and _stands(citation, article_text),
        on_target=supporting and _holds_gold(question, citation.quote),
    )


def _stands(citation: Citation, article_text: ArticleText) -> bool:
    try:
        text = article_text(citation.article.id)
    except FootnoteError:
        return False
    return bool(citation.quote.strip()) and text[citation.start : citation.end] == citation.quote


def _holds_gold(question: Question, text: str) -> bool:
    return any(holds(text, gold) for gold in question.answers)


def _facts_found(sentence: Sentence, citations: Sequence[Citation]) -> bool:
    """Whether the sentence cites something, and all its names and numbers stand there. A check of the finished answer,
    by the facts alone: how the citations were chosen does not matter.
    """
    quotes = [citation.quote for citation in citations if citation.number in sentence.citations]
    claim, given = facts(sentence.text), facts("\n\n".join(quotes))
    return bool(quotes) and claim.names <= given.stems and claim.numbers <= given.numbers
