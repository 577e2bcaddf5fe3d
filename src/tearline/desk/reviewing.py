"""The page of the desk: a record's page beside its findings, each with what the guide says and who decided.

Promises: whoever opens it is noted before it is sent, and holds the page for a while, so that two never work
it unknowingly; who comes second sees whose it is and until when, and decides nothing. It works without a
script: every button is a form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import islice
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tearline.decisions.guide import in_force
from tearline.desk.access.claims import Claim
from tearline.desk.access.people import Role
from tearline.desk.access.reads import Read
from tearline.desk.desk import Desk
from tearline.desk.door import REVIEWING, Door, sent_to, signed_of, text_of
from tearline.desk.note_pages import noted
from tearline.desk.pictures import LARGE, MEDIA_TYPE, SMALL
from tearline.desk.rows import Row, counts, rows_of
from tearline.desk.same_text import copies_of, counts_of
from tearline.desk.second_looks import hides, looked_by
from tearline.desk.sheet import Found, Leaf, Sheet, leaf_of, page_of, sheet_of
from tearline.desk.shown import page_address
from tearline.desk.texts import Piece, pieces_of
from tearline.errors import UsageError
from tearline.model.guide import Exemption
from tearline.model.page import Page

CLAIM_MINUTES = 15
OFFICER = frozenset({Role.OFFICER})
KEYS = 9  # exemptions that have a digit
MOST_OF = 500  # characters of the filters that an address carries along
MOST_WORDS = 6000  # words of a page that can be selected one by one


@dataclass(frozen=True, slots=True)
class Seen:
    """A page as it is shown: where, what stands on it, its rows, and who holds it."""

    leaf: Leaf
    sheet: Sheet
    page: Page | None
    rows: tuple[Row, ...]
    claim: Claim
    mine: bool


class Reviewing:
    """The page, its picture, and the way to the next one."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    def routes(self, door: Door) -> list[Route]:
        """Return the routes."""
        at = "/record/{record}/page/{number:int}"
        return [
            door.get(at, self.page),
            door.get(f"{at}/picture/{{dpi:int}}.webp", self.picture),
            door.get(f"{at}/words", self.words),
            door.post(f"{at}/let-go", self.let_go, REVIEWING),
            door.post(f"{at}/take", self.take, OFFICER),
        ]

    def page(self, request: Request) -> Response:
        """Show a page; it is claimed for who asks, where nobody else has it."""
        seen = self.seen(request, Read.PAGE)
        who = signed_of(request).person
        with self._desk.live.reading() as stands:
            blind = hides(seen.sheet, who, self._desk.live.guide, stands)
        notes = self._desk.notes.of(seen.leaf.record, seen.leaf.number)
        values = self.values(seen) | {
            "chosen": request.query_params.get("finding", ""),
            "of": dict(parse_qsl(request.query_params.get("of", "")[:MOST_OF])),
            "noted": noted(notes, who, blind=blind),
            "officer": Role.OFFICER in who.roles,
        }
        return self._desk.shown.page(request, "page.html", values)

    def picture(self, request: Request) -> Response:
        """Send a page's picture."""
        leaf = self.leaf(request)
        dpi = request.path_params["dpi"]
        if dpi not in (SMALL, LARGE):
            raise UsageError(f"no picture has {dpi} dpi", f"There are {SMALL} and {LARGE}.")
        data = self._desk.pictures.of(leaf, dpi)
        if data is None:
            why = "A text file has no picture."
            return self._desk.shown.told(request, "There is no picture", why)
        who = signed_of(request).person.name
        self._desk.reads.note(who, Read.IMAGE, leaf.record, leaf.number)
        return Response(data, media_type=MEDIA_TYPE)

    def words(self, request: Request) -> Response:
        """Send the words' places for selecting them: no text, a line of numbers a word.

        A line is where the word begins and ends (code points), and its box where the page has pixels.
        """
        leaf = self.leaf(request)
        self._desk.reads.note(signed_of(request).person.name, Read.TEXT, leaf.record, leaf.number)
        page = page_of(self._desk.live.collection, leaf)
        lines = [" ".join(map(str, numbers)) for numbers in _places_of(page)] if page else []
        return Response("\n".join(lines), media_type="text/plain")

    def let_go(self, request: Request) -> Response:
        """Give a page back to the queue."""
        leaf = self.leaf(request)
        who = signed_of(request).person.name
        self._desk.claims.let_go(leaf.file.sha256, leaf.local, who)
        return sent_to(request, "/queue")

    def take(self, request: Request) -> Response:
        """Take a page from somebody who has left it."""
        leaf, who = self.leaf(request), signed_of(request).person.name
        reason = text_of(request, "reason")
        self._desk.claims.force(leaf.file.sha256, leaf.local, who, reason, CLAIM_MINUTES)
        return sent_to(request, page_address(leaf.record, leaf.number))

    def leaf(self, request: Request) -> Leaf:
        """Return the page that a request names."""
        found: Leaf | None = getattr(request.state, "leaf", None)  # asked often in one request
        if found is None:
            record, number = request.path_params["record"], request.path_params["number"]
            found = request.state.leaf = leaf_of(self._desk.live.collection, record, number)
        return found

    def held(self, request: Request) -> tuple[Leaf, Claim, bool]:
        """Return where a page is, who has it, and whether that is who asks: claimed where it can be."""
        leaf, who = self.leaf(request), signed_of(request).person
        claims, at = self._desk.claims, (leaf.file.sha256, leaf.local)
        if not who.roles & REVIEWING:  # who decides nothing keeps no page from others
            now = self._desk.access.clock()
            return leaf, claims.holder(*at) or Claim(*at, "", now, now), False
        claim = claims.claim(*at, who.name, CLAIM_MINUTES)
        return leaf, claim, claim.holder == who.name

    def seen(self, request: Request, what: Read | None = None, found: Found | None = None) -> Seen:
        """Return a page as it stands, claimed where it can be; noted as ``what`` was read.

        ``found``: what was found on it, where that is at hand.
        """
        desk, signed = self._desk, signed_of(request)
        leaf, claim, mine = self.held(request)
        if what is not None:
            desk.reads.note(signed.person.name, what, leaf.record, leaf.number)
        page = desk.pages.page_of(leaf)
        found = found or desk.pages.found_on(leaf, desk.live.guide)
        with desk.live.reading() as stands:
            sheet = sheet_of(desk.live.collection, leaf, desk.live.guide, stands, found)
            rows = looked_by(rows_of(sheet, page), sheet, signed.person, desk.live.guide, stands)
        return Seen(leaf, sheet, page, rows, claim, mine=mine)

    def _same(self, sheet: Sheet, only: frozenset[str] | None = None) -> dict[str, int]:
        """Return, for each finding (of ``only``) whose value stands elsewhere too, in how many places."""
        keys = {
            case.id: case.row.value_key
            for case in sheet.cases
            if case.row.value_key and (only is None or case.id in only)
        }
        found = counts_of(self._desk.live.collection, set(keys.values()))
        return {one: found[key] for one, key in keys.items() if found.get(key, 0) > 1}

    def changed(self, seen: Seen, row: Row | None) -> dict[str, object]:
        """Return what the answer to a decision is given: one row's own, or all of them."""
        only = frozenset({row.id}) if row is not None else None
        return {
            "leaf": seen.leaf,
            "address": page_address(seen.leaf.record, seen.leaf.number),
            "rows": seen.rows,
            "counts": counts(seen.rows),
            "same": self._same(seen.sheet, only),
        }

    def values(self, seen: Seen) -> dict[str, object]:
        """Return what the page's templates are given."""
        leaf, page = seen.leaf, seen.page
        return {
            "leaf": leaf,
            "address": page_address(leaf.record, leaf.number),
            "rows": seen.rows,
            "counts": counts(seen.rows),
            "claim": seen.claim,
            "mine": seen.mine,
            "sheet": seen.sheet,
            "read": page is not None,
            "has_picture": bool(leaf.row.width),
            "pieces": text_of_page(page, seen.rows),
            "codes": exemptions(self._desk),
            "guide": self._desk.live.guide,
            "same": self._same(seen.sheet),
            "versions": self._versions(seen.sheet),
        }

    def _versions(self, sheet: Sheet) -> dict[str, int]:
        """Return how many other versions of a page there may be: copies, releases so far."""
        live = self._desk.live
        with live.reading() as stands:
            copies = len(copies_of(live.collection, sheet, stands))
            return {"copies": copies, "releases": len(stands.releases())}


