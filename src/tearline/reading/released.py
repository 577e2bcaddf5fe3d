"""A release folder as its readers have it: what its manifest lists, each file proven before it is used.

Promises: opens nothing but the folder's own files, none through a link or a path that leads out of it;
a file that is missing, cut short or altered is a ``Fault`` of its record, and the other records go on;
a page is handed out only from page data whose hash is the manifest's. A folder of a later version, or
none at all, is an error that says so.
Does not verify the release as ``tearline_verify`` does: that the bytes are the manifest's says nothing of
who wrote the manifest.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import zstandard
from PIL import Image

from tearline.errors import UsageError
from tearline.model.area import Area
from tearline.model.edition import Deletion, Status
from tearline.model.guide import WidthPolicy
from tearline.model.page import Word
from tearline.reading.page_images import bitmap, is_jpeg, jpeg
from tearline.reading.page_lines import PageLines, lines

SCHEMA_VERSION = 1
# What page data with the right hash and the wrong form ends in.
MISFORMED = (KeyError, TypeError, ValueError, RecursionError, zstandard.ZstdError)
_Read = TypeVar("_Read")
_UNSAFE = re.compile(r"[^a-z0-9.-]+")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one file of a release: its record ('' for the release's own), path, why."""

    record: str
    path: str
    why: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A file that the manifest lists: path in the folder, sha256, size in bytes."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class ReleasedRecord:
    """One record as the manifest has it. ``page_sizes``: width and height of each page, 1/100 points."""

    record: str
    numbers: tuple[str, ...]
    status: Status
    pages: int
    note: str
    files: tuple[Listed, ...]
    deletions: tuple[Deletion, ...]
    page_sizes: tuple[tuple[int, int], ...]

    def file(self, folder: str) -> Listed | None:
        """Return its file in 'pages', 'records' or 'text'; None where it has none."""
        return next((one for one in self.files if one.path.startswith(f"{folder}/")), None)


@dataclass(frozen=True, slots=True)
class ReleasedPage:
    """One page as released. ``text[word.start:word.end] == word.text``; areas in 1/100 points.

    A deletion stands in the text as ``[code]``; such words have the deletion's area and no confidence.
    """

    record: str
    number: int
    width: int
    height: int
    turn: int
    confidence: float | None
    text: str
    words: tuple[Word, ...]
    deletions: tuple[Deletion, ...]

    @property
    def closed(self) -> tuple[tuple[int, int], ...]:
        """Return where deletions stand in the text, as their codes in brackets."""
        areas = {one.area for one in self.deletions}
        return tuple(
            (word.start, word.end)
            for word in self.words
            if word.confidence is None and word.area in areas
        )


class ReleaseFolder:
    """A release that was opened. ``label`` names it among others: audience, date, DRAFT where it is one."""

    def __init__(self, path: Path) -> None:
        """Open a folder. UsageError: it is no release, or one that this version cannot read."""
        self.path = path
        data, self.digest = _manifest(path)
        try:
            self.audience = str(data["audience"])
            self.date = str(data["date"])
            self.draft = bool(data["draft"])
            self.guide = f"{data['guide']['name']} {data['guide']['version']}"
            self.own = tuple(_listed(row) for row in data["files"])
            self.records = {row["record"]: _record(row) for row in data["records"]}
            _check_once(path, [str(row["record"]) for row in data["records"]])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            what = f"{path}: its manifest does not have the form of a release ({_lacking(error)})"
            raise UsageError(what, "Get the release anew from where it was published.") from error
        self._faults: dict[str, tuple[Fault, ...]] = {}
        self._lines = PageLines()

    @cached_property
    def label(self) -> str:
        """The release's name in addresses: letters, digits, dots and hyphens."""
        parts = (self.audience, self.date, "draft" if self.draft else "")
        return _UNSAFE.sub("-", "-".join(filter(None, parts)).lower()).strip("-")

    def faults(self, record: str) -> tuple[Fault, ...]:
        """Return what is wrong with a record's files ('' for the release's own), reading each once."""
        if record not in self._faults:
            files = self.records[record].files if record else self.own
            found = (Fault(record, one.path, self._wrong(one)) for one in files)
            self._faults[record] = tuple(fault for fault in found if fault.why)
        return self._faults[record]

    def all_faults(self) -> tuple[Fault, ...]:
        """Return everything that is wrong with the folder's files: reads every byte of it."""
        return tuple(fault for name in ("", *self.records) for fault in self.faults(name))

    def is_verified(self, record: str) -> bool:
        """Say whether every file of a record is, byte for byte, the one the manifest lists."""
        return not self.faults(record)

    def pages(self, record: str) -> Iterator[ReleasedPage]:
        """Yield a record's pages in order; nothing where it has none, or its page data is at fault."""
        listed = self.records[record].file("pages")
        if listed is None or any(fault.path == listed.path for fault in self.faults(record)):
            return
        for line in lines(self.path / listed.path):
            yield _page(json.loads(line))

    def page(self, record: str, number: int) -> ReleasedPage | None:
        """Return one page, None where there is none of that number; a later one costs no more."""
        listed = self.records[record].file("pages")
        if listed is None or any(fault.path == listed.path for fault in self.faults(record)):
            return None
        line = self._lines.line(self.path / listed.path, number)
        found = None if line is None else _page(json.loads(line))
        if found is not None and found.number == number:
            return found
        # Ours have a line for each page, in order; another's may not.
        return next((page for page in self.pages(record) if page.number == number), None)

    def image(self, record: str, number: int) -> Image.Image | None:
        """Return a page's own bitmap as published; None where the PDF is at fault or has no such page.

        None too for an image that cannot be decoded, or has more pixels than a page of ours may have.
        """
        return self._of_pdf(record, number, bitmap)

    def jpeg(self, record: str, number: int) -> bytes | None:
        """Return a page's own image byte for byte, where it was published as JPEG; else as ``image``."""
        return self._of_pdf(record, number, jpeg)

    def is_jpeg(self, record: str, number: int) -> bool:
        """Say whether a page's image was published as JPEG."""
        return bool(self._of_pdf(record, number, is_jpeg))

    def _of_pdf(self, record: str, number: int, read: Callable[[Path, int], _Read]) -> _Read | None:
        listed = self.records[record].file("records")
        if listed is None or any(fault.path == listed.path for fault in self.faults(record)):
            return None
        try:
            return read(self.path / listed.path, number)
        except Exception:  # noqa: BLE001 - whatever a decoder makes of a file that is not ours
            return None

    def _wrong(self, listed: Listed) -> str:
        """Return what is wrong with one file, '' where nothing is."""
        path = self.path / listed.path
        try:
            if path.resolve(strict=True) != self.path.resolve() / listed.path:
                return "is a link, or its path leads out of the release"
            if (size := path.stat().st_size) != listed.size:
                return f"has {size} bytes, the manifest lists {listed.size}"
            with path.open("rb") as stream:
                sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        except FileNotFoundError:
            return "is missing"
        except OSError as error:
            return f"cannot be read ({error.strerror or 'the disk refused it'})"
        return "" if sha256 == listed.sha256 else "is not what the manifest lists: its hash differs"


