"""Social Security numbers: through the damage of scanning, and with no word of theirs near by.

Promises: what a number means is read from its whole page. A label (``SSN``, ``SOC. SEC. NO.``)
may stand beside it, elsewhere on the page, or on the page before at the head of a column that
goes on; a page with four such shapes is a roster and vouches for its damaged rows. A canonical
shape alone is enough to be withheld: a miss is a disclosure. Numbers that were never issued count
like others, since damage makes them; the rules of issue only nudge a score. Public specimens are
told apart.

Does not promise: to find a number that lost two digits, or nine bare digits that no label speaks
for.
"""

# ruff: noqa: PLR2004  (lengths and scores are read best where they stand)
from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tearline.findings.detector import Detector, Example, Settings, spanned
from tearline.findings.identifiers import ssn_words as words
from tearline.findings.identifiers.ssn_shapes import Candidate, Grade, candidates
from tearline.model.finding import Finding
from tearline.model.page import Page
from tearline.text import Folded, fold

KIND = "ssn"
ROSTER = 4  # shapes on a page that make it a roster
NEIGHBOURHOOD = 260  # code points within which two others make a row of them
FORM = 400  # how far a form tears a label from its value

# Scores by grade: beside a label; roster under a label (this page or the one before); label
# elsewhere on the page; roster without a label; label on the page before; nothing at all.
_SCORES: dict[Grade, tuple[float, float, float, float, float, float]] = {
    Grade.CANONICAL: (0.98, 0.97, 0.95, 0.93, 0.86, 0.82),
    Grade.NEAR: (0.97, 0.95, 0.92, 0.90, 0.80, 0.78),
    Grade.MIXED: (0.95, 0.92, 0.85, 0.84, 0.65, 0.60),
    Grade.LETTERS: (0.95, 0.90, 0.85, 0.84, 0.72, 0.70),
    Grade.LOOSE: (0.95, 0.90, 0.60, 0.80, 0.50, 0.40),
    Grade.BARE: (0.93, 0.80, 0.55, 0.30, 0.30, 0.00),
    Grade.TWO: (0.90, 0.80, 0.45, 0.40, 0.00, 0.00),
    Grade.OFF: (0.88, 0.82, 0.50, 0.76, 0.00, 0.00),
    Grade.BROKEN: (0.88, 0.80, 0.45, 0.50, 0.00, 0.00),
    Grade.SPACED: (0.88, 0.40, 0.40, 0.00, 0.00, 0.00),
}
_REASONS = (
    "a Social Security label stands beside it",
    "one of a roster of such numbers under a Social Security label",
    "a Social Security label stands elsewhere on the page",
    "one of several such numbers on the page",
    "a Social Security label stands on the page before",
    "its shape alone",
)
_SHAPES = {
    Grade.CANONICAL: "the shape of a Social Security number",
    Grade.NEAR: "the shape of one with damaged dashes",
    Grade.MIXED: "the shape of one with damaged dashes",
    Grade.LETTERS: "the shape of one with digits read as letters",
    Grade.LOOSE: "the shape of one without dashes",
    Grade.BARE: "nine digits",
    Grade.TWO: "the shape of one that lost a dash",
    Grade.OFF: "the shape of one with a damaged group",
    Grade.BROKEN: "the shape of one broken over two lines",
    Grade.SPACED: "nine digits with a space between each",
}
# The 1938 wallet card and the 1940 pamphlet, hashed so that they need not stand here; the third
# public block is the advertisers' ten.
_SPECIMENS = frozenset(
    {
        "8115c48aa9e937af2d81c3750dba9c8189ec5bfe8dc3e4d0df4464aa3e78a366",
        "b462bf54e510b0fe41441be2bf1a232aff0b8f7e05e24780574e8748eaceb20a",
    }
)
_ADVERTISED = "98765432"
_MASKED = re.compile(
    r"(?<![0-9A-Za-z])(?:[xX]{3}|\*{3}|#{3})[- ]{0,3}"
    r"(?:[xX]{2}|\*{2}|#{2})[- ]{0,3}([0-9]{4})(?![0-9])"
)
_LAST_FOUR = re.compile(
    r"last[ \n]{1,2}(?:four|4)(?:[ \n]{1,2}(?:digits?|numbers?|nos?\.?|of|is|are|the|"
    r"your|his|her|ssn|social|security|number)|[ :=)(.,-]){0,8}[ \n]{0,3}"
    r"(?<![0-9])([0-9]{4})(?![0-9-])"
)
_STATE_BEFORE = re.compile(r"(?:[A-Z]{2}|[A-Z][a-z]{2,12})[.,]? {1,3}\Z")


