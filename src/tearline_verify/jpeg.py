"""A strict reading of a baseline JPEG: which segments it has, and where its coded data really ends.

Promises: no segment but the picture's own (no EXIF, no comment, no thumbnail, no second scan), and
the coded data holds exactly the blocks of the picture, then ones up to the byte, then the end.
Decoders step silently over anything else that stands there, so the codes are walked here one by one.

Does not turn codes into pixels; Pillow does.
"""

# ruff: noqa: PLR2004 - the numbers of the JPEG standard
from __future__ import annotations

import struct
from typing import NoReturn

from tearline_verify.leaks import GrammarError

_JFIF = b"JFIF\x00\x01"
_SOI, _EOI = b"\xff\xd8", b"\xff\xd9"


def check(data: bytes, width: int, height: int, channels: int) -> None:
    """Raise ``GrammarError`` unless ``data`` is one plain baseline JPEG of this size."""
    if not data.startswith(_SOI) or not data.endswith(_EOI):
        _refuse("a JPEG that does not begin or end where it must")
    at, frame = 2, b""
    tables: dict[int, list[int]] = {}
    while True:
        if at + 4 > len(data) or data[at] != 0xFF:
            _refuse("a JPEG with bytes between its segments")
        marker, (length,) = data[at + 1], struct.unpack_from(">H", data, at + 2)
        body = data[at + 4 : at + 2 + length]
        at += 2 + length
        if marker == 0xE0 and at == 2 + 18:
            if not body.startswith(_JFIF) or len(body) != 14 or body[12:] != b"\0\0":
                _refuse("a JPEG whose JFIF segment holds more than it must")
        elif marker == 0xC4:
            _huffman(body, tables)
        elif marker == 0xC0 and not frame:
            frame = body
        elif marker == 0xDA:
            break
        elif marker != 0xDB or not _quantisation(body):
            _refuse(f"a JPEG with a segment FF{marker:02X}")
    layout = _layout(frame, body, width, height, channels)
    _scan(data[at:-2], tables, layout)


def _refuse(what: str) -> NoReturn:
    raise GrammarError(what)


def _quantisation(body: bytes) -> bool:
    """Say whether a DQT segment holds whole 8-bit tables and nothing else."""
    return len(body) % 65 == 0 and all(body[at] < 4 for at in range(0, len(body), 65))


def _huffman(body: bytes, tables: dict[int, list[int]]) -> None:
    """Read a DHT segment into look-up tables: 16 bits in, (code length + value bits, run) out."""
    at = 0
    while at < len(body):
        kind, counts = body[at], body[at + 1 : at + 17]
        total = sum(counts)
        values = body[at + 17 : at + 17 + total]
        if len(counts) != 16 or len(values) != total or kind & 0xEE or kind in tables:
            _refuse("a JPEG with a bad code table")
        table, code, place = [0] * 65536, 0, 0
        for bits, count in enumerate(counts, 1):
            for _ in range(count):
                value = values[place]
                extra = value if kind < 16 else value & 15
                # packed: bits to step over, and for AC how many coefficients the code covers
                run = 1 if kind < 16 else (64 if value == 0 else (value >> 4) + 1)
                entry = (bits + extra) << 8 | run
                first = code << (16 - bits)
                last = first + (1 << (16 - bits))
                if last > 65536:
                    _refuse("a JPEG with a bad code table")
                table[first:last] = [entry] * (last - first)
                code, place = code + 1, place + 1
            code <<= 1
        tables[kind] = table
        at += 17 + total


def _layout(
    frame: bytes, scan: bytes, width: int, height: int, channels: int
) -> tuple[int, list[tuple[int, int]]]:
    """Return how many units the picture has and the (DC, AC) tables of a unit's blocks in order."""
    if len(frame) != 6 + 3 * channels or len(scan) != 4 + 2 * channels:
        _refuse("a JPEG of other channels than its object says")
    depth, rows, columns, count = struct.unpack_from(">BHHB", frame)
    if (depth, rows, columns, count, scan[0]) != (8, height, width, channels, channels):
        _refuse("a JPEG of another size than its object says")
    if scan[-3:] != b"\x00\x3f\x00":
        _refuse("a JPEG that is not baseline")
    samplings = [(frame[7 + 3 * c] >> 4, frame[7 + 3 * c] & 15) for c in range(channels)]
    if channels == 1:
        samplings = [(1, 1)]
    blocks = []
    for channel, (across, down) in enumerate(samplings):
        if scan[1 + 2 * channel] != frame[6 + 3 * channel] or not 0 < across * down <= 4:
            _refuse("a JPEG whose scan does not follow its frame")
        pick = scan[2 + 2 * channel]
        blocks += [(pick >> 4, 16 + (pick & 15))] * (across * down)
    wide = 8 * max(across for across, _ in samplings)
    high = 8 * max(down for _, down in samplings)
    return -(-width // wide) * -(-height // high), blocks


def _scan(
    coded: bytes, tables: dict[int, list[int]], layout: tuple[int, list[tuple[int, int]]]
) -> None:
    """Walk the coded data: exactly the picture's blocks, then ones to the end of the byte."""
    units, blocks = layout
    if coded.count(b"\xff") != coded.count(b"\xff\x00"):
        _refuse("a JPEG with a marker inside its coded data")
    plain = coded.replace(b"\xff\x00", b"\xff")
    try:
        picked = [(tables[dc], tables[ac]) for dc, ac in blocks]
    except KeyError:
        _refuse("a JPEG that names a code table it does not have")
    padded = plain + b"\xff" * 16
    word = int.from_bytes
    at = 0  # in bits
    end = 8 * len(plain)
    # Eight bytes are taken in hand at a time and refilled when fewer than 16 bits are left of them.
    hand, have, base = word(padded[:8], "big"), 64, 0
    for _ in range(units):
        for dc, ac in picked:
            table, left = dc, 64
            while left > 0:
                if have < 16:
                    base = at >> 3
                    hand = word(padded[base : base + 8], "big")
                    have = 64 - (at & 7)
                entry = table[(hand >> (have - 16)) & 0xFFFF]
                if not entry:
                    _refuse("a JPEG with a code that is in no table")
                step = entry >> 8
                at += step
                have -= step
                have = max(have, 0)
                left -= entry & 0xFF
                table = ac
            if left < 0 and entry & 0xFF != 64:
                _refuse("a JPEG with a block of too many values")
            if at > end:
                _refuse("a JPEG whose coded data is cut off")
    rest = end - at
    if rest >= 8 or (rest and plain[-1] & ((1 << rest) - 1) != (1 << rest) - 1):
        _refuse(f"a JPEG with {rest // 8} bytes behind its last block")
