"""What is there of a collection: file names and page counts, of a release, of texts or of a folder of files.

Promises: every file is a row, one that cannot be opened with the reason; nothing of a page's content is
looked at but its headings. A page count is given only where the file itself says it: a text without page
marks has none. Hidden files are left out. Does not prove that a release's files are unaltered.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from tearline.errors import UsageError
from tearline.reading.numbers import Aliases, plain_name
from tearline.reading.released import ReleaseFolder, is_release
from tearline.reading.witness import TEXT_SUFFIXES, TextFolder, Witnesses


@dataclass(frozen=True, slots=True)
class Held:
    """One file, or one record of a release: its name and every key it is known by.

    ``pages`` is None where the file does not say; ``status`` is a release's own word for it; ``why`` says
    why it could not be read, '' where it could.
    """

    name: str
    keys: tuple[str, ...]
    pages: int | None
    status: str = ""
    why: str = ""

    @property
    def record(self) -> str:
        """What a report calls its record."""
        return self.keys[0] if self.keys else self.name

    @property
    def plain(self) -> str:
        """Its name as names are compared."""
        return plain_name(self.name)


def held_in(path: Path, aliases: Aliases) -> tuple[Held, ...]:
    """Return what a folder holds, opened as what it is. UsageError: no folder, or nothing in it."""
    if is_release(path):
        return held_in_release(ReleaseFolder(path), aliases)
    files = _files(path)
    if not files:
        raise UsageError(f"{path} holds no files", "Name a release, or a folder of files or texts.")
    if all(file.suffix.lower() in TEXT_SUFFIXES for file in files):
        return held_in_texts(TextFolder(path, path.name, aliases), aliases)
    return held_in_files(path, files, aliases)


def held_in_release(folder: ReleaseFolder, aliases: Aliases) -> tuple[Held, ...]:
    """Return the records of a release as its manifest has them; one without a file says its status."""
    return tuple(
        Held(name, _keys((*record.numbers, name), aliases), record.pages, str(record.status))
        for name, record in sorted(folder.records.items())
    )


def held_in_texts(witnesses: Witnesses, aliases: Aliases) -> tuple[Held, ...]:
    """Return the records of a folder of texts; those without page marks have no page count."""
    found = []
    for name in witnesses.records():
        record = witnesses.read(name)
        pages = len(record.pages) if record.paged else None
        why = "" if record.pages else "; ".join(record.problems)
        found.append(Held(name, _keys((name,), aliases), pages, record.status, why))
    return tuple(found)


def held_in_files(path: Path, files: Iterable[Path], aliases: Aliases) -> tuple[Held, ...]:
    """Return a folder's files, with the page counts of those that are PDFs."""
    found = []
    for file in files:
        pages, why = _pages(file) if file.suffix.lower() == ".pdf" else (None, "")
        name = file.relative_to(path).as_posix()
        found.append(Held(name, _keys((name,), aliases), pages, "", why))
    return tuple(found)


def _files(path: Path) -> list[Path]:
    """Return the files of a folder in any depth, sorted, hidden ones left out."""
    if not path.is_dir():
        raise UsageError(f"{path} is no folder", "Name a release, or a folder of files or texts.")
    return sorted(
        file
        for file in path.rglob("*")
        if not any(part.startswith(".") for part in file.relative_to(path).parts) and file.is_file()
    )


def _pages(file: Path) -> tuple[int | None, str]:
    """Return how many pages a PDF has, or why that cannot be said."""
    try:
        with pikepdf.open(file) as pdf:
            return len(pdf.pages), ""
    except pikepdf.PasswordError:
        return None, "is locked by a password"
    except (pikepdf.PdfError, OSError, ValueError) as error:
        return None, f"cannot be opened as a PDF ({type(error).__name__})"


def _keys(names: Iterable[str], aliases: Aliases) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for name in names if (key := aliases.key(name))))
