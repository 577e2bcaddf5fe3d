"""Write one record's edition: its PDF, its text and its page data, from one pass over its views.

Promises: each file is written aside and renamed, so a file under its own name is whole; the three
say the same, for they come from the same views. Pages are numbered through the edition. What comes
back holds all that the manifest, the index and the note may say of the record.

Does not choose the record's public name and does not look at the record.
"""

from __future__ import annotations

import errno
import os
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from tearline.editions.files import aside, released_file
from tearline.editions.pages import PageData
from tearline.editions.pdf import write_pdf
from tearline.editions.text import chunk
from tearline.errors import DiskFullError, UsageError
from tearline.model.edition import Edition, Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tearline.model.edition import Deletion, PageView

SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")
VERSION = "3"  # part of every cache key: raise it when the same views make other files
FOLDERS = ("records", "text", "pages")


def prepare(folder: Path) -> None:
    """Make a release folder with the folders of its records' files; what is there stays."""
    for name in FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)


def write_edition(
    name: str, numbers: tuple[str, ...], views: Iterable[PageView], out_dir: Path
) -> Edition:
    """Write ``records/NAME.pdf``, ``text/NAME.txt`` and ``pages/NAME.jsonl.zst`` under ``out_dir``.

    ``views`` are taken one at a time, in the order of the edition's pages. UsageError: a name that
    is no slug. DiskFullError: no room. On any error nothing half-written stays.
    """
    if not SLUG.fullmatch(name):
        msg = "a record's public name may hold letters, digits, dot, underscore and hyphen alone"
        raise UsageError(msg, "Give the record another name")
    paths = {
        "pdf": out_dir / "records" / f"{name}.pdf",
        "text": out_dir / "text" / f"{name}.txt",
        "pages": out_dir / "pages" / f"{name}.jsonl.zst",
    }
    parts = {kind: aside(path) for kind, path in paths.items()}
    deletions: list[Deletion] = []
    try:
        prepare(out_dir)
        count = _write(name, views, parts, deletions)
        for kind, path in paths.items():
            os.replace(parts[kind], path)
    except OSError as error:
        _remove(parts.values())
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            msg = f"no room to write the edition of {name}"
            raise DiskFullError(msg, "Free some space and run the same command again") from error
        raise
    except BaseException:
        _remove(parts.values())
        raise
    return Edition(
        record=name,
        numbers=numbers,
        status=Status.RELEASED_IN_PART if deletions else Status.RELEASED_IN_FULL,
        pages=count,
        files=tuple(released_file(path, out_dir) for path in paths.values()),
        deletions=tuple(deletions),
        note="",
    )


def _write(
    name: str, views: Iterable[PageView], parts: dict[str, Path], deletions: list[Deletion]
) -> int:
    """Write the three files aside; note the deletions; return the number of pages."""
    count = 0
    data = PageData(name, parts["pages"])
    try:
        with parts["text"].open("wb") as text:

            def passed() -> Iterator[PageView]:
                """Hand each view on to the PDF, once the other two have it."""
                nonlocal count
                for view in views:
                    count += 1
                    numbered = _numbered(view, count)
                    deletions.extend(numbered.deletions)
                    text.write(chunk(numbered, first=count == 1))
                    data.add(numbered)
                    yield numbered

            write_pdf(passed(), name, parts["pdf"])
            text.write(b"\n")
    finally:
        data.close()
    return count


def _numbered(view: PageView, number: int) -> PageView:
    """Return the view as page ``number`` of its edition."""
    deletions = tuple(replace(deletion, page=number) for deletion in view.deletions)
    return replace(view, number=number, deletions=deletions)


def _remove(paths: Iterable[Path]) -> None:
    """Remove what was written aside."""
    for path in paths:
        path.unlink(missing_ok=True)
