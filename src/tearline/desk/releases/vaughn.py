"""An index of what is withheld, place by place, as a court or a requester asks for it (Vaughn v. Rosen).

Promises: every acknowledged withholding of a release has one row, and nothing else has: the numbers are the
manifest's own, and ``of_release`` refuses where they are not. A row says which record, where, under which
exemption on whose authority, what kind of thing and why, never the thing; what is not acknowledged is neither
in a row nor in a count.

Does not promise that the words do for a court: the form is the usual one, and the office's own to complete.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tearline.decisions.gate import Outcome
from tearline.decisions.standing import Standing
from tearline.desk.releases.outlook import Outlook
from tearline.desk.releases.withheld_here import Behind, Speaker
from tearline.errors import UsageError
from tearline.model.area import Area
from tearline.model.decision import Verdict
from tearline.model.edition import Status
from tearline.model.guide import Guide
from tearline.model.record import MediaType
from tearline.records import form_values
from tearline.store import sheets
from tearline.store.catalog import FileRow

RECORD = "record"
REST = "all else on the page is released"
PAGE_WHOLE = "the rest of the record is released; the page is withheld whole: "
RECORD_WHOLE = "no part of it is released: "
HELD = "waits for an instrument of its kind; what could be released then is decided then"
TYPES = {MediaType.TEXT: "text", MediaType.PDF: "PDF"}


@dataclass(frozen=True, slots=True)
class Row:
    """One withheld place, or one record withheld or held whole (``page`` 0, ``area`` None).

    ``area`` is in 1/100 points of the edition's page; ``pages`` the record's; ``date`` is ISO, '' where no
    identification sheet gives it, ``type`` of its files.
    """

    number: int
    record: str
    numbers: tuple[str, ...]
    date: str
    type: str
    status: str
    pages: int
    page: int
    area: Area | None
    amount: str
    codes: tuple[str, ...]
    authorities: tuple[str, ...]
    description: str
    justification: str
    segregability: str


@dataclass(frozen=True, slots=True)
class Index:
    """The rows of a release, or of what stands now (``release`` is '' then), and its counts.

    ``counts`` has the keys of a manifest's; ``referred`` are records about which another body was asked
    and has not answered, ``not_responsive`` those set aside as no answer. ``by_code`` counts places under
    each code.
    """

    release: str
    audience: str
    date: str
    guide: str
    counts: dict[str, int]
    referred: int
    not_responsive: int
    by_code: dict[str, int]
    titles: dict[str, tuple[str, str]]
    rows: tuple[Row, ...]


def of_release(
    speaker: Speaker, manifest: Mapping[str, Any], digest: str, stands: Standing
) -> Index:
    """Return the index of a release by its manifest; ``speaker`` and ``stands`` are of that time.

    UsageError: what it counts is not what its rows say, so it was not read right.
    """
    records = _Records(speaker)
    rows: list[Row] = []
    for one in manifest["records"]:
        speaker.learn(records.files(one["record"]))
    for one in manifest["records"]:
        rows += _of_record(records, one)
    made = _index(digest, manifest["audience"], manifest["date"], speaker.guide, rows)
    named = [one["record"] for one in manifest["records"]]
    made = replace(
        made,
        counts=dict(manifest["counts"]),
        referred=_referred(records, named, stands),
        not_responsive=records.not_responsive(stands),
    )
    passages = sum(1 for row in made.rows if row.amount != RECORD)
    whole = sum(1 for row in made.rows if row.status == Status.WITHHELD_IN_FULL)
    if (passages, whole) != (made.counts["redactions"], made.counts["withheld_in_full"]):
        raise UsageError(
            "the release's manifest does not count what it lists", "Verify it: tearline verify."
        )
    return made


def of_now(speaker: Speaker, outlook: Outlook, names: Iterable[str], stands: Standing) -> Index:
    """Return the index of what is decided now, in the records that would go out or are withheld whole.

    A place here is one that was decided; a release may join places that lie within one another, so its
    count can be lower. ``names`` are all records; those that are held, pending or withdrawn are left out,
    for whether readers may know of them a release says.
    """
    records = _Records(speaker)
    closed = {one.record: one.outcome for one in outlook.closed}
    rows: list[Row] = []
    counts: Counter[str] = Counter()
    counted: list[str] = []
    ordered = sorted(names)
    for name in ordered:
        speaker.learn(records.files(name))
    for name in ordered:
        outcome, whole = closed.get(name, Outcome.PASS), stands.record_verdict(name)
        if outcome is Outcome.PASS:
            found = _decided(records, name, speaker)
        elif outcome is Outcome.WITHHELD and whole is not None and whole.acknowledged:
            found = [_whole(records, name, records.numbers(name), Status.WITHHELD_IN_FULL)]
        else:
            continue  # neither in a row nor in a count
        status = Status(found[0].status) if found else Status.RELEASED_IN_FULL
        counts[_key(status)] += 1
        counted.append(name)
        rows += found
    told = {_key(status): 0 for status in Status} | dict(counts)
    told |= {
        "records": sum(counts.values()),
        "redactions": sum(row.amount != RECORD for row in rows),
        "pages": outlook.pages.get(Outcome.PASS, 0),
    }
    made = _index("", outlook.audience, outlook.date, speaker.guide, rows)
    aside = sum(one is Outcome.NON_RESPONSIVE for one in closed.values())
    referred = _referred(records, counted, stands)
    return replace(made, counts=told, referred=referred, not_responsive=aside)


def _key(status: Status) -> str:
    """Return a status as a manifest's counts call it."""
    return status.value.replace(" ", "_")


