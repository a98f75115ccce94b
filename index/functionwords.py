"""Function words of languages other than English: they tell no passage from another, but which language a question is
in.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from index.words import STOP_WORDS, words

# Words that ask, then the others.
_WORDS: dict[str, tuple[str, str]] = {
    "de": (
        "wer wen wem wessen was wann wo wohin woher warum weshalb wieso wie welche welcher welches welchen welchem "
        "wieviel wozu womit wodurch woran wofür worin",
        "der die das den dem des ein eine einen einem einer eines und oder aber nicht kein keine keinen mit "
        "für auf aus "
        "bei nach von vom zu zum zur im in am an ans als bis durch gegen ohne um über unter vor zwischen seit "
        "während "
        "ist sind war waren wird werden wurde wurden worden hat haben hatte hatten kann können konnte konnten muss "
        "müssen soll sollen sich es er sie ihr ihre ihren ihrer ihrem sein seine seinen seiner seinem wir ich "
        "du mir mich "
        "uns dieser diese dieses diesen diesem dass daß wenn weil ob auch noch nur schon sehr so dort hier man "
        "es gibt "
        "gab viel viele vieler je etwa bitte denn doch ja nein",
    ),
    "fr": (
        "qui que quoi quand où pourquoi comment combien quel quelle quels quelles lequel laquelle qu'est-ce",
        "le la les un une des du de d' l' et ou mais ne pas plus dans sur sous avec sans pour par en au aux à "
        "ce cet cette "
        "ces son sa ses leur leurs mon ma mes notre nos votre vos il elle ils elles on nous vous je tu se s' y "
        "dont est "
        "sont était étaient a ont avait avaient fut furent été être avoir fait peut peuvent entre vers chez depuis "
        "pendant après avant comme si très aussi qu' c' n' j' est-ce ça cela oui non donc t m fois car selon lors",
    ),
    "es": (
        "qué que quién quien quiénes cómo cuándo cuando dónde donde cuánto cuánta cuántos cuántas cuál cuáles adónde",
        "el la los las un una unos unas de del al y e o u pero no en con sin por para sobre entre hasta desde "
        "hacia su sus "
        "mi mis tu tus lo le les se me te nos es son era eran fue fueron ser está están estaba ha han había "
        "hay tiene "
        "tenía puede este esta estos estas ese esa esos esas aquel aquella muy más también ya como si porque "
        "según sido "
        "durante tras sí ante vez veces",
    ),
    "pt": (
        "quem que qual quais quando onde como quanto quanta quantos quantas porquê porque aonde",
        "o a os as um uma uns umas de do da dos das no na nos nas em ao à aos às e ou mas não com sem por pelo "
        "pela pelos "
        "pelas para sobre entre até desde seu sua seus suas meu minha é são era eram foi foram ser está estão "
        "estava há "
        "tem têm tinha pode este esta esse essa isso isto aquele aquela muito mais também já se lhe ele ela "
        "eles elas sim",
    ),
    "it": (
        "chi che cosa quando dove come perché quanto quanta quanti quante quale quali qual cos'è dov'è",
        "il lo la i gli le un uno una di del dello della dei degli delle a al allo alla ai agli alle da dal "
        "dalla dai in "
        "nel nello nella nei negli nelle con su sul sulla per tra fra e ed o ma non è sono era erano fu furono "
        "essere ha "
        "hanno aveva si suo sua suoi sue questo questa questi queste quello quella più anche già molto se ci "
        "ne sì stato "
        "stata",
    ),
    "nl": (
        "wie wat wanneer waar waarom hoe hoeveel welke welk wiens waarheen",
        "de het een en of maar niet geen met voor op uit bij naar van te in aan als tot door tegen zonder om "
        "over onder "
        "tussen is zijn was waren wordt worden werd werden heeft hebben had hadden kan kunnen moet zich hij "
        "zij ze haar "
        "hun wij ik je dit dat deze die er ook nog al zeer zo hier daar men ja nee",
    ),
    "sv": (
        "vem vad när var varför hur vilken vilket vilka hurdan",
        "en ett den det de och eller men inte ingen med för på av till från i om som är var blev har hade kan "
        "ska sig han "
        "hon sin sitt sina deras detta denna dessa också mycket ja nej efter under mellan",
    ),
    "da": (
        "hvem hvad hvornår hvor hvorfor hvordan hvilken hvilket hvilke",
        "en et den det de og eller men ikke ingen med for på af til fra i om som er var blev har havde kan "
        "skal sig han "
        "hun sin sit sine deres dette denne disse også meget ja nej efter under mellem at",
    ),
    "no": (
        "hvem hva når hvor hvorfor hvordan hvilken hvilket hvilke",
        "en ei et den det de og eller men ikke ingen med for på av til fra i om som er var ble har hadde kan "
        "skal seg han "
        "hun sin sitt sine deres dette denne disse også meget ja nei etter under mellom å",
    ),
    "pl": (
        "kto kogo co kiedy gdzie dlaczego jak ile który która które czym",
        "i oraz lub ale nie w we na z ze do od po za dla przez przy pod nad jest są był była było były być ma "
        "się to ten ta "
        "te tego tej jego jej ich jako że czy też już bardzo tak",
    ),
    "tr": (
        "kim kimin ne nedir zaman nerede neden niçin nasıl kaç hangi kimdir",
        "bir ve veya ama ile için bu şu o da de mi mı mu mü değil çok daha olarak olan gibi kadar sonra önce "
        "var yok evet",
    ),
    "ru": (
        "кто кого кому кем что чего чем когда где куда откуда почему зачем как какой какая какое какие каком "
        "какую сколько "
        "каков какова каково каковы чей который которая которое которые",
        "и а но или не ни в во на с со к ко от до по за из у о об обо для при про под над через между без был "
        "была было "
        "были быть есть он она оно они его её ее их им ей это этот эта эти этого той тот та те того себя свой "
        "своя свою "
        "же ли бы так там тут то все всё ещё еще уже только очень да нет мы вы я ты",
    ),
    "uk": (
        "хто кого що чого коли де куди звідки чому навіщо як який яка яке які скільки",
        "і й та а але або не ні в у на з із зі до від по за о об для при про під над через між без був була "
        "було були бути "
        "є він вона воно вони його її їх це цей ця ці той себе свій же чи б так там то все ще вже лише дуже ми "
        "ви я ти",
    ),
    "ar": (
        "من ما ماذا متى أين لماذا كيف كم أي هل",
        "في من على إلى عن مع أو و ثم لا لم لن ليس هو هي هم هذا هذه ذلك تلك التي الذي الذين كان كانت يكون أن إن "
        "ان قد كل بعد "
        "قبل بين عند حتى منذ خلال",
    ),
    "hi": (
        "कौन किसने किसे किसका क्या कब कहाँ कहां क्यों कैसे कितना कितने कितनी किस कौनसा",
        "का के की को में से पर और या लेकिन नहीं ने है हैं था थी थे हो होता होती यह वह ये वे इस उस इसके उसके भी "
        "ही तक लिए साथ एक "
        "गया गई गए कर किया जो कि",
    ),
}
_ASKING = {language: frozenset(asking.split()) for language, (asking, _) in _WORDS.items()}
FUNCTION_WORDS = {
    language: frozenset(asking.split()) | frozenset(others.split()) for language, (asking, others) in _WORDS.items()
}
# By the beginning of Unicode's names of their letters; the first is the likeliest.
_SCRIPTS = {
    "HIRAGANA": ("ja",),
    "KATAKANA": ("ja",),
    "HANGUL": ("ko",),
    "CJK": ("zh",),
    "CYRILLIC": ("ru", "uk"),
    "ARABIC": ("ar",),
    "DEVANAGARI": ("hi",),
    "GREEK": ("el",),
    "HEBREW": ("he",),
    "THAI": ("th",),
    "BENGALI": ("bn",),
    "TAMIL": ("ta",),
    "TELUGU": ("te",),
    "GEORGIAN": ("ka",),
    "ARMENIAN": ("hy",),
}
_LATIN = tuple(language for language in _WORDS if language not in ("ru", "uk", "ar", "hi"))
# An elided article or pronoun, which French and Italian write with the next word: "l'écluse".
_ELIDED = re.compile(r"\b(?:[cdjlmnst]|qu|dell|nell|sull|all|dall|un|cos|dov)['’](?=\w)", re.IGNORECASE)


def spoken_language(text: str) -> str:
    """The language of a question or another short text by its letters and function words: English where neither tells
    of another.
    """
    scripts = Counter(script for one in text if one.isalpha() and (script := unicodedata.name(one, "").split(" ")[0]))
    if not scripts:
        return "en"
    if scripts["HIRAGANA"] + scripts["KATAKANA"] and 2 * scripts["LATIN"] < scripts.total():
        return "ja"  # with Chinese characters, most often
    script = max(scripts, key=lambda one: scripts[one])
    if script != "LATIN":
        return _most_spoken(text, _SCRIPTS[script]) if script in _SCRIPTS else "und"
    return _most_spoken(text, ("en", *_LATIN))


def unelided(text: str) -> str:
    """The text without elided articles: "l'écluse" as "écluse"."""
    return _ELIDED.sub("", text)


def _most_spoken(text: str, languages: tuple[str, ...]) -> str:
    """Of those languages the one with most function words in the text; the first where it has next to none."""
    said = [word for whole in words(text) for word in (whole, *whole.split("'")[:-1])]
    counts = {one: sum(word in _known(one) for word in said) for one in languages}
    best = max(languages, key=lambda one: (counts[one], bool(said) and said[0] in _ASKING.get(one, ())))
    if best == languages[0] or counts[best] <= counts[languages[0]]:
        return languages[0]
    # one word proves little, unless the text begins by asking with it: "die" is English too
    return best if counts[best] > 1 or said[0] in _ASKING[best] else languages[0]


def _known(language: str) -> frozenset[str]:
    return STOP_WORDS if language == "en" else FUNCTION_WORDS.get(language, frozenset())
