"""Dates of birth, which are dates like any other but for the words around them.

Promises: a date after *born*, *DOB*, *DPOB*, *date of birth* and their damaged spellings is
found: in running text, in a form whose label stands a line or two above its value, and down a
column under its head, also where its table goes on; no date that another label (*date of entry*,
*review date*) claims first. The value is the date as far as it is known: day, month or year.

Does not promise: a date of birth that nothing on its page calls so, or an age.
"""

# ruff: noqa: PLR2004  (lengths and scores are read best where they stand)
from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tearline.dates import DatedSpan, Precision, find_dates, find_years
from tearline.findings.detector import Detector, Example, Settings, spanned
from tearline.findings.identifiers.birth_lines import by_age_or_name, by_lines, six_digits
from tearline.findings.identifiers.cells import Grid, Group, grids
from tearline.findings.identifiers.columns import Read, values
from tearline.findings.identifiers.labelled import Spans
from tearline.model.finding import Finding
from tearline.model.page import Page
from tearline.text import fold

KIND = "birth_date"
SENTENCE = 90  # code points from the word to its date in running text
FORM = 200  # and in a form, where the labels of a block stand together
BESIDE = 16  # code points from a label to six bare digits
LONGEST = 28  # code points of a cell that is a date past reading
YEARS = 3  # a column of births is of several years; days of one or two are a chronology
SPAN = 12  # and, where a head names other dates too, over so many years at least

_BIRTH = "[bh][il1|][rak][tli][hn]"
# Behind *date of* any word that may have been *birth*: a letter doubled, lost or wrong.
_BIRTHLIKE = (
    r"(?:[bhm8@]{1,2}[il1|]{1,2}[ranbek]{1,2} ?[tlif]{1,2} ?[hnb]{1,2}"
    r"|[bh8][il1|]{0,2}[ra]?[tf]h|[il1|]rth)"
)
_LABEL = re.compile(
    rf"(?<![a-z0-9])(?:"
    rf"(?P<label>(?:d|[u0o](?=p))[., /]?p?[., /]?[o0]{{1,2}}[., /]?b{{1,2}}[s5]?(?![a-z0-9])\.?|d\.[o0]\.8\."
    rf"|[do0][aeo4]{{1,2}}t{{0,2}}[ec]{{1,2}} ?(?:and|&|/|,)? ?(?:p[l1i]ace)? ?[o0]{{1,2}}[fr]{{1,2}}"
    rf"\W{{0,2}}\s?{_BIRTHLIKE}"
    rf"|{_BIRTH}\W{{0,2}}(?:date|day)"
    rf"|date b[o0]rn|fecha de nac[il1]m[il1]ent[o0]|f\\. ?de nac\\."
    rf"|(?:[o0]{{2}}b|d[dc]b)(?=[:.]? {{0,3}}[0-9]{{1,2}}[ /.-])"
    rf"|p[l1i]ace (?:and|&) date [o0][fr] {_BIRTH})"
    rf"|(?P<born>nac[il1]d[oa](?: e[ln])?"
    rf"|b[o0]{{1,2}}r{{1,2}}n{{1,2}}|b[o0]m|(?:was|were) [bh][o0][rn][nm])(?![a-z0-9])"
    rf"|(?P<birth>{_BIRTH})(?![a-z0-9])"
    rf"|(?P<short>b[.-])(?= {{0,2}}(?:[0-9l(]|[a-z]{{3,9}}\.? [0-9]))"
    rf")"
)
# A date behind one of these is theirs, not the birth's.
_OTHER = re.compile(
    r"(?<![a-z])(?:date of (?!b)|dated?\b(?! (?:and )?(?:p[l1i]ace )?of.?b)|entry|entered|"
    r"arriv|issued?|expir|review|death|died|deceased|married|marriage|hired|employed|enlist|"
    r"discharg|report|prepared|signed|received|ref\b|released?|since|until|d\.?o\.?d\b|death)"
)
# A day before a month, a day and a month before a year, read so that they mean nothing any more.
_TORN_DAY = re.compile(r"(?<![0-9A-Za-z])[0-9Il|][0-9A-Za-z|]{0,2}[ .,]{1,3}\Z")
_TORN_DAY_AND_MONTH = re.compile(
    r"(?<![0-9A-Za-z])[0-9Il|][0-9A-Za-z|]{0,2}[ .,'-]{0,3}[0-9A-Za-z|!\]]{2,10}[ .,'-]{0,3}\Z"
)


