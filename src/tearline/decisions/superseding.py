"""What an earlier release withheld and this one would not: boxes that are lifted are decided again.

Correct redactions have been published again with the boxes off. So a place that was withheld in the last
earlier release of a record, and is not withheld now, keeps the record back until a person has said of that
very place, after that release, that it goes out. What covers a place now is the union of all that is
withheld there; in the same file nothing else will do. Where the file was replaced, its page of the same
number and size stands for the old one; where there is none, every place is listed as not found.

Promises: exact geometry, a sliver counts; a release that was said before counts no more; a release of the
whole record, a rule's, or one of another place never stands for it; an instrument does for the boxes of
the holds it lifts, and for no other. Does not say whether the words under a box are the same words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tearline.decisions.coverage import covers_areas, covers_span
from tearline.decisions.earlier import Earlier, Place, Was, extent_of, on_page
from tearline.decisions.guide import hold_rule, rule_for
from tearline.decisions.places import LIFTED
from tearline.decisions.standing import ID_LENGTH, Standing
from tearline.errors import UsageError
from tearline.model.area import Area
from tearline.model.decision import Actor, Determination, Target, Verdict
from tearline.model.guide import Guide, WidthPolicy
from tearline.store.catalog import FileRow, PageRow, key_of
from tearline.store.collection import Collection


@dataclass(frozen=True, slots=True)
class Lifted:
    """A place that was withheld and is not: its id, where to look now, and what is in the way.

    ``page`` and ``sha256`` say which page of which file; ``place`` is the place as it was, None where
    the list of what was withheld is lost. ``now``: the place in the file that took the other's, None
    where there is none.
    """

    id: str
    record: str
    page: int | None
    sha256: str
    detail: str
    place: Place | None = None
    now: Target | None = None


def where(at: Target) -> str:
    """Return where something stands, for a reason: boxes, else a span, else the page."""
    if at.areas:
        return " ".join(str(area.as_list()) for area in at.areas)
    if at.start is not None and at.end is not None:
        return f"characters {at.start}-{at.end}"
    return "the page"


def all_lifted(
    collection: Collection, guide: Guide, stands: Standing, record: str = ""
) -> Iterator[Lifted]:
    """Yield what is lifted and not decided again, in all records or in one, for any audience."""
    earlier = Earlier.of(collection, stands)
    if not earlier.by_name:
        return
    for record_id, name, title in collection.catalog.records():
        if not record or name == record:
            files = collection.catalog.files_of(record_id)
            yield from lifted(collection, name, title, files, guide, stands, earlier)


def lifted(
    collection: Collection,
    name: str,
    public: str,
    files: Sequence[FileRow],
    guide: Guide,
    stands: Standing,
    earlier: Earlier,
) -> tuple[Lifted, ...]:
    """Return what is lifted of one record, each place once, in its order."""
    found: dict[str, Lifted] = {}
    for was in earlier.of_record(public, files):
        for one in _since(collection, name, files, guide, stands, was):
            found.setdefault(one.id, one)
    return tuple(found.values())


def _since(
    collection: Collection,
    name: str,
    files: Sequence[FileRow],
    guide: Guide,
    stands: Standing,
    was: Was,
) -> Iterator[Lifted]:
    """Yield what is lifted since one earlier release."""
    if was.lost:
        pages = [row for file in files for row in collection.catalog.pages(file.id)]
        if pages and all(_seen_since(stands, row, was.seq, name) for row in pages):
            return
        detail = (
            f"what was withheld from it in the release of {was.date} cannot be read: restore the "
            "custody folder from its backup, or look at every page of it anew and say so of each "
            f'(tearline decide --record {name} --page N --whole-page --verdict release --reason "..."), or '
            f"tearline withdraw {name} --reason WHY"
        )
        yield Lifted(_id(was.seq, was.record), name, None, "", detail)
        return
    places = was.places()
    numbered = pages_of(collection, files) if places else {}
    withheld: dict[tuple[str, int], list[Place]] = {}
    for place in places:
        row = page_now(collection, files, was, place, numbered)
        now: list[Place] = []
        if row is not None:
            at = (row.sha256, row.number)
            if at not in withheld:
                withheld[at] = list(on_page(collection, row, place.number, stands))
            now = withheld[at]
        if _covered(place, now, ()):
            continue
        again = stands.let_go(place.sha256, place.page, was.seq, name)
        if _covered(place, now, again) or _by_instrument(name, place, was, guide, stands):
            continue
        yield _told(name, place, was, row)


def _seen_since(stands: Standing, row: PageRow, seq: int, name: str) -> bool:
    """Say whether a person has let a whole page go since an entry's number, or it is withheld whole."""
    whole = stands.whole_page(row.sha256, row.number)
    if whole is not None and whole.verdict is Verdict.WITHHOLD:
        return True
    page = Target(row.sha256, row.number)
    return whole is not None and page in stands.let_go(row.sha256, row.number, seq, name)


