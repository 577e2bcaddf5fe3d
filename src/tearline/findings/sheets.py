"""Identification sheets that contradict the record they lie on, and what they keep back.

Promises: a sheet whose page count is not the file's, that calls its record open where a hold
stands in it, or postponed in full where its pages lie behind it, is a finding for a person; every
postponement is a finding with its authority, its ground and the last review, which withholds
nothing by itself. Where a record has a sheet twice, the one reviewed last is believed.

Does not promise: to know which of the two is wrong. A text file without page marks has no page
count to compare.
"""

# ruff: noqa: PLR2004  (counts and scores are read best where they stand)
from __future__ import annotations

from collections.abc import Iterator, Sequence

from tearline.findings.detector import Detector, Example, Settings, spanned
from tearline.model.finding import Finding
from tearline.model.page import Page, TextSource
from tearline.records.form import Field, Sheet, number_in, read_sheets

PAGES, OPEN, POSTPONED = "sheet.pages_differ", "sheet.open_with_hold", "sheet.postponed_in_full"
POSTPONEMENT, NUMBER = "sheet.postponement", "sheet.number_differs"

_CONFLICT = 0.8  # the sheet and the record cannot both be right; nothing to withhold by itself
_LOOK = 0.6
_SAID = 0.2  # it is on the sheet, and asks for nothing
_OTHERS = 0.45  # another record's sheet in a file whose own sheet is there
_CLOSED = frozenset({"POSTPONED IN FULL", "WITHHOLD"})
_SHEET_TEXT = 200  # letters: a page with fewer beside its sheet is the sheet alone


class _SheetDetector:
    """Reads the sheets and lays them beside the pages and what was found on them before."""

    name = "sheet"
    version = "1"
    kinds = frozenset({PAGES, OPEN, POSTPONED, POSTPONEMENT, NUMBER})

    def find(self, pages: Sequence[Page], earlier: Sequence[Finding]) -> Iterator[Finding]:
        """Yield the contradictions and the postponements of each sheet."""
        sheets = read_sheets(pages)
        if not sheets:
            return
        at = {page.number: page for page in pages}
        for sheet in sheets:
            yield from self._postponements(at[sheet.page], sheet)
        latest = _latest(sheets)
        for sheet in latest:
            reach = _reach(sheet, latest, pages)
            yield from self._open(at[sheet.page], sheet, reach, earlier)
            yield from self._closed(at[sheet.page], sheet, reach, sheets)
        if len(latest) == 1:
            yield from self._count(at[latest[0].page], latest[0], pages, sheets)

    def _postponements(self, page: Page, sheet: Sheet) -> Iterator[Finding]:
        """Yield one finding for each code that keeps something back."""
        for one in sheet.postponements:
            last = f", last reviewed {one.review_date}" if one.review_date else ", review not dated"
            why = f"The sheet postpones under {one.authority}: {one.ground}{last}."
            yield spanned(self, page, (one.start, one.end), POSTPONEMENT, _SAID, why, "")

    def _open(
        self, page: Page, sheet: Sheet, reach: Sequence[Page], earlier: Sequence[Finding]
    ) -> Iterator[Finding]:
        """Yield a sheet that calls open what a hold stands on."""
        field = sheet.field("status") if sheet.status == "OPEN IN FULL" else None
        if field is None and sheet.restrictions == ("OPEN IN FULL",):
            field = sheet.field("restrictions")
        numbers = {one.number for one in reach}
        held = any(
            one.kind.startswith("hold.") and one.score >= 0.35 and one.page in numbers
            for one in earlier
        )
        if field is not None and held:
            why = "The sheet says that the record is open in full, and a hold stands in its pages."
            yield spanned(self, page, _place(field), OPEN, _CONFLICT, why, "")

    def _closed(
        self, page: Page, sheet: Sheet, reach: Sequence[Page], sheets: Sequence[Sheet]
    ) -> Iterator[Finding]:
        """Yield a sheet that postpones in full a record whose pages are there."""
        field = sheet.field("status")
        if field is None or sheet.status not in _CLOSED:
            return
        if any(_beside(one, sheets) for one in reach):
            why = "The sheet says that the record is withheld in full, and its pages are here."
            yield spanned(self, page, _place(field), POSTPONED, _CONFLICT, why, "")

    def _count(
        self, page: Page, sheet: Sheet, pages: Sequence[Page], sheets: Sequence[Sheet]
    ) -> Iterator[Finding]:
        """Yield a page count that is not the file's, the sheets counted or not, give or take one."""
        field, told = sheet.field("pages"), sheet.pages
        if field is None or told is None:
            return
        if len(pages) == 1 and pages[0].source is TextSource.PLAIN:
            return
        alone = {one.page for one in sheets if not _beside_alone(pages, one.page, sheets)}
        if len(pages) - len(alone) - 1 <= told <= len(pages) + 1:
            return
        why = "The sheet gives another number of pages than the file has."
        yield spanned(self, page, _place(field), PAGES, _LOOK, why, "")


def _place(field: Field) -> tuple[int, int]:
    """Return a field's span."""
    return (field.start, field.end)