@dataclass(frozen=True, slots=True)
class _Reading:
    """One page as this detector sees it: text, labels, candidates, and what they add up to."""

    page: Page
    folded: Folded
    low: str
    labels: words.Labels
    found: tuple[Candidate, ...]
    shapes: tuple[int, ...]  # starts of those that look whole
    serials: frozenset[str]  # first five digits of lists of file serials
    bare_column: bool


def _read(page: Page) -> _Reading:
    """Fold a page and collect its labels and candidates."""
    folded = fold(page.text)
    low = fold(page.text, lower=True).text
    found = tuple(candidates(folded.text))
    whole = [c for c in found if c.grade <= Grade.NEAR and not c.chained]
    by_head: defaultdict[str, set[str]] = defaultdict(set)
    for c in whole:
        if c.digits[0] == "1":  # the Bureau's file classes from 100 on: 105-82-1234 is file, serial
            by_head[c.digits[:5]].add(c.digits)
    serials = frozenset(head for head, values in by_head.items() if len(values) >= 3)
    shapes = tuple(c.start for c in whole if c.digits[:5] not in serials)
    bare = Counter(c.grade for c in found if c.alone)[Grade.BARE]
    return _Reading(page, folded, low, words.labels(low), found, shapes, serials, bare >= ROSTER)


class _SsnDetector:
    """Reads a record page by page, each with the labels of the one before."""

    name = "ssn"
    version = "1"
    kinds = frozenset({KIND})

    def find(self, pages: Sequence[Page], earlier: Sequence[Finding]) -> Iterator[Finding]:
        """Yield numbers and last fours, overlapping shapes settled in favour of the likelier."""
        del earlier
        heads, last = False, 0  # whether the page before had a label, or went on a column that had
        for page in pages:
            here = _read(page)
            headed = heads and last == page.number - 1
            yield from self._numbers(here, headed=headed)
            yield from self._last_four(here)
            goes_on = headed and (here.bare_column or len(here.shapes) >= ROSTER)
            heads, last = here.labels.any_strong or goes_on, page.number

    def _numbers(self, here: _Reading, *, headed: bool) -> Iterator[Finding]:
        """Score every candidate and keep the best of those that overlap."""
        scored = [(*_score(c, here, headed=headed), c) for c in here.found]
        scored = [s for s in scored if s[0] > 0]
        scored.sort(key=lambda s: (-s[0], s[2].start, -s[2].end))
        taken = bytearray(len(here.low))
        for score, why, c in scored:
            if any(taken[c.start : c.end]):
                continue
            taken[c.start : c.end] = b"\1" * (c.end - c.start)
            span = here.folded.span(c.start, c.end)
            yield spanned(self, here.page, span, KIND, score, why, c.digits)

    def _last_four(self, here: _Reading) -> Iterator[Finding]:
        """Yield what is left of a masked number; four digits are too common to be a value."""
        for match in _MASKED.finditer(here.folded.text):
            near = words.near(here.labels, here.low, *match.span())
            why = "The last four digits of a masked Social Security number."
            span = here.folded.span(*match.span())
            yield spanned(self, here.page, span, KIND, 0.95 if near else 0.85, why, "")
        for match in _LAST_FOUR.finditer(here.low):
            inside = here.labels.before(match.end())
            near = inside is not None and here.labels.starts[inside] >= match.start() - words.REACH
            near = near or words.near(here.labels, here.low, match.start(), match.end())
            why = "Called the last four digits" + (" of a Social Security number." if near else ".")
            span = here.folded.span(*match.span(1))
            yield spanned(self, here.page, span, KIND, 0.92 if near else 0.5, why, "")


