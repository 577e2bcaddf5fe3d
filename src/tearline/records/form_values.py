"""What the fields of an identification sheet may hold, and what a value read there means.

Promises: ``fit`` says how well a line suits a field, from certain (a record number in its own
shape) to impossible (a word where a date stands); ``sheet_date`` and ``review_date`` read a date
as sheets write it, unknown parts as zeros, with the precision it really has.

Does not promise: that a value that suits its field is right.
"""

# ruff: noqa: PLR2004  (weights are read best where they stand)
from __future__ import annotations

import re
from calendar import monthrange
from functools import lru_cache

from tearline.dates import DatedSpan, find_dates
from tearline.records.form_codes import codes
from tearline.text import as_digits

NEVER = -99.0
_NUMBER = 22  # letters of a record number with blanks in it
_SURE_DIGITS = 3  # of a year that stands alone: letters like digits make words look like years
_LONGEST = 400  # letters of a line that may still be a field's value
ACT = 1992  # the year of the Act: papers are older, sheets and reviews are not

_D = "[0-9OoQIl|]"
RECORD_NUMBER = re.compile(
    rf"(?<![0-9A-Za-z])({_D}{{3}})\s?[-~.•=÷_]{{1,2}}\s?({_D}{{5}})\s?[-~.•=÷_]{{1,2}}\s?({_D}{{5}})"
    r"(?![0-9])"
)
_DATE = re.compile(
    rf"({_D}{{1,2}})\s?([/.-])\s?({_D}{{1,2}})\s?[/.-]\s?({_D}{{4}}|{_D}{{2}})(?![0-9A-Za-z])"
)
# A year, or a month and a year, with nothing else that tells: 1962, [1962?], CA. 1962, / /1962, 3/1962.
_YEAR = re.compile(
    rf"\W*(?:C(?:IR)?(?:CA|A)?\b\W*)?(?:({_D}{{1,2}})\s?[/.-]\s?)?([1Il|][89]{_D}{{2}}|20{_D}{{2}})\W*\Z",
    re.IGNORECASE,
)
_KNOWN = """
FBI CIA NSA HSCA SSCIA SSCI HPSCI NARA LBJ JFK GRF FORD ARRB DOS STATE DOD OSD JCS ARMY USA NAVY
ONI USAF USMC DIA INS IRS USSS WC WARREN COMMISSION ROCK PFIAB DOJ CRM JUSTICE DEA USIA USCS
CUSTOMS NSC WH TREASURY ATF USPS POST ACSI INSCOM FAA FCC HCUA HUAC SISS USCG HQ AG ROCKEFELLER
DOE DCI
"""
_AGENCIES = frozenset(_KNOWN.split())
_AGENCY_WORDS = re.compile(
    r"\b(?:agency|department|dept|commission|committee|bureau|office of|service|council|white house"
    r"|embassy|library|army|navy|air force|joint chiefs|secretary)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"[A-Z][A-Z'-]{1,20}(?: [A-Z'-]{2,14})?, ?[A-Z][A-Z'.-]{0,14}(?: [A-Z.]{1,12}){0,3}\W?\Z"
)
_OFFICE = re.compile(
    r"\b(?:director|sac|chief|leg(?:at)?|deputy|asst|assistant|adic|attorney|counsel|file|files"
    r"|for the record|station|division|branch|secretary|ambassador|embassy|president|bureau|memo"
    r"|c/[a-z]{2,4}|ddp|dci|usa\b|cos)\b",
    re.IGNORECASE,
)
_TYPES = re.compile(
    r"paper|textual|report|memo|letter|cable|telegram|summar|printed|form\b|note|transcript|list"
    r"|manuscript|newspaper|clipping|photo|tape|audio|magazine|publication|message|airgram|index"
    r"|deposition|interview|testimon|dispatch|agenda|outline|minutes|teletype|handwrit|envelope|card",
    re.IGNORECASE,
)
_CLASS = re.compile(
    r"\W*(?:(?:un|de)[ce]las\w*|top\s?secr\w*|secr\w{2}|conf[il1]den\w*|restricted|n/?a|u|s|t|c|ts|none"
    r"|unknown)\W*(?:\([a-z]\)|n[o0]f[o0]rn|c[o0]dew[o0]rd|/.{1,20})?\W*\Z",
    re.IGNORECASE,
)
_STATUS = re.compile(
    r"\W*(?:redact\w*|with?h[o0][l1]d\w*|withheld|open(?: in (?:full|part))?"
    r"|p[o0]stp[o0]ned(?: in (?:full|part))?"
    r"|released?(?: (?:in (?:full|part)|with) ?.{0,60})?|x|p|o|w|r|consult\w*|refer\w*)\W*\Z",
    re.IGNORECASE,
)
_CRITERIA = re.compile(
    r"approv|indefin|upon|terminat|p[o0]stpon|release|consult|review|open|court|\b20\d\d\b|criteria",
    re.IGNORECASE,
)
_REMARK = re.compile(
    r"\b(?:box|folder|reel|roll|tape|attach|see|encl|doc\.|item|page|inc|copy|draft|memo)\b"
    r"|jfk\s?\d|osw\s?\d|:\s?[fv]\s?\d|19\d\d\.\d\d",
    re.IGNORECASE,
)
_NAME = re.compile(r"[A-Z][A-Z .,&'/-]{2,60}\Z")
_SOUP = re.compile(r"[A-Z]{2}[a-z]{2}|[a-z]{2}[A-Z]")  # letters that no name mixes so
_FILE = re.compile(r"[A-Z0-9 .,/()'&-]*\d[A-Z0-9 .,/()'&-]*\Z")


