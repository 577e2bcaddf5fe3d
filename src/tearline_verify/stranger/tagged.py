"""Tags that spell what a box hides: ActualText and its kin over a drawn box that shows no text.

Promises: tells only where the marked content is one filled rectangle and nothing else, and its text
is more than a deletion's own mark. Pictures with a description, ligatures and hyphens give nothing.
"""

# ruff: noqa: ANN401 - pikepdf's objects are untyped
from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pikepdf

from tearline_verify.leaks import Leak
from tearline_verify.stranger import bounds, walk
from tearline_verify.stranger.case import FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "hiding places"
# What a deletion's own mark is made of: words, codes of exemptions, crosses.
MARK = re.compile(
    r"(?:redacted|withheld|deleted|deletion|excised|sanitized|exempt|exemption|line|page|shifted"
    r"|act|law|jfk|foia|usc|x{3,}|\d?[a-z]?(?:\([a-z0-9]{1,3}\))+[0-9]?|1\.4|6103|26|5|6|10|11|b\d"
    r"|[\W_])*",
    re.IGNORECASE,
)
KEYS = ("/ActualText", "/Alt", "/E")
FILLS = {"f", "F", "f*", "B", "B*", "b", "b*"}
SHOWS = {"Tj", "TJ", "'", '"', "Do", "INLINE IMAGE", "sh", "S", "s"}
OPERATORS = 200_000


@dataclass(slots=True)
class _Marked:
    """One marked-content sequence that is open: its text, and what was drawn in it."""

    text: str
    filled: int = 0
    other: bool = False


def look(pdf: pikepdf.Pdf, pages: dict[int, Any]) -> Iterator[Leak]:
    """Look at the tags over boxes on some pages (by number)."""
    spoken = _spoken(pdf)
    for number, page in pages.items():
        count = sum(1 for text in _over_boxes(page, spoken) if not MARK.fullmatch(text))
        if count:
            what = f"{count} boxes carry a text for screen readers (ActualText or Alt)"
            yield Leak(NAME, FILE, what, number)


def _over_boxes(page: Any, spoken: dict[tuple[tuple[int, int], int], str]) -> Iterator[str]:
    """Yield the text of each sequence that draws one filled box and nothing else."""
    try:
        instructions = pikepdf.parse_content_stream(page)
    except (pikepdf.PdfError, TypeError):
        return  # told by the text extractors, or not at all drawn
    named = page.obj.get("/Resources", {}).get("/Properties", {})
    opened: list[_Marked] = []
    for instruction in instructions[:OPERATORS]:
        operator = str(instruction.operator)
        if operator in ("BDC", "BMC"):
            opened.append(_Marked(_text(instruction.operands, named, page, spoken)))
        elif operator == "EMC" and opened:
            last = opened.pop()
            if last.text.strip() and last.filled == 1 and not last.other:
                yield last.text
        elif operator in FILLS:
            for one in opened:
                one.filled += 1
        elif operator in SHOWS:
            for one in opened:
                one.other = True


def _text(
    operands: Any, named: Any, page: Any, spoken: dict[tuple[tuple[int, int], int], str]
) -> str:
    """Return the text that stands for a marked-content sequence."""
    if len(operands) < 2:  # noqa: PLR2004 - the tag, and its properties
        return ""
    found = operands[1]
    if isinstance(found, pikepdf.Name):
        found = named.get(str(found))
    if not isinstance(found, pikepdf.Dictionary):
        return ""
    for key in KEYS:
        if key in found:
            return str(found[key])
    if isinstance(found.get("/MCID"), int):
        return spoken.get((page.obj.objgen, int(found["/MCID"])), "")
    return ""


def _spoken(pdf: pikepdf.Pdf) -> dict[tuple[tuple[int, int], int], str]:
    """Return the texts of the structure tree, by page and marked-content number."""
    root = pdf.Root.get("/StructTreeRoot")
    texts: dict[tuple[tuple[int, int], int], str] = {}
    queue: list[tuple[Any, Any, str]] = [(root, None, "")]
    seen: set[tuple[int, int]] = set()
    left = bounds.OBJECTS
    while queue and left:
        left -= 1
        item, page, text = queue.pop()
        if isinstance(item, int):
            if text and page is not None:
                texts[page.objgen, item] = text
            continue
        if not isinstance(item, pikepdf.Dictionary):
            continue
        if item.is_indirect:
            if item.objgen in seen:
                continue
            seen.add(item.objgen)
        page = item.get("/Pg", page)
        text = next((str(item[key]) for key in KEYS if key in item), text)
        kids = item.get("/K")
        queue += [(kid, page, text) for kid in walk.listed(kids)]
        if isinstance(item.get("/MCID"), int):
            queue.append((int(item["/MCID"]), page, text))
    return texts
