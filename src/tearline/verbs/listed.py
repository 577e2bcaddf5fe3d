"""The lists that commands take: spreadsheets read as a person says, or a release's own index.

Promises: a column or a field that a person named and that is not there is an error that lists what there
is; of several lists a name need be in one only, and it is never passed over in all.
Does not read a folder.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tearline.errors import UsageError
from tearline.reading.lists.cells import as_text
from tearline.reading.lists.columns import IGNORED, field_named, fields_said, letter
from tearline.reading.lists.listing import Listing
from tearline.reading.lists.losses import LossKind, printable
from tearline.reading.lists.sheets import open_sheets
from tearline.reading.lists.spreadsheet import read_spreadsheet
from tearline.reading.released import is_release
from tearline.text import squeezed
from tearline.verbs.list_shown import ListShown

Mapped = Mapping[str, str]
HEADING = 30  # rows among which a heading stands
MOST_NAMED = 40  # columns that an error lists
_LETTERS = re.compile(r"[a-z]{1,3}")
_OWN = {"record": "file name", "numbers": IGNORED}


def mapping_of(maps: Iterable[str], file: Path | None) -> dict[str, str]:
    """Return column to field as a person says: ``COLUMN=FIELD``, in a file one a line, ``#`` a comment.

    UsageError: a line without ``=``, a field that does not exist, or a column said to be two things.
    """
    said: dict[str, str] = {}
    own = {"": list(maps), **({str(file): _lines(file)} if file else {})}
    for source, pairs in own.items():
        for pair in pairs:
            column, equals, field = (part.strip() for part in pair.rpartition("="))
            if not (column and equals and field):
                what = f"{source or '--map'}: '{printable(pair)}' is no COLUMN=FIELD"
                raise UsageError(what, "Such as 'Doc No=file name'; '-' leaves a column out.")
            if said.setdefault(column, field) != field:
                raise UsageError(
                    f"'{printable(column)}' is said to be two things", "Say one of them."
                )
    fields_said(said)  # an unknown field is said with all that there are
    return said


def read_lists(
    sheets: Sequence[Path], mapped: Mapped, shown: ListShown | None = None
) -> tuple[Listing, ...]:
    """Read lists, a person's mapping first. UsageError: one cannot be read, with the columns it has.

    ``shown`` says what an error may show of a heading; without it a heading that is not known is a shape.
    """
    parted = _parted(sheets, mapped)
    found = []
    for sheet, own in zip(sheets, parted, strict=True):
        try:
            found.append(read_spreadsheet(sheet, own))
        except UsageError as error:
            if "column" not in error.message:
                raise
            raise UsageError(error.message, f"{error.remedy} {_there(sheet, shown)}") from error
    return tuple(found)


def own_index(folders: Sequence[Path]) -> Listing:
    """Return a release's own index as a list. UsageError: not one release, or it has no index.csv."""
    if len(folders) != 1 or not is_release(folders[0]):
        raise UsageError(
            "no list to compare with", "Name an archive's index, or one release, which has its own."
        )
    listing = read_spreadsheet(folders[0] / "index.csv", _OWN)
    # its other columns are known: they say what a manifest says too
    known = {LossKind.COLUMN_NOT_UNDERSTOOD, LossKind.COLUMN_EMPTY}
    losses = tuple(loss for loss in listing.losses if loss.kind not in known)
    return replace(listing, losses=losses)


def _lines(file: Path) -> list[str]:
    """Return the lines of a mapping file that say something."""
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{file} cannot be read as UTF-8 text", "Name a text of COLUMN=FIELD lines."
        ) from error
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _parted(sheets: Sequence[Path], mapped: Mapped) -> list[Mapped]:
    """Return what of a mapping is each list's; a column that no list has stays, and is an error there."""
    if len(sheets) == 1 or not mapped:
        return [mapped] * len(sheets)
    names = [_names(sheet) for sheet in sheets]

    def has(at: int, column: str) -> bool:
        return squeezed(column) in names[at] or _LETTERS.fullmatch(squeezed(column)) is not None

    nowhere = {c for c in mapped if not any(has(at, c) for at in range(len(sheets)))}
    return [
        {c: meant for c, meant in mapped.items() if has(at, c) or (c in nowhere and at == 0)}
        for at in range(len(sheets))
    ]


def _names(sheet: Path) -> set[str]:
    """Return every text among which a list's heading is."""
    return {
        squeezed(as_text(cell))
        for one in open_sheets(sheet)[0]
        for row in one.rows[:HEADING]
        for cell in row.cells.values()
    }


def _there(sheet: Path, shown: ListShown | None) -> str:
    """Return the columns that a list has, sheet by sheet, by its fullest early row.

    That row may be no heading: of what is no name of a field its letters are said, and its shape.
    """
    shown = shown or ListShown(show_values=False)
    said = []
    for one in open_sheets(sheet)[0]:
        rows = one.rows[:HEADING]
        if not rows:
            continue
        most = max(len(row.cells) for row in rows)
        fullest = next(row for row in rows if len(row.cells) == most)
        names = [
            printable(name) if field_named(name) else f"{letter(at)} ({shown.value(name)})"
            for at, name in ((at, as_text(cell)) for at, cell in sorted(fullest.cells.items()))
        ]
        said.append(f"{shown.text(one.name)}: {', '.join(names[:MOST_NAMED])}")
    if not said:
        return "It has no row with a value."
    return f"A column may be called by its letter. It has, by sheet: {'; '.join(said)}."


def twice(listing: Listing, heading: Callable[[Listing, str], str]) -> list[str]:
    """Return, in words, which fields several columns are read as: in one row the last of them counts.

    ``heading`` says what may be shown of a column's name.
    """
    by_field: defaultdict[str, list[str]] = defaultdict(list)
    for name, meant in listing.columns.items():
        by_field[str(meant)].append(heading(listing, name))
    return [
        f"'{field}' is read from {' and '.join(names)}; of one row's the last counts"
        for field, names in by_field.items()
        if len(names) > 1
    ]
