"""A stranger's PDF from end to end: its bytes, its pictures, each page; then the verdict.

Promises: every look runs in a process of its own with a time limit and little memory, so that a file
that crashes or hangs a parser is a finding and not the end; a page nobody could look at is a finding.
The whole ends within the minutes asked for: what was not reached by then is told, and such a file is
not clean. The findings come in one order whatever the number of workers. Does not change or keep
anything of the file.
"""

from __future__ import annotations

import resource
import time
from collections import deque
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tearline_verify.crew import Crew
from tearline_verify.leaks import COULD_NOT_RUN, Box, Leak, Tally, Verdict
from tearline_verify.probes import values
from tearline_verify.stranger import (
    bounds,
    bytes_side,
    carried,
    carve,
    crops,
    images,
    opening,
    pixels,
    renderers,
    telling,
)
from tearline_verify.stranger.case import FILE, Case
from tearline_verify.terms import Terms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tearline_verify.setting import Setting


SECONDS = 120.0  # one look at the bytes, or one page
PICTURES = 240.0  # all stored pictures
SOFT = 0.8  # share of its time after which a look that can end itself does
DRAWING = 60.0  # for the pictures of the findings, after all else
MOST_CROPS = 200
OPEN, CARRIED, BYTES, PICTURE, PAGE, CROP = "open", "carried", "bytes", "images", "page", "crop"


@dataclass(frozen=True, slots=True)
class Look:
    """One thing to do in a worker: what kind, which page or probe, for a crop where; its seconds."""

    kind: str
    page: int = 0
    probe: str = ""
    area: Box | None = None
    to: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look gave: its findings, how many pages the file has, and what was left out, in words.

    ``cut``: what was left out because there was too much of it; ``locked``: nothing can be read.
    """

    tally: Tally
    pages: int = 0
    left_out: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()
    locked: bool = False
    carried: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """What every worker is told: the setting, its memory in bytes (0: as it comes), the minutes."""

    setting: Setting
    memory: int
    minutes: float


@dataclass(frozen=True, slots=True)
class Looked:
    """A verdict, and the name of the picture that shows each finding (by its place in the list).

    ``carried``: what goes with the file though no page shows it, in words; no finding by itself.
    """

    verdict: Verdict
    crops: dict[int, str]
    carried: tuple[str, ...] = ()


def verify(
    setting: Setting, path: Path, jobs: int = 1, folder: Path | None = None,
    before: Iterable[Leak] = (), seconds: float = SECONDS, minutes: float = bounds.MINUTES,
) -> Looked:  # fmt: skip
    """Look at one PDF; ``before`` are findings already made, told first.

    ``folder`` is where a picture of each finding's place goes (PNG); raises ``OSError`` where it
    cannot be made. ``minutes`` is for the whole file. With ``jobs`` 0 everything runs here, one page
    after the other, and no limit of time or memory ends a look that hangs.
    """
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    began, end = _cpu(), time.monotonic() + 60 * minutes
    tally = Tally()
    tally.run("values", FILE, values.in_name([setting.terms, setting.names], FILE, path.name))
    size = path.stat().st_size
    jobs = min(jobs, 1) if size > bounds.ALONE else jobs
    longer = max(minutes / bounds.MINUTES, 1.0)
    round_ = _Round(tally, jobs, end, seconds * longer, PICTURES * longer)
    memory = bounds.MEMORY // jobs if jobs else 0
    order = Order(replace(setting, out=str(path)), memory, minutes)
    crew = Crew(work, order, jobs, round_.limit)
    try:
        if size > bounds.FILE:
            round_.cut.add(telling.TOO_LARGE.format(bounds.FILE // bounds.MEGABYTE))
        else:
            round_.run(crew, known=_known(setting))
        tally.leaks += telling.cut(round_.cut)
        if round_.pages:
            tally.leaks += _strangers(setting, round_.pages)
        found = (*before, *telling.ordered(tally.leaks))
        round_.end = max(round_.end, time.monotonic() + DRAWING)
        shown = _crops(crew, found, folder) if folder is not None else {}
    finally:
        crew.close()
    left_out = round_.left_out | set(renderers.absent())
    verdict = Verdict(
        not found, found, dict(sorted(tally.looked.items())), 1, round_.pages, round_.looked,
        telling.not_checked(left_out, round_.cut, known=_known(setting)), _cpu() - began,
    )  # fmt: skip
    return Looked(verdict, shown, round_.carried)


@dataclass(slots=True)
class _Round:
    """One file's looks, handed out while time is left; and what came of them."""

    tally: Tally
    jobs: int
    end: float
    seconds: float
    pictures: float
    pages: int = 0
    looked: int = 0
    left_out: set[str] = field(default_factory=set)
    cut: set[str] = field(default_factory=set)
    carried: tuple[str, ...] = ()
    ahead: deque[int] = field(default_factory=deque)

    def limit(self, task: Look) -> float:
        """Return a look's seconds: its own, or what is left of the file's."""
        own = self.pictures if task.kind == PICTURE else self.seconds
        return max(min(own, self.end - time.monotonic()), 0.0)

    def run(self, crew: Crew, *, known: bool) -> None:
        """Open the file, then look at its bytes, its pictures and as many pages as time allows."""
        crew.add(Look(OPEN, seconds=self.seconds))
        for task, seen, trouble in crew.run():
            if seen is None:
                _failed(self.tally, task, trouble)
            else:
                self.tally.add(seen.tally)
                self.left_out |= set(seen.left_out)
                self.cut |= set(seen.cut)
                self.carried += seen.carried
                self.looked += seen.tally.looked[pixels.SHOWN]
            if task.kind == OPEN:
                self._opened(crew, seen, known=known)
            while self.ahead and crew.waiting < max(self.jobs, 1) and time.monotonic() < self.end:
                crew.add(Look(PAGE, self.ahead.popleft()))
        if self.ahead:
            self.cut.add(telling.unreached(self.ahead[0], self.pages))

    def _opened(self, crew: Crew, seen: Seen | None, *, known: bool) -> None:
        """Hand out what can be looked at in a file that was opened, or was not."""
        locked = seen is not None and seen.locked
        for name, _ in bytes_side.PROBES:
            if not locked or (known and name == carve.NAME):
                crew.add(Look(BYTES, probe=name))
        if locked:
            return
        if not known:
            crew.add(Look(CARRIED))
        crew.add(Look(PICTURE, seconds=min(self.pictures, self.end - time.monotonic())))
        self.pages = seen.pages if seen is not None else 0
        self.ahead = deque(range(1, self.pages + 1))


