"""The whole flow on the real scans: add, read, find, decide, build; CPU seconds a page by stage.

One page in ten has three words withheld at their boxes; every finding is decided and every page that
was read poorly is looked at, as people would, so that all records go out. Twice: with the verifier's
5 % sample, and with --full, where it reads every page again.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

from measuring import DATE, Desk, Report, arguments, folder, needed, start
from tearline.decisions.guide import HARD_KINDS

EVERY = 10
BOXES = 3
TARGET = 1.5
SAMPLE = 0.05
NIGHT_PAGES, NIGHT_HOURS, NIGHT_CORES = 80_000, 12, 2
NIGHT = NIGHT_HOURS * 3600 * NIGHT_CORES / NIGHT_PAGES
WHO = "benchmark reviewer"


def decisions(desk: Desk) -> list[dict]:
    """Return the decisions: words withheld on every tenth page, everything else answered."""
    status = [line for line in desk("status").lines if line["type"] == "record"]
    made: list[dict] = []
    number = 0
    for record in status:
        name = record["record"]
        for page in range(1, record["pages"] + 1):
            number += 1
            if number % EVERY == 0:
                made += _withheld(desk, name, page)
        for page in sorted(
            {
                one["page"]
                for one in record["open"]
                if one["reason"] in ("poorly_read_page", "empty_page")
            }
        ):
            made.append(_line(name, page, verdict="release", reason="looked at by a person"))
    asked = desk("findings", "--undecided").lines
    for kind, record, page in sorted({(f["kind"], f["record"], f["page"]) for f in asked}):
        if kind in HARD_KINDS:  # no one person lets such a number go
            said = {"verdict": "withhold", "codes": ["(b)(6)"], "reason": "a personal number"}
        else:
            said = {"verdict": "release", "reason": "of no living person"}
        made.append(_line(record, page, kind=kind, **said))
    return made


def copies(desk: Desk) -> list[dict]:
    """Look at every page of which a copy has more withheld now."""
    return [
        _line(record["record"], one["page"], verdict="release", reason="looked at beside its copy")
        for record in desk("status").lines
        if record["type"] == "record"
        for one in record["open"]
        if one["reason"] == "copy"
    ]


def _withheld(desk: Desk, record: str, page: int) -> list[dict]:
    """Withhold a few words of a page, spread over it; a page without words, a place on it."""
    read = desk("page", record, str(page)).last
    # A word whose box touches its neighbour's would hide a part of that one too: a person draws
    # around it.
    words = [
        word
        for word in read["words"]
        if sum(c.isalpha() for c in word["text"]) >= 4
        and not any(meets(word["area"], w["area"]) for w in read["words"] if w is not word)
    ]
    step = max(1, len(words) // BOXES)
    areas = [word["area"] for word in words[step // 2 :: step][:BOXES]]
    if not areas:
        width, height = read["width"], read["height"]
        areas = [[width // 3, height // 3, width // 2, height // 3 + 1400]]
    return [
        _line(
            record,
            page,
            areas=[area],
            verdict="withhold",
            codes=["(b)(6)"],
            reason="a private name",
        )
        for area in areas
    ]


def meets(one: list[int], other: list[int]) -> bool:
    """Say whether two areas share any surface."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _line(record: str, page: int, **rest: object) -> dict:
    return {"type": "determination", "record": record, "page": page, "actor": WHO, **rest}


def prepare(base: Path, scans: Path) -> tuple[Desk, dict[str, float], int]:
    """Take the scans up to decided; return the desk, CPU seconds by command, and the pages."""
    desk = Desk(base)
    cpu = {"init": desk.cpu}
    cpu["add"] = desk("add", str(scans)).cpu
    read = desk("read")
    cpu["read"] = read.cpu
    cpu["find"] = desk("find").cpu
    path = base / "decisions.jsonl"
    before = desk.cpu
    path.write_text("".join(json.dumps(line) + "\n" for line in decisions(desk)), "utf-8")
    looking = desk.cpu - before
    cpu["import-decisions"] = desk("import-decisions", str(path)).cpu
    before = desk.cpu
    more = base / "copies.jsonl"
    more.write_text("".join(json.dumps(line) + "\n" for line in copies(desk)), "utf-8")
    desk("import-decisions", str(more))
    cpu["(people looking: status, page, findings)"] = looking + desk.cpu - before
    return desk, cpu, read.last["pages"]


