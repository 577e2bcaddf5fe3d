"""JBIG2 by hand: a symbol dictionary with Huffman codes and a generic region with fax coding.

Promises: segments as ITU-T T.88 has them, sequential, for embedding in a PDF. One symbol a letter-like
shape, all of one height, the shapes stored plainly (a collective bitmap of size 0 is uncompressed).
"""

import struct

import numpy as np
from PIL import Image
from scanned import g4


def _segment(number: int, kind: int, page: int, data: bytes) -> bytes:
    """Return a segment: header without references, data."""
    return struct.pack(">IBBBI", number, kind, 0, page, len(data)) + data


class _Bits:
    """Bits from the highest down."""

    def __init__(self):
        self.text = ""

    def put(self, value: int, width: int):
        self.text += f"{value:0{width}b}" if width else ""

    def b1(self, value: int):
        """Write a value by standard table B.1 (0 to 272 suffice here)."""
        if value < 16:
            self.text += "0"
            self.put(value, 4)
        else:
            self.text += "10"
            self.put(value - 16, 8)

    def b2(self, value: int):
        """Write a width by standard table B.2, of values from 0 to 74."""
        if value < 3:
            self.text += "1" * value + "0"
        elif value < 11:
            self.text += "1110"
            self.put(value - 3, 3)
        else:
            self.text += "11110"
            self.put(value - 11, 6)

    def out_of_band(self):
        """Write table B.2's end of a height class."""
        self.text += "111111"

    def b4(self, value: int):
        """Write a height by standard table B.4, of values from 1 to 75."""
        if value < 4:
            self.text += "1" * (value - 1) + "0"
        elif value < 12:
            self.text += "1110"
            self.put(value - 4, 3)
        else:
            self.text += "11110"
            self.put(value - 12, 6)

    def bytes(self) -> bytes:
        self.text += "0" * (-len(self.text) % 8)
        return int(self.text, 2).to_bytes(len(self.text) // 8, "big") if self.text else b""


def _columns(bits) -> list[int]:
    """Return widths that cut a line of text into letter-like shapes of growing width."""
    wide, parts, step = bits.shape[1], [], 10
    while wide > 0:
        parts.append(min(step, wide))
        wide -= parts[-1]
        step = min(step + 2, 60)
    if len(parts) > 1 and parts[-1] < parts[-2]:
        last = parts.pop()
        parts[-1] += last
    return parts


def dictionary(bits) -> bytes:
    """Return the globals: one dictionary whose shapes side by side are ``bits`` (true is ink)."""
    high, _ = bits.shape
    widths = _columns(bits)
    code = _Bits()
    code.b4(high)
    before = 0
    for wide in widths:
        code.b2(wide - before)
        before = wide
    code.out_of_band()
    code.b1(0)
    body = code.bytes() + np.packbits(bits, axis=1).tobytes()
    export = _Bits()
    export.b1(0)
    export.b1(len(widths))
    flags = 1  # Huffman, tables B.4 and B.2, B.1 for the size and B.1 for the instances
    head = struct.pack(">HII", flags, len(widths), len(widths))
    return _segment(0, 0, 0, head + body + export.bytes())


def page(bits) -> bytes:
    """Return the page: its information and one generic region in fax coding."""
    high, wide = bits.shape
    told = struct.pack(">IIIIBH", wide, high, 0, 0, 0, 0)
    region = struct.pack(">IIIIB", wide, high, 0, 0, 0) + b"\x01" + g4(bits)
    return _segment(1, 48, 1, told) + _segment(2, 38, 1, region)


def picture(data: bytes):
    """Return the shapes of a dictionary side by side, read from its bytes alone."""
    number, kind, _, _, length = struct.unpack(">IBBBI", data[:11])
    assert (number, kind) == (0, 0)
    body = data[11 : 11 + length]
    count = struct.unpack(">I", body[2:6])[0]
    text = "".join(f"{byte:08b}" for byte in body[10:])
    at = 0

    def take(width):
        nonlocal at
        at += width
        return int(text[at - width : at], 2)

    def prefix(limit):
        nonlocal at
        ones = 0
        while ones < limit and text[at] == "1":
            ones, at = ones + 1, at + 1
        at += ones < limit
        return ones

    def b4():
        ones = prefix(5)
        return ones + 1 if ones < 3 else take(3) + 4 if ones == 3 else take(6) + 12

    def b2():
        ones = prefix(6)
        return ones if ones < 3 else take(3) + 3 if ones == 3 else take(6) + 11

    high = b4()
    wide = total = 0
    for _ in range(count):
        wide += b2()
        total += wide
    assert prefix(6) == 6
    at += 5
    at += -at % 8
    stride = (total + 7) // 8
    start = 10 + at // 8
    rows = np.frombuffer(body[start : start + high * stride], np.uint8).reshape(high, stride)
    ink = np.unpackbits(rows, axis=1)[:, :total]
    return Image.fromarray(((1 - ink) * 255).astype(np.uint8))
