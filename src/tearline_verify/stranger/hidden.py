"""Words that the page holds and does not show: under a box, in the paper's colour, off the page.

Promises: a word counts as hidden where drawing the page without any text changes nothing at its
place. The reading layer of a scan is not a leak: its words stand over ink that a reader sees. What
is told is how many characters there are, never which.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from tearline_verify.areas import pixel_box
from tearline_verify.leaks import Box, Leak
from tearline_verify.stranger.case import FILE
from tearline_verify.stranger.sheets import IMAGE, TEXT, Glyphs, Sheet
from tearline_verify.stranger.spread import is_code

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

PROBE = "hidden text"
SHOWS = 32  # grey levels that text must change to be seen
LIKE = 24  # grey levels within which pixels are one shade
MOSTLY = 0.97
UNLIKE_PAPER = 60
FEWEST = 3  # letters or digits in one place
SCAN = 0.4  # share of a page that its pictures fill, from which it is a scan
LAYER = 0.5  # share of hidden words that stand over ink, from which they are a reading layer
TOO_SMALL = 80  # units: the height of letters of less than a point
RUN = 0.6  # of a word's width that a patch covers from top to bottom
MOST_TOLD = 12  # places on one page


@dataclass(frozen=True, slots=True)
class Place:
    """Hidden words that stand together: their box, how many letters, and why nobody sees them."""

    box: Box
    letters: int
    why: str
    text: str


OFF, BOXED, BLANK, TINY = "off", "boxed", "blank", "tiny"
SAID = {
    OFF: "{} characters of text stand outside the visible page: copying the text shows them",
    TINY: "{} characters of text are too small for an eye to see them: anyone can select and copy them",
    BOXED: "{} characters of text are still there under a box or dark patch: anyone can select and "
    "copy them",
    BLANK: "{} characters of text are on the page but cannot be seen (no ink, the colour of the "
    "ground, or covered): anyone can select and copy them",
}


def places(
    sheet: Sheet, seen: NDArray[np.uint8], covers: Sequence[Box], found: Sequence[Glyphs]
) -> list[Place]:
    """Return where words are hidden; ``seen`` is the page's picture, ``covers`` what is painted on it."""
    texts = [thing for thing in sheet.drawn if thing.kind == TEXT]
    if not found:
        return []
    with sheet.without(texts):
        bare = sheet.picture()
    change = cv2.absdiff(seen, bare).max(axis=2)
    paper = _shade(seen)
    filled = _share_of_pictures(sheet)
    unseen: list[tuple[Glyphs, str]] = []
    inked = 0
    for one in found:
        why = _why(sheet, seen, change, paper, one)
        if why == "inked":
            inked += 1
        elif why:
            unseen.append((one, why))
    layer = filled >= SCAN and inked >= LAYER * (inked + len(unseen))
    kept = [
        (one, why) for one, why in unseen
        if why != BLANK or not layer or _sounds(one.text) or any(_within(one.box, c) for c in covers)
    ]  # fmt: skip
    found_places = [place for place in _together(kept) if _counts(place)]
    if not layer:
        return found_places
    # An engine makes letters of a black box, and of a speck; words there were read before the burn.
    return [
        place for place in found_places
        if place.why not in (BOXED, BLANK) or _speaks(place.text, LEAST[place.why])
        or (place.why == BLANK and any(_within(place.box, c) for c in covers))
    ]  # fmt: skip


LEAST = {BOXED: 4, BLANK: 8}  # letters or digits of sound words in a place of a reading layer


def told(found: Sequence[Place], number: int) -> Iterator[Leak]:
    """Yield a leak for each place, and one for those beyond the first dozen."""
    for place in found[:MOST_TOLD]:
        yield Leak(PROBE, FILE, SAID[place.why].format(place.letters), number, place.box)
    if len(found) > MOST_TOLD:
        more = len(found) - MOST_TOLD
        yield Leak(PROBE, FILE, f"{more} more places of this page hold hidden text", number)


