"""Two hundred PDFs spoiled at random: each is read, or refused with its reason in its own row; the run goes on."""

import io
import random
import re

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

MUTANTS = 200


def small(seed, kind):
    """Return a small sound PDF: type, a bitmap, or both, over two pages."""
    rng = random.Random(seed)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(220, 120), pageCompression=seed % 2, invariant=True)
    for number in range(2):
        if kind != "type":
            dots = Image.new("1", (300, 160), 1)
            for _ in range(60):
                dots.putpixel((rng.randrange(300), rng.randrange(160)), 0)
            canvas.drawImage(ImageReader(dots), 0, 0, width=220, height=120)
        if kind != "picture":
            canvas.setFont("Helvetica", 11)
            canvas.drawString(20, 60, f"Page {number + 1} of a sound file, number {seed}.")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def flipped(data, rng):
    out = bytearray(data)
    for _ in range(rng.choice((1, 5, 50, 400))):
        out[rng.randrange(len(out))] = rng.randrange(256)
    return bytes(out)


def cut_out(data, rng):
    at, length = rng.randrange(len(data)), rng.randrange(1, len(data) // 3)
    return data[:at] + data[at + length :]


def said_twice(data, rng):
    at, length = rng.randrange(len(data)), rng.randrange(1, len(data) // 3)
    return data[: at + length] * rng.choice((1, 3)) + data[at:]


def other_numbers(data, rng):
    """Change numbers: sizes, lengths, references, offsets."""
    odd = (b"0", b"-1", b"99999999", b"2147483648", b"1e9", b"65536", b"0.0000001", b"7 0 R")

    def change(found):
        return rng.choice(odd) if rng.random() < 0.05 else found[0]

    return re.sub(rb"(?<=[ \[/])\d+(?=[ \]/\n])", change, data)


def other_words(data, rng):
    """Change names: filters, kinds, keys."""
    odd = (b"/Kids", b"/Parent", b"/JBIG2Decode", b"/JPXDecode", b"/LZWDecode", b"/Pages", b"/Page")

    def change(found):
        return rng.choice(odd) if rng.random() < 0.08 else found[0]

    return re.sub(rb"/[A-Z][A-Za-z0-9]+", change, data)


def nested(data, rng):
    deep = b"[" * 20000 if rng.random() < 0.5 else b"<</A" * 20000
    at = data.find(b"obj", rng.randrange(len(data) // 2)) + 3
    return data[:at] + deep + data[at:]


SPOILING = (flipped, cut_out, said_twice, other_numbers, other_words, nested)


def spoiled(sound, rng, turns=1):
    for _ in range(turns):
        sound = rng.choice(SPOILING)(sound, rng)
    return sound


def every_one_has_its_row(tearline, tmp_path, files):
    """Add, read and find; return how many were read whole and how many refused or failed in part."""
    folder, c = tmp_path / "in", tmp_path / "c"
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    (folder / "zz-sound.pdf").write_bytes(small(9999, "type"))
    tearline("init", c)
    added = tearline("add", folder, collection=c)
    assert added.code in (0, 3), added.err
    read = tearline("read", collection=c)
    assert read.code in (0, 3), read.err
    found = tearline("find", collection=c)
    assert found.code in (0, 3), found.err
    refused = {row["file"] for row in added.lines if row["type"] == "refused"}
    for row in (*added.lines, *read.lines):
        if row["type"] in ("refused", "unread"):
            assert row["reason"], row
    assert read.last("read")["left"] == 0, "a page is in no row"
    state = tearline("status", collection=c)
    assert state.code in (0, 3, 4), state.err
    named = {row["record"] for row in state.lines if row["type"] == "record"}
    lost = [name for name in files if name not in refused and name[:-4] not in named]
    assert not lost, "files in no row"
    page = tearline("page", "zz-sound", "1", collection=c)
    assert "sound file" in page.lines[0]["text"]
    return len(refused), sum(row["type"] == "unread" for row in read.lines)


def test_two_hundred_spoiled_pdfs_are_read_or_refused_by_name(tearline, tmp_path):
    rng = random.Random(20261122)
    files = {
        f"m{at:03}.pdf": spoiled(small(at, ("type", "picture", "both")[at % 3]), rng, 1 + at % 2)
        for at in range(MUTANTS)
    }
    refused, unread = every_one_has_its_row(tearline, tmp_path, files)
    assert refused > MUTANTS // 10, "they were hardly spoiled at all"
    assert refused + unread < MUTANTS, "nothing could be read: the tests tell nothing"


@pytest.mark.long
def test_two_hundred_real_scans_spoiled_are_read_or_refused_by_name(tearline, tmp_path, real):
    rng = random.Random(7)
    sound = sorted(real.joinpath("scans").rglob("*.pdf"), key=lambda path: path.stat().st_size)[:12]
    files = {
        f"m{at:03}.pdf": spoiled(sound[at % len(sound)].read_bytes(), rng, 2)
        for at in range(MUTANTS)
    }
    every_one_has_its_row(tearline, tmp_path, files)
