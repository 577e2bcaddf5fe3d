"""`tearline duplicates`: pages that are the same or nearly, within and across releases, told in groups.

Promises: every page is accounted for: compared, on a form, or said to have too little text to be compared.
A page under a number that no earlier release has, and that an earlier release has under another number, is
told as that other page: a new number is never taken for a new page. Forms are named once: what is alike
on them is marked so for a program, and a person is shown it in no other list. Two records are said to share
a page only from ``OTHER`` agreement of both texts up; below, it is a doubt. What is shown of a page's text is
a form's name, masked with its page; names of records and files are masked too. A record without a page is
counted apart. Folders come in the order of release.
Does not look at pixels, and does not say that a page without a twin is new.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import zstandard

from tearline.errors import ExitCode, UsageError
from tearline.findings.duplicates import Pair, confirmed
from tearline.reading.alike.duplicates import Groups, groups
from tearline.reading.alike.earlier import OldPages
from tearline.reading.alike.page_text import PageText, Where, pages_of
from tearline.reading.alike.templates import TemplateKind
from tearline.reading.lists.losses import printable
from tearline.reading.lists.numbers import Aliases
from tearline.reading.masking import Masking
from tearline.reading.witnesses.witness import Witnesses, open_witnesses
from tearline.talk import Talk
from tearline.verbs.alike_told import How, lines
from tearline.verbs.named import name_shown, title_shown

# Agreement asked of two records. Of 2,616 real pages, sheets filled in on one form reached 0.75; pages that
# two records share began at 0.84, read by one engine. Another engine's reading may agree less: a doubt.
OTHER = 0.8
Report = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Renumbered:
    """A page under a number new in its release, and the earlier page it is or may be; agreement 0-1."""

    page: Where
    earlier: Where
    likeness: float


@dataclass(frozen=True, slots=True)
class Alike:
    """What was found in ``labels``, in their order; ``problems``: (release, record, why).

    ``heads`` are the texts of the pages that stand for a form.
    """

    labels: tuple[str, ...]
    groups: Groups
    near: tuple[Pair[Where], ...]
    renumbered: tuple[Renumbered, ...]
    problems: tuple[tuple[str, str, str], ...]
    heads: dict[Where, str]


class Pages:
    """The pages of opened folders, each place told from every other, and texts kept for those asked."""

    def __init__(self, opened: Sequence[Witnesses], report: Report) -> None:
        """Take folders in the order of release. UsageError: two of one name."""
        self._opened = {one.label: one for one in opened}
        if len(self._opened) < len(opened):
            raise UsageError("two of the folders have one name", "Rename one of them.")
        self._report = report
        self.keys: dict[str, set[str]] = {one.label: set() for one in opened}
        self.key_of: dict[tuple[str, str], str] = {}
        self.files: set[tuple[str, str]] = set()  # those that have a page
        self.problems: dict[tuple[str, str, str], None] = {}

    @property
    def labels(self) -> tuple[str, ...]:
        """Return the releases' labels, in order."""
        return tuple(self._opened)

    def all(self, labels: Iterable[str] = ()) -> Iterator[PageText]:
        """Yield the pages of some releases, or of all; parts of a text without page marks count down from -1.

        A record is called by its number, a second file of one number by its own name.
        """
        for label in labels or self.labels:
            source = self._opened[label]
            names = list(source.records())
            taken: set[str] = set()
            for done, name in enumerate(names, 1):
                self._report(f"read {label}", done, len(names))
                key = source.key(name)
                called = key if key not in taken else name
                taken.add(called)
                self.keys[label].add(key)
                self.key_of[label, called] = key
                yield from self._of(source, name, called)

    def texts(self, places: Iterable[Where]) -> Callable[[Where], str]:
        """Return a way to the texts of some places; they are kept compressed."""
        wanted = set(places)
        kept: dict[Where, bytes] = {}
        press, open_ = zstandard.ZstdCompressor(level=3), zstandard.ZstdDecompressor()
        if wanted:
            for where, text in self.all():
                if where in wanted:
                    kept[where] = press.compress(text.encode("utf-8", "surrogatepass"))
        return lambda where: open_.decompress(kept[where]).decode("utf-8", "surrogatepass")

    def key(self, where: Where) -> str:
        """Return the number of a place's record."""
        return self.key_of[where.release, where.record]

    def _of(self, source: Witnesses, name: str, called: str) -> Iterator[PageText]:
        record = source.read(name)
        for why in record.problems:
            self.problems[source.label, name, why] = None
        for number, page in enumerate(pages_of(_One(source, name)), 1):
            at = page.where.page or -number
            self.files.add((source.label, called))
            yield PageText(Where(source.label, called, at), page.text)


