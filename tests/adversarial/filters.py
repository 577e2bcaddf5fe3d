"""Encoders for filters that our writing libraries only read: LZW, RunLength, ASCII85, ASCIIHex.

Promises: what these write, a PDF reader decodes to the same bytes. They do not compress well.
"""

import base64


def run_length(data: bytes) -> bytes:
    """Encode as RunLengthDecode, literal runs only."""
    out = bytearray()
    for start in range(0, len(data), 128):
        part = data[start : start + 128]
        out.append(len(part) - 1)
        out += part
    return bytes(out) + b"\x80"


def ascii85(data: bytes) -> bytes:
    """Encode as ASCII85Decode."""
    return base64.a85encode(data) + b"~>"


def ascii_hex(data: bytes) -> bytes:
    """Encode as ASCIIHexDecode."""
    return data.hex().encode() + b">"


def lzw(data: bytes) -> bytes:
    """Encode as LZWDecode with early change 1."""
    bits, filled, out = 0, 0, bytearray()
    table = {bytes([i]): i for i in range(256)}
    width, following = 9, 258

    def put(code):
        nonlocal bits, filled
        bits, filled = (bits << width) | code, filled + width
        while filled >= 8:
            filled -= 8
            out.append((bits >> filled) & 0xFF)
        bits &= (1 << filled) - 1

    put(256)
    seen = b""
    for value in data:
        longer = seen + bytes([value])
        if longer in table:
            seen = longer
            continue
        put(table[seen])
        table[longer] = following
        following += 1
        if following + 1 > (1 << width):
            width += 1
        if following >= 4094:
            put(256)
            table = {bytes([i]): i for i in range(256)}
            width, following = 9, 258
        seen = bytes([value])
    if seen:
        put(table[seen])
        following += 1
        if following + 1 > (1 << width):
            width += 1
    put(257)
    if filled:
        out.append((bits << (8 - filled)) & 0xFF)
    return bytes(out)
