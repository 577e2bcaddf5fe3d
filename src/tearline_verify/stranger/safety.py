"""Is a file safe to be given to a parser? Bombs are told before they go off.

Promises: counts how far the file's streams inflate, and how often its drawings call one another, with
our own decoders; a file beyond measure is refused with its reason. Does not promise that a parser
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
Number = tuple[int, int]


def check(raw: bytes, reader: str) -> None:
    """Raise ``GrammarError`` for a file that should not be given to ``reader``."""
    why = _refused(raw)
    if why:
        msg = f"{why}: it was not given to {reader}"
        raise GrammarError(msg)


@lru_cache(maxsize=4)
def _refused(raw: bytes) -> str:
    """Return why a file is refused; nothing where it is not."""
    total = 0
    for stream in carve.streams(raw):
        if stream.picture:
            continue
        limit = 4 * bounds.ONE_STREAM
        size = len(carve.content(stream, limit))
        total += size
        if size >= limit or total > MOST:
            return "its streams inflate beyond all measure"
    try:
        with walk.opened(raw) as pdf:
            calls = _Calls()
            for page in list(pdf.pages)[: bounds.PAGES]:
                if calls.of_page(page) > bounds.FORMS:
                    return "its drawings call one another beyond all measure"
    except (pikepdf.PdfError, RecursionError):
        return ""  # the objects' walk tells
    return ""


class _Calls:
    """How many drawings run when one is drawn, each form's own count kept."""

    def __init__(self) -> None:
        self._known: dict[Number, int] = {}
        self._allowed = bounds.Bounds()

    def of_page(self, page: Any) -> int:
        """Return how many drawings run when a page is drawn."""
        contents = page.obj.get("/Contents")
        streams = [one for one in walk.listed(contents) if isinstance(one, pikepdf.Stream)]
        resources = page.obj.get("/Resources")
        if not walk.valued(walk.valued_at(resources, "/XObject")):
            return 1
        return 1 + sum(self._within(stream, resources, 1) for stream in streams)

    def _within(self, stream: Any, resources: Any, depth: int) -> int:
        """Return how many drawings a content stream runs."""
        forms = walk.valued_at(resources, "/XObject")
        data = walk.content(stream, self._allowed)
        total = 0
        for name, times in Counter(_CALL.findall(data)).items():
            form = walk.valued_at(forms, "/" + name.decode("latin-1"))
            if isinstance(form, pikepdf.Stream) and form.get("/Subtype") == "/Form":
                total += times * self._form(form, resources, depth)
        return total

    def _form(self, form: Any, resources: Any, depth: int) -> int:
        if depth > DEPTH:
            return bounds.FORMS + 1
        if form.objgen not in self._known:
            self._known[form.objgen] = bounds.FORMS + 1  # what it counts if it calls itself
            own = form.get("/Resources", resources)
            self._known[form.objgen] = 1 + self._within(form, own, depth + 1)
        return self._known[form.objgen]
