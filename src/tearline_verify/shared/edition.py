"""An edition's folder, read: its manifest, its files as they are, and every text in them.

Promises: a file that is not listed, not as listed, not there, of no known kind or not readable is a
leak, never passed over; a file of no known kind is searched as text all the same. Nothing of the
files' bytes is in a leak: a file of no known name is told as "(a file)". Does not judge contents.
"""

# ruff: noqa: ANN401 - JSON
from __future__ import annotations

import hashlib
import os
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tearline_verify.folder import found as found_in
from tearline_verify.shared import cap_file, csv_file, json_file, pdf_file
from tearline_verify.shared.leak import COULD_NOT, Leak
from tearline_verify.shared.texts import Texts

MANIFEST, OBJECTS, MISP, PDF = "edition.json", "objects.jsonl", "misp.json", "edition.pdf"
TABLES = ("incidents.csv", "statements.csv", "commitments.csv")
FILES = (MANIFEST, OBJECTS, MISP, *TABLES, PDF)
LISTED, READING = "listed", "reading"
LARGEST = 512 << 20
_ALERT = re.compile(r"cap/[A-Za-z0-9-]{1,64}\.xml")
_MADE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:00(?:\.0+)?Z")
_MANIFEST = {"type", "schema_version", "marking", "made", "files"}


@dataclass(frozen=True, slots=True)
class Thing:
    """One STIX object, its place in ``objects.jsonl``, and every row within it, its own first."""

    at: str
    row: dict[str, Any]
    rows: tuple[dict[str, Any], ...]

    @property
    def id(self) -> str:
        """Return its id, '' where it has none."""
        return _text(self.row.get("id"))

    @property
    def type(self) -> str:
        """Return its type, '' where it has none."""
        return _text(self.row.get("type"))


@dataclass(slots=True)
class Edition:
    """What the folder holds, and the leaks that reading it gave."""

    marking: str = ""
    made: str = ""
    hashes: set[str] = field(default_factory=set)
    things: list[Thing] = field(default_factory=list)
    misp: Any = None
    tables: dict[str, csv_file.Table] = field(default_factory=dict)
    alerts: dict[str, cap_file.Alert] = field(default_factory=dict)
    pdf: pdf_file.Pdf | None = None
    texts: Texts = field(default_factory=Texts)
    files: list[str] = field(default_factory=list)
    leaks: list[Leak] = field(default_factory=list)

    def empty(self) -> bool:
        """Say whether there is nothing in the edition for anybody to read."""
        told = [
            t for t in self.things if t.type not in ("marking-definition", "extension-definition")
        ]
        rows = any(table.rows for table in self.tables.values())
        events = any("Event" in row for row in json_file.rows(self.misp))
        return not (told or rows or events or self.alerts)


def read(folder: Path) -> Edition:
    """Read a folder; what cannot be read is in the edition's leaks."""
    found = Edition()
    paths = dict(found_in(folder)) if folder.is_dir() else {}
    alerts = [path for path in sorted(paths) if path.startswith("cap/")]
    listed = _manifest(folder, found, paths)
    for path, kind in sorted(paths.items()):
        shown = f"cap ({alerts.index(path) + 1})" if path in alerts else path
        known = path in FILES or _ALERT.fullmatch(path) is not None
        shown = shown if known else "(a file)"
        found.texts.add(shown, [("its name", path)])
        if path == "cap" and kind == "folder":
            continue
        if kind != "file":
            found.leaks.append(Leak(LISTED, shown, f"a {kind} that does not belong in an edition"))
            continue
        if path != MANIFEST and path not in listed:
            found.leaks.append(Leak(LISTED, shown, "a file that the manifest does not list"))
        if not known:
            found.leaks.append(Leak(READING, shown, f"{COULD_NOT}: no file of an edition's form"))
        found.files.append(shown)
        _file(folder / path, path, shown, listed.get(path), found)
    found.leaks += [
        Leak(LISTED, path if path in FILES else "(a file)", "a file that is listed and not there")
        for path in sorted(set(listed) - {path for path, kind in paths.items() if kind == "file"})
    ]
    return found


def _manifest(folder: Path, found: Edition, paths: dict[str, str]) -> dict[str, tuple[str, int]]:
    """Take in the manifest; return each listed file's hash and size."""

    def refuse(what: str) -> None:
        found.leaks.append(Leak(LISTED, MANIFEST, what))

    if paths.get(MANIFEST) != "file":
        refuse("there is no manifest")
        return {}
    try:
        row = json_file.parse((folder / MANIFEST).read_bytes()).value
    except (OSError, ValueError, RecursionError):
        return {}  # told when the file is read with the others
    if not isinstance(row, dict) or set(row) != _MANIFEST or row["type"] != "edition":
        refuse("the manifest has a field too many or too few")
        row = row if isinstance(row, dict) else {}
    found.marking, found.made = _text(row.get("marking")), _text(row.get("made"))
    if not _MADE.fullmatch(found.made):
        refuse("the manifest's time is no whole minute in UTC")
        found.made = ""
    listed: dict[str, tuple[str, int]] = {}
    files = row.get("files")
    for one in files if isinstance(files, list) else [None]:
        if (
            not isinstance(one, dict)
            or set(one) != {"path", "sha256", "size"}
            or not isinstance(one["path"], str)
            or not isinstance(one["sha256"], str)
            or type(one["size"]) is not int
            or one["path"] in listed
        ):
            refuse("the manifest's list of files is not of its form")
            continue
        listed[one["path"]] = (one["sha256"], one["size"])
    found.hashes = {digest for digest, _ in listed.values()}
    return listed


