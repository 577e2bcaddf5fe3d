"""Measures how long a page of 100 from 20,000 objects takes in process: `python tests/sharing/taxii/page_times.py`."""

import runpy
import statistics
import tempfile
import time
from pathlib import Path

world = runpy.run_path(str(Path(__file__).with_name("taxii_world.py")))
World, thing, AT = (world[n] for n in ("World", "thing", "AT"))
OBJECTS, PAGE = 20_000, 100
WORDS = "EXERCISE "


def told(name, times):
    times = sorted(one * 1000 for one in times)
    median, high = statistics.median(times), times[int(len(times) * 0.95)]
    print(f"{name:<44}{len(times):>5} times  median {median:6.1f} ms  95th {high:6.1f} ms")


def timed(ask, count):
    times = []
    for _ in range(count):
        start = time.perf_counter()
        assert ask().status == 200
        times.append(time.perf_counter() - start)
    return times


def main():
    with tempfile.TemporaryDirectory() as folder:
        desk = World(Path(folder, "shelf.db"), "pl")
        kinds = ("report", *["incident"] * 9)
        made = [thing(n, kind=kinds[n % 10], description=WORDS * 100) for n in range(OBJECTS)]
        start = time.perf_counter()
        desk.shelf.publish("pl", made, AT)
        print(f"publish {OBJECTS} objects: {time.perf_counter() - start:.2f} s")
        pages, times = desk.pages("pl", [("limit", PAGE)]), []
        while True:
            start = time.perf_counter()
            if next(pages, None) is None:
                break
            times.append(time.perf_counter() - start)
        told(f"pages of {PAGE} by next, first time", times)
        for name, path, query in (
            (f"the first page of {PAGE} again", "objects/", f"limit={PAGE}"),
            (f"{PAGE} of one type in ten", "objects/", f"match[type]=report&limit={PAGE}"),
            ("no match among all, by version", "objects/", "match[version]=2020-01-01T00:00:00Z"),
            (f"a manifest of {PAGE}", "manifest/", f"limit={PAGE}"),
            ("one object", f"objects/{made[-1]['id']}/", ""),
            ("a poll with nothing new", "objects/", "added_after=2030-01-01T00:00:00Z"),
        ):
            told(name, timed(lambda path=path, query=query: desk.get("pl", path, query), 40))
        desk.close()


if __name__ == "__main__":
    main()
