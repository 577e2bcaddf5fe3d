"""Referrals and consultations: another body is asked about a record or a page, tracked until it answers.

Promises: each keeps whom, which number, who answers for it, when it was sent and when it is due; what is
overdue stands first; an answer is attached to its referral and decides nothing by itself: a reviewer does,
with the answer in sight. While it is out, the record waits.
"""

from __future__ import annotations

from datetime import date

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tearline.decisions import deciding
from tearline.decisions.referrals import Asked
from tearline.decisions.standing import Standing
from tearline.desk.answers import check_reason
from tearline.desk.desk import Desk, actor
from tearline.desk.door import REVIEWING, Door, form_of, sent_to, signed_of, text_of
from tearline.desk.sheet import leaf_of
from tearline.desk.shown import page_address, record_address
from tearline.errors import UsageError
from tearline.model.decision import (
    Body,
    Determination,
    Referral,
    ReferralAnswer,
    Target,
    Verdict,
)
from tearline.model.guide import WidthPolicy

HOW = {"refer": Verdict.REFER, "consult": Verdict.CONSULT, "coordinate": Verdict.CONSULT}
LONGEST = 300


class Referring:
    """The pages about referrals."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    def routes(self, door: Door) -> list[Route]:
        """Return the routes."""
        return [
            door.get("/referrals", self.referrals),
            door.post("/referrals", self.refer, REVIEWING),
            door.post("/referrals/{referral}/answer", self.answer, REVIEWING),
        ]

    def referrals(self, request: Request) -> Response:
        """List who was asked about what: overdue first, then open, then answered."""
        desk, today = self._desk, self._desk.access.clock().date().isoformat()
        with desk.live.reading() as stands:
            asked = sorted(
                stands.referrals.all(),
                key=lambda one: (one.answer is not None, one.referral.due or "9999", one.seq),
            )
        query = request.query_params
        values = {
            "asked": [(one, self._where(one), one.overdue(today)) for one in asked],
            "record": query.get("record", ""),
            "page": query.get("page", ""),
            "today": today,
            "codes": [row.code for row in desk.live.guide.exemptions],
        }
        return desk.shown.page(request, "referrals.html", values)

    def _where(self, asked: Asked) -> tuple[str, str]:
        """Return the address and the words of what a referral is about."""
        target = asked.referral.target
        if target.record:
            return record_address(target.record), target.record
        row = self._desk.work.row(target.sha256, target.page)
        if row is None:
            return "", "a page that is gone"
        return page_address(row.record, row.page), f"{row.record}, page {row.page}"

    def refer(self, request: Request) -> Response:
        """Ask another body about a record, or a page of it."""
        live, who = self._desk.live, actor(signed_of(request).person.name)
        how = text_of(request, "how")
        if how not in HOW:
            raise UsageError(f"{how} is no way to ask", f"Choose {', '.join(HOW)}.")
        told = {key: _line(request, key) for key in ("to", "reference", "contact", "reason")}
        if not told["to"] or not told["reference"]:
            raise UsageError(
                "a referral needs a body and a tracking number", "What has none gets lost."
            )
        sent, due = _day(request, "sent"), _day(request, "due")
        target = self._target(text_of(request, "record"), text_of(request, "page"))

        def make(stands: Standing) -> tuple[Body, ...]:
            at = deciding.now()
            waits = Determination(
                target=target,
                verdict=HOW[how],
                codes=(),
                policy=WidthPolicy.EXACT,
                acknowledged=True,
                everywhere=False,
                kind="",
                reason=f"{how}: {told['to']}, {told['reference']}",
                actor=who,
                at=at,
                supersedes=stands.prior(target),
            )
            referral = Referral(
                target=target, how=how, sent=sent, due=due, actor=who, at=at, **told
            )
            return (waits, referral)

        live.append(make)
        self._touched()
        return sent_to(request, "/referrals")

    def _target(self, record: str, page: str) -> Target:
        number = int(page) if page.isascii() and page.isdecimal() and len(page) < 7 else 0  # noqa: PLR2004
        leaf = leaf_of(self._desk.live.collection, record, number or 1)
        if page and number:
            return Target(sha256=leaf.file.sha256, page=leaf.local)
        return Target(record=leaf.record)

    def answer(self, request: Request) -> Response:
        """Note what the other body answered."""
        live, who = self._desk.live, actor(signed_of(request).person.name)
        referral = request.path_params["referral"]
        try:
            verdict = Verdict(text_of(request, "verdict"))
        except ValueError:
            raise UsageError("the form has no answer", "Open the page again.") from None
        deciding.check_whole(verdict, is_record=False)  # that is this office's own word
        codes = tuple(str(code) for code in form_of(request).getlist("code") if code)
        deciding.check_codes(codes, live.guide)
        reason, day = _line(request, "reason"), _day(request, "date")
        if not day:
            raise UsageError("an answer has a date", "Give the day it bears.")

        def make(stands: Standing) -> tuple[Body, ...]:
            asked = stands.referrals.by_hash(referral)
            if asked is None:
                raise UsageError("there is no such referral", "Open the page again.")
            if asked.answer is not None:
                raise UsageError("it was answered already", "Open the page again.")
            if asked.referral.sent and day < asked.referral.sent:
                raise UsageError("the answer is older than the question", "Give the day it bears.")
            at = deciding.now()
            return (ReferralAnswer(referral, verdict, codes, day, reason, "", who, at),)

        live.append(make)
        self._touched()
        return sent_to(request, "/referrals")

    def _touched(self) -> None:
        with self._desk.live.reading() as stands:
            self._desk.work.refresh(stands)


def _line(request: Request, name: str) -> str:
    text = text_of(request, name, LONGEST).strip()
    check_reason(text)
    return text


def _day(request: Request, name: str) -> str:
    text = text_of(request, name).strip()
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise UsageError(f"{name} is not a date YYYY-MM-DD", "Write it so.") from None
