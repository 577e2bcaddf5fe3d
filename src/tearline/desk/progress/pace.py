"""How fast a collection is decided, read from its log: pages a day, second views, when the rest may be done.

Promises: an entry is counted once; a page counts on the day (UTC) on which a person first decided something
on it. An estimate is made of the last ``DAYS`` working days with its range, and not made where too little was
decided to say. Keeps numbers and hashes of files alone.

Does not promise that a page was finished when it was first decided on: a page half done is in the pace and in
what is left as well, so the estimate is the later for it.
"""

from __future__ import annotations

import math
import threading
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tearline.decisions.log import DecisionLog
from tearline.desk.progress.agreement import Pair
from tearline.desk.progress.deadlines import is_working, working_after
from tearline.model.decision import ActorKind, Determination, Entry, SecondView

DAYS = 10  # working days that an estimate is made of
LEAST_DAYS = 3  # of them on which something was decided
FAR = 2600  # working days: ten years, after which no date means anything
LOOKED_UP = 50  # determinations that are asked for one by one; more of them in one go


@dataclass(frozen=True, slots=True)
class Estimate:
    """When what is left may be decided: at the mean pace, at that of the best and the worst half of the days.

    None where that pace would take more than ``FAR`` working days.
    """

    per_day: float
    on: date | None
    earliest: date | None
    latest: date | None


class Pace:
    """What the log tells of the work; kept up entry by entry. Threads share it."""

    def __init__(self) -> None:
        """Begin before the log."""
        self._lock = threading.Lock()
        self._seen: dict[str, set[int]] = {}
        self._views: dict[tuple[str, str], SecondView] = {}
        self._first: dict[str, Determination] = {}
        self._pages: Counter[date] = Counter()
        self._decisions: Counter[date] = Counter()
        self.seq = 0

    def catch_up(self, log: DecisionLog) -> None:
        """Read what the log has since."""
        with self._lock:
            for entry in log.entries(self.seq):
                self._take(entry)
            wanted = {beside for beside, _ in self._views} - self._first.keys()
            if len(wanted) > LOOKED_UP:
                for entry in log.entries():
                    if entry.hash in wanted and isinstance(entry.body, Determination):
                        self._first[entry.hash] = entry.body
            else:
                for digest in wanted:
                    found = log.entry(digest)
                    if found and isinstance(found.body, Determination):
                        self._first[digest] = found.body

    def days(self) -> list[tuple[date, int, int]]:
        """Return each day with its pages and its determinations by people, the last first."""
        with self._lock:
            return [
                (day, self._pages[day], self._decisions[day])
                for day in sorted(self._decisions, reverse=True)
            ]

    def pairs(self) -> list[Pair]:
        """Return what first and second reviewers said of the same findings."""
        with self._lock:
            return [
                Pair(view.kind, first.verdict, view.verdict, view.blind)
                for (beside, who), view in self._views.items()
                if (first := self._first.get(beside)) is not None and first.actor.name != who
            ]

    def _take(self, entry: Entry) -> None:
        body = entry.body
        self.seq = entry.seq
        if isinstance(body, SecondView):
            if body.actor.kind is ActorKind.PERSON:
                self._views[body.beside, body.actor.name] = body
            return
        if not isinstance(body, Determination) or body.actor.kind is not ActorKind.PERSON:
            return
        try:
            day = date.fromisoformat(body.at[:10])
        except ValueError:
            return  # an import may say what it will of the hour; such a one has no day
        self._decisions[day] += 1
        if body.target.sha256:
            pages = self._seen.setdefault(body.target.sha256, set())
            if body.target.page not in pages:
                pages.add(body.target.page)
                self._pages[day] += 1


def estimate(
    pages: Iterable[tuple[date, int]], left: int, today: date, holidays: Collection[date]
) -> Estimate | None:
    """Return when ``left`` pages may be decided, from the last working days before ``today``.

    What was decided on another day counts to the working day before it. None: too little was decided.
    """
    window = _window(today, holidays)
    counts = dict.fromkeys(window, 0)
    for day, number in pages:
        while day >= window[0] and not is_working(day, holidays):
            day -= timedelta(days=1)  # noqa: PLW2901 - the working day it counts to
        if day in counts:
            counts[day] += number
    numbers = sorted(counts.values())
    if sum(number > 0 for number in numbers) < LEAST_DAYS:
        return None
    half = DAYS // 2
    worst, best = sum(numbers[:half]) / half, sum(numbers[half:]) / (DAYS - half)
    mean = sum(numbers) / DAYS

    def done(pace: float) -> date | None:
        days = math.ceil(left / pace) if pace else FAR + 1
        return working_after(today, days, holidays) if days <= FAR else None

    return Estimate(mean, done(mean), done(best), done(worst))


def _window(today: date, holidays: Collection[date]) -> list[date]:
    """Return the last working days before a day, the first first."""
    found: list[date] = []
    day = today
    while len(found) < DAYS:
        day -= timedelta(days=1)
        if is_working(day, holidays):
            found.append(day)
    return found[::-1]
