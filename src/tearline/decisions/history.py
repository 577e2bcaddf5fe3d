"""Which entries of the decision log bear on a finding, and how: what a reviewer asks before deciding.

Promises: every determination on the finding's own place, on what covers it or shares a part of it, on
its page or its record, every signature to override it, and every hold, instrument and withdrawal of its
records, in the log's order, with who, when and on what ground. Pure.

Does not promise that an entry still holds: a later one may have taken its place. What holds is for
``standing``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tearline.decisions.coverage import covers_areas
from tearline.decisions.standing import target_of
from tearline.model.decision import (
    Body,
    Determination,
    Entry,
    Hold,
    Instrument,
    Override,
    Target,
    Withdrawal,
)
from tearline.model.finding import Finding


@dataclass(frozen=True, slots=True)
class Told:
    """An entry by its number: when, by whom (a person, a rule), what, on which ground, about what.

    ``about``: itself, its place (as another kind), a place around it, a part of it, page, record.
    """

    entry: int
    at: str
    by: str
    by_kind: str
    what: str
    reason: str
    codes: tuple[str, ...]
    about: str


def bearing(
    entries: Iterable[Entry], finding: Finding, sha256: str, records: frozenset[str]
) -> Iterator[Told]:
    """Yield the entries that bear on a finding of the file ``sha256``, which is in ``records``."""
    own = target_of(finding, sha256)
    for entry in entries:
        body = entry.body
        about = _about(body, own, finding.kind, records)
        if about and isinstance(body, (Determination, Override, Hold, Instrument, Withdrawal)):
            what, reason = _said(body)
            codes = body.codes if isinstance(body, Determination) else ()
            actor = body.actor
            yield Told(entry.seq, body.at, actor.name, actor.kind.value, what, reason, codes, about)


def _said(body: Determination | Override | Hold | Instrument | Withdrawal) -> tuple[str, str]:
    """Return what was done, and on which ground."""
    if isinstance(body, Determination):
        ground = f" ({body.ground.value.replace('_', ' ')})" if body.ground else ""
        return body.verdict.value + ground, body.reason
    if isinstance(body, Override):
        return "signature to override", body.basis
    if isinstance(body, Instrument):
        return "instrument", f"{body.kind}, {body.issuer}, {body.docket}"
    return type(body).__name__.lower(), body.reason


def _about(body: Body, own: Target, kind: str, records: frozenset[str]) -> str:
    """Return what an entry is about, seen from the finding, or '' where it is another's."""
    if isinstance(body, Determination):
        if body.target.record:
            return "record" if body.target.record in records else ""
        return _near(body, own, kind)
    if isinstance(body, Override):
        return "itself" if (body.target, body.kind) == (own, kind) else ""
    if isinstance(body, Instrument):
        return "record" if records & set(body.records) else ""
    if isinstance(body, (Hold, Withdrawal)):
        return "record" if body.record in records else ""
    return ""


def _near(body: Determination, own: Target, kind: str) -> str:
    """Return how the place a determination is about lies to the finding's own, or ''."""
    target = body.target
    if (target.sha256, target.page) != (own.sha256, own.page):
        return ""
    if target == own:
        return "itself" if body.kind in ("", kind) else "its place"
    if target.areas:
        if not own.areas:
            return ""
        if covers_areas(target.areas, own.areas):
            return "a place around it"
        meets = any(a.meets(b) for a in target.areas for b in own.areas)
        return "a part of it" if meets else ""
    if target.start is None or target.end is None:
        # Residue (metadata, an attachment) has no place: such an answer is not about the page.
        other = body.kind != kind and body.kind.split(".")[0] == "residue"
        return "" if other else "page"
    if own.start is None or own.end is None or not (
        target.start < own.end and own.start < target.end
    ):  # fmt: skip
        return ""
    whole = target.start <= own.start and own.end <= target.end
    return "a place around it" if whole else "a part of it"
