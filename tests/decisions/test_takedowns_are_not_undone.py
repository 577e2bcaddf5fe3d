"""What was taken back or withheld stays so: by a rename, a line said before, a milder reason, a namesake."""

from __future__ import annotations

import pytest
from small_desk import ANN, Desk, line, statuses

from tearline.decisions.deciding import Verdicting
from tearline.decisions.whole import decide_page
from tearline.errors import DecideFirstError, UsageError
from tearline.model.decision import Hold, Verdict

MEMO = "The visitor Quillfeather arrived late.\nNothing further was said of the harbor.\n"
AFRESH = "Typed afresh: late came Quillfeather, and sat by the window of the office.\n"
OTHER = "A report on the harbor lights, which were mended before the winter.\n"
AT = (MEMO.index("Quillfeather"), MEMO.index("Quillfeather") + len("Quillfeather"))
FIRST, SECOND, THIRD = "2026-01-10", "2026-02-10", "2026-03-10"
WITHDRAWAL = {"type": "withdrawal", "record": "memo", "reason": "privacy", "actor": "ann"}


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """Give a desk with one memo, nothing released."""
    made = Desk(tmp_path, monkeypatch)
    made.add(memo=MEMO)
    return made


def taken_over(desk):
    """Release the memo, then another file under its name."""
    desk.build(FIRST)
    desk.add(memo=AFRESH)
    desk.withdraw("memo", "superseded")
    return desk.build(SECOND)


def test_a_rename_sheds_no_lifted_box(desk):
    desk.say(line("memo", AT))
    desk.build(FIRST)
    desk.add(memo=AFRESH, other=OTHER)
    assert len(desk.lifted("memo_2")) == 1
    desk.rename("memo_2", "memo-new")
    assert len(desk.lifted("memo-new")) == 1
    assert desk.lifted("other") == []
    assert desk.lifted("memo") == []
    desk.decide("release", desk.lifted("memo-new")[0].detail.split()[1].rstrip(":"))
    assert desk.lifted("memo-new") == []


def test_a_shared_record_number_carries_the_debt_to_a_file_of_another_name(tmp_path, monkeypatch):
    desk = Desk(tmp_path, monkeypatch)
    desk.add(**{"104-10001-10002": MEMO})
    [name] = names(desk)
    desk.say(line(name, AT))
    desk.build(FIRST)
    desk.add(**{"104-10001-10002_afresh": AFRESH})
    [new] = [n for n in names(desk) if n != name]
    assert len(desk.lifted(new)) == 1


def names(desk):
    with desk.at_work() as collection:
        return [name for _, name, _ in collection.catalog.records()]


def test_a_line_said_again_counts_where_it_stands_no_more(desk):
    box, free = line("memo", AT), line("memo", AT, "release")
    assert desk.say(box) == 1
    assert desk.say(box) == 0
    assert desk.say(free) == 1
    assert desk.say(box, box) == 1
    assert "Quillfeather" not in (desk.build(FIRST) / "text/memo.txt").read_text("utf-8")
    assert desk.say(box, free) == 0  # the box stands, and a release said before opens nothing again
    assert desk.say(WITHDRAWAL) == 1
    assert desk.say(WITHDRAWAL) == 0
    desk.reinstate("memo")
    assert desk.say(WITHDRAWAL) == 1
    assert desk.gate("memo").outcome == "withdrawn"


def test_a_milder_reason_changes_neither_words_nor_reach(desk):
    desk.add(copy=f"{MEMO}Filed.\n", other=OTHER)
    desk.build(FIRST)
    desk.withdraw("memo", "privacy")
    desk.withdraw("memo", "not-a-record")
    assert statuses(desk.build(SECOND))["memo"] == ("withdrawn", "withdrawn")
    with pytest.raises(UsageError, match="already"):
        desk.withdraw("memo", "privacy")
    desk.reinstate("memo")
    desk.withdraw("memo", "not-a-record")
    assert "collection" in statuses(desk.build(THIRD))["memo"][1]


def test_a_name_that_two_records_had_outside_is_asked_about(desk):
    taken_over(desk)
    with pytest.raises(UsageError, match="2 records") as refused:
        desk.withdraw("memo", "privacy")
    assert "desk:memo, memo_2" in refused.value.remedy
    assert desk.withdraw("desk:memo", "privacy").record == "memo"
    assert desk.withdraw("memo_2", "privacy").record == "memo_2"


def test_a_record_of_the_name_is_looked_at_before_it_goes_out_beside_the_tombstone(desk):
    desk.add(other=OTHER)
    taken_over(desk)
    desk.rename("memo_2", "memo-b")
    assert desk.gate("memo-b").outcome == "pass"
    desk.withdraw("desk:memo", "privacy")
    [one] = desk.gate("memo-b").open
    assert one.reason == "copy"
    assert "memo was withdrawn for what is in it" in one.detail
    desk.say(line("memo-b", None, "release"))
    assert desk.gate("memo-b").outcome == "pass"
    assert desk.gate("other").outcome == "pass"


@pytest.mark.parametrize("gone", [False, True])
def test_a_takedown_goes_out_though_nothing_else_does(desk, gone):
    desk.build(FIRST)
    if gone:
        for path in desk.c.glob("catalog.db*"):
            path.unlink()
        with pytest.raises(UsageError, match="not in the collection"):
            desk.build(SECOND)
        desk.withdraw("memo", "privacy")
    else:
        desk.say(
            {"type": "hold", "record": "memo", "kind": "court_seal", "reason": "x", "actor": "a"}
        )
    assert statuses(desk.build(SECOND))["memo"] == ("withdrawn", "withdrawn")


def test_a_record_that_was_never_public_and_is_held_is_no_takedown(desk):
    desk.say({"type": "hold", "record": "memo", "kind": "court_seal", "reason": "x", "actor": "a"})
    with pytest.raises(DecideFirstError):
        desk.build(FIRST)


def test_a_record_that_only_a_hold_still_names_can_be_withdrawn(desk):
    desk.append(Hold("lost", "court_seal", "x", ANN, "2026-01-01T00:00:00Z"))
    with pytest.raises(UsageError, match="which is not here"):
        desk.build(FIRST)
    desk.withdraw("lost", "court-order")
    assert list(statuses(desk.build(FIRST))) == ["memo"]


def test_looking_at_every_page_anew_answers_a_lost_list(desk):
    desk.say(line("memo", None, "release"))
    desk.build(FIRST)
    for path in (desk.c / "custody").glob("withheld-*"):
        path.unlink()
    [one] = desk.lifted("memo")
    assert "--whole-page" in one.detail
    saying = Verdicting(Verdict.RELEASE, (), "looked at anew", ANN)
    with desk.at_work() as collection:
        decide_page(collection, "memo", 1, saying, desk.guide)
    assert desk.lifted("memo") == []