def _score(c: Candidate, here: _Reading, *, headed: bool) -> tuple[float, str]:
    """Return a candidate's score and the sentence that explains it; 0 is no finding."""
    reach = words.REACH if c.grade <= Grade.LOOSE else words.REACH_BACK
    near = words.near(here.labels, here.low, c.start, c.end, reach)
    context = 0 if near else _context(c, here, headed=headed)
    score = _SCORES[c.grade][context]
    reason = _REASONS[context]
    if c.grade is Grade.LOOSE and context == 2 and _within_form(c, here):
        score = 0.85
    if c.grade is Grade.BARE and not near:
        if here.bare_column and c.alone and (headed or here.labels.any_strong):
            score, reason = 0.88, "one of a column of such numbers under a Social Security label"
        elif context in {1, 2} and not _within_form(c, here):
            score = 0.4
    if c.grade is Grade.OFF and c.lengths == (3, 3, 4) and not near:
        # as likely a telephone number in the same table
        score = min(score, 0.6 if context in {1, 3} else 0.35)
    if len(c.digits) == 8 and c.grade is Grade.TWO and not near:
        score = 0.0
    doubt = "" if near else _doubt(c, here, roster=context in {1, 3})
    if doubt:
        score = min(score, 0.45)
    if _is_specimen(c.digits):
        return 0.3, "A public specimen number, printed in advertisements and leaflets."
    if score and not _issuable(c.digits):
        score -= 0.02
    why = f"It has {_SHAPES[c.grade]}: {reason}{doubt}."
    return score, why


def _context(c: Candidate, here: _Reading, *, headed: bool) -> int:
    """Return which column of the score table holds, for a number with no label beside it."""
    labelled = bool(here.labels.ends)
    others = len(here.shapes) - (c.grade <= Grade.NEAR)
    left = bisect_left(here.shapes, c.start - NEIGHBOURHOOD)
    right = bisect_right(here.shapes, c.end + NEIGHBOURHOOD)
    row = right - left - (c.grade <= Grade.NEAR) >= 2
    roster = others >= ROSTER - 1 or row
    if roster and (labelled or headed):
        return 1
    if labelled:
        return 2
    if roster:
        return 3
    return 4 if headed else 5


def _within_form(c: Candidate, here: _Reading) -> bool:
    """Say whether a label that speaks of a number stands within a form's reach before it."""
    at = here.labels.before(c.start)
    return at is not None and here.labels.strong[at] and c.start - here.labels.ends[at] <= FORM


def _doubt(c: Candidate, here: _Reading, *, roster: bool) -> str:
    """Return what speaks against a number that no label stands beside, '' where nothing does."""
    if c.chained and not roster:
        return ", but it is part of a longer number"
    if c.digits[:5] in here.serials and not here.labels.any_strong:
        return ", but it stands in a list of file serials"
    whole = c.grade <= Grade.NEAR
    if not (whole and here.labels.any_strong) and words.claimed_before(
        here.low, c.start, whole=whole
    ):
        return ", but another label stands before it"
    before = here.folded.text[max(0, c.start - 18) : c.start]
    if c.grade is Grade.TWO and _STATE_BEFORE.search(before):
        return ", but it may be a postal code"
    if before.rstrip(" ").endswith("$"):
        return ", but it may be a sum of money"
    return ""


def _is_specimen(digits: str) -> bool:
    """Say whether the number is one that was printed for the public."""
    if digits.startswith(_ADVERTISED) and len(digits) == 9:
        return True
    return hashlib.sha256(digits.encode()).hexdigest() in _SPECIMENS


def _issuable(digits: str) -> bool:
    """Say whether nine digits could have been issued; any other count could be damage."""
    if len(digits) != 9:
        return True
    area, group, serial = digits[:3], digits[3:5], digits[5:]
    return not (area in {"000", "666"} or area[0] == "9" or group == "00" or serial == "0000")


def build(settings: Settings) -> Detector:
    """Return the detector; it has nothing to set."""
    del settings
    return _SsnDetector()


