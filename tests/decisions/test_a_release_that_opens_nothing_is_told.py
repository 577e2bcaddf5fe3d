"""A release of a part of what is withheld changes nothing: whoever says it hears so, and what stays."""

import json
import runpy
from pathlib import Path

import pytest

from tearline.decisions import unmoved
from tearline.talk import Talk
from tearline.verbs import changing

SMALL = runpy.run_path(str(Path(__file__).parent / "small_desk.py"))
LETTER = "To the harbor office:\nthe clerk Quillfeather has signed for it.\nHe left at noon.\n"
AT = (LETTER.index("Quillfeather"), LETTER.index("Quillfeather") + len("Quillfeather"))
line = SMALL["line"]


@pytest.fixture
def desk(tmp_path, monkeypatch):
    made = SMALL["Desk"](tmp_path, monkeypatch)
    made.add(letter=LETTER)
    made.say(line("letter", AT))
    return made


def told(desk, *rows):
    with desk.at_work() as collection:
        before = unmoved.last(collection)
    desk.say(*rows)
    with desk.at_work() as collection:
        return unmoved.since(collection, before)


@pytest.mark.parametrize(
    ("span", "whole"), [((AT[0], AT[0] + 5), [True]), ((AT[0] - 4, AT[0] + 5), [False]), (AT, [])]
)
def test_what_lies_under_a_box_stays_and_is_named_by_its_place(desk, span, whole):
    found = told(desk, line("letter", span, "release"))
    assert [one.whole for one in found] == whole
    for one in found:
        assert (one.record, one.page, one.codes) == ("letter", 1, ("(b)(6)",))
        assert one.stays == f"characters {AT[0]}-{AT[1]}"
        assert "uill" not in one.detail


def test_a_page_that_was_looked_at_and_a_place_beside_the_box_are_not_told(desk):
    assert told(desk, line("letter", None, "release"), line("letter", (0, 6), "release")) == ()
    assert told(desk, line("letter", None)) == ()  # withheld whole
    [one] = [o for o in told(desk, line("letter", (0, 5), "release")) if o.stays == "the page"]
    assert one.whole


def test_the_command_says_it_and_ends_well(desk, capsys):
    path = desk.home / "part.jsonl"
    path.write_text(json.dumps(line("letter", (AT[0], AT[0] + 5), "release")) + "\n", "utf-8")
    changing.import_decisions(desk.c, path, Talk(as_json=True))
    said = capsys.readouterr()
    rows = [json.loads(row) for row in said.out.splitlines()]
    assert [row["type"] for row in rows] == ["warning", "decided"]
    assert (rows[0]["record"], rows[1]["entries"], rows[1]["unmoved"]) == ("letter", 1, 1)
    assert "letter p. 1" in said.err
