"""What is new, in a room: each release beside the earlier ones, kept, and never more than the mask lets through."""

import io
import json
import runpy
from pathlib import Path

import pytest
from PIL import Image
from starlette.applications import Starlette
from starlette.routing import Route

from tearline.reading.comparing.crops import COVERED, PLACE
from tearline.web import whats_new
from tearline.web.shelf import Shelf
from tearline.web.shown import Pages

ROOM = runpy.run_path(str(Path(__file__).parent / "room_world.py"))
LINES = [
    "The watchman saw two lamps on the eastern pier before midnight",
    "and told the harbor office 523-45-6781 that nobody answered",
    "A tally clerk wrote the names of all barges into the ledger",
    "and the fire began in the third shed behind the customs house",
]
NEW = "\n".join(LINES)
OLD = NEW.replace("the names of all barges ", "[(b)(1)] ")
LABEL = "public-2026-01-01"


def release(folder, records, date, **more):
    return ROOM["write_release"](folder, records, date, **more)


def quiet(stage, done, total):
    pass


def opened(folders, cache):
    shelf = Shelf(folders, cache / "index")
    news = whats_new.prepare(shelf, cache, quiet)
    routes = whats_new.routes(shelf, Pages(), news)
    return ROOM["Reader"](Starlette(routes=[Route(*row) for row in routes])), news


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    root = tmp_path_factory.mktemp("news")
    release(root / "a", {"901-1": [OLD], "gone": [LINES[0]]}, "2025-01-01")
    release(
        root / "b", {"901-1": [NEW], "<b>x": ["One page more of quite another thing"]}, "2026-01-01"
    )
    release(root / "draft", {"901-1": [NEW]}, "2026-02-02", draft=True)
    release(root / "allies", {"901-1": [NEW]}, "2026-03-03", audience="allies")
    return [root / name for name in ("a", "b", "draft", "allies")]


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def room(folders, cache):
    return opened(folders, cache)


def test_each_release_stands_beside_the_earlier_ones_for_the_same_readers(room):
    reader, news = room
    assert list(news.of) == ["allies-2026-03-03", LABEL, "public-2025-01-01"]
    assert [one.label for one in news.of[LABEL].earlier] == ["public-2025-01-01"]
    assert news.of["allies-2026-03-03"].compared is None
    text = reader.get("/new").text
    assert text.count("nothing earlier here to compare it with") == 2
    assert "is a draft, and is not compared" in text
    assert reader.get("/new/public-2026-02-02-draft").status == 404


def test_a_change_is_shown_with_both_texts_links_and_crops_and_nothing_personal(room):
    reader, _ = room
    told = reader.get(f"/new/{LABEL}?type=newly_visible")
    assert told.status == 200
    assert "<mark>the names of all barges</mark>" in told.text
    assert "/record/901-1/public-2025-01-01/page/1" in told.text
    assert "6781" not in told.text
    assert "no list of protected people" in told.text
    images = [row[1] for row in ROOM["Tags"](told.text).all("img")]
    assert len(images) == 2
    for image in images:
        sent = reader.get(image["src"])
        assert sent.headers["content-type"] == "image/png"
        crop = Image.open(io.BytesIO(sent.body)).convert("RGB")
        assert crop.size == (int(image["width"]), int(image["height"]))
        colours = {colour for _, colour in crop.getcolors(1 << 24)}
        assert {COVERED, PLACE} <= colours


def test_every_type_that_is_counted_has_its_list_and_the_numbers_agree(room):
    reader, news = room
    counts = news.of[LABEL].compared.summary.counts
    for kind, number in counts.items():
        text = reader.get(f"/new/{LABEL}?type={kind}").text
        assert f"1 to {number} of {number}" in text
    assert sum(counts.values()) == len(news.of[LABEL].by_number)
    assert "<b>x" not in reader.get(f"/new/{LABEL}?type=new_record").text


@pytest.mark.parametrize(
    "address",
    [
        "/new/none", f"/new/{LABEL}?type=withdrawn", f"/new/{LABEL}?type=<b>", f"/new/{LABEL}?page=99",
        f"/new/{LABEL}/crop/1-other.png", f"/new/{LABEL}/crop/999-new.png", f"/new/{LABEL}/crop/x",
        "/new/none/crop/1-new.png", f"/new/{LABEL}/crop/-1-new.png",
    ],
)  # fmt: skip
def test_what_is_not_there_is_said(room, address):
    told = room[0].get(address)
    assert told.status == 404
    assert "<h1>" in told.text
    assert "<b>" not in told.text


def test_what_was_compared_once_is_not_compared_again(folders, cache, room, monkeypatch):
    def never(*args, **kwargs):
        raise AssertionError

    monkeypatch.setattr(whats_new, "compare", never)
    _, again = opened(folders, cache)
    assert again.of[LABEL].compared == room[1].of[LABEL].compared


def test_a_damaged_cache_is_made_again(folders, cache, room):
    (kept,) = (cache / "new").iterdir()
    whole = kept.read_bytes()
    for damaged in (whole[:-1], b"", whole[:40] + b"x" + whole[41:]):
        kept.write_bytes(damaged)
        _, again = opened(folders, cache)
        assert again.of[LABEL].compared == room[1].of[LABEL].compared
        assert kept.read_bytes() == whole


def test_another_release_is_another_comparison(folders, cache, room, tmp_path):
    release(tmp_path / "c", {"901-1": [OLD]}, "2025-06-01")
    _, news = opened([*folders, tmp_path / "c"], tmp_path / "cache")
    assert len(news.of[LABEL].earlier) == 2
    assert news.of["public-2025-06-01"].compared is not None


def test_a_file_at_fault_is_told_and_what_came_of_it_is_not_kept(tmp_path):
    release(tmp_path / "a", {"901-1": [OLD]}, "2025-01-01")
    release(tmp_path / "b", {"901-1": [NEW]}, "2026-01-01")
    page = next((tmp_path / "a" / "pages").iterdir())
    page.write_bytes(page.read_bytes()[:-1] + b"x")
    reader, _ = opened([tmp_path / "a", tmp_path / "b"], tmp_path / "cache")
    assert "is not what the manifest lists" in reader.get(f"/new/{LABEL}").text
    assert "counts are not whole" in reader.get("/new").text
    assert not (tmp_path / "cache" / "new").exists()


def test_identical_releases_have_nothing_new(tmp_path):
    for name, date in (("a", "2025-01-01"), ("b", "2026-01-01")):
        release(tmp_path / name, {"901-1": [NEW]}, date)
    reader, news = opened([tmp_path / "a", tmp_path / "b"], tmp_path / "cache")
    assert [str(kind) for kind in news.of[LABEL].compared.summary.counts] == ["unchanged"]
    assert "Pages unchanged" in reader.get(f"/new/{LABEL}").text


def test_a_release_without_a_record_at_all_is_shown(tmp_path):
    release(tmp_path / "a", {"901-1": [NEW]}, "2025-01-01")
    folder = release(tmp_path / "b", {"901-1": [NEW]}, "2026-01-01")
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"records": []}))
    reader, _ = opened([tmp_path / "a", folder], tmp_path / "cache")
    assert "Nothing was found" in reader.get(f"/new/{LABEL}").text
