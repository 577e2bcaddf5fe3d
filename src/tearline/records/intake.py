"""Files come in as they are found: hashed, kept by their hash, named by where they came from.

Promises: the same bytes twice are one blob and two provenance rows; no file is opened for its content
in this process (only hashed and copied), that is a worker's work; a file that cannot be read as any
record stays, with its reason, and its record is pending. It does not decide what is one record: a
file is a record until a person merges or a number says otherwise.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tearline.errors import UsageError
from tearline.model.record import Number
from tearline.records import reader
from tearline.store import schema as t
from tearline.store.catalog import FileRow
from tearline.store.collection import Collection
from tearline.store.queue import Run, Stage, work_through

STAGE = "survey"
_SLUG = re.compile(r"[^A-Za-z0-9._-]+")
_NAME_LENGTH = 100
_ARCHIVE_NUMBER = re.compile(r"^(?P<number>\d{3}-\d{5}-\d{5})(?:[_ .-]+(?P<rest>.+))?$")
NOT_RECORDS = frozenset({"Thumbs.db", "desktop.ini"})  # what file managers leave in folders
_DOCID = re.compile(r"^docid-(?P<number>\d+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Added:
    """What one `add` did: files seen, of them new; files of the whole collection that were refused."""

    files: int
    new_files: int
    refused: int


def numbers_in(stem: str) -> tuple[Number, ...]:
    """Return the numbers and aliases that a file's name (without ending) states."""
    source = "file name"
    if match := _ARCHIVE_NUMBER.match(stem):
        found = [Number(match["number"], "record", source)]
        if match["rest"]:
            found.append(Number(match["rest"], "alias", source))
        return tuple(found)
    if match := _DOCID.match(stem):
        return (Number(match["number"], "docid", source),)
    return ()


def walk(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield every file under the paths, in the order of their names; hidden files are left out."""
    for path in paths:
        if path.is_dir():
            for folder, folders, names in os.walk(path):
                folders[:] = sorted(name for name in folders if not name.startswith("."))
                for name in sorted(names):
                    if not name.startswith(".") and name not in NOT_RECORDS:
                        yield Path(folder) / name
        elif path.is_file():
            yield path
        else:
            raise UsageError(f"there is no file or folder {path}", "Check the path.")


def add(collection: Collection, paths: Iterable[Path], run: Run) -> Added:
    """Register every file under ``paths``, then survey (in workers) those not surveyed before."""
    files = new = 0
    for path in walk(paths):
        if run.stopped:
            break
        sha256, size = collection.blobs.put_file(path)
        new += _register(collection, path.absolute(), sha256, size)
        files += 1
        run.report("add", files, 0)
    survey(collection, run)
    failed = sa.select(sa.func.count()).where(t.stage.c.stage == STAGE, t.stage.c.state == "failed")
    refused = next(collection.catalog.rows(failed))[0]
    return Added(files, new, refused)


def _register(collection: Collection, path: Path, sha256: str, size: int) -> bool:
    """Write one file's rows in one transaction; say whether its bytes are new."""
    catalog = collection.catalog
    known = catalog.file(sha256)
    with catalog.write() as connection:
        if known is None:
            made = connection.execute(sa.insert(t.file).values(sha256=sha256, size=size))
            file_id = _id(made)
            record_id = _new_record(connection, path)
            connection.execute(
                sa.insert(t.record_file).values(record_id=record_id, file_id=file_id, position=0)
            )
        else:
            file_id = known.id
            query = sa.select(sa.func.min(t.record_file.c.record_id)).where(
                t.record_file.c.file_id == file_id
            )
            record_id = int(connection.execute(query).scalar_one())
            _add_numbers(connection, record_id, path.stem)
        connection.execute(
            sa.insert(t.provenance)
            .prefix_with("OR IGNORE")
            .values(
                file_id=file_id,
                path=str(path),
                added_at=datetime.now(UTC).isoformat(timespec="seconds"),
            )
        )
    return known is None


def _id(made: sa.CursorResult[Any]) -> int:
    """Return the id of the row just inserted."""
    return int(made.inserted_primary_key[0]) if made.inserted_primary_key else 0


def _new_record(connection: sa.Connection, path: Path) -> int:
    """Make a record named by its file; where the name is taken, its folder's name is added."""
    stem = slug(path.stem)
    wanted = [stem, f"{stem}_{slug(path.parent.name)}"]
    wanted += [f"{wanted[1]}_{n}" for n in range(2, 10_000)]
    for name in wanted:
        taken = connection.execute(sa.select(t.record.c.id).where(t.record.c.name == name)).first()
        if taken is None:
            break
    made = connection.execute(sa.insert(t.record).values(uid=secrets.token_hex(16), name=name))
    record_id = _id(made)
    _add_numbers(connection, record_id, path.stem)
    return record_id


def _add_numbers(connection: sa.Connection, record_id: int, stem: str) -> None:
    """Note the numbers a name states, and the name itself as an alias; what is known stays."""
    for number in (*numbers_in(stem), Number(stem, "alias", "file name")):
        connection.execute(
            sa.insert(t.record_number)
            .prefix_with("OR IGNORE")
            .values(record_id=record_id, value=number.value, kind=number.kind, source=number.source)
        )


def slug(text: str) -> str:
    """Return a name that is safe as a file name anywhere and never hidden."""
    return _SLUG.sub("-", text)[:_NAME_LENGTH].strip("-.") or "record"


def survey(collection: Collection, run: Run) -> None:
    """Have workers tell of each new file what it is and how many pages of what size it has."""
    catalog = collection.catalog
    todo = {row.sha256: row for row in catalog.files() if row.pages is None}

    def keep(connection: sa.Connection, job: reader.SurveyJob, found: reader.Survey) -> str:
        _keep_survey(connection, todo[job.sha256], found)
        return ""

    stage = Stage(STAGE, reader.SURVEY_VERSION, reader.survey, keep)
    units = (
        (
            sha256,
            reader.SurveyJob(str(collection.blobs.path(sha256)), sha256, name_of(collection, row)),
        )
        for sha256, row in todo.items()
    )
    work_through(collection, stage, units, run, total=len(todo))


def _keep_survey(connection: sa.Connection, row: FileRow, found: reader.Survey) -> None:
    connection.execute(
        sa.update(t.file)
        .where(t.file.c.id == row.id)
        .values(media_type=found.media_type, pages=len(found.sizes))
    )
    rows = [
        {"file_id": row.id, "number": number, "width": width, "height": height}
        for number, (width, height) in enumerate(found.sizes, start=1)
    ]
    if rows:
        connection.execute(sa.insert(t.page).prefix_with("OR IGNORE"), rows)


def name_of(collection: Collection, row: FileRow) -> str:
    """Return the name a file first came in under, for messages."""
    query = (
        sa.select(t.provenance.c.path)
        .where(t.provenance.c.file_id == row.id)
        .order_by(t.provenance.c.id)
        .limit(1)
    )
    found = next(collection.catalog.rows(query), None)
    return Path(found.path).name if found else row.sha256[:12]
