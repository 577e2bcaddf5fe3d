"""Why a finding is one: where it stands, its words, the rule that speaks, what was decided, where else.

Promises: it only looks and takes no lock. A value that may identify somebody is masked, with what
stands around it (see ``findings.masking``), for a person and for a program alike, unless ``show``
takes the masks off. The picture, where asked for, is a file that only its owner can read, written
whole or not at all.

Does not promise that the picture is masked: it is for the desk that asked.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict
from itertools import chain
from pathlib import Path
from typing import Any

from tearline.decisions import deciding, history, superseding, weaker
from tearline.decisions import guide as guides
from tearline.decisions.deciding import Case, Query
from tearline.decisions.standing import Standing
from tearline.decisions.superseding import Lifted
from tearline.engine import Limits
from tearline.errors import UsageError
from tearline.findings import masking
from tearline.model.area import Area
from tearline.model.guide import Check, Guide
from tearline.model.page import Page
from tearline.model.record import MediaType
from tearline.records.crop import crop
from tearline.store import leaves
from tearline.store import schema as t
from tearline.store.catalog import FileRow, FindingRow
from tearline.store.collection import Collection, opened
from tearline.talk import Talk
from tearline.verbs.looking import guide_of, many

SHORTEST_ID = 6  # letters of an id that may stand for the whole
MOST_LISTED = 20  # places listed for a person; a program gets them all


def explain(root: Path, finding_id: str, crop_to: Path | None, show: bool, talk: Talk) -> None:
    """Say all that is known of one finding, by its id or the first letters of it.

    ``crop_to``: where to write a PNG of the place. ``show``: unmask. UsageError for an id that no
    finding has, or more than one, and for a picture of a text file. The id may be that of a box of an
    earlier release that is lifted, or weaker, as `tearline status` lists it.
    """
    with opened(root, write=False) as collection:
        guide = guide_of(collection)
        stands = deciding.standing(collection)
        try:
            row, file = _found(collection, finding_id)
        except UsageError:
            if (one := _box(collection, finding_id, guide, stands)) is None:
                raise
            talk.datum("explanation", one.detail, **_of_box(collection, one, crop_to))
            return
        cases = _cases(collection, row, file, guide, stands)
        page = _page(collection, file, row.finding.page)
        if crop_to is not None:
            _draw(collection, file, page, row.finding.areas, crop_to)
        fields: dict[str, Any] = {
            "id": cases[0].id,
            "records": [case.record for case in cases],
            "page": row.finding.page,
            "sha256": row.sha256,
            "reader": f"{page.reader} {page.version}",
            "source": page.source.value,
            "confidence": page.confidence,
            "kind": row.finding.kind,
            "score": round(row.finding.score, 3),
            "why": row.finding.why,
            "detector": row.finding.detector,
            "version": row.finding.version,
            "start": row.finding.start,
            "end": row.finding.end,
            "areas": [area.as_list() for area in row.finding.areas],
            "words": _words(collection, row, file, page, show=show),
            "masked": masking.masked(row.finding.kind) and not show,
            "rule": _rule(cases[0], guide),
            "decided": cases[0].decided.verdict.value if cases[0].decided else "undecided",
            "history": _history(collection, row, frozenset(case.record for case in cases)),
            "elsewhere": list(_elsewhere(collection, row, stands)),
            "crop": str(crop_to) if crop_to is not None else "",
        }
    talk.datum("explanation", "\n".join(_human(fields)), **fields)


def _found(collection: Collection, wanted: str) -> tuple[FindingRow, FileRow]:
    """Return the one finding whose id begins so, and its file."""
    listing = "`tearline findings` lists them."
    if len(wanted) < SHORTEST_ID:
        raise UsageError(f"'{wanted}' is too short for an id", f"Give {SHORTEST_ID} letters of it.")
    rows: dict[str, FindingRow] = {}
    for row in collection.catalog.findings():
        if (id_ := deciding.finding_id(row)).startswith(wanted):
            rows[id_] = row
    if not rows:
        raise UsageError(f"no finding is called {wanted}", listing)
    if len(rows) > 1:
        raise UsageError(f"{len(rows)} findings begin with {wanted}", "Give more of the id.")
    row = next(iter(rows.values()))
    file = collection.catalog.file(row.sha256)
    if file is None or not collection.catalog.names_of_file(file.id):
        raise UsageError(f"{wanted} belongs to no record", listing)
    return row, file


def _cases(
    collection: Collection, row: FindingRow, file: FileRow, guide: Guide, stands: Standing
) -> list[Case]:
    """Return the finding as it stands in each record its file belongs to."""
    ids = (deciding.finding_id(row),)
    return [
        case
        for name in collection.catalog.names_of_file(file.id)
        for case in deciding.cases(
            collection, Query(record=name, page=row.finding.page, ids=ids), guide, stands
        )
    ]


def _page(collection: Collection, file: FileRow, number: int) -> Page:
    row = next(page for page in collection.catalog.pages(file.id) if page.number == number)
    if not row.blob:
        raise UsageError(f"page {number} is no longer read", "Run `tearline read` and find again.")
    return leaves.unpack_page(collection.blobs.get(row.blob))


# -- a box of an earlier release: no finding, but it has an id and is decided by it --------------


def _box(collection: Collection, wanted: str, guide: Guide, stands: Standing) -> Lifted | None:
    """Return the box whose id begins so, which an earlier release had and the next would not, or not so."""
    if len(wanted) < SHORTEST_ID:
        return None
    every = chain(
        superseding.all_lifted(collection, guide, stands), weaker.every(collection, stands)
    )
    found = {one.id: one for one in every if one.id.startswith(wanted)}
    return next(iter(found.values())) if len(found) == 1 else None


def _of_box(collection: Collection, one: Lifted, crop_to: Path | None) -> dict[str, Any]:
    """Return what is known of such a box; its picture is of where it stood, in the file of now."""
    place, now = one.place, one.now
    file = collection.catalog.file(now.sha256) if now else None
    if crop_to is not None:
        if file is None or now is None:
            raise UsageError("nothing shows where that box stood", "Ask without --crop.")
        _draw(collection, file, _page(collection, file, now.page), now.areas, crop_to)
    return {
        "id": one.id,
        "records": [one.record],
        "page": one.page,
        "sha256": one.sha256,
        "kind": "weaker" if one.detail.startswith("weaker") else "lifted",
        "why": one.detail,
        "codes": list(place.codes) if place else [],
        "answered": [kind for kind in place.kinds if kind] if place else [],
        "policy": place.policy.value if place else "",
        "start": place.start if place else None,
        "end": place.end if place else None,
        "areas": [area.as_list() for area in place.areas] if place else [],
        "crop": str(crop_to) if crop_to is not None else "",
    }


# -- the words and the picture -------------------------------------------------------------------


def _words(
    collection: Collection, row: FindingRow, file: FileRow, page: Page, *, show: bool
) -> dict[str, str] | None:
    """Return the words before, at and after the finding; None where it has none on its page."""
    where = [t.finding.c.page == row.finding.page]
    others = [other.finding for other in collection.catalog.findings(file_id=file.id, where=where)]
    said = masking.passage(page.text, row.finding, others, show=show)
    return asdict(said) if said else None


def _draw(
    collection: Collection, file: FileRow, page: Page, areas: tuple[Area, ...], target: Path
) -> None:
    """Write the picture of the place, whole or not at all, for its owner alone."""
    collection.blobs.check(file.sha256)
    config = collection.config
    data = crop(
        collection.blobs.path(file.sha256),
        MediaType(file.media_type),
        page.number,
        areas,
        turn=page.turn,
        limits=Limits(seconds=config.page_seconds, address_space=config.worker_memory),
    )
    if data is None:
        raise UsageError("the finding stands in a text file, which has no picture", "Ask without.")
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UsageError(
            f"{target} cannot be written ({error.strerror})", "Name another."
        ) from None


# -- the rule, the log, the rest of the collection -----------------------------------------------


def _rule(case: Case, guide: Guide) -> dict[str, Any]:
    """Return what the guide says of this kind, and who checked what it rests on."""
    kind = case.row.finding.kind
    rule = guides.rule_for(kind, guide)
    hold = guides.hold_rule(kind, guide) if guides.is_hold(kind) else None
    codes = [
        {
            "code": exemption.code,
            "title": exemption.title,
            "authority": exemption.authority,
            "from": exemption.effective_from,
            "to": exemption.effective_to,
            "checked": _checked(exemption.check),
        }
        for exemption in guide.exemptions
        if exemption.code in case.proposal.codes
    ]
    return {
        "guide": f"{guide.name} {guide.version}",
        "kind": rule.kind if rule else "",
        "withhold_at": rule.withhold_at if rule else None,
        "review_at": rule.review_at if rule else None,
        "everywhere": case.proposal.everywhere,
        "tier": case.proposal.tier.value,
        "why": case.proposal.why,
        "codes": codes,
        "hold": hold and {
            "title": hold.title,
            "authority": hold.authority,
            "lifted_by": list(hold.lifted_by),
            "checked": _checked(hold.check),
        },
    }  # fmt: skip


def _checked(check: Check | None) -> str:
    return f"{check.by}, {check.on}, against {check.source}" if check else ""


def _history(
    collection: Collection, row: FindingRow, records: frozenset[str]
) -> list[dict[str, Any]]:
    """Return every entry of the log that bears on the finding, in the log's order."""
    with deciding.open_log(collection) as log:
        return [
            asdict(told)
            for told in history.bearing(log.entries(), row.finding, row.sha256, records)
        ]


