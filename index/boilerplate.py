"""Boilerplate rules: what menus, notices, forms and picture captions look like, one rule each, with its reason.

A rule looks at one line as a whole and is bounded in length. What no rule fits is the article.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of at most `longest` characters that `pattern` matches as a whole is not the article, for `reason`."""

    name: str
    pattern: re.Pattern[str]
    longest: int
    reason: str

    def fits(self, line: str) -> bool:
        return len(line) <= self.longest and self.pattern.fullmatch(line) is not None


def _rule(name: str, longest: int, reason: str, pattern: str, *, case: bool = False) -> Rule:
    return Rule(name, re.compile(pattern.replace("\n", ""), re.NOFLAG if case else re.IGNORECASE), longest, reason)


# A line end in a pattern below means nothing; it is there to fold it.
_AGENCY = (
    "(?:AFP|AP|AP Photo|Associated Press|The Associated Press|Reuters|REUTERS|EPA|EFE|Xinhua|Bloomberg|Anadolu|PA"
    "|Getty|Getty Images|(?:AFP|AP|Bloomberg|WireImage|FilmMagic) via Getty Images|Shutterstock|iStock|Alamy|Imago"
    "|USA TODAY Sports|Imagn Images)"
)
_NETWORK = (
    "(?:Telegram|WhatsApp|Twitter|X|Facebook|Instagram|Threads|LinkedIn|YouTube|TikTok|Google News|Apple News"
    "|Flipboard|Bluesky|Mastodon|Pinterest|Reddit|Snapchat|Viber|Signal)"
)
_NAMES = "(?:[^\\W\\d_a-z][\\w.'’-]*+|and|in|at|of|the|de|van|von|[&,;/ ])+"  # capitalised words: never a sentence

