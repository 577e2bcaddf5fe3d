"""Pages of the desk about repeats: where the same value stands, and where the same page does.

Promises: what a grouped decision would reach is shown before it is made, place by place with the words around
it, and said by number afterwards. Whoever looks at places on other pages is noted as a reader of each.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tearline.decisions.deciding import Verdicting
from tearline.decisions.standing import Standing
from tearline.desk import same_text
from tearline.desk.access.people import Role
from tearline.desk.access.reads import Read
from tearline.desk.answers import check_reason
from tearline.desk.desk import Desk, actor
from tearline.desk.door import REVIEWING, Door, form_of, sent_to, signed_of, text_of
from tearline.desk.reviewing import exemptions
from tearline.desk.rows import title_of
from tearline.desk.second_looks import hides, is_hidden
from tearline.desk.sheet import Leaf, leaf_of, page_of, sheet_of
from tearline.desk.shown import page_address
from tearline.errors import UsageError
from tearline.model.decision import Body, Verdict
from tearline.model.page import Page

SHOWN = 50  # places with their words, on one page of the preview
AROUND = 60  # code points on each side
_AT = "/record/{record}/page/{number:int}"


class Repeating:
    """The pages about repeats."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    def routes(self, door: Door) -> list[Route]:
        """Return the routes."""
        return [
            door.get(f"{_AT}/finding/{{finding}}/same", self.same, REVIEWING),
            door.post(f"{_AT}/finding/{{finding}}/same", self.decide, REVIEWING),
            door.get(f"{_AT}/copies", self.copies, REVIEWING),
            door.post(f"{_AT}/copies", self.as_there, REVIEWING),
        ]

    def _leaf(self, request: Request) -> Leaf:
        params = request.path_params
        return leaf_of(self._desk.live.collection, params["record"], params["number"])

    def same(self, request: Request) -> Response:
        """Show the places of a finding's value, and what a grouped decision would reach."""
        live, leaf = self._desk.live, self._leaf(request)
        with live.reading() as stands:
            sheet = sheet_of(live.collection, leaf, live.guide, stands)
            case = sheet.case(request.path_params["finding"])
            kind = case.row.finding.kind
            group = same_text.group_of(
                live.collection, case.row.value_key, kind, live.guide, stands
            )
            who = signed_of(request).person
            # What was decided of the value elsewhere tells what was decided of it here.
            blind = any(is_hidden(p.case, who, live.guide, stands) for p in group.places)
        first = _whole_number(request.query_params.get("from", "0"))
        part = group.places[first : first + SHOWN]
        values = {
            "leaf": leaf,
            "case": case,
            "title": title_of(kind),
            "group": group,
            "states": {} if blind else group.states(),
            "blind": blind,
            "undecided": len(group.undecided()),
            "found": self._with_words(request, part),
            "first": first,
            "more": first + SHOWN if first + SHOWN < len(group.places) else 0,
            "codes": exemptions(self._desk),
            "done": request.query_params.get("done", ""),
        }
        return self._desk.shown.page(request, "same.html", values)

    def _with_words(
        self, request: Request, places: Sequence[same_text.Place]
    ) -> list[tuple[same_text.Place, tuple[str, str, str]]]:
        """Return places with the words around them; noted as read before any is shown."""
        who = signed_of(request).person.name
        seen = dict.fromkeys((place.record, place.number) for place in places)
        self._desk.reads.note_all(who, Read.TEXT, ((*one, "") for one in seen))
        pages = {one: self._page(*one) for one in seen}  # each is unpacked once
        return [(place, _around(place, pages[place.record, place.number])) for place in places]

    def _page(self, record: str, number: int) -> Page | None:
        collection = self._desk.live.collection
        return page_of(collection, leaf_of(collection, record, number))

    def decide(self, request: Request) -> Response:
        """Decide every undecided place of a value at once."""
        live, leaf = self._desk.live, self._leaf(request)
        saying = _saying(request)
        finding = request.path_params["finding"]

        def make(stands: Standing) -> tuple[Body, ...]:
            case = sheet_of(live.collection, leaf, live.guide, stands).case(finding)
            kind = case.row.finding.kind
            group = same_text.group_of(
                live.collection, case.row.value_key, kind, live.guide, stands
            )
            if str(len(group.undecided())) != text_of(request, "undecided"):
                raise UsageError(
                    "there are other places now than you were shown", "Look at them, then decide."
                )
            return same_text.decided_together(group, saying, live.guide, stands)

        entries = live.append(make)
        self._touched()
        at = page_address(leaf.record, leaf.number)
        return sent_to(request, f"{at}/finding/{finding}/same?done={len(entries)}")

    def copies(self, request: Request) -> Response:
        """Show the copies of a page, and how each was decided."""
        live, leaf = self._desk.live, self._leaf(request)
        with live.reading() as stands:
            sheet = sheet_of(live.collection, leaf, live.guide, stands)
            found = same_text.copies_of(live.collection, sheet, stands)
            here = stands.withheld(leaf.file.sha256, leaf.local)
            blind = self._hides(request, [sheet.leaf, *map(self._leaf_of, found)], stands)
        values = {
            "leaf": leaf,
            "copies": found,
            "blind": blind,
            "here": len(here),
            "open": len(sheet.open()),
            "done": request.query_params.get("done", ""),
        }
        return self._desk.shown.page(request, "copies.html", values)

    def _leaf_of(self, copy: same_text.Copy) -> Leaf:
        return leaf_of(self._desk.live.collection, copy.record, copy.number)

    def _hides(self, request: Request, leaves: Iterable[Leaf], stands: Standing) -> bool:
        """Say whether anything decided on one of these pages is not shown to who asks yet."""
        live, who = self._desk.live, signed_of(request).person
        if not live.guide.review.blind or Role.SECOND not in who.roles:
            return False
        sheets = (sheet_of(live.collection, leaf, live.guide, stands) for leaf in leaves)
        return any(hides(sheet, who, live.guide, stands) for sheet in sheets)

    def as_there(self, request: Request) -> Response:
        """Decide what is open here as it was decided on a copy."""
        live, leaf = self._desk.live, self._leaf(request)
        there = leaf_of(
            live.collection, text_of(request, "record"), _whole_number(text_of(request, "page"))
        )
        reason = text_of(request, "reason") or f"as on {there.record}, page {there.number}"
        check_reason(reason)
        saying = Verdicting(Verdict.WITHHOLD, (), reason, actor(signed_of(request).person.name))

        def make(stands: Standing) -> tuple[Body, ...]:
            if self._hides(request, [leaf, there], stands):
                raise UsageError(
                    "what was decided there is not shown to you yet",
                    "Give your own views on both pages first.",
                )
            here = sheet_of(live.collection, leaf, live.guide, stands)
            other = sheet_of(live.collection, there, live.guide, stands)
            return same_text.decided_as_there(here, other, saying, live.guide, stands)

        entries = live.append(make)
        self._touched()
        return sent_to(
            request, f"{page_address(leaf.record, leaf.number)}/copies?done={len(entries)}"
        )

    def _touched(self) -> None:
        with self._desk.live.reading() as stands:
            self._desk.work.refresh(stands)


def _around(place: same_text.Place, page: Page | None) -> tuple[str, str, str]:
    """Return the words before, at and after a place."""
    finding = place.case.row.finding
    if page is None or finding.start is None or finding.end is None:
        return ("", "", "")
    start, end = finding.start, finding.end
    cuts = ((max(0, start - AROUND), start), (start, end), (end, end + AROUND))
    before, said, after = (" ".join(page.text[a:b].split()) for a, b in cuts)
    return before, said, after


def _saying(request: Request) -> Verdicting:
    form = form_of(request)
    try:
        verdict = Verdict(str(form.get("verdict", "")))
    except ValueError:
        raise UsageError("the form has no verdict", "Open the page again.") from None
    reason = text_of(request, "reason")
    check_reason(reason)
    codes = tuple(dict.fromkeys(str(code) for code in form.getlist("code") if code))
    return Verdicting(verdict, codes, reason, actor(signed_of(request).person.name))


def _whole_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004
