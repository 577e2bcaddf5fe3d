"""Every benchmark, one after another: `make bench`. Ends with what missed its target.

Without --long the corpus of hidden values is sampled (the whole takes about half an hour on 2 cores), search
and near-duplicates have a seventh of their pages, and the parts that know --sample take what is said there.
The benchmarks of the reading room run in processes of their own: they measure the memory of theirs.

python benchmarks/run.py [NAME ...] [--real DIR] [--out FILE] [--long] [--sample N]
"""

from __future__ import annotations

import importlib
import multiprocessing
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from measuring import NotHereError, arguments, folder

# Name -> module; one that needs what is not installed is skipped, the others run.
ALL = {
    "kept": "kept",
    "ocr": "ocr",
    "flow": "flow",
    "size": "size",
    "memory": "memory",
    "detection": "detection",
    "sheets": "sheets",
    "scans": "redaction_scans",
    "width_bits": "width_bits",
    "redaction": "redaction",
    "changes": "changes",
    "changes_on_images": "changes_on_images",
    "search": "search",
    "near_duplicates": "near_duplicates",
    "related": "related",
    "desk": "desk",
    "accounts": "accounts",
    "taxii_pages": "taxii_pages",
}
QUICK = ("scans", "width_bits", "redaction")  # they take --sample
CASES = 24  # of the corpus, if nothing is said
READING = ("changes", "changes_on_images", "search", "near_duplicates", "related", "desk")
SIZED = ("search", "near_duplicates")  # they take --pages
PAGES = 50_000  # of 350,000
DESK = ("--findings", "100000", "--seconds", "15")  # of a million, and a minute


def ran(module: str, words: Sequence[str]) -> list[str]:
    """Run one benchmark; return what it missed. NotHereError: what it needs is not on this machine."""
    try:
        main = importlib.import_module(module).main
    except ModuleNotFoundError as gone:
        what = f"{gone.name} is not here"
        raise NotHereError(what) from None
    missed: list[str] = main(list(words))
    return missed


def alone(module: str, words: Sequence[str]) -> list[str]:
    """Run one benchmark in a process of its own."""
    sys.stdout.flush()
    anew = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=anew) as pool:
        return pool.submit(ran, module, words).result()


def main() -> int:
    """Run what was asked for, or all."""
    parser = arguments(__doc__ or "")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(ALL)}")
    parser.add_argument(
        "--long",
        action="store_true",
        help="memory over 2,000 pages, every case of the corpus, search over 350,000 pages",
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
            words += ["--pages", str(PAGES)] if name in SIZED and not asked.long else []
            words += DESK if name == "desk" and not asked.long else ()
            sample = asked.sample or (CASES if name == "redaction" and not asked.long else None)
            words += ["--sample", str(sample)] if sample and name in QUICK else []
            try:
                missed += (alone if name in READING else ran)(ALL[name], words)
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
