"""How a page is cited: in a sentence, and as RIS for a reference manager.

Promises: a citation names the record, the page, the release with its date, and the file with the sha256 the
manifest lists, so that a reader years later can tell whether a copy is the one that was cited. Title and
date of the paper are those of its identification sheet, and absent where it gives none; an author is never
claimed. Line breaks and control
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


def plain(standing: Standing, number: int, url: str, title: str = "", date: str = "") -> str:
    """Return a citation in a sentence; ``title`` and ``date`` as the record's sheet gives them, or ''."""
    file = cited_file(standing)
    own = [f"“{_line(title)}”" if title else "", date, f"page {number}"]
    what = ", ".join([f"Record {_line(standing.listed.record)}", *filter(None, own)])
    parts = [f"{what}.", f"{_release(standing)}."]
    if file is not None:
        parts.append(f"File {_line(file.path)}, sha256 {file.sha256}.")
    return " ".join([*parts, url])


def ris(standing: Standing, number: int, url: str, title: str = "", date: str = "") -> str:
    """Return a citation in RIS, lines ended as the format asks.

    ``title`` and ``date`` are the record's own, '' where its sheet gives none: the date, '1962-11' say, is
    then left out, and the release's own stands with the release.
    """
    file, record = cited_file(standing), _line(standing.listed.record)
    rows = [
        ("TY", "GOVDOC"),
        ("TI", _line(title) or f"Record {record}"),
        ("T2", _release(standing)),
        *_dated(date),
        ("SP", str(number)),
        ("EP", str(number)),
        *(("M1", one) for one in dict.fromkeys((record, *map(_line, standing.listed.numbers)))),
        ("UR", url),
    ]
    if file is not None:
        rows.append(("N1", f"{_line(file.path)}, sha256 {file.sha256}"))
    return "".join(f"{tag}  - {value}\r\n" for tag, value in [*rows, ("ER", "")])


def _dated(date: str) -> list[tuple[str, str]]:
    """Return the year and the day as far as they are known; of a range its beginning is no date."""
    if not date or "/" in date:
        return []
    year, month, day = [*date.split("-"), "", ""][:3]
    return [("PY", year), ("DA", f"{year}/{month}/{day}" + ("" if day else "/"))]


def _release(standing: Standing) -> str:
    what = "Draft" if standing.folder.draft else "Release"
    return f"{what} {_line(standing.folder.audience)}, {standing.folder.date}"


def _line(text: str) -> str:
    return _CONTROLS.sub(" ", text).strip()
