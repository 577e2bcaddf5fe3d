"""The positive grammar: our PDF edition is exactly this and nothing else.

Promises: every object is of an allowed kind with exactly its keys and every object is reached from
the trailer by one road; the font is the fixed one, byte for byte; each page has one image and one
content stream. Gives back pages for the other probes.

Does not look at pixels (``raster``, ``areas``) or at what the words say (``probes``).
"""

# ruff: noqa: PLR2004 - the numbers of the PDF standard
from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from hashlib import md5, sha256
from typing import TYPE_CHECKING, Any, NoReturn

from tearline_verify import bytewalk, content
from tearline_verify.bytewalk import Item, Name, Real, Ref, Value
from tearline_verify.leaks import GrammarError

if TYPE_CHECKING:
    from collections.abc import Iterator

PRODUCER = b"Tearline"
FONT = "TearlineGlyphless"
# sha256 of the decoded streams that are the same in every edition.
FONT_PROGRAM = "9d1b22d9fa81bc1bae1804bb00582f032ae23482c6bc6c14afcd1f2554e23d45"
TO_UNICODE = "facd1e6adcfc8fbd745bdf3e908c4eb3b10cf3ef0e785a55533927fed329f2df"
CID_TO_GID = "291de8d4b566650ddb8d230211cdcf218a35c2f6e3e7ec611cbae0c0b70700d0"
STREAM_LIMIT = 64 << 20

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
CATALOG: dict[str, Any] = {"/Type": "/Catalog", "/Pages": Ref, "/Lang": b"en"}
PAGES: dict[str, Any] = {"/Type": "/Pages", "/Kids": list, "/Count": int}
PAGE: dict[str, Any] = {
    "/Type": "/Page", "/Parent": Ref, "/MediaBox": list, "/Resources": dict, "/Contents": Ref,
}  # fmt: skip
RESOURCES: dict[str, Any] = {"/XObject": dict, "/Font": dict}
IMAGE: dict[str, Any] = {
    "/Type": "/XObject", "/Subtype": "/Image", "/Width": int, "/Height": int,
    "/BitsPerComponent": int, "/ColorSpace": Name, "/Filter": Name, "/Length": int,
}  # fmt: skip
FAX: dict[str, Any] = {"/K": -1, "/Columns": int, "/Rows": int, "/BlackIs1": False}
FLATE: dict[str, Any] = {"/Length": int, "/Filter": "/FlateDecode"}
PROGRAM: dict[str, Any] = {**FLATE, "/Length1": int}
INFO: dict[str, Any] = {"/Title": bytes, "/Producer": PRODUCER}
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
    """One page of an accepted file: size in units, image, words, their direction, the raw stream."""

    width: int
    height: int
    picture: Picture
    words: list[content.Shown]
    turn: int
    stream: bytes


