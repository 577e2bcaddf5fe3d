"""Texts decoded in every way a value can be wrapped: the same words, as they would be read.

Promises: entities, percent and backslash escapes, quoted-printable, base64, base32 and hex runs (also
broken over lines, also of compressed data), each within the other down to ``DEPTH``; invisible
characters gone, wide letters made plain. Every decoded piece knows the text it came from. Says so when
there was more than it may decode. Does not undo encryption or codes it has no name for.
"""

# ruff: noqa: PLR2004 - bytes of UTF-16, groups of base64
from __future__ import annotations

import base64
import binascii
import html
import re
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

DEPTH = 6
MOST = 64 << 20  # letters decoded in all, beyond the texts themselves
INFLATED = 8 << 20  # of one run
CLEAR = 6  # letters in a row, where not all that a run decodes to is text
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+|%u[0-9A-Fa-f]{4}")
_QUOTED = re.compile(r"(?:=[0-9A-F]{2})+|=\r?\n")
_ESCAPE = re.compile(
    r"(?:\\u[0-9A-Fa-f]{4})+|\\u\{[0-9A-Fa-f]{1,6}\}|(?:\\x[0-9A-Fa-f]{2})+|(?:\\[0-3][0-7]{2})+|\\[nrtbf/]"
)
_LINES = re.compile(r"(?:[A-Za-z0-9+/=_-]{16,}[ \t]*\r?\n[ \t]*)+[A-Za-z0-9+/=_-]+")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{6,}")
_BASE32 = re.compile(r"[A-Z2-7]{7,}|[a-z2-7]{7,}")
_HEX = re.compile(r"[0-9A-Fa-f]{2}(?:[ :,-]{0,2}(?:0x)?[0-9A-Fa-f]{2}){2,}[0-9A-Fa-f]?")
_NOT_HEX = re.compile(r"0x|[^0-9A-Fa-f]")
_ID = re.compile(r"[a-z][a-z-]*--[0-9a-f-]{36}")
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd]")
_STRETCH = re.compile(f"[^\x00-\x1f\x7f-\x9f\ufffd]{{{CLEAR},}}")
# Tag characters spell ASCII that nobody sees.
_TAGGED = re.compile("[\U000e0020-\U000e007e]+")
_TAGS = {at: at - 0xE0000 for at in range(0xE0020, 0xE007F)}
_URLSAFE = str.maketrans("-_", "+/")


class _Unseen(dict[int, int | None]):
    """What each character becomes when invisible ones are taken out, worked out when first met."""

    def __missing__(self, code: int) -> int | None:
        gone = unicodedata.category(chr(code)) == "Cf" or code in _INVISIBLE
        self[code] = None if gone else code
        return self[code]


_INVISIBLE = (0, 0xFE0E, 0xFE0F, 0x034F)
_UNSEEN = _Unseen()


@dataclass(frozen=True, slots=True)
class Piece:
    """One text as it stands or decodes: which text it came from; ``guessed``: out of a run of code.

    What looks like base64 or hex may be chance, and decode to a few letters that mean nothing.
    """

    text: str
    home: int
    guessed: bool = False


@dataclass(slots=True)
class Unwrapped:
    """The texts as they stand, first and in order, then as they decode."""

    pieces: list[Piece] = field(default_factory=list)
    cut: bool = False


def plain(text: str) -> str:
    """Return text without invisible characters and NULs, wide letters made plain."""
    if text.isascii():
        return text.replace("\0", "")
    return unicodedata.normalize("NFKC", text.translate(_UNSEEN)).replace("\0", "")


def unwrapped(texts: Sequence[str]) -> Unwrapped:
    """Return the texts, and all that decodes out of them."""
    layer = [Piece(plain(text), home) for home, text in enumerate(texts)]
    for home, text in enumerate(texts):
        if not text.isascii() and _TAGGED.search(text):
            # Where they stand, and by themselves, as they may be strewn over a text.
            spelt = (text, "".join(_TAGGED.findall(text)))
            layer += [Piece(plain(one.translate(_TAGS)), home) for one in spelt]
    found = Unwrapped(layer[:])
    left, seen = MOST, set[str]()
    for _ in range(DEPTH):
        fresh: list[Piece] = []
        for piece in _next(layer, seen):
            left -= len(piece.text)
            if left < 0:
                found.cut = True
                return found
            fresh.append(piece)
        if not fresh:
            return found
        found.pieces += fresh
        layer = fresh
    # What is wrapped deeper than this was not looked at: whoever wraps so often hides something.
    found.cut = any(True for _ in _next(layer, seen))
    return found


