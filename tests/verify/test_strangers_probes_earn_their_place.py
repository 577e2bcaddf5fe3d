"""Every probe for a stranger's PDF is needed: for each there is a file that it alone finds out.

Some of these files are of the adversarial corpus, the others are drawn here: a probe that no file
needs would be a probe whose breaking nobody notices. The whole corpus, raw, is never clean.
"""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import drawn_strangers as ds
import pikepdf
import pytest
from PIL import Image, ImageDraw

from tearline_verify import against, onefile
from tearline_verify.setting import Setting

CORPUS = Path(__file__).parents[1] / "adversarial" / "make_corpus.py"
ALONE_IN_THE_CORPUS = {
    "carve": "secret-in-a-comment-between-objects",
    "fonts": "secret-spelled-by-the-order-of-a-tounicode-map",
    "hiding places": "letter-shapes-in-a-jbig2-symbol-dictionary",
    "images": "page-thumbnail-not-burnt",
    "values": "secret-in-the-file-s-own-name",
    "withheld places": "name-under-a-mosaic",
}
# One of each kind of hiding place; `make test-long` looks at all 189 cases.
CHOSEN = (
    *ALONE_IN_THE_CORPUS.values(),
    "digest-of-the-number-in-private-data", "secret-after-the-end-of-the-file",
    "secret-behind-a-chain-of-four-filters", "secret-in-an-attached-file", "secret-in-an-xfa-form",
    "secret-in-the-revision-before-the-update",
)  # fmt: skip
PLACE = list(ds.PLACE)
OTHERS = {"other renderers"}  # not on every machine; where they are, they see what pdfium shows


@dataclass(frozen=True)
class Told:
    """What the verifier is told: values, places (page, box)."""

    terms: tuple[str, ...] = ()
    areas: tuple[tuple[int, ...], ...] = ()


def probes(path: Path, told: Told) -> set[str]:
    """Return the probes that find something in a file."""
    base = {"type": "withheld", "record": "", "acknowledged": True, "codes": [], "scope": "release"}
    lines = [
        {**base, "page": page, "areas": [box], "terms": [], "scope": "page"}
        for page, *box in told.areas
    ]
    if told.terms:
        lines.append({**base, "page": None, "areas": [], "terms": list(told.terms)})
    setting = Setting(str(path), against.read(map(json.dumps, lines)))
    found = onefile.verify(setting, 0).verdict.leaks
    return {name for leak in found for name in leak.probe.split(", ")}


def corpus(folder: Path, *names: str) -> list[dict[str, Any]]:
    """Make the corpus, or some of its cases."""
    words = [sys.executable, str(CORPUS), str(folder), "--seed", "7"]
    subprocess.run([*words, *(["--only", *names] if names else [])], check=True)
    return json.loads((folder / "index.json").read_text("utf-8"))["cases"]


def of_case(task: tuple[Path, dict[str, Any]]) -> list[set[str]]:
    """Return the probes that find something in each file of a case."""
    folder, case = task
    areas = tuple(map(tuple, case["areas"]))
    return [
        probes(folder / name, Told(tuple(case["terms"]), () if number else areas))
        for number, name in enumerate(case["files"])
    ]


# Files in which one probe alone finds something. Each returns the bytes.


def _codes_for(shown: str, means: str) -> Callable[[Any], None]:
    """Return what makes a page whose first line shows one word and means, by its map, another."""
    rows = "".join(
        f"<{number:02x}> <{ord(letter):04x}>\n" for number, letter in enumerate(means, 1)
    )
    names = [1, *(pikepdf.Name(f"/{letter}") for letter in shown)]
    codes = "".join(f"{number:02x}" for number in range(1, len(means) + 1))

    def make(document: Any) -> None:
        cmap = f"/CIDInit /ProcSet findresource begin begincmap\n1 begincodespacerange <00> <ff>\n\
endcodespacerange\n{len(means)} beginbfchar\n{rows}endbfchar endcmap end"
        page = document.pages[0]
        page.Resources.Font["/Z"] = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica,
            Encoding=pikepdf.Dictionary(Differences=pikepdf.Array(names)),
            ToUnicode=pikepdf.Stream(document, cmap.encode()),
        )  # fmt: skip
        page.contents_add(f"BT /Z 16 Tf 45 197 Td <{codes}> Tj ET".encode())

    return make


def other_letters() -> bytes:
    """Show one word, and have another one copied."""
    return ds.sheet(lambda _: None, _codes_for("gardenbuz", ds.SECRET))


def locked(after: Callable[[Any], None]) -> bytes:
    """A file encrypted with the empty password: only what decrypts it sees what it holds."""
    with pikepdf.open(io.BytesIO(ds.sheet(lambda _: None))) as document:
        after(document)
        out = io.BytesIO()
        document.save(out, encryption=pikepdf.Encryption(owner="kept", user="", R=6))
        return out.getvalue()


def locked_title() -> bytes:
    """A title that is encrypted."""

    def after(document: Any) -> None:
        document.docinfo["/Title"] = ds.LINE

    return locked(after)


def attached() -> bytes:
    """An encrypted PDF inside a PDF."""

    def after(document: Any) -> None:
        document.attachments["notes.pdf"] = pikepdf.AttachedFileSpec(
            document, locked_title(), mime_type="application/pdf"
        )

    return ds.sheet(lambda _: None, after)


