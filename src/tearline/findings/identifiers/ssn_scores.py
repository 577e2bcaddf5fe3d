"""How likely a candidate is a Social Security number, from its shape and all that stands around it.

Promises: the likeliest reading wins: a label beside it, its column, its page, its shape alone; then
what speaks against it. Numbers that were never issued count like others, since damage makes them:
the rules of issue only nudge a score. Every score comes with the sentence that explains it.

Does not promise a probability: the scores order the candidates around a guide's thresholds.
"""

# ruff: noqa: PLR2004  (lengths and scores are read best where they stand)
from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from enum import IntEnum

from tearline.findings.identifiers import ssn_around as around
from tearline.findings.identifiers import ssn_words as words
from tearline.findings.identifiers.ssn_columns import Columns, Standing, weigh
from tearline.findings.identifiers.ssn_shapes import Candidate, Grade, behind, candidates, longer
from tearline.model.page import Page
from tearline.tables import Layout
from tearline.text import Folded, fold

ROSTER = 4  # shapes on a page that make it a roster
NEIGHBOURHOOD = 260  # code points within which two others make a row of them
FORM = 400  # how far a form tears a label from its value


class Context(IntEnum):
    """What stands around a candidate, from most to least telling: a column of the score table."""

    BESIDE = 0  # a label beside it
    HEADED = 1  # in a column under a label
    LABELLED_ROSTER = 2  # on a roster, a label on this page or the one before
    VOUCHED = 3  # in a column of whole shapes
    LABELLED = 4  # a label elsewhere on the page
    ROSTER = 5
    ALONE = 6


