"""Every object of a PDF, with the words a reporter would use for where it stands.

Promises: every object that the cross-reference table knows is given once: those that the trailer
and the pages reach under the name of their place, the others as deleted objects. Bounded by
``bounds.OBJECTS``. Only reads; says nothing of what the objects hold.
"""

from __future__ import annotations

import io
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pikepdf

from tearline_verify.stranger import bounds, carve, spelling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tearline_verify.stranger.bounds import Bounds

PAGE = "on a page"
DELETED = "in a deleted object that is still in the file"
PLACES = {
    "/Info": "in the file's metadata",
    "/Metadata": "in metadata (XMP)",
    "/Outlines": "in a bookmark",
    "/Dests": "in the name of a destination",
    "/Annots": "in an annotation",
    "/AcroForm": "in a form field",
    "/XFA": "in a form's XML (XFA)",
    "/EmbeddedFiles": "in an attachment",
    "/EF": "in an attachment",
    "/AF": "in an attachment",
    "/FS": "in an attachment",
    "/StructTreeRoot": "in a tag (text for screen readers)",
    "/ActualText": "in a tag (text for screen readers)",
    "/Alt": "in a tag (text for screen readers)",
    "/OCProperties": "in the name of a layer",
    "/JavaScript": "in a script",
    "/JS": "in a script",
    "/OpenAction": "in an action",
    "/AA": "in an action",
    "/A": "in a link or an action",
    "/PieceInfo": "in a program's private data",
    "/PageLabels": "in a page label",
    "/Threads": "in an article thread",
    "/B": "in an article thread",
    "/Thumb": "in a thumbnail",
    "/Contents": "in a page's drawing instructions",
    "/Font": "in a font",
    "/XObject": "in a picture or drawing",
    "/Alternates": "in another version of a picture",
    "/SMask": "in a picture's mask",
    "/Pattern": "in a pattern",
    "/Resources": "among a page's resources",
    "/ByteRange": "in a signature",
    "/Perms": "in a signature",
    "/DSS": "in a signature",
}
_SKIP = {"/Parent", "/P"}  # back to what is on the way already


@dataclass(frozen=True, slots=True)
class Spot:
    """One string, name or stream: exactly one of ``value``, ``name``, ``stream`` is set."""

    place: str
    page: int | None
    value: bytes | None = None
    name: str | None = None
    stream: Any = None


def opened(raw: bytes) -> pikepdf.Pdf:
    """Open with the empty password; raises what pikepdf raises."""
    return pikepdf.open(io.BytesIO(raw), suppress_warnings=True)


def spots(pdf: pikepdf.Pdf, allowed: Bounds, reached: set[tuple[int, int]]) -> Iterator[Spot]:
    """Yield every string, name and stream; ``reached`` gathers the live objects' numbers."""
    queue: deque[tuple[Any, str, int | None]] = deque()
    for number, page in enumerate(pdf.pages, 1):
        queue.append((page.obj, PAGE, number))
    queue.append((pdf.Root, "in the file's catalog", None))
    queue.append((pdf.trailer, "in the file's trailer", None))
    left = [bounds.most(bounds.OBJECTS)]
    yield from _drain(queue, reached, left)
    seen = set(reached)
    for loose in pdf.objects:
        if left[0] > 0 and isinstance(loose, pikepdf.Object) and loose.objgen not in seen:
            queue.append((loose, DELETED, None))
            yield from _drain(queue, seen, left)
    if left[0] <= 0:
        allowed.cut.add(f"more than {bounds.most(bounds.OBJECTS):,} objects: not all were walked")


def _drain(
    queue: deque[tuple[Any, str, int | None]], seen: set[tuple[int, int]], left: list[int]
) -> Iterator[Spot]:
    """Yield what the queued objects hold, and queue what they lead to."""
    while queue and left[0] > 0:
        left[0] -= 1
        thing, place, page = queue.popleft()
        if not isinstance(thing, pikepdf.Object):
            continue
        if thing.is_indirect:
            if thing.objgen in seen:
                continue
            seen.add(thing.objgen)
        if isinstance(thing, pikepdf.Stream):
            yield Spot(place, page, stream=thing)
        if isinstance(thing, pikepdf.Stream | pikepdf.Dictionary):
            place = _named(thing, place)
            for key, inner in thing.items():
                yield Spot(place, page, name=key)
                if key in _SKIP and isinstance(inner, pikepdf.Dictionary) and place != DELETED:
                    continue
                known = place if place == DELETED else PLACES.get(key, place)
                if key == "/Contents" and place != PAGE:
                    known = place  # of a note, or of a signature
                queue.append((inner, known, page))
        elif isinstance(thing, pikepdf.Array):
            queue.extend((inner, place, page) for inner in thing)
            joined = b"".join(bytes(s) for s in thing if isinstance(s, pikepdf.String))
            if joined:
                yield Spot(place, page, value=joined)
        elif isinstance(thing, pikepdf.String):
            yield Spot(place, page, value=bytes(thing))
        elif isinstance(thing, pikepdf.Name):
            yield Spot(place, page, name=spelling.name(thing.unparse()))


def _named(thing: Any, place: str) -> str:  # noqa: ANN401 - pikepdf is untyped here
    """Return a closer word for where an object stands, by what it says it is."""
    if place == DELETED:
        return place
    kind = thing.get("/Type")
    if kind == "/Sig" or "/ByteRange" in thing:
        return "in a signature"
    if kind in ("/Filespec", "/EmbeddedFile"):
        return "in an attachment"
    if thing.get("/FT") is not None:
        return "in a form field"
    return place


def head(stream: Any) -> bytes:  # noqa: ANN401
    """Return a stream's filters as its dictionary would spell them, references followed."""
    names = stream.get("/Filter", [])
    names = [names] if isinstance(names, pikepdf.Name) else list(names)
    out = "/Filter [" + " ".join(str(name) for name in names) + "]"
    parms = stream.get("/DecodeParms", stream.get("/DP", []))
    for one in [parms] if isinstance(parms, pikepdf.Dictionary) else list(parms):
        if isinstance(one, pikepdf.Dictionary):
            out += "".join(f" {k} {v}" for k, v in one.items() if isinstance(v, int))
    if stream.get("/Subtype") == "/Image":
        out += " /Subtype /Image"
    return out.encode()


def content(stream: Any, allowed: Bounds) -> bytes:  # noqa: ANN401
    """Return a stream's data, decrypted and un-filtered by our own decoders."""
    limit = min(allowed.inflated, bounds.ONE_STREAM)
    data = bytes(stream.read_raw_bytes())
    got = carve.content(carve.Carved(0, head(stream), data), limit)
    return got[: allowed.take(len(got))]


def listed(thing: Any) -> list[Any]:  # noqa: ANN401
    """Return the members of an array; of one thing alone, the thing; of nothing, none."""
    if isinstance(thing, pikepdf.Array):
        return list(thing)
    return [] if thing is None else [thing]


def valued(thing: Any) -> list[Any]:  # noqa: ANN401
    """Return the values of a dictionary; of anything else, none."""
    return list(thing.values()) if isinstance(thing, pikepdf.Dictionary) else []


def valued_at(thing: Any, key: str) -> Any:  # noqa: ANN401
    """Return the value at a key of a dictionary; None of anything else."""
    return thing.get(key) if isinstance(thing, pikepdf.Dictionary) else None
