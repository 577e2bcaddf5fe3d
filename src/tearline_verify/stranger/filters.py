"""Our own decoders for the filters of PDF: they give what they can, and always end.

Promises: each takes bytes and a limit and returns at most so many bytes, whatever stands in them;
damaged data gives the part before the damage. Shares no code with the parsers it is there to
doubt. Does not decode pictures (DCT, CCITT, JBIG2, JPX).
"""

# ruff: noqa: PLR2004 - the formats' own numbers
from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOT_HEX = bytes(set(range(256)) - set(b"0123456789ABCDEFabcdef"))
_BLANK = b" \t\r\n\f\0"
_ZLIB = re.compile(
    rb"\x78[\x01\x5e\x9c\xda]|[\x08-\x68]\x1d|\x58[\x09\x47\x85\xc3]|\x48[\x0d\x4b\x89\xc7]"
)
_LOCAL = b"PK\x03\x04"
SHORTEST = 12  # bytes that inflated data must have where nothing says that it is any
TRIES = 400
LZW_INPUT = 1 << 19


def flate(data: bytes, limit: int, wbits: int = zlib.MAX_WBITS) -> bytes:
    """Inflate; what comes before any damage is kept."""
    engine, out = zlib.decompressobj(wbits), bytearray()
    at = 0
    try:
        while at < len(data) and len(out) < limit and not engine.eof:
            left = engine.unconsumed_tail
            if not left:
                left, at = data[at : at + 4096], at + 4096
            out += engine.decompress(left, limit - len(out))
        while engine.unconsumed_tail and len(out) < limit and not engine.eof:
            out += engine.decompress(engine.unconsumed_tail, limit - len(out))
    except zlib.error:
        pass
    return bytes(out)


def lzw(data: bytes, limit: int, early: int = 1) -> bytes:
    """Undo LZW as PDF and TIFF write it."""
    out = bytearray()
    first = [bytes((i,)) for i in range(256)] + [b"", b""]
    table, width, last = list(first), 9, b""
    bits = held = 0
    for byte in data[:LZW_INPUT]:
        held, bits = (held << 8 | byte) & 0xFFFFFF, bits + 8
        if bits < width:
            continue
        bits -= width
        code = held >> bits & ((1 << width) - 1)
        if code == 256:
            table, width, last = list(first), 9, b""
            continue
        if code == 257 or len(out) >= limit:
            break
        if code < len(table):
            piece = table[code]
        elif code == len(table) and last:
            piece = last + last[:1]
        else:
            break
        out += piece
        if last and len(table) < 4096:
            table.append(last + piece[:1])
        last = piece
        width = min(max((len(table) + early).bit_length(), 9), 12)
    return bytes(out[:limit])


def run_length(data: bytes, limit: int) -> bytes:
    """Undo RunLength."""
    out, at = bytearray(), 0
    while at < len(data) and data[at] != 128 and len(out) < limit:
        length = data[at]
        if length < 128:
            out += data[at + 1 : at + 2 + length]
            at += 2 + length
        else:
            out += data[at + 1 : at + 2] * (257 - length)
            at += 2
    return bytes(out[:limit])


def runs_to_its_end(data: bytes) -> bool:
    """Say whether data is built as RunLength is: its runs lead to an end mark at the very end."""
    at, end = 0, len(data.rstrip(b"\r\n"))
    while at < end and data[at] != 128:
        at += 2 + data[at] if data[at] < 128 else 2
    return at == end - 1 and end > 2


def ascii_hex(data: bytes, limit: int) -> bytes:
    """Undo ASCIIHex."""
    digits = data[: 4 * limit].partition(b">")[0].translate(None, _NOT_HEX)
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))[:limit]


def ascii_85(data: bytes, limit: int) -> bytes:
    """Undo ASCII85."""
    body = data[: 2 * limit].partition(b"~")[0].removeprefix(b"<~").translate(None, _BLANK)
    body = body.replace(b"z", b"!!!!!")
    short = -len(body) % 5
    codes = np.frombuffer(body + b"u" * short, np.uint8).astype(np.int64).reshape(-1, 5) - 33
    good = ((codes >= 0) & (codes < 85)).all(axis=1)
    if not good.all():
        codes = codes[: int(np.argmin(good))]
        short = 0
    whole = (codes @ np.array([85**4, 85**3, 85**2, 85, 1])) & 0xFFFFFFFF
    out = bytes(whole.astype(">u4").tobytes())
    return out[: len(out) - short][:limit]


def predicted(data: bytes, columns: int, colors: int, bits: int) -> bytes:
    """Undo the PNG predictors (the rows' own first bytes say which)."""
    step = max(colors * bits // 8, 1)
    size = (columns * colors * bits + 7) // 8
    if not 0 < size <= len(data):
        return data
    out, above = bytearray(), bytearray(size)
    for start in range(0, len(data) - 1, size + 1):
        kind, row = data[start], bytearray(data[start + 1 : start + 1 + size])
        row += bytes(size - len(row))
        _unrow(kind, row, above, step)
        out += row
        above = row
    return bytes(out)


def _unrow(kind: int, row: bytearray, above: bytearray, step: int) -> None:
    """Undo one row's predictor in place."""
    if kind == 0 or kind > 4:
        return
    if kind == 2:
        row[:] = bytes((a + b) & 255 for a, b in zip(row, above, strict=True))
        return
    for i in range(len(row)):
        left = row[i - step] if i >= step else 0
        if kind == 1:
            guess = left
        elif kind == 3:
            guess = (left + above[i]) // 2
        else:
            corner = above[i - step] if i >= step else 0
            near = left + above[i] - corner
            away = (abs(near - left), abs(near - above[i]), abs(near - corner))
            guess = (left, above[i], corner)[away.index(min(away))]
        row[i] = (row[i] + guess) & 255


def inflating(data: bytes, limit: int) -> Iterator[bytes]:
    """Yield whatever inflates anywhere in data that nothing says is compressed."""
    end = 0
    for tries, found in enumerate(_ZLIB.finditer(data)):
        if tries >= TRIES:
            return
        if found.start() < end:
            continue
        engine = zlib.decompressobj()
        piece = data[found.start() :]
        try:
            out = engine.decompress(piece, limit)
        except zlib.error:
            out = flate(piece[:65536], 65536)
            if len(out) < 64:  # by chance a few bytes always inflate
                continue
        else:
            end = found.start() + len(piece) - len(engine.unused_data)
        if len(out) >= SHORTEST:
            yield out


def members(data: bytes, limit: int) -> Iterator[tuple[str, bytes]]:
    """Yield the name and content of each member of a zip archive, by its local headers alone."""
    at = data.find(_LOCAL)
    for _ in range(TRIES):
        if at < 0 or at + 30 > len(data):
            return
        method = int.from_bytes(data[at + 8 : at + 10], "little")
        size = int.from_bytes(data[at + 18 : at + 22], "little")
        names, extra = (int.from_bytes(data[at + i : at + i + 2], "little") for i in (26, 28))
        start = at + 30 + names + extra
        name = data[at + 30 : at + 30 + names].decode("utf-8", "replace")
        body = data[start : start + size] if size else data[start:]
        if method == 8:
            yield name, flate(body, limit, -zlib.MAX_WBITS)
        elif method == 0:
            yield name, body[:limit]
        else:
            yield name, b""
        at = data.find(_LOCAL, start)
