"""Which records are copies of one another: half the pages of the shorter one stand in the other too.

Promises: pages that stand in many records as forms or sheets count for nothing, so that two records are
no copies because both have an identification sheet. The earliest record given speaks for its copies; a
copy of a copy is one only if it shares half its pages with the first one too.
Does not promise copies among records that say too little to be compared, nor bad readings of one paper.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import permutations

from tearline.reading.alike.duplicates import Groups, groups
from tearline.reading.alike.page_text import PageText, Where
from tearline.reading.alike.templates import TemplateKind

SHARE = 0.5  # of the pages of the shorter record


def copied_records(pages: Iterable[PageText]) -> dict[str, str]:
    """Return each record that has pages, with the record that speaks for it: itself where none does."""
    counts: Counter[str] = Counter()

    def counted() -> Iterator[PageText]:
        for page in pages:
            counts[page.where.record] += 1
            yield page

    found = groups(counted())
    for place in _untelling(found):
        counts[place.record] -= 1
    shared = _shared(found)
    speaks: dict[str, str] = {}
    for record in counts:
        if record in speaks:
            continue
        speaks[record] = record
        for other, own in shared.get(record, {}).items():
            if other in speaks:
                continue
            both = min(len(own), len(shared[other][record]))
            if both and both >= SHARE * min(counts[record], counts[other]):
                speaks[other] = record
    return speaks


def _untelling(found: Groups) -> Iterator[Where]:
    """Yield the pages that say nothing of a record's likeness to others."""
    yield from found.empty
    yield from found.short
    for form in found.templates:
        if form.kind is not TemplateKind.COPIED:
            yield from form.pages


def _shared(found: Groups) -> dict[str, dict[str, set[Where]]]:
    """Return, record by record, its pages that each other record has too, exact or alike."""
    forms = {
        place
        for form in found.templates
        if form.kind is not TemplateKind.COPIED
        for place in form.pages
    }
    exact = {group[0]: group for group in found.exact}
    sets = [*found.exact, *(form.pages for form in found.templates if form.pages[0] not in forms)]
    sets += [
        (*exact.get(pair.first, (pair.first,)), *exact.get(pair.second, (pair.second,)))
        for pair in found.pairs
    ]
    shared: dict[str, dict[str, set[Where]]] = defaultdict(lambda: defaultdict(set))
    for places in sets:
        told = [place for place in places if place not in forms]
        for one, other in permutations(told, 2):
            if one.record != other.record:
                shared[one.record][other.record].add(one)
    return shared
