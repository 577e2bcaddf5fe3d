"""What the decision log says now: the latest determination on each target, and what it comes to.

Promises, in the order they matter:

1. The log's order decides, never a clock. A later determination on the *very same target* (file,
   page, areas or span, or record; and the same kind) takes the earlier one's place, whatever its
   verdict.
2. Withholding wins. What is withheld on a page is the union of all live withholdings there; a
   release of a smaller or merely overlapping target takes nothing away from it.
3. A box a person moves or resizes: a withholding by a person that names another live withholding of
   the same page in ``supersedes`` takes its place. Nothing but a withholding may reach another
   target this way, so a slip cannot uncover more than what the new box leaves out.
4. A target that is a page and no place on it is the whole page; but where it answers a finding of
   residue (metadata, an attachment) it is that residue alone, which no edition carries anyway.
5. A merge carries holds, whole-record withholdings and withdrawals to all of the merged names;
   instruments reach only the records they name.
6. A withdrawal stands until a person releases the record (a later release of the whole record); of
   several since then the strictest stands, so that a milder reason undoes nothing.
7. What a release withheld is let go again by a person who says so of that place after that release;
   what was said before it is spent.

Everything is a dictionary look-up by (file, page) or record; a million determinations are fine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tearline.decisions.covered import Covers, lies_in
from tearline.decisions.grounds import severity
from tearline.decisions.places import AWAITING, LIFTED, Live, Place, is_residue, place_of, plain
from tearline.decisions.referrals import Referrals
from tearline.decisions.second import SecondViews
from tearline.model.decision import (
    ActorKind,
    Approval,
    Determination,
    Entry,
    Hold,
    Instrument,
    Merge,
    Override,
    Referral,
    ReferralAnswer,
    Released,
    SecondView,
    Target,
    Verdict,
    Withdrawal,
)
from tearline.model.finding import Finding
from tearline.store.catalog import key_of

ID_LENGTH = 12
MOST_COVERS = 64  # pages whose coverage is kept at hand


def target_of(finding: Finding, sha256: str) -> Target:
    """Return the target that a decision on this finding has.

    On pixels the areas decide; in a text file the span; a finding with neither is about its page.
    """
    if finding.areas:
        return Target(sha256, finding.page, tuple(sorted(set(finding.areas))))
    if finding.start is not None and finding.end is not None:
        return Target(sha256, finding.page, start=finding.start, end=finding.end)
    return Target(sha256, finding.page)


def id_of(finding: Finding, sha256: str) -> str:
    """Return the id a finding has outside the catalog: the same wherever the same thing is found."""
    areas = [area.as_list() for area in finding.areas]
    place = (finding.page, finding.start, finding.end, areas)
    return key_of(sha256, *place, finding.kind, finding.detector)[:ID_LENGTH]


class Standing:
    """The log's present meaning; ``add`` takes the next entry, so a desk can keep up with it."""

    def __init__(self) -> None:
        """Begin with an empty log."""
        self._files: dict[str, dict[int, dict[Place, Live]]] = {}
        self._records: dict[str, dict[str, Live]] = {}
        self._holds: dict[str, list[Hold]] = {}
        self._instruments: dict[str, list[tuple[int, Instrument]]] = {}
        self._all_instruments: list[Instrument] = []
        self._withdrawals: dict[str, list[tuple[int, Withdrawal]]] = {}
        self._released: dict[str, list[tuple[int, Released]]] = {}
        self._approvals: dict[tuple[str, str], list[Approval]] = {}
        self._merged: dict[str, frozenset[str]] = {}
        self._overrides: dict[tuple[Target, str], dict[str, Override]] = {}
        self._covers: dict[tuple[str, int], Covers] = {}
        self.second, self.referrals = SecondViews(), Referrals()

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Standing:
        """Return what these entries, in the log's order, say now."""
        standing = cls()
        for entry in entries:
            standing.add(entry)
        return standing

    def add(self, entry: Entry) -> None:
        """Take the next entry of the log into account."""
        body = entry.body
        if isinstance(body, Determination):
            self._determine(entry, body)
        elif isinstance(body, Override):
            if body.actor.kind is ActorKind.PERSON:
                signed = self._overrides.setdefault((plain(body.target), body.kind), {})
                signed[f"{body.actor.authenticated}/{body.actor.name}"] = body
        elif isinstance(body, Hold):
            self._holds.setdefault(body.record, []).append(body)
        elif isinstance(body, Instrument):
            self._all_instruments.append(body)
            for record in body.records:
                self._instruments.setdefault(record, []).append((entry.seq, body))
        elif isinstance(body, Withdrawal):
            self._withdrawals.setdefault(body.record, []).append((entry.seq, body))
        elif isinstance(body, Released):
            self._released.setdefault(body.audience, []).append((entry.seq, body))
        elif isinstance(body, Approval):
            self._approvals.setdefault((body.audience, body.date), []).append(body)
        elif isinstance(body, SecondView):
            self.second.add(entry, body)
        elif isinstance(body, Referral):
            self.referrals.add(entry, body)
        elif isinstance(body, ReferralAnswer):
            self.referrals.answer(body)
        elif isinstance(body, Merge):
            names = frozenset(body.records).union(*(self._names(name) for name in body.records))
            self._merged.update(dict.fromkeys(names, names))

    # What stands on a page.

    def withheld(self, sha256: str, page: int) -> tuple[Determination, ...]:
        """Return the live withholdings of a page in page order, whole-page ones first."""
        return tuple(d for _, d in sorted(self._withheld(sha256, page), key=lambda item: item[0]))

    def whole_page(self, sha256: str, page: int, kind: str = "") -> Determination | None:
        """Return what was decided on a whole page: a withholding of any kind, else ``kind``'s."""
        for place, determination in self._withheld(sha256, page):
            if not place.areas and place.start < 0:
                return determination
        return self.determination(Target(sha256, page), kind)

    def on_page(self, sha256: str, page: int) -> tuple[Live, ...]:
        """Return all that stands on a page, in page order, each with its entry; spent ones are not there."""
        lives = self._page(sha256, page).items()
        return tuple(live for _, live in sorted(lives, key=lambda item: item[0]))

    def withheld_files(self) -> frozenset[str]:
        """Return the hashes of the files in which something is withheld everywhere."""
        return frozenset(
            sha256
            for sha256, pages in self._files.items()
            for page in pages.values()
            for live in page.values()
            if live.determination.verdict is Verdict.WITHHOLD and live.determination.everywhere
        )

    def seen_at(self, sha256: str, page: int) -> int:
        """Return the number of the latest entry on a whole page, 0 where there is none."""
        lives = self._page(sha256, page).items()
        return max((live.seq for p, live in lives if not p.areas and p.start < 0), default=0)

    def withheld_at(self, sha256: str, page: int) -> int:
        """Return the number of the latest withholding on a page, 0 where there is none."""
        lives = self._page(sha256, page).values()
        held = (one.seq for one in lives if one.determination.verdict is Verdict.WITHHOLD)
        return max(held, default=0)

    def answering(self, finding: Finding, sha256: str) -> Live | None:
        """Return what a finding stands on, with its entry: its own determination, else one box over it.

        A box that a person moved, or drew over the finding, is such a box; a page or record withheld as a
        whole is not, and neither are several boxes that cover it only together.
        """
        own = self.live(target_of(finding, sha256), finding.kind)
        if own is not None:
            return own
        over = [
            live
            for place, live in self._page(sha256, finding.page).items()
            if live.determination.verdict is Verdict.WITHHOLD and lies_in(finding, place)
        ]
        return min(
            over, key=lambda one: (one.determination.kind != finding.kind, one.seq), default=None
        )

    def exact(
        self, finding: Finding, sha256: str, target: Target | None = None
    ) -> Determination | None:
        """Return the live determination on this very finding: its target (where at hand) and its kind."""
        return self.determination(target or target_of(finding, sha256), finding.kind)

    def covering(self, finding: Finding, sha256: str, record: str = "") -> Determination | None:
        """Return a live withholding under which the finding lies wholly, or None.

        That is: the record (where named) or the page withheld as a whole; all the finding's areas
        inside the union of the page's withheld areas; or, in a text file, its span inside withheld
        spans. Where several withholdings cover it together, the first in page order is returned.
        """
        whole = self.record_verdict(record) if record else None
        if whole is not None and whole.verdict is Verdict.WITHHOLD:
            return whole
        covers = self._covers.get((sha256, finding.page))
        if covers is None:
            if len(self._covers) >= MOST_COVERS:
                self._covers.clear()
            covers = Covers(self._withheld(sha256, finding.page))
            self._covers[sha256, finding.page] = covers
        return covers.whole or covers.over(finding)

    def is_withheld(self, finding: Finding, sha256: str, record: str = "") -> bool:
        """Say whether a finding is withheld: itself, or by what covers it."""
        own = self.exact(finding, sha256)
        if own is not None and own.verdict is Verdict.WITHHOLD:
            return True
        return self.covering(finding, sha256, record) is not None

    def decided(
        self, finding: Finding, sha256: str, record: str = "", target: Target | None = None
    ) -> Determination | None:
        """Return what was decided on a finding: on itself, else what covers it or sets its record aside."""
        found = self.exact(finding, sha256, target) or self.covering(finding, sha256, record)
        whole = self.record_verdict(record) if record and found is None else None
        return whole if whole is not None and whole.verdict is Verdict.NON_RESPONSIVE else found

    def withholdings(self, sha256: str) -> Iterator[Determination]:
        """Yield all live withholdings of a file, page by page, in page order."""
        for page in sorted(self._files.get(sha256, ())):
            yield from self.withheld(sha256, page)

    def awaiting(self, sha256: str) -> Iterator[Determination]:
        """Yield the file's live determinations that wait for somebody's answer, in page order."""
        pages = self._files.get(sha256, {})
        for page in sorted(pages):
            for _, live in sorted(pages[page].items(), key=lambda item: item[0]):
                if live.determination.verdict in AWAITING:
                    yield live.determination

    def live(self, target: Target, kind: str = "") -> Live | None:
        """Return what stands on this very target, with its entry's number and hash, or None."""
        return self._live(target, kind)

    def prior(self, target: Target, kind: str = "") -> str:
        """Return the hash of the entry that a new determination on this target supersedes, or ''.

        ``kind`` is the kind of the finding it answers, and part of what a target is.
        """
        live = self._live(target, kind)
        return live.hash if live else ""

    def determination(self, target: Target, kind: str = "") -> Determination | None:
        """Return the live determination on this very target, or None."""
        live = self._live(target, kind)
        return live.determination if live else None

    def overrides(self, target: Target, kind: str) -> tuple[Override, ...]:
        """Return the signatures under an override of this very finding, one a sign-in, in order."""
        return tuple(self._overrides.get((plain(target), kind), {}).values())

    # What stands on a record or an audience.

    def record_verdict(self, record: str) -> Determination | None:
        """Return what stands on a whole record: a withholding, an open answer, else the last."""
        if record not in self._merged and record not in self._records:
            return None  # asked once a finding: nearly always so
        lives = [live for name in self._names(record) for live in self._record(name)]
        lives.sort(reverse=True, key=lambda live: live.seq)
        for wanted in (frozenset({Verdict.WITHHOLD}), AWAITING, frozenset(Verdict)):
            for live in lives:
                if live.determination.verdict in wanted:
                    return live.determination
        return None

    def holds(self, record: str | None = None) -> tuple[Hold, ...]:
        """Return the holds on a record or on one it was merged with (None: all there are)."""
        names = sorted(self._holds if record is None else self._names(record))
        return tuple(hold for name in names for hold in self._holds.get(name, ()))

    def instruments(self, record: str | None = None) -> tuple[Instrument, ...]:
        """Return the instruments that name this record itself (None: all there are)."""
        if record is None:
            return tuple(self._all_instruments)
        return tuple(instrument for _, instrument in self._instruments.get(record, ()))

    def attached(self, record: str, since: int) -> frozenset[str]:
        """Return the kinds of instrument that a person attached to a record after an entry's number."""
        return frozenset(
            body.kind
            for seq, body in self._instruments.get(record, ())
            if seq > since and body.actor.kind is ActorKind.PERSON
        )

    def withdrawn(self, record: str) -> Withdrawal | None:
        """Return the withdrawal that stands on a record, or None."""
        found = self.withdrawn_at(record)
        return found[1] if found else None

    def withdrawn_at(self, record: str) -> tuple[int, Withdrawal] | None:
        """Return the strictest withdrawal that stands on a record, its entry's number first, or None."""
        found = self.withdrawals(record)
        return max(found, key=lambda one: (severity(one[1].reason), one[0]), default=None)

    def taken_back(self) -> tuple[str, ...]:
        """Return every name that a withdrawal ever named, sorted."""
        return tuple(sorted(self._withdrawals))

    def withdrawals(self, record: str) -> list[tuple[int, Withdrawal]]:
        """Return the withdrawals of a record since a person last gave it back, numbered."""
        found = []
        for name in self._names(record):
            back = max((_by_person(o, Verdict.RELEASE) for o in self._record(name)), default=0)
            found += [one for one in self._withdrawals.get(name, ()) if one[0] > back]
        return found

    def released(self, audience: str) -> tuple[Released, ...]:
        """Return the releases that went out to an audience, in order."""
        return tuple(body for _, body in self._released.get(audience, ()))

    def releases(self, audience: str = "") -> tuple[tuple[int, Released], ...]:
        """Return the releases of an audience ('': of all) with their entries' numbers, in order."""
        names = [audience] if audience else list(self._released)
        return tuple(
            sorted((one for name in names for one in self._released.get(name, ())), key=_seq)
        )

    def approvals(self, audience: str, date: str) -> tuple[Approval, ...]:
        """Return the signatures under an audience's release of a date, in order."""
        return tuple(self._approvals.get((audience, date), ()))

    def let_go(self, sha256: str, page: int, since: int, record: str) -> tuple[Target, ...]:
        """Return the places of a page that a person released after the entry numbered ``since``.

        What was said of a lifted place of another record than ``record`` is not among them.
        """
        return tuple(
            live.determination.target
            for place, live in self._page(sha256, page).items()
            if _by_person(live, Verdict.RELEASE) > since
            and (not place.kind.startswith(LIFTED) or place.kind == LIFTED + record)
            and (place.areas or place.start >= 0 or not is_residue(place.kind))
        )

    def _determine(self, entry: Entry, body: Determination) -> None:
        live = Live(entry.seq, entry.hash, body)
        target = body.target
        if target.record:
            self._records.setdefault(target.record, {})[body.kind] = live
            return
        self._covers.pop((target.sha256, target.page), None)
        page = self._files.setdefault(target.sha256, {}).setdefault(target.page, {})
        if body.supersedes:
            self._reshape(page, body)
        page[place_of(target, body.kind)] = live

    @staticmethod
    def _reshape(page: dict[Place, Live], body: Determination) -> None:
        """Let a box that a person moved take the place of the one it names."""
        if body.verdict is not Verdict.WITHHOLD or body.actor.kind is not ActorKind.PERSON:
            return
        for place, live in page.items():
            if live.hash == body.supersedes and live.determination.verdict is Verdict.WITHHOLD:
                del page[place]
                return

    def _page(self, sha256: str, page: int) -> dict[Place, Live]:
        return self._files.get(sha256, {}).get(page, {})

    def _live(self, target: Target, kind: str) -> Live | None:
        if target.record:
            return self._records.get(target.record, {}).get(kind)
        return self._page(target.sha256, target.page).get(place_of(target, kind))

    def _withheld(self, sha256: str, page: int) -> list[tuple[Place, Determination]]:
        return [
            (place, live.determination)
            for place, live in self._page(sha256, page).items()
            if live.determination.verdict is Verdict.WITHHOLD
            and (place.areas or place.start >= 0 or not is_residue(place.kind))
        ]

    def _record(self, name: str) -> Iterable[Live]:
        return self._records.get(name, {}).values()

    def _names(self, record: str) -> frozenset[str]:
        return self._merged.get(record) or frozenset((record,))


def _by_person(live: Live, verdict: Verdict) -> int:
    """Return the entry's number where a person gave this verdict, else 0."""
    d = live.determination
    return live.seq if d.verdict is verdict and d.actor.kind is ActorKind.PERSON else 0


def _seq(numbered: tuple[int, Released]) -> int:
    """Return an entry's number."""
    return numbered[0]
