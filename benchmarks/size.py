"""The released PDFs' bytes against their sources', by the sources' own codec.

Flate and CCITT sources are the promise (in sum no larger); JBIG2 is said apart: its files are half the
size of CCITT ones because marks that look alike are stored once, and a released page is never that.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pikepdf

import flow
from measuring import Report, arguments, folder, needed, start

TARGET = 1.0


def codec(pdf: Path) -> str:
    """Return the codec that holds most of a PDF's image bytes."""
    held: Counter[str] = Counter()
    with pikepdf.open(pdf) as opened:
        for thing in opened.objects:
            if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image":
                found = thing.get("/Filter", "/none")
                names = (
                    [str(f) for f in found] if isinstance(found, pikepdf.Array) else [str(found)]
                )
                held[names[-1].strip("/").removesuffix("Decode")] += int(thing.Length)
    return held.most_common(1)[0][0] if held else "none"


def main(argv: list[str] | None) -> list[str]:
    """Run and print; with --keep after flow.py, its release is weighed."""
    asked = arguments(__doc__ or "").parse_args(argv)
    scans = needed(asked.real / "scans", "the folder of real scans")
    report = Report("size", asked.out)
    with folder(asked.keep) as base:
        release = base / "release"
        if not release.exists():
            desk, _, _ = flow.prepare(base, scans)
            flow.build(desk, base, full=False)
        sums: dict[bool, list[int]] = {False: [0, 0], True: [0, 0]}
        for source in sorted(scans.rglob("*.pdf")):
            made = release / "records" / source.name
            before, after = source.stat().st_size, made.stat().st_size
            kind = codec(source)
            sums[kind == "JBIG2"][0] += before
            sums[kind == "JBIG2"][1] += after
            report.figure(
                f"{source.stem} ({kind})", after / before, "x source", source=before, released=after
            )
        for jbig2, name in ((False, "Flate and CCITT"), (True, "JBIG2")):
            before, after = sums[jbig2]
            if before:
                report.figure(
                    f"sum over {name} sources ({before // 1000} -> {after // 1000} kB)",
                    after / before, "x source", at_most=None if jbig2 else TARGET,
                    source=before, released=after,
                )  # fmt: skip
    return report.missed


if __name__ == "__main__":
    start(main)
