"""Make the two assets of the invisible text layer: ``glyphless.ttf`` and ``tounicode.cmap``.

Run as a script to write them anew beside the editions' code; a test runs it too and compares, so
the committed bytes can always be traced to these lines. The label atlas is drawn by hand and is its
own source; DejaVu Sans Mono is used as its makers ship it.
"""

from __future__ import annotations

import io
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

TYPE = Path(__file__).resolve().parents[2] / "src" / "tearline" / "editions" / "type"
ADVANCE = 500
RANGES_A_BLOCK = 100  # a CMap may hold no more in one block


def glyphless() -> bytes:
    """Return a TrueType font of two glyphs without ink, .notdef and one for every character.

    PDF/A forbids showing .notdef even invisibly, so the glyph in use is glyph 1. Its outline runs
    from one corner of its box to the other and back: no surface, but a height and a width, without
    which pdfium takes words of vertical lines for nothing. No table holds a date: ``head`` carries
    the epoch of its format.
    """
    order = [".notdef", "blank"]
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((ADVANCE, 1000))
    pen.closePath()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap({0x20: "blank"})
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "blank": pen.glyph()})
    builder.setupHorizontalMetrics(dict.fromkeys(order, (ADVANCE, 0)))
    builder.setupHorizontalHeader(ascent=1000, descent=0)
    builder.setupNameTable(
        {
            "familyName": "Tearline Glyphless",
            "styleName": "Regular",
            "uniqueFontIdentifier": "Tearline Glyphless 1",
            "fullName": "Tearline Glyphless",
            "psName": "TearlineGlyphless",
            "version": "Version 1.000",
        },
        mac=False,
    )
    builder.setupOS2(sTypoAscender=1000, usWinAscent=1000, usWinDescent=0, fsType=0)
    builder.setupPost(keepGlyphNames=False)
    builder.font["head"].created = builder.font["head"].modified = 0
    builder.font.recalcTimestamp = False
    out = io.BytesIO()
    builder.font.save(out)
    return out.getvalue()


def to_unicode() -> bytes:
    """Return the ToUnicode CMap under which every code is its own UTF-16 code unit.

    A range may vary in its last byte alone. Code 0 and the codes that are no characters (FEFF,
    FFFE, FFFF), which PDF/A forbids as values, are left out.
    """
    ranges = []
    for high in range(256):
        first = 0x01 if high == 0 else 0x00
        last = {0xFE: 0xFE, 0xFF: 0xFD}.get(high, 0xFF)
        ranges.append(f"<{high:02X}{first:02X}> <{high:02X}{last:02X}> <{high:02X}{first:02X}>")
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<0000> <FFFF>",
        "endcodespacerange",
    ]
    for at in range(0, len(ranges), RANGES_A_BLOCK):
        block = ranges[at : at + RANGES_A_BLOCK]
        lines += [f"{len(block)} beginbfrange", *block, "endbfrange"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return ("\n".join(lines) + "\n").encode("ascii")


ASSETS = {"glyphless.ttf": glyphless, "tounicode.cmap": to_unicode}

if __name__ == "__main__":
    for name, make in ASSETS.items():
        (TYPE / name).write_bytes(make())
