"""A page that was published as JPEG is sent as that JPEG; every other page as PNG; nothing is lost."""

import hashlib
import io
import json
import random
import runpy
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from tearline.web.room import build_room
from tearline.web.shelf import Shelf
from tearline.web.still import write

WORLD = runpy.run_path(str(Path(__file__).with_name("room_world.py")))
PAGE = "/record/one/public-2026-01-01/page/1"
_RNG = random.Random(3)
PAPER = Image.frombytes("L", (90, 120), bytes(_RNG.randrange(256) for _ in range(90 * 120)))


def jpeg_of(image=PAPER, **how):
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80, **how)
    return out.getvalue()


def turned():
    told = Image.Exif()
    told[0x0112] = 6
    return jpeg_of(exif=told)


def room(place, data, **stored):
    """Return a room whose only page is drawn by a stream of the PDF's own words."""
    out = WORLD["write_release"](place / "out", {"one": ["the harbor lamp"]})
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(612, 792))
        drawn = pikepdf.Stream(pdf, data)
        values = {"Filter": pikepdf.Name.DCTDecode, "ColorSpace": pikepdf.Name.DeviceGray} | stored
        drawn.Subtype, drawn.BitsPerComponent = pikepdf.Name.Image, 8
        drawn.Width, drawn.Height = PAPER.size
        for name, value in values.items():
            drawn[f"/{name}"] = value
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=drawn))
        pdf.save(out / "records/r1.pdf")
    manifest = json.loads((out / "manifest.json").read_text())
    listed = next(f for f in manifest["records"][0]["files"] if f["path"].startswith("records/"))
    new = (out / listed["path"]).read_bytes()
    listed |= {"size": len(new), "sha256": hashlib.sha256(new).hexdigest()}
    (out / "manifest.json").write_text(json.dumps(manifest))
    shelf = Shelf([out], place / "cache")
    return shelf, build_room(shelf)


def test_a_page_published_as_jpeg_is_sent_byte_for_byte(tmp_path):
    shelf, app = room(tmp_path, jpeg_of())
    ask = WORLD["Reader"](app).get
    assert f'src="{PAGE}/image.jpg"' in ask(PAGE).text
    sent = ask(f"{PAGE}/image.jpg")
    assert (sent.status, sent.headers["content-type"], sent.body) == (200, "image/jpeg", jpeg_of())
    png = ask(f"{PAGE}/image.png")
    assert png.headers["content-type"] == "image/png"
    shown = Image.open(io.BytesIO(png.body)).convert("L")
    assert shown.tobytes() == Image.open(io.BytesIO(sent.body)).tobytes()
    assert png.headers["etag"] != sent.headers["etag"]
    assert ask(f"{PAGE}/image.jpg", if_none_match=sent.headers["etag"]).status == 304
    write(app, shelf, tmp_path / "copy", lambda *_: None)
    copied = tmp_path / "copy" / PAGE.removeprefix("/") / "image.jpg"
    assert copied.read_bytes() == jpeg_of()
    assert 'src="image.jpg"' in (copied.parent / "index.html").read_text()


@pytest.mark.parametrize(
    ("data", "stored"),
    [
        (jpeg_of(), {"Decode": pikepdf.Array([1, 0])}),
        (jpeg_of(), {"SMask": pikepdf.Dictionary()}),
        (jpeg_of(), {"ColorSpace": pikepdf.Name.DeviceRGB}),
        (jpeg_of(), {"Width": 91}),
        (jpeg_of(PAPER.convert("CMYK")), {"ColorSpace": pikepdf.Name.DeviceCMYK}),
        (turned(), {}),
        (b"no JPEG at all", {}),
        (b"\xff\xd8\xff\xe0", {}),
    ],
    ids=["inverted", "masked", "another colour", "another size", "for print", "turned", "none", "cut"],
)  # fmt: skip
def test_a_jpeg_that_a_browser_would_show_otherwise_is_not_sent_as_it_is(tmp_path, data, stored):
    ask = WORLD["Reader"](room(tmp_path, data, **stored)[1]).get
    assert ask(f"{PAGE}/image.jpg").status == 404
    assert "image.jpg" not in ask(PAGE).text
    assert ask(f"{PAGE}/image.png").status in {200, 404}


def test_a_page_stored_otherwise_is_sent_as_png_alone(tmp_path):
    out = WORLD["write_release"](tmp_path / "out", {"one": ["the harbor lamp"]})
    ask = WORLD["Reader"](build_room(Shelf([out], tmp_path / "cache"))).get
    assert f'src="{PAGE}/image.png"' in ask(PAGE).text
    assert ask(f"{PAGE}/image.png").status == 200
    assert ask(f"{PAGE}/image.jpg").status == 404
