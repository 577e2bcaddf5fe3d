"""What was never paper: a report with live text (and a box that hides nothing), and a photograph."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image
from reportlab.lib.colors import black
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from scipy import ndimage

from making.containers import jpeg
from making.copying import Scan, cloud
from making.marked import Item, Line, parse, shown, wrap
from making.plan import FAIRHAVEN, Planned
from making.sheet import Written
from making.stationery import Studio
from making.typefaces import FontCase

PAGE = (612, 792)
SCALE = 300 / 72
Style = tuple[str, float]  # a font by its name here, and its size in points
METADATA = {
    "title": "Review of the Tarn Street papers (DRAFT 4, not for Wynne)",
    "author": "L. Hask for the Keeper",
    "subject": "Copy 2 of 3, kept by P. Wynne",
    "keywords": "tarn street; ropewalk; wynne",
}
REPORT = (
    (
        "Review of the Tarn Street papers",
        (
            (
                "Prepared for the Keeper of Fairhaven Archives, 3 June 1998. This review says what the "
                "papers are, who has asked for them and what stands in the way of opening them."
            ),
            (
                "The papers came to the Archives in 1971 in eleven boxes and one tin trunk. The trunk "
                "held the lock and the chain of the hoist door, which are shown to visitors on request."
            ),
            (
                "Four readers have asked for the papers since the last review. Three were answered within "
                "the month. The fourth was told that the papers were at the binder, which was not so."
            ),
            (
                "Questions about this review may be put to {{+email#office_mail|"
                "reading.room@fairhaven-archives.example}} or by telephone at "
                "{{+phone#office|(632) 555-0101}}."
            ),
        ),
    ),
    (
        "1. A complaint",
        (
            (
                "In January the Archives had a letter from the family of a clerk of the warehouse. They "
                "ask that one name be left out of whatever is opened."
            ),
            (
                "The clerk is {{residue.hidden_text|Perpetua Wynne of 14 Sail Lane}} and the letter was "
                "answered on 2 February. The name has been blacked out in this review."
            ),
            (
                "The family writes that the clerk only carried the key from one desk to another. Nothing "
                "in the papers contradicts this. The Keeper agreed on 9 February to the request."
            ),
        ),
    ),
    (
        "2. What should be opened",
        (
            (
                "All papers of the inquiry itself may be opened, with the personal numbers taken out. The "
                "pay sheets carry thirty-four of them and the overtime sheet four."
            ),
            (
                "The deposition is sealed; the court must be asked. The letter on the grand jury and the "
                "memorandum made from tax returns wait for others and should be listed as waiting."
            ),
            (
                "Of the letter from Salter Bay one box can be lifted. The key carried by "
                "{{name#third|Miss Wynne}} is of no further interest and was returned to the owners."
            ),
            (
                "Her nephew can be written to at {{email|h.wynne@postbox.example}} should the Archives "
                "think again."
            ),
        ),
    ),
)


def report(studio: Studio, case: FontCase) -> Planned:
    """Return a PDF with live text: a name under a black box, the same name once in the open."""
    record = FAIRHAVEN + "10007"
    pdfmetrics.registerFont(TTFont("Text", str(case.find("LiberationSerif-Regular.ttf"))))
    pdfmetrics.registerFont(TTFont("Head", str(case.find("LiberationSans-Bold.ttf"))))
    target, pages = io.BytesIO(), []
    canvas = Canvas(target, pagesize=PAGE, invariant=True, pageCompression=1)
    canvas.setTitle(METADATA["title"])
    canvas.setAuthor(METADATA["author"])
    canvas.setSubject(METADATA["subject"])
    canvas.setKeywords(METADATA["keywords"])
    for n, (heading, paragraphs) in enumerate(REPORT, start=1):
        page = Scan(Image.new("1", (2550, 3300), 1), 300, [], [])
        _set(canvas, page, parse(heading), 100, ("Head", 16))
        top = 150.0
        for text in paragraphs:
            for cells in wrap(text, 82):
                _set(canvas, page, cells, top, ("Text", 12))
                top += 17
            top += 10
        _set(canvas, page, parse(f"Fairhaven Archives, {record}, page {n} of 3"), 740, ("Text", 9))
        canvas.showPage()
        pages.append(page)
    canvas.save()
    del studio
    return Planned(
        f"{record}.pdf",
        "A review with live text: a box that hides nothing, a name left standing, metadata",
        pages,
        target.getvalue(),
        metadata=list(METADATA.values()),
        reviewer="T. Vale",
    )


def _set(canvas: Canvas, page: Scan, cells: Line, top: float, style: Style) -> None:
    """Set one line at ``top`` points from the page's top edge, and keep its truth in pixels."""
    x, base = 80.0, PAGE[1] - top
    font, size = style
    canvas.setFont(font, size)
    canvas.drawString(x, base, "".join(cell.char for cell in cells))
    spans: dict[int, tuple[Item, float, float]] = {}
    for n, cell in enumerate(cells):
        if cell.item is not None:
            before = "".join(c.char for c in cells[:n])
            start = x + pdfmetrics.stringWidth(before, font, size)
            end = x + pdfmetrics.stringWidth(before + cell.char, font, size)
            known = spans.get(id(cell.item))
            spans[id(cell.item)] = (cell.item, known[1] if known else start, end)
    edges = (top - size * 0.9, top + size * 0.28)
    for item, start, end in spans.values():
        box = (start * SCALE, edges[0] * SCALE, end * SCALE, edges[1] * SCALE)
        item.boxes.append(box)
        if not any(item is known for known in page.items):
            page.items.append(item)
        if item.unseen:
            canvas.setFillColor(black)
            canvas.rect(
                start, PAGE[1] - edges[1], end - start, edges[1] - edges[0], stroke=0, fill=1
            )
    width = pdfmetrics.stringWidth("".join(c.char for c in cells), font, size)
    whole = (x * SCALE, edges[0] * SCALE, (x + width) * SCALE, edges[1] * SCALE)
    page.lines.append(Written(shown(cells), whole, "digital"))


