"""Mutants that an honest-looking hand would make: every channel in step, every hash and number right.

Most are written by the editions' own writers from a view that is wrong in one way, so that nothing
but what was planted is wrong with them. ``WRONG`` gives, by name, the one probe that must see it, and
a way to write the release; ``FAULTS`` are mutants of the verifier's own reader beside them.
"""

from __future__ import annotations

import base64
import codecs
import hashlib
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import good_release
import numpy as np
import pytest
import spoiling as sp
from good_release import CODES, NAME, SECRET, Good
from PIL import Image, ImageDraw

from tearline.editions import burn
from tearline.editions.pdf import write_pdf
from tearline.model.area import Area
from tearline.model.edition import PageView
from tearline.model.guide import WidthPolicy
from tearline.model.page import Word
from tearline_verify import content, folder, grammar, raster, report

Wrong = Callable[[Path], Good]
WRONG: dict[str, tuple[str, Wrong]] = {}


def wrong(probe: str) -> Callable[[Wrong], Wrong]:
    """Register a way to write a wrong release, and the one probe that must see it."""

    def take(write: Wrong) -> Wrong:
        WRONG[write.__name__] = (probe, write)
        return write

    return take


def views(record: str = sp.MEMO) -> list[PageView]:
    """Return the clean views of a record."""
    return list(good_release.contents()[0][record][1])


def with_words(shown: PageView, *texts: str, area: Area | None = None) -> PageView:
    """Return a view with words more at its end, over the ink of its first word, or in ``area``."""
    text, found = shown.text, list(shown.words)
    for word in texts:
        start = len(text) + 1
        text += f" {word}"
        place = area or shown.words[0].area
        found.append(Word(word, start, len(text), place, 96.0))
    return replace(shown, text=text, words=tuple(found))


def memo_with(*texts: str, area: Area | None = None) -> Wrong:
    """Return a mutant with words more in all three channels of the memo."""
    return lambda out: good_release.write(
        out, {sp.MEMO: [with_words(views()[0], *texts, area=area), views()[1]]}
    )


for title, words in {
    "base64": [base64.b64encode(b"x" + SECRET.encode()).decode()],
    "hex": [SECRET.encode().hex()],
    "sha_256": [hashlib.sha256(SECRET.encode()).hexdigest()],
    "percent": ["".join(f"%{ord(c):02X}" for c in NAME)],
    "octal": ["".join(f"\\{ord(c):03o}" for c in NAME)],
}.items():
    WRONG[f"layer_value_in_{title}"] = ("carve", memo_with(*words))
for title, words in {
    "three_words": SECRET.split("-"), "ocr_confusions": ["9OO-SS-l234"],
    "letter_by_letter": list(NAME), "backwards": [NAME[::-1]],
}.items():  # fmt: skip
    WRONG[f"layer_value_as_{title}"] = ("values", memo_with(*words))
WRONG["layer_word_over_nothing"] = (
    "ink", memo_with("lifted", area=Area(6000, 60000, 12000, 61000)))  # fmt: skip


@wrong("channels")
def layer_word_over_the_label(out: Path) -> Good:
    """A word lies in a withheld place, and there is ink under it."""
    return memo_with("lifted", area=views()[0].deletions[0].area)(out)


@wrong("withholdings")
def nobody_withheld_it(out: Path) -> Good:
    """A place that the desk asked for stands open in every channel, and is told nowhere."""
    made = good_release.write(out)
    word = next(word for word in views()[0].words if word.text == "ledger")
    asked = {**made.lines[0], "areas": [word.area.as_list()]}
    return Good(out, [*made.lines, asked])


@wrong("withholdings")
def nobody_asked_for_it(out: Path) -> Good:
    """A place is withheld, burnt and told that the desk never asked for."""
    made = good_release.write(out)
    return Good(out, [line for line in made.lines if line.get("record") != "letter-2"])


@wrong("withholdings")
def told_by_another_policy(out: Path) -> Good:
    """A box is as wide as its words, and the desk asked for one that hides its width."""
    made = good_release.write(out)
    return Good(out, [{**made.lines[0], "policy": "moved"}, *made.lines[1:]])


@wrong("values")
def record_that_may_not_be_named(out: Path) -> Good:
    made = good_release.write(out)
    return Good(out, [*made.lines, {"type": "absent", "record": "sealed-4"}])


@wrong("page data")
def page_data_another_size(out: Path) -> Good:
    return spoilt(out, lambda: sp.pages(out, lambda rows: rows[0].update(width=61201)))


