"""What a detector is, which ones there are, and how they are run over a record's pages.

Promises: ``find`` gives the same findings for the same pages and settings, in the order the log
writes them, each once, each with a span that lies in its page. A detector that breaks the
contract (a kind it did not declare, a span outside the page) is an error that names it and never
the text.

Does not promise: that nothing was missed. Scores are the detectors' own; the guide turns them
into proposals.

A plug-in is a function ``build(settings) -> Detector`` under the entry-point group
``tearline.detectors``. Beside it stands its table of examples, ``EXAMPLES``, which one test runs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass, field
from functools import lru_cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import Protocol, cast

from tearline.errors import TearlineError, UsageError
from tearline.model.area import Area
from tearline.model.finding import Finding
from tearline.model.page import Hidden, Page, TextSource
from tearline.model.people import (
    Cryptonym,
    KnownPerson,
    ProtectedPerson,
    UserPattern,
    WithheldValue,
)

ENTRY_POINT_GROUP = "tearline.detectors"

# Name and module of each built-in detector, in the order they run: a later one sees what the
# earlier ones found. Named, not imported: a record's worker loads what its settings ask for.
BUILT_IN: tuple[tuple[str, str], ...] = (
    ("residue", "tearline.findings.residue"),
    ("legibility", "tearline.findings.legibility"),
    ("holds", "tearline.findings.holds"),
    ("postponements", "tearline.findings.postponements"),
    ("sheet", "tearline.findings.sheets"),
    ("ssn", "tearline.findings.identifiers.ssn"),
    ("passport", "tearline.findings.identifiers.passport"),
    ("alien_number", "tearline.findings.identifiers.alien_number"),
    ("bank_account", "tearline.findings.identifiers.bank_account"),
    ("card", "tearline.findings.identifiers.card"),
    ("driver_licence", "tearline.findings.identifiers.driver_licence"),
    ("email", "tearline.findings.identifiers.email"),
    ("phone", "tearline.findings.identifiers.phone"),
    ("birth_date", "tearline.findings.identifiers.birth_date"),
    ("birth_place", "tearline.findings.identifiers.birth_place"),
    ("address", "tearline.findings.identifiers.address"),
    ("sources", "tearline.findings.sources"),
    ("cryptonyms", "tearline.findings.cryptonyms"),
    ("protected", "tearline.findings.protected"),
    ("patterns", "tearline.findings.patterns"),
    ("terms", "tearline.findings.terms"),
    ("names", "tearline.findings.names.detecting"),
    ("withheld", "tearline.findings.withheld"),
)


class Detector(Protocol):
    """Something that finds one family of kinds. Pure: no file, no clock, no state between calls."""

    name: str
    version: str
    kinds: frozenset[str]

    def find(self, pages: Sequence[Page], earlier: Sequence[Finding]) -> Iterable[Finding]:
        """Return what it sees in one record's pages (in order), given what was found before it."""
        ...


@dataclass(frozen=True, slots=True)
class Settings:
    """What to look for: the desk's own lists, and which detectors (empty: all there are).

    ``withheld`` are values that were withheld somewhere, to be found wherever else they stand.
    """

    terms: tuple[str, ...] = field(default=(), repr=False)
    detectors: tuple[str, ...] = ()
    protected: tuple[ProtectedPerson, ...] = field(default=(), repr=False)
    people: tuple[KnownPerson, ...] = field(default=(), repr=False)
    cryptonyms: tuple[Cryptonym, ...] = field(default=(), repr=False)
    patterns: tuple[UserPattern, ...] = field(default=(), repr=False)
    withheld: tuple[WithheldValue, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Example:
    """One row of a detector's table: a text, what must be found in it, and why the row is there.

    ``expected`` holds (kind, matched substring) in order; for a finding without a span the
    substring is its value. Empty: a look-alike, in which nothing may score ``AT_LEAST`` or more. A
    form feed in ``text`` begins a new page. ``terms`` and ``hidden`` are for the detectors that
    need them.
    """

    text: str
    expected: tuple[tuple[str, str], ...]
    why: str
    terms: tuple[str, ...] = ()
    hidden: tuple[Hidden, ...] = ()


Builder = Callable[[Settings], Detector]

# The desk's lists, as ``Settings`` has them.
LISTS = ("terms", "protected", "people", "cryptonyms", "patterns", "withheld")

# From this score up an example counts as found: the withhold threshold of the built-in guides.
AT_LEAST = 0.75


def areas_of(page: Page, start: int, end: int) -> tuple[Area, ...]:
    """Return the boxes of a span; a text file has none, and is not searched for them."""
    return () if page.source is TextSource.PLAIN else page.areas(start, end)


def spanned(
    detector: Detector,
    page: Page,
    span: tuple[int, int],
    kind: str,
    score: float,
    why: str,
    value: str,
) -> Finding:
    """Return a finding on ``page.text[span]``, with the boxes of the words it touches."""
    start, end = span
    return Finding(
        page=page.number,
        start=start,
        end=end,
        areas=areas_of(page, start, end),
        kind=kind,
        score=round(min(max(score, 0.0), 1.0), 3),
        detector=detector.name,
        version=detector.version,
        why=why,
        value=value,
    )


@lru_cache(maxsize=1)
def _builders() -> dict[str, Builder | str]:
    """Return each detector's builder: a module's name for the built-in ones, else the plug-in's."""
    found: dict[str, Builder | str] = dict(BUILT_IN)
    for point in sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda p: p.name):
        if point.name in found:
            raise UsageError(
                f"two detectors are called '{point.name}'",
                f"uninstall one of the packages that declare it under {ENTRY_POINT_GROUP}",
            )
        try:
            found[point.name] = cast("Builder", point.load())
        except Exception as error:
            raise UsageError(
                f"the detector '{point.name}' cannot be loaded ({type(error).__name__})",
                "repair or uninstall the package that brings it",
            ) from error
    return found


