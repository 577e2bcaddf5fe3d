"""Search over releases, or over any indexes of the same form: a query to pages, best first.

Promises: a hit is a page, with the piece of its text that says why and a permanent address. Nothing is
added to a query but what the reader chose, and the answer names it: the forms of chips, the words that a
beginning became. What cannot be found by words (pages without any, undated records, records without pages
or with files at fault) is counted in every answer, so that "no hits" is never "nothing there".
Does not escape: text and spans are handed out, the renderer escapes. Does not open files of a release but to
build an index and to give boxes, and then only with the hash its manifest lists.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

import tantivy

from tearline.errors import UsageError
from tearline.model.area import Area
from tearline.reading.released import Fault, ReleaseFolder
from tearline.reading.searching.asked import Query
from tearline.reading.searching.chips import Form, expand
from tearline.reading.searching.fields import FACETS, PARTS, tokens
from tearline.reading.searching.index import PageIndex, open_release, sound
from tearline.reading.searching.query import parse
from tearline.reading.searching.snippets import Marker, ShownPage, Snippet, areas, marker, snippet
from tearline.reading.searching.translating import Expansion, Translation, Vocabulary

DEEPEST = 10_000  # hits that can be paged through
_BUCKETS = 10_000_000  # distinct values of a facet: all of them
_AT_ONCE = 30_000  # records counted in one go: the index refuses to count more than 65,000 values
_MUST = tantivy.Occur.Must
_FORMS = 50  # forms added to one word

PageSource = Callable[[str, str, int], ShownPage | None]


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that was found. ``reading`` names who read the text of the snippet, '' the release's own.

    ``areas``: boxes of the words found, in 1/100 points of the page as shown; empty unless asked for, and
    where the words stand in another reading than the release's. ``also_in``: if asked for, the other
    releases in which the query finds this page of the record, newest first; its text may be another there.
    """

    record: str
    release: str
    page: int
    score: float
    snippet: Snippet
    reading: str
    title: str
    date: str
    verified: bool
    areas: tuple[Area, ...] = ()
    also_in: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """Return its permanent address, from the root of the room; without a release, of the desk."""
        names = "/".join(quote(one, safe="") for one in (self.record, self.release) if one)
        return f"/record/{names}/page/{self.page}"


