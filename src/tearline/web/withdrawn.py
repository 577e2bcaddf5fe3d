"""Records that were withdrawn: which release says so, and which older ones still have their pages.

Promises: the latest release for the same readers that names a record decides; a draft decides nothing. Where
it says withdrawn, every release and draft for these readers up to its date is to hand out no page of it, nor
of what it was called before: records of different releases that share a number, or whose name is a number of
the other, are one, over as many releases as it takes. Two that stand side by side in one release are two.
What was released again under the older name itself, then or later, is not withdrawn by the other.
Does not promise anything of copies elsewhere, of releases for other readers, nor of another name that no
release tells: a release that names a record without its numbers says nothing of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tearline.model.edition import Status
from tearline.reading.released import ReleasedRecord, ReleaseFolder
from tearline.reading.searching.fields import normal


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A record of an older release as that release had it, and the release that withdrew it.

    ``by`` is the first release of those that say so without a break; ``note`` is what it says of it, and
    ``name`` what it calls it: another name where the record was renamed.
    """

    listed: ReleasedRecord
    by: ReleaseFolder
    note: str
    name: str

    @property
    def said(self) -> str:
        """Return who withdrew it and why, in a sentence or two."""
        why = f" Its note says: {self.note}." if self.note else " It gives no reason."
        other = "" if self.name == self.listed.record else f", there called {self.name}"
        return f"The release {self.by.audience}, {self.by.date}, withdrew this record{other}.{why}"


def withdrawals(folders: Sequence[ReleaseFolder]) -> dict[str, dict[str, Withdrawal]]:
    """Return label -> record -> its withdrawal, for releases that still have pages of it.

    ``folders`` stand in the order of their dates.
    """
    found: dict[str, dict[str, Withdrawal]] = {folder.label: {} for folder in folders}
    for audience in {folder.audience for folder in folders}:
        own = [folder for folder in folders if folder.audience == audience]
        by, shown = _said([folder for folder in own if not folder.draft])
        if not by:
            continue
        called = _called(own)
        for folder in own:
            for name, one in folder.records.items():
                said = [by[name]] if name in by else []
                if (
                    not said
                ):  # what stands for itself later than its other name was withdrawn is back
                    said = [by[other] for other in sorted(called(name) & by.keys())
                            if shown.get(name, "") < by[other].date]  # fmt: skip
                said = [last for last in said if last is not folder and folder.date <= last.date]
                if said and one.files:
                    last = said[0]
                    as_ = next(other for other in (name, *sorted(called(name)))
                               if by.get(other) is last)  # fmt: skip
                    note = last.records[as_].note.rstrip(". ")
                    found[folder.label][name] = Withdrawal(one, last, note, as_)
    return found


def _said(
    folders: Sequence[ReleaseFolder],
) -> tuple[dict[str, ReleaseFolder], dict[str, str]]:
    """Return who withdrew a record and did not take it back, and the last date each one was not withdrawn."""
    by: dict[str, ReleaseFolder] = {}
    shown: dict[str, str] = {}
    for folder in folders:
        for name, one in folder.records.items():
            if one.status == Status.WITHDRAWN:
                by.setdefault(name, folder)
            else:
                by.pop(name, None)
                shown[name] = folder.date
    return by, shown


def _called(folders: Sequence[ReleaseFolder]) -> Callable[[str], frozenset[str]]:
    """Return what tells the other names of a record, over all releases for its readers."""
    names: dict[str, set[str]] = defaultdict(set)  # a number, or a name as one, -> who has it
    keys: dict[str, set[str]] = defaultdict(set)
    stands: dict[str, set[str]] = defaultdict(set)  # record -> releases that name it
    for folder in folders:
        for name, one in folder.records.items():
            stands[name].add(folder.label)
            for key in filter(None, map(normal, (name, *one.numbers))):
                names[key].add(name)
                keys[name].add(key)

    def apart(one: str, other: str) -> bool:
        return not stands[one] & stands[other]

    def called(name: str) -> frozenset[str]:
        found, new = {name}, [name]
        while new:
            last = new.pop()
            beside = {other for key in keys[last] for other in names[key]} - found
            more = {other for other in beside if apart(last, other) and apart(name, other)}
            found |= more
            new += more
        return frozenset(found - {name})

    return called