class _Records:
    """The collection's records by the name they have outside, else by the desk's."""

    def __init__(self, speaker: Speaker) -> None:
        self.speaker, self._catalog = speaker, speaker.collection.catalog
        self._ids: dict[str, tuple[int, str]] = {}
        for record_id, name, title in self._catalog.records():
            self._ids[name] = (record_id, name)
            self._ids.setdefault(title, (record_id, name))

    def files(self, name: str) -> tuple[FileRow, ...]:
        return self._catalog.files_of(self._ids[name][0]) if name in self._ids else ()

    def numbers(self, name: str) -> tuple[str, ...]:
        return self._catalog.numbers(self._ids[name][0]) if name in self._ids else ()

    def at_desk(self, name: str) -> str:
        return self._ids[name][1] if name in self._ids else name

    def not_responsive(self, stands: Standing) -> int:
        """Return how many records are set aside whole, and not withdrawn besides."""
        named = {name for _, name in self._ids.values()}
        lives = ((name, stands.record_verdict(name)) for name in named)
        return sum(
            live is not None
            and live.verdict is Verdict.NON_RESPONSIVE
            and stands.withdrawn(name) is None
            for name, live in lives
        )

    def type(self, name: str) -> str:
        kinds = {TYPES.get(MediaType(file.media_type), "image") for file in self.files(name)}
        return ", ".join(sorted(kinds))

    def date(self, name: str) -> str:
        """Return the date on the record's identification sheet, where nothing on that page is withheld."""
        for file in self.files(name):
            for field in sheets.fields(self._catalog, file.id, "date"):
                if self.speaker.stands.withheld(file.sha256, field.page):
                    continue
                found = form_values.sheet_date(field.value)
                if found is not None:
                    parts = (f"{found.year:04}", found.month, found.day)
                    return "-".join(
                        f"{part:02}" if isinstance(part, int) else part for part in parts if part
                    )
        return ""


def _of_record(records: _Records, one: Mapping[str, Any]) -> Iterator[Row]:
    """Yield the rows of a manifest's record."""
    name, status = one["record"], Status(one["status"])
    if status in (Status.WITHHELD_IN_FULL, Status.HELD):
        yield _whole(records, name, tuple(one["numbers"]), status)
        return
    files = records.files(name)
    pages = records.speaker.pages(files)
    is_text = any(file.media_type == MediaType.TEXT for file in files) or len(pages) != one["pages"]
    for place in one["withholdings"]:
        area, codes = Area(*place["area"]), tuple(place["codes"])
        behind = (
            records.speaker.coded(pages, codes)
            if is_text
            else records.speaker.under(pages[place["page"] - 1], area, codes)
        )
        yield _row(
            records,
            name,
            tuple(one["numbers"]),
            status,
            one["pages"],
            (place["page"], area, place["amount"], codes),
            behind,
        )


