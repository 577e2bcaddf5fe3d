"""The positive grammar: our PDF edition is exactly this and nothing else.

Promises: every object is of an allowed kind with exactly its keys and every object is reached from
the trailer by one road; the font, the metadata and the colour profile are the fixed ones, byte for
byte; each page has one image and one content stream, and tags that are in step with it. Gives back
pages for the other probes.

Does not look at pixels (``raster``, ``areas``) or at what the words say (``probes``).
"""

# ruff: noqa: PLR2004 - the numbers of the PDF standard
from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from hashlib import md5, sha256
from typing import TYPE_CHECKING, Any

from tearline_verify import bytewalk, content, packet, tags
from tearline_verify.bytewalk import Item, Name, Ref, Value
from tearline_verify.exactly import exactly, refuse, text_string, units

if TYPE_CHECKING:
    from collections.abc import Iterator

FONT = "TearlineGlyphless"
# sha256 of the decoded streams that are the same in every edition.
FONT_PROGRAM = "9d1b22d9fa81bc1bae1804bb00582f032ae23482c6bc6c14afcd1f2554e23d45"
TO_UNICODE = "facd1e6adcfc8fbd745bdf3e908c4eb3b10cf3ef0e785a55533927fed329f2df"
CID_TO_GID = "291de8d4b566650ddb8d230211cdcf218a35c2f6e3e7ec611cbae0c0b70700d0"
STREAM_LIMIT = 64 << 20
LEAST_SIDE, MOST_SIDE = 300, 1_440_000  # 1/100 points: ISO 19005-2, 6.1.13
# A stream may be this much longer than zlib makes it: room for another zlib, none for a message.
LOOSE, LOOSE_BYTES = 1.05, 32

TYPE0: dict[str, Any] = {
    "/Type": "/Font", "/Subtype": "/Type0", "/BaseFont": f"/{FONT}", "/Encoding": "/Identity-H",
    "/DescendantFonts": list, "/ToUnicode": Ref,
}  # fmt: skip
DESCENDANT: dict[str, Any] = {
    "/Type": "/Font", "/Subtype": "/CIDFontType2", "/BaseFont": f"/{FONT}", "/CIDSystemInfo": {
        "/Registry": b"Adobe", "/Ordering": b"Identity", "/Supplement": 0},
    "/FontDescriptor": Ref, "/DW": 500, "/CIDToGIDMap": Ref,
}  # fmt: skip
DESCRIPTOR: dict[str, Any] = {
    "/Type": "/FontDescriptor", "/FontName": f"/{FONT}", "/Flags": 4,
    "/FontBBox": [0, 0, 500, 1000], "/ItalicAngle": 0, "/Ascent": 1000, "/Descent": 0,
    "/CapHeight": 1000, "/StemV": 80, "/FontFile2": Ref,
}  # fmt: skip
CATALOG: dict[str, Any] = {
    "/Type": "/Catalog", "/Pages": Ref, "/Lang": b"en", "/MarkInfo": {"/Marked": True},
    "/Metadata": Ref, "/OutputIntents": list, "/StructTreeRoot": Ref,
    "/ViewerPreferences": {"/DisplayDocTitle": True},
}  # fmt: skip
PAGES: dict[str, Any] = {"/Type": "/Pages", "/Kids": list, "/Count": int}
PAGE: dict[str, Any] = {
    "/Type": "/Page", "/Parent": Ref, "/MediaBox": list, "/Resources": dict, "/Contents": Ref,
    "/StructParents": int,
}  # fmt: skip
RESOURCES: dict[str, Any] = {"/XObject": dict, "/Font": dict}
IMAGE: dict[str, Any] = {
    "/Type": "/XObject", "/Subtype": "/Image", "/Width": int, "/Height": int,
    "/BitsPerComponent": int, "/ColorSpace": Name, "/Filter": Name, "/Length": int,
}  # fmt: skip
FAX: dict[str, Any] = {"/K": -1, "/Columns": int, "/Rows": int, "/BlackIs1": False}
FLATE: dict[str, Any] = {"/Length": int, "/Filter": "/FlateDecode"}
PROGRAM: dict[str, Any] = {**FLATE, "/Length1": int}
TRAILER: dict[str, Any] = {"/Size": int, "/Root": Ref, "/Info": Ref, "/ID": list}


