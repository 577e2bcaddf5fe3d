"""What is new on page images: recall of spans blanked out, and pages merely scanned again.

Real pages that our OCR reads well. OLD: some spans of words of each blanked as archives do, half of the pages
scanned once more besides; NEW: the page with its words, encoded anew. Both go through `tearline changes`,
which reads them by our OCR and lays them beside each other. Then the same pages, shifted, turned by up to a
degree, noised and encoded otherwise; at 200 and at 300 dpi; and twice the very same. Nothing of a page is
printed. A span counts as found when newly visible words hold half of its own at least; one that another old
record shows is no trial. "Three words up" are three to eight: they are drawn twice as often as other lengths.
With --keep the pages stay there too, and spans.jsonl says where each span lay and what became of it.

python benchmarks/changes_on_images.py [--pages N] [--json] [--real DIR] [--out FILE] [--keep DIR]
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np

from changes_on_images_parts import (
    KINDS,
    STYLES,
    Pixels,
    Rect,
    Span,
    blanked,
    drawn,
    is_blank,
    meets,
    scanned,
    shrunk,
    written,
)
from measuring import arguments, folder, needed, run, start
from resuming import reporting
from tearline.model.record import MediaType
from tearline.reading.comparing.decoy import clopper_pearson
from tearline.reading.comparing.kinds import Position
from tearline.reading.lists.numbers import Aliases
from tearline.reading.witnesses.scans import ScanFolder
from tearline.reading.witnesses.witness import WitnessPage
from tearline.records.raster import raster
from tearline.records.reader import SurveyJob, survey

PAGES = 64  # altered; a page may be altered twice, each time otherwise
DRAWS = 2
AGAIN = 30  # pages scanned again, and read at two resolutions
WELL, WORDS = 80.0, 60  # confidence in the mean and words of a page that is read well
SPARE = 2.5  # pages looked at for one that is read well
DPI = 300.0
FOUND, PUBLIC, READ = "found", "readable in another record", "called read on the old page"
UNLIKE, MISSED = "on pages too unlike to be compared", "missed"
LONG = ("3 words", "4-8 words")
Row = dict[str, Any]


@dataclass
class Bench:
    """Where the benchmark works, and the CPU seconds that its commands took."""

    base: Path
    cpu: float = 0.0
    read: int = 0
    problems: int = 0
    sources: dict[str, tuple[Path, int]] = field(default_factory=dict)

    def changes(self, old: Path, new: Path) -> list[Row]:
        """Compare two folders by the command line; return its rows but the summary."""
        env = {**os.environ, "TEARLINE_CACHE": str(self.base / "cache"), "OMP_THREAD_LIMIT": "1"}
        command = [sys.executable, "-m", "tearline", "changes", str(old), str(new)]
        cost = run([*command, "--workers", "1", "--json"], env)
        self.cpu += cost.cpu
        self.problems += sum(row["type"] == "problem" for row in cost.lines)
        return [row for row in cost.lines if row["type"] != "summary"]

    def read_back(self, where: Path) -> dict[str, WitnessPage]:
        """Return what was read of a folder, a page a file."""
        pages = ScanFolder(where, where.name, Aliases.none(), self.base / "cache" / "read")
        return {name: page for name in pages.records() for page in pages.read(name).pages}

    def grey(self, name: str) -> Pixels:
        """Return a source page's pixels at 300 dpi."""
        path, number = self.sources[name]
        found = raster(str(path), MediaType.PDF, number)
        grey = np.asarray(found.image.convert("L"), dtype=np.uint8)
        return shrunk(grey, DPI * found.width / 7200 / grey.shape[1])


def sources(scans: Path) -> dict[str, tuple[Path, int]]:
    """Return every page of the scans by the number it goes by here."""
    found = []
    for path in sorted(scans.rglob("*.pdf")):
        sizes = survey(SurveyJob(str(path), "", path.name)).sizes
        found += [(path, number) for number in range(1, len(sizes) + 1)]
    random.Random(5).shuffle(found)
    return {f"page-{at:03}": where for at, where in enumerate(found)}


def encoded(bench: Bench, most: int, where: Path) -> None:
    """Write source pages as the new release has them."""
    where.mkdir()
    for name in list(bench.sources)[:most]:
        grey, rng = bench.grey(name), random.Random(f"{name} new")
        if not is_blank(grey):
            written(rng, grey, where / name, DPI)


def only(names: Sequence[str], source: Path, where: Path) -> Path:
    """Return a folder with some of another's files."""
    where.mkdir()
    for file in source.iterdir():
        if file.stem in names:
            shutil.copyfile(file, where / file.name)
    return where


@dataclass(frozen=True)
class Drawn:
    """A page that was altered: whether it was scanned once more, and its spans."""

    rescanned: bool
    page: WitnessPage
    spans: list[Span]