def _latest(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Return one sheet for each record: of two for the same, the one reviewed last, else the first.

    A sheet whose record number cannot be read counts as another sheet of the record before it.
    """
    kept: dict[str, Sheet] = {}
    number = ""
    for sheet in sheets:
        number = sheet.value("record_number") or number
        old = kept.get(number)
        if old is None or _reviewed(sheet) > _reviewed(old):
            kept[number] = sheet
    return sorted(kept.values(), key=lambda one: (one.page, one.start))


def _reviewed(sheet: Sheet) -> str:
    """Return the day of the last review as ISO, '' for none."""
    return sheet.review_date.iso if sheet.review_date else ""


def _reach(sheet: Sheet, latest: Sequence[Sheet], pages: Sequence[Page]) -> list[Page]:
    """Return the pages a sheet speaks of: its own and those up to the next record's sheet.

    The first sheet speaks of the pages before it, too.
    """
    first = sheet is latest[0]
    nexts = [one.page for one in latest if one.page > sheet.page]
    until = min(nexts, default=pages[-1].number + 1)
    return [one for one in pages if (first or one.number >= sheet.page) and one.number < until]


def _beside(page: Page, sheets: Sequence[Sheet]) -> bool:
    """Say whether a page holds more than sheets."""
    held = sum(one.end - one.start for one in sheets if one.page == page.number)
    text = len("".join(page.text.split()))
    if not held:
        return text >= 40
    return text - held > _SHEET_TEXT


def _beside_alone(pages: Sequence[Page], number: int, sheets: Sequence[Sheet]) -> bool:
    """Say whether the page of that number holds more than sheets."""
    return any(_beside(page, sheets) for page in pages if page.number == number)


def number_unlike_names(pages: Sequence[Page], names: Sequence[str]) -> tuple[Finding, ...]:
    """Return the sheets whose record number is in none of a record's names and aliases.

    Names without a record number say nothing: where all are such, nothing is found.
    """
    known = {number for name in names if (number := number_in(name))}
    if not known:
        return ()
    detector = _SheetDetector()
    at = {page.number: page for page in pages}
    sheets = [
        (sheet, field)
        for sheet in read_sheets(pages)
        if (field := sheet.field("record_number")) is not None
    ]
    own = any(field.value in known for _, field in sheets)
    found = []
    for sheet, field in sheets:
        if field.value in known:
            continue
        if own:
            score, why = _OTHERS, "A further sheet in this file bears another record's number."
        elif any(_one_off(field.value, number) for number in known):
            score, why = _LOOK, "The sheet's record number is one digit off the record's name."
        else:
            score, why = _CONFLICT, "The sheet bears another record number than the record's name."
        found.append(spanned(detector, at[sheet.page], _place(field), NUMBER, score, why, ""))
    return tuple(found)


def _one_off(first: str, second: str) -> bool:
    """Say whether two numbers differ in one digit, as a misread one does."""
    return sum(a != b for a, b in zip(first, second, strict=True)) == 1


def build(settings: Settings) -> Detector:
    """Return the detector; it has nothing to set."""
    del settings
    return _SheetDetector()


_HEAD = (
    "JFK ASSASSINATION SYSTEM\nIDENTIFICATION FORM\n\nAGENCY INFORMATION\n\nAGENCY : ABC\n"
    "RECORD NUMBER : 999-10001-10001\nRECORD SERIES : SAMPLES\nAGENCY FILE NUMBER : 00-0-1\n\n"
    "DOCUMENT INFORMATION\n\nORIGINATOR : ABC\nFROM : ROE, JANE\nTO : DOE, JOHN\nTITLE :\n"
    "A SAMPLE OF NOTHING\nDATE : 01/02/1963\nPAGES : 2\nSUBJECTS : SAMPLES\n"
    "DOCUMENT TYPE : PAPER, TEXTUAL DOCUMENT\nCLASSIFICATION : U\n"
)
_TORN = (
    "AGENCY :\nRECORD NUMBER :\n\nORIGINATOR :\nFROM :\nDATE :\nPAGES :\n\nDOCUMENT TYPE :\n"
    "RESTRICTIONS :\nCURRENT STATUS :\nDATE OF LAST REVIEW :\n\nFBI\n999-10001-10001\n\nFBI\n"
    "ROE, JANE\n01/02/1963\n1\n\nPAPER, TEXTUAL DOCUMENT\n1A\nWithho1d\n08/13/1993\n"
)
_LETTER = "\fThe sample was taken on a Tuesday and has been of no interest since then."

EXAMPLES: tuple[Example, ...] = (
    Example(
        f"{_HEAD}RESTRICTIONS : 1C\nCURRENT STATUS : POSTPONED IN FULL\nCOMMENTS :\n{_LETTER}",
        ((POSTPONED, "POSTPONED IN FULL"),),
        "postponed in full, and here it is",
    ),
    Example(
        f"{_HEAD}RESTRICTIONS : 1C\nCURRENT STATUS\nP0STPONED IN FULL\nCOMMENTS :\n{_LETTER}",
        ((POSTPONED, "P0STPONED IN FULL"),),
        "the same, damaged, below its label",
    ),
    Example(f"{_TORN}{_LETTER}", ((POSTPONED, "Withho1d"),), "all labels before all values"),
    Example(
        f"{_HEAD}RESTRICTIONS : 1B; 1C\nCURRENT STATUS : REDACT\n"
        f"DATE OF LAST REVIEW : 05/31/94\nCOMMENTS :\n{_LETTER}",
        (),
        "a sheet that agrees with its file",
    ),
    Example(f"{_HEAD}CURRENT STATUS : POSTPONED IN FULL", (), "the sheet alone, its pages away"),
    Example("AGENCY : none\nRECORD NUMBER\nTO : all\nFROM : one", (), "labels of a letter"),
    Example("The record was postponed in full.\nPAGES : 3", (), "words"),
)