def earlier() -> bytes:
    """An earlier version that means, by its map, what the last one does not say."""
    first = ds.sheet(lambda _: None, _codes_for("gardenbuz", ds.SECRET))
    with pikepdf.open(io.BytesIO(first)) as document:
        page = document.pages[0]
        numbers = [one.objgen[0] for one in page.Contents]
    # An update by hand: the last content object is written anew, empty.
    at = len(first)
    table = first.rindex(b"startxref")
    before = int(first[table:].split()[1])
    more = b"%d 0 obj\n<</Length 0>>stream\n\nendstream\nendobj\n" % numbers[-1]
    xref = at + len(more)
    with pikepdf.open(io.BytesIO(first)) as document:
        size, root = int(document.trailer.Size), document.Root.objgen[0]
    return first + more + (
        b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size %d /Root %d 0 R /Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
        % (numbers[-1], at, size, root, before, xref)
    )  # fmt: skip


def outlined(page: Any, x: float, y: float, text: str = ds.SECRET) -> None:
    """Draw a word as shapes: no text extractor and no decoder of pictures meets it."""
    strip = ds.picture(text).crop((0, 0, 420, 66)).convert("L").resize((210, 33))
    for row in range(strip.height):
        for column in range(strip.width):
            if strip.getpixel((column, row)) < 128:
                page.rect(x + column * 0.7, y - row * 0.7, 0.72, 0.72, fill=1, stroke=0)


def in_shapes() -> bytes:
    return ds.sheet(lambda page: outlined(page, 60, 190))


def shapes_off_the_page() -> bytes:
    return ds.sheet(lambda page: outlined(page, 60, -40))


def no_pages() -> bytes:
    out = io.BytesIO()
    pikepdf.new().save(out)
    return out.getvalue()


def scribble_under_box() -> bytes:
    """Handwriting, which nobody here can read, under a box."""

    def draw(page: Any) -> None:
        scrawl = Image.new("L", (990, 66), 255)
        pen = ImageDraw.Draw(scrawl)
        points = [(20 + 12 * at, 10 + 46 * (at * 7 % 11) // 10) for at in range(60)]
        pen.line(points, fill=0, width=5)
        ds.placed(page, scrawl)
        ds.box(page)

    return ds.sheet(draw)


ALL = Told((ds.SECRET,), ((1, *PLACE),))
TERM = Told((ds.SECRET,))
DRAWN: dict[str, tuple[Callable[[], bytes], Told]] = {
    "attachments": (attached, TERM),
    "extract": (other_letters, TERM),
    "hidden text": (lambda: ds.sheet(ds.white_text), Told()),
    "mosaic": (lambda: ds.sheet(ds.pixelated), Told()),
    "objects": (locked_title, TERM),
    "open": (no_pages, Told()),
    "peel": (scribble_under_box, Told((), ((1, *PLACE),))),
    "revisions": (earlier, TERM),
    "shown": (in_shapes, TERM),
    "unhidden": (shapes_off_the_page, TERM),
    "withholdings": (lambda: ds.sheet(ds.box), Told((), ((1, *PLACE), (9, *PLACE)))),
}


@pytest.mark.parametrize("probe", sorted(DRAWN))
def test_a_file_that_one_probe_alone_finds_out(probe: str, tmp_path: Path) -> None:
    make, told = DRAWN[probe]
    path = tmp_path / "one.pdf"
    path.write_bytes(make())
    assert probes(path, told) == {probe}


@pytest.mark.parametrize("program", ["pdftoppm", "mutool"])
def test_what_only_another_program_shows_is_found(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stand-in for a program that shows the page's words where pdfium shows a box."""
    shown = Image.new("RGB", (1111, 833), "white")
    shown.paste(ds.picture().resize((917, 61)), (111, 239))
    picture = tmp_path / "shown.ppm"
    shown.save(picture)
    stand_in = tmp_path / "bin" / program
    stand_in.parent.mkdir()
    stand_in.write_text(f"#!/bin/sh\nexec {shutil.which('cat')} {picture}\n")
    stand_in.chmod(0o700)
    monkeypatch.setenv("PATH", str(stand_in.parent))
    path = tmp_path / "one.pdf"
    path.write_bytes(ds.sheet(ds.box))
    assert probes(path, ALL) == {"other renderers"}


def test_no_chosen_case_is_clean_and_one_probe_alone_finds_some(tmp_path: Path) -> None:
    """One test, so that the cases are looked at once, whatever shares out the tests."""
    cases = corpus(tmp_path, *sorted(CHOSEN))
    found = {case["name"]: of_case((tmp_path, case)) for case in cases}
    assert set(found) == set(CHOSEN)
    assert [name for name, sets in found.items() if not all(sets)] == []
    alone = {
        probe: [one - OTHERS for one in found[name]] for probe, name in ALONE_IN_THE_CORPUS.items()
    }
    assert alone == {probe: [{probe}] for probe in ALONE_IN_THE_CORPUS}


@pytest.mark.long
def test_no_raw_case_of_the_corpus_is_clean(tmp_path: Path) -> None:
    """Every case but the covert ones blocks, by one of its files; those found are told apart."""
    cases = corpus(tmp_path)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        came = list(pool.map(of_case, [(tmp_path, case) for case in cases]))
    found = {case["name"]: set().union(*sets) for case, sets in zip(cases, came, strict=True)}
    assert [case["name"] for case in cases if not (found[case["name"]] or case["covert"])] == []
    told = [one - OTHERS for sets in came for one in sets]
    alone = {next(iter(one)) for one in told if len(one) == 1}
    assert alone >= set(ALONE_IN_THE_CORPUS)
