"""How well the articles were ranked, by the measures of ir-measures."""

from __future__ import annotations

from collections.abc import Sequence

from qa.evaluation.bootstrap import Figure, mean
from qa.evaluation.row import Row

_DEPTHS = (1, 5, 10)


def retrieval(rows: Sequence[Row]) -> dict[str, Figure]:
    """hit@k, MRR and answer@4 over the rows that have supporting articles."""
    rows = [row for row in rows if row.with_support]
    per_question = measure([(row.ranking, row.question.supporting) for row in rows])
    return {
        **{name: mean(values) for name, values in per_question.items()},
        "answer@4": mean(row.read_holds_answer for row in rows),
    }


def measure(rankings: Sequence[tuple[Sequence[str], Sequence[str]]]) -> dict[str, list[float]]:
    """For each (articles best first, articles that support) the values of "hit@1", "hit@5", "hit@10" and "mrr".

    Source: ir-measures, Success@k and RR.
    """
    import ir_measures

    measures = {f"hit@{k}": ir_measures.Success @ k for k in _DEPTHS} | {"mrr": ir_measures.RR}
    wanted = {str(number): dict.fromkeys(supporting, 1) for number, (_, supporting) in enumerate(rankings)}
    # a ranking is given as falling scores
    found = {
        str(number): {name: -float(place) for place, name in enumerate(ranking)}
        for number, (ranking, _) in enumerate(rankings)
        if ranking
    }
    values = {name: [0.0] * len(rankings) for name in measures}
    keys = {measure: name for name, measure in measures.items()}
    for metric in ir_measures.iter_calc(list(measures.values()), wanted, found) if found else ():
        values[keys[metric.measure]][int(metric.query_id)] = float(metric.value)
    return values