@dataclass(frozen=True, slots=True)
class Picture:
    """A page's image as stored: size in pixels, codec (fax, grey, colour), place in the file."""

    width: int
    height: int
    codec: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class PdfPage:
    """One page of an accepted file: size in units, image, words, their direction, the raw stream.

    ``tagged``: how many words each line has, and what is spoken for which word.
    """

    width: int
    height: int
    picture: Picture
    words: list[content.Shown]
    turn: int
    stream: bytes
    tagged: tags.Tagged = field(default_factory=tags.Tagged)


class Edition:
    """An accepted file: its title, and its pages one at a time."""

    def __init__(self, data: bytes) -> None:
        """Check all but the pages' own streams; raise ``GrammarError``."""
        self._data = data
        walked = bytewalk.walk(data)
        self._items = walked.items
        self._used: set[int] = set()
        trailer = exactly(walked.trailer, TRAILER, "trailer")
        if trailer["/Size"] != len(self._items) + 1:
            refuse("the trailer's size is wrong")
        root = exactly(self._take(trailer["/Root"]), CATALOG, "catalog")
        info = exactly(self._take(trailer["/Info"]), packet.INFO, "Info")
        _identity(data, walked, info)
        self.title = text_string(info["/Title"])
        self._metadata(root)
        tree = exactly(self._take(root["/Pages"]), PAGES, "page tree")
        if tree["/Count"] != len(tree["/Kids"]) or not tree["/Kids"]:
            refuse("the page tree's count is wrong")
        self._tree: Ref = root["/Pages"]
        self._font: Ref | None = None
        self._boxes: list[tuple[Ref, list[Value]]] = []
        self._pages = [self._page(kid, at) for at, kid in enumerate(tree["/Kids"])]
        self._sheets = tags.sheets(self._take, root["/StructTreeRoot"], self._boxes)
        if len(self._used) != len(self._items):
            refuse(f"{len(self._items) - len(self._used)} objects belong to nothing")

    def __len__(self) -> int:
        """Return the number of pages."""
        return len(self._pages)

    def pages(self) -> Iterator[PdfPage]:
        """Yield each page, its content stream decoded and read."""
        for (width, height, picture, item), sheet in zip(self._pages, self._sheets, strict=True):
            stream = self._flate(item)
            layer = content.read(stream, (width, height))
            tagged = tags.joined(sheet, layer)
            yield PdfPage(width, height, picture, layer.words, layer.turn, stream, tagged)

    def _metadata(self, root: dict[str, Any]) -> None:
        """Check the metadata packet, which the title alone makes, and the colour profile."""
        item = self._take(root["/Metadata"])
        exactly(item, packet.METADATA, "metadata", stream=True)
        if self._raw(item) != packet.packet(self.title):
            refuse("the metadata is not the fixed packet")
        if len(root["/OutputIntents"]) != 1:
            refuse("another number of output intents than one")
        intent = exactly(root["/OutputIntents"][0], packet.INTENT, "output intent")
        self._fixed(
            intent["/DestOutputProfile"], packet.PROFILE, packet.PROFILE_SHA256, "colour profile"
        )

    def _raw(self, item: Item) -> bytes:
        """Return a stream as it stands in the file."""
        offset, length = item.stream or (0, 0)
        return self._data[offset : offset + length]

    def _take(self, ref: Value) -> Item:
        """Return the object a reference names, which nothing else may name."""
        if not isinstance(ref, Ref) or ref.number not in self._items:
            refuse("a reference to nothing")
        if ref.number in self._used:
            refuse("one object is named from two places")
        self._used.add(ref.number)
        return self._items[ref.number]

    def _page(self, kid: Value, at: int) -> tuple[int, int, Picture, Item]:
        page = exactly(self._take(kid), PAGE, "page")
        if page["/Parent"] != self._tree:
            refuse("a page has another parent")
        if page["/StructParents"] != at:
            refuse("a page is not numbered for its tags")
        box = page["/MediaBox"]
        if isinstance(kid, Ref):
            self._boxes.append((kid, box))
        if len(box) != 4 or box[:2] != [0, 0]:
            refuse("a page's box does not begin at 0 0")
        width, height = units(box[2]), units(box[3])
        if not all(LEAST_SIDE <= side <= MOST_SIDE for side in (width, height)):
            refuse("a page's side is under 3 points or over 14,400: no PDF/A page is")
        resources = exactly(page["/Resources"], RESOURCES, "page's resources")
        fonts = exactly(resources["/Font"], {"/F0": Ref}, "page's fonts")
        self._one_font(fonts["/F0"])
        images = exactly(resources["/XObject"], {"/Im0": Ref}, "page's images")
        picture = self._picture(self._take(images["/Im0"]))
        contents = self._take(page["/Contents"])
        exactly(contents, FLATE, "content stream", stream=True)
        return width, height, picture, contents

    def _picture(self, item: Item) -> Picture:
        fax = isinstance(item.value, dict) and item.value.get("/Filter") == "/CCITTFaxDecode"
        keys = {**IMAGE, "/DecodeParms": dict} if fax else IMAGE
        image = exactly(item, keys, "image", stream=True)
        width, height = image["/Width"], image["/Height"]
        if list(image)[-1] != "/Length":
            refuse("an image's length is not named last")
        if item.stream is None or width < 1 or height < 1:
            refuse("an image has no stream or no size")
        if fax:
            parms = exactly(image["/DecodeParms"], FAX, "image's parameters")
            right = (parms["/Columns"], parms["/Rows"]) == (width, height)
            right = right and image["/ColorSpace"] == "/DeviceGray"
            right = right and image["/BitsPerComponent"] == 1
            codec = "fax"
        else:
            codec = {"/DeviceGray": "grey", "/DeviceRGB": "colour"}.get(image["/ColorSpace"], "")
            right = image["/Filter"] == "/DCTDecode" and image["/BitsPerComponent"] == 8
        if not right or not codec:
            refuse("an image's keys do not agree")
        return Picture(width, height, codec, *item.stream)

    def _one_font(self, ref: Ref) -> None:
        """Check the one font of the file where it is first named."""
        if self._font == ref:
            return
        if self._font is not None:
            refuse("a second font")
        self._font = ref
        whole = exactly(self._take(ref), TYPE0, "font")
        if len(whole["/DescendantFonts"]) != 1:
            refuse("the font's descendants")
        below = exactly(self._take(whole["/DescendantFonts"][0]), DESCENDANT, "descendant font")
        about = exactly(self._take(below["/FontDescriptor"]), DESCRIPTOR, "font descriptor")
        for named, keys, digest, what in (
            (whole["/ToUnicode"], FLATE, TO_UNICODE, "ToUnicode"),
            (below["/CIDToGIDMap"], FLATE, CID_TO_GID, "CIDToGIDMap"),
            (about["/FontFile2"], PROGRAM, FONT_PROGRAM, "font program"),
        ):
            self._fixed(named, keys, digest, what)

    def _fixed(self, ref: Value, keys: dict[str, Any], digest: str, what: str) -> None:
        """Check a stream that is the same in every edition."""
        item = self._take(ref)
        value = exactly(item, keys, what, stream=True)
        decoded = self._flate(item)
        if sha256(decoded).hexdigest() != digest:
            refuse(f"the {what} is not the fixed one")
        if value.get("/Length1", len(decoded)) != len(decoded):
            refuse(f"the {what} gives a wrong length")

    def _flate(self, item: Item) -> bytes:
        """Return a stream un-deflated; all of it is used, and nothing follows."""
        raw = self._raw(item)
        if not isinstance(item.value, dict) or list(item.value)[-1] != "/Filter":
            refuse("a stream's filter is not named last")
        reader = zlib.decompressobj()
        try:
            out = reader.decompress(raw, STREAM_LIMIT)
        except zlib.error:
            refuse("a stream that does not decode")
        if not reader.eof or reader.unused_data or reader.unconsumed_tail:
            refuse("a stream that does not end where it says")
        if len(raw) > LOOSE * len(zlib.compress(out)) + LOOSE_BYTES:
            refuse("a stream that is longer than what it holds")
        return out


def _identity(data: bytes, walked: bytewalk.Walked, info: dict[str, Any]) -> None:
    """Check that the file's ID is what its own bytes make it: no room for anything else.

    qpdf's deterministic ID is the MD5 of the MD5 of all it wrote so far and of the strings in Info.
    """
    at = data.find(b" /ID [", walked.trailer_at)
    seed = md5(data[: at + 6], usedforsecurity=False).hexdigest().encode("ascii") + b" QPDF "
    for _, value in sorted(info.items()):
        seed += b" " + value
    right = md5(seed.split(b"\0")[0], usedforsecurity=False).digest()
    if walked.trailer["/ID"] != [right, right]:
        refuse("the file's ID is not made from its own bytes")
