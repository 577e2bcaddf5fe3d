"""A program that runs jobs, for tests that interrupt or kill it: runs_as_main.py COUNT SECONDS KIND.

Prints each worker's id and each result as it comes, and how it ended.
"""

from __future__ import annotations

import os
import sys
import time

from tearline.engine import Done, Limits, Stop, run


def nap(job: tuple[str, float]) -> int:
    """Sleep, in Python or in C with the interpreter's lock held; return this process's id."""
    import ctypes

    kind, seconds = job
    if kind == "c":
        sys.stdout.flush()
        ctypes.PyDLL(None).usleep(int(seconds * 1_000_000))
    else:
        time.sleep(seconds)
    return os.getpid()


def main() -> int:
    """Run the jobs under ``Stop``."""
    count, seconds, kind = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3]
    try:
        with Stop() as stop:
            print("start", os.getpid(), flush=True)
            jobs = [("python", 0.0)] * 8 + [(kind, seconds)] * count
            for told in run(nap, jobs, workers=2, limits=Limits(seconds=60), stop=stop):
                assert isinstance(told, Done), told
                print("done", told.result, flush=True)
            print("stopped" if stop.requested else "finished", flush=True)
    except KeyboardInterrupt:
        print("interrupted", flush=True)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
