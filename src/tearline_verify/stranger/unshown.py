"""Form fields and notes that hold words and are not shown: hidden, for no screen, or without a size.

Promises: tells how many characters such a field or note holds, never which. A field without a value,
a signature, a button and the window of a note, which a program hides by itself, give nothing.
"""

# ruff: noqa: ANN401 - pikepdf's objects are untyped
from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pikepdf

from tearline_verify.leaks import Leak
from tearline_verify.stranger import bounds, walk
from tearline_verify.stranger.case import FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "hiding places"
FLAGS = 1 << 1 | 1 << 5  # hidden; not for the screen
FEWEST = 3  # letters or digits
DEEPEST = 32  # fields within fields
FIELD = (
    "a form field that is not shown holds {} characters: any program that reads forms shows them"
)
NOTE = "a note that is not shown holds {} characters: any program that lists notes shows them"


def look(page: Any, number: int) -> Iterator[Leak]:
    """Tell of a page's fields and notes that hold words and are not shown."""
    for note in walk.listed(page.obj.get("/Annots"))[: bounds.NOTES]:
        if not isinstance(note, pikepdf.Dictionary) or not _unshown(note):
            continue
        if note.get("/Subtype") == "/Widget":
            text = _value(note) if _inherited(note, "/FT") in ("/Tx", "/Ch") else ""
            said = FIELD
        elif note.get("/Subtype") in ("/Popup", "/Link"):
            continue
        else:
            text, said = _text(note.get("/Contents")), NOTE
        letters = sum(char.isalnum() for char in text)
        if letters >= FEWEST:
            yield Leak(NAME, FILE, said.format(letters), number)


def _unshown(note: Any) -> bool:
    """Say whether a reader's program leaves a note or a field off the page."""
    flags = note.get("/F", 0)
    if isinstance(flags, int) and flags & FLAGS:
        return True
    try:
        left, bottom, right, top = (float(side) for side in note["/Rect"])
    except (KeyError, TypeError, ValueError):
        return True
    return left == right or bottom == top


def _value(note: Any) -> str:
    """Return what a field holds: its value, or what it holds unless somebody changes it."""
    return _text(_inherited(note, "/V")) or _text(_inherited(note, "/DV"))


def _inherited(field: Any, key: str) -> Any:
    """Return what a field, or the field it belongs to, has at a key."""
    for _ in range(DEEPEST):
        if not isinstance(field, pikepdf.Dictionary) or key in field:
            break
        field = field.get("/Parent")
    return walk.valued_at(field, key)


def _text(thing: Any) -> str:
    """Return the text of a string, of a stream or of the strings of a list."""
    if isinstance(thing, pikepdf.Stream):
        return walk.content(thing, bounds.Bounds()).decode("utf-8", "replace")
    return " ".join(str(one) for one in walk.listed(thing) if isinstance(one, pikepdf.String))
