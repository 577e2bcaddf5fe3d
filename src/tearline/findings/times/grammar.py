"""How English news writes time: one pattern a way, each with the name under which it is reckoned.

Promises: a match is an expression of time, as far as its words go: "may" and "march" are months only where
what stands around them says so, a number is a year only where a year can stand. Where two patterns match, the
longer one from the same place holds.

Does not promise what the expression means: that is ``reckoning``. Durations ("for 30 days") are no dates.
"""

# ruff: noqa: E501  (a pattern is read best on one line)
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september",
          "october", "november", "december")  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
NUMBERS = {
    **{word: value for value, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
         "fourteen", "fifteen"), 1
    )},
    "a": 1, "an": 1, "twenty": 20, "thirty": 30,
}  # fmt: skip

_SURE_MONTH = (
    r"(?:January|February|April|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
)
_FULL_MONTH = r"(?:January|February|April|June|July|August|September|October|November|December)"
_MONTH = rf"(?:{_SURE_MONTH}|March|May)"
_YEAR = r"(?:19|20)\d\d(?!\d|[.,]\d)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?!\d)"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_NAMED = rf"(?:{_WEEKDAY},?\s+(?:the\s+)?)?"
_COUNT = r"(?:\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|twenty|thirty)"
_UNIT = r"(?:day|week|fortnight|month|year)s?"
_SEASON = r"(?:spring|summer|autumn|fall|winter)"
_HOUR = r"(?:\s+(?:morning|afternoon|evening|night))?"
_PART = r"(?:early|mid|late|the\s+(?:beginning|start|middle|end)\s+of|(?:beginning|start|middle|end)\s+of)"
_THAT = r"(?:last|this|next|the\s+previous|the\s+following|the\s+same|that)"
_BEFORE = (
    r"(?<!\w)(?:in|since|until|till|by|from|to|of|on|before|after|during|through|throughout|around|between|and|or"
    r"|every|each|for|late|early|mid|last|next|this|as of)\s+"
)


@dataclass(frozen=True, slots=True)
class Matched:
    """An expression: where it stands, under which name it is reckoned, and its parts."""

    start: int
    end: int
    name: str
    parts: dict[str, str]


def _compiled(pattern: str, *, lower: bool = True) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){pattern}(?!\w)", re.IGNORECASE if lower else 0)


