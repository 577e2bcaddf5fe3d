"""The sheet of a partner's edition: a PDF for people to read, written from an empty file.

Promises: the marking stands at the head and foot of every page; every word is real text in a type that the
file holds, so that what is seen is what is searched and what the leak scan reads; each paragraph is tagged.
The file tells its title, its maker and the edition's minute, and nothing else. Equal views give equal bytes.

Does not draw pictures of pages, as editions of records do: nothing here was ever a scan, and a page of
pixels takes ten times as long. Does not tag headings as such: the tree of tags knows paragraphs alone.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence

from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Pdf, Stream, String

from tearline.editions import metadata, tags
from tearline.editions.papers.face import ADVANCE, Codes
from tearline.editions.papers.fitting import LEFT, PAGE, Block, pages
from tearline.editions.papers.listing import Withdrawn
from tearline.editions.papers.paragraphs import banner, paragraphs
from tearline.editions.papers.plain import plain
from tearline.model.partner_view import PartnerView

BANNER = 11  # points
_HEAD, _FOOT = 752, 32  # baselines of the banner, in points from the page's foot
_DATES = (
    '<xmp:CreateDate xmlns:xmp="http://ns.adobe.com/xap/1.0/">{0}</xmp:CreateDate>\n'
    '<xmp:ModifyDate xmlns:xmp="http://ns.adobe.com/xap/1.0/">{0}</xmp:ModifyDate>\n'
)
_END = b"</rdf:Description>"


def sheet(view: PartnerView, modified: Mapping[str, str], withdrawn: Withdrawn = ()) -> bytes:
    """Return the edition as a PDF.

    ``modified`` gives each item's last change by the item's id; ``withdrawn`` is (handle, kind, minute).
    UsageError: something may not go out as it is (see listing).
    """
    said = paragraphs(view, modified, withdrawn)
    marking = banner(view)
    codes = Codes()
    drawn = [(_content(blocks, marking, codes), len(blocks)) for blocks in pages(said)]
    with Pdf.new() as pdf:
        font = codes.font(pdf)
        tree = pdf.make_indirect(Dictionary(Type=Name.Pages))
        tagged = tags.Tree(pdf)
        kids = [_page(pdf, (tree, font, tagged), *page) for page in drawn]
        tree.Kids = Array(kids)
        tree.Count = len(kids)
        pdf.Root.Pages = tree
        pdf.Root.StructTreeRoot = tagged.close()
        _describe(pdf, view)
        out = io.BytesIO()
        pdf.save(
            out,
            force_version="1.7",
            object_stream_mode=ObjectStreamMode.disable,
            compress_streams=True,
            deterministic_id=True,
            fix_metadata_version=False,
            linearize=False,
        )
    return out.getvalue()


def _describe(pdf: Pdf, view: PartnerView) -> None:
    """Write the title, the maker and the edition's minute, once for each kind of reader."""
    title = " ".join(plain(view.title).split())
    metadata.describe(pdf, title)
    dates = _DATES.format(view.made).encode("ascii")
    packet = metadata.xmp(title).replace(_END, dates + _END)
    pdf.Root.Metadata = Stream(pdf, packet, Type=Name.Metadata, Subtype=Name.XML)
    digits = "".join(one for one in view.made if one.isdigit())
    info: Object = pdf.trailer.Info
    info.CreationDate = info.ModDate = String(f"D:{digits}Z")


def _page(pdf: Pdf, shared: tuple[Object, Object, tags.Tree], content: bytes, count: int) -> Object:
    """Add a page of so many paragraphs; ``shared``: the pages' tree, the type, the tags."""
    tree, font, tagged = shared
    box = Array([0, 0, *PAGE])
    page = pdf.make_indirect(
        Dictionary(
            Type=Name.Page,
            Parent=tree,
            MediaBox=box,
            Resources=Dictionary(Font=Dictionary(F0=font)),
            Contents=Stream(pdf, content),
            Tabs=Name.S,
        )
    )
    tagged.add(page, [[tags.Run(())]] * count, box)
    return page


def _content(blocks: Sequence[Block], marking: str, codes: Codes) -> bytes:
    """Return a page's drawing instructions: the banner, lines between items, the paragraphs."""
    parts = ["/Artifact BMC", *_banner(marking, _HEAD, codes)]
    parts += [
        f"0.5 w {LEFT} {_real(b.rule)} m {PAGE[0] - LEFT} {_real(b.rule)} l S"
        for b in blocks
        if b.rule
    ]
    parts.append("EMC")
    size = 0.0
    for number, block in enumerate(blocks):
        parts += [f"/P <</MCID {number}>> BDC", "BT"]
        if block.style.size != size:
            size = block.style.size
            parts.append(f"/F0 {_real(size)} Tf")
        for row in block.rows:
            parts.append(f"1 0 0 1 {_real(row.left)} {_real(row.baseline)} Tm")
            parts.append(codes.shown(row.text))
        parts += ["ET", "EMC"]
    parts += ["/Artifact BMC", *_banner(marking, _FOOT, codes), "EMC"]
    return ("\n".join(parts) + "\n").encode("ascii")


def _banner(marking: str, baseline: int, codes: Codes) -> Iterator[str]:
    """Yield the operators that set the marking in the middle of a row."""
    left = (PAGE[0] - len(marking) * BANNER * ADVANCE / 1000) / 2
    yield f"BT /F0 {BANNER} Tf 1 0 0 1 {_real(left)} {baseline} Tm {codes.shown(marking)} ET"


def _real(points: float | None) -> str:
    """Return points as a PDF number of at most one decimal: two with two read like a place on the globe."""
    return f"{points or 0:.1f}".removesuffix(".0")