class _One:
    """One record of a release, as a release of its own."""

    def __init__(self, source: Witnesses, name: str) -> None:
        self.label, self.engine, self.image = source.label, source.engine, source.image
        self.key, self._name, self.read = source.key, name, source.read

    def records(self) -> Iterator[str]:
        """Yield its name."""
        yield self._name


def duplicates(releases: Sequence[Path], asked: dict[str, Any], report: Report, talk: Talk) -> int:
    """Group the pages, and say what came of it. ``asked`` has across, sheets, protected and top."""
    if asked["across"] and len(releases) == 1:
        raise UsageError(
            "--across needs two releases or more", "Name another, or leave out --across."
        )
    mask = Masking(_bytes(asked["protected"]))
    aliases = Aliases.of_spreadsheets(asked["sheets"]) if asked["sheets"] else Aliases.none()
    pages = Pages([open_witnesses(path, aliases) for path in releases], report)
    found = alike(pages)
    rows = list(_rows(found, pages, mask, across=asked["across"]))
    if talk.as_json:
        for row in rows:
            talk.datum(str(row.pop("type")), **row)
    else:
        for line in lines(rows, asked["top"], across=asked["across"]):
            talk.datum("", line or " ")
        problems = [row for row in rows if row["type"] == "problem"]
        for row in problems[: asked["top"]]:
            talk.say(f"warning: {row['record']} in {printable(row['release'])}: {row['why']}")
        if len(problems) > asked["top"]:
            talk.say(f"warning: {len(problems):,} problems in all; --json has them")
    return int(ExitCode.PARTLY if found.problems else ExitCode.DONE)


def alike(pages: Pages) -> Alike:
    """Return what is alike among pages: groups, pairs both texts of which agree, renumbered pages."""
    found = groups(pages.all())
    forms = [form.example for form in found.templates]
    text_of = pages.texts([*forms, *(place for pair in found.pairs for place in pair[:2])])
    near = tuple(confirmed(found.pairs, text_of))
    renumbered = tuple(_renumbered(pages, found))
    problems = tuple(pages.problems)
    heads = {form.example: text_of(form.example) for form in found.templates}
    return Alike(pages.labels, found, near, renumbered, problems, heads)


def _renumbered(pages: Pages, found: Groups) -> Iterator[Renumbered]:
    """Yield the pages of records with a new number that an earlier release has under another one."""
    forms = {
        place
        for form in found.templates
        if form.kind is not TemplateKind.COPIED
        for place in form.pages
    }
    for at, label in enumerate(pages.labels):
        known = set().union(*(pages.keys[one] for one in pages.labels[:at]))
        if not at or not pages.keys[label] - known:
            continue
        old = OldPages.build(pages.all(pages.labels[:at]))
        for where, text in pages.all([label]):
            if pages.key(where) in known or where in forms:
                continue
            earlier = old.same_as(text)
            if earlier is not None and earlier.where not in forms:
                yield Renumbered(where, earlier.where, earlier.likeness)


