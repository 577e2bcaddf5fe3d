"""Codes that say on what ground, by whose authority and until when something was postponed.

Promises: the codes of the JFK Act (``6 (1)(B)``, ``5(g)(2)(D)``, ``1A 1B 1C 2 3 4 5`` of a sheet's
restrictions), of FOIA (``(b)(1)``), of automatic declassification (``25X1``) and the bracket
``[Restricted]`` are read where they are typed, through the usual damage, each with its ground in
words and, where one stands near, the date of its review. One finding for each code and place.

Does not promise: that the postponement is still in force, or what stood there: these findings
inform and withhold nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tearline.dates import find_dates
from tearline.findings.detector import Detector, Example, Settings, spanned
from tearline.model.finding import Finding
from tearline.model.page import Page
from tearline.text import fold

KIND = "postponement"
SCORE = 0.2
_APART = 1500  # code points under which the same code again says nothing new
_NEAR = 200  # code points after a code in which its review date may stand
_SHEET_REACH = 160

_ACT = "the JFK Act, section six"
_FOIA = "the Freedom of Information Act"
_ORDER = "the order on classified information"
# Code as the guides write it -> whose authority, and the ground in words.
GROUNDS: dict[str, tuple[str, str]] = {
    "JFK Act 6 (1)(A)": (_ACT, "an intelligence agent's identity"),
    "JFK Act 6 (1)(B)": (_ACT, "an intelligence source or method"),
    "JFK Act 6 (1)(C)": (_ACT, "another matter of defence, intelligence or foreign relations"),
    "JFK Act 6 (1)(D)": (_ACT, "a letter that the section does not have"),
    "JFK Act 6 (1)": (_ACT, "defence, intelligence or foreign relations"),
    "JFK Act 6 (2)": (_ACT, "a living person who informed in confidence"),
    "JFK Act 6 (3)": (_ACT, "personal privacy"),
    "JFK Act 6 (4)": (_ACT, "an understanding of confidentiality"),
    "JFK Act 6 (5)": (_ACT, "a protective procedure in use"),
    "JFK Act 5(g)(2)(D)": ("the President, under the JFK Act", "identifiable harm, certified"),
    "(b)(1)": (_FOIA, "classified matter"),
    "(b)(2)": (_FOIA, "internal rules of personnel"),
    "(b)(3)": (_FOIA, "another statute"),
    "(b)(4)": (_FOIA, "trade secrets"),
    "(b)(5)": (_FOIA, "deliberation inside the government"),
    "(b)(6)": (_FOIA, "personal privacy"),
    "(b)(7)": (_FOIA, "records of law enforcement"),
    "(b)(8)": (_FOIA, "banks under supervision"),
    "(b)(9)": (_FOIA, "wells"),
    "25X": (_ORDER, "exempt from automatic declassification"),
    "[Restricted]": ("whoever kept the record", "not told"),
    "in full": ("whoever kept the record", "the whole record, ground not told"),
    "in part": ("whoever kept the record", "parts of the record, ground not told"),
}

_OPEN, _CLOSE = r"[({\[]\s?", r"\s?[)}\]]"
_DIGIT = {"i": "1", "l": "1", "|": "1", "!": "1", "z": "2", "s": "5", "$": "5"}
_LETTER = {"8": "b", "4": "a", "o": "d", "0": "d"}
_SECTION_6 = re.compile(
    rf"(?<![0-9a-z(])(?P<named>(?:[ji1l;]?[fe][kxh]\W{{0,3}}act|sec(?:t[il1|]on)?)[\s.:,-]{{0,4}})?"
    rf"[6bg][\s.]{{0,2}}{_OPEN}(?P<par>[1-5il|!zs$]){_CLOSE}"
    rf"(?:\s?{_OPEN}(?P<letter>[abcd84o0]){_CLOSE})?"
)
_SECTION_5 = re.compile(
    rf"(?<![0-9a-z])(?:{_OPEN})?[5s](?:{_CLOSE})?\s?{_OPEN}[g9q]{_CLOSE}"
    rf"(?:\s?[({{\[]?\s?[2z]\s?[)}}\]]?\s?[({{\[]?\s?[do0]n?{_CLOSE}|(?=\s))"
)
_FOIA_CODE = re.compile(rf"(?<![0-9a-z]){_OPEN}b{_CLOSE}\s?{_OPEN}(?P<no>[1-9il|!]){_CLOSE}")
_DECLASS = re.compile(r"(?<![0-9a-z])(?:25|50)\s?[x×]\s?[1-9il](?![0-9])")
_BRACKET = re.compile(
    r"[\[{(]\s?re[s5]tr[il1|]cted\s?[\]})]|\[r\](?=\s{0,3}-?\s{0,3}item|\s{0,2}$)"
)
_STATUS = re.compile(r"p[o0][s5]tp[o0]ned\s{1,3}[il1|]n\s{1,3}(?P<what>fu[l1|]{2}|part)")

# In capitals: prose has restrictions too, and numbers after them.
_SHEET = re.compile(r"RE[S5]TR[Il1|]CT[Il1|][O0]N[S5]?(?![A-Za-z])")
_SHEET_LETTER = re.compile(r"(?<![0-9a-z])[1il|](?P<letter>[abcd8])(?![0-9a-z])")
_SHEET_LIST = re.compile(r"[:;,\n]\s{0,3}(?P<par>[2-5])(?=\s{0,2}(?:[;,\n]|\Z))")
_NEXT_LABEL = re.compile(r"current|status|date\s{1,3}of|opening|comments?")
_MARGIN = re.compile(r"^[ \t\[(]{0,4}[1I](?P<letter>[ABC])[ \t\])]{0,4}$", re.MULTILINE)

_DATED = re.compile(
    r"(?P<past>date\s{0,3}of\s{0,3}last\s{0,3}review)|(?P<until>until|postponed\s{1,3}to"
    r"|(?:next|release|review)\s{1,3}(?:review|date)|dec[l1]assify\s{1,3}on)"
)
_YEAR_ONLY = re.compile(r"(?<![0-9])20[0-9]{2}(?![0-9])")
_TWO_DIGITS_FROM = 1950  # no review is older: an earlier year is a short one of this century


@dataclass(frozen=True, slots=True)
class _Code:
    """A code in the folded text."""

    start: int
    end: int
    code: str


class _PostponementDetector:
    """Reads codes, and what they stand for, off each page."""

    name = "postponements"
    version = "1"
    kinds = frozenset({KIND})

    def find(self, pages: Sequence[Page], earlier: Sequence[Finding]) -> Iterator[Finding]:
        """Yield each code of each page once for each place."""
        del earlier
        for page in pages:
            folded, low = fold(page.text), fold(page.text, lower=True).text
            last: dict[str, int] = {}
            for code in sorted(_codes(folded.text, low), key=lambda c: (c.start, -c.end)):
                if code.start - last.get(code.code, -_APART) < _APART:
                    continue
                last[code.code] = code.start
                authority, ground = GROUNDS[code.code]
                why = f"Postponed by {authority}: {ground}{_date_near(folded.text, low, code.end)}."
                span = folded.span(code.start, code.end)
                yield spanned(self, page, span, KIND, SCORE, why, code.code)


def _codes(text: str, low: str) -> Iterator[_Code]:
    """Yield every code of a page, given as folded and in small letters."""
    for match in _SECTION_6.finditer(low):
        if match["named"] is None and match["letter"] is None:
            continue  # '6 (2)' is the second item of a list
        par = _DIGIT.get(match["par"], match["par"])
        letter = match["letter"] if par == "1" else None
        code = f"JFK Act 6 ({par})"
        yield _Code(*match.span(), f"{code}({_plain(letter)})" if letter else code)
    for match in _SECTION_5.finditer(low):
        yield _Code(*match.span(), "JFK Act 5(g)(2)(D)")
    for match in _FOIA_CODE.finditer(low):
        yield _Code(*match.span(), f"(b)({_DIGIT.get(match['no'], match['no'])})")
    for match in _DECLASS.finditer(low):
        yield _Code(*match.span(), "25X")
    for match in _BRACKET.finditer(low):
        yield _Code(*match.span(), "[Restricted]")
    for match in _STATUS.finditer(low):
        yield _Code(*match.span(), "in part" if match["what"] == "part" else "in full")
    yield from _sheet(text, low)
    for match in _MARGIN.finditer(text):
        yield _Code(*match.span(), f"JFK Act 6 (1)({_plain(match['letter'])})")


def _sheet(text: str, low: str) -> Iterator[_Code]:
    """Yield the short codes of an identification sheet's restrictions."""
    for label in _SHEET.finditer(text):
        begin, stop = label.end(), min(len(low), label.end() + _SHEET_REACH)
        following = _NEXT_LABEL.search(low, begin, stop)
        for match in _SHEET_LETTER.finditer(low, begin, stop):
            yield _Code(*match.span(), f"JFK Act 6 (1)({_plain(match['letter'])})")
        end = following.start() if following else begin + 40
        for match in _SHEET_LIST.finditer(low, begin, end):
            yield _Code(*match.span(), f"JFK Act 6 ({match['par']})")


