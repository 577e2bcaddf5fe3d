"""Why a record is taken back: a closed list, and the words in which readers are told.

Promises: where it is a person's privacy or a source's safety, or nobody may say, readers are told that the
record is withdrawn and nothing else, for whatever else is said helps to find the old copy. No words hold a
hash, a number of pages or a value. The verifier has the same phrases in a list of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

PLAIN = "withdrawn"  # all that is said where more would help to find the old copy
SUPERSEDED = "superseded"
COURT_ORDER = "court-order"
RENAMED = "renamed"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a record is taken back: at the desk, and in the words readers get.

    ``dated``: whether readers are also told the date of the last release that held the record;
    ``spreads``: whether a copy of a page of it, in another record, must be looked at again.
    """

    meaning: str
    words: str = PLAIN
    dated: bool = False
    spreads: bool = True


REASONS = MappingProxyType(
    {
        "privacy": Reason("it tells what is a living person's own"),
        "source-at-risk": Reason("it may lead to a source"),
        "released-in-error": Reason("it should not have gone out"),
        COURT_ORDER: Reason("a court has ordered it", "withdrawn: by order of a court"),
        "rights": Reason(
            "a deed of gift or copyright forbids it", "withdrawn: rights of a donor or author", True
        ),
        SUPERSEDED: Reason("another edition takes its place", "withdrawn: superseded", True, False),
        "not-a-record": Reason(
            "it is no record of this collection",
            "withdrawn: not a record of this collection",
            True,
            False,
        ),
        RENAMED: Reason(
            "it goes by another name", "withdrawn: released under another name", True, False
        ),
    }
)


UNKNOWN = Reason("a reason of no list, as a log of another version may have")


def severity(reason: str) -> tuple[bool, bool, bool]:
    """Return how strict a reason is: whether it reaches copies, is told plainly, and without a date."""
    known = REASONS.get(reason, UNKNOWN)
    return (known.spreads, known.words == PLAIN, not known.dated)


def words_of(reason: str, last: str, order: str = "") -> str:
    """Return what readers are told; ``last`` is the date of the last release that held the record.

    ``order``: the date of the court order it was withdrawn for. A reason of no list is told as the plain
    word alone.
    """
    known = REASONS.get(reason, UNKNOWN)
    if reason == COURT_ORDER:
        return f"{known.words} of {order}" if order else f"{known.words}, date not given"
    if known.dated and last:
        return f"{known.words}; last in the release of {last}"
    return known.words
