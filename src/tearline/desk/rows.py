"""Findings and drawn places as the page shows them: words for kinds, a state that is not colour alone.

Promises: pure; a row's id is the finding's own (or the entry's, for what a person drew), so it stays the
same over every swap. ``said`` is the words under it, from the page as read: only the page itself shows them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tearline.decisions.deciding import Case
from tearline.decisions.guide import is_hard
from tearline.decisions.places import AWAITING, Live
from tearline.decisions.standing import target_of
from tearline.desk.sheet import Sheet
from tearline.model.area import Area
from tearline.model.decision import Determination, Verdict
from tearline.model.guide import Tier
from tearline.model.page import Page

LONGEST = 120  # characters of the words under a finding
KINDS = {
    "ssn": "Social Security number",
    "name": "Name",
    "phone": "Telephone number",
    "email": "Mail address",
    "birth_date": "Date of birth",
    "hold": "Hold",
    "repeat": "Withheld elsewhere",
    "protected": "Protected",
    "residue": "Hidden in the file",
    "address": "Address",
    "bank_account": "Bank account",
    "card": "Card number",
    "passport": "Passport",
    "term": "Listed term",
    "duplicate": "Copy",
    "page": "Page",
}
_STATES = {
    Verdict.WITHHOLD: "withheld",
    Verdict.RELEASE: "released",
    Verdict.DEFER: "deferred",
    Verdict.REFER: "referred",
    Verdict.CONSULT: "in consultation",
    Verdict.NON_RESPONSIVE: "not responsive",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the page's list.

    ``state``: open, withheld, released, deferred, referred, in consultation, covered, clear, hold, second
    (mine to look at, the first verdict not shown) or disagreed. ``second``: '', wanted, agreed or disagreed.
    ``seen`` is the hash of the entry it stands on, ``entry`` its number (0 for none); ``boxes`` its
    areas; ``span`` its code points in a text file.
    """

    id: str
    kind: str
    title: str
    state: str
    tier: str
    score: int
    why: str
    said: str
    codes: tuple[str, ...]
    proposed: tuple[str, ...]
    reason: str
    by: str
    at: str
    seen: str
    hard: bool
    drawn: bool
    boxes: tuple[Area, ...]
    span: tuple[int, int] | None
    policy: str
    second: str = ""

    @property
    def is_open(self) -> bool:
        """Say whether a person must still decide it."""
        return self.state in {"open", "deferred", "second", "disagreed"}


def rows_of(sheet: Sheet, page: Page | None) -> tuple[Row, ...]:
    """Return the page's rows in page order, drawn places among them; what is clear comes last."""
    rows = [_of_case(sheet, case, page) for case in sheet.cases]
    rows += [_of_place(live, page) for live in sheet.drawn]
    return tuple(sorted(rows, key=_order))


def row_of(sheet: Sheet, finding: str, page: Page | None) -> Row | None:
    """Return one row by its id, None where it is gone."""
    return next((row for row in rows_of(sheet, page) if row.id == finding), None)


def title_of(kind: str) -> str:
    """Return a kind in words."""
    first, _, rest = kind.partition(".")
    word = KINDS.get(first, first.replace("_", " ").capitalize())
    return f"{word}: {rest.replace('_', ' ').replace('.', ', ')}" if rest else word


def place_id(live: Live) -> str:
    """Return the id of the row of a place that a person drew: its entry's."""
    return f"e{live.hash[:16]}"


def _of_case(sheet: Sheet, case: Case, page: Page | None) -> Row:
    finding = case.row.finding
    own = sheet.marks[case.id]
    return Row(
        id=case.id,
        kind=finding.kind,
        title=title_of(finding.kind),
        state=_state(case, own=bool(own)),
        tier=case.proposal.tier.value,
        score=round(100 * finding.score),
        why=finding.why,
        said=_said(page, finding.start, finding.end),
        codes=case.decided.codes if case.decided else (),
        proposed=case.proposal.codes,
        reason=case.decided.reason if case.decided else "",
        by=case.decided.actor.name if case.decided else "",
        at=case.decided.at if case.decided else "",
        seen=own,
        hard=is_hard(finding.kind),
        drawn=False,
        boxes=target_of(finding, case.row.sha256).areas,
        span=_span(finding.start, finding.end) if not finding.areas else None,
        policy=(case.decided.policy if case.decided else case.proposal.policy).value,
    )


def _state(case: Case, *, own: bool) -> str:
    if case.decided is not None:
        if not own:
            return "covered"
        return _STATES[case.decided.verdict]
    tier = case.proposal.tier
    return {Tier.CLEAR: "clear", Tier.HOLD: "hold"}.get(tier, "open")


def _of_place(live: Live, page: Page | None) -> Row:
    one = live.determination
    start, end = one.target.start, one.target.end
    if page is not None and start is None:
        words = [w for w in page.words if w.area and any(a.holds(w.area) for a in one.target.areas)]
        said = " ".join(w.text for w in words)
    else:
        said = _said(page, start, end)
    return Row(
        id=place_id(live),
        kind=one.kind,
        title=title_of(one.kind) if one.kind else _DRAWN[bool(one.target.areas)],
        state=_STATES[one.verdict],
        tier="",
        score=0,
        why="",
        said=said[:LONGEST],
        codes=one.codes,
        proposed=(),
        reason=one.reason,
        by=one.actor.name,
        at=one.at,
        seen=live.hash,
        hard=False,
        drawn=True,
        boxes=one.target.areas,
        span=_span(start, end),
        policy=one.policy.value,
    )


_DRAWN = {True: "Drawn box", False: "Marked passage"}


def _order(row: Row) -> tuple[bool, int, int, str]:
    if row.boxes:
        return (row.state == "clear", row.boxes[0].top, row.boxes[0].left, row.id)
    return (row.state == "clear", row.span[0] if row.span else -1, 0, row.id)


def _said(page: Page | None, start: int | None, end: int | None) -> str:
    if page is None or start is None or end is None:
        return ""
    text = " ".join(page.text[start:end].split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _span(start: int | None, end: int | None) -> tuple[int, int] | None:
    return (start, end) if start is not None and end is not None else None


def counts(rows: tuple[Row, ...]) -> dict[str, int]:
    """Return how many rows are in each state, open first."""
    states = ["open", *dict.fromkeys(row.state for row in rows)]
    return {state: sum(row.state == state for row in rows) for state in dict.fromkeys(states)}


def waiting(found: Iterator[Determination]) -> int:
    """Return how many of a page's determinations wait for somebody's answer."""
    return sum(one.verdict in AWAITING for one in found)
