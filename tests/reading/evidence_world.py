"""Typed pages whose words are boxed, bracketed, whited out, typed over or left, and scanned twice.

Drawn at 200 dpi as on paper, then "scanned" at some resolution, shifted, turned a little, scaled and noised.
A page's words come with boxes as an OCR would give them, a pixel off here and there. Loaded by path.
"""

import random
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tearline.model.area import Area
from tearline.model.page import Word
from tearline.reading.witnesses.witness import WitnessPage, WitnessRecord

FONTS = (
    "/usr/share/fonts/opentype/urw-base35/NimbusMonoPS-Regular.otf",
    "/usr/share/fonts/opentype/urw-base35/NimbusMonoPS-Bold.otf",
    "/usr/share/fonts/truetype/liberation/LiberationMono-Regular.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf",
)
PAPER = (1700, 1300)  # pixels at 200 dpi
LEFT, TOP = 200, 240
COVERS = (
    "black", "black code", "grey", "grey code", "frame", "frame code",
    "typed bracket", "drawn bracket", "bracket code", "white", "other words", "ink", "ink underlined",
)  # fmt: skip
TRUTH = dict.fromkeys(COVERS[:6], "box") | dict.fromkeys(COVERS[6:9], "bracket")
TRUTH |= {"white": "blank", "other words": "unclear", "ink": "ink", "ink underlined": "ink"}


@dataclass
class Paper:
    """A typed page: its bitmap, and every word with its line and box in pixels of the paper."""

    image: Image.Image
    words: list
    pitch: float
    size: int


def font_of(rng, size):
    own = [path for path in FONTS if Path(path).exists()]
    return ImageFont.truetype(rng.choice(own), size) if own else ImageFont.load_default(size)


def typed(rng, lines, size=None):
    """Type lines of words, each letter a little off its place, as a typewriter does."""
    size = size or rng.choice((26, 30, 33))
    font, image = font_of(rng, size), Image.new("L", PAPER, 255)
    draw, words = ImageDraw.Draw(image), []
    pitch = font.getlength("n")
    for row, line in enumerate(lines):
        x, y = LEFT, TOP + row * round(size * rng.choice((1.45,)))
        for word in line:
            boxes = []
            for letter in word:
                at = (x + rng.uniform(-0.8, 0.8), y + rng.uniform(-1, 1))
                draw.text(at, letter, font=font, fill=rng.randrange(0, 50))
                boxes.append(draw.textbbox(at, letter, font=font))
                x += font.getlength(letter)
            left, top, right, bottom = zip(*boxes, strict=True)
            words.append((word, row, (min(left), min(top), max(right), max(bottom))))
            x += pitch
    return Paper(image, words, pitch, size)


def spans(paper, hidden):
    """Return the box of the hidden words on each line."""
    rows = {}
    for at in hidden:
        rows.setdefault(paper.words[at][1], []).append(paper.words[at][2])
    return [
        (min(b[0] for b in own), min(b[1] for b in own), max(b[2] for b in own),
         max(b[3] for b in own))
        for _, own in sorted(rows.items())
    ]  # fmt: skip


