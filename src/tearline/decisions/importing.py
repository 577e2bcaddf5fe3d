"""Decisions that come as a file: JSON Lines, one decision a line, checked whole before any is written.

A line names its record by the name or number the desk knows, a page of it, and either places (areas in
1/100 points, or start and end in a text file) or the kind of the findings it answers. What stands already
is not said again, so the same file twice in a row changes nothing; what has been overtaken since is said
anew. The forms are in docs/reference.md.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from tearline.decisions import deciding, whole, withdrawing
from tearline.decisions.deciding import Query, Verdicting
from tearline.decisions.pointing import REMEDY, locate, place_of, resolve
from tearline.decisions.standing import Standing
from tearline.errors import UsageError
from tearline.model.decision import (
    Actor,
    ActorKind,
    Body,
    Determination,
    Ground,
    Hold,
    Instrument,
    Target,
    Verdict,
    Withdrawal,
)
from tearline.model.guide import Guide, WidthPolicy
from tearline.store.collection import Collection

__all__ = ["import_file", "locate", "resolve"]


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every line is read against: the collection, its guide, what the log says now, and the
    folder that paths are taken from.
    """

    collection: Collection
    guide: Guide
    stands: Standing
    folder: Path


def import_file(collection: Collection, path: Path, guide: Guide) -> int:
    """Append every decision of a file that does not stand already; return how many were appended.

    A decision stands where the newest entry on its target says the same. A withholding that was overtaken
    is said again; a release is not: a file imported twice must open nothing that was closed after the first.
    """
    desk = _Desk(collection, guide, deciding.standing(collection), path.parent)
    bodies: list[Body] = []
    said: dict[object, Body] = {}
    for entry in deciding.open_log(collection).entries():
        said[_matter(entry.body)] = _key(entry.body)
    answered: set[tuple[Target, str]] = set()
    for number, line in _lines(path):
        for body in _bodies(desk, f"{path.name}, line {number}", line):
            if isinstance(body, Determination):
                if body.kind and (body.target, body.kind) in answered:
                    continue  # an earlier line of this file has answered that finding
                answered.add((body.target, body.kind))
            bodies.append(body)
    ever = {_key(entry.body) for entry in deciding.open_log(collection).entries()}
    last = {_matter(body): body for body in bodies}
    standing = {m for m, body in last.items() if said.get(m) == _key(body) and _holds(desk, body)}
    new: list[Body] = []
    fresh: set[object] = set()
    for body in bodies:
        matter, key = _matter(body), _key(body)
        same = said.get(matter) == key and (matter in fresh or _holds(desk, body))
        same = same or (key in ever and getattr(body, "verdict", None) is Verdict.RELEASE)
        if matter not in standing and not same:
            new.append(body)
            said[matter] = key
            fresh.add(matter)
    return deciding.append(collection, new)


def _lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{path} cannot be read as UTF-8 text", REMEDY) from None
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            what = getattr(error, "msg", "nested too deep")
            raise UsageError(f"{path.name}, line {number}: {what}", REMEDY) from None
        if not isinstance(value, dict):
            raise UsageError(f"{path.name}, line {number}: not a JSON object", REMEDY)
        yield number, value


def bodies_of(
    collection: Collection,
    guide: Guide,
    stands: Standing,
    folder: Path,
    line: dict[str, Any],
    actor: Actor,
) -> tuple[Body, ...]:
    """Return the bodies of one line that somebody else than a file says, at the desk; ``actor`` says it.

    ``folder`` is where a file that the line names lies. UsageError: the line is not well formed.
    """
    desk = _Desk(collection, guide, stands, folder)
    return tuple(_bodies(desk, "The form", {**line, "actor": actor.name}, actor))


def _bodies(
    desk: _Desk, where: str, line: dict[str, Any], by: Actor | None = None
) -> Iterator[Body]:
    """Yield the bodies one line stands for; ``by``: who says it, else the person that it names."""
    make = _FORMS.get(str(line.get("type")))
    if make is None:
        raise UsageError(f"{where}: type must be one of {', '.join(sorted(_FORMS))}", REMEDY)
    unknown = set(line) - _KEYS[str(line["type"])]
    if unknown:
        raise UsageError(f"{where}: no key is called {min(unknown)}", REMEDY)
    actor = by or Actor(ActorKind.PERSON, _text(where, line, "actor"), "import")
    yield from make(desk, where, line, actor)


