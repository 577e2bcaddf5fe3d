"""Made-up numbers printed into real scans, read, and looked for: real damage, and known truth.

Promises: a value counts as found only where proposed boxes cover nine tenths of where it was typed. Says
how many numbers the reader got right at all, and how many of the missed stand on pages that are read so
poorly that the gate asks a person to look.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from damage.printing import Printed, box_covered, printed_pages, read_rightly
from damage.scoring import Counts, answers
from damage.tiers import Guide
from detection_costs import EVERYTHING
from measuring import Report
from peers import NAIVE
from tearline.decisions.gate import GateRules
from tearline.findings import detector

RECALL = 0.97


def say_printed(report: Report, real: Path, half: str, count: int, seed: int, guide: Guide) -> None:
    """Print how many values typed into real scans are found, by shape, and how well they were read."""
    scans = real / "scans"
    if count <= 0:
        return
    if not scans.is_dir():
        report.say("printed into real scans: skipped, no scans here; --real names their folder")
        return
    parts: defaultdict[str, Counts] = defaultdict(Counts)
    pages = missed = poor = 0
    for printed in printed_pages(scans, count, half, seed):
        pages += 1
        lost = _score(printed, parts, guide)
        missed += lost
        if (printed.page.confidence or 0.0) < GateRules().min_confidence:
            poor += lost
    read, every = parts["ssn, every digit read rightly"].gold, parts["ssn"].gold
    report.say(f"printed into {pages} real scans: {read} of {every} numbers have every digit read rightly; of "
               f"{missed} that nothing found, {poor} are on pages the gate shows to a person")  # fmt: skip
    for name, part in sorted(parts.items()):
        aim = half == "report" and name == "ssn"
        report.figure(f"printed, {name} ({part.gold}): withheld", part.recall, f"{part.recall_seen:.3f} seen",
                      at_least=RECALL if aim else None, seen=part.recall_seen)  # fmt: skip


def _score(printed: Printed, parts: defaultdict[str, Counts], guide: Guide) -> int:
    """Count one page's values into ``parts``; return how many numbers nothing found."""
    found = detector.find([printed.page], EVERYTHING)
    plain = [
        area
        for match in NAIVE.finditer(printed.page.text)
        for area in printed.page.areas(match.start(), match.end())
    ]
    lost = 0
    for kind, shape, text, area in printed.boxes:
        fitting = [(f, guide.thresholds(f.kind)) for f in found if answers(f.kind, kind)]
        hit = box_covered(area, [a for f, (at, _) in fitting if f.score >= at for a in f.areas])
        seen = box_covered(area, [a for f, (_, at) in fitting if f.score >= at for a in f.areas])
        names = {kind, f"{kind} {shape}".strip()}
        if kind == "ssn":
            lost += not seen
            by_regex = box_covered(area, plain)
            parts["ssn, by the plain regex"] += Counts(1, by_regex, by_regex)
            if read_rightly(printed, text, area):
                names.add("ssn, every digit read rightly")
        for name in names:
            parts[name] += Counts(1, hit, seen)
    return lost
