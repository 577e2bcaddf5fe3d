"""Dates of birth that no label stands beside: down the lines below a head, and behind a name.

Promises: below a short line that heads a column as births, the dates of the lines that follow,
however the table was torn; where the heads name other dates too, the earlier ones, if a gap of
years divides them. And a date in brackets behind a name in capitals or an age.

Does not promise: dates under a head whose other dates are as early; those are left to the columns.
"""

# ruff: noqa: PLR2004  (years, lengths and scores are read best where they stand)
from __future__ import annotations

import re
from collections.abc import Iterator

from tearline.dates import DatedSpan, Precision, find_dates
from tearline.findings.identifiers.heads import DATE, fields_of

Found = tuple[int, int, float, str, str]  # start, end, score, why, value

HEADED, BRACKETED, LOOK = 0.82, 0.8, 0.55
BELOW = 6000  # code points below a head that its table has at most
HEADS = 160  # code points before and behind it in which its table's other heads stand
DATES = 3  # that make a column
GAP, SPREAD = 5, 4  # years between births and other dates; years births spread over
YOUNGEST = 1962  # the last year of a birth in a column that no other date stands in
LATEST = 1950  # a date in brackets up to here is a birth rather than a paper's day

_SIX = re.compile(r"(?<![0-9A-Za-z./-])([0-9]{2})([0-9]{2})([0-9]{2})(?![0-9A-Za-z/-]|\.[0-9])")
_NUMBERS = re.compile(
    r"(?<![0-9/.-])(?:(?P<year_first>1[89][0-9]{2})-)?(?P<first>[0-9]{1,2})(?P<sign>[/-])"
    r"(?P<second>[0-9]{1,2})(?(year_first)|(?P=sign)(?P<year>(?:19)?[0-9]{2}))(?![0-9/-])"
)
_HEAD = re.compile(
    r"(?:(?:\A|\n)|(?<=  )|(?<=\|)|(?<=\n[a-z]{4} ))[ |]{0,60}"
    r"(?:d\.? ?[o0]\.? ?b\.?|b[il1]rth ?date|date ?of\s{1,3}b[il1]rth|date[^\n]{0,60}\n[^\n]{0,30}b[il1]rth"
    r"|b[il1]rth|b[o0]rn|dp[o0]b)(?= *(?:\n|  |\||[a-z]))"
)
_PROSE = re.compile(r"(?:\b[a-z]{2,}[ ,]){5}")
_LINE = re.compile(r"[^\n]+")
_OF = re.compile(r"date of\s{1,3}(?:b[il1]rth)?")
_AGED = re.compile(r"\bage[d]?[: ]{1,2}[0-9]{1,2},? ?\((?=[0-9A-Z])")
_NAMED = re.compile(
    r"(?:\A|\n)[ 0-9.)*-]{0,8}[A-Z][A-Za-z'-]{1,20}, ?[A-Z][A-Za-z'.-]{0,20}(?: [A-Z][A-Za-z']{0,15}\.?)?"
    r" ?\((?=[0-9A-Z])"
)


def six_digits(text: str, start: int, end: int) -> Iterator[DatedSpan]:
    """Yield the dates of a stretch written as six digits, day or month first; it is short."""
    for match in _SIX.finditer(text, start, end):
        first, second, year = (int(part) for part in match.groups())
        day, month = (first, second) if second <= 12 else (second, first)
        if 1 <= month <= 12 and 1 <= day <= 31:
            yield DatedSpan(match.start(), match.end(), 1900 + year, month, day)


def by_age_or_name(text: str) -> Iterator[Found]:
    """Yield the dates in brackets behind an age, or behind ``LAST, FIRST`` at a line's head."""
    if "(" not in text:
        return
    for pattern, why in (
        (_AGED, "It is a date in brackets behind an age."),
        (_NAMED, "It is a date in brackets behind a name."),
    ):
        for match in pattern.finditer(text):
            for date in find_dates(text, match.end(), match.end() + 1):
                if date.precision is not Precision.DAY or text[date.end : date.end + 1] != ")":
                    continue
                early = date.year <= LATEST or pattern is _AGED
                yield date.start, date.end, BRACKETED if early else LOOK, why, date.iso


