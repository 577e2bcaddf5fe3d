"""A view as a paper: what a person at the partner's reads, every portion with its mark.

Promises: each fact stands there in its words, with who says so and its own mark before it; the edition's
mark stands at the top and the end of every item's list; what was withdrawn is named by its handle. Equal
views are equal bytes. Letters that our type lacks are drawn as empty boxes and stay in the text; writing
from right to left stands in the order it is stored in.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping

from tearline.editions.lines import COLUMNS
from tearline.editions.papers.tables import Withdrawn
from tearline.editions.set_text import to_pdf
from tearline.editions.stix.incident import name_of
from tearline.model.partner_view import Fact, PartnerView, SharedItem
from tearline.model.register import PARTICULARS, Kind

_HEADINGS = {
    Kind.INCIDENT: "Incidents",
    Kind.STATEMENT: "Statements",
    Kind.COMMITMENT: "Commitments",
}
_INDENT = "    "
_ITEMS_A_PAGE = 60  # rows; the marking is repeated at least so often


def sheet(view: PartnerView, modified: Mapping[str, str], withdrawn: Withdrawn = ()) -> bytes:
    """Return the paper as a PDF; ``modified``: the newest time of each item's objects, by item."""
    return to_pdf(text(view, modified, withdrawn), view.title)


def text(view: PartnerView, modified: Mapping[str, str], withdrawn: Withdrawn = ()) -> str:
    """Return the paper's words, line by line, a form feed before each page after the first."""
    pages = list(_pages(list(_lines(view, modified, withdrawn)), view.marking.label))
    return "\f".join("\n".join(page) for page in pages) + "\n"


def _pages(lines: list[str], marking: str) -> Iterator[list[str]]:
    """Yield pages of lines with the edition's marking above and below each."""
    banner = marking.center(COLUMNS).rstrip()
    for at in range(0, max(len(lines), 1), _ITEMS_A_PAGE):
        yield [banner, "", *lines[at : at + _ITEMS_A_PAGE], "", banner]


def _lines(view: PartnerView, modified: Mapping[str, str], withdrawn: Withdrawn) -> Iterator[str]:
    if view.exercise:
        yield "EXERCISE EXERCISE EXERCISE"
    yield view.title
    yield f"From {view.desk}. Made {view.made[:16].replace('T', ' ')} UTC."
    yield f"Marked {view.marking.label}. The mark before a line is that line's own."
    for kind, heading in _HEADINGS.items():
        items = sorted((one for one in view.items if one.kind is kind), key=lambda one: one.handle)
        if items:
            yield from ("", heading.upper())
        for one in items:
            yield ""
            yield from _item(one, modified[one.id])
    gone = sorted((handle, at) for handle, _, at, _ in withdrawn)
    if gone:
        yield from ("", "WITHDRAWN", "These are no longer shared. Delete what you hold of them.")
        yield from (
            f"{_INDENT}{handle}, since {at[:16].replace('T', ' ')} UTC" for handle, at in gone
        )
    if not view.items and not gone:
        yield from ("", "There is nothing in this edition.")


def _item(one: SharedItem, modified: str) -> Iterator[str]:
    yield from _wrapped(f"[{one.tlp.label}] {name_of(one)}", "")
    yield f"{_INDENT}{one.handle}, as of {modified[:16].replace('T', ' ')} UTC"
    rooms = PARTICULARS[one.kind]
    for fact in one.facts:
        if fact.name != "title":
            yield from _wrapped(
                f"[{fact.tlp.label}] {rooms[fact.name].label}: {_told(fact)}", _INDENT
            )


def _told(fact: Fact) -> str:
    said = ", ".join(filter(None, (fact.state, f"says {fact.by}" if fact.by else "", fact.on)))
    value = " ".join(fact.value.split())
    return f"{value} ({said})" if said else value


def _wrapped(line: str, indent: str) -> list[str]:
    return textwrap.wrap(
        " ".join(line.split()),
        COLUMNS - 2,
        initial_indent=indent,
        subsequent_indent=indent + "  ",
        break_on_hyphens=False,
    )
