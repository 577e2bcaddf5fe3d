"""A browser opens the copy from a disk, without any server."""

import runpy
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from tearline.web.room import build_room
from tearline.web.shelf import Shelf
from tearline.web.still import write
from tearline.web.still_names import Address, file_of

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PAPER = (0xFB, 0xFA, 0xF7)  # the room's paper, which only its stylesheet gives
RECORD = "CON/ü & 100%"


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    place = tmp_path_factory.mktemp("browsed")
    release = runpy.run_path(str(Path(__file__).with_name("room_world.py")))["write_release"]
    release(place / "release", {RECORD: ["HAVANA <b>no tag</b>"]})
    shelf = Shelf([place / "release"], place / "cache")
    write(build_room(shelf), shelf, place / "copy", lambda *_: None)
    return place / "copy"


def browse(*asked):
    done = subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", *asked],
        capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    return done.stdout.decode("utf-8", "replace")


def test_the_front_page_opens_from_a_disk_in_the_room_s_dress(copy, tmp_path):
    shot = tmp_path / "shot.png"
    at = (copy / "index.html").as_uri()
    browse(f"--screenshot={shot}", "--window-size=900,700", "--force-device-scale-factor=1", at)
    with Image.open(shot) as image:
        assert image.convert("RGB").getpixel((890, 300)) == PAPER


def test_a_page_of_a_record_opens_with_its_image_and_its_text(copy, tmp_path):
    page = file_of(Address(f"/record/{RECORD}/public-2026-01-01/page/1"))
    told = browse("--dump-dom", (copy / page).as_uri())
    assert "HAVANA &lt;b&gt;no tag&lt;/b&gt;" in told
    shot = tmp_path / "shot.png"
    browse(f"--screenshot={shot}", "--window-size=1200,900", (copy / page).as_uri())
    with Image.open(shot) as image:
        left = image.convert("RGB").crop((0, 200, 700, 700))
        assert (90, 90, 90) in {colour for _, colour in left.getcolors(1 << 20)}, "the word's block"
