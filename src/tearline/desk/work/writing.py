"""Writes rows of the work list: a span at a time, weighed by what their records still need.

Promises: what was made before somebody else wrote the same file's rows is refused, so an older meaning of the
log never takes the place of a newer. All open pages of a record are weighed by the same step; where that
changes (it is far, or few pages are left) they are weighed again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field

from tearline.decisions import holds
from tearline.decisions.standing import Standing
from tearline.desk.work.file import COLUMNS, WorkFile
from tearline.desk.work.making import Made
from tearline.desk.work.priority import FAR, near_of
from tearline.desk.work.rows import WorkRow, record_awaits, weighed
from tearline.model.guide import Guide

_STRIPES = 4096  # files that share a ticket's number: a false alarm costs one span made again
_INTO_PAGE = (
    f"INSERT INTO page ({', '.join(COLUMNS)}, id, rank) "  # noqa: S608 - names are ours
    f"VALUES ({', '.join('?' * (len(COLUMNS) + 2))})"
)
_INTO_KIND = "INSERT INTO page_kind VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_HERE = "sha256 = ? AND local BETWEEN ? AND ?"


@dataclass(frozen=True, slots=True)
class Stand:
    """What the log says of a record as a whole: a hold placed on it stands, one was, an answer waits."""

    held: bool = False
    noted: bool = False
    awaits: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of some files' pages in a span; those that stood there go. ``due``: what this settles.

    ``due`` has (file hash, local, turn, mark): the mark the file has from now on, '' for as before.
    """

    sha256s: Sequence[str]
    span: tuple[int, int]
    made: Sequence[Made]
    ticket: tuple[int, ...]
    stands: Mapping[str, Stand]
    due: Sequence[tuple[str, int, int, str]] = ()
    gone: Sequence[str] = field(default=())