TORN = 48  # code points behind a label in which a damaged date is still looked for
# What stands right behind a label and has a date's parts, but can be read as no day.
_Y = "[0-9IilOoQZSB|]"
_UNREAD = re.compile(
    r"[\s:;.,=*_-]{0,8}(?:(?:on|about|in) )?(?P<date>"
    rf"(?:{_Y}[0-9A-Za-z|!]{{0,2}}[ .,/÷=•-]{{1,3}}|[/÷=•-])[0-9A-Za-z|!]{{1,10}}[ .,/'÷=•-]{{1,3}}"
    rf"{_Y}{{1,5}}"
    rf"|[A-Za-z]{{2,10}}[ .,]{{1,3}}{_Y}{{1,3}}[ .,'-]{{1,3}}{_Y}{{1,5}}"
    rf"|{_Y}{{1,2}}[ .-]?[A-Za-z]{{3,4}}[ .-]?{_Y}{{2,5}}"
    rf"|{_Y}{{1,2}}[/÷=•-]{_Y}{{3,6}}"
    rf")(?![0-9A-Za-z])(?<={_Y})"
)
# The same in a cell, where any turn of digits, letters and signs may have been a date.
_IN_CELL = re.compile(
    rf"(?<![0-9A-Za-z])(?:{_Y}[0-9A-Za-z|!]{{0,2}}[ .,/'÷=•-]{{1,3}}[0-9A-Za-z|!]{{1,10}}"
    rf"[ .,/'÷=•-]{{1,3}}{_Y}{{1,5}}"
    rf"|[A-Z][A-Za-z0-9|]{{2,9}}\.?[ .,]{{1,3}}{_Y}{{1,3}}[ .,'-]{{1,3}}{_Y}{{2,5}}"
    rf"|{_Y}{{1,2}}[ .-]?[A-Za-z]{{3,4}}[ .-]?{_Y}{{2,5}}"
    rf"|{_Y}{{1,4}}[/÷=•.-]{_Y}{{2,6}})(?![0-9A-Za-z])"
)
_UNREAD_WHY = "It stands right after a birth-date label and looks like a date past reading."
_TOLD = re.compile(r"\n[^\n]{0,6}\b(?:on|since|by|until|dated)\s\Z")
_PROSE = re.compile(r"(?:\b[a-z]{2,}[ ,\n]{1,2}){4}")
_ENOUGH = 3  # digits that make an unread date one


class _BirthDateDetector:
    """Starts from the words and looks for the date that answers them."""

    name = "birth_date"
    version = "3"
    kinds = frozenset({KIND})

    def find(self, pages: Sequence[Page], earlier: Sequence[Finding]) -> Iterator[Finding]:
        """Yield the dates of birth of each page, each once, with the best reason for it."""
        del earlier
        for page, grid in zip(pages, grids(pages), strict=True):
            folded, low = fold(page.text), fold(page.text, lower=True).text
            best: dict[tuple[int, int], tuple[float, str, str]] = {}
            marks = list(_LABEL.finditer(low))
            for mark, bound in zip(marks, _bounds(marks, len(low)), strict=True):
                for date, score, why in _dates_of(folded.text, low, mark, bound):
                    span = folded.span(date.start, date.end)
                    if "\n" in low[mark.end() : date.start] and grid.elsewhere(
                        KIND, date.start, date.end
                    ):
                        continue
                    if span not in best or score > best[span][0]:
                        best[span] = (score, why, date.iso)
            named = by_age_or_name(folded.text) if marks or "(" in low else ()
            columned = tuple(by_lines(folded.text, low)) if marks else ()
            none = Spans([folded.span(f[0], f[1]) for f in columned if not f[2]])
            for start, end, score, why, value in (*_column(grid), *columned, *named):
                span = folded.span(start, end)
                if none.touch(*span):  # another date of the row, a head's or not
                    best.pop(span, None)
                    continue
                if span not in best or score > best[span][0]:
                    best[span] = (score, why, value)
            for span, (score, why, value) in sorted(best.items()):
                yield spanned(self, page, span, KIND, score, why, value)


