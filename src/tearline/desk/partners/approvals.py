"""What waits for a person before or after it goes to partners, on one page; and the ledger.

Promises: a tearline without its second person, an originator's word that is asked for, an edition with RED
in it, a recall that nobody there has acknowledged, a threat to life whose clock runs: each stands here
until it is done. Only officers send.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tearline.decisions import deciding, marking, threats
from tearline.decisions.entering import item_of
from tearline.decisions.partnering import clearance
from tearline.decisions.portions import name_of
from tearline.desk.desk import Desk, actor
from tearline.desk.door import REVIEWING, Door, sent_to, signed_of, text_of
from tearline.desk.partners.here import SharingHere
from tearline.desk.partners.partner_pages import OFFICER
from tearline.editions.portioned import title
from tearline.errors import DecideFirstError, TearlineError, UsageError
from tearline.model.sharing import Tearline, Warned
from tearline.sharing import ledger
from tearline.sharing.editions import Prepared
from tearline.sharing.sending import SIGNERS, Sharing


@dataclass(frozen=True, slots=True)
class Waiting:
    """An audience and what it would get now: by title what is new, changed, gone; who has signed it."""

    one: Prepared
    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    signed: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether there is anything to send."""
        return bool(self.new or self.changed or self.gone)

    @property
    def wanted(self) -> int:
        """How many signatures are still wanted."""
        return max(0, SIGNERS - len(self.signed)) if self.one.guarded else 0


