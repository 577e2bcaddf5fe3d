"""Is a file safe to be given to a parser? Bombs are told before they go off.

Promises: counts how far the file's streams inflate, how often its drawings call one another (forms,
patterns, letters that are drawings), how much a page draws and how many notes it has, with our own
decoders; a file, or a page, beyond measure is refused with its reason. Does not promise that a parser
will not fail on the rest.
"""

# ruff: noqa: ANN401 - pikepdf's objects are untyped
from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import Any

import pikepdf

from tearline_verify.leaks import GrammarError
from tearline_verify.stranger import bounds, carve, walk

MOST = 256 * bounds.MEGABYTE  # of all streams together
DEPTH = 64
_CALL = re.compile(rb"/([^\s/<>\[\]()%]+)\s+Do\b")
_PAINT = re.compile(rb"(?<![^\s\])>])(?:[fFSs]|f\*|[Bb]\*?|sh|Do|T[jJ]|['\"]|EI)(?=[\s/\[<(%]|$)")
_FILL = re.compile(rb"/([^\s/<>\[\]()%]+)\s+(?:scn|SCN)\b")
_FONT = re.compile(rb"/([^\s/<>\[\]()%]+)\s+[-+.\d]+\s+Tf\b")
_STRING = re.compile(rb"\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f\s]+>", re.DOTALL)
CALLS = "its drawings call one another beyond all measure"
STREAMS = "its streams inflate beyond all measure"
Number = tuple[int, int]


def check(raw: bytes, reader: str) -> None:
    """Raise ``GrammarError`` for a file that should not be given to ``reader``."""
    why = _streams(raw) or next((f"page {n}: {why}" for n, why in _pages(raw).items()), "")
    if why:
        msg = f"{why}: it was not given to {reader}"
        raise GrammarError(msg)


def page(raw: bytes, number: int) -> None:
    """Raise ``GrammarError`` where page ``number`` (from 1) should not be drawn at all."""
    why = _streams(raw) or _page(raw, number)
    if why:
        msg = f"{why}: it was not looked at"
        raise GrammarError(msg)


@lru_cache(maxsize=4)
def _streams(raw: bytes) -> str:
    """Return why a file's streams are refused; nothing where they are not."""
    total = 0
    for stream in carve.streams(raw):
        if stream.picture:
            continue
        limit = 4 * bounds.ONE_STREAM
        size = len(carve.content(stream, limit))
        total += size
        if size >= limit or total > MOST:
            return STREAMS
    return ""


@lru_cache(maxsize=4)
def _pages(raw: bytes) -> dict[int, str]:
    """Return why pages are refused, the text readers' pages alone, by their number."""
    try:
        with walk.opened(raw) as pdf:
            calls, refused = _Calls(), {}
            for number, one in enumerate(list(pdf.pages)[: bounds.most(bounds.PAGES)], 1):
                why = calls.why(one)
                if why:
                    refused[number] = why
            return refused
    except (pikepdf.PdfError, RecursionError):
        return {}  # the objects' walk tells


def _page(raw: bytes, number: int) -> str:
    """Return why one page is refused; nothing where it is not, or where it cannot be found."""
    if number <= bounds.most(bounds.PAGES):
        return _pages(raw).get(number, "")
    try:
        with walk.opened(raw) as pdf:
            return _Calls().why(pdf.pages[number - 1])
    except (pikepdf.PdfError, RecursionError, IndexError):
        return ""


