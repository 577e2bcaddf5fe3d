"""Every picture stored in the file, shown or not: whole, without its mask, its thumbnail, its carved copy.

Promises: image objects of every revision, masks, alternates, thumbnails, pictures in content streams,
JPEG and PNG pictures found in the bytes or packed in them (base64, archives), and the pictures of
attached PDFs are decoded by themselves, so that neither a clip nor a box nor a mask hides them. A
stored picture that does not decode is told of, unless it is damaged where it is shown as well. Letter
shapes that a JBIG2 dictionary keeps are not looked at.
"""

# ruff: noqa: ANN401 - pikepdf's objects have no types
from __future__ import annotations

import io
import re
import warnings
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np
import pikepdf
import pypdfium2
from PIL import Image

from tearline_verify.leaks import Leak
from tearline_verify.stranger import bounds, carve, legible, small_copies
from tearline_verify.stranger.case import FILE
from tearline_verify.stranger.sheets import grey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from tearline_verify.stranger.case import Case

PROBE = "images"
MOST_SIDE = 5000  # pixels decoded a side
MOST_REVISIONS = 12
MOST = 2000  # pictures in one file
LARGEST = 200_000_000  # pixels: a picture that is larger is not decoded
MOST_ATTACHED = 40  # PDFs inside the file; pictures in one packed piece
SAME = 4096  # bytes by which a picture is known again: headers alone are often the same
NOISE = 0.2  # share of neighbours that differ
MASKS = ("/SMask", "/Mask", "/Decode", "/SMaskInData", "/OC", "/Intent", "/Matte")
SIGNS = ((b"\xff\xd8\xff", "JPEG"), (b"\x89PNG\r\n\x1a\n", "PNG"))
_END = re.compile(rb"%%EOF[\r\n]*")


@dataclass(frozen=True, slots=True)
class Stored:
    """One picture: grey pixels, where it comes from, and whether a page of the file shows it."""

    pixels: NDArray[np.uint8] = field(repr=False)
    where: str
    used: bool


def look(case: Case) -> Iterator[Leak]:
    """Read every stored picture for values; without any, tell of pictures that no page shows."""
    if not case.known:
        yield from small_copies.look(case)
    seen: set[bytes] = set()
    for one in stored(case.raw):
        if bounds.over():
            bounds.short("stored pictures beyond those that time was left for")
            return
        if isinstance(one, Leak):
            yield one
            continue
        key = sha256(repr(one.pixels.shape).encode() + one.pixels.tobytes()).digest()
        if key in seen:
            continue
        seen.add(key)
        if case.terms:
            for mask in legible.values(one.pixels, case.terms, all_ways=True):
                yield Leak(PROBE, FILE, f"a withheld {mask} can be read in {one.where}")
        elif not one.used and _speaks(one.pixels):
            yield Leak(PROBE, FILE, f"{one.where} holds words, and no page shows it")


def _speaks(pixels: NDArray[np.uint8]) -> bool:
    return any(legible.sound(line) for line in legible.lines(pixels, upright=False))


def stored(raw: bytes) -> Iterator[Stored | Leak]:
    """Yield the file's pictures: those that pages show first, then the others."""
    done: set[bytes] = set()
    used: set[bytes] = set()
    for index, data in enumerate(_revisions(raw)):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                document = pikepdf.open(io.BytesIO(data))
        except (pikepdf.PdfError, ValueError):
            continue  # whether the file opens at all is looked at where its pages are counted
        with document:
            used |= _shown(document)
            yield from _objects(document, done, used, old=index > 0)
            if not index:
                yield from _inline(document)
    yield from _carved(raw)
    yield from _packed(raw)


def _revisions(raw: bytes) -> Iterator[bytes]:
    """Yield the file, then what it was before each of its later parts was written."""
    yield raw
    ends = [found.end() for found in _END.finditer(raw)]
    for end in ends[:-1][-MOST_REVISIONS:]:
        yield raw[:end]


def _shown(document: pikepdf.Pdf) -> set[bytes]:
    """Return the digests of the pictures that stand in the pages' resources, forms included."""
    found: set[bytes] = set()
    visited: set[Any] = set()
    heads: list[Any] = [page.obj.get("/Resources") for page in document.pages]
    heads += [page.obj.get("/Annots") for page in document.pages]
    depth = 0
    while heads and depth < 20 * MOST:
        depth += 1
        one = heads.pop()
        if isinstance(one, pikepdf.Object) and one.is_indirect:
            if one.objgen in visited:
                continue
            visited.add(one.objgen)
        if isinstance(one, pikepdf.Stream) and _is_picture(one):
            found.add(_digest(one))
            # What a mask holds is seen through its image; an alternate or a thumbnail is not.
            heads += [one[key] for key in ("/SMask", "/Mask") if key in one]
        elif isinstance(one, pikepdf.Stream | pikepdf.Dictionary):
            heads += [value for key, value in one.items() if key not in ("/Parent", "/P", "/Dest")]
        elif isinstance(one, pikepdf.Array):
            heads += list(one)
    return found


