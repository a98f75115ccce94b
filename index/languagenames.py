"""Languages by their English names, and a library's languages in one line."""

from __future__ import annotations

from collections.abc import Mapping

# Those that most is written in; others are named by their codes.
_NAMES = {
    "ar": "Arabic",
    "bn": "Bengali",
    "ca": "Catalan",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hu": "Hungarian",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sv": "Swedish",
    "th": "Thai",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "zh": "Chinese",
}
# Languages that are named one by one.
_NAMED = 6


def name_of(language: str | None) -> str:
    """The language's name, or what it is called where its texts do not tell."""
    return "not clear" if language is None else _NAMES.get(language, language)


def shares(counts: Mapping[str | None, int]) -> str:
    """The languages with their shares, most first: "English 80%, German 15%, not clear 5%"."""
    total = sum(counts.values())
    ordered = sorted(counts.items(), key=lambda one: -one[1])
    named = [f"{name_of(language)} {_percent(count, total)}" for language, count in ordered[:_NAMED]]
    rest = sum(count for _, count in ordered[_NAMED:])
    return ", ".join([*named, *([f"others {_percent(rest, total)}"] if rest else [])])


def not_english(counts: Mapping[str | None, int]) -> str:
    """How many articles are in other languages than English, and in which: "41 of 200 articles are not in English
    (German 30, French 11)"; nothing where all are.
    """
    others = {language: count for language, count in counts.items() if language not in (None, "en")}
    if not others:
        return ""
    ordered = sorted(others.items(), key=lambda one: -one[1])
    named = ", ".join(f"{name_of(language)} {count:,}" for language, count in ordered[:_NAMED])
    more = ", and others" if len(ordered) > _NAMED else ""
    count, total = sum(others.values()), sum(counts.values())
    return f"{count:,} of {total:,} articles {'is' if count == 1 else 'are'} not in English ({named}{more})"


def _percent(count: int, total: int) -> str:
    share = 100 * count / total
    return "under 1%" if share < 1 else "over 99%" if 99 < share < 100 else f"{share:.0f}%"
