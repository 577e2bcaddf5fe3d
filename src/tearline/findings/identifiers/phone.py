"""Telephone numbers of the United States, of the exchange-name years and of today.

Promises: ``(202) 555-0143``, ``202-555-0143``, ``REpublic 7-4821``, ``RE 7-4821``, extensions,
``+`` numbers; seven bare digits only where a word such as *telephone* stands near, since cables,
dates and file numbers have that shape too. What ``phone_modern`` knows besides: other countries'
numbers, and damaged ones behind such a word. An office's number is only a look.

Does not promise: foreign numbers with neither prefix nor word, or office extensions alone.
"""

# ruff: noqa: PLR2004, SIM905  (word lists are words; lengths and scores are read best where they stand)
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from tearline.dates import find_dates
from tearline.findings.detector import AT_LEAST, Detector, Example, Settings, spanned
from tearline.findings.identifiers.cells import Grid, Group, grids
from tearline.findings.identifiers.columns import Read, values
from tearline.findings.identifiers.phone_modern import WORD, behind_words, prefixed
from tearline.model.finding import Finding
from tearline.model.page import Page
from tearline.text import as_digits, fold

KIND = "phone"
REACH = 60  # code points from a telephone word to its number
REACH_BACK = 20

_EXTENSION = r"(?:[ ,]{0,3}(?:ext(?:ension)?\.?|x)[ .:]{0,2}(?P<ext>[0-9]{1,5}))?"
_E = "[0-9OoIlSB]"
_N = "[2-9][0-9]{2}"
_FIVE = "[2-9] ?- ?[0-9]{4}"
_FREE = r"(?<![0-9A-Za-z./$-])"
_CLOSED = rf"(?![0-9A-Za-z]|[-/][0-9]){_EXTENSION}"
_ENDED = rf"(?![0-9A-Za-z-]){_EXTENSION}"
_AREA = rf"(?<![0-9A-Za-z])(?:\+?1[-. ]{{0,2}})?\([2-9]{_E}{{2}}\)"
_NAME = "(?<![A-Za-z])(?P<name>[A-Z]{2}[a-z]{2,9})"
# A shape, its score by itself, its score near a telephone word, and what it is.
_SHAPES: tuple[tuple[re.Pattern[str], float, float, str], ...] = tuple(
    (re.compile(pattern), alone, labelled, what)
    for pattern, alone, labelled, what in (
        (rf"{_AREA}[ \n]{{0,2}}[2-9]{_E}{{2}}[-. ]{{1,3}}{_E}{{4}}{_ENDED}",
         0.92, 0.97, "an area code in brackets and seven digits"),
        (rf"{_FREE}(?:\+?1[-. ]{{1,2}})?{_N}[-./] ?{_N}[-. ] ?[0-9]{{4}}{_CLOSED}",
         0.82, 0.95, "an area code and seven digits"),
        (rf"{_FREE}(?:\+?1[ ]{{1,2}})?{_N}[ ]{{1,2}}{_N}[- ]{{1,2}}[0-9]{{4}}{_CLOSED}",
         0.55, 0.9, "an area code and seven digits without dashes"),
        (rf"{_NAME}[ \n]{{1,2}}(?P<rest>{_E}[- ]{{1,3}}{_E}{{4}}){_ENDED}",
         0.9, 0.95, "an exchange name and five digits"),
        (rf"(?<![A-Za-z])(?P<full>[A-Z][A-Za-z]{{3,10}})[ \n]{{1,2}}(?P<more>{_FIVE}){_ENDED}",
         0.0, 0.9, "an exchange name and five digits"),
        (rf"(?<![A-Za-z0-9.-])(?P<two>[A-Z]-?[A-Z])[- \n]?(?P<five>{_FIVE}){_ENDED}",
         0.78, 0.93, "two exchange letters and five digits"),
        (rf"{_FREE}(?P<seven>{_N} ?[-.] ?[0-9]{{4}})(?![0-9A-Za-z]|[-/.][0-9]){_EXTENSION}",
         0.0, 0.85, "seven digits"),
        (r"(?<![0-9A-Za-z])\+[1-9][0-9]{0,2}(?:[ .-]{1,2}\(?[0-9]{1,5}\)?){2,5}(?![0-9A-Za-z])",
         0.7, 0.93, "a country code and its digits"),
    )
)  # fmt: skip
_WORD = re.compile(
    rf"(?:{WORD.pattern})|(?<![a-z])(?:te[l1i]e?ph?|te[l1i]|dial(?:l?ed)?|"
    r"call(?:ed)?(?: at)?|reach(?:ed)?(?: me| him| her)? at|"
    r"(?:home|office|residence|business) (?:no|number|phone))(?![a-z])"
)
# Exchange names that were in common use, for a name written all in capitals or in small letters.
_EXCHANGES = frozenset(
    "academy adams alpine amherst atlantic atwater bayview beverly bryant butterfield capitol "
    "central cherry chestnut circle cleveland clifford columbia concord davenport decatur "
    "diamond district dunkirk dupont edgewood eldorado elgin elliott emerson empire evergreen "
    "executive express federal fieldbrook filmore fleetwood flanders franklin frontier "
    "garfield gilbert gladstone granite greenleaf greenwood grover hamilton hazel hemlock "
    "hickory hilltop hobart hudson hunter independence ivanhoe jackson jefferson juniper "
    "justice kellogg kenwood kimball kingswood klondike lakeview lawrence liberty lincoln "
    "lakeside davis locust logan ludlow lyceum madison market melrose metropolitan michigan mission mitchell "
    "montrose murray national neptune niagara normandy north northfield oliver olympic "
    "orchard otis overbrook oxford park parkway pennsylvania pershing pilgrim pioneer plaza "
    "pleasant prescott prospect randolph ravenswood regent republic rivera riverside rockwell "
    "sheridan shadyside skyline spring spruce state sterling stillwell sunset swift sycamore "
    "taylor temple terminal tilden titan triangle trinity tucker tulip turner tuxedo twin "
    "twinbrook twining tyler underhill union university valley vernon victor victoria viking "
    "volunteer walnut warfield waverly webster wellington whitehall whitney williams willow "
    "winter woodland woodley worth wyman yellowstone yorktown yukon".split()
)
# Pairs of letters that stand before digits for other reasons (cables, dates, roads, states, words).
_NOT_EXCHANGE = frozenset(
    "NO IN OF TO AT ON OR BY IS IT WE HE AN AS IF SO UP US DO GO MY AM PM NW NH HW HH DC CA "
    "TX CC BB FI EO PP VS CO FM ID OS".split()
)
_FIELD_OFFICES = frozenset(
    "AL AQ BA BH BS BU BT CE CG CI CV DL DN EP HN HO IP JN JK KX KC LV LR LA ME MM MI MP MO "
    "NK NY NF OC OM PH PX PG PD RH SC SL SU SA SD SF SJ SV SE SI TP".split()
)
# An office's letterhead, signature or cover page: its number is no secret of a person's.
OFFICE, OFFICE_BEHIND = 110, 40
_CAP = 0.7
_LETTERHEAD = re.compile(
    r"(?<![a-z])(?:fax|facsimile|embassy|consulate|bureau of|federal bureau|department of|archives|"
    r"committee|commission|agency|washington,? ?(?:25|26|d\.?c\.?),? ?(?:d\.? ?c\.?,? ?)?(?:20[0-9]{3})?|"
    r"review board|foia|office of|staff director|general counsel|inc\.|corp\.|hotel|university|"
    r"company|airlines?|newspaper|secretary|switchboard|field office|duty officer|"
    r"please (?:do not hesitate to )?(?:call|contact))(?![a-z])"
)
_HOME = re.compile(
    r"(?<![a-z])(?:h[o0]me|res(?:idence|\.)|resides|apartment|apt|unlisted|unpublished|wife|"
    r"mother|private|personal)(?![a-z])"
)
_KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPRSTUVWXY", "222333444555666777888999")


