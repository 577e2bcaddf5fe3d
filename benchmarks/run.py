"""Every benchmark, one after another: `make bench`. Ends with what missed its target.

Without --long the corpus of hidden values is sampled (the whole takes about half an hour on 2 cores),
and the parts that know --sample take what is said there.

python benchmarks/run.py [NAME ...] [--real DIR] [--out FILE] [--long] [--sample N]
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import detection
import flow
import kept
import memory
import ocr
import redaction
import redaction_scans
import sheets
import size
import width_bits
from measuring import NotHereError, arguments, folder

ALL = {
    "kept": kept,
    "ocr": ocr,
    "flow": flow,
    "size": size,
    "memory": memory,
    "detection": detection,
    "sheets": sheets,
    "scans": redaction_scans,
    "width_bits": width_bits,
    "redaction": redaction,
}
QUICK = ("scans", "width_bits", "redaction")  # they take --sample
CASES = 24  # of the corpus, if nothing is said


def main() -> int:
    """Run what was asked for, or all."""
    parser = arguments(__doc__ or "")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(ALL)}")
    parser.add_argument(
        "--long", action="store_true", help="memory over 2,000 pages, every case of the corpus"
    )
    parser.add_argument("--sample", type=int, metavar="N", help="N of all, where a part can")
    asked = parser.parse_args()
    unknown = set(asked.names) - set(ALL)
    if unknown:
        parser.error(f"no benchmark called {', '.join(sorted(unknown))}")
    missed, since = [], time.monotonic()
    with folder(asked.keep) as base:
        for name in asked.names or ALL:
            # The release that flow makes is the one that size weighs.
            place = base / ("flow" if name == "size" else name)
            words = ["--real", str(asked.real), "--keep", str(place)]
            words += ["--out", str(Path(asked.out).resolve())] if asked.out else []
            words += ["--long"] if asked.long and name == "memory" else []
            sample = asked.sample or (CASES if name == "redaction" and not asked.long else None)
            words += ["--sample", str(sample)] if sample and name in QUICK else []
            try:
                missed += ALL[name].main(words)
            except NotHereError as gone:
                print(f"\n== {name} ==\n   skipped: {gone}")
    print(
        f"\n{time.monotonic() - since:.0f} s. " + ("All targets met." if not missed else "Missed:")
    )
    for one in missed:
        print(f"   {one}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
