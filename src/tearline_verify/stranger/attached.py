"""Files inside the file: attachments, and the PDFs, archives and pictures among them.

Promises: every embedded file is told where nothing is known; with terms, an attached PDF is looked
through as a PDF of its own (objects, text, earlier versions), and its attachments again, to a fixed
depth. What other attachments hold is looked through as bytes by ``carve`` and ``objects``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pikepdf

from tearline_verify.leaks import GrammarError, Leak
from tearline_verify.stranger import (
    bounds,
    by_pdfium,
    by_pdfminer,
    extract,
    objects,
    revisions,
    walk,
)
from tearline_verify.stranger.case import FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tearline_verify.stranger.bounds import Bounds
    from tearline_verify.stranger.case import Case

NAME = "attachments"
DEPTH = 3
MOST = 40
KINDS = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "an archive or office document",
    b"\xff\xd8\xff": "a picture",
    b"\x89PNG": "a picture",
    b"\xd0\xcf\x11\xe0": "an office document",
    b"<": "a marked-up text",
}


def look(case: Case) -> Iterator[Leak]:
    """Look through the attachments."""
    yield from _inside(case, 1)


def _inside(case: Case, depth: int) -> Iterator[Leak]:
    allowed = bounds.of(case.raw)
    try:
        pdf = walk.opened(case.raw)
    except pikepdf.PdfError:
        return  # told by the objects' walk
    with pdf:
        for number, data in enumerate(embedded(pdf, allowed)):
            if number >= MOST or depth > DEPTH:
                allowed.cut.add("attachments beyond a fixed number and depth were not opened")
                return
            if not case.known:
                kind = next((k for mark, k in KINDS.items() if data.startswith(mark)), "a file")
                what = f"an attachment goes with the file: {kind}, {len(data)} bytes"
                yield Leak(NAME, FILE, what)
            if case.terms and data[:1024].find(b"%PDF-") >= 0:
                yield from _attached(replace(case, raw=data, areas={}), depth)


def _attached(inner: Case, depth: int) -> Iterator[Leak]:
    """Look through one attached PDF."""
    masks: set[str] = set()
    for reader in (by_pdfium.sheets, lambda raw: by_pdfminer.reading(raw).sheets):
        try:
            for sheet in reader(inner.raw):
                masks |= extract.values(inner, sheet)
        except GrammarError as error:
            yield Leak(NAME, FILE, f"an attached PDF {error}")
    for mask in sorted(masks):
        yield Leak(NAME, FILE, f"a withheld {mask} stands in the text of an attached PDF")
    for probe in (objects, revisions):
        for leak in probe.look(inner):
            yield Leak(NAME, FILE, f"{leak.what}, in an attached PDF")
    yield from _inside(inner, depth + 1)


def embedded(pdf: pikepdf.Pdf, allowed: Bounds) -> Iterator[bytes]:
    """Yield the content of every embedded file."""
    seen = set()
    for spot in walk.spots(pdf, allowed, set()):
        stream = spot.stream
        if stream is None or stream.objgen in seen:
            continue
        if stream.get("/Type") == "/EmbeddedFile" or spot.place == walk.PLACES["/EF"]:
            seen.add(stream.objgen)
            yield walk.content(stream, allowed)
