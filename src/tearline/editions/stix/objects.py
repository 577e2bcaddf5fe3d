"""A view as STIX objects, without times: what ``dated`` gives their times to.

Promises: the order of the view's items does not matter; every object belongs to one item, or to the edition.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tearline.editions.stix import incident, telling
from tearline.editions.stix.drafting import Drafts, Row, headed, settled
from tearline.model.partner_view import IdOf, PartnerView, SharedItem
from tearline.model.register import Kind


@dataclass(frozen=True, slots=True)
class Made:
    """An object and the item it belongs to, '' for the edition's own."""

    item: str
    row: Row


def objects(view: PartnerView, id_of: IdOf) -> tuple[Made, ...]:
    """Return the objects of a view; none where nothing is in it. The desk's identity first, then by id."""
    if not view.items:
        return ()
    desk = f"identity--{id_of('identity', 'desk')}"
    report = f"report--{id_of('report', 'edition')}"
    rows = list(_items(view, id_of, desk, report))
    own = headed(desk, desk, view.marking, {"name": view.desk, "identity_class": "organization"})
    edition = headed(
        report,
        desk,
        view.marking,
        {
            "name": view.title,
            "report_types": ["incident"],
            "labels": ["exercise"] if view.exercise else [],
            "object_refs": sorted(one.row["id"] for one in rows),
        },
    )
    ordered = sorted((*rows, Made("", edition)), key=lambda one: str(one.row["id"]))
    return (Made("", own), *ordered)


def _items(view: PartnerView, id_of: IdOf, desk: str, report: str) -> Iterator[Made]:
    main = {one.id: _main(one, id_of, desk) for one in view.items}
    tlps = {one.id: one.tlp for one in view.items}
    for item in map(settled, view.items):
        drafts = Drafts(item, id_of, desk)
        if item.kind is Kind.INCIDENT:
            incident.draft(drafts, view.desk)
        elif item.kind is Kind.STATEMENT:
            telling.statement(drafts, report)
        else:
            telling.commitment(drafts)
        for other in item.same_as:
            if other in main:
                most = max(item.tlp, tlps[other])
                drafts.relate(main[item.id], "duplicate-of", main[other], tlp=most)
        for row in drafts.rows.values():
            yield Made(item.id, _exercise(row) if view.exercise else row)


def _exercise(row: Row) -> Row:
    """Return an object that says of itself that it is an exercise: it may be read without the edition."""
    words = {
        key: f"EXERCISE {row[key]}" for key in ("name", "content", "explanation") if key in row
    }
    return row | words | {"labels": [*row.get("labels", ()), "exercise"]}


def _main(item: SharedItem, id_of: IdOf, desk: str) -> str:
    """Return the id of the object that an item is first of all."""
    kinds = {Kind.INCIDENT: "incident", Kind.STATEMENT: "note", Kind.COMMITMENT: "task"}
    return Drafts(item, id_of, desk).id(kinds[item.kind])
