"""A width that was hidden in a release and would be shown in the next waits for a person's word."""

import json
import runpy
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from tearline.decisions import deciding
from tearline.decisions.deciding import Query, Verdicting
from tearline.errors import DecideFirstError, UsageError
from tearline.model.area import Area
from tearline.model.decision import Verdict
from tearline.model.guide import WidthPolicy
from tearline.talk import Talk
from tearline.verbs import explaining

SMALL = runpy.run_path(str(Path(__file__).parent / "small_desk.py"))
Desk, line, ANN = SMALL["Desk"], SMALL["line"], SMALL["ANN"]
BOX = [11000, 8500, 20000, 10800]


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """A desk that has released a page with one box to the end of its line."""
    home = tmp_path_factory.mktemp("weaker")
    (home / "in0").mkdir()
    page = Canvas(str(home / "in0" / "memo.pdf"), pagesize=(400, 300), invariant=1)
    for at, words in enumerate(
        ("A note for the file.", "Seen by Quillfeather at noon.", "No more.")
    ):
        page.drawString(72, 220 - 20 * at, words)
    page.save()
    with pytest.MonkeyPatch.context() as patch:
        desk = Desk(home, patch)
        desk.take(home / "in0")
        desk.say(line("memo", areas=[BOX], policy="line"))
        desk.build("2026-01-10")
    return home


@pytest.fixture
def desk(released, tmp_path, monkeypatch):
    """Give each test a copy of that desk."""
    shutil.copytree(released, tmp_path / "desk")
    made = Desk(tmp_path / "desk", monkeypatch)
    made.releases = 1
    return made


def open_widths(desk):
    return [one for one in desk.gate("memo").open if one.reason == "width"]


def decide(desk, one, width, verdict="withhold"):
    policy = WidthPolicy(width) if width else None
    saying = Verdicting(Verdict(verdict), (), "decided again", ANN, policy=policy)
    query = Query(ids=(one.detail.split()[1].rstrip(":"),))
    with desk.at_work() as collection:
        return deciding.decide(collection, query, saying, desk.guide)


def test_a_weaker_box_waits_and_the_remedy_it_names_makes_it_strong_again(desk):
    assert open_widths(desk) == []
    desk.say(line("memo", areas=[BOX]))  # the same box, its width not thought of
    [one] = open_widths(desk)
    assert (one.page, "2026-01-10" in one.detail) == (1, True)
    assert "--verdict withhold" in one.detail
    assert "--width line" in one.detail
    assert "uill" not in one.detail
    with pytest.raises(DecideFirstError):
        desk.build("2026-02-10")
    for width, verdict in ((None, "withhold"), ("exact", "release")):
        with pytest.raises(UsageError, match="tells more"):
            decide(desk, one, width, verdict)
    assert decide(desk, one, "line") == 1
    assert desk.gate("memo").outcome == "pass"
    [box] = [e.body for e in desk.entries() if getattr(e.body, "reason", "") == "decided again"]
    assert box.policy is WidthPolicy.LINE


def test_the_id_of_a_box_of_an_earlier_release_is_explained_with_its_picture(desk, capsys):
    desk.say(line("memo", areas=[BOX]))
    for kind in ("weaker", "lifted"):
        [one] = [o for o in desk.gate("memo").open if o.detail.startswith(kind)]
        wanted = one.detail.split()[1].rstrip(":")
        picture = desk.home / f"{kind}.png"
        explaining.explain(desk.c, wanted[:8], picture, False, Talk(as_json=True))
        told = json.loads(capsys.readouterr().out)
        assert (told["id"], told["kind"], told["records"]) == (wanted, kind, ["memo"])
        assert (told["areas"], told["codes"], told["policy"]) == ([BOX], ["(b)(6)"], "line")
        assert picture.read_bytes().startswith(b"\x89PNG")
        desk.redraw(areas=(Area(0, 0, 100, 100),))


def test_a_width_that_may_be_known_is_shown_once_and_the_box_stays_guarded(desk):
    desk.say(line("memo", areas=[BOX]))
    [one] = open_widths(desk)
    assert decide(desk, one, "exact") == 1
    assert open_widths(desk) == []
    assert desk.gate("memo").outcome == "pass"
    [area] = desk.entries()[0].body.target.areas
    desk.redraw(areas=())
    assert desk.gate("memo").outcome == "pass"  # a page withheld whole tells no width
    desk.redraw(areas=(replace(area, right=12000),))
    assert [o.reason for o in desk.gate("memo").open] == [
        "lifted"
    ]  # what was said is of the width alone
