"""The raw bytes of a file, read without asking any PDF parser what belongs to it.

Promises: every ``stream ... endstream`` and whatever else inflates is un-filtered by our own
decoders, again and again up to a fixed depth and size; the bytes before the header, after the end
and between objects are read as they stand. With nothing known, tells only of data that belongs to
no part of the PDF. Does not decrypt: the objects' walk does. Values under five characters, which
chance would find in glyph codes, are left to the walk and to the text extractors.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tearline_verify.leaks import Leak
from tearline_verify.probes import values
from tearline_verify.stranger import bounds, filters, spelling
from tearline_verify.stranger.case import FILE
from tearline_verify.terms import RAW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tearline_verify.stranger.bounds import Bounds
    from tearline_verify.stranger.case import Case

NAME = "carve"
_STREAM = re.compile(rb"stream\r?\n|stream\r(?!\n)")
_END = b"endstream"
_HEAD = 4096
_FILTERS = re.compile(rb"/(?:Filter|F)\s*(\[[^\]]*\]|/[^\s/<>\[\]()]+)")
_NAME = re.compile(rb"/([^\s/<>\[\]()]+)")
_NUMBER = rb"/%s\s+(\d+)"
_BASE64 = re.compile(rb"(?:[A-Za-z0-9+/]{4}[\r\n]{0,2}){16,}[A-Za-z0-9+/]{0,4}={0,2}")
_A85 = re.compile(rb"<~[!-uz\s]{15,}~>")
_SHORT = {b"Fl": b"FlateDecode", b"LZW": b"LZWDecode", b"RL": b"RunLengthDecode",
          b"A85": b"ASCII85Decode", b"AHx": b"ASCIIHexDecode"}  # fmt: skip
_PICTURES = (b"DCTDecode", b"CCITTFaxDecode", b"JBIG2Decode", b"JPXDecode", b"DCT", b"CCF")
_BLANKS = re.compile(rb"[ 	]{40,}")  # bits, written where nobody looks
STRAY = 12  # letters in words that no PDF part accounts for
_LETTERS = re.compile(rb"[A-Za-z]{2,}")


@dataclass(frozen=True, slots=True)
class Carved:
    """One stream as it stands in the file: where it begins, what stands before it, its bytes."""

    start: int
    head: bytes
    data: bytes

    @property
    def picture(self) -> bool:
        """Say whether its dictionary calls it an image."""
        return re.search(rb"/Subtype\s*/Image", self.head) is not None


def streams(raw: bytes) -> Iterator[Carved]:
    """Yield every stream of the bytes, belonging to an object or not."""
    end = 0
    for found in _STREAM.finditer(raw):
        if found.start() < end or raw[found.start() - 3 : found.start()] == b"end":
            continue
        start = found.end()
        begin = max(end, start - _HEAD)
        at = raw.rfind(b"obj", begin, start)
        head = raw[at if at >= 0 else begin : start]
        told = re.search(_NUMBER % b"Length", head)
        close = start + int(told[1][:12]) if told else start
        if told is None or raw[close : close + 20].lstrip()[:9] != _END:
            close = raw.find(_END, start)
        end = close if close >= 0 else len(raw)
        yield Carved(start, head, raw[start:end])


def _names(head: bytes) -> list[bytes]:
    """Return the filters that a stream's dictionary names, in order."""
    found = _FILTERS.search(head)
    names = [] if found is None else _NAME.findall(found[1])
    plain = [spelling.name(name).encode() for name in names]
    return [_SHORT.get(name, name) for name in plain]


def _number(head: bytes, key: bytes, default: int) -> int:
    found = re.search(_NUMBER % key, head)
    return int(found[1][:9]) if found else default


def unfiltered(data: bytes, head: bytes, limit: int) -> Iterator[bytes]:
    """Yield a stream's data after each of its named filters; the last one is its content."""
    for name in _names(head):
        if name == b"FlateDecode":
            data = filters.flate(data, limit) or filters.flate(data[2:], limit, -15)
        elif name == b"LZWDecode":
            data = filters.lzw(data, limit, _number(head, b"EarlyChange", 1))
        elif name == b"RunLengthDecode":
            data = filters.run_length(data, limit)
        elif name == b"ASCII85Decode":
            data = filters.ascii_85(data, limit)
        elif name == b"ASCIIHexDecode":
            data = filters.ascii_hex(data, limit)
        elif name != b"Crypt":
            return
        picture = re.search(rb"/Subtype\s*/Image", head)
        if _number(head, b"Predictor", 1) >= 10 and name in (b"FlateDecode", b"LZWDecode"):  # noqa: PLR2004
            if picture:
                return
            columns, colors = _number(head, b"Columns", 1), _number(head, b"Colors", 1)
            bits = _number(head, b"BitsPerComponent", 8)
            data = filters.predicted(data[:limit], columns, colors, bits)
        yield data


