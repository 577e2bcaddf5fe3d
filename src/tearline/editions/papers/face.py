"""The type of the sheet: every character the sheet uses, in one face that the file holds whole.

Promises: each character has its own code, and the file says which character a code is, also for those beyond
the first plane; a character that the face lacks is drawn as an empty box and keeps its code, so it is in the
text of the file all the same. The codes are a function of the rows shown. Does not kern.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Mapping
from functools import cache

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from tearline.editions.glyphless import asset
from tearline.editions.papers import turned
from tearline.errors import UsageError

FACE = "DejaVuSansMono"
ADVANCE = 602  # thousandths of the type's size, of every character
BOX = "\u25a1"
_FORMAT = 12  # of the face's own table of characters: groups of code points
_BLOCK = 100  # entries of a block of the map to Unicode
_BLANK = ("Cf", "Zs")  # drawn as nothing: joiners, direction marks, blanks of any width
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


def drawn(character: str) -> bool:
    """Say whether a character is seen as itself: the face has it, or it is one that shows nothing."""
    return unicodedata.category(character) in _BLANK or ord(character) in _glyphs()


class Codes:
    """The codes of the characters that a sheet uses, two bytes each, given when one is first shown."""

    def __init__(self) -> None:
        """Begin with the plain characters, which every sheet has."""
        self._codes: dict[tuple[str, str], int] = {}  # (a piece of text, how it is drawn)
        self._plain = _Plain(self)
        for one in range(ord(" "), 0x7F):
            self._plain[one] = self.code(chr(one), chr(one))

    def shown(self, text: str) -> str:
        """Return the operator that shows a row, accents over the characters before them.

        Characters stand in the file in their own order, wherever they are drawn: who searches or copies
        words that run from the right finds them as they are written. UsageError: too many different ones.
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
        form = form if ord(form) in _glyphs() else piece[0]
        code = self._codes.setdefault((piece, form), len(self._codes) + 1)
        if code > _MOST:
            raise UsageError(
                "the edition has more different characters than one type can hold",
                "Make two editions of it.",
            )
        return f"{code:04X}"

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
        glyphs = _glyphs()
        found = [0]
        for _, one in self._codes:
            blank = unicodedata.category(one) in _BLANK
            found.append(glyphs[ord(" ")] if blank else glyphs.get(ord(one), glyphs[ord(BOX)]))
        return struct.pack(f">{len(found)}H", *found)

    def _to_unicode(self) -> bytes:
        told = [
            f"<{code:04X}> <{one.encode('utf-16-be').hex().upper()}>"
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


@cache
def _glyphs() -> Mapping[int, int]:
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
