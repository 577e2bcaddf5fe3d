"""Looking for withheld values in anything, in any form, without ever saying them.

Promises: a hit is told by a mask ("9-character value") alone. Matching, by what a value is:
- digits (4 or more, and nothing but digits and separators): as a number, with OCR confusions, groups
  joined across up to two separators or a line break, also backwards; a longer run of digits counts
  only if it is longer by one;
- letters: with case, accents, look-alikes, blanks and separators folded away. Under 8 characters the
  match must begin and end at the edge of a word, from 8 on one of the two is enough, from 12 on
  neither is asked; also backwards from 6 on. One or two characters: whole words alone;
- in raw bytes: UTF-8 and UTF-16, hex, base64, percent, backslash and entity escapes, from 5
  characters on (7 bytes in compressed data, where chance would find shorter ones); and their MD5,
  SHA-1 and SHA-256, in hex or as bytes: whoever guesses a value can prove it by its digest.
Does not undo encryption, other codes (ROT13, say), salted digests or translation.
"""

# ruff: noqa: ANN401, PLR2004 - values read from JSON; a needle's three bytes
from __future__ import annotations

import base64
import hashlib
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tearline_verify import forms
from tearline_verify.needles import Needles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LEAST_DIGITS = 4
EDGE_FREE = 8
EDGES_FREE = 12
BACKWARDS = 6
RAW = 5
NOISE_BYTES = 7
NEAR = 8  # from this many characters on, a word read from pixels may differ by one
NEAR_TWICE = 14
DIGESTS = ("md5", "sha1", "sha256")


def mask(value: str) -> str:
    """Return what may be said of a value: how many characters it has."""
    return f"{len(value)}-character value"


