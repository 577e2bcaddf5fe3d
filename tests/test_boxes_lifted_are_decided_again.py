"""A box that was there and is gone keeps the record back until a person has decided that very box again."""

import json
import runpy
import shutil
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest
import zstandard

from tearline.decisions import deciding
from tearline.errors import DecideFirstError, UsageError
from tearline.model.decision import Actor, ActorKind, Determination, Instrument, Released, Verdict
from tearline.model.guide import WidthPolicy

SMALL = runpy.run_path(str(Path(__file__).parent / "decisions" / "small_desk.py"))
Desk, line, statuses = SMALL["Desk"], SMALL["line"], SMALL["statuses"]

LETTER = "To the harbor office:\nthe clerk Quillfeather has signed for it.\nHe left at noon.\n"
OTHER = "Nothing in this record was ever withheld from anybody.\n"
AT = (LETTER.index("Quillfeather"), LETTER.index("Quillfeather") + len("Quillfeather"))
PART = {"start": AT[0], "end": AT[0] + 5}


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """A desk that has released a letter with one box, and another record."""
    home = tmp_path_factory.mktemp("released")
    with pytest.MonkeyPatch.context() as patch:
        desk = Desk(home, patch)
        desk.add(letter=LETTER, other=OTHER)
        desk.say(line("letter", AT))
        desk.build("2026-01-10")
    return home


@pytest.fixture
def desk(released, tmp_path, monkeypatch):
    """Give each test a copy of that desk."""
    shutil.copytree(released, tmp_path / "desk")
    made = Desk(tmp_path / "desk", monkeypatch)
    made.releases = 1
    return made


def lifted_id(one):
    return one.detail.split()[1].rstrip(":")


def kept(desk):
    [path] = (desk.c / "custody").glob("withheld-*")
    return path


def test_a_box_that_a_person_let_go_after_the_release_goes_out_and_is_counted(desk):
    assert desk.lifted("letter") == []
    desk.say(line("letter", AT, "release"))
    assert desk.lifted("letter") == []
    out = desk.build("2026-02-10")
    assert "Quillfeather" in (out / "text/letter.txt").read_text("utf-8")
    assert "stand no more: 1. What is lifted" in (out / "note.md").read_text("utf-8")
    desk.build("2026-02-10", out)  # the very same release again
    again = desk.build("2026-02-10")
    assert (again / "note.md").read_bytes() == (out / "note.md").read_bytes()
    after = desk.build("2026-03-10")
    assert "stand no more" not in (after / "note.md").read_text("utf-8")


def test_a_box_made_smaller_uncovers_what_must_be_decided_again(desk):
    desk.redraw(**PART)
    [one] = desk.lifted("letter")
    assert one.page == 1
    assert "2026-01-10" in one.detail
    assert "(b)(6)" in one.detail
    assert "uill" not in one.detail
    out = desk.build("2026-02-10")
    assert statuses(out)["letter"][0] == "pending"
    assert not (out / "text/letter.txt").exists()
    # Neither a release of the page nor one of the whole record decides it.
    page = line("letter", None, "release")
    desk.say(page, {key: value for key, value in page.items() if key != "page"})
    assert len(desk.lifted("letter")) == 1
    assert desk.decide("release", lifted_id(one)[:8]) == 1
    assert desk.lifted("letter") == []
    out = desk.build("2026-03-10")
    assert "feather has signed" in (out / "text/letter.txt").read_text("utf-8")


def test_a_rule_does_not_let_a_box_go_again(desk):
    target = desk.entries()[0].body.target
    rule = Actor(ActorKind.RULE, "a rule", "rule")
    exact = WidthPolicy.EXACT
    said = Determination(
        target, Verdict.RELEASE, (), exact, True, False, "", "", rule, deciding.now()
    )
    desk.append(said)
    assert len(desk.lifted("letter")) == 1
    desk.append(replace(said, actor=SMALL["ANN"]))
    assert desk.lifted("letter") == []


def test_a_decision_from_before_the_release_is_spent(desk):
    box = desk.entries()[0].body
    rule = Actor(ActorKind.RULE, "a rule", "rule")
    said = replace(box, verdict=Verdict.RELEASE, codes=(), kind="person.name")
    opened = replace(box, verdict=Verdict.RELEASE, codes=(), actor=rule)
    desk.append(said)  # a person let a finding of that place go, but the box around it stayed
    assert desk.lifted("letter") == []
    desk.build("2026-02-10")
    desk.append(opened)
    assert len(desk.lifted("letter")) == 1
    desk.append(replace(said, reason="again"))
    assert desk.lifted("letter") == []


