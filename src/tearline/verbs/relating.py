"""`tearline related`: from a few records, what to read next, why, and how much is left to find.

Promises: labels are the reader's own file, only ever added to, each line on the disk before the next
question; a label that says the opposite of an earlier one is told and holds. Every rank has its reasons;
what is shown of a record is masked with its pages (``related_told``). What is left to find is estimated from
a random sample alone, and said with its interval and its rule. Learning from labels needs scikit-learn:
without it the command says how to get it, after the labels are kept. What to do next is said at the end.
Does not label for the reader, and writes into no release.
"""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tearline.errors import ExitCode, ProgramMissingError, UsageError
from tearline.reading.lists.losses import printable
from tearline.reading.masking import Masking
from tearline.reading.relating import learned
from tearline.reading.relating.elusion import SIZE, Left
from tearline.reading.relating.labels import Label, LabelFile, Labels, Sample
from tearline.reading.relating.related import Ranked, Ranking, RelatedRecords
from tearline.reading.released import is_release
from tearline.talk import Talk
from tearline.verbs.gathered import Gathered, Report
from tearline.verbs.holding import outside_releases
from tearline.verbs.listed import read_lists
from tearline.verbs.named import name_shown
from tearline.verbs.related_told import Told

TERMS = 8  # of those that set the labelled records apart, on a terminal
LATEST = 20  # labels that say whether it is still worth going on from the top
FEW = 0.1  # of them belonging, from which a sample is worth drawing
MOST_TOLD = 5  # warnings and copies on a terminal
ANSWERS = {"y": True, "yes": True, "n": False, "no": False}


def related(records: Sequence[str], asked: dict[str, Any], report: Report, talk: Talk) -> int:
    """Label what was said, then ask, draw or rank, and say what came of it.

    ``asked`` has folders, sheets, labels, yes, no, top, next, sample, seed, by_terms and protected.
    """
    folders = _folders(asked["folders"])
    session = _Session(folders, asked, report, talk)
    session.label(records, asked["yes"], asked["no"])
    session.build()
    if asked["sample"]:
        session.draw(asked["sample"], asked["seed"])
    if asked["next"]:
        session.ask(asked["next"])
    session.tell(0 if asked["sample"] or asked["next"] else asked["top"])
    return int(ExitCode.PARTLY if session.gathered.problems else ExitCode.DONE)


def _folders(folders: Sequence[Path]) -> Sequence[Path]:
    """Return the folders to look in: this one where it is a release and none is named."""
    if folders:
        return folders
    if is_release(Path()):
        return [Path()]
    raise UsageError("no release to look in", "Name it: --in OUT, as often as there are.")


