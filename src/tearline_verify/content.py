"""A page's content stream: one image over the page, then invisible words; nothing else.

Promises: accepts only the operators, the order and the number forms of our own writer, every number
the shortest, no operator that changes nothing; and gives back each word with the box it fills, and
the marked sequences the words stand in. Does not judge the words or the structure tree (``tags``).
"""

# ruff: noqa: PLR2004 - turns of a page, in degrees
from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn

from tearline_verify.leaks import Box, GrammarError

ADVANCE = 0.5  # of the font size for every code unit; the font's fixed DW says the same
TURNS = {"1 0 0 1": 0, "0 1 -1 0": 90, "-1 0 0 -1": 180, "0 -1 1 0": 270}

# The shortest form of a number of at most two decimals; -0 is none.
_NUM = r"(?!-0 )-?(?:0|[1-9][0-9]*)(?:\.[0-9]?[1-9])?"
_IMAGE = rf"q ({_NUM}) 0 0 ({_NUM}) 0 0 cm /Im0 Do Q\nEMC\n"
_ARTIFACT = re.compile(rf"/Artifact BMC\n{_IMAGE}BT 3 Tr\n")
_FIGURE = re.compile(rf"/Figure <</MCID 0>> BDC\n{_IMAGE}")
_OPEN = re.compile(r"/(P|Span) <</MCID (0|[1-9][0-9]*)>> BDC\n")
_WORD = re.compile(
    rf"(?:/F0 (?P<size>{_NUM}) Tf\n)?(?:(?P<stretch>{_NUM}) Tz\n)?"
    rf"(?P<turn>1 0 0 1|0 1 -1 0|-1 0 0 -1|0 -1 1 0) (?P<x>{_NUM}) (?P<y>{_NUM}) Tm\n"
    r"<(?P<hex>(?:[0-9A-F]{4})+)0020> Tj\n"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One word of the text layer: its text and the box it fills, in units from the top left.

    ``written``: its size, its stretch in hundredths of a percent, and where its baseline starts.
    """

    text: str
    box: Box
    written: tuple[int, int, int, int] = (0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Layer:
    """A page's words, the way they run, and its marked sequences: each its tag and its words."""

    words: list[Shown]
    turn: int
    runs: list[tuple[str, int]]


def units(number: str) -> int:
    """Return a number of points with at most two decimals as whole 1/100 points, exactly."""
    sign = -1 if number.startswith("-") else 1
    whole, _, part = number.lstrip("-").partition(".")
    return sign * (int(whole) * 100 + int(part.ljust(2, "0") or "0"))


def words(stream: bytes, size: tuple[int, int]) -> tuple[list[Shown], int]:
    """Return the words of a decoded content stream and the way they run (0, 90, 180, 270).

    ``size`` is the page's (width, height) in units; the image must fill it exactly.
    """
    layer = read(stream, size)
    return layer.words, layer.turn


def read(stream: bytes, size: tuple[int, int]) -> Layer:
    """Return the text layer of a decoded content stream of a page of ``size`` in units."""
    try:
        text = stream.decode("ascii")
    except UnicodeDecodeError:
        raise GrammarError("the content stream is not plain ASCII") from None
    image = _ARTIFACT.match(text) or _FIGURE.match(text)
    if image is None or (units(image[1]), units(image[2])) != size:
        _refuse("the content stream does not begin with one image over the whole page")
    if image.re is _FIGURE:
        if image.end() != len(text):
            _refuse("more than a picture on a page that is a figure")
        return Layer([], 0, [])
    if not text.endswith("EMC\nET\n"):
        _refuse("the text layer is not one invisible text object")
    return _sequences(text, image.end(), len(text) - 3, size[1])


def _refuse(what: str) -> NoReturn:
    raise GrammarError(what)


def _sequences(text: str, at: int, end: int, height: int) -> Layer:
    """Read the marked sequences between ``BT 3 Tr`` and ``ET``."""
    found: list[Shown] = []
    runs: list[tuple[str, int]] = []
    turns: set[str] = set()
    size = stretch = 0
    while at < end:
        opening = _OPEN.match(text, at, end)
        if opening is None or opening[2] != str(len(runs)):
            _refuse("a marked sequence does not begin, or is not numbered, as we write it")
        at = opening.end()
        first = len(found)
        while word := _WORD.match(text, at, end):
            at = word.end()
            size = _changed(word["size"], size)
            stretch = _changed(word["stretch"], stretch)
            turns.add(word["turn"])
            raw = bytes.fromhex(word["hex"])
            along = round((len(raw) // 2 + 1) * ADVANCE * size * stretch / 10000)
            place = (TURNS[word["turn"]], units(word["x"]), units(word["y"]))
            shown = raw.decode("utf-16-be", "surrogatepass")
            box = _box(place, size, along, height)
            found.append(Shown(shown, box, (size, stretch, place[1], place[2])))
        if not text.startswith("EMC\n", at):
            _refuse("an operator, or a form of number, that we never write")
        at += 4
        if len(found) == first:
            _refuse("a marked sequence without a word")
        runs.append((opening[1], len(found) - first))
    if len(turns) != 1:
        _refuse("the words of one page run in several directions, or there are none")
    return Layer(found, TURNS[turns.pop()], runs)


def _changed(written: str | None, before: int) -> int:
    """Return a size or stretch after an operator, which must change it; without one, as before."""
    now = before if written is None else units(written)
    if now <= 0 or (written is not None and now == before):
        _refuse("a word has no size of its own, or one that is given twice")
    return now


def due(text: str, box: Box, turn: int, height: int) -> tuple[int, int, int, int]:
    """Return what must be written for a word of the page data: as ``Shown.written``."""
    left, top, right, bottom = box[0], height - box[1], box[2], height - box[3]
    wide, high = box[2] - box[0], box[3] - box[1]
    across, along = (wide, high) if turn in (90, 270) else (high, wide)
    start = {0: (left, bottom), 90: (right, bottom), 180: (right, top), 270: (left, top)}[turn]
    size = max(across, 1)
    codes = len(text.encode("utf-16-be", "surrogatepass")) // 2 + 1  # and the blank after it
    return size, max(round(10000 * along / (codes * ADVANCE * size)), 1), *start


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
