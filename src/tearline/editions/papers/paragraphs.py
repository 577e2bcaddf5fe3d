"""The words of the sheet: what each item of an edition says, a paragraph a particular, under its own mark.

Promises: every fact of the view is told with its label, its marking in front, its state, who says so and the
day; nothing else is told of an item but its handle and its last change. Alerts come first; items stand by
kind, then by handle; withdrawn handles are named as such and have no content. Does not set type.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tearline.decisions.told import title_of
from tearline.editions.papers.fitting import FACT, ITEM, PLAIN, SECTION, TITLE, Paragraph
from tearline.editions.papers.glyphs import drawn
from tearline.editions.papers.listing import Entry, Withdrawn, alerts, entries, of_kind
from tearline.editions.papers.plain import plain
from tearline.model.decision import Particular
from tearline.model.partner_view import Alert, Fact, PartnerView
from tearline.model.register import PARTICULARS, Kind

SECTIONS: Mapping[Kind, str] = {
    Kind.INCIDENT: "Incidents",
    Kind.STATEMENT: "Statements: who said what",
    Kind.COMMITMENT: "Commitments",
}
NOTHING = "There is nothing in this edition."
BOXED = (
    "An empty box stands for a character that this type lacks. The text of this file holds the character, "
    "and so do the tables."
)
LONGEST = 160  # characters of an item's heading; its particulars say all of it


def banner(view: PartnerView) -> str:
    """Return what stands at the head and foot of every page."""
    return f"{view.marking.label}   EXERCISE" if view.exercise else view.marking.label


def paragraphs(
    view: PartnerView, modified: Mapping[str, str], withdrawn: Withdrawn
) -> list[Paragraph]:
    """Return the sheet's paragraphs in order. UsageError: something may not go out as it is."""
    body = list(_body(view, entries(view, modified, withdrawn)))
    return [*_head(view), *_notes(body), *body]


def _head(view: PartnerView) -> Iterator[Paragraph]:
    yield Paragraph(plain(view.title), TITLE)
    yield Paragraph(f"From: {plain(view.desk)}", PLAIN)
    yield Paragraph(f"Made: {_time(view.made)}", PLAIN)
    yield Paragraph(f"Marking: {view.marking.label}; each portion has its own in front.", PLAIN)
    if view.exercise:
        yield Paragraph("All of it is an exercise.", PLAIN)


def _notes(body: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """Yield what a reader must know of characters that are not drawn as they are written."""
    used = set().union(*(one.text for one in body)) - {"\n"}
    if not all(drawn(one) for one in used):
        yield Paragraph(BOXED, PLAIN)


def _body(view: PartnerView, listed: Sequence[Entry]) -> Iterator[Paragraph]:
    warned = alerts(view)
    if warned:
        yield Paragraph("Alerts", SECTION)
    for alert in warned:
        yield from _alert(alert)
    for kind, title in SECTIONS.items():
        of_it = of_kind(listed, kind)
        if of_it:
            yield Paragraph(title, SECTION)
        for one in of_it:
            yield from _entry(one)
    if not warned and not listed:
        yield Paragraph(NOTHING, PLAIN)


def _alert(one: Alert) -> Iterator[Paragraph]:
    gone = "CANCELLED: " if one.cancelled else ""
    mark = f"[{one.tlp.label}]"
    yield Paragraph(f"{mark} {one.handle}  {gone}{plain(one.headline)}", ITEM)
    for label, said in (
        ("Warning", one.text),
        ("What to do", one.instruction),
        ("Area", one.area),
        ("Certainty", one.certainty),
        ("Sent", _time(one.sent)),
    ):
        if said:
            yield Paragraph(f"{mark} {label}: {plain(said)}", FACT)


def _entry(one: Entry) -> Iterator[Paragraph]:
    if one.item is None:
        yield Paragraph(f"{one.handle}  withdrawn {_time(one.modified)}", ITEM)
        return
    facts = [fact for some in one.facts.values() for fact in some]
    title = _shortened(" ".join(plain(title_of(one.kind, [_said(fact) for fact in facts])).split()))
    yield Paragraph(f"[{one.marking}] {one.handle}  {title}", ITEM)
    yield Paragraph(f"Last change: {_time(one.modified)}", FACT)
    for fact in facts:
        yield Paragraph(_fact(fact, one.kind), FACT)


def _fact(fact: Fact, kind: Kind) -> str:
    label = PARTICULARS[kind][fact.name].label
    by, on = (f"says {fact.by}" if fact.by else ""), (f"on {fact.on}" if fact.on else "")
    besides = "; ".join(filter(None, (fact.state, by, on)))
    told = f"{fact.value} ({besides})" if besides else fact.value
    return f"[{fact.tlp.label}] {label}: {plain(told)}"


def _said(fact: Fact) -> Particular:
    return Particular(fact.name, fact.value, fact.state, fact.by, fact.on, ())


def _shortened(title: str) -> str:
    return title if len(title) <= LONGEST else f"{title[: LONGEST - 1]}…"


def _time(minute: str) -> str:
    """Return a minute as people read it: 2031-03-04 09:30 UTC."""
    return f"{minute[:10]} {minute[11:16]} UTC"