def _rows(found: Alike, pages: Pages, mask: Masking, *, across: bool) -> Iterator[dict[str, Any]]:
    """Yield all of it as JSON Lines have it, masked, the summary last."""
    shown = cache(lambda name: name_shown(name, mask))

    def place(where: Where) -> dict[str, Any]:
        # A part of a text without page marks has no page.
        part = {"page": where.page} if where.page > 0 else {"page": None, "part": -where.page}
        return {"release": where.release, "record": shown(where.record), **part}

    def wanted(places: Sequence[Where]) -> bool:
        return not across or len({place.release for place in places}) > 1

    counts: Counter[str] = Counter()
    for release, record, why in found.problems:
        row = {"release": release, "record": shown(record), "why": shown(why)}
        yield {"type": "problem", **row}
    for one in found.renumbered:
        sure = one.likeness >= OTHER
        doubt = "" if sure else ", in doubt: perhaps one form"
        counts[f"pages under a new number that are earlier pages{doubt}"] += 1
        yield {"type": "renumbered", **place(one.page), "is": place(one.earlier), "sure": sure,
               "likeness": round(one.likeness, 3)}  # fmt: skip
    for form in found.groups.templates:
        if wanted(form.pages):
            counts["templates"] += 1
            counts["pages on templates"] += len(form.pages)
            page = found.heads[form.example]
            yield {"type": "template", "kind": str(form.kind),
                   "title": title_shown(form.title, mask, (page,), (page,)),
                   "records": form.records, "example": place(form.example),
                   "pages": [place(where) for where in form.pages]}  # fmt: skip
    form_of = {where: at for at, form in enumerate(found.groups.templates) for where in form.pages}
    for group in found.groups.exact:
        if wanted(group):
            how = _how(group, pages)
            on_form = how is How.RECORDS and group[0] in form_of
            whose = "on one form" if on_form else how
            counts[f"groups of pages that say the same, {whose}"] += 1
            yield {"type": "same", "whose": str(how), "form": on_form,
                   "pages": [place(where) for where in group]}  # fmt: skip
    for pair in found.near:
        if wanted(pair[:2]):
            how = _how(pair[:2], pages)
            both = form_of.get(pair.first, -1) == form_of.get(pair.second)
            on_form = how is How.RECORDS and both
            sure = how is not How.RECORDS or pair.likeness >= OTHER
            whose = how if sure else "in doubt: perhaps one form"
            counts[f"pairs of pages nearly the same, {'on one form' if on_form else whose}"] += 1
            yield {"type": "near", "whose": str(how), "sure": sure, "form": on_form,
                   "pages": [place(pair.first), place(pair.second)],
                   "likeness": round(pair.likeness, 3)}  # fmt: skip
    files = {(label, pages.key_of[label, called]) for label, called in pages.files}
    times = Counter(key for _, key in files)
    every = set().union(*pages.keys.values())
    yield {
        "type": "summary", "releases": list(found.labels), "records": len(times),
        "in_several_releases": sum(count > 1 for count in times.values()),
        "records_without_a_page": len(every - times.keys()),
        "files": len(pages.files), "pages": found.groups.pages, "counts": dict(counts),
        "not_compared": {"pages without a letter": len(found.groups.empty),
                         "pages with too few letters": len(found.groups.short)},
        "notes": list(_notes(found)),
    }  # fmt: skip


def _how(places: Sequence[Where], pages: Pages) -> How:
    if len({pages.key(place) for place in places}) > 1:
        return How.RECORDS
    return How.AGAIN if len({place.release for place in places}) > 1 else How.INSIDE


def _notes(found: Alike) -> Iterator[str]:
    """Yield what to know beside the figures."""
    yield "pixels were not compared: a page read very badly twice has no twin here"
    if len(found.labels) > 1:
        yield "a page that is not told as an earlier one is not therefore new"


def _bytes(path: Path | None) -> bytes:
    try:
        return path.read_bytes() if path else b""
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read", "Name a CSV file that is there and yours to read."
        ) from error