def inside(data: bytes, allowed: Bounds, depth: int = 0) -> Iterator[bytes]:
    """Yield whatever can be got out of data by guessing at what it is, and out of that again."""
    if depth >= bounds.DEPTH or len(data) < filters.SHORTEST:
        return
    for out in _guessed(data, allowed, depth):
        kept = out[: allowed.take(len(out))]
        if kept:
            yield kept
            yield from inside(kept, allowed, depth + 1)


def _guessed(data: bytes, allowed: Bounds, depth: int) -> Iterator[bytes]:
    limit = min(allowed.inflated, bounds.ONE_STREAM)
    if data[:2] == b"\x1f\x8b":
        yield filters.flate(data, limit, 31)
    if b"PK\x03\x04" in data:
        for name, body in filters.members(data, limit):
            yield name.encode() + b"\n"
            yield body
    if depth and _END in data:
        for stream in streams(data):
            yield content(stream, limit)
    readable = spelling.is_text(data)
    if not readable or depth == 0:
        yield from filters.inflating(data, limit)
    if data[0] == 0x80 and data[1] < 0x80:  # noqa: PLR2004 - LZW begins with its code for "clear"
        yield filters.lzw(data, limit)
    if not readable and filters.runs_to_its_end(data):
        yield filters.run_length(data, limit)
    for found in _BLANKS.finditer(data):
        bits = found[0].translate(bytes.maketrans(b" \t", b"01"))
        if b"1" in bits:
            yield int(bits[: len(bits) // 8 * 8], 2).to_bytes(len(bits) // 8, "big")
    if readable:
        for found in _BASE64.finditer(data):
            try:
                yield base64.b64decode(b"".join(found[0].split()) + b"===")
            except binascii.Error:
                continue
        for found in _A85.finditer(data):
            yield filters.ascii_85(found[0], limit)
        if data.rstrip().endswith(b"~>"):
            yield filters.ascii_85(data, limit)
        if not re.search(rb"[^0-9A-Fa-f\s>]", data[:2048]):
            yield filters.ascii_hex(data, limit)


def content(stream: Carved, limit: int) -> bytes:
    """Return a stream's data with all its own filters undone, as far as they are known."""
    got = [stream.data, *unfiltered(stream.data, stream.head, limit)][-1]
    return got[: bounds.PICTURE] if stream.picture else got


def pieces(raw: bytes, allowed: Bounds) -> Iterator[tuple[str, bytes]]:
    """Yield every piece of the file with the words for where it is: its streams, then the rest."""
    gaps, end = [], 0
    for stream in streams(raw):
        gaps.append(raw[end : stream.start])
        end = stream.start + len(stream.data)
        names = _names(stream.head)
        got = content(stream, min(allowed.inflated, bounds.ONE_STREAM))
        got = got[: allowed.take(len(got))]
        yield "in a stream", got
        if names[-1:] and names[-1] in _PICTURES:
            continue  # a picture's own bytes: searched as they stand, above
        if stream.picture and names:
            continue
        for out in inside(got, allowed):
            yield "in data packed inside a stream", out
    gaps.append(raw[end:])
    between = b"\n".join(gaps)
    yield "between the file's objects", between
    for out in inside(between, allowed):
        yield "packed between the file's objects", out


def stray(raw: bytes) -> Iterator[tuple[str, int]]:
    """Yield where bytes with words in them belong to no part of the PDF, and how many they are."""
    header = raw.find(b"%PDF-")
    end = raw.rfind(b"%%EOF")
    places = [("before the PDF begins", raw[: max(header, 0)])]
    if end >= 0:
        places.append(("after the end of the PDF", raw[end + 5 :]))
    for where, data in places:
        packed = any(True for _ in filters.inflating(data, 4096)) or b"PK\x03\x04" in data
        if packed or sum(map(len, _LETTERS.findall(data))) >= STRAY:
            yield where, len(data)


def look(case: Case) -> Iterator[Leak]:
    """Look through the raw bytes."""
    for where, size in stray(case.raw):
        yield Leak(NAME, FILE, f"{size} bytes with words or packed data stand {where}")
    if not case.terms:
        return
    allowed = bounds.of(case.raw)
    found: dict[str, set[str]] = {}
    for where, data in pieces(case.raw, allowed):
        hits = spelling.masks(case.terms, data, syntax=True)
        hits = {mask for mask in hits if spelling.size(mask) >= RAW}
        if hits:
            found.setdefault(where, set()).update(hits)
    whole = case.terms.in_bytes(case.raw, noise=True)
    if whole:
        found.setdefault("in its bytes as they stand", set()).update(whole)
    for where, hits in found.items():
        yield from values.told(NAME, FILE, hits, f"stands {where}")
