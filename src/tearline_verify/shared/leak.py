"""What the scan says: one leak, in words that hold nothing of the edition's bytes.

Promises: every part of a leak is a phrase of ours, a number, or the name of a field or file that the
form of an edition knows. Does not decide what is a leak; the checks do.
"""

from __future__ import annotations

from dataclasses import dataclass

COULD_NOT = "could not be checked"


@dataclass(frozen=True, slots=True, order=True)
class Leak:
    """One thing that blocks the send: which check saw it, in which file, what it is, and where."""

    check: str
    file: str
    what: str
    place: str = ""

    def as_dict(self) -> dict[str, str]:
        """Return the leak as one line of the JSON pipe."""
        return {
            "type": "leak",
            "check": self.check,
            "file": self.file,
            "place": self.place,
            "what": self.what,
        }