def record_number(text: str) -> str:
    """Return the first record number in ``text`` as ``AAA-NNNNN-NNNNN``, '' for none.

    Where a short text is all number, blanks between its digits do not count.
    """
    match = RECORD_NUMBER.search(text)
    if match is None and len(text) <= _NUMBER:
        match = RECORD_NUMBER.fullmatch("".join(text.split()))
    return "-".join(as_digits(part) for part in match.groups()) if match else ""


def sheet_date(text: str, *, pivot: int = 0) -> DatedSpan | None:
    """Return the date in ``text``: month, day, year, any of the first two zero or not there.

    A two-digit year below ``pivot`` is of this century, else of the last. None for no date, and for
    ``00/00/0000``: see ``is_undated``.
    """
    match = _DATE.search(text)
    if match is None:
        return next(find_dates(text, 0, len(text)), None) or _year_date(text)
    month, day, year = (int(as_digits(match[part]) or 0) for part in (1, 3, 4))
    if year == 0:
        return None
    if year < 100:
        year += 2000 if year < pivot else 1900
    if month > 12 and day <= 12:
        month, day = day, month
    if not 1800 <= year < 2100 or month > 12 or (month and day > monthrange(year, month)[1]):
        return None
    return DatedSpan(
        match.start(), match.end(), year, month or None, (day or None) if month else None
    )


def _year_date(text: str) -> DatedSpan | None:
    """Return a text that is but a year, or a month and a year, as a date; two years are none."""
    match = _YEAR.match(text)
    if match is None or sum(map(str.isdigit, match[2])) < _SURE_DIGITS:
        return None
    month, year = int(as_digits(match[1] or "") or 0), int(as_digits(match[2]))
    if not 1800 <= year < 2100 or month > 12:
        return None
    start = match.start(1 if match[1] else 2)
    return DatedSpan(start, match.end(2), year, month or None, None)


def review_date(text: str) -> DatedSpan | None:
    """Return a review's date; the Act is of 1992, so ``11-17-20`` is 2020 and ``05/31/94`` 1994."""
    return sheet_date(text, pivot=92)


def is_undated(text: str) -> bool:
    """Say whether a sheet says that the date is not known."""
    match = _DATE.search(text)
    return match is not None and not int(as_digits(match[4]) or 0)


def page_count(text: str) -> int | None:
    """Return the number of pages a line gives, None where it is no number, or nought."""
    match = re.fullmatch(rf"\W*({_D}{{1,4}})\W*", text)
    if match is None or not any(c.isdigit() for c in match[1]):
        return None
    return int(as_digits(match[1])) or None


@lru_cache(maxsize=2048)
def fit(name: str, text: str) -> float:
    """Return how well ``text`` suits the field ``name``; ``NEVER`` where it cannot be its value."""
    if len(text) > _LONGEST:
        return 0.0 if name == "comments" else NEVER
    if record_number(text):
        return 9.0 if name == "record_number" else {"comments": 0.0, "agency_file_number": -2.0}.get(
            name, NEVER)  # fmt: skip
    if name == "record_number":
        return NEVER
    if name in _DATES:
        return _fit_date(name, text)
    if _DATE.match(text) and len(text) <= 14:
        return {"comments": -2.0, "opening_criteria": 1.0, "title": -3.0}.get(name, NEVER)
    count = page_count(text)
    if count is not None:
        return _fit_number(name, text, count)
    if name in {"pages", "print_page"}:
        return NEVER
    return _fit_words(name, text)


