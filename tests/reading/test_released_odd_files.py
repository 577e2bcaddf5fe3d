"""A file with the manifest's hash and an odd inside costs its own record, never the release."""

import hashlib
import json
import runpy
from pathlib import Path

import pikepdf
import pytest
import zstandard

from tearline.errors import UsageError
from tearline.reading.lists.numbers import Aliases
from tearline.reading.released import ReleaseFolder
from tearline.reading.witnesses.witness import ReleaseWitness

W = runpy.run_path(str(Path(__file__).parent / "search_world.py"))
GRAY, PATTERN = pikepdf.Name.DeviceGray, pikepdf.Name.Pattern
SEPARATION = pikepdf.Array(
    [pikepdf.Name.Separation, pikepdf.Name.Foo, pikepdf.Name.DeviceRGB, pikepdf.Dictionary(N=1)]
)
IMAGES = {
    "a colour of its own": {"Width": 100, "Height": 100, "ColorSpace": SEPARATION},
    "a codec without its data": {
        "Width": 100, "Height": 100, "ColorSpace": GRAY, "Filter": pikepdf.Name.JBIG2Decode,
    },
    "no colours named": {"Width": 100, "Height": 100},
    "a pattern": {"Width": 100, "Height": 100, "ColorSpace": PATTERN},
    "900 million pixels": {"Width": 30_000, "Height": 30_000, "ColorSpace": GRAY},
    "no size": {"ColorSpace": GRAY},
}  # fmt: skip


def with_file(folder, record, path, data):
    """Add a file to a record of a release, or replace it; the manifest lists it as it is."""
    (folder / path).parent.mkdir(exist_ok=True)
    (folder / path).write_bytes(data)
    manifest = json.loads((folder / "manifest.json").read_text())
    row = next(one for one in manifest["records"] if one["record"] == record)
    listed = {"path": path, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
    row["files"] = [one for one in row["files"] if one["path"] != path] + [listed]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return ReleaseFolder(folder)


def pdf_of(tmp_path, image):
    """Return a PDF of one page with one image."""
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(612, 792))
        stored = pikepdf.Stream(pdf, b"\0" * 10_000)
        stored.Type, stored.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        for name, value in {"BitsPerComponent": 8, **image}.items():
            stored[f"/{name}"] = value
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=stored))
        pdf.save(tmp_path / "one.pdf")
    return (tmp_path / "one.pdf").read_bytes()


@pytest.mark.parametrize("image", IMAGES.values(), ids=IMAGES)
def test_an_image_that_cannot_be_shown_is_none(tmp_path, image):
    folder = tmp_path / "r"
    W["write_release"](folder, {"a": ["lamps"], "b": ["rain"]})
    release = with_file(folder, "a", "records/a.pdf", pdf_of(tmp_path, image))
    assert release.is_verified("a")
    assert release.image("a", 1) is None
    assert release.image("a", 2) is None


@pytest.mark.parametrize("text", ["[]\n", "{}\n", "not json\n", '{"record": 1}\n'])
def test_page_data_of_another_form_is_a_problem_of_its_record(tmp_path, text):
    folder = tmp_path / "r"
    W["write_release"](folder, {"a": ["lamps"], "b": ["rain"]})
    data = zstandard.ZstdCompressor().compress(text.encode())
    witness = ReleaseWitness(with_file(folder, "a", "pages/a.jsonl.zst", data), Aliases.none())
    assert witness.read("a").pages == ()
    assert any("cannot be read as pages" in why for why in witness.read("a").problems)
    assert [page.text for page in witness.read("b").pages] == ["rain"]


def test_a_record_without_a_name_and_one_listed_twice_are_refused(tmp_path):
    folder = tmp_path / "r"
    W["write_release"](folder, {"a": ["lamps"], "b": ["rain"]})
    manifest = json.loads((folder / "manifest.json").read_text())
    for name in ("", "a"):
        manifest["records"][1]["record"] = name
        (folder / "manifest.json").write_text(json.dumps(manifest))
        with pytest.raises(UsageError):
            ReleaseFolder(folder)
