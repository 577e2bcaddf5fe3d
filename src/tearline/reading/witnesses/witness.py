"""What one release says of a record: its pages as texts, with word boxes and deletions where known.

Promises: opens a release of ours, or a folder of text files named by record number (``## Page N``
headings or form feeds part the pages; without either the text is one page and ``paged`` is False),
and says by content which it is. Every text file is a row: an empty one has an empty page, bytes that
are no UTF-8 are replaced and ``problems`` says so. Names come sorted, records are read one at a time.
Does not read pixels: a folder of PDFs must be read first. Does not say which record is which across
releases beyond its ``key``, and never merges two files of one record.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tearline.errors import UsageError
from tearline.model.area import Area
from tearline.model.page import Word
from tearline.reading.released import MISFORMED, ReleaseFolder, is_release

if TYPE_CHECKING:
    from PIL import Image

    from tearline.reading.lists.numbers import Aliases

TEXT_SUFFIXES = (".md", ".txt")
_HEADING = re.compile(r"^##[ \t]+Page[ \t]+(\d{1,6})[ \t]*$", re.MULTILINE | re.IGNORECASE)
_TITLE = re.compile(r"\A\s*#[ \t][^\n]*\n?")
_RULE = re.compile(r"\n[ \t]*---[ \t]*\s*\Z")


@dataclass(frozen=True, slots=True)
class WitnessPage:
    """One page as one release shows it. ``text[word.start:word.end] == word.text`` for its words.

    ``width``, ``height`` and areas are in 1/100 points of the page as shown; 0 and none for a text.
    ``deletions`` are the acknowledged withholdings; words that share their area are their markers.
    """

    number: int
    text: str
    words: tuple[Word, ...] = ()
    width: int = 0
    height: int = 0
    turn: int = 0
    deletions: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True)
class WitnessRecord:
    """A record in one release. ``key`` is what it is compared by, ``engine`` who read it ('' unknown).

    ``paged`` says that page numbers are the paper's own; ``problems`` what could not be read as it
    stands, in words for a reader; ``status`` what the release itself says of it ('' nothing).
    """

    name: str
    key: str
    release: str
    engine: str
    paged: bool
    pages: tuple[WitnessPage, ...]
    problems: tuple[str, ...] = ()
    status: str = ""


class Witnesses(Protocol):
    """All records of one release. ``label`` names it, ``engine`` who read its pages ('' unknown)."""

    label: str
    engine: str

    def records(self) -> Iterator[str]:
        """Yield the records' names, sorted, each once."""
        ...

    def key(self, name: str) -> str:
        """Return what a record is compared by, without reading it."""
        ...

    def read(self, name: str) -> WitnessRecord:
        """Return one record. UsageError: no record of that name."""
        ...

    def image(self, name: str, page: int) -> Image.Image | None:
        """Return a page's bitmap, None where there is none."""
        ...


class TextFolder:
    """A folder of text files, one a record, in any depth; ``name`` is the path without its suffix."""

    def __init__(self, path: Path, label: str, aliases: Aliases, engine: str = "") -> None:
        """List the folder. UsageError: no folder, or no text file in it."""
        self.path, self.label, self.engine, self._aliases = path, label, engine, aliases
        self._files = _text_files(path)
        if not self._files:
            raise UsageError(
                f"{path} holds no text files ({', '.join(TEXT_SUFFIXES)})",
                "Name the folder that holds the records' texts.",
            )

    def records(self) -> Iterator[str]:
        """Yield the records' names, sorted."""
        yield from self._files

    def key(self, name: str) -> str:
        """Return the record's number as the aliases have it."""
        return self._aliases.key(Path(name).name)

    def read(self, name: str) -> WitnessRecord:
        """Return one record; a file that cannot be opened has no page and its problem."""
        if name not in self._files:
            raise UsageError(
                f"{self.path} has no record '{name}'", "Names are file names without suffix."
            )
        problems: list[str] = []
        try:
            raw = self._files[name].read_bytes()
        except OSError as error:
            said = error.strerror or "the system says no more"
            why = f"{self._files[name].name} cannot be read ({said})"
            return self._record(name, (), [why], paged=False)
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("utf-8-sig", "replace")
            problems.append(f"{text.count(chr(0xFFFD))} places are no UTF-8 text and were replaced")
        pages, paged = _pages(text.replace("\r\n", "\n"), problems)
        return self._record(name, pages, problems, paged=paged)

    def image(self, name: str, page: int) -> None:
        """Texts have no bitmap."""

    def _record(
        self, name: str, pages: tuple[WitnessPage, ...], problems: list[str], *, paged: bool
    ) -> WitnessRecord:
        found = tuple(problems)
        return WitnessRecord(name, self.key(name), self.label, self.engine, paged, pages, found)


