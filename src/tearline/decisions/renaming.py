"""A record gets another name, before any decision names it.

Promises: its file's name stays among its aliases; a name that decisions know, that another record has, or
that is none is refused. Does not look at what the new name says: the gate does.
"""

from __future__ import annotations

import sqlalchemy as sa

from tearline.decisions import deciding
from tearline.errors import UsageError
from tearline.records.intake import slug
from tearline.store import schema as t
from tearline.store.collection import Collection


def rename(collection: Collection, old: str, new: str) -> None:
    """Give a record another name, before any decision names it; its aliases stay."""
    stands = deciding.standing(collection)
    named = (stands.holds(old), stands.instruments(old), stands.record_verdict(old))
    if any(named) or stands.withdrawn(old):
        raise UsageError(
            f"decisions name {old}: it cannot be called otherwise now", "Withhold it in full."
        )
    taken = {other for _, other, _ in collection.catalog.records()}
    if new != slug(new) or new in taken:
        raise UsageError(
            "the new name is taken, or holds more than letters, digits, dot, hyphen, underscore",
            "Give another.",
        )
    collection.names.rename(old, new)
    with collection.catalog.write() as connection:
        connection.execute(
            sa.update(t.record).where(t.record.c.name == old).values(name=new, title=new)
        )