@wrong("tags")
def page_data_lines_joined(out: Path) -> Good:
    """Page data and text file break a line elsewhere than the tags of the PDF do."""

    def join() -> None:
        def first(rows: list[dict[str, Any]]) -> None:
            rows[0]["text"] = rows[0]["text"].replace("\n", " ", 1)

        sp.pages(out, first)
        sp.data(out / "text/memo-1.txt", lambda raw: raw.replace(b"\n", b" ", 1))

    return spoilt(out, join)


@wrong("tags")
def page_data_word_a_hair_off(out: Path) -> Good:
    """A place differs by less than what a word's length is rounded by: room for a message."""

    def nudge(rows: list[dict[str, Any]]) -> None:
        rows[0]["words"]["left"][2] += 7

    return spoilt(out, lambda: sp.pages(out, nudge))


def spoilt(out: Path, change: Callable[[], Any]) -> Good:
    """Write a clean release, spoil it, and put its hashes right."""
    made = good_release.write(out)
    change()
    sp.seal(out)
    return made


@wrong("folder")
def attribute_of_a_file(out: Path) -> Good:
    try:
        return spoilt(out, lambda: os.setxattr(out / "note.md", "user.note", SECRET.encode()))
    except (OSError, AttributeError):
        pytest.skip("no extended attributes here")


@wrong("report")
def report_with_a_comment(out: Path) -> Good:
    made = good_release.write(out)
    manifest = folder.read((out / folder.MANIFEST).read_bytes())
    report.write(out, report.build(manifest, report.State(full=True, sample=1.0, against=True)))
    sp.data(out / "report.html", lambda raw: raw.replace(b"<body>", b"<body><!-- x -->"))
    return made


WRONG["moved_line_a_pixel_off"] = ("width", lambda out: good_release.write_moved(out, off=1))
WRONG["moved_line_a_pixel_near"] = ("width", lambda out: good_release.write_moved(out, off=-1))
WRONG["moved_line_of_its_own_width"] = (
    "width", lambda out: good_release.write_moved(out, wide=317))  # fmt: skip


def told_as_line(*, to_the_edge: bool) -> Wrong:
    """Return a release whose one box ends its line, as wide as its word or up to the page's edge."""

    def write(out: Path) -> Good:
        lines = [*good_release.SECOND, f"as it was told to us by {NAME}"]
        plain, (area,), _ = good_release.view(lines, "1", (NAME,))
        if to_the_edge:
            area = replace(area, right=good_release.PAGE[0])
            lines[-1] = lines[-1].removesuffix(NAME)
            plain, _, _ = good_release.view(lines, "1", boxed=(area,))
        gone = [replace(one, policy=WidthPolicy.LINE) for one in plain.deletions]
        made = good_release.write(out, {sp.LETTER: [replace(plain, deletions=tuple(gone))]})
        rest = [line for line in made.lines if line.get("record") != sp.LETTER]
        asked = next(line for line in made.lines if line.get("record") == sp.LETTER)
        return Good(out, [*rest, {**asked, "areas": [area.as_list()], "policy": "line"}])

    return write


WRONG["exact_box_told_as_line"] = ("width", told_as_line(to_the_edge=False))


def decoded(shown: PageView) -> Image.Image:
    """Return a view's bitmap."""
    bitmap = shown.bitmap
    codec = "fax" if bitmap.mode == "bilevel" else "grey"
    picture = grammar.Picture(bitmap.width, bitmap.height, codec, 0, len(bitmap.data))
    pixels = Image.fromarray(np.array(raster.pixels(picture, bitmap.data)))
    return pixels.convert("1") if codec == "fax" else pixels


@wrong("render")
def picture_too_wide_for_a_screen(out: Path) -> Good:
    """A 1-bit picture that its codec holds and a common reader leaves blank."""
    shown = views()[1]
    wide = decoded(shown).convert("L").resize((65600, 220)).convert("1")
    return good_release.write(
        out, {sp.MEMO: [views()[0], replace(shown, bitmap=burn.encode(wide))]})  # fmt: skip


@wrong("read again")
def layer_of_another_page(out: Path) -> Good:
    """Each word is in its place, in all channels, and another than the page shows."""
    shown = views()[0]
    text = shown.text
    for word in shown.words:
        if word.text != f"[{CODES[0]}]":
            turned = codecs.encode(word.text, "rot13")
            text = text[: word.start] + turned + text[word.end :]
    found = tuple(replace(word, text=text[word.start : word.end]) for word in shown.words)
    return good_release.write(
        out, {sp.MEMO: [replace(shown, text=text, words=found), views()[1]]})  # fmt: skip


