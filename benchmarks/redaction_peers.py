"""Other people's redactors on the same file: PyMuPDF as its tutorials use it, and with every hardening switch.

As a module it asks; as a program, run by the Python of an environment of its own, it answers: one JSON
object a line on stdin ``{"source", "target", "terms", "areas": [[page, l, t, r, b]], "hardened"}`` (points,
origin top left of the page as shown), one a line on stdout ``{"done": true}`` or ``{"refused": why}``, with
``"cpu"``. PyMuPDF is under the AGPL: it is no part of the product and is installed for this benchmark alone.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

PACKAGE = "pymupdf==1.26.7"
USUAL = (
    Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "tearline-bench" / "pymupdf"
)
SECONDS = 60


def environment(folder: Path | None) -> Path | None:
    """Return the Python of the peer's environment; a named folder is made into one on first use."""
    return made(folder / "pymupdf" if folder else None, USUAL, (PACKAGE,), "pymupdf")


def made(folder: Path | None, usual: Path, packages: Sequence[str], module: str) -> Path | None:
    """Return the Python of an environment with these packages, None where it cannot be had.

    ``folder`` is made into one where it is none; ``usual`` is only looked at.
    """
    python = (folder or usual) / "bin" / "python"
    if not python.exists():
        if folder is None:
            return None
        wrong = subprocess.run([sys.executable, "-m", "venv", str(folder)], check=False).returncode
        pip = [str(python), "-m", "pip", "install", "-qqq", "--disable-pip-version-check"]
        if wrong or subprocess.run([*pip, *packages], check=False).returncode:
            return None
    known = [str(python), "-c", f"import {module}"]
    there = not subprocess.run(known, check=False, stderr=subprocess.DEVNULL).returncode
    return python if there else None


def ask(python: Path, order: dict) -> dict:
    """Have the peer redact one file; a crash or a hang is a refusal."""
    try:
        said = subprocess.run(
            [str(python), str(Path(__file__).resolve())], input=json.dumps(order) + "\n",
            capture_output=True, text=True, check=True, timeout=SECONDS,
        ).stdout  # fmt: skip
        return json.loads(said.splitlines()[-1])
    except (subprocess.SubprocessError, ValueError, IndexError):
        return {"refused": "it crashed or hung", "cpu": 0.0}


def redact(order: dict) -> None:
    """Search the terms, mark them and the areas, apply, save: with PyMuPDF."""
    import pymupdf  # noqa: PLC0415 - only in the other environment

    document = pymupdf.open(order["source"])
    if document.needs_pass and not document.authenticate(""):
        raise ValueError("a password")
    for number, page in enumerate(document, 1):
        found = [quad for term in order["terms"] for quad in page.search_for(term, quads=True)]
        for quad in found:
            page.add_redact_annot(quad, fill=(0, 0, 0))
        for at, *box in order["areas"]:
            if at == number:
                shown = pymupdf.Rect(*box) * page.derotation_matrix
                page.add_redact_annot(shown, fill=(0, 0, 0))
        page.apply_redactions()
    if order["hardened"]:
        document.scrub()
        document.save(order["target"], garbage=4, clean=True, deflate=True, encryption=1)
    else:
        document.save(order["target"])


def answer(lines: Iterable[str]) -> Iterator[dict]:
    """Yield what came of each order."""
    for line in lines:
        begin = time.process_time()
        try:
            redact(json.loads(line))
            said: dict = {"done": True}
        except Exception as error:  # noqa: BLE001 - whatever it says, it is a refusal
            said = {"refused": type(error).__name__}
        yield {**said, "cpu": time.process_time() - begin}


if __name__ == "__main__":
    for row in answer(sys.stdin):
        print(json.dumps(row))
