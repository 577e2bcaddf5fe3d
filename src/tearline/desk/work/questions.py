"""What is asked of the work list, and the queries that answer it: by index, whatever the number of findings.

Promises: an answer goes through the rows it gives and no more: a list goes on by key in the queue's order,
and counts are read, never counted. Where two filters meet that no index holds together (a kind on poorly
read pages), the shorter list is gone through.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

from tearline.desk.work.file import COLUMNS, WorkFile
from tearline.desk.work.rows import WorkRow

STATES = ("open", "waiting", "unread", "done")
_MOST_INT = 2**62  # what fits in a column


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which pages are asked for; state '' is any, ``kind`` a kind or its family ('' any).

    An open page is asked for by what is open on it, any other by what was found. ``least``: of this
    priority or more. ``records``: of one of these ('()' any), as for somebody's assignments. ``without``:
    keys (file hash, page in the file) to leave out, as for what others have claimed.
    """

    state: str = "open"
    kind: str = ""
    record: str = ""
    poor: bool = False
    holds: bool = False
    disagreements: bool = False
    least: float = 0.0
    records: tuple[str, ...] = ()
    without: frozenset[tuple[str, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Counts:
    """Totals: pages, pages with anything to do, findings, those open, awaiting an answer, decided.

    ``looks``: pages to be looked at as pages; ``seconds``: second views that are owed.
    """

    pages: int = 0
    open_pages: int = 0
    findings: int = 0
    open: int = 0
    awaiting: int = 0
    holds: int = 0
    withheld: int = 0
    released: int = 0
    disagreements: int = 0
    looks: int = 0
    seconds: int = 0

    @property
    def left(self) -> int:
        """How many things people must still do or answer."""
        return self.open + self.awaiting + self.disagreements + self.looks + self.seconds


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record's totals; ``held``: a hold stands; ``awaits``: an answer on the whole of it."""

    record: str
    counts: Counts
    held: bool = False
    awaits: bool = False

    @property
    def blocks(self) -> int:
        """How many things keep the record from going out, its holds included."""
        holds = max(self.counts.holds, int(self.held))
        return self.counts.left + holds + int(self.awaits)


_COUNTED = tuple(Counts.__dataclass_fields__)


def rows(file: WorkFile, wanted: Wanted, after: str, limit: int) -> tuple[list[WorkRow], str]:
    """Return pages in the queue's order, and the key of what follows them ('' for nothing)."""
    key = _key(after)
    found: dict[tuple[str, int, str], WorkRow] = {}
    asked = limit + 1 + len(wanted.without)
    for query, values in _lanes(file, wanted):
        place = [] if key is None else [-key[0], key[1], key[2]]
        going_on = query.replace("{after}", _AFTER if place else "1")
        for row in file.rows(going_on, *values, *place, asked):
            one = WorkRow(*tuple(row))
            if (one.sha256, one.local) not in wanted.without:
                found[one.sha256, one.local, one.record] = one
    ordered = sorted(found.values(), key=lambda one: (-one.priority, one.record, one.page))
    if len(ordered) <= limit:
        return ordered, ""
    return ordered[:limit], key_of_row(ordered[limit - 1])


_AFTER = "(l.rank, l.record, l.page) > (?, ?, ?)"


def key_of_row(row: WorkRow) -> str:
    """Return the key of what follows a row."""
    return json.dumps([row.priority, row.record, row.page])


def _lanes(file: WorkFile, wanted: Wanted) -> Iterator[tuple[str, list[object]]]:
    """Yield the queries, each in the queue's order, whose rows together are what is wanted."""
    flags = [
        (wanted.disagreements, "disagreements", "lane_disagreed"),
        (wanted.holds, "holds", "lane_held"),
        (wanted.poor, "look", "lane_poor"),
    ]
    where = [f"l.{column} > 0" for asked, column, _ in flags if asked]
    indexes = [index for asked, _, index in flags if asked]
    if wanted.least > 0:
        where.append(f"l.rank <= {-float(wanted.least)!r}" if isfinite(wanted.least) else "0")
    kinds = _kinds(file, wanted.kind) if wanted.kind else []
    records = [wanted.record] if wanted.record else list(dict.fromkeys(wanted.records))
    if wanted.record and wanted.records and wanted.record not in wanted.records:
        return
    states = [wanted.state] if wanted.state else list(STATES)
    if wanted.kind and not kinds:
        return
    if kinds and not records and not where:
        for kind in kinds:
            for state in states:
                for todo in (1,) if wanted.state == "open" else (0, 1):
                    yield _of_kind(), [kind, state, todo]
        return
    if kinds:
        # An open page is asked for by what is open on it.
        still = "k.todo = 1" if wanted.state == "open" else "1"
        marks = ", ".join("?" * len(kinds))
        where.append(
            f"EXISTS (SELECT 1 FROM page_kind k WHERE k.id = l.id AND {still} AND k.kind IN ({marks}))"  # noqa: S608
        )
    for state in states:
        if records:
            for record in records:
                named = ["l.record = ?", "l.state = ?", *where]
                yield _of_page("lane_record", named), [record, state, *kinds]
        else:
            index = indexes[0] if indexes else "lane_state"
            yield _of_page(index, ["l.state = ?", *where]), [state, *kinds]


def _of_kind() -> str:
    columns = ", ".join(f"p.{name}" for name in COLUMNS)
    return (
        f"SELECT {columns} FROM page_kind l INDEXED BY lane_kind CROSS JOIN page p ON p.id = l.id "  # noqa: S608
        "WHERE l.kind = ? AND l.state = ? AND l.todo = ? AND {after} "
        "ORDER BY l.rank, l.record, l.page LIMIT ?"
    )


def _of_page(index: str, where: list[str]) -> str:
    columns = ", ".join(f"l.{name}" for name in COLUMNS)
    return (
        f"SELECT {columns} FROM page l INDEXED BY {index} WHERE {' AND '.join(where)} AND {{after}} "  # noqa: S608
        "ORDER BY l.rank, l.record, l.page LIMIT ?"
    )


def _kinds(file: WorkFile, kind: str) -> list[str]:
    """Return the kinds there are of a family, or the kind itself."""
    every = [row["kind"] for row in file.rows("SELECT kind FROM kind_total WHERE found > 0")]
    return [one for one in every if one == kind or one.startswith(f"{kind}.")]


def counts(file: WorkFile, wanted: Wanted) -> Counts:
    """Return the totals of the whole list, or of a record or a state where that is named."""
    of, names = ("record", [wanted.record]) if wanted.record else ("state", [wanted.state])
    names = [name for name in names if name]
    totals = ", ".join(f"coalesce(sum({name}), 0)" for name in _COUNTED)
    where = " AND name = ?" if names else ""
    (row,) = file.rows(f"SELECT {totals} FROM total WHERE of = ?{where}", of, *names)  # noqa: S608 - ours
    return Counts(*tuple(row))


def by_record(file: WorkFile, after: str, limit: int) -> tuple[list[RecordRow], str]:
    """Return records by name with their totals, and the name that the next ones follow."""
    counted = ", ".join(f"t.{name}" for name in _COUNTED)
    query = (
        f"SELECT t.name, coalesce(r.held, 0), coalesce(r.awaits, 0), {counted} FROM total t "  # noqa: S608
        "LEFT JOIN record r ON r.name = t.name "
        "WHERE t.of = 'record' AND t.name > ? AND t.pages > 0 ORDER BY t.name LIMIT ?"
    )
    found = [
        RecordRow(row[0], Counts(*tuple(row)[3:]), bool(row[1]), bool(row[2]))
        for row in file.rows(query, _plain(after), limit + 1)
    ]
    return found[:limit], found[limit - 1].record if len(found) > limit else ""


def held_records(file: WorkFile, after: str, limit: int) -> tuple[list[str], str]:
    """Return the records on which a hold was found or placed, lifted or not, by name."""
    query = (
        "SELECT name FROM record INDEXED BY record_marked WHERE marked > 0 AND name > ? "
        "ORDER BY name LIMIT ?"
    )
    names = [row["name"] for row in file.rows(query, _plain(after), limit + 1)]
    return names[:limit], names[limit - 1] if len(names) > limit else ""


def kinds(file: WorkFile) -> list[tuple[str, int]]:
    """Return the kinds of finding with how many are open, the most first."""
    query = "SELECT kind, open FROM kind_total WHERE found > 0 ORDER BY open DESC, kind"
    return [(row["kind"], row["open"]) for row in file.rows(query)]


def _key(after: str) -> tuple[float, str, int] | None:
    """Return the place a key names; what is none begins at the beginning."""
    try:
        weight, record, page = json.loads(after)
        key = float(weight), _plain(str(record)), int(page)
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None
    return key if isfinite(key[0]) and abs(key[2]) < _MOST_INT else None


def _plain(text: str) -> str:
    """Return a text as SQLite takes it: half a character is none."""
    return text.encode("utf-8", "replace").decode("utf-8")