# Months keep their capital; all else may begin a sentence.
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, _compiled(pattern, lower=lower))
    for name, lower, pattern in (
        ("day", True, rf"(?P<y>{_YEAR})-(?P<m>\d\d)-(?P<d>\d\d)"),
        ("day", True, rf"(?P<d>3[01]|[12]\d|0?[1-9])\.(?P<m>1[0-2]|0?[1-9])\.(?P<y>{_YEAR})"),
        ("day", True, rf"(?P<only>{_BEFORE}|\bcloser\s+to\s+)(?P<d>3[01]|[12]\d|0[1-9])\.(?P<m>1[0-2]|0[1-9])(?!\.?\d|\s*(?:%|[ap]\.?m|per\s?cent|percent|points?|mm|cm|km|metres?|meters?|kilo|miles?|tonnes?|million|billion|trillion|euros?|dollars?|pounds?|degrees?|hours?|times))"),
        ("days", False, rf"(?P<d>{_DAY})\s*[-–]\s*(?P<d2>{_DAY})\s+(?P<mon>{_MONTH})(?:,?\s+(?P<y>{_YEAR}))?"),
        ("days", False, rf"(?P<mon>{_MONTH})\s+(?P<d>{_DAY})\s*[-–]\s*(?P<d2>{_DAY})(?:,?\s+(?P<y>{_YEAR}))?"),
        ("days", False, rf"(?:[Bb]etween|[Ff]rom)\s+(?P<d>{_DAY})\s+(?:and|to|until|through)\s+(?P<d2>{_DAY})\s+(?P<mon>{_MONTH})(?:,?\s+(?P<y>{_YEAR}))?"),
        ("days", False, rf"(?P<d>{_DAY})\s+to\s+(?P<d2>{_DAY})\s+(?P<mon>{_MONTH})(?:,?\s+(?P<y>{_YEAR}))?"),
        ("days", False, rf"(?:[Bb]etween\s+|[Ff]rom\s+)(?P<mon>{_MONTH})\s+(?P<d>{_DAY})\s+(?:and|to|until|through)\s+(?P<d2>{_DAY})(?!\s+{_MONTH})(?:,?\s+(?P<y>{_YEAR}))?"),
        ("days", False, rf"(?:(?:[Bb]etween|[Ff]rom)\s+)?(?P<d>{_DAY})\s+(?P<mon>{_MONTH})\s+(?:to|until|through|[-–])\s+(?P<d2>{_DAY})\s+(?P<mon2>{_MONTH})(?:,?\s+(?P<y>{_YEAR}))?"),
        ("days", False, rf"(?:(?:[Bb]etween|[Ff]rom)\s+)?(?P<mon>{_MONTH})\s+(?P<d>{_DAY})\s+(?:to|until|through|[-–])\s+(?P<mon2>{_MONTH})\s+(?P<d2>{_DAY})(?:,?\s+(?P<y>{_YEAR}))?"),
        ("days", False, rf"[Bb]etween\s+(?P<d>{_DAY})\s+(?P<mon>{_MONTH})\s+and\s+(?P<d2>{_DAY})\s+(?P<mon2>{_MONTH})(?:,?\s+(?P<y>{_YEAR}))?"),
        ("days", False, rf"[Bb]etween\s+(?P<mon>{_MONTH})\s+(?P<d>{_DAY})\s+and\s+(?P<mon2>{_MONTH})\s+(?P<d2>{_DAY})(?:,?\s+(?P<y>{_YEAR}))?"),
        ("months", False, rf"(?:[Bb]etween|[Ff]rom)\s+(?P<mon>{_MONTH})\s+(?:and|to|until|through)\s+(?P<mon2>{_MONTH})(?:,?\s+(?P<y>{_YEAR}))?"),
        ("quarter", True, rf"the\s+(?P<which>first|second|third|fourth|last|final)\s+(?P<of>quarter|half)\s+of\s+(?:(?P<that>last|this|next|the)\s+year|(?P<y>{_YEAR}))"),
        ("night", False, rf"(?:[Oo]vernight|(?:[Ii]n|[Oo]n|[Dd]uring)\s+the\s+night)\s+(?:in|on)?to\s+(?P<weekday>{_WEEKDAY})"),
        ("night", False, rf"the\s+night\s+of\s+(?P<from>)(?P<d>{_DAY})\s+(?P<mon>{_MONTH})(?:,?\s+(?P<y>{_YEAR}))?"),
        ("night", False, rf"the\s+night\s+of\s+(?P<from>)(?P<mon>{_MONTH})\s+(?P<d>{_DAY})(?:,?\s+(?P<y>{_YEAR}))?"),
        ("day", False, rf"{_NAMED}(?P<d>{_DAY})\s+(?:of\s+)?(?P<mon>{_MONTH})(?:,?\s+(?P<y>{_YEAR}))?"),
        ("day", False, rf"{_NAMED}(?P<mon>{_MONTH})\s+(?:the\s+)?(?P<d>{_DAY})(?:,?\s+(?P<y>{_YEAR}))?"),
        ("month", False, rf"(?:(?P<part>[Ee]arly|[Mm]id|[Ll]ate|(?:[Tt]he\s+)?(?:beginning|start|middle|end)\s+of)[\s-]+)?(?P<mon>{_MONTH}),?\s+(?:of\s+)?(?P<y>{_YEAR})"),
        ("month", False, rf"(?P<part>[Ee]arly|[Mm]id|[Ll]ate|(?:[Tt]he\s+)?(?:beginning|start|middle|end)\s+of)[\s-]+(?P<that>last\s+|next\s+|this\s+)?(?P<mon>{_MONTH})"),
        ("month", False, rf"(?:(?P<that>[Ll]ast|[Tt]his|[Nn]ext)\s+)(?P<mon>{_MONTH})"),
        ("month", False, rf"(?P<mon>{_FULL_MONTH})"),
        ("month", False, rf"(?P<only>{_BEFORE}|\bit’s\s|\bit's\s|\bis\s+(?:now\s+)?)(?P<mon>March|May|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)(?=[\s,.;:)”\"'’]|$)(?!\s+[A-Z][a-z])"),
        ("season", True, rf"(?:(?P<part>early|mid|late)[\s-]+)?(?:the\s+)?(?P<season>{_SEASON})\s+(?:of\s+)?(?P<y>{_YEAR})"),
        ("season", True, rf"(?:(?P<part>early|mid|late)[\s-]+)(?:the\s+)?(?:(?P<that>last|this|next)\s+)?(?P<season>{_SEASON})"),
        ("season", True, rf"(?P<that>last|this|next|the\s+following|the\s+previous)\s+(?P<season>{_SEASON})"),
        ("season", True, rf"(?P<part>(?:the\s+)?(?:beginning|start|middle|end)\s+of)\s+(?:the\s+)?(?:(?P<that>last|this|next)\s+)?(?P<season>{_SEASON})"),
        ("season", True, rf"(?P<only>{_BEFORE}(?:the\s+)?)(?P<season>spring|summer|autumn|winter)"),
        ("year", True, rf"(?P<part>early|mid|late|(?:the\s+)?(?:beginning|start|middle|end)\s+of)[\s-]+(?:in\s+)?(?P<y>{_YEAR})"),
        ("year", True, r"(?P<part>early|mid|late|(?:the\s+)?(?:beginning|start|middle|end)\s+of)[\s-]+(?P<that>last|this|next|the)\s+year"),
        ("month", True, r"(?P<part>(?:the\s+)?(?:beginning|start|middle|end)\s+of)\s+(?P<that>last|this|next|the)\s+month"),
        ("week", True, r"(?P<part>(?:the\s+)?(?:beginning|start|middle|end)\s+of)\s+(?P<that>last|this|next|the)\s+week"),
        ("decade", True, r"(?:the\s+)?(?:(?P<part>early|mid|late)[\s-]+)?(?P<y>(?:19|20)\d0)s"),
        ("year", True, rf"(?P<only>{_BEFORE}(?:the\s+(?:year\s+)?)?|\bthe\s+|\(|^)(?P<y>{_YEAR})(?!\s+(?:people|pages|files|records|documents|men|women|miles|km|kilomet))"),
        ("today", True, rf"(?P<word>the\s+day\s+before\s+yesterday|the\s+day\s+after\s+tomorrow|yesterday|today|tonight|tomorrow|last\s+night|overnight){_HOUR}"),
        ("today", True, r"(?P<word>this\s+(?:morning|afternoon|evening))"),
        ("beside", True, r"the\s+(?P<way>next|following|same|previous)\s+(?:morning|afternoon|evening|night)"),
        ("weekday", False, rf"(?:(?:[Oo]n\s+)?(?:the\s+)?(?P<that>[Ll]ast|[Tt]his|[Nn]ext|past|previous|following|coming)\s+)?(?P<weekday>{_WEEKDAY}){_HOUR}"),
        ("unit", True, r"(?:(?P<part>earlier|later|early|mid|late)[\s-]+)?(?P<that>last|this|next)\s+(?P<unit>week|weekend|month|quarter|year|decade)"),
        ("unit", True, r"(?P<that>the)\s+(?P<unit>weekend)"),
        ("feast", False, r"(?P<feast>Christmas(?:\s+(?:Day|Eve))?|New\s+Year(?:(?:’s|'s)\s+(?:Day|Eve))?|Halloween|(?:St|Saint)\.?\s+Patrick[’']s\s+Day|Valentine[’']s\s+Day|All\s+Saints[’']?(?:\s+Day)?|May\s+Day|Epiphany|Easter(?:\s+(?:Sunday|Monday))?|Good\s+Friday)(?:\s+(?P<y>(?:19|20)\d\d(?!\d|[.,]\d)))?"),
        ("unit", True, r"(?P<that>the\s+past|the\s+last|the\s+coming|the\s+next)\s+(?P<unit>week|month|year|decade)"),
        ("ago", True, rf"(?:(?:about|around|some|almost|nearly|just|only|more\s+than|over)\s+)?(?P<n>{_COUNT})\s+(?P<unit>{_UNIT})\s+ago"),
        ("ahead", True, rf"(?P<n>{_COUNT})\s+(?P<unit>{_UNIT})\s+from\s+(?:now|today)"),
        ("span", True, rf"(?:over|in|during|for|within)\s+the\s+(?:last|past)\s+(?P<n>{_COUNT})\s+(?P<unit>{_UNIT})"),
        ("beside", True, rf"(?P<n>{_COUNT})\s+(?P<unit>{_UNIT})\s+(?P<way>earlier|later|before(?=[\s,.]*$|[,.])|afterwards)"),
        ("beside", True, r"the\s+(?P<way>previous|next|following)\s+(?P<unit>day|week|month|year)"),
        ("beside", True, r"the\s+(?P<unit>day|week|month|year)\s+(?P<way>before|after)(?=[,.;]|\s*$)"),
        ("beside", True, r"(?P<way>that|the\s+same)\s+(?P<unit>day|week|month|year)(?:\s+(?:morning|evening|night))?"),
        ("vague", True, r"(?:only\s+|just\s+|more\s+)?recently|currently|in\s+recent\s+(?:days|weeks|months|years)|on\s+a\s+recent\s+\w+|(?:for|in)\s+(?:(?:many|several|some)\s+)?(?:years|decades|months|weeks)(?!\s+(?:ago|old|of))|at\s+present|at\s+the\s+moment|until\s+now"),
    )
)  # fmt: skip


def matches(text: str) -> Iterator[Matched]:
    """Find the expressions of a paragraph, in order, none over another."""
    found = []
    for name, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            parts = {key: value for key, value in match.groupdict().items() if value}
            if name == "beside":
                parts.setdefault("unit", "day")  # a morning, an evening
            before = parts.pop("only", "")  # what only lets it be an expression, and is none of it
            found.append(Matched(match.start() + len(before), match.end(), name, parts))
    found.sort(key=lambda one: (one.start, -one.end))
    until = 0
    for one in found:
        if one.start >= until:
            until = one.end
            yield one
