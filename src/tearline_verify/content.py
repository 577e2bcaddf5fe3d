"""A page's content stream: one image over the page, then invisible words; nothing else.

Promises: accepts only the operators and the number form of our own writer, and gives back each word
with the box it fills. Does not judge the words.
"""

# ruff: noqa: PLR2004 - turns of a page, in degrees
from __future__ import annotations

import re
from dataclasses import dataclass

from tearline_verify.leaks import Box, GrammarError

ADVANCE = 0.5  # of the font size for every code unit; the font's fixed DW says the same
TURNS = {"1 0 0 1": 0, "0 1 -1 0": 90, "-1 0 0 -1": 180, "0 -1 1 0": 270}

_NUM = r"-?(?:0|[1-9]\d*)(?:\.\d{1,2})?"
_IMAGE = re.compile(rf"q ({_NUM}) 0 0 ({_NUM}) 0 0 cm /Im0 Do Q\n")
_LINE = re.compile(
    rf"/F0 (?P<size>{_NUM}) Tf\n|(?P<stretch>{_NUM}) Tz\n"
    rf"|(?P<turn>1 0 0 1|0 1 -1 0|-1 0 0 -1|0 -1 1 0) (?P<x>{_NUM}) (?P<y>{_NUM}) Tm\n"
    r"|<(?P<hex>(?:[0-9A-F]{4})+)0020> Tj\n"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One word of the text layer: its text and the box it fills, in units from the top left."""

    text: str
    box: Box


def units(number: str) -> int:
    """Return a number of points with at most two decimals as whole 1/100 points, exactly."""
    sign = -1 if number.startswith("-") else 1
    whole, _, part = number.lstrip("-").partition(".")
    return sign * (int(whole) * 100 + int(part.ljust(2, "0") or "0"))


def words(stream: bytes, size: tuple[int, int]) -> tuple[list[Shown], int]:
    """Return the words of a decoded content stream and the way they run (0, 90, 180, 270).

    ``size`` is the page's (width, height) in units; the image must fill it exactly.
    """
    try:
        text = stream.decode("ascii")
    except UnicodeDecodeError:
        msg = "the content stream is not plain ASCII"
        raise GrammarError(msg) from None
    image = _IMAGE.match(text)
    if image is None or (units(image[1]), units(image[2])) != size:
        msg = "the content stream does not begin with one image over the whole page"
        raise GrammarError(msg)
    at = image.end()
    if at == len(text):
        return [], 0
    if not text.startswith("BT 3 Tr\n", at) or not text.endswith("ET\n"):
        msg = "the text layer is not one invisible text object"
        raise GrammarError(msg)
    return _shown(text, at + 8, len(text) - 3, size[1])


def _shown(text: str, at: int, end: int, height: int) -> tuple[list[Shown], int]:
    """Read the operators between ``BT 3 Tr`` and ``ET``."""
    found: list[Shown] = []
    size = stretch = 0
    place: tuple[int, int, int] | None = None
    turns: set[int] = set()
    while at < end:
        line = _LINE.match(text, at, end)
        if line is None:
            msg = "an operator, or a form of number, that we never write"
            raise GrammarError(msg)
        at = line.end()
        if line["size"]:
            size = units(line["size"])
        elif line["stretch"]:
            stretch = units(line["stretch"])
        elif line["turn"]:
            place = (TURNS[line["turn"]], units(line["x"]), units(line["y"]))
            turns.add(place[0])
        else:
            if place is None or size <= 0 or stretch <= 0:
                msg = "a word has no place or no size of its own"
                raise GrammarError(msg)
            raw = bytes.fromhex(line["hex"])
            along = round(len(raw) // 2 * ADVANCE * size * stretch / 10000)
            found.append(
                Shown(raw.decode("utf-16-be", "surrogatepass"), _box(place, size, along, height))
            )
            place = None
    if len(turns) > 1:
        msg = "the words of one page run in several directions"
        raise GrammarError(msg)
    if not found or place is not None:
        msg = "a place in the text layer with no word"
        raise GrammarError(msg)
    return found, turns.pop()


def _box(place: tuple[int, int, int], size: int, along: int, height: int) -> Box:
    """Return a word's box as shown, from where its baseline starts and how far it runs."""
    turn, x, y = place
    top = height - y
    if turn == 90:
        return (x - size, top - along, x, top)
    if turn == 180:
        return (x - along, top, x, top + size)
    if turn == 270:
        return (x, top, x + size, top + along)
    return (x, top - size, x + along, top)
