"""What is there of a collection: file names and page counts, of a release, of texts or of a folder of files.

Promises: every file is a row, one that cannot be opened with the reason; nothing of a page's content is
looked at but its headings. A page count is given only where the file itself says it: a text without page
marks has none. PDFs are opened by confined processes with a time limit, as those of a collection are. A
release's files are held to its manifest, and a file that the manifest does not list is told as one.
Hidden files are left out. Does not verify a release as ``tearline verify`` does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from tearline.engine import Done, Limits, Stop, run
from tearline.errors import FileRefusedError, UsageError
from tearline.reading.lists.numbers import Aliases, plain_name
from tearline.reading.released import ReleaseFolder, is_release
from tearline.reading.witnesses.witness import TEXT_SUFFIXES, TextFolder, Witnesses

PDF_SECONDS = 60.0
# Why a file could not be opened, where the one that opened it found no words of its own.
_WHY = {
    "time limit": f"takes more than {PDF_SECONDS:g} seconds to open: look at it by hand",
    "memory": "takes more memory to open than one file may: look at it by hand",
    "died": "ends every program that opens it: it may be damaged or hostile",
    "error": "cannot be opened: it may be damaged; get it anew from where it was published",
}
# What a release has and its manifest need not list.
_OF_A_RELEASE = {"manifest.json", "index.jsonl", "report.html", "report.json"}


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


def held_in(
    path: Path, aliases: Aliases, workers: int = 1, stop: Stop | None = None
) -> tuple[Held, ...]:
    """Return what a folder holds, opened as what it is. UsageError: no folder, or nothing in it.

    ``workers`` are the processes that count the pages of PDFs.
    """
    if is_release(path):
        return held_in_release(ReleaseFolder(path), aliases)
    files = _files(path)
    if not files:
        raise UsageError(f"{path} holds no files", "Name a release, or a folder of files or texts.")
    if all(file.suffix.lower() in TEXT_SUFFIXES for file in files):
        return held_in_texts(TextFolder(path, path.name, aliases), aliases)
    return held_in_files(path, files, aliases, workers, stop)


def held_in_release(folder: ReleaseFolder, aliases: Aliases) -> tuple[Held, ...]:
    """Return the records of a release as its manifest has them, each with its status.

    A record of which a file is missing or altered says so; files that are nobody's come last.
    """
    found = []
    for name, record in sorted(folder.records.items()):
        keys = _keys((*record.numbers, name), aliases)
        why = "; ".join(f"{fault.path} {fault.why}" for fault in folder.faults(name))
        found.append(Held(name, keys, record.pages, str(record.status), why))
    own = "; ".join(f"{fault.path} {fault.why}" for fault in folder.faults(""))
    if own:
        found.append(Held("the release's own files", (), None, "", own))
    listed = {one.path for record in folder.records.values() for one in record.files}
    listed |= {one.path for one in folder.own} | _OF_A_RELEASE
    for file in _files(folder.path):
        name = file.relative_to(folder.path).as_posix()
        if name not in listed:
            found.append(Held(name, (), None, "not in the manifest"))
    return tuple(found)


def held_in_texts(witnesses: Witnesses, aliases: Aliases) -> tuple[Held, ...]:
    """Return the records of a folder of texts; those without page marks have no page count."""
    found = []
    for name in witnesses.records():
        record = witnesses.read(name)
        pages = len(record.pages) if record.paged else None
        why = "" if record.pages else "; ".join(record.problems)
        found.append(Held(name, _keys((name,), aliases), pages, record.status, why))
    return tuple(found)


def held_in_files(
    path: Path,
    files: Iterable[Path],
    aliases: Aliases,
    workers: int = 1,
    stop: Stop | None = None,
) -> tuple[Held, ...]:
    """Return a folder's files, with the page counts of those that are PDFs.

    ``workers=0`` opens them in this process: for files one made oneself.
    """
    files = tuple(files)
    counted: dict[str, tuple[int | None, str]] = {}
    pdfs = [str(file) for file in files if file.suffix.lower() == ".pdf"]
    limits = Limits(PDF_SECONDS)
    for outcome in run(pages_of_pdf, pdfs, workers=workers, limits=limits, stop=stop):
        if isinstance(outcome, Done):
            counted[outcome.job] = (outcome.result, "")
        else:
            counted[outcome.job] = (None, _WHY.get(outcome.reason) or outcome.message)
    if stop is not None and stop.requested:
        raise KeyboardInterrupt
    found = []
    for file in files:
        pages, why = counted.get(str(file), (None, ""))
        name = file.relative_to(path).as_posix()
        found.append(Held(name, _keys((name,), aliases), pages, "", why))
    return tuple(found)


def pages_of_pdf(file: str) -> int:
    """Return how many pages a PDF has; work of a confined process. FileRefusedError: it cannot be said."""
    try:
        with pikepdf.open(file) as pdf:
            return len(pdf.pages)
    except pikepdf.PasswordError as error:
        raise FileRefusedError("password", "is locked by a password") from error
    except (pikepdf.PdfError, OSError, ValueError) as error:
        what = "cannot be opened as a PDF: it is damaged, or none"
        raise FileRefusedError("damaged", what) from error


def _files(path: Path) -> list[Path]:
    """Return the files of a folder in any depth, sorted, hidden ones left out."""
    if not path.is_dir():
        raise UsageError(f"{path} is no folder", "Name a release, or a folder of files or texts.")
    return sorted(
        file
        for file in path.rglob("*")
        if not any(part.startswith(".") for part in file.relative_to(path).parts) and file.is_file()
    )


def _keys(names: Iterable[str], aliases: Aliases) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for name in names if (key := aliases.key(name))))
