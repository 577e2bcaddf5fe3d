"""Our own walk over the bytes of a PDF: every byte belongs to something, or the file is refused.

Promises: accepts only a header, objects 1 to N in order, one classic cross-reference table with true
offsets, one trailer, one end, and between tokens no more than one blank; so nothing can stand in a
gap, after the end, or in white space. Reads no other library's idea of the file.

Does not judge what the objects are; ``grammar`` does. Does not read PDFs of other programs.
"""

# ruff: noqa: PLR2004 - bytes of the PDF grammar, named by what stands beside them
from __future__ import annotations

import re
from dataclasses import dataclass

from tearline_verify.leaks import GrammarError

HEADER = b"%PDF-1.7\n%\xbf\xf7\xa2\xfe\n"
DEPTH = 12  # our own files nest five deep

_NUMBER = re.compile(rb"-?(?:(?:0|[1-9]\d*)(?:\.\d+)?|\.\d+)(?![\d.+\-])")
_REF = re.compile(rb"([1-9]\d*) 0 R(?![A-Za-z0-9])")
_NAME = re.compile(rb"/[A-Za-z0-9.\-_]*")
_HEX = re.compile(rb"<([0-9A-Fa-f]*)>")
_KEYWORD = re.compile(rb"(true|false|null)(?![A-Za-z0-9])")
_OBJECT = re.compile(rb"([1-9]\d*) 0 obj\n")
_ESCAPES = {
    0x6E: b"\n", 0x72: b"\r", 0x74: b"\t", 0x62: b"\b", 0x66: b"\f",
    0x28: b"(", 0x29: b")", 0x5C: b"\\",
}  # fmt: skip


class Name(str):
    """A PDF name, with its slash."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to an object by number; the generation is always 0."""

    number: int


@dataclass(frozen=True, slots=True)
class Real:
    """A number with a decimal point, as it was written."""

    written: str


Value = None | bool | int | Real | Name | bytes | Ref | list["Value"] | dict[str, "Value"]


@dataclass(frozen=True, slots=True)
class Item:
    """One indirect object: its value, and where its stream lies in the file (offset, length)."""

    value: Value
    stream: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Walked:
    """A whole file taken apart: objects by number, and the trailer."""

    items: dict[int, Item]
    trailer: dict[str, Value]
    trailer_at: int


