"""What a detector saw, where, how sure it is and why: a proposal, never a decision."""

from __future__ import annotations

from dataclasses import dataclass, field

from tearline.model.area import Area


@dataclass(frozen=True, slots=True)
class Finding:
    """A span of a page's text and/or areas of the page, with a kind, a score and a reason.

    ``kind`` is dotted, from the general to the special: ``ssn``, ``name.person``,
    ``hold.court_seal``; docs/finding.md lists them all.
    ``score`` is 0 to 1. ``why`` is a sentence for the reviewer and never
    repeats the value. ``value`` is the normalised value, used to find the same thing elsewhere; it
    is kept out of every repr, log and row (the catalog stores a keyed hash of it).
    A finding on pixels or hidden text has areas and no span; in a text file it has a span alone.
    """

    page: int
    start: int | None
    end: int | None
    areas: tuple[Area, ...]
    kind: str
    score: float
    detector: str
    version: str
    why: str
    value: str = field(default="", repr=False)

    @property
    def order(self) -> tuple[int, int, int, str, str]:
        """Sort key: page, place on the page, kind, detector; the order the log writes in."""
        top = self.areas[0].top if self.areas else 0
        return (self.page, -1 if self.start is None else self.start, top, self.kind, self.detector)
