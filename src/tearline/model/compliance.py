"""What is said of keeping a promise, and what stands beside one: each with who says so; no verdict."""

from __future__ import annotations

from dataclasses import dataclass

from tearline.model.statement import Span
from tearline.model.when import When


@dataclass(frozen=True, slots=True)
class Compliance:
    """Words that say that something agreed was kept or broken.

    ``state``: alleged, verified, denied or could not determine, by whoever ``says`` so (None: the page's
    writer). ``sentence`` is the whole of it, ``when`` the days it tells, ``broken`` what is said of it.
    """

    cue: Span
    sentence: Span
    broken: bool
    state: str
    says: Span | None
    when: When | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two stretches of a page that do not go together as they stand: one number of two things, none and some.

    ``why`` says which; which of them holds is not said.
    """

    here: Span
    there: Span
    why: str
