"""A PDF written byte by byte: objects, cross-reference tables, updates, and what lies between them.

Promises: writes exactly the bytes it is given and right offsets for the objects that it is told to
list. Does not check that the result is a good PDF: some cases want it bent.
"""

import zlib


def stream(data: bytes, keys: bytes = b"", *, deflate=False) -> bytes:
    """Return a stream object's body."""
    if deflate:
        data, keys = zlib.compress(data, 9), keys + b" /Filter /FlateDecode"
    return b"<< /Length %d %s >>\nstream\n" % (len(data), keys.strip()) + data + b"\nendstream"


class RawFile:
    """Bytes that grow: ``part`` appends a revision with its table and trailer."""

    def __init__(self, before=b""):
        """Begin with a header; ``before`` stands before it."""
        self.data = bytearray(before + b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        self.start = len(before)
        self.table = 0
        self.size = 0

    def put(self, data: bytes) -> int:
        """Append bytes; return the offset at which they begin, as the file counts it."""
        where = len(self.data) - self.start
        self.data += data
        return where

    def objects(self, bodies: dict[int, bytes], between=b"") -> dict[int, int]:
        """Append objects, ``between`` after each; return their offsets."""
        return {
            number: self.put(b"%d 0 obj\n" % number + body + b"\nendobj\n" + between)
            for number, body in bodies.items()
        }

    def end(self, places: dict[int, int], extra=b"", free=(), eof=b"%%EOF\n"):
        """Append a table of these places, a trailer and the end mark; objects in ``free`` are free."""
        where = len(self.data) - self.start
        self.size = max([self.size, *(number + 1 for number in places), *(n + 1 for n in free)])
        rows = {0: b"0000000000 65535 f\r\n"}
        rows |= {number: b"%010d 00000 n\r\n" % offset for number, offset in places.items()}
        rows |= dict.fromkeys(free, b"0000000000 00001 f\r\n")
        self.data += b"xref\n"
        for number in sorted(rows):
            self.data += b"%d 1\n" % number + rows[number]
        before = b"/Prev %d " % self.table if self.table else b""
        trailer = b"trailer\n<< /Size %d /Root 1 0 R %s%s >>\nstartxref\n%d\n" % (
            self.size, before, extra, where,
        )  # fmt: skip
        self.data += trailer + eof
        self.table = where


def plain(content: bytes, width: int, height: int) -> dict[int, bytes]:
    """Return the objects 1 to 5 of a file with one page that shows ``content`` in Times."""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman /Encoding /WinAnsiEncoding >>"
    return {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>" % (width, height),
        4: stream(content, deflate=True),
        5: font,
    }
