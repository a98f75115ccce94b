"""Greetings, thanks and the like, each with a line in return: nothing is searched for them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.phrases import PHRASES
from qa.question.greetings import greeting_in_kind

_OURS = PHRASES["en"]
_ASK, _WHAT_I_AM = _OURS.ask, _OURS.what_i_am
_HELLO = f"{_OURS.hello} {_WHAT_I_AM} {_ASK}"
_ABOUT_ME = f"{_WHAT_I_AM} {_ASK}"
_HOW_I_AM = f"Fine, thank you. {_ASK}"
_WELCOME, _BYE = _OURS.welcome, _OURS.bye
_GLAD = "Glad that helped. Ask me more whenever you like."
_SORRY = "Sorry about that. It may help to ask in other words, or to name whom or what you mean."
_OK = "All right. What else would you like to know?"
_OK_FIRST = f"All right. {_ASK}"

# What people say, by what it is answered with; the first that is said decides.
_SAID: tuple[tuple[str, str], ...] = (
    (
        _ABOUT_ME,
        "who are you|what are you|who is this|who am i talking to|are you (?:an? )?(?:ai|bot|robot|human|person|"
        "real|chatgpt)|"
        "what can you do(?: for me)?|what do you do|what can i do(?: here)?|how can you help(?: me)?|"
        "can you help(?: me)?|"
        "help(?: me)?(?: please)?|how does this work|how do (?:i use (?:this|you)|you work)|what is this thing|"
        "what is your name|introduce yourself|how do i start|how to use this",
    ),
    (
        _HOW_I_AM,
        "how are you(?: doing)?(?: today)?|how is it going|how do you do|what is up|sup|wassup|you ok|how are things",
    ),
    (
        _WELCOME,
        "(?:many |big |ok )?thanks?(?: you| u)?(?: (?:so|very) much| a (?:lot|bunch|million)| again| for (?:that|"
        "this|the help|"
        "your help|everything|all|helping|your answer|the answer))?(?: everyone| mate| man| buddy)?|thanku|"
        "thankyou|thx|tnx|thnx|ty|tysm|"
        "cheers|much appreciated|i appreciate it|appreciate it|merci|danke",
    ),
    (
        _BYE,
        "(?:good ?)?bye(?: ?bye)?(?: now| then)?|see (?:you|ya)(?: later| soon| tomorrow)?|cya|cu|good ?night|"
        "farewell|"
        "take care|ciao|have a (?:nice|good|great) (?:day|evening|weekend|one)|that is all|that will be all|"
        "i am done|later",
    ),
    (
        _HELLO,
        "(?:hi|hello|hey|hallo|hiya|howdy|yo|greetings|hola|helo|hullo|heya|hai)(?: there| again| all| everyone|"
        " you| footnote)?|"
        "good (?:morning|afternoon|evening|day)|gm|morning|evening|nice to meet you|test(?:ing)?|anyone there|"
        "are you there|ping",
    ),
    (
        _GLAD,
        "(?:that is |this is |that was |you are |its |very |so |really |pretty |what a )*(?:great|good|nice|"
        "awesome|excellent|perfect|brilliant|amazing|"
        "wonderful|fantastic|helpful|useful|impressive|cool|sweet|neat|wow|lovely|super|correct|interesting)"
        "(?: answer| job| work| one| stuff| to know| bot| point)?|well done|love it|i love it|i like it|"
        "makes sense|good to know|that helps|"
        "that helped|ha(?:ha)*|he(?:he)+|lol|lmao|rofl|nice",
    ),
    (
        _SORRY,
        "(?:that is |this is |that was )?(?:wrong|bad|not (?:right|true|correct|helpful|what i meant)|nonsense|"
        "useless|terrible|stupid)"
        "(?: answer| bot)?|you are (?:wrong|useless|stupid)|sorry",
    ),
    (
        _OK,
        "ok(?:ay|ey|ie)?(?: then)?|k|kk|alright|all right|right|sure|fine|got it|i see|understood|noted|yes|yep|"
        "yeah|yup|no|nope|"
        "nah|no thanks?|never ?mind|nvm|hm+|um+|aha|ah|oh|ok cool|never mind that|no problem|np|fair enough|"
        "i understand|good",
    ),
)
_PHRASES = [(reply, re.compile(rf"(?:{said})(?=$|\s)")) for reply, said in _SAID]
_SHORT = re.compile(r"\b(what|who|how|that|it|this|there)'?s\b")
_SPELLED = (
    (re.compile(r"\bu\b"), "you"),
    (re.compile(r"\br\b"), "are"),
    (re.compile(r"\bim\b|\bi'm\b"), "i am"),
    (re.compile(r"\byou'?re\b|\bur\b"), "you are"),
    (re.compile(r"\bwassup\b|\bwazzup\b"), "sup"),
    (re.compile(r"\bthats\b"), "that is"),
    (re.compile(r"\bthat'?ll\b"), "that will"),
)
# Words that are often mistyped, and stand for nothing else.
_MISTYPED = ("thanks", "thank", "hello", "goodbye", "morning", "okay", "please", "great", "awesome")
# A line of pictures only: a thumb, a heart.
_PICTURE = re.compile("[\u2600-\u27bf\u2b50\U0001f300-\U0001faff]")
_FILLER = re.compile(
    r"^(?:and|but|so|well|oh|please|pls|very much|mate|man|bot|footnote|a lot|then|now|just|also)(?=$|\s)\s*"
)


def small_talk(question: str, follows: bool) -> str | None:
    """What to say to a line that asks nothing of the articles, None where it asks something.

    All of the line has to be small talk: "ok but why did it fail" is a question. `follows` says whether something was
    asked before: "yes" after an answer is then taken for an "ok", and otherwise for somebody at the beginning.
    """
    if (in_kind := greeting_in_kind(question)) is not None:
        return in_kind
    words = _words(question)
    if not words and _PICTURE.search(question):
        return _OK if follows else _OK_FIRST
    said = list(_phrases(words))
    if not said or None in said:
        return None
    reply = next(reply for reply, _ in _PHRASES if reply in said)
    if reply == _OK and not follows:
        return _OK_FIRST
    return reply


def _phrases(text: str) -> Iterator[str | None]:
    """What each phrase of the text is answered with; None where one is no small talk."""
    while text:
        # the longest: "good morning" is not "good"
        fits = [(found.end(), reply) for reply, pattern in _PHRASES if (found := pattern.match(text))]
        if fits:
            end, reply = max(fits, key=lambda fit: fit[0])
            yield reply
            text = text[end:].lstrip()
        elif filler := _FILLER.match(text):
            text = text[filler.end() :]
        else:
            yield None
            return


def _words(question: str) -> str:
    """Lower case, without signs and pictures, letters that are drawn out once, slips of the finger mended."""
    text = question.casefold().replace("’", "'")[:200]
    text = re.sub(r"(\w)\1{2,}", r"\1", text)
    text = re.sub(r"\b(hi|hey|bye|yo|so|ok|no|hello)\w\b", _once, text)
    text = _SHORT.sub(r"\1 is", re.sub(r"[^\w'\s]+|_", " ", text))
    for pattern, spelled in _SPELLED:
        text = pattern.sub(spelled, text)
    words = text.replace("'", "").split()
    return " ".join(_mended(word) for word in words) if len(words) < 12 else " ".join(words)


def _once(word: re.Match[str]) -> str:
    """ "hii" as "hi": a short word without its last letter where that only repeats the one before."""
    return word[1] if word[0][-1] == word[0][-2] else word[0]


def _mended(word: str) -> str:
    """The word that one with two letters changed places, or one left out or doubled, was meant to be."""
    if len(word) < 4 or word in _MISTYPED:
        return word
    swapped = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(1, len(word) - 1)}
    for meant in _MISTYPED:
        if word[0] == meant[0] and (meant in swapped or _lacks_one(word, meant) or _lacks_one(meant, word)):
            return meant
    return word


def _lacks_one(short: str, long: str) -> bool:
    return (
        len(long) == len(short) + 1
        and len(short) > 4
        and any(short == long[:at] + long[at + 1 :] for at in range(len(long)))
    )
