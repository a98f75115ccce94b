"""Countries under other names: an article that says "US" is about what a question calls "American"."""

from __future__ import annotations

import re

# Each line is one country by its usual names; only countries whose names do not all begin with the same five letters,
# by which other names are found. A name with "-" behind it may go on, as "Americans" does.
_COUNTRIES = (
    ("America-", "US", "U.S.", "USA", "United States", "Washington"),
    ("Britain", "British", "Briton-", "UK", "U.K.", "United Kingdom"),
    ("Europe-", "EU", "Brussels"),
    ("China", "Chinese", "Beijing"),
    ("Russia-", "Moscow", "Kremlin"),
    ("Emirat-", "UAE"),
    ("Burma", "Burmese", "Myanmar"),
    ("Cyprus", "Cypriot-"),
    ("Denmark", "Danish", "Dane", "Danes"),
    ("England", "English"),
    ("Filipin-", "Philippine-"),
    ("Finland", "Finnish", "Finn", "Finns"),
    ("France", "French-"),
    ("Greece", "Greek-"),
    ("Ireland", "Irish-"),
    ("Italy", "Italian-"),
    ("Malta", "Maltese"),
    ("Netherlands", "Dutch-", "Holland"),
    ("Norway", "Norwegian-"),
    ("Poland", "Polish", "Poles"),
    ("Scotland", "Scottish", "Scots"),
    ("Spain", "Spanish", "Spaniard-"),
    ("Swiss", "Switzerland"),
    ("Thailand", "Thai", "Thais"),
    ("Turkey", "Turkish", "Turk", "Turks", "Türkiye"),
    ("Wales", "Welsh-"),
)


def _pattern(name: str) -> str:
    begun = name.removesuffix("-")
    return re.escape(begun) + ("" if begun != name else r"(?!\w)")


_PATTERNS = tuple(re.compile(rf"(?<!\w)(?:{'|'.join(map(_pattern, names))})") for names in _COUNTRIES)


def country(name: str) -> re.Pattern[str] | None:
    """What finds the country of which `name` is one name under any of them; None where it is no such name."""
    return next((pattern for pattern in _PATTERNS if pattern.fullmatch(name) or _goes_on(pattern, name)), None)


def _goes_on(pattern: re.Pattern[str], name: str) -> bool:
    """Whether a name begins as one that may go on."""
    found = pattern.match(name)
    return found is not None and name[found.end() :].isalpha()
