"""Readers: from a file's bytes to its pages, whichever kind it is; the only door workers use.

Promises: plain arguments in, plain results out; every failure is one of Tearline's own errors and
names the file, the page and what to do, never a word of the record. A reader is looked up by media
type; other packages can bring more under the entry-point group ``tearline.readers``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata
from typing import Protocol, runtime_checkable

from tearline.errors import FileRefusedError, PageFailedError, TearlineError
from tearline.model.page import Page
from tearline.model.record import MediaType
from tearline.records import versions
from tearline.records.media import expect_name, identify

ENTRY_POINTS = "tearline.readers"
SURVEY_VERSION = "1"

Sizes = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class SurveyJob:
    """A file to identify and measure: where its bytes are, their hash, and the name messages
    use.
    """

    path: str
    sha256: str
    name: str


@dataclass(frozen=True, slots=True)
class Survey:
    """What a file is, and each page's (width, height) in 1/100 points ((0, 0) for a text)."""

    media_type: MediaType
    sizes: Sizes


@dataclass(frozen=True, slots=True)
class ReadJob:
    """One page to read: the file as in ``SurveyJob``, what it is, and the page's number
    (1-based).
    """

    path: str
    sha256: str
    media_type: MediaType
    page: int
    name: str


@runtime_checkable
class Reader(Protocol):
    """Reads some kinds of file. Its name and version are part of every cache key."""

    name: str
    media_types: frozenset[MediaType]

    def version(self) -> str:
        """Return what decides the outcome: the reader's own number and its engines'."""

    def survey(self, path: str, name: str) -> Sizes:
        """Return each page's (width, height) in 1/100 points; raise FileRefusedError."""

    def read(self, path: str, page: int) -> Page:
        """Read one page."""


class PdfReader:
    """PDF files, scanned, born-digital and mixed."""

    name = "pdf"
    media_types = frozenset({MediaType.PDF})

    def version(self) -> str:
        """Return the versions of this reader, of the OCR and of pdfium."""
        return versions.pdf()

    def survey(self, path: str, name: str) -> Sizes:
        """Open every page, decode none."""
        from tearline.records import pdf  # noqa: PLC0415

        return pdf.survey_pdf(path, name)

    def read(self, path: str, page: int) -> Page:
        """Read one page from its layer, its pixels, or both."""
        from tearline.records import pdf  # noqa: PLC0415

        return pdf.read_pdf(path, page)


class ScanReader:
    """Image files: TIFF with several pages, PNG, JPEG."""

    name = "scan"
    media_types = frozenset({MediaType.TIFF, MediaType.PNG, MediaType.JPEG})

    def version(self) -> str:
        """Return the versions of this reader and of the OCR."""
        return versions.scan()

    def survey(self, path: str, name: str) -> Sizes:
        """Read the headers."""
        from tearline.records import scan  # noqa: PLC0415

        return scan.survey_image(path, name)

    def read(self, path: str, page: int) -> Page:
        """Read one page by OCR."""
        from tearline.records import scan  # noqa: PLC0415

        return scan.read_scan(path, page)


class PlainReader:
    """Text files."""

    name = "plain"
    media_types = frozenset({MediaType.TEXT})

    def version(self) -> str:
        """Return this reader's version."""
        return versions.plain()

    def survey(self, path: str, name: str) -> Sizes:
        """Give a text its one page without a size."""
        del path, name
        return ((0, 0),)

    def read(self, path: str, page: int) -> Page:
        """Read the text."""
        from tearline.records import plain  # noqa: PLC0415

        del page
        return plain.read_text(path)


READERS: tuple[Reader, ...] = (PdfReader(), ScanReader(), PlainReader())


def survey(job: SurveyJob) -> Survey:
    """Identify and measure a file (in a worker). Raises FileRefusedError with a reason."""
    media_type = identify(job.path, job.name)
    expect_name(media_type, job.name)
    if media_type is None:
        msg = f"{job.name} is of a kind that Tearline does not read"
        remedy = "Add it as PDF, TIFF, PNG, JPEG or plain text"
        raise FileRefusedError("unknown kind", msg, remedy)
    return Survey(media_type, reader_for(media_type).survey(job.path, job.name))


def read(job: ReadJob) -> Page:
    """Read one page (in a worker). Raises FileRefusedError or PageFailedError, naming file and
    page.
    """
    try:
        return reader_for(job.media_type).read(job.path, job.page)
    except FileRefusedError as error:
        msg = f"Page {job.page} of {job.name}: {error.message}"
        raise FileRefusedError(error.reason, msg, error.remedy) from None
    except PageFailedError as error:
        msg = f"Page {job.page} of {job.name} could not be read: {error.message}"
        raise PageFailedError(msg, error.remedy) from None
    except (TearlineError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - decoders raise anything; a page fails, not the run
        # Whatever a decoder says may quote the page, so only the kind of error goes out.
        msg = f"Page {job.page} of {job.name} could not be read ({type(error).__name__})"
        remedy = "Print the file to a new PDF, or scan the page again, and add that"
        raise PageFailedError(msg, remedy) from None


def reader_for(media_type: MediaType) -> Reader:
    """Return the reader of a media type: a plug-in's before the built-in one."""
    for reader in _plugged_in() + READERS:
        if media_type in reader.media_types:
            return reader
    msg = f"No reader for {media_type}"
    raise FileRefusedError("unknown kind", msg, "Add it as PDF, TIFF, PNG, JPEG or plain text")


def version_for(media_type: MediaType) -> str:
    """Return the name and version of the reader of a media type, for cache keys."""
    reader = reader_for(media_type)
    return f"{reader.name}/{reader.version()}"


@lru_cache(maxsize=1)
def _plugged_in() -> tuple[Reader, ...]:
    """Load readers other packages bring, in the order of their names."""
    found = sorted(metadata.entry_points(group=ENTRY_POINTS), key=lambda e: (e.name, e.value))
    return tuple(entry.load()() for entry in found)
