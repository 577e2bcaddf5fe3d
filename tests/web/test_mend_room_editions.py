"""One page of a record in two releases is one hit that names both; nothing that was found is lost."""

import runpy
from pathlib import Path

import pytest

from tearline.web import finding
from tearline.web.room import build_room
from tearline.web.shelf import Shelf

WORLD = runpy.run_path(str(Path(__file__).with_name("room_world.py")))
OLD = {"one": ["the harbor lamp Jones", "a quay and the harbor"], "two": ["the harbor of two"]}
NEW = {"one": ["the harbor lamp [(b)(6)]", "a quay and the harbor"]}
LABELS = ("public-2025-01-01", "public-2026-01-01")


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    place = tmp_path_factory.mktemp("editions")
    folders = [
        WORLD["write_release"](place / "a", OLD, "2025-01-01"),
        WORLD["write_release"](place / "b", NEW, "2026-01-01"),
    ]
    return WORLD["Reader"](build_room(Shelf(folders, place / "cache"))).get


def hits(text):
    """Return the hits, each with the links to pages in it."""
    items = text.split('<ol class="hits"')[1].split("</ol>")[0].split("<li ")[1:]
    return [
        [tag[1]["href"].partition("?")[0] for tag in WORLD["Tags"](item).all("a")] for item in items
    ]


def test_editions_of_one_page_are_one_hit_and_both_can_be_had(ask):
    told = ask("/search?q=harbor").text
    found = hits(told)
    assert len(found) == 3
    assert sorted(link for links in found for link in links) == sorted(
        [f"/record/one/{label}/page/{n}" for label in LABELS for n in (1, 2)]
        + ["/record/two/public-2025-01-01/page/1"]
    )
    for links in found:
        assert len({link.rsplit("/", 1)[1] for link in links}) == 1
        assert len({link.split("/")[2] for link in links}) == 1
    assert "5 pages of 2 records" in told
    assert "1 to 5 shown" not in told


def test_what_was_closed_since_is_said_of_the_edition_it_is_true_of(ask):
    told = ask("/search?q=lamp").text
    assert len(hits(told)) == 1
    assert told.casefold().count("more is withheld on this page since 2026-01-01") == 1


def test_numbers_of_hits_go_on_over_lists_and_none_is_lost(ask, monkeypatch):
    monkeypatch.setattr(finding, "PER_PAGE", 2)
    seen, numbers = [], []
    for page in (1, 2, 3):
        told = ask(f"/search?q=harbor&page={page}").text
        seen += [link for links in hits(told) for link in links]
        rows = WORLD["Tags"](told).all("li")
        numbers += [int(row[1]["value"]) for row in rows if "value" in row[1]]
    assert len(seen) == len(set(seen)) == 5
    assert numbers == sorted(set(numbers))
    assert numbers[0] == 1
