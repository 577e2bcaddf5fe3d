"""A release whose files are not what its manifest lists: said, and never shown as verified."""

import json
import os
import runpy
from pathlib import Path

import pytest

from tearline.errors import UsageError
from tearline.web.room import build_room
from tearline.web.shelf import Shelf

world = runpy.run_path(str(Path(__file__).with_name("room_world.py")))
RECORDS = {"good": ["harbor one"], "poor": ["harbor two", "harbor three"]}
PAGE = "/record/poor/public-2026-01-01/page/1"


def removed(path):
    path.unlink()


def cut(path):
    path.write_bytes(path.read_bytes()[:-20])


def altered(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def led_elsewhere(path):
    path.rename(path.with_suffix(".moved"))
    path.symlink_to(path.with_suffix(".moved"))


BAD_DAYS = (removed, cut, altered, led_elsewhere)


def opened(place):
    return world["Reader"](build_room(Shelf([place / "out"], place / "cache"))).get


def says_verified(text):
    return "Verified: each of its" in text


@pytest.mark.parametrize("late", [False, True], ids=["before it opens", "while it is open"])
@pytest.mark.parametrize("folder", ["pages", "records", "text"])
@pytest.mark.parametrize("bad_day", BAD_DAYS)
def test_a_record_with_a_file_at_fault_is_nowhere_shown_as_verified(
    tmp_path, bad_day, folder, late
):
    world["write_release"](tmp_path / "out", RECORDS)
    path = next((tmp_path / "out" / folder).glob("r2.*"))
    if not late:
        bad_day(path)
    get = opened(tmp_path)
    if late:
        assert says_verified(get("/record/poor").text)
        assert "not verified" not in get("/search?q=harbor").text
        bad_day(path)
    for address in ("/record/poor", PAGE):
        told = get(address).text
        assert not says_verified(told), address
        assert "<strong>Not verified.</strong>" in told, address
        assert f"<code>{folder}/{path.name}</code>" in told, address
    hits = get("/search?q=harbor").text
    found = hits.count("/record/poor/")
    assert hits.count("not verified: a file of this record is at fault") == found
    assert found == (2 if late or folder != "pages" else 0)
    assert get("/release/public-2026-01-01").text.count("not verified") == 1
    refused = get(f"/downloads/public-2026-01-01/{folder}/{path.name}")
    assert refused.status == 409
    assert "is at fault" in refused.text
    image = get(f"{PAGE}/image.png")
    assert (image.status == 200) == (folder != "records")
    text = get(PAGE).text
    assert ("harbor two" in text) == (folder != "pages")
    assert ("No text is shown" in text) == (folder == "pages")
    if folder == "records":
        assert "Not verified" in get(f"{PAGE}/cite").text
    assert says_verified(get("/record/good").text)
    if not late:
        assert f"<code>{folder}/{path.name}</code>" in get("/").text


def test_a_file_that_was_mended_is_handed_out_again(tmp_path):
    world["write_release"](tmp_path / "out", RECORDS)
    get, path = opened(tmp_path), tmp_path / "out" / "text" / "r2.txt"
    data = path.read_bytes()
    altered(path)
    assert get("/downloads/public-2026-01-01/text/r2.txt").status == 409
    path.write_bytes(data)
    assert get("/downloads/public-2026-01-01/text/r2.txt").body == data


def test_an_altered_file_with_its_old_time_is_still_seen(tmp_path):
    world["write_release"](tmp_path / "out", RECORDS)
    get, path = opened(tmp_path), tmp_path / "out" / "text" / "r2.txt"
    assert get("/downloads/public-2026-01-01/text/r2.txt").status == 200
    stat = path.stat()
    altered(path)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert get("/downloads/public-2026-01-01/text/r2.txt").status == 409


def test_the_release_s_own_file_at_fault_is_said_with_the_release(tmp_path):
    world["write_release"](tmp_path / "out", RECORDS)
    altered(tmp_path / "out" / "note.md")
    get = opened(tmp_path)
    assert "Files of the release itself are at fault" in get("/release/public-2026-01-01").text
    assert get("/downloads/public-2026-01-01/note.md").status == 409
    assert says_verified(get("/record/good").text)


def test_a_pdf_without_a_picture_is_said_and_nothing_fails(tmp_path):
    import hashlib

    import pikepdf

    out = world["write_release"](tmp_path / "out", RECORDS)
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out / "records" / "r2.pdf")
    manifest = json.loads((out / "manifest.json").read_text())
    listed = manifest["records"][1]["files"][1]
    data = (out / listed["path"]).read_bytes()
    listed |= {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    (out / "manifest.json").write_text(json.dumps(manifest))
    told = opened(tmp_path)(f"{PAGE}/image.png")
    assert told.status == 404
    assert "No image of this page can be shown" in told.text


def refusal(tmp_path, *folders):
    with pytest.raises(UsageError) as refused:
        Shelf(folders, tmp_path / "cache")
    return str(refused.value)


def test_what_cannot_be_a_room_is_refused_with_a_reason(tmp_path):
    out = world["write_release"](tmp_path / "out", RECORDS)
    same = world["write_release"](tmp_path / "same", RECORDS)
    newer = world["write_release"](tmp_path / "newer", RECORDS, "2026-02-02", schema_version=2)
    week = world["write_release"](tmp_path / "week", RECORDS, "2026-W01-1")
    both = refusal(tmp_path, out, same)
    assert str(out) in both
    assert str(same) in both
    assert "is of version 2, this Tearline reads 1" in refusal(tmp_path, out, newer)
    assert "is not a day" in refusal(tmp_path, week)
    assert "is no release" in refusal(tmp_path, tmp_path)
    assert "no release" in refusal(tmp_path)
    assert not (tmp_path / "cache").exists()
