"""The desk's own lists, from the bytes of a file: protected people, known people, cryptonyms, patterns.

Promises: a list is CSV with a header line, as any spreadsheet saves it (UTF-8, with or without a
byte-order mark; ``;`` between aliases), or TOML for patterns, and becomes the model's nouns, one a
row, in order. Blank lines are passed over. Whatever cannot be understood is a UsageError that
names the line and what to do and never repeats a cell. A hundred thousand rows take seconds.

Does not promise: that the desk is right. Of two rows that contradict each other it takes neither.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TypeVar

from tearline.errors import UsageError
from tearline.model.people import (
    Answer,
    Cryptonym,
    KnownPerson,
    ProtectedPerson,
    Protection,
    UserPattern,
)
from tearline.text import squeezed

PROTECTED = (
    "person", "aliases", "protection", "why", "originator", "answer", "answered_on", "until",
)  # fmt: skip
PEOPLE = ("person", "aliases", "because", "source")
CRYPTONYMS = ("name", "released", "source")
BECAUSE = ("public_figure", "official", "deceased", "already_public")

_PATTERN_KEYS = {"name", "pattern", "score", "why"}
_PATTERN_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FIELD = 1_000_000  # code points of one cell

Noun = TypeVar("Noun")


class _Row:
    """One line of a list: its cells by column, and how to refuse it."""

    def __init__(self, what: str, line: int, cells: dict[str, str]) -> None:
        """Keep the line number for what is said about it."""
        self.line = line
        self._what = what
        self._cells = cells

    def refusal(self, message: str, remedy: str) -> UsageError:
        """Return an error that names the line and no cell."""
        return UsageError(f"line {self.line} of the {self._what} {message}", remedy)

    def get(self, column: str) -> str:
        """Return a cell, '' where the list has no such column."""
        return self._cells.get(column, "")

    def name(self, column: str) -> str:
        """Return a cell that must name someone or something."""
        cell = self.get(column)
        if not any(c.isalnum() for c in cell):
            raise self.refusal(f"has no {column}", f"fill in '{column}' or delete the line")
        return cell

    def aliases(self) -> tuple[str, ...]:
        """Return the aliases, each once."""
        parts = (part.strip() for part in self.get("aliases").split(";"))
        found = tuple(dict.fromkeys(part for part in parts if part))
        if not all(any(c.isalnum() for c in part) for part in found):
            raise self.refusal("has an alias without a letter or digit", "take it out")
        return found

    def choice(self, column: str, allowed: tuple[str, ...]) -> str:
        """Return a cell that must be one of a few words."""
        cell = self.get(column).lower()
        if cell not in allowed:
            words = ", ".join(word or "empty" for word in allowed)
            raise self.refusal(f"has an unknown '{column}'", f"write one of: {words}")
        return cell

    def day(self, column: str) -> str:
        """Return a cell that must be an ISO date or empty."""
        cell = self.get(column)
        if cell:
            try:
                if not _DATE.fullmatch(cell):
                    raise ValueError  # noqa: TRY301 - said below, once
                date.fromisoformat(cell)
            except ValueError:
                raise self.refusal(
                    f"has a '{column}' that is no date", "write it as YYYY-MM-DD"
                ) from None
        return cell


def read_protected(data: bytes) -> tuple[ProtectedPerson, ...]:
    """Return the protected people of a CSV list; see ``PROTECTED`` for its columns."""
    return _read(data, "list of protected people", PROTECTED, ("person", "protection"), _protected)


def write_protected(people: Iterable[ProtectedPerson]) -> bytes:
    """Return protected people as such a CSV list: what ``read_protected`` reads back as they were."""
    file = io.StringIO()
    out = csv.writer(file, lineterminator="\n")
    out.writerow(PROTECTED)
    for one in people:
        told = (one.name, "; ".join(one.aliases), one.protection.value, one.why, one.originator)
        out.writerow([*told, one.answer.value, one.answered_on, one.until])
    return file.getvalue().encode("utf-8")


def read_people(data: bytes) -> tuple[KnownPerson, ...]:
    """Return the people of a CSV list whose names may stand; see ``PEOPLE`` and ``BECAUSE``."""
    return _read(data, "list of people", PEOPLE, ("person", "because"), _known)


def read_cryptonyms(data: bytes) -> tuple[Cryptonym, ...]:
    """Return the cryptonyms of a CSV list; ``released`` is yes or no."""
    return _read(data, "list of cryptonyms", CRYPTONYMS, ("name", "released"), _cryptonym)


def read_patterns(data: bytes) -> tuple[UserPattern, ...]:
    """Return the patterns of a TOML list: ``[[pattern]]`` with name, pattern, score and why.

    Whether RE2 can take them is said by the detector, ``patterns.build``.
    """
    what = "list of patterns"
    try:
        parsed = tomllib.loads(_text(data, what))
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        where = f" in line {place.group(1)}" if place else ""
        raise UsageError(
            f"the {what} is not TOML{where}", "mend it there; a pattern goes between single quotes"
        ) from None
    tables = parsed.pop("pattern", [])
    if parsed or not isinstance(tables, list):
        raise UsageError(f"the {what} has something else in it", "write [[pattern]] tables alone")
    found: dict[str, UserPattern] = {}
    for number, table in enumerate(tables, 1):
        pattern = _pattern(number, table)
        if pattern.kind in found:
            raise UsageError(f"two patterns are called '{pattern.kind}'", "rename one of them")
        found[pattern.kind] = pattern
    return tuple(found.values())


def _pattern(number: int, table: object) -> UserPattern:
    """Return one pattern of the list."""
    where = f"pattern {number} of the list"
    if not isinstance(table, dict) or not table.keys() <= _PATTERN_KEYS:
        raise UsageError(f"{where} has an unknown key", "known: name, pattern, score, why")
    name, pattern = table.get("name"), table.get("pattern")
    score, why = table.get("score", 0.8), table.get("why", "")
    if not isinstance(name, str) or not _PATTERN_NAME.fullmatch(name):
        raise UsageError(f"{where} has no plain name", "use small letters, digits and _")
    if not isinstance(pattern, str) or not pattern:
        raise UsageError(f"the pattern '{name}' is empty", "write it between single quotes")
    if isinstance(score, bool) or not isinstance(score, int | float) or not 0 <= score <= 1:
        raise UsageError(f"the score of the pattern '{name}' is no score", "write 0 to 1")
    if not isinstance(why, str):
        raise UsageError(f"the why of the pattern '{name}' is no text", "write a sentence")
    return UserPattern(f"pattern.{name}", pattern, float(score), why)


def _protected(row: _Row) -> ProtectedPerson:
    """Return one protected person."""
    answer = Answer(row.choice("answer", ("withhold", "release", "")))
    answered_on = row.day("answered_on")
    if answered_on and not answer:
        raise row.refusal("says when, but not what, the originator answered", "fill in 'answer'")
    return ProtectedPerson(
        name=row.name("person"),
        aliases=row.aliases(),
        protection=Protection(row.choice("protection", ("source", "person"))),
        why=row.get("why"),
        originator=row.get("originator"),
        answer=answer,
        answered_on=answered_on,
        until=row.day("until"),
    )


def _known(row: _Row) -> KnownPerson:
    """Return one known person."""
    because = row.choice("because", BECAUSE)
    return KnownPerson(row.name("person"), row.aliases(), because, row.get("source"))


def _cryptonym(row: _Row) -> Cryptonym:
    """Return one cryptonym."""
    released = row.choice("released", ("yes", "no")) == "yes"
    return Cryptonym(row.name("name"), released, row.get("source"))


def _text(data: bytes, what: str) -> str:
    """Return the text of a list."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"the {what} is not UTF-8 text", "save it as CSV UTF-8") from None


