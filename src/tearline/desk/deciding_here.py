"""What a reviewer does on a page: each key or button is one request that appends to the log and answers with
what changed.

Promises: nothing waits in the browser; what was appended is told with the row, the page's counts and one
sentence for those who do not see the page. A page that somebody else holds takes no decision. A decision
that came too late says what stands there now, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import quote

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tearline.decisions.places import Live as Standing_
from tearline.decisions.standing import Standing
from tearline.desk import answers, second_looks
from tearline.desk.access.people import Person, Role
from tearline.desk.access.reads import Read
from tearline.desk.answers import Answer, ConflictError
from tearline.desk.desk import Desk, actor
from tearline.desk.door import REVIEWING, Door, form_of, sent_to, signed_of, text_of
from tearline.desk.places import areas_of, place_in
from tearline.desk.reviewing import Reviewing, Seen
from tearline.desk.rows import Row, place_id
from tearline.desk.sheet import Found, Leaf, Sheet, sheet_of
from tearline.desk.shown import is_partial, page_address
from tearline.errors import UsageError
from tearline.model.decision import Body, Ground, Target, Verdict
from tearline.model.guide import Tier, WidthPolicy

_DONE = {
    Verdict.WITHHOLD: "Withheld",
    Verdict.RELEASE: "Released",
    Verdict.DEFER: "Put off",
    Verdict.REFER: "Referred",
    Verdict.CONSULT: "Sent for consultation",
    Verdict.NON_RESPONSIVE: "Set aside as not responsive",
}

_MOVED, _TAKEN_BACK = "Moved", "Taken back"

Making = Callable[[Sheet, Standing], Sequence[Body]]


class DecidingHere:
    """The changes that a page takes."""

    def __init__(self, desk: Desk, reviewing: Reviewing) -> None:
        """Take the desk, and the page the answers are shown on."""
        self._desk, self._reviewing = desk, reviewing

    def routes(self, door: Door) -> list[Route]:
        """Return the routes."""
        at = "/record/{record}/page/{number:int}"
        made = [
            ("finding/{finding}", self.finding),
            ("place", self.place),
            ("place/{finding}", self.drawn),
            ("place/{finding}/move", self.move),
            ("whole", self.whole),
            ("undo", self.undo),
        ]
        return [door.post(f"{at}/{path}", endpoint, REVIEWING) for path, endpoint in made]

    def finding(self, request: Request) -> Response:
        """Answer one finding."""
        finding, answer = request.path_params["finding"], _answer(request)
        person = signed_of(request).person

        def make(sheet: Sheet, stands: Standing) -> Sequence[Body]:
            guide, case = self._desk.live.guide, sheet.case(finding)
            if case.proposal.tier is Tier.HOLD and answer.verdict is Verdict.RELEASE:
                _check_hold(person, answer)
            live = second_looks.owed(case, person, guide, stands)
            if live is not None:
                return second_looks.view_of(case, answer, live, guide)
            return answers.on_finding(sheet, finding, answer, guide, stands)

        return self._do(request, make, finding, _DONE[answer.verdict], alone=True)

    def place(self, request: Request) -> Response:
        """Withhold, or otherwise decide, a place that was drawn or words that were selected."""
        answer = _answer(request)
        seen = self._reviewing.seen(request)
        place = place_in(seen, text_of(request, "areas"), text_of(request, "span"))

        def make(sheet: Sheet, stands: Standing) -> Sequence[Body]:
            return answers.on_place(
                *(sheet.leaf, place, answer, self._desk.live.guide, stands),
                acknowledged=not form_of(request).get("unacknowledged"),
                everywhere=bool(form_of(request).get("everywhere")),
            )

        return self._do(request, make, "", _DONE[answer.verdict])

    def drawn(self, request: Request) -> Response:
        """Decide a place anew that a person drew before."""
        finding, answer = request.path_params["finding"], _answer(request)
        person, guide = signed_of(request).person, self._desk.live.guide

        def make(sheet: Sheet, stands: Standing) -> Sequence[Body]:
            live = _drawn(sheet, finding)
            second_looks.check_not_owed(live, sheet, person, guide, stands)
            target = live.determination.target
            return answers.on_place(sheet.leaf, target, answer, guide, stands)

        return self._do(request, make, finding, _DONE[answer.verdict])

    def move(self, request: Request) -> Response:
        """Move or resize a withheld box."""
        finding, person = request.path_params["finding"], signed_of(request).person
        areas, guide = areas_of(text_of(request, "areas")), self._desk.live.guide

        def make(sheet: Sheet, stands: Standing) -> Sequence[Body]:
            # Said of every finding alike: a refusal that depends on the first verdict would tell it.
            for case in sheet.cases:
                live = second_looks.owed(case, person, guide, stands)
                if live is not None and finding in (case.id, place_id(live)):
                    second_looks.check_not_owed(live, sheet, person, guide, stands)
            live = _standing_box(sheet, stands, finding)
            return answers.moved(sheet, live, areas, actor(person.name), stands)

        return self._do(request, make, finding, _MOVED)

    def whole(self, request: Request) -> Response:
        """Decide the whole page, or the whole record."""
        record = form_of(request).get("of") == "record"
        answer = _answer(request, "seen_record" if record else "seen_page")

        def make(sheet: Sheet, stands: Standing) -> Sequence[Body]:
            leaf = sheet.leaf
            page = Target(sha256=leaf.file.sha256, page=leaf.local)
            target = Target(record=leaf.record) if record else page
            return answers.on_place(leaf, target, answer, self._desk.live.guide, stands)

        what = "The whole record" if record else "The whole page"
        return self._do(request, make, "", f"{what}: {_DONE[answer.verdict].lower()}")

    def undo(self, request: Request) -> Response:
        """Take back one's own last word on this page."""
        who = signed_of(request).person.name

        def make(sheet: Sheet, stands: Standing) -> Sequence[Body]:
            leaf = sheet.leaf
            lives = [*stands.on_page(leaf.file.sha256, leaf.local)]
            mine = [
                live
                for live in lives
                if live.determination.actor == actor(who)
                and live.determination.reason != answers.TAKEN_BACK
            ]
            if not mine:
                raise UsageError(
                    "you have decided nothing on this page that still stands",
                    "Only one's own last word is taken back; decide anew instead.",
                )
            live = max(mine, key=lambda one: one.seq)
            before = self._desk.live.determination(live.determination.supersedes)
            return answers.taken_back(live, before, actor(who), stands)

        return self._do(request, make, "", _TAKEN_BACK)

    def _do(
        self, request: Request, make: Making, finding: str, done: str, *, alone: bool = False
    ) -> Response:
        """Append what ``make`` says, on the page as it stands then; answer with what changed.

        ``alone``: it asks for that one finding, and for nothing else on the page.
        """
        desk = self._desk
        who = signed_of(request).person.name
        leaf = self._reviewing.leaf(request)
        before = desk.claims.holder(leaf.file.sha256, leaf.local)
        leaf, claim, mine = self._reviewing.held(request)
        if mine and (before is None or before.holder != who):
            # The answer shows what is on the page to somebody who may not have opened it.
            desk.reads.note(who, Read.PAGE, leaf.record, leaf.number)
        if not mine:
            raise ConflictError(
                f"{claim.holder} is working on this page until {claim.until:%H:%M} UTC",
                "Take another page from the queue.",
            )

        collection, guide = desk.live.collection, desk.live.guide
        found = desk.pages.found_on(leaf, guide)
        asked = found.only(finding) if alone else found

        def bodies(stands: Standing) -> Sequence[Body]:
            return make(sheet_of(collection, leaf, guide, stands, asked), stands)

        entries = desk.live.append(bodies)
        mark = entries[-1].hash if entries else ""
        told = done if entries else "That stands already"
        answer = self._changed(request, finding, mark, told, found)
        # The work list follows from the log: it is brought up once the answer is on its way.
        answer.background = BackgroundTask(self._bring_up, leaf, found)
        return answer

    def _bring_up(self, leaf: Leaf, found: Found) -> None:
        desk = self._desk
        with desk.live.reading() as stands:
            desk.work.refresh_page(leaf.file.sha256, leaf.local, stands, found)

    def _changed(
        self, request: Request, finding: str, mark: str, done: str, found: Found
    ) -> Response:
        """Answer with what changed: the row that now stands on the entry ``mark``, or the finding's own."""
        now = self._reviewing.seen(request, found=found)
        standing = next((one.id for one in now.rows if mark and one.seen == mark), "")
        finding = standing or finding
        if not is_partial(request):
            at = page_address(now.leaf.record, now.leaf.number)
            return sent_to(request, f"{at}?finding={quote(finding)}#f-{quote(finding)}")
        row = next((one for one in now.rows if one.id == finding), None)
        every = row is None or row.drawn or done.startswith((_TAKEN_BACK, _MOVED))
        told = {
            "row": row,
            "done": _sentence(row, done, now),
            "all": every,
            "now": row.id if row else "",
        }
        values = self._reviewing.changed(now, None if every else row)
        return self._desk.shown.page(request, "changed.html", values | told)