class _PhoneDetector:
    """Tries each shape on each page; where two overlap, the likelier stays."""

    name = "phone"
    version = "3"
    kinds = frozenset({KIND})

    def find(self, pages: Sequence[Page], earlier: Sequence[Finding]) -> Iterator[Finding]:
        """Yield the numbers of each page, but for what an earlier detector is sure of."""
        sure: dict[int, list[tuple[int, int]]] = {}
        for finding in earlier:
            if finding.kind != "ssn" or finding.score < AT_LEAST:
                continue
            if finding.start is not None and finding.end is not None:
                sure.setdefault(finding.page, []).append((finding.start, finding.end))
        for page, grid in zip(pages, grids(pages), strict=True):
            yield from self._page(page, grid, sure.get(page.number, []))

    def _page(self, page: Page, grid: Grid, sure: list[tuple[int, int]]) -> Iterator[Finding]:
        """Score every match of every shape and keep the best of those that overlap."""
        folded = fold(page.text)
        low = fold(page.text, lower=True).text
        taken = bytearray(len(page.text))
        for start, end in sure:
            taken[start:end] = b"\1" * (end - start)
        found: list[tuple[float, int, int, str, str]] = []
        own = (*prefixed(folded.text), *behind_words(folded.text, low))
        for start, end, own_score, what, value in own:
            # a hair less than the same number known by its shape
            score = (min(own_score, _CAP) if _office(low, start, end) else own_score) - 0.001
            found.append((score, *folded.span(start, end), f"It has {what}.", value))
        for one in values(grid, KIND, _cell):
            read = one.read
            span = folded.span(read.start, read.end)
            score = one.score - (0.06 if read.sure else 0.3)  # less than any by its shape
            found.append((score, *span, one.why, read.value))
        for pattern, alone, labelled, what in _SHAPES:
            for match in pattern.finditer(folded.text):
                headed = KIND in grid.fields_at(match.start(), match.end())
                near = headed or _near(low, match.start(), match.end())
                house = not near and _behind_a_house(folded.text, match.start())
                score, value = _judge(match, labelled if near else alone, near=near or house)
                if house:
                    score = max(score, 0.78 if match.groupdict().get("two") else 0.55)
                if score > 0:
                    told = ", near a telephone word" if near else ""
                    told = ", behind a street" if house else told
                    if not headed and _office(low, match.start(), match.end()):
                        score, told = min(score, _CAP), told + ", an office's word near it"
                    start, end = folded.span(match.start(), match.end())
                    found.append((score, start, end, f"It has {what}{told}.", value))
        found.sort(key=lambda f: (-f[0], f[1], -f[2]))
        for score, start, end, why, value in found:
            if any(taken[start:end]):
                continue
            taken[start:end] = b"\1" * (end - start)
            yield spanned(self, page, (start, end), KIND, score, why, value)