def _decided(records: _Records, name: str, speaker: Speaker) -> list[Row]:
    """Return the rows of what is decided in a record, one for each place."""
    pages = speaker.pages(records.files(name))
    found = []
    for number, row in enumerate(pages, start=1):
        for live in speaker.withheld(row):
            target = live.determination.target
            whole = not target.areas and target.start is None
            amount = "page" if whole else "passage"
            behind = speaker.said([(row, live)])
            for area in target.areas or (None,):
                place = (number, area, amount, live.determination.codes)
                status = Status.RELEASED_IN_PART
                numbers = records.numbers(name)
                found.append(_row(records, name, numbers, status, len(pages), place, behind))
    return found


def _row(
    records: _Records,
    name: str,
    numbers: tuple[str, ...],
    status: Status,
    pages: int,
    place: tuple[int, Area | None, str, tuple[str, ...]],
    behind: Behind,
) -> Row:
    page, area, amount, codes = place
    why = "; ".join(behind.reasons)
    return Row(
        0,
        name,
        numbers,
        records.date(name),
        records.type(name),
        status.value,
        pages,
        page,
        area,
        amount,
        codes,
        (),
        ", ".join(behind.kinds) or "not told by the log as it stands",
        why,
        REST if amount != "page" else f"{PAGE_WHOLE}{why or 'see the justification'}",
    )


def _whole(records: _Records, name: str, numbers: Sequence[str], status: Status) -> Row:
    """Return the row of a record that is withheld or held whole."""
    desk = records.at_desk(name)
    verdict = records.speaker.stands.record_verdict(desk)
    held = status is Status.HELD
    codes = () if held or verdict is None else verdict.codes
    why = "" if held or verdict is None else records.speaker.reason(verdict.reason, 0)
    return Row(
        0,
        name,
        tuple(numbers),
        "" if held else records.date(name),
        records.type(name),
        status.value,
        len(records.speaker.pages(records.files(name))),
        0,
        None,
        RECORD,
        codes,
        (),
        "the record as a whole",
        HELD if held else why,
        HELD if held else f"{RECORD_WHOLE}{why or 'see the justification'}",
    )


def _index(digest: str, audience: str, date: str, guide: Guide, rows: Sequence[Row]) -> Index:
    """Return the rows numbered, with the guide's words to their codes."""
    titles: dict[str, tuple[str, str]] = {}
    for exemption in guide.exemptions:
        titles.setdefault(exemption.code, (exemption.title, exemption.authority))
    numbered = tuple(
        replace(
            row,
            number=number,
            authorities=tuple(titles[code][1] for code in row.codes if code in titles),
        )
        for number, row in enumerate(rows, start=1)
    )
    by_code = Counter(
        code for row in numbered if row.amount != RECORD for code in dict.fromkeys(row.codes)
    )
    used = {code for row in numbered for code in row.codes}
    return Index(
        digest,
        audience,
        date,
        f"{guide.name} {guide.version}",
        {},
        0,
        0,
        dict(sorted(by_code.items())),
        {code: titles.get(code, ("not in the guide of now", "")) for code in sorted(used)},
        numbered,
    )


def _referred(records: _Records, named: Iterable[str], stands: Standing) -> int:
    """Return of how many of these records another body was asked, and has not answered."""
    waiting = {asked.referral.target for asked in stands.referrals.all() if asked.answer is None}
    whole = {target.record for target in waiting if target.record}
    files = {target.sha256 for target in waiting if target.sha256}
    return sum(
        records.at_desk(name) in whole or any(file.sha256 in files for file in records.files(name))
        for name in named
    )
