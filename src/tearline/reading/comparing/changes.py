"""What is new in a release against older ones: typed, page by page, with its own measured error.

Promises: records are matched by key, whatever they are called; each is compared with every older text
of it, one record number in memory at a time; the same input gives the same changes in the same order. The
comparison is run backwards along with it, and each class of words carries the error rate so measured.
What cannot be read, and two releases without a common record, are said. Identical releases have no
words new and none withheld.
Does not promise that a record absent from the new release was withdrawn, unless that release says so:
releases add to each other. Nor that a page missing from a text was: that is a type of its own. Pages are
paired by their texts alone; their pixels are looked at only where words were found, and only between scans
that have word boxes (``evidence``).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from tearline.errors import UsageError
from tearline.model.edition import Status
from tearline.reading.comparing.change import Change, Problem, Summary
from tearline.reading.comparing.copies import Sampled
from tearline.reading.comparing.decoy import error_rate
from tearline.reading.comparing.evidence import Looker
from tearline.reading.comparing.kinds import Position, Type
from tearline.reading.comparing.no_longer import closed_again, missing
from tearline.reading.comparing.plausible import Vocabulary
from tearline.reading.comparing.tokens import Stream
from tearline.reading.comparing.verdicts import Copies, Judge
from tearline.reading.masking import Mask
from tearline.reading.witnesses.witness import Witnesses, WitnessPage

_ASKED = 4  # other records asked at most about one page

_Row = Change | Problem | Summary


def nowhere(key: str, page: WitnessPage) -> str:
    """Say that no other record has the page: for whoever has no index of copies."""
    del key, page
    return ""


def compare(
    old: Sequence[Witnesses],
    new: Sequence[Witnesses],
    *,
    mask: Mask,
    copies: Copies = nowhere,
    show_withheld: bool = False,
) -> Iterator[_Row]:
    """Yield every change, record by record in the order of their keys, then the ``Summary``.

    ``old`` is in the order of release, earliest first; ``new`` is one release, or the parts of one.
    ``mask`` is asked about all words before they are shown; ``copies`` says where another record has
    a page already. ``show_withheld``: show words newly withheld. UsageError: nothing to compare.
    """
    if not old or not new:
        raise UsageError("nothing to compare with", "Name an older release and the new one.")
    yield from _Comparison(old, new, mask, copies, show_withheld=show_withheld).rows()


def with_rates(rows: Iterable[_Row]) -> Iterator[_Row]:
    """Yield the same rows, each change of words with the error rate of its class.

    A rate is known at the end alone, so the rows are kept in memory until then.
    """
    kept = list(rows)
    summary = next((row for row in reversed(kept) if isinstance(row, Summary)), None)
    for row in kept:
        if summary is None or not isinstance(row, Change):
            yield row
        elif row.proven:
            yield replace(row, error_rate=summary.proven)
        elif row.type is Type.NEWLY_VISIBLE and row.position is not None:
            yield replace(row, error_rate=summary.rates.get(row.position))
        else:
            yield row


class _Comparison:
    """One run: what is where, the table of words, the sample of copies, and the counts."""

    def __init__(
        self,
        old: Sequence[Witnesses],
        new: Sequence[Witnesses],
        mask: Mask,
        copies: Copies,
        *,
        show_withheld: bool,
    ) -> None:
        self.old, self.new = _named(old), _named(new)
        self.counts: Counter[Type] = Counter()
        self.found: Counter[Position] = Counter()
        self.pages = 0
        self.texts: list[tuple[Witnesses, str]] = []  # owners of the sample
        self.sample = Sampled()
        self.cache: dict[int, Stream] = {}
        self.key = ""
        self.proven = 0
        self.looker = Looker(_by_name([*old, *new]))
        self.judge = Judge(Vocabulary(), mask, copies, self._others, self.looker,
                           show_withheld=show_withheld)  # fmt: skip

    def rows(self) -> Iterator[_Row]:
        """Go through all records."""
        yield from self._prepare()
        new_keys = set(self.new)
        for key in sorted(new_keys):
            self.key = key
            olds = [Stream(source.read(name)) for source, name in reversed(self.old.get(key, []))]
            news = [Stream(source.read(name)) for source, name in self.new[key]]
            for change in chain(*(self._record(one, olds) for one in news), missing(news, olds)):
                self._count(change)
                yield change
                yield from self.looker.problems
                self.looker.problems.clear()
        absent = sorted(set(self.old) - new_keys)
        yield Summary(
            records=sum(map(len, self.new.values())),
            pages=self.pages,
            common=len(new_keys & set(self.old)),
            absent=len(absent),
            counts=dict(self.counts),
            rates={name: error_rate(self.found[name], self.judge.back[name]) for name in Position},
            notes=self._notes(absent),
            proven=error_rate(self.proven, self.judge.proven_back),
            looks=dict(self.looker.looks),
        )

    def _prepare(self) -> Iterator[Problem]:
        """Read every text once for the table of words and the sample; yield what cannot be read."""
        for key in sorted({*self.old, *self.new}):
            words: list[str] = []
            for is_old, rows in ((True, self.old.get(key, [])), (False, self.new.get(key, []))):
                for source, name in rows:
                    stream = Stream(source.read(name))
                    words += stream.words
                    yield from (Problem(source.label, name, why) for why in stream.record.problems)
                    if is_old:
                        self.sample.add(len(self.texts), stream.words)
                        self.texts.append((source, name))
            self.judge.vocabulary.add(words)

    def _record(self, new: Stream, olds: Sequence[Stream]) -> Iterator[Change]:
        self.pages += len(new.record.pages)
        if new.record.status == Status.WITHDRAWN:
            if olds and olds[0].record.status == Status.WITHDRAWN:
                return  # withdrawn earlier: its tombstone stands in every release since
            yield Change(Type.WITHDRAWN, new.record.key, new.record.name,
                         new_release=new.record.release, note="the release says so")  # fmt: skip
        elif not new.record.pages:
            why = "; ".join(new.record.problems) or new.record.status or "it has no page"
            closed = closed_again(new.record, olds)
            if closed is not None:
                yield closed
                return
            yield Change(Type.UNSETTLED, new.record.key, new.record.name,
                         new_release=new.record.release, note=why)  # fmt: skip
        else:
            yield from self.judge.record(new, olds)

    def _others(self, words: Sequence[str], share: float) -> Iterator[Stream]:
        """Yield older texts of other records that have a share of some words, the likest first."""
        asked = 0
        for owner in self.sample.sharing(words, share):
            source, name = self.texts[owner]
            if source.key(name) == self.key:
                continue
            if owner not in self.cache:
                if len(self.cache) >= 2 * _ASKED:
                    self.cache.clear()
                self.cache[owner] = Stream(source.read(name))
            yield self.cache[owner]
            asked += 1
            if asked == _ASKED:
                return

    def _count(self, change: Change) -> None:
        self.counts[change.type] += 1
        if change.proven:
            self.proven += 1
        elif change.type is Type.NEWLY_VISIBLE and change.position is not None:
            self.found[change.position] += 1

    def _notes(self, absent: Sequence[str]) -> tuple[str, ...]:
        """Return what a reader of the counts must know."""
        notes: list[str] = []
        if not set(self.new) & set(self.old):
            notes.append("no record is in both: nothing could be compared, and no error measured")
        if absent:
            notes.append(
                f"records of the older releases that are not in this one: {len(absent)}; "
                "that alone is no withdrawal"
            )
        if self.counts[Type.UNREADABLE_BEFORE]:
            notes.append("'unreadable before' says nothing of what was withheld then")
        notes.append("whole lines are often a reader's dropped line: check the scan")
        return tuple(notes)


def _by_name(sources: Sequence[Witnesses]) -> dict[tuple[str, str], Witnesses]:
    """Return who has a record, by label and name; a name that two have under one label is nobody's."""
    found: dict[tuple[str, str], Witnesses] = {}
    twice: set[tuple[str, str]] = set()
    for source in sources:
        for name in source.records():
            twice.update([(source.label, name)] if (source.label, name) in found else [])
            found[source.label, name] = source
    return {where: source for where, source in found.items() if where not in twice}


def _named(sources: Sequence[Witnesses]) -> dict[str, list[tuple[Witnesses, str]]]:
    """Return which names of which release go by each key."""
    found: dict[str, list[tuple[Witnesses, str]]] = defaultdict(list)
    for source in sources:
        for name in source.records():
            found[source.key(name)].append((source, name))
    return dict(found)