def altered(
    bench: Bench, draw: int, pages: dict[str, WitnessPage], kinds: Iterator[str]
) -> tuple[Path, Path, dict[str, Drawn]]:
    """Write the old and the new release of one draw."""
    old, new = bench.base / f"old-{draw}", bench.base / f"new-{draw}"
    old.mkdir()
    new.mkdir()
    came = {}
    for at, (name, page) in enumerate(pages.items()):
        rng = random.Random(f"{name} {draw}")
        spans = drawn(rng, page, kinds)
        if not spans:
            continue
        again = (at + draw) % 2 == 1
        before, after = blanked(rng, bench.grey(name), spans, (page.width, page.height))
        if again:
            before = scanned(rng, before, degrees=0.5, pixels=15, scale=0.01)
        written(rng, before, old / name, DPI)
        rng = random.Random(f"{name} new")
        written(rng, after, new / name, DPI)
        came[name] = Drawn(again, page, spans)
    return old, new, came


def outcome(span: Span, page: WitnessPage, rows: Sequence[Row], own: str) -> tuple[str, Row | None]:
    """Return what became of a span, and the change that tells it. ``own``: the old page, as rows name it."""
    held: dict[str, set[int]] = defaultdict(set)
    by: dict[str, Row] = {}
    for row in rows:
        if row["type"] not in ("newly_visible", "already_public"):
            continue
        name = FOUND if row["type"] == "newly_visible" else READ
        if name == READ and any(not seen.startswith(own) for seen in row["seen_in"]):
            name = PUBLIC
        for at in range(span.first, span.last + 1):
            area = page.words[at].area
            if area is not None and any(
                left <= (area.left + area.right) / 2 <= right
                and top <= (area.top + area.bottom) / 2 <= bottom
                for left, top, right, bottom in row["areas"]
            ):
                held[name].add(at)
                by.setdefault(name, row)
    for name in (FOUND, PUBLIC, READ):
        if 2 * len(held[name]) >= span.last - span.first + 1:
            return name, by[name]
    unlike = any(row["type"] == "unsettled" for row in rows)
    return (UNLIKE if unlike else MISSED), None


@dataclass
class Tally:
    """What became of the spans: each (span, scanned once more, outcome, the change's row)."""

    spans: list[tuple[Span, bool, str, Row | None]] = field(default_factory=list)
    false: Counter[str] = field(default_factory=Counter)
    visible: Counter[str] = field(default_factory=Counter)

    def add(self, rows: Sequence[Row], came: dict[str, Drawn], old: str) -> list[Row]:
        """Count one draw; return where each span went, without its words. ``old``: that release."""
        by_name = defaultdict(list)
        for row in rows:
            by_name[row["name"]].append(row)
        told = []
        for name, one in came.items():
            for span in one.spans:
                what, row = outcome(span, one.page, by_name[name], f"{old}/{name}")
                self.spans.append((span, one.rescanned, what, row))
                told.append({"page": name, "kind": span.kind, "position": span.position,
                             "style": span.style, "rects": span.rects, "outcome": what,
                             "rescanned": one.rescanned})  # fmt: skip
            rects = [_grown(rect) for span in one.spans for rect in span.rects]
            for row in by_name[name]:
                if row["type"] == "newly_visible":
                    self.visible[row["class"]] += 1
                    if not _on(row["areas"], rects):
                        self.false[row["class"]] += 1
                        told.append({"page": name, "outcome": "false", "position": row["class"],
                                     "rects": row["areas"]})  # fmt: skip
        return told

    def share(self, chosen: Callable[[Span, bool, str], bool]) -> tuple[int, int]:
        """Return how many of some spans were found, and how many could be."""
        came = [one[2] for one in self.spans if chosen(*one[:3]) and one[2] != PUBLIC]
        return came.count(FOUND), len(came)


def _on(areas: Sequence[Sequence[int]], rects: Sequence[Rect]) -> bool:
    return any(meets((a[0], a[1], a[2], a[3]), rect) for a in areas for rect in rects)


def _grown(rect: Rect) -> Rect:
    """Return a box as far as what was drawn there may reach."""
    more = (rect[3] - rect[1]) * 3 // 10
    return rect[0] - more, rect[1] - more, rect[2] + more, rect[3] + more


def said(hits: int, trials: int) -> str:
    """Return a share's interval."""
    low, high = clopper_pearson(hits, trials)
    return f"{hits} of {trials}, {low:.0%}-{high:.0%}"


