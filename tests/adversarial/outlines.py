"""Letters as shapes: a TrueType's outlines as PDF paths, and fonts embedded with our own tables.

Promises: the same text gives the same bytes. Uses Bitstream Vera as reportlab carries it.
"""

import io
from functools import cache
from pathlib import Path

import reportlab
from fontTools import subset
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, String

FACE = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"


@cache
def face():
    """Return the whole font, read once."""
    return TTFont(FACE, recalcTimestamp=False)


class _Path(BasePen):
    """Write an outline as PDF path operators."""

    def __init__(self, glyphs, k, x, y):
        super().__init__(glyphs)
        self.k, self.x, self.y, self.out = k, x, y, []

    def _put(self, op, *points):
        said = " ".join(
            f"{self.x + px * self.k:.2f} {self.y + py * self.k:.2f}" for px, py in points
        )
        self.out.append(f"{said} {op}")

    def _moveTo(self, p0):
        self._put("m", p0)

    def _lineTo(self, p1):
        self._put("l", p1)

    def _curveToOne(self, p1, p2, p3):
        self._put("c", p1, p2, p3)

    def _closePath(self):
        self.out.append("h")


def advance(letter: str) -> int:
    """Return a letter's width in 1/1000 of the size."""
    font = face()
    return font["hmtx"][font.getBestCmap()[ord(letter)]][0] * 1000 // font["head"].unitsPerEm


def width(text: str, size: float) -> float:
    """Return the width of a text in points."""
    return sum(advance(letter) for letter in text) * size / 1000


def letter_path(letter: str, size: float, x=0.0, y=0.0) -> bytes:
    """Return one letter's outline as path operators, not yet painted."""
    font = face()
    glyphs = font.getGlyphSet()
    pen = _Path(glyphs, size / font["head"].unitsPerEm, x, y)
    glyphs[font.getBestCmap()[ord(letter)]].draw(pen)
    return "\n".join(pen.out).encode()


def drawn(text: str, size: float, x: float, y: float, paint="f") -> bytes:
    """Return a text as painted outlines."""
    parts = []
    for letter in text:
        parts.append(letter_path(letter, size, x, y))
        x += advance(letter) * size / 1000
    return b"\n".join(parts) + b"\n" + paint.encode()


def cut(letters: str) -> bytes:
    """Return a font file with these letters alone, without names and without a character map."""
    font = TTFont(FACE, recalcTimestamp=False)
    options = subset.Options()
    options.retain_gids, options.name_IDs, options.hinting = True, [], False
    options.notdef_outline, options.recalc_timestamp = True, False
    options.layout_features, options.glyph_names = [], False
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(letter) for letter in letters])
    cutter.subset(font)
    out = io.BytesIO()
    font.save(out, reorderTables=True)
    return out.getvalue()


def cmap(pairs: list[tuple[int, str]]) -> bytes:
    """Return a ToUnicode map of two-byte codes, in the order given."""
    rows = "\n".join(f"<{code:04x}> <{ord(letter):04x}>" for code, letter in pairs)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CMapName /Made def /CMapType 2 def\n1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(pairs)} beginbfchar\n{rows}\nendbfchar\nendcmap end end\n"
    ).encode()


def composite(pdf, letters: str, to_unicode: bytes | None, data: bytes | None = None):
    """Return (font object, encode): a Type0 font whose codes are the glyph numbers of Vera."""
    font = face()
    best = font.getBestCmap()
    number = {letter: font.getGlyphID(best[ord(letter)]) for letter in dict.fromkeys(letters)}
    program = pdf.make_stream(cut(letters) if data is None else data)
    program.Length1 = len(cut(letters) if data is None else data)
    described = Dictionary(
        Type=Name.FontDescriptor, FontName=Name("/AAAAAA+Vera"), Flags=4, ItalicAngle=0,
        FontBBox=Array([-183, -236, 1287, 928]), Ascent=928, Descent=-236, CapHeight=729,
        StemV=80, FontFile2=program,
    )  # fmt: skip
    widths = Array()
    for letter, gid in sorted(number.items(), key=lambda pair: pair[1]):
        widths.append(gid)
        widths.append(Array([advance(letter)]))
    child = Dictionary(
        Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name("/AAAAAA+Vera"), DW=600, W=widths,
        CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
        FontDescriptor=pdf.make_indirect(described), CIDToGIDMap=Name.Identity,
    )  # fmt: skip
    made = Dictionary(
        Type=Name.Font, Subtype=Name.Type0, BaseFont=Name("/AAAAAA+Vera"),
        Encoding=Name("/Identity-H"), DescendantFonts=Array([pdf.make_indirect(child)]),
    )  # fmt: skip
    if to_unicode is not None:
        made.ToUnicode = pdf.make_stream(to_unicode)

    def encode(text: str) -> bytes:
        return b"".join(number[letter].to_bytes(2, "big") for letter in text)

    return pdf.make_indirect(made), encode
