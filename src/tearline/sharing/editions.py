"""An edition for partners: made of the view alone, in every form, and looked over by a second program.

Promises: all forms say the same and are functions of the view, the audience's ids and its edition before;
what did not change keeps its bytes and its time, what is gone stays as a tombstone; the scan runs in a
process of its own on the very bytes, and an edition it finds anything in is not given out. An audience's
edition does not depend on what it may not see, on other audiences, or on when the desk works: the minute it
was made is said by who makes it.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tearline.decisions.partnering import TLPS
from tearline.editions import misp, papers, portioned, stix
from tearline.errors import TearlineError, UsageError, VerificationFailedError
from tearline.model.as_data import to_data
from tearline.model.marking import Tlp
from tearline.model.partner_view import PartnerView, SharedItem
from tearline.model.sharing import Partner
from tearline.sharing import keyed
from tearline.sharing.kept import EMPTY, MISP, OBJECTS, Gone, Kept, State, manifest_of
from tearline.sharing.resting import Resting

WORDS = stix.WORDS | misp.WORDS | papers.WORDS
_CLEAN, _LEAKS = 0, 5
_SCAN_SECONDS = 1800


@dataclass(frozen=True, slots=True)
class Desk:
    """Who makes editions: the name partners know it by, its key, and whether all of it is an exercise."""

    name: str
    key: bytes
    exercise: bool = False


@dataclass(frozen=True, slots=True)
class Prepared:
    """What an audience may have now, and what it had: nothing is written yet.

    ``content``: the hash of what would be signed. ``new``, ``changed`` and ``gone`` are ids of items.
    """

    audience: str
    partners: tuple[Partner, ...]
    items: tuple[SharedItem, ...]
    before: Kept | None
    content: str

    @property
    def guarded(self) -> bool:
        """Whether two persons must sign it: something new in it is RED, or an originator's.

        What they signed before, and less of it, wants no new signature: taking back must not wait.
        """
        was = {one.id: set(one.facts) for one in self.state.items}
        return any(
            one.guarded and not set(one.facts) <= was.get(one.id, set()) for one in self.items
        )

    @property
    def state(self) -> State:
        """What the edition before was made of."""
        return self.before.state if self.before is not None else EMPTY

    def differing(self) -> tuple[list[str], list[str], list[str]]:
        """Return the ids of items that are new, that changed, that are gone since the edition before."""
        was = {one.id: one for one in self.state.items}
        now = {one.id: one for one in self.items}
        new = [item for item in now if item not in was]
        changed = [item for item in now if item in was and now[item] != was[item]]
        return new, changed, [item for item in was if item not in now]


def prepared(resting: Resting, audience: str, before: Kept | None, desk: Desk) -> Prepared:
    """Return what an audience may have now. UsageError: no partner is of that audience."""
    partners = resting.partners.of_audience(audience)
    if not partners:
        raise UsageError(f"no partner is of the audience {audience}", "See `tearline partners`.")
    circle = portioned.circle(audience, partners)
    handle = keyed.handles(desk.key, audience)
    found = portioned.items(resting.register, resting.portions, circle, handle)
    held = before.state if before is not None else EMPTY
    items = _but_paused(found, held, resting.partners.topics(audience))
    signed = [audience, [one.name for one in partners], [to_data(one) for one in items]]
    content = hashlib.sha256(json.dumps(signed, ensure_ascii=False).encode("utf-8")).hexdigest()
    return Prepared(audience, tuple(partners), items, before, content)


def _but_paused(
    found: Iterable[SharedItem], before: State, topics: frozenset[str]
) -> tuple[SharedItem, ...]:
    """Return the items, those of a paused topic with nothing new: what they had and may have now."""
    was = {one.id: one for one in before.items}
    held = list[SharedItem]()
    for one in found:
        types = {fact.value for each in (one, was.get(one.id, one)) for fact in each.of("type")}
        if not topics & types:
            held.append(one)
        elif one.id in was and (less := _less(was[one.id], one)) is not None:
            held.append(less)
    return tuple(held)


def narrowed(one: Prepared) -> Prepared:
    """Return an edition with nothing new in it: what the one before had and the audience may have now.

    So that taking back waits for nothing else: no signature, no look at what is new.
    """
    now = {item.id: item for item in one.items}
    kept = (_less(item, now[item.id]) for item in one.state.items if item.id in now)
    return replace(one, items=tuple(item for item in kept if item is not None))


def _less(was: SharedItem, now: SharedItem) -> SharedItem | None:
    """Return what an item had and may have now, None for nothing."""
    facts = tuple(fact for fact in was.facts if fact in now.facts)
    if not facts:
        return None
    same = tuple(other for other in was.same_as if other in now.same_as)
    return replace(now, facts=facts, tlp=max(fact.tlp for fact in facts), same_as=same)


@dataclass(frozen=True, slots=True)
class Made:
    """An edition in all its forms: its files with their list, and what it was made of."""

    made: str
    files: Mapping[str, bytes]
    state: State
    rows: tuple[dict[str, Any], ...]

    @property
    def manifest(self) -> str:
        """The hash of its list of files."""
        return hashlib.sha256(self.files["edition.json"]).hexdigest()


def made(one: Prepared, desk: Desk, minute: str) -> Made:
    """Return an edition made in a minute (``2031-03-04T09:30:00Z``)."""
    before = one.before.objects if one.before is not None else {}
    revoked = {name for name, row in before.items() if row.get("revoked")}
    ids = keyed.ids(desk.key, one.audience, revoked)
    marking = _marking(one)
    view = PartnerView(
        desk.name, f"{desk.name}: edition", marking, minute, one.items, exercise=desk.exercise
    )
    written = stix.objects(view, ids)
    rows = stix.dated(written, before, minute, ids)
    modified, held = _by_item(written, rows)
    minutes = {item: at.replace(".000Z", "Z") for item, at in modified.items()}
    gone = _gone(one, minute)
    told = tuple((each.handle, each.kind, each.since) for each in gone)
    earlier = one.before.misp if one.before is not None else None
    events = misp.events(view, ids, modified, earlier)
    files: dict[str, bytes] = {
        OBJECTS: stix.lines(rows),
        MISP: (json.dumps(events, ensure_ascii=False) + "\n").encode("utf-8"),
        **papers.tables(view, minutes, told),
        "edition.pdf": papers.sheet(view, minutes, told),
    }
    files["edition.json"] = manifest_of(files, marking.label, minute)
    return Made(minute, files, State(one.items, held, gone), tuple(rows))


def _marking(one: Prepared) -> Tlp:
    """Return an edition's marking: no lower than what it holds, or than what it says is withdrawn."""
    held = [item.tlp for item in one.items]
    before = one.before
    if before is not None and (before.marking in TLPS):
        now = {item.id for item in one.items}
        was = {item.id: item for item in one.state.items}
        same = all(item in one.items for item in was.values() if item.id in now)
        if one.state.gone or set(was) - now or not same or before.tombstones:
            held.append(TLPS[before.marking])
    return max(held, default=portioned.circle(one.audience, one.partners).least)