def _fit_number(name: str, text: str, count: int) -> float:
    """Say how well a bare number suits a field; one like a year is seldom a count of pages."""
    if name == "pages":
        return 1.0 if 1900 <= count < 2000 else 5.0
    if name == "restrictions":
        return 4.0 if codes(text) else -4.0
    return {"print_page": 2.0, "agency_file_number": 1.5, "series": -2.0}.get(name, -5.0)


_DATES = frozenset({"date", "review_date", "update_date", "print_date"})


def _fit_date(name: str, text: str) -> float:
    """Say how well a line suits a date's field: papers are older than the Act, reviews younger."""
    if len(text) > 24:
        return NEVER
    if is_undated(text):
        return 5.0 if name == "date" else NEVER
    found = sheet_date(text) if name in {"date", "print_date"} else review_date(text)
    if found is None:
        return NEVER
    if _year_date(text):
        # Beside its label it is the date; among loose lines it may as well be a number.
        return 1.0 if name == "date" and found.year < 2000 else NEVER
    if name == "date":
        return 6.0 if found.year < ACT else 3.0 if found.year < 2000 else NEVER
    if name == "print_date":
        return 2.0
    return 6.0 if found.year >= ACT else NEVER


def _fit_words(name: str, text: str) -> float:
    """Say how well words suit a field that holds words."""
    words = text.split()
    bare = text.strip(" .,;:[]()")
    agency = bare.upper() in _AGENCIES or (bool(_AGENCY_WORDS.search(text)) and len(words) <= 5)
    known_type = bool(_TYPES.search(text)) and len(words) <= 6
    known_class, known_status = bool(_CLASS.match(text)), bool(_STATUS.match(text))
    person = bool(_PERSON.match(bare)) or (bool(_OFFICE.search(text)) and len(words) <= 7)
    file = len(bare) <= 48 and bool(_FILE.match(bare)) and (
        sum(map(str.isdigit, bare)) * 10 >= 3 * sum(map(str.isalnum, bare)))  # fmt: skip
    if name in {"agency", "originator"}:
        if agency:
            return 5.0
        if person or file or known_class or known_status:
            return -2.0
        if bare.isalpha() and bare.isupper() and 2 <= len(bare) <= 6:
            return 1.5
        if _NAME.match(bare) and len(words) <= 5:
            return -2.0
        return -3.5 if len(bare) > 3 else NEVER
    if len(bare) < 2 or (name in {"agency", "originator", "from", "to"} and _SOUP.search(bare)):
        return NEVER
    if name in {"series", "from", "to"} and sum(map(str.islower, bare)) * 2 > len(bare):
        return -2.0
    if name == "series":
        return 0.0 if file else -1.0 if known_class else 3.0 if bare in {"JFK", "HQ"} else 1.5
    if name == "agency_file_number":
        return 4.0 if file else -1.0 if agency else 0.5 if not known_class else -2.0
    if name in {"from", "to"}:
        if known_class or known_status or file:
            return -2.0
        if person or agency:
            return 3.0 if person else 2.5
        if len(words) == 1 and bare.isalpha() and bare.isupper() and len(bare) >= 2:
            return 0.8
        return 0.3 if len(text) <= 60 else -2.0
    if name == "title":
        if known_class or known_status or file:
            return -2.0
        return -1.0 if agency and len(words) <= 2 else 0.5 if person or len(words) < 3 else 3.0
    if name == "subjects":
        return -2.0 if known_class or known_status else 2.5 if "," in text else 2.0
    if name == "document_type":
        return 6.0 if known_type else -1.0 if len(words) <= 5 else -3.0
    if name in {"classification", "new_classification"}:
        return 6.0 if known_class else -4.0
    if name == "status":
        return 6.0 if known_status else -4.0
    if name == "restrictions":
        return _fit_restrictions(text)
    if name == "opening_criteria":
        return 4.5 if _CRITERIA.search(text) else 0.0
    if name == "comments":
        return 3.5 if _REMARK.search(text) else 1.0
    return NEVER


def _fit_restrictions(text: str) -> float:
    """Say how much of a line is restriction codes."""
    found = codes(text)
    if not found:
        return -4.0
    left = len(text)
    for _, start, end in found:
        left -= end - start
    return 6.0 if left <= 6 + 4 * len(found) else 2.0 if left <= 30 else -3.0
