"""What the gate says of each record now, asked on a thread: it looks at the whole collection for every one.

Promises: the gate's own code, by the log and the catalog as they were when it was asked; ``Told.at`` says
which entry that was, so that an answer which is behind is shown as one. Nobody waits longer than asked.
Does not sweep the collection for what was withheld since: a build does, under the collection's lock.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tearline.decisions import deciding, docket
from tearline.decisions.reasons import Open, Outcome
from tearline.decisions.standing import Standing
from tearline.desk.background import Background, Doing
from tearline.desk.live import Live
from tearline.desk.releases.outlook import Marks, marks_of
from tearline.errors import LockedError
from tearline.store.queue import Run

LISTED = 30  # reasons kept of one record


@dataclass(frozen=True, slots=True)
class Told:
    """What the gate says of a record: its name outside, the outcome, what is open, how much is not listed."""

    public: str
    outcome: Outcome
    open: tuple[Open, ...]
    more: int
    at: int
    fresh: bool


@dataclass(frozen=True, slots=True)
class _All:
    marks: Marks
    at: int
    records: Mapping[str, tuple[str, Outcome, tuple[Open, ...], int]]


class GateNow:
    """The gate's answers for one desk. Threads share it."""

    def __init__(self, live: Live, today: Callable[[], str]) -> None:
        """Ask nothing yet; ``today`` gives the date that rules of the guide go by."""
        self._live, self._today = live, today
        self._work: Background[_All] = Background()
        self._all: _All | None = None

    def close(self) -> None:
        """Wait a little for what is being asked."""
        self._work.stop()
        self._work.wait(5)

    def told(self, record: str, patience: float) -> tuple[Told | None, Doing[_All] | None]:
        """Return what the gate says of a record, None where that is not known yet; and what is being done."""
        with self._live.reading():
            at = self._live.at[0]
        marks = marks_of(self._live.collection, self._live.guide, at)
        known = self._known()
        if known is None or known.marks != marks:
            with contextlib.suppress(LockedError):  # what is being asked is of a moment ago
                self._work.begin("asking the gate", lambda run: self._asked(marks, at, run))
            self._work.wait(patience)
        known = self._known()
        one = known.records.get(record) if known else None
        if known is None or one is None:
            return None, self._work.doing
        return Told(*one, known.at, known.marks == marks), self._work.doing

    def _known(self) -> _All | None:
        doing = self._work.doing
        if doing is not None and doing.result is not None:
            self._all = doing.result
        return self._all

    def _asked(self, marks: Marks, at: int, run: Run) -> _All:
        live = self._live
        stands: Standing = deciding.standing(live.collection)
        audience = next((one.name for one in live.guide.audiences if not one.closed), "")
        found = {}
        each = docket.check_all(
            live.collection, live.guide, stands, date=self._today(), audience=audience
        )
        for number, one in enumerate(each, 1):
            opened = one.result.open
            found[one.name] = (
                *(one.public, one.result.outcome),
                *(opened[:LISTED], max(len(opened) - LISTED, 0)),
            )
            run.report("gate", number, 0)
            if run.stopped:
                raise KeyboardInterrupt
        return _All(marks, at, found)