class _Calls:
    """How many drawings run when one is drawn, each form's own count kept."""

    def __init__(self) -> None:
        self._known: dict[tuple[Number, bool], int] = {}
        self._drawn: dict[Number, int] = {}
        self._bodies: dict[Number, bytes] = {}

    def why(self, page: Any) -> str:
        """Return why a page is beyond measure; nothing where it is not."""
        notes = walk.valued_at(page.obj, "/Annots")
        if isinstance(notes, pikepdf.Array) and len(notes) > bounds.NOTES:
            return f"it has more than {bounds.NOTES:,} notes (annotations)"
        resources = page.obj.get("/Resources")
        streams = [
            one for one in walk.listed(page.obj.get("/Contents")) if isinstance(one, pikepdf.Stream)
        ]
        if any(len(self._body(stream)) >= bounds.ONE_STREAM for stream in streams):
            return f"its drawing instructions are longer than {bounds.ONE_STREAM // bounds.MEGABYTE} MB"
        calls = sum(self._within(stream, resources, 1) for stream in streams)
        if calls > bounds.FORMS:
            return CALLS
        if sum(self._things(stream, resources) for stream in streams) > bounds.THINGS:
            return f"it draws more than {bounds.THINGS:,} things"
        return ""

    def _body(self, stream: Any) -> bytes:
        """Return what a content stream says, un-filtered; the last few are kept."""
        key = stream.objgen
        if key[0] and key in self._bodies:
            return self._bodies[key]
        found = walk.content(stream, bounds.Bounds())
        if len(self._bodies) >= 8:  # noqa: PLR2004 - of a page that is asked about twice
            self._bodies.clear()
        self._bodies[key] = found
        return found

    def _things(self, stream: Any, resources: Any) -> int:
        """Return how much a content stream paints, what its forms paint each time included.

        Only asked where calls are few, so that it ends.
        """
        data = self._body(stream)
        total = len(_PAINT.findall(data))
        for name, times in Counter(_CALL.findall(data)).items():
            form = _member(resources, "/XObject", name)
            if not isinstance(form, pikepdf.Stream) or form.get("/Subtype") != "/Form":
                continue
            if form.objgen not in self._drawn:
                own = form.get("/Resources", resources)
                self._drawn[form.objgen] = self._things(form, own)
            total += times * self._drawn[form.objgen]
        return total

    def _within(self, stream: Any, resources: Any, depth: int, *, small: bool = False) -> int:
        """Return how many drawings a content stream runs; ``small``: a pattern's or a letter's.

        A pattern or a letter that calls nothing is free on a page, as it is drawn once and kept; in
        another one each counts, every time something is painted or a letter is shown.
        """
        data = self._body(stream)
        total = 0
        for name, times in Counter(_CALL.findall(data)).items():
            form = _member(resources, "/XObject", name)
            if isinstance(form, pikepdf.Stream) and form.get("/Subtype") == "/Form":
                total += times * (1 + self._inner(form, resources, depth, small=small))
        for name in set(_FILL.findall(data)):
            cell = _member(resources, "/Pattern", name)
            if isinstance(cell, pikepdf.Stream):
                inner = self._inner(cell, resources, depth, small=True)
                total += (small or inner > 0) * (1 + inner) * len(_PAINT.findall(data))
        for name in set(_FONT.findall(data)):
            font = _member(resources, "/Font", name)
            if walk.valued_at(font, "/Subtype") == "/Type3":
                inner = self._letters(font, resources, depth)
                shown = sum(len(text) - 2 for text in _STRING.findall(data))
                total += (small or inner > 0) * (1 + inner) * shown
        return min(total, bounds.FORMS + 1)

    def _letters(self, font: Any, resources: Any, depth: int) -> int:
        """Return how many drawings the letter of a font runs that runs most."""
        own = font.get("/Resources", resources)
        programs = [
            one for one in walk.valued(font.get("/CharProcs")) if isinstance(one, pikepdf.Stream)
        ]
        return max((self._inner(one, own, depth, small=True) for one in programs), default=0)

    def _inner(self, stream: Any, resources: Any, depth: int, *, small: bool) -> int:
        """Return how many drawings a form, a pattern or a letter runs besides itself."""
        if depth > DEPTH:
            return bounds.FORMS + 1
        key = (stream.objgen, small)
        if key not in self._known:
            self._known[key] = bounds.FORMS + 1  # what it counts if it calls itself
            own = stream.get("/Resources", resources)
            self._known[key] = self._within(stream, own, depth + 1, small=small)
        return self._known[key]


def _member(resources: Any, kind: str, name: bytes) -> Any:
    """Return what a page's resources call ``name``; None where there is nothing."""
    return walk.valued_at(walk.valued_at(resources, kind), "/" + name.decode("latin-1"))
