"""``python -m tearline_verify OUT``: verify a release folder, or one PDF, ours or a stranger's.

Promises: exit 0 when clean, 5 when anything was found or could not be looked at, 2 for a command or
a list that cannot be understood. stdout is data, stderr is talk; neither holds a withheld value.
"""

# ruff: noqa: T201 - printing is what a command does
from __future__ import annotations

import argparse
import contextlib
import ctypes
import json
import os
import signal
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING

from tearline_verify import against, onefile, run
from tearline_verify.leaks import COULD_NOT_RUN
from tearline_verify.setting import Setting
from tearline_verify.stranger import bounds, foreign, telling

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tearline_verify.leaks import Leak, Verdict

CLEAN, UNEXPECTED, USAGE, BLOCKED = 0, 1, 2, 5
UNSEEN = "NOT LOOKED AT"
MOST_JOBS = 2


def parser() -> argparse.ArgumentParser:
    """Return the command's options."""
    found = argparse.ArgumentParser(prog="tearline_verify", description=__doc__)
    found.add_argument("out", help="a release folder, or any one PDF")
    found.add_argument(
        "--against", metavar="FILE", help="what was withheld (JSON Lines; - is stdin)"
    )
    found.add_argument("--full", action="store_true", help="read every page again")
    found.add_argument("--sample", type=float, default=0.05, help="share of other pages read again")
    found.add_argument("--json", action="store_true", help="JSON Lines on stdout")
    found.add_argument("--report", action="store_true", help="write report.html and report.json")
    found.add_argument(
        "--crops", metavar="DIR", help="one PDF: write a picture of each finding's place"
    )
    found.add_argument(
        "--also-stranger", action="store_true",
        help="one PDF of our own form: look through it as if it were a stranger's too",
    )  # fmt: skip
    found.add_argument(
        "--ours", action="store_true", help="one PDF: one that is not of our own form is not clean"
    )
    found.add_argument(
        "--minutes", type=float, default=bounds.MINUTES,
        help="one PDF that is not ours: how long it may take in all (more also look at more)",
    )  # fmt: skip
    found.add_argument("--jobs", type=int, help="worker processes (0: none)")
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    asked = parser().parse_args(argv)
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    out = Path(asked.out)
    wrong = _wrong(out, asked)
    if wrong:
        return _refuse(wrong, as_json=asked.json)
    try:
        withheld = _against(asked.against)
    except (against.AgainstError, OSError, UnicodeDecodeError) as error:
        known = isinstance(error, against.AgainstError)
        said = str(error) if known else f"{asked.against} cannot be read: name a JSON Lines file"
        return _refuse(said, as_json=asked.json)
    setting = Setting(str(out), withheld, full=asked.full, sample=asked.sample)
    jobs = min(os.cpu_count() or 1, MOST_JOBS) if asked.jobs is None else max(asked.jobs, 0)
    crops: dict[int, str] = {}
    carried: tuple[str, ...] = ()
    try:
        if out.is_dir():
            verdict = run.verify(setting, jobs, write_report=asked.report)
        else:
            folder = Path(asked.crops) if asked.crops else None
            looked = onefile.verify(
                setting, jobs, folder, also_stranger=asked.also_stranger, ours=asked.ours,
                minutes=asked.minutes,
            )  # fmt: skip
            verdict, crops, carried = looked.verdict, looked.crops, looked.carried
    except Exception as error:  # noqa: BLE001 - its text and its trace may hold a record's words
        print(f"The verifier failed ({type(error).__name__}): not clean.", file=sys.stderr)
        return BLOCKED
    _say(verdict, crops, carried, sys.stdout, as_json=asked.json)
    return CLEAN if verdict.clean else BLOCKED


