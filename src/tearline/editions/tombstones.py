"""What a release says of records that it does not hold: their rows, never a silent gap.

Promises: whatever an earlier release to the same audience held, and this one does not, has a row with a
fixed phrase. What the guide lets be told is told; what it does not (a hold that may not be acknowledged, a
withholding that may not) goes by the one plain word "withdrawn", which everything untold shares, so that
the word says nothing of its reason. A row never has files, pages, hashes, and a tombstone no numbers.
A name that may not be said again is counted, not said: a row under it would put a value that is withheld
into a release whose readers need not have the earlier one, and the verifier refuses such a folder. Who has
the earlier one sees which record has no row: that is told to fewer than the value would be.

A record that a release held and that is gone from the collection is refused until its file is back or a
person has withdrawn it: what nobody decided is not told as withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tearline.decisions import grounds
from tearline.decisions.docket import Docketed
from tearline.decisions.earlier import Earlier
from tearline.decisions.gate import Outcome, Reason
from tearline.decisions.naming import Naming
from tearline.decisions.standing import Standing
from tearline.decisions.withdrawing import ordered
from tearline.errors import UsageError
from tearline.model.edition import Edition, Status
from tearline.model.guide import Guide
from tearline.store.collection import Collection

HELD_NOTE = "held: it may be released only upon an instrument of the right kind"
TAKEN = frozenset({Outcome.WITHDRAWN, Outcome.HELD, Outcome.WITHHELD, Outcome.NON_RESPONSIVE})
PENDING_NOTE = "pending: its review is not finished"


@dataclass(frozen=True, slots=True)
class Told:
    """The rows of records that a release does not hold, and how many of earlier releases it does not name."""

    rows: tuple[Edition, ...]
    unnamed: int


@dataclass(frozen=True, slots=True)
class Known:
    """What the audience of a release knows already: each record it ever had, by the name outside.

    ``last`` is the date of the last release that held it; ``titles`` are the names outside of the
    records here, by the desk's; ``naming`` knows what may not be said.
    """

    last: dict[str, str]
    titles: dict[str, str]
    naming: Naming | None
    earlier: Earlier
    stands: Standing
    guide: Guide

    @classmethod
    def of(
        cls,
        collection: Collection,
        stands: Standing,
        guide: Guide,
        audience: str,
        naming: Naming,
    ) -> Known:
        """Gather it from the log, whatever the dates of the releases."""
        last = {
            name: released.date
            for _, released in stands.releases(audience)
            for name in released.records
        }
        titles = {name: title for _, name, title in collection.catalog.records()}
        earlier = Earlier.of(collection, stands, audience)
        return cls(last, titles, naming, earlier, stands, guide)

    @classmethod
    def nothing(cls, stands: Standing, guide: Guide) -> Known:
        """Return what is known where nothing was released: to the readers of a draft."""
        return cls({}, {}, None, Earlier({}, {}), stands, guide)

    def told_names(self, docketed: Iterable[Docketed]) -> list[str]:
        """Return the names this release will tell of these records, one for each that takes a name.

        A record that was withdrawn for another edition of it takes none: the other has its name.
        """
        return [
            one.public
            for one in docketed
            if one.result.outcome is Outcome.PASS
            or (self.acknowledged(one) and not self._gives_way(one))
        ]

    def acknowledged(self, one: Docketed) -> bool:
        """Say whether a release may tell that a record exists which it does not contain."""
        if Reason.NAME in {open_.reason for open_ in one.result.open}:
            return False
        return self._is_known(one) or self._tellable(one)

    def _is_known(self, one: Docketed) -> bool:
        """Say whether an earlier release held this very record, and not another of its name."""
        had = self._files_of(one.public)
        return one.public in self.last and (not had or bool(had & {f.sha256 for f in one.files}))

    def _files_of(self, name: str) -> set[str]:
        return {sha256 for was in self.earlier.by_name.get(name, ()) for sha256, _ in was.files}

    def _tellable(self, one: Docketed) -> bool:
        """Say whether the guide lets be told how a record stands."""
        outcome, guide = one.result.outcome, self.guide
        if outcome is Outcome.HELD:
            rules = {hold.kind: hold.acknowledged for hold in guide.holds}
            return all(rules.get(kind, False) for kind in one.holds)
        if outcome is Outcome.WITHHELD:
            return one.acknowledged
        if outcome is Outcome.NON_RESPONSIVE:
            return False
        if outcome is Outcome.WITHDRAWN and self._is_known(one):
            return True
        if outcome is Outcome.WITHDRAWN and Reason.HOLD in {o.reason for o in one.result.open}:
            return False
        return guide.acknowledge_pending and not one.is_no_record

    def _gives_way(self, one: Docketed) -> bool:
        # Any that stands will do: a stricter reason beside it changes the words, not who has the name.
        stood = self.stands.withdrawals(one.name)
        return any(body.reason == grounds.SUPERSEDED for _, body in stood)

    def row(self, one: Docketed, name: str = "") -> Edition:
        """Return the row of a record that does not go out, under the name it is known by."""
        name = name or one.public
        status, words = self._status(one, name)
        numbers = () if status is Status.WITHDRAWN else one.numbers
        return Edition(name, numbers, status, 0, (), (), words)

    def _status(self, one: Docketed, name: str) -> tuple[Status, str]:
        outcome = one.result.outcome
        stood = self.stands.withdrawn(one.name)
        if stood is not None and outcome is Outcome.WITHDRAWN and name in self.last:
            order = ordered(self.stands, stood.record)
            return Status.WITHDRAWN, grounds.words_of(stood.reason, self.last[name], order)
        if outcome is Outcome.WITHDRAWN or not self._tellable(one):
            return Status.WITHDRAWN, grounds.PLAIN
        if outcome is Outcome.HELD:
            return Status.HELD, HELD_NOTE
        if outcome is Outcome.WITHHELD:
            return Status.WITHHELD_IN_FULL, f"withheld in full: {' '.join(one.codes)}"
        return Status.PENDING, PENDING_NOTE

    def told(
        self, released: Iterable[str], closed: Sequence[Docketed], every: Sequence[Docketed]
    ) -> Told:
        """Return what is said of the records that are not ``released`` (names).

        ``closed`` do not go out; ``every`` are all records, whose files tell what was renamed.
        """
        out = set(released)
        rows: dict[str, Edition] = {}
        for one in sorted(closed, key=self._gives_way):
            if self.acknowledged(one) and one.public not in out:
                rows.setdefault(one.public, self.row(one))
        kept = {self.titles.get(one.name) for one in closed if one.is_unsayable}
        unnamed = 0
        for name in sorted(set(self.last) - out - set(rows)):
            if name in kept or self._unsayable(name):
                unnamed += 1
            else:
                rows[name] = self._gap(name, out, every)
        return Told(tuple(rows.values()), unnamed)

    def _unsayable(self, name: str) -> bool:
        return self.naming is not None and bool(self.naming.kinds_in(name))

    def _gap(self, name: str, released: set[str], every: Sequence[Docketed]) -> Edition:
        """Return the row of a name that nothing here goes by any more, or may not yet."""
        here = self._called(name, every)
        if here is not None:
            return self.row(here, name)
        renamed = self._renamed(name, every)
        stood = self.stands.withdrawn(name)
        if stood is None and renamed is not None:
            stood = self.stands.withdrawn(renamed.name)
        if renamed is not None and renamed.public in released:
            words = grounds.words_of(grounds.RENAMED, self.last[name])
        elif stood is not None:
            order = ordered(self.stands, stood.record)
            words = grounds.words_of(stood.reason, self.last[name], order)
        else:
            words = grounds.PLAIN
        return Edition(name, (), Status.WITHDRAWN, 0, (), (), words)

    def _called(self, name: str, every: Sequence[Docketed]) -> Docketed | None:
        return next((one for one in every if self.titles.get(one.name) == name), None)

    def _renamed(self, name: str, every: Sequence[Docketed]) -> Docketed | None:
        had = self._files_of(name)
        return next((one for one in every if had & {f.sha256 for f in one.files}), None)

    def takes_down(self, closed: Iterable[Docketed]) -> bool:
        """Say whether readers have what they may have no more: that goes out though nothing else does.

        That is: a record that was withdrawn, is held now, withheld in full or not responsive; and one that
        is gone, withdrawn by its name. A record that is only pending is no takedown.
        """
        closed = tuple(closed)
        if any(one.result.outcome in TAKEN and self._is_known(one) for one in closed):
            return True
        taken = {one.name for one in closed if one.result.outcome in TAKEN}
        for name in self.last:
            here = self._called(name, closed) or self._renamed(name, closed)
            if here.name in taken if here else self.stands.withdrawn(name) is not None:
                return True
        return False

    def check(self, every: Sequence[Docketed]) -> None:
        """Refuse to build where a record of an earlier release is gone and nobody withdrew it."""
        for name in sorted(self.last):
            if self._called(name, every) or self._renamed(name, every):
                continue
            if self.stands.withdrawn(name) is None:
                shown = "a record" if self._unsayable(name) else name
                raise UsageError(
                    f"{shown} was in the release of {self.last[name]} and is not in the collection",
                    "Add its file again, or say why it is gone: tearline withdraw RECORD --reason WHY.",
                )
