"""What people point at: a record by its name or number, a page of it, a place on that page.

Promises: a name that is several records', a page that is not there, and a place that is empty, not on its
page or beyond its text are UsageErrors that name the line or the record. Writes nothing.
"""

from __future__ import annotations

from typing import Any

from tearline.errors import UsageError
from tearline.model.area import Area
from tearline.model.decision import Target
from tearline.store import leaves
from tearline.store.catalog import FileRow, PageRow
from tearline.store.collection import Collection

REMEDY = "See docs/reference.md, import-decisions; nothing was written."


def resolve(collection: Collection, name: str) -> tuple[int, str]:
    """Return the one record of that name, number or alias: (row id, name)."""
    found = collection.catalog.record_named(name)
    if not found:
        raise UsageError(f"no record is called {name}", "`tearline status` lists them.")
    if len(found) > 1:
        names = ", ".join(other for _, other in found)
        raise UsageError(f"{name} is the number of {len(found)} records", f"Say which: {names}.")
    return found[0]


def locate(
    collection: Collection, record_id: int, name: str, number: object
) -> tuple[FileRow, int]:
    """Return the file, and the page of it, that is page ``number`` of a record."""
    left = number if isinstance(number, int) else 0
    for file in collection.catalog.files_of(record_id):
        pages = file.pages or 0
        if 1 <= left <= pages:
            return file, left
        left -= pages
    raise UsageError(f"{name} has no page {number}", "`tearline status` tells how many it has.")


def place_of(
    collection: Collection, where: str, line: dict[str, Any], record_id: int, name: str
) -> Target:
    """Return what a line is about: a place on a page, a page or the record; ``where`` names the line."""
    if "page" not in line:
        return Target(record=name)
    file, page = locate(collection, record_id, name, line["page"])
    try:
        if "areas" in line:
            areas = tuple(sorted(Area(*map(int, area)) for area in line["areas"]))
            _check_areas(collection, where, file, page, areas)
            return Target(sha256=file.sha256, page=page, areas=areas)
        if "start" in line:
            start, end = int(line["start"]), int(line["end"])
            _check_span(collection, where, file, page, start, end)
            return Target(sha256=file.sha256, page=page, start=start, end=end)
    except (KeyError, OverflowError, TypeError, ValueError):
        raise UsageError(f"{where}: the place is not well formed", REMEDY) from None
    return Target(sha256=file.sha256, page=page)


def _page_row(collection: Collection, file: FileRow, page: int) -> PageRow:
    return next(row for row in collection.catalog.pages(file.id) if row.number == page)


def _check_areas(
    collection: Collection, where: str, file: FileRow, page: int, areas: tuple[Area, ...]
) -> None:
    """Refuse areas that are empty or not on the page."""
    row = _page_row(collection, file, page)
    whole = Area(0, 0, row.width, row.height)
    if not areas or not all(a.width and a.height and whole.holds(a) for a in areas):
        raise UsageError(
            f"{where}: an area is empty or not on the page, which is {row.width} x {row.height}",
            REMEDY,
        )


def _check_span(
    collection: Collection, where: str, file: FileRow, page: int, start: int, end: int
) -> None:
    """Refuse a span that is empty or beyond the text as read."""
    row = _page_row(collection, file, page)
    if not row.blob:
        raise UsageError(f"{where}: the page has not been read", "Run `tearline read` first.")
    length = len(leaves.unpack_page(collection.blobs.get(row.blob)).text)
    if not 0 <= start < end <= length:
        raise UsageError(f"{where}: the text has {length} characters", REMEDY)
