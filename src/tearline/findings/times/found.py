"""The expressions of time in an article's paragraphs, each with the days it can mean.

Promises: every span is a piece of its paragraph; a paragraph's expressions come in order and do not overlap.
Whether a weekday, a month or a day without its year lies ahead is taken from the words before it in its
clause; where nothing speaks for it, it lies behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from tearline.findings.times.calendar import Days
from tearline.findings.times.grammar import Matched, matches
from tearline.findings.times.reckoning import Standpoint, reckoned
from tearline.model.when import When

_CLAUSE = re.compile(
    r"[.;:!?]\s+(?=[\"“‘'«]?[A-Z])|[,–—]\s+(?=(?:and|but|while|which|who|after|when|according)\b)|[“”\"]"
)
_AHEAD = re.compile(
    r"\b(?:will|shall|may|might|could|won’t|won't|’ll|would|must|due|deadline|is\s+to|are\s+to|was\s+to|were\s+to|(?:is|are|was|were|been)\s+(?:set|scheduled|expected|planned|due)"
    r"|scheduled|expected\s+to|plans?\s+to|hopes?\s+to|wants?\s+to|intends?\s+to|planned\s+for|aims?\s+to|until|till|no\s+later\s+than|from\s+now|upcoming|likely\s+to|in\s+time\s+for|ahead\s+of|between\s+now\s+and|(?:under(?:took|takes?)|promis\w+|pledg\w+|vow\w+|agree\w*|threaten\w*|offer\w*)\s+to|begins?|starts?|expires?|ends|runs\s+out)\b",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"\b(?:was|were|had|did|said|told|took|began|since|came|went|sent|made|held|given|seen|found|left|met|put|shown|written|taken|broke|fell|began|(?!need|speed|indeed)\w{3,}ed)\b",
    re.IGNORECASE,
)
_PASSIVE = re.compile(r"\b(?:be|get|to|to have the \w+)\s+(?:\w+ly\s+)?$", re.IGNORECASE)
_COMING = re.compile(r"\b(?:will|must|shall|expects?|plans?|hopes?|wants?)\b|’ll", re.IGNORECASE)
_RIGHT_BEFORE = re.compile(
    r"(?:\bstarting(?: on)?|\bbeginning(?: on)?|\beffective|\bfrom(?= \w*day)"
    r"|\bbetween now and|\bby(?: \d{1,2}(?:[:.]\d\d)? ?[ap]\.?m\.?)?(?: on)?"
    r"|\buntil|\btill|\bno later than)\s+(?:the\s+)?$",
    re.IGNORECASE,
)


def times(
    text: str, paragraphs: Iterable[tuple[int, int]], said: date | None, year: int = 0
) -> Iterator[When]:
    """Find the expressions of an article whose paragraphs are given as spans of the page's text.

    ``said`` is the day the article is dated, None where it is not known: then what is reckoned from it has
    no days; ``year`` is its year where no more is known (0: not even that).
    """
    before: Days | None = None
    for start, end in paragraphs:
        paragraph = text[start:end]
        for match in matches(paragraph):
            ahead, behind = _looks(paragraph, match)
            found = reckoned(match, Standpoint(said, before, ahead, behind, year))
            if found.days and found.unit in {"day", "week", "month", "year"}:
                before = found.days
            days = found.days or (None, None)
            inside = _quoted(paragraph, match.start)
            unsure = "said within a quotation" if inside and "y" not in match.parts else ""
            yield When(
                start + match.start,
                start + match.end,
                days[0],
                days[1],
                found.unit,
                found.basis,
                bool(found.days and said and found.days[0] > said),
                unsure,
            )


def _looks(paragraph: str, match: Matched) -> tuple[bool, bool]:
    """Say whether the words before an expression look ahead, and whether they look back."""
    before = paragraph[: match.start]
    if by := _RIGHT_BEFORE.search(before):
        head = before[: by.start()].strip(' “"‘«')
        if not head or head.endswith("."):
            coming = bool(
                _COMING.search(paragraph[match.end :].split(". ", 1)[0])
            )  # "By May he had left"
            return coming, not coming
        return True, False
    clause = before[max((one.end() for one in _CLAUSE.finditer(before)), default=0) :]
    ahead = [one.start() for one in _AHEAD.finditer(clause)]
    behind = [
        one.start()
        for one in _BEHIND.finditer(clause)
        if one.group().lower() not in {"scheduled", "expected", "planned"}
        and not _PASSIVE.search(clause, 0, one.start())
    ]
    if not ahead and not behind:
        after = paragraph[match.end :]
        stop = _CLAUSE.search(after)
        rest = after[: stop.start()] if stop else after
        return bool(re.match(r"[^.]{0,40}?\b(?:will|is to|are to|is due|are due)\b", rest)), False
    looks = max(ahead, default=-1) > max(behind, default=-1)
    return looks, not looks


def _quoted(paragraph: str, at: int) -> bool:
    """Say whether a place lies within double quotation marks."""
    before = paragraph[:at]
    curly = before.count("“") - before.count("”")
    return curly > 0 or before.count('"') % 2 == 1 or before.count("«") > before.count("»")
