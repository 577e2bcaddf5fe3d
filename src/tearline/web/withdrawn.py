"""Records that were withdrawn: which release says so, and which older ones still have their pages.

Promises: the latest release for the same readers that names a record decides; a draft decides nothing. Where
it says withdrawn, every release and draft for these readers up to its date is to hand out no page of it.
Does not promise anything of copies elsewhere, nor of releases for other readers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tearline.model.edition import Status
from tearline.reading.released import ReleasedRecord, ReleaseFolder


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A record of an older release as that release had it, and the release that withdrew it.

    ``by`` is the first release of those that say so without a break; ``note`` is what it says of it.
    """

    listed: ReleasedRecord
    by: ReleaseFolder
    note: str

    @property
    def said(self) -> str:
        """Return who withdrew it and why, in a sentence or two."""
        why = f" Its note says: {self.note}." if self.note else " It gives no reason."
        return f"The release {self.by.audience}, {self.by.date}, withdrew this record.{why}"


def withdrawals(folders: Sequence[ReleaseFolder]) -> dict[str, dict[str, Withdrawal]]:
    """Return label -> record -> its withdrawal, for releases that still have pages of it.

    ``folders`` stand in the order of their dates.
    """
    by: dict[tuple[str, str], ReleaseFolder] = {}
    for folder in folders:
        if folder.draft:
            continue
        for name, one in folder.records.items():
            if one.status == Status.WITHDRAWN:
                by.setdefault((folder.audience, name), folder)
            else:
                by.pop((folder.audience, name), None)
    found: dict[str, dict[str, Withdrawal]] = {}
    for folder in folders:
        rows: dict[str, Withdrawal] = {}
        for name, one in folder.records.items():
            said = by.get((folder.audience, name))
            if said is not None and said is not folder and folder.date <= said.date and one.files:
                rows[name] = Withdrawal(one, said, said.records[name].note.rstrip(". "))
        found[folder.label] = rows
    return found