def _next(layer: list[Piece], seen: set[str]) -> Iterator[Piece]:
    """Yield what one more step of decoding gives."""
    yield from _written(layer)
    for piece in layer:
        if len(piece.text) < CLEAR:
            continue
        for run in _runs(piece.text):
            # A run's meaning does not depend on where it stands; ids and words come again and again.
            if run in seen:
                continue
            seen.add(run)
            for text in _decoded(run):
                yield Piece(plain(text), piece.home, guessed=True)


def _written(layer: list[Piece]) -> Iterator[Piece]:
    """Yield the pieces that escapes are written in, with the escapes undone."""
    joined = "\0".join(piece.text for piece in layer)
    made = joined
    if "&" in made:
        made = html.unescape(made)
    if "%" in made:
        made = _PERCENT.sub(_percent, made)
    if "\\" in made:
        made = _ESCAPE.sub(_escape, made)
    if "=" in made:
        made = _QUOTED.sub(_quoted, made)
    if made == joined:
        return
    for piece, after in zip(layer, made.split("\0"), strict=True):
        if piece.text != after:
            yield Piece(plain(after), piece.home, piece.guessed)


def _percent(match: re.Match[str]) -> str:
    run = match[0]
    if run[1] == "u":
        return _letter(int(run.removeprefix("%u"), 16))
    return _text(bytes.fromhex(run.replace("%", "")))


def _quoted(match: re.Match[str]) -> str:
    run = match[0]
    return "" if run[1] in "\r\n" else _text(bytes.fromhex(run.replace("=", "")))


def _escape(match: re.Match[str]) -> str:
    run = match[0]
    if run.startswith("\\u{"):
        return _letter(int(run[3:-1], 16))
    if run[1] == "u":
        units = b"".join(int(unit, 16).to_bytes(2, "big") for unit in run.split("\\u")[1:])
        return units.decode("utf-16-be", "replace").replace("\0", "")
    if run[1] == "x":
        return _text(bytes.fromhex(run.replace("\\x", "")))
    if run[1].isdigit():
        return _text(bytes(int(unit, 8) for unit in run.split("\\")[1:]))
    return "/" if run[1] == "/" else " "


def _letter(number: int) -> str:
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else " "


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8").replace("\0", "")
    except UnicodeDecodeError:
        return data.decode("latin-1").replace("\0", "")


def _runs(piece: str) -> Iterator[str]:
    """Yield the parts of a text that may be a code."""
    if "\n" in piece:
        for match in _LINES.finditer(piece):
            yield re.sub(r"\s+", "", match[0])
    for match in _BASE64.finditer(piece):
        yield match[0]
    for match in _HEX.finditer(piece):
        # A plain run was given already: only what separators break up is new.
        if not match[0].isalnum():
            yield match[0]


def _decoded(run: str) -> Iterator[str]:
    """Yield the texts that a run may stand for."""
    if not _ID.fullmatch(run):
        body = run.translate(_URLSAFE)
        for skip in range(4):
            part = body[skip:].rstrip("=")
            yield from _read(_base64(part), whole=skip == 0)
        for match in _BASE32.finditer(run):
            for skip in range(8) if len(match[0]) > 16 else (0,):
                yield from _read(_base32(match[0][skip:]), whole=skip == 0)
    for match in _HEX.finditer(run):
        digits = _NOT_HEX.sub("", match[0])
        for skip in range(2):
            part = digits[skip:]
            yield from _read(bytes.fromhex(part[: len(part) // 2 * 2]), whole=skip == 0)


def _base64(run: str) -> bytes:
    # A last lone letter holds no whole byte.
    part = run[:-1] if len(run) % 4 == 1 else run
    try:
        return binascii.a2b_base64(part + "=" * (-len(part) % 4))
    except ValueError:
        return b""


def _base32(run: str) -> bytes:
    part = run.upper()
    while len(part) % 8 in (1, 3, 6):
        part = part[:-1]
    try:
        return base64.b32decode(part + "=" * (-len(part) % 8))
    except ValueError:
        return b""


def _read(data: bytes, *, whole: bool) -> Iterator[str]:
    """Yield the text in decoded bytes: all of it where it is clean, else its longer stretches."""
    if len(data) < 3:
        return
    if data[:2] == b"\x1f\x8b" or (data[0] == 0x78 and data[1] in (0x01, 0x5E, 0x9C, 0xDA)):
        try:
            data = zlib.decompressobj(47).decompress(data, INFLATED)
        except zlib.error:
            return
    if data.count(0) * 3 >= len(data):
        for codec in ("utf-16-le", "utf-16-be"):
            yield from _STRETCH.findall(data.decode(codec, "replace"))
        return
    text = data.decode("utf-8", "replace")
    if whole and not _NOT_TEXT.search(text):
        yield text
        return
    yield from _STRETCH.findall(text)