def exemptions(desk: Desk) -> list[tuple[str, Exemption]]:
    """Return the guide's exemptions in force today, each once; the first nine with their digit.

    Those that the guide's own rules propose come first: they are what most pages want.
    """
    today = desk.access.clock().date().isoformat()
    rows: dict[str, Exemption] = {}
    for one in desk.live.guide.exemptions:
        if in_force(one, today):
            rows.setdefault(one.code, one)
    proposed = dict.fromkeys(code for rule in desk.live.guide.rules for code in rule.codes)
    first = [rows[code] for code in proposed if code in rows]
    ordered = [*first, *(row for code, row in rows.items() if code not in proposed)]
    return [(str(n) if n <= KEYS else "", row) for n, row in enumerate(ordered, start=1)]


def _places_of(page: Page) -> Iterator[tuple[int, ...]]:
    """Yield where each word of a page is; in a text it is what stands between two gaps."""
    if not page.words:
        found = islice(re.finditer(r"\S+", page.text), MOST_WORDS)
        yield from (word.span() for word in found)
    for word in page.words[:MOST_WORDS]:
        yield (word.start, word.end, *(word.area.as_list() if word.area else ()))


def text_of_page(page: Page | None, rows: Sequence[Row]) -> list[Piece]:
    """Return the page's text in pieces, those of findings and marked passages by their row's id."""
    if page is None:
        return []
    spans = [(row.span, row) for row in rows if row.span]
    return pieces_of(page.text, [(span[0], span[1], row.id, row.state) for span, row in spans])


def no_such(desk: Desk, request: Request) -> Response:
    """Say that there is nothing at an address."""
    why = "Nothing of this desk has that address. Begin at the queue, or search."
    return desk.shown.told(request, "There is nothing here", why, HTTPStatus.NOT_FOUND)