class ReleaseWitness:
    """A release of ours as witnesses: the pages whose hashes are the manifest's, no other."""

    def __init__(self, folder: ReleaseFolder, aliases: Aliases) -> None:
        """Take an opened release."""
        self.folder, self.label, self.engine = folder, folder.label, "tearline edition"
        self._aliases = aliases

    def records(self) -> Iterator[str]:
        """Yield the records' names, sorted."""
        yield from sorted(self.folder.records)

    def key(self, name: str) -> str:
        """Return the first of the record's numbers as the aliases have it, else its own name's."""
        numbers = self.folder.records[name].numbers
        return self._aliases.key(numbers[0] if numbers else name)

    def read(self, name: str) -> WitnessRecord:
        """Return one record; files that are not what the manifest lists are its problems."""
        if name not in self.folder.records:
            raise UsageError(f"{self.folder.path} has no record '{name}'", "See its index.csv.")
        why = tuple(f"{fault.path} {fault.why}" for fault in self.folder.faults(name))
        try:
            pages = tuple(
                WitnessPage(
                    *(page.number, page.text, page.words, page.width, page.height, page.turn),
                    deletions=tuple(deletion.area for deletion in page.deletions),
                )
                for page in self.folder.pages(name)
            )
        except MISFORMED:
            pages, why = (), (*why, "its page data cannot be read as pages")
        return WitnessRecord(
            *(name, self.key(name), self.label, self.engine),
            paged=True,
            pages=pages,
            problems=why,
            status=str(self.folder.records[name].status),
        )

    def image(self, name: str, page: int) -> Image.Image | None:
        """Return the page's bitmap as published."""
        return self.folder.image(name, page)


def open_witnesses(path: Path, aliases: Aliases, label: str = "") -> Witnesses:
    """Open a folder as what it is. UsageError: neither a release nor texts, with what to do.

    ``label`` names a folder of texts; without one it is the folder's own name.
    """
    if is_release(path):
        return ReleaseWitness(ReleaseFolder(path), aliases)
    if path.is_dir() and not has_texts(path) and any(path.rglob("*.pdf")):
        raise UsageError(
            f"{path} holds PDFs, not their texts",
            "Read them first: `tearline changes` does, and keeps what it reads.",
        )
    return TextFolder(path, label or path.resolve().name, aliases)


def has_texts(path: Path) -> bool:
    """Say whether a folder holds texts of records."""
    return path.is_dir() and any(_is_text(file) for file in path.rglob("*"))


def _is_text(file: Path) -> bool:
    return file.suffix.lower() in TEXT_SUFFIXES and not file.name.startswith(".") and file.is_file()


def _text_files(path: Path) -> dict[str, Path]:
    """Return each text file of a folder by its name; the suffix stays where two differ only in it."""
    if not path.is_dir():
        raise UsageError(f"{path} is no folder", "Name a release, or a folder of texts.")
    files = sorted(file for file in path.rglob("*") if _is_text(file))
    stems = [file.relative_to(path).with_suffix("").as_posix() for file in files]
    count = Counter(stems)
    named = (
        (file.relative_to(path).as_posix() if count[stem] > 1 else stem, file)
        for stem, file in zip(stems, files, strict=True)
    )
    return dict(sorted(named))


def _pages(text: str, problems: list[str]) -> tuple[tuple[WitnessPage, ...], bool]:
    """Part a text into its pages; the second value says whether the text itself parts them."""
    headings = list(_HEADING.finditer(text))
    if not headings:
        parts = text.split("\f")
        if len(parts) > 1 and not parts[-1].strip():
            parts.pop()
        return tuple(WitnessPage(n, part) for n, part in enumerate(parts, 1)), len(parts) > 1
    numbers = [int(heading[1]) for heading in headings]
    if any(second <= first for first, second in pairwise(numbers)):
        problems.append("its page headings are not in order; pages are counted as they stand")
        numbers = list(range(1, len(headings) + 1))
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    bodies = [
        _RULE.sub("\n", text[heading.end() : end]).strip("\n")
        for heading, end in zip(headings, ends, strict=True)
    ]
    before = _TITLE.sub("", text[: headings[0].start()]).strip()
    if before:
        problems.append("text stands before its first page heading; it is shown with that page")
        bodies[0] = f"{before}\n{bodies[0]}"
    return tuple(map(WitnessPage, numbers, bodies)), True
