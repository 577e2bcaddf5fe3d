"""The release folder: what its manifest lists is there, and nothing else is.

Promises: the manifest has exactly its keys, in its canonical form, every value of exactly its type; the
names of guide and audience are short plain text; every file is a plain file, listed once, with its size
and hash; no other file, folder, link or extended attribute. Streams every file. Does not read what the
records' files say.
"""

# ruff: noqa: ANN401 - values read from JSON
from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tearline_verify import pagedata
from tearline_verify.leaks import Leak
from tearline_verify.pagedata import are_texts, is_exactly, is_whole, plain_text, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MANIFEST = "manifest.json"
OWN = ("report.html", "report.json")
BESIDE = ("index.csv", "index.jsonl", "note.md")
FOLDERS = {"pdf": "records/{}.pdf", "text": "text/{}.txt", "pages": "pages/{}.jsonl.zst"}
KEYS = {
    "type",
    "schema_version",
    "draft",
    "audience",
    "date",
    "guide",
    "counts",
    "records",
    "files",
}
COUNTS = {
    "records", "pages", "redactions", "released_in_full", "released_in_part", "withheld_in_full",
    "held", "pending", "withdrawn",
}  # fmt: skip
RECORD = {
    "record", "numbers", "status", "pages", "note", "files", "withholdings", "page_sizes",
}  # fmt: skip
WITHHOLDING = {"page", "area", "codes", "amount", "policy"}
STATUSES = (
    "released in full", "released in part", "withheld in full", "held", "pending", "withdrawn",
)  # fmt: skip
WITHDRAWN = "withdrawn"
# All that may be said of a record that was taken back; the dated ones may also name the last release that
# held it. Anything more may help to find the old copy.
ORDERED = "withdrawn: by order of a court"
TOMBSTONES = (WITHDRAWN, f"{ORDERED}, date not given")
DATED_TOMBSTONES = (
    "withdrawn: rights of a donor or author", "withdrawn: superseded",
    "withdrawn: not a record of this collection", "withdrawn: released under another name",
)  # fmt: skip
NAME = 100  # characters of a guide's or an audience's name, at most
WITHOUT_FILES = ("withheld in full", "held", "pending", "withdrawn")
SIDES = 2
_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HASH = re.compile(r"[0-9a-f]{64}")
_ORDER = re.compile(rf"{ORDERED} of [0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}")
_LAST = re.compile(r"; last in the release of [0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as the manifest lists it."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as the manifest has it."""

    record: str
    status: str
    files: tuple[Listed, ...]
    withholdings: tuple[tuple[int, pagedata.Deletion], ...]
    page_sizes: tuple[tuple[int, int], ...]
    value: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Manifest:
    """A manifest, accepted: its records and the release's own files."""

    entries: tuple[Entry, ...]
    files: tuple[Listed, ...]
    value: dict[str, Any]


def read(raw: bytes) -> Manifest:
    """Return the manifest that ``raw`` holds; raises ``GrammarError``."""
    value = pagedata.strict(raw)
    if not isinstance(value, dict) or set(value) != KEYS:
        refuse("the manifest has a key too many or too few")
    again = json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False) + "\n"
    if again.encode("utf-8", "replace") != raw:
        refuse("the manifest is not in its canonical form")
    guide = value["guide"]
    if not isinstance(guide, dict) or set(guide) != {"name", "version"}:
        refuse("the manifest's guide has a key too many or too few")
    if value["type"] != "release" or not is_exactly(value["schema_version"], 1):
        refuse("the manifest's head is of the wrong type")
    texts = (value["audience"], guide["name"], guide["version"])
    if not all(plain_text(text, NAME) for text in texts):
        refuse("the manifest's audience or guide is no short plain text")
    if not isinstance(value["draft"], bool) or not _is_date(value["date"]):
        refuse("the manifest's date or draft mark is not what it must be")
    if not isinstance(value["records"], list) or not isinstance(value["files"], list):
        refuse("the manifest's records or files are no list")
    entries = tuple(_entry(row) for row in value["records"])
    names = [entry.record for entry in entries]
    if names != sorted(set(names)):
        refuse("the records are not sorted, or one stands twice")
    files = tuple(_listed(row) for row in value["files"])
    if [file.path for file in files] != list(BESIDE):
        refuse("the release's own files are not the three there must be")
    _counts(value["counts"], entries)
    return Manifest(entries, files, value)


def _counts(counts: Any, entries: tuple[Entry, ...]) -> None:
    """Compare the manifest's counts with what its own records say."""
    if not isinstance(counts, dict) or set(counts) != COUNTS:
        refuse("the counts have a key too many or too few")
    due = {status.replace(" ", "_"): 0 for status in STATUSES}
    for entry in entries:
        due[entry.status.replace(" ", "_")] += 1
    due["pages"] = sum(entry.value["pages"] for entry in entries)
    due["redactions"] = sum(len(entry.withholdings) for entry in entries)
    due["records"] = len(entries)
    if not all(is_exactly(counts[key], number) for key, number in due.items()):
        refuse("a count is not what the manifest lists")


