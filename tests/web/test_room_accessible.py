"""What a test can say of WCAG 2.2 AA: structure, names, contrast, size of targets, narrow windows."""

import itertools
import json
import re
import runpy
import shutil
import subprocess
from pathlib import Path

import pytest

import tearline.web
from tearline.web import whats_new
from tearline.web.room import build_room
from tearline.web.shelf import Shelf

world = runpy.run_path(str(Path(__file__).with_name("room_world.py")))
CSS = (Path(tearline.web.__file__).parent / "static" / "room.css").read_text("utf-8")
PAGE = "/record/104-10001-10001/public-2026-01-01/page/1"
PAGES = (
    "/", "/search", "/search?q=watchman", "/search?q=%22", "/search?q=none", "/timeline", "/new",
    "/record/104-10001-10001", f"{PAGE}?q=harbor", f"{PAGE}/cite", "/release/public-2026-01-01",
    "/harm", "/nothing",
)  # fmt: skip
SMALLEST = 23.9  # px of a target's side, 24 but for rounding
LONG = "x" * 90


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Return address -> text, of a room with something at fault in it."""
    place = tmp_path_factory.mktemp("accessible")
    records = {
        "104-10001-10001": ["harbor watchman [(b)(6)] lamp", f"second [(b)(1)] {LONG}"],
        LONG: ["watchmn"],
    }
    now = records | {"104-10001-10001": ["harbor watchman [(b)(6)] lamp", f"second Jones {LONG}"]}
    world["write_release"](place / "old", records, "2025-01-01")
    new = world["write_release"](place / "new", now, "2026-01-01")
    (new / "text" / "r2.txt").write_text("altered")
    shelf = Shelf([place / "old", place / "new"], place / "cache")
    news = whats_new.prepare(shelf, place / "cache", lambda *_: None)
    get = world["Reader"](build_room(shelf, news=news)).get
    return {address: get(address).text for address in PAGES}


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_its_structure_and_every_thing_its_name(told, address):
    page = world["Tags"](told[address])
    count = {name: len(page.all(name)) for name in ("h1", "main", "header", "footer")}
    assert set(count.values()) == {1}, count
    assert page.all("html")[0][1]["lang"] == "en"
    assert page.all("title")[0][2].strip().endswith("Reading room")
    levels = [int(row[0][1]) for row in page.all("h1", "h2", "h3", "h4")]
    assert all(later <= before + 1 for before, later in itertools.pairwise(levels)), levels
    labels = {row[1]["for"] for row in page.all("label")}
    assert all(row[1]["id"] in labels for row in page.all("input"))
    assert all(row[1].get("alt") for row in page.all("img"))
    assert all(row[1].get("aria-hidden") == "true" for row in page.all("svg"))
    assert all(row[2].strip() for row in page.all("a", "button", "summary", "h1", "h2", "h3"))
    assert all(row[1].get("scope") in {"col", "row"} for row in page.all("th"))
    assert len(page.all("caption")) == len(page.all("table"))
    assert {row[1]["tabindex"] for row in page.found if "tabindex" in row[1]} <= {"0", "-1"}
    ids = [row[1]["id"] for row in page.found if "id" in row[1]]
    assert len(ids) == len(set(ids))
    named = [row[1]["aria-labelledby"] for row in page.found if "aria-labelledby" in row[1]]
    assert set(named) <= set(ids)
    navs = [row[1]["aria-label"] for row in page.all("nav")]
    assert len(navs) == len(set(navs))
    assert page.all("a")[0][1]["href"] == "#content"


@pytest.mark.parametrize("address", PAGES)
def test_a_page_needs_no_script_and_nothing_from_elsewhere(told, address):
    page = world["Tags"](told[address])
    assert not page.all("script", "iframe", "object", "embed", "style", "base")
    assert not [
        row
        for row in page.found
        if any(name.startswith("on") or name == "style" for name in row[1])
    ]
    led = [
        row[1][name] for row in page.found for name in ("href", "src", "action") if name in row[1]
    ]
    assert all(to.startswith(("/", "#")) and not to.startswith("//") for to in led)
    assert not re.findall(r"url\(|@import|//", CSS)


# Every color that is set as text, with each background that it can stand on.
PAIRS = [
    ("ink", "paper"), ("ink", "card"), ("ink", "bad-paper"), ("ink", "warn-paper"),
    ("quiet", "paper"), ("quiet", "card"), ("quiet", "bad-paper"), ("quiet", "warn-paper"),
    ("link", "paper"), ("link", "card"), ("link", "bad-paper"), ("link", "warn-paper"),
    ("bad", "paper"), ("bad", "card"), ("good", "paper"), ("card", "link"),
    ("found-ink", "found"), ("closed-ink", "closed"),
]  # fmt: skip


def _schemes():
    light, dark = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    first = dict(re.findall(r"--([\w-]+): (#\w+)", light))
    return {"light": first, "dark": first | dict(re.findall(r"--([\w-]+): (#\w+)", dark))}


def _luminance(color):
    digits = color[1:] if len(color) == 7 else "".join(c * 2 for c in color[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one, other):
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_what_is_behind_it(scheme):
    colors = _schemes()[scheme]
    for ink, paper in PAIRS:
        assert _contrast(colors[ink], colors[paper]) >= 4.5, (ink, paper)
    for line, paper in (("border", "paper"), ("border", "card"), ("link", "paper")):
        assert _contrast(colors[line], colors[paper]) >= 3, (line, paper)


def test_every_color_of_a_text_is_in_the_pairs():
    inks = set(re.findall(r"(?<![\w-])color: var\(--([\w-]+)\)", CSS))
    papers = set(re.findall(r"background: var\(--([\w-]+)\)", CSS))
    assert inks <= {ink for ink, _ in PAIRS}
    assert papers <= {paper for _, paper in PAIRS}
    assert not re.findall(r"(?<![\w-])color: #", CSS)


MEASURE = """<script>
const told = [], all = [...document.querySelectorAll("template")];
function next() {
  const each = all.shift();
  if (!each) { document.body.innerText = "MEASURED" + JSON.stringify(told) + "END"; return; }
  const frame = document.createElement("iframe");
  frame.style = `border: 0; height: 900px; width: ${each.dataset.width}px`;
  frame.onload = () => {
    const inner = frame.contentDocument, seen = [];
    inner.querySelectorAll("details").forEach(one => one.open = true);
    inner.querySelectorAll("a:not(.skip), button, input, summary").forEach((one, at) => {
      for (const box of one.getClientRects())
        if (box.width) seen.push([box.x, box.y, box.width, box.height, at]);
    });
    told.push([inner.documentElement.scrollWidth, inner.documentElement.clientWidth, seen]);
    frame.remove();
    next();
  };
  frame.srcdoc = each.innerHTML;
  document.body.append(frame);
}
next();
</script>"""


def chromium(*how):
    program = (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if program is None:
        pytest.skip("no Chromium here: pages are not looked at in a browser")
    said = subprocess.run(
        [program, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--virtual-time-budget=3000", *how],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return said.stdout


def test_in_a_browser_nothing_scrolls_aside_and_targets_are_large_or_apart(told, tmp_path):
    asked = [(address, width) for width in (320, 1280) for address in PAGES]
    parts = ["<!doctype html><meta charset=utf-8><body>"]
    for address, width in asked:
        page = re.sub(r'<link rel="stylesheet"[^>]*>', f"<style>{CSS}</style>", told[address])
        parts.append(f"<template data-width={width}>{page}</template>")
    (tmp_path / "all.html").write_text("".join([*parts, MEASURE]), "utf-8")
    out = chromium(
        f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom", f"file://{tmp_path}/all.html"
    )
    measured = json.loads(re.search(r"MEASURED(.*)END", out, re.DOTALL)[1])
    assert len(measured) == len(asked)
    for (address, width), (wide, shown, targets) in zip(asked, measured, strict=True):
        assert wide <= shown == width, address
        assert len(targets) >= 5
        for one, other in itertools.permutations(targets, 2):
            large = min(one[2:4]) >= SMALLEST or one[4] == other[4]  # a link over two lines
            assert large or _apart(one, other), (address, width, one, other)


def _apart(small, near):
    """Say whether a circle of 24 px about a small target leaves another target, or its circle, alone."""
    x, y = small[0] + small[2] / 2, small[1] + small[3] / 2
    if min(near[2:4]) < SMALLEST:
        nx, ny = near[0] + near[2] / 2, near[1] + near[3] / 2
        return (x - nx) ** 2 + (y - ny) ** 2 >= 24**2
    dx = max(near[0] - x, 0, x - near[0] - near[2])
    dy = max(near[1] - y, 0, y - near[1] - near[3])
    return dx**2 + dy**2 >= 12**2
