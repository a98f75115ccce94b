"""The JSON that scripts rely on, see README. Field names and meanings change only with a new major version."""

from __future__ import annotations

import json
from typing import Any

from index.types import Article, Hit
from qa.types import Answer, Citation


def json_text(value: object, indent: int | None = None) -> str:
    """A value as JSON for a terminal, a pipe or a file: letters of any script as they are, whatever is not printable as
    an escape, so that nothing in it can steer a terminal and nothing of it is lost.
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return "".join(one if one.isprintable() or one == "\n" else json.dumps(one)[1:-1] for one in text)


def answer_json(answer: Answer) -> dict[str, Any]:
    """The object that `footnote ask --json` prints."""
    return {
        "question": answer.question,
        "standalone_question": answer.standalone_question,
        "answer": answer.text,
        "abstained": answer.abstained,
        "confidence": round(answer.confidence, 4),
        "sentences": [
            {"text": sentence.text, "citations": list(sentence.citations), "supported": sentence.supported}
            for sentence in answer.sentences
        ],
        "citations": [_citation(citation) for citation in answer.citations],
        "retrieved": [_retrieved(hit) for hit in answer.retrieved],
        "model": answer.model,
        "timings_ms": {
            "load": round(answer.timings.load, 1),
            "retrieve": round(answer.timings.retrieve, 1),
            "first_token": round(answer.timings.first_token, 1),
            "total": round(answer.timings.total, 1),
        },
        "kind": str(answer.kind),
        "short_answer": answer.short_answer,
        "missing": list(answer.missing),
        "nearest": [_citation(citation) for citation in answer.nearest],
    }


def hit_json(hit: Hit) -> dict[str, Any]:
    """One record of the array that `footnote search --json` prints."""
    return {
        **_retrieved(hit),
        "text": hit.passage.text,
        "similarity": round(hit.similarity, 4),
        **_origin(hit.article),
        "also_in": [_copy(article) for article in hit.copies],
        "page": hit.article.page_at(hit.passage.start),
    }


def article_json(article: Article) -> dict[str, Any]:
    """The object that `footnote show --json` prints; offsets elsewhere count characters of its `text`."""
    return {
        "article_id": article.id,
        **_origin(article),
        "language": article.language,
        "captions": list(article.captions),
        "text": article.text,
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "number": citation.number,
        "article_id": citation.article.id,
        **_origin(citation.article),
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "also_in": [_copy(article) for article in citation.also_in],
        "page": citation.page,
    }


def _retrieved(hit: Hit) -> dict[str, Any]:
    return {
        "article_id": hit.article.id,
        "passage_id": hit.passage.id,
        "start": hit.passage.start,
        "end": hit.passage.end,
        "score": round(hit.score, 6),
    }


def _origin(article: Article) -> dict[str, Any]:
    return {
        "title": article.title,
        "source": article.source,
        "date": article.date,
        "url": article.url,
        "path": article.path,
    }


def _copy(article: Article) -> dict[str, Any]:
    return {"article_id": article.id, **_origin(article)}
