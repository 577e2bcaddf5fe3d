"""The one font of every edition: embedded whole, empty of ink, the same bytes in every file.

Promises: the font objects hold nothing of any record; they are the same in every edition, so a
subset can never tell which letters a page had. CID = UTF-16 code unit; every CID shows glyph 1.

Does not promise that every reader joins two surrogate code units into the one character they stand
for: pdfium does, pdfminer.six drops such characters (the text edition and the page data keep them).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pikepdf import Array, Dictionary, Name, Stream, String

if TYPE_CHECKING:
    from pikepdf import Object, Pdf

TYPE = Path(__file__).parent / "type"
FONT_NAME = "TearlineGlyphless"
ADVANCE = 0.5  # of the font size, for every code unit
GLYPH = b"\x00\x01"  # glyph 1; glyph 0 is .notdef, which PDF/A forbids showing
CODES = 0x10000


@cache
def asset(name: str) -> bytes:
    """Return the bytes of a file of the package's own ``type`` folder."""
    return (TYPE / name).read_bytes()


def font(pdf: Pdf) -> Object:
    """Add the font to ``pdf`` and return its (indirect) Type0 dictionary."""
    program = asset("glyphless.ttf")
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name(f"/{FONT_NAME}"),
        Flags=4,  # symbolic: its codes are no encoding of its own
        FontBBox=Array([0, 0, 500, 1000]),
        ItalicAngle=0,
        Ascent=1000,
        Descent=0,
        CapHeight=1000,
        StemV=80,
        FontFile2=Stream(pdf, program, Length1=len(program)),
    )
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name(f"/{FONT_NAME}"),
        CIDSystemInfo=Dictionary(
            Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0
        ),
        FontDescriptor=pdf.make_indirect(descriptor),
        DW=round(ADVANCE * 1000),
        CIDToGIDMap=Stream(pdf, GLYPH * CODES),
    )
    whole = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name(f"/{FONT_NAME}"),
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(descendant)]),
        ToUnicode=Stream(pdf, asset("tounicode.cmap")),
    )
    return pdf.make_indirect(whole)
