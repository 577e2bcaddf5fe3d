"""Identification sheets: the cover sheets of the JFK collection, read field by field.

Promises: every sheet on a record's pages that shows five of its labels is read, several in a file
and on any page, in the four layouts they have: value beside its label, value below it, all labels
of a block before all values, and the bureau's own form. Each field has its value as printed, its
place in the page's text and how sure it is. A field that two cues dispute is not there.

Does not promise: a sheet whose labels cannot be read, nor that what a sheet says is true. Where the
reading order tore a value apart its span covers what lies between. A document date after 1999 is
taken for a print stamp.
"""

# ruff: noqa: PLR2004  (counts are read best where they stand)
from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tearline.dates import DatedSpan
from tearline.model.page import Page
from tearline.records import form_codes
from tearline.records import form_values as values
from tearline.records.form_alignment import Value
from tearline.records.form_labels import (
    FIRST_HALF,
    FOOTER,
    FORM,
    HEADS,
    JUNK,
    SYSTEM,
    TELLING,
    UNREAD,
    Mark,
    mark,
    may_hold_sheet,
)
from tearline.records.form_layouts import pair
from tearline.records.form_lines import Reading, read_lines

_LABELS = 5  # distinct labels that make a group of lines a sheet
_LINES = 250  # of one sheet that are looked at
_AFTER = 32  # lines after the last label that may still hold its values
_BETWEEN = 45  # lines between two labels of one sheet
_COMMENT = 400  # letters of a comment that ran on
_NO_FIELDS = frozenset({UNREAD, "print_date", "print_page", "original", "new"})
_BEGIN = frozenset({SYSTEM, FORM, FIRST_HALF, "agency", "record_number"})
_LATE = frozenset({"document_type", "restrictions", "status", "review_date", "opening_criteria",
                   "comments", "subjects"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a sheet: name, value as printed, code points of the page's text, 0 to 1."""

    name: str
    value: str
    start: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Postponement:
    """Why a sheet keeps something back: code, authority, ground, last review, and the code's place.

    ``review_date`` is ISO as far as it is known, '' where the sheet gives none.
    """

    code: str
    authority: str
    ground: str
    review_date: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One identification sheet: the number of its page, its place there, its fields.

    Fields stand in the printed order, each name once, empty ones left out. Names: record_number,
    agency, series, agency_file_number, originator, from, to, title, date, pages, subjects,
    document_type, classification, new_classification, restrictions, status, review_date,
    update_date, opening_criteria, comments.
    """

    page: int
    start: int
    end: int
    fields: tuple[Field, ...]
    postponements: tuple[Postponement, ...]

    def field(self, name: str) -> Field | None:
        """Return a field by its name, None where it is empty or in dispute."""
        return next((field for field in self.fields if field.name == name), None)

    def value(self, name: str) -> str:
        """Return a field's value by its name, '' where it is empty or in dispute."""
        field = self.field(name)
        return field.value if field else ""

    @property
    def date(self) -> DatedSpan | None:
        """Return the document's date with its precision; None where it has none or is undated."""
        return values.sheet_date(self.value("date")) if self.value("date") else None

    @property
    def undated(self) -> bool:
        """Say whether the sheet says that the document bears no date (``00/00/0000``)."""
        return values.is_undated(self.value("date"))

    @property
    def review_date(self) -> DatedSpan | None:
        """Return the date of the last review."""
        return values.review_date(self.value("review_date"))

    @property
    def pages(self) -> int | None:
        """Return the number of pages the sheet says the document has."""
        return values.page_count(self.value("pages"))

    @property
    def restrictions(self) -> tuple[str, ...]:
        """Return the restriction codes, each once, in one spelling: ``1B``, ``4``, ``11(A)``."""
        found = form_codes.codes(self.value("restrictions"))
        return tuple(dict.fromkeys(code for code, _, _ in found))

    @property
    def status(self) -> str:
        """Return the current status in one spelling, '' where it is none that is known."""
        return form_codes.status(self.value("status"))


def number_in(text: str) -> str:
    """Return the record number in a file's or record's name, '' where it has none."""
    return values.record_number(text)


def read_sheets(pages: Sequence[Page]) -> tuple[Sheet, ...]:
    """Return the identification sheets on ``pages``, in order."""
    return tuple(sheet for page in pages if may_hold_sheet(page) for sheet in _of_page(page))


def _of_page(page: Page) -> Iterator[Sheet]:
    """Yield the sheets of one page."""
    reading = read_lines(page)
    for marks in _sheets(list(mark(reading))):
        kept = [one for one in marks if one.label or not JUNK.search(one.text)]
        found = pair(kept)
        fields = [field for value in found if (field := _field(reading, value)) is not None]
        if not any(one.name == "record_number" for one in fields):
            fields = [*_number_anywhere(reading, marks), *fields]
        start, end = _reach(reading, marks, found)
        held = _postponements(reading, found, fields)
        yield Sheet(page.number, start, end, tuple(fields), held)


def _reach(reading: Reading, marks: Sequence[Mark], found: Sequence[Value]) -> tuple[int, int]:
    """Return the span from the first label's line to the last label or value."""
    labels = [one for one in marks if one.label]
    first = reading.text.rfind("\n", 0, labels[0].start) + 1
    held = [*labels, *(one for value in found for one in value.marks)]
    return reading.span(first, max(one.end for one in held))


def _sheets(marks: Sequence[Mark]) -> Iterator[list[Mark]]:
    """Yield the groups of lines that are one sheet each."""
    group: list[Mark] = []
    seen: set[str] = set()
    last, ended = 0, False
    for one in marks:
        if one.label:
            another = one.label in _BEGIN and one.label in seen and bool(seen & _LATE)
            if group and (another or ended or (seen and one.line - last > _BETWEEN)):
                yield from _trimmed(group)
                group, seen, ended = [], set(), False
            seen.add(one.label)
            last = one.line
        elif FOOTER.search(one.text) and len(seen & _LATE) >= 3:
            ended = True
        group.append(one)
    yield from _trimmed(group)


def _trimmed(group: Sequence[Mark]) -> Iterator[list[Mark]]:
    """Yield a group cut to its sheet, if it is one."""
    seen = {one.label for one in group if one.label}
    if len(seen - HEADS - _NO_FIELDS) < _LABELS or len(seen & TELLING) < 2:
        return
    first = next(i for i, one in enumerate(group) if one.label)
    # The record number stands alone above the sheet's name.
    group = group[max(first - 3, 0) :][:_LINES]
    places = [i for i, one in enumerate(group) if one.label]
    done = [i for i in places if group[i].label in {"comments", "opening_criteria"}]
    until = len(group)
    for index in range(done[-1] if done else places[-1], len(group)):
        one = group[index]
        if FOOTER.search(one.text) or one.line - group[places[-1]].line > _AFTER:
            until = index
            break
    yield list(group[:until])


def _field(reading: Reading, value: Value) -> Field | None:
    """Return a value as a field: its text on one line, its place in the page."""
    marks = value.marks
    if value.name in {"comments", "opening_criteria"}:
        marks = _one_comment(marks)
    said = " ".join(" ".join(one.text.split()) for one in marks)
    if value.name == "record_number":
        start, end = marks[0].start, marks[0].end
        match = values.RECORD_NUMBER.search(marks[0].text)
        if match is not None:
            start, end = start + match.start(), start + match.end()
        number = values.record_number(marks[0].text)
        return Field(value.name, number, *reading.span(start, end), value.sure)
    if not any(c.isalnum() for c in said):
        return None
    spans = [reading.span(one.start, one.end) for one in marks if one.end > one.start]
    start, end = min(s for s, _ in spans), max(e for _, e in spans)
    return Field(value.name, said, start, end, value.sure)


def _one_comment(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Return the lines of a comment up to the next empty one: what follows is the paper's."""
    kept = [marks[0]]
    for one in marks[1:]:
        if one.gap or sum(len(old.text) for old in kept) > _COMMENT:
            break
        kept.append(one)
    return tuple(kept)


def _number_anywhere(reading: Reading, marks: Sequence[Mark]) -> Iterator[Field]:
    """Yield the record number that stands on the sheet without its label, if there is but one."""
    found: dict[str, tuple[int, int]] = {}
    for one in marks:
        match = values.RECORD_NUMBER.search(one.text)
        if match:
            place = (one.start + match.start(), one.start + match.end())
            found.setdefault(values.record_number(one.text), place)
    if len(found) == 1:
        (number, place), = found.items()  # fmt: skip
        yield Field("record_number", number, *reading.span(*place), 0.75)


def _postponements(
    reading: Reading, found: Sequence[Value], fields: Sequence[Field]
) -> tuple[Postponement, ...]:
    """Return what the restrictions keep back, each code once, with the last review's date."""
    made: dict[str, Postponement] = {}
    reviewed = next((one.value for one in fields if one.name == "review_date"), "")
    day = values.review_date(reviewed) if reviewed else None
    for value in found:
        if value.name != "restrictions":
            continue
        for one in value.marks:
            for code, start, end in form_codes.codes(one.text):
                ground = form_codes.ground_of(code)
                if ground is not None and code not in made:
                    place = reading.span(one.start + start, one.start + end)
                    made[code] = Postponement(code, *ground, day.iso if day else "", *place)
    return tuple(made.values())
