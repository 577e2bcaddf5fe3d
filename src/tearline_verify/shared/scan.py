"""The scan of one partner's edition: every check over the bytes that are about to be sent.

Promises: whatever cannot be read or checked is a leak; a check that fails is one, told by the kind of
its failure alone; no leak repeats a hidden value. Two scans of the same bytes give the same leaks.
Does not change the folder, and sends nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tearline_verify.shared import edition as editions
from tearline_verify.shared.checks import CHECKS, Check, marks
from tearline_verify.shared.hidden import Hidden
from tearline_verify.shared.leak import COULD_NOT, Leak
from tearline_verify.shared.look import Look, Rank

__all__ = ["Hidden", "Leak", "Scan", "look_through", "scan"]
MOST_TOLD = 1000  # leaks of one check; the rest are counted
NOT_CHECKED = (
    "letters and shapes in pictures, and in the drawings of a PDF",
    "what is told in other words, or in another language",
    "codes but entities, percent and backslash escapes, quoted-printable, base64, base32, hex, zlib",
    "what this edition tells beside another one: earlier editions, other partners', other tiers'",
    "headers, timing, sizes and the order of things as they are sent",
    "whether each portion was marked rightly in the first place",
    "dates, counts and places that a sentence spells out in words",
    "the identifier that a PDF's trailer holds",
)


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scan found: leaks, how much there was to look at, and what was not looked at."""

    leaks: tuple[Leak, ...]
    empty: bool
    counts: dict[str, int]
    not_checked: tuple[str, ...]

    @property
    def clean(self) -> bool:
        """Say whether the edition may be sent."""
        return not self.leaks


def scan(
    folder: Path,
    hidden: Hidden,
    marking_rank: Rank = marks.rank,
    checks: Mapping[str, Check] = CHECKS,
) -> list[Leak]:
    """Return the leaks of an edition's folder, in order; an empty list is clean.

    ``marking_rank`` gives a marking's place (higher: fewer readers), None for one it does not know.
    """
    return list(look_through(folder, hidden, marking_rank, checks).leaks)


def look_through(
    folder: Path,
    hidden: Hidden,
    marking_rank: Rank = marks.rank,
    checks: Mapping[str, Check] = CHECKS,
) -> Scan:
    """Scan an edition's folder and say what was looked at, and what was not."""
    edition = editions.read(folder)
    look = Look(edition, hidden, marking_rank)
    found = list(dict.fromkeys(edition.leaks))
    for name, check in checks.items():
        found += _run(name, check, look)
    counts = {
        "files": len(edition.files),
        "objects": len(edition.things),
        "texts": len(edition.texts.decoded.pieces),
        "pages": edition.pdf.pages if edition.pdf else 0,
        "hidden": sum(
            len(getattr(hidden, kind)) for kind in ("ids", "values", "names", "canaries")
        ),
    }
    return Scan(tuple(sorted(found)), edition.empty(), counts, tuple(_not_checked(look)))


def _run(name: str, check: Check, look: Look) -> list[Leak]:
    """Return a check's leaks, each once; a check that fails blocks, and its words stay inside."""
    found: dict[Leak, None] = {}
    try:
        for leak in check(look):
            found[leak] = None
            if len(found) > MOST_TOLD:
                return [*found, Leak(name, "(the edition)", f"more than {MOST_TOLD} leaks")]
    except Exception as error:  # noqa: BLE001 - its text may hold a piece of the edition
        found[Leak(name, "(the edition)", f"{COULD_NOT} ({type(error).__name__})")] = None
    return list(found)


def _not_checked(look: Look) -> Iterable[str]:
    """Yield what this scan did not look at, what depends on this edition first."""
    if not any((look.hidden.ids, look.hidden.values, look.hidden.names, look.hidden.canaries)):
        yield "hidden values: the list holds none"
    if look.spotter.unsought:
        yield f"hidden values without a letter or digit: {look.spotter.unsought}"
    if not look.hidden.words_above:
        yield "words of higher portions: the list holds none"
    for file in editions.FILES:
        if file not in look.edition.files:
            yield f"{file}: there is none"
    yield from NOT_CHECKED
