"""The type of the sheet: every character the sheet uses, in one face that the file holds whole.

Promises: each character has its own code, and the file says which character a code is, also for those beyond
the first plane; a character that the face lacks is drawn as an empty box and keeps its code, so it is in the
text of the file all the same. The codes are a function of the rows shown. Does not kern.
"""

from __future__ import annotations

import struct
import unicodedata

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from tearline.editions.glyphless import asset
from tearline.editions.papers import turned
from tearline.editions.papers.glyphs import BLANK, FACE, glyphs
from tearline.errors import UsageError

ADVANCE = 602  # thousandths of the type's size, of every character
BOX = "\u25a1"
_BLOCK = 100  # entries of a block of the map to Unicode
_MOST = 0xFFFF
_MAP = """\
/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{}
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


class Codes:
    """The codes of the characters that a sheet uses, two bytes each, given when one is first shown."""

    def __init__(self) -> None:
        """Begin with the plain characters, which every sheet has."""
        self._codes: dict[tuple[str, str], str] = {}  # (a piece of text, how it is drawn)
        self._plain = _Plain(self)
        for one in range(ord(" "), 0x7F):
            self._plain[one] = self.code(chr(one), chr(one))

    def shown(self, text: str) -> str:
        """Return the operator that shows a row, accents over the characters before them.

        UsageError: too many different characters for one type.
        """
        if turned.plainly_set(text):
            return f"<{text.translate(self._plain)}> Tj"
        parts, pen = [], 0
        for piece, column, form in turned.placed(text):
            back = (pen - column) * ADVANCE
            parts.append(f">{back}<" if back else "")
            parts.append(self.code(piece, form))
            pen = column + 1
        return f"[<{''.join(parts)}>] TJ"

    def code(self, piece: str, form: str) -> str:
        """Return the code of a piece of text in a form, as the file writes it."""
        known = self._codes.get((piece, form))
        if known is not None:
            return known
        if len(self._codes) == _MOST:
            raise UsageError(
                "the edition has more different characters than one type can hold",
                "Make two editions of it.",
            )
        known = self._codes[piece, form] = f"{len(self._codes) + 1:04X}"
        return known

    def font(self, pdf: Pdf) -> Object:
        """Add the type to a file; return its dictionary."""
        program = asset(f"{FACE}.ttf")
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=Name(f"/{FACE}"),
            Flags=5,  # of one width, symbolic: its codes are no encoding of its own
            FontBBox=Array([-559, -375, 718, 1028]),
            ItalicAngle=0,
            Ascent=928,
            Descent=-236,
            CapHeight=729,
            StemV=80,
            FontFile2=Stream(pdf, program, Length1=len(program)),
        )
        adobe = Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0)
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=Name(f"/{FACE}"),
            CIDSystemInfo=adobe,
            FontDescriptor=pdf.make_indirect(descriptor),
            DW=ADVANCE,
            CIDToGIDMap=Stream(pdf, self._to_glyphs()),
        )
        whole = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name(f"/{FACE}"),
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=Stream(pdf, self._to_unicode()),
        )
        return pdf.make_indirect(whole)

    def _to_glyphs(self) -> bytes:
        table = glyphs()
        found = [0]
        for _, one in self._codes:
            blank = unicodedata.category(one) in BLANK
            found.append(table[ord(" ")] if blank else table.get(ord(one), table[ord(BOX)]))
        return struct.pack(f">{len(found)}H", *found)

    def _to_unicode(self) -> bytes:
        told = [
            f"<{code}> <{one.encode('utf-16-be').hex().upper()}>"
            for (one, _), code in self._codes.items()
        ]
        blocks = []
        for at in range(0, len(told), _BLOCK):
            some = told[at : at + _BLOCK]
            blocks += [f"{len(some)} beginbfchar", *some, "endbfchar"]
        return _MAP.format("\n".join(blocks)).encode("ascii")


class _Plain(dict[int, str]):
    """The codes of characters that are drawn as themselves, each given when it is first looked up."""

    def __init__(self, codes: Codes) -> None:
        super().__init__()
        self._codes = codes

    def __missing__(self, code: int) -> str:
        self[code] = self._codes.code(chr(code), chr(code))
        return self[code]
