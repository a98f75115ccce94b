"""Whether a question sets sides against each other, by the words it asks with."""

from __future__ import annotations

import re

from qa.question.plain import AUX, WH

COMPARISON = re.compile(
    r"\b(?:compar(?:e[sd]?|ison)|versus|vs|differences?|differ(?:s|ed)?)\b"
    r"|\b(?:how|what|where) (?:is|are|was|were) .+ different\b"
    r"|^(?:what|where|which)\b.+\b(?:each (?:side|of the|of them|say|think|want|offer|demand|propose)|"
    r"both sides|either side)\b"
    r"|^(?:which|what|who)\b.*\b(?:more|less|better|worse|[a-z]{3,}er)\b[^,]*[,:] [^,?]+ or [^,?]+\??$"
    r"|^both sides'? "
)
_WH_COMPARED = re.compile(rf"\b{WH}\b.*\bcompared\b|\bcompared\b.*\b{WH}\b")
_AGAINST_EACH_OTHER = re.compile(r"^[^,:]+ (?:v|against) ")
_LAW_CASE = re.compile(r"\b(?:case|ruling|verdict|court)\b")


def compares(asked: str) -> bool:
    """Whether sides are set against each other. "Who won Larks vs Terns?" and a case in court are not."""
    if re.match(
        r"^(?:who|what (?:is|was) the (?:final )?(?:score|result)|how (?:many|much|old|long|far|often))\b", asked
    ):
        return bool(re.search(r"\b(?:compar(?:e|ed|es|ison)|more|less)\b.*[,:] .+ or |\bcompared (?:to|with)\b", asked))
    if re.match(r"^(?:which|what (?!is|are|was|were|do|does|did|would|will))", asked) and "vs" not in asked.split():
        return bool(COMPARISON.search(asked)) and not re.search(r"\bcompared\b", asked)
    in_a_statement = _WH_COMPARED.search(asked) and not re.match(rf"^(?:{WH}|{AUX})\b", asked)
    if COMPARISON.search(asked) and not in_a_statement:
        return True
    return (
        bool(_AGAINST_EACH_OTHER.search(asked))
        and not re.match(rf"^(?:{WH}|{AUX})\b", asked)
        and (" v " in asked and not _LAW_CASE.search(asked))
    )
