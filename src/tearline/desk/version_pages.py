"""The page that lays what was decided on other versions of a page beside what stands on it here.

Promises: who looks is noted as a reader of each copy whose words are shown; a second reviewer who still owes
a blind look on the page is told to give it first.
"""

from __future__ import annotations

import sqlalchemy as sa
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tearline.desk import versions
from tearline.desk.access.reads import Read
from tearline.desk.desk import Desk
from tearline.desk.door import REVIEWING, Door, signed_of
from tearline.desk.rows import rows_of
from tearline.desk.same_text import copies_of
from tearline.desk.second_looks import hides, looked_by
from tearline.desk.sheet import leaf_of, page_of, sheet_of
from tearline.store import schema as t

SHOWN = 300  # decisions on one page of it


class VersionPages:
    """What was decided before, beside what stands now."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    def routes(self, door: Door) -> list[Route]:
        """Return the routes."""
        return [door.get("/record/{record}/page/{number:int}/versions", self.versions, REVIEWING)]

    def versions(self, request: Request) -> Response:
        """Show them, as a part of the page or as a page of its own."""
        live, who = self._desk.live, signed_of(request).person
        collection, guide = live.collection, live.guide
        leaf = leaf_of(collection, request.path_params["record"], request.path_params["number"])
        page = page_of(collection, leaf)
        with live.reading() as stands:
            sheet = sheet_of(collection, leaf, guide, stands)
            rows = looked_by(rows_of(sheet, page), sheet, who, guide, stands)
            blind = hides(sheet, who, guide, stands)
            copies = copies_of(collection, sheet, stands)[: versions.MOST_COPIES]
            found = []
            if not blind:
                found = [*versions.on_copies(collection, copies, (sheet, rows), guide, stands)]
            releases = stands.releases()
        if not blind:
            found += versions.in_releases(
                collection, releases, self._public(leaf.record), leaf, rows
            )
            seen = dict.fromkeys((one.record, one.number, "") for one in found if one.record)
            self._desk.reads.note_all(who.name, Read.TEXT, seen)
        values = {
            "leaf": leaf,
            "found": found[:SHOWN],
            "more": max(0, len(found) - SHOWN),
            "counts": versions.differing(found),
            "blind": blind,
        }
        return self._desk.shown.page(request, "versions.html", values)

    def _public(self, record: str) -> str:
        """Return the name that a record has outside."""
        query = sa.select(t.record.c.title).where(t.record.c.name == record)
        row = next(self._desk.live.collection.catalog.rows(query), None)
        return row.title if row is not None else record
