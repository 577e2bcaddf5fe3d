"""What the gate is told of a record, and the words it answers in: outcomes, reasons, what is open.

Promises: reasons are listed in the order of ``Reason``; a detail names kinds, pages and boxes, never a
word of the record. They are for the desk and the custody record; what readers are told is a fixed
phrase of the release's own. Decides nothing: that is ``gate``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tearline.decisions.holds import Reached
from tearline.decisions.lost import Lost
from tearline.decisions.repeats import Repeat
from tearline.decisions.superseding import Lifted
from tearline.model.finding import Finding
from tearline.model.guide import Proposal


class Outcome(StrEnum):
    """What becomes of a record now."""

    PASS = "pass"  # noqa: S105 - a word, not a password
    HELD = "held"
    PENDING = "pending"
    WITHHELD = "withheld"
    WITHDRAWN = "withdrawn"
    NON_RESPONSIVE = "non_responsive"


class Reason(StrEnum):
    """Why a record is not simply passed, in the order they are listed."""

    WITHDRAWN = "withdrawn"
    NON_RESPONSIVE = "non_responsive"
    HOLD = "hold"
    WITHHELD = "withheld_in_full"
    FILE_FAILED = "file_failed"
    NO_PAGES = "no_pages"
    NAME = "name"
    UNREAD = "unread_page"
    UNSEARCHED = "unsearched_page"
    UNSWEPT = "unswept"
    SIZE = "page_size"
    EMPTY = "empty_page"
    POOR = "poorly_read_page"
    AWAITING = "awaiting_answer"
    UNDECIDED = "undecided_finding"
    RELEASED_BY_RULE = "released_by_rule"
    SECOND = "second_view"
    DISAGREED = "disagreement"
    OVERRIDE = "override"
    REPEAT = "repeat"
    COPY = "copy"
    LIFTED = "lifted"
    CODE = "code"
    WIDTH = "width"


# 1/100 points: the sides that a page of PDF/A may have (ISO 19005-2, 6.1.13).
LEAST_SIDE, MOST_SIDE = 300, 1_440_000


def is_outsized(width: int, height: int) -> bool:
    """Say whether no edition may have a page of this size (1/100 points); a text's page has none."""
    return bool(width) and not (
        min(width, height) >= LEAST_SIDE and max(width, height) <= MOST_SIDE
    )


@dataclass(frozen=True, slots=True)
class GateRules:
    """What the desk may set.

    Pages read with less confidence (0-100) than ``min_confidence`` need a person's eyes. ``date``
    is the release date (ISO) on which codes must be in force and instruments given, '' for any.
    """

    min_confidence: float = 35.0
    date: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """A page of which another page is a copy that has more withheld: that page's record and number.

    ``since`` is the log's entry of the latest withholding there: a look before that saw nothing of it.
    ``other`` of 0: no page, but a record that was withdrawn and has the name or number of this one.
    """

    sha256: str
    page: int
    record: str
    other: int
    since: int = 0


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """What is known of one record when the gate is asked.

    ``sha256s``: its files, in order; ``unread``: pages that could not be read, with the reason;
    ``failed``: files that could not be opened, by name; ``unsearched``: pages the detectors
    have not been over; ``empty``: pages on which nothing could be read; ``confidences``: how well
    pages were read, 0-100 (pages that need no such figure are left out); ``repeats``: places in
    this record where a value stands that is withheld everywhere; ``in_name``: kinds of finding in the
    name the record would have outside; ``reached``: holds on copies of its pages; ``copies``: its pages
    of which a copy has more withheld; ``unswept``: it could not be searched for what is withheld;
    ``lifted``: what an earlier release withheld and this one would not, and nobody has decided again;
    ``outsized``: pages of a size that no edition may have;
    ``weaker``: boxes that tell more of their width than before, and nobody has decided again;
    ``unsought``: withdrawn records whose words it was never searched for and, their files lost, cannot be.
    """

    name: str
    sha256s: tuple[str, ...]
    pages_total: int
    unread: tuple[tuple[str, int, str], ...] = ()
    failed: tuple[tuple[str, str], ...] = ()
    findings: tuple[tuple[str, Finding, Proposal], ...] = ()
    unsearched: tuple[tuple[str, int], ...] = ()
    empty: tuple[tuple[str, int], ...] = ()
    confidences: tuple[tuple[str, int, float], ...] = ()
    repeats: tuple[Repeat, ...] = ()
    in_name: tuple[str, ...] = ()
    reached: tuple[Reached, ...] = ()
    copies: tuple[Copy, ...] = ()
    unswept: bool = False
    lifted: tuple[Lifted, ...] = ()
    unsought: tuple[Lost, ...] = ()
    weaker: tuple[Lifted, ...] = ()
    outsized: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Open:
    """One thing in the way: reason, page (None for the record), a sentence, the file's hash."""

    reason: Reason
    page: int | None
    detail: str
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class GateResult:
    """The outcome for one record, and everything that is open."""

    record: str
    outcome: Outcome
    open: tuple[Open, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the result as the JSON object that ``--json`` prints."""
        return {
            "type": "gate",
            "record": self.record,
            "outcome": self.outcome.value,
            "open": [
                {"reason": o.reason.value, "page": o.page, "detail": o.detail, "sha256": o.sha256}
                for o in self.open
            ],
        }
