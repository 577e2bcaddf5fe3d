"""The texts that bytes can be read as: PDF strings in every spelling, markup, joined shown strings.

Promises: pure. Strings are read as literal, octal, hex, UTF-16 and UTF-8; the strings of one array
are joined as a reader would see them joined. Says nothing of glyph codes that need a font.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tearline_verify.terms import Terms

_TOKEN = re.compile(
    rb"(\((?:[^()\\]|\\[\s\S]|\((?:[^()\\]|\\[\s\S]|\([^()]{0,2000}\))*\))*\))"
    rb"|<([0-9A-Fa-f\s]{2,})>|(/[^\s()<>\[\]{}/%]*#[^\s()<>\[\]{}/%]*)|([\[\]])|(-?\d+\.?\d*)"
)
_ESCAPE = re.compile(rb"\\(\r\n|[0-7]{1,3}|[\s\S])")
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
_MARKUP = re.compile(r"<[^<>]*>")
_SPACE = -180  # thousandths of an em: from here on a kern is a blank
LOOSE = 6  # characters a value must have to be looked for across strings shown one by one
_PRINTABLE = bytes(range(32, 127)) + b"\t\r\n\f"
SAMPLE = 4096


def is_text(data: bytes) -> bool:
    """Say whether data reads as text rather than as compressed or picture data."""
    part = data[:SAMPLE]
    if part[:2] in (b"\xfe\xff", b"\xff\xfe"):
        return True
    return bool(part) and len(part.translate(None, _PRINTABLE)) <= 0.15 * len(part)


def literal(body: bytes) -> bytes:
    """Return what the inside of a literal string stands for."""
    if b"\\" not in body:
        return body

    def plain(found: re.Match[bytes]) -> bytes:
        code = found[1]
        if code[:1] in b"01234567":
            return bytes((int(code, 8) & 255,))
        return b"" if code in (b"\n", b"\r", b"\r\n") else _ESCAPES.get(code, code)

    return _ESCAPE.sub(plain, body)


def name(raw: bytes) -> str:
    """Return what a name stands for."""
    plain = _NAME.sub(lambda found: bytes.fromhex(found[1].decode()), raw)
    return plain.decode("utf-8", "replace")


def readings(value: bytes) -> Iterator[str]:
    """Yield the texts a string's bytes can stand for."""
    if value[:2] == b"\xfe\xff":
        yield value[2:].decode("utf-16-be", "replace")
    elif value[:2] == b"\xff\xfe":
        yield value[2:].decode("utf-16-le", "replace")
    elif value[:3] == b"\xef\xbb\xbf":
        yield value[3:].decode("utf-8", "replace")
    else:
        yield value.decode("latin-1")
        if not value.isascii():
            yield value.decode("utf-8", "replace")
        if b"\0" in value:
            yield value.decode("utf-16-be", "replace")
            yield value.decode("utf-16-le", "replace")


def strings(data: bytes) -> tuple[list[str], list[str]]:
    """Return the texts of all strings (those of one array joined), and all names with escapes."""
    texts: list[str] = []
    names: list[str] = []
    array: list[bytes] | None = None
    blank = False
    for found in _TOKEN.finditer(data):
        shown, coded, called, bracket, number = found.groups()
        if bracket == b"[":
            array, blank = [], False
        elif bracket:
            texts += readings(b"".join(array or ()))
            array = None
        elif number:
            blank = blank or (array is not None and float(number) <= _SPACE)
        elif called:
            names.append(name(called))
        else:
            digits = b"".join((coded or b"").split())
            value = literal(shown[1:-1]) if shown else bytes.fromhex(
                (digits + b"0" * (len(digits) % 2)).decode()
            )  # fmt: skip
            if array is None:
                texts += readings(value)
            else:
                wide = value[:2] in (b"\xfe\xff", b"\xff\xfe")
                array += [b" ", value, b" "] if wide else [b" " * blank, value]
                if wide:
                    texts += readings(value)
            blank = False
    return texts, names


def masks(terms: Terms, data: bytes, *, syntax: bool) -> set[str]:
    """Return the masks of the values in ``data``; ``syntax``: it may hold PDF strings."""
    readable = is_text(data)
    found = terms.in_bytes(data, noise=not readable)
    if data[:2] in (b"\xfe\xff", b"\xff\xfe"):
        found |= terms.in_text(data.decode("utf-16", "replace"))
    if syntax and (readable or b"obj" in data[:SAMPLE]):
        found |= in_strings(terms, data)
    elif readable:
        text = data.decode("utf-8", "replace")
        found |= terms.in_text(text)
        if "<" in text:
            found |= terms.in_text(unescape(_MARKUP.sub("", text)))
            found |= terms.in_text(unescape(_MARKUP.sub(" ", text)))
    return found


def in_strings(terms: Terms, data: bytes) -> set[str]:
    """Return the masks of the values in the strings and names of PDF syntax."""
    texts, names = strings(data)
    found: set[str] = set()
    for called in names:
        found |= terms.in_name(called)
    return found | in_shown(terms, texts)


def in_shown(terms: Terms, texts: list[str]) -> set[str]:
    """Return the masks of the values in texts shown one after the other."""
    spread = terms.in_text(" ".join(texts))
    # Glyph by glyph, every glyph would be a word of its own, and short values be met by chance.
    found = {mask for mask in spread | terms.in_text("".join(texts)) if size(mask) >= LOOSE}
    if spread - found:  # whatever one text holds, the joined ones hold too
        for text in texts:
            found |= terms.in_text(text)
    return found


def size(mask: str) -> int:
    """Return how many characters a masked value has."""
    return int(mask.partition("-")[0])