RULES = (
    _rule("separator", 80, "a drawn line or a lone ornament", r"[-–—−_=*~#.…·•♦◆■●∗| ]+"),
    _rule("reading time", 30, "says how long it is", r"(?:reading time:? *)?\d{1,3}[- ]*min(?:ute)?s?[- ]+read"),
    _rule(
        "advertisement",
        60,
        "marks the place of an advertisement",
        r"""\W*(?:advertis(?:ement|ements|ing)|sponsored(?: content)?|(?:story|article) continues (?:below|after)
(?: (?:this )?(?:ad|advertisement|video|gallery))?|scroll (?:down )?to continue(?: reading)?)\W*""",
    ),
    _rule(
        "comment form",
        110,
        "belongs to the page's comment form",
        r"""(?:please enter your (?:comment|name|email|e-mail)\b.{0,40}|(?:leave|post) a (?:reply|comment)|cancel reply
|be the first to comment|your email address will not be published|required fields are marked.{0,5}
|you must be logged in to.{0,40}|(?:log|sign) in to (?:comment|reply)|(?:add|view|show|hide) (?:all )?comments?
|(?:\d{1,5} )?comments?(?: \(\d{1,5}\))?|join the (?:conversation|discussion)
|save my name, email,? and website in this browser.{0,50})[.!]?""",
    ),
    _rule(
        "newsletter",
        280,
        "asks for a subscription",
        r"""\W*(?:[^.]{0,60}[:?!—] )?(?:(?:please|click here to|want to) )?
(?:sign[- ]?up|subscribe|register) (?:to|for|here|now|and)\b
.{0,140}\b(?:newsletters?|inbox|mailing list|e-?mail alerts?|breaking news alerts?|text with)\b.{0,140}
|get .{2,60} newsletter\W+sign up\b.*|would you like to receive .{2,60} newsletters? ?\?
|the .{2,40} newsletter provides you with .*|cancel any ?time[.!]?""",
    ),
    _rule(
        "subscribe button",
        40,
        "a button",
        r"(?:subscribe|sign up|log in|sign in)(?: (?:now|today|here|free|for free|to read|to continue))*[.!]?",
    ),
    _rule(
        "paywall",
        200,
        "counts what may be read, or asks to be paid",
        r"""you(?: have|['’]ve) (?:\w+ ){0,3}\d{1,3} (?:free |more )?(?:articles?|stories)\b.{0,60}
|(?:this|the full) (?:article|story|content) is (?:only )?(?:for|available to|reserved for|exclusive to)
 (?:our |paying )?(?:subscribers|members)(?: only)?(?:[.!].{0,140})?
|already (?:a|have an?) (?:subscriber|member|subscription|account)\?.{0,40}
|(?:subscribe|register|sign in|log in) to (?:read|continue|keep reading|unlock)\b.{0,80}""",
    ),
    _rule(
        "follow",
        200,
        "points to a channel, an account or an app",
        rf"""\W*(?:.{{1,60}} is now on {_NETWORK}\b.{{0,10}}\b(?:click|tap|join|follow)\b.*
|(?:(?:please|you can|click here to) )?(?:follow|join|find|like|connect with) (?:us|me|our channel)
 on {_NETWORK}\b.{{0,100}}
|follow .{{2,50}} on {_NETWORK}\b.{{0,40}}@\w.{{0,60}}
|.{{0,80}}\bjoin .{{2,40}} {_NETWORK} channel\b.{{0,60}}
|(?:click|tap) here to (?:join|follow|subscribe|read|sign|download|get)\b.*
|download (?:the|our) (?:\w{{1,20}} )?app(?: (?:now|today|here|for|from|on|to)\b.{{0,60}})?)""",
    ),
    _rule(
        "other articles",
        180,
        "leads to other articles",
        r"""more (?:must[- ]reads|stories|news|articles|coverage) from (?:the )?(?-i:[A-Z][\w.&’' -]{1,40})
|(?:read|see|find) more(?: here)?[.:]?
|(?:read (?:more|also|next)|also read|see also|related(?: (?:articles?|stor(?:y|ies)|coverage|topics?|video))?
|recommended|you (?:may|might) also like|more on this(?: story)?|further reading|trending
|most (?:read|viewed|popular))
(?: *:.{0,160}| +[|»>→].{0,160})?""",
    ),
    _rule(
        "contact",
        90,
        "an address to write to",
        r"""(?:contact|write to|email|e-mail|reach)(?: (?:us|the (?:author|writer|editors?)))?(?: (?:at|on|via))?
 *[\w.+-]+@[\w-]+\.[\w.-]+\W*""",
    ),
    _rule(
        "about the writer",
        360,
        "says how to reach the writer",
        r"""(?!["“']).*\b(?:(?:reach|contact|email|e-mail|follow)
 (?:him|her|them|me|us|the (?:author|writer|reporter|team))\b
|can be (?:reached|emailed|contacted) at\b|contact [^.@]{2,50} at\b).*@\w.*""",
    ),
    _rule(
        "share",
        80,
        "share buttons",
        r"""(?:share|tweet|e-?mail|print|copy link|link copied!?|pin it)(?:[ ,|/·•]+
(?:on|via|to|by|this|the|article|story|page|share|tweet|e-?mail|print|save|copy|link|facebook|twitter|x|whatsapp|telegram|linkedin|reddit|pinterest|pin|it|sms
|messenger))*[.!:]?""",
    ),
    _rule(
        "copyright",
        260,
        "says who owns the page",
        r"(?:copyright )?(?:©|\(c\) ).*|copyright (?:\d{4}\b|by\b).*|.*\ball rights reserved\b.{0,140}",
    ),
    _rule(
        "small print",
        240,
        "the cookie banner and its like",
        r"""we use cookies\b.*|this (?:web)?site uses cookies\b.*|(?:accept|reject|manage|allow) (?:all )?cookies
|we value your privacy\b.*|we and our (?:\d[\d,]* )?partners (?:store|process|use)\b.*
|(?:accept|reject|agree to|decline) all(?: cookies)?|(?:i )?(?:accept|agree)|manage (?:preferences|options|my choices)
|(?:please )?enable java ?script\b.{0,60}
|cookie (?:policy|settings|preferences|notice)|privacy policy|terms (?:of (?:use|service)|and conditions)""",
    ),
    _rule(
        "house notice",
        700,
        "the publisher about itself, its income or your data",
        r"""(?!["“']).{0,200}\bwe (?:may |might )?(?:earn|receive|get) (?:an? )?(?:small )?
(?:affiliate|referral|commission)\b.{0,160}
|\w+ may earn revenue from .{3,60} for .{0,20}referrals\b.*
|this (?:story|article|post|page) contains affiliate links\b.*
|we will use the (?:details|information) you have shared\b.*|if you wish to object to the use of your data\b.*
|thank you for supporting (?:our|local) journalism\b.*|\(?this (?:story|article) (?:was|has been) updated\b.{0,60}""",
    ),
    _rule(
        "navigation",
        100,
        "the way around the site",
        r"""skip to (?:main )?(?:content|navigation)|back to top|(?:next|previous) (?:article|story|post|page)
|(?:load|show|view) more|(?:show|hide) captions?|(?:open|close) (?:menu|search)|main menu
|home(?: *[>»›/|] *[^>»›/|]{1,30}){1,5}""",
    ),
    _rule(
        "credit",
        220,
        "says who helped to write it",
        rf"""[-–—−( ]*(?:(?i:with (?:assistance|reporting|help|files|contributions?) (?:from|by)) {_NAMES}
|(?:(?i:(?:(?:additional )?reporting|writing|editing|edited) by|compiled by) {_NAMES})+
|(?i:contribut(?:ing|ors?|ed)) ?:.*
|(?i:(?:from|staff) [^.]{{0,40}}wire reports)|(?i:special (?:to|for)) {_NAMES}
|(?i:the associated press contributed to this (?:report|story|article)))[.) ]*""",
        case=True,
    ),
    _rule(
        "agency",
        40,
        "an agency's name left alone",
        rf"\(?(?:{_AGENCY}|CNN|CNN Business|USA TODAY)\)?(?: *[-–—])?",
        case=True,
    ),
)