class Writing:
    """Writes to one list's file."""

    def __init__(self, file: WorkFile, guide: Guide) -> None:
        """Take the file and the guide."""
        self._file, self._guide = file, guide
        self._written = [0] * _STRIPES

    def ticket(self, sha256s: Sequence[str]) -> tuple[int, ...]:
        """Return how often these files were written so far: to be asked before their rows are made."""
        return tuple(self._written[hash(sha256) % _STRIPES] for sha256 in sha256s)

    def stand(self, record: str, stands: Standing) -> Stand:
        """Return what the log says of a record as a whole."""
        noted = bool(stands.holds(record))
        held = noted and bool(holds.unlifted(record, (), stands, self._guide))
        return Stand(held, noted, record_awaits(record, stands))

    def put(self, batch: Batch) -> bool:
        """Write rows in the place of those that stood there; False where they are older than these."""
        with self._file.transaction():
            if self.ticket(batch.sha256s) != batch.ticket:
                return False
            records = self._drop(batch)
            by_record: dict[str, list[Made]] = {}
            for one in batch.made:
                by_record.setdefault(one[0].record, []).append(one)
            (at,) = self._file.inside("SELECT coalesce(max(id), 0) AS last FROM page")
            number = int(at["last"])
            for record, made in by_record.items():
                near = self._near(record, batch.stands.get(record), [row for row, _ in made])
                number = self._insert(made, near, number)
            for record in sorted(records | by_record.keys()):
                self._mend(record, batch.stands.get(record))
            for sha256, local, turn, mark in batch.due:
                settled = "DELETE FROM due WHERE sha256 = ? AND local = ? AND turn = ?"
                self._file.write(settled, sha256, local, turn)
                if mark:
                    self._file.write("INSERT OR REPLACE INTO file VALUES (?, ?)", sha256, mark)
            for sha256 in batch.gone:
                self._file.write("DELETE FROM file WHERE sha256 = ?", sha256)
            for sha256 in batch.sha256s:
                self._written[hash(sha256) % _STRIPES] += 1
        return True

    def mend(self, stands: Mapping[str, Stand]) -> None:
        """Note what the log says of records as wholes, and weigh their pages by it."""
        with self._file.transaction():
            for record, stand in stands.items():
                self._mend(record, stand)
                self._file.write("DELETE FROM due_record WHERE name = ?", record)

    def _drop(self, batch: Batch) -> set[str]:
        records: set[str] = set()
        for sha256 in batch.sha256s:
            here = (sha256, *batch.span)
            query = f"SELECT DISTINCT record FROM page WHERE {_HERE}"  # noqa: S608 - names are ours
            found = {row["record"] for row in self._file.inside(query, *here)}
            if found:
                records |= found
                ids = f"SELECT id FROM page WHERE {_HERE}"  # noqa: S608
                self._file.write(f"DELETE FROM page_kind WHERE id IN ({ids})", *here)  # noqa: S608
                self._file.write(f"DELETE FROM page WHERE {_HERE}", *here)  # noqa: S608
        return records

    def _insert(self, made: Sequence[Made], near: int, number: int) -> int:
        """Insert a record's rows; return the last one's number."""
        rows, kinds = [], []
        for one, by_kind in made:
            number += 1
            row = weighed(one, near)
            rows.append((*astuple(row), number, -row.priority))
            kinds += [
                (
                    number,
                    kind,
                    found,
                    still,
                    int(still > 0),
                    row.state,
                    -row.priority,
                    row.record,
                    row.page,
                )
                for kind, (found, still) in by_kind.items()
            ]
        self._file.write_many(_INTO_PAGE, rows)
        self._file.write_many(_INTO_KIND, kinds)
        return number

    def _near(self, record: str, stand: Stand | None, new: Sequence[WorkRow] = ()) -> int:
        """Return a record's step, as of its totals and of rows about to be added."""
        left, held = self._left(record)
        for row in new:
            left += row.open + row.awaiting + row.disagreements + row.seconds + (row.look > 0)
            held += row.holds
        if stand is None:
            known = self._file.inside("SELECT entry, awaits FROM record WHERE name = ?", record)
            stand = (
                Stand(bool(known[0]["entry"]), awaits=bool(known[0]["awaits"]))
                if known
                else Stand()
            )
        return near_of(left + stand.awaits, held=held > 0 or stand.held)

    def _left(self, record: str) -> tuple[int, int]:
        found = self._file.inside(
            "SELECT open + awaiting + disagreements + seconds + looks AS left_, holds FROM total "
            "WHERE of = 'record' AND name = ?",
            record,
        )
        return (found[0]["left_"], found[0]["holds"]) if found else (0, 0)

    def _mend(self, record: str, stand: Stand | None) -> None:
        """Bring a record's row up; where its step is another, weigh its open pages again."""
        total = self._file.inside(
            "SELECT pages, holds, marks FROM total WHERE of = 'record' AND name = ?", record
        )
        if not total or not total[0]["pages"]:
            self._file.write("DELETE FROM record WHERE name = ?", record)
            self._file.write("DELETE FROM total WHERE of = 'record' AND name = ?", record)
            return
        known = self._file.inside("SELECT * FROM record WHERE name = ?", record)
        if stand is None:
            row = known[0] if known else None
            stand = (
                Stand(bool(row["entry"]), bool(row["noted"]), bool(row["awaits"]))
                if row
                else Stand()
            )
        near = self._near(record, stand)
        held = bool(total[0]["holds"]) or stand.held
        marked = bool(total[0]["marks"]) or stand.noted
        self._file.write(
            "INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(record, near, held, marked, stand.awaits, stand.held, stand.noted),
        )
        if (known[0]["near"] if known else FAR) != near:
            self._weigh(record, near)

    def _weigh(self, record: str, near: int) -> None:
        query = (
            f"SELECT {', '.join(COLUMNS)}, id FROM page INDEXED BY lane_record "  # noqa: S608
            "WHERE record = ? AND state = 'open'"
        )
        changed = []
        for found in self._file.inside(query, record):
            row = WorkRow(*tuple(found)[:-1])
            one = weighed(row, near)
            if one != row:
                changed.append((one.priority, one.why, -one.priority, found["id"]))
        self._file.write_many(
            "UPDATE page SET priority = ?, why = ?, rank = ? WHERE id = ?", changed
        )
        self._file.write_many(
            "UPDATE page_kind SET rank = ? WHERE id = ?", [(rank, at) for *_, rank, at in changed]
        )
