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
import stat
from collections.abc import Callable, Iterable, Iterator
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
from tearline.store.names import Named
from tearline.store.queue import Run, Stage, work_through

STAGE = "survey"
_SLUG = re.compile(r"[^A-Za-z0-9._-]+")
_NAME_LENGTH = 100
_ARCHIVE_NUMBER = re.compile(r"^(?P<number>\d{3}-\d{5}-\d{5})(?:[_ .-]+(?P<rest>.+))?$")
NOT_RECORDS = frozenset({"Thumbs.db", "desktop.ini"})  # what file managers leave in folders
_DOCID = re.compile(r"^docid-(?P<number>\d+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Added:
    """What one `add` did: files taken, of them new, and what was passed over, with why."""

    files: int
    new_files: int
    skipped: tuple[tuple[str, str], ...]


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


def walk(paths: Iterable[Path], skipped: Callable[[Path, str], None]) -> Iterator[Path]:
    """Yield every plain file under the paths, in the order of their names.

    What is passed over (hidden, no plain file, a folder that cannot be read or is a link) is told to
    ``skipped`` with the reason. UsageError: a path that is not there.
    """
    for path in paths:
        if path.is_dir():
            yield from _walk_folder(path, skipped)
        elif path.exists():
            if _is_plain(path, skipped):
                yield path
        else:
            raise UsageError(f"there is no file or folder {printed(path)}", "Check the path.")


def _walk_folder(root: Path, skipped: Callable[[Path, str], None]) -> Iterator[Path]:
    def unreadable(error: OSError) -> None:
        skipped(Path(str(error.filename)), error.strerror or "cannot be read")

    for folder, folders, names in os.walk(root, onerror=unreadable):
        here = Path(folder)
        for name in list(folders):
            if name.startswith(".") or (here / name).is_symlink():
                skipped(here / name, "hidden" if name.startswith(".") else "a link to a folder")
                folders.remove(name)
        folders.sort()
        for name in sorted(names):
            if name.startswith(".") or name in NOT_RECORDS:
                skipped(here / name, "hidden, or left by a file manager")
            elif _is_plain(here / name, skipped):
                yield here / name


def _is_plain(path: Path, skipped: Callable[[Path, str], None]) -> bool:
    """Say whether a path is a plain file; a device or a pipe could be read for ever."""
    try:
        plain = stat.S_ISREG(path.stat().st_mode)
    except OSError as error:
        skipped(path, error.strerror or "cannot be read")
        return False
    if not plain:
        skipped(path, "no plain file")
    return plain


def printed(path: Path) -> str:
    """Return a path as text, whatever bytes it is made of."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def add(collection: Collection, paths: Iterable[Path], run: Run) -> Added:
    """Register every file under ``paths``, then survey (in workers) those not surveyed before.

    A file that cannot be read is told among the skipped; the others go on. DiskFullError ends it.
    """
    files = new = 0
    skipped: list[tuple[str, str]] = []

    def skip(path: Path, why: str) -> None:
        skipped.append((printed(path), why))

    for path in walk(paths, skip):
        if run.stopped:
            break
        try:
            sha256, size = collection.blobs.put_file(path)
        except OSError as error:
            skip(path, error.strerror or str(error))
            continue
        new += _register(collection, path.absolute(), sha256, size)
        files += 1
        run.report("add", files, 0)
    survey(collection, run)
    return Added(files, new, tuple(skipped))


def _register(collection: Collection, path: Path, sha256: str, size: int) -> bool:
    """Write one file's rows in one transaction; say whether its bytes are new."""
    catalog = collection.catalog
    known = catalog.file(sha256)
    with catalog.write() as connection:
        if known is None:
            made = connection.execute(sa.insert(t.file).values(sha256=sha256, size=size))
            file_id = _id(made)
            record_id = _new_record(collection, connection, path, sha256)
            connection.execute(
                sa.insert(t.record_file).values(record_id=record_id, file_id=file_id, position=0)
            )
        else:
            file_id = known.id
            query = sa.select(sa.func.min(t.record_file.c.record_id)).where(
                t.record_file.c.file_id == file_id
            )
            record_id = int(connection.execute(query).scalar_one())
            _add_numbers(connection, record_id, printed(Path(path.stem)))
        connection.execute(
            sa.insert(t.provenance)
            .prefix_with("OR IGNORE")
            .values(
                file_id=file_id,
                path=printed(path),
                added_at=datetime.now(UTC).isoformat(timespec="seconds"),
            )
        )
    return known is None


def _id(made: sa.CursorResult[Any]) -> int:
    """Return the id of the row just inserted."""
    return int(made.inserted_primary_key[0]) if made.inserted_primary_key else 0


def _new_record(collection: Collection, connection: sa.Connection, path: Path, sha256: str) -> int:
    """Make a record named by its file, or as it was named before the catalog was made again.

    Where the name is taken, a number is added; such a record does not go out under that name: a
    person gives it one (``tearline rename``).
    """
    known = collection.names.get(sha256)
    if known is None:
        title = slug(printed(Path(path.stem)))
        wanted = (title, *(f"{title}_{n}" for n in range(2, 100_000)))
        used = collection.names.used()
        known = Named(next(name for name in wanted if name not in used), title)
        collection.names.put(sha256, known)
    made = connection.execute(
        sa.insert(t.record).values(uid=secrets.token_hex(16), name=known.name, title=known.title)
    )
    record_id = _id(made)
    _add_numbers(connection, record_id, printed(Path(path.stem)))
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