def _read(
    data: bytes,
    what: str,
    columns: tuple[str, ...],
    needed: tuple[str, ...],
    make: Callable[[_Row], Noun],
) -> tuple[Noun, ...]:
    """Return the nouns of a list's rows; a name on two rows must be given the same meaning."""
    found: list[Noun] = []
    first: dict[str, tuple[int, tuple[str, ...]]] = {}
    judged = {"protection", "answer", "because", "released"} & set(columns)
    for row in _rows(_text(data, what), what, columns, needed):
        found.append(make(row))
        meaning = tuple(row.get(column).lower() for column in sorted(judged))
        line, before = first.setdefault(squeezed(row.get(needed[0])), (row.line, meaning))
        if before != meaning:
            raise row.refusal(
                f"says otherwise of the same {needed[0]} than line {line}", "delete one of them"
            )
    return tuple(found)


def _rows(
    text: str, what: str, columns: tuple[str, ...], needed: tuple[str, ...]
) -> Iterator[_Row]:
    """Yield the rows of a CSV text below its header."""
    csv.field_size_limit(max(_FIELD, csv.field_size_limit()))
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] = []
    try:
        for cells in reader:
            filled = [cell.strip() for cell in cells]
            if not any(filled):
                continue
            if not header:
                header = _header(filled, what, columns, needed)
                continue
            row = _Row(what, reader.line_num, dict(zip(header, filled, strict=False)))
            if any(filled[len(header) :]):
                raise row.refusal(
                    "has more cells than the header", 'put a cell with a comma in "quotes"'
                )
            yield row
    except csv.Error:
        raise UsageError(
            f"line {reader.line_num} of the {what} is not CSV", "look for an open quote there"
        ) from None
    if not header:
        raise UsageError(f"the {what} is empty", f"its first line is: {','.join(columns)}")


def _header(
    cells: list[str], what: str, columns: tuple[str, ...], needed: tuple[str, ...]
) -> list[str]:
    """Return the names of the columns; '' for one without a name, which must stay empty."""
    names = [cell.lower() for cell in cells]
    while names and not names[-1]:
        names.pop()
    known = f"known: {', '.join(columns)}"
    if len(names) == 1 and ";" in names[0]:
        raise UsageError(f"the {what} has semicolons between its cells", "save it with commas")
    for place, name in enumerate(names, 1):
        if name not in columns:
            raise UsageError(f"column {place} of the {what} has an unknown name", known)
        if names.index(name) != place - 1:
            raise UsageError(f"the {what} has the column '{name}' twice", "delete one of them")
    for name in needed:
        if name not in names:
            raise UsageError(f"the {what} has no column '{name}'", known)
    return names
