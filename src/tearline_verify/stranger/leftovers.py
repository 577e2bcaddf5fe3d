"""Streams that stand in the file's bytes and that the document no longer uses.

Promises: a stream is left over where neither the pages nor the trailer reach its bytes: deleted
objects, and the earlier states of objects that a later save replaced. What they draw is read with the
fonts of the pages. Not for encrypted files, whose bytes cannot be compared; that is said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pikepdf

from tearline_verify import forms
from tearline_verify.stranger import bounds, by_pdfminer, carve, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tearline_verify.stranger.bounds import Bounds
    from tearline_verify.stranger.carve import Carved
    from tearline_verify.stranger.glyphs import Sheet

_PICTURE_SIDE = 24  # pixels: smaller ones are marks and ornaments
_SIDES = (re.compile(rb"/Width\s+(\d+)"), re.compile(rb"/Height\s+(\d+)"))
_TEXT = re.compile(rb"T[jJ]\b|['\"]\s")
_OWN = re.compile(rb"/Type\s*/(?:XRef|ObjStm)")
WORD = 3  # letters or digits


@dataclass(slots=True)
class Left:
    """What is left over: the sheets that deleted instructions draw, and how many pictures."""

    sheets: list[Sheet] = field(default_factory=list)
    pictures: int = 0


def find(raw: bytes, pdf: pikepdf.Pdf, allowed: Bounds) -> Left:
    """Return what is left over in an opened file; ``GrammarError`` where pdfminer cannot read it."""
    left = Left()
    if pdf.is_encrypted:
        allowed.noted.add("The file is encrypted: replaced objects in it were not compared.")
        return left
    live = _live(pdf, allowed)
    drawn: set[bytes] = set()
    for stream in carve.streams(raw):
        if _bare(stream.data) in live or _OWN.search(stream.head):
            continue
        if stream.picture:
            left.pictures += _large(stream)
            continue
        got = carve.content(stream, min(allowed.inflated, bounds.ONE_STREAM))
        if b"BT" in got and _TEXT.search(got) and got not in drawn:
            if len(drawn) >= bounds.most(bounds.LOOSE):
                allowed.cut.add("deleted drawing instructions beyond a fixed number")
                break
            drawn.add(got)
            left.sheets += by_pdfminer.reading(raw).draw(got)
    return left


def _bare(data: bytes) -> bytes:
    """Return a stream's bytes without the line end before ``endstream``."""
    return data.rstrip(b"\r\n \0")


def _live(pdf: pikepdf.Pdf, allowed: Bounds) -> set[bytes]:
    """Return the bytes of every stream that the document reaches."""
    live: set[bytes] = set()
    for spot in walk.spots(pdf, allowed, set()):
        if spot.place == walk.DELETED:
            break
        if spot.stream is not None:
            live.add(_bare(bytes(spot.stream.read_raw_bytes())))
    return live


def _large(stream: Carved) -> bool:
    """Say whether a picture is large enough to show anything."""
    sides = [side.search(stream.head) for side in _SIDES]
    return all(side is not None and int(side[1][:9]) >= _PICTURE_SIDE for side in sides)


def lost(before: Iterable[str], after: Iterable[str]) -> int:
    """Return how many words of ``before`` stand nowhere in ``after``."""
    kept = set(_words(after))
    return sum(word not in kept for word in set(_words(before)))


def _words(texts: Iterable[str]) -> Iterator[str]:
    """Yield the words of texts, folded."""
    for text in texts:
        yield from (word for word in forms.tokens(text) if len(word) >= WORD)