def _column(grid: Grid) -> Iterator[tuple[int, int, float, str, str]]:
    """Yield the dates of the columns headed as births; days of one year or two are none."""
    found = list(values(grid, KIND, _cell))
    years = {f.read.value[:4] for f in found if f.read.own}
    whole = sum(f.read.own for f in found)
    if whole > YEARS and len(years) < YEARS:
        return
    for one in found:
        yield one.read.start, one.read.end, one.score, one.why, one.read.value


def _cell(text: str, cell: Group) -> Iterator[Read]:
    """Yield the dates of a cell, or what looks like one past reading."""
    start, end = cell.start, cell.end
    last = start
    if _PROSE.search(text, start, end):
        return  # a sentence that was taken for a cell
    for date in find_dates(text, start, end):
        if date.precision is Precision.DAY and date.end <= end:
            yield Read(date.start, date.end, date.iso, own=True)
            last = date.end
    for date in six_digits(text, start, end):
        yield Read(date.start, date.end, date.iso, 0.95, own=True)
        last = date.end
    if last > start or end - start > LONGEST:
        return
    torn = _IN_CELL.search(text, start, end)
    if torn and sum("0" <= c <= "9" for c in torn.group()) >= _ENOUGH:
        yield Read(torn.start(), torn.end(), " ".join(torn.group().split()), 0.92)


def _bounds(marks: Sequence[re.Match[str]], end: int) -> list[int]:
    """Return where each birth word's reach ends: at the next that asks for a date of its own."""
    bounds: list[int] = []
    for mark in reversed(marks):
        bounds.append(end)
        if mark.lastgroup != "birth":  # PLACE OF BIRTH beside DATE OF BIRTH asks for no date
            end = mark.start()
    return bounds[::-1]


def _dates_of(
    text: str, low: str, mark: re.Match[str], bound: int
) -> Iterator[tuple[_Torn | DatedSpan, float, str]]:
    """Yield the dates that one birth word may speak of; ``bound`` is where the next one begins."""
    begin, kind = mark.end(), mark.lastgroup
    if kind == "short":
        if text[mark.start()] == "B" and re.search(
            r"[A-Za-z.] \Z", text[max(0, begin - 5) : begin - 2]
        ):
            return  # an initial
        for date in find_dates(text, begin, begin + 4):
            if date.precision is not Precision.DAY and text[begin - 1] == "-":
                continue
            yield date, 0.85, "It is a date after the short form of 'born'."
        return
    reach = min(len(low), begin + (FORM if kind == "label" else SENTENCE))
    claim = _OTHER.search(low, begin, reach)
    stop = min(claim.start() if claim else reach, max(bound, begin))
    found = [*six_digits(text, begin, min(stop, begin + BESIDE))][:1]
    found = found or list(find_dates(text, begin, stop))
    if not found or found[0].start - begin > TORN:
        found = _spaced_out(text, begin, min(stop, begin + TORN)) or found
    if not found:
        found = list(find_years(text, begin, min(stop, begin + 30)))
    unread = _UNREAD.match(text, begin, min(stop, begin + TORN + 24))
    if unread and sum("0" <= c <= "9" for c in unread["date"]) < _ENOUGH:
        unread = None
    whole = [d for d in found[:1] if d.precision is Precision.DAY]
    if unread and not (whole and whole[0].start < unread.end()):
        span = unread.span("date")
        value = " ".join(unread["date"].split())
        yield _Torn(*span, value, Precision.YEAR, torn=True), 0.76, _UNREAD_WHY
        found = [d for d in found if d.start >= unread.end()]
    if not found:
        return
    first = _with_torn_day(text, begin, found[0])
    told = _TOLD.search(low, max(begin, first.start - 20), first.start)
    score, why = _first(first, first.start - begin, low[begin : first.start], kind or "")
    if told and kind == "label":
        score = min(score, 0.6)  # a sentence below a head
    yield first, score, why


