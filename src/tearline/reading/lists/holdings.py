"""Lists against files: what is listed and missing, present and not listed, or has another page count.

Promises: each row of the lists is found or missing, each file is listed or not, once; rows and files of
one record are paired by the file's own name first, then where one of each is left, then by equal page
counts; where it is not said which file a row means, no page counts are compared and that is said. A file
that carries several records answers for each row that names it. A record that a release withdrew, holds,
has pending or withholds in full is named by it, and is neither found nor missing.
Does not read pages, and does not guess that two names are one record: see ``Aliases``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from tearline.reading.lists.columns import Field
from tearline.reading.lists.completeness import NAMED, Completeness, Difference, Kind
from tearline.reading.lists.held import Held
from tearline.reading.lists.listing import ListedRow, Listing
from tearline.reading.lists.numbers import Aliases, plain_name

_CONTROL = re.compile(r"[ _]?[(\[]?(c0\d{7})[)\]]?$")
_SUFFIX = re.compile(r"\.[a-z][a-z0-9]{1,4}$")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row with what it is compared by, and its place in words."""

    row: ListedRow
    key: str
    place: str


@dataclass(slots=True)
class _Found:
    """What is gathered: differences, and how many rows are missing, named, equal, different, uncompared."""

    differences: list[Difference] = field(default_factory=list)
    missing: int = 0
    named: int = 0
    equal: int = 0
    differ: int = 0
    uncompared: int = 0


def reconcile(listings: Sequence[Listing], held: Sequence[Held], aliases: Aliases) -> Completeness:
    """Compare lists, taken as one, with the files that are there.

    ``aliases`` should be those by which ``held`` got its keys: the names that the lists themselves state
    are followed in any case.
    """
    entries = [
        _Entry(row, row.key(aliases) or row.file, _place(listing, row))
        for listing in listings
        for row in listing.rows
    ]
    by_name: defaultdict[str, list[int]] = defaultdict(list)
    records: defaultdict[str, list[_Entry]] = defaultdict(list)
    for at, entry in enumerate(entries):
        records[entry.key].append(entry)
        for name in {entry.key, entry.row.number, plain_name(entry.row.file)} - {""}:
            by_name[name].append(at)
    files: defaultdict[str, list[Held]] = defaultdict(list)
    found = _Found()
    unlisted: defaultdict[str, list[str]] = defaultdict(list)
    for one in held:
        if one.why:
            found.differences.append(
                Difference(Kind.UNREADABLE, one.record, (), (one.name,), note=one.why)
            )
        matched = {at for name in (*one.keys, one.plain) for at in by_name.get(name, ())}
        keys = sorted({entries[at].key for at in matched})
        for key in keys:
            files[key].append(one)
        if not keys:
            unlisted[one.record].append(one.name)
            found.differences.append(
                Difference(
                    *(Kind.UNLISTED, one.record, (), (one.name,), None, one.pages),
                    f"{one.status}: named, without pages" if _is_named(one) else one.status,
                )
            )
    for key, listed in sorted(records.items()):
        _compare(key, listed, files.get(key, []), found)
        found.differences.extend(_disputed(key, listed))
    found.differences.extend(_shared(entries))
    found.differences.extend(
        Difference(Kind.SEVERAL_FILES, key, (), tuple(names), note="the number is not listed")
        for key, names in sorted(unlisted.items())
        if len(names) > 1
    )
    strangers = sum(map(len, unlisted.values()))
    there = sum(not all(map(_is_named, files[key])) for key in records if key in files)
    named = sum(key in files for key in records) - there
    return Completeness(
        lists=tuple(listing.path.name for listing in listings),
        rows=len(entries),
        rows_found=found.equal + found.differ + found.uncompared,
        rows_named=found.named,
        rows_missing=found.missing,
        pages_equal=found.equal,
        pages_differ=found.differ,
        pages_not_compared=found.uncompared,
        records=len(records),
        records_found=there,
        records_named=named,
        records_missing=len(records) - there - named,
        files=len(held),
        files_listed=len(held) - strangers,
        files_unlisted=strangers,
        differences=tuple(found.differences),
    )


def _place(listing: Listing, row: ListedRow) -> str:
    """Return where a row stands; the one sheet of separated values has no name of its own."""
    sheet = "" if row.sheet == listing.path.name else f", sheet {row.sheet}"
    return f"{listing.path.name}{sheet}, row {row.row}"


