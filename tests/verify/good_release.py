"""A small release, clean and real: made by the editions' own writers from pages drawn here.

It holds a scan of two pages (one word withheld, acknowledged; one blotted white, unacknowledged), a
grey page (JPEG, one word withheld), a text record set anew, and a held record that is only named.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tearline.editions import burn, edition, flow, index, manifest, note, typeset
from tearline.editions.glyphless import TYPE
from tearline.editions.withheld import Withheld
from tearline.model.area import Area
from tearline.model.edition import Deletion, Edition, PageView, Status
from tearline.model.guide import Guide, WidthPolicy
from tearline.model.page import Word

SECRET = "900-55-1234"  # a range that is never issued
NAME = "Quillfeather"
BLOTTED = "Marrowgate"
ABSENT = "104-99999-10000"
CODES = ("(b)(6)",)
PAGE = (61200, 79200)
SCALE = 200  # pixels an inch
PIXELS = (1700, 2200)

MEMO = [
    "MEMORANDUM FOR THE RECORD of the field office",
    "The payroll officer came to the depot on Monday",
    f"and gave number {SECRET} to the clerk there",
    f"in the presence of {BLOTTED} and two others",
    "who signed the ledger and left before noon",
]
SECOND = ["Continuation sheet of the memorandum", "Nothing further was reported that week"]
LETTER = [
    "Dear Sir, the shipment has been delayed again",
    f"as {NAME} wrote to us in the spring of 1961",
    "We regret the trouble that this has caused you",
]
TEXT = (
    f"REPORT\n\nThe subject, {NAME}, was seen at the station.\nNumber: {SECRET}.\nEnd of report.\n"
)


@dataclass(frozen=True)
class Good:
    """Where a clean release lies, and the list that the desk would hand over with it."""

    out: Path
    lines: list[dict[str, Any]]

    @property
    def against(self) -> str:
        """The list as JSON Lines."""
        return "".join(json.dumps(line) + "\n" for line in self.lines)


@cache
def letters(size: int) -> ImageFont.FreeTypeFont:
    """Return the type that the pages are drawn in."""
    return ImageFont.truetype(
        str(TYPE / "DejaVuSansMono.ttf"), size, layout_engine=ImageFont.Layout.BASIC
    )


def drawn(lines: list[str], mode: str) -> tuple[Image.Image, str, list[Word]]:
    """Draw lines on a page; return the bitmap, the text, and its words with their boxes."""
    image = Image.new("L", PIXELS, 255)
    draw = ImageDraw.Draw(image)
    words, at, font = [], 0, letters(36)
    for row, line in enumerate(lines):
        x, y = 150, 200 + 90 * row
        for word in line.split():
            draw.text((x, y), word, fill=0, font=font)
            box = tuple(int(side) for side in draw.textbbox((x, y), word, font=font))
            words.append(Word(word, at, at + len(word), Area.of_pixels(box, PIXELS, PAGE), 96.0))
            x += int(draw.textlength(word + " ", font=font))
            at += len(word) + 1
    image = image.convert(mode, dither=Image.Dither.NONE) if mode == "1" else image
    if mode == "L":
        image.putpixel((0, 0), 128)
    return image, "\n".join(lines), words


def view(
    lines: list[str],
    mode: str,
    black: tuple[str, ...] = (),
    white: tuple[str, ...] = (),
    boxed: tuple[Area, ...] = (),
) -> tuple[PageView, list[Area], list[Area]]:
    """Return a page as its audience may have it, and the places burnt black and white."""
    image, text, words = drawn(lines, mode)
    dark = [*(w.area for w in words if w.text in black and w.area), *boxed]
    light = [w.area for w in words if w.text in white and w.area]
    burnt = burn.burn(image, PAGE, light, [(area, CODES) for area in dark])
    kept = [w for w in words if w.text not in (*black, *white)]
    marks = [flow.marker(CODES, area) for area in dark]
    text, found = flow.compose(kept, text, marks, flow.Upright(*PAGE, 0), measured=False)
    boxes = [area.to_pixels(image.size, PAGE, 1) for area in (*dark, *light)]
    gone = tuple(Deletion(1, area, CODES, "passage", WidthPolicy.EXACT) for area in dark)
    shown = PageView(1, *PAGE, burn.encode(burnt, boxes), text, found, gone, 96.0, 0)
    return shown, dark, light


def _line(record: str, page: int | None, **more: Any) -> dict[str, Any]:
    return {
        "type": "withheld", "record": record, "page": page, "areas": [], "codes": list(CODES),
        "acknowledged": True, "terms": [], "scope": "page", **more,
    }  # fmt: skip


@cache
def contents() -> tuple[dict[str, tuple[tuple[str, ...], list[PageView]]], list[dict[str, Any]]]:
    """Return the clean release's records, with their numbers and views, and the desk's list."""
    memo, dark, light = view(MEMO, "1", (SECRET,), (BLOTTED,))
    letter, inked, _ = view(LETTER, "L", (NAME,))
    spans = [(TEXT.index(word), TEXT.index(word) + len(word)) for word in (NAME, SECRET)]
    set_anew = list(
        typeset.set_pages(TEXT, [Withheld((), start, end, CODES) for start, end in spans])
    )
    records = {
        "memo-1": (("104-1",), [memo, view(SECOND, "1")[0]]),
        "letter-2": ((), [letter]),
        "report-3": (("180-3",), set_anew),
    }
    lines = [
        _line("memo-1", 1, areas=[a.as_list() for a in dark]),
        _line("memo-1", 1, areas=[a.as_list() for a in light], acknowledged=False, codes=[]),
        _line("memo-1", 1, terms=[SECRET], scope="release"),
        _line("memo-1", 1, terms=[BLOTTED]),
        _line("letter-2", 1, areas=[a.as_list() for a in inked]),
        _line("letter-2", 1, terms=[NAME], scope="release"),
        *(
            _line("report-3", d.page, areas=[d.area.as_list()])
            for page in set_anew for d in page.deletions
        ),
        _line("report-3", None, terms=[NAME]),
        {"type": "absent", "record": ABSENT},
    ]  # fmt: skip
    return records, lines


def write(out: Path, changed: Mapping[str, list[PageView]] | None = None) -> Good:
    """Write the release to ``out``; ``changed``: views of a record other than the clean ones."""
    records, lines = contents()
    edition.prepare(out)
    editions = [
        edition.write_edition(name, numbers, (changed or {}).get(name, views), out)
        for name, (numbers, views) in records.items()
    ]
    editions.append(Edition("sealed-4", (), Status.HELD, 0, (), (), "held: it waits for an order"))
    finish(out, editions)
    return Good(out, list(lines))


HEAD, TAIL = "The informant was", "of the harbour office"


def moved_view(off: int = 0, wide: int = 300) -> PageView:
    """Return a page of one line that was moved behind its box, ``wide`` pixels; ``off`` as many off.

    A unit is 1/36 pixel here; the gap on either side of a box is 300 units, so nine pixels.
    """
    image, _, head = drawn([HEAD, *SECOND], "1")
    after, _, tail = drawn([TAIL], "1")
    first = [word for word in head if word.area and word.area.top < 10000]
    top, bottom, gap = 190, 250, 9
    rows = np.asarray(image)[top - 1 : bottom + 1]
    left = int(np.flatnonzero(~rows.all(axis=0))[-1]) + 2 + gap
    ends = left + wide
    ink = int(np.flatnonzero(~np.asarray(after).all(axis=0))[0])
    shift = ends + 1 + gap + off - ink
    image.paste(after.crop((ink, top, 1200, bottom)), (ink + shift, top))
    area = Area(36 * left, 36 * top, 36 * ends, 36 * bottom)
    burnt = burn.burn(image, PAGE, (), [(area, CODES)])
    moved = [
        replace(word, area=Area(a.left + 36 * shift, a.top, a.right + 36 * shift, a.bottom))
        for word in tail if (a := word.area)
    ]  # fmt: skip
    words = [*first, *moved, *(word for word in head if word not in first)]
    text, found = flow.compose(
        words, "", [flow.marker(CODES, area)], flow.Upright(*PAGE, 0), measured=False
    )
    gone = (Deletion(1, area, CODES, "passage", WidthPolicy.MOVED),)
    bitmap = burn.encode(burnt, [area.to_pixels(burnt.size, PAGE, 1)])
    return PageView(1, *PAGE, bitmap, text, found, gone, 96.0, 0)


def write_moved(out: Path, off: int = 0, wide: int = 300) -> Good:
    """Write a release of one record, a line of which was moved."""
    shown = moved_view(off, wide)
    edition.prepare(out)
    finish(out, [edition.write_edition("moved-5", (), [shown], out)])
    areas = [deletion.area.as_list() for deletion in shown.deletions]
    return Good(out, [_line("moved-5", 1, areas=areas, policy="moved")])


def finish(out: Path, editions: list[Edition]) -> None:
    """Write index, note and manifest."""
    guide = Guide("jfk", "1", "A guide", (), (), (), (), acknowledge_pending=True, sha256="")
    index.write_index(editions, out)
    note.write_note(editions, out, "public", "1997-03-01", guide)
    manifest.write_manifest(editions, out, "public", "1997-03-01", guide)


def jpeg_of(image: Image.Image, **more: Any) -> bytes:
    """Return an image as a JPEG."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90, **more)
    return out.getvalue()
