"""Two worlds of pages with pixels that differ only under the withheld places: one release, byte for byte.

World A and world B show the same outside the areas, which are the same. Under them stand other words, other
ink, greys, colours, another way up, more detail, another number of words; where the whole page is withheld,
also another resolution, codec, rotation and kind of page. The files have other sizes and other insides.
"""

import io
import json
import random

import pikepdf
import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

LETTER = (61200, 79200)  # 1/100 points
AREA = [9000, 20000, 40000, 23000]  # where both worlds hide something
PIXELS = (2550, 3300)
VOCABULARY = (
    "shipment yard noon second counted gate clerks depot count entered ledger signed crate opened missing week "
    "office beside rain road harbour slow soft barrel paper lantern winter ferry timber copper window market "
    "bridge engine corner supper garden letter kettle morning evening quarter station platform carriage signal "
    "whistle tunnel meadow orchard fence stable saddle bucket ladder hammer anvil chimney cellar attic kitchen"
)


def box(area=AREA, pixels=PIXELS):
    """Return the pixel box an area of a letter page takes."""
    return [
        round(side * size / whole)
        for side, size, whole in zip(area, pixels * 2, LETTER * 2, strict=True)
    ]


def words_of(record):
    """Return the visible lines of a record, its own: pages with the same words would be copies."""
    rng = random.Random(record)
    return [" ".join(rng.choices(VOCABULARY.split(), k=8)) for _ in range(6)]


def lines(typed_page, record):
    """Draw the visible words of both worlds, none in the withheld place."""
    words = words_of(record)
    return typed_page([*words[:3], *[""] * 8, *words[3:]])


def font(size):
    from pathlib import Path

    type_ = Path(__file__).parents[1] / "src/tearline/editions/type/DejaVuSansMono.ttf"
    return ImageFont.truetype(str(type_), size)


def hide(page, text, size=46, turn=0, ink=0):
    """Draw hidden words into the withheld place, turned by ``turn`` degrees; wholly inside it."""
    left, top, right, bottom = box()
    patch = Image.new(page.mode, (right - left - 16, bottom - top - 16), "white")
    pen = ImageDraw.Draw(patch)
    for i, line in enumerate(text.split("\n")):
        pen.text((8, 4 + i * (size + 4)), line, font=font(size), fill=ink)
    page.paste(patch.rotate(turn), (left + 8, top + 8))
    return page


def noise(page, colour):
    """Fill the withheld place with a photograph's worth of greys or colours."""
    left, top, right, bottom = box()
    rng = random.Random(5)
    patch = Image.new(page.mode, (40, 12))
    for x in range(40):
        for y in range(12):
            shade = tuple(rng.randrange(256) for _ in range(3))
            patch.putpixel((x, y), shade if colour else shade[0])
    page.paste(patch.resize((right - left - 16, bottom - top - 16)), (left + 8, top + 8))
    return page


def scan(page, resolution=300, **told):
    """Return a PDF of one page that is one picture."""
    out = io.BytesIO()
    page.save(out, "PDF", resolution=resolution, **told)
    return out.getvalue()


def picture(page):
    """Return a PDF of one page that is one picture, kept without loss."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(612, 792), invariant=True)
    canvas.drawImage(ImageReader(page), 0, 0, width=612, height=792)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def typed(record, draw):
    """Return a born-digital letter page: the visible words, and what ``draw`` puts besides them."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(612, 792), invariant=True)
    canvas.setFont("Times-Roman", 12)
    for i, line in enumerate(words_of(record)):
        canvas.drawString(72, 740 - 20 * i if i < 3 else 460 - 20 * i, line)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def name(text, font_name="Times-Roman", size=12):
    return lambda canvas: (canvas.setFont(font_name, size), canvas.drawString(100, 576, text))


def photograph(canvas):
    picture = noise(Image.new("RGB", PIXELS, "white"), colour=True).crop(box())
    canvas.drawImage(ImageReader(picture), 95, 565, width=300, height=24)


