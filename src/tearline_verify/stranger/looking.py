"""A stranger's PDF from end to end: its bytes, its pictures, each page; then the verdict.

Promises: every look runs in a process of its own with a time limit, so that a file that crashes or
hangs a parser is a finding and not the end; a page nobody could look at is a finding. The findings
come in one order whatever the number of workers. Does not change or keep anything of the file.
"""

from __future__ import annotations

import resource
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2

from tearline_verify.crew import Crew
from tearline_verify.leaks import COULD_NOT_RUN, Box, Leak, Tally, Verdict
from tearline_verify.probes import values
from tearline_verify.stranger import bytes_side, crops, images, pixels, renderers, telling
from tearline_verify.stranger.case import FILE, Case
from tearline_verify.terms import Terms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tearline_verify.setting import Setting


SECONDS = 120.0  # one look at the bytes, or one page
PICTURES = 600.0  # all stored pictures
MOST_CROPS = 200
OPEN, BYTES, PICTURE, PAGE, CROP = "open", "bytes", "images", "page", "crop"


@dataclass(frozen=True, slots=True)
class Look:
    """One thing to do in a worker: what kind, which page or probe, and for a crop where."""

    kind: str
    page: int = 0
    probe: str = ""
    area: Box | None = None
    to: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look gave: its findings, how many pages the file has, and what was left out, in words."""

    tally: Tally
    pages: int = 0
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Looked:
    """A verdict, and the name of the picture that shows each finding (by its place in the list)."""

    verdict: Verdict
    crops: dict[int, str]


def verify(
    setting: Setting, path: Path, jobs: int = 1, folder: Path | None = None,
    before: Iterable[Leak] = (), seconds: float = SECONDS,
) -> Looked:  # fmt: skip
    """Look at one PDF; ``before`` are findings already made, told first.

    ``folder`` is where a picture of each finding's place goes (PNG); raises ``OSError`` where it
    cannot be made. With ``jobs`` 0 everything runs here, without time limits.
    """
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    began = _cpu()
    tally = Tally()
    tally.run("values", FILE, values.in_name([setting.terms, setting.names], FILE, path.name))

    def limit(task: Look) -> float:
        return PICTURES if task.kind == PICTURE else seconds

    crew = Crew(work, replace(setting, out=str(path)), jobs, limit)
    pages, left_out = 0, set(renderers.absent())
    try:
        crew.add(Look(OPEN))
        for name, _ in bytes_side.PROBES:
            crew.add(Look(BYTES, probe=name))
        crew.add(Look(PICTURE))
        for task, seen, trouble in crew.run():
            if seen is None:
                _failed(tally, task, trouble)
                continue
            tally.add(seen.tally)
            left_out |= set(seen.left_out)
            if task.kind == OPEN:
                pages = seen.pages
                for number in range(1, pages + 1):
                    crew.add(Look(PAGE, number))
        tally.leaks += _strangers(setting, pages)
        found = (*before, *telling.ordered(tally.leaks))
        shown = _crops(crew, found, folder) if folder is not None else {}
    finally:
        crew.close()
    verdict = Verdict(
        not found, found, dict(sorted(tally.looked.items())), 1, pages, pages,
        telling.not_checked(left_out, known=_known(setting)), _cpu() - began,
    )  # fmt: skip
    return Looked(verdict, shown)


def work(setting: Setting, look: Look) -> Seen:
    """Do one look (in a worker)."""
    if look.kind == CROP:
        crops.write(Path(setting.out), look.page, look.area or (0, 0, 0, 0), Path(look.to))
        return Seen(Tally())
    case, tally = _case(setting), Tally()
    if look.kind == OPEN:
        return Seen(tally, _open(case, tally))
    if look.kind == BYTES:
        for name, probe in bytes_side.PROBES:
            if name == look.probe:
                tally.run(name, FILE, probe(case))
        return Seen(tally, left_out=bytes_side.NOT_CHECKED())
    if look.kind == PICTURE:
        tally.run(images.PROBE, FILE, images.look(case))
    else:
        pixels.check(_of_page(setting, case, look.page), look.page, tally)
    return Seen(tally)


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


def _open(case: Case, tally: Tally) -> int:
    """Count the pages as the renderer does."""
    tally.looked["open"] += 1
    try:
        document = pypdfium2.PdfDocument(case.raw)
    except pypdfium2.PdfiumError:
        tally.leak("open", FILE, telling.NOT_OPENED)
        return 0
    try:
        pages = len(document)
    finally:
        document.close()
    if not pages:
        tally.leak("open", FILE, telling.NO_PAGES)
    return pages


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
