"""Other people's detectors on the raw corpus: x-ray, and pdf-redaction-check given the secret terms.

Installed into an environment of their own, for this benchmark alone: x-ray needs PyMuPDF, which is under the
AGPL. A file counts as flagged where x-ray names a bad redaction on any page, and where pdf-redaction-check
ends with "recoverable" (the term itself) or "suspicious" (something hidden, not the term), told apart.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import redaction_peers as peers

PACKAGES = ("x-ray==0.4.0", "pdf-redaction-check==0.2.0")
USUAL = peers.USUAL.with_name("detectors")
SECONDS = 60
SUSPICIOUS, RECOVERABLE = 1, 2  # exit codes of pdf-redaction-check
XRAY = "import asyncio, sys, xray; sys.exit(3 if asyncio.run(xray.inspect(sys.argv[1])) else 0)"
FLAGGED = 3


def environment(folder: Path | None) -> Path | None:
    """Return the Python of the detectors' environment; a named folder is made into one on first use."""
    return peers.made(folder / "detectors" if folder else None, USUAL, PACKAGES, "xray")


def count(python: Path, cases: Sequence[dict[str, Any]], corpus: Path) -> dict[str, int]:
    """Return in how many cases each detector flags a file; a crash or a hang flags nothing."""

    def look(case: dict[str, Any]) -> tuple[bool, int]:
        found, worst = False, 0
        for name in case["files"]:
            path = str(corpus / name)
            found |= _code([str(python), "-c", XRAY, path]) == FLAGGED
            check = [str(python.with_name("pdf-redaction-check")), path]
            said = "\n".join(case["terms"]) + "\n"
            told = [*check, "--secret-file", "/dev/stdin"] if case["terms"] else check
            code = _code(told, said)
            worst = max(worst, code if code in (SUSPICIOUS, RECOVERABLE) else 0)
        return found, worst

    with ThreadPoolExecutor(2) as pool:
        came = list(pool.map(look, cases))
    return {
        "x-ray": sum(found for found, _ in came),
        "pdf-redaction-check, recoverable": sum(worst == RECOVERABLE for _, worst in came),
        "pdf-redaction-check, at all": sum(worst > 0 for _, worst in came),
    }


def _code(command: list[str], said: str = "") -> int:
    """Run a detector; return its exit code, -1 where it hung."""
    try:
        done = subprocess.run(
            command, input=said, capture_output=True, text=True, check=False, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        return -1
    return done.returncode


if __name__ == "__main__":
    sys.exit("run benchmarks/redaction.py --peers DIR")
