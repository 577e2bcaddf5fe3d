"""The pages of reporting at the desk: which there are, and one with what was read of it, to be answered.

Promises: every candidate is accepted, corrected, rejected or gathered by one request, which is one entry of
the log; an article begins, or does not, where a person says, by one key. Who opened a page is noted first.
What the desk could not read is said with the remedy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tearline.decisions import deciding, entering
from tearline.decisions.register import Item
from tearline.desk.access.reads import Read
from tearline.desk.accounts.forms import number
from tearline.desk.accounts.reports import Report, Reports
from tearline.desk.accounts.rows import LONGEST, SURE, Row, lines_of, rows_of
from tearline.desk.background import Background
from tearline.desk.desk import Desk, actor
from tearline.desk.door import REVIEWING, Door, sent_to, signed_of, text_of
from tearline.desk.shown import is_partial
from tearline.errors import UsageError
from tearline.findings import accounts
from tearline.findings.particulars import Candidate
from tearline.model.article import Article, Basis, Told
from tearline.model.decision import Actor, Begins, Body, Target
from tearline.model.register import Kind, Standing
from tearline.store.collection import opened
from tearline.store.queue import Run

REPORTS = "/reports"
LISTED = 50
DONE = {
    "accept": "Accepted",
    "reject": "Rejected",
    "withdraw": "Taken back",
    "gather": "Gathered under it",
}


class ReportPages:
    """The list of pages of reporting, and each page."""

    def __init__(self, desk: Desk, reports: Reports) -> None:
        """Take the desk and its pages of reporting."""
        self._desk, self._reports = desk, reports
        self._reading: Background[None] = Background()

    def routes(self, door: Door) -> list[Route]:
        """Return the routes."""
        at = f"{REPORTS}/{{record}}"
        return [
            door.get(REPORTS, self.every, REVIEWING),
            door.post(f"{REPORTS}/read", self.read),
            door.get(at, self.page, REVIEWING),
            door.post(f"{at}/answer", self.answer),
            door.post(f"{at}/begins", self.begins),
            door.post(f"{at}/sure", self.accept_sure),
        ]

    def close(self) -> None:
        """Ask what runs to stop, and let the workers go."""
        self._reading.stop()
        self._reports.close()

    def every(self, request: Request) -> Response:
        """List the pages, fifty at a time."""
        after = request.query_params.get("after", "")
        rows: list[dict[str, object]] = []
        more, unread, last = "", 0, ""
        for row, name, account in self._reports.listed(after):
            if len(rows) == LISTED:
                more = last
                break
            last = name
            unread += account is None
            told = account.told if account is not None else ()
            rows.append(
                {
                    "record": name,
                    "read": account is not None,
                    "articles": len(account.articles) if account is not None else 0,
                    "statements": sum(len(one.statements) for one in told),
                    "incidents": sum(len(one.incidents) for one in told),
                    "commitments": sum(len(one.commitments) for one in told),
                    "answered": self._reports.register.answered(row.sha256),
                }
            )
        doing = self._reading.doing
        values = {"rows": rows, "more": more, "unread": unread, "doing": doing}
        return self._desk.shown.page(request, "reports.html", values)

    def read(self, request: Request) -> Response:
        """Have every page read that was not read yet."""
        config = self._desk.live.collection.config

        def work(run: Run) -> None:
            with opened(config.root) as collection:
                files = list(accounts.pages_of(collection))
                accounts.account_all(collection, run, self._reports.beginnings, files)

        self._reading.begin("the reading of the pages", work)
        return sent_to(request, REPORTS)

    def page(self, request: Request) -> Response:
        """Show a page: its text with what was read of it, and the rows."""
        report = self._reports.report(request.path_params["record"])
        who = signed_of(request).person.name
        self._desk.reads.note(who, Read.PAGE, report.record, 1, "as a page of reporting")
        return self._shown(request, report)

    def _shown(self, request: Request, report: Report) -> Response:
        numbers = [one.number for one in report.account.articles]
        asked = request.query_params.get("article", "")
        article = int(asked) if asked.isdecimal() and int(asked) in numbers else 0
        if not article and len(report.text) > LONGEST and numbers:
            article = numbers[0]
        rows = [one for one in rows_of(report, self._reports) if article in {0, one.article}]
        values = {
            "record": report.record,
            "articles": report.account.articles,
            "told": {one.number: one for one in report.account.told},
            "article": article,
            "rows": rows,
            "lines": lines_of(report, rows, article),
            "address": address_of(report.record),
        }
        return self._desk.shown.page(request, "report.html", values)

    def answer(self, request: Request) -> Response:
        """Answer one candidate."""
        report = self._reports.report(request.path_params["record"])
        candidate, do = _candidate(report, text_of(request, "candidate")), text_of(request, "do")
        if do not in DONE:
            raise UsageError("the form says nothing to do", "Open the page again.")
        into, reason = text_of(request, "into"), text_of(request, "reason")
        seen = number(text_of(request, "seen"))
        said = (reason, actor(signed_of(request).person.name), deciding.now())
        self._desk.live.append(lambda _: self._bodies(candidate, do, into, said, seen))
        row = next(one for one in rows_of(report, self._reports) if one.candidate is candidate)
        if not is_partial(request):
            return sent_to(request, f"{address_of(report.record)}#c-{row.number}")
        values = {"row": row, "done": DONE[do], "address": address_of(report.record)}
        return self._desk.shown.page(request, "report_row.html", values)

    def _bodies(
        self, candidate: Candidate, do: str, into: str, said: tuple[str, Actor, str], seen: int
    ) -> Sequence[Body]:
        register = self._reports.register
        before = register.answering(candidate.id)
        if do == "withdraw":
            if before is None:
                raise UsageError("nobody has answered it yet", "Accept it, or reject it.")
            return [entering.changed(register, before.id, seen, said, standing=Standing.WITHDRAWN)]
        if do == "gather":
            return self._gathered(candidate, before, into, said, seen)
        standing = Standing.ACCEPTED if do == "accept" else Standing.REJECTED
        held = before.body.particulars if before else candidate.particulars
        return [
            entering.answered(register, candidate.id, candidate.kind, held, standing, said, seen)
        ]

    def _gathered(
        self,
        candidate: Candidate,
        before: Item | None,
        into: str,
        said: tuple[str, Actor, str],
        seen: int,
    ) -> Sequence[Body]:
        register = self._reports.register
        over = entering.item_of(register, into)
        if over.body.kind != candidate.kind:
            raise UsageError(
                f"a {candidate.kind.value} is not gathered under a {over.body.kind}",
                "Choose another of its kind (m).",
            )
        made: list[Body] = []
        item = before.id if before is not None else ""
        if before is None or not before.accepted:
            standing = (candidate.id, candidate.kind, candidate.particulars, Standing.ACCEPTED)
            entered = entering.answered(register, *standing, said, seen)
            made.append(entered)
            item = entered.item
        if over.id == item:
            raise UsageError("an item is not gathered under itself", "Choose another one (m).")
        gathers = (*over.body.gathers, item)
        if before is not None:
            return [*made, entering.changed(register, over.id, over.seq, said, gathers=gathers)]
        reason, who, at = said
        return [
            *made,
            replace(over.body, gathers=gathers, reason=reason, actor=who, at=at),
        ]

    def accept_sure(self, request: Request) -> Response:
        """Accept every statement of an article that is sure and not answered."""
        report = self._reports.report(request.path_params["record"])
        article = text_of(request, "article")
        said = (
            "accepted with the sure ones",
            actor(signed_of(request).person.name),
            deciding.now(),
        )
        rows = [
            one.candidate
            for one in rows_of(report, self._reports)
            if str(one.article) == article and _is_sure(one)
        ]

        def make(_: object) -> Sequence[Body]:
            register = self._reports.register
            return [
                entering.answered(
                    register, one.id, one.kind, one.particulars, Standing.ACCEPTED, said
                )
                for one in rows
                if register.answering(one.id) is None
            ]

        if rows:
            self._desk.live.append(make)
        return sent_to(request, f"{address_of(report.record)}?article={quote(article)}")

    def begins(self, request: Request) -> Response:
        """Have an article begin at a line, or none; or say the day it is dated."""
        report = self._reports.report(request.path_params["record"])
        at, dated = text_of(request, "line"), text_of(request, "dated").strip()
        found = {str(one.start): one for one in lines_of(report, (), 0)}
        one = found.get(at)
        if one is None:
            raise UsageError("there is no such line on the page", "Open the page again.")
        _check_day(dated)
        begins = bool(dated) or not one.headline
        target = Target(report.row.sha256, 1, (), one.start, one.end)
        said = (text_of(request, "reason"), actor(signed_of(request).person.name), deciding.now())
        self._desk.live.append(lambda _: [Begins(target, begins, dated, *said)])
        return sent_to(request, address_of(report.record))


def address_of(record: str) -> str:
    """Return where a page of reporting is."""
    return f"{REPORTS}/{quote(record, safe='', errors='replace')}"


def _check_day(dated: str) -> None:
    """Refuse what is neither a day nor a year."""
    accounts.day_of(Article(1, 0, 1.0, date=Told("--01-01", Basis.PRINTED)), dated)


def _is_sure(row: Row) -> bool:
    return row.item is None and row.candidate.kind is Kind.STATEMENT and row.candidate.sure >= SURE


def _candidate(report: Report, name: str) -> Candidate:
    found = next((one for one in report.candidates if one.id == name), None)
    if found is None:
        raise UsageError("the page does not say that any more", "Open the page again.")
    return found