class _Session:
    """One run: the records, the labels so far, and the ranking after them."""

    def __init__(
        self, folders: Sequence[Path], asked: dict[str, Any], report: Report, talk: Talk
    ) -> None:
        self._talk, self._seed, self._terms = talk, asked["seed"], asked["by_terms"]
        path: Path | None = asked["labels"]
        if (asked["next"] or asked["sample"]) and path is None:
            raise UsageError("labels have no file to be kept in", "Name one: --labels FILE.")
        if path is not None:
            outside_releases(path, folders)
        self._path, self._file = path, LabelFile(path) if path else None
        self._labels = self._file.read() if self._file else Labels((), (), ())
        for problem in self._labels.problems[:MOST_TOLD]:
            talk.say(f"warning: {problem}")
        self._mask = Masking(_bytes(asked["protected"]))
        listings = read_lists(asked["sheets"], {}) if asked["sheets"] else ()
        self.gathered = Gathered(folders, listings, self._mask, report)
        self._related: RelatedRecords | None = None
        self._ranking: Ranking | None = None

    def label(self, records: Sequence[str], yes: Sequence[str], no: Sequence[str]) -> None:
        """Take what the command line says, all of it or nothing. UsageError: no such record, or both."""
        belong = dict.fromkeys(self.gathered.resolve(name) for name in (*records, *yes))
        others = dict.fromkeys(self.gathered.resolve(name) for name in no)
        if both := sorted(belong.keys() & others.keys()):
            name = self.gathered.name(both[0])
            raise UsageError(f"{name} is said to belong and not to belong", "Say one of the two.")
        self._add({**dict.fromkeys(belong, True), **dict.fromkeys(others, False)})
        if (yes or no) and self._file is None:
            self._talk.say("these labels are of this run only: --labels FILE keeps them")

    def build(self) -> None:
        """Read all records and rank them."""
        self._related = RelatedRecords.build(self.gathered.materials())
        self._rank()

    def draw(self, size: int, seed: int) -> None:
        """Draw a sample from all that nobody labelled, and keep it."""
        related, ranking = self._ranked()
        waiting = self._waiting()
        if waiting:
            self._talk.say(f"the last sample is left with {len(waiting)} of it not labelled")
        of = related.population(ranking)
        if not of:
            raise UsageError("nothing is left to be drawn", "Every record is labelled, or a copy.")
        drawn = related.sample(ranking, size=size, seed=seed)
        self._append([Sample(drawn, of, seed, datetime.now(UTC), _who())])
        self._talk.datum(
            "sample",
            f"{len(drawn):,} of {_many(of, 'unlabelled record', 'unlabelled records')} drawn at random",
            records=[self.gathered.name(one) for one in drawn], of=of, seed=seed,
        )  # fmt: skip

    def ask(self, most: int) -> None:
        """Go through the next records, a waiting sample first; with --json they are only listed."""
        queue = self._queue(most)
        done = 0
        for at, (row, sampled) in enumerate(queue, 1):
            if self._talk.as_json:
                self._datum("next", at, row, sampled=sampled)
                continue
            drawn = " (drawn at random)" if sampled else ""
            for line in (f"\n{at} of {len(queue)}{drawn}", *self._told().lines(row, excerpt=True)):
                self._talk.say(line)
            answer = self._answer()
            if answer is None:
                break
            if answer:
                self._add({row.record: ANSWERS[answer]})
                done += 1
        if not self._talk.as_json:
            self._talk.say(f"\n{done} labelled, kept in {self._path}")
        if done:
            self._rank()

    def tell(self, top: int) -> None:
        """Print the ranking's first rows, copies, what is left, and what to know."""
        related, ranking = self._ranked()
        name = self.gathered.name
        for at, row in enumerate(ranking.rows[:top], 1):
            self._datum("related", at, row)
        for record, of, said in ranking.copies[: None if self._talk.as_json else MOST_TOLD]:
            yes = "belongs" if said else "does not belong"
            human = f"copy: {name(record)} holds the same pages as {name(of)}, which {yes}"
            self._talk.datum("copy", human, record=name(record), of=name(of), yes=said)
        if (more := len(ranking.copies) - MOST_TOLD) > 0 and not self._talk.as_json:
            self._talk.datum(
                "", f"and {_many(more, 'more copy', 'more copies')}: --json has them all"
            )
        left = related.left(ranking, self._labels) if self._labels.samples else None
        if left:
            self._estimate(left)
        here = set(related.records)
        labels, held = self._labels, self._labels.held
        terms = self._told().terms([one for one in labels.yes if one in here])
        notes = [*self._notes(ranking, terms), *self._next(ranking, left)]
        self._talk.datum(
            "summary",
            records=len(self.gathered), yes=len(labels.yes), no=len(labels.no), by=ranking.by,
            terms=list(terms), ranked=len(ranking.rows), copies=len(ranking.copies),
            labelled=sum(one in here for one in held),
            unranked=[name(one) for one in ranking.unranked],
            absent=[name(one) for one in ranking.absent], notes=notes,
        )  # fmt: skip
        problems = self.gathered.problems
        if self._talk.as_json:
            for release, file, why in problems:
                shown = name_shown(why, self._mask)
                self._talk.datum("problem", release=release, record=name(file), why=shown)
            return
        for note in notes:
            self._talk.say(note)
        for release, file, why in problems[:MOST_TOLD]:
            shown = f"{name(file)} in {printable(release)}: {name_shown(why, self._mask)}"
            self._talk.say(f"warning: {shown}")
        if len(problems) > MOST_TOLD:
            self._talk.say(f"warning: {len(problems):,} problems in all; --json has them")

    def _estimate(self, found: Left) -> None:
        low, high = found.recall
        since = self._since()
        self._talk.datum(
            "estimate", f"\n{found.said}{since}", read=found.read, hits=found.hits, of=found.of,
            found=found.found, waiting=found.waiting, left=round(found.estimate, 1), low=found.low,
            high=found.high, recall=[round(low, 4), round(high, 4)], stop=found.stop,
            said=f"{found.said}{since}",
        )  # fmt: skip

    def _since(self) -> str:
        """Say how many records outside the last sample were labelled after it was drawn."""
        last = self._labels.samples[-1]
        after = {one.record for one in self._labels.said if one.when > last.when}
        other = len(after - set(last.records))
        if not other:
            return ""
        were = "1 other was" if other == 1 else f"{other:,} others were"
        return f"; {were} labelled since it was drawn: draw anew"

    def _notes(self, ranking: Ranking, terms: Sequence[str]) -> Iterator[str]:
        """Yield what a reader should know beside the ranks."""
        labels, rows = self._labels, ranking.rows
        copies = len(ranking.copies) + sum(len(row.copies) for row in rows)
        learned_ = f"by what your {_many(len(labels.held), 'label', 'labels')} teach"
        how = learned_ if ranking.by == "labels" else "by the words they share with yours"
        beside = f", {_many(copies, 'copy', 'copies')} shown with what they copy" if copies else ""
        yield (
            f"of {_many(len(self.gathered), 'record', 'records')} {len(rows):,} ranked {how}{beside}; "
            f"labelled so far: {len(labels.yes):,} yes, {len(labels.no):,} no"
        )
        if terms:
            yield f"what sets yours apart: {', '.join(terms[:TERMS])}"
        if len(labels.yes) < learned.LEAST_YES:
            yield "from one or two records much is chance: name three or more that belong together"
        if ranking.unranked:
            many = _many(len(ranking.unranked), "record has", "records have")
            yield f"{many} no words to be ranked by: only a sample meets them"
        if ranking.absent:
            names = ", ".join(map(self.gathered.name, ranking.absent[:MOST_TOLD]))
            more = len(ranking.absent) - MOST_TOLD
            others = f" and {more:,} more" if more > 0 else ""
            yield f"labelled, and not among these records: {names}{others}"
        latest = labels.said[-LATEST:]
        if len(labels.no) and len(latest) == LATEST and not labels.samples:
            yield f"of your last {LATEST} labels {sum(label.yes for label in latest)} belong"

    def _next(self, ranking: Ranking, left: Left | None) -> Iterator[str]:
        """Yield what to do next."""
        latest = self._labels.said[-LATEST:]
        few = len(latest) == LATEST and sum(one.yes for one in latest) <= FEW * LATEST
        if not ranking.rows:
            return
        if self._path is None:
            yield "Next: the same with --labels FILE --next 20 asks of each whether it belongs, and learns"
        elif waiting := len(self._waiting()):
            yield f"Next: --next {waiting} asks for the {waiting} of the sample that wait"
        elif left and left.stop and not self._since():
            yield "Next: by the rule you may stop; --next 20 goes on from the top"
        elif few and (not left or self._since()):
            yield f"Next: --sample {SIZE} draws records at random, to say how many are left to find"
        else:
            yield "Next: --next 20 asks for the next from the top"

    def _queue(self, most: int) -> list[tuple[Ranked, bool]]:
        """Return the next records to be labelled: those of a sample that wait, then from the top."""
        _, ranking = self._ranked()
        rows = {row.record: row for row in ranking.rows}
        sampled = [rows.get(one, Ranked(one, 0.0, ranking.by)) for one in self._waiting()]
        drawn = {row.record for row in sampled}
        top = [row for row in ranking.rows if row.record not in drawn]
        return [*((row, True) for row in sampled), *((row, False) for row in top)][:most]

    def _waiting(self) -> list[str]:
        """Return the records of the last sample that nobody labelled yet, in its order."""
        if not self._labels.samples:
            return []
        held = self._labels.held
        return [one for one in self._labels.samples[-1].records if one not in held]

    def _answer(self) -> str | None:
        """Return y or n as typed, '' to pass over, None to stop or where nobody answers."""
        while True:
            self._talk.say("  does it belong? y, n, s: pass over, q: stop")
            line = sys.stdin.readline()
            word = line.strip().lower()
            if not line or word in {"q", "quit"}:
                return None
            if word in ANSWERS:
                return word
            if word in {"s", "skip"}:
                return ""

    def _add(self, said: dict[str, bool]) -> None:
        """Keep labels that are new; one that turns an earlier one round is told."""
        held, now, rows = self._labels.held, datetime.now(UTC), []
        for record, yes in said.items():
            before = held.get(record)
            if before is not None and before.yes == yes:
                continue
            if before is not None:
                was, now_ = ("yes", "no") if before.yes else ("no", "yes")
                when = f"{before.when:%Y-%m-%d} by {printable(before.by) or 'somebody'}"
                name = self.gathered.name(record)
                self._talk.say(f"{name} was labelled {was} on {when}; now it is {now_}")
            rows.append(Label(record, yes, now, _who()))
        self._append(rows)

    def _append(self, rows: Sequence[Label | Sample]) -> None:
        """Add to the file, then to what is known."""
        if self._file is not None:
            self._file.add(rows)
        labels = [row for row in rows if isinstance(row, Label)]
        samples = [row for row in rows if isinstance(row, Sample)]
        old = self._labels
        self._labels = Labels((*old.said, *labels), (*old.samples, *samples), old.problems)

    def _rank(self) -> None:
        """Rank by the labels so far. ProgramMissingError: they are enough to learn from, and it cannot."""
        assert self._related is not None  # noqa: S101 - built before
        here = set(self._related.records)
        yes = sum(record in here for record in self._labels.yes)
        no = sum(record in here for record in self._labels.no)
        enough = yes >= learned.LEAST_YES and yes + no >= learned.LEAST
        if enough and not self._terms and find_spec("sklearn") is None:
            raise ProgramMissingError(
                "learning from labels needs scikit-learn",
                "Run `pip install 'tearline[related]'`, or say --by-terms; your labels are kept.",
            )
        self._ranking = self._related.rank(self._labels, self._seed, learn=not self._terms)

    def _ranked(self) -> tuple[RelatedRecords, Ranking]:
        assert self._related is not None  # noqa: S101 - built before
        assert self._ranking is not None  # noqa: S101 - ranked with it
        return self._related, self._ranking

    def _datum(self, kind: str, at: int, row: Ranked, **more: object) -> None:
        """Print a ranked record."""
        if self._talk.as_json:
            self._talk.datum(kind, rank=at, **self._told().as_json(row), **more)
            return
        first, *others = self._told().lines(row)
        for line in (f"{at:>4}. {first}", *others):
            self._talk.datum("", line)

    def _told(self) -> Told:
        return Told(self.gathered, self._ranked()[0])


def _who() -> str:
    """Return the reader's login, '' where there is none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def _bytes(path: Path | None) -> bytes:
    try:
        return path.read_bytes() if path else b""
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read", "Name a CSV file that is there and yours to read."
        ) from error


def _many(count: int, one: str, many: str) -> str:
    """Return a count with its unit."""
    return f"{count:,} {one if count == 1 else many}"
