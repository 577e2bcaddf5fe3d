"""A file that is no PDF at all: what it is instead, and what to give.

Promises: one sentence from a file's first bytes, for somebody who took the wrong file. A file that
has a PDF's header anywhere near its start is taken for one, whatever else it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

HEADER = b"%PDF-"
FIRST = 1 << 20  # bytes that are looked at; a header further down is for no reader
_PICTURE = "a picture ({}), not a PDF: give the PDF it came from, or make one with tearline redact"
_OFFICE = "{}, not a PDF: give the PDF that was made of it"
_SIGNS = (
    (b"\x89PNG\r\n\x1a\n", _PICTURE.format("PNG")),
    (b"\xff\xd8\xff", _PICTURE.format("JPEG")),
    (b"GIF8", _PICTURE.format("GIF")),
    (b"II*\0", _PICTURE.format("TIFF")),
    (b"MM\0*", _PICTURE.format("TIFF")),
    (b"BM", _PICTURE.format("BMP")),
    (b"PK\x03\x04", _OFFICE.format("an archive or an office document")),
    (b"\xd0\xcf\x11\xe0", _OFFICE.format("an office document")),
    (b"{\\rtf", _OFFICE.format("a text document (RTF)")),
)


def kind(path: Path) -> str:
    """Return what a file is that is no PDF, and what to give; '' for one that may be a PDF."""
    try:
        with path.open("rb") as file:
            first = file.read(FIRST)
    except OSError:
        return "a file that cannot be read: look at its permissions, or copy it and give the copy"
    if HEADER in first:
        return ""
    if not first:
        return "an empty file: give the PDF itself"
    for sign, said in _SIGNS:
        if first.startswith(sign):
            return said
    text = first.lstrip()[:200].lower()
    if text.startswith((b"<!doctype html", b"<html", b"<?xml")):
        return "a web page or marked-up text, not a PDF: give the PDF itself"
    if b"\0" not in first and not any(byte < 9 for byte in first[:4096]):  # noqa: PLR2004
        return "a plain text, not a PDF: what it says is what it holds, so read it through"
    return "no PDF that any reader knows (it has no %PDF- header): give the PDF itself"