def _told(name: str, place: Place, was: Was, row: PageRow | None) -> Lifted:
    """Return one lifted place, with what to do about it."""
    at = Target(place.sha256, place.page, place.areas, place.start, place.end)
    spot = ([a.as_list() for a in place.areas], place.start, place.end)
    this = _id(name, place.sha256, place.page, *spot)
    lost = (
        ""
        if row
        else (
            "; the file was replaced, and the place is not to be found in the new one: if what stood there "
            "stands in it, withhold that first"
        )
    )
    detail = (
        f"lifted {this}: {where(at)} was withheld under {', '.join(place.codes) or 'no code'} in the "
        f"release of {was.date}, and is not now{lost}: tearline decide {this} "
        f'--verdict release --reason "..."{" (or: --verdict withhold)" if row else ""}'
    )
    now = Target(row.sha256, row.number, at.areas, at.start, at.end) if row else None
    page = row.number if row else place.number
    return Lifted(this, name, page, row.sha256 if row else "", detail, place, now)


def _id(*parts: object) -> str:
    return key_of("lifted", *parts)[:ID_LENGTH]


def pages_of(collection: Collection, files: Sequence[FileRow]) -> dict[int, PageRow]:
    """Return a record's pages by their number in the record."""
    rows = (row for file in files for row in collection.catalog.pages(file.id))
    return dict(enumerate(rows, start=1))


def page_now(
    collection: Collection,
    files: Sequence[FileRow],
    was: Was,
    place: Place,
    pages: dict[int, PageRow],
) -> PageRow | None:
    """Return the page on which a place stands now, None where nobody can say."""
    row = pages.get(place.number)
    if row is not None and (row.sha256, row.number) == (place.sha256, place.page):
        return row
    if any(file.sha256 == place.sha256 for file in files):
        same = (row for row in pages.values() if row.sha256 == place.sha256)
        return next((row for row in same if row.number == place.page), None)
    if row is None or len(pages) != was.pages or extent_of(collection, row) != place.extent:
        return None
    return row


def _covered(place: Place, now: Sequence[Place], again: Sequence[Target]) -> bool:
    """Say whether a place lies within what is withheld now and what was let go again."""
    if any(_is_whole(one) for one in now):
        return True
    areas, spans = [a for one in now for a in one.areas], _spans(now)
    if _is_whole(place):
        if any(not one.areas and one.start is None for one in again):
            return True
        width, height = place.extent
        if not width:
            return covers_span(spans, (0, height))
        return covers_areas(areas, [Area(0, 0, width, height)])
    areas += [a for one in again for a in one.areas]
    spans += _spans(again)
    if place.areas:
        return covers_areas(areas, place.areas)
    return covers_span(spans, (place.start or 0, place.end or 0))


def _is_whole(place: Place) -> bool:
    return not place.areas and place.start is None


def _spans(places: Sequence[Place] | Sequence[Target]) -> list[tuple[int, int]]:
    return [
        (one.start, one.end)
        for one in places
        if not one.areas and one.start is not None and one.end is not None
    ]


def _strictest(kinds: Sequence[str], guide: Guide) -> WidthPolicy:
    """Return the strictest width policy that the guide has for any of these kinds."""
    rules = [rule_for(kind, guide) for kind in kinds if kind]
    found = {WidthPolicy.EXACT, *(rule.policy for rule in rules if rule is not None)}
    return max(found, key=list(WidthPolicy).index)


def _by_instrument(name: str, place: Place, was: Was, guide: Guide, stands: Standing) -> bool:
    """Say whether a box that answered a hold was lifted by that hold's own instrument since."""
    attached = stands.attached(name, was.seq)
    kinds = [kind.removeprefix("hold.") for kind in place.kinds]
    if not attached or not all(kind.startswith("hold.") for kind in place.kinds):
        return False
    rules = [hold_rule(kind, guide) for kind in kinds]
    return all(rule is not None and attached & set(rule.lifted_by) for rule in rules)


def again(
    one: Lifted,
    verdict: Verdict,
    codes: tuple[str, ...],
    reason: str,
    actor: Actor,
    at: str,
    *,
    policy: WidthPolicy | None = None,
    guide: Guide,
) -> Determination:
    """Return what a person decides again of a lifted place: that it goes out, or is withheld here too.

    A release is said of the place as it was, for this record alone: it takes no box off another that
    has the old file still. Withheld again, it is as wide as ``policy`` has it, or as
    the guide's strictest rule for what it answered. UsageError: nothing is known of the place, or it has
    no place in the file of now to be withheld at.
    """
    if one.place is None:
        raise UsageError(f"{one.id}: the list of what was withheld is lost", one.detail)
    was = one.place
    target = Target(was.sha256, was.page, was.areas, was.start, was.end)
    if verdict is Verdict.WITHHOLD:
        if one.now is None:
            raise UsageError(
                f"{one.id} has no place in the file that took the other's",
                "Withhold it where it stands now (tearline import-decisions), then release this one.",
            )
        target = one.now
    elif verdict is not Verdict.RELEASE:
        raise UsageError(f"{one.id} was withheld and is not now", "Say release or withhold.")
    return Determination(
        target=target,
        verdict=verdict,
        codes=(codes or was.codes) if verdict is Verdict.WITHHOLD else (),
        policy=policy or _strictest(was.kinds, guide),
        acknowledged=was.acknowledged,
        everywhere=False,
        kind=LIFTED + one.record if verdict is Verdict.RELEASE else "",
        reason=reason,
        actor=actor,
        at=at,
    )
