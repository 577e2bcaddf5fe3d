"""What is asked for to queries of tantivy: over one index, weighed as one of several.

Promises: words are looked for in every reading of a page and among what is indexed whole; a page counts
once, by the reading that fits best. Over several indexes a word's rarity is that of all of them together:
each index's own is taken out and the common one put in, so that scores can be merged. What remains its own
is the average length of a page: over four releases read by three engines 88 of 100 of the first twenty hits
were those of one index over all, 83 without the change (``benchmarks/search.py``).
A beginning becomes the words that begin so, the most frequent weighed, all of them found.
Fields filter and weigh nothing. Never passes text of a reader's to a parser of tantivy's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import log

import tantivy
from tantivy import FieldType, Occur, Query

from tearline.reading.searching.asked import (
    All,
    Compound,
    Either,
    Filter,
    Node,
    Phrase,
    Prefix,
    Word,
)
from tearline.reading.searching.fields import FILTERS, Kind
from tearline.reading.searching.index import PageIndex

WEIGHED = (
    50  # forms of a beginning that are weighed; the others are found and weigh next to nothing
)
_LEAST = 0.01
_REMEMBERED = 100_000  # words whose pages are kept in mind
_FARTHEST = 99_999_999  # later than any day


@dataclass(frozen=True, slots=True)
class Expansion:
    """A beginning and the words it became: how many, and the most frequent with their pages."""

    prefix: str
    count: int
    most: tuple[tuple[str, int], ...]


@dataclass(slots=True)
class Vocabulary:
    """The words of several indexes as one: in how many pages each stands."""

    indexes: Sequence[PageIndex]
    _pages: dict[tuple[str, str], tuple[int, ...]] = field(default_factory=dict)

    def of_each(self, name: str, word: str) -> tuple[int, ...]:
        """Return the pages of each index that have a word in one field."""
        key = (name, word)
        found = self._pages.get(key)
        if found is None:
            found = tuple(one.searcher.doc_freq(name, word) for one in self.indexes)
            if len(self._pages) >= _REMEMBERED:
                self._pages.clear()
            self._pages[key] = found
        return found

    def pages(self, word: str) -> int:
        """Return the pages that have a word: of the reading in which it is the more frequent."""
        return max(sum(self.of_each(name, word)) for name in self.readings())

    def readings(self) -> tuple[str, ...]:
        """Return the fields that hold readings of pages."""
        return ("text", "text_alt") if any(i.built.others for i in self.indexes) else ("text",)

    def weight(self, at: int, name: str, words: Sequence[str]) -> float:
        """Return what makes the rarity of words in index ``at`` that in all indexes together."""
        if len(self.indexes) == 1:
            return 1.0
        total = sum(one.searcher.num_docs for one in self.indexes)
        common = own = 0.0
        for word in words:
            each = self.of_each(name, word)
            common += _rarity(total, sum(each))
            own += _rarity(self.indexes[at].searcher.num_docs, each[at])
        return common / own

    def beginning(self, names: Iterable[str], prefix: str) -> dict[str, int]:
        """Return the words that begin so, with their pages, the most frequent first."""
        found: dict[str, int] = {}
        for name in names:
            for one in self.indexes:
                for word, pages in one.searcher.terms_with_prefix(name, prefix):
                    found[word] = found.get(word, 0) + pages
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


class Translation:
    """One question put to all indexes: ``query(n)`` is that for index ``n``."""

    def __init__(
        self, root: Node, also: Mapping[str, Sequence[str]], vocabulary: Vocabulary
    ) -> None:
        """Take the question, and the other forms that a reader added to its words."""
        self._root, self._also, self._words = root, also, vocabulary
        self._beginnings: dict[tuple[str, ...], dict[str, int]] = {}

    def query(self, at: int) -> Query:
        """Return tantivy's query for one index."""
        return self._node(at, self._root)

    def expansions(self) -> tuple[Expansion, ...]:
        """Return the beginnings that were met, each with its words."""
        return tuple(
            Expansion("".join(pieces), len(found), tuple(found.items())[:10])
            for pieces, found in self._beginnings.items()
        )

    def _node(self, at: int, node: Node) -> Query:
        match node:
            case All():
                parts = [(Occur.Must, self._node(at, part)) for part in node.parts]
                parts += [(Occur.MustNot, self._node(at, part)) for part in node.without]
                return Query.boolean_query(parts)
            case Either():
                return Query.boolean_query([(Occur.Should, self._node(at, p)) for p in node.parts])
            case Word():
                forms = (node.word, *self._also.get(node.word, ()))
                return _best(q for form in forms for q in self._word(at, form, ("whole",)))
            case Compound():
                found = self._word(at, node.whole, ("whole", "number"))
                return _best([*self._side_by_side(at, node.pieces, None), *found])
            case Phrase():
                return _best(self._side_by_side(at, node.words, node.near))
            case Prefix():
                return self._prefix(at, node)
            case Filter():
                return Query.const_score_query(self._filter(at, node), 0.0)

    def _word(self, at: int, word: str, wholes: Sequence[str]) -> list[Query]:
        """Return a query for each field of the index that has the word."""
        return [
            self._term(at, name, word)
            for name in (*self._words.readings(), *wholes)
            if self._words.of_each(name, word)[at]
        ]

    def _term(self, at: int, name: str, word: str) -> Query:
        made = Query.term_query(self._schema(at), name, word)
        return _boosted(made, self._words.weight(at, name, (word,)))

    def _side_by_side(self, at: int, words: Sequence[str], near: int | None) -> list[Query]:
        """Return phrases over each reading; nearness is both orders, so many words between."""
        made: list[Query] = []
        for name in self._words.readings():
            if not all(self._words.of_each(name, word)[at] for word in words):
                continue
            schema = self._schema(at)
            phrases = [
                Query.phrase_query(schema, name, order, slop)
                for order, slop in _orders(words, near)
            ]
            made.append(_boosted(_best(phrases), self._words.weight(at, name, words)))
        return made

    def _prefix(self, at: int, node: Prefix) -> Query:
        """Return the words that begin so, in this index."""
        several = len(node.pieces) > 1
        names = ("whole", "number") if several else self._words.readings()
        if node.pieces not in self._beginnings:
            found = self._words.beginning(names, "".join(node.pieces))
            self._beginnings[node.pieces] = found
        forms = list(self._beginnings[node.pieces])
        weighed = [
            self._term(at, name, word)
            for word in forms[:WEIGHED]
            for name in names
            if self._words.of_each(name, word)[at]
        ]
        if rest := forms[WEIGHED:]:
            for name in names:
                made = Query.term_set_query(self._schema(at), name, rest)
                weighed.append(Query.const_score_query(made, _LEAST))
        return _best(weighed)

    def _filter(self, at: int, node: Filter) -> Query:
        names, kind = FILTERS[node.name]
        schema = self._schema(at)
        if kind is Kind.DATE:
            first = _range(schema, "date_first", 0, node.high)
            last = _range(schema, "date_last", node.low, None)
            return Query.boolean_query([(Occur.Must, first), (Occur.Must, last)])
        if kind is Kind.NUMBER:
            return _range(schema, names[0], node.low, node.high)
        made: list[Query] = []
        for name in names:
            if node.prefix:
                searcher = self._words.indexes[at].searcher
                # The last word's beginning; the words before it stand before it.
                *before, begun = node.words
                ends = [word for word, _ in searcher.terms_with_prefix(name, begun)]
                if not before:
                    made.append(Query.term_set_query(schema, name, ends) if ends else _nothing())
                else:
                    made += [Query.phrase_query(schema, name, [*before, end]) for end in ends]
            elif len(node.words) == 1:
                made.append(Query.term_query(schema, name, node.words[0]))
            else:
                made.append(Query.phrase_query(schema, name, list(node.words)))
        return _best(made)

    def _schema(self, at: int) -> tantivy.Schema:
        return self._words.indexes[at].schema