def turned(data):
    """Return a PDF whose page lies on its side in the file and is shown upright by /Rotate."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        page = pdf.pages[0]
        page.MediaBox = [0, 0, 792, 612]
        page.contents_add(b"0 1 -1 0 792 0 cm\n", prepend=True)
        page.Rotate = 270
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


LONG = "a great many other words stand here\nand more of them on a second line\nand a third"
WHOLE = [0, 0, *LETTER]


def worlds(typed_page):
    """Yield each record: its name, its bytes in world A and in world B, its area, whether told."""
    for record, first, second in (
        ("other-words", "hidden one", LONG),
        ("nothing-or-words", "", LONG),
        ("white-gap", "hidden one", "hidden two of them"),
    ):
        page = lines(typed_page, record)
        pair = [scan(hide(page.copy(), text, size=30)) for text in (first, second)]
        yield record, *pair, AREA, record != "white-gap"
    page = lines(typed_page, "upside-down")
    upright, over = hide(page.copy(), LONG), hide(page.copy(), LONG * 2, size=24, turn=180)
    yield "upside-down", scan(upright), scan(over), AREA, True
    page = lines(typed_page, "grey-scan").convert("L").point(lambda v: 40 + v * 4 // 5)
    files = [picture(hide(page.copy(), text, size=30, ink=90)) for text in ("hidden one", LONG)]
    yield "grey-scan", *files, AREA, True
    for record, first, second in (
        ("typed-names", name("Ann Oxley"), name("Maximilian Featherley")),
        ("typed-other-type", name("Ann Oxley"), name("ann oxley", "Courier-Bold", 9)),
        ("typed-photograph", name("a word or two"), photograph),
        ("typed-nothing", lambda _: None, name("a word or two")),
    ):
        yield record, typed(record, first), typed(record, second), AREA, True
    record = "page-of-another-kind"
    colour = lines(typed_page, record).convert("RGB").resize((850, 1100))
    files = scan(colour, resolution=100, quality=40), typed(record, name("Ann Oxley"))
    yield record, *files, WHOLE, True
    record = "page-on-its-side"
    files = turned(typed(record, name("Ann Oxley"))), scan(lines(typed_page, record))
    yield record, *files, WHOLE, True
    loud = noise(Image.new("RGB", PIXELS, "white"), colour=True)
    files = scan(loud), scan(Image.new("1", PIXELS, 1))
    yield "page-of-noise-or-blank", *files, WHOLE, False


def build(tearline, tree, folder, files):
    """Release these records: name -> (bytes, area, acknowledged)."""
    (folder / "in").mkdir(parents=True)
    decisions = []
    for record, (data, area, told) in files.items():
        (folder / "in" / f"{record}.pdf").write_bytes(data)
        decisions.append(
            {
                "type": "determination",
                "record": record,
                "page": 1,
                "areas": [area],
                "verdict": "withhold",
                "codes": ["(b)(6)"],
                "acknowledged": told,
                "reason": "personal",
                "actor": "T. Vale",
            }
        )
        # Somebody looked at what else the page may hold; nothing of it depends on what is hidden.
        decisions.append(
            {
                "type": "determination",
                "record": record,
                "page": 1,
                "verdict": "release",
                "reason": "looked at",
                "actor": "T. Vale",
            }
        )
    (folder / "d.jsonl").write_text("".join(json.dumps(d) + "\n" for d in decisions), "utf-8")
    c, out = folder / "c", folder / "out"
    env = {"TEARLINE_KEYS": str(folder / "keys")}
    for words in (
        ["init", c],
        ["add", folder / "in"],
        ["read"],
        ["find"],
        ["import-decisions", folder / "d.jsonl"],
        ["find"],
    ):
        said = tearline(*words, collection=c, env=env)
        assert said.code == 0, (words, said.err)
    said = tearline("build", "--date", "2026-11-22", "--to", out, collection=c, env=env)
    assert said.code == 0, (said.lines, said.err)
    return tree(out)


@pytest.fixture
def released(tearline, tree, tmp_path, typed_page):
    records = {name: rest for name, *rest in worlds(typed_page)}
    return records, *(
        build(
            tearline,
            tree,
            tmp_path / "AB"[which],
            {name: (pair[which], *pair[2:]) for name, pair in records.items()},
        )
        for which in (0, 1)
    )


def test_a_release_of_pages_does_not_know_what_is_under_their_boxes(released):
    records, a, b = released
    for name, (first, second, _, _) in records.items():
        assert first != second, f"{name}: the worlds are the same file"
    assert sorted(a) == sorted(b)
    told = sorted(path for path in a if a[path] != b[path])
    assert not told, "these files tell the two worlds apart"