_SCORES: dict[Grade, tuple[float, float, float, float, float, float, float]] = {
    Grade.CANONICAL: (0.98, 0.97, 0.97, 0.95, 0.95, 0.93, 0.82),
    Grade.NEAR: (0.97, 0.96, 0.95, 0.93, 0.92, 0.90, 0.78),
    Grade.MIXED: (0.95, 0.94, 0.92, 0.90, 0.85, 0.84, 0.60),
    Grade.LETTERS: (0.95, 0.94, 0.90, 0.90, 0.85, 0.84, 0.70),
    Grade.LOOSE: (0.95, 0.93, 0.90, 0.88, 0.60, 0.80, 0.30),
    Grade.BARE: (0.93, 0.90, 0.50, 0.84, 0.55, 0.30, 0.00),
    Grade.TWO: (0.90, 0.88, 0.80, 0.84, 0.45, 0.40, 0.00),
    Grade.OFF: (0.88, 0.86, 0.82, 0.84, 0.50, 0.76, 0.00),
    Grade.BROKEN: (0.88, 0.82, 0.80, 0.78, 0.45, 0.50, 0.00),
    Grade.SPACED: (0.88, 0.80, 0.40, 0.50, 0.40, 0.00, 0.00),
    Grade.GLUED: (0.88, 0.84, 0.50, 0.80, 0.50, 0.30, 0.00),
    Grade.COUNT: (0.80, 0.84, 0.36, 0.79, 0.00, 0.00, 0.00),
    Grade.REST: (0.78, 0.82, 0.00, 0.78, 0.00, 0.00, 0.00),
}
# With a name beside it: alone, one of several on the page, one of several with a label on the page.
_NAMED = {
    Grade.LOOSE: (0.45, 0.78, 0.84),
    Grade.BARE: (0.0, 0.5, 0.8),
    Grade.GLUED: (0.0, 0.78, 0.84),
}
_REASONS = (
    "a Social Security label stands beside it",
    "it stands in a column under a Social Security label",
    "one of a roster of such numbers under a Social Security label",
    "it stands in a column of such numbers",
    "a Social Security label stands elsewhere on the page",
    "one of several such numbers on the page",
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
    Grade.GLUED: "nine digits with a name right behind",
    Grade.COUNT: "the digits of one with a digit lost or doubled",
    Grade.REST: "the digits of a damaged one",
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
_GAPS = re.compile(r"(?:[0-9] ){2}[0-9](?:  +| *- *)[0-9] [0-9](?:  +| *- *)(?:[0-9] ){3}[0-9]")
_STATE_BEFORE = re.compile(r"(?<![A-Za-z])(?:[A-Z]{2}|[A-Z][a-z]{2,12})[.,]? {1,3}\Z")


@dataclass(frozen=True, slots=True)
class Reading:
    """One page as this detector sees it: text, labels, candidates, and what they add up to."""

    page: Page
    folded: Folded
    low: str
    labels: words.Labels
    found: tuple[Candidate, ...]
    shapes: tuple[int, ...]  # starts of those that look whole
    named: frozenset[int]  # starts of those that have a name beside them
    things: bool  # it speaks of files, parts, contracts: their numbers look alike
    bureau: bool  # of the Bureau's files
    persons: bool  # of the numbers of employees
    apart: bool  # names stand on lines of their own beside a column of such numbers
    serials: frozenset[str]  # first five digits of lists of file serials
    named_of: dict[Grade, int]  # how many of each grade have a name beside them


def read(page: Page) -> Reading:
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
    named = around.named(folded.text, found)
    things, bureau = bool(found) and around.of_things(low), bool(found) and around.of_bureau(low)
    lone = Counter(c.grade for c in found if c.alone and c.grade in {Grade.LOOSE, Grade.BARE})
    apart = any(n >= around.NAMED for n in lone.values()) and around.names_apart(folded.text)
    return Reading(
        page,
        folded,
        low,
        words.labels(low),
        found,
        shapes,
        named,
        things,
        bureau,
        bool(named) and around.of_persons(low),
        apart,
        serials,
        Counter(c.grade for c in found if c.start in named),
    )


Scored = tuple[float, str, Candidate]


def scored(here: Reading, layout: Layout | None, *, headed: bool) -> list[Scored]:
    """Return a page's candidates with score and reason, those of no score left out.

    ``layout``: None where the page has no columns to ask. ``headed``: the page before has a label.
    """
    columns = (
        Columns({}, ())
        if layout is None
        else weigh(layout, here.folded, here.low, here.found, here.named)
    )
    made: list[Scored] = []
    for at, c in enumerate(here.found):
        if words.stamped(here.low, c.start):
            continue
        standing = columns.standing.get(c.start, Standing.NONE)
        lines = here.labels.any_strong and around.answers(
            here.low, here.labels, c, here.found[max(0, at - 6) : at + 7]
        )
        made.append((*_score(c, here, standing, headed=headed, lines=lines), c))
    for c, standing in columns.rest:
        context = Context.HEADED if standing is Standing.HEADED else Context.VOUCHED
        score = _SCORES[Grade.REST][context] if 8 <= len(c.digits) <= 10 else 0.5
        if here.things and not here.labels.any_strong:
            score = min(score, 0.45)
        made.append((*_unclaimed(c, here, score, _REASONS[context]), c))
    places = [c.end for c in here.found]
    for end, strong in zip(here.labels.ends, here.labels.strong, strict=True):
        rest = behind(here.folded.text, end) if strong else None
        if rest is not None:
            at = bisect_right(places, rest.start)
            if at < len(places) and here.found[at].start < rest.end:
                continue  # it has a shape of its own
            score = 0.78 if 8 <= len(rest.digits) <= 10 else 0.5
            made.append((score, _why(rest, _REASONS[Context.BESIDE]), rest))
    return [s for s in made if s[0] > 0]


def _why(c: Candidate, reason: str, doubt: str = "") -> str:
    """Return the sentence that explains a score."""
    return f"It has {_SHAPES[c.grade]}: {reason}{doubt}."


def _score(
    c: Candidate, here: Reading, standing: Standing, *, headed: bool, lines: bool
) -> tuple[float, str]:
    """Return a candidate's score and the sentence that explains it; 0 is no finding.

    ``lines``: it answers a label on the line above or below.
    """
    if _is_specimen(c.digits):
        return 0.3, "A public specimen number, printed in advertisements and leaflets."
    reach = words.REACH if c.grade <= Grade.LOOSE else words.REACH_BACK
    near = lines or words.near(here.labels, here.low, c.start, c.end, reach)
    if not near and c.grade <= Grade.BARE:
        of_service = standing is Standing.SERVICE or words.of_service(here.low, c.start)
        if of_service:
            score = _SCORES[c.grade][Context.HEADED]
            return score, _why(c, "a service number's label stands by it, and from 1969 on such a "
                                  "number is a Social Security number")  # fmt: skip
    context = Context.BESIDE if near else _context(c, here, standing, headed=headed)
    score, reason = _SCORES[c.grade][context], _REASONS[context]
    if context is Context.HEADED and c.grade >= Grade.BARE:
        return _unclaimed(c, here, score, reason)
    if context > Context.HEADED:
        if context is not Context.VOUCHED:
            score = _of_page(c, here, context, score)
        among = _among_names(c, here)
        if here.apart and c.alone and c.grade in {Grade.LOOSE, Grade.BARE}:
            among = max(among, 0.5 if c.grade is Grade.LOOSE else 0.4)
        if among > score:
            score, reason = among, "a name stands beside it"
    doubt = ""
    if context > Context.HEADED:
        top, doubt = _doubt(c, here, standing, context)
        score = min(score, top)
    if score and not _issuable(c.digits):
        score -= 0.02
    return score, _why(c, reason, doubt)


def _among_names(c: Candidate, here: Reading) -> float:
    """Return the score of a number without dashes for the names beside it and its like."""
    if c.start not in here.named or c.grade not in _NAMED:
        return 0.0
    alike = here.named_of.get(c.grade, 0)
    few, many, labelled = _NAMED[c.grade]
    if around.joined(here.folded.text, c) or alike >= around.NAMED:
        return labelled if here.labels.any_strong or here.persons else many
    return few


def _unclaimed(c: Candidate, here: Reading, score: float, reason: str) -> tuple[float, str]:
    """Return score and reason of a number that only its column vouches for."""
    before = words.claimed_before(here.low, c.start, whole=False)
    if before or words.claimed_above(here.low, c.start):
        return 0.3, _why(c, reason, ", but another label stands before it")
    return score, _why(c, reason)


def _of_page(c: Candidate, here: Reading, context: Context, score: float) -> float:
    """Return the score of a damaged number that only the page as a whole speaks for."""
    form = context is Context.LABELLED and _within_form(c, here)
    if c.grade is Grade.LOOSE and form:
        return 0.85
    if c.grade is Grade.SPACED and form and _is_boxed(c, here):
        return 0.78
    if c.grade is Grade.BARE and not form:
        return min(score, 0.4)
    if c.grade is Grade.OFF and c.lengths == (3, 3, 4):
        # as likely a telephone number in the same table
        return min(score, 0.6 if context in {Context.LABELLED_ROSTER, Context.ROSTER} else 0.3)
    if c.grade is Grade.TWO and len(c.digits) == 8:
        return 0.0
    return score


def _is_boxed(c: Candidate, here: Reading) -> bool:
    """Say whether single digits stand in boxes, or in groups of three, two and four."""
    written = here.folded.text[c.start : c.end]
    return any(mark in written for mark in "|[]") or _GAPS.fullmatch(written) is not None


def _context(c: Candidate, here: Reading, standing: Standing, *, headed: bool) -> Context:
    """Return what holds for a number with no label beside it."""
    if standing is Standing.HEADED:
        return Context.HEADED
    labelled = bool(here.labels.ends)
    whole = c.grade <= Grade.NEAR
    others = len(here.shapes) - whole
    left = bisect_left(here.shapes, c.start - NEIGHBOURHOOD)
    right = bisect_right(here.shapes, c.end + NEIGHBOURHOOD)
    roster = others >= ROSTER - 1 or right - left - whole >= 2
    vouched = standing is Standing.VOUCHED
    if roster and (labelled or headed) and (whole or not vouched):
        return Context.LABELLED_ROSTER
    if vouched:
        return Context.VOUCHED
    if labelled:
        return Context.LABELLED
    return Context.ROSTER if roster else Context.ALONE


def _within_form(c: Candidate, here: Reading) -> bool:
    """Say whether a label that speaks of a number stands within a form's reach before it."""
    at = here.labels.before(c.start)
    return at is not None and here.labels.strong[at] and c.start - here.labels.ends[at] <= FORM


def _doubt(c: Candidate, here: Reading, standing: Standing, context: Context) -> tuple[float, str]:
    """Return the most that what speaks against a number leaves it, and what that is."""
    roster = context in {Context.LABELLED_ROSTER, Context.VOUCHED, Context.ROSTER}
    strong = here.labels.any_strong
    whole = c.grade <= Grade.NEAR
    if c.chained and (not roster or longer(here.folded.text, c.end)):
        return 0.45, ", but it is part of a longer number"
    if c.digits[:5] in here.serials and not strong:
        return 0.45, ", but it stands in a list of file serials"
    people = c.start in here.named and sum(here.named_of.values()) >= around.NAMED
    listed = c.start in here.named and (not here.bureau or c.digits[0] not in "12")
    if here.things and not strong and not listed:
        return 0.6 if whole else 0.45, ", but its page speaks of files or things"
    if standing is Standing.CLAIMED and not (whole and strong):
        top = 0.6 if whole else 0.45 if strong and c.grade < Grade.BARE else 0.2
        return top, ", but the head of its column is of something else"
    if standing is Standing.OTHER and people and c.grade <= Grade.OFF:
        numbered = strong or here.persons or c.grade is not Grade.BARE
        return (1.0, "") if numbered else (0.5, ", but the head of its column is of dates or sums")
    if standing is Standing.OTHER and not whole:
        torn = here.apart and c.grade is Grade.LOOSE
        return 0.45 if strong or torn else 0.2, ", but the head of its column is of dates or sums"
    if standing is Standing.DOUBTFUL and c.grade >= Grade.BARE and not people:
        return 0.72, ", but the head of its column may be of something else"
    if standing is Standing.SERIES and not strong:
        return 0.6, ", but all numbers of its column begin alike"
    if not (whole and strong) and words.claimed_before(here.low, c.start, whole=whole):
        return 0.45, ", but another label stands before it"
    if (
        context is not Context.VOUCHED
        and c.grade is Grade.TWO
        and _STATE_BEFORE.search(here.folded.text, max(0, c.start - 18), c.start)
    ):
        return 0.45, ", but it may be a postal code"
    if here.folded.text[max(0, c.start - 18) : c.start].rstrip(" ").endswith("$"):
        return 0.45, ", but it may be a sum of money"
    if not strong and words.against(here.folded.text, here.low, c.start, c.end):
        return 0.6, ", but its line speaks of files or sums"
    return 1.0, ""


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
