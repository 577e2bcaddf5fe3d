"""Records that a release names without pages are no pages that cannot be compared."""

import json
import runpy
from pathlib import Path

import pytest

from tearline.reading.comparing.decoy import error_rate
from tearline.web import whats_new
from tearline.web.room import build_room
from tearline.web.shelf import Shelf
from tearline.web.side_by_side import proven_sentence

WORLD = runpy.run_path(str(Path(__file__).with_name("room_world.py")))


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    place = tmp_path_factory.mktemp("nameless")
    WORLD["write_release"](place / "a", {"one": ["harbor lamp"], "two": ["the quay"]}, "2025-01-01")
    folder = WORLD["write_release"](
        place / "b", {"one": None, "two": ["the quay"], "three": None}, "2026-01-01"
    )
    manifest = json.loads((folder / "manifest.json").read_text())
    for row in manifest["records"]:
        row["status"] = {"one": "held", "three": "pending"}.get(row["record"], row["status"])
    (folder / "manifest.json").write_text(json.dumps(manifest))
    shelf = Shelf([place / "a", folder], place / "cache")
    news = whats_new.prepare(shelf, place / "cache", lambda *_: None)
    return WORLD["Reader"](build_room(shelf, news=news)).get


def test_records_without_pages_have_their_own_list_by_status(ask):
    told = ask("/new/public-2026-01-01?type=without_pages").text
    assert "Pending 1; 0 of these had pages in an earlier release here." in told
    closed = ask("/new/public-2026-01-01?type=closed_again").text
    assert "Public before, and closed again" in closed
    assert "cannot be compared" not in told + ask("/new").text
    assert ask("/new/public-2026-01-01?type=unsettled").status == 404


def test_what_was_not_found_has_no_word_of_its_error(ask):
    told = ask("/new/public-2026-01-01").text
    assert "hole lines" not in told
    assert "cannot be said" not in told


def test_what_the_scan_proves_is_told_with_its_numbers():
    said = proven_sentence(error_rate(3, 0))
    assert "3" in said
    assert "backwards 0" in said
    assert "cannot be said" not in said