def _answer(request: Request, seen: str = "seen") -> Answer:
    """Return the verdict of a form. UsageError: it is none."""
    form = form_of(request)
    try:
        verdict = Verdict(str(form.get("verdict", "")))
        policy = WidthPolicy(str(form["policy"])) if form.get("policy") else None
    except ValueError:
        raise UsageError("the form has no verdict", "Open the page again.") from None
    codes = tuple(dict.fromkeys(str(code) for code in form.getlist("code") if code))
    ground = Ground.NOT_PERSONAL if form.get("not_personal") else Ground.NONE
    return Answer(
        verdict,
        codes,
        text_of(request, "reason"),
        actor(signed_of(request).person.name),
        text_of(request, seen),
        ground if verdict is Verdict.RELEASE else Ground.NONE,
        policy,
    )


def _check_hold(who: Person, answer: Answer) -> None:
    """Refuse to set a hold's mark aside to anybody but an officer who says why it is none."""
    if Role.OFFICER not in who.roles:
        raise UsageError(
            "a hold's mark is set aside by an officer, as no hold",
            "Ask one; a hold that is one is lifted by an instrument of its kind.",
        )
    if not answer.reason.strip():
        raise UsageError(
            "a hold's mark is set aside for a reason", "Say why it is no hold (key e)."
        )


def _drawn(sheet: Sheet, finding: str) -> Standing_:
    for live in sheet.drawn:
        if place_id(live) == finding:
            return live
    raise ConflictError(
        "that place has been decided anew since", "It is shown now as it stands; decide again."
    )


def _standing_box(sheet: Sheet, stands: Standing, finding: str) -> Standing_:
    """Return the withheld box of a row: a drawn place's, or the one that answers a finding."""
    for live in stands.on_page(sheet.leaf.file.sha256, sheet.leaf.local):
        case = answers.case_of(sheet, live)
        if finding in (place_id(live), case.id if case else ""):
            return live
    raise UsageError("only a withheld box can be moved", "Withhold it first (key w).")


def _sentence(row: Row | None, done: str, now: Seen) -> str:
    """Return what was done, for the status line: verdict, codes, what is left on the page."""
    left = sum(one.is_open for one in now.rows)
    codes = f", {', '.join(row.codes)}" if row and row.codes else ""
    if row and done == _TAKEN_BACK:
        done = f"{done}: {row.title}, now {row.state}"
    return f"{done}{codes}. {left} left on this page."
