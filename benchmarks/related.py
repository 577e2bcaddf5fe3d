"""Related records against what archivists wrote: how far up the rest of a label stands, and what is left.

python benchmarks/related.py [--real DIR] [--out FILE] [--keep DIR] [--draws N]

A label is a word of the titles in the 2022 spreadsheet (or a file number, or an originator) that at least ten
and at most a third of the shared records have. Five of them are the start, drawn anew ``--draws`` times;
copies of the start, by page, are taken out of what is to be found, for they flatter. AP is average precision
over all other records. "After labels": the reader labels twenty at a time from the top, as the archivist did,
sixty in all; AP is then that of the records nobody labelled, next to the start's ranking of the same ones.
Titles stand on the identification sheets too: the second half leaves out every page that reads as one.
"""

from __future__ import annotations

import random
import re
import time
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import openpyxl

from measuring import NotHereError, Report, arguments, folder, needed, start
from parts import Parts, Told
from tearline.reading.lists.numbers import plain_name
from tearline.reading.relating.labels import Label, Labels, Sample
from tearline.reading.relating.related import RelatedRecords
from tearline.reading.relating.subject_terms import Material

SHEET = "national-archives-jfk-assassination-records-2022-release.xlsx"
LEAST, SEEDS, ROUND, ROUNDS, SAMPLE = 10, 5, 20, 3, 60
SMALL = frozenset(("FOR", "THE", "AND", "WITH", "FROM", "THAT", "NONE"))
NOW = datetime(2026, 1, 1, tzinfo=UTC)
_HEADING = re.compile(r"^## Page \d+\s*$", re.MULTILINE)
_SHEET = re.compile(r"RECORD\s+NUMBER|IDENTIFICATION\s+FORM|AGENCY\s+INFORMATION")


def materials(folder: Path) -> list[Material]:
    """Return the records of 2025 that 2022 has too, by their 2025 text, page by page."""
    names = {plain_name(path.name) for path in (folder / "2022").glob("*.md")}
    found: dict[str, Material] = {}
    for path in sorted((folder / "2025").glob("*.md")):
        record = plain_name(path.name)
        if record in names:
            text = path.read_text("utf-8", "replace")
            found[record] = Material(record, _HEADING.split(text)[1:] or [text])
    return list(found.values())


def labels_of(path: Path, records: set[str]) -> dict[str, frozenset[str]]:
    """Return the records of each label."""
    rows = openpyxl.load_workbook(path, read_only=True).active.iter_rows(values_only=True)
    columns = {name: at for at, name in enumerate(next(rows)) if name}
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        record = plain_name(str(row[columns["Record Num"]]))
        if record in records:
            for word in re.findall(r"[A-Z]{3,}", str(row[columns["Title"]] or "").upper()):
                found[f"title {word}"].add(record)
            for name, column in (("file", "File Num"), ("originator", "Originator")):
                if row[columns[column]]:
                    found[f"{name} {row[columns[column]]}"].add(record)
    most = len(records) // 3
    return {
        label: frozenset(held)
        for label, held in sorted(found.items())
        if LEAST <= len(held) <= most and label.split()[1] not in SMALL
    }


def average_precision(ranked: Sequence[str], good: frozenset[str]) -> float:
    """Return the mean, over the good records, of the share of good ones from the top to each."""
    hits, total = 0, 0.0
    for place, record in enumerate(ranked, 1):
        if record in good:
            hits += 1
            total += hits / place
    return total / max(1, len(good))


def said(held: dict[str, bool]) -> Labels:
    """Return labels as a file would give them."""
    return Labels(tuple(Label(r, yes, NOW, "benchmark") for r, yes in held.items()), (), ())


