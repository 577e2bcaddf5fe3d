"""Same and similar pages, within and across releases: exact copies, near ones, and forms by name.

Promises: every page given is accounted for: it is compared, or it stands among the ``empty`` or the
``short`` ones, which are nobody's duplicates. Exact copies say the same letters and digits, however they
are spaced. Pages that stand in ``FORM`` records and more are one ``Template`` with a name and are in no
pair, unless two of them are ``TWIN`` alike. Never asks what a record is called: a new number is no new
page. One text in memory at a time; the same pages in the same order give the same groups.

Does not promise: that two pages alike are one page; two sheets of one form can be (``pairs`` go
through ``findings.duplicates.confirmed`` for that, which reads both texts). Nor pairs of two bad readings
of one page, which share little: ask for them one by one (``earlier.OldPages``). Why not the desk's
``findings.duplicates.same_pages``: made for a collection's thousands of pages, it keeps 5 KB a page while
it counts and takes 0.5 ms; here it is 1.5 KB and a third of the time.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from tearline.findings.duplicates import Pair
from tearline.reading.alike.buckets import Alike, alike
from tearline.reading.alike.page_text import PageText, Where
from tearline.reading.alike.sketches import LEAST_LETTERS, Sketches, digest, letters, sketches
from tearline.reading.alike.templates import HEAD, Template, template

__all__ = ["Groups", "PageText", "Where", "groups"]

FORM = 8  # records that have a page, from which it is a form or a sheet, and no longer a pair
TWIN = 0.9  # likeness from which two sheets of one form are a pair all the same
_TELLING = 12  # letters a short page needs to be named when many records have it
_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class Groups:
    """What was found among ``pages`` pages.

    ``exact``: pages that say the same, each group in the order they came, two or more of them.
    ``pairs``: (first, second, likeness 0-1), one page speaking for its exact copies.
    ``templates``: forms and sheets, the most frequent first. ``empty``: pages without a letter;
    ``short``: pages with too few to be compared, and in no template.
    """

    pages: int
    exact: tuple[tuple[Where, ...], ...]
    pairs: tuple[Pair[Where], ...]
    templates: tuple[Template, ...]
    empty: tuple[Where, ...]
    short: tuple[Where, ...]


def groups(pages: Iterable[PageText]) -> Groups:
    """Return the groups of any number of pages, read once, in their order."""
    found = _Distinct()
    for chunk in _chunks(pages):
        found.add(chunk)
    near = alike(found.sketches())
    templates, of_row = _templates(found, near)
    return Groups(
        found.count,
        tuple(tuple(places) for places in found.places if len(places) > 1),
        tuple(_pairs(found, near, of_row)),
        templates,
        tuple(found.empty),
        tuple(found.untold()),
    )


class _Distinct:
    """The pages, each text once: where it stands, how it begins, its sketch."""

    def __init__(self) -> None:
        self.count = 0
        self.places: list[list[Where]] = []
        self.heads: list[str] = []
        self.empty: list[Where] = []
        self.short: dict[int, list[Where]] = {}  # by digest
        self.short_heads: dict[int, str] = {}
        self._rows: dict[int, int] = {}
        self._sketches: list[Sketches] = []

    def add(self, chunk: Iterable[PageText]) -> None:
        """Take some pages in."""
        new: list[bytes] = []
        for where, text in chunk:
            self.count += 1
            run = letters(text)
            if not run:
                self.empty.append(where)
                continue
            key = digest(run)
            if len(run) < LEAST_LETTERS:
                self.short.setdefault(key, []).append(where)
                self.short_heads.setdefault(key, text[:HEAD] if len(run) >= _TELLING else "")
                continue
            row = self._rows.setdefault(key, len(self.places))
            if row < len(self.places):
                self.places[row].append(where)
            else:
                self.places.append([where])
                self.heads.append(text[:HEAD])
                new.append(run)
        self._sketches.append(sketches(new))

    def is_form(self, key: int) -> bool:
        """Say whether a short text stands in so many records that it is a sheet of its own."""
        return bool(self.short_heads[key]) and len(_records(self.short[key])) >= FORM

    def untold(self) -> Iterator[Where]:
        """Yield the short pages that are nobody's."""
        for key, places in self.short.items():
            if not self.is_form(key):
                yield from places

    def sketches(self) -> Sketches:
        """Return a row for each distinct page, and let go of the parts."""
        whole = np.concatenate(self._sketches) if self._sketches else sketches([])
        self._sketches.clear()
        return whole


def _templates(found: _Distinct, near: Alike) -> tuple[tuple[Template, ...], dict[int, int]]:
    """Return the templates, and the template of each row that is in one."""
    of_row = _forms(found, near)
    members: dict[int, list[int]] = {row: [row] for row in dict.fromkeys(of_row.values())}
    for row, leader in of_row.items():
        if row != leader:
            members[leader].append(row)
    made = [
        template(
            found.places[leader][0],
            [place for row in rows for place in found.places[row]],
            [found.heads[row] for row in rows],
        )
        for leader, rows in members.items()
    ]
    for key, places in found.short.items():
        if found.is_form(key):
            made.append(template(places[0], places, [found.short_heads[key]]))
    return tuple(sorted(made, key=lambda one: (-len(one.pages), one.example))), of_row


def _forms(found: _Distinct, near: Alike) -> dict[int, int]:
    """Return the leading row of the form of each row that is on one.

    The page with the most pages like it leads and takes them; what it took, no other takes. A page with
    as many like it in one form joins that form instead of leading, and brings nobody; in the end so
    does a page most of whose like are in one form.
    """
    partners: dict[int, list[int]] = defaultdict(list)
    for first, second in zip(near.first.tolist(), near.second.tolist(), strict=True):
        partners[first].append(second)
        partners[second].append(first)
    alone = (row for row, places in enumerate(found.places) if len(places) >= FORM)
    asked = sorted({*partners, *alone}, key=lambda row: (-len(partners[row]), row))
    of_row: dict[int, int] = {}

    def usual(row: int) -> tuple[int, int]:
        forms = Counter(of_row[other] for other in partners[row] if other in of_row)
        return max(((n, -leader) for leader, n in forms.items()), default=(0, 0))

    for row in asked:
        if row in of_row or len(partners[row]) + len(found.places[row]) < FORM:
            continue
        like_it, leader = usual(row)
        if like_it >= FORM:
            of_row[row] = -leader
            continue
        taken = [row, *(other for other in partners[row] if other not in of_row)]
        if len(_records(place for one in taken for place in found.places[one])) >= FORM:
            of_row.update(dict.fromkeys(taken, row))
    for row in asked:
        like_it, leader = usual(row)
        if row not in of_row and 2 * like_it > len(partners[row]):
            of_row[row] = -leader
    return of_row


def _pairs(found: _Distinct, near: Alike, of_row: dict[int, int]) -> Iterator[Pair[Where]]:
    """Yield the pairs that no template explains."""
    rows = zip(near.first.tolist(), near.second.tolist(), near.likeness.tolist(), strict=True)
    for first, second, share in rows:
        same_form = first in of_row and of_row[first] == of_row.get(second)
        if share >= TWIN or not same_form:
            yield Pair(found.places[first][0], found.places[second][0], round(share, 3))


def _records(places: Iterable[Where]) -> set[str]:
    return {place.record for place in places}


def _chunks(pages: Iterable[PageText]) -> Iterator[list[PageText]]:
    flow = iter(pages)
    while chunk := list(islice(flow, _AT_ONCE)):
        yield chunk
