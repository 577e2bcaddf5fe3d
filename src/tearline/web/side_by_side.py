"""One change as a reader sees it: what it is and how often that is wrong, both texts, both crops.

Promises: words, texts and crops have been through the mask before they come here; every value is escaped by
the template. Each class of words is told with its own measured error rate in a sentence. What cannot be shown
is told with its reason. No script.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tearline.reading.comparing.both_texts import BothTexts, Stretch
from tearline.reading.comparing.change import Change, Summary
from tearline.reading.comparing.crops import Crop
from tearline.reading.comparing.decoy import ErrorRate
from tearline.reading.comparing.kinds import Evidence, Position, Type

TITLES = {
    Type.NEWLY_VISIBLE: "Newly visible words",
    Type.NEW_RECORD: "New records",
    Type.NEW_PAGE: "New pages",
    Type.NEWLY_WITHHELD: "Newly withheld",
    Type.WITHDRAWN: "Withdrawn",
    Type.CLOSED_AGAIN: "Public before, and closed again",
    Type.MISSING_PAGE: "Pages of which nothing is left",
    Type.ALREADY_PUBLIC: "Looks new, and was public already",
    Type.REPOSTED: "Pages that another record had already",
    Type.UNREADABLE_BEFORE: "Pages that could not be read before",
    Type.UNSETTLED: "Pages and records that cannot be compared",
    Type.UNCHANGED: "Pages unchanged",
}
PROVEN = "proven"
CLASSES: dict[str, str] = {
    PROVEN: "Proven by the old scan",
    Position.INSIDE: "Inside a line",
    Position.BRACKETS: "At brackets",
    Position.EDGE: "At a line's edge",
    Position.LINES: "Whole lines",
}
NAMELESS = "without_pages"  # records that a release names and has no page of
NAMELESS_TITLE = "Named without pages"
OF_WORDS = (Type.NEWLY_VISIBLE, Type.ALREADY_PUBLIC, Type.NEWLY_WITHHELD)
_EVIDENCE = {
    Evidence.BOX: "Box on the old scan: the words were withheld.",
    Evidence.BRACKET: "Bracket drawn on the old scan: the words were withheld.",
    Evidence.BLANK: "Blank on the old scan, wider than a space between words: it does not prove a box.",
    Evidence.INK: "Ink on the old scan: refuted. The words stood there, and the older reading lost them.",
    Evidence.UNCLEAR: "The old scan was looked at and does not settle it.",
    Evidence.NONE: "The old scan was not looked at.",
}
_ELSE = {
    Evidence.BOX: "Box on the new scan: the words are withheld there.",
    Evidence.BRACKET: "Bracket drawn on the new scan: the words are withheld there.",
    Evidence.BLANK: "Blank on the new scan, wider than a space between words.",
    Evidence.INK: "Ink on the new scan: refuted. The words still stand there.",
    Evidence.UNCLEAR: "The new scan was looked at and does not settle it.",
    Evidence.NONE: "The new scan was not looked at.",
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A crop and the address it is served from, '' where there is none."""

    crop: Crop
    address: str


