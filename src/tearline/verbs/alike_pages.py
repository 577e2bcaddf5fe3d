"""`tearline duplicates`: pages that are the same or nearly, within and across releases, told in groups.

Promises: every page is accounted for: compared, on a form, or said to have too little text to be compared.
A page under a number that no earlier release has, and that an earlier release has under another number, is
told as that other page: a new number is never taken for a new page. Forms are named once: what is alike
on them is marked so for a program, and a person is shown it in no other list. Two records are said to share
a page only from ``OTHER`` agreement of both texts up; below, it is a doubt. What is printed of a page's
text is a form's name, masked. Folders come in the order of release.
Does not look at pixels, and does not say that a page without a twin is new.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
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

# Agreement asked of two records. Of 2,616 real pages, sheets filled in on one form reached 0.75; pages that
# two records share began at 0.84, read by one engine. Another engine's reading may agree less: a doubt.
OTHER = 0.8
PLACES = 6  # of a group, shown on a terminal
Report = Callable[[str, int, int], None]


class How(StrEnum):
    """Whose the pages of a group are."""

    AGAIN = "one record's, published again"
    INSIDE = "within one record"
    RECORDS = "in several records"


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
    records: int
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
        raise UsageError("one release alone has nothing across", "Name another, or no --across.")
    mask = Masking(_bytes(asked["protected"]))
    aliases = Aliases.of_spreadsheets(asked["sheets"]) if asked["sheets"] else Aliases.none()
    pages = Pages([open_witnesses(path, aliases) for path in releases], report)
    found = alike(pages)
    rows = list(_rows(found, pages, mask, across=asked["across"]))
    if talk.as_json:
        for row in rows:
            talk.datum(str(row.pop("type")), **row)
    else:
        for line in _lines(rows, asked["top"], across=asked["across"]):
            talk.datum("", line or " ")
        for release, record, why in found.problems[: asked["top"]]:
            talk.say(f"warning: {printable(record)} in {release}: {printable(why)}")
        if len(found.problems) > asked["top"]:
            talk.say(f"warning: {len(found.problems):,} problems in all; --json has them")
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
    return Alike(pages.labels, len(pages.key_of), found, near, renumbered, problems, heads)


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
    """Yield all of it as JSON Lines have it, the summary last."""

    def wanted(places: Sequence[Where]) -> bool:
        return not across or len({place.release for place in places}) > 1

    counts: Counter[str] = Counter()
    for release, record, why in found.problems:
        yield {"type": "problem", "release": release, "record": record, "why": why}
    for one in found.renumbered:
        sure = one.likeness >= OTHER
        doubt = "" if sure else ", in doubt: perhaps one form"
        counts[f"pages under a new number that are earlier pages{doubt}"] += 1
        yield {"type": "renumbered", **_page(one.page), "is": _page(one.earlier), "sure": sure,
               "likeness": round(one.likeness, 3)}  # fmt: skip
    for form in found.groups.templates:
        if wanted(form.pages):
            counts["templates"] += 1
            counts["pages on templates"] += len(form.pages)
            title = _masked(form.title, found.heads[form.example], mask) if form.title else ""
            yield {"type": "template", "kind": str(form.kind), "title": title,
                   "records": form.records, "example": _page(form.example),
                   "pages": [_page(place) for place in form.pages]}  # fmt: skip
    form_of = {place: at for at, form in enumerate(found.groups.templates) for place in form.pages}
    for group in found.groups.exact:
        if wanted(group):
            how = _how(group, pages)
            on_form = how is How.RECORDS and group[0] in form_of
            counts[f"groups that say the same, {'on one form' if on_form else how}"] += 1
            yield {"type": "same", "whose": str(how), "form": on_form,
                   "pages": [_page(one) for one in group]}  # fmt: skip
    for pair in found.near:
        if wanted(pair[:2]):
            how = _how(pair[:2], pages)
            both = form_of.get(pair.first, -1) == form_of.get(pair.second)
            on_form = how is How.RECORDS and both
            sure = how is not How.RECORDS or pair.likeness >= OTHER
            whose = how if sure else "in doubt: perhaps one form"
            counts[f"pairs nearly the same, {'on one form' if on_form else whose}"] += 1
            yield {"type": "near", "whose": str(how), "sure": sure, "form": on_form,
                   "pages": [_page(pair.first), _page(pair.second)],
                   "likeness": round(pair.likeness, 3)}  # fmt: skip
    yield {
        "type": "summary", "releases": list(found.labels), "files": found.records,
        "pages": found.groups.pages, "counts": dict(counts),
        "not_compared": {"pages without a letter": len(found.groups.empty),
                         "pages with too few letters": len(found.groups.short)},
        "notes": list(_notes(found)),
    }  # fmt: skip


def _masked(title: str, page: str, mask: Masking) -> str:
    """Return a title of a page as it may be shown: what stands elsewhere on the page may say whose it is."""
    text = f"{page}\n{title}"
    return printable(mask(text, [(len(page) + 1, len(text))])[0])


def _how(places: Sequence[Where], pages: Pages) -> How:
    if len({pages.key(place) for place in places}) > 1:
        return How.RECORDS
    return How.AGAIN if len({place.release for place in places}) > 1 else How.INSIDE


def _notes(found: Alike) -> Iterator[str]:
    """Yield what to know beside the figures."""
    yield "pixels were not compared: a page read very badly twice has no twin here"
    if len(found.labels) > 1:
        yield "a page that is not told as an earlier one is not therefore new: `tearline changes`"


def _page(where: Where) -> dict[str, Any]:
    """Return a place as JSON Lines have it; a part of a text without page marks has no page."""
    part = {"page": where.page} if where.page > 0 else {"page": None, "part": -where.page}
    return {"release": where.release, "record": where.record, **part}


def _bytes(path: Path | None) -> bytes:
    try:
        return path.read_bytes() if path else b""
    except OSError as error:
        raise UsageError(f"{path} cannot be read", "Name a CSV file.") from error


def _lines(rows: Sequence[dict[str, Any]], top: int, *, across: bool) -> Iterator[str]:
    """Yield the counts, then each kind's first rows, for a person."""
    by: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by[row["type"]].append(row)
    summary = by["summary"][0]
    told = f"{summary['pages']:,} pages of {summary['files']:,} records and files"
    yield f"{told} in {', '.join(summary['releases'])}"
    for name, count in {**summary["not_compared"], **summary["counts"]}.items():
        what = f"{name}: not compared" if name in summary["not_compared"] else name
        yield f"{count:>9,}  {what}"
    joined: defaultdict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
    for row in (one for one in by["renumbered"] if one["sure"]):
        old = row["is"]
        pair = (row["record"], row["release"], old["record"], old["release"])
        joined[pair].append((_number(row), _number(old)))
    yield from _section(
        "The same pages under a new number (never new pages)",
        [
            f"{new} p. {_runs([a for a, _ in pages])} ({release}) = "
            f"{was} p. {_runs([b for _, b in pages])} ({before}, earlier)"
            for (new, release, was, before), pages in joined.items()
        ],
        top,
    )
    yield from _section(
        "Templates: forms and sheets, by how often",
        [
            f"{len(row['pages']):,} pages in {row['records']:,} records: {row['kind']}"
            f" \N{LEFT DOUBLE QUOTATION MARK}{row['title']}\N{RIGHT DOUBLE QUOTATION MARK}"
            f", such as {_place(row['example'])}"
            for row in by["template"]
        ],
        top,
    )
    for kind, said in (("same", "The same text"), ("near", "Nearly the same text")):
        for how in (How.RECORDS, How.INSIDE, *((How.AGAIN,) if across else ())):
            alike = [row for row in by[kind] if row["whose"] == how and not row["form"]]
            own = [row for row in alike if row.get("sure", True)]
            lines = _joined(own)
            places = f" ({len(own):,} places, by the records that share them)"
            more = places if len(lines) < len(own) else ""
            yield from _section(f"{said}, {how}{more}", lines, top)
    yield ""
    for note in summary["notes"]:
        yield f"- {note}"


