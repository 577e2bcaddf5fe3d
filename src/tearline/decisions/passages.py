"""The words under a determination: what was withheld, as it stands on its page.

They are read from the page whenever they are asked for and kept nowhere.
"""

from __future__ import annotations

from tearline.model.area import Area
from tearline.model.decision import Determination
from tearline.model.page import Page

SHORTEST_TERM = 4  # letters and digits; shorter ones stand on any page


def sign(text: str) -> str:
    """Return a text's letters and digits alone, case folded."""
    return "".join(c for c in text.casefold() if c.isalnum())


def spans_under(page: Page, determination: Determination) -> list[tuple[int, int]]:
    """Return the runs of text under a determination: its span, or the words under its areas by line."""
    target = determination.target
    if target.start is not None and target.end is not None and not target.areas:
        return [(target.start, target.end)]
    areas = target.areas
    if not areas:
        if not page.width:
            return [(0, len(page.text))]
        areas = (Area(0, 0, page.width, page.height),)
    spans: list[tuple[int, int]] = []
    for word in page.words:
        if word.area is None or not _covered(word.area, areas):
            continue
        if spans and not page.text[spans[-1][1] : word.start].strip(" "):
            spans[-1] = (spans[-1][0], word.end)
        else:
            spans.append((word.start, word.end))
    return spans


def without(text: str, spans: list[tuple[int, int]]) -> str:
    """Return the text with these spans cut out, a mark in the place of each."""
    kept, place = [], 0
    for start, end in sorted(spans):
        kept.append(text[place : max(start, place)])
        place = max(place, end)
    kept.append(text[place:])
    return "\n".join(kept)


def _covered(word: Area, areas: tuple[Area, ...]) -> bool:
    """Say whether a box takes half of a word or more: what is merely brushed still shows."""
    return any(2 * word.shared(area) >= word.width * word.height for area in areas)