def covered(rng, paper, hidden, cover):
    """Return the paper as it was released: some words of it under a cover."""
    image, font = paper.image.copy(), font_of(rng, round(paper.size * 0.8))
    draw = ImageDraw.Draw(image)
    found, pad = spans(paper, hidden), round(paper.pitch * 0.25)
    tall = round(paper.size * 0.85)
    for at, (left, top, right, bottom) in enumerate(found):
        middle = (top + bottom) // 2
        box = (left - pad, min(top, middle - tall // 2) - 2, right + pad,
               max(bottom, middle + tall // 2) + 2)  # fmt: skip
        if cover.startswith("ink"):
            if "underlined" in cover:
                draw.line((left, bottom + 4, right, bottom + 4), fill=20, width=2)
            continue
        fill = {"black": 0, "grey": rng.randrange(120, 205)}.get(cover.split()[0], 255)
        draw.rectangle(box, fill=fill)
        if cover.startswith("frame"):
            draw.rectangle(box, outline=0, width=rng.choice((2, 3)))
        if cover.endswith("code") and box[2] - box[0] > 3 * paper.pitch:
            code = rng.choice(("24", "(b)(1)", "(b)(3)", "1B", "b7C"))
            ink = 255 if cover.startswith("black") else 10
            draw.text((box[0] + paper.pitch, box[1]), code, font=font, fill=ink)
        if cover == "other words":
            count = max(2, int((right - left) / paper.pitch) - 1)
            text = "".join(rng.choice("aeioumnrstldc ") for _ in range(count))
            draw.text((left, top), text, font=font_of(rng, paper.size), fill=20)
        if "bracket" in cover:
            low, high = (
                box[1] - (6 if "drawn" in cover else 0),
                box[3] + (6 if "drawn" in cover else 0),
            )
            tick, wide = round(paper.pitch * (0.6 if "drawn" in cover else 0.35)), 3
            lean = rng.randrange(-2, 3) if "drawn" in cover else 0
            if at == 0:
                draw.line([(box[0] + tick, low), (box[0], low + lean), (box[0] + lean, high),
                           (box[0] + tick, high)], fill=10, width=wide)  # fmt: skip
            if at == len(found) - 1:
                draw.line([(box[2] - tick, low), (box[2], low + lean), (box[2] + lean, high),
                           (box[2] - tick, high)], fill=10, width=wide)  # fmt: skip
    return image


def scanned(rng, image, dpi=None):
    """Return a bitmap and the matrix from pixels of the paper to pixels of the bitmap."""
    dpi = dpi or rng.choice((150, 200, 240, 300))
    scale = dpi / 200 * rng.uniform(0.985, 1.015)
    turn = np.deg2rad(rng.uniform(-1.5, 1.5))
    cos, sin = np.cos(turn) * scale, np.sin(turn) * scale
    matrix = np.array([[cos, -sin, rng.uniform(-30, 50)], [sin, cos, rng.uniform(-30, 50)]])
    size = (round(PAPER[0] * dpi / 200), round(PAPER[1] * dpi / 200))
    soft = cv2.GaussianBlur(
        np.asarray(image), (0, 0), rng.uniform(0.4, 0.9 + max(0, 0.6 / scale - 0.4))
    )
    moved = cv2.warpAffine(soft, matrix, size, borderValue=255).astype(np.float32)
    noise = np.random.default_rng(rng.randrange(2**32))
    moved = 245 - (255 - moved) * rng.uniform(0.7, 0.95)
    moved += noise.normal(0, rng.uniform(2, 14), moved.shape)
    for _ in range(rng.randrange(200)):
        x, y = rng.randrange(size[0]), rng.randrange(size[1])
        cv2.circle(moved, (x, y), rng.choice((0, 1, 1, 2)), 40, -1)
    grey = np.clip(moved, 0, 255).astype(np.uint8)
    mode = rng.choice(("grey", "grey", "bitonal"))
    if mode == "bitonal":
        grey = np.where(cv2.GaussianBlur(grey, (0, 0), 0.7) < 195, 0, 255).astype(np.uint8)
    return Image.fromarray(grey), matrix, dpi


def page_of(rng, paper, lacking, matrix, dpi, image):
    """Return the page as an OCR reads it that drops some words."""
    unit = 7200 / dpi
    text, words, last = "", [], 0
    for at, (word, row, box) in enumerate(paper.words):
        if at in lacking:
            continue
        text += ("\n" if row != last else " ") if text else ""
        last = row
        corners = np.array([(box[i], box[j], 1) for i in (0, 2) for j in (1, 3)]) @ matrix.T
        jitter = [rng.uniform(-1.5, 1.5) * unit for _ in range(4)]
        low, high = corners.min(axis=0) * unit, corners.max(axis=0) * unit
        area = Area(*(max(0, round(v + j)) for v, j in zip((*low, *high), jitter, strict=True)))
        words.append(Word(word, len(text), len(text) + len(word), area, 90.0))
        text += word
    width, height = round(image.width * unit), round(image.height * unit)
    return WitnessPage(1, text + "\n", tuple(words), width, height)


class Scans:
    """A release of one record ``r`` with one page and its bitmap."""

    engine = "made"

    def __init__(self, label, page, image):
        self.label, self.page, self._image = label, page, image
        self.opened = 0

    def records(self):
        yield "r"

    def key(self, name):
        return name

    def read(self, name):
        return WitnessRecord(name, name, self.label, self.engine, True, (self.page,))

    def image(self, name, page):
        self.opened += 1
        if isinstance(self._image, Exception):
            raise self._image
        return self._image


def pair(rng, lines, hidden, cover, *, dpis=(None, None), size=None):
    """Return the older and the newer release of one paper, words of it under a cover in the older one."""
    paper = typed(rng, lines, size)
    made = []
    for label, dpi, image, lacking in (
        ("2001", dpis[0], covered(rng, paper, hidden, cover), hidden),
        ("2002", dpis[1], paper.image, ()),
    ):
        bitmap, matrix, used = scanned(rng, image, dpi)
        made.append(Scans(label, page_of(rng, paper, lacking, matrix, used, bitmap), bitmap))
    return made


def hidden_of(rng, lines, kind):
    """Return the words to hide, counted over the page: inside a line, at its end, over lines, whole lines."""
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    row = rng.randrange(5, len(lines) - 6)
    first, end = starts[row], starts[row + 1]
    size = rng.randrange(1, 5)
    if kind == "inside":
        at = rng.randrange(first + 1, end - size)
        return range(at, at + size)
    if kind == "edge":
        return range(end - size, end)
    if kind == "over":
        return range(end - size, end + rng.randrange(1, 4))
    return range(first, starts[row + rng.randrange(1, 4)])


def rng_of(seed):
    return random.Random(seed)


def turned(scans):
    """Lay a release's page on its side: turned a quarter clockwise it stands upright again."""
    page = scans.page
    words = tuple(
        replace(word, area=Area(word.area.top, page.width - word.area.right, word.area.bottom,
                                page.width - word.area.left))
        for word in page.words
    )  # fmt: skip
    scans.page = replace(page, words=words, width=page.height, height=page.width, turn=90)
    scans._image = scans._image.transpose(Image.Transpose.ROTATE_90)