@dataclass(frozen=True, slots=True)
class Unfound:
    """What no word can find: pages without one, pages of undated records, records without pages, faults."""

    empty: int
    undated: int
    without_pages: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found: ``pages`` in all, of them ``hits`` from ``offset`` on.

    ``records`` and ``facets`` are None unless asked for; a record in two releases counts once.
    ``added``: word -> the forms that the reader added, ``offered``: word -> forms to choose from.
    """

    query: Query
    pages: int
    hits: tuple[Hit, ...]
    offset: int
    unfound: Unfound
    records: int | None = None
    facets: Mapping[str, tuple[tuple[str, int], ...]] | None = None
    added: Mapping[str, tuple[Form, ...]] = field(default_factory=dict)
    offered: Mapping[str, tuple[Form, ...]] = field(default_factory=dict)
    expansions: tuple[Expansion, ...] = ()

    def notes(self) -> tuple[str, ...]:
        """Return what a reader has to know beside the hits, a sentence each."""
        told = [f"{sign!r} stands alone and was left out." for sign in self.query.ignored]
        told += [
            f'{word} is looked for as a word here; words near each other are "a b"~5.'
            for word in self.query.foreign
        ]
        for word, forms in self.added.items():
            told.append(f"{word}, also as {', '.join(f'{f.form} {f.pages}' for f in forms)}.")
        told += [
            f"{one.prefix}* stands for {one.count:,} word{'' if one.count == 1 else 's'}."
            for one in self.expansions
        ]
        cannot = self.unfound
        if cannot.empty:
            told.append(f"{_have(cannot.empty, 'page')} no text and cannot be found by words.")
        if cannot.undated and self.query.is_dated():
            told.append(
                f"{_have(cannot.undated, 'page')} no known date and cannot be found by one."
            )
        if cannot.without_pages:
            told.append(f"{_have(cannot.without_pages, 'record')} no page that can be searched.")
        if at_fault := len({fault.record for fault in cannot.faults if fault.record}):
            told.append(f"{_have(at_fault, 'record')} files that are not what the manifest lists.")
        return tuple(told)


class Search:
    """Several indexes searched as one."""

    def __init__(self, indexes: Sequence[PageIndex], source: PageSource | None = None) -> None:
        """Take opened indexes; ``source`` gives a page's words (record, release, page) for its boxes.

        UsageError: there are none, or a release is there twice.
        """
        if not indexes:
            raise UsageError("there is no release to search", "Name at least one.")
        names = Counter(name for one in indexes for name in one.built.releases)
        if twice := [name for name, count in names.items() if count > 1]:
            why = f"the release '{twice[0]}' is there twice"
            raise UsageError(why, "Name each release once; addresses are made of its label.")
        # Equal scores keep the order of the indexes: the newest release first.
        ordered = sorted(indexes, key=lambda one: one.built.date, reverse=True)
        self._indexes, self._source = tuple(ordered), source
        self._words = Vocabulary(self._indexes)
        self._unfound = Unfound(
            sum(one.built.empty for one in indexes),
            sum(one.built.undated for one in indexes),
            _without_pages(self._indexes),
            tuple(fault for one in indexes for fault in one.built.told()),
        )

    @classmethod
    def of_releases(cls, releases: Iterable[ReleaseFolder], cache: Path) -> Search:
        """Open releases, building the indexes that are missing in ``cache``."""
        folders = list(releases)
        by_label = {folder.label: folder for folder in folders}

        def source(record: str, release: str, page: int) -> ShownPage | None:
            return by_label[release].page(record, page)

        return cls([open_release(folder, cache) for folder in folders], source)

    def search(
        self,
        text: str,
        *,
        limit: int = 20,
        offset: int = 0,
        also: Mapping[str, Sequence[str]] | None = None,
        facets: bool = False,
        chips: bool = False,
        boxes: bool = False,
        editions: bool = False,
    ) -> Answer:
        """Search. ``also``: word -> other forms to take for it too; ``chips`` offers such forms.

        ``editions`` fills ``also_in`` of each hit.

        QueryError (a UsageError): the query cannot be read, and where. UsageError: too far down, or an index
        is damaged.
        """
        asked = parse(text)
        if limit < 1 or offset < 0 or offset + limit > DEEPEST:
            why = f"hits {offset + 1} to {offset + limit} cannot be shown"
            raise UsageError(why, f"The first {DEEPEST:,} can; say more closely what you look for.")
        forms = _chosen(also or {}, asked)
        with sound(*(one.folder for one in self._indexes)):
            return self._answer(asked, forms, limit, offset, facets, chips, boxes, editions)

    def _answer(
        self,
        asked: Query,
        forms: Mapping[str, tuple[str, ...]],
        limit: int,
        offset: int,
        facets: bool,
        chips: bool,
        boxes: bool,
        editions: bool,
    ) -> Answer:
        """Ask every index and put their answers together."""
        translation = Translation(asked.root, forms, self._words)
        queries = [translation.query(at) for at in range(len(self._indexes))]
        found: list[tuple[float, int, tantivy.DocAddress]] = []
        pages = 0
        for at, (one, query) in enumerate(zip(self._indexes, queries, strict=True)):
            result = one.searcher.search(query, offset + limit, count=True)
            pages += int(result.count)  # type: ignore[attr-defined]  # not in its stub
            found += [(score, at, place) for score, place in result.hits]
        # Stable: equal scores keep the order of the indexes, and within one that of its records.
        found.sort(key=lambda hit: -hit[0])
        marks = marker(asked, forms)
        hits = tuple(
            self._hit(score, at, place, marks, boxes=boxes)
            for score, at, place in islice(found, offset, offset + limit)
        )
        if editions and hits and len(self._indexes) > 1:
            hits = self._with_editions(hits, queries)
        records, counts = self._counted(queries) if facets else (None, None)
        return Answer(
            *(asked, pages, hits, offset, self._unfound, records, counts),
            added={word: self._forms(each) for word, each in forms.items()},
            offered=self._offered(asked, forms) if chips else {},
            expansions=translation.expansions(),
        )

    def chips(self, word: str) -> tuple[Form, ...]:
        """Return the forms of one word that scanning may have made of it."""
        found = tokens(word)
        return expand(found[0], self._words) if len(found) == 1 else ()

    def _hit(
        self, score: float, at: int, place: tantivy.DocAddress, marks: Marker, *, boxes: bool
    ) -> Hit:
        """Return a hit with its snippet, from the first reading of the page that has the words."""
        kept = _kept(self._indexes[at], place)
        text, reading = kept["text"], ""
        spans = own = marks.spans(text)
        if not spans:
            for by, other in zip(kept.get("by", ()), kept.get("others", ()), strict=True):
                if spans := marks.spans(other):
                    text, reading = other, by
                    break
        record, release, page = kept["record"], kept["release"], kept["page"]
        boxed: tuple[Area, ...] = ()
        if boxes and own and self._source is not None:
            shown = self._source(record, release, page)
            # A page that is no longer the one that was indexed has other words: no boxes then.
            if shown is not None and shown.text == kept["text"]:
                boxed = areas(shown, own)
        return Hit(
            *(record, release, page, score, snippet(text, spans), reading),
            title=kept.get("title", ""),
            date=kept.get("date", ""),
            verified="unverified" not in kept,
            areas=boxed,
        )

    def _with_editions(
        self, hits: Sequence[Hit], queries: Sequence[tantivy.Query]
    ) -> tuple[Hit, ...]:
        """Return hits with the other releases in which their pages are found too."""
        pages = dict.fromkeys((hit.record, hit.page) for hit in hits)
        labels: dict[tuple[str, int], list[str]] = {page: [] for page in pages}
        for one, query in zip(self._indexes, queries, strict=True):
            both = [(_MUST, query), (_MUST, _any_page(one.schema, pages))]
            result = one.searcher.search(tantivy.Query.boolean_query(both), len(pages), count=False)
            for _, place in result.hits:
                kept = _kept(one, place)
                labels[kept["record"], kept["page"]].append(kept["release"])
        return tuple(
            replace(
                hit,
                also_in=tuple(one for one in labels[hit.record, hit.page] if one != hit.release),
            )
            for hit in hits
        )

    def _counted(
        self, queries: Sequence[tantivy.Query]
    ) -> tuple[int, dict[str, tuple[tuple[str, int], ...]]]:
        """Return the distinct records, and the pages of each value of each facet, most first."""
        counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
        records: set[str] = set()
        for one, query in zip(self._indexes, queries, strict=True):
            answer = one.searcher.aggregate(query, _request({n: f"facet_{n}" for n in FACETS}))
            for name, count in counts.items():
                for bucket in answer[name]["buckets"]:
                    count[bucket["key"]] += int(bucket["doc_count"])
            records.update(_records(one, query))
        ordered = {
            name: tuple(sorted(count.items(), key=lambda item: (-item[1], item[0])))
            for name, count in counts.items()
        }
        return len(records), ordered

    def _forms(self, forms: Sequence[str]) -> tuple[Form, ...]:
        return tuple(Form(form, self._words.pages(form)) for form in forms)

    def _offered(
        self, asked: Query, forms: Mapping[str, Sequence[str]]
    ) -> dict[str, tuple[Form, ...]]:
        """Return forms to choose from for each word, those that were chosen left out."""
        offered: dict[str, tuple[Form, ...]] = {}
        for word in asked.words():
            chosen = set(forms.get(word, ()))
            left = tuple(one for one in expand(word, self._words) if one.form not in chosen)
            if left:
                offered[word] = left
        return offered


def _kept(index: PageIndex, place: tantivy.DocAddress) -> dict[str, Any]:
    """Return what an index keeps of a page."""
    raw: Any = index.searcher.doc(place).get_first("kept")
    kept: dict[str, Any] = json.loads(bytes(raw))
    return kept


def _any_page(schema: tantivy.Schema, pages: Iterable[tuple[str, int]]) -> tantivy.Query:
    """Return what finds any of some pages: records, and numbers in them."""
    each = (
        [
            (_MUST, tantivy.Query.term_query(schema, "record", record)),
            (_MUST, tantivy.Query.term_query(schema, "page", page)),
        ]
        for record, page in pages
    )
    some = [(tantivy.Occur.Should, tantivy.Query.boolean_query(one)) for one in each]
    return tantivy.Query.boolean_query(some)


def _without_pages(indexes: Sequence[PageIndex]) -> int:
    """Count the records that no index has a page of, each once, however many releases name it."""
    names = {name for one in indexes for name in one.built.without}
    written = {name: name.encode("utf-8", "replace").decode("utf-8") for name in names}
    return sum(
        not any(one.searcher.doc_freq("record", written[name]) for one in indexes) for name in names
    )


def _request(fields: Mapping[str, str]) -> dict[str, Any]:
    """Return what asks for every value of some fields and how many pages have it."""
    return {n: {"terms": {"field": where, "size": _BUCKETS}} for n, where in fields.items()}


def _records(index: PageIndex, query: tantivy.Query) -> Iterator[str]:
    """Yield the distinct records of an index's hits, a part of all its records at a time."""
    most = index.built.records or index.searcher.num_docs
    rounds = min(PARTS, -(-most // _AT_ONCE)) or 1
    edges = [PARTS * at // rounds for at in range(rounds + 1)]
    for low, high in pairwise(edges):
        window = tantivy.Query.range_query(
            index.schema, "part", tantivy.FieldType.Unsigned, low, high - 1
        )
        both = [(_MUST, query), (_MUST, window)]
        within = query if rounds == 1 else tantivy.Query.boolean_query(both)
        answer = index.searcher.aggregate(within, _request({"record": "record"}))
        yield from (bucket["key"] for bucket in answer["record"]["buckets"])


def _chosen(also: Mapping[str, Sequence[str]], asked: Query) -> dict[str, tuple[str, ...]]:
    """Return the forms a reader chose, as the index has them. UsageError: one is not a single word."""
    chosen: dict[str, tuple[str, ...]] = {}
    for word, forms in also.items():
        ours, theirs = tokens(word), [tokens(form) for form in forms]
        if len(ours) != 1 or any(len(one) != 1 for one in theirs) or len(theirs) > _FORMS:
            why = f"other forms are single words, up to {_FORMS} of one"
            raise UsageError(why, "Take the forms that are offered.")
        if ours[0] in asked.words() and theirs:
            kept = dict.fromkeys(one[0] for one in theirs if one != ours)
            chosen[ours[0]] = tuple(kept)
    return chosen


def _have(count: int, what: str) -> str:
    return f"1 {what} has" if count == 1 else f"{count:,} {what}s have"