def test_a_page_s_lifted_boxes_are_decided_together_where_a_person_says_so(desk):
    desk.redraw(**PART)
    for query in ({"record": "letter"}, {"page": 1}):
        with pytest.raises(UsageError, match="by its id, or a page"):
            desk.decide("release", lifted=True, **query)
    with pytest.raises(UsageError, match="nothing is lifted"):
        desk.decide("release", lifted=True, record="other", page=1)
    assert desk.decide("release", lifted=True, record="letter", page=1) == 1
    assert desk.lifted("letter") == []


def replaced(desk, text):
    """Take in another file of the letter's name, and withdraw the first as superseded by it."""
    desk.add(letter=text)
    desk.withdraw("letter", "superseded")


def test_a_clean_file_in_the_place_of_a_boxed_one_is_stopped(desk):
    replaced(desk, LETTER.replace("noon", "dusk"))
    [one] = desk.lifted("letter_2")
    assert "not to be found" not in one.detail
    out = desk.build("2026-02-10")
    assert statuses(out)["letter"][0] == "pending"
    # What somebody says of the new file's page or place decides nothing of the old box.
    desk.say(line("letter_2", AT, "release"), line("letter_2", None, "release"))
    assert len(desk.lifted("letter_2")) == 1
    desk.decide("withhold", lifted_id(one))
    assert desk.lifted("letter_2") == []
    out = desk.build("2026-03-10")
    text = (out / "text/letter.txt").read_text("utf-8")
    assert "dusk" in text
    assert "Quillfeather" not in text
    assert set(statuses(out)) == {"letter", "other"}


def test_where_the_new_file_has_no_such_page_every_box_is_listed_as_not_found(desk):
    replaced(desk, "A new first line.\n" + LETTER)
    [one] = desk.lifted("letter_2")
    assert "not to be found" in one.detail
    with pytest.raises(UsageError, match="no place"):
        desk.decide("withhold", lifted_id(one))
    desk.decide("release", lifted_id(one))
    assert desk.lifted("letter_2") == []


def test_what_goes_out_of_a_replaced_file_keeps_its_box_in_a_record_that_has_the_file_still(desk):
    desk.rename("letter", "old-letter")
    desk.add(letter="A new first line.\n" + LETTER)
    [one] = desk.lifted("letter")
    desk.decide("release", lifted_id(one))
    assert desk.lifted("letter") == []
    out = desk.build("2026-02-10")
    assert statuses(out)["letter"][0] == "pending"  # it disagrees with its copy, that is boxed
    assert "Quillfeather" not in (out / "text/old-letter.txt").read_text("utf-8")
    # Nor does it count for that record later, when its own box is made smaller.
    desk.say(line("old-letter", AT))
    desk.redraw(**PART)
    assert len(desk.lifted("old-letter")) == 1


def test_a_record_under_another_name_is_known_by_its_file(desk):
    desk.rename("letter", "the-letter")
    desk.redraw(**PART)
    assert len(desk.lifted("the-letter")) == 1


def test_another_audience_s_boxes_are_not_asked_for(desk):
    desk.redraw(**PART)
    assert len(desk.lifted("letter", "public")) == 1
    assert desk.lifted("letter", "committee") == []


def test_a_list_that_is_lost_blocks_and_says_what_to_do(desk):
    for spoil in (lambda path: path.write_bytes(b"x"), Path.unlink):
        spoil(kept(desk))
        [one] = desk.lifted("letter")
        assert "restore the custody folder from its backup" in one.detail
        assert len(desk.lifted("other")) == 1
    with pytest.raises(DecideFirstError):
        desk.build("2026-02-10")