def _section(title: str, lines: Sequence[str], top: int) -> Iterator[str]:
    """Yield a list with its count, cut at ``top``."""
    if not lines:
        return
    yield ""
    yield f"{title}: {len(lines):,}"
    yield from (f"  {printable(line)}" for line in lines[:top])
    if len(lines) > top:
        yield f"  and {len(lines) - top:,} more: --json has them all"


def _joined(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Return a line for each set of records that share pages, those that share the most first."""
    by_records: defaultdict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_records[tuple(dict.fromkeys(place["record"] for place in row["pages"]))].append(row)
    found = sorted(by_records.values(), key=lambda own: -len(own))
    return [
        _group(own[0]) + (f"; {len(own)} such places of these records" if own[1:] else "")
        for own in found
    ]


def _group(row: dict[str, Any]) -> str:
    places = row["pages"]
    more = f" and {len(places) - PLACES} more" if len(places) > PLACES else ""
    return " = ".join(_place(place) for place in places[:PLACES]) + more


def _place(place: dict[str, Any]) -> str:
    return f"{place['record']} p. {_number(place)} ({place['release']})"


def _number(place: dict[str, Any]) -> str:
    return str(place["page"]) if place["page"] else f"? part {place['part']}"


def _runs(numbers: Sequence[str]) -> str:
    """Return page numbers in short: 1-3, 7."""
    runs: list[list[str]] = []
    for number in numbers:
        last = runs[-1][-1] if runs else ""
        if number.isdecimal() and last.isdecimal() and int(number) == int(last) + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
