"""What the verifier says: leaks, checks and the verdict; never a word of what was withheld.

Promises: a leak names the probe, the file, the page and the place, and says what is wrong in words
that hold no term and no text of any page. Does not decide what is checked; the probes do.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

Box = tuple[int, int, int, int]
COULD_NOT_RUN = "could not run"


@dataclass(frozen=True, slots=True)
class Leak:
    """One thing that blocks: which probe saw it, where, and what it is (masked)."""

    probe: str
    file: str
    what: str
    page: int | None = None
    area: Box | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the leak as one line of the JSON pipe."""
        return {
            "type": "leak",
            "probe": self.probe,
            "file": self.file,
            "page": self.page,
            "area": list(self.area) if self.area else None,
            "what": self.what,
        }


class GrammarError(Exception):
    """Bytes that are not of the one form we accept; the text names the form, not the content."""


@dataclass(slots=True)
class Tally:
    """Leaks found so far, and how many things each check looked at."""

    leaks: list[Leak] = field(default_factory=list)
    looked: Counter[str] = field(default_factory=Counter)
    cpu: float = 0.0

    def add(self, other: Tally) -> None:
        """Take in what another tally holds."""
        self.leaks += other.leaks
        self.looked.update(other.looked)
        self.cpu += other.cpu

    def leak(
        self, probe: str, file: str, what: str, page: int | None = None, area: Box | None = None
    ) -> None:
        """Note a leak."""
        self.leaks.append(Leak(probe, file, what, page, area))

    def run(self, probe: str, file: str, found: Iterable[Leak], page: int | None = None) -> None:
        """Run one probe over one thing: ``found`` is its generator, which works as it is read.

        A probe that fails blocks, and its words stay inside.
        An exception's own text may hold a piece of the record, so only its class is told.
        """
        self.looked[probe] += 1
        try:
            self.leaks.extend(found)
        except GrammarError as error:
            self.leak(probe, file, str(error), page)
        except Exception as error:  # noqa: BLE001 - whatever fails must be told
            self.leak(probe, file, f"{COULD_NOT_RUN} ({type(error).__name__})", page)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The end of a verification: clean or not, what was counted, what was not checked."""

    clean: bool
    leaks: tuple[Leak, ...]
    looked: dict[str, int]
    files: int
    pages: int
    pages_read_again: int
    not_checked: tuple[str, ...]
    cpu_seconds: float

    def as_dict(self) -> dict[str, Any]:
        """Return the verdict as the last line of the JSON pipe."""
        return {
            "type": "verdict",
            "clean": self.clean,
            "leaks": len(self.leaks),
            "pages": self.pages,
            "pages_read_again": self.pages_read_again,
            "files": self.files,
            "not_checked": list(self.not_checked),
            "cpu_seconds": round(self.cpu_seconds, 3),
        }
