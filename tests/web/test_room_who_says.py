"""Who says what, in the room: marked in the released text, every statement at its place, nothing of what is withheld."""

import html
import re
import runpy
from importlib.util import find_spec
from pathlib import Path

import pytest

from tearline.findings import language
from tearline.web.room import build_room
from tearline.web.shelf import Shelf

pytestmark = pytest.mark.skipif(find_spec("spacy") is None, reason="needs tearline[nlp]")
WORLD = runpy.run_path(str(Path(__file__).with_name("room_world.py")))
STORY = """Pier closed after talks fail

March 4, 2031

Mayor Vale said the pier would stay closed <until> spring. “We will wait,” she added.

[(b)(6)] warned that the boats would leave.
"""
NEXT = """The harbor office denied the report, and said nothing more about the pier.

Vale hopes to speak to Marsh before the weekend, according to two officials of the town.
"""
MEMO = "MEMO\n\nThe officer said that the boat had left the harbor."


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    place = tmp_path_factory.mktemp("who-says")
    records = {"talks": [STORY, NEXT], "scan": [STORY], "list": ["one\n\ntwo"], "a/said": [MEMO]}
    WORLD["write_release"](place / "one", records, as_text=("talks", "list"))
    return WORLD["Reader"](build_room(Shelf([place / "one"], place / "cache")))


AT = "/record/talks/public-2026-01-01/said"


def rows(page):
    found = re.findall(
        r"<strong>(.*?)</strong>(?: <span class=\"cue\">(.*?)</span>)?: (.*?)</p>\s*<p class=\"small\">(.*?) · "
        r"(sure|please check): .*? characters (\d+) to (\d+) ",
        page,
    )
    return [(*map(html.unescape, one[:5]), int(one[5]), int(one[6])) for one in found]


def test_every_statement_stands_at_its_place_of_the_released_page(reader):
    page = reader.get(AT)
    assert page.status == 200
    first, second = page.text.split('id="p-2"')
    for text, part in ((STORY, first), (NEXT, second)):
        found = rows(part)
        assert found
        for who, cue, said, _, _, start, end in found:
            words = " ".join(text[start:end].split())
            assert all(piece in words for piece in (cue, *said.split(" … ")) if piece)
            assert who == "Nobody named here" or who in words
    assert ("Mayor Vale", "said", "the pier would stay closed <until> spring") in [
        one[:3] for one in rows(first)
    ]
    assert ("two officials of the town", "according to") in [one[:2] for one in rows(second)]


def test_the_text_is_whole_and_what_is_withheld_is_its_code(reader):
    page = reader.get(AT).text
    shown = re.findall(r'<div class="text prose">(.*?)</div>', page, re.DOTALL)
    assert [html.unescape(re.sub("<[^>]+>", "", one)) for one in shown] == [STORY, NEXT]
    assert '<span class="closed">[(b)(6)]</span>' in shown[0]
    assert "<until>" not in page
    assert rows(page)[2][0] == "[(b)(6)]"


def test_it_is_offered_where_the_record_came_as_text_and_an_article_is_in_it(reader):
    for record, offered in (("talks", True), ("scan", False), ("list", False)):
        address = f"/record/{record}/public-2026-01-01"
        for page in (f"/record/{record}", f"{address}/page/1"):
            assert ("Who says what" in reader.get(page).text) is offered, page
        assert reader.get(f"{address}/said").status == (200 if offered else 404)


def test_a_record_whose_name_ends_so_is_still_a_record(reader):
    assert "Record" in reader.get("/record/a/said").text
    assert reader.get("/record/a/said").status == 200
    assert reader.get("/record/nothing/public-2026-01-01/said").status == 404


def test_without_a_model_nothing_is_offered_and_the_page_says_so(reader, monkeypatch, tmp_path):
    monkeypatch.setattr(language, "folder", lambda: None)
    WORLD["write_release"](tmp_path / "one", {"talks": [STORY]}, as_text=("talks",))
    other = WORLD["Reader"](build_room(Shelf([tmp_path / "one"], tmp_path / "cache")))
    assert "Who says what" not in other.get("/record/talks").text
    told = other.get(AT)
    assert told.status == 404
    assert "language model" in told.text
