"""The ground truth: for every page what a perfect reader would see, and what must not go out.

Areas are whole 1/100 points of the page as shown, rounded outwards. A text file has places (code
points) instead. Nothing here was read by a machine: it is what the script wrote.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Sequence

from making.copying import Scan
from making.marked import Item
from making.plan import Planned, why

UNITS = 7200
WORD = re.compile(r"[A-Za-z]{5,}")
TEXT_PAGE = 1
READABLE = frozenset({"typed", "form", "digital"})  # not stamps, pens and prints at the edge


def area(box: tuple[float, float, float, float], dpi: float) -> list[int]:
    """Return a pixel box as an area."""
    left, top, right, bottom = (side * UNITS / dpi for side in box)
    return [math.floor(left), math.floor(top), math.ceil(right), math.ceil(bottom)]


def size(page: Scan) -> tuple[int, int]:
    """Return a page's width and height in units, as shown."""
    wide, high = page.image.size
    return (round(wide * UNITS / page.dpi), round(high * UNITS / page.dpi))


def areas(item: Item, page: Scan) -> list[list[int]]:
    """Return the areas of marked words, one for each line they stand on, within the page."""
    wide, high = size(page)
    found = [area(box, page.dpi) for box in item.boxes]
    return [[max(a[0], 0), max(a[1], 0), min(a[2], wide), min(a[3], high)] for a in found]


def of_page(planned: Planned, number: int, page: Scan) -> dict[str, object]:
    """Return one page's truth: its size, lines, what stands under boxes already, what must survive."""
    wide, high = size(page)
    lines = []
    for line in page.lines:
        left, top, right, bottom = area(line.box, page.dpi)
        inside = [max(left, 0), max(top, 0), min(right, wide), min(bottom, high)]
        lines.append({"text": line.text, "area": inside, "as": line.how})
    texts = [line.text for line in page.lines if line.how in READABLE]
    found: dict[str, object] = {
        "page": number,
        "width": wide,
        "height": high,
        "lines": lines,
        "must_survive": surviving(texts, page.items),
    }
    if page.covered:
        found["covered"] = [
            {"areas": areas(i, page), "box": i.verdict, "text": i.text} for i in page.covered
        ]
    if number in planned.looked_at:
        found["looked_at"] = planned.looked_at[number]
    return found


def surviving(texts: Sequence[str], items: Sequence[Item]) -> list[str]:
    """Return the words of five letters and more that stand outside everything withheld."""
    gone = {word.lower() for i in items if i.verdict == "withhold" for word in WORD.findall(i.text)}
    words = {word for text in texts for word in WORD.findall(text)}
    return sorted(word for word in words if word.lower() not in gone)


def lines_of(text: str) -> list[dict[str, object]]:
    """Return the lines of a text file, each with its place in code points."""
    found, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append({"text": line, "start": start, "end": start + len(line), "as": "text"})
        start += len(line) + 1
    return found


def of_file(planned: Planned) -> dict[str, object]:
    """Return one file's truth, all pages."""
    if planned.text:
        withheld = planned.text_items
        pages: list[dict[str, object]] = [
            {
                "page": TEXT_PAGE,
                "lines": lines_of(planned.text),
                "must_survive": surviving([planned.text], withheld),
            }
        ]
    else:
        pages = [of_page(planned, n, page) for n, page in enumerate(planned.pages, start=1)]
    return {
        "file": planned.name,
        "record": planned.record,
        "number": planned.number,
        "title": planned.title,
        "sha256": hashlib.sha256(planned.data).hexdigest(),
        "size": len(planned.data),
        "pages": pages,
        "metadata_that_must_go": planned.metadata,
        "ends": {"status": planned.ends, "by": planned.by},
        "holds": planned.holds,
        "hold_lifted": planned.lifted,
    }


def items_of(planned: Planned) -> list[dict[str, object]]:
    """Return every marked place of a file, with what becomes of it and why."""
    found: list[dict[str, object]] = []
    for number, page in enumerate(planned.pages, start=1):
        found += [_item(planned, number, i) | {"areas": areas(i, page)} for i in page.items]
        for line in page.lines:
            if line.how == "stamp" and (kind := hold_kind(line.text)) in planned.holds:
                stamp = Item(kind, "hold", "", line.text)
                found.append(_item(planned, number, stamp) | {"areas": [area(line.box, page.dpi)]})
    for item in planned.text_items:
        place = {"start": item.start, "end": item.end}
        found.append(_item(planned, TEXT_PAGE, item) | place)
    return found


def hold_kind(text: str) -> str:
    """Return the kind of hold that a stamp's words name, or nothing."""
    for words, kind in (
        ("Court Seal [", "hold.court_seal"),
        ("Grand Jury [", "hold.grand_jury"),
        ("IRS [", "hold.tax_6103"),
        ("26 U.S.C. 6103", "hold.tax_6103"),
    ):
        if words in text:
            return kind
    return ""


def _item(planned: Planned, page: int, item: Item) -> dict[str, object]:
    code, reason = why(item)
    return {
        "record": planned.record,
        "file": planned.name,
        "page": page,
        "kind": item.kind,
        "verdict": item.verdict,
        "text": item.text,
        "code": code,
        "why": reason,
    }


def truth(made: Sequence[Planned], seed: int) -> dict[str, object]:
    """Return the whole truth, as it stands in truth.json."""
    return {
        "type": "truth",
        "schema_version": 1,
        "seed": seed,
        "guide": "jfk",
        "units": "1/100 point, origin top left of the page as shown; text files: code points",
        "files": [of_file(planned) for planned in made],
        "items": [item for planned in made for item in items_of(planned)],
    }