def work(order: Order, look: Look) -> Seen:
    """Do one look (in a worker)."""
    if order.memory:
        bounds.little_memory(order.memory)
    bounds.begin(SOFT * look.seconds or float("inf"), order.minutes)
    setting = order.setting
    if look.kind == CROP:
        crops.write(Path(setting.out), look.page, look.area or (0, 0, 0, 0), Path(look.to))
        return Seen(Tally())
    case, tally = _case(setting), Tally()
    if look.kind == OPEN:
        pages, locked = opening.look(case, tally)
        return Seen(tally, pages, cut=bounds.cut(), locked=locked)
    if look.kind == CARRIED:
        told = carried.look(case)
        return Seen(tally, cut=bounds.cut(), carried=told)
    left_out: tuple[str, ...] = ()
    if look.kind == BYTES:
        for name, probe in bytes_side.PROBES:
            if name == look.probe:
                tally.run(name, FILE, probe(case))
        left_out = bytes_side.NOT_CHECKED()
    elif look.kind == PICTURE:
        tally.run(images.PROBE, FILE, images.look(case))
    else:
        pixels.check(_of_page(setting, case, look.page), look.page, tally)
    return Seen(tally, left_out=left_out, cut=bounds.cut())


_read: list[tuple[Setting, Case]] = []  # the last file read in this worker


def _case(setting: Setting) -> Case:
    """Read the file once in each worker."""
    if _read and _read[0][0] is setting:
        return _read[0][1]
    areas: dict[int, tuple[Box, ...]] = {}
    for (_, page), items in setting.against.pages.items():
        areas[page] = (*areas.get(page, ()), *(area for item in items for area in item.areas))
    path = Path(setting.out)
    case = Case(path, path.read_bytes(), setting.terms, areas, _known(setting))
    _read[:] = [(setting, case)]
    return case


def _known(setting: Setting) -> bool:
    against = setting.against
    return bool(against.terms or against.pages or any(against.page_terms.values()))


def _of_page(setting: Setting, case: Case, number: int) -> Case:
    """Return the case with what is withheld on one page (and on every page, page 0) alone."""
    own = {
        term
        for (_, page), terms in setting.against.page_terms.items()
        if page in (0, number)
        for term in terms
    }
    areas = {number: (*case.areas.get(0, ()), *case.areas.get(number, ()))}
    terms = Terms(setting.against.terms | own) if own else case.terms
    return replace(case, terms=terms, areas=areas)


def _strangers(setting: Setting, pages: int) -> list[Leak]:
    """Return a leak for each withheld place on a page that the file does not have."""
    numbers = sorted({page for _, page in setting.against.pages if page > pages})
    what = "a withheld place on a page that the file does not have"
    return [Leak("withholdings", FILE, what, number) for number in numbers]


def _failed(tally: Tally, task: Look, trouble: str) -> None:
    """Note that a look could not be done; that blocks."""
    what = f"{telling.NAMES.get(task.kind, task.probe)}: {COULD_NOT_RUN} ({trouble})"
    tally.leak(COULD_NOT_RUN, FILE, what, task.page or None)


def _crops(crew: Crew, found: tuple[Leak, ...], folder: Path) -> dict[int, str]:
    """Draw a picture of each finding's place; return their names by the finding's number."""
    made: dict[int, str] = {}
    names: dict[str, int] = {}
    for at, leak in enumerate(found):
        if leak.page and leak.area and len(names) < MOST_CROPS:
            name = f"finding-{at + 1:03}-page-{leak.page}.png"
            names[name] = at
            crew.add(Look(CROP, leak.page, area=leak.area, to=str(folder / name)))
    for task, seen, _ in crew.run():
        if seen is not None:
            made[names[Path(task.to).name]] = task.to
    return made


def _cpu() -> float:
    used = [resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