@lru_cache(maxsize=8)
def detectors(settings: Settings) -> tuple[Detector, ...]:
    """Return the detectors that ``settings`` asks for, in the order they run.

    An unknown name is a UsageError that lists the known ones.
    """
    builders = _builders()
    unknown = sorted(set(settings.detectors) - set(builders))
    if unknown:
        raise UsageError(f"no detector is called '{unknown[0]}'", f"known: {', '.join(builders)}")
    made: list[Detector] = []
    for name, builder in builders.items():
        if settings.detectors and name not in settings.detectors:
            continue
        build = builder if callable(builder) else cast("Builder", import_module(builder).build)
        made.append(build(settings))
    return tuple(made)


def find(
    pages: Sequence[Page], settings: Settings, seen: Sequence[Finding] = ()
) -> tuple[Finding, ...]:
    """Return every finding in one record's pages, distinct, sorted by ``Finding.order``.

    ``seen`` is what the detectors are told was found before any of them; it is not returned. Where
    a detector reports one place twice, the higher score stays.
    """
    lengths = {page.number: len(page.text) for page in pages}
    best: dict[tuple[object, ...], Finding] = {}
    for detector in detectors(settings):
        earlier = (*seen, *best.values())
        for finding in detector.find(pages, earlier):
            _check(finding, detector, lengths)
            place = (finding.page, finding.start, finding.end, finding.areas, finding.kind)
            key = (*place, finding.detector, finding.value if finding.start is None else "")
            if key not in best or finding.score > best[key].score:
                best[key] = finding
    return tuple(sorted(best.values(), key=_order))


def _order(finding: Finding) -> tuple[object, ...]:
    """Sort as the log does, and leave no two findings without an order."""
    return (*finding.order, finding.end or 0, finding.areas, -finding.score, finding.value)


def _check(finding: Finding, detector: Detector, lengths: dict[int, int]) -> None:
    """Refuse a finding that breaks the contract."""
    fault = ""
    if finding.page not in lengths:
        fault = "a page that is not there"
    elif finding.kind not in detector.kinds:
        fault = "a kind it does not declare"
    elif not 0.0 <= finding.score <= 1.0:
        fault = "a score outside 0 to 1"
    elif (finding.start is None) != (finding.end is None):
        fault = "half a span"
    elif (
        finding.start is not None
        and finding.end is not None
        and not 0 <= finding.start < finding.end <= lengths[finding.page]
    ):
        fault = "a span outside its page"
    if fault:
        raise TearlineError(
            f"the detector '{detector.name}' {detector.version} reported {fault}",
            "report this to whoever maintains it; run without it meanwhile",
        )


def versions(settings: Settings) -> str:
    """Return what the findings depend on besides the pages: a cache key.

    Names and versions of the detectors, and a hash in place of each list of the desk's.
    """
    parts = [f"{detector.name}={detector.version}" for detector in detectors(settings)]
    for name in LISTS:
        entries = sorted({repr(_told(entry)) for entry in getattr(settings, name)})
        if entries:
            digest = hashlib.sha256(repr(entries).encode("utf-8", "surrogatepass"))
            parts.append(f"{name}:{digest.hexdigest()}")
    return ";".join(parts)


def _told(entry: object) -> object:
    """Return all that an entry of a list says: its own repr leaves the names out."""
    return entry if isinstance(entry, str) else astuple(entry)  # type: ignore[call-overload]
