"""The PDF edition: one image and one layer of invisible words a page, in a file written from empty.

Promises: no object of any source is ever copied; the file is a function of the views and the title
alone (no clock, no path, no chance); its grammar is small and closed, and ``tearline_verify``
accepts nothing else. Each word is its code points and one space, at its box, along its line's
direction. The file is tagged, and made to the clauses of PDF/A-2b that bear on what it holds.

The picture is an artifact wherever the page has words, for they say what it shows; a reader would
else hear "image" on every page. Does not promise a nice reading order to tools that sort by place:
words stand in the order of the view. A page of more than 200 inches, or less than 3 points, a side
is written as it is, though PDF/A wants none such.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pikepdf import (
    Array,
    Dictionary,
    Name,
    Object,
    ObjectStreamMode,
    Pdf,
    Stream,
    StreamDecodeLevel,
)

from tearline.editions import glyphless, metadata, tags
from tearline.model.edition import Bitmap, PageView, PixelMode

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from tearline.model.area import Area

# For a page that must be turned clockwise by the key before its text stands upright: the text
# matrix's a b c d, that is, where the writing direction and the letters' tops point.
DIRECTIONS = {0: "1 0 0 1", 90: "0 1 -1 0", 180: "-1 0 0 -1", 270: "0 -1 1 0"}


def write_pdf(views: Iterable[PageView], title: str, target: Path) -> None:
    """Write the PDF edition of ``views`` to ``target``.

    Views are taken one at a time; what stays in memory is their encoded bitmaps. ValueError: no view
    at all, for a PDF must have a page; a deletion that no word stands for; a title that metadata
    cannot hold. The caller writes aside and renames.
    """
    pdf = Pdf.new()
    font = glyphless.font(pdf)
    tree = pdf.make_indirect(Dictionary(Type=Name.Pages))
    tagged = tags.Tree(pdf)
    kids = [_page(pdf, view, tree, font, tagged) for view in views]
    if not kids:
        msg = "an edition needs at least one page"
        raise ValueError(msg)
    tree.Kids = Array(kids)
    tree.Count = len(kids)
    pdf.Root.Pages = tree
    pdf.Root.StructTreeRoot = tagged.close()
    metadata.describe(pdf, title)
    pdf.save(
        target,
        force_version="1.7",
        object_stream_mode=ObjectStreamMode.disable,
        stream_decode_level=StreamDecodeLevel.none,
        compress_streams=True,  # by the zlib that pikepdf ships, so the lock file fixes the bytes
        deterministic_id=True,
        fix_metadata_version=False,
        linearize=False,
    )
    pdf.close()


def _page(pdf: Pdf, view: PageView, tree: Object, font: Object, tagged: tags.Tree) -> Object:
    """Add one page: its image, its content stream, its dictionary, its tags."""
    lines = tags.lines(view)
    box = [0, 0, _real(view.width), _real(view.height)]
    resources = Dictionary(
        XObject=Dictionary(Im0=_image(pdf, view.bitmap)), Font=Dictionary(F0=font)
    )
    page = pdf.make_indirect(
        Dictionary(
            Type=Name.Page,
            Parent=tree,
            MediaBox=Array(box),
            Resources=resources,
            Contents=Stream(pdf, content(view, lines)),
        )
    )
    tagged.add(page, lines, Array(box))
    return page


def _real(units: int) -> Object:
    """Return whole 1/100 points as a PDF number of at most 2 decimals."""
    return Object.parse(number(units).encode("ascii"))


def _image(pdf: Pdf, bitmap: Bitmap) -> Stream:
    """Return the image of a page, its stream being the bitmap's own bytes."""
    colour = bitmap.mode is PixelMode.COLOUR
    image = Stream(pdf, bitmap.data)
    image.Type = Name.XObject
    image.Subtype = Name.Image
    image.Width = bitmap.width
    image.Height = bitmap.height
    image.BitsPerComponent = 1 if bitmap.mode is PixelMode.BILEVEL else 8
    image.ColorSpace = Name.DeviceRGB if colour else Name.DeviceGray
    if bitmap.mode is PixelMode.BILEVEL:
        image.Filter = Name.CCITTFaxDecode
        image.DecodeParms = Dictionary(
            K=-1, Columns=bitmap.width, Rows=bitmap.height, BlackIs1=False
        )
    else:
        image.Filter = Name.DCTDecode
    return image


def content(view: PageView, lines: Sequence[Sequence[tags.Run]] | None = None) -> bytes:
    """Return the page's content stream: the image over the whole page, then the invisible words.

    ``lines`` are the page's lines where the caller has them already.
    """
    if lines is None:
        lines = tags.lines(view)
    image = f"q {number(view.width)} 0 0 {number(view.height)} 0 0 cm /Im0 Do Q"
    if lines:
        parts = ["/Artifact BMC", image, "EMC", "BT 3 Tr", *_shown(lines, view), "ET"]
    else:
        parts = ["/Figure <</MCID 0>> BDC", image, "EMC"]
    return ("\n".join(parts) + "\n").encode("ascii")


def _shown(lines: Sequence[Sequence[tags.Run]], view: PageView) -> Iterable[str]:
    """Yield the operators that show each word; size and stretch only where they change."""
    direction = DIRECTIONS[view.turn]
    last_size = last_stretch = 0
    for opening, run in tags.marked(lines):
        yield opening
        for word in run.words:
            if word.area is None:
                continue  # a line holds none such
            across, along, left, baseline = _placed(word.area, view)
            code = word.text.encode("utf-16-be", "surrogatepass")
            size = max(across, 1)
            # n units advance by n * ADVANCE * size * stretch; kept in hundredths of a percent. The
            # blank after the word is of its length: where boxes touch, readers that go by gaps see one.
            units = len(code) // 2 + 1
            stretch = max(round(10000 * along / (units * glyphless.ADVANCE * size)), 1)
            if size != last_size:
                yield f"/F0 {number(size)} Tf"
            if stretch != last_stretch:
                yield f"{number(stretch)} Tz"
            last_size, last_stretch = size, stretch
            yield f"{direction} {number(left)} {number(baseline)} Tm"
            yield f"<{code.hex().upper()}0020> Tj"
        yield "EMC"


def _placed(area: Area, view: PageView) -> tuple[int, int, int, int]:
    """Return a word's height and length along its line, and where its baseline starts."""
    left, top = area.left, view.height - area.top
    right, bottom = area.right, view.height - area.bottom
    match view.turn:
        case 90:
            return area.width, area.height, right, bottom
        case 180:
            return area.height, area.width, right, top
        case 270:
            return area.width, area.height, left, top
        case _:
            return area.height, area.width, left, bottom


def number(units: int) -> str:
    """Return whole hundredths as the shortest PDF number: 1250 is 12.5, -7 is -.07 spelt -0.07."""
    sign = "-" if units < 0 else ""
    whole, rest = divmod(abs(units), 100)
    return f"{sign}{whole}.{rest:02d}".rstrip("0").rstrip(".") if rest else f"{sign}{whole}"