@dataclass(frozen=True, slots=True)
class _Torn:
    """A date after a birth word; ``torn``: what stands before its month or year is its own too."""

    start: int
    end: int
    iso: str
    precision: Precision
    torn: bool


def _spaced_out(text: str, begin: int, end: int) -> list[DatedSpan]:
    """Return the first date of a short stretch, read without the blanks inside its lines."""
    places = [at for at in range(begin, min(len(text), end + 24)) if text[at] not in " \t"]
    joined = "".join(text[at] for at in places)
    for date in find_dates(joined, 0, len(joined)):
        if date.precision is Precision.DAY and places[date.start] < end:
            start, stop = places[date.start], places[date.end - 1] + 1
            return [DatedSpan(start, stop, date.year, date.month, date.day)]
    return []


def _with_torn_day(text: str, begin: int, date: DatedSpan) -> _Torn:
    """Take in a day or month that cannot be read: a withheld date leaves none of it behind."""
    start = date.start
    if date.precision is Precision.MONTH:
        torn = _TORN_DAY.search(text, max(begin, start - 6), start)
    elif date.precision is Precision.YEAR:
        torn = _TORN_DAY_AND_MONTH.search(text, max(begin, start - 18), start)
    else:
        torn = None
    if torn is not None:
        start = torn.start()
    return _Torn(start, date.end, date.iso, date.precision, torn is not None)


def _first(date: _Torn, distance: int, between: str, kind: str) -> tuple[float, str]:
    """Return the score of the first date after a birth word, and why."""
    what = "'born'" if kind == "born" else "a birth-date label"
    if distance <= 25:
        score, why = 0.95, f"It is the date right after {what}."
    elif "\n\n" not in between and distance <= SENTENCE:
        score, why = 0.88, f"It is the first date after {what}."
    else:
        score, why = 0.8, f"It is the first date below {what}."
    if kind == "born" and re.search(r"[a-z]{3}\. [\n ]*[a-z]", between):
        score, why = 0.6, "It is the first date after 'born', in the next sentence."
    if kind == "birth":
        score -= 0.08  # PLACE OF BIRTH often has the date beside it, not always
    if date.torn:
        return min(score, 0.82), why + " Part of it cannot be read."
    if date.precision is Precision.MONTH:
        return min(score, 0.76), why
    if date.precision is Precision.YEAR:
        return min(score, 0.6), why + " Only the year is told."
    return score, why


def build(settings: Settings) -> Detector:
    """Return the detector; it has nothing to set."""
    del settings
    return _BirthDateDetector()