class Terms:
    """A set of withheld values, made ready to be looked for."""

    def __init__(self, values: Iterable[str]) -> None:
        """Take the values; empty ones, and ones without a letter or digit, are left out."""
        self._values = sorted({v for v in values if forms.tokens(v)})
        self._numbers: dict[str, int] = {}
        self._short: dict[tuple[str, ...], int] = {}
        letters: list[tuple[bytes, int]] = []
        pieces: list[tuple[bytes, int]] = []
        self._backwards: set[int] = set()
        self._shapes: dict[int, tuple[str, int]] = {}
        for at, value in enumerate(self._values):
            digits = forms.only_digits(value)
            body = forms.squeezed(value).data
            if len(digits) >= LEAST_DIGITS and digits.encode() == body:
                self._numbers[digits] = at
                continue
            if len(body) < 3:
                self._short[tuple(forms.tokens(value))] = at
                continue
            letters.append((body, 2 * at))
            if len(body) >= BACKWARDS:
                turned = body.decode("utf-8", "surrogatepass")[::-1]
                letters.append((turned.encode("utf-8", "surrogatepass"), 2 * at + 1))
            pieces += self._pieces(at, body)
        self._letters = Needles(letters)
        self._near = Needles(pieces)
        self._longest = max(map(len, self._numbers), default=0) + 1
        raw = [(n, 2 * i + noisy) for i, v in enumerate(self._values) for n, noisy in _raw(v)]
        self._raw = Needles(raw)

    def __bool__(self) -> bool:
        """Say whether there is anything to look for."""
        return bool(self._values)

    def spelt(self) -> tuple[str, ...]:
        """Return the values themselves, for what looks at their letters; they are never to be told."""
        return tuple(self._values)

    def _pieces(self, at: int, body: bytes) -> Iterator[tuple[bytes, int]]:
        """Yield parts of a long value one of which a near match must hold unchanged."""
        shape = forms.skeleton(body.decode("utf-8", "surrogatepass"))
        if len(shape) < NEAR:
            return
        differ = 2 if len(shape) >= NEAR_TWICE else 1
        self._shapes[at] = (shape, differ)
        step = len(shape) // (differ + 1)
        for part in range(differ + 1):
            start = part * step
            end = len(shape) if part == differ else start + step
            piece = shape[start:end].encode("utf-8", "surrogatepass")
            if len(piece) >= 3:
                yield piece, at

    def in_text(self, text: str) -> set[str]:
        """Return the masks of the values that stand in ``text``."""
        hits: set[int] = set()
        body = forms.squeezed(text)
        for use, start, end in self._letters.find(body.data):
            size = end - start
            if body.edges_met(start, end) >= 2 - (size >= EDGE_FREE) - (size >= EDGES_FREE):
                hits.add(use // 2)
        if self._short:
            words = forms.tokens(text)
            pairs = [(w,) for w in words] + list(pairwise(words))
            hits |= {self._short[pair] for pair in pairs if pair in self._short}
        return self._masks(hits | self._in_numbers(text))

    def in_name(self, text: str) -> set[str]:
        """Return the masks of the values that stand in a name or title, words' edges or not."""
        body = forms.squeezed(text).data
        hits = {use // 2 for use, start, end in self._letters.find(body) if end - start >= RAW}
        digits = forms.only_digits(text)
        hits |= {
            at for number, at in self._numbers.items() if len(number) > RAW and number in digits
        }
        return self._masks(hits) | self.in_text(text)

    def _in_numbers(self, text: str) -> set[int]:
        hits: set[int] = set()
        if not self._numbers:
            return hits
        for number in forms.numbers(text, self._longest):
            for seen in (number, number[::-1]):
                tries = [seen] if len(seen) < BACKWARDS else [seen, seen[1:], seen[:-1]]
                hits |= {self._numbers[t] for t in tries if t in self._numbers}
                if len(seen) < BACKWARDS:
                    break
        return hits

    def in_bytes(self, data: bytes, *, noise: bool) -> set[str]:
        """Return the masks of the values that stand in raw bytes; ``noise``: compressed data."""
        hits = set()
        low = data.lower()
        for use, start, end in self._raw.find(low):
            if noise and end - start < NOISE_BYTES:
                continue
            plain = use % 2
            before, after = low[max(start - 1, 0) : start], low[end : end + 1]
            if plain and before.isalnum() and after.isalnum():
                continue
            if plain and low[start:end].isdigit() and (before.isdigit() or after.isdigit()):
                continue
            hits.add(use // 2)
        return self._masks(hits)

    def in_reading(self, text: str) -> set[str]:
        """Return the masks of the values that stand, or nearly stand, in text read from pixels."""
        hits: set[int] = set()
        shape = forms.skeleton(forms.squeezed(text).data.decode("utf-8", "surrogatepass"))
        data = shape.encode("utf-8", "surrogatepass")
        for at, start, end in self._near.find(data):
            wanted, differ = self._shapes[at]
            if at in hits:
                continue
            around = data[max(start - len(wanted) - differ, 0) : end + len(wanted) + differ]
            if _within(wanted, around.decode("utf-8", "replace"), differ):
                hits.add(at)
        return self._masks(hits) | self.in_text(text)

    def in_value(self, value: Any) -> set[str]:
        """Return the masks of the values that stand in any string or key of a JSON value."""
        if isinstance(value, str):
            return self.in_text(value)
        if isinstance(value, dict):
            parts = [self.in_value(part) for part in (*value.keys(), *value.values())]
        elif isinstance(value, list):
            parts = [self.in_value(part) for part in value]
            if value and all(isinstance(part, str) for part in value):
                parts.append(self.in_text(" ".join(value)))
        else:
            parts = []
        return set().union(*parts)

    def _masks(self, hits: Iterable[int]) -> set[str]:
        return {mask(self._values[at]) for at in hits}


def _within(wanted: str, text: str, differ: int) -> bool:
    """Say whether ``wanted`` stands in ``text`` with at most ``differ`` letters changed."""
    row = list(range(len(wanted) + 1))
    for char in text:
        corner, row[0] = 0, 0
        for at, want in enumerate(wanted, 1):
            corner, row[at] = row[at], min(corner + (char != want), row[at] + 1, row[at - 1] + 1)
        if row[-1] <= differ:
            return True
    return row[-1] <= differ


def _raw(value: str) -> Iterator[tuple[bytes, int]]:
    """Yield the byte strings, in lower case, that a value may stand as, and 1 where it is plain."""
    digits = forms.only_digits(value)
    spelt = {value, value.lower(), value.upper(), value.title(), value[::-1], value[::-1].lower()}
    if len(digits) >= LEAST_DIGITS and digits.encode() == forms.squeezed(value).data:
        spelt |= {digits, digits[::-1]}
    yield from _digests({value, value.lower(), value.upper(), *({digits} & spelt)})
    for text in spelt:
        if len(text) < RAW:
            continue
        plain = text.encode("utf-8", "surrogatepass")
        if len(text) >= EDGE_FREE:
            yield plain.lower(), 1
        wide = text.encode("utf-16-be", "surrogatepass")
        for coded in (wide, text.encode("utf-16-le", "surrogatepass")):
            yield coded.lower(), 0
            yield coded.hex().encode(), 0
        yield plain.hex().encode(), 0
        yield plain.hex(" ").encode(), 0
        for shift in range(3):
            # The first and last characters also hold bits of what stands around: left out.
            coded = base64.b64encode(b"\0" * shift + plain)[(0, 2, 3)[shift] :].lower()
            yield (coded.rstrip(b"=")[:-1] if coded.endswith(b"=") else coded), 0
        yield "".join(f"%{byte:02x}" for byte in plain).encode(), 0
        for form in ("\\u{:04x}", "\\x{:02x}", "&#{};", "&#x{:x};", "\\{:03o}"):
            yield "".join(form.format(ord(c)) for c in text).encode(), 0


def _digests(spelt: Iterable[str]) -> Iterator[tuple[bytes, int]]:
    """Yield the digests of texts, as hex and as bytes, in lower case as all needles are."""
    for text in spelt:
        if len(text) < RAW:
            continue
        for name in DIGESTS:
            made = hashlib.new(name, text.encode("utf-8", "surrogatepass"), usedforsecurity=False)
            yield made.hexdigest().encode(), 0
            yield made.digest().lower(), 0