def test_a_build_killed_before_the_rename_is_known_and_goes_on(desk, monkeypatch):
    desk.say(line("letter", AT, "release"))
    with monkeypatch.context() as patch:
        patch.setattr("tearline.editions.aside.publish", lambda _: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            desk.build("2026-02-10", desk.home / "next")
    assert not (desk.home / "next").exists()
    out = desk.build("2026-02-10", desk.home / "next")
    assert "stand no more: 1." in (out / "note.md").read_text("utf-8")
    released = [e.body for e in desk.entries() if isinstance(e.body, Released)]
    assert [body.date for body in released] == ["2026-01-10", "2026-02-10"]
    assert all(list((desk.c / "custody").glob(f"*{body.withheld[:32]}*")) for body in released)


def test_the_list_of_what_was_withheld_holds_no_word_of_it(desk):
    text = zstandard.ZstdDecompressor().decompress(kept(desk).read_bytes()).decode("utf-8")
    assert [json.loads(row)["record"] for row in text.splitlines()] == ["letter", "other"]
    assert "uill" not in text


def test_a_log_from_before_such_lists_is_read_for_what_stood_then(desk):
    kept(desk).unlink()
    assert len(desk.lifted("letter")) == 1
    system = Actor(ActorKind.SYSTEM, "tearline build", "system")
    old = Released("public", "2026-01-20", "ab" * 32, ("letter",), system, deciding.now())
    desk.append(old)
    assert desk.lifted("letter") == []
    desk.redraw(**PART)
    [one] = desk.lifted("letter")
    assert "2026-01-20" in one.detail


@pytest.mark.parametrize(
    ("kind", "instrument", "decides"),
    [
        ("hold.court_seal", "court_order", True),
        ("hold.court_seal", "donor_consent", False),
        ("person.name", "court_order", False),
    ],
)
def test_an_instrument_decides_the_boxes_of_the_hold_it_lifts_and_no_other(
    desk, kind, instrument, decides
):
    old = desk.entries()[0].body
    box = replace(old, kind=kind, target=replace(old.target, end=AT[1] + 4))
    desk.append(box)
    desk.build("2026-02-10")
    rule = Actor(ActorKind.RULE, "a rule", "rule")
    desk.append(replace(box, verdict=Verdict.RELEASE, codes=(), actor=rule))
    assert len(desk.lifted("letter")) == 1
    given = ("court", "1", "2026-01-02", "all", "cd" * 32, SMALL["ANN"], deciding.now())
    desk.append(Instrument(("letter",), instrument, *given))
    assert len(desk.lifted("letter")) == (not decides)


def test_a_scan_s_box_is_compared_by_its_place(desk, typed_page, tmp_path):
    lines = ["MEMORANDUM FOR THE RECORD", "The clerk had signed for the parcel.", "End of it."]
    desk.add()
    typed_page(lines).save(tmp_path / "memo.png", dpi=(300, 300))
    desk.take(tmp_path / "memo.png")
    box = [7000, 9000, 30000, 11000]
    desk.say(line("memo", areas=[box]))
    desk.build("2026-02-10")
    # The same scan comes again, made by another program: other bytes, the same page.
    (tmp_path / "new").mkdir()
    typed_page(lines).save(tmp_path / "new" / "memo.tif", dpi=(300, 300))
    desk.take(tmp_path / "new")
    desk.withdraw("memo", "superseded")
    [one] = desk.lifted("memo_2")
    assert str(box) in one.detail
    assert "not to be found" not in one.detail
    # Two boxes that cover it together are enough; a sliver between them is not.
    halves = [[7000, 9000, 20000, 11000], [20001, 9000, 30000, 11000]]
    desk.say(*(line("memo_2", areas=[half]) for half in halves))
    assert len(desk.lifted("memo_2")) == 1
    desk.say(line("memo_2", areas=[[19000, 9000, 21000, 11000]]))
    assert desk.lifted("memo_2") == []


def world(home, patch, words, *, extra, reason):
    """Release three letters, then lift a box, keep one back, withdraw one; return the second release."""
    quiet = (resources.files("tearline.guides") / "foia.toml").read_text("utf-8")
    home.mkdir()
    (home / "quiet.toml").write_text(
        quiet.replace("acknowledge_pending = true", "acknowledge_pending = false"), "utf-8"
    )
    desk = Desk(home, patch, home / "quiet.toml")
    kept, open_ = words
    head, middle = "The clerk ", " has paid Alder "
    text = f"{head}{kept}{middle}in the presence of {open_}.\n"
    at = (len(head), len(head) + len(kept))
    alder = (text.index("Alder"), text.index("Alder") + 5)
    desk.add(letter=text, other=OTHER, third="A third paper.\n")
    # What is acknowledged, and what is not: of the latter nothing shows, nor that it is lifted.
    white = (text.rindex(open_), text.rindex(open_) + len(open_))
    desk.say(line("letter", at), line("letter", alder), line("letter", white, acknowledged=False))
    if extra:
        desk.say(line("letter", (at[0], at[0] + 2)))  # a box within a box under the same code
    desk.build("2026-01-10")
    if extra:
        desk.add(letter="Another paper that may not be acknowledged.\n")
        desk.say(line("letter_2", None, "refer"))
    desk.say(line("letter", alder, "release"))
    desk.withdraw("third", reason)
    if extra:
        desk.say(line("other", None, "refer"))
    else:
        desk.withdraw("other", "privacy")
    return desk.build("2026-02-10")


def test_two_worlds_stay_one_over_two_releases(tmp_path, monkeypatch, tree):
    a = world(tmp_path / "a", monkeypatch, ("Bo", "Mr. Roe"), extra=False, reason="privacy")
    b = world(
        tmp_path / "b",
        monkeypatch,
        ("Maximilian Featherstonehaugh", "Al"),
        extra=True,
        reason="source-at-risk",
    )
    one, two = tree(a), tree(b)
    assert sorted(one) == sorted(two)
    assert [name for name in one if one[name] != two[name]] == []
    assert b"stand no more: 1." in one["note.md"]