def _orders(
    words: Sequence[str], near: int | None
) -> Iterator[tuple[list[str | tuple[int, str]], int]]:
    """Yield the phrases that words come to, each with how far its words may be apart."""
    if near is None:
        yield [*words], 0
    elif words[0] != words[1]:
        yield [*words], near
        yield [*words[::-1]], near
    else:  # tantivy takes one place of a word for both: so each distance by itself
        for apart in range(1, near + 2):
            yield [(0, words[0]), (apart, words[1])], 0


def _rarity(total: int, pages: int) -> float:
    """Return what BM25 makes of a word in so many pages of all."""
    return log(1 + (total - pages + 0.5) / (pages + 0.5))


def _range(schema: tantivy.Schema, name: str, low: int | None, high: int | None) -> Query:
    top = _FARTHEST if high is None else high
    return Query.range_query(schema, name, FieldType.Unsigned, low or 0, top)


def _boosted(query: Query, weight: float) -> Query:
    return query if weight == 1.0 else Query.boost_query(query, weight)


def _best(queries: Iterable[Query]) -> Query:
    """Return the best of several, nothing where there are none."""
    found = list(queries)
    if len(found) == 1:
        return found[0]
    return Query.disjunction_max_query(found) if found else _nothing()


def _nothing() -> Query:
    return Query.empty_query()
