"""Related records: from a few that belong, the rest ranked, with reasons, and relearned as the reader labels.

Promises: a start from one record on, by its terms (``likest``); from five labels on, three of them yes, by
what the labels teach (``learned``), and each row says by which. Every rank has its reasons: the terms it is
made of with their places, those that tell a reader why before words of forms. A copy of a labelled record
is shown as its copy, apart, and is neither ranked nor drawn. Labels of records that are not there are said,
not dropped. The same records, labels and seed give the same ranks.

Does not promise that what ranks high belongs, nor that what does not rank high is unrelated: how much is
left is for a sample to say (``elusion``). A record without a word is listed as ``unranked``.
Holds every text compressed (half a KB a page) and the table of terms: 0.6 GB for 37,000 records, estimated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Self

import numpy as np
import zstandard
from numpy.typing import NDArray

from tearline.errors import UsageError
from tearline.reading.alike.copied_records import copied_records
from tearline.reading.alike.page_text import PageText, Where
from tearline.reading.relating import learned, likest
from tearline.reading.relating.elusion import SIZE, Left, drawn, left
from tearline.reading.relating.form_words import form_words
from tearline.reading.relating.labels import Labels
from tearline.reading.relating.subject_terms import Material, Place, TermTable, placed
from tearline.reading.relating.telling import Says, Telling

_PLACES = 3  # of a term, shown with a reason


@dataclass(frozen=True, slots=True)
class Reason:
    """A term, what it adds to the score, the first places of it in the record, and whether it tells why."""

    term: str
    weight: float
    places: tuple[Place, ...]
    says: Says


@dataclass(frozen=True, slots=True)
class Ranked:
    """An unlabelled record. ``by``: 'terms' or 'labels'; ``copies``: others that hold the same pages."""

    record: str
    score: float
    by: str
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranking:
    """What is to be read next, the likest first.

    ``copies``: (record, the labelled one it is a copy of, that one's label). ``unranked``: records without
    a term that others have. ``absent``: labelled records that are not there. ``terms``: those asked for,
    the heaviest first, each with its weight; ``by`` as in the rows.
    """

    rows: tuple[Ranked, ...]
    by: str
    terms: tuple[tuple[str, float], ...]
    copies: tuple[tuple[str, str, bool], ...]
    unranked: tuple[str, ...]
    absent: tuple[str, ...]


class RelatedRecords:
    """Records to be ranked; ``build`` once, then ``rank`` after every few labels."""

    def __init__(self, materials: Iterable[Material]) -> None:
        """Count the terms of all records, read once. UsageError: two records of one name, or none."""
        self._rows: dict[str, int] = {}
        self._kept: list[tuple[dict[str, str], list[int], bytes]] = []
        self._press = zstandard.ZstdCompressor(level=3)
        self._speaks: dict[str, str] = {}
        for material in materials:
            self._keep(material)
        if not self._rows:
            raise UsageError("there is no record to rank", "Name a release that has records.")
        self._speaks |= copied_records(self._pages())
        copies = {record for record, speaks in self._speaks.items() if record != speaks}
        alone = [record for record in self._rows if record not in copies]
        self._table = TermTable.of(map(self._material, self._rows), copies)
        self._telling = Telling(self._table, form_words(alone, self._material))
        self._saturated = likest.saturated(self._table)
        self._values: NDArray[np.float64] | None = None
        self._weights: NDArray[np.float64] | None = None
        self._entries = self._saturated

    @classmethod
    def build(cls, materials: Iterable[Material]) -> Self:
        """Return the records, ready to be ranked."""
        return cls(materials)

    @property
    def records(self) -> tuple[str, ...]:
        """Return the records' keys in the order they came."""
        return tuple(self._rows)

    def rank(self, labels: Labels, seed: int = 0, *, learn: bool = True) -> Ranking:
        """Return every unlabelled record by likeness to the labelled ones; by terms alone if not ``learn``.

        UsageError: no label says yes, or none of those that do names a record that is here.
        """
        held = {record: label.yes for record, label in labels.held.items()}
        absent = tuple(record for record in held if record not in self._rows)
        yes = [self._rows[record] for record in labels.yes if record in self._rows]
        no = [self._rows[record] for record in labels.no if record in self._rows]
        if not yes:
            what = "none of the records that were said to belong is here" if labels.yes else (
                "no record was said to belong yet"
            )  # fmt: skip
            raise UsageError(what, "Name one record, or label one `yes`, to start from.")
        by = "labels" if learn and learned.ready(len(yes), len(no)) else "terms"
        if by == "labels":
            if self._values is None:
                self._values = learned.values(self._table)
            self._entries = self._values
            self._weights = learned.weighed(self._table, self._values, yes, no, seed)
        else:
            self._entries = self._saturated
            self._weights = likest.wanted(self._table, self._saturated, yes, no)
        scores = likest.scored(self._table, self._entries, self._weights)
        order = sorted(self._rows, key=lambda record: (-scores[self._rows[record]], record))
        groups = self._groups()
        copies = tuple(self._copied(held, groups))
        taken = {*held, *(record for record, _, _ in copies)}
        unranked = tuple(r for r in order if r not in taken and self._empty(r))
        taken |= set(unranked)
        rows: list[Ranked] = []
        for record in order:
            if record in taken:
                continue
            # The best of several copies is shown, the others beside it.
            others = tuple(
                one for one in groups[self._speaks[record]] if one not in {record, *taken}
            )
            taken |= {record, *others}
            rows.append(Ranked(record, float(scores[self._rows[record]]), by, others))
        top = np.argsort(-self._weights, kind="stable")[: likest.WANTED]
        heaviest = ((self._table.names[term], float(self._weights[term])) for term in top)
        asked = tuple((name, weight) for name, weight in heaviest if weight > 0)
        return Ranking(tuple(rows), by, asked, copies, unranked, absent)

    def why(self, record: str, most: int = 8) -> tuple[Reason, ...]:
        """Return terms that a record's score in the last ranking is made of, with their places in it.

        Those that tell a reader why (``telling``) come first, then words of forms, common and strange
        ones, the heaviest first of both. By terms, all together weigh what the record scored.
        """
        if self._weights is None:
            raise UsageError("nothing was ranked yet", "Rank the records first.")
        if record not in self._rows:
            raise UsageError(f"{record} is not among the records", "Name one that is listed.")
        part = self._table.row(self._rows[record])
        ids = self._table.ids[part]
        weights = self._entries[part] * self._weights[ids]
        heaviest = [at for at in np.argsort(-weights, kind="stable") if weights[at] > 0]
        says = {at: self._telling.says(int(ids[at])) for at in heaviest}
        chosen = sorted(heaviest, key=lambda at: says[at] is not Says.SUBJECT)[:most]
        names = {self._table.names[ids[at]]: at for at in chosen}
        places: dict[str, list[Place]] = {name: [] for name in names}
        for term, place in placed(self._material(record)):
            if term in places and len(places[term]) < _PLACES:
                places[term].append(place)
        return tuple(
            Reason(name, float(weights[at]), tuple(places[name]), says[at])
            for name, at in names.items()
        )

    def sample(
        self, ranking: Ranking, *, cut: int = 0, size: int = SIZE, seed: int = 0
    ) -> tuple[str, ...]:
        """Return records drawn at random from those ranked below the first ``cut``, in reading order."""
        return drawn(self._below(ranking, cut), size, seed)

    def left(self, ranking: Ranking, labels: Labels, *, cut: int = 0) -> Left:
        """Return what the last sample of a file of labels says of what is left to find.

        ``ranking`` is the one after those labels. UsageError: no sample was drawn.
        """
        if not labels.samples:
            raise UsageError("no sample was drawn yet", "Draw one, and label its records.")
        last = labels.samples[-1]
        held = {record: label.yes for record, label in labels.held.items()}
        sampled = set(last.records)
        copies = {record: said for record, _, said in ranking.copies}
        found = sum(said for record, said in {**copies, **held}.items() if record not in sampled)
        return left(last.records, held, of=last.of, found=found, unread=min(cut, len(ranking.rows)))

    def population(self, ranking: Ranking, cut: int = 0) -> int:
        """Return how many records a sample below ``cut`` is drawn from: what its line states as ``of``."""
        return len(self._below(ranking, cut))

    def _below(self, ranking: Ranking, cut: int) -> list[str]:
        return [*(row.record for row in ranking.rows[cut:]), *ranking.unranked]

    def _copied(
        self, held: dict[str, bool], groups: dict[str, list[str]]
    ) -> Iterator[tuple[str, str, bool]]:
        """Yield the unlabelled copies of labelled records, each once; a yes goes before a no."""
        shown: set[str] = set()
        for record in sorted(held, key=lambda one: not held[one]):
            for other in groups.get(self._speaks.get(record, ""), []):
                if other not in held and other not in shown:
                    shown.add(other)
                    yield other, record, held[record]

    def _groups(self) -> dict[str, list[str]]:
        groups: dict[str, list[str]] = {}
        for record, speaker in self._speaks.items():
            groups.setdefault(speaker, []).append(record)
        return groups

    def _empty(self, record: str) -> bool:
        part = self._table.row(self._rows[record])
        return int(part.start) == int(part.stop)

    def _keep(self, material: Material) -> None:
        """Keep a record, compressed."""
        if material.record in self._rows:
            what = f"{material.record} came twice"
            raise UsageError(what, "Give a record once, with the pages of all its releases.")
        self._rows[material.record] = len(self._rows)
        self._speaks[material.record] = material.record
        text = self._press.compress("".join(material.pages).encode("utf-8", "surrogatepass"))
        self._kept.append((dict(material.fields), [len(page) for page in material.pages], text))

    def _material(self, record: str) -> Material:
        fields, lengths, kept = self._kept[self._rows[record]]
        text = zstandard.ZstdDecompressor().decompress(kept).decode("utf-8", "surrogatepass")
        ends = list(accumulate(lengths))
        pages = [text[end - length : end] for end, length in zip(ends, lengths, strict=True)]
        return Material(record, pages, fields)

    def _pages(self) -> Iterator[PageText]:
        for record in self._rows:
            for number, text in enumerate(self._material(record).pages, 1):
                yield PageText(Where("", record, number), text)
