"""How long the partners' server takes for a page of 100 out of 20,000 objects, in process.

    python benchmarks/taxii_pages.py

Every answer is noted durably before it leaves, as in the product; the times are wall-clock, of one client.
"""

from __future__ import annotations

import runpy
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from measuring import ROOT, Report, arguments, start

OBJECTS, PAGE, AGAIN = 20_000, 100, 40
WORDS = "EXERCISE " * 100
KINDS = ("report", *["incident"] * 9)


def seconds(ask: Callable[[], Any]) -> float:
    """Return how long one answer took."""
    begun = time.perf_counter()
    if ask().status != 200:
        raise RuntimeError("the server did not answer")
    return time.perf_counter() - begun


def main(argv: list[str] | None) -> list[str]:
    """Publish the objects, page through all of them, and ask for some of them again and again."""
    asked = arguments("Pages of the partners' server.").parse_args(argv)
    world = runpy.run_path(str(ROOT / "tests/sharing/taxii/taxii_world.py"))
    report = Report("taxii_pages", asked.out)
    with tempfile.TemporaryDirectory() as folder:
        desk = world["World"](Path(folder, "shelf.db"), "pl")
        made = [world["thing"](n, kind=KINDS[n % 10], description=WORDS) for n in range(OBJECTS)]
        begun = time.perf_counter()
        desk.shelf.publish("pl", made, world["AT"])
        report.figure("objects put on the shelf", time.perf_counter() - begun, unit="s")
        pages, times = desk.pages("pl", [("limit", PAGE)]), []
        while True:
            begun = time.perf_counter()
            if next(pages, None) is None:
                break
            times.append(time.perf_counter() - begun)
        median = statistics.median(times) * 1000
        report.figure("a page of 100 by next, median", median, unit="ms", at_most=50)
        for name, path, query in (
            ("the first page again", "objects/", f"limit={PAGE}"),
            ("of one type in ten", "objects/", f"match[type]=report&limit={PAGE}"),
            ("no match among all", "objects/", "match[version]=2020-01-01T00:00:00Z"),
            ("a manifest", "manifest/", f"limit={PAGE}"),
            ("one object", f"objects/{made[-1]['id']}/", ""),
            ("a poll with nothing new", "objects/", "added_after=2030-01-01T00:00:00Z"),
        ):
            took = [
                seconds(lambda path=path, query=query: desk.get("pl", path, query))
                for _ in range(AGAIN)
            ]
            report.figure(f"{name}, median", statistics.median(took) * 1000, unit="ms")
        desk.close()
    return report.missed


if __name__ == "__main__":
    start(main)