def _is_picture(one: Any) -> bool:
    wide, high = one.get("/Width"), one.get("/Height")
    return isinstance(wide, int) and isinstance(high, int) and wide > 0 and high > 0


def _digest(one: pikepdf.Stream) -> bytes:
    try:
        return sha256(one.read_raw_bytes()).digest()
    except pikepdf.PdfError:
        return b""


def _objects(
    document: pikepdf.Pdf, done: set[bytes], used: set[bytes], *, old: bool
) -> Iterator[Stored | Leak]:
    for one in document.objects:
        if not isinstance(one, pikepdf.Stream) or not _is_picture(one):
            continue
        if len(done) >= MOST:
            bounds.short(f"stored pictures beyond the first {MOST:,}")
            return
        digest = _digest(one)
        if digest in done:
            continue
        done.add(digest)
        if int(one.Width) * int(one.Height) > LARGEST:
            bounds.short(f"a stored picture of more than {LARGEST:,} pixels")
            continue
        alone = digest not in used
        where = "an image that no page shows" if alone else "an image as it is stored"
        if old:
            where = "an image of an earlier version kept in the file"
        if min(int(one.get("/Width", 0)), int(one.get("/Height", 0))) < legible.SMALLEST:
            continue
        pixels = decoded(one)
        if pixels is None:
            if alone or old:
                yield Leak(PROBE, FILE, f"{where} could not be decoded")
            continue
        yield from _beyond(one, where)
        # A page's mask or alternate is reached from what the page shows, and may be seen nowhere.
        yield Stored(pixels, where, used=not alone and not old)
        plane = _lowest_bit(pixels)
        if plane is not None:
            yield Stored(plane, f"the lowest bits of {where}", used=True)


def _lowest_bit(pixels: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """Return a picture of each pixel's lowest bit; None where that is one shade, or noise."""
    plane = ((pixels & 1) * 255).astype(np.uint8)
    shades = np.bincount(pixels.ravel(), minlength=256)
    if not plane.any() or plane.all() or int((shades > 0).sum()) <= 2:  # noqa: PLR2004
        return None
    return plane if float((plane[:, 1:] != plane[:, :-1]).mean()) < NOISE else None


def _beyond(one: pikepdf.Stream, where: str) -> Iterator[Stored | Leak]:
    """Yield what a picture's numbers hold beyond what is shown: more rows, shades of one colour."""
    try:
        wide, high, deep = int(one.Width), int(one.Height), int(one.get("/BitsPerComponent", 1))
        space = one.get("/ColorSpace")
        indexed = isinstance(space, pikepdf.Array) and space[0] == "/Indexed"
        colours = 1 if indexed or space == "/DeviceGray" or "/ImageMask" in one else 0
        if space in ("/DeviceRGB", "/DeviceCMYK"):
            colours = 3 if space == "/DeviceRGB" else 4
        if not colours or wide * high > MOST_SIDE * MOST_SIDE:
            return
        data = one.read_bytes()
    except (pikepdf.PdfError, ValueError, TypeError, AttributeError, NotImplementedError):
        return
    row = (wide * deep * colours + 7) // 8
    more = len(data) // row - high
    if more >= legible.SMALLEST and len(set(data[high * row :])) > 1:
        yield Leak(PROBE, FILE, f"{where} has more rows than its size says: nobody is shown them")
        if deep == 8 and more * row < MOST_SIDE * MOST_SIDE:  # noqa: PLR2004
            rest = np.frombuffer(data[high * row : (high + more) * row], np.uint8)
            rest = rest.reshape(more, wide, colours)[:, :, 0]
            yield Stored(np.ascontiguousarray(rest), f"the unshown rows of {where}", used=True)
    if indexed and deep == 8 and more >= 0:  # noqa: PLR2004
        numbers = np.frombuffer(data[: high * row], np.uint8).reshape(high, wide)
        yield Stored(legible.levelled(numbers), f"the colour numbers of {where}", used=True)


def decoded(one: pikepdf.Stream) -> NDArray[np.uint8] | None:
    """Return a picture's own grey pixels, its masks and its decoding array left out."""
    wide, high = int(one.get("/Width", 0)), int(one.get("/Height", 0))
    scale = min(1.0, MOST_SIDE / max(wide, high))
    new = pikepdf.new()
    try:
        copy = (
            new.copy_foreign(one) if one.is_indirect else pikepdf.Stream(new, one.read_raw_bytes())
        )
        for key in MASKS:
            if key in copy:
                del copy[key]
        copy["/Type"], copy["/Subtype"] = pikepdf.Name.XObject, pikepdf.Name.Image
        if (
            not copy.get("/ImageMask")
            and "/ColorSpace" not in copy
            and "/JPXDecode" not in repr(copy.get("/Filter"))
        ):
            copy["/ColorSpace"] = pikepdf.Name.DeviceGray
        size = (wide * scale, high * scale)
        new.add_blank_page(page_size=size)
        page = new.pages[0]
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=copy))
        page.Contents = new.make_stream(f"q {size[0]} 0 0 {size[1]} 0 0 cm /I Do Q".encode())
        out = io.BytesIO()
        new.save(out)
    except (pikepdf.PdfError, ValueError, TypeError, NotImplementedError):
        return None
    return _drawn(out.getvalue())


