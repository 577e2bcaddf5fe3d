"""Which letters a font program still holds: by its names, its character map and its outlines.

Promises: letters and digits alone, from ToUnicode, Differences, CharSet and the embedded program
(TrueType glyphs that have an outline, CFF and Type 1 glyph names). A damaged part gives nothing; it
is no error. Does not recognise a shape that nothing names.
"""

# ruff: noqa: ANN401, PLR2004 - pikepdf's objects are untyped; the formats' own numbers
from __future__ import annotations

import io
import re
import struct
import unicodedata
from typing import TYPE_CHECKING, Any

import pikepdf
from pdfminer.encodingdb import name2unicode
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdffont import CFFFont, TrueTypeFont

from tearline_verify.stranger import walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tearline_verify.stranger.bounds import Bounds

_BLOCK = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
_HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>|\[|\]")
_CHARSTRING = re.compile(rb"/([A-Za-z][\w.]*)\s+\d+\s+(?:RD|-\|)")
_NAMED = re.compile(r"/([^\s/<>\[\]()]+)")
WIDEST = 512  # codes of one range; more is a map of everything
_BROKEN = (ValueError, KeyError, IndexError, TypeError, struct.error, AssertionError, PDFException)


def held(font: Any, allowed: Bounds) -> set[str]:
    """Return the letters and digits that a font dictionary and its program hold."""
    found: set[str] = set()
    unicode = font.get("/ToUnicode")
    if isinstance(unicode, pikepdf.Stream):
        found |= letters(_mapped(walk.content(unicode, allowed)))
    encoding = font.get("/Encoding")
    if isinstance(encoding, pikepdf.Dictionary):
        names = (
            n for n in walk.listed(encoding.get("/Differences")) if isinstance(n, pikepdf.Name)
        )
        found |= letters(_called(str(name)[1:] for name in names))
    below = [one for one in walk.listed(font.get("/DescendantFonts")) if _is_font(one)]
    for one in (font, *below):
        descriptor = one.get("/FontDescriptor")
        if isinstance(descriptor, pikepdf.Dictionary):
            found |= letters(_called(_NAMED.findall(str(descriptor.get("/CharSet", "")))))
            for key, read in _PROGRAMS.items():
                program = descriptor.get(key)
                if isinstance(program, pikepdf.Stream):
                    found |= _read(read, walk.content(program, allowed))
    return found


def _is_font(thing: Any) -> bool:
    return isinstance(thing, pikepdf.Dictionary)


def letters(texts: Iterable[str]) -> set[str]:
    """Return the letters and digits of texts, ligatures taken apart."""
    return {c for text in texts for c in unicodedata.normalize("NFKC", text) if c.isalnum()}


def _read(reader: Any, data: bytes) -> set[str]:
    try:
        return letters(reader(data))
    except _BROKEN:
        return set()


def _called(names: Iterable[str]) -> Iterator[str]:
    """Yield the letters that glyph names stand for."""
    for name in names:
        try:
            yield name2unicode(name)
        except (KeyError, ValueError):
            continue


def _mapped(data: bytes) -> Iterator[str]:
    """Yield the texts that a ToUnicode map leads to."""
    for kind, block in _BLOCK.findall(data):
        row: list[bytes] = []
        listing: list[bytes] | None = None
        for found in _HEX.finditer(block):
            if found[0] == b"[":
                listing = []
            elif found[0] == b"]":
                yield from map(_wide, listing or ())
                listing, row = None, []
            elif listing is not None:
                listing.append(found[1])
            else:
                row.append(found[1])
            if kind == b"char" and len(row) == 2:
                yield _wide(row[1])
                row = []
            elif kind == b"range" and len(row) == 3:
                yield from _range(*row)
                row = []


def _wide(digits: bytes) -> str:
    joined = b"".join(digits.split())
    data = bytes.fromhex((joined + b"0" * (len(joined) % 2)).decode())
    return data.decode("utf-16-be" if len(data) > 1 else "latin-1", "replace")


def _range(first: bytes, last: bytes, to: bytes) -> Iterator[str]:
    start = _wide(to)
    try:
        count = int(last, 16) - int(first, 16) + 1
    except ValueError:
        return
    if start and 0 < count <= WIDEST:
        for step in range(count):
            code = ord(start[-1]) + step
            yield start[:-1] + (chr(code) if code < 0x110000 else "")


def _truetype(data: bytes) -> Iterator[str]:
    """Yield the characters of a TrueType program whose glyph has an outline."""
    font = TrueTypeFont("", io.BytesIO(data))
    mapped = font.create_unicode_map().cid2unichr
    head, loca = (font.tables[name][0] for name in (b"head", b"loca"))
    long = struct.unpack(">h", data[head + 50 : head + 52])[0]
    size, code = (4, ">2L") if long else (2, ">2H")
    for glyph, text in mapped.items():
        at = loca + size * glyph
        start, end = struct.unpack(code, data[at : at + 2 * size])
        if end > start:
            yield text


def _cff(data: bytes) -> Iterator[str]:
    """Yield the characters that a CFF program's glyph names stand for."""
    names = CFFFont("", io.BytesIO(data)).gid2name.values()
    return _called(n.decode("latin-1") if isinstance(n, bytes) else str(n) for n in names)


def _type1(data: bytes) -> Iterator[str]:
    """Yield the characters that a Type 1 program's glyph names stand for."""
    at = data.find(b"eexec")
    if at < 0:
        return
    body = data[at + 5 :].lstrip(b" \t\r\n")
    if re.fullmatch(rb"[0-9A-Fa-f\s]{8}", body[:8]):
        body = bytes.fromhex(
            re.sub(rb"[^0-9A-Fa-f]", b"", body).decode()[: 2 * (len(body) // 2) & ~1]
        )
    key, plain = 55665, bytearray()
    for byte in body[: 1 << 18]:
        plain.append(byte ^ key >> 8)
        key = ((byte + key) * 52845 + 22719) & 0xFFFF
    yield from _called(name.decode() for name in _CHARSTRING.findall(bytes(plain)))


_PROGRAMS = {"/FontFile2": _truetype, "/FontFile3": _cff, "/FontFile": _type1}
