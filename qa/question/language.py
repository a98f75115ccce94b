"""Whether a question is in English, the one language that the embedded models read well."""

from __future__ import annotations

import unicodedata

from index.words import STOP_WORDS, words

# Function words that English does not share, of the languages most often written in the Latin script.
_OTHERS = frozenset(
    """
    der das und ist wer wie wird wurde von den dem ein eine einen nicht mit für auf wann warum wo welche hat sind
    la les de des est qui que quoi dans une pour sur avec quand où pourquoi combien quel quelle ont sont du au ce cette
    el los una quién quien cómo cuándo cuando por para con del cuál cuánto dónde fue han son es
    il di che chi per della degli gli quando perché dove quanto quale sono è
    os uma quem não como quanto foi são do da dos
    het een wat wie waarom hoeveel zijn werd niet voor
    kto co jak kiedy dlaczego jest są och vem när varför är för og hvem hvad når
    """.split()
)
_FEWEST = 4
NOTE = "The question seems to be in another language, and the embedded models read English only: ask in English."


def is_english(question: str) -> bool:
    """False where most letters are of another script, or its function words are more often those of other languages."""
    letters = [character for character in question if character.isalpha()]
    latin = sum(unicodedata.name(character, "").startswith("LATIN") for character in letters)
    if 2 * latin < len(letters):
        return False
    spoken = words(question)
    theirs = sum(word in _OTHERS for word in spoken)
    return len(spoken) < _FEWEST or theirs <= sum(word in STOP_WORDS for word in spoken)
