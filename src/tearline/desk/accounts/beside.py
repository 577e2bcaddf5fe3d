"""Accounts of one event side by side at the desk: what both say, what differs, what one says alone.

Promises: which two claims tell of one thing is shown as read, and a person pairs or parts them by one
request, which is an entry of the log; both wordings are kept, and no verdict is given. Who looked is noted
first.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tearline.decisions import deciding, entering
from tearline.decisions.pairing import paired
from tearline.desk.access.reads import Read
from tearline.desk.accounts.forms import portion
from tearline.desk.accounts.reports import Report, Reports
from tearline.desk.desk import Desk, actor
from tearline.desk.door import REVIEWING, Door, sent_to, signed_of, text_of
from tearline.errors import UsageError
from tearline.findings.accounts import ClaimsJob, read_claims
from tearline.findings.readouts.accounts import speakers_of
from tearline.findings.readouts.claims import Claim
from tearline.findings.readouts.found import side_by_side
from tearline.model.as_data import of_data
from tearline.model.decision import Target
from tearline.model.readout import Said
from tearline.model.statement import Span

MOST = 6  # records that are laid side by side


@dataclass(frozen=True, slots=True)
class Side:
    """A claim as it is shown: whose, its words, where they stand, and the place as a form carries it."""

    account: str
    record: str
    words: str
    start: int
    end: int
    place: str


class BesidePages:
    """The page of accounts side by side."""

    def __init__(self, desk: Desk, reports: Reports) -> None:
        """Take the desk and its pages of reporting."""
        self._desk, self._reports = desk, reports

    def routes(self, door: Door) -> list[Route]:
        """Return the routes."""
        return [
            door.get("/beside", self.show, REVIEWING),
            door.post("/beside/pair", self.pair),
        ]

    def show(self, request: Request) -> Response:
        """Ask which accounts, or show them."""
        records = [one for one in request.query_params.getlist("record") if one][:MOST]
        named = [
            line
            for one in request.query_params.getlist("account")
            for line in one.splitlines()
            if line.strip()
        ]
        values: dict[str, object] = {
            "records": records,
            "named": named,
            "every": [name for name, _ in self._reports.named()][:500],
            "found": None,
        }
        if len(named or records) > 1 and records:
            values |= self._found(request, records, named)
        return self._desk.shown.page(request, "beside_accounts.html", values)

    def _found(
        self, request: Request, records: Sequence[str], named: Sequence[str]
    ) -> dict[str, object]:
        reports = {one.record: one for one in map(self._reports.report, dict.fromkeys(records))}
        who, speakers = signed_of(request).person.name, speakers_of(named)
        for name in reports:
            self._desk.reads.note(who, Read.PAGE, name, 1, "beside another account")
        claims = [claim for one in reports.values() for claim in self._claims(one, speakers)]
        texts = {name: one.text for name, one in reports.items()}
        pages = {one.row.sha256: (name, one.source) for name, one in reports.items()}
        found = side_by_side(claims, texts, paired(self._reports.register, pages))

        def side(said: Said) -> Side:
            return _side(said, reports[said.file])

        def words(file: str, span: Span) -> str:
            return " ".join(texts[file][slice(*span)].split())

        aligned = [
            (
                side(one.here),
                side(one.there),
                [
                    (d.kind, words(one.here.file, d.here), words(one.there.file, d.there))
                    for d in one.differences
                ],
                one.alike,
            )
            for one in found.aligned
        ]
        alone: dict[str, list[Side]] = {}
        for one in found.alone:
            alone.setdefault(one.account, []).append(side(one))
        left_out = [(o.file, words(o.file, o.what)) for o in found.omissions]
        query = urlencode([("record", r) for r in records] + [("account", n) for n in named])
        return {"found": aligned, "alone": alone, "left_out": left_out, "query": query}

    def _claims(self, report: Report, speakers: dict[str, tuple[str, ...]]) -> list[Claim]:
        blobs = self._desk.live.collection.blobs
        job = ClaimsJob(
            str(blobs.path(report.row.sha256)),
            self._reports.beginnings(report.row.sha256),
            report.record,
            tuple(speakers.items()),
        )
        data = self._reports.do(read_claims, job, f"the reading of {report.record}")
        return [of_data(Claim, one) for one in json.loads(data)]

    def pair(self, request: Request) -> Response:
        """Say that two claims tell of one thing, or do not."""
        here, there = (
            self._target(text_of(request, "here")),
            self._target(text_of(request, "there")),
        )
        together = text_of(request, "do") == "together"
        said = (text_of(request, "reason"), actor(signed_of(request).person.name), deciding.now())
        body = entering.beside(here, there, said, together=together)
        self._desk.live.append(lambda _: [body])
        asked = parse_qsl(text_of(request, "query"))
        return sent_to(request, f"/beside?{urlencode(asked)}")

    def _target(self, said: str) -> Target:
        catalog = self._desk.live.collection.catalog
        found = portion(said, lambda sha256: catalog.file(sha256) is not None)
        if found is None:
            raise UsageError("the form names no claim", "Choose one of the list.")
        return found


def _side(said: Said, report: Report) -> Side:
    start, end = report.source.on_file(said.span)
    words = " ".join(report.text[slice(*said.span)].split())
    place = f"{report.row.sha256}:1:{start}:{end}"
    return Side(said.account, report.record, words, start, end, place)