class ApprovalPages:
    """What waits, and the ledger."""

    def __init__(self, desk: Desk, here: SharingHere) -> None:
        """Take the desk and its partners."""
        self._desk, self._here = desk, here

    def routes(self, door: Door) -> list[Route]:
        """Return the routes."""
        return [
            door.get("/approvals", self.page, REVIEWING),
            door.post("/approvals/sign", self.sign),
            door.post("/approvals/send", self.send, OFFICER),
            door.post("/approvals/recall", self.recall, OFFICER),
            door.post("/approvals/originator", self.originator),
            door.post("/approvals/threat", self.threat),
            door.post("/approvals/warned", self.warned),
            door.post("/approvals/waived", self.waived, OFFICER),
            door.get("/ledger", self.ledger, REVIEWING),
        ]

    def page(self, request: Request) -> Response:
        """Show what waits."""
        sharing = self._here.looking()
        resting = self._here.resting
        with sharing.shelf() as shelf:
            chased = list(ledger.chased(sharing, shelf))
        values = {
            "waiting": [self._waiting(sharing, one) for one in resting.partners.audiences()],
            "lines": list(self._lines()),
            "asked": list(self._asked()),
            "chased": chased,
            "running": self._here.running(),
            "ended": [one for one in resting.threats.all() if one.ended is not None],
            "now": self._here.now(),
            "categories": threats.CATEGORIES,
            "register": resting.register,
            "who": signed_of(request).person.name,
            "sent": request.query_params.get("sent", "")[:200],
        }
        return self._desk.shown.page(request, "approvals.html", values)

    def _waiting(self, sharing: Sharing, audience: str) -> Waiting:
        one = sharing.prepared(audience)
        titles = {item.id: title(item) for item in (*one.state.items, *one.items)}
        new, changed, gone = (tuple(titles[item] for item in items) for items in one.differing())
        signed = self._here.resting.partners.signatures(audience, one.content)
        return Waiting(one, new, changed, gone, tuple(signed))

    def _lines(self) -> Iterator[tuple[Tearline, str, str]]:
        resting = self._here.resting
        for item in resting.register.accepted():
            for line in resting.portions.lines(item.id):
                if resting.portions.approval(line) is None:
                    yield line, item.title, marking.quoting(resting.register, line)

    def _asked(self) -> Iterator[tuple[str, str, str, str, str]]:
        """Yield (item, title, portion, originator, partner) for each portion that waits for a word."""
        resting = self._here.resting
        for item in resting.register.accepted():
            for one in item.body.particulars:
                mark = resting.portions.mark(item.id, name_of(one))
                for origin in sorted(mark.orcon):
                    answered = {w.partner for w in resting.portions.answers(item.id, name_of(one))}
                    for partner in resting.partners.everyone():
                        level = clearance(partner).level
                        fits = level is not None and mark.level is not None and mark.level <= level
                        if fits and partner.name not in answered:
                            yield item.id, item.title, name_of(one), origin, partner.name

    def sign(self, request: Request) -> Response:
        """Put one's name to what an audience would get now, as it was shown."""
        with self._here.working() as sharing:
            one = sharing.prepared(text_of(request, "audience", 64))
            if one.content != text_of(request, "content", 64):
                raise UsageError("it has changed since you looked at it", "Open the page again.")
            sharing.sign(one, actor(signed_of(request).person.name))
        return sent_to(request, "/approvals")

    def send(self, request: Request) -> Response:
        """Put an audience's edition out, as it was shown."""
        with self._here.working() as sharing:
            one = sharing.prepared(text_of(request, "audience", 64))
            if one.content != text_of(request, "content", 64):
                raise UsageError("it has changed since you looked at it", "Open the page again.")
            try:
                shared = sharing.send(one, actor(signed_of(request).person.name))
            except DecideFirstError as error:
                raise UsageError(error.message, "Each signs it on this page.") from None
        made = shared.made if shared is not None else "nothing new"
        return sent_to(request, f"/approvals?sent={one.audience}: {made}")

    def recall(self, request: Request) -> Response:
        """Take an item back from every audience, and put that out at once."""
        resting, item = self._here.resting, text_of(request, "item", 64)
        reason = text_of(request, "reason", 300).strip()
        if not reason:
            raise UsageError("a recall has a reason", "Say it in a few words.")
        who, failed = actor(signed_of(request).person.name), list[str]()
        with self._here.working() as sharing:
            said = (reason, who, deciding.now())
            sharing.say(marking.recalled(resting.register, resting.partners, item, "", said))
            for audience in resting.partners.audiences():
                if sharing.last(audience) is not None:
                    try:
                        sharing.take_back(audience, item, who)
                    except TearlineError as error:
                        failed.append(f"{audience}: {error.message}")
        if failed:
            raise UsageError(f"it is recalled, and not yet put out to {failed[0]}", "Send it here.")
        return sent_to(request, f"/register/{item}/portions")

    def originator(self, request: Request) -> Response:
        """Note what an originator answered for a portion and a partner."""
        target = (text_of(request, "item", 64), text_of(request, "portion", 100))
        who = (text_of(request, "origin", 100), text_of(request, "partner", 64))
        answer = text_of(request, "answer", 10)
        if answer not in {"yes", "no"}:
            raise UsageError("an originator says yes or no", "Choose one.")
        said = (
            text_of(request, "reason", 300),
            actor(signed_of(request).person.name),
            deciding.now(),
        )
        self._here.append(
            [
                marking.answered(
                    *(self._here.resting.portions, target, who, said),
                    given=answer == "yes",
                    reference=text_of(request, "reference", 100),
                )
            ]
        )
        return sent_to(request, "/approvals")

    def threat(self, request: Request) -> Response:
        """Start the clock of a threat to life."""
        item = item_of(self._here.resting.register, text_of(request, "item", 64)).id
        try:
            hours = float(text_of(request, "hours", 10))
        except ValueError:
            raise UsageError("those are no hours", "Write 24, or 0.5.") from None
        words = threats.threat(
            *(item, text_of(request, "whom", 300), hours, text_of(request, "reason", 300)),
            *(actor(signed_of(request).person.name), self._here.now()),
        )
        self._here.append([words])
        return sent_to(request, "/approvals")

    def warned(self, request: Request) -> Response:
        """Note that the threatened were warned."""
        clock = self._here.resting.threats.clock(text_of(request, "threat", 40))
        whom, how, text = (text_of(request, one).strip() for one in ("whom", "how", "text"))
        who, now = actor(signed_of(request).person.name), deciding.now()
        words = Warned(clock.threat.threat, whom, "", how, now, text, "", who, now)
        self._here.append([threats.warned(clock, words)])
        return sent_to(request, "/approvals")

    def waived(self, request: Request) -> Response:
        """Note a waiver: an officer's, another than who entered the threat."""
        clock = self._here.resting.threats.clock(text_of(request, "threat", 40))
        said = (text_of(request, "category", 40), text_of(request, "reason", 300))
        who = actor(signed_of(request).person.name)
        self._here.append([threats.waived(clock, *said, who, deciding.now())])
        return sent_to(request, "/approvals")

    def ledger(self, request: Request) -> Response:
        """Show what went where, and what a partner held at a time."""
        sharing, partners = self._here.looking(), self._here.resting.partners
        name, at = (request.query_params.get(one, "")[:64] for one in ("partner", "at"))
        names = sorted(partners.history)
        held = None
        with sharing.shelf() as shelf:
            rows = [
                (one, list(ledger.put(sharing, one, shelf))) for one in names if name in ("", one)
            ]
            if name in names and at:
                held = ledger.held(sharing, name, shelf, _time(at))
        values = {"names": names, "name": name, "at": at, "rows": rows, "held": held}
        return self._desk.shown.page(request, "ledger.html", values)


def _time(said: str) -> datetime:
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        raise UsageError(f"{said!r} is no time", "As 2031-03-04T09:30.") from None
    if len(said) == len("2031-03-04"):
        found = found.replace(hour=23, minute=59, second=59)
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