class Trial:
    """One label from one start: average precision by random, start and labels, on the same records."""

    def __init__(self, related: RelatedRecords, good: frozenset[str], rng: random.Random) -> None:
        """Draw the start and run the rounds."""
        held = dict.fromkeys(rng.sample(sorted(good), min(SEEDS, len(good) // 2)), True)
        first = related.rank(said(held), learn=False)
        rows = [row.record for row in first.rows]
        self.start = average_precision(rows, good & set(rows))
        at_once = [row.record for row in related.rank(said(held)).rows]
        self.at_once = average_precision(at_once, good & set(at_once))
        mixed = rng.sample(rows, len(rows))
        self.random = average_precision(mixed, good & set(rows))
        self.hidden = len(good & set(rows))
        top = min(ROUND * ROUNDS, len(rows))
        self.by_start = len(good & set(rows[:top]))
        now = first
        for _ in range(ROUNDS):
            for row in now.rows[:ROUND]:
                held[row.record] = row.record in good
            now = related.rank(said(held))
        self.found = sum(held[row] for row in rows if row in held)
        rest = [row.record for row in now.rows]
        self.left = len(good & set(rest))
        self.after = average_precision(rest, good & set(rest))
        self.before = average_precision([r for r in rows if r in set(rest)], good & set(rest))
        self.learned = now.by == "labels"
        # What a sample of the rest says is left, and whether its interval holds the truth.
        drawn = related.sample(now, size=SAMPLE, seed=rng.randrange(1 << 30))
        of = related.population(now)
        line = Sample(drawn, of, 0, NOW, "benchmark")
        held |= {record: record in good for record in drawn}
        labels = said(held)
        told = related.left(related.rank(labels), Labels(labels.said, (line,), ()))
        truth = len(good & (set(rest) | set(now.unranked)) - set(drawn))
        self.covered = told.low <= truth <= told.high


def run(
    report: Told, records: list[Material], labels: dict[str, frozenset[str]], draws: int
) -> None:
    """Run every label and print the means."""
    since = time.process_time()
    related = RelatedRecords.build(records)
    report.figure(
        "table of terms and copies",
        (time.process_time() - since) / len(records) * 1000,
        "ms/record",
    )
    print(
        f"   {'label':<34} {'n':>4} {'random':>7} {'start':>7}   {'found':>9}   rest: {'start':>6} {'labels':>7}"
    )
    trials: list[Trial] = []
    since = time.process_time()
    for label, good in labels.items():
        own = [Trial(related, good, random.Random(f"{label} {n}")) for n in range(draws)]
        trials += own

        def mean(name: str, own: list[Trial] = own) -> float:
            return sum(float(getattr(one, name)) for one in own) / len(own)

        print(f"   {label[:34]:<34} {len(good):>4} {mean('random'):>7.3f} {mean('start'):>7.3f}   "
              f"{mean('found'):>4.1f}/{mean('hidden'):<4.1f}         {mean('before'):>6.3f} {mean('after'):>7.3f}")  # fmt: skip
    cpu = time.process_time() - since
    some = [one for one in trials if one.left]
    report.figure("labels", len(labels), f"x {draws} starts")
    for name, title in (
        ("random", "AP at random"),
        ("start", "AP of the start by terms"),
        ("at_once", "AP of the start learned at once"),
    ):
        report.figure(title, sum(getattr(one, name) for one in trials) / len(trials))
    hidden, read = sum(one.hidden for one in trials), ROUND * ROUNDS
    by_start = sum(one.by_start for one in trials) / hidden
    report.figure(f"found in the first {read} of the start", by_start)
    report.figure(f"found after {read} labels", sum(one.found for one in trials) / hidden)
    report.figure(
        "AP of the rest by the start's ranking", sum(one.before for one in some) / len(some)
    )
    report.figure("AP of the rest after labels", sum(one.after for one in some) / len(some))
    report.figure(
        "intervals of the sample that hold the truth",
        sum(one.covered for one in trials) / len(trials),
        at_least=0.95,
    )
    report.figure("a ranking", cpu / len(trials) / (ROUNDS + 2) * 1000, "CPU-ms")


def main(argv: list[str] | None) -> list[str]:
    """Run and print."""
    parser = arguments(__doc__ or "")
    parser.add_argument("--draws", type=int, default=5, help="starts drawn for each label")
    asked = parser.parse_args(argv)
    texts = needed(asked.real / "jfk-text", "the folder of shared texts")
    sheet = needed(asked.real / "index" / SHEET, "the spreadsheet of 2022")
    if find_spec("sklearn") is None:
        what = "scikit-learn is not here; pip install tearline[related]"
        raise NotHereError(what)
    report = Report("related", asked.out)
    records = materials(texts)
    labels = labels_of(sheet, {one.record for one in records})
    report.figure("records", len(records))
    bare = [
        Material(one.record, ["" if _SHEET.search(page) else page for page in one.pages])
        for one in records
    ]
    with folder(asked.keep) as base:
        parts = Parts(report, base, __file__, texts, sheet, asked.draws)
        parts.part("every page", lambda told: run(told, records, labels, asked.draws))
        report.say("without the pages that read as identification sheets:")
        parts.part("without sheets", lambda told: run(told, bare, labels, asked.draws))
    return report.missed


if __name__ == "__main__":
    start(main)
