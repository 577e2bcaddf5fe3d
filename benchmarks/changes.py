"""What is new between releases: cost, error measured backwards, and recall of words blanked out.

The shared texts of four releases, read by other people's engines. Recall: words are taken out of pages of
2023 that 2025 reads almost alike, with a sign or two left in their place as scanning leaves them, and
looked for; words that fill a line's end or whole lines among them. Nothing of a text is printed.

python benchmarks/changes.py [--real DIR] [--out FILE] [--keep DIR]
"""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from measuring import Report, arguments, needed, start
from measuring import folder as work_folder
from parts import Parts, Told
from tearline.reading.comparing.change import Change, Summary
from tearline.reading.comparing.changes import compare
from tearline.reading.comparing.kinds import Position, Type
from tearline.reading.comparing.stamps import stamps
from tearline.reading.lists.numbers import Aliases
from tearline.reading.masking import Masking
from tearline.reading.witnesses.witness import TextFolder, Witnesses, WitnessRecord

LEFT = ("", "", "[]", "{i}", "24", ".", "|")  # what engines read where a box stood
ALIKE = 0.9  # share of a page's words that both years read the same
LENGTHS = (1, 3, 6, 12, 25)
SEEDS = range(5, 13)


_Where = tuple[str, int]  # name and page


class Altered:
    """A release with the texts of some pages exchanged, or with some of its records only."""

    def __init__(
        self, source: Witnesses, texts: dict[_Where, str], only: set[str] | None = None
    ) -> None:
        """Keep the texts of the pages that are another's, and the keys that are wanted."""
        self.label, self.engine = source.label, source.engine
        self._source, self._texts, self._only = source, texts, only

    def records(self) -> Iterator[str]:
        """Yield the names."""
        for name in self._source.records():
            if self._only is None or self.key(name) in self._only:
                yield name

    def key(self, name: str) -> str:
        """Return a record's key."""
        return self._source.key(name)

    def read(self, name: str) -> WitnessRecord:
        """Return a record with its texts exchanged."""
        record = self._source.read(name)
        pages = (
            replace(page, text=self._texts.get((name, page.number), page.text))
            for page in record.pages
        )
        return replace(record, pages=tuple(pages))

    def image(self, name: str, page: int) -> None:
        """Texts have no bitmap."""


def folder(texts: Path, year: str) -> TextFolder:
    """Return the texts of a year."""
    return TextFolder(texts / year, year, Aliases.none())


def run(old: Sequence[Witnesses], new: Witnesses) -> tuple[list[Change], Summary, float]:
    """Return the changes of words, the summary, and the CPU seconds."""
    before = time.process_time()
    rows = list(compare(old, [new], mask=Masking()))
    spent = time.process_time() - before
    summary = rows[-1]
    assert isinstance(summary, Summary)
    return [row for row in rows if isinstance(row, Change)], summary, spent


def measured(
    report: Told, texts: Path, years: str, *, at_least: float = 0.0, at_most: float
) -> None:
    """Compare older releases with 2025: cost a page, and each class with its error."""
    olds = [folder(texts, year) for year in years.split(",")]
    common = {old.key(name) for old in olds for name in old.records()}
    _, summary, spent = run(olds, Altered(folder(texts, "2025"), {}, common))
    name = f"{years} to 2025"
    report.figure(f"{name}: CPU ms a page, records in both", round(1000 * spent / summary.pages, 2),
                  f"{summary.pages} pages", at_most=at_most)  # fmt: skip
    for place, rate in summary.rates.items():
        if rate.rate is None:
            report.figure(f"{name}: {place}, precision", "-", rate.said)
        else:
            bound = at_least if place is Position.INSIDE else 0.0
            report.figure(f"{name}: {place}, precision", round(1 - rate.rate, 3), rate.said,
                          at_least=bound)  # fmt: skip


def itself(report: Told, texts: Path) -> None:
    """Compare each release with itself."""
    for year in ("2022", "2023", "2025"):
        rows, _, _ = run([folder(texts, year)], folder(texts, year))
        words = sum(row.position is not None for row in rows)
        report.figure(f"{year} against itself: words found", words, at_most=0)