EXAMPLES: tuple[Example, ...] = (
    Example("born 12 Mar 1921 in Ohio", ((KIND, "12 Mar 1921"),), "running text"),
    Example("DOB: 3/12/21", ((KIND, "3/12/21"),), "a label and a short date"),
    Example("D.O.B. March 12, 1921", ((KIND, "March 12, 1921"),), "American order"),
    Example("DPOB: 12 MAR 21, DAYTON", ((KIND, "12 MAR 21"),), "date and place"),
    Example("Date of Birth 12-3-1921", ((KIND, "12-3-1921"),), "dashes"),
    Example("DATE OF BIRTH\n\n9 . 6 . 39", ((KIND, "9 . 6 . 39"),), "spaces in the date"),
    Example("DÄTE OF-BIRTH\n\n9.6.39", ((KIND, "9.6.39"),), "a damaged label above its value"),
    Example("DATE OF BIATH: 12 Mar 1921", ((KIND, "12 Mar 1921"),), "a damaged label"),
    Example("Date of Birth: l2 Mar l921", ((KIND, "l2 Mar l921"),), "ones read as letters"),
    Example("Date of Birth: 12 Decernber 1921", ((KIND, "12 Decernber 1921"),), "a damaged month"),
    Example("Date of Birth: 9 ilay 1921", ((KIND, "9 ilay 1921"),), "a month past reading"),
    Example("born 1k May 1921", ((KIND, "1k May 1921"),), "a day past reading"),
    Example("DPOBs 12 APRIL 1921.", ((KIND, "12 APRIL 1921"),), "a colon read as a letter"),
    Example("born in Havana, Cuba, on 9 May 1931.", ((KIND, "9 May 1931"),), "the place first"),
    Example("born 21 August\n\n1927", ((KIND, "21 August\n\n1927"),), "broken over a line"),
    Example("Jane Roe (b. 4/5/1930)", ((KIND, "4/5/1930"),), "the short form"),
    Example(
        "NAME\nDATE OF BIRTH\nROE, JANE\n4/5/1930\nDOE, JOHN\n6/7/1931\nPOE, ANN\n8/9/1932\n",
        ((KIND, "4/5/1930"), (KIND, "6/7/1931"), (KIND, "8/9/1932")),
        "a column under its head",
    ),
    Example(
        "DATE OF BIRTH\nPLACE OF BIRTH\n\n4/5/1930\nDAYTON", ((KIND, "4/5/1930"),), "labels first"
    ),
    Example("DOB 120747", ((KIND, "120747"),), "six bare digits"),
    Example("OOB: 12/14/1921", ((KIND, "12/14/1921"),), "a label misread"),
    Example("DDB 12-14-21", ((KIND, "12-14-21"),), "a label misread"),
    Example("DATE OF BIKTH 12/14/21", ((KIND, "12/14/21"),), "a letter of it misread"),
    Example("Fecha de nacimiento: 14 June 1928", ((KIND, "14 June 1928"),), "Spanish"),
    Example("nacido el 12/3/1921", ((KIND, "12/3/1921"),), "Spanish, running text"),
    Example("Glenn Reed, age 34 (7/12/47)", ((KIND, "7/12/47"),), "an age before it"),
    Example("REED, GLENN W. (12 July 1947)", ((KIND, "12 July 1947"),), "a name before it"),
    Example("DOB\nOn April 3, 1965 he applied", (), "a sentence below a head is a look"),
    Example("DOE, JOHN (12 July 1963)", (), "a late date behind a name is a look"),
    Example("Date of Birth: 11/2 4/21", ((KIND, "11/2 4/21"),), "a blank inside"),
    Example("DOB: 6 NOV 411", ((KIND, "6 NOV 411"),), "a digit doubled"),
    Example("DOB: Z0 MAR 48", ((KIND, "Z0 MAR 48"),), "a day past reading"),
    Example("D.O.8. 12-14-1921", ((KIND, "12-14-1921"),), "a label read as digits"),
    Example("DATE OF BIITH\n\n9 May 1931", ((KIND, "9 May 1931"),), "a letter of it doubled"),
    Example("date of death: 9 May 1931", (), "a death"),
    Example("on 12 March 1963 he went to Mexico", (), "any other date"),
    Example("IF BORN OUTSIDE U.S.- DATE OF ENTRY 3/12/51", (), "the date of something else"),
    Example("Born in Cuba. Review date: 12/31/1993", (), "a review date"),
    Example("CUBAN BY BIRTH. 201-289248", (), "a file number"),
    Example("a son was born to them", (), "no date at all"),
    Example("Date of report 3 Mar 1964", (), "a report's date"),
)