def _compare(key: str, listed: list[_Entry], files: list[Held], found: _Found) -> None:
    """Pair the rows and the files of one record, and say how they differ."""
    places = tuple(entry.place for entry in listed)
    if len(listed) > 1:
        names = tuple(entry.row.file for entry in listed if entry.row.file)
        found.differences.append(Difference(Kind.LISTED_TWICE, key, places, names))
    if len(files) > 1:
        names = tuple(one.name for one in files)
        found.differences.append(Difference(Kind.SEVERAL_FILES, key, places, names))
    for entry, one, sure in _pairs(listed, files):
        if one is None:
            found.missing += 1
            note = "another file of its number is there" if files else ""
            file = (entry.row.file,) if entry.row.file else ()
            pages = entry.row.pages_there
            found.differences.append(
                Difference(Kind.MISSING, key, (entry.place,), file, pages, note=note)
            )
            continue
        pages = entry.row.pages_there
        difference = Difference(
            *(Kind.PAGES_DIFFER, key, (entry.place,), (one.name,), pages, one.pages)
        )
        if _is_named(one):
            found.named += 1
            found.differences.append(replace(difference, kind=NAMED[one.status], pages_found=None))
            continue
        if not sure or pages is None or one.pages is None:
            found.uncompared += 1
            found.differences.append(_uncompared(difference, sure=sure))
        elif pages == one.pages:
            found.equal += 1
        else:
            found.differ += 1
            found.differences.append(_noted(difference, entry.row, one.status))


def _is_named(one: Held) -> bool:
    """Say whether a release names a record and has no page of it, by its own word."""
    return one.status in NAMED and not one.pages


def _disputed(key: str, listed: Sequence[_Entry]) -> Iterator[Difference]:
    """Yield the files of a record, or the record, that rows give two page counts of one kind."""
    by_file: defaultdict[str, list[_Entry]] = defaultdict(list)
    for entry in listed:
        by_file[_exact(entry.row.file)].append(entry)
    for rows in by_file.values():
        for name in (Field.PAGES, Field.PAGES_RELEASED):
            said = sorted({entry.row.pages[name] for entry in rows if name in entry.row.pages})
            if len(said) > 1:
                places = tuple(entry.place for entry in rows if name in entry.row.pages)
                files = tuple(dict.fromkeys(entry.row.file for entry in rows if entry.row.file))
                note = f"{name}: {', '.join(map(str, said))}"
                yield Difference(Kind.LISTS_DISAGREE, key, places, files, note=note)
                break


def _uncompared(one: Difference, *, sure: bool) -> Difference:
    """Return the difference as one that could not be looked at, with the reason."""
    if not sure:
        why = "which of the number's files the row means is not said"
    elif one.pages_listed is None:
        why = "the list gives no page count"
    else:
        why = "the file gives no page count"
    return replace(one, kind=Kind.NOT_COMPARED, note=why)


def _noted(one: Difference, row: ListedRow, status: str) -> Difference:
    """Add what the list says of the paper's own pages where that is another number, and the status."""
    paper = row.pages.get(Field.PAGES)
    notes = [status] if status else []
    if paper is not None and paper != one.pages_listed:
        notes.append(f"the paper's own count is {paper}")
    return replace(one, note="; ".join(notes))


def _pairs(
    listed: Sequence[_Entry], files: Sequence[Held]
) -> Iterator[tuple[_Entry, Held | None, bool]]:
    """Yield each row with its file, and whether it is sure which file the row means."""
    named: defaultdict[str, list[Held]] = defaultdict(list)
    for one in files:
        named[_exact(one.name)].append(one)
    rows: list[_Entry] = []
    taken: set[str] = set()
    for entry in listed:
        same = named.get(_exact(entry.row.file)) if entry.row.file else None
        if same:
            taken.update(one.name for one in same)
            yield entry, same[0], len(same) == 1 or len({one.pages for one in same}) == 1
        else:
            rows.append(entry)
    left = [one for one in files if one.name not in taken]
    # rows that name no file of their own may all mean one and the same
    if len(left) == 1 and (len(rows) == 1 or not any(entry.row.file for entry in rows)):
        for entry in rows:
            yield entry, left[0], True
        return
    for entry in list(rows):
        alike = next((one for one in left if one.pages == entry.row.pages_there is not None), None)
        if alike is not None:
            rows.remove(entry)
            left.remove(alike)
            yield entry, alike, True
    for entry in rows:
        if left:
            yield entry, left.pop(0), False
        else:
            # a row without a file's name is answered by any file of its number
            yield entry, None if entry.row.file or not files else files[0], False


def _exact(name: str) -> str:
    """Return a file's name with all that tells it from others of its record, in one spelling."""
    bare = _SUFFIX.sub("", " ".join(name.replace("\\", "/").rsplit("/", 1)[-1].lower().split()))
    return _CONTROL.sub(r"_\1", bare)


def _shared(entries: Sequence[_Entry]) -> Iterator[Difference]:
    """Yield the files that the lists name for several records."""
    by_file: defaultdict[str, list[_Entry]] = defaultdict(list)
    for entry in entries:
        if entry.row.file:
            by_file[_exact(entry.row.file)].append(entry)
    for _, sharing in sorted(by_file.items()):
        keys = sorted({entry.key for entry in sharing})
        if len(keys) > 1:
            places = tuple(entry.place for entry in sharing)
            note = f"it carries {', '.join(keys)}"
            file = (sharing[0].row.file,)
            yield Difference(Kind.SHARED_FILE, keys[0], places, file, note=note)
