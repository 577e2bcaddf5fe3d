"""Records and the files they came in: what an archive calls a thing, and the bytes that carry it.

A record is a document with its own id. Its numbers and aliases are rows with their source; it may
have several files, and a file may belong to several records (many-to-many from the start).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class MediaType(StrEnum):
    """What a file is by its bytes, whatever its name says."""

    PDF = "application/pdf"
    TIFF = "image/tiff"
    PNG = "image/png"
    JPEG = "image/jpeg"
    TEXT = "text/plain"


@dataclass(frozen=True, slots=True)
class File:
    """Bytes with a hash: sha256 in lower-case hex, size in bytes, what they are, how many pages."""

    sha256: str
    size: int
    media_type: MediaType | None
    pages: int | None


@dataclass(frozen=True, slots=True)
class Number:
    """A number or alias of a record, of a kind (record, file, docid, alias), and where it was found.

    ``source`` is one of: file name, identification sheet, spreadsheet, person.
    """

    value: str
    kind: str
    source: str


@dataclass(frozen=True, slots=True)
class Record:
    """A document: the name the desk and the release know it by, its numbers, its files in order."""

    name: str
    numbers: tuple[Number, ...]
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecordVersion:
    """A record as it stood in one release: the release's label, and the file's sha256."""

    record: str
    release: str
    sha256: str
