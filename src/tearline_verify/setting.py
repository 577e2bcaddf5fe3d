"""What every worker needs to know of one verification: the folder, the values, how much to read again."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from tearline_verify.against import Against
from tearline_verify.terms import Terms


@dataclass
class Setting:
    """One verification's terms of work; sent once to each worker through its pipe."""

    out: str
    against: Against = field(default_factory=Against)
    full: bool = False
    sample: float = 0.05

    @cached_property
    def terms(self) -> Terms:
        """The values that may stand nowhere in the release."""
        return Terms(self.against.terms)

    @cached_property
    def names(self) -> Terms:
        """Names of records that may not be acknowledged, where they look like a number.

        They are looked for in names, in the manifest, the index and the note; not in the pages: that a
        released page mentions a number is for those who decided on the page. A name that is a plain
        word ("letter") could stand anywhere; it is compared with the records' names alone.
        """
        return Terms(name for name in self.against.absent if any(c.isdigit() for c in name))

    def __getstate__(self) -> dict[str, object]:
        """Leave the prepared values out: each worker makes its own."""
        return {k: v for k, v in self.__dict__.items() if k not in ("terms", "names")}
