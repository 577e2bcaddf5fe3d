"""An item's portions at the desk: each with its marking, its tearlines, and who may see it.

Promises: a portion is marked, a tearline written, approved or taken away by an entry of the log; who may
see a portion is said partner by partner, as an edition would have it; a tearline that quotes what is above
it shows the words to who approves it.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tearline.decisions import deciding, marking
from tearline.decisions.entering import item_of
from tearline.decisions.partnering import TLPS, clearance
from tearline.decisions.portions import mark_of, name_of
from tearline.desk.desk import Desk, actor
from tearline.desk.door import REVIEWING, Door, form_of, sent_to, signed_of, text_of
from tearline.desk.partners.here import SharingHere
from tearline.editions.portioned import STAYS
from tearline.errors import UsageError
from tearline.model.decision import Actor, Particular
from tearline.model.marking import Mark
from tearline.model.register import PARTICULARS, Kind
from tearline.model.sharing import SAME_AS, Tearline


@dataclass(frozen=True, slots=True)
class Line:
    """A tearline: itself, whether it is approved and by whom, the words it quotes, who may see it."""

    line: Tearline
    approved: str
    quotes: str
    seen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Portion:
    """A portion: its name and label, the particular, its marking, who may see it, its tearlines."""

    name: str
    label: str
    said: Particular
    stays: bool
    marking: str
    seen: tuple[str, ...]
    lines: tuple[Line, ...]


class PortionPages:
    """The portions of an item."""

    def __init__(self, desk: Desk, here: SharingHere) -> None:
        """Take the desk and its partners."""
        self._desk, self._here = desk, here

    def routes(self, door: Door) -> list[Route]:
        """Return the routes; they stand before those of single items."""
        at = "/register/{item}/portions"
        return [
            door.get(at, self.page, REVIEWING),
            door.post(f"{at}/mark", self.mark),
            door.post(f"{at}/tear", self.tear),
            door.post(f"{at}/approve", self.approve),
            door.post(f"{at}/off", self.off),
        ]

    def page(self, request: Request) -> Response:
        """Show an item's portions."""
        resting = self._here.resting
        item = item_of(resting.register, request.path_params["item"])
        kind = Kind(item.body.kind)
        portions = [self._portion(item.id, kind, one) for one in item.body.particulars]
        for other in item.body.gathers:
            same = marking.words_of(resting.register, item.id, SAME_AS + other)
            portions.append(
                self._of(item.id, SAME_AS + other, "The same thing as", same, stays=False)
            )
        values = {
            "item": item,
            "portions": portions,
            "stale": [
                self._line(one)
                for one in resting.portions.lines(item.id)
                if one.above not in {each.name for each in portions}
            ],
            "tlps": list(TLPS),
            "partners": resting.partners.everyone(),
            "who_is": signed_of(request).person.name,
        }
        return self._desk.shown.page(request, "portions.html", values)

    def _portion(self, item: str, kind: Kind, one: Particular) -> Portion:
        label = PARTICULARS[kind][one.name].label if one.name in PARTICULARS[kind] else one.name
        return self._of(item, name_of(one), label, one, stays=one.name in STAYS)

    def _of(self, item: str, name: str, label: str, said: Particular, *, stays: bool) -> Portion:
        portions = self._here.resting.portions
        mark = portions.said(item, name)
        lines = tuple(self._line(one) for one in portions.lines(item) if one.above == name)
        seen = () if stays else self._seen(item, name, portions.mark(item, name))
        shown = mark.marking if mark is not None else ""
        if mark is not None and mark.named:
            shown = f"{shown} for {', '.join(mark.named)}"
        return Portion(name, label, said, stays, shown, seen, lines)

    def _line(self, line: Tearline) -> Line:
        resting = self._here.resting
        approval = resting.portions.approval(line)
        mark = mark_of(line.marking, line.named, line.origin)
        return Line(
            line,
            approval.actor.name if approval is not None else "",
            marking.quoting(resting.register, line),
            self._seen(line.item, line.line, mark) if approval is not None else (),
        )

    def _seen(self, item: str, name: str, mark: Mark) -> tuple[str, ...]:
        resting = self._here.resting
        return tuple(
            one.name
            for one in resting.partners.everyone()
            if resting.portions.may_see(item, name, mark, [clearance(one)])
        )

    def _said(self, request: Request) -> tuple[str, Actor, str]:
        who = actor(signed_of(request).person.name)
        return text_of(request, "reason", 300), who, deciding.now()

    def _back(self, request: Request) -> Response:
        return sent_to(request, f"/register/{request.path_params['item']}/portions")

    def mark(self, request: Request) -> Response:
        """Give the portions that were ticked one marking."""
        resting, item = self._here.resting, request.path_params["item"]
        names = [str(one) for one in form_of(request).getlist("portion")]
        if not names:
            raise UsageError("no portion was ticked", "Tick those that the marking is for.")
        said = text_of(request, "marking", 200).strip()
        named = [str(one) for one in form_of(request).getlist("named")]
        red = said.upper().startswith("TLP:RED")
        origin = text_of(request, "origin", 100).strip()
        self._here.append(
            [
                marking.marked(
                    *(resting.register, resting.partners, (item, name), said, self._said(request)),
                    named=named if red else (),
                    origin=origin,
                )
                for name in dict.fromkeys(names)
            ]
        )
        return self._back(request)

    def tear(self, request: Request) -> Response:
        """Write a tearline for a portion."""
        resting, item = self._here.resting, request.path_params["item"]
        above = text_of(request, "above", 100)
        source = marking.words_of(resting.register, item, above)
        words = Particular(
            source.name,
            text_of(request, "text"),
            source.state if text_of(request, "state", 10) else "",
            text_of(request, "by", 300).strip(),
            text_of(request, "on", 30).strip(),
            (),
        )
        self._here.append(
            [
                marking.torn(
                    *(resting.register, resting.partners, (item, above), words),
                    *(text_of(request, "marking", 200), self._said(request)),
                )
            ]
        )
        return self._back(request)

    def approve(self, request: Request) -> Response:
        """Approve somebody else's tearline."""
        resting, item = self._here.resting, request.path_params["item"]
        self._here.append(
            [
                marking.approved(
                    *(resting.register, resting.portions, (item, text_of(request, "line", 40))),
                    self._said(request),
                    quotes=bool(text_of(request, "quotes", 10)),
                )
            ]
        )
        return self._back(request)

    def off(self, request: Request) -> Response:
        """Take a tearline away."""
        item = request.path_params["item"]
        line = self._here.resting.portions.line(item, text_of(request, "line", 40))
        if line is None:
            raise UsageError("there is no such tearline", "Open the item again.")
        self._here.append([marking.torn_off(line, self._said(request))])
        return self._back(request)
