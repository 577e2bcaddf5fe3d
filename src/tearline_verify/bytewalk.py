"""Our own walk over the bytes of a PDF: every byte belongs to something, or the file is refused.

Promises: accepts only a header, objects 1 to N in order, one classic cross-reference table with true
offsets, one trailer, one end, and every token in the one form our writer gives it: one blank between
tokens, keys in order, each string and number in its one spelling, objects numbered as they are first
named. So nothing can stand in a gap, after the end, in white space, or in an order of things. Reads
no other library's idea of the file.

Does not judge what the objects are; ``grammar`` does. Does not read PDFs of other programs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tearline_verify.leaks import GrammarError

HEADER = b"%PDF-1.7\n%\xbf\xf7\xa2\xfe\n"
DEPTH = 12  # our own files nest five deep

_NUMBER = re.compile(rb"(?!-0[ \]>])-?(?:0|[1-9]\d*)(?:\.\d+)?(?![\d.+\-])")
_REF = re.compile(rb"([1-9]\d*) 0 R(?![A-Za-z0-9])")
_NAME = re.compile(rb"/[A-Za-z0-9.\-_]+")
_HEX = re.compile(rb"<((?:[0-9a-f]{2})+)>")
_LITERAL = re.compile(rb"\(((?:[^()\\]|\\[()\\])*)\)")
_ESCAPE = re.compile(rb"\\(.)")
_PLAIN = re.compile(rb"[ -~]*")
_KEYWORD = re.compile(rb"(true|false|null)(?![A-Za-z0-9])")
_OBJECT = re.compile(rb"([1-9]\d*) 0 obj\n")
_TRAILER = re.compile(
    rb"<< /Info 2 0 R /Root 1 0 R /Size ([1-9]\d*) /ID \[<([0-9a-f]{32})><([0-9a-f]{32})>\] >>"
)


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
        self.named = 2  # the trailer names the first two objects

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
            return self._hexadecimal(found[1])
        if head[:1] == b"/" and (found := self.match(_NAME)):
            return Name(found[0].decode("ascii"))
        if found := self.match(_KEYWORD):
            return {b"true": True, b"false": False, b"null": None}[found[1]]
        if found := self.match(_REF):
            return self._reference(int(found[1]))
        if found := self.match(_NUMBER):
            text = found[0].decode("ascii")
            return Real(text) if "." in text else int(text)
        msg = "bytes that are no PDF value of ours"
        raise GrammarError(msg)

    def _reference(self, number: int) -> Ref:
        """Take a reference; objects are numbered in the order in which they are first named."""
        if number > self.named:
            self.named += 1
            if number != self.named:
                raise GrammarError("objects are not numbered as they are named")
        return Ref(number)

    def _array(self, depth: int) -> list[Value]:
        self.expect(b"[ ", "the blank in an array")
        values: list[Value] = []
        while not self.data.startswith(b"]", self.at):
            values.append(self.value(depth + 1))
            self.expect(b" ", "the blank in an array")
        self.at += 1
        return values

    def _dictionary(self, depth: int) -> dict[str, Value]:
        self.expect(b"<< ", "the blank in a dictionary")
        entries: dict[str, Value] = {}
        last = ""
        while not self.data.startswith(b">>", self.at):
            key = self.match(_NAME)
            if key is None:
                raise GrammarError("a dictionary key is not a plain name")
            name = key[0].decode("ascii")
            # A stream's length, and the filter it was packed with, are written last.
            packed = name == "/Filter" and last == "/Length"
            in_order = "/Length" not in entries and (name == "/Length" or name > last)
            if name in entries or not (packed or in_order):
                raise GrammarError("a dictionary has one key twice, or not in its place")
            self.expect(b" ", "the blank in a dictionary")
            entries[name] = self.value(depth + 1)
            self.expect(b" ", "the blank in a dictionary")
            last = name
        self.at += 2
        return entries

    def _literal(self) -> bytes:
        """Read a string in brackets, which holds printable ASCII alone."""
        found = self.match(_LITERAL)
        text = _ESCAPE.sub(rb"\1", found[1]) if found else b"\n"
        if not _PLAIN.fullmatch(text):
            raise GrammarError("a string does not end, or holds what we never write")
        return text

    def _hexadecimal(self, digits: bytes) -> bytes:
        """Take a string in digits, which is so written because it is not all printable."""
        text = bytes.fromhex(digits.decode("ascii"))
        if _PLAIN.fullmatch(text):
            raise GrammarError("a string is written in digits without need")
        return text


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
    trailer = _trailer(cursor)
    cursor.expect(b"\nstartxref\n%d\n%%%%EOF\n" % table, "the end of the file")
    if cursor.at != len(data):
        msg = f"{len(data) - cursor.at} bytes stand after the end of the file"
        raise GrammarError(msg)
    return Walked(items, trailer, trailer_at)


def _trailer(cursor: _Cursor) -> dict[str, Value]:
    """Read the trailer, whose form is fixed but for a number and the file's ID."""
    found = cursor.match(_TRAILER)
    if found is None:
        raise GrammarError("the trailer is not of our form")
    halves: list[Value] = [bytes.fromhex(half.decode("ascii")) for half in found.groups()[1:]]
    return {"/Info": Ref(2), "/Root": Ref(1), "/Size": int(found[1]), "/ID": halves}


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
