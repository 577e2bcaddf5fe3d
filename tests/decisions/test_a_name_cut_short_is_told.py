"""Who withholds a part of a name hears that a word beside it may be the rest, and never which word."""

import json
import runpy
from dataclasses import replace
from pathlib import Path

import pytest

from tearline.decisions import cut_short, deciding, unmoved
from tearline.model.area import Area
from tearline.model.decision import Determination, Target, Verdict
from tearline.model.guide import WidthPolicy
from tearline.model.page import Page, TextSource, Word
from tearline.talk import Talk
from tearline.verbs import changing

SMALL = runpy.run_path(str(Path(__file__).parent / "small_desk.py"))
LETTER = (
    "To the harbor office:\nAnton Quillfeather Dufresquet has signed for it.\nHe left at noon.\n"
)


def at(words, text=LETTER):
    return text.index(words), text.index(words) + len(words)


@pytest.fixture
def desk(tmp_path, monkeypatch):
    made = SMALL["Desk"](tmp_path, monkeypatch)
    made.add(letter=LETTER)
    return made


def told(desk, *said):
    """Append what was said of spans of the first file: words (or None, the page), kind, verdict."""
    with desk.at_work() as collection:
        before = unmoved.last(collection)
        [row, *_] = [
            row for file in collection.catalog.files() for row in collection.catalog.pages(file.id)
        ]
        deciding.append(collection, [determination(row.sha256, *one) for one in said])
        return cut_short.since(collection, before)


def determination(sha256, span, kind="name.person", verdict="withhold"):
    target = Target(sha256, 1, (), *(span or (None, None)))
    exact = WidthPolicy.EXACT
    withheld = (Verdict(verdict), ("(b)(6)",), exact, True, False)
    return Determination(target, *withheld, kind, "why", SMALL["ANN"], "2026-01-31T00:00:00Z")


def named(words, **more):
    return (at(words), *more.values())


@pytest.mark.parametrize(
    ("words", "side"), [("Anton Quillfeather", "after"), ("Quillfeather Dufresquet", "before")]
)
def test_the_rest_of_a_name_is_told_by_its_side_and_never_shown(desk, words, side):
    [one] = told(desk, named(words))
    assert (one.record, one.page, (one.start, one.end)) == ("letter", 1, at(words))
    assert one.side == side
    assert "nton" not in one.detail
    assert "ufres" not in one.detail


@pytest.mark.parametrize(
    "rows",
    [
        [named("Anton Quillfeather Dufresquet")],
        [named("Anton Quillfeather"), named("Dufresquet", kind="")],
        [named("Anton Quillfeather"), (None, "")],
        [named("Anton Quillfeather", kind="name.person", verdict="release")],
        [named("Anton Quillfeather", kind="")],  # a portion somebody drew is what was meant
    ],
)
def test_a_whole_name_or_one_whose_rest_is_withheld_is_not_told(desk, rows):
    assert told(desk, *rows) == ()


def test_plain_words_titles_and_other_lines_are_no_rest_of_a_name(tmp_path, monkeypatch):
    desk = SMALL["Desk"](tmp_path, monkeypatch)
    text = "Yesterday Captain Anton Quillfeather Received it.\nWith Anton Quillfeather\nDufresquet came."
    desk.add(second=text)
    last = text.rindex("Anton Quillfeather")
    for span in (at("Anton Quillfeather", text), (last, last + len("Anton Quillfeather"))):
        assert told(desk, (span,)) == ()


def test_on_pixels_the_words_under_the_box_are_the_name(desk):
    """A box of a scan has no code points: the words it lies on have."""
    words, left, pieces = [], 0, []
    for word in LETTER.split():
        start = sum(len(one) + 1 for one in pieces)
        area = Area(left, 0, left + 100 * len(word), 1000)
        words.append(Word(word, start, start + len(word), area, 90.0))
        pieces.append(word)
        left += 100 * len(word) + 100
    page = Page(1, left, 1000, " ".join(pieces), tuple(words), TextSource.OCR, "", "")
    box = Area(words[4].area.left, 0, words[5].area.right, 1000)
    name = determination("0" * 64, None)
    name = replace(name, target=replace(name.target, areas=(box,)))
    [one] = cut_short.on_page(page, ("letter", 1), [name], [])
    assert page.text[one.start : one.end] == "Anton Quillfeather"
    covered = [((words[6].area,), None, None)]
    assert list(cut_short.on_page(page, ("letter", 1), [name], covered)) == []


def test_the_command_warns_of_many_at_once_and_ends_well(desk, capsys):
    [row] = [r for r in run(desk, capsys, "name") if r["type"] != "warning"]
    assert row["type"] == "decided"


def run(desk, capsys, kind):
    path = desk.home / "name.jsonl"
    said = {"type": "determination", "record": "letter", "page": 1, "kind": kind}
    said |= {"verdict": "withhold", "codes": ["(b)(6)"], "reason": "why", "actor": "ann"}
    path.write_text(json.dumps(said) + "\n", "utf-8")
    changing.import_decisions(desk.c, path, Talk(as_json=True))
    out = capsys.readouterr()
    assert "ufresquet" not in out.out + out.err
    return [json.loads(line) for line in out.out.splitlines()]