class Edition:
    """An accepted file: its title, and its pages one at a time."""

    def __init__(self, data: bytes) -> None:
        """Check all but the pages' own streams; raise ``GrammarError``."""
        self._data = data
        walked = bytewalk.walk(data)
        self._items = walked.items
        self._used: set[int] = set()
        trailer = _exactly(walked.trailer, TRAILER, "trailer")
        _identity(data, walked, self._items)
        if trailer["/Size"] != len(self._items) + 1:
            _refuse("the trailer's size is wrong")
        root = _exactly(self._take(trailer["/Root"]), CATALOG, "catalog")
        info = _exactly(self._take(trailer["/Info"]), INFO, "Info")
        self.title = text_string(info["/Title"])
        tree = _exactly(self._take(root["/Pages"]), PAGES, "page tree")
        if tree["/Count"] != len(tree["/Kids"]) or not tree["/Kids"]:
            _refuse("the page tree's count is wrong")
        self._tree: Ref = root["/Pages"]
        self._font: Ref | None = None
        self._pages = [self._page(kid) for kid in tree["/Kids"]]
        if len(self._used) != len(self._items):
            _refuse(f"{len(self._items) - len(self._used)} objects belong to nothing")

    def __len__(self) -> int:
        """Return the number of pages."""
        return len(self._pages)

    def pages(self) -> Iterator[PdfPage]:
        """Yield each page, its content stream decoded and read."""
        for width, height, picture, item in self._pages:
            stream = self._flate(item)
            found, turn = content.words(stream, (width, height))
            yield PdfPage(width, height, picture, found, turn, stream)

    def _take(self, ref: Value) -> Item:
        """Return the object a reference names, which nothing else may name."""
        if not isinstance(ref, Ref) or ref.number not in self._items:
            _refuse("a reference to nothing")
        if ref.number in self._used:
            _refuse("one object is named from two places")
        self._used.add(ref.number)
        return self._items[ref.number]

    def _page(self, kid: Value) -> tuple[int, int, Picture, Item]:
        page = _exactly(self._take(kid), PAGE, "page")
        if page["/Parent"] != self._tree:
            _refuse("a page has another parent")
        box = page["/MediaBox"]
        if len(box) != 4 or box[:2] != [0, 0]:
            _refuse("a page's box does not begin at 0 0")
        width, height = _units(box[2]), _units(box[3])
        resources = _exactly(page["/Resources"], RESOURCES, "page's resources")
        fonts = _exactly(resources["/Font"], {"/F0": Ref}, "page's fonts")
        self._one_font(fonts["/F0"])
        images = _exactly(resources["/XObject"], {"/Im0": Ref}, "page's images")
        picture = self._picture(self._take(images["/Im0"]))
        contents = self._take(page["/Contents"])
        _exactly(contents, FLATE, "content stream", stream=True)
        return width, height, picture, contents

    def _picture(self, item: Item) -> Picture:
        fax = isinstance(item.value, dict) and item.value.get("/Filter") == "/CCITTFaxDecode"
        keys = {**IMAGE, "/DecodeParms": dict} if fax else IMAGE
        image = _exactly(item, keys, "image", stream=True)
        width, height = image["/Width"], image["/Height"]
        if item.stream is None or width < 1 or height < 1:
            _refuse("an image has no stream or no size")
        if fax:
            parms = _exactly(image["/DecodeParms"], FAX, "image's parameters")
            right = (parms["/Columns"], parms["/Rows"]) == (width, height)
            right = right and image["/ColorSpace"] == "/DeviceGray"
            right = right and image["/BitsPerComponent"] == 1
            codec = "fax"
        else:
            codec = {"/DeviceGray": "grey", "/DeviceRGB": "colour"}.get(image["/ColorSpace"], "")
            right = image["/Filter"] == "/DCTDecode" and image["/BitsPerComponent"] == 8
        if not right or not codec:
            _refuse("an image's keys do not agree")
        return Picture(width, height, codec, *item.stream)

    def _one_font(self, ref: Ref) -> None:
        """Check the one font of the file where it is first named."""
        if self._font == ref:
            return
        if self._font is not None:
            _refuse("a second font")
        self._font = ref
        whole = _exactly(self._take(ref), TYPE0, "font")
        if len(whole["/DescendantFonts"]) != 1:
            _refuse("the font's descendants")
        below = _exactly(self._take(whole["/DescendantFonts"][0]), DESCENDANT, "descendant font")
        about = _exactly(self._take(below["/FontDescriptor"]), DESCRIPTOR, "font descriptor")
        for ref_, keys, digest, what in (
            (whole["/ToUnicode"], FLATE, TO_UNICODE, "ToUnicode"),
            (below["/CIDToGIDMap"], FLATE, CID_TO_GID, "CIDToGIDMap"),
            (about["/FontFile2"], PROGRAM, FONT_PROGRAM, "font program"),
        ):
            item = self._take(ref_)
            value = _exactly(item, keys, what, stream=True)
            decoded = self._flate(item)
            if sha256(decoded).hexdigest() != digest:
                _refuse(f"the {what} is not the fixed one")
            if value.get("/Length1", len(decoded)) != len(decoded):
                _refuse(f"the {what} gives a wrong length")

    def _flate(self, item: Item) -> bytes:
        """Return a stream un-deflated; all of it is used, and nothing follows."""
        offset, length = item.stream or (0, 0)
        reader = zlib.decompressobj()
        try:
            out = reader.decompress(self._data[offset : offset + length], STREAM_LIMIT)
        except zlib.error:
            _refuse("a stream that does not decode")
        if not reader.eof or reader.unused_data or reader.unconsumed_tail:
            _refuse("a stream that does not end where it says")
        return out


def text_string(raw: bytes) -> str:
    """Return a PDF text string as text (UTF-16 with its mark, UTF-8 with its mark, else Latin-1)."""
    if raw.startswith(b"\xfe\xff"):
        return raw[2:].decode("utf-16-be", "surrogatepass")
    if raw.startswith(b"\xef\xbb\xbf"):
        return raw[3:].decode("utf-8", "replace")
    return raw.decode("latin-1")


def _refuse(what: str) -> NoReturn:
    raise GrammarError(what)


def _units(value: Value) -> int:
    """Return a page's side in whole 1/100 points."""
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value * 100
    if isinstance(value, Real) and re.fullmatch(r"\d+\.\d{1,2}", value.written):
        return content.units(value.written)
    _refuse("a page's side is not a plain number")


def _exactly(
    thing: Item | Value, keys: dict[str, Any], what: str, *, stream: bool = False
) -> dict[str, Any]:
    """Return a dictionary that has exactly these keys, each of the type or value asked for."""
    value = thing
    if isinstance(thing, Item):
        value = thing.value
        if (thing.stream is not None) is not stream:
            _refuse(f"the {what} has a stream it must not have, or lacks one")
    if not isinstance(value, dict) or set(value) != set(keys):
        _refuse(f"the {what} has a key too many or too few")
    for key, wanted in keys.items():
        given = value[key]
        if isinstance(wanted, type):
            fits = isinstance(given, wanted) and not (wanted is int and isinstance(given, bool))
        else:
            fits = given == wanted and isinstance(given, bool) is isinstance(wanted, bool)
        if not fits:
            _refuse(f"the {what} has a wrong {key[1:]}")
    return value


def _identity(data: bytes, walked: bytewalk.Walked, items: dict[int, Item]) -> None:
    """Check that the file's ID is what its own bytes make it: no room for anything else.

    qpdf's deterministic ID is the MD5 of the MD5 of all it wrote so far and of the strings in Info.
    """
    identity = walked.trailer["/ID"]
    at = data.find(b" /ID [", walked.trailer_at)
    info_ref = walked.trailer["/Info"]
    info = (
        items[info_ref.number].value
        if isinstance(info_ref, Ref) and info_ref.number in items
        else {}
    )
    seed = md5(data[: at + 6], usedforsecurity=False).hexdigest().encode("ascii") + b" QPDF "
    if isinstance(info, dict):
        for _, value in sorted(info.items()):
            if isinstance(value, bytes):
                seed += b" " + value
    right = md5(seed.split(b"\0")[0], usedforsecurity=False).digest()
    if identity != [right, right]:
        _refuse("the file's ID is not made from its own bytes")
