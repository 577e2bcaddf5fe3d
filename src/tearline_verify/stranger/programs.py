"""Other programs' text extraction, where they are installed: poppler's pdftotext, and mutool.

Promises: a program runs with a time limit, an empty environment and bounded output, and is given
only the file's path. One that is not there is said to be not there. Its messages are not read.
"""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

from tearline_verify.leaks import GrammarError, Leak
from tearline_verify.stranger import bounds, safety
from tearline_verify.stranger.case import FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tearline_verify.stranger.case import Case

NAME = "extract"
SECONDS = 30
MOST = 32 << 20  # bytes of text
ASKED = {
    "pdftotext": (("-raw", "-enc", "UTF-8", "{}", "-"), ("-layout", "-enc", "UTF-8", "{}", "-")),
    "mutool": (("draw", "-q", "-F", "txt", "-o", "-", "{}"),),
}
WHOSE = {"pdftotext": "poppler", "mutool": "mutool"}


def missing() -> tuple[str, ...]:
    """Return, in words, the programs that are not installed."""
    return tuple(
        f"{WHOSE[name]} is not installed: its text extraction was not asked."
        for name in ASKED
        if shutil.which(name) is None
    )


def look(case: Case) -> Iterator[Leak]:
    """Look for values in the text that each installed program gives."""
    safety.check(case.raw, "other programs")
    path = str(case.path.resolve())
    for name, ways in ASKED.items():
        program = shutil.which(name)
        if program is None:
            continue
        masks: set[str] = set()
        for way in ways:
            text = _text(program, [word.format(path) if word == "{}" else word for word in way])
            masks |= case.terms.in_text(text)
        for mask in sorted(masks):
            what = f"a withheld {mask} stands in the text that {WHOSE[name]} takes from it"
            yield Leak(NAME, FILE, what)


def _text(program: str, words: list[str]) -> str:
    """Return a program's output; ``GrammarError`` where it does not end in time."""
    command = [program, *words]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}
    ) as running:
        bounds.little_program(running.pid)
        try:
            out, _ = running.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            running.kill()
            msg = f"{program.rpartition('/')[2]} did not end in {SECONDS} seconds"
            raise GrammarError(msg) from None
    return out[:MOST].decode("utf-8", "replace")