def _elsewhere(
    collection: Collection, row: FindingRow, stands: Standing
) -> Iterator[dict[str, Any]]:
    """Yield the other places of the same value: record, page, and what was decided there."""
    if not row.value_key:
        return
    same = collection.catalog.findings(where=[t.finding.c.value_key == row.value_key])
    for other in same:
        if other.id == row.id:
            continue
        file = collection.catalog.file(other.sha256)
        for name in collection.catalog.names_of_file(file.id) if file else ():
            decided = stands.decided(other.finding, other.sha256, name)
            yield {
                "id": deciding.finding_id(other),
                "record": name,
                "page": other.finding.page,
                "kind": other.finding.kind,
                "decided": decided.verdict.value if decided else "undecided",
            }


# -- for a person --------------------------------------------------------------------------------


def _human(told: dict[str, Any]) -> Iterator[str]:
    records = ", ".join(told["records"])
    yield f"{told['id']}  {told['kind']} {told['score']:.2f}  {records} p. {told['page']}"
    yield f"file      {told['sha256']}"
    sure = "" if told["confidence"] is None else f", confidence {told['confidence']:.0f}"
    yield f"read by   {told['reader']} ({told['source']}{sure})"
    words = told["words"]
    if words:
        around = f"{words['before']}>>{words['value']}<<{words['after']}"
        yield f"words     …{' '.join(around.split())}…"
    else:
        yield "words     none: it is a place on the page, or lies outside its text"
    if told["masked"]:
        yield "          (masked; --show shows it)"
    yield f"found by  {told['detector']} {told['version']}: {told['why']}"
    yield from _human_rule(told["rule"])
    yield f"decided   {told['decided']}"
    for entry in told["history"]:
        codes = f" {', '.join(entry['codes'])}" if entry["codes"] else ""
        yield (
            f"          {entry['at']} {entry['by']} ({entry['by_kind']}): {entry['what']}{codes} "
            f"of {entry['about']}: {entry['reason']} [entry {entry['entry']}]"
        )
    others = told["elsewhere"]
    yield (
        f"elsewhere {many(len(others), 'place')} with the same value"
        if others
        else ("elsewhere no other place with the same value")
    )
    for other in others[:MOST_LISTED]:
        yield f"          {other['id']}  {other['record']} p. {other['page']} [{other['decided']}]"
    if len(others) > MOST_LISTED:
        yield f"          and {len(others) - MOST_LISTED} more (--json lists them)"
    if told["crop"]:
        yield f"picture   {told['crop']}"


def _human_rule(rule: dict[str, Any]) -> Iterator[str]:
    if rule["kind"]:
        yield (
            f"rule      {rule['guide']}, {rule['kind']}: withhold from {rule['withhold_at']}, "
            f"look from {rule['review_at']}; {rule['why']}"
        )
    else:
        yield f"rule      {rule['why']}"
    everywhere = ", everywhere the value stands" if rule["everywhere"] else ""
    yield f"proposed  {rule['tier']}{everywhere}"
    for code in rule["codes"]:
        dates = f" ({code['from'] or 'always'} to {code['to'] or 'now'})"
        yield f"          {code['code']}, {code['title']}: {code['authority']}{dates}"
        yield (
            f"          checked by {code['checked']}"
            if code["checked"]
            else ("          nobody has checked this row of the guide")
        )
    if rule["hold"]:
        hold = rule["hold"]
        yield f"          {hold['title']}: {hold['authority']}"
        yield f"          lifted by {', '.join(hold['lifted_by']) or 'nothing the guide names'}"
        yield (
            f"          checked by {hold['checked']}"
            if hold["checked"]
            else ("          nobody has checked this row of the guide")
        )