HEAD_RULES = (  # only above the first sentence of the article
    _rule("byline", 90, "who wrote it", r"By [A-Z][\w.'’-]+(?:,? (?:and )?[A-Z][\w.'’-]*){1,9}", case=True),
    _rule(
        "dates",
        90,
        "when and where it appeared; the readers keep that apart",
        r"""(?:(?:first |last )?(?:published|updated|posted|modified)|date|source)(?: on| at)? *: .{3,60}
|(?:first |last )?(?:published|updated|posted|modified)\b.{0,20}\d.{0,40}""",
    ),
)

BREADCRUMB = _rule("breadcrumb", 40, "the section of the site, above the headline", r"[•·›»▪◦] *\S+(?: \S+){0,3}")

CAPTION_RULES = (
    _rule(
        "labelled",
        400,
        "says so",
        r"\W*(?:(?:file )?photo(?:graph)?|image|picture|(?:photo|image) credit|caption|credit) ?: .*",
    ),
    _rule(
        "file picture",
        400,
        "only pictures come from the file",
        r".*(?:\[ ?file(?: photo)? ?\]|\(file (?:photo|picture|image)\)).*",
    ),
    _rule("agency at the end", 400, "the picture's agency", rf".{{3,}}(?: \| ?| via | ?/ ?){_AGENCY}\)?", case=True),
    _rule(
        "credit in brackets",
        400,
        "the picture's credit",
        rf""".*[(\[](?:(?i:(?:photo|photograph|image|picture|illustration)s?(?: by|:| credit| courtesy))
 ?[^()\[\]]{{2,80}}
|AP Photo\b[^()\[\]]{{0,80}}|{_AGENCY} ?/[^()\[\]]{{2,80}}|Getty Images|Shutterstock|iStock|Alamy)[)\]]""",
        case=True,
    ),
    _rule(
        "photographer/agency",
        60,
        "the picture's credit",
        rf"[^\W\d_a-z][\w.'’ -]{{2,40}}/(?:{_AGENCY}|CNN|USA TODAY)(?:[ /].{{0,20}})?",
        case=True,
    ),
)

_LONGEST = max(rule.longest for rule in (*RULES, *HEAD_RULES, *CAPTION_RULES))


# Above a list of other articles, each of which is a line with a number.
OTHERS_BELOW = re.compile(r"(?:most (?:read|viewed|popular)|trending)\W*", re.IGNORECASE)
OTHER = re.compile(r"\d{1,2}[.)]? +\S.{2,140}(?<![.!])")


def removed_by(line: str, *, head: bool = False) -> Rule | None:
    """The rule that takes a line out of an article; `head` for lines above the article's first sentence."""
    return _rule_for(line, head) if len(line) <= _LONGEST else None


@lru_cache(maxsize=4096)  # a text is looked at twice, and boilerplate comes back in every article
def _rule_for(line: str, head: bool) -> Rule | None:
    rules = (*CAPTION_RULES, *RULES, *HEAD_RULES) if head else (*CAPTION_RULES, *RULES)
    return next((rule for rule in rules if rule.fits(line)), None)
