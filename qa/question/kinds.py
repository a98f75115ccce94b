"""Which kind of answer a question wants, by the words it asks with.

Rules, from the plainest sign to the least plain. Most questions want a few words, so what no rule knows is a fact.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from qa.question.comparisons import COMPARISON, compares
from qa.question.kind import Kind
from qa.question.plain import AUX, WH, mended, plain

_PREPOSITION = "(?:in|on|at|by|for|from|of|to|with|about|against|under|during|since|until|before|after|over|as|through)"
# Words that a rule turns on and that are often mistyped.
_CUES = (
    "summary summarize summarise overview timeline happened happening happens explain compare compared compares "
    "difference different differs versus reaction reactions criticised criticized criticise criticize "
    "described describe mentioned chronology definition meaning between"
).split()

TIMELINE = re.compile(
    r"\b(?:time ?line|chronolog\w+|in (?:chronological |the right )?order(?! to\b)|order of events|"
    r"sequence of events|"
    r"step by step|first to last|from (?:the )?(?:start|beginning|planning|approval) to|walk me through|"
    r"over time|unfold(?:ed)?|"
    r"what happened first|key (?:dates|moments|milestones|events)|day by day)\b|^(?:the )?history of\b"
    r"|\bhow (?:did|has|have) .+ (?:develop|evolve|progress|come about|shift|fluctuate)(?:ed|d)?\b"
    r"|\bhow (?:did|has|have) .+ (?:move|moved|change|changed|go|gone|rise|fall)\b.*"
    r"(?:\b(?:during|between|since|so far)\b|\bfrom .+ (?:to|until)\b)"
    r"|\bhow did .+\bturn into\b"
    r"|^(?:what|where) .*\bwhat happened between .+ and\b|\bwhat happened (?:between|from) .+ (?:and|to)\b"
    rf"|^(?!.*\b{WH}\b).*'s? (?:path|road|way|journey|rise|story) (?:from|to|up to|until)\b|\bsteps that led\b"
    rf"|^(?!{AUX}\b|.*\b{WH}\b).*\bfrom .+ to \w|^(?!.*\b{WH}\b).* so far\??$"
)
_SAYING = (
    "(?:say|says|said|saying|think|thinks|thought|argue|argued|argues|believe|believes|feel|feels|claim|claims|"
    "claimed|"
    "complain|complained|complaining|accuse|accused|accuses|expect|expects|predict|recommend|hate|like|make|"
    "reply|answer|"
    "respond|object|want)"
)
_OPINION = re.compile(
    r"^what (?:do|does|did|has|have|is|are|was|were) .*\b(?:say|says|said|saying|think|thought|argue|feel|"
    r"reply|respond)"
    r"(?: back| in (?:response|reply))?(?:\?|,|$| (?:about|on|of|to|back|when|after|over|against|for|"
    r"regarding|caused|and)\b)"
    r"|^what (?:do|does|did|is|was|were) .*\b(?:accus\w+ .+ of|complain\w* (?:about|of)|object\w* to|"
    r"make of|hate about|tell .+ about)\b"
    r"|^what (?:do|does) (?:\w+s|.+ in .+|(?:most )?people|[a-z]+) expect\b"
    r"|^who (?:is |are |was |were |has |have |all )?(?:criti[cz]\w+|opposed to|opposes?|objects?|objected|against|"
    r"for and|complain\w*|condemn\w*|unhappy|angry)\b"
    r"|^who (?:is |are |was |were )?(?:accus\w+|blam\w+|support\w*|prais\w+|defend\w+|back\w*|slam\w+|attack\w+)\b.*"
    r"\b(?:and|,) (?:why|what|how|on (?:what|which))\b"
    r"|^who gets the blame\b|^who (?:is|was) for\b"
    r"|^how (?:do|does|did|has|have|is|are|was|were) .*\b(?:react|reacted|respond|responded|answer|justify|justified|"
    r"defend|defended|defending|view|viewed|feel|take it|respond)\b(?!ed by)"
    r"|^(?!which|who|what (?!is|are|was|were)).*\b(?:reactions? (?:to|of|from)|response of|"
    r"opinions? (?:on|of|about)|views? (?:on|of)|criticisms? of)\b"
    r"|^(?!how many|how much).*'s? (?:side|view|views|position|stance|take|reaction|response|opinion)\b"
    r"|^(?:do|does|did) .*\b(?:think|believe|agree(?! to\b))\b|\bwhere (?:do|does|did) .+ (?:think|stand on)\b"
    r"|^what (?:is|are|was|were) (?:\w+ )+(?:complaining|saying)\b|^.*\bwhat do .+ say and\b"
)
_WHY = re.compile(
    r"^(?:and |but )?(?:why|how come|what for)\b|^for (?:what|which) reasons?\b"
    r"|^what (?:caused|causes|led to|prompted|triggered|explains|motivated|drove)\b"
    r"|^what (?:is|was|are|were) (?:the )?(?:main |real |official )?(?:reasons?|cause|causes|motive|"
    r"rationale)\b(?! of death)"
    r"|^what (?:is|was|lies|lay) behind\b|^what made\b.+|^(?:reasons?|causes?) (?:for|of|why)\b|^explain why\b"
)
OVERVIEW = re.compile(
    r"^(?!which|who\b).*\b(?:summar\w+|sum up|overview|recap|run ?down|tl;?dr|catch me up|"
    r"get me up to speed|bring me up to speed|fill me in|"
    r"up to speed|in a nutshell|main (?:findings|points|takeaways)|key (?:findings|points|takeaways)|need to know|"
    r"state of the)\b"
    r"|^(?:tell me (?:more |all |something )?about|tell us about|describe|give me the (?:gist|story)|"
    r"story of|explain|brief me)\b"
    r"|\bwhat (?:is|was|are|were) (?:been )?(?:going on|happening|up with|known|new (?:with|on|in|about|at))\b|"
    r"\bwhat has been (?:going on|happening)\b"
    r"|^what (?:(?:all|has|have) )?(?:happened|happens|changed|changes (?:for|in|with)|went wrong|went on|"
    r"goes on)\b|,? what happened\b"
    r"|\bwhat (?:is|was) (?:the )?(?:deal|story|matter|latest|news|situation|fuss|state|status) (?:with|"
    r"on|about|of|in|behind|here)\b|^what about \w|\bwhat is the (?:deal|story)\??$"
    r"|\bwhat (?:is|was|are|were) .+ (?:all )?about(?:\?|,| and\b|$)|^what do (?:we|you) know\b|^about \w+"
    r"|^what (?:has|have) .+ (?:done|been doing|been up to)\b|^what (?:did|does|will|would) .+ do (?:to|"
    r"for) (?!a living|cause|get|help|make|be|win|earn|become|keep|stop)\w"
    r"|^what (?:would|will|does|did) .+ (?:mean for|change)\b|^how (?:is|are) .+ doing\b"
    r"|^what (?:is|was|are|were) (?:.+ )?like\b|^what (?:the|a) .+ (?:is|was) (?:all )?about\b"
)
_DEFINES = re.compile(
    r"\b(?:definition of|meaning of|meant by)\b|^define\b|^explain (?:an? |what (?:is|are) )"
    r"|^what (?:do|does|did) .+ mean(?: by\b.*)?(?:\?|,| and\b|$)|^(?!how|why|when).+ meaning\??$"
    r"|^what (?:counts as|makes (?:an? )?\w+ an?)\b|^(?!what|who).+[:,-] (?:what|who) (?:is|are) (?:that|"
    r"it|he|she|they)\b(?! like)"
)
# "What is X?", "Who is X?": up to the end or to a second question.
_WHAT_IS = re.compile(
    r"^(?P<asks>what|who) (?:is|are|was|were) (?:exactly |actually )?(?P<article>an? |the |this |that |"
    r"these )?(?P<term>[^,?]+?)"
    rf"(?: exactly| again| anyway)?(?:\?|,|$| (?:and|&) (?:{WH}|{AUX}|should)\b)"
)
# A property, or one chosen out of several: a few words answer.
_PROPERTY = re.compile(
    r"\b(?:of|in|for|by|at|to|from|with|between|after|before|than|whose)\b|'s?\b|\b(?:his|her|their|its|my|"
    r"your)\b"
    r"|\b(?:current|latest|new|newest|next|last|only|first|second|third|same|former|other|[a-z]+est|most|"
    r"least|best|worst)\b"
    r"|\b(?:name|title|date|year|age|price|cost|fee|fine|rate|number|amount|total|share|score|result|outcome|toll|"
    r"size|"
    r"length|height|weight|speed|distance|population|capital|value|salary|budget|revenue|turnover|percentage|figure|"
    r"verdict|sentence|charge|motto|theme|colou?r|winner|president|minister|chief|head|boss|leader|mayor|governor|"
    r"king|"
    r"queen|pope|coach|captain|director|author|owner|chancellor|ceo|chair\w*)\??$"
)
# "Who is investigating", "who was elected", "what is planned": something done.
_DONE = re.compile(
    r"^(?:\w+ly )?\w+(?:ing|[a-z]ed|[a-z]wn|ught)\b(?! (?:dead)\b)|^(?:born|killed|hurt|shot|won|left|set|"
    r"due|out|up|in|on)\b"
)
_POINTS = re.compile(r"^(?:it|he|she|they|this|that|these|those|there|you|we|i)\b")
# "Who is He Lifeng?": a name, though it is written like a word that points at somebody.
_NAME = re.compile(r"^[Ww]ho (?:is|was) [A-Z]\w+(?: [A-Z]\w+)+")
_NAMED = re.compile(
    r"\b(?:called|titled|nicknamed|known as)\b|\b(?:doing|saying|worth|like|made|planned|named)$|"
    rf" [a-z]{{3,}}ing(?:$| {_PREPOSITION}\b| [a-z]+ {_PREPOSITION}\b)| (?:on|into|about|for|with|to|from)$"
)
_LISTS = re.compile(
    r"^(?:list|name|enumerate)\b|\bexamples of\b|\bpros and cons\b|^what (?:else|all|other)\b|^(?:which|"
    r"what) of (?!these|the following|those)"
    r"|\bwho \w+ what\b|^what (?:did|do|does|has|have) (?:\w+ )+changed?\b"
    r"|^who (?:were|are|else|all)\b(?! (?:they|you)\b)|\b(?:advantages|disadvantages|benefits|risks|drawbacks) of\b"
    r"|^what (?:did|do|does|have|has) .+ (?:find|found|discover(?:ed)?|learn(?:ed|t)?|achieved?|reveal(?:ed)?|"
    r"accomplish(?:ed)?)(?: out)?(?: (?:so far|about .+))?\??$"
    r"|^(?:all|arguments|reasons|ways|steps|types|kinds) (?:the|for|against|to|of)\b"
    r"|^(?!what (?:is|are)|how|why|is|does).*\b(?:symptoms|side effects|ingredients|features|risks)\b(?: in \w+)?\??$"
    r"|^what (?:is|was|were) (?:also )?(?:on (?:the|their|his|her) \w+|in(?:side)? \w|"
    r"banned|included|covered|allowed|forbidden|not allowed)"
)
_ASKED_THING = re.compile(rf"^(?:{_PREPOSITION} )?(?:what|which)\b(?P<rest>.*)")
# Ends in "s" and is one: "news", "crisis", "bus".
_ONE_IN_S = re.compile(
    r"(?:ss|us|is|os)$|^(?:sports|news|series|arms|species|means|gas|yes|was|has|does|this|its|hers|as)$"
)
_PEOPLE = frozenset("people children women men feet teeth media criteria data countries phenomena".split())
_VERBISH = re.compile(
    rf"^(?:{AUX}|{_PREPOSITION}|that|who|it|he|she|they|we|you|i|the|a|an|its|his|her|their|more|no|or)$"
)
_BEHIND_PLURAL = re.compile(
    rf"^(?:{AUX}|of|in|for|from|with|under|at|and|that|who|[a-z]+ed|came|got|get|made|went|took|won|lost|"
    rf"saw|became|began|fell|rose|"
    "stand|face|need|want|make|use|took|gave|left|met|now|still|also)$"
)
_COUNT = re.compile(
    rf"^(?!(?:{AUX}|what|why)\b).*\bhow (?:many|often)\b|^(?:{_PREPOSITION} )?(?:what|which) (?:total )?number of\b|"
    r"^(?:what (?:is|was) the )?(?:total )?number of\b"
)
_HOW = re.compile(
    rf"^(?:and |but )?how(?: (?:exactly|else|on earth|in the world))? (?:{AUX}|to|about|can|come|the|an?|"
    rf"it|they|he|she|his|her|their|its|this|that|these)\b|"
    r"^explain how\b"
)
_YES_NO = re.compile(rf"^(?:{AUX}|if|whether)\b")
_BEGINS = re.compile(rf"(?:{WH}|{AUX})\b", re.IGNORECASE)
_WH_ANYWHERE = re.compile(rf"\b{WH}\b")
# A clause after a comma, a colon or a dash that asks, with what is before it: "Its new code: what is banned?"
_CLAUSE = re.compile(rf"(?:[,:;–—]|\s-)\s+(?:and |but |so )?(?=(?:{_PREPOSITION} )?{WH}\b|{AUX} )")
_SENTENCE = re.compile(r"(?<=[?!])\s+(?=\w)|(?<=[^A-Z\s]{2}\.)(?<!No\.)\s+(?=[A-Z])|(?<=\.[”\"])\s+(?=[A-Z])")
# Where a second question begins, and those that are of one kind only together.
_JOINT = re.compile(rf",? (?:and|but|&) (?=(?:{_PREPOSITION} )?(?:what|when|where|why|how|who|which)\b)")
_OF_SEVERAL = re.compile(rf"^(?:{_PREPOSITION} )?who|^(?!{WH}\b|{AUX}\b)|\b(?:each|differ|from start|first to last)\b")
# Among keywords, what a few words answer: "ravens gm name", "price of the ball".
_ATTRIBUTE = re.compile(
    r"\b(?:name|title|date|year|age|price|cost|fee|fine|rate|number|amount|total|share|score|size|length|height|weight|"
    r"speed|distance|population|value|salary|budget|revenue|turnover|percentage|percent|winner|address|city|location|"
    r"time|day|record|seats|rank|job|quarter|margin)(?=$| (?:of|for|in|at|on|to|per|by|from|with|before|vs|\d))"
)
# Keywords are at most so many; more words without a word that asks are a statement to complete.
_KEYWORDS = 12
_STATEMENT = 5
# So many characters of a sentence say what it asks for.
_LOOKED_AT = 500
_OPEN_END = re.compile(r"\b(?:of|as|the|by|since|in|an?|to|was|is|are)$")
_EMPHASIS = re.compile(
    rf"\b({WH}) (?:exactly|actually|really|precisely|the hell|on earth|in the world)\b", re.IGNORECASE
)


def kind_of(question: str) -> Kind:
    """The kind of a question that stands alone; of its first part, where it asks several things.

    Never small talk or a question about the library: those are told by other modules.
    """
    whole = plain(question)
    asked = capital = _EMPHASIS.sub(r"\1", _asking_sentence(whole)[:_LOOKED_AT])
    asked = mended(asked.casefold().strip(" .!\"'"), _CUES)
    first = asked if _OF_SEVERAL.search(asked) else _JOINT.split(asked, maxsplit=1)[0]
    kind = _certain(first, capital)
    if kind is not None:
        return kind
    for clause in _CLAUSE.split(asked)[1:]:
        if (later := _certain(clause, clause)) is not None:
            return later
    words = len(whole.split())
    is_statement = (
        words > _STATEMENT and capital[:1].isupper() and (whole[-1] in "?.:" or bool(_OPEN_END.search(whole)))
    )
    if _WH_ANYWHERE.search(asked) or is_statement or words > _KEYWORDS or not words:
        return Kind.FACT
    return Kind.FACT if words > 1 and _ATTRIBUTE.search(asked) else Kind.OVERVIEW


def is_open(kind: Kind) -> bool:
    """Whether an answer of this kind takes sentences, where a fact takes a few words."""
    return kind not in (Kind.FACT, Kind.COUNT, Kind.YES_NO)


def _asking_sentence(question: str) -> str:
    """The first sentence that asks something: ends as a question does, or else begins as one."""
    sentences = _SENTENCE.split(question) or [question]
    asking = [one for one in sentences if one.rstrip("\"' ").endswith("?")]
    asking += [one for one in sentences if _BEGINS.match(one)]
    return asking[0] if asking else sentences[0]


def _certain(asked: str, capital: str) -> Kind | None:
    """The kind that a rule gives, the first rule that knows one."""
    if re.match(rf"^(?:{_PREPOSITION} )?(?:when|where|whose|whom)\b", asked):
        return Kind.COMPARISON if COMPARISON.search(asked) and "vs" in asked.split() else Kind.FACT
    if re.match(r"^(?:besides|apart from|aside from|other than)\b.*\b(?:what|which|who)\b", asked):
        return Kind.LIST
    rules: tuple[tuple[Kind, Callable[[], bool]], ...] = (
        (Kind.COMPARISON, lambda: compares(asked)),
        (Kind.TIMELINE, lambda: bool(TIMELINE.search(asked))),
        (Kind.COUNT, lambda: bool(_COUNT.search(asked))),
        (Kind.WHY, lambda: bool(_WHY.search(asked))),
        (Kind.OPINION, lambda: bool(_OPINION.search(asked))),
        (Kind.HOW, lambda: bool(_HOW.search(asked)) and not re.match(r"^how (?:is|are) .+ doing\b", asked)),
        (Kind.DEFINITION, lambda: bool(_DEFINES.search(asked))),
        (Kind.OVERVIEW, lambda: bool(OVERVIEW.search(asked))),
        (Kind.FACT, lambda: bool(re.match(r"^(?:\w+ )?how [a-z]+\b", asked))),
        (Kind.LIST, lambda: bool(_LISTS.search(asked)) or _asks_several(asked, capital)),
        (Kind.DEFINITION, lambda: _introduces(asked, capital)),
        (Kind.YES_NO, lambda: bool(_YES_NO.search(asked))),
    )
    known = next((kind for kind, holds in rules if holds()), None)
    if known is None and re.match(rf"^(?:{_PREPOSITION} )?{WH}\b", asked):
        return Kind.FACT
    return known


def _introduces(asked: str, capital: str) -> bool:
    """Whether a term or a person is to be introduced: "What is a sluice?", not "What is the price of eels?"."""
    found = _WHAT_IS.match(asked)
    if found is None:
        return False
    term = found["term"].strip()
    if (
        (len(term.split()) > 1 and not found["article"] and _DONE.search(term))
        or (_POINTS.match(term) and not _NAME.match(capital))
        or _NAMED.search(term)
        or len(term.split()) > 6
    ):
        return False
    if found["asks"] == "who" and (_DONE.search(term) or found["article"] or len(term.split()) > 4):
        return False
    return not _PROPERTY.search(term)


def _asks_several(asked: str, capital: str) -> bool:
    """Whether the noun behind "which" or "what" is a plural: "which companies", "what are the obstacles"."""
    found = _ASKED_THING.match(asked)
    if found is None:
        return False
    words = re.findall(r"[^\W_]+(?:['-][^\W_]+)*'?", found["rest"])
    plural_verb = False
    if words[:1] in (["are"], ["were"]) and words[1:2] in (["the"], ["some"], ["his"], ["her"], ["their"], ["its"]):
        words, plural_verb = words[2:], True
    names = set(re.findall(r"\b[A-Z][\w'-]*", capital)) if capital != capital.casefold() else set()
    named = {name.casefold() for name in names}
    for at, word in enumerate(words[:6]):
        if _VERBISH.match(word) or word.endswith(("'s", "s'")):
            return False
        if word in named:
            continue
        if word in _PEOPLE or (len(word) > 3 and word.endswith("s") and not _ONE_IN_S.search(word)):
            # "which food items were", not "which product remains scarce"
            behind = words[at + 1] if at + 1 < len(words) else ""
            sure = asked.startswith("which") and at == 0 and not re.match(r"^(?:the|a|an|its|his|her|their)$", behind)
            return plural_verb or sure or not behind or bool(_BEHIND_PLURAL.match(behind))
        if word.endswith("ed"):
            return False
    return False