def by_lines(text: str, low: str) -> Iterator[Found]:
    """Yield the dates below each line that heads a column as births; those that are none as 0."""
    done = 0
    for match in _HEAD.finditer(low):
        begin = match.end()
        line = low.find("\n", begin)
        if begin < done or line < 0 or line - begin > HEADS:
            continue
        around = low[max(0, match.start() - HEADS) : line]
        behind = _heads_behind(low, line)
        others = _others(around) or _others(behind)
        dates, done = _below(text, low, line)
        for date, score in _births(dates, others=others):
            why = "It stands below a head of birth dates."
            yield date.start, date.end, score, why, date.iso


def _heads_behind(low: str, line: int) -> str:
    """Return the lines without digits right below a head: the heads of a table's other columns."""
    kept = []
    for match in _LINE.finditer(low, line, line + HEADS):
        if any("0" <= c <= "9" for c in match.group()):
            break
        kept.append(match.group())
    return "\n".join(kept)


def _others(words: str) -> bool:
    """Say whether a stretch of heads names dates besides those of birth."""
    words = _OF.sub("date of birth\n", words)
    return any(DATE in fields_of(line) for line in words.split("\n") if "birth" not in line) or (
        re.search(r"(?:entry|issued?|arriv|hire|expir|grant|effect)", words) is not None
    )


def _below(text: str, low: str, line: int) -> tuple[list[DatedSpan], int]:
    """Return the dates of the lines of a table below a head, and where these lines end."""
    found: list[DatedSpan] = []
    bare = 0
    end = line
    for match in _LINE.finditer(text, line, min(len(text), line + BELOW)):
        start, stop = match.span()
        if stop - start > 160 or _PROSE.search(low, start, stop):
            break
        if found and stop - start <= 40 and _others(low[start:stop]):
            break  # the head of the next column
        here = _days(text, start, stop)
        bare = 0 if here else bare + 1
        if bare > 24:
            break
        found += here
        end = stop
    return found, end


def _days(text: str, start: int, end: int) -> list[DatedSpan]:
    """Return the days of a line, in order; numbers are read one by one, whatever is between."""
    found: list[DatedSpan] = []
    for m in _NUMBERS.finditer(text, start, end):
        first, second = int(m["first"]), int(m["second"])
        if m["year_first"]:
            year, month, day = int(m["year_first"]), first, second
        else:
            year = int(m["year"]) if len(m["year"]) == 4 else 1900 + int(m["year"])
            month, day = (second, first) if first > 12 else (first, second)
        if 1 <= month <= 12 and 1 <= day <= 31:
            found.append(DatedSpan(m.start(), m.end(), year, month, day))
    if not found:
        found = [d for d in find_dates(text, start, end) if d.precision is Precision.DAY]
    return found or list(six_digits(text, start, end))


def _births(dates: list[DatedSpan], *, others: bool) -> Iterator[tuple[DatedSpan, float]]:
    """Yield the dates of a table with their scores: all, or 0 for those behind a gap of years."""
    if len(dates) < DATES:
        return
    years = sorted(date.year for date in dates)
    many = len(years)
    if not others and years[-1] - years[0] >= SPREAD and years[-1] <= YOUNGEST:
        yield from ((date, HEADED) for date in dates)
        return
    cuts = [
        (abs(2 * at - many), years[at - 1] - years[at], at)
        for at in range(DATES, many)
        if years[at] - years[at - 1] >= GAP and 3 * many <= 10 * at <= 7 * many
    ]
    if cuts:
        at = min(cuts)[2]
        last = years[at - 1]
        spread = last - years[0]
        if last <= YOUNGEST and spread >= SPREAD and spread >= years[-1] - years[at]:
            yield from ((date, HEADED if date.year <= last else 0.0) for date in dates)
