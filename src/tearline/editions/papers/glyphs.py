"""Which characters the sheet's face has, read from the face itself.

Promises: the glyph of every code point that the face's own table names. Does not draw.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Mapping
from functools import cache

from tearline.editions.glyphless import asset

FACE = "DejaVuSansMono"
BLANK = ("Cf", "Zs")  # drawn as nothing: joiners, direction marks, blanks of any width
_FORMAT = 12  # of the face's table of characters: groups of code points


def drawn(character: str) -> bool:
    """Say whether a character is seen as itself: the face has it, or it is one that shows nothing."""
    return unicodedata.category(character) in BLANK or ord(character) in glyphs()


@cache
def glyphs() -> Mapping[int, int]:
    """Return the face's glyph for each code point, from the face's own table."""
    data = asset(f"{FACE}.ttf")
    tables = {
        data[at : at + 4]: struct.unpack_from(">I", data, at + 8)[0]
        for at in range(12, 12 + 16 * struct.unpack_from(">H", data, 4)[0], 16)
    }
    start = tables[b"cmap"]
    found: dict[int, int] = {}
    for number in range(struct.unpack_from(">H", data, start + 2)[0]):
        at = start + struct.unpack_from(">I", data, start + 8 + 8 * number)[0]
        if struct.unpack_from(">H", data, at)[0] != _FORMAT:
            continue
        for group in range(struct.unpack_from(">I", data, at + 12)[0]):
            first, last, glyph = struct.unpack_from(">III", data, at + 16 + 12 * group)
            found.update(
                zip(range(first, last + 1), range(glyph, glyph + last - first + 1), strict=True)
            )
    return found