def is_release(path: Path) -> bool:
    """Say whether a folder looks like a release: it has a manifest and an index."""
    return (path / "manifest.json").is_file() and (path / "index.jsonl").is_file()


def _manifest(path: Path) -> tuple[dict[str, Any], str]:
    """Return a release's manifest and its sha256."""
    file = path / "manifest.json"
    remedy = "Name the folder that `tearline build` wrote or an archive published."
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise UsageError(
            f"{path} is no release: it has no manifest.json to read", remedy
        ) from error
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{file} is damaged: it is not JSON", "Get the release anew.") from error
    if not isinstance(data, dict) or data.get("type") != "release":
        raise UsageError(f"{file} is not the manifest of a release", remedy)
    version = data.get("schema_version")
    if version != SCHEMA_VERSION:
        raise UsageError(
            f"{file} is of version {version!r}, this Tearline reads {SCHEMA_VERSION}",
            "Install the Tearline that wrote it, or a later one.",
        )
    return data, hashlib.sha256(raw).hexdigest()


def _lacking(error: Exception) -> str:
    """Return in plain words what a manifest that could not be taken apart has or lacks."""
    if isinstance(error, KeyError):
        return f"it has no '{error.args[0]}' where there must be one"
    return "something in it is of another kind than it must be"


def _check_once(path: Path, names: Sequence[str]) -> None:
    """Refuse a manifest that has one record twice: which of the two counts is nobody's to say."""
    twice = next((name for name, count in Counter(names).items() if count > 1), None)
    if twice is not None:
        why = f"{path}: its manifest lists the record {twice} more than once"
        raise UsageError(why, "Get the release anew from where it was published.")


def _listed(row: dict[str, Any]) -> Listed:
    """Return a file of the manifest; one whose path could lead elsewhere is refused."""
    path = str(row["path"])
    parts = path.split("/")
    if path.startswith("/") or "\\" in path or "\0" in path or {"", ".", ".."} & set(parts):
        msg = "a path that leads out of the release"
        raise ValueError(msg)
    return Listed(path, str(row["sha256"]), int(row["size"]))


def _record(row: dict[str, Any]) -> ReleasedRecord:
    if not row["record"]:
        msg = "a record without a name"  # '' stands for the release itself
        raise ValueError(msg)
    return ReleasedRecord(
        str(row["record"]),
        tuple(map(str, row["numbers"])),
        Status(row["status"]),
        int(row["pages"]),
        str(row["note"]),
        tuple(_listed(file) for file in row["files"]),
        tuple(_deletion(one, int(one["page"])) for one in row["withholdings"]),
        tuple((int(width), int(height)) for width, height in row["page_sizes"]),
    )


def _deletion(row: dict[str, Any], page: int) -> Deletion:
    codes, policy = tuple(map(str, row["codes"])), WidthPolicy(row["policy"])
    return Deletion(page, Area(*row["area"]), codes, str(row["amount"]), policy)


def _page(row: dict[str, Any]) -> ReleasedPage:
    text, columns = row["text"], row["words"]
    keys = ("start", "end", "left", "top", "right", "bottom", "confidence")
    words = tuple(
        Word(
            text[start:end],
            start,
            end,
            None if left is None else Area(left, top, right, bottom),
            sure,
        )
        for start, end, left, top, right, bottom, sure in zip(
            *(columns[k] for k in keys), strict=True
        )
    )
    return ReleasedPage(
        row["record"],
        row["page"],
        row["width"],
        row["height"],
        row["turn"],
        row["confidence"],
        text,
        words,
        tuple(_deletion(one, row["page"]) for one in row["deletions"]),
    )