def _by_item(
    written: Iterable[stix.Made], rows: Iterable[Mapping[str, Any]]
) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Return, by item, the newest time of its objects, and their ids."""
    times = {row["id"]: str(row.get("modified", "")) for row in rows}
    modified, held = dict[str, str](), dict[str, list[str]]()
    for each in written:
        if each.item:
            name = each.row["id"]
            held.setdefault(each.item, []).append(name)
            modified[each.item] = max(modified.get(each.item, ""), times[name])
    return modified, {item: tuple(names) for item, names in held.items()}


def _gone(one: Prepared, minute: str) -> tuple[Gone, ...]:
    """Return what the audience had and has no more, those it was told of before first."""
    now = {item.id for item in one.items}
    told = [each for each in one.state.gone if each.item not in now]
    known = {each.item for each in told}
    new = [
        Gone(item.id, item.handle, item.kind, minute)
        for item in one.state.items
        if item.id not in now and item.id not in known
    ]
    return tuple(sorted((*told, *new), key=lambda each: each.handle))


def put(files: Mapping[str, bytes], folder: Path) -> None:
    """Write an edition's files into a new folder, down to the disk."""
    for name, raw in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as out:
            out.write(raw)
            out.flush()
            os.fsync(out.fileno())


def scanned(folder: Path, hidden: str) -> list[dict[str, Any]]:
    """Have a second program look an edition over; return what it found, nothing where it is clean.

    ``hidden``: the private list; it is written for the scan into a folder of its owner's, and removed.
    TearlineError: the scan itself could not be run, which is never "clean".
    """
    with tempfile.TemporaryDirectory(prefix="tearline-") as private:
        listed = Path(private) / "hidden.json"
        listed.write_text(hidden, "utf-8")
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "tearline_verify.shared",
                str(folder),
                "--hidden",
                str(listed),
                "--json",
            ],
            capture_output=True,
            text=True,
            timeout=_SCAN_SECONDS,
            check=False,
        )
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    leaks = [row for row in rows if row.get("type") == "leak"]
    verdict = any(row.get("type") == "verdict" and row.get("clean") is True for row in rows)
    if done.returncode == _CLEAN and verdict and not leaks:
        return []
    if done.returncode != _LEAKS or not leaks:
        raise TearlineError(
            f"the leak scan did not come to an end ({done.returncode})",
            "Run the same command again.",
        )
    return leaks


def refuse(leaks: list[dict[str, Any]], audience: str) -> None:
    """Refuse an edition that the scan found something in; what was found is told by kind and place alone."""
    if leaks:
        first = leaks[0]
        where = ", ".join(
            str(first[key]) for key in ("what", "check", "file", "place") if first.get(key)
        )
        raise VerificationFailedError(
            f"{len(leaks)} leaks in the edition for {audience}; the first: {where}",
            f"Nothing was put out. `tearline share preview {audience} --to DIR` lists them all.",
        )
