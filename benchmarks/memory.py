"""Peak memory of workers, and of the parent over collections of growing size.

The pages are one drawn page, each with one pixel of its own changed, so that no two are the same file;
a sparse page, since what is measured is what the parent keeps, not what reading costs. Worker memory is
measured on the real scans where they are, and on the example collection.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from measuring import DATE, ROOT, Cost, Desk, Report, arguments, folder, start

WORKER_MB, FLAT_MB = 400, 15
A_FILE = 100  # pages of a record
SIZES = (100, 400)
LONG = (100, 2000)


def write_pages(target: Path, pages: int) -> None:
    """Write TIFF records of ``A_FILE`` pages each, every page distinct by one pixel."""
    sheet = Image.new("1", (1275, 1650), 1)
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(26)
    for line, text in enumerate(("MEMORANDUM FOR THE RECORD", "The harbor was quiet all night.")):
        draw.text((150, 200 + 60 * line), text, fill=0, font=font)
    target.mkdir(parents=True)
    for first in range(0, pages, A_FILE):
        made = []
        for number in range(first, min(first + A_FILE, pages)):
            one = sheet.copy()
            one.putpixel((100 + number % 1000, 1400 + number // 1000), 0)
            made.append(one)
        path = target / f"pages-{first:05}.tif"
        made[0].save(path, save_all=True, append_images=made[1:], compression="group4",
                     dpi=(150, 150))  # fmt: skip


def parent_peaks(base: Path, pages: int) -> tuple[dict[str, int], dict[str, int], float]:
    """Take pages through read, find and build; return the parent's peak and its last RSS, in kB."""
    write_pages(base / f"scans-{pages}", pages)
    desk = Desk(base, f"c{pages}")
    desk("add", str(base / f"scans-{pages}"))
    costs: dict[str, Cost] = {}
    costs["read"] = desk("read", sample=True)
    costs["find"] = desk("find", sample=True)
    out = base / f"release-{pages}"
    costs["build"] = desk("build", "--date", DATE, "--to", str(out), sample=True)
    peaks = {name: max((kb for _, kb in c.parent_kb), default=0) for name, c in costs.items()}
    first = {name: _settled(c) for name, c in costs.items()}
    return peaks, first, sum(c.cpu for c in costs.values()) / pages


def _settled(cost: Cost) -> int:
    """Return the parent's RSS a tenth of the way through: after its modules are loaded."""
    return cost.parent_kb[len(cost.parent_kb) // 10][1] if cost.parent_kb else 0


def worker_peaks(base: Path, source: Path, name: str) -> tuple[Cost, Cost]:
    """Read and build (as a draft, which views every page); return both costs, sampled."""
    desk = Desk(base, name)
    desk("add", str(source))
    read = desk("read", sample=True)
    out = base / f"draft-{name}"
    return read, desk("draft", str(source), "--to", str(out), here=False, sample=True)


def main(argv: list[str] | None) -> list[str]:
    """Run and print."""
    parser = arguments(__doc__ or "")
    parser.add_argument("--long", action="store_true", help=f"{LONG} pages in place of {SIZES}")
    asked = parser.parse_args(argv)
    report = Report("memory", asked.out)
    with folder(asked.keep) as base:
        sources = {"example": ROOT / "examples" / "collection", "real scans": asked.real / "scans"}
        for name, source in sources.items():
            if not source.exists():
                report.say(f"{name}: skipped, not here")
                continue
            for stage, cost in zip(
                ("read", "draft"), worker_peaks(base, source, name), strict=True
            ):
                peak = max(cost.worker_kb.values(), default=0) / 1024
                report.figure(f"{name}, {stage}: largest worker", peak, "MB", at_most=WORKER_MB)
                others = max(cost.other_kb.values(), default=0) / 1024
                if stage == "draft":
                    report.figure(f"{name}: largest other (verifier's)", others, "MB",
                                  at_most=WORKER_MB)  # fmt: skip
        sizes = LONG if asked.long else SIZES
        seen = []
        for pages in sizes:
            peaks, first, cpu = parent_peaks(base, pages)
            seen.append(peaks)
            for stage, kb in peaks.items():
                report.figure(f"{pages} pages, {stage}: parent's peak", kb / 1024, "MB",
                              settled_mb=first[stage] / 1024)  # fmt: skip
            report.figure(f"{pages} pages: CPU", cpu, "CPU-s/page")
        for stage in seen[0]:
            grown = (seen[-1][stage] - seen[0][stage]) / 1024
            report.figure(f"{stage}: parent's growth, {sizes[0]} to {sizes[-1]} pages", grown, "MB",
                          at_most=FLAT_MB)  # fmt: skip
    return report.missed


if __name__ == "__main__":
    start(main)
