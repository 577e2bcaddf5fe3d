"""What picture files carry beside their pixels: EXIF, comments, XMP, trailing bytes (i11 and kin)."""

import io
import re
import struct

from PIL import Image
from planting_images import burnt, scan
from scanned import jpeg, jpeg_image, scan_page, small


def segment(marker: int, data: bytes) -> bytes:
    """Return a JPEG segment."""
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def with_segment(data: bytes, *segments: bytes) -> bytes:
    """Return a JPEG with segments after its first two bytes."""
    return data[:2] + b"".join(segments) + data[2:]


def exif(thumbnail=b"", description=b"") -> bytes:
    """Return an EXIF segment with a description in its first directory, a thumbnail in its second."""
    first = []
    rest = b""
    room = 8 + 2 + (12 if description else 0) + 4
    if description:
        told = description + b"\0"
        first.append(struct.pack("<HHII", 0x010E, 2, len(told), room))
        rest += told + b"\0" * (len(told) % 2)
    second = b""
    following = 0
    if thumbnail:
        following = room + len(rest)
        place = following + 2 + 36 + 4
        rows = ((0x0103, 3, 1, 6), (0x0201, 4, 1, place), (0x0202, 4, 1, len(thumbnail)))
        second = struct.pack("<H", 3) + b"".join(struct.pack("<HHII", *row) for row in rows)
        second += struct.pack("<I", 0) + thumbnail
    head = b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", len(first)) + b"".join(first)
    return segment(0xE1, b"Exif\0\0" + head + struct.pack("<I", following) + rest + second)


def in_jpeg(name, shows, prove, catalogue="i11", **options):
    """Register a case of a burnt JPEG; the function gets (plant, data, sheet, clean), returns bytes."""

    def keep(change):
        def plant(planting):
            pdf, _, clean, dark = burnt(planting)
            data = change(planting, jpeg(dark), clean)
            scan_page(planting, pdf, jpeg_image(pdf, data))
            planting.save(pdf)

        scan(name, shows, catalogue, prove, **options)(plant)
        return change

    return keep


def kept(look) -> bytes:
    """Return the JPEG as the file has it."""
    return bytes(look.page().Resources.XObject.Im1.read_raw_bytes())


def second_picture(look):
    """Return the JPEG within the JPEG."""
    data = kept(look)
    start = data.index(b"\xff\xd8", 2)
    return Image.open(io.BytesIO(data[start:]))


@in_jpeg(
    "secret-in-the-exif-thumbnail",
    "The JPEG is burnt, and its EXIF thumbnail was made before.",
    lambda look: look.spread() < 60 and look.reads(second_picture(look).resize((1200, 1800))),
)
def _(plant, data, clean):
    return with_segment(data, exif(thumbnail=jpeg(small(clean), 45)))


@in_jpeg(
    "secret-in-the-exif-description",
    "The JPEG's EXIF image description holds the name.",
    lambda look: look.has(Image.open(io.BytesIO(kept(look))).getexif()[0x010E]),
)
def _(plant, data, clean):
    return with_segment(data, exif(description=plant.text.encode()))


@in_jpeg(
    "secret-in-a-jpeg-comment",
    "The JPEG has a comment segment with the name.",
    lambda look: look.has(bytes(Image.open(io.BytesIO(kept(look))).info["comment"])),
)
def _(plant, data, clean):
    return with_segment(data, segment(0xFE, f"scan of {plant.text}".encode()))


@in_jpeg(
    "secret-in-the-xmp-of-a-jpeg",
    "The JPEG carries an XMP packet with the name as a caption.",
    lambda look: look.has(kept(look)) and b"ns.adobe.com/xap" in kept(look),
)
def _(plant, data, clean):
    said = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><caption>{plant.text}</caption></x:xmpmeta>"
    return with_segment(data, segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + said.encode()))


@in_jpeg(
    "secret-in-the-press-caption-of-a-jpeg",
    "The JPEG carries an IPTC caption in a Photoshop resource block.",
    lambda look: look.has(re.search(rb"\x1c\x02\x78..(.*)", kept(look), re.DOTALL).group(1)),
)
def _(plant, data, clean):
    caption = plant.text.encode()
    record = b"\x1c\x02\x78" + struct.pack(">H", len(caption)) + caption
    record += b"\0" * (len(record) % 2)
    block = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(record)) + record
    return with_segment(data, segment(0xED, b"Photoshop 3.0\0" + block))


@in_jpeg(
    "second-jpeg-after-the-end-of-the-first",
    "A whole unburnt JPEG follows the end mark of the burnt one in the same stream.",
    lambda look: look.spread() < 60 and look.reads(second_picture(look)),
)
def _(plant, data, clean):
    return data + jpeg(clean, 45)


@in_jpeg(
    "secret-in-a-jpeg-s-colour-profile",
    "The JPEG's ICC profile names the person in its description.",
    lambda look: look.has(kept(look)) and b"ICC_PROFILE" in kept(look),
)
def _(plant, data, clean):
    return with_segment(data, segment(0xE2, b"ICC_PROFILE\0\x01\x01" + profile(plant.text)))


def profile(text: str) -> bytes:
    """Return a small gray ICC profile whose description is ``text``."""
    told = text.encode("ascii") + b"\0"
    desc = b"desc\0\0\0\0" + struct.pack(">I", len(told)) + told + b"\0" * 78
    desc += b"\0" * (-len(desc) % 4)
    white = b"XYZ \0\0\0\0" + struct.pack(">III", 0xF6D6, 0x10000, 0xD32D)
    curve = b"curv\0\0\0\0" + struct.pack(">I", 1) + struct.pack(">H", 0x0233) + b"\0\0"
    tags, place = [], 128 + 4 + 12 * 3
    body = b""
    for sign, data in ((b"desc", desc), (b"wtpt", white), (b"kTRC", curve)):
        tags.append(sign + struct.pack(">II", place + len(body), len(data)))
        body += data
    head = bytearray(128)
    head[0:4] = struct.pack(">I", place + len(body))
    head[8:12] = b"\x02\x10\0\0"
    head[12:24] = b"mntrGRAYXYZ "
    head[36:40] = b"acsp"
    head[68:80] = struct.pack(">III", 0xF6D6, 0x10000, 0xD32D)
    return bytes(head) + struct.pack(">I", len(tags)) + b"".join(tags) + body
