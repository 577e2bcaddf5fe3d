"""What a desk does about partners: put an edition out, pause, resume. Each is an entry of the log.

Promises: nothing is put out that the leak scan did not find clean, or that two persons have not signed
where RED or an originator's word is in it. An edition is on the desk's disk before the log says it was put
out, and in the log before a partner can fetch it; killed anywhere between, the same command ends what was
begun. A partner that is paused gets nothing, also nothing that was on its way; what is recalled becomes a
tombstone.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tearline.decisions.partnering import SIGNING
from tearline.editions import stix
from tearline.editions.portioned import title
from tearline.errors import DecideFirstError, UsageError, VerificationFailedError
from tearline.model.decision import Actor, Approval, Body, Pause
from tearline.model.partner_view import SharedItem
from tearline.model.sharing import Partner, Shared
from tearline.sharing import editions, kept, keyed, withholding
from tearline.sharing.editions import Desk, Made, Prepared
from tearline.sharing.kept import Kept
from tearline.sharing.resting import Resting
from tearline.sharing.taxii.shelf import Shelf

SIGNERS = 2
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Private:
    """What the desk's own things are called, and what else must not go out: for the leak scan alone."""

    names: tuple[str, ...] = ()
    canaries: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()


class Sharing:
    """A desk's partners: its collection's folder, its log, the shelf that partners fetch from."""

    def __init__(
        self,
        root: Path,
        resting: Resting,
        append: Callable[[Sequence[Body]], object],
        shelf: Path,
        desk: Desk,
        *,
        private: Private | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Take what is open.

        ``append`` writes bodies to the log, after which ``resting`` says what they say; ``shelf`` is the
        shelf's file, made when a first partner needs it.
        """
        self._root, self._append, self._shelf_file = root, append, shelf
        self.desk, self._private, self._clock = desk, private or Private(), clock
        self.resting = resting
        self._kept: dict[str, Kept] = {}  # by manifest: an edition that was put out does not change

    def say(self, *bodies: Body) -> None:
        """Append what was decided: all of it or nothing."""
        self._append(bodies)

    def now(self) -> str:
        """Return the time as the log has it."""
        return self._clock().astimezone(UTC).isoformat(timespec="seconds")

    def shelf(self) -> Shelf:
        """Open the shelf, made where there is none."""
        if not self._shelf_file.exists():
            self._shelf_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            return Shelf.create(self._shelf_file)
        return Shelf.open(self._shelf_file)

    def take_in(self, partner: Partner, password: str | None) -> None:
        """Enter a partner, or change one; a new one may sign in to the shelf from now on.

        UsageError: the password would be guessed, or the login is somebody's who has ended.
        """
        every = self.resting.partners.shared(partner=partner.name)
        if (
            every
            and every[-1][1].audience != partner.audience
            and any(one.audience == partner.audience for _, one in every)
        ):
            raise UsageError(
                f"{partner.name} has been of {partner.audience} before: what it had is revoked for good",
                "Give the audience another name.",
            )
        with self.shelf() as shelf:
            if not shelf.knows(partner.name):
                shelf.add_partner(partner.name, password, f"Edition of {self.desk.name}")
            elif password is not None:
                shelf.set_password(partner.name, password)
        self.say(partner)

    def let_go(self, partner: Partner) -> None:
        """End a partner: nothing can be fetched any more. ``partner`` is the entry that says so.

        The shelf first: killed in between, the door is shut, and the same command writes the entry.
        """
        with self.shelf() as shelf:
            if shelf.knows(partner.name):
                shelf.remove_partner(partner.name)
        self.say(partner)

    def last(self, audience: str) -> Kept | None:
        """Return the edition that was last put out to an audience, None where there was none."""
        found = self.resting.partners.shared(audience=audience)
        return self.kept(found[-1][1]) if found else None

    def kept(self, shared: Shared) -> Kept:
        """Return an edition as it was put out. UsageError: its files are lost or were changed."""
        if shared.manifest not in self._kept:
            place = kept.place(self._root, shared.audience, shared.made)
            self._kept[shared.manifest] = Kept(*place, shared.manifest)
        return self._kept[shared.manifest]

    def prepared(self, audience: str) -> Prepared:
        """Return what an audience may have now, beside what it had."""
        return editions.prepared(self.resting, audience, self.last(audience), self.desk)

    def minute(self, one: Prepared | None, said: str = "") -> str:
        """Return the minute an edition is made in: the one said, or now; after all its partners were given.

        UsageError: what was said is no minute, or is not after those.
        """
        if said:
            try:
                moment = datetime.fromisoformat(said).astimezone(UTC)
            except ValueError:
                raise UsageError(f"{said!r} is no time", "As 2031-03-04T09:30:00Z.") from None
        else:
            moment = self._clock().astimezone(UTC)
        moment = moment.replace(second=0, microsecond=0)
        shared = self.resting.partners.shared
        given = [
            each.made
            for partner in (one.partners if one else ())
            for _, each in shared(partner.name)
        ]
        given += [one.before.made] if one is not None and one.before is not None else []
        if given:
            last = max(given)
            if said and moment <= datetime.fromisoformat(last):
                raise UsageError(f"the edition before was made at {last}", "Say a later minute.")
            moment = max(moment, datetime.fromisoformat(last) + _MINUTE)
        return moment.strftime("%Y-%m-%dT%H:%M:00Z")

    def preview(self, one: Prepared, folder: Path, minute: str) -> list[dict[str, object]]:
        """Write an edition into a new folder and return what the leak scan finds in it; nothing goes out.

        UsageError: the folder is there already.
        """
        if folder.exists():
            raise UsageError(f"{folder} is there already", "Name a new folder.")
        edition = editions.made(one, self.desk, minute)
        editions.put(edition.files, folder)
        return [dict(leak) for leak in editions.scanned(folder, self._hidden(one))]

    def sign(self, one: Prepared, actor: Actor) -> Approval:
        """Put a name to what an audience may have now. UsageError: the person has signed it already."""
        if actor.name in self.resting.partners.signatures(one.audience, one.content):
            raise UsageError(f"{actor.name} has signed that", "Another person signs it next.")
        signed = Approval(SIGNING + one.audience, self.now()[:10], one.content, actor, self.now())
        self.say(signed)
        return signed

    def send(self, one: Prepared, actor: Actor, said: str = "") -> Shared | None:
        """Put an edition out; None where nothing changed since the one before.

        DecideFirstError: two persons must sign it first. VerificationFailedError: the scan found something.
        """
        signatures = self.resting.partners.signatures(one.audience, one.content)
        if one.guarded and len(signatures) < SIGNERS:
            raise DecideFirstError(
                f"two persons sign what is RED or an originator's; {len(signatures)} has signed"
                if signatures
                else "two persons sign what is RED or an originator's; nobody has signed",
                f"Each runs `tearline share approve {one.audience}` under their own login.",
            )
        minute = self.minute(one, said)
        edition = editions.made(one, self.desk, minute)
        if one.before is not None and self._same(one, edition):
            self.deliver(one.audience)
            return None
        self._keep(one, edition)
        shared = Shared(
            *(one.audience, tuple(each.name for each in one.partners), minute, edition.manifest),
            *(one.content, tuple(signatures) if one.guarded else (), actor, self.now()),
        )
        self.say(shared)
        self.deliver(one.audience)
        return shared

    def take_back(self, audience: str, item: str, actor: Actor) -> Shared | None:
        """Put out what an audience loses, and nothing new: it waits for no signature.

        VerificationFailedError: the scan found something in what is left; then the item is off the shelf
        all the same, and only its tombstones wait.
        """
        one = editions.narrowed(self.prepared(audience))
        try:
            return self.send(one, actor)
        except VerificationFailedError:
            ids = one.state.ids.get(item, ())
            with self.shelf() as shelf:
                for each in one.partners:
                    shelf.withdraw(each.name, ids, self._clock())
            raise

    def _same(self, one: Prepared, edition: Made) -> bool:
        """Say whether partners and objects are those of the edition before."""
        found = self.resting.partners.shared(audience=one.audience)
        names = tuple(each.name for each in one.partners)
        before = one.before.objects if one.before is not None else {}
        return found[-1][1].partners == names and before == {row["id"]: row for row in edition.rows}

    def _keep(self, one: Prepared, edition: Made) -> None:
        """Write an edition aside, have it looked over, and put it in its place: whole or not at all."""
        folder, state = kept.place(self._root, one.audience, edition.made)
        part = folder.with_name(folder.name + ".part")
        for left in (part, folder):  # of a run that was killed before the log knew of it
            shutil.rmtree(left, ignore_errors=True)
        part.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            editions.put(edition.files, part)
            editions.refuse(editions.scanned(part, self._hidden(one)), one.audience)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        state.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with state.open("w", encoding="utf-8") as out:
            out.write(edition.state.to_json())
            out.flush()
            os.fsync(out.fileno())
        part.rename(folder)

    def _hidden(self, one: Prepared) -> str:
        return self.withheld(one.audience, one.items)

    def withheld(self, of: str, items: Sequence[SharedItem] = ()) -> str:
        """Return what must not stand in what an audience gets, beside these items of its view."""
        others = (
            found
            for audience in self.resting.partners.audiences()
            if audience != of and (found := self.last(audience)) is not None
        )
        ids = {name for found in others for held in found.state.ids.values() for name in held}
        return withholding.listed(
            *(self.resting, items, of),
            names=self._private.names,
            ids=ids,
            canaries=self._private.canaries,
            hosts=self._private.hosts,
            vocabulary=editions.WORDS,
        )

    def deliver(self, audience: str) -> None:
        """Put an audience's last edition on the shelf for each partner; done again, it does nothing."""
        found = self.resting.partners.shared(audience=audience)
        if not found:
            return
        shared = found[-1][1]
        rows = list(self.kept(shared).objects.values())
        at = datetime.fromisoformat(shared.made)
        with self.shelf() as shelf:
            for name in shared.partners:
                partner = self.resting.partners.partner(name)
                if partner is not None and not partner.ended and partner.audience == audience:
                    pause = self.resting.partners.paused(name)
                    if pause is not None and not shelf.is_paused(name):
                        shelf.pause(name, f"Sharing is paused until {pause.review_on} at least.")
                    left = self._left_behind(name, audience, {row["id"] for row in rows})
                    shelf.publish(name, [*rows, *left], at, replace=True)

    def _left_behind(self, name: str, audience: str, now: set[str]) -> list[dict[str, object]]:
        """Return tombstones of what a partner had in another audience than the one it is of now."""
        every = self.resting.partners.shared(partner=name)
        earlier = {one.audience: one for _, one in every if one.audience != audience}
        since = next((one.made for _, one in every if one.audience == audience), "")
        rows = list[dict[str, object]]()
        for one in earlier.values():
            had = {key: row for key, row in self.kept(one).objects.items() if key not in now}
            ids = keyed.ids(self.desk.key, one.audience)
            rows += stix.dated((), had, since, ids)
        return rows

    def pause(self, words: Pause, told: str) -> None:
        """Pause a partner, or a topic for an audience; ``told`` is what the partner reads.

        The shelf first: killed in between, nothing leaves, and the same command writes the entry.
        """
        if not words.topic:
            with self.shelf() as shelf:
                shelf.pause(words.audience, told)
        self.say(words)

    def is_stopped(self, partner: str) -> bool:
        """Say whether nothing is handed to a partner, by the log or by the shelf."""
        with self.shelf() as shelf:
            return self.resting.partners.paused(partner) is not None or shelf.is_paused(partner)

    def resume(self, words: Pause) -> int:
        """Go on; return how many objects a partner gets now that it did not get meanwhile."""
        self.say(words)
        if words.topic:
            return 0
        with self.shelf() as shelf:
            return shelf.resume(words.audience).count

    def missed(self, partner: Partner) -> Iterable[tuple[str, str]]:
        """Yield (what happened, title) for each item that changed for a partner since it was paused."""
        pause = self.resting.partners.paused(partner.name)
        now = self.last(partner.audience)
        if pause is None or now is None:
            return
        shared = self.resting.partners.shared(audience=partner.audience)
        since = self.resting.partners.since(partner.name)
        earlier = [one for entry, one in shared if entry < since]
        was = {one.id: one for one in self.kept(earlier[-1]).state.items} if earlier else {}
        for item in now.state.items:
            if item.id not in was:
                yield "new", title(item)
            elif was[item.id] != item:
                yield "changed", title(item)
        held = {item.id for item in now.state.items}
        for name, item in was.items():
            if name not in held:
                yield "withdrawn", title(item)