def _file(
    path: Path, name: str, shown: str, listed: tuple[str, int] | None, found: Edition
) -> None:
    """Take in one file: compare it with its line of the manifest, then read it by its kind."""
    try:
        if path.stat().st_size > LARGEST:
            found.leaks.append(Leak(READING, shown, f"{COULD_NOT}: too large"))
            return
        raw = path.read_bytes()
        beside = os.listxattr(path) if hasattr(os, "listxattr") else ()  # on Linux alone
        if any(one.startswith("user.") for one in beside):
            found.leaks.append(Leak(LISTED, shown, "attributes beside the file's bytes"))
    except OSError:
        found.leaks.append(Leak(READING, shown, f"{COULD_NOT}: it cannot be opened"))
        return
    if listed and listed != (hashlib.sha256(raw).hexdigest(), len(raw)):
        found.leaks.append(Leak(LISTED, shown, "other bytes than the manifest lists"))
    try:
        _by_kind(name, shown, raw, found)
    except Exception as error:  # noqa: BLE001 - whatever a reader cannot read must be told
        why = f"{COULD_NOT} ({type(error).__name__})"
        found.leaks.append(Leak(READING, shown, why))
        found.texts.add(shown, _loose(raw))


def _by_kind(name: str, shown: str, raw: bytes, found: Edition) -> None:
    if name == OBJECTS:
        _objects(raw, found)
    elif name in (MISP, MANIFEST):
        parsed = json_file.parse(raw)
        _twice(parsed, name, "", found)
        found.texts.add(name, json_file.texts(parsed.value, "the file"))
        if name == MISP:
            found.misp = parsed.value
            if not isinstance(parsed.value, dict) or set(parsed.value) != {"response"}:
                found.leaks.append(Leak(READING, name, f"{COULD_NOT}: no list of MISP events"))
    elif name in TABLES:
        table = csv_file.parse(raw)
        found.tables[name] = table
        found.texts.add(name, csv_file.texts(table))
    elif name == PDF:
        found.pdf = pdf_file.parse(raw)
        found.texts.add(name, found.pdf.texts)
        found.leaks += [Leak(READING, name, f"{COULD_NOT}: {one}") for one in found.pdf.problems]
    elif _ALERT.fullmatch(name):
        alert = cap_file.parse(raw)
        found.alerts[shown] = alert
        found.texts.add(shown, cap_file.texts(alert))
    else:
        found.texts.add(shown, _loose(raw))


def _objects(raw: bytes, found: Edition) -> None:
    for number, line in enumerate(raw.split(b"\n"), 1):
        at = f"object {number}"
        if not line.strip():
            continue
        try:
            parsed = json_file.parse(line)
            texts = list(json_file.texts(parsed.value, at))
        except (ValueError, RecursionError):
            found.leaks.append(Leak(READING, OBJECTS, f"{COULD_NOT}: no JSON", at))
            found.texts.add(OBJECTS, ((at, text) for _, text in _loose(line)))
            continue
        _twice(parsed, OBJECTS, at, found)
        found.texts.add(OBJECTS, texts)
        if isinstance(parsed.value, dict):
            found.things.append(Thing(at, parsed.value, tuple(json_file.rows(parsed.value))))
        else:
            found.leaks.append(Leak(READING, OBJECTS, f"{COULD_NOT}: no object", at))


def _twice(parsed: json_file.Parsed, name: str, at: str, found: Edition) -> None:
    if parsed.twice:
        found.leaks.append(Leak(READING, name, "a field that stands twice", at))
        found.texts.add(name, json_file.texts(parsed.twice, at or "the file"))


def _loose(raw: bytes) -> Iterator[tuple[str, str]]:
    """Yield bytes of no known form as the texts they may be."""
    yield "somewhere", raw.decode("utf-8", "replace")
    if raw.count(0) * 3 >= len(raw) > 0:
        for codec in ("utf-16-le", "utf-16-be"):
            yield "somewhere", raw.decode(codec, "replace")
    try:
        yield (
            "compressed",
            zlib.decompressobj(47).decompress(raw, LARGEST >> 4).decode("utf-8", "replace"),
        )
    except zlib.error:
        return


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