def build(desk: Desk, base: Path, *, full: bool) -> tuple[dict, float, float]:
    """Build a release; return its last line, its CPU seconds and its wall seconds."""
    words = ["--full"] if full else []
    out = base / ("release-full" if full else "release")
    cost = desk("build", "--date", DATE, "--to", str(out), *words)
    return cost.last, cost.cpu, cost.wall


def main(argv: list[str] | None) -> list[str]:
    """Run and print."""
    parser = arguments(__doc__ or "")
    asked: argparse.Namespace = parser.parse_args(argv)
    scans = needed(asked.real / "scans", "the folder of real scans")
    report = Report("flow", asked.out)
    with folder(asked.keep) as base:
        since = time.monotonic()
        desk, cpu, pages = prepare(base, scans)
        told, built, _ = build(desk, base, full=False)
        wall = time.monotonic() - since
        report.figure("records released", told["records"], f"of {told['pages']} p", at_least=14)
        report.figure("pages read", pages, at_least=76)
        report.figure("redactions", told["redactions"])
        report.figure(
            "held + pending + failed", told["held"] + told["pending"] + told["failed"], at_most=0
        )
        looking = cpu.pop("(people looking: status, page, findings)")
        total = sum(cpu.values()) + built
        for name, seconds in (*cpu.items(), ("build", built)):
            report.figure(f"command {name}", seconds / pages, "CPU-s/page")
        for name, seconds in told["cpu_seconds"].items():
            report.figure(f"  of it, by the release line: {name}", seconds / pages, "CPU-s/page")
        report.figure("whole flow, CPU seconds a page", total / pages, "CPU-s/page", at_most=TARGET)
        report.figure("whole flow, wall seconds", wall, "s")
        report.figure("(a person's looking, not counted)", looking / pages, "CPU-s/page")
        burnt = _burnt(desk.root)
        report.figure("pages burnt, read again for their edition", burnt, "pages")
        again, expected = _read_again(desk.root), burnt + SAMPLE * (pages - burnt)
        report.figure("pages the verifier read again", again, f"({expected:.0f} due)")
        night = total / pages * NIGHT_PAGES / 3600 / NIGHT_CORES
        report.figure(f"{NIGHT_PAGES} pages on {NIGHT_CORES} cores would take", night, "h",
                      at_most=NIGHT_HOURS)  # fmt: skip
        report.say(
            f"a night of {NIGHT_HOURS} h on {NIGHT_CORES} cores allows {NIGHT:.2f} CPU-s a page"
        )
        told_full, built_full, _ = build(desk, base, full=True)
        seconds = told_full["cpu_seconds"]["verify"]
        report.figure("build --full, all views cached: CPU", built_full / pages, "CPU-s/page")
        report.figure("  of it the verifier, every page again", seconds / pages, "CPU-s/page")
        extra = seconds - told["cpu_seconds"]["verify"]
        report.figure("whole flow with --full", (total + extra) / pages, "CPU-s/page")
        same = _same(base / "release", base / "release-full")
        report.figure("the two releases are the same but for report.*", "yes" if same else "NO")
    return report.missed


def _burnt(root: Path) -> int:
    """Count the pages the decisions file names places on."""
    lines = (root.parent / "decisions.jsonl").read_text("utf-8").splitlines()
    return len({(d["record"], d["page"]) for d in map(json.loads, lines) if "areas" in d})


def _read_again(root: Path) -> int:
    """Return how many pages the verifier read again: the sample is drawn by hash, so it varies."""
    kept = sorted((root / "custody").glob("*.json"), key=lambda path: path.stat().st_mtime)
    return int(json.loads(kept[-1].read_text("utf-8"))["verdict"]["pages_read_again"])


def _same(one: Path, other: Path) -> bool:
    """Compare two folders byte for byte, the verifier's reports apart."""
    names = [{p.relative_to(r) for p in r.rglob("*") if p.is_file()} for r in (one, other)]
    kept = [{n for n in found if n.name not in ("report.html", "report.json")} for found in names]
    return kept[0] == kept[1] and all(
        (one / n).read_bytes() == (other / n).read_bytes() for n in kept[0]
    )


if __name__ == "__main__":
    start(main)
