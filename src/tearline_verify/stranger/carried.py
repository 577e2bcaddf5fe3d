"""What goes with a file though no page shows it: title, author and the like, small copies of pictures.

Promises: where nobody said what was withheld, these are told in one sentence each, by their names and
lengths, never by their words: most files have them and most are harmless, so they are no findings,
but such a file is not called clean without them. With a list of values they are searched elsewhere
(``objects``, ``images``). Dates and the names of programs are not told.
"""

# ruff: noqa: ANN401 - pikepdf's objects are untyped
from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pikepdf

from tearline_verify.stranger import bounds, drawing, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tearline_verify.stranger.case import Case

FIELDS = {
    "/Title": "a title",
    "/Author": "an author",
    "/Subject": "a subject",
    "/Keywords": "keywords",
}
PLAIN = {"/Creator", "/Producer", "/CreationDate", "/ModDate", "/Trapped"}
XMP = {
    b"dc:title": "a title",
    b"dc:creator": "an author",
    b"dc:description": "a description",
    b"dc:subject": "keywords",
    b"pdf:Keywords": "keywords",
    b"xmpMM:History": "a history of changes",
    b"photoshop:": "an image program's own notes",
    b"xmpGImg:": "a small picture",
}
_MARKS = re.compile(rb"<[^>]*>")
EMPTY = {"anonymous", "untitled", "unspecified"}  # what a program writes where nobody said
MOST_XMP = bounds.MEGABYTE


def look(case: Case) -> tuple[str, ...]:
    """Return a sentence for each kind of thing that goes with the file; none where it is locked."""
    try:
        pdf = walk.opened(case.raw)
    except pikepdf.PdfError:
        return ()  # told where the file is opened
    with pdf:
        return tuple(_told(pdf))


def _told(pdf: pikepdf.Pdf) -> Iterator[str]:
    fields = list(_fields(pdf.trailer.get("/Info")))
    if fields:
        yield f"the file's properties hold {', '.join(fields)}: open them and read them"
    said = list(_xmp(pdf.Root.get("/Metadata")))
    if said:
        yield f"the file's metadata (XMP) holds {', '.join(said)}: open the properties and read them"
    pages = list(pdf.pages)[: bounds.most(bounds.PAGES)]
    thumbs = sum("/Thumb" in page for page in pages)
    if thumbs:
        yield f"{_many(thumbs, 'page has', 'pages have')} a thumbnail, a small picture of its own"
    seen = drawing.pictures(pages)
    own = idle = 0
    for number, thing in enumerate(pdf.objects):
        if number >= bounds.most(bounds.OBJECTS):
            bounds.short("objects that may be pictures, beyond a fixed number")
            break
        if not isinstance(thing, pikepdf.Stream) or thing.get("/Subtype") != "/Image":
            continue
        own += "/Metadata" in thing
        idle += thing.objgen not in seen and _large(thing)
    if own:
        yield f"{_many(own, 'picture has', 'pictures have')} metadata of its own"
    if idle:
        yield f"{_many(idle, 'picture is', 'pictures are')} in the file that no page draws"


def _many(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"


def _fields(info: Any) -> Iterator[str]:
    """Yield the name and length of each field of the file's properties."""
    others = 0
    for key, value in info.items() if isinstance(info, pikepdf.Dictionary) else ():
        text = str(value).strip() if isinstance(value, pikepdf.String) else ""
        length = 0 if text.strip("()").casefold() in EMPTY else len(text)
        if key in FIELDS and length:
            yield f"{FIELDS[key]} ({length} characters)"
        others += bool(length and key not in FIELDS and key not in PLAIN)
    if others:
        yield _many(others, "field of its own", "fields of its own")


def _xmp(stream: Any) -> Iterator[str]:
    """Yield the name and length of what XMP says; by a plain search, for it may be malformed."""
    if not isinstance(stream, pikepdf.Stream):
        return
    data = walk.content(stream, bounds.Bounds())
    if len(data) > MOST_XMP:
        yield f"{len(data)} bytes"
        return
    for key, what in XMP.items():
        held = re.search(
            rb"<%b[^>]*>(.*?)</%b|\b%b\s*=\s*[\"']([^\"']+)" % ((re.escape(key),) * 3),
            data,
            re.DOTALL,
        )
        if held is None:
            continue
        text = _MARKS.sub(b" ", held[1] or held[2] or b"").decode("utf-8", "replace")
        text = " ".join(text.split())
        if text or key.endswith(b":"):
            yield f"{what} ({len(text)} characters)" if text else what


def _large(picture: Any) -> bool:
    """Say whether a picture is more than a mark or an ornament."""
    sides = (picture.get("/Width"), picture.get("/Height"))
    return all(isinstance(side, int) and side >= drawing.SMALLEST for side in sides)