def _wrong(out: Path, asked: argparse.Namespace) -> str:
    """Return what is wrong with what was asked, and what to do; '' where nothing is."""
    if not out.exists():
        return f"there is no {out}: name a release's folder, or one of its PDF files"
    if out.is_dir() and not (out / "manifest.json").exists():
        return (
            f"{out} is a folder and no release (it has no manifest.json): give a folder that "
            "tearline build wrote, or one PDF"
        )
    if not out.is_dir() and not asked.ours and (kind := foreign.kind(out)):
        return f"{out} is {kind}"
    if asked.minutes <= 0:
        return "--minutes is a number above 0"
    if not 0.0 <= asked.sample <= 1.0:
        return "--sample is a share between 0 and 1"
    if asked.report and not out.is_dir():
        return "--report needs a release's folder"
    if out.is_dir() and (asked.crops or asked.also_stranger or asked.ours):
        return "--crops, --also-stranger and --ours need one PDF"
    if asked.crops and Path(asked.crops).exists() and not Path(asked.crops).is_dir():
        return f"{asked.crops} is no folder: name one for the pictures"
    return ""


def _refuse(said: str, *, as_json: bool) -> int:
    """Say that nothing was verified, and why."""
    if as_json:
        row = {"type": "error", "error": "UsageError", "message": said, "exit_code": USAGE}
        print(json.dumps(row))
    print(f"tearline verify: {said}", file=sys.stderr)
    return USAGE


def _against(name: str | None) -> against.Against:
    """Read the list of what was withheld from a file or from stdin."""
    if name is None:
        return against.Against()
    if name == "-":
        _end_with_parent()
        return against.read(line.decode("utf-8") for line in sys.stdin.buffer)
    with Path(name).open(encoding="utf-8") as lines:
        return against.read(lines)


def _end_with_parent() -> None:
    """Ask the kernel to end this process with the one that feeds it: nobody else would stop it."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG, on Linux


def _say(
    verdict: Verdict, crops: dict[int, str], carried: Sequence[str], out: IO[str], *, as_json: bool
) -> None:
    """Print the verdict: JSON Lines, or words with what was not checked first."""
    if as_json:
        troubled = {name for leak in verdict.leaks for name in leak.probe.split(telling.JOIN)}
        for name, count in verdict.looked.items():
            row = {
                "type": "check",
                "name": name,
                "looked_at": count,
                "clean": name not in troubled,
            }
            print(json.dumps(row), file=out)
        for at, leak in enumerate(verdict.leaks):
            shown = {"crop": crops[at]} if at in crops else {}
            print(json.dumps({**leak.as_dict(), **shown}), file=out)
        for what in carried:
            print(json.dumps({"type": "carried", "what": what}), file=out)
        print(json.dumps(verdict.as_dict()), file=out)
        return
    print("Verification report\n\nNot checked:", file=out)
    for line in verdict.not_checked:
        print(f"- {line}", file=out)
    print("\nChecked:", file=out)
    for name, count in verdict.looked.items():
        print(f"- {name}: {count}", file=out)
    print(f"\nPages: {verdict.pages}, read again: {verdict.pages_read_again}.", file=out)
    for at, leak in enumerate(verdict.leaks):
        where = f", page {leak.page}" if leak.page else ""
        print(f"{_head(leak)} {leak.file}{where}: {leak.what} [{leak.probe}]", file=out)
        if leak.area:
            left, top, right, bottom = (side / 100 for side in leak.area)
            print(f"     place (points from the top left): {left:g},{top:g},{right:g},{bottom:g}",
                  file=out)  # fmt: skip
        if at in crops:
            print(f"     picture: {crops[at]}", file=out)
    for what in carried:
        print(f"GOES WITH THE FILE: {what}", file=out)
    unseen = sum(_head(leak) == UNSEEN for leak in verdict.leaks)
    ends = (
        [(len(verdict.leaks) - unseen, "finding", "findings"),
         (unseen, "thing was not looked at", "things were not looked at")]
    )  # fmt: skip
    said = ", ".join(f"{n} {one if n == 1 else more}" for n, one, more in ends if n)
    if not verdict.clean:
        print(f"Not clean: {said}.", file=out)
    elif carried:
        print("No finding, but read what goes with the file before you call it clean.", file=out)
    else:
        print("Clean.", file=out)


def _head(leak: Leak) -> str:
    """Return the word that a finding's line begins with: what gives away, or what nobody looked at."""
    return UNSEEN if leak.probe in telling.UNSEEN or COULD_NOT_RUN in leak.what else "LEAK"


if __name__ == "__main__":
    sys.exit(main())
