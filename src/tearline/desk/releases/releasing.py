"""The release officer's page: what would go out, what keeps the rest back, two signatures, the build.

Promises: what is signed is the hash that the build works out again for itself, shown beside what it stands
for; a signature is one person's from their own sign-in, and is void as soon as anything changes that goes
into the release, which the page says; nothing is built that the command line would not build. Working it out
and building take the collection's lock and a thread; the page says how far they are, and goes on.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tearline.decisions import deciding, pointing, signing
from tearline.decisions.reasons import Reason
from tearline.decisions.standing import Standing
from tearline.desk.access.people import Role
from tearline.desk.answers import ConflictError
from tearline.desk.background import Background
from tearline.desk.desk import Desk, actor
from tearline.desk.door import Door, sent_to, signed_of, text_of
from tearline.desk.releases import building, outlook
from tearline.desk.releases.building import Built
from tearline.desk.releases.outlook import Closed, Decided, Marks, Outlook, Why
from tearline.desk.shown import page_address, record_address
from tearline.editions import signable
from tearline.editions.publishing import Order
from tearline.errors import UsageError
from tearline.model.decision import Approval
from tearline.store.queue import Run

OFFICER = frozenset({Role.OFFICER})
LOOKING = frozenset({Role.OFFICER, Role.ADMINISTRATOR})
LISTED = 50
PAST = 20  # earlier releases that are listed

# What each reason wants, in words, for the list of what keeps records back.
WANTED = {
    Reason.HOLD: "an instrument of its own kind",
    Reason.FILE_FAILED: "its file cannot be read",
    Reason.NO_PAGES: "no page was read",
    Reason.NAME: "another name: names are published",
    Reason.UNREAD: "pages that could not be read",
    Reason.UNSEARCHED: "tearline find: pages nobody has searched",
    Reason.UNSWEPT: "a search for what is withheld elsewhere",
    Reason.SIZE: "a page of a size no edition may have",
    Reason.EMPTY: "a look at pages without text",
    Reason.POOR: "a look at pages that were read poorly",
    Reason.AWAITING: "answers that are awaited",
    Reason.UNDECIDED: "findings that nobody has decided",
    Reason.RELEASED_BY_RULE: "a person, where only a rule let go",
    Reason.SECOND: "a second reviewer's view",
    Reason.DISAGREED: "a new decision: two reviewers disagree",
    Reason.OVERRIDE: "signatures for a personal number that goes out",
    Reason.REPEAT: "the same value, withheld elsewhere",
    Reason.COPY: "a look at a copy that has more withheld",
    Reason.LIFTED: "a decision on what an earlier release withheld",
    Reason.CODE: "an exemption that may be cited",
    Reason.WIDTH: "a look at a box that tells more than before",
}


class Releasing:
    """The release page and what it sets going."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk; what was decided is followed from here on."""
        self._desk = desk
        self._looking: Background[Outlook] = Background()
        self._building: Background[Built] = Background()
        with desk.live.reading():
            self._decided = Decided(desk.live.at[0])
            desk.live.follow(self._decided.take)

    def routes(self, door: Door) -> list[Route]:
        """Return the routes."""
        return [
            door.get("/release", self.release, LOOKING),
            door.get("/release/doing", self.doing, LOOKING),
            door.post("/release/look", self.look, LOOKING),
            door.post("/release/sign", self.sign, OFFICER),
            door.post("/release/build", self.build, OFFICER),
            door.post("/release/stop", self.stop, OFFICER),
        ]

    def close(self) -> None:
        """Ask what runs to stop, and wait a little."""
        for one in (self._looking, self._building):
            one.stop()
            one.wait(5)

    @property
    def known(self) -> Outlook | None:
        """What was worked out last, whether or not it still holds."""
        doing = self._looking.doing
        return doing.result if doing else None

    @property
    def fresh(self) -> Outlook | None:
        """What was worked out last, where it still holds."""
        known = self.known
        return known if known is not None and known.marks == self._marks() else None

    def wait(self) -> None:
        """Wait until what runs is done."""
        self._looking.wait()
        self._building.wait()

    def release(self, request: Request) -> Response:
        """Show what would go out, what blocks the rest, who signed, and what was built."""
        desk, asked = self._desk, request.query_params
        with desk.live.reading() as stands:
            past = stands.releases()
            order = self._order(asked.get("audience", ""), asked.get("date", ""))
            found = self._fresh(order)
            signed = self._signed(stands, order, found)
        reason = _reason(asked.get("reason", ""))
        rows, more = found.kept_back(reason, asked.get("after", ""), LISTED) if found else ([], "")
        going, on = found.goes(asked.get("going", ""), LISTED) if found else ([], "")
        audiences = [one for one in desk.live.guide.audiences if not one.closed]
        values = {
            "order": order,
            "audiences": audiences,
            "outlook": found,
            "stale": found is None and self.known is not None,
            "rows": [self._row(one, reason) for one in rows],
            "more": more,
            "going": going,
            "going_on": on,
            "reason": reason,
            "wanted": WANTED,
            "guide": desk.live.guide,
            "name": f"{order.audience}-{order.date}",
            "folder": str(building.releases_folder(desk.live.collection.config)),
            "past": [(seq, one, self._where(one.manifest)) for seq, one in reversed(past[-PAST:])],
            **signed,
            **self._running(request),
        }
        return desk.shown.page(request, "release.html", values)

    def doing(self, request: Request) -> Response:
        """Show how far what runs is: a part of the page."""
        return self._desk.shown.page(request, "release_doing.html", self._running(request))

    def look(self, request: Request) -> Response:
        """Begin to work out what would go out."""
        live, config = self._desk.live, self._desk.live.collection.config
        order = self._asked(request)
        if self._fresh(order) is None:
            decided, guide = self._decided, live.guide

            def work(run: Run) -> Outlook:
                return outlook.worked_out(
                    config.root, order.audience, order.date, guide, decided, run, config.workers
                )

            self._looking.begin("working out what would go out", work)
        return sent_to(request, f"/release?audience={order.audience}&date={order.date}")

    def sign(self, request: Request) -> Response:
        """Sign what was shown, under one's own name; void as soon as anything changes."""
        order, signed = self._asked(request), text_of(request, "signed")
        who = actor(signed_of(request).person.name)

        def make(stands: Standing) -> Sequence[Approval]:
            found = self._fresh(order)
            if found is None or found.signed != signed:
                raise ConflictError(
                    "something has changed since this was worked out",
                    "Have it worked out again, look, and sign what it says then.",
                )
            if not found.goes_out:
                raise UsageError("nothing would go out", "Decide what keeps the records back.")
            theirs = signing.signatures(stands, order.audience, order.date, signed)
            if any(one.actor.name == who.name for one in theirs):
                raise ConflictError(
                    "you have signed this already", "The other signature is another person's."
                )
            return [Approval(order.audience, order.date, signed, who, deciding.now())]

        self._desk.live.append(make)
        return sent_to(request, f"/release?audience={order.audience}&date={order.date}")

    def build(self, request: Request) -> Response:
        """Begin to build; what a build asks for, signatures too, is asked by the build itself."""
        live, config = self._desk.live, self._desk.live.collection.config
        asked = self._asked(request)
        earlier = text_of(request, "earlier") == "1"
        out = building.out_of(config, text_of(request, "name").strip())
        order = Order(asked.audience, asked.date, out, earlier=earlier)
        guide = live.guide

        def work(run: Run) -> Built:
            return building.build(config.root, order, guide, run, config.workers)

        self._building.begin("building the release", work)
        return sent_to(request, f"/release?audience={order.audience}&date={order.date}")

    def stop(self, request: Request) -> Response:
        """Stop what runs at the next place where it can; it goes on when it is begun again."""
        self._looking.stop()
        self._building.stop()
        return sent_to(request, "/release")

    def _asked(self, request: Request) -> Order:
        """Return the audience and the date of a form. UsageError: no such ones."""
        order = Order(
            text_of(request, "audience"),
            text_of(request, "date"),
            self._desk.live.collection.config.root,
        )
        signable.audience_of(order, self._desk.live.guide)
        return order

    def _order(self, audience: str, date: str) -> Order:
        """Return what an address asks for: the first open audience and today by default."""
        guide = self._desk.live.guide
        names = [one.name for one in guide.audiences if not one.closed]
        if not names:
            raise UsageError(
                f"the guide {guide.name} has no open audience", "This version builds for open ones."
            )
        today = self._desk.access.clock().date().isoformat()
        known = self.known
        order = Order(
            audience or (known.audience if known else names[0]),
            date or (known.date if known else today),
            self._desk.live.collection.config.root,
        )
        signable.audience_of(order, guide)
        return order

    def _marks(self) -> Marks:
        live = self._desk.live
        return outlook.marks_of(live.collection, live.guide, self._decided.seq)

    def _fresh(self, order: Order) -> Outlook | None:
        """Return what was worked out for an order where nothing has changed since."""
        found = self.fresh
        if found is None or (found.audience, found.date) != (order.audience, order.date):
            return None
        return found

    def _signed(self, stands: Standing, order: Order, found: Outlook | None) -> dict[str, object]:
        """Return who signed what stands now, and how many signatures are void."""
        given = stands.approvals(order.audience, order.date)
        good = signing.signatures(stands, order.audience, order.date, found.signed) if found else ()
        return {
            "signatures": good,
            "void": len(given)
            - sum(found is not None and one.signed == found.signed for one in given),
            "signatures_wanted": self._desk.live.guide.review.signatures,
        }

    def _running(self, request: Request) -> dict[str, object]:
        officer = Role.OFFICER in signed_of(request).person.roles
        return {
            "looking": self._looking.doing,
            "building": self._building.doing,
            "officer": officer,
        }

    def _where(self, manifest: str) -> str:
        found = building.find(self._desk.live.collection.config, manifest)
        return found.name if found else ""

    def _row(self, one: Closed, reason: Reason | None) -> tuple[Closed, list[tuple[Why, str]]]:
        whys = [why for why in one.whys if reason is None or why.reason is reason]
        return one, [(why, self._link(one.record, why)) for why in whys]

    def _link(self, record: str, why: Why) -> str:
        """Return the page of the desk on which a reason is dealt with."""
        if why.reason is Reason.HOLD:
            return f"/holds?record={record_address(record).removeprefix('/record/')}"
        if why.page is None or not why.sha256:
            return record_address(record)
        collection, before = self._desk.live.collection, 0
        record_id, _ = pointing.resolve(collection, record)
        for file in collection.catalog.files_of(record_id):
            if file.sha256 == why.sha256:
                return page_address(record, before + why.page)
            before += file.pages or 0
        return record_address(record)


def _reason(text: str) -> Reason | None:
    return Reason(text) if text in set(Reason) else None