def photograph(studio: Studio) -> Planned:
    """Return a grey JPEG: the pier after the fire, drawn, with a typed caption on its mount."""
    record, room = FAIRHAVEN + "10008", studio.room
    sheet = studio.sheet((2400, 1900))
    sheet.typed(
        "PIER 9 FROM THE BREAKWATER, 13 MARCH 1964      NEG. 64-118\n"
        "THE HOIST DOOR OF THE TARN STREET STORE STANDS OPEN.",
        220, 1690, room.office, 62,
    )  # fmt: skip
    tone = np.full((sheet.height, sheet.width), 233, np.float32)
    high, wide = 1400, sheet.width - 360
    tone[160 : 160 + high, 180 : 180 + wide] = _view(sheet.rng, high, wide)
    tone -= 190 * ndimage.gaussian_filter(sheet.ink, 0.9)
    tone += ndimage.gaussian_filter(sheet.rng.normal(0, 13, tone.shape), 1.0)
    picture = Image.fromarray(tone.clip(0, 255).astype(np.uint8))
    half = picture.resize(
        (picture.width * 2 // 3, picture.height * 2 // 3), Image.Resampling.LANCZOS
    )
    lines = [
        Written(w.text, tuple(s * 2 / 3 for s in w.box), "typed")  # type: ignore[arg-type]
        for w in sheet.lines
    ]
    exif = Image.Exif()
    exif[0x010E], exif[0x013B] = "Pier 9, lent by the Ambersley family", "R. Penhale"
    page = Scan(half, 200, lines, [], codec="jpeg")
    return Planned(
        f"{record}.jpg",
        "Photograph of the pier, with its caption",
        [page],
        jpeg(half, dpi=(200, 200), exif=exif),
        metadata=[str(exif[0x010E]), str(exif[0x013B])],
        looked_at={1: "looked at: a view with nobody in it; the caption is exempt from nothing"},
    )


def _view(
    rng: np.random.Generator, high: int, wide: int
) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """Return the view: sky, smoke, town, a burned store with an open door, a crane, the water."""
    y, x = np.mgrid[:high, :wide].astype(np.float32)
    view = 205 - 45 * y / high + 22 * (cloud(rng, (high, wide), 260) - 0.5)
    smoke = np.exp(-(((x - 1250 - (700 - y) * 0.45) / (90 + (760 - y).clip(0) * 0.25)) ** 2))
    view -= 75 * smoke * (y < 760) * cloud(rng, (high, wide), 70)
    town = 830 - 60 * cloud(rng, (1, wide), 120)[0] - 25 * (np.arange(wide) // 70 % 3 == 0)
    view = np.where((y > town) & (y < 900), 128, view)
    store = (x > 980) & (x < 1560) & (y > 560 + 40 * cloud(rng, (1, wide), 24)[0]) & (y < 930)
    view = np.where(store, 58 + 20 * (y // 24 % 2), view)
    for n in range(6):
        pane = (abs(x - 1050 - n * 88) < 22) & (abs(y - 720) < 40)
        view = np.where(pane, 20 if n != 3 else 186, view)
    pier = (y > 900) & (y < 960) & (x > 500)
    piles = (y >= 960) & (y < 1090) & (x > 520) & ((x - 520) % 130 < 22)
    mast = (abs(x - 760) < 9) & (y > 420) & (y < 900)
    jib = (abs((y - 430) - (x - 760) * 0.35) < 8) & (x > 560) & (x < 1010)
    fade = 1.04 - 0.22 * np.hypot((x - wide / 2) / wide, (y - high / 2) / high)
    hull = (y > 1010) & (y < 1085 - abs(x - 300) * 0.05) & (abs(x - 300) < 210 - (y - 1010))
    swell = np.sin(y / (5 + (y - 1040).clip(0) / 60) + 9 * cloud(rng, (high, wide), 90))
    glint = cloud(rng, (high, wide), 14) > 0.78 - 0.1 * swell
    shade = 30 * np.exp(-(((x - 1250) / 420) ** 2)) + 18 * piles
    water = 104 + 16 * swell + 40 * glint + 26 * (cloud(rng, (high, wide), 300) - 0.5) - shade
    view = np.where((y > 1040) & ~piles, water, view)
    view = np.where(pier | piles | mast | jib, 44, view)
    view = np.where(hull, 30, view)
    return np.asarray(ndimage.gaussian_filter(view * fade, 2.2), dtype=np.float32)


def build(studio: Studio, case: FontCase) -> list[Planned]:
    """Return the files of this module with their bytes."""
    return [report(studio, case), photograph(studio)]
