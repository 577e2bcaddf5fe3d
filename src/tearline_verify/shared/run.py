"""``python -m tearline_verify.shared EDITION --hidden FILE [--json]``: scan an edition before it is sent.

Promises: exit 0 when clean, 5 when anything leaks or could not be checked, 2 for a command or a list
that cannot be understood. What was not checked is said first. Neither stdout nor stderr holds a hidden
value. Does not send or change anything.
"""

# ruff: noqa: T201 - printing is what a command does
from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from tearline_verify.shared import hidden
from tearline_verify.shared.scan import Scan, look_through

CLEAN, USAGE, LEAKS = 0, 2, 5
EMPTY = "The edition is empty: it tells the partner nothing."


def parser() -> argparse.ArgumentParser:
    """Return the command's options."""
    found = argparse.ArgumentParser(prog="tearline_verify.shared", description=__doc__)
    found.add_argument("edition", help="an edition's folder")
    found.add_argument(
        "--hidden", required=True, metavar="FILE", help="what must not go out (JSON)"
    )
    found.add_argument("--json", action="store_true", help="JSON Lines on stdout")
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    asked = parser().parse_args(argv)
    folder = Path(asked.edition)
    if not folder.is_dir():
        return _refuse("there is no such folder: name an edition's", as_json=asked.json)
    path = Path(asked.hidden)
    if folder.resolve() in path.resolve().parents:
        return _refuse(
            "the list of what is hidden lies in the edition: move it", as_json=asked.json
        )
    try:
        known = hidden.read(path)
    except hidden.HiddenError as error:
        return _refuse(str(error), as_json=asked.json)
    try:
        found = look_through(folder, known)
    except Exception as error:  # noqa: BLE001 - its text and its trace may hold the edition's words
        print(f"The scan failed ({type(error).__name__}): not clean.", file=sys.stderr)
        return LEAKS
    _say(found, as_json=asked.json)
    return CLEAN if found.clean else LEAKS


def _refuse(said: str, *, as_json: bool) -> int:
    """Say that nothing was scanned, and why."""
    if as_json:
        row = {"type": "error", "error": "UsageError", "message": said, "exit_code": USAGE}
        print(json.dumps(row))
    print(f"tearline leak scan: {said}", file=sys.stderr)
    return USAGE


def _say(found: Scan, *, as_json: bool) -> None:
    """Print what was not checked, then the leaks, then the verdict."""
    if as_json:
        for what in found.not_checked:
            print(json.dumps({"type": "not_checked", "what": what}))
        for leak in found.leaks:
            print(json.dumps(leak.as_dict()))
        row = {"type": "verdict", "clean": found.clean, "empty": found.empty, **found.counts}
        print(json.dumps({**row, "leaks": len(found.leaks)}))
        return
    print("Leak scan\n\nNot checked:")
    for what in found.not_checked:
        print(f"- {what}")
    told = ", ".join(f"{count} {name}" for name, count in found.counts.items())
    print(f"\nLooked at: {told}.")
    if found.empty:
        print(EMPTY)
    for leak in found.leaks:
        where = f", {leak.place}" if leak.place else ""
        print(f"LEAK {leak.file}{where}: {leak.what} [{leak.check}]")
    count = len(found.leaks)
    print("Clean." if found.clean else f"Not clean: {count} leak{'s' if count > 1 else ''}.")