def pixels(shade: int, at: tuple[int, int] | None = None, record: str = sp.MEMO) -> Wrong:
    """Return a mutant with the secret drawn on a page, over its first box or at a place in pixels."""

    def write(out: Path) -> Good:
        shown = views(record)[0]
        image = decoded(shown)
        box = shown.deletions[0].area.to_pixels(image.size, good_release.PAGE, 1)
        draw = ImageDraw.Draw(image)
        said = SECRET if record == sp.MEMO else NAME
        draw.text(at or (box[0] + 4, box[1]), said, shade, good_release.letters(36))
        drawn = replace(shown, bitmap=burn.encode(image, [box]))
        return good_release.write(out, {record: [drawn, *views(record)[1:]]})

    return write


LARGE = Area(6000, 40000, 50000, 60000)


def faint(shade: int | None, mode: str = "L", *, blotted: bool = False) -> Wrong:
    """Return a mutant with the secret drawn faintly in a large place of a page of greys or colours."""

    def write(out: Path) -> Good:
        shown, _, _ = good_release.view(
            good_release.LETTER, "L", (NAME,), boxed=() if blotted else (LARGE,))  # fmt: skip
        image = decoded(shown).convert(mode)
        drawn = Image.new("L", image.size, 0)
        where = (200, 1150)  # in the place, and off its label
        ImageDraw.Draw(drawn).text(where, f"{NAME} wrote it", 255, good_release.letters(36))
        if shade is not None:
            image.paste((shade,) * len(mode) if mode == "RGB" else shade, mask=drawn)
        image = image if mode == "L" else stained(image)
        boxes = [one.area.to_pixels(image.size, good_release.PAGE, 1) for one in shown.deletions]
        shown = replace(shown, bitmap=burn.encode(image, boxes))
        made = good_release.write(out, {sp.LETTER: [shown]})
        codes = {"acknowledged": False, "codes": []} if blotted else {}
        inked = next(line for line in made.lines if line.get("record") == sp.LETTER)
        asked = {**inked, "areas": [LARGE.as_list()], **codes}
        return Good(out, [*made.lines, asked])

    return write


def stained(image: Image.Image) -> Image.Image:
    """Return a page with colour in a corner, or it would be one of greys."""
    image.paste((200, 40, 40), (0, 0, 40, 40))
    return image


WRONG["pixels_in_a_box"] = ("areas", pixels(1))
WRONG["pixels_in_a_grey_box"] = ("areas", pixels(150, record=sp.LETTER))
WRONG["pixels_in_a_grey_box_over_its_label"] = ("areas", pixels(60, record=sp.LETTER))
WRONG["pixels_beside_the_text"] = ("read again", pixels(0, (150, 1500)))
WRONG["pixels_in_grey_beside_the_text"] = ("read again", pixels(110, (150, 1500), sp.LETTER))
WRONG["pixels_faint_in_a_grey_box"] = ("areas", faint(40))
WRONG["pixels_hardly_there_in_a_grey_box"] = ("areas", faint(16))
WRONG["pixels_faint_in_a_blot"] = ("areas", faint(230, blotted=True))
WRONG["pixels_faint_in_a_box_of_a_coloured_page"] = ("areas", faint(32, "RGB"))
CLEAN = {"a box to the page's edge": told_as_line(to_the_edge=True),
         "a large box": faint(None), "a large blot": faint(None, blotted=True),
         "a large box on a coloured page": faint(None, "RGB")}  # fmt: skip

Fault = Callable[[pytest.MonkeyPatch], None]
FAULTS: dict[str, Fault] = {}


@wrong("second parser")
def word_that_our_reader_passes_over(out: Path) -> Good:
    """The PDF has a word that neither page data nor text have, and our own reader is at fault."""
    made = good_release.write(out)
    write_pdf([with_words(views()[0], "lifted"), views()[1]], sp.MEMO, sp.pdf_of(out))
    sp.seal(out)
    return made


def _passing_over(patch: pytest.MonkeyPatch) -> None:
    """Let the grammar's reader of content streams miss one word."""
    right = content.read

    def read(stream: bytes, size: tuple[int, int]) -> content.Layer:
        layer = right(stream, size)
        kept = [word for word in layer.words if word.text != "lifted"]
        tag, count = layer.runs[-1]
        runs = [*layer.runs[:-1], (tag, count - len(layer.words) + len(kept))]
        return content.Layer(kept, layer.turn, runs)

    patch.setattr(content, "read", read)


FAULTS["word_that_our_reader_passes_over"] = _passing_over
