"""Preview: a record's edition as its audience would get it, page by page beside the original.

Promises: what is shown is the edition that a release of now would hold, made by the same view and writer, and
drawn from its own file; every picture says on itself that it is a preview. Where the gate would keep the
record back the page says why. What is shown of either is noted first. Who still owes a second look is not
shown the boxes of a page on which a first verdict is kept from them.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from itertools import islice

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tearline.decisions import pointing
from tearline.desk import second_looks
from tearline.desk.access.people import Role
from tearline.desk.access.reads import Read
from tearline.desk.desk import Desk
from tearline.desk.door import REVIEWING, Door, signed_of
from tearline.desk.gate_now import GateNow
from tearline.desk.hands import Hands
from tearline.desk.pictures import MEDIA_TYPE, SMALL, DrawJob, draw
from tearline.desk.previews.file import Made, Planned, Previews, keep, planned
from tearline.desk.previews.in_turn import InTurn
from tearline.desk.sheet import Leaf, leaf_of, page_of, sheet_of
from tearline.desk.shown import record_address
from tearline.editions.pages import read_pages
from tearline.errors import UsageError
from tearline.model.decision import Verdict
from tearline.model.record import MediaType

PATIENCE = 3.0  # seconds that a page waits for its edition, and for the gate
STAMP = "PREVIEW - not a release"
_KEY = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class StampJob:
    """A page of a preview to draw, with the words above it."""

    draw: DrawJob
    words: str


class Previewing:
    """The preview's pages."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk; no worker is started before the first preview."""
        self._desk = desk
        live = desk.live
        self._hands = Hands(live.collection.config)
        self._previews = Previews(live.collection, self._hands)
        self._making: InTurn[Made] = InTurn()
        self._gate = GateNow(live, lambda: desk.access.clock().date().isoformat())

    def routes(self, door: Door) -> list[Route]:
        """Return the routes."""
        at = "/record/{record}/preview"
        return [
            door.get(at, self.preview, REVIEWING),
            door.get(f"{at}/{{key}}/{{number:int}}.webp", self.picture, REVIEWING),
        ]

    def close(self) -> None:
        """Let the workers go."""
        self._making.close()
        self._gate.close()
        self._hands.close()

    def preview(self, request: Request) -> Response:
        """Show a page of the edition beside the original."""
        desk, live = self._desk, self._desk.live
        record_id, name = pointing.resolve(live.collection, request.path_params["record"])
        with live.reading() as stands:
            plan = planned(live.collection, record_id, name, stands)
            whole = stands.record_verdict(name)
            gone = stands.withdrawn(name)
        told, asking = self._gate.told(name, PATIENCE)
        shut = (Verdict.WITHHOLD, Verdict.NON_RESPONSIVE)
        closed = bool(gone) or (whole is not None and whole.verdict in shut)
        values: dict[str, object] = {
            "record": name,
            "address": f"{record_address(name)}/preview",
            "gate": told,
            # What keeps it back may tell a first verdict: "the same value is withheld elsewhere".
            "blind": live.guide.review.blind and Role.SECOND in signed_of(request).person.roles,
            "asking": asking,
            "whole": whole,
            "gone": gone,
            "closed": closed,
            "missing": plan.missing,
            "made": None,
            "doing": None,
        }
        if closed:
            return desk.shown.page(request, "preview.html", values)
        made = self._made(plan)
        if made is None:
            values["doing"] = self._making.doing(plan.key)
            return desk.shown.page(request, "preview.html", values)
        number = _number(request.query_params.get("page", ""), len(made.of))
        return desk.shown.page(
            request, "preview.html", values | self._page(request, plan, made, number)
        )

    def _made(self, plan: Planned) -> Made | None:
        """Return the preview, begun where there is none; it may be a moment until it is there."""
        made = self._previews.made(plan.key)
        if made is not None:
            return made
        doing = self._making.doing(plan.key)
        if doing is None or not doing.failed:
            what = f"the preview of {plan.record}"
            self._making.begin(plan.key, what, lambda run: self._previews.make(plan, run))
            self._making.wait(plan.key, PATIENCE)
        return self._previews.made(plan.key)

    def _page(self, request: Request, plan: Planned, made: Made, number: int) -> dict[str, object]:
        """Return what is shown of a page, once it is written down that it was."""
        live = self._desk.live
        leaf = leaf_of(live.collection, plan.record, made.of[number - 1])
        base = {"made": made, "key": plan.key, "number": number, "leaf": leaf}
        if self._is_hidden(request, leaf):
            return base | {"hidden": True, "page": None, "original": None}
        who = signed_of(request).person.name
        self._desk.reads.note(
            who, Read.PREVIEW, plan.record, leaf.number, f"page {number} of the edition"
        )
        original = None
        if not leaf.row.width:
            self._desk.reads.note(who, Read.TEXT, plan.record, leaf.number, "beside a preview")
            page = page_of(live.collection, leaf)
            original = page.text if page else ""
        shown = next(islice(read_pages(made.pages), number - 1, None))
        return base | {"hidden": False, "page": shown, "original": original}

    def picture(self, request: Request) -> Response:
        """Send the picture of a page of a preview."""
        live, params = self._desk.live, request.path_params
        record_id, name = pointing.resolve(live.collection, params["record"])
        key, number = params["key"], params["number"]
        made = self._previews.made(key) if _KEY.fullmatch(key) else None
        with live.reading() as stands:
            plan = planned(live.collection, record_id, name, stands)
        if made is None or plan.key != key or not 1 <= number <= len(made.of):
            why = "That preview is not there any more, or something was decided since."
            return self._desk.shown.told(request, "There is no such picture", why)
        leaf = leaf_of(live.collection, name, made.of[number - 1])
        if self._is_hidden(request, leaf):
            raise UsageError("your own look at this page comes first", "Give your verdicts on it.")
        who = signed_of(request).person.name
        detail = f"picture of page {number} of the edition"
        self._desk.reads.note(who, Read.PREVIEW, name, leaf.number, detail)
        return Response(self._drawn(made, number), media_type=MEDIA_TYPE)

    def _drawn(self, made: Made, number: int) -> bytes:
        path = made.folder / f"page-{number}.webp"
        try:
            return path.read_bytes()
        except FileNotFoundError:
            pass
        job = StampJob(DrawJob(str(made.pdf), MediaType.PDF, number, SMALL), STAMP)
        data = self._hands.do(draw_stamped, job, f"page {number}")
        keep(path, data)
        return data

    def _is_hidden(self, request: Request, leaf: Leaf) -> bool:
        """Say whether a first verdict on this page is still kept from who asks."""
        live, who = self._desk.live, signed_of(request).person
        with live.reading() as stands:
            sheet = sheet_of(live.collection, leaf, live.guide, stands)
            return second_looks.hides(sheet, who, live.guide, stands)


def draw_stamped(job: StampJob) -> bytes:
    """Draw a page of an edition with a band above it that says what it is (in a worker); WebP."""
    from PIL import Image  # noqa: PLC0415 - for the worker alone

    from tearline.desk.previews.stamping import banded  # noqa: PLC0415

    with Image.open(io.BytesIO(draw(job.draw))) as drawn:
        out = io.BytesIO()
        banded(drawn, job.words).save(out, "WEBP", quality=82, method=2)
    return out.getvalue()


def _number(text: str, most: int) -> int:
    """Return a page's number of an address, the first where it is none."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1  # noqa: PLR2004
    return min(max(number, 1), most)
