"""One change between releases, and the summary that closes a comparison: their fields and their JSON.

Promises: every change points to its source: release, record, page, span of the page's text, and areas
where the page has word boxes. Words and contexts are only what the mask let through.
Does not promise that a change of the second tier is real: ``check_scan`` says to look.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tearline.model.area import Area
from tearline.reading.comparing.decoy import ErrorRate, error_rate
from tearline.reading.comparing.kinds import Evidence, Position, Type


@dataclass(frozen=True, slots=True)
class Change:
    """One change. ``record`` is the key records are matched by, ``name`` its name in the release.

    ``start`` and ``end`` are code points of the text of ``page`` of ``name`` in ``new_release`` (for
    words newly withheld and pages missing: of ``old_page`` of ``old_name`` in ``old_release``).
    ``areas`` are in 1/100 points of that page. ``coverage`` is the share of the page's words that the
    older text has, None where there is none. ``seen_in`` names older texts that have it already.
    ``old_areas`` is where the words would stand on the page of the other release that lacks them:
    ``old_page`` of ``old_name`` (for words newly withheld: ``page`` of ``name``), in 1/100 points of
    that page, line by line; empty without word boxes. ``evidence`` is what that page's scan shows there.
    ``error_rate`` is its class's, None until the comparison is done (``with_rates``).
    """

    type: Type
    record: str
    name: str = ""
    page: int | None = None
    words: str = field(default="", repr=False)
    position: Position | None = None
    context_before: str = field(default="", repr=False)
    context_after: str = field(default="", repr=False)
    start: int | None = None
    end: int | None = None
    areas: tuple[Area, ...] = ()
    old_release: str = ""
    old_name: str = ""
    old_page: int | None = None
    new_release: str = ""
    seen_in: tuple[str, ...] = ()
    coverage: float | None = None
    note: str = ""
    old_areas: tuple[Area, ...] = ()
    evidence: Evidence = Evidence.NONE
    error_rate: ErrorRate | None = None

    @property
    def proven(self) -> bool:
        """Say whether the words are newly visible and the old scan shows what hid them."""
        return self.type is Type.NEWLY_VISIBLE and self.evidence.proves

    def as_json(self) -> dict[str, object]:
        """Return the change as JSON Lines have it; what does not apply is null or empty."""
        rate = self.error_rate
        return {
            "type": str(self.type),
            "record": self.record,
            "name": self.name,
            "page": self.page,
            "words": self.words,
            "class": None if self.position is None else str(self.position),
            "check_scan": self.position is not None and self.position.check_scan,
            "context_before": self.context_before,
            "context_after": self.context_after,
            "start": self.start,
            "end": self.end,
            "areas": [area.as_list() for area in self.areas],
            "old_release": self.old_release,
            "old_name": self.old_name,
            "old_page": self.old_page,
            "new_release": self.new_release,
            "seen_in": list(self.seen_in),
            "coverage": None if self.coverage is None else round(self.coverage, 3),
            "note": self.note,
            "old_areas": [area.as_list() for area in self.old_areas],
            "evidence": str(self.evidence),
            "proven": self.proven,
            "error_rate": None if rate is None else rate.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Problem:
    """A record that could not be read as it should, in one release, and why; the rest went on."""

    release: str
    name: str
    why: str

    def as_json(self) -> dict[str, object]:
        """Return the problem as JSON Lines have it."""
        return {"type": "problem", "release": self.release, "name": self.name, "why": self.why}


@dataclass(frozen=True, slots=True)
class Summary:
    """What a comparison came to: objects of each type, error rates of each class, and what to know.

    ``records`` and ``pages`` are of the new release; ``common`` is how many records are in both;
    ``absent`` how many records of the older releases the new one does not have, which by itself is
    no withdrawal: releases add to each other. ``proven`` is the class of words whose old scan shows a box
    or a bracket, which ``rates`` leave out; ``looks`` is how often a scan was looked at, by what it showed.
    """

    records: int
    pages: int
    common: int
    absent: int
    counts: Mapping[Type, int]
    rates: Mapping[Position, ErrorRate]
    notes: tuple[str, ...]
    proven: ErrorRate = field(default_factory=lambda: error_rate(0, 0))
    looks: Mapping[Evidence, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, object]:
        """Return the summary as JSON Lines have it."""
        return {
            "type": "summary",
            "records": self.records,
            "pages": self.pages,
            "common": self.common,
            "absent": self.absent,
            "counts": {str(kind): self.counts.get(kind, 0) for kind in Type},
            "classes": [
                {"class": str(name), "check_scan": name.check_scan, **rate.as_json(),
                 "said": rate.said}
                for name, rate in self.rates.items()
            ],
            "proven": {**self.proven.as_json(), "said": self.proven.said},
            "looks": {str(kind): self.looks.get(kind, 0) for kind in Evidence if kind},
            "notes": list(self.notes),
        }  # fmt: skip