def recall(report: Told, texts: Path) -> None:
    """Take words out of pages that both years read alike, and count those that are found."""
    old, new = folder(texts, "2023"), folder(texts, "2025")
    rows, _, _ = run([old], new)
    alike = [
        row for row in rows
        if row.type is Type.UNCHANGED and (row.coverage or 0) >= ALIKE and row.old_page
    ]  # fmt: skip
    due: Counter[tuple[int, Position]] = Counter()
    got: Counter[tuple[int, Position]] = Counter()
    for seed in SEEDS:
        planted, found = _draw(random.Random(seed), old, new, alike)
        due.update((size, position) for _, _, size, position in planted.values())
        got.update(planted[where][2:] for where in found)
    for size in LENGTHS:
        for position in (Position.INSIDE, Position.EDGE, Position.LINES):
            if n := due[size, position]:
                report.figure(f"recall: {size} words, {position}",
                              round(got[size, position] / n, 3), f"n = {n}")  # fmt: skip
    long = [key for key in due if key[0] > 1 and key[1] is Position.INSIDE]
    report.figure("recall: three words and more, inside a line",
                  round(sum(got[k] for k in long) / max(1, sum(due[k] for k in long)), 3),
                  f"n = {sum(due[k] for k in long)}", at_least=0.9)  # fmt: skip


def _draw(
    rng: random.Random, old: Witnesses, new: Witnesses, alike: Sequence[Change]
) -> tuple[dict[_Where, tuple[int, int, int, Position]], set[_Where]]:
    """Take words out of each page once; return what was taken where, and where it was found."""
    texts: dict[_Where, str] = {}
    planted: dict[_Where, tuple[int, int, int, Position]] = {}
    for row in alike:
        now = {page.number: page.text for page in new.read(row.name).pages}[row.page or 0]
        then = {page.number: page.text for page in old.read(row.old_name).pages}[row.old_page or 0]
        made = blank(rng, now, then)
        if made is not None:
            texts[row.old_name, row.old_page or 0], planted[row.name, row.page or 0] = made
    rows, _, _ = run([Altered(old, texts)], new)
    found = set()
    for row in rows:
        where = (row.name, row.page or 0)
        if row.start is None or row.end is None or where not in planted:
            continue
        start, end, *_ = planted[where]
        if (
            row.type in (Type.NEWLY_VISIBLE, Type.ALREADY_PUBLIC)
            and row.start < end > start < row.end
        ):
            found.add(where)
    return planted, found


def blank(
    rng: random.Random, now: str, then: str
) -> tuple[str, tuple[int, int, int, Position]] | None:
    """Take some words of a page out of its older text, where both have them letter by letter."""
    words = [match.span() for match in re.finditer(r"\S+", now)]
    size = rng.choice(LENGTHS)
    stamped = list(stamps(now.lower()))
    for _ in range(20):
        first = rng.randrange(max(1, len(words)))
        if first + size + 5 > len(words) or first < 5:
            continue
        start, end = words[first][0], words[first + size - 1][1]
        span = now[start:end]
        if not re.search(r"[A-Za-z]{5}", span) or then.count(span) != 1:
            continue
        if any(low < end and start < high for low, high in stamped):
            continue
        at = then.index(span)
        starts = "\n" in now[words[first - 1][1] : start]
        ends = "\n" in now[end : words[first + size][0]]
        over = "\n" in span
        position = (
            Position.LINES if starts and ends
            else Position.EDGE if starts or ends or over
            else Position.INSIDE
        )  # fmt: skip
        text = then[:at] + rng.choice(LEFT) + then[at + len(span) :]
        return text, (start, end, size, position)
    return None


def main(argv: list[str] | None) -> list[str]:
    """Run and print."""
    asked = arguments(__doc__ or "").parse_args(argv)
    texts = needed(asked.real / "jfk-text", "the folder of shared texts")
    report = Report("changes", asked.out)
    with work_folder(asked.keep) as base:
        parts = Parts(report, base, __file__, texts)
        for years in ("2023", "2022", "2018,2022", "2018,2022,2023"):
            most, least = (12, 0.95) if years == "2023" else (20, 0.0)
            work = partial(measured, texts=texts, years=years, at_least=least, at_most=most)
            parts.part(f"{years} to 2025", work)
        parts.part("against itself", partial(itself, texts=texts))
        parts.part("recall", partial(recall, texts=texts))
    return report.missed


if __name__ == "__main__":
    start(main)
