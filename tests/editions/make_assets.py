"""Make the assets of the PDF edition: the text layer's two, and the colour profile ``srgb.icc``.

Run as a script to write them anew beside the editions' code; a test runs it too and compares, so
the committed bytes can always be traced to these lines. The label atlas is drawn by hand and is its
own source; DejaVu Sans Mono is used as its makers ship it.
"""

from __future__ import annotations

import io
import struct
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


WHITE = (0.9642, 1.0, 0.8249)  # D50, the white of every profile's connection space
D65 = (0.3127, 0.3290)  # the white of sRGB, as x and y
PRIMARIES = ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06))
BRADFORD = ((0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296))
STEPS = 1024  # of the tone curve

Matrix = tuple[tuple[float, ...], ...]


def _times(matrix: Matrix, vector: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)


def _inverse(m: Matrix) -> Matrix:
    """Return the inverse of a 3 x 3 matrix, by its cofactors."""

    def minor(row: int, column: int) -> float:
        (a, b), (c, d) = ([m[r][c] for c in range(3) if c != column] for r in range(3) if r != row)
        return (a * d - b * c) * (-1) ** (row + column)

    whole = sum(m[0][c] * minor(0, c) for c in range(3))
    return tuple(tuple(minor(c, r) / whole for c in range(3)) for r in range(3))


def _xyz(place: tuple[float, float]) -> tuple[float, ...]:
    x, y = place
    return (x / y, 1.0, (1 - x - y) / y)


def _adapted(colour: tuple[float, ...]) -> tuple[float, ...]:
    """Return a colour under D65 as it is under D50 (Bradford)."""
    ours, theirs = _times(BRADFORD, WHITE), _times(BRADFORD, _xyz(D65))
    cones = _times(BRADFORD, colour)
    scaled = tuple(c * a / b for c, a, b in zip(cones, ours, theirs, strict=True))
    return _times(_inverse(BRADFORD), scaled)


def _tone(step: int) -> int:
    """Return a step of the tone curve of sRGB in 16 bits."""
    value = step / (STEPS - 1)
    light = value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
    return round(65535 * light)


def srgb() -> bytes:
    """Return an ICC profile, version 2.1, of a display in sRGB: three colours and a tone curve.

    From the numbers of IEC 61966-2-1 and the file layout of ICC.1 alone. Its date is fixed.
    """

    def fixed(*numbers: float) -> bytes:
        return struct.pack(f">{len(numbers)}i", *(round(65536 * n) for n in numbers))

    columns = [_xyz(place) for place in PRIMARIES]
    rows = tuple(zip(*columns, strict=True))
    shares = _times(_inverse(rows), _xyz(D65))
    colours = [
        _adapted(tuple(share * part for part in column))
        for share, column in zip(shares, columns, strict=True)
    ]
    name = b"sRGB IEC61966-2.1, made for Tearline\0"
    described = b"desc\0\0\0\0" + struct.pack(">I", len(name)) + name + bytes(4 + 4 + 2 + 1 + 67)
    curve = b"curv\0\0\0\0" + struct.pack(f">I{STEPS}H", STEPS, *map(_tone, range(STEPS)))
    bodies = {
        b"desc": described,
        b"cprt": b"text\0\0\0\0No copyright is claimed in this profile\0",
        b"wtpt": b"XYZ \0\0\0\0" + fixed(*WHITE),
        **{
            name + b"XYZ": b"XYZ \0\0\0\0" + fixed(*colour)
            for name, colour in zip((b"r", b"g", b"b"), colours, strict=True)
        },
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve),
    }
    table, data, at = b"", b"", 128 + 4 + 12 * len(bodies)
    placed: dict[bytes, int] = {}
    for tag, body in bodies.items():
        if body not in placed:
            placed[body] = at + len(data)
            data += body + bytes(-len(body) % 4)
        table += tag + struct.pack(">II", placed[body], len(body))
    head = struct.pack(">II", at + len(data), 0) + bytes((2, 16, 0, 0)) + b"mntrRGB XYZ "
    head += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + fixed(*WHITE)
    return head + bytes(128 - len(head)) + struct.pack(">I", len(bodies)) + table + data


ASSETS = {"glyphless.ttf": glyphless, "tounicode.cmap": to_unicode, "srgb.icc": srgb}

if __name__ == "__main__":
    for name, make in ASSETS.items():
        (TYPE / name).write_bytes(make())
