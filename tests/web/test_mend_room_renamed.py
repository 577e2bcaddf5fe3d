"""What is withdrawn under one name is handed out under no other that the releases tell of."""

import json
import runpy
from pathlib import Path

import pytest

from tearline.web.room import build_room
from tearline.web.shelf import Shelf

WORLD = runpy.run_path(str(Path(__file__).with_name("room_world.py")))
A, B = "104-10001-10001", "104-10002-10002"
DAYS = ("2018-01-01", "2022-01-01", "2023-01-01", "2025-01-01")


def opened(place, *releases):
    """Open releases, each record -> (numbers, status or '' for pages); one after the other."""
    folders = []
    for at, (day, records) in enumerate(zip(DAYS, releases, strict=False)):
        texts = {name: None if how else [f"zanzibar of {at}"] for name, (_, how) in records.items()}
        numbers = {name: list(given) for name, (given, _) in records.items()}
        folder = WORLD["write_release"](place / f"r{at}", texts, day, numbers=numbers)
        manifest = json.loads((folder / "manifest.json").read_text())
        for row in manifest["records"]:
            how = records[row["record"]][1]
            row.update({"status": how, "note": "a living informant"} if how else {})
        (folder / "manifest.json").write_text(json.dumps(manifest))
        folders.append(folder)
    return WORLD["Reader"](build_room(Shelf(folders, place / "cache"))).get


def status(ask, name, day=DAYS[0]):
    return ask(f"/record/{name}/public-{day}/page/1").status


GONE = "withdrawn"


@pytest.mark.parametrize(
    ("old", "newer", "last"),
    [
        ({"docid-1": ((A,), "")}, {}, {A: ((), GONE)}),
        ({A: ((A,), "")}, {}, {"docid-1": ((A,), GONE)}),
        ({"10410001-10001": ((), "")}, {}, {A: ((), GONE)}),
        ({A: ((A,), "")}, {"docid-1": ((A,), "")}, {"docid-1": ((), GONE)}),
        ({A: ((A,), "")}, {"docid-1": ((A, B), "")}, {B: ((), GONE)}),
    ],
    ids=["by its number", "by its new name", "written otherwise", "renamed before", "over three names"],
)  # fmt: skip
def test_an_earlier_edition_under_another_name_is_gone_too(tmp_path, old, newer, last):
    ask = opened(tmp_path, old, newer or {"x": (("9",), "")}, last)
    name = next(iter(old))
    page = f"/record/{name}/public-{DAYS[0]}/page/1"
    for address in (page, f"{page}/image.png", f"/downloads/public-{DAYS[0]}/text/r1.txt"):
        told = ask(address)
        assert told.status == 410, address
        assert "zanzibar" not in told.text
        assert f"there called {next(iter(last))}" in told.text
        assert "a living informant" in told.text
    if newer:
        assert status(ask, next(iter(newer)), DAYS[1]) == 410
    assert page not in ask("/search?q=zanzibar").text


def test_records_side_by_side_with_one_number_are_two(tmp_path):
    side = {A: ((A,), ""), f"{A}_H1": ((A,), "")}
    ask = opened(tmp_path, side, {A: ((), GONE)})
    assert (status(ask, A), status(ask, f"{A}_H1")) == (410, 200)


def test_where_it_cannot_be_said_which_of_two_was_renamed_both_are_gone(tmp_path):
    side = {A: ((A,), ""), f"{A}_H1": ((A,), "")}
    ask = opened(tmp_path, side, {"docid-1": ((A,), "")}, {"docid-1": ((), GONE)})
    assert (status(ask, A), status(ask, f"{A}_H1")) == (410, 410)


def test_what_is_released_again_is_back_under_all_its_names(tmp_path):
    ask = opened(
        tmp_path,
        {A: ((A,), "")}, {"docid-1": ((A,), GONE)}, {"docid-1": ((A,), "")},
    )  # fmt: skip
    assert status(ask, A) == 200


def test_what_is_released_again_under_its_own_name_is_back(tmp_path):
    ask = opened(tmp_path, {A: ((A,), "")}, {"docid-1": ((A,), GONE)}, {A: ((A,), "")})
    assert (status(ask, A), status(ask, A, DAYS[2])) == (200, 200)


def test_other_numbers_are_other_records(tmp_path):
    ask = opened(tmp_path, {A: ((A,), ""), B: ((B,), "")}, {"docid-1": ((B,), GONE)})
    assert (status(ask, A), status(ask, B)) == (200, 410)