def _why(
    sheet: Sheet,
    seen: NDArray[np.uint8],
    change: NDArray[np.uint8],
    paper: NDArray[np.intp],
    one: Glyphs,
) -> str:
    """Return why a word is not seen: "" if it is, "inked" if other ink stands at its place."""
    width, height = sheet.size
    left, top, right, bottom = one.box
    if right <= 0 or bottom <= 0 or left >= width or top >= height:
        return OFF
    pixels = (seen.shape[1], seen.shape[0])
    a, b, c, d = pixel_box(one.box, pixels, sheet.size, grow=1)
    if c <= a or d <= b or int(change[b:d, a:c].max()) >= SHOWS:
        small = min(right - left, bottom - top) < TOO_SMALL and len(one.text) >= FEWEST
        return TINY if small else ""
    part = seen[b:d, a:c]
    shade = np.median(part.reshape(-1, 3), axis=0)
    alike = np.abs(part - shade).max(axis=2) <= LIKE
    boxed = float(np.abs(shade - paper).max()) > UNLIKE_PAPER
    if alike.mean() < MOSTLY:
        return BOXED if boxed and _covered(alike) else "inked"
    return BOXED if boxed else BLANK


def _covered(alike: NDArray[np.bool_]) -> bool:
    """Say whether a patch of one shade covers most of a word from top to bottom, without a gap."""
    high, wide = alike.shape
    full = alike[high // 5 : high - high // 5].all(axis=0)
    ends = np.flatnonzero(np.diff(np.concatenate(([0], full.view(np.int8), [0]))))
    longest = int((ends[1::2] - ends[::2]).max()) if len(ends) else 0
    return bool(longest >= RUN * wide)


def _shade(seen: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Return the commonest shade of each channel: the paper's."""
    every = seen[::4, ::4]
    return np.array([np.bincount(every[:, :, c].ravel(), minlength=256).argmax() for c in range(3)])


def _share_of_pictures(sheet: Sheet) -> float:
    """Return how much of the page its pictures fill, at most 1."""
    width, height = sheet.size
    held = np.zeros((100, 100), bool)
    for thing in sheet.drawn:
        if thing.kind == IMAGE:
            left, top, right, bottom = pixel_box(thing.box, (100, 100), (width, height), grow=0)
            held[top:bottom, left:right] = True
    return float(held.mean())


def _within(word: Box, cover: Box) -> bool:
    """Say whether most of a word lies in a cover."""
    across = min(word[2], cover[2]) - max(word[0], cover[0])
    down = min(word[3], cover[3]) - max(word[1], cover[1])
    whole = max((word[2] - word[0]) * (word[3] - word[1]), 1)
    return across > 0 and down > 0 and across * down >= 0.6 * whole


def _together(words: list[tuple[Glyphs, str]]) -> list[Place]:
    """Join words that follow one another on a line, hidden in the same way."""
    joined: list[Place] = []
    for one, why in words:
        letters = sum(char.isalnum() or char == "\ufffd" for char in one.text)
        last = joined[-1] if joined else None
        if last and last.why == why and _follows(last.box, one.box):
            around = (
                min(last.box[0], one.box[0]), min(last.box[1], one.box[1]),
                max(last.box[2], one.box[2]), max(last.box[3], one.box[3]),
            )  # fmt: skip
            joined[-1] = Place(around, last.letters + letters, why, f"{last.text} {one.text}")
        else:
            joined.append(Place(one.box, letters, why, one.text))
    return joined


def _follows(last: Box, box: Box) -> bool:
    """Say whether a box stands beside another one, or in the line below it."""
    high = max(last[3] - last[1], box[3] - box[1], 100)
    return box[1] < last[3] + high and last[1] < box[3] + high


def _speaks(text: str, least: int) -> bool:
    """Say whether a text is of words or numbers, as opposed to what is read into a black box."""
    return sum(map(len, _sounds(text))) >= least


def _sounds(text: str) -> list[str]:
    """Return a text's words and numbers that an engine does not make of nothing."""
    found = re.findall(
        r"(?<![^\W_])(?=[a-z]*[aeiouy])[a-z]{4,}(?![^\W_])|\d{4,}", text, re.IGNORECASE
    )
    return [word for word in found if len(set(word.casefold())) > len(word) // 2]


def _counts(place: Place) -> bool:
    """Say whether a place is worth telling: letters enough, and not a deletion's own marking."""
    return place.letters >= FEWEST and not is_code(place.text)
