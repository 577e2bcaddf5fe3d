"""Every benchmark, one after another: `make bench`. Ends with what missed its target.

python benchmarks/run.py [NAME ...] [--real DIR] [--out FILE] [--long]
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
    "redaction": redaction,
    "width_bits": width_bits,
}


def main() -> int:
    """Run what was asked for, or all."""
    parser = arguments(__doc__ or "")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(ALL)}")
    parser.add_argument("--long", action="store_true", help="memory over 2,000 pages")
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