def _cell(text: str, cell: Group) -> Iterator[Read]:
    """Yield what a cell under a telephone's head holds, whatever its shape."""
    if cell.fields != (KIND,):
        return
    match = _IN_CELL.search(text, cell.start, cell.end)
    if match is None or any(find_dates(text, match.start(), match.start() + 1)):
        return
    many = len(as_digits(match.group()))
    if _CARD.fullmatch(match.group().strip()):
        return
    if 5 <= many <= 15:
        whole = 6 <= many <= 11 and match.group().strip("0123456789")
        yield Read(*match.span(), as_digits(match.group()), 1.0 if whole else 0.0)


_CARD = re.compile("[0-9]{2}-[0-9]{5}")  # the number of an index card
_IN_CELL = re.compile(
    rf"(?<![0-9A-Za-z])\(?(?:[A-Za-z]{{2,10}}[ .-]{{0,2}})?{_E}"
    rf"[0-9OoIlSB ().,/÷=•-]{{3,16}}{_E}(?![0-9A-Za-z])"
)


# A house number and its street, with what stands of it before the number of its telephone.
_HOUSE = re.compile(
    r"(?<![0-9])[0-9]{1,5} (?:[A-Z][A-Za-z0-9.']{0,14} ){1,4}?(?i:streets?|st|avenue|ave|road|rd|"
    r"blvd|boulevard|drive|dr|lane|ln|place|court|ct|highway|hwy|ocho)\b\.?,? ?(?:[NS]\.?[EW]\.?,? )?"
    r"(?:[A-Z][A-Za-z. ]{2,18},? (?:[A-Z][A-Za-z.]{1,10},? )?)?\Z"
)


def _behind_a_house(text: str, start: int) -> bool:
    """Say whether a house number and a street end where a span begins, on its line."""
    line = text.rfind("\n", max(0, start - 80), start) + 1 or max(0, start - 80)
    return _HOUSE.search(text, line, start) is not None


def _office(low: str, start: int, end: int) -> bool:
    """Say whether words of an office's letterhead stand near, and none of a home's."""
    before, behind = low[max(0, start - OFFICE) : start], low[end : end + OFFICE_BEHIND]
    if _HOME.search(before) or _HOME.search(behind):
        return False
    return bool(_LETTERHEAD.search(before) or _LETTERHEAD.search(behind))


def _near(low: str, start: int, end: int) -> bool:
    """Say whether a telephone word stands before the number, or close behind it on its line."""
    if _WORD.search(low, max(0, start - REACH), start):
        return True
    line = low.find("\n", end, end + REACH_BACK)
    return _WORD.search(low, end, line if line >= 0 else end + REACH_BACK) is not None


@lru_cache(maxsize=4096)
def _exchange(name: str) -> bool:
    """Say whether a name is an exchange's, one letter of six or two of nine wrong."""
    if name in _EXCHANGES:
        return True
    allowed = 2 if len(name) >= 9 else 1 if len(name) >= 6 else 0
    return allowed > 0 and any(
        Levenshtein.distance(name, known, score_cutoff=allowed) <= allowed for known in _EXCHANGES
    )


