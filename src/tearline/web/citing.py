"""How a page is cited: in a sentence, and as RIS for a reference manager.

Promises: a citation names the record, the page, the release with its date, and the file with the sha256 the
manifest lists, so that a reader years later can tell whether a copy is the one that was cited. It claims
nothing of the author or the date of the paper: those are the record's to say. Line breaks and control
characters of a name cannot begin a field of their own.
"""

from __future__ import annotations

import re

from tearline.reading.released import Listed
from tearline.web.shelf import Standing

_CONTROLS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def cited_file(standing: Standing) -> Listed | None:
    """Return the file that is cited: the PDF, or else the page data; None where there is neither."""
    return standing.listed.file("records") or standing.listed.file("pages")


def plain(standing: Standing, number: int, url: str) -> str:
    """Return a citation in a sentence."""
    file = cited_file(standing)
    parts = [f"Record {_line(standing.listed.record)}, page {number}.", f"{_release(standing)}."]
    if file is not None:
        parts.append(f"File {_line(file.path)}, sha256 {file.sha256}.")
    return " ".join([*parts, url])


def ris(standing: Standing, number: int, url: str) -> str:
    """Return a citation in RIS, lines ended as the format asks."""
    file, day = cited_file(standing), standing.folder.date
    rows = [
        ("TY", "GOVDOC"),
        ("TI", f"Record {_line(standing.listed.record)}"),
        ("T2", _release(standing)),
        ("PY", day[:4]),
        ("DA", day.replace("-", "/")),
        ("SP", str(number)),
        ("EP", str(number)),
        *(("M1", _line(one)) for one in standing.listed.numbers),
        ("UR", url),
    ]
    if file is not None:
        rows.append(("N1", f"{_line(file.path)}, sha256 {file.sha256}"))
    return "".join(f"{tag}  - {value}\r\n" for tag, value in [*rows, ("ER", "")])


def _release(standing: Standing) -> str:
    what = "Draft" if standing.folder.draft else "Release"
    return f"{what} {_line(standing.folder.audience)}, {standing.folder.date}"


def _line(text: str) -> str:
    return _CONTROLS.sub(" ", text).strip()
