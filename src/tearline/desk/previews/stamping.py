"""What is no release says so in its pixels: a band above each page, and words across one that leaves.

Promises: the page itself keeps every pixel under a band, for the band stands outside of it; words across a
page are drawn thinly, so that it can be read. Done in workers, on pictures of our own making.
"""

from __future__ import annotations

from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from tearline.editions.glyphless import TYPE

RED = (170, 20, 20)
_LEAST, _SHARE = 11, 42  # the type's pixels: at least, and the part of the page's width they take
_ACROSS = 46  # of 255: how strongly words across a page are drawn


@lru_cache(maxsize=16)
def letters(size: int) -> ImageFont.FreeTypeFont:
    """Return the type in a size, without any shaping engine that a machine may or may not have."""
    path = str(TYPE / "DejaVuSansMono.ttf")
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


def banded(image: Image.Image, words: str) -> Image.Image:
    """Return a picture with a band above it that holds these words, on as many lines as they need."""
    size = max(_LEAST, image.width // _SHARE)
    wide = max(1, int(letters(size).getlength("M")))
    lines = _lines(words, max(8, (image.width - size) // wide))
    high = size * 3 // 2
    band = high * len(lines) + size // 2
    out = Image.new("RGB", (image.width, image.height + band), "white")
    draw = ImageDraw.Draw(out)
    draw.rectangle((0, 0, out.width - 1, band - 1), outline=RED, width=max(1, size // 6))
    for number, line in enumerate(lines):
        place = (out.width // 2, size // 2 + number * high)
        draw.text(place, line, fill=RED, font=letters(size), anchor="ma")
    out.paste(image.convert("RGB"), (0, band))
    return out


def across(image: Image.Image, words: str) -> Image.Image:
    """Return a picture with words thinly across it, from corner to corner."""
    size = max(_LEAST, int(1.1 * image.width / max(8, len(words)) / 0.6))
    text = Image.new("L", (int(letters(size).getlength(words)) + size, size * 2))
    ImageDraw.Draw(text).text((size // 2, size // 4), words, fill=_ACROSS, font=letters(size))
    turned = text.rotate(50, expand=True)
    out = image.convert("RGB")
    out.paste(
        Image.new("RGB", turned.size, RED),
        ((out.width - turned.width) // 2, (out.height - turned.height) // 2),
        turned,
    )
    return out


def _lines(words: str, most: int) -> list[str]:
    """Return words in lines of at most so many letters; a longer word is cut."""
    lines = [""]
    for word in words.split():
        for at in range(0, len(word), most):
            part = word[at : at + most]
            if lines[-1] and len(lines[-1]) + 1 + len(part) > most:
                lines.append(part)
            else:
                lines[-1] = f"{lines[-1]} {part}".strip()
    return lines
