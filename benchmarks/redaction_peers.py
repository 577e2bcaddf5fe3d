"""Other people's programs on the same file: PyMuPDF plain and hardened, x-ray, pdf-redaction-check.

As a module it makes their environments (``python -m venv`` and pip, on first use, outside the project)
and asks; as a program, run by an environment's own Python, it answers: one JSON object on stdin, one on
stdout. ``{"tool", "source", "target", "terms", "areas": [[page, l, t, r, b]]}`` (points, origin top left
of the page as shown) for a redactor, without target and areas for a detector; ``{"done": true}``,
``{"seen": [what]}`` or ``{"refused": why}`` come back. PyMuPDF, and x-ray that needs another version of
it, are under the AGPL: no part of the product, and installed for this benchmark alone.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

USUAL = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "tearline-bench"
PYMUPDF, HARDENED, XRAY, CHECK = "pymupdf", "pymupdf hardened", "x-ray", "pdf-redaction-check"
REDACTORS, DETECTORS = (PYMUPDF, HARDENED), (XRAY, CHECK)
PACKAGES = {
    "redactors": ("pymupdf==1.26.7",),
    "detectors": ("x-ray==0.4.0", "pdf-redaction-check==0.2.0"),
}
KNOWN = {
    "redactors": "import pymupdf",
    "detectors": "import xray, pdf_redaction_check",
}
SEEN = ((), ("suspicious",), ("recoverable",))  # what pdf-redaction-check ends with, by exit code
SECONDS = 60


def environment(kind: str, folder: Path | None = None) -> Path | None:
    """Return the Python of an environment, made on first use; None where it cannot be had.

    An install that was broken off is begun again: only one that imports counts.
    """
    place = (folder or USUAL).resolve() / kind
    python = place / "bin" / "python"
    known = [str(python), "-c", KNOWN[kind]]
    if python.exists() and not _fails(known):
        return python
    pip = [str(python), "-m", "pip", "install", "-qqq", "--disable-pip-version-check"]
    make = [sys.executable, "-m", "venv", "--clear", str(place)]
    if _fails(make) or _fails([*pip, *PACKAGES[kind]]) or _fails(known):
        return None
    return python


def _fails(command: list[str]) -> bool:
    return bool(subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode)


def ask(python: Path, order: dict[str, Any]) -> dict[str, Any]:
    """Have a peer take one file; a crash or a hang is a refusal."""
    try:
        said = subprocess.run(
            [str(python), str(Path(__file__).resolve())], input=json.dumps(order) + "\n",
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True,
            timeout=SECONDS,
        ).stdout  # fmt: skip
        return json.loads(said.splitlines()[-1])
    except subprocess.TimeoutExpired:
        return {"refused": f"no answer in {SECONDS} s"}
    except (subprocess.SubprocessError, ValueError, IndexError):
        return {"refused": "it crashed"}


def redact(order: dict[str, Any]) -> dict[str, Any]:
    """Search the terms, mark them and the areas, apply, save: with PyMuPDF."""
    import pymupdf  # noqa: PLC0415 - only in the other environment

    document = pymupdf.open(order["source"])
    if document.needs_pass and not document.authenticate(""):
        return {"refused": "a password"}
    for number, page in enumerate(document, 1):
        found = [quad for term in order["terms"] for quad in page.search_for(term, quads=True)]
        for quad in found:
            page.add_redact_annot(quad, fill=(0, 0, 0))
        for at, *box in order["areas"]:
            if at == number:
                shown = pymupdf.Rect(*box) * page.derotation_matrix
                page.add_redact_annot(shown, fill=(0, 0, 0))
        page.apply_redactions()
    if order["tool"] == HARDENED:
        document.scrub()
        document.save(order["target"], garbage=4, clean=True, deflate=True, encryption=1)
    else:
        document.save(order["target"])
    return {"done": True}


def seen_by_xray(order: dict[str, Any]) -> dict[str, Any]:
    """Ask x-ray, which is told nothing, for boxes with words under them."""
    import asyncio  # noqa: PLC0415 - only in the other environment, as what follows

    import xray  # noqa: PLC0415

    return {"seen": ["bad redaction"] if asyncio.run(xray.inspect(Path(order["source"]))) else []}


def seen_by_check(order: dict[str, Any]) -> dict[str, Any]:
    """Ask pdf-redaction-check, told the terms, whether it can recover one, or sees something else hidden."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as terms:
        terms.write("\n".join(order["terms"]) + "\n")
        terms.flush()
        command = [sys.executable, "-m", "pdf_redaction_check", order["source"]]
        code = subprocess.run(
            [*command, "--secret-file", terms.name, "--json"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
            timeout=SECONDS - 10,  # before it is asked after: nothing may be left running
        ).returncode  # fmt: skip
    if not 0 <= code < len(SEEN):
        return {"refused": f"exit code {code}"}
    return {"seen": SEEN[code]}


def answer(order: dict[str, Any]) -> dict[str, Any]:
    """Return what came of an order."""
    work = {XRAY: seen_by_xray, CHECK: seen_by_check}.get(order["tool"], redact)
    try:
        return work(order)
    except Exception as error:  # noqa: BLE001 - whatever it says, it is a refusal
        return {"refused": type(error).__name__}


if __name__ == "__main__":
    print(json.dumps(answer(json.loads(sys.stdin.readline()))))