def _determinations(desk: _Desk, where: str, line: dict[str, Any], actor: Actor) -> Iterator[Body]:
    record_id, name = resolve(desk.collection, _text(where, line, "record"))
    try:
        verdict = Verdict(str(line.get("verdict")))
    except ValueError:
        raise UsageError(f"{where}: verdict must be one of {', '.join(Verdict)}", REMEDY) from None
    codes = _texts(where, line, "codes")
    deciding.check_codes(codes, desk.guide)
    ground = Ground.NOT_PERSONAL if _flag(where, line, "not_personal", usual=False) else Ground.NONE
    policy = _policy(where, line) if "policy" in line else None
    saying = Verdicting(verdict, codes, _text(where, line, "reason"), actor, ground, policy)
    if "kind" in line:
        yield from _of_kind(desk, line, record_id, name, saying)
        return
    if verdict is Verdict.WITHHOLD and not codes:
        raise UsageError(f"{where}: a withholding needs its codes", REMEDY)
    target = place_of(desk.collection, where, line, record_id, name)
    deciding.check_whole(verdict, is_record=bool(target.record))
    whole.check_answered(target, saying, desk.stands)
    yield Determination(
        target=target,
        verdict=verdict,
        codes=codes,
        policy=policy or WidthPolicy.EXACT,
        acknowledged=_flag(where, line, "acknowledged", usual=True),
        everywhere=_flag(where, line, "everywhere", usual=False),
        kind="",
        reason=saying.reason,
        actor=actor,
        at=deciding.now(),
        supersedes=desk.stands.prior(target, ""),
    )


def _of_kind(
    desk: _Desk, line: dict[str, Any], record_id: int, name: str, saying: Verdicting
) -> Iterator[Body]:
    """Answer every undecided finding of a kind, on one page of a record or on all."""
    deciding.check_whole(saying.verdict, is_record=False)
    kind = str(line["kind"])
    if kind.startswith("hold") and saying.verdict is Verdict.RELEASE:
        raise UsageError(
            "a hold's mark is set aside one by one, never by kind",
            'Decide each by its id: tearline decide ID --verdict release --reason "...".',
        )
    place = locate(desk.collection, record_id, name, line["page"]) if "page" in line else None
    query = Query(record=name, page=place[1] if place else 0, kind=kind, undecided=True)
    cases = [
        case
        for case in deciding.cases(desk.collection, query, desk.guide, desk.stands)
        if place is None or case.row.sha256 == place[0].sha256
    ]
    if saying.verdict is Verdict.RELEASE:
        deciding.check_ground(cases, saying, by_page=place is not None, by_id=False)
    for case in cases:
        yield deciding.determination(case, saying, desk.stands)


def _instrument(desk: _Desk, where: str, line: dict[str, Any], actor: Actor) -> Iterator[Body]:
    names = tuple(resolve(desk.collection, name)[1] for name in _texts(where, line, "records"))
    if not names:
        raise UsageError(f"{where}: an instrument names the records it covers", REMEDY)
    kind = _text(where, line, "kind")
    known = {lifts for hold in desk.guide.holds for lifts in hold.lifted_by}
    if kind not in known:
        raise UsageError(
            f"{where}: no hold of the guide {desk.guide.name} is lifted by an instrument {kind}",
            f"Its instruments are {', '.join(sorted(known))}.",
        )
    try:
        date.fromisoformat(_text(where, line, "date"))
    except ValueError:
        raise UsageError(f"{where}: the date is not YYYY-MM-DD", REMEDY) from None
    yield Instrument(
        records=names,
        kind=kind,
        issuer=_text(where, line, "issuer"),
        docket=_text(where, line, "docket"),
        date=_text(where, line, "date"),
        scope=_text(where, line, "scope"),
        sha256=_instrument_file(desk, where, line),
        actor=actor,
        at=deciding.now(),
    )