class _Cursor:
    """A place in the bytes, and what may come next."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data = data
        self.at = at

    def blank(self) -> None:
        """Step over at most one space."""
        if self.data[self.at : self.at + 1] == b" ":
            self.at += 1

    def expect(self, token: bytes, what: str) -> None:
        """Step over exactly these bytes."""
        if not self.data.startswith(token, self.at):
            msg = f"{what} is not where it must be"
            raise GrammarError(msg)
        self.at += len(token)

    def match(self, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
        """Step over a token of this form, if one stands here."""
        found = pattern.match(self.data, self.at)
        if found is None or found.end() == self.at:
            return None
        self.at = found.end()
        return found

    def value(self, depth: int = 0) -> Value:
        """Read one value."""
        if depth > DEPTH:
            msg = "values nest too deep"
            raise GrammarError(msg)
        head = self.data[self.at : self.at + 2]
        if head == b"<<":
            return self._dictionary(depth)
        if head[:1] == b"[":
            return self._array(depth)
        if head[:1] == b"(":
            return self._literal()
        if head[:1] == b"<" and (found := self.match(_HEX)):
            return bytes.fromhex((found[1] + b"0" * (len(found[1]) % 2)).decode("ascii"))
        if head[:1] == b"/" and (found := self.match(_NAME)):
            return Name(found[0].decode("ascii"))
        if found := self.match(_KEYWORD):
            return {b"true": True, b"false": False, b"null": None}[found[1]]
        if found := self.match(_REF):
            return Ref(int(found[1]))
        if found := self.match(_NUMBER):
            text = found[0].decode("ascii")
            return Real(text) if "." in text else int(text)
        msg = "bytes that are no PDF value of ours"
        raise GrammarError(msg)

    def _array(self, depth: int) -> list[Value]:
        self.at += 1
        values: list[Value] = []
        while True:
            self.blank()
            if self.data[self.at : self.at + 1] == b"]":
                self.at += 1
                return values
            values.append(self.value(depth + 1))

    def _dictionary(self, depth: int) -> dict[str, Value]:
        self.at += 2
        entries: dict[str, Value] = {}
        while True:
            self.blank()
            if self.data[self.at : self.at + 2] == b">>":
                self.at += 2
                return entries
            key = self.match(_NAME)
            if key is None:
                msg = "a dictionary key is not a plain name"
                raise GrammarError(msg)
            name = key[0].decode("ascii")
            if name in entries:
                msg = "a dictionary has one key twice"
                raise GrammarError(msg)
            self.blank()
            entries[name] = self.value(depth + 1)

    def _literal(self) -> bytes:
        data, at, level = self.data, self.at + 1, 1
        out = bytearray()
        while at < len(data):
            byte = data[at]
            if byte == 0x5C:
                at += 1
                octal = re.compile(rb"[0-3][0-7]{2}").match(data, at)
                if octal:
                    out.append(int(octal[0], 8))
                    at = octal.end()
                    continue
                escape = _ESCAPES.get(data[at]) if at < len(data) else None
                if escape is None:
                    break
                out += escape
                at += 1
                continue
            level += (byte == 0x28) - (byte == 0x29)
            if level == 0:
                self.at = at + 1
                return bytes(out)
            out.append(byte)
            at += 1
        msg = "a string does not end, or holds an escape we never write"
        raise GrammarError(msg)


def walk(data: bytes) -> Walked:
    """Take a whole file apart; raise ``GrammarError`` at the first byte that belongs to nothing."""
    if not data.startswith(HEADER):
        msg = "the header is not ours"
        raise GrammarError(msg)
    cursor = _Cursor(data, len(HEADER))
    items: dict[int, Item] = {}
    offsets: list[int] = []
    while not data.startswith(b"xref\n", cursor.at):
        offsets.append(cursor.at)
        number, item = _object(cursor)
        if number != len(items) + 1:
            msg = "objects are not numbered one by one"
            raise GrammarError(msg)
        items[number] = item
    table = cursor.at
    _cross_references(cursor, offsets)
    cursor.expect(b"trailer ", "the trailer")
    trailer_at = cursor.at
    trailer = cursor.value()
    if not isinstance(trailer, dict):
        msg = "the trailer is no dictionary"
        raise GrammarError(msg)
    cursor.expect(b"\nstartxref\n%d\n%%%%EOF\n" % table, "the end of the file")
    if cursor.at != len(data):
        msg = f"{len(data) - cursor.at} bytes stand after the end of the file"
        raise GrammarError(msg)
    return Walked(items, trailer, trailer_at)


def _object(cursor: _Cursor) -> tuple[int, Item]:
    """Read one indirect object, its stream included."""
    head = cursor.match(_OBJECT)
    if head is None:
        msg = "bytes between objects that belong to none"
        raise GrammarError(msg)
    value = cursor.value()
    stream = None
    if cursor.data.startswith(b"\nstream\n", cursor.at):
        length = value.get("/Length") if isinstance(value, dict) else None
        if not isinstance(length, int) or isinstance(length, bool) or length < 0:
            msg = "a stream has no direct length"
            raise GrammarError(msg)
        cursor.at += 8
        stream = (cursor.at, length)
        cursor.at += length
        cursor.expect(b"\nendstream", "a stream's end")
    cursor.expect(b"\nendobj\n", "an object's end")
    return int(head[1]), Item(value, stream)


def _cross_references(cursor: _Cursor, offsets: list[int]) -> None:
    """Check the table: one section, every offset true, every generation 0."""
    cursor.expect(b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1), "the object table")
    for offset in offsets:
        cursor.expect(b"%010d 00000 n \n" % offset, "a true offset in the object table")
