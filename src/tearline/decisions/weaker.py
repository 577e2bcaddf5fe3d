"""A box that tells more of its width than in the release before: moved then, exact now.

Who has both releases lays them side by side: a width that was hidden once and is shown now is told for good.
So a place that is withheld still, but under a weaker width policy than in the last earlier release of its
record, keeps the record back until a person has said of that very place what its width may tell.

Promises: a place counts as strong as what covers it wholly; a page withheld whole is never weaker, nor a
text's, whose boxes are all of one width. Lists kept before policies were in them are taken for ``exact``.
Does not measure a box: that is for the build.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tearline.decisions.coverage import covers_areas
from tearline.decisions.earlier import STRENGTH, Earlier, Place, Was, on_page
from tearline.decisions.places import LIFTED
from tearline.decisions.standing import ID_LENGTH, Standing
from tearline.decisions.superseding import Lifted, page_now, pages_of, where
from tearline.errors import UsageError
from tearline.model.decision import Actor, ActorKind, Body, Determination, Target, Verdict
from tearline.model.guide import WidthPolicy
from tearline.store.catalog import FileRow, PageRow, key_of
from tearline.store.collection import Collection


def every(collection: Collection, stands: Standing, record: str = "") -> Iterator[Lifted]:
    """Yield the weaker boxes of all records or of one, for any audience."""
    past = Earlier.of(collection, stands)
    for record_id, name, title in collection.catalog.records() if past.by_name else ():
        if not record or name == record:
            files = collection.catalog.files_of(record_id)
            yield from weaker(collection, name, title, files, stands, past)


def weaker(
    collection: Collection,
    name: str,
    public: str,
    files: Sequence[FileRow],
    stands: Standing,
    past: Earlier,
) -> tuple[Lifted, ...]:
    """Return the boxes of one record that tell more than before and are not decided again, each once."""
    found: dict[str, Lifted] = {}
    for was in past.of_record(public, files):
        for one in _since(collection, name, files, stands, was):
            found.setdefault(one.id, one)
    return tuple(found.values())


def named(every: Sequence[Lifted], ids: Sequence[str], least: int) -> list[Lifted]:
    """Return what ids name, each by ``least`` letters or more; UsageError where one is of several."""
    found = []
    for asked in ids:
        ones = [one for one in every if one.id.startswith(asked) and len(asked) >= least]
        if len({one.id for one in ones}) > 1:
            raise UsageError(f"{asked} begins {len(ones)} ids", "Give more letters of it.")
        found += ones[:1]
    return found


def again(
    one: Lifted,
    verdict: Verdict,
    policy: WidthPolicy | None,
    reason: str,
    actor: Actor,
    at: str,
    stands: Standing,
) -> Iterator[Body]:
    """Yield what a person decides of a weaker box: it is as wide as it was, or its width may be known.

    UsageError where nothing is said of the width.
    """
    if verdict is not Verdict.WITHHOLD or policy is None or one.place is None or one.now is None:
        raise UsageError(
            f"{one.id} is withheld, and its box tells more than before",
            "Say --verdict withhold and --width: what it may tell.",
        )
    if STRENGTH(policy) < STRENGTH(one.place.policy):
        yield Determination(
            target=_target(one.place),
            verdict=Verdict.RELEASE,  # of the width alone: of a kind that nothing else answers to
            codes=(),
            policy=policy,
            acknowledged=one.place.acknowledged,
            everywhere=False,
            kind=_kind(one),
            reason=reason,
            actor=actor,
            at=at,
        )
        return
    for d in stands.withheld(one.now.sha256, one.now.page):
        meets = any(a.meets(b) for a in d.target.areas for b in one.place.areas)
        if (meets or not d.target.areas) and STRENGTH(d.policy) < STRENGTH(policy):
            prior = stands.prior(d.target, d.kind)
            yield replace(d, policy=policy, reason=reason, actor=actor, at=at, supersedes=prior)


def _since(
    collection: Collection, name: str, files: Sequence[FileRow], stands: Standing, was: Was
) -> Iterator[Lifted]:
    """Yield the boxes that are weaker since one earlier release."""
    hidden = [p for p in was.places() if p.policy is not WidthPolicy.EXACT and p.areas]
    numbered = pages_of(collection, files) if hidden else {}
    for place in hidden:
        row = page_now(collection, files, was, place, numbered)
        if row is None:
            continue  # a place that is not to be found is lifted, and told as that
        held = [p for p in on_page(collection, row, place.number, stands) if _touches(p, place)]
        strong = [p for p in held if STRENGTH(p.policy) >= STRENGTH(place.policy)]
        if _covers(held, place) and not _covers(strong, place):
            one = _told(name, place, was, row, held)
            if not _said(stands, one):
                yield one


def _said(stands: Standing, one: Lifted) -> bool:
    """Say whether a person has let the width of that place be known, after that release."""
    if one.place is None:
        return False
    said = stands.determination(_target(one.place), _kind(one))
    return said is not None and said.actor.kind is ActorKind.PERSON


def _kind(one: Lifted) -> str:
    """Return the kind of what is said of one width alone; no record's name has a colon."""
    return f"{LIFTED}{one.record}:width:{one.id}"


def _touches(held: Place, place: Place) -> bool:
    return not held.areas or any(a.meets(b) for a in held.areas for b in place.areas)


def _covers(held: Sequence[Place], place: Place) -> bool:
    """Say whether a place lies wholly within what is withheld."""
    whole = any(not p.areas and p.start is None for p in held)
    return whole or covers_areas([a for p in held for a in p.areas], place.areas)


def _told(name: str, place: Place, was: Was, row: PageRow, held: Sequence[Place]) -> Lifted:
    """Return one weaker box, with what to do about it."""
    spot = [area.as_list() for area in place.areas]
    this = key_of("weaker", name, place.sha256, place.page, spot, was.seq)[:ID_LENGTH]
    now = min((p.policy for p in held), key=STRENGTH)
    decide = f'tearline decide {this} --verdict withhold --reason "..." --width'
    detail = (
        f"weaker {this}: the box at {where(_target(place))} hid its width ({place.policy.value}) in the "
        f"release of {was.date}, and would be {now.value} now: {decide} {place.policy.value}, or "
        f"--width {now.value} if its width may be known"
    )
    at = Target(row.sha256, row.number, place.areas)
    return Lifted(this, name, row.number, row.sha256, detail, place, at)


def _target(place: Place) -> Target:
    return Target(place.sha256, place.page, place.areas, place.start, place.end)