EXAMPLES: tuple[Example, ...] = (
    Example("SSN: 900-12-3456", ((KIND, "900-12-3456"),), "canonical, labelled"),
    Example("JOHN ROE 900-12-3456 CLERK", ((KIND, "900-12-3456"),), "canonical, no label at all"),
    Example("000-12-3456 and 666-12-3456", ((KIND, "000-12-3456"), (KIND, "666-12-3456")), "areas"),
    Example(
        "Soclal Securlty No.\n\n900 12 3456", ((KIND, "900 12 3456"),), "label damaged, no dashes"
    ),
    Example(
        "SOC. SEC. NO. 900÷12-3456", ((KIND, "900÷12-3456"),), "a dash read as a division sign"
    ),
    Example("S.S.N. 900-12=3456", ((KIND, "900-12=3456"),), "a dash read as an equals sign"),
    Example("SS# 900•12-3456", ((KIND, "900•12-3456"),), "a dash read as a bullet"),
    Example("SSAN 900-12.3456", ((KIND, "900-12.3456"),), "a dash read as a full stop"),
    Example("SSN 900 - 12 - 3456", ((KIND, "900 - 12 - 3456"),), "dashes with spaces"),
    Example("SSN 900–12–3456", ((KIND, "900–12–3456"),), "en dashes"),
    Example("SSN 90012-3456", ((KIND, "90012-3456"),), "a dash lost"),
    Example("SSN 900-123456", ((KIND, "900-123456"),), "the other dash lost"),
    Example("Social Security Number 900123456", ((KIND, "900123456"),), "both dashes lost"),
    Example("SSN 900-12-34567", ((KIND, "900-12-34567"),), "one digit too many"),
    Example("SSN 900-12-345", ((KIND, "900-12-345"),), "one digit too few"),
    Example("SSN 900-123-3456", ((KIND, "900-123-3456"),), "a doubled digit in the middle"),
    Example("SSN 9001-12-3456", ((KIND, "9001-12-3456"),), "a doubled digit in front"),
    Example("SSN 900-12-34.56", ((KIND, "900-12-34.56"),), "the last group torn"),
    Example("SSN 9O0-l2-345S", ((KIND, "9O0-l2-345S"),), "digits read as letters"),
    Example("SSN 9ОО-12-З456", ((KIND, "9ОО-12-З456"),), "Cyrillic letters for digits"),
    Example("SSN 900-12-\n3456", ((KIND, "900-12-\n3456"),), "broken over a line, labelled"),
    Example(
        "SSN 9 0 0 - 1 2 - 3 4 5 6", ((KIND, "9 0 0 - 1 2 - 3 4 5 6"),), "a box for each digit"
    ),
    Example("1 2 3 4 5 6 7 8 9", (), "single digits in a row"),
    Example("900-12-3456 is her SSN", ((KIND, "900-12-3456"),), "the label behind"),
    Example("NO.900-12-3456ROE", ((KIND, "900-12-3456"),), "glued to the words beside it"),
    Example("ending xxx-xx-3456", ((KIND, "xxx-xx-3456"),), "masked but for the last four"),
    Example("the last four digits of his SSN are 3456", ((KIND, "3456"),), "last four in words"),
    Example(
        "SOC SEC NO\n900123456\n900223457\n900323458\n900423459\n900523460\n",
        tuple((KIND, n) for n in ("900123456", "900223457", "900323458", "900423459", "900523460")),
        "a column of bare numbers under its head",
    ),
    Example(
        "NAME   SSN   PAY\n\f900123456\n900223457\n900323458\n900423459\n",
        tuple((KIND, n) for n in ("900123456", "900223457", "900323458", "900423459")),
        "the head of the column stands on the page before",
    ),
    Example(
        "NAME SSN CASE FILE 900-12-3456",
        ((KIND, "900-12-3456"),),
        "heads of a row read as one line",
    ),
    Example(
        "900-11-1234\n901-12-2345\n902-13-3456\n903-14-4567\n904-15-56789\n905÷16-6789\n"
        "906 17 7890",
        tuple(
            (KIND, n)
            for n in (
                "900-11-1234",
                "901-12-2345",
                "902-13-3456",
                "903-14-4567",
                "904-15-56789",
                "905÷16-6789",
                "906 17 7890",
            )
        ),
        "a roster vouches for its damaged rows",
    ),
    Example("104-10004-10143", (), "a record number"),
    Example("124-10274-10112, 180-10131-10325", (), "record numbers"),
    Example("105-82-1234, 105-82-1235 and 105-82-1240", (), "serials of a Bureau file"),
    Example("FILE IN 201-12-3456", (), "a file number with its label"),
    Example("Contract 900-12-3456-01", (), "a contract number"),
    Example("900-12-3456-7", (), "part of a longer number"),
    Example("12-31-1963 to 01-15-1964", (), "dates"),
    Example("Washington, DC 20505-1234", (), "a postal code"),
    Example("(202) 555-0143 or 202-555-0143", (), "telephone numbers"),
    Example("123.45.6789 pesos; $1,234,567.89", (), "money"),
    Example("Docid:32423456 NW 65924", (), "print stamps"),
    Example("100\n20\n3000", (), "a column of small numbers"),
    Example("987-65-4321", (), "a public specimen"),
    Example("Social Security Administration, 6401 Security Blvd", (), "the agency"),
    Example("Social Security Board order 900123456", (), "the agency and some other number"),
    Example("SSN not known. Telephone 202-555-0143", (), "a label answered in words"),
    Example("123456789", (), "nine digits of nothing"),
)
