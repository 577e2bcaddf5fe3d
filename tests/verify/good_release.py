"""A small release, clean and real: made by the editions' own writers from pages drawn here.

It holds a scan of two pages (one word withheld, acknowledged; one blotted white, unacknowledged), a
grey page (JPEG, one word withheld), a text record set anew, and a held record that is only named.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

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
def _type(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(
        str(TYPE / "DejaVuSansMono.ttf"), size, layout_engine=ImageFont.Layout.BASIC
    )


def drawn(lines: list[str], mode: str) -> tuple[Image.Image, str, list[Word]]:
    """Draw lines on a page; return the bitmap, the text, and its words with their boxes."""
    image = Image.new("L", PIXELS, 255)
    draw = ImageDraw.Draw(image)
    words, at, font = [], 0, _type(36)
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
    lines: list[str], mode: str, black: tuple[str, ...] = (), white: tuple[str, ...] = ()
) -> tuple[PageView, list[Area], list[Area]]:
    """Return a page as its audience may have it, and the places burnt black and white."""
    image, text, words = drawn(lines, mode)
    dark = [w.area for w in words if w.text in black and w.area]
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


def write(out: Path) -> Good:
    """Write the release to ``out``."""
    memo, dark, light = view(MEMO, "1", (SECRET,), (BLOTTED,))
    letter, inked, _ = view(LETTER, "L", (NAME,))
    spans = [(TEXT.index(word), TEXT.index(word) + len(word)) for word in (NAME, SECRET)]
    set_anew = list(
        typeset.set_pages(TEXT, [Withheld((), start, end, CODES) for start, end in spans])
    )
    edition.prepare(out)
    editions = [
        edition.write_edition("memo-1", ("104-1",), [memo, view(SECOND, "1")[0]], out),
        edition.write_edition("letter-2", (), [letter], out),
        edition.write_edition("report-3", ("180-3",), set_anew, out),
        Edition("sealed-4", (), Status.HELD, 0, (), (), "held: it waits for an order"),
    ]
    finish(out, editions)
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
    return Good(out, lines)


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
