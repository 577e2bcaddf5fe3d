"""The type an edition is set in can be traced to its maker, and the verifier's copy is the same."""

from __future__ import annotations

import json
import runpy
from pathlib import Path

import pytest

from tearline.editions.glyphless import TYPE, asset

MAKER = runpy.run_path(str(Path(__file__).with_name("make_assets.py")))
VERIFIER = TYPE.parents[2] / "tearline_verify"


@pytest.mark.parametrize("name", sorted(MAKER["ASSETS"]))
def test_committed_assets_are_what_the_maker_makes(name):
    assert MAKER["ASSETS"][name]() == asset(name)


def test_the_atlas_has_every_printable_character_in_five_by_seven_dots():
    atlas = json.loads(asset("label_atlas.json"))
    assert sorted(atlas) == [chr(code) for code in range(0x20, 0x7F)]
    for rows in atlas.values():
        assert len(rows) == 7
        assert all(len(row) == 5 and set(row) <= {"0", "1"} for row in rows)
    shapes = {tuple(rows) for rows in atlas.values()}
    assert len(shapes) == len(atlas), "two characters look the same"


def test_the_verifier_has_the_same_atlas():
    assert (VERIFIER / "label_atlas.json").read_bytes() == asset("label_atlas.json")


def test_the_colour_profile_is_srgb_to_the_last_grey_level():
    import io

    from PIL import Image, ImageCms

    ours = ImageCms.ImageCmsProfile(io.BytesIO(asset("srgb.icc")))
    assert ours.profile.version == 2.1
    steps = (0, 1, 7, 20, 63, 128, 200, 254, 255)
    pixels = bytes(v for r in steps for g in steps for b in steps for v in (r, g, b))
    image = Image.frombytes("RGB", (len(steps) ** 2, len(steps)), pixels)
    for intent in range(4):
        there = ImageCms.buildTransform(
            ours, ImageCms.createProfile("sRGB"), "RGB", "RGB", renderingIntent=intent
        )
        turned = ImageCms.applyTransform(image, there)
        assert max(abs(a - b) for a, b in zip(turned.tobytes(), pixels, strict=True)) <= 1


def test_the_typeface_comes_with_its_licence():
    assert "Bitstream" in (TYPE / "DejaVuSansMono.LICENSE.txt").read_text("utf-8")


def test_every_character_of_the_text_layer_has_the_same_empty_glyph():
    from fontTools.ttLib import TTFont

    font = TTFont(TYPE / "glyphless.ttf")
    assert font.getGlyphOrder()[0] == ".notdef"
    assert len(font.getGlyphOrder()) == 2
    shown = font.getGlyphOrder()[1]
    assert font["hmtx"][shown] == (500, 0)
    assert len(font["glyf"][shown].coordinates) == 2, "a line there and back has no surface"