def _instrument_file(desk: _Desk, where: str, line: dict[str, Any]) -> str:
    """Keep the instrument's own file as a blob; its path is taken from the decisions' file."""
    path = desk.folder / _text(where, line, "file")
    try:
        return desk.collection.blobs.put_file(path)[0]
    except OSError as error:
        raise UsageError(
            f"{where}: the instrument's file {path.name} cannot be read ({error.strerror})", REMEDY
        ) from None


def _hold(desk: _Desk, where: str, line: dict[str, Any], actor: Actor) -> Iterator[Body]:
    kind = _text(where, line, "kind")
    if kind not in {hold.kind for hold in desk.guide.holds}:
        raise UsageError(f"{where}: the guide {desk.guide.name} has no hold {kind}", REMEDY)
    name = resolve(desk.collection, _text(where, line, "record"))[1]
    yield Hold(name, kind, _text(where, line, "reason"), actor, deciding.now())


def _withdrawal(desk: _Desk, where: str, line: dict[str, Any], actor: Actor) -> Iterator[Body]:
    reason = _text(where, line, "reason")
    withdrawing.check_reason(reason)
    name = withdrawing.name_of(desk.collection, desk.stands, _text(where, line, "record"))
    body = Withdrawal(name, reason, actor, deciding.now())
    yield body
    if "date" in line or "docket" in line:
        docket = _text(where, line, "docket") if "docket" in line else ""
        order = withdrawing.CourtOrder(_text(where, line, "date"), docket)
        yield withdrawing.instrument(order, body)


_KEYS = {
    "determination": {
        *("type", "record", "page", "areas", "start", "end", "kind", "verdict", "codes", "reason"),
        *("actor", "policy", "acknowledged", "everywhere", "not_personal"),
    },
    "instrument": {
        *("type", "records", "kind", "issuer", "docket", "date", "scope", "file", "actor"),
    },
    "hold": {"type", "record", "kind", "reason", "actor"},
    "withdrawal": {"type", "record", "reason", "actor", "date", "docket"},
}
_FORMS: dict[str, Callable[[_Desk, str, dict[str, Any], Actor], Iterator[Body]]] = {
    "determination": _determinations,
    "instrument": _instrument,
    "hold": _hold,
    "withdrawal": _withdrawal,
}


def _policy(where: str, line: dict[str, Any]) -> WidthPolicy:
    try:
        return WidthPolicy(line["policy"])
    except ValueError:
        raise UsageError(f"{where}: policy is one of {', '.join(WidthPolicy)}", REMEDY) from None


def _flag(where: str, line: dict[str, Any], key: str, *, usual: bool) -> bool:
    value = line.get(key, usual)
    if not isinstance(value, bool):
        raise UsageError(f"{where}: {key} is true or false", REMEDY)
    return value


def _texts(where: str, line: dict[str, Any], key: str) -> tuple[str, ...]:
    value = line.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise UsageError(f"{where}: {key} is a list of texts", REMEDY)
    return tuple(value)


def _text(where: str, line: dict[str, Any], key: str) -> str:
    value = line.get(key)
    if not isinstance(value, str) or not value.strip():
        raise UsageError(f"{where}: {key} is missing", REMEDY)
    return value


def _matter(body: Body) -> object:
    """Return what a body is about: of several on one matter, the newest says how it stands.

    A withdrawal and a decision on the whole record are one matter, since a release gives a record back.
    Holds and instruments are never overtaken: each is a matter of its own.
    """
    if isinstance(body, Withdrawal):
        return ("record", body.record)
    if isinstance(body, Determination):
        target = body.target
        return ("record", target.record) if target.record else (target, body.kind)
    return _key(body)


def _holds(desk: _Desk, body: Body) -> bool:
    """Say whether a place is still as its newest entry says: a box that a person moved is not."""
    if not isinstance(body, Determination):
        return True
    return desk.stands.determination(body.target, body.kind) is not None


def _key(body: Body) -> Body:
    """Return what a body says, whenever it was said."""
    if isinstance(body, Determination):
        return replace(body, at="", supersedes="")
    return replace(body, at="")
