"""The desk's own lists as files of the collection: terms, protected and known people, cryptonyms, patterns.

Promises: a list is read whole before it is kept, and refused with its line and a remedy where it cannot be
read; it is kept in the collection for its owner's eyes alone (0600) and travels to workers by file, never
in a row, a log or a message. What is found depends on the lists by their hashes.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tearline.errors import UsageError
from tearline.findings import lists, patterns
from tearline.findings.detector import Settings
from tearline.store.blobs import read_blob
from tearline.store.collection import Collection


def _patterns(data: bytes) -> Settings:
    """Read the desk's patterns and have each compiled: one that cannot be is refused here."""
    settings = Settings(patterns=lists.read_patterns(data))
    patterns.build(settings)
    return settings


# A list's name, the file it is kept in, and how its bytes become a part of the settings.
LISTS: dict[str, tuple[str, Callable[[bytes], Settings]]] = {
    "terms": ("terms.txt", lambda data: Settings(terms=read_terms(data))),
    "protected": ("protected.csv", lambda data: Settings(protected=lists.read_protected(data))),
    "people": ("people.csv", lambda data: Settings(people=lists.read_people(data))),
    "cryptonyms": ("cryptonyms.csv", lambda data: Settings(cryptonyms=lists.read_cryptonyms(data))),
    "patterns": ("patterns.toml", _patterns),
}


def read_terms(data: bytes) -> tuple[str, ...]:
    """Return the terms of a list, one a line, UTF-8; empty lines and lines that open with # are none."""
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise UsageError("the term list is not UTF-8 text", "Save it as UTF-8.") from None
    terms = [line.strip() for line in lines]
    for number, term in enumerate(terms, start=1):
        if term and not term.startswith("#") and not any(c.isalnum() for c in term):
            raise UsageError(
                f"line {number} of the term list has no letter and no digit", "Remove it."
            )
    return tuple(term for term in terms if term and not term.startswith("#"))


def keep(collection: Collection, name: str, path: Path) -> None:
    """Make a file the collection's list of that name."""
    file, read = LISTS[name]
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"the list {path} cannot be read ({error.strerror})", "Check the path."
        ) from None
    read(data)
    _replace(collection.config.root / file, data)


def keep_bytes(collection: Collection, name: str, data: bytes) -> None:
    """Make these bytes the collection's list of that name."""
    file, read = LISTS[name]
    read(data)
    _replace(collection.config.root / file, data)


def _replace(target: Path, data: bytes) -> None:
    part = target.with_suffix(".part")
    part.touch(mode=0o600)
    part.write_bytes(data)
    os.replace(part, target)


Kept = tuple[tuple[str, str], ...]
"""Lists as blobs: (name, sha256), in the order of ``LISTS``; one that is not there is left out."""


def kept(collection: Collection) -> Kept:
    """Keep every list of the collection as a blob and return their hashes; a bad one is a UsageError."""
    found = []
    for name, (file, read) in LISTS.items():
        path = collection.config.root / file
        if name == "terms" and collection.config.terms is not None:
            path = collection.config.terms
            if not path.is_file():
                raise UsageError(
                    f"there is no term list {path}", "Mend find.terms in tearline.toml."
                )
        if path.is_file():
            data = path.read_bytes()
            read(data)
            found.append((name, collection.blobs.put(data)))
    return tuple(found)


def paths(collection: Collection, hashes: Kept) -> Kept:
    """Return the lists as (name, path of the blob), for a worker."""
    return tuple((name, str(collection.blobs.path(sha256))) for name, sha256 in hashes)


@functools.lru_cache(maxsize=2)
def settings(where: Kept) -> Settings:
    """Return what the detectors are told by the lists at these paths; read once in each process."""
    made = Settings()
    for name, path in where:
        part = LISTS[name][1](read_blob(path))
        made = replace(made, **{name: getattr(part, name)})
    return made


def of(collection: Collection) -> Settings:
    """Return what the detectors are told in this collection, for looking at a name here and now."""
    return settings(paths(collection, kept(collection)))