def _judge(match: re.Match[str], score: float, *, near: bool) -> tuple[float, str]:
    """Return the score of a match and its digits, exchange letters as on the dial."""
    part = match.groupdict()
    if "\n" in match.group() and not near:
        return 0.0, ""
    extension = f"x{part['ext']}" if part.get("ext") else ""
    if name := part.get("name") or part.get("full"):
        known = _exchange(name.lower())
        if not known and not near and part.get("full"):
            return 0.0, ""
        if known:
            score = max(score, 0.88)
        digits = name[:2].upper().translate(_KEYPAD) + as_digits(part.get("rest") or part["more"])
    elif two := part.get("two"):
        letters = two.replace("-", "")
        if not near and letters in _NOT_EXCHANGE:
            return 0.0, ""
        if not near and letters in _FIELD_OFFICES:
            score = 0.6  # as likely a field office's file
        digits = letters.translate(_KEYPAD) + as_digits(part["five"])
    else:
        digits = as_digits(match.group().partition("x")[0].partition("e")[0])
        if match.group().startswith("+") and not digits.startswith("1"):
            return (score, "+" + digits) if 8 <= len(digits) <= 15 else (0.0, "")
        if len(digits) == 11 and digits.startswith("1"):
            digits = digits[1:]
        if len(digits) not in {7, 10}:
            return 0.0, ""
    return score, digits + extension


def build(settings: Settings) -> Detector:
    """Return the detector; it has nothing to set."""
    del settings
    return _PhoneDetector()


EXAMPLES: tuple[Example, ...] = (
    Example("(202) 555-0143", ((KIND, "(202) 555-0143"),), "area code in brackets"),
    Example("call 202-555-0143 today", ((KIND, "202-555-0143"),), "dashes"),
    Example("1-202-555-0143 ext. 12", ((KIND, "1-202-555-0143 ext. 12"),), "with an extension"),
    Example("202.555.0143", ((KIND, "202.555.0143"),), "dots"),
    Example("TELEPHONE: 202 555 0143", ((KIND, "202 555 0143"),), "spaces, labelled"),
    Example("(202) 555-O143", ((KIND, "(202) 555-O143"),), "a digit read as a letter"),
    Example("at REpublic 7-4821,", ((KIND, "REpublic 7-4821"),), "an exchange name, two capitals"),
    Example("REPUBLIC 7-4821", ((KIND, "REPUBLIC 7-4821"),), "an exchange name in capitals"),
    Example("RE 7-4821", ((KIND, "RE 7-4821"),), "exchange letters"),
    Example("phone number PL-5-1234", ((KIND, "PL-5-1234"),), "letters that are joined by a dash"),
    Example("PHONE.\n\n555-0143", ((KIND, "555-0143"),), "seven digits under their label"),
    Example("555-0143 (home phone)", ((KIND, "555-0143"),), "the label behind"),
    Example("Tel. +44 20 7946 0958", ((KIND, "+44 20 7946 0958"),), "another country"),
    Example("+49 30 901820", ((KIND, "+49 30 901820"),), "another plan, no word"),
    Example("Telefono 15-60-55, Mexico", ((KIND, "15-60-55"),), "six digits behind the word"),
    Example("Te1epnone No. 55S-0l43", ((KIND, "55S-0l43"),), "word and digits damaged"),
    Example("MElrase 5-1234", ((KIND, "MElrase 5-1234"),), "an exchange name, damaged"),
    Example("Senate Select Committee, Washington, D.C. (202) 555-0143", (), "an office's"),
    Example("telephone call on 12-30-63", (), "a date behind the word"),
    Example("555-0143", (), "seven digits of nothing"),
    Example("104-10004-10143; 201-289248", (), "record and file numbers"),
    Example("900-12-3456", (), "a Social Security number's shape"),
    Example("DIR 84888 IN 36017 NW 65924", (), "cable numbers"),
    Example("APR 6-1963; MOSCOW 5-1964", (), "dates"),
    Example("DL 4-1639 and NY 5-4321", (), "field offices' files"),
    Example("PHONE KLONDIKE\n5-0175", ((KIND, "KLONDIKE\n5-0175"),), "broken over a line"),
    Example("LAKESIDE 8-6324", ((KIND, "LAKESIDE 8-6324"),), "capitals and no label"),
    Example("REED, 670 Elm St., 555-0134", (), "bare digits behind a street: a look"),
    Example("670 Elm St., LA 7-7590", ((KIND, "LA 7-7590"),), "letters behind a street"),
    Example("TELEPHONE\n12-34567\n12-34568\n12-34569\n", (), "index cards"),
    Example("NO 7-1234 of 1963", (), "a number's number"),
    Example("$202.555.0143", (), "money"),
    Example("20250-1234", (), "a postal code"),
)