def _entry(row: Any) -> Entry:
    """Return a record of the manifest."""
    if not isinstance(row, dict) or set(row) != RECORD:
        refuse("a record has a key too many or too few")
    name, pages = row["record"], row["pages"]
    if not isinstance(name, str) or not _SLUG.fullmatch(name):
        refuse("a record's name is no plain slug")
    if not are_texts(row["numbers"]) or not isinstance(row["note"], str):
        refuse("a record's numbers or note are no text")
    if row["status"] not in STATUSES:
        refuse("a record's status is none of the fixed ones")
    if not isinstance(row["files"], list) or not isinstance(row["withholdings"], list):
        refuse("a record's files or withholdings are no list")
    sizes = _sizes(row["page_sizes"])
    if not is_exactly(pages, len(sizes)):
        refuse("a record's pages and page sizes do not agree")
    files = tuple(_listed(file) for file in row["files"])
    due = sorted(form.format(name) for form in FOLDERS.values())
    if row["status"] in WITHOUT_FILES:
        if files or pages or row["withholdings"]:
            refuse("a record that is not released has files, pages or withholdings")
        if row["status"] == WITHDRAWN and (row["numbers"] or not _is_tombstone(row["note"])):
            refuse("a withdrawn record says more of itself than a tombstone may")
    elif [file.path for file in files] != due:
        refuse("a record's files are not the three of its name, in order")
    elif row["note"]:
        refuse("a record that is released has a note")
    withholdings = tuple(_withholding(one, pages) for one in row["withholdings"])
    if any(one[0] > other[0] for one, other in pairwise(withholdings)):
        refuse("a record's withholdings are not in the order of its pages")
    return Entry(name, row["status"], files, withholdings, sizes, row)


def _is_date(value: Any) -> bool:
    """Say whether a value is a day of the calendar, written YYYY-MM-DD."""
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return False
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _sizes(rows: Any) -> tuple[tuple[int, int], ...]:
    """Return pages' widths and heights, in 1/100 points: whole numbers, none of them 0."""
    if not isinstance(rows, list):
        refuse("a record's page sizes are no list")
    for row in rows:
        if (
            not isinstance(row, list)
            or len(row) != SIDES
            or not all(is_whole(n) and n for n in row)
        ):
            refuse("a page's size is not two whole numbers")
    return tuple((width, height) for width, height in rows)


def _is_tombstone(note: str) -> bool:
    """Say whether a note is one of the fixed phrases for what was withdrawn."""
    if note in TOMBSTONES or _ORDER.fullmatch(note):
        return True
    words = next((words for words in DATED_TOMBSTONES if note.startswith(words)), None)
    left = note[len(words) :] if words else note
    return words is not None and (not left or _LAST.fullmatch(left) is not None)


def _withholding(row: Any, pages: int) -> tuple[int, pagedata.Deletion]:
    if not isinstance(row, dict) or set(row) != WITHHOLDING:
        refuse("a withholding has a key too many or too few")
    page = row["page"]
    if not is_whole(page) or not 1 <= page <= pages:
        refuse("a withholding is on no page of its record")
    return page, pagedata.deletion({key: row[key] for key in pagedata.DELETION})


def _listed(row: Any) -> Listed:
    if not isinstance(row, dict) or set(row) != {"path", "sha256", "size"}:
        refuse("a file has a key too many or too few")
    size = row["size"]
    if not is_whole(size) or not isinstance(row["path"], str):
        refuse("a file's path or size is of the wrong type")
    if not isinstance(row["sha256"], str) or not _HASH.fullmatch(row["sha256"]):
        refuse("a file's sha256 is not one")
    return Listed(row["path"], row["sha256"], size)


def inventory(out: Path, manifest: Manifest) -> Iterator[Leak]:
    """Yield a leak for every file that is not as listed, or not listed."""
    listed = {file.path: file for entry in manifest.entries for file in entry.files}
    listed |= {file.path: file for file in manifest.files}
    there = set()
    for path, kind in found(out):
        shown = path if path in listed else mask_path(path)
        if kind == "folder" and any(name.startswith(f"{path}/") for name in listed):
            continue
        if kind != "file":
            yield Leak("folder", shown, f"a {kind} that does not belong here")
        elif path not in listed and path not in (MANIFEST, *OWN):
            yield Leak("folder", shown, "a file that the manifest does not list")
        there.add(path)
        if _attributes(out / path):
            yield Leak("folder", shown, "extended attributes on a file")
    for path, file in sorted(listed.items()):
        if path not in there:
            yield Leak("folder", path, "a file that the manifest lists is not there")
            continue
        size, digest = _digest(out / path)
        if (size, digest) != (file.size, file.sha256):
            yield Leak("folder", path, "a file's size or hash is not the manifest's")


def mask_path(path: str) -> str:
    """Return what may be said of a path that no manifest vouches for: its folder and ending."""
    head, _, name = path.rpartition("/")
    head = head if head in ("", "records", "text", "pages") else "(folder)"
    ending = re.search(r"\.(pdf|txt|zst|csv|jsonl|json|html|md)$", name)
    return f"{head}{'/' if head else ''}(unlisted){ending[0] if ending else ''}"


def found(out: Path) -> Iterator[tuple[str, str]]:
    """Yield every path under ``out`` (with /) and what it is: file, folder, link, other."""
    waiting = [""]
    while waiting:
        base = waiting.pop()
        for item in sorted(os.scandir(out / base), key=lambda entry: entry.name):
            path = f"{base}/{item.name}" if base else item.name
            if item.is_symlink():
                yield path, "link"
            elif item.is_dir():
                yield path, "folder"
                waiting.append(path)
            elif item.is_file():
                yield path, "file"
            else:
                yield path, "special file"


def _attributes(path: Path) -> bool:
    """Say whether a file carries attributes of a user's making beside its bytes."""
    try:
        return any(name.startswith("user.") for name in os.listxattr(path, follow_symlinks=False))
    except (OSError, AttributeError):
        return False  # a file system, or a system, that has none


def _digest(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        return file.tell(), digest.hexdigest()
