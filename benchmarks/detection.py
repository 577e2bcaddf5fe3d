"""What the detectors find, miss and wrongly propose on made-up pages whose every value is known.

    python benchmarks/detection.py [--half tune|report] [--seed N] [--pages N] [--peers DIR] [--real DIR]

The families of pages are split: detectors are tuned on ``tune``, and figures are published of ``report``
alone. For each kind: recall of the withhold tier (thresholds of the guide ``foia``), recall with what a
person is shown, precision, F2 (recall counts four times), and leaks: values in neither tier, which nobody
would look at, per 1,000 pages. Then numbers by shape of damage and family, names by form, false alarms
on pages that hold nothing personal, speed in CPU time, bad input, the same numbers printed into real
scans, and on the same pages a plain regex and Presidio (``--peers DIR``: its environment, made there on
first use).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

import peers
from damage.pages import Made
from damage.scoring import Counts, Spot, Tally, answers, kind_of
from damage.templates import TABLES, records
from damage.tiers import PERSONAL, Guide
from detection_costs import EVERYTHING, say_bad_input, say_speed, told_apart
from detection_printed import say_printed
from measuring import NotHereError, Report, arguments, start
from tearline.findings import detector
from tearline.findings.detector import Settings

RECALL, RECALL_SEEN, PRECISION = 0.97, 0.995, 0.95  # Social Security numbers
NAME_RECALL, NAME_PRECISION = 0.92, 0.75


def measure(
    made: Sequence[Made], empty: Sequence[Made], guide: Guide
) -> tuple[Tally, dict[str, float]]:
    """Return the tally of our own detectors, and the CPU seconds they took for ``made``.

    ``empty`` records hold nothing personal; what is found there counts against precision.
    """
    tally = Tally()
    detector.find(made[0].pages, EVERYTHING)  # whatever is loaded once is loaded now
    begin = time.process_time()
    found = [detector.find(one.pages, EVERYTHING) for one in made]
    whole = time.process_time() - begin
    for one, findings in zip(made, found, strict=True):
        tally.add(one, guide.spots(findings))
    for one in empty:
        tally.add(one, guide.spots(detector.find(one.pages, EVERYTHING)))
    rules = Settings(detectors=told_apart()[0])
    begin = time.process_time()
    for one in made:
        detector.find(one.pages, rules)
    return tally, {"all": whole, "rules": time.process_time() - begin}


def say_kinds(report: Report, tally: Tally, *, aim: bool = False) -> None:
    """Print the figures of each kind, then numbers by shape and family and names by form."""
    known = {k for d in detector.detectors(EVERYTHING) for k in d.kinds}
    for kind in PERSONAL:
        count = tally.kinds[kind]
        if not count.gold:
            continue
        if not any(answers(k, kind) for k in known):
            report.say(f"{kind}: {count.gold} on the pages, and no detector for it yet")
            continue
        is_ssn, is_name = aim and kind == "ssn", aim and kind == "name"
        head = f"{kind} ({count.gold})"
        report.figure(
            f"{head}: recall, withheld", count.recall, at_least=RECALL if is_ssn else None
        )
        report.figure(f"{head}: recall, withheld or looked at", count.recall_seen,
                      at_least=RECALL_SEEN if is_ssn else NAME_RECALL if is_name else None)  # fmt: skip
        report.figure(
            f"{head}: precision, withheld", count.precision, at_least=PRECISION if is_ssn else None
        )
        report.figure(f"{head}: precision, withheld or looked at", count.precision_seen,
                      at_least=NAME_PRECISION if is_name else None)  # fmt: skip
        report.figure(f"{head}: F2, withheld", count.f2)
        leaks = (count.gold - count.seen) * 1000 / tally.pages
        report.figure(f"{head}: leaks", leaks, "/1,000 pages")
    for kind in ("ssn", "name"):
        _say_outside(report, f"{kind} outside tables", kind, tally, aim=aim and kind == "name")
    _say_parts(report, "ssn by shape", {f: c for (k, f), c in tally.forms.items() if k == "ssn"})
    _say_parts(
        report, "ssn by family", {f: c for (k, f), c in tally.families.items() if k == "ssn"}
    )
    _say_parts(report, "ssn by layout", {f: c for (k, f), c in tally.layouts.items() if k == "ssn"})
    _say_parts(report, "names by form", {f: c for (k, f), c in tally.forms.items() if k == "name"})
    _say_parts(
        report, "names by family", {f: c for (k, f), c in tally.families.items() if k == "name"}
    )


def _say_outside(report: Report, what: str, kind: str, tally: Tally, *, aim: bool = False) -> None:
    """Print recall and precision over the families that are no tables, which are few and long."""
    count = Counts()
    for (one, family), part in tally.families.items():
        if one == kind and family not in TABLES:
            count += part
    report.figure(f"{what} ({count.gold}): recall, withheld", count.recall)
    report.figure(f"{what} ({count.gold}): recall, withheld or looked at", count.recall_seen,
                  at_least=NAME_RECALL if aim else None)  # fmt: skip
    report.figure(f"{what}: precision, withheld or looked at", count.precision_seen,
                  at_least=NAME_PRECISION if aim else None)  # fmt: skip


def _say_parts(report: Report, what: str, parts: dict[str, Counts]) -> None:
    """Print recall in both tiers for each part, the largest first."""
    for name, count in sorted(parts.items(), key=lambda item: -item[1].gold):
        if count.gold:
            report.figure(f"{what}, {name} ({count.gold}): withheld", count.recall,
                          f"{count.recall_seen:.3f} seen", seen=count.recall_seen)  # fmt: skip
        elif count.shown:
            report.say(
                f"{what}, {name}: none there, {count.shown} shown, {count.proposed} proposed"
            )


def say_look_alikes(report: Report, half: str, made: Sequence[Made], guide: Guide) -> None:
    """Print the false alarms per 1,000 pages that hold nothing personal, by kind."""
    total = sum(len(one.pages) for one in made)
    hits: Counter[str] = Counter()
    looked: Counter[str] = Counter()
    where: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in made:
        for spot in guide.spots(detector.find(one.pages, EVERYTHING)):
            kind = kind_of(spot.kind)
            (hits if spot.withheld else looked)[kind] += 1
            if spot.withheld:
                where[kind][one.family] += 1
    report.say(f"look-alikes: {total} pages of record numbers, serials, contracts, money, dates")
    for kind in dict.fromkeys(("ssn", *sorted(hits), *sorted(looked))):
        report.figure(f"look-alikes: {kind} withheld", hits[kind] * 1000 / total, "/1,000 pages",
                      at_most=0 if kind == "ssn" and half == "report" else None,
                      looked_at=looked[kind] * 1000 / total)  # fmt: skip
        report.figure(f"look-alikes: {kind} looked at", looked[kind] * 1000 / total, "/1,000 pages")
        if half == "tune" and where[kind]:
            report.say(f"   withheld in {dict(where[kind])}")


def say_peers(report: Report, made: Sequence[Made], folder: Path | None) -> None:
    """Print the same figures for a plain regex and for Presidio on the same pages."""
    pages = [(one, page) for one in made for page in one.pages]
    texts = [page.text for _, page in pages]
    size = sum(map(len, texts))
    found, cpu = peers.naive(texts)
    _say_peer(report, "plain regex, ", made, found, 0.0)
    report.figure("plain regex: speed", size / max(cpu, 1e-9), "chars/s")
    python = peers.environment(folder)
    if python is None:
        report.say("Presidio skipped: --peers DIR names (or makes) an environment with it")
        return
    found, costs = peers.presidio(python, texts)
    for least in (0.4, 0.0):
        _say_peer(report, f"Presidio at {least}, ", made, found, least)
    report.figure("Presidio: speed", size / costs["cpu"], "chars/s")


def _say_peer(
    report: Report, who: str, made: Sequence[Made], found: list[list[peers.Span]], least: float
) -> None:
    tally = Tally()
    left = iter(found)
    for one in made:
        spots = [
            Spot(page.number, start, end, kind, withheld=True)
            for page in one.pages
            for start, end, kind, score in next(left)
            if score >= least
        ]
        tally.add(one, spots)
    for kind in ("ssn", "name", "phone", "email", "passport", "bank_account"):
        count = tally.kinds[kind]
        if count.shown_right and count.gold:
            report.figure(f"{who}{kind} ({count.gold}): recall", count.recall)
            report.figure(f"{who}{kind}: precision", count.precision)
            report.figure(f"{who}{kind}: F2", count.f2)
            if kind in {"ssn", "name"}:
                _say_outside(report, f"{who}{kind} outside tables", kind, tally)
            report.figure(
                f"{who}{kind}: leaks",
                (count.gold - count.seen) * 1000 / tally.pages,
                "/1,000 pages",
            )


def options(argv: Sequence[str] | None) -> argparse.Namespace:
    """Return what was asked for."""
    parser = arguments((__doc__ or "").partition("\n")[0])
    parser.add_argument("--half", choices=("tune", "report"), default="report")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--pages", type=int, default=800, help="made-up pages (and half as many look-alikes)"
    )
    parser.add_argument("--printed", type=int, default=60, help="real scans to print into")
    parser.add_argument(
        "--peers", type=Path, help="the environment of Presidio, made if it is not there"
    )
    parser.add_argument("--json", type=Path, dest="out", help="the same as --out")
    asked: argparse.Namespace = parser.parse_args(argv)
    return asked


def main(argv: list[str] | None) -> list[str]:
    """Run and print."""
    asked = options(argv)
    report = Report("detection", asked.out)
    guide = Guide()
    made = list(records(asked.half, asked.pages, asked.seed))
    if not made:
        raise NotHereError("--pages asks for no pages")
    empty = list(records(asked.half, asked.pages // 2, asked.seed, look_alikes=True))
    tally, cpu = measure(made, empty, guide)
    rules, names = told_apart()
    report.say(f"half '{asked.half}', seed {asked.seed}: {len(made)} records, {tally.pages} pages; "
               f"rules: {', '.join(rules)}; names: {', '.join(names) or 'no detector yet'}")  # fmt: skip
    say_kinds(report, tally, aim=asked.half == "report")
    say_look_alikes(report, asked.half, empty, guide)
    say_speed(report, made, cpu, asked.real)
    say_bad_input(report, asked.seed)
    say_printed(report, asked.real, asked.half, asked.printed, asked.seed, guide)
    say_peers(report, [*made, *empty], asked.peers)
    return report.missed


if __name__ == "__main__":
    sys.exit(start(main))
