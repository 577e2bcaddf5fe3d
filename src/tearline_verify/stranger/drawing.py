"""Which pictures the pages of a PDF draw, as opposed to those that only stand in their resources.

Promises: follows each page's instructions, and those of the forms, patterns, letters and notes they
call, by name; a picture's own masks are drawn with it, its alternates are not. What cannot be
read counts as drawing all that its resources hold. Looks at no pixels.
"""

# ruff: noqa: ANN401 - pikepdf's objects are untyped
from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pikepdf

from tearline_verify.stranger import bounds, walk

if TYPE_CHECKING:
    from collections.abc import Iterable

SMALLEST = 24  # pixels a side: smaller ones are marks and ornaments
MOST = 20_000  # streams followed
_NAME = re.compile(rb"/([^\s/<>\[\]()%{}]+)")
Number = tuple[int, int]


def pictures(pages: Iterable[Any]) -> set[Number]:
    """Return the numbers of the picture objects that the pages draw."""
    drawn: set[Number] = set()
    seen: set[Number] = set()
    ahead: list[tuple[Any, Any]] = []
    for page in pages:
        own = page.obj.get("/Resources")
        ahead += [(stream, own) for stream in walk.listed(page.obj.get("/Contents"))]
        for note in walk.listed(page.obj.get("/Annots")):
            ahead += [(stream, own) for stream in _streams(walk.valued_at(note, "/AP"), 0)]
    while ahead:
        stream, shelf = ahead.pop()
        if not isinstance(stream, pikepdf.Stream) or stream.objgen in seen:
            continue
        seen.add(stream.objgen)
        if len(seen) > MOST:
            bounds.short("drawing instructions beyond a fixed number, for the pictures they draw")
            break
        own = stream.get("/Resources", shelf)
        ahead += [(one, own) for one in _called(stream, own, drawn)]
    return drawn


def _called(stream: Any, shelf: Any, drawn: set[Number]) -> list[Any]:
    """Note the pictures that a stream names; return the other streams it names."""
    data = walk.content(stream, bounds.Bounds())
    names = {"/" + name.decode("latin-1") for name in _NAME.findall(data)}
    escaped = any("#" in name for name in names) or len(data) >= bounds.ONE_STREAM
    found: list[Any] = []
    for kind in ("/XObject", "/Pattern", "/ExtGState", "/Font"):
        held = walk.valued_at(shelf, kind)
        for key, thing in held.items() if isinstance(held, pikepdf.Dictionary) else ():
            if not (escaped or key in names):
                continue
            if kind == "/ExtGState":
                found.append(walk.valued_at(walk.valued_at(thing, "/SMask"), "/G"))
            elif kind == "/Font":
                found += walk.valued(walk.valued_at(thing, "/CharProcs"))
            elif isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image":
                drawn |= {one.objgen for one in (thing, thing.get("/SMask"), thing.get("/Mask"))
                          if isinstance(one, pikepdf.Stream)}  # fmt: skip
            else:
                found.append(thing)
    return found


def _streams(thing: Any, depth: int) -> list[Any]:
    """Return the streams of a note's appearances."""
    if isinstance(thing, pikepdf.Stream):
        return [thing]
    if depth > 2:  # noqa: PLR2004 - appearance, its state, its stream
        return []
    return [one for inner in walk.valued(thing) for one in _streams(inner, depth + 1)]