def tell(report: Any, tally: Tally) -> None:
    """Report recall by length and class, and what is wrong."""

    def figure(name: str, chosen: Callable[[Span, bool, str], bool], **more: Any) -> None:
        hits, trials = tally.share(chosen)
        if trials:
            report.figure(f"recall: {name}", hits / trials, said(hits, trials), **more)

    def is_long(span: Span) -> bool:
        return span.kind in LONG and span.position is Position.INSIDE

    for kind in KINDS:
        for place in (Position.INSIDE, Position.EDGE, Position.LINES):
            figure(f"{kind}, {place}",
                   lambda s, *_, k=kind, p=place: (s.kind, s.position) == (k, p))  # fmt: skip
    figure("three words up, inside a line", lambda s, *_: is_long(s), at_least=0.9)
    figure("the same, on pages that could be compared",
           lambda s, _, what: is_long(s) and what != UNLIKE)  # fmt: skip
    figure("all, at a line's edge", lambda s, *_: s.position is Position.EDGE)
    figure("all, whole lines", lambda s, *_: s.position is Position.LINES)
    for style in STYLES:
        figure(f"all, {style}", lambda s, *_, style=style: s.style == style)
    figure("all, one scan", lambda _, again, __: not again)
    figure("all, two scans", lambda _, again, __: again)
    came = Counter(one[2] for one in tally.spans)
    for what in (PUBLIC, READ, UNLIKE, MISSED):
        report.figure(f"spans {what}", came[what], f"of {len(tally.spans)}")
    proven = sum(bool(row and row["proven"]) for *_, what, row in tally.spans if what == FOUND)
    report.figure("spans found, and proven by the old scan", proven, f"of {came[FOUND]}")
    for place in Position:
        if n := tally.visible[place]:
            right = n - tally.false[place]
            report.figure(f"precision: {place}", right / n, said(right, n))


def quiet(report: Any, name: str, rows: Sequence[Row], pages: int, *, all_classes: bool) -> None:
    """Report what was found where nothing was to be found."""
    came = Counter(row["class"] for row in rows if row["type"] == "newly_visible")
    for place in Position:
        bound = {"at_most": 0} if all_classes or place is Position.INSIDE else {}
        report.figure(f"{name}: {place} found", came[place], f"{pages} pages", **bound)
    kinds = Counter(row["type"] for row in rows)
    report.figure(f"{name}: words withheld", kinds["newly_withheld"], f"{pages} pages")
    report.figure(f"{name}: pages too unlike to be compared", kinds["unsettled"], f"of {pages}")


def main(words: Sequence[str] | None = None) -> list[str]:
    """Measure; return what missed its target. NotHereError: no scans."""
    parser = arguments(__doc__ or "")
    parser.add_argument("--json", action="store_true", help="stdout is JSON Lines")
    parser.add_argument("--pages", type=int, default=PAGES, help="pages altered")
    asked = parser.parse_args(words)
    scans = needed(asked.real / "scans", "the folder of real scans")
    with reporting("changes_on_images", asked) as report, folder(asked.keep) as made:
        base = made / "page-images"
        shutil.rmtree(base, ignore_errors=True)
        base.mkdir()
        bench = Bench(base, sources=sources(scans))
        wanted = max(1, asked.pages // DRAWS)
        encoded(bench, round(SPARE * wanted) + 2, base / "all")
        shutil.copytree(base / "all", base / "all-twice")
        rows = bench.changes(base / "all", base / "all-twice")
        pages = bench.read_back(base / "all")
        bench.read = len(pages)
        quiet(report, "twice the same", rows, len(pages), all_classes=True)
        well = {
            name: page for name, page in pages.items()
            if len(page.words) >= WORDS and not page.turn
            and mean(word.confidence or 0 for word in page.words) >= WELL
        }  # fmt: skip
        well = dict(list(well.items())[:wanted])
        report.figure("pages that are read well", len(well), f"of {len(pages)}")
        tally, kinds = Tally(), cycle((*KINDS, *LONG))
        with (made / "spans.jsonl").open("w", encoding="utf-8") as out:
            for draw in range(DRAWS):
                old, new, came = altered(bench, draw, well, kinds)
                for row in tally.add(bench.changes(old, new), came, old.name):
                    out.write(json.dumps({"draw": draw, **row}) + "\n")
                bench.read += 2 * len(came)
        report.figure("pages altered, spans blanked", len(tally.spans),
                      f"spans, {len(well) * DRAWS} pages")  # fmt: skip
        tell(report, tally)
        names = list(well)[:AGAIN]
        first = only(names, base / "all", base / "first")
        merely(bench, report, first, names)
        report.figure("pages read", bench.read)
        report.figure("problems", bench.problems, at_most=0)
        report.figure("CPU seconds of the commands", bench.cpu)
        report.figure("CPU seconds, with the making of the pages", bench.cpu + time.process_time(),
                      at_most=360)  # fmt: skip
        return report.missed


def merely(bench: Bench, report: Any, first: Path, names: Sequence[str]) -> None:
    """Scan pages again, and read them at another resolution: nothing is new on them."""
    again, coarse = bench.base / "again", bench.base / "coarse"
    again.mkdir()
    coarse.mkdir()
    for name in names:
        rng, grey = random.Random(f"{name} again"), bench.grey(name)
        written(rng, scanned(rng, grey, degrees=1, pixels=25, scale=0.02), again / name, DPI)
        small = shrunk(grey, 200 / DPI)
        written(rng, small, coarse / name, 200)
    for name, old, new in (
        ("scanned again", first, again),
        ("scanned again, backwards", again, first),
        ("200 to 300 dpi", coarse, first),
        ("300 to 200 dpi", first, coarse),
    ):
        quiet(report, name, bench.changes(old, new), len(names), all_classes=False)
    bench.read += 2 * len(names)


if __name__ == "__main__":
    start(main)
