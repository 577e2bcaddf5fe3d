"""Records count once however many releases have them; the newest edition comes first; editions are told."""

import runpy
from pathlib import Path

import pytest

from tearline.reading.searching.search import Search

WORLD = runpy.run_path(str(Path(__file__).with_name("search_world.py")))
DATES = ("2022-01-01", "2021-01-01", "2023-01-01")  # not in order, as a shell may list them


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    place = tmp_path_factory.mktemp("editions")
    made = {}
    for date in DATES:
        records = {f"901-10001-1000{n}": ["harbor pilot", "harbor night"] for n in range(3)}
        records["901-10001-10009"] = None  # in no release a page
        records["901-10001-10008"] = ["the late harbor"] if date == "2023-01-01" else None
        if date == "2022-01-01":
            records["901-10001-10002"] = ["another text", "harbor night"]
        made[date] = WORLD["write_release"](place / date, records, date)
    return [made[date] for date in DATES], place / "cache"


@pytest.fixture(scope="module")
def search(folders):
    return Search.of_releases(*folders)


def test_a_record_without_pages_in_three_releases_is_one_record(search):
    answer = search.search("harbor")
    assert answer.unfound.without_pages == 1, "the other has a page in the newest release"
    assert "1 record has no page that can be searched." in answer.notes()


def test_a_query_without_words_lists_the_newest_release_first(search):
    hits = search.search("page:1..9", limit=100).hits
    assert [hit.release[-10:] for hit in hits] == sorted(
        (hit.release[-10:] for hit in hits), reverse=True
    )
    assert hits[0].release == "public-2023-01-01"


@pytest.mark.parametrize("step", [1, 4, 7])
def test_paging_gives_every_hit_once_in_one_order(search, step):
    whole = [hit.address for hit in search.search("harbor", limit=100).hits]
    parts = [
        hit.address
        for at in range(0, len(whole), step)
        for hit in search.search("harbor", limit=step, offset=at).hits
    ]
    assert parts == whole
    assert len(set(whole)) == len(whole)


def test_editions_of_a_page_are_told_newest_first_where_the_query_finds_them(search):
    hits = search.search("pilot", limit=100, editions=True).hits
    also = {
        (hit.record[-1], hit.release[-10:-6]): [one[-10:-6] for one in hit.also_in] for hit in hits
    }
    assert also[("0", "2021")] == ["2023", "2022"]
    assert also[("0", "2023")] == ["2022", "2021"]
    assert also[("2", "2021")] == ["2023"], "the text of 2022 has no pilot"
    assert ("2", "2022") not in also
    assert all(not hit.also_in for hit in search.search("pilot").hits), "only if asked for"


def test_a_page_of_one_release_has_no_edition(search):
    (hit,) = search.search("late", editions=True).hits
    assert hit.also_in == ()


def test_on_a_terminal_editions_are_one_hit_and_every_row_is_there_for_a_program(
    tearline, folders, monkeypatch, capsys, tmp_path
):
    from tearline.talk import Talk
    from tearline.verbs import searched

    monkeypatch.setenv("TEARLINE_CACHE", str(tmp_path))
    asked = {"limit": 20, "offset": 0, "also": (), "facets": False, "boxes": False}
    paths = [folder.path for folder in folders[0]]
    searched.search("pilot", paths, asked, Talk(as_json=False))
    said = capsys.readouterr()
    assert said.out.count(" p. 1  ") == 3
    assert said.out.count("also in: ") == 3
    assert "8 pages found." in said.out
    assert "5 of these are other editions of a page above" in said.err

    rows = tearline("search", "pilot", *paths, env={"TEARLINE_CACHE": str(tmp_path)}).lines
    hits = [row for row in rows if row["type"] == "hit"]
    assert len(hits) == 8
    firsts = [row for row in hits if not row["same_as"]]
    assert len(firsts) == 3
    assert {row["same_as"] for row in hits if row["same_as"]} == {row["address"] for row in firsts}
    assert all(row["also_in"] for row in hits)