@dataclass(frozen=True, slots=True)
class Beside:
    """One change, ready for the template. ``old`` and ``new`` are None where there is no text to lay beside.

    ``number`` is its place in the whole list, from 1. Links are '' where there is nothing to lead to.
    """

    number: int
    change: Change
    old: Stretch | None
    new: Stretch | None
    old_picture: Picture | None
    new_picture: Picture | None
    old_link: str = ""
    new_link: str = ""

    @property
    def title(self) -> str:
        """Return what kind of change it is, in a reader's words."""
        nameless = class_of(self.change) == NAMELESS
        return NAMELESS_TITLE if nameless else TITLES[self.change.type]

    @property
    def of_words(self) -> bool:
        """Say whether it is words on a page, or a page or record as a whole."""
        return self.change.type in OF_WORDS

    @property
    def class_name(self) -> str:
        """Return where the words stand, '' for a page or record."""
        name = class_of(self.change)
        if name == NAMELESS:
            return ""
        if not name or name == PROVEN:
            name = str(self.change.position or "")
        return CLASSES[name] if name else ""

    @property
    def rate(self) -> str:
        """Return how often findings of its class are wrong, with the numbers; '' where there is no class."""
        rate = self.change.error_rate
        if self.change.type is not Type.NEWLY_VISIBLE or rate is None:
            return ""
        if self.change.proven:
            return f"n = {rate.found}, {rate.back} backwards"
        return rate.said

    @property
    def evidence(self) -> str:
        """Return in a sentence what the scan of the other release shows, '' where there is none here."""
        one = self.change
        if not self.of_words or one.type is Type.ALREADY_PUBLIC:
            return ""
        pictures = (self.old_picture, self.new_picture)
        if not one.evidence and not any(picture and picture.address for picture in pictures):
            return ""
        withheld = self.change.type is Type.NEWLY_WITHHELD
        return (_ELSE if withheld else _EVIDENCE)[self.change.evidence]

    @property
    def check_scan(self) -> bool:
        """Say whether the class is to be believed only after a look at the scan."""
        position = self.change.position
        visible = self.change.type is Type.NEWLY_VISIBLE
        return visible and position is not None and position.check_scan

    @property
    def where(self) -> str:
        """Return the newer page in words."""
        one = self.change
        return _place(one.name or one.record, one.page, one.new_release)

    @property
    def old_where(self) -> str:
        """Return the older page in words, '' where there is none."""
        one = self.change
        return _place(one.old_name, one.old_page, one.old_release) if one.old_name else ""


def class_of(change: Change) -> str:
    """Return the class that a change is told with; '' where its type has none.

    Newly visible words: proven, or where they stand. What is not settled: NAMELESS for a whole record.
    """
    if change.type is Type.UNSETTLED and change.page is None and change.old_page is None:
        return NAMELESS
    if change.type is not Type.NEWLY_VISIBLE:
        return ""
    return PROVEN if change.proven else str(change.position or "")


def rate_sentence(rate: ErrorRate) -> str:
    """Return how often findings of a class are wrong, as a sentence with its numbers."""
    if rate.rate is None or rate.low is None or rate.high is None:
        return (
            f"How often findings of this class are wrong cannot be said: too few to measure "
            f"({rate.found} found, {rate.back} with the comparison run backwards)."
        )
    return (
        f"Of findings of this class {rate.rate:.1%} are wrong, as measured on these very texts "
        f"(95 % interval {rate.low:.1%} to {rate.high:.1%}; {rate.found} found, {rate.back} with the "
        f"comparison run backwards)."
    )


def notes_of(summary: Summary) -> tuple[str, ...]:
    """Return what to know of a comparison; of whole lines nothing where none were found."""
    lines = summary.rates.get(Position.LINES)
    if lines is not None and lines.found:
        return summary.notes
    return tuple(note for note in summary.notes if not note.startswith("whole lines"))


def proven_sentence(rate: ErrorRate) -> str:
    """Return what stands behind findings that the old scan proves, with the numbers."""
    return (
        f"Each of these {rate.found} stands on what hides the words on the old scan; with the comparison "
        f"run backwards {rate.back} did."
    )


def beside(
    number: int,
    change: Change,
    texts: BothTexts,
    pictures: Callable[[Change, str], Picture],
    *,
    links: tuple[str, str] = ("", ""),
) -> Beside:
    """Return a change ready to show. ``links`` are of the older and the newer page.

    ``pictures(change, which)`` gives a crop with its address; ``which`` is 'old' or 'new'.
    """
    if change.type not in OF_WORDS:
        return Beside(number, change, None, None, None, None, *links)
    old, new = texts.of(change)
    crops = pictures(change, "old"), pictures(change, "new")
    return Beside(number, change, old, new, *crops, *links)


def _place(name: str, page: int | None, release: str) -> str:
    page_said = "" if page is None else f", page {page}"
    return f"{name}{page_said}, in {release}"