def _plain(letter: str) -> str:
    """Return a damaged letter as the code has it."""
    return _LETTER.get(letter, letter).upper()


def _date_near(text: str, low: str, start: int) -> str:
    """Return how a review's date soon after a code reads in a reason, or ''."""
    label = _DATED.search(low, start, start + _NEAR)
    if label is None:
        return ""
    words = "last reviewed on" if label["past"] else "until"
    begin, stop = label.end(), min(len(text), label.end() + 40)
    for date in find_dates(text, begin, stop):
        later = date.year < _TWO_DIGITS_FROM
        return f"; {words} {date.year + 100 * later:04}{date.iso[4:]}"
    year = _YEAR_ONLY.search(text, begin, stop)
    return f"; {words} {year.group()}" if year else ""


def build(settings: Settings) -> Detector:
    """Return the detector; it has nothing to set."""
    del settings
    return _PostponementDetector()


# What these findings say is never sure enough to withhold, so a table row expects none; the codes
# that must be read are in the tests of this detector.
EXAMPLES: tuple[Example, ...] = (
    Example("JFK Act 6 (1)(B)", (), "a code informs, and withholds nothing"),
    Example("RESTRICTIONS : 1B; 4\nCURRENT STATUS", (), "the sheet's short codes likewise"),
    Example("5 (9) (2) (D)", (), "a damaged code"),
    Example("DELETED (b)(1) DELETED", (), "a FOIA exemption"),
    Example("section 6 of the lease, item (2)", (), "another section"),
    Example("the price was 25 x 12 dollars", (), "a multiplication"),
)
