"""Which unit of work a file's present results came from: where results are replaced, done is not enough.

A list that was taken away and comes back has the same version as before, and its units have their done-rows;
but what the file has by then is what another list found. So the unit is noted with the results.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from tearline.store import schema as t
from tearline.store.catalog import Catalog


def note(connection: sa.Connection, file_id: int, stage: str, key: str, version: str) -> None:
    """Note that a file's results of a stage are now those of this unit."""
    row = {"file_id": file_id, "stage": stage, "key": key, "version": version}
    connection.execute(
        insert(t.present)
        .values(**row)
        .on_conflict_do_update(
            index_elements=["file_id", "stage"], set_={"key": key, "version": version}
        )
    )


def forget(connection: sa.Connection, stage: str, file_id: int | None = None) -> None:
    """Note that a file's results of a stage (None: every file's) are gone."""
    gone = sa.delete(t.present).where(t.present.c.stage == stage)
    connection.execute(gone if file_id is None else gone.where(t.present.c.file_id == file_id))


def stands(catalog: Catalog, file_id: int, stage: str, key: str, version: str) -> bool:
    """Say whether a file's results of a stage are those of this unit."""
    query = sa.select(t.present.c.key, t.present.c.version).where(
        t.present.c.file_id == file_id, t.present.c.stage == stage
    )
    return any((row.key, row.version) == (key, version) for row in catalog.rows(query))