def _drawn(raw: bytes) -> NDArray[np.uint8] | None:
    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError:
        return None
    try:
        page = document[0]
        if not list(page.get_objects(max_depth=1)):
            return None
        seen = page.render(scale=1.0, rev_byteorder=True).to_numpy()
        return grey(np.ascontiguousarray(seen[:, :, :3]))
    finally:
        document.close()


def _inline(document: pikepdf.Pdf) -> Iterator[Stored]:
    """Yield the pictures that stand in content streams themselves."""
    for page in list(document.pages)[: bounds.most(bounds.PAGES)]:
        if bounds.over():
            return  # told by whoever reads them
        holders: list[Any] = [page]
        resources = page.obj.get("/Resources")
        forms = resources.get("/XObject") if isinstance(resources, pikepdf.Dictionary) else None
        if isinstance(forms, pikepdf.Dictionary):
            holders += [
                f for f in forms.values() if isinstance(f, pikepdf.Stream) and not _is_picture(f)
            ]
        for holder in holders:
            try:
                steps = pikepdf.parse_content_stream(holder, "BI ID EI INLINE IMAGE")
            except (pikepdf.PdfError, pikepdf.PdfParsingError, TypeError):
                continue  # the page's renders show what can be drawn of it
            if len(steps) > MOST:
                bounds.short(f"pictures inside one page's text beyond the first {MOST:,}")
            for step in steps[:MOST]:
                if isinstance(step, pikepdf.ContentStreamInlineImage):
                    try:
                        image = step.iimage.as_pil_image()
                    except Exception:  # noqa: BLE001, S112 - many decoders, many errors; the peel sees it
                        continue
                    yield Stored(
                        np.asarray(image.convert("L")), "an image inside a page's text", used=True
                    )


def _carved(raw: bytes) -> Iterator[Stored]:
    """Yield JPEG and PNG pictures found in the bytes, one inside another too (thumbnails)."""
    count = 0
    for sign, kind in SIGNS:
        for at in _places(raw, sign):
            if count >= MOST:
                bounds.short(f"pictures in the file's bytes beyond the first {MOST:,}")
                return
            count += 1
            pixels = _opened(raw[at:], kind)
            if pixels is not None and min(pixels.shape) >= legible.SMALLEST:
                # Whether a page shows it cannot be told from its bytes: not held against it.
                yield Stored(pixels, "a picture found in the file's bytes", used=True)


def _packed(raw: bytes) -> Iterator[Stored | Leak]:
    """Yield the pictures inside packed data: thumbnails in metadata, attachments, attached PDFs."""
    inner: set[bytes] = set()
    for _, data in carve.pieces(raw, bounds.of(raw)):
        begin = data.find(b"%PDF-", 0, 1024)
        if begin >= 0 and len(inner) < MOST_ATTACHED:
            key = sha256(data).digest()
            if key not in inner:
                inner.add(key)
                yield from _attached(data[begin:])
        for sign, kind in SIGNS:
            for count, at in enumerate(_places(data, sign)):
                if count >= MOST_ATTACHED:
                    break
                if raw.find(data[at : at + SAME]) >= 0:
                    continue  # it stands in the file as it is, and was found there
                pixels = _opened(data[at:], kind)
                if pixels is not None and min(pixels.shape) >= legible.SMALLEST:
                    yield Stored(pixels, "a picture packed inside other data", used=True)


def _attached(data: bytes) -> Iterator[Stored | Leak]:
    """Yield the pictures of an attached PDF; what of it does not open is told where it is unpacked."""
    try:
        document = pikepdf.open(io.BytesIO(data), suppress_warnings=True)
    except (pikepdf.PdfError, ValueError):
        return
    with document:
        for one in _objects(document, set(), _shown(document), old=False):
            if isinstance(one, Stored):
                yield Stored(one.pixels, "a picture of an attached PDF", used=True)


def _places(data: bytes, sign: bytes) -> Iterator[int]:
    at = data.find(sign)
    while at >= 0:
        yield at
        at = data.find(sign, at + 2)


def _opened(data: bytes, kind: str) -> NDArray[np.uint8] | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=[kind]) as image:
                if max(image.size) > MOST_SIDE * 2:
                    return None
                return np.asarray(image.convert("L"))
    except Exception:  # noqa: BLE001 - bytes that only look like a picture
        return None
